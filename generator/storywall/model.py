"""The values that pass from stage to stage; each stage makes a new type and nothing is half-filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from storywall.problems import Path as FieldPath
from storywall.problems import Position, Problem


def _made(kind: type[Any], *values: Any) -> Any:
    new = object.__new__(kind)
    for name, value in zip(kind.__slots__, values, strict=True):
        object.__setattr__(new, name, value)
    return new


class Sendable:
    """A frozen value that reading processes send by the ten thousand: pickled by its slots, in half of what a dataclass takes by itself."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self.__class__, *_getter(self.__slots__)(self))


@cache
def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*names)


Plain = str | list["Plain"] | dict[str, "Plain"]
"""A value of front matter before the schema has typed it: every scalar is text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One item's file as it lies on disk. `slug` of a nested kind has its parent before a slash (`morning-mug/keeps-warm`)."""

    kind: str
    slug: str
    file: str
    place: str | Path
    """Where the file is on this machine; a text where it was found by a walk, which would take twice as long if it made a Path of each."""
    bundle: bool
    beside: tuple[str, ...] = ()
    """Names of the other files in a bundle's folder, sorted."""

    @property
    def path(self) -> Path:
        """Where the file is on this machine."""
        return Path(self.place)

    @property
    def key(self) -> str:
        """The item's reference: `kind:slug`."""
        return f"{self.kind}:{self.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed file: untyped values, where each stands, and the body with the line it begins on."""

    file: str
    values: Mapping[str, Plain]
    marks: Mapping[FieldPath, Mark]
    body: str
    body_line: int

    def place(self, field: FieldPath, *, key: bool = False) -> Position:
        """Return the position of a field's value (or key); of the nearest field around it where it isn't there."""
        for length in range(len(field), 0, -1):
            mark = self.marks.get(field[:length])
            if mark is not None:
                use_key = key and length == len(field)
                return Position(line=mark.key_line, column=mark.key_column) if use_key else mark.position
        return Position()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a value of front matter stands: line and column from 1, `start` and `end` as indexes into the file's text; the key likewise."""

    line: int
    column: int
    start: int
    end: int
    key_line: int
    key_column: int
    key_start: int
    key_end: int

    @property
    def position(self) -> Position:
        """The value's place."""
        return Position(line=self.line, column=self.column)


class Heading(NamedTuple):
    """A heading of a body: level 2 to 6, id with its prefix, plain text."""

    level: int
    id: str
    text: str


class Mention(NamedTuple):
    """Something a body points to (a reference, a link's address, a picture's name) and the line of its block, from 1 within the body."""

    target: str
    line: int
    text: str = ""


class Outline(NamedTuple):
    """What the rest of the chain needs to know of a body without keeping it."""

    headings: tuple[Heading, ...] = ()
    references: tuple[Mention, ...] = ()
    links: tuple[Mention, ...] = ()
    pictures: tuple[Mention, ...] = ()
    personal: tuple[Mention, ...] = ()
    """What may be personal data: `target` is the text, `text` the problem's code."""
    words: int = 0
    excerpt: str = ""
    """The beginning of the plain text, at most 300 characters, ended at a word."""


NO_OUTLINE = Outline()
"""The outline of an item without a body: one for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A place in a body that `render` fills.

    `picture` is a photo's file (alone in its paragraph: `figure`; in a link: `image`), `link` a reference (alone: `card`).
    """

    kind: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Safe HTML in pieces with gaps between them."""

    pieces: tuple[str | Gap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photo that was inspected: size in pixels (upright) and the sha256 of its bytes.

    `placeholder` is a tiny picture of it as WebP in base64, empty where something can be seen through; `prints` and `thumb`
    are what it looks like, for finding another copy of it.
    """

    file: str
    width: int
    height: int
    digest: str
    placeholder: str = ""
    prints: tuple[int, ...] = ()
    thumb: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Sendable):
    """A valid item: `data` is its kind's schema, filled; its body stays in the store under `body_key`."""

    kind: str
    slug: str
    file: str
    data: Any
    has_body: bool = False
    body_line: int = 1
    outline: Outline = NO_OUTLINE
    beside: tuple[str, ...] = ()
    digest: str = ""
    """What the file's bytes are called in the store."""
    key: str = field(init=False)
    """The entry's reference: `kind:slug`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", f"{self.kind}:{self.slug}")

    @property
    def name(self) -> str:
        """The slug's last part."""
        return self.slug.rpartition("/")[2]

    @property
    def body_key(self) -> str:
        """Where its body is kept; empty where it has none."""
        return body_key_of(self.digest) if self.has_body else ""


def body_key_of(digest: str) -> str:
    """Where the body of a file with this digest is kept."""
    return f"{digest}-body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the site before it gets its frame. `address` is relative to the site's root and ends with a slash (the home page: empty)."""

    address: str
    section: str
    title: str
    description: str
    main: str
    head: str = ""
    contents: str = ""
    """The table of contents as HTML; empty where a page has none."""
    language: str = ""
    modified: date | None = None
    listed: bool = True
    """Does the page stand in the sitemap?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file of the site that has no frame: its address and its bytes."""

    address: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What `publish` did: addresses of files written, kept and removed."""

    written: Sequence[str] = ()
    kept: Sequence[str] = ()
    removed: Sequence[str] = ()
    problems: Sequence[Problem] = ()
    """What is lacking on the site that was published all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """All valid entries by reference (`story:the-mug`), their photos, and the consent wordings; no output sees it, only a View of it."""

    entries: Mapping[str, Entry]
    pictures: Mapping[str, Picture]
    """By file: `submissions/stories/the-mug/mug.jpg`."""
    wordings: frozenset[tuple[str, str]]
    """Known consent wordings as (`2026-11@3f9a1c2b`, language)."""
    broken: frozenset[str] = frozenset()
    """References of items that are there but can't be read: what names them isn't wrong because of that."""

    def knows(self, key: str) -> bool:
        """Is there an item with this reference, readable or not?"""
        return key in self.entries or key in self.broken

    def slugs(self, kind: str) -> list[str]:
        """The slugs of all entries of a kind, for guesses."""
        return [entry.slug for entry in self.entries.values() if entry.kind == kind]
