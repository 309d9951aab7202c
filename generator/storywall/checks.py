"""Checks on one item that need nothing of the others: its body's links and pictures, and the photos beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from storywall import allowed, markup, personal
from storywall.codes import problem
from storywall.kinds import BY_NAME
from storywall.kinds.fields import file_fault
from storywall.kinds.guess import guess_word
from storywall.model import Outline, Source
from storywall.problems import N_, Path, Position, Problem
from storywall.settings import Settings


def check_item(source: Source, values: Mapping[str, Any], outline: Outline, body_line: int, settings: Settings) -> Iterator[Problem]:
    """Yield what is wrong with an item's body and photos; `values` may be untyped, since a broken field mustn't hide the rest."""
    if source.beside or not values.keys().isdisjoint(_WITH_PHOTOS):
        yield from _photos(source, values)
    if "video" in values:
        yield from _video(source, values, settings)
    if outline.links:
        yield from _left_out(source, outline, body_line)
        yield from _links(source, outline, body_line, settings)
    if BY_NAME[source.kind].sent:
        yield from _personal(source, values, outline, body_line, settings)
        yield from _names(source, values)
    if outline.pictures:
        photos = [item for item in _items(values.get("photos")) if isinstance(item.get("file"), str)]
        yield from _pictures(source, outline, body_line, [item["file"] for item in photos])


_WITH_PHOTOS = ("photos", "avatar", "image")


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
        if file not in source.beside and not file_fault(file):  # a name that can't be is a problem of its own
            folder = source.file.rpartition("/" if source.bundle else ".")[0]
            yield problem("photo-missing", source.file, None, field, value=file, guess=guess_word(file, source.beside), folder=folder)
    for file in source.beside:
        if file not in named:
            yield problem("photo-unused", f"{source.file.rpartition('/')[0]}/{file}", index=source.file)


def _named(values: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Each photo that the fields name, with the field's path."""
    for index, item in enumerate(_items(values.get("photos"))):
        if isinstance(item.get("file"), str):
            yield ("photos", index, "file"), item["file"]
    for name in _WITH_PHOTOS[1:]:
        single = values.get(name)
        if isinstance(single, dict) and isinstance(single.get("file"), str):
            yield (name, "file"), single["file"]


def _video(source: Source, values: Mapping[str, Any], settings: Settings) -> Iterator[Problem]:
    """A video is played only from hosts that the settings name: the page's policy lets no other through."""
    video = values.get("video")
    url = video.get("url") if isinstance(video, dict) else None
    if isinstance(url, str) and not allowed.url_fault(url) and allowed.host_name(url) not in settings.videos:
        hosts = ", ".join(settings.videos)
        yield problem("video-host", source.file, None, ("video", "url"), value=allowed.host_name(url), choices=hosts)


_LEFT_OUT = frozenset((markup.HTML, markup.CHARACTER, markup.TOO_MUCH))


def _left_out(source: Source, outline: Outline, body_line: int) -> Iterator[Problem]:
    """What `markup` left out of a body: HTML, characters that were written as numbers, all of a text that is built of too much."""
    for link in outline.links:
        place = Position(line=body_line + link.line - 1)
        if link.target == markup.HTML:
            yield problem("html-in-text", source.file, place, value="<…>")
        elif link.target == markup.CHARACTER:
            yield problem("refused-character", source.file, place, character=link.text)
        elif link.target == markup.TOO_MUCH:
            most, unit = _MOST[link.text]
            yield problem("text-too-complex", source.file, place, most=most, unit=unit)


_MOST = {
    "elements": (markup.ELEMENTS_AT_MOST, N_("links, cells, headings and the like")),
    "levels": (markup.LEVELS_AT_MOST, N_("levels of quotes and lists")),
}


def _links(source: Source, outline: Outline, body_line: int, settings: Settings) -> Iterator[Problem]:
    kind = BY_NAME[source.kind]
    count = 0
    for link in outline.links:
        if link.target in _LEFT_OUT:
            continue
        place = Position(line=body_line + link.line - 1)
        count += 1
        # cmark empties the address of a link whose scheme runs programs
        reason = allowed.url_fault(link.target) if link.target else "scheme"
        if reason:
            yield problem("link-refused", source.file, place, value=link.target or link.text, advice=allowed.ADVICE[reason])
        elif kind.sent and (named := allowed.deceives(link.text, link.target)):
            yield problem("link-text-deceives", source.file, place, value=named, host=allowed.host_name(link.target))
    most = settings.links.get(kind.name, kind.links_at_most)
    if kind.sent and most and count > most:
        yield problem("too-many-links", source.file, Position(line=body_line), length=count, most=most)


def _personal(source: Source, values: Mapping[str, Any], outline: Outline, body_line: int, settings: Settings) -> Iterator[Problem]:
    """Personal data in what members write (T6); the brand's own address for questions is none."""
    for field, text in personal.texts(BY_NAME[source.kind].schema, values):
        for found in personal.find(text, personal.region_of(values)) if personal.may_hold(text) else ():
            if found.value != settings.contact:
                yield problem(found.code, source.file, None, field, value=personal.masked(found.code, found.value))
    for mention in outline.personal:
        if mention.target != settings.contact:
            place = Position(line=body_line + mention.line - 1)
            yield problem(mention.text, source.file, place, value=personal.masked(mention.text, mention.target))


def _names(source: Source, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Names and titles that aren't what they look like, and a profile's links."""
    for name in ("title", "name", "author_name"):
        text = values.get(name)
        if isinstance(text, str) and (word := allowed.mixed_word(text)):
            yield problem("mixed-scripts", source.file, None, (name,), value=word)
    for index, link in enumerate(_items(values.get("links"))):
        label, url = link.get("label"), link.get("url")
        if isinstance(label, str) and isinstance(url, str) and (named := allowed.deceives(label, url)):
            yield problem("link-text-deceives", source.file, None, ("links", index, "label"), value=named, host=allowed.host_name(url))


def _pictures(source: Source, outline: Outline, body_line: int, files: list[str]) -> Iterator[Problem]:
    for picture in outline.pictures:
        place = Position(line=body_line + picture.line - 1)
        if "/" in picture.target or ":" in picture.target or not picture.target:
            yield problem("remote-picture", source.file, place, value=picture.target or picture.text)
        elif picture.target not in files:
            yield problem("picture-not-listed", source.file, place, value=picture.target, guess=guess_word(picture.target, files))
