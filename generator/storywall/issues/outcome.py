"""What came of an event: for the log in words, for the command's exit code as a flag."""

from __future__ import annotations

from dataclasses import dataclass, field

from storywall.problems import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`note` is a marked template for `values`; `right`: nothing has to be put right by the sender."""

    note: str
    values: dict[str, Value] = field(default_factory=dict)
    right: bool = True
