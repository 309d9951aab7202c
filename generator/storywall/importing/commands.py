"""`storywall import …`: the options, the account at the end, and the exit code: 0 clean, 1 something was left out or refused, 2 could not run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from storywall import pipeline
from storywall.console import message_language
from storywall.importing import ask
from storywall.importing.items import Desk, know
from storywall.importing.mapping import NO_PRESET, Recipe, load_recipe, merge, read_options, save_recipe
from storywall.importing.presets import PRESETS
from storywall.importing.records import bring_records
from storywall.importing.refused import ImportRefusedError
from storywall.importing.run import Asked, about, open_source, run
from storywall.importing.summary import About, sections, show
from storywall.importing.tally import Tally
from storywall.importing.terminal import Bar, is_rich
from storywall.kinds import BY_NAME
from storywall.problems import N_
from storywall.settings import Settings
from storywall.words import catalogue


@click.group("import")
def import_group() -> None:
    """Bring in what a brand has already: reviews from a table or a review app, Markdown files, photos."""


def shared_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that every importer has: --root, --kind, --map, --set, --values, --mapping, --save-mapping, --dry-run, --log, --date."""
    options = (
        click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The community's folder."),
        click.option("--kind", type=click.Choice(list(BY_NAME)), help="What the items become; rows of a table, where nothing is said: review."),
        click.option("--map", "maps", multiple=True, metavar="NAME=FIELD", help="A column or key becomes a field; - for none."),
        click.option("--set", "stated", multiple=True, metavar="FIELD=VALUE", help="What holds for all: incentive=none, date-order=dmy …"),
        click.option("--values", multiple=True, metavar="FIELD:THERE=HERE", help="What a value means here: language:English=en"),
        click.option("--mapping", type=click.Path(dir_okay=False, path_type=Path), help="Take all this from a file."),
        click.option("--save-mapping", type=click.Path(dir_okay=False, path_type=Path), help="Keep all this in a file."),
        click.option("--dry-run", is_flag=True, help="Say what would come in, and write nothing."),
        click.option("--log", type=click.Path(dir_okay=False, path_type=Path), help="Write down each thing that stays out or is worth knowing."),
        click.option("--date", "today", type=click.DateTime(["%Y-%m-%d"]), help="The day of the import instead of today."),
    )
    for option in reversed(options):
        command = option(command)
    return command


create_option = click.option("--create", metavar="products,members", default="", help="Make products and profiles that are missing.")


@import_group.command("csv")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@shared_options
@click.option("--preset", type=click.Choice([*(preset.name for preset in PRESETS), NO_PRESET]), help="The app it comes from.")
@click.option("--scale", type=click.IntRange(2, 1000), help="The best rating there, if it isn't 5; halves are rounded up.")
@create_option
@click.option("--encoding", help="The file's encoding, if it isn't found out.")
@click.option("--delimiter", help="What parts the columns, if it isn't found out.")
@click.option("--download", is_flag=True, help="Fetch photos that the photo list describes.")
@click.option("--photo-list", type=click.Path(dir_okay=False, path_type=Path), help="Write a list of photos to describe, or read one that is there.")
@click.option("--interactive", is_flag=True, help="Ask what each column is.")
def csv(file: Path, root: Path, interactive: bool, dry_run: bool, save_mapping: Path | None, today: datetime | None, **options: Any) -> None:
    """Bring in the rows of a table: one file each, checked like all others; running it again writes nothing twice."""
    language = message_language()
    with refused_plainly(language):
        recipe = read_recipe(options)
        settings = community_settings(root)
        if interactive and not sys.stdin.isatty():
            raise click.UsageError("--interactive needs a terminal")
        source = ask.guide(lambda asked: open_source(file, asked), recipe, catalogue(language).gettext) if interactive else open_source(file, recipe)
        asked = Asked(
            write=not dry_run,
            download=options["download"],
            photo_list=options["photo_list"],
            today=today.date() if today else settings.today(),
            log=options["log"] is not None,
        )
        with Bar(sys.stderr, file.name) as bar:
            tally = run(source, root, settings, asked, bar.show)
        if save_mapping is not None:
            save_recipe(save_mapping, source.recipe)
        elif interactive:
            ask.offer_to_save(source.recipe, catalogue(language).gettext)
        if options["log"] is not None:
            tally.write_log(options["log"], language)
    finish(tally, about(source), language, dry=dry_run)


def read_recipe(options: dict[str, Any]) -> Recipe:
    """What the mapping file says, and over it the command line."""
    create = tuple(word.strip() for word in options["create"].split(",") if word.strip())
    if unknown := [word for word in create if word not in ("products", "members")]:
        raise click.UsageError(f"--create takes products and members, not {unknown[0]}")
    named = {name: options[name] for name in ("kind", "preset", "encoding", "delimiter", "scale") if options.get(name) is not None}
    above = read_options(options["maps"], options["stated"], options["values"]).model_copy(update={**named, "create": create})
    return merge(load_recipe(options["mapping"]), above) if options["mapping"] else above


@import_group.command("json")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The community's folder.")
@click.option("--dry-run", is_flag=True, help="Say what would come in, and write nothing.")
def json(file: Path, root: Path, dry_run: bool) -> None:
    """Bring in what storywall export json wrote; what is there already is left as it is."""
    language = message_language()
    with refused_plainly(language):
        settings = community_settings(root)
        known = know(root, settings, settings.today())
        with Desk(root) as desk, Bar(sys.stderr, file.name) as bar:
            tally = bring_records(file, known, desk, write=not dry_run, step=lambda done: bar.show(done, done))
    finish(tally, About(source=file.name), language, dry=dry_run)


# What all importers share ---------------------------------------------------------------------------------------------


def community_settings(root: Path) -> Settings:
    """The settings of the community that items go into; `pipeline.Unusable` where there is none, a refusal where they have errors."""
    settings, _ = pipeline.read_settings(root)
    if settings is None:
        raise ImportRefusedError(N_("storywall.yml has errors: storywall check names them"))
    return settings


@contextmanager
def refused_plainly(language: str) -> Iterator[None]:
    """A source that can't be brought in ends the command with its message and exit code 1; an interruption says what it left behind."""
    try:
        yield
    except ImportRefusedError as refused:
        click.echo(f"storywall: {refused.say(language)}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        click.echo(catalogue(language).gettext(N_("stopped; what was written is whole, and running it again goes on from there")), err=True)
        sys.exit(2)


def finish(tally: Tally, about: About, language: str, *, dry: bool) -> None:
    """Print the account and end: with 1 where something was left out because of a problem."""
    show(sections(tally, about, language, dry=dry), sys.stdout, rich=is_rich(sys.stdout))
    words = catalogue(language)
    if dry:
        click.echo("\n" + words.gettext(N_("Nothing was written (--dry-run).")))
    sys.exit(1 if tally.problems else 0)
