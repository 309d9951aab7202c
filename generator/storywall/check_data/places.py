"""JSON (RFC 8259) with the place of each value, which the standard library's reader doesn't tell. A test holds both to the same values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from storywall.problems import N_

DEEPEST = 64
"""So many levels of lists and groups are read."""

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,400})(?:\.[0-9]{1,400})?(?:[eE][-+]?[0-9]{1,9})?(?![0-9])")
_STRINGS = json.JSONDecoder()
_WORDS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Placed:
    """A value and the index of its first character; of a group the pairs in order, each name with its own index."""

    value: str | int | float | bool | list[Placed] | list[tuple[str, int, Placed]] | None
    at: int

    @property
    def pairs(self) -> list[tuple[str, int, Placed]] | None:
        """The pairs of a group; None for anything else."""
        return self.value if isinstance(self.value, _Pairs) else None

    @property
    def items(self) -> list[Placed] | None:
        """The values of a list; None for anything else."""
        return self.value if isinstance(self.value, _Items) else None


class _Pairs(list[tuple[str, int, Placed]]):
    pass


class _Items(list[Placed]):
    pass


class Malformed(ValueError):
    """It isn't JSON: from which character on, and what was wanted there (a marked text)."""

    def __init__(self, wanted: str, at: int) -> None:
        super().__init__(wanted)
        self.wanted, self.at = wanted, at


class TooDeep(Malformed):
    """More levels than are read."""


def read(text: str) -> Placed:
    """Read a text of JSON."""
    value, end = _value(text, _skip(text, 0), 0)
    end = _skip(text, end)
    if end < len(text):
        raise Malformed(N_("the end"), end)
    return value


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int, depth: int) -> tuple[Placed, int]:
    if depth > DEEPEST:
        raise TooDeep(N_("fewer levels"), at)
    first = text[at : at + 1]
    if first == '"':
        made, end = _string(text, at)
        return Placed(made, at), end
    if first == "{":
        return _group(text, at, depth)
    if first == "[":
        return _list(text, at, depth)
    if number := _NUMBER.match(text, at):
        return Placed(json.loads(number[0]), at), number.end()
    for word, meant in _WORDS.items():
        if text.startswith(word, at):
            return Placed(meant, at), at + len(word)
    raise Malformed(N_("a value"), at)


def _string(text: str, at: int) -> tuple[str, int]:
    try:
        made, end = _STRINGS.raw_decode(text, at)
    except json.JSONDecodeError as error:
        wanted = N_("the end of the text") if error.msg.startswith("Unterminated") else N_("characters that JSON allows in a text")
        raise Malformed(wanted, at if error.msg.startswith("Unterminated") else error.pos) from None
    return str(made), end


def _list(text: str, at: int, depth: int) -> tuple[Placed, int]:
    items = _Items()
    for place in _parts(text, at, "]"):
        value, place.end = _value(text, place.start, depth + 1)
        items.append(value)
        last = place
    return Placed(items, at), last.end if items else _skip(text, at + 1) + 1


@dataclass(slots=True)
class _Part:
    """Where a part of a list or group begins, and, once it was read, where what follows it begins."""

    start: int
    end: int = 0


def _parts(text: str, at: int, closing: str) -> Iterator[_Part]:
    """The parts of a list or group that begins at `at`; who reads one sets its end."""
    at = _skip(text, at + 1)
    if text.startswith(closing, at):
        return
    while True:
        part = _Part(at)
        yield part
        at = _skip(text, part.end)
        if text.startswith(closing, at):
            part.end = at + 1
            return
        if not text.startswith(",", at):
            raise Malformed(N_("a comma or the closing bracket"), at)
        at = _skip(text, at + 1)


def _group(text: str, at: int, depth: int) -> tuple[Placed, int]:
    pairs = _Pairs()
    for place in _parts(text, at, "}"):
        if not text.startswith('"', place.start):
            raise Malformed(N_("a name in quotation marks"), place.start)
        name, end = _string(text, place.start)
        end = _skip(text, end)
        if not text.startswith(":", end):
            raise Malformed(N_("a colon"), end)
        value, place.end = _value(text, _skip(text, end + 1), depth + 1)
        pairs.append((name, place.start, value))
        last = place
    return Placed(pairs, at), last.end if pairs else _skip(text, at + 1) + 1
