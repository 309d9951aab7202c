"""What is found in a page: nodes of structured data with the place of each value, whether JSON-LD or microdata told of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from storywall.problems import Position

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A plain value and where it stands."""

    value: Scalar
    place: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A node that is named by its `@id` alone; it may be told of elsewhere."""

    id: str
    place: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One property of a node: the name as it is written, where it stands, its values in order."""

    name: str
    place: Position
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A thing with its types (without schema.org's prefix) and properties; `foreign` where it isn't in schema.org's terms."""

    types: tuple[str, ...]
    place: Position
    id: str = ""
    properties: dict[str, Property] = field(default_factory=dict)
    foreign: bool = False

    def get(self, name: str) -> tuple[Value, ...]:
        """The values of a property."""
        found = self.properties.get(name)
        return found.values if found else ()


Value = Text | Reference | Node


def every(node: Node) -> Iterator[tuple[Node, Property | None]]:
    """A node and all nodes within it, each with the property that it stands in."""
    waiting: list[tuple[Node, Property | None]] = [(node, None)]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += [(each, inner) for inner in found[0].properties.values() for each in inner.values if isinstance(each, Node)]
