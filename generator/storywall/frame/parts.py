"""What a frame is made of: its slots, their sentinels, and the values that MkDocs' work comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from storywall import kinds

TEMPLATE = "frame.html"
SLOTS: Mapping[str, str] = {
    "policy": "site_meta",
    "notice": "notice",
    "title": "htmltitle",
    "description": "site_meta",
    "canonical": "site_meta",
    "head": "extrahead",
    "contents": "site_nav",
    "language": "container",
    "main": "container",
}
"""The places that are filled, each with the block of TEMPLATE that holds it. `policy` is the tag of the
Content-Security-Policy with those of fonts after it, `notice` what all pages say above the header, `title` the text of <title>, `description` and
`canonical` are attribute values and left out with their tags where they are empty, `head` is more of <head>, `language` the language tag
of the page's content, `main` its HTML, `contents` the items of its table of contents, left out with all around them where there are
none."""

OTHER_SECTIONS = ("home", "tags", "404", "consent")
"""Sections that belong to no kind."""

DEPTH = 12
ROOT = "\ufdd0"
"""Stands in frames and in the values that fill them before every address within the site; no member's text can hold it (see `allowed`)."""
SENTINEL = "@@storywall:"


class FrameError(Exception):
    """The frames can't be made. `message` is a marked text with gaps for `values`, so that it can be shown in the reader's language."""

    def __init__(self, message: str, /, **values: str) -> None:
        super().__init__(message.format(**values))
        self.message = message
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        """Frames may be built in another process, which hands its exception over."""
        return _frame_error, (self.message, self.values)


def _frame_error(message: str, values: dict[str, str]) -> FrameError:
    return FrameError(message, **values)


class Part(NamedTuple):
    """Fixed text, and the slot after it; `before` and `after` are left out together with an empty value."""

    text: str
    slot: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One section's frame in pieces; in their texts stands a mark for the way to the site's root."""

    section: str
    parts: tuple[Part, ...]
    tail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandPage:
    """A page written by hand. Its HTML is whole but for its references: `finish` sets their addresses.

    `links` are references (`story:the-mug`) and addresses within the site (`guidelines/#reviews`, also of pictures), each with its line in
    `file`, or 0 where it isn't found there; `anchors` are the ids on the page.
    """

    address: str
    title: str
    description: str
    html: str
    file: str
    links: tuple[tuple[str, int], ...] = ()
    anchors: frozenset[str] = frozenset()
    searched: bool = True
    """May the search find it? Its front matter can say `search: {exclude: true}`, as Material has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """All that MkDocs makes of a community: a frame for each section, the pages written by hand, and the files beside them, by address."""

    sections: Mapping[str, Frame]
    pages: tuple[HandPage, ...] = ()
    assets: Mapping[str, Path]
    site_url: str = ""
    """Where the site will be, ending with a slash; empty where mkdocs.yml doesn't say."""
    site_name: str = ""
    site_description: str = ""
    language: str = "en"
    """The language of what stands in the frame."""
    search: bool = True
    """Does the frame lead to a search?"""
    warnings: tuple[str, ...] = ()
    inputs: tuple[Path, ...] = ()
    """Files and folders that all this was made from."""
    stamp: str = ""
    """The digest of `inputs` as they were then; empty for frames that weren't kept."""


def section_names() -> tuple[str, ...]:
    """The sections that have a frame: the folders of kinds with pages or a listing, and OTHER_SECTIONS."""
    return (*(kind.folder for kind in kinds.KINDS if kind.listing or kind.own_page), *OTHER_SECTIONS)


def frame_address(section: str) -> str:
    """Where a section's frame is rendered: an address of DEPTH folders."""
    return f"frame-{section}/" + "-/" * (DEPTH - 1)


def sentinels() -> dict[str, str]:
    """What a template writes for each slot in a frame: `title`; around what is left out with it, `title_begin` and `title_end`."""
    marks = {}
    for slot in SLOTS:
        marks[f"{slot}_begin"] = f"{SENTINEL}{slot}(@@"
        marks[slot] = f"{SENTINEL}{slot}@@"
        marks[f"{slot}_end"] = f"{SENTINEL}{slot})@@"
    return marks


def way_up(address: str) -> str:
    """The relative path from a page to the site's root: `../../` from `stories/the-mug/`, `./` from the home page."""
    return "../" * address.count("/") or "./"


def site_path(site_url: str) -> str:
    """The path of the site on its host: `/` or `/community/`."""
    return urlsplit(site_url).path or "/"


def headline(title: str, site_name: str) -> str:
    """The text of <title>, of plain texts and not yet escaped."""
    return f"{title} · {site_name}" if title and title != site_name else site_name
