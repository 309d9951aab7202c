"""Checks on one item that need nothing of the others: its body's links and pictures, and the photos beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from storywall import allowed
from storywall.codes import problem
from storywall.kinds import BY_NAME
from storywall.kinds.guess import guess_word
from storywall.markup import HTML
from storywall.model import Outline, Source
from storywall.problems import N_, Path, Position, Problem
from storywall.settings import Settings

_ADVICE = {
    "relative": N_("write a whole address, or a reference such as story:the-mug for an entry of this site"),
    "scheme": N_("links begin with https://, http:// or mailto:"),
    "userinfo": N_("take out what stands before the @: it hides where the link leads"),
    "space": N_("take out the space"),
    "host": N_("look at the name between // and the next /"),
    "port": N_("take the port out"),
    "mail": N_("write mailto:name@example.org"),
    "long": N_("shorten it: 2,000 characters at most"),
}


def check_item(source: Source, values: Mapping[str, Any], outline: Outline, body_line: int, settings: Settings) -> Iterator[Problem]:
    """Yield what is wrong with an item's body and photos; `values` may be untyped, since a broken field mustn't hide the rest."""
    photos = [item for item in _items(values.get("photos")) if isinstance(item.get("file"), str)]
    yield from _photos(source, values)
    yield from _links(source, outline, body_line, settings)
    yield from _pictures(source, outline, body_line, [item["file"] for item in photos])


def _items(value: Any) -> list[dict[str, Any]]:
    return [item if isinstance(item, dict) else {} for item in value] if isinstance(value, list) else []


def _photos(source: Source, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Each listed photo lies in the item's folder, and each file there is listed."""
    named: dict[str, Path] = {}
    stems: dict[str, str] = {}
    for field, file in _named(values):
        stem = file.rpartition(".")[0]
        if file in named:
            yield problem("photo-twice", source.file, None, field, value=file)
        elif stem in stems:
            yield problem("photo-same-stem", source.file, None, field, value=file, other=stems[stem])
        named.setdefault(file, field)
        stems.setdefault(stem, file)
    for file, field in named.items():
        if file not in source.beside:
            yield problem("photo-missing", source.file, None, field, value=file, advice=_where(source, file))
    for file in source.beside:
        if file not in named:
            yield problem("photo-unused", f"{source.file.rpartition('/')[0]}/{file}", index=source.file)


def _named(values: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Each photo that the fields name, with the field's path."""
    for index, item in enumerate(_items(values.get("photos"))):
        if isinstance(item.get("file"), str):
            yield ("photos", index, "file"), item["file"]
    for name in ("avatar", "image"):
        single = values.get(name)
        if isinstance(single, dict) and isinstance(single.get("file"), str):
            yield (name, "file"), single["file"]


def _where(source: Source, file: str) -> str:
    if not source.bundle:
        return f"make the item a folder: {source.file.rpartition('.')[0]}/index.md, with the photo beside it"
    guess = guess_word(file, source.beside)
    return f"did you mean {guess}?" if guess else f"put it into {source.file.rpartition('/')[0]}/"


def _links(source: Source, outline: Outline, body_line: int, settings: Settings) -> Iterator[Problem]:
    kind = BY_NAME[source.kind]
    count = 0
    for link in outline.links:
        place = Position(line=body_line + link.line - 1)
        if link.target == HTML:
            yield problem("html-in-text", source.file, place, value="<…>")
            continue
        count += 1
        # cmark empties the address of a link whose scheme runs programs
        reason = allowed.url_fault(link.target) if link.target else "scheme"
        if reason:
            yield problem("link-refused", source.file, place, value=link.target or link.text, reason=reason, advice=_ADVICE[reason])
    most = settings.links.get(kind.name, kind.links_at_most)
    if kind.sent and most and count > most:
        yield problem("too-many-links", source.file, Position(line=body_line), length=count, most=most)


def _pictures(source: Source, outline: Outline, body_line: int, files: list[str]) -> Iterator[Problem]:
    for picture in outline.pictures:
        place = Position(line=body_line + picture.line - 1)
        if "/" in picture.target or ":" in picture.target or not picture.target:
            yield problem("remote-picture", source.file, place, value=picture.target or picture.text)
        elif picture.target not in files:
            yield problem("picture-not-listed", source.file, place, value=picture.target, guess=guess_word(picture.target, files))
