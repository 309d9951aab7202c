"""Front matter in its plain form -> values, in a tenth of a YAML parser's time; what isn't plainly so is left to it.

Plain are lines such as these, with names of ASCII letters, digits and hyphens, without escapes, comments, tabs and several-line texts:

    title: A text without ": " and "#", or one 'in quotation marks'
    tags: [one, two]
    consent: {scopes: [site], date: 2026-11-02}
    photos:
      - file: mug.jpg
        alt: A mug

Nearly all that members write, forms make and imports bring is of this kind. A test compares the values with those of the YAML parser.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from storywall.model import Plain

_LONGEST = 4000
"""So many characters can't hold more values than front matter may have."""
_DEEPEST = 4

_NAME = "[A-Za-z_][A-Za-z0-9_-]{0,99}"
_QUOTED = r"""\"[^"\\\n]*"|'[^'\n]*'"""
_ITEM = rf"(?:[^\W_][\w./@+-]*(?: [\w./@+-]+)*|{_QUOTED})"
_LIST = rf"\[(?:{_ITEM}(?:, {_ITEM})*)?\]"
_GROUP = rf"\{{(?:{_NAME}: (?:{_ITEM}|{_LIST})(?:, {_NAME}: (?:{_ITEM}|{_LIST}))*)?\}}"
_ITEMS = re.compile(_ITEM)
_PAIRS = re.compile(rf"({_NAME}): ({_ITEM}|{_LIST})")
_FLOW = re.compile(rf"{_LIST}|{_GROUP}")
_LINE = re.compile(
    r"^( *)(- )?"
    rf"(?:({_NAME}):(?: (?=[^ \n])|(?=\n)))?"
    rf"([^\W_][^\n:#]*(?::[^\n:# ][^\n:#]*)*(?<! )|{_QUOTED}|[\[{{][^\n]*)?\n",
    re.MULTILINE,
)
_Line = tuple[str, str, str, str]
"""A line's indentation, its hyphen, its name, and its value as written; empty where there is none."""


class _NotPlainError(Exception):
    """Leave it to the YAML parser; it never leaves this module."""


def read_plain(front: str) -> dict[str, Plain] | None:
    """Return the values of front matter, as the YAML parser would; None where it isn't plain."""
    if len(front) > _LONGEST or any(odd in front for odd in "\\\t\r"):
        return None
    lines: list[_Line] = _LINE.findall(front)
    if len(lines) != front.count("\n") or not front.endswith("\n"):
        return None
    try:
        values, rest = _group(lines, 0, "", 1)
    except _NotPlainError:
        return None
    return values if rest == len(lines) else None


def _group(lines: list[_Line], number: int, indent: str, depth: int) -> tuple[dict[str, Plain], int]:
    """Read the names of one group from a line on; return them and the number of the line behind."""
    values: dict[str, Plain] = {}
    while number < len(lines):
        here, hyphen, _, _ = lines[number]
        if here != indent or hyphen:
            break
        number = _field(lines, number, indent, values, depth)
    return values, number


def _field(lines: list[_Line], number: int, indent: str, values: dict[str, Plain], depth: int) -> int:
    _, _, name, written = lines[number]
    if not name or name in values:
        raise _NotPlainError
    number += 1
    if written:
        values[name] = written if written[0] not in "\"'[{" else _value(written)
    elif number < len(lines) and (lines[number][0] > indent or (lines[number][0] == indent and lines[number][1])):
        values[name], number = _block(lines, number, depth + 1)
    return number


def _block(lines: list[_Line], number: int, depth: int) -> tuple[Plain, int]:
    indent, hyphen, _, _ = lines[number]
    if depth > _DEEPEST:
        raise _NotPlainError
    return _list(lines, number, indent, depth) if hyphen else _group(lines, number, indent, depth)


def _list(lines: list[_Line], number: int, indent: str, depth: int) -> tuple[list[Plain], int]:
    items: list[Plain] = []
    while number < len(lines):
        here, hyphen, name, written = lines[number]
        if here != indent or not hyphen:
            break
        if name:  # a group that begins behind the hyphen
            first: dict[str, Plain] = {}
            number = _field(lines, number, indent + "  ", first, depth + 1)
            more, number = _group(lines, number, indent + "  ", depth + 1)
            if first.keys() & more.keys():
                raise _NotPlainError
            items.append(first | more)
        elif written:
            items.append(_value(written))
            number += 1
        else:
            raise _NotPlainError
    return items, number


def _value(written: str) -> Plain:
    if written[0] == "[":
        return list(_flow(written))
    if written[0] == "{":
        return {name: inner if isinstance(inner, str) else list(inner) for name, inner in _flow(written)}
    return _text(written)


@lru_cache(maxsize=1000)
def _flow(written: str) -> tuple[Any, ...]:
    """Read a list or a group in brackets, since consents and tags are often alike; a group comes back as pairs."""
    if _FLOW.fullmatch(written) is None:
        raise _NotPlainError
    if written[0] == "[":
        return tuple(map(_text, _ITEMS.findall(written)))
    pairs = tuple((name, _flow(inner) if inner[0] == "[" else _text(inner)) for name, inner in _PAIRS.findall(written))
    if len(dict(pairs)) != len(pairs):
        raise _NotPlainError
    return pairs


def _text(written: str) -> str:
    return written[1:-1] if written[0] in "\"'" else written
