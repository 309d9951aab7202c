"""`storywall import markdown` and `storywall import photos`: folders whose files become items."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from storywall import cache
from storywall.console import message_language
from storywall.importing import ask
from storywall.importing.bring import Sorter, bring
from storywall.importing.commands import (
    community_settings,
    create_option,
    finish,
    import_group,
    read_recipe,
    refused_plainly,
    shared_options,
)
from storywall.importing.gallery import open_gallery, plan_gallery
from storywall.importing.items import Desk, Known, know
from storywall.importing.mapping import Recipe, save_recipe
from storywall.importing.markdown import open_folder, plan_folder
from storywall.importing.markdown_items import TextMaker, Wishes
from storywall.importing.pictures import AT_ONCE, Described, LocalAlbum, Wish
from storywall.importing.plan import Plan
from storywall.importing.reading import Rows
from storywall.importing.refused import ImportRefusedError
from storywall.importing.rows import Job, Maker
from storywall.importing.run import Source, about
from storywall.importing.sidecar import read_sidecar, read_sidecars
from storywall.importing.survey import refuse_missing, survey
from storywall.importing.tally import Reason, Tally
from storywall.importing.terminal import Bar
from storywall.importing.walk import walk
from storywall.kinds import BY_NAME, Kind
from storywall.photos.darkroom import Darkroom
from storywall.problems import N_
from storywall.words import catalogue

Options = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A folder as rows, with the functions that make items of them."""

    source: Source
    refused: tuple[tuple[str, Reason], ...]
    passed: tuple[tuple[str, Reason], ...]
    maker: Callable[[Plan, Known], Maker]
    wish: Callable[[Plan], Callable[[Job], Wish]]


def _folder_options(command: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        click.option("--photo-list", type=click.Path(dir_okay=False, path_type=Path), help="Write a list of photos to describe, or read one."),
        click.option("--interactive", is_flag=True, help="Ask what each column is, and what photos show."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@import_group.command("markdown")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@shared_options
@create_option
@_folder_options
@click.option("--encoding", help="The files' encoding, if it isn't UTF-8.")
@click.option(
    "--pictures",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where pictures lie whose address begins with a slash.",
)
@click.option("--without-pictures", is_flag=True, help="Leave all pictures out.")
def markdown(folder: Path, **options: Any) -> None:
    """Bring in a folder of Markdown files with their pictures: one item each, checked like all others; running it again writes nothing twice."""
    elsewhere = tuple(path.resolve() for path in options["pictures"])

    def opened(recipe: Recipe) -> Opened:
        kind = _kind(recipe, "")
        rows = open_folder(folder.resolve(), recipe.encoding or "")
        plan = plan_folder(rows, recipe, kind)
        return Opened(
            source=Source(table=rows, recipe=recipe, plan=plan),
            refused=rows.refused,
            passed=rows.passed,
            maker=lambda plan, known: TextMaker(plan, known, rows),
            wish=lambda plan: Wishes(rows, plan, elsewhere).wish,
        )

    _import(folder, opened, options)


@import_group.command("photos")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@shared_options
@create_option
@_folder_options
def photos(folder: Path, **options: Any) -> None:
    """Bring in a folder of photos: one item each, without what cameras write into them; alt text comes from photos.yml, photos.csv or a list."""
    found = walk(folder.resolve())

    def opened(recipe: Recipe) -> Opened:
        listed = options["photo_list"]
        sidecars = read_sidecars(folder.resolve(), found)
        if listed is not None and listed.exists():
            for file, said in read_sidecar(listed, listed.name).items():
                sidecars[file] = {**sidecars.get(file, {}), **{name: value for name, value in said.items() if name != "item"}}
        rows = open_gallery(
            folder.resolve(), sidecars, [each for each in found if listed is None or folder.resolve() / each.file != listed.resolve()]
        )
        return Opened(
            source=Source(table=rows, recipe=recipe, plan=plan_gallery(rows, recipe, _kind(recipe, "photo"))),
            refused=rows.refused,
            passed=rows.passed,
            maker=Maker,
            wish=lambda plan: rows.wish,  # noqa: ARG005
        )

    _import(folder, opened, options)


def _kind(recipe: Recipe, otherwise: str) -> Kind:
    name = recipe.kind or otherwise
    if not name:
        raise ImportRefusedError(N_("say what the files become: --kind story, --kind newsletter, …"))
    if name not in BY_NAME:
        raise ImportRefusedError(N_("there is no kind `{kind}`; there are: {choices}"), kind=name, choices=", ".join(BY_NAME))
    return BY_NAME[name]


# One import from folder to account -----------------------------------------------------------------------------------


def _import(folder: Path, opened: Callable[[Recipe], Opened], options: Options) -> None:
    language = message_language()
    say = catalogue(language).gettext
    with refused_plainly(language):
        recipe = read_recipe(options)
        settings = community_settings(options["root"])
        if options["interactive"]:
            if not sys.stdin.isatty():
                raise click.UsageError("--interactive needs a terminal")
            recipe = ask.guide(lambda asked: opened(asked).source, recipe, say).recipe
        whole = opened(recipe)
        today: datetime | None = options["today"]
        known = know(options["root"], settings, today.date() if today else settings.today())
        tally = Tally(log=[] if options["log"] else None)
        _run(whole, known, tally, folder, options, say)
        if options["save_mapping"] is not None:
            save_recipe(options["save_mapping"], recipe)
        elif options["interactive"]:
            ask.offer_to_save(recipe, say)
        if options["log"] is not None:
            tally.write_log(options["log"], language)
    finish(tally, about(whole.source), language, dry=options["dry_run"])


def _run(whole: Opened, known: Known, tally: Tally, folder: Path, options: Options, say: Callable[[str], str]) -> None:
    table, plan, root = whole.source.table, whole.source.plan, options["root"]
    counted = survey(table, plan) if _has_rows(table) else None
    refuse_missing(plan)
    for file, reason in whole.refused:
        tally.total += 1
        tally.leave(file, reason)
    for file, reason in whole.passed:
        tally.pass_by(file, reason)
    if counted is None:
        return
    described = Described(
        sidecars=read_sidecars(folder.resolve(), walk(folder.resolve())),
        listed=options["photo_list"],
        ask=ask.asker(say) if options["interactive"] else None,
        leave_out=options.get("without_pictures", False),
    )
    darkroom = Darkroom(folder=cache.state_folder(root) / "photos")
    with Desk(root) as desk, Bar(sys.stderr, folder.name, hidden=options["interactive"]) as bar:
        album = LocalAlbum(tally, table.place, whole.wish(plan), darkroom, described)
        try:
            sorter = Sorter(table, plan, known, desk, tally)
            maker = whole.maker(plan, known)
            bring(table, sorter, maker, album, write=not options["dry_run"], step=lambda done: bar.show(done, counted.rows), at_once=AT_ONCE)
        finally:
            album.close()


def _has_rows(table: Rows) -> bool:
    return next(table.rows(), None) is not None
