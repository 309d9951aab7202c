"""What can be wrong: a Problem is a value, collected and sorted, never raised; its words live in the catalogue of codes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Value = str | int
Path = tuple[str | int, ...]


MARKED: set[str] = set()
"""All marked texts of the modules that are loaded: by them the program's own words are told from a stranger's."""


def N_(text: str) -> str:
    """Mark a text for the message catalogues; `report` translates it when it is shown."""
    MARKED.add(text)
    return text


def NN_(one: str, many: str) -> tuple[str, str]:
    """Mark a text and its plural for the message catalogues; where they are shown, `ngettext` chooses by the number."""
    return one, many


class Severity(StrEnum):
    """An error stops a publication; a warning does only under `--strict`."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Position:
    """A place in a file: line and column, both counted from 1, columns in code points."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: where (`file` is a posix path below the community's root), which code, with which values.

    `field` is the path of keys and indexes inside the front matter; `position` is None until the place is looked up in the file.
    """

    file: str
    code: str
    position: Position | None = None
    field: Path = ()
    values: dict[str, Value] = dataclasses.field(default_factory=dict)
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One entry of the catalogue: message and hint are templates for a problem's `values`; the rest is the handbook's entry."""

    name: str
    message: str
    hint: str
    meaning: str
    instead: str = ""
    """The hint where the values of `hint` aren't all known: nothing to guess."""
    bad: str = ""
    cure: str = ""
    severity: Severity = Severity.ERROR
    allowable: bool = False
    """May an editor's `allow` override it for one item?"""
    at_key: bool = False
    """Does the position point at the key rather than at the value?"""


def sort(problems: Iterable[Problem]) -> list[Problem]:
    """Order problems by file and place, without doubles."""
    seen: dict[tuple[object, ...], Problem] = {}
    for problem in problems:
        position = problem.position or Position()
        rest = (problem.code, str(problem.field), str(sorted(problem.values.items())))
        seen[(problem.file, position.line, position.column, *rest)] = problem
    return [seen[key] for key in sorted(seen, key=lambda key: tuple(map(_sortable, key)))]


def _sortable(part: object) -> tuple[int, str]:
    return (part, "") if isinstance(part, int) else (0, str(part))
