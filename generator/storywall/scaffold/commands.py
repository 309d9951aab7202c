"""The commands `init` and `new`, as `cli` adds them: thin."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import click

from storywall import kinds, pipeline
from storywall.compose import compose
from storywall.console import message_language
from storywall.forms.refresh import refresh
from storywall.kinds import Kind
from storywall.kinds.guess import guess_word
from storywall.parse import parse
from storywall.report.filled import fill
from storywall.scaffold import community, item
from storywall.scaffold.answers import MisgivenError
from storywall.scaffold.community import Wanted
from storywall.scaffold.conversation import asked
from storywall.scaffold.home import Home
from storywall.scaffold.terminal import Terminal
from storywall.settings import Settings
from storywall.validate import validate

_DAY = click.option("--date", "day", type=click.DateTime(formats=["%Y-%m-%d"]), help="Take this day for today.")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="The community's name.")
@click.option("--brand", help="The brand's name.")
@click.option("--site-url", help="Where the site will be: https://community.example.com/.")
@click.option("--shop", help="The shop's web address.")
@click.option("--language", type=click.Choice(community.LANGUAGES), help="The language of the site and of its first pages.")
@click.option("--timezone", help="The community's time zone, such as Europe/Rome.")
@click.option("--contact", help="Where people can write to: a mail or web address.")
@_DAY
def init(folder: Path, day: datetime | None, **options: str | None) -> None:
    """Make a community of your own in DIR, a folder that is new or empty.

    Asks for what it needs to know; with any of the options, or without a terminal, it asks nothing.
    """
    terminal = Terminal(message_language())
    given = {name: value for name, value in options.items() if value is not None}
    ask = not given and sys.stdin.isatty()
    values = community.ask_for(folder, terminal) if ask else community.usual(folder, given) | given
    wanted = _wanted(values, terminal.language)
    today = day.date() if day else Settings(name=wanted.name, brand=wanted.brand, timezone=wanted.timezone).today()
    files = community.init(folder, wanted, today)
    _ = terminal.words.gettext
    terminal.say(_("Made {name} in {folder}: {count} files.").format(name=wanted.name, folder=folder, count=len(files)), bold=True)
    for made_up in (value for value in (wanted.site_url, wanted.contact) if ".example" in value):
        terminal.say(_("{value} is made up: put in your own before anybody visits.").format(value=made_up))
    terminal.say(_("What comes next stands in {file}. To see it now:").format(file=folder / "README.md"))
    terminal.say(f"  storywall serve --root {shlex.quote(str(folder))}")


def _wanted(values: Mapping[str, str], language: str) -> Wanted:
    document, problems = parse(compose(values, None).encode("utf-8", "surrogatepass"), "options.yml")
    wanted: Wanted | None = None
    if document is not None:
        wanted, found = validate(document, Wanted)
        problems += found
    if wanted is None or problems:
        filled = fill(problems[0], language)
        option = f"--{str(filled.field[0]).replace('_', '-')}" if filled.field else None
        raise click.BadParameter(f"{filled.message} ({filled.hint})" if filled.hint else filled.message, param_hint=option)
    return wanted


@click.command()
@click.argument("kind", type=click.Choice(list(kinds.BY_NAME)))
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The community's folder.")
@click.option("--product", metavar="SLUG", default="", help="The product that a review is about.")
@click.option("--set", "given", metavar="FIELD=VALUE", multiple=True, help="Answer a question: consent.scopes=site; again for a longer list.")
@click.option("--body", type=click.File("rb"), help="Take the text from a file; - is the standard input.")
@click.option("--yes", is_flag=True, help="Take every answer that can be proposed, such as today's date.")
@_DAY
def new(kind: str, root: Path, product: str, given: tuple[str, ...], body: BinaryIO | None, yes: bool, day: datetime | None) -> None:
    """Write a new item, such as a story, by asking for what it needs.

    With --set or --yes nothing is asked. Photos are named by their paths and copied, without place and camera data. An item
    is written only when `storywall check` would find nothing wrong with it.
    """
    terminal = Terminal(message_language())
    home = _home(root, day, terminal)
    chosen = kinds.BY_NAME[kind]
    _check_place(home, chosen, product)
    text = _text(body)
    if given or yes:
        try:
            draft, problems = item.given(home, chosen, given, body=text, proposed=yes, within=product)
        except MisgivenError as error:
            raise click.BadParameter(str(error), param_hint="--set") from None
        outcome = item.new(home, draft, problems)
    else:
        answered = asked(home, chosen, terminal, body=text, within=product)
        outcome = item.new(home, answered) if answered is not None else item.Outcome()
    _tell(outcome, terminal)
    if kind == "product" and refresh(root, home.settings):
        terminal.say(terminal.words.gettext("Brought the issue forms up to date."))


def _tell(outcome: item.Outcome, terminal: Terminal) -> None:
    _ = terminal.words.gettext
    if outcome.problems:
        terminal.show(outcome.problems, items=1)
    if not outcome.file:
        terminal.say(_("Nothing was written."))
        sys.exit(1)
    terminal.say(_("Wrote {file}.").format(file=outcome.file))


def _home(root: Path, day: datetime | None, terminal: Terminal) -> Home:
    settings, problems = pipeline.read_settings(root)
    if settings is None:
        terminal.show(problems, items=0)
        sys.exit(1)
    return Home(root=root, settings=settings, today=day.date() if day else settings.today())


def _check_place(home: Home, kind: Kind, product: str) -> None:
    """An item within another needs that one's slug, and it must be there."""
    if not kind.within:
        if product:
            raise click.BadParameter(f"a {kind.name} has no place within a product", param_hint="--product")
        return
    known = home.slugs(kind.within)
    if not product:
        raise click.UsageError(f"a {kind.name} lies in the folder of its {kind.within}: name it with --product")
    if product not in known:
        guess = guess_word(product, known)
        hint = f"; did you mean {guess}?" if guess else f"; `storywall new {kind.within}` adds one"
        raise click.BadParameter(f"there is no {kind.within} {product!r}{hint}", param_hint="--product")


def _text(body: BinaryIO | None) -> str:
    # What isn't UTF-8 is kept, so that the check can say where it stands.
    return body.read().decode("utf-8-sig", "surrogateescape").replace("\r\n", "\n") if body is not None else ""


COMMANDS = (init, new)
