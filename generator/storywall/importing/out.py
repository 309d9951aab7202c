"""`storywall export …`: what came in, and all else, goes out again; what a form can't hold is said."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any, TextIO

import click

from storywall import exports, pipeline
from storywall.console import message_language
from storywall.exports import Exported, Losses, Shop
from storywall.importing.commands import community_settings, refused_plainly
from storywall.kinds import BY_NAME
from storywall.load import load
from storywall.model import Entry, Source
from storywall.parse import parse
from storywall.pipeline import Options
from storywall.problems import N_
from storywall.validate import validate
from storywall.view import view
from storywall.words import catalogue, format_number

_OUT = click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.  [default: standard output]")
_ROOT = click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The community's folder.")
_KIND = click.option("--kind", type=click.Choice(list(BY_NAME)), default="review", show_default=True, help="What goes out.")
_DATE = click.option("--date", "today", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what appears after this day instead of today.")


@click.group("export")
def export_group() -> None:
    """Take content out: as a table or JSON that comes in again as the same, or as a feed of reviews for Google or Meta."""


@export_group.command("csv")
@_ROOT
@_KIND
@_OUT
def csv_command(root: Path, kind: str, out: Path | None) -> None:
    """All items of a kind as a table; storywall import csv brings it in again."""
    with _text(out) as stream:
        _said(_read(root, kind, lambda items: exports.write_csv(items, stream)))


@export_group.command("json")
@_ROOT
@_KIND
@_OUT
def json_command(root: Path, kind: str, out: Path | None) -> None:
    """All items of a kind as an array of JSON, one on each line."""
    with _text(out) as stream:
        _said(_read(root, kind, lambda items: exports.write_json(items(), stream)))


@export_group.command("google")
@_ROOT
@_OUT
@_DATE
def google_command(root: Path, out: Path | None, today: datetime | None) -> None:
    """Reviews whose authors agreed to ads, as Google's product-review feed."""
    shop = _shop(root, today)
    with _bytes(out) as stream:
        _said(exports.write_google(shop, stream))


@export_group.command("meta")
@_ROOT
@_OUT
@_DATE
def meta_command(root: Path, out: Path | None, today: datetime | None) -> None:
    """Reviews whose authors agreed to ads, as Meta's product-review feed."""
    shop = _shop(root, today)
    with _text(out) as stream:
        _said(exports.write_meta(shop, stream))


# Reading --------------------------------------------------------------------------------------------------------------

_BROKEN = N_("items with errors, which storywall check names")


def _read(root: Path, kind: str, write: Callable[[Callable[[], Iterator[Exported]]], Losses]) -> Losses:
    with refused_plainly(message_language()):
        community_settings(root)
    sources = [source for source in load(root) if isinstance(source, Source) and source.kind == kind]
    broken: set[str] = set()
    losses = write(partial(_items, sources, broken))
    losses[_BROKEN] += len(broken)
    return +losses


def _items(sources: list[Source], broken: set[str]) -> Iterator[Exported]:
    """The valid items, as they are written; the others' keys are noted."""
    for source in sources:
        document, problems = parse(source.path.read_bytes(), source.file)
        if document is None or problems or validate(document, BY_NAME[source.kind].schema)[0] is None:
            broken.add(source.key)
        else:
            yield Exported(kind=source.kind, slug=source.slug, values=document.values, body=document.body)


def _shop(root: Path, today: datetime | None) -> Shop:
    """What feeds of reviews are made from; what has errors is left out."""
    from storywall.mkdocs_plugin import build_frames  # half a second that tables don't need

    options = Options(today=today.date() if today else None, keep_going=True, photos=False)
    checked = pipeline.check(root, options, build_frames)
    ads = view(checked.community, exports.ADS, checked.view.today, production=True)

    def body(entry: Entry) -> str:
        document, _ = parse((root / entry.file).read_bytes(), entry.file)
        return document.body if document is not None else ""

    return Shop(ads=ads, site=checked.view, settings=checked.settings, site_url=checked.frames.site_url, body=body)


# Writing --------------------------------------------------------------------------------------------------------------


@contextmanager
def _text(out: Path | None) -> Iterator[TextIO]:
    if out is None:
        yield sys.stdout
    else:
        with out.open("w", encoding="utf-8", newline="") as stream:
            yield stream


@contextmanager
def _bytes(out: Path | None) -> Iterator[IO[bytes]]:
    if out is None:
        yield sys.stdout.buffer
    else:
        with out.open("wb") as stream:
            yield stream


def _said(losses: Losses) -> None:
    """The loss report, on standard error."""
    language = message_language()
    words: Any = catalogue(language)
    for text, number in losses.most_common():
        click.echo(f"{format_number(number, words.language)}: {words.gettext(text)}", err=True)
    if not losses:
        click.echo(words.gettext(N_("nothing was lost")), err=True)
