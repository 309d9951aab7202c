"""One page to make, and when what it shows changed last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storywall.kinds.fields import value
from storywall.model import Entry
from storywall.view import day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One page to make: `what` names the function that makes it, `key` and `number` what it is about."""

    what: str
    address: str
    key: str = ""
    number: int | None = None


def modified(entry: Entry) -> date | None:
    """The last day that an entry's content says it changed."""
    day, edits, reply = day_of(entry), value(entry.data, "edited", ()), value(entry.data, "reply", None)
    if not edits and reply is None:
        return day
    known = [day, *(edit.date for edit in edits), reply.date if reply is not None else None]
    return max((day for day in known if day is not None), default=None)
