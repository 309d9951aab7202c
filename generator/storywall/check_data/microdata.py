"""Microdata -> nodes, by the HTML standard's rules for `itemscope`, `itemprop` and `itemref`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from turbohtml import Document, Element

from storywall.check_data.nodes import Node, Property, Text, Value
from storywall.check_data.vocabulary import NAMES, plain
from storywall.problems import Position

_ADDRESSES = dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src")
_ADDRESSES |= dict.fromkeys(("a", "area", "link"), "href") | {"object": "data"}
_CONTENT = {"meta": "content", "data": "value", "meter": "value", "time": "datetime"}
DEEPEST = 64
MOST = 20_000
MOST_VISITED = 200_000
"""So many items are made of one page, and so many elements looked at for them: with `itemref` a small page can ask for any number."""


def items_of(document: Document) -> tuple[list[Node], bool]:
    """All items of a page that aren't within another, and whether the page had too many, or too many levels, to be read whole."""
    reader = _Reader(document)
    return [reader.node(element, frozenset()) for element in document.select("[itemscope]:not([itemprop])")], reader.too_much


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document, self.made, self.visited, self.too_much = document, 0, 0, False

    @cached_property
    def _by_id(self) -> dict[str, Element]:
        return {str(element.attrs.get("id")): element for element in reversed(self.document.select("[id]"))}

    def node(self, element: Element, around: frozenset[Position]) -> Node:
        """An item; `around` are the places of those that it is within, for one may refer back to them."""
        self.made += 1
        around |= {place_of(element)}
        enough = len(around) >= DEEPEST or self.made >= MOST
        self.too_much |= enough
        itemtype = str(element.attrs.get("itemtype") or "")
        grouped: dict[str, list[Value]] = {}
        places: dict[str, Position] = {}
        for inner in () if enough else self._members(element):
            if place_of(inner) in around:
                continue
            for name in str(inner.attrs.get("itemprop") or "").split():
                grouped.setdefault(plain(name), []).append(self._value(inner, around))
                places.setdefault(plain(name), place_of(inner, "itemprop"))
        return Node(
            types=tuple(plain(name) for name in itemtype.split()),
            place=place_of(element, "itemtype"),
            id=str(element.attrs.get("itemid") or ""),
            properties={name: Property(name=name, place=places[name], values=tuple(values)) for name, values in grouped.items()},
            foreign=not itemtype.startswith(NAMES[:2]),
        )

    def _value(self, element: Element, around: frozenset[Position]) -> Value:
        if "itemscope" in element.attrs:
            return self.node(element, around)
        return Text(value=_value(element), place=place_of(element, _holder(element)))

    def _members(self, element: Element) -> Iterator[Element]:
        """The elements with the item's properties, in the order of the page; not those of items within it."""
        seen: set[tuple[int | None, int | None]] = set()
        waiting = [*reversed(list(self._referred(element))), *reversed(_children(element))]
        while waiting:
            found = waiting.pop()
            self.visited += 1
            if self.visited > MOST_VISITED:
                self.too_much = True
                return
            start = (found.source_line, found.source_col)
            if start in seen:
                continue
            seen.add(start)
            if "itemprop" in found.attrs:
                yield found
            if "itemscope" not in found.attrs:
                waiting += reversed(_children(found))

    def _referred(self, element: Element) -> Iterator[Element]:
        for name in str(element.attrs.get("itemref") or "").split()[:100]:
            if (found := self._by_id.get(name)) is not None:
                yield found


def _children(element: Element) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element)]


def _holder(element: Element) -> str:
    """The attribute that holds an element's value; empty where its text is the value."""
    name = _ADDRESSES.get(element.tag) or _CONTENT.get(element.tag, "")
    return name if name in element.attrs else ""


def _value(element: Element) -> str:
    if holder := _holder(element):
        return str(element.attrs.get(holder) or "").strip()
    return " ".join(element.text.split())


def place_of(element: Element, attribute: str = "") -> Position:
    """Where an attribute of an element stands; the element, where it hasn't got it."""
    location = element.source_location
    if location is None:
        return Position(line=element.source_line or 1, column=(element.source_col or 0) + 1)
    span = location.attrs.get(attribute) or location.start_tag
    return Position(line=span.start_line, column=span.start_col + 1)
