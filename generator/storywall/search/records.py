"""What the search knows of each page: address, title, text, picture, and what it can be narrowed down by.

The words are those that the page shows, chosen here one by one: a field that isn't named is never found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from storywall import cache
from storywall.frame import HandPage
from storywall.kinds.fields import value
from storywall.markup import plain_text
from storywall.model import Body, Entry
from storywall.read import load_body
from storywall.render import Site
from storywall.render.items import Item
from storywall.render.marks import mark

PAGE = "page"
"""Stands in the place of a kind for pages written by hand."""
_BATCH = 200
_FIELDS = ("summary", "pros", "cons", "category", "brand", "place", "roles")
_APART = " · "
"""Between what are no sentences of one text, for who reads an excerpt."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing that can be found. `address` may end in a fragment, `picture` is an address too; `filters` has values for each name."""

    address: str
    title: str
    text: str
    picture: str = ""
    mark: str = ""
    """What is drawn where there is no picture: colour, shape and path of a `Mark`, a space between."""
    filters: Mapping[str, Sequence[str]]


def records(site: Site, store: cache.Store) -> Iterator[Record]:
    """Yield what is on the site: each entry of its view, and each page written by hand that doesn't ask to be left out."""
    for page in site.hand_pages:
        if page.searched:
            text = page_text(page) or page.title
            filters = {"kind": (PAGE,), "language": (site.settings.language,)}
            yield Record(address=page.address, title=page.title, text=text, mark=_drawn(page.address), filters=filters)
    entries = list(site.view.by_key.values())
    for start in range(0, len(entries), _BATCH):
        batch = entries[start : start + _BATCH]
        bodies = store.get(dict.fromkeys(entry.body_key for entry in batch if entry.body_key))
        for entry in batch:
            body = load_body(bodies[entry.body_key]) if entry.body_key in bodies else Body()
            yield of_entry(entry, site.items.item(entry.key), body, site)


def of_entry(entry: Entry, item: Item, body: Body, site: Site) -> Record:
    """What is found of an entry."""
    products = tuple(site.items.item(key).title for key in item.products)
    tags = tuple(tag.label for tag in item.tags)
    rating = value(entry.data, "rating", None)
    filters: dict[str, Sequence[str]] = {"kind": (entry.kind,), "language": (item.language,), "product": products, "tag": tags}
    if rating is not None:
        filters["rating"] = (str(rating),)
    parts = (_body_text(body), *_words(entry.data), *_photo_words(item), item.author.name if item.author else "", *products, *tags)
    text = _APART.join(_SPACE.sub(" ", part).strip() for part in parts if part)
    return Record(
        address=item.address,
        title=item.title,
        text=text or item.title,
        picture=item.cover.small if item.cover else "",
        mark="" if item.cover else _drawn(item.name),
        filters={name: values for name, values in filters.items() if values},
    )


def _drawn(name: str) -> str:
    drawn = mark(name)
    return f"{drawn.colour} {drawn.shape} {drawn.path}"


def _words(data: Any) -> Iterator[str]:
    for name in _FIELDS:
        found = value(data, name, None)
        yield from (found,) if isinstance(found, str) else found or ()
    if (video := value(data, "video", None)) is not None:
        yield video.transcript
    if (reply := value(data, "reply", None)) is not None:
        yield reply.text


def _body_text(body: Body) -> str:
    # A gap takes no words away: what stands there is another entry, or a photo, whose words are found by themselves.
    return plain_text("".join(piece if isinstance(piece, str) else " " for piece in body.pieces))


def _photo_words(item: Item) -> Iterator[str]:
    for photo in item.photos:
        yield photo.alt
        yield photo.caption


def page_text(page: HandPage) -> str:
    """The text of a page written by hand: of its main part, without what is around it on every page."""
    reader = _Reader()
    reader.feed(page.html)
    reader.close()
    return _SPACE.sub(" ", "".join(reader.parts)).strip()


class _Reader(HTMLParser):
    """Gathers the text of <article>, without marks at headings, scripts and the like."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._inside = 0
        self._left_out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(" " if tag == "br" else "")
        if tag == "article":
            self._inside += 1
        if self._left_out:
            if tag == self._left_out[-1]:
                self._left_out.append(tag)
        elif tag in ("script", "style", "template", "nav", "form", "svg") or (tag == "a" and "headerlink" in (dict(attrs).get("class") or "")):
            self._left_out.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._inside -= 1
        if self._left_out and tag == self._left_out[-1]:
            self._left_out.pop()
        self.parts.append(" " if tag in _ENDS_A_WORD else "")

    def handle_data(self, data: str) -> None:
        if self._inside > 0 and not self._left_out:
            self.parts.append(data)


_ENDS_A_WORD = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd td th blockquote pre figcaption summary".split())
