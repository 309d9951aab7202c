"""The way back: values -> front matter, and edits of single places that keep every other byte of a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from storywall.model import Document, Plain
from storywall.problems import Path

_FLOW_WIDTH = 100
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Numbers of the core schema of YAML 1.2 (10.3.2); the resolver below knows those of YAML 1.1.
_NUMBER = re.compile(r"[-+]?(?:0o[0-7]+|0x[0-9a-fA-F]+|(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?)")
_WHOLE = re.compile(r"0|[1-9]\d{0,14}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Two words or more are a text to every reader of YAML, and asking the library costs fifty times as much.
_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9]*(?: [A-Za-z0-9]+)+")


class _Plain(NamedTuple):
    """Where a text may stand without quotation marks."""

    block: bool
    flow: bool


# Front matter from values --------------------------------------------------------------------------------------------


def compose(values: Mapping[str, Plain], body: str | None) -> str:
    """Write an item's file: front matter in the order given, a blank line, the body; body None: fields alone.

    `parse` reads the same values back, for every text that it accepts.
    """
    fields = "".join(_field(key, value, "") for key, value in values.items())
    if body is None:
        return fields
    text = body.lstrip("\n")
    end = "" if not text or text.endswith("\n") else "\n"
    return f"---\n{fields}---\n{chr(10) if text else ''}{text}{end}"


def _field(key: str, value: Plain, indent: str) -> str:
    return f"{indent}{scalar(key)}:{_after(value, indent)}"


def _after(value: Plain, indent: str) -> str:
    """A value from behind its key's colon (or its item's hyphen) to the end of its last line."""
    if isinstance(value, str):
        return f" {_text(value, indent)}\n"
    if not value:
        return " {}\n" if isinstance(value, dict) else " []\n"
    inner = indent + "  "
    if isinstance(value, dict):
        return "\n" + "".join(_field(key, part, inner) for key, part in value.items())
    if flow := _flow(value, indent):
        return f" {flow}\n"
    return "\n" + "".join(_item(part, inner) for part in value)


def _item(value: Plain, indent: str) -> str:
    if isinstance(value, dict) and value:
        fields = "".join(_field(key, part, indent + "  ") for key, part in value.items())
        return f"{indent}- {fields[len(indent) + 2 :]}"
    return f"{indent}-{_after(value, indent)}"


def _flow(items: list[Plain], indent: str) -> str:
    if not all(isinstance(item, str) and _SLUG.fullmatch(item) for item in items):
        return ""
    written = f"[{', '.join(scalar(str(item), flow=True) for item in items)}]"
    return written if len(indent) + len(written) <= _FLOW_WIDTH else ""


def _text(value: str, indent: str) -> str:
    # A literal block shows lines as they are. It can't begin with white space (which would be indentation) nor hold
    # `\r`, and its indicator tells no more than one line break at its end.
    if "\n" not in value or "\r" in value or value[0].isspace() or value.endswith("\n\n") or not _printable(value):
        return scalar(value)
    lines = value.removesuffix("\n").split("\n")
    inner = f"\n{indent}  "
    return ("|" if value.endswith("\n") else "|-") + "".join(inner + line if line else "\n" for line in lines)


def _printable(value: str) -> bool:
    return all(character.isprintable() or character in "\n\t\u200c\u200d\u200e\u200f\u3000\xa0" for character in value)


# Scalars -------------------------------------------------------------------------------------------------------------


def scalar(value: str, *, flow: bool = False, style: str = "") -> str:
    """Write one text on one line, without quotation marks where every reader of YAML takes it for the same text.

    `style` is the quotation mark to keep (`'`, `"`); `flow`: it stands between brackets.
    """
    if not style and (_WORDS.fullmatch(value) or (_plain(value).flow if flow else _plain(value).block)):
        return value
    if style != '"' and value.isprintable():
        return "'" + value.replace("'", "''") + "'" if style or '"' in value or "\\" in value else f'"{value}"'
    # Escapes of JSON are escapes of YAML; what JSON leaves as it is though YAML refuses it, values may not hold either.
    return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=4096)
def _plain(value: str) -> _Plain:
    from io import StringIO

    from yaml.emitter import Emitter

    if not value or not value.isprintable() or _typed(value):
        return _Plain(block=False, flow=False)
    found = Emitter(StringIO(), allow_unicode=True).analyze_scalar(value)
    return _Plain(block=found.allow_block_plain, flow=found.allow_flow_plain)


def _typed(value: str) -> bool:
    """Would a reader of YAML that types its scalars lose the text? It keeps whole numbers, days, `true` and `false`."""
    from yaml.nodes import ScalarNode
    from yaml.resolver import Resolver

    if _WHOLE.fullmatch(value) or value in ("true", "false"):
        return False
    if _DAY.fullmatch(value):
        return not _is_day(value)
    tag: str = Resolver().resolve(ScalarNode, value, (True, False))  # type: ignore[no-untyped-call]
    return tag != "tag:yaml.org,2002:str" or _NUMBER.fullmatch(value) is not None


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


# Edits ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Edit:
    """A piece of a text to replace: `start` and `end` count code points, without a byte order mark."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Make all edits at once; each counts from the text as it was. Edits that overlap are our own fault: ValueError."""
    ordered = sorted(set(edits))
    if any(one.end > other.start for one, other in pairwise(ordered)):
        raise ValueError("edits overlap")
    pieces: list[str] = []
    done = 0
    for edit in ordered:
        pieces += (text[done : edit.start], edit.text)
        done = edit.end
    return "".join((*pieces, text[done:]))


