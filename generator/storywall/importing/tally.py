"""What an import did, counted as it goes: what came in, what didn't and why, each with the first examples."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from storywall.codes import CATALOGUE
from storywall.problems import N_, Problem, Value
from storywall.report import harmless, say

EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something didn't come in, or a note on what did: a marked template, values for it, and which of them tell kinds of it apart.

    `field` and `hint` are for the reader; reasons with the same `key` are counted together.
    """

    template: str
    values: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    field: str = ""
    hint: str = ""
    line: int = 0
    """Where in a text of many lines; 0: it is about the whole."""

    @property
    def key(self) -> tuple[str, str]:
        """What is counted together."""
        return self.template, self.field


def reason_of(problem: Problem) -> Reason:
    """A problem of an item that would have been written, as a reason."""
    field = ".".join(str(part) for part in problem.field if not isinstance(part, int))
    missing = problem.code == "missing-field"
    values = {"field": field, "file": problem.file, **problem.values}
    hint = N_("map a column to it, or state it: --set {field}=…") if missing else CATALOGUE[problem.code].hint
    return Reason(template=CATALOGUE[problem.code].message, values=values, field=field, hint=hint if _has_all(hint, values) else "")


def _has_all(hint: str, values: Mapping[str, Value]) -> bool:
    from string import Formatter

    return all(str(values.get(name, "")).strip() for _, name, _, _ in Formatter().parse(hint) if name)


@dataclass(slots=True)
class Group:
    """Things of one kind: the reason they share, how many there are, where the first ones stand and what they show."""

    reason: Reason
    count: int = 0
    examples: list[tuple[str, Reason]] = dataclasses.field(default_factory=list)
    """Pairs of a place (`line 12`, a file) and the reason as it is there."""

    def add(self, place: str, reason: Reason) -> None:
        """Count one more."""
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append((place, reason))


@dataclass(slots=True)
class Tally:
    """The account of an import; one is filled while it goes, and `summary` shows it."""

    total: int = 0
    """Rows or files that were read."""
    came: int = 0
    came_examples: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    """Place in the source, and the file that was or would be written."""
    left: dict[tuple[str, str], Group] = dataclasses.field(default_factory=dict)
    """What has a problem and didn't come in."""
    passed: dict[tuple[str, str], Group] = dataclasses.field(default_factory=dict)
    """What is rightly not brought in: hidden in the source, a duplicate, here already."""
    notes: dict[tuple[str, str], Group] = dataclasses.field(default_factory=dict)
    """What a reader should know of items that came in."""
    hidden: Counter[str] = dataclasses.field(default_factory=Counter)
    """Rows hidden in the source, by their rating as it is written there (T13)."""
    fields: Counter[str] = dataclasses.field(default_factory=Counter)
    """How many rows had a field."""
    log: list[tuple[str, Reason]] | None = None
    """Each single thing that was left out or is worth knowing, where somebody asked for it."""
    created: Counter[str] = dataclasses.field(default_factory=Counter)
    """Further items by kind: products, members."""

    def bring(self, place: str, file: str) -> None:
        """Count an item that came in."""
        self.came += 1
        if len(self.came_examples) < EXAMPLES:
            self.came_examples.append((place, file))

    def leave(self, place: str, reason: Reason) -> None:
        """Count an item that has a problem."""
        self._add(self.left, place, reason)

    def pass_by(self, place: str, reason: Reason) -> None:
        """Count an item that is rightly not brought in."""
        self._add(self.passed, place, reason)

    def note(self, place: str, reason: Reason) -> None:
        """Count something worth knowing."""
        self._add(self.notes, place, reason)

    def _add(self, groups: dict[tuple[str, str], Group], place: str, reason: Reason) -> None:
        place = f"{place}:{reason.line}" if reason.line else place
        groups.setdefault(reason.key, Group(reason)).add(place, reason)
        if self.log is not None:
            self.log.append((place, reason))

    def write_log(self, path: Path, language: str) -> None:
        """Write down all that was left out or is worth knowing, a line each: its place, and what there is to say."""
        lines = []
        for place, reason in self.log or ():
            hint = f" ({say(reason.hint, reason.values, language)})" if reason.hint else ""
            lines.append(f"{harmless(place)}: {harmless(say(reason.template, reason.values, language), 500)}{hint}\n")
        path.write_text("".join(lines), encoding="utf-8")

    @property
    def problems(self) -> int:
        """How many items were left out because of a problem."""
        return sum(group.count for group in self.left.values())


THERE = Reason(template=N_("here already"))
