"""JSON-LD -> nodes, as far as schema.org's terms need it: contexts, graphs, lists, references. Contexts elsewhere are never loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from storywall.check_data.nodes import Node, Property, Reference, Text, Value
from storywall.check_data.places import Malformed, Placed, TooDeep, read
from storywall.check_data.vocabulary import plain
from storywall.codes import problem
from storywall.problems import Position, Problem

SOURCE = "W3C, JSON-LD 1.1"
JSON = "IETF, RFC 8259"
_HOSTS = ("http://schema.org", "https://schema.org")


@dataclass(slots=True)
class _Reading:
    file: str
    place: Callable[[int], Position]
    problems: list[Problem] = field(default_factory=list)

    def tell(self, code: str, at: int, **values: object) -> None:
        self.problems.append(problem(code, self.file, self.place(at), **values))


def nodes_of(text: str, file: str, place: Callable[[int], Position]) -> tuple[list[Node], list[Problem]]:
    """Read a script's text; `place` tells where in the file one of its characters stands. Nodes of a graph stand side by side."""
    reading = _Reading(file, place)
    try:
        found = read(text)
    except TooDeep as error:
        reading.tell("data-too-much", error.at, source=SOURCE)
        return [], reading.problems
    except Malformed as error:
        reading.tell("data-json", error.at, wanted=error.wanted, source=JSON)
        return [], reading.problems
    return list(_top(found, reading, "")), reading.problems


def _top(found: Placed, reading: _Reading, context: str) -> Iterator[Node]:
    for each in found.items if found.items is not None else [found]:
        pairs = each.pairs
        if pairs is None:
            reading.tell("data-type", each.at, source=SOURCE, type="")
            continue
        own = _context(each, context)
        if not own:
            reading.tell("data-context", each.at, source=SOURCE)
        graph = next((value for name, _, value in pairs if name == "@graph"), None)
        if graph is not None:
            yield from _top(graph, reading, own or "schema")
        if graph is None or any(not name.startswith("@") for name, _, _ in pairs):
            yield _node(each, reading, own)


def _context(found: Placed, context: str) -> str:
    """In whose terms a group is: `schema`, `foreign`, or empty where that isn't said."""
    given = next((value for name, _, value in found.pairs or () if name == "@context"), None)
    if given is None:
        return context
    return "schema" if _is_schema(given) else "foreign"


def _is_schema(given: Placed) -> bool:
    if isinstance(given.value, str):
        return given.value.startswith(_HOSTS)
    if given.items is not None:
        return any(_is_schema(each) for each in given.items)
    return any(_is_schema(value) for name, _, value in given.pairs or () if name == "@vocab")


def _node(found: Placed, reading: _Reading, context: str) -> Node:
    types: tuple[str, ...] = ()
    id_, properties, seen = "", {}, set[str]()
    context = _context(found, context)
    for name, at, value in found.pairs or ():
        if name in seen:
            reading.tell("data-twice", at, value=name, source=JSON)
        seen.add(name)
        if name == "@type":
            types = tuple(plain(each) for each in _texts(value))
        elif name == "@id":
            id_ = value.value if isinstance(value.value, str) else ""
        elif not name.startswith("@") and (":" not in name or plain(name) != name):
            properties[plain(name)] = Property(name=name, place=reading.place(at), values=tuple(_values(value, reading, context)))
    return Node(types=types, place=reading.place(found.at), id=id_, properties=properties, foreign=context == "foreign")


def _texts(found: Placed) -> Iterator[str]:
    for each in found.items if found.items is not None else [found]:
        if isinstance(each.value, str):
            yield each.value


def _values(found: Placed, reading: _Reading, context: str) -> Iterator[Value]:
    """The values of a property, a list's one by one; null says that there is none."""
    if found.items is not None:
        for each in found.items:
            yield from _values(each, reading, context)
        return
    pairs = found.pairs
    if pairs is None:
        if found.value is not None:
            yield Text(value=_scalar(found), place=reading.place(found.at))
        return
    inside = {name: value for name, _, value in pairs}
    wrapped = next((inside[name] for name in ("@value", "@list", "@set") if name in inside), None)
    if wrapped is not None:
        yield from _values(wrapped, reading, context)
    elif set(inside) == {"@id"} and isinstance(inside["@id"].value, str):
        yield Reference(id=inside["@id"].value, place=reading.place(found.at))
    else:
        yield _node(found, reading, context)


def _scalar(found: Placed) -> str | int | float | bool | None:
    return None if isinstance(found.value, list) else found.value
