"""A Markdown file as others write it -> its head, untyped, and its text: YAML, TOML, or lines of `Key: value`; the day in its name."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import PurePosixPath
from typing import Any

from storywall.importing import texts
from storywall.importing.tally import Reason, reason_of
from storywall.parse import FRONT_MATTER_LIMIT, TEXT_LIMIT, parse
from storywall.problems import N_, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a file says before its text: every value as text, groups by dotted names; `body_line` is the text's first line."""

    values: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1


class HeadError(Exception):
    """A file that can't be read, with the reason and the line."""

    def __init__(self, reason: Reason, line: int = 0) -> None:
        super().__init__(reason.template)
        self.reason, self.line = reason, line


TOO_LARGE = N_("the text is larger than {most} KiB")


def _refuse(template: str, line: int = 0, hint: str = "", **values: Value) -> HeadError:
    return HeadError(Reason(template=template, values=values, hint=hint), line)


# Bytes ----------------------------------------------------------------------------------------------------------------


def decode(data: bytes, encoding: str) -> str:
    """A file's text with line breaks as `\\n`; HeadError where it is none, or too large to be an item's."""
    if len(data) > TEXT_LIMIT:
        raise _refuse(TOO_LARGE, most=TEXT_LIMIT // 1024)
    if not data.strip():
        raise _refuse(N_("the file is empty"))
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refuse(N_("this isn't a text file"))
    name = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else encoding or "utf-8-sig"
    try:
        return texts.all_breaks(data.decode(name))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        value = f"0x{data[error.start]:02x}"
        raise _refuse(N_("the byte {value} isn't {encoding}"), line, _ENCODING, value=value, encoding=encoding or "UTF-8") from None
    except UnicodeError:
        raise _refuse(N_("this isn't a text file")) from None


_ENCODING = N_("save the file as UTF-8, or name its encoding with --encoding")


# Heads ----------------------------------------------------------------------------------------------------------------

_YAML = re.compile(r"---[ \t]*\n(?P<head>.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<head>.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_PAIR = re.compile(r"(?P<key>[A-Za-z][\w .-]{0,38}?)[ \t]*:(?:[ \t]+(?P<value>.*))?$")
_PROOF = frozenset({"title", "date"})
"""Lines of `Key: value` are a head where one of these is among them; otherwise they are a text that begins so."""
_NOT_CLOSED = N_("the head that opens with `{value}` is never closed")


def read_head(text: str) -> Head:
    """Part a file into its head and its text; HeadError where there is a head that can't be read."""
    lead = len(text) - len(text.lstrip("\n"))
    inner = text[lead:]
    for mark, form, reader in (("---", _YAML, _yaml), ("+++", _TOML, _toml)):
        if re.match(rf"{re.escape(mark)}[ \t]*\n", inner):
            found = form.match(inner)
            if found is None:
                if mark == "---" and not _PAIR.match(inner.split("\n", 2)[1]):
                    break  # a line across, and no head
                raise _refuse(_NOT_CLOSED, lead + 1, value=mark)
            if len(found["head"].encode()) > FRONT_MATTER_LIMIT:
                raise _refuse(N_("the head is larger than {most} KiB"), lead + 1, most=FRONT_MATTER_LIMIT // 1024)
            values = reader(found["head"], lead + 1)
            return Head(values=_flat(values), body=inner[found.end() :], body_line=lead + inner.count("\n", 0, found.end()) + 1)
    return _pairs(inner, lead)


def _yaml(head: str, line: int) -> dict[str, Any]:
    document, problems = parse(f"---\n{head}---\n".encode("utf-8", "surrogatepass"), "head.md")
    if document is None or problems:
        first = problems[0]
        raise HeadError(reason_of(first), (first.position.line if first.position else 1) + line - 1)
    return dict(document.values)


def _toml(head: str, line: int) -> dict[str, Any]:
    try:
        return tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        said = re.match(r"(.*?)(?: \(at (?:line (\d+).*|end of document)\))?$", str(error), re.DOTALL)
        reason, at = (said[1], int(said[2] or 0)) if said else (str(error), 0)
        raise _refuse(N_("this isn't TOML: {reason}"), line + (at or head.count("\n")), reason=reason) from None
    except (RecursionError, ValueError):
        raise _refuse(N_("this isn't TOML: {reason}"), line, reason="") from None


def _pairs(text: str, lead: int) -> Head:
    values: dict[str, str] = {}
    key = ""
    lines = text.split("\n")
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    for line in lines[:end]:
        found = _PAIR.match(line)
        if key and line[0] in " \t":
            values[key] = f"{values[key]}\n{line.strip()}".strip()
        elif found is not None:
            key = found["key"]
            values.setdefault(key, (found["value"] or "").strip())
        else:
            return Head(body=text, body_line=lead + 1)
    if not _PROOF & {name.casefold() for name in values}:
        return Head(body=text, body_line=lead + 1)
    return Head(values={name: value for name, value in values.items() if value}, body="\n".join(lines[end:]), body_line=lead + end + 1)


def _flat(values: Mapping[str, Any], path: str = "") -> dict[str, str]:
    """Groups by dotted names; a list of texts is parted by semicolons, a list of groups is JSON. What says nothing is left out."""
    flat: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{path}{name}.")
        elif written := _written(value):
            flat[f"{path}{name}"] = written
    return flat


def _written(value: Any) -> str:
    if isinstance(value, list):
        if any(isinstance(each, list | Mapping) for each in value):
            return json.dumps(value, ensure_ascii=False, default=_scalar)
        words = [word for each in value if (word := _scalar(each))]
        return json.dumps(words, ensure_ascii=False) if len(words) > 1 and any(set(word) & set(";|\n") for word in words) else "; ".join(words)
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    text = str(value).strip()
    return "" if text in ("null", "~", "Null", "NULL") else text


# Names ----------------------------------------------------------------------------------------------------------------

_DAY_IN_NAME = re.compile(r"(?P<day>\d{4}[-_.]\d{2}[-_.]\d{2})(?:[-_. ]+|$)")
_INDEX = re.compile(r"index(?:\.[a-z]{2}(?:-[A-Za-z]{2,4})?)?", re.ASCII)


def is_index(stem: str) -> bool:
    """Is it the text of the folder that it lies in (a bundle)?"""
    return _INDEX.fullmatch(stem) is not None


def day_in_name(file: str) -> str:
    """The day with which a file's name begins, or its folder's where it is a bundle (`2024-05-06-title.md`); empty for none."""
    path = PurePosixPath(file)
    names = [path.stem, path.parent.name] if is_index(path.stem) else [path.stem]
    found = next((match for name in names if (match := _DAY_IN_NAME.match(name))), None)
    return re.sub(r"[_.]", "-", found["day"]) if found else ""


# Titles ---------------------------------------------------------------------------------------------------------------

_HEADING = re.compile(r"\s*(?:#[ \t]+(?P<marked>[^\n]+?)[ \t]*#*[ \t]*(?:\n|\Z)|(?P<lined>[^\n#>*+\-\d`|<\s][^\n]*)\n=+[ \t]*(?:\n|\Z))")


def first_heading(body: str) -> tuple[str, str]:
    """The heading of the first level that a text begins with, and the text with its lines left empty; no heading: empty, and the text."""
    found = _HEADING.match(body)
    if found is None:
        return "", body
    kept = body[found.end() :]
    return texts.to_line(found["marked"] or found["lined"]), "\n" * body.count("\n", 0, found.end()) + kept
