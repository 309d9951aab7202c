"""The commands `photos add` and `photos stats`, as `cli` adds them: thin."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from storywall.album import add as adding
from storywall.album import stats as counting
from storywall.album.item import find
from storywall.console import message_language
from storywall.load import load
from storywall.model import Source
from storywall.pipeline import read_settings
from storywall.problems import Problem
from storywall.scaffold.album import Album
from storywall.scaffold.terminal import Terminal
from storywall.words import format_number

_ROOT = click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The community's folder.")
_LARGEST = 10


@click.group()
def photos() -> None:
    """Bring photos into items, and see what they weigh."""


@photos.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--to", "item", metavar="ITEM", required=True, help="The item that they belong to: story:the-mug, or stories/the-mug.")
@click.option("--alt", "alts", metavar="TEXT", multiple=True, help="What a photo shows; again for each FILE, in their order.")
@click.option("--caption", "captions", metavar="TEXT", multiple=True, help="What stands under it, likewise.")
@click.option("--credit", metavar="NAME", help="Who took them.")
@click.option("--rights", type=click.Choice(["own", "licensed"]), help="By what right they are shown.")
@click.option("--proof", metavar="TEXT", help="Who gave that right, or where it stands; for licensed photos.")
@click.option("--nobody", is_flag=True, help="Nobody can be recognised in them.")
@_ROOT
def add(files: tuple[str, ...], item: str, alts: tuple[str, ...], captions: tuple[str, ...], root: Path, **said: Any) -> None:
    """Make masters of photos and put them into an item.

    A master is upright, in sRGB, of 2,560 pixels and 1.5 MB at most, and holds nothing but its pixels. FILE may be JPEG, PNG,
    WebP, GIF, AVIF or HEIC, and stays as it is. At a terminal you are asked for what a photo can't be published without.
    """
    terminal = Terminal(message_language())
    _need_settings(root, terminal)
    if max(len(alts), len(captions)) > len(files):
        raise click.UsageError("there are more texts than photos")
    source = find(item, _sources(root))
    field = adding.field_of(source)
    album = Album(adding.taken(source, root))
    names, problems = _bring(files, album)
    if problems:
        terminal.show(problems, items=1)
        terminal.say(terminal.words.gettext("Nothing was written."))
        sys.exit(1)
    described: list[dict[str, str]] = [_fields(number, alts, captions, said, field) for number in range(len(names))]
    if sys.stdin.isatty():
        _ask(described, files, field, terminal)
    described = [{name: text for name, text in fields.items() if text} for fields in described]
    added = adding.add(source, {name: album.photos[name] for name in names}, described)
    if isinstance(added, list):
        terminal.show(added, items=1)
        terminal.say(terminal.words.gettext("Nothing was written."))
        sys.exit(1)
    _tell(added, adding.unsaid(described, field), terminal)


def _bring(files: Sequence[str], album: Album) -> tuple[list[str], list[Problem]]:
    """The names that photos have from now on, each once; and what is wrong with those that can't be brought."""
    names: dict[str, None] = {}
    problems = []
    for file in files:
        name, problem = album.bring(file)
        if problem is not None:
            problems.append(problem)
        else:
            names[name] = None
    return list(names), problems


def _fields(number: int, alts: Sequence[str], captions: Sequence[str], said: dict[str, Any], field: str) -> dict[str, str]:
    texts = {"alt": alts, "caption": captions}
    found = {name: given[number] for name, given in texts.items() if number < len(given) and given[number]}
    found.setdefault("alt", "")  # it stands first, also where it is asked for
    if field != "photos":
        return {name: text for name, text in found.items() if name == "alt"}
    if said["nobody"]:
        found["depicted"] = "none"
    return found | {name: said[name] for name in ("credit", "rights", "proof") if said[name]}


def _ask(described: Sequence[dict[str, str]], files: Sequence[str], field: str, terminal: Terminal) -> None:
    """Ask for what isn't said yet; what is left empty stays unsaid, and `check` will ask for it."""
    _ = terminal.words.gettext
    for file, fields in zip(files, described, strict=False):
        terminal.say(Path(file).name, bold=True)
        if not fields.get("alt") and (alt := terminal.ask(_("What does the photo show?"))):
            fields["alt"] = alt
        if field == "photos" and not fields.get("rights") and terminal.confirm(_("Is the photo yours?")):
            fields["rights"] = "own"
        if field == "photos" and not fields.get("depicted") and not terminal.confirm(_("Can anybody be recognised in it?"), default=True):
            fields["depicted"] = "none"


def _tell(added: adding.Added, unsaid: Sequence[str], terminal: Terminal) -> None:
    _ = terminal.words.gettext
    for file in (*added.photos, added.file):
        terminal.say(_("Wrote {file}.").format(file=file))
    if unsaid:
        terminal.say(_("Still to be said in {file}: {fields}.").format(file=added.file, fields=", ".join(unsaid)))


@photos.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@_ROOT
def stats(as_json: bool, root: Path) -> None:
    """Count photos and their bytes, by kind and type, month by month as git keeps them, and name the largest."""
    terminal = Terminal(message_language())
    _need_settings(root, terminal)
    found = counting.stats(root, _sources(root))
    if as_json:
        click.echo(json.dumps(found.plain(_LARGEST), indent=2))
        return
    for line in _lines(found, terminal):
        terminal.say(line)


def _lines(found: counting.Stats, terminal: Terminal) -> Iterator[str]:
    words = terminal.words
    yield words.ngettext("%(num)s photo", "%(num)s photos", len(found.photos)) % {"num": len(found.photos)} + f", {_size(found.size, terminal)}"
    for by in ("kind", "suffix"):
        yield ""
        for name, (count, size) in found.groups(by).items():
            yield _row(name, count, size, terminal)
    if found.months:
        yield "\n" + words.gettext("What came into git, month by month:")
        for month in found.months:
            yield _row(month.month, month.photos, month.size, terminal)
        yield words.gettext("Of photos that are no longer there, git keeps {size}.").format(size=_size(found.past, terminal))
    if found.photos:
        yield "\n" + words.gettext("The largest:")
        for photo in found.photos[:_LARGEST]:
            yield f"  {_size(photo.size, terminal):>10}  {photo.file}"


def _row(name: str, count: int, size: int, terminal: Terminal) -> str:
    return f"  {name:12} {count:>7} {_size(size, terminal):>12}"


def _size(size: int, terminal: Terminal) -> str:
    unit, by = ("MB", 1_000_000) if size >= 1_000_000 else ("kB", 1000)
    return f"{format_number(size / by, terminal.words.language, 1)} {unit}"


def _sources(root: Path) -> Iterator[Source]:
    return (found for found in load(root) if isinstance(found, Source))


def _need_settings(root: Path, terminal: Terminal) -> None:
    settings, problems = read_settings(root)
    if settings is None:
        terminal.show(problems, items=0)
        sys.exit(1)
