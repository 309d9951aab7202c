"""One import from file to account: read the table, make the plan, look at all rows, then bring them in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storywall import cache
from storywall.forms.refresh import refresh
from storywall.importing.bring import Sorter, bring
from storywall.importing.items import Desk, know
from storywall.importing.mapping import Recipe
from storywall.importing.photos import Album, Fetching
from storywall.importing.plan import Plan, is_ours, make_plan
from storywall.importing.reading import DELIMITERS, Rows, Table, open_table
from storywall.importing.refused import ImportRefusedError
from storywall.importing.rows import Maker
from storywall.importing.summary import About
from storywall.importing.survey import refuse_missing, survey
from storywall.importing.tally import Tally
from storywall.kinds import BY_NAME
from storywall.photos.darkroom import Darkroom
from storywall.problems import N_
from storywall.settings import Settings

Progress = Callable[[int, int], None]
"""Told how many rows are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table, or a folder that is read as one, and what the editor said of it."""

    table: Rows
    recipe: Recipe
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an import is asked for."""

    write: bool = True
    download: bool = False
    photo_list: Path | None = None
    today: date
    processes: int | None = None
    log: bool = False
    """Is each single thing that stays out or is worth knowing to be kept?"""


def open_source(path: Path, recipe: Recipe) -> Source:
    """Read a table's header and lay the recipe over it; ImportRefusedError where that can't be done."""
    table = open_table(path, encoding=recipe.encoding or "", delimiter=_delimiter(recipe.delimiter or ""))
    kind = recipe.kind or "review"
    if kind not in BY_NAME:
        raise ImportRefusedError(N_("there is no kind `{kind}`; there are: {choices}"), kind=kind, choices=", ".join(BY_NAME))
    return Source(table=table, recipe=recipe, plan=make_plan(table.header, recipe, BY_NAME[kind]))


def _delimiter(written: str) -> str:
    by_word = {word: sign for sign, word in DELIMITERS.items()} | {"\\t": "\t"}
    sign = by_word.get(written, written)
    if len(sign) > 1:
        raise ImportRefusedError(N_("`{value}` isn't a delimiter: name a single sign, or tab"), value=written)
    return sign


def run(source: Source, root: Path, settings: Settings, asked: Asked, progress: Progress) -> Tally:
    """Bring a source in; ImportRefusedError before anything is written where it can't come in as it is."""
    found = survey(source.table, source.plan)
    refuse_missing(source.plan)
    known = know(root, settings, asked.today)
    tally = Tally(log=[] if asked.log else None)
    maker = Maker(source.plan, known)
    fetching = Fetching(darkroom=Darkroom(folder=cache.state_folder(root) / "photos")) if asked.download and asked.write else None
    with Desk(root) as desk:
        album = Album(tally, asked.photo_list, fetching)
        try:
            sorter = Sorter(source.table, source.plan, known, desk, tally)
            bring(source.table, sorter, maker, album, write=asked.write, step=lambda done: progress(done, found.rows), processes=asked.processes)
        finally:
            album.close()
    if asked.write and (tally.created["product"] or source.plan.kind.name == "product"):
        refresh(root, settings)  # a form offers all products
    return tally


def about(source: Source) -> About:
    """How a source was read, for its account."""
    table, plan = source.table, source.plan
    return About(
        source=table.path.name,
        read_as=_read_as(table, plan) if isinstance(table, Table) else "",
        columns={name: field for name, field in plan.names.items() if not (is_ours(name) and field == "id")},
        guessed=plan.guessed,
        dropped=plan.dropped,
        unused=tuple(name for name in plan.unused if not is_ours(name)),
        stated={**plan.stated, **unstated(plan)},
    )


def _read_as(table: Table, plan: Plan) -> str:
    parts = [table.encoding, DELIMITERS.get(table.delimiter, table.delimiter), *([plan.preset.label] if plan.preset else [])]
    if plan.scale:
        parts.append(f"★ = value × 5 / {plan.scale}")
    if not table.encoding.startswith("utf"):
        parts.append(beyond_ascii(table))
    return ", ".join(part for part in parts if part)


def unstated(plan: Plan) -> dict[str, str]:
    """What stands in each item though nobody stated it: that it isn't known."""
    sent = not plan.own and "relationship" in plan.kind.schema.model_fields
    return {"relationship": "unknown"} if sent and not {"relationship"} & {*plan.columns, *plan.stated} else {}


def beyond_ascii(table: Table) -> str:
    """The first word of a table that isn't ASCII, so that a reader sees whether its encoding is right."""
    words = (f"{word} (line {row.line})" for row in table.rows() for cell in row.cells for word in cell.split() if not word.isascii())
    return next(words, "")