def replace_value(text: str, document: Document, field: Path, new: str) -> Edit:
    """Give a field another text with the quotation marks that it has; KeyError where there is no field with a text."""
    mark = document.marks[field]
    old = text[mark.start : mark.end]
    if not _is_scalar(document, field):
        raise KeyError(field)
    # A block text (`|`, `>`) goes on to the end of its last line.
    written = scalar(new, flow=_in_flow(text, document, field), style=old[:1] if old[:1] in ("'", '"') else "")
    if old[:1] in ("|", ">") and old.endswith("\n"):
        written += "\r\n" if old.endswith("\r\n") else "\n"
    return Edit(start=mark.start, end=mark.end, text=written)


def rename_key(text: str, document: Document, field: Path, new: str) -> Edit:
    """Give a field another name; KeyError where there is no such field, or its place in a list has no name."""
    mark = document.marks[field]
    if not isinstance(field[-1], str):
        raise KeyError(field)
    old = text[mark.key_start : mark.key_end]
    written = scalar(new, flow=_in_flow(text, document, field), style=old[:1] if old[:1] in ("'", '"') else "")
    return Edit(start=mark.key_start, end=mark.key_end, text=written)


def append(text: str, document: Document, field: Path, value: Plain) -> Edit:
    """Add a top-level field, or further items to a list that is there already, in the way in which that is written.

    ValueError where the field is there and no list.
    """
    newline = "\r\n" if "\r\n" in text[:2000] else "\n"
    if field not in document.marks:
        place = _line_end(text, max((mark.end for mark in document.marks.values()), default=_first_line(text)))
        written = _field(str(field[-1]), value, "")
    else:
        items = _list_at(document, field)
        mark = document.marks[field]
        if not isinstance(value, list) or items is None:
            raise ValueError(field)
        if text[mark.start : mark.start + 1] == "[":
            return _into_brackets(text, document, field, value)
        first = document.marks[(*field, 0)]
        line = text[text.rfind("\n", 0, first.start) + 1 : first.start]
        indent = line[: len(line) - len(line.lstrip())]
        place = _line_end(text, max(mark.end for path, mark in document.marks.items() if path[: len(field)] == field and len(path) > len(field)))
        written = "".join(_item(item, indent) for item in value)
    start = "" if not place or text[place - 1 : place] == "\n" else newline
    return Edit(start=place, end=place, text=start + written.replace("\n", newline))


def _list_at(document: Document, field: Path) -> list[Plain] | None:
    found: object = document.values
    for part in field:
        found = found[part]  # type: ignore[index]
    return found if isinstance(found, list) else None


def _into_brackets(text: str, document: Document, field: Path, more: list[Plain]) -> Edit:
    """Before the bracket that ends a list: behind its last value, and behind the ends of what that stands in."""
    inner = [path for path in document.marks if path[: len(field)] == field]
    last = max(inner, key=lambda path: (document.marks[path].end, len(path)))
    place = document.marks[last].end
    for length in range(len(last), len(field), -1):
        mark = document.marks[last[:length]]
        if closer := {"[": "]", "{": "}"}.get(text[mark.start : mark.end]):
            place = text.index(closer, place) + 1
    close = text.index("]", place)
    written = ", ".join(_braces(item) for item in more)
    return Edit(start=close, end=close, text=written if last == field else f", {written}")


def _braces(value: Plain) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key, flow=True)}: {_braces(part)}" for key, part in value.items()) + "}"
    return f"[{', '.join(map(_braces, value))}]" if isinstance(value, list) else scalar(value, flow=True)


def _line_end(text: str, place: int) -> int:
    """The place behind the line that a value ends on; a block text, or a list, ends at a line's beginning already."""
    while place > 0 and text[place - 1] in " \t\r\n":
        place -= 1
    found = text.find("\n", place)
    return len(text) if found < 0 else found + 1


def _first_line(text: str) -> int:
    return text.find("\n") if text.startswith("---") else 0


def _is_scalar(document: Document, field: Path) -> bool:
    value: object = document.values
    for part in field:
        value = value[part]  # type: ignore[index]
    return isinstance(value, str)


def _in_flow(text: str, document: Document, field: Path) -> bool:
    """Does a field stand between brackets or braces?"""
    around = (document.marks[field[:length]] for length in range(1, len(field)))
    return any(text[mark.start : mark.start + 1] in ("[", "{") for mark in around)
