"""Which pages are still as they were: for each the facts that it was made of, and what these came to when it was made."""

from __future__ import annotations

import hashlib
import os
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from storywall import plainly
from storywall.needs import Needs, Noted, packed
from storywall.publish import Manifest, Written, unchanged
from storywall.spread import WORTH_IT, aside

JobKey = tuple[object, ...]
Listed = tuple[str, date | None]
Answer = Callable[[str, Sequence[Any]], Sequence[object]]
"""Answers questions of one table: each is the fact's one word, or a tuple of several."""

_FORMAT = 3
_DIGITS = 20
_MANY = 50_000
"""More jobs than this would be twice in memory while another process writes what is known of them."""
_SMALL = 4
"""What changed since all was written last is written beside it, as long as it is less than one part in so many."""


class Made(NamedTuple):
    """What became of a job: what it was made of (packed), its files' addresses and digests' beginnings, its lines of the sitemap."""

    needs: bytes
    files: tuple[tuple[str, str], ...]
    listed: tuple[Listed, ...]


@dataclass(slots=True)
class Table:
    """Facts of one kind: by their numbers, what was asked for, and what it came to."""

    asked: dict[int, Any] = field(default_factory=dict)
    answers: dict[int, object] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.asked)


@dataclass(slots=True, kw_only=True)
class Upkeep:
    """What is known of the jobs of one site folder. `ground` names all that every page is made of: program, templates, settings, frames."""

    ground: str
    jobs: dict[JobKey, Made] = field(default_factory=dict)
    tables: defaultdict[str, Table] = field(default_factory=lambda: defaultdict(Table))
    groups: dict[int, bytes] = field(default_factory=dict)
    """Groups of facts by their numbers, each after those that it holds."""
    digests: str = ""
    """What the manifest calls it, as it was saved last."""
    base: str = ""
    """The digest of what was written as a whole; empty where it is to be written anew."""
    more_jobs: dict[JobKey, Made | None] = field(default_factory=dict)
    """What changed since that, by job; None for those that went away."""
    more_facts: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """What changed since that, by table: the numbers of facts."""
    more_groups: set[int] = field(default_factory=set)
    """The groups that are new since that."""


def key_of(job: Any) -> JobKey:
    """What tells a job from all others: all that it says."""
    return (type(job).__name__, *_getter(type(job))(job))


_getters: dict[type, Callable[[Any], tuple[object, ...]]] = {}


def _getter(kind: type) -> Callable[[Any], tuple[object, ...]]:
    if kind not in _getters:
        names: tuple[str, ...] = kind.__slots__  # type: ignore[attr-defined]
        _getters[kind] = attrgetter(*names) if len(names) > 1 else lambda job: (getattr(job, names[0]),)
    return _getters[kind]


def load(path: Path, digests: str, ground: str) -> Upkeep:
    """Read what is known; nothing, where the files aren't those that `digests` names, or all pages have another ground."""
    base, _, more = digests.partition(" ")
    upkeep = Upkeep(ground=ground, base=base, digests=digests)
    try:
        _take(upkeep, path.read_bytes(), base)
        if more:
            upkeep.more_jobs, upkeep.more_facts, upkeep.more_groups = _take(upkeep, _beside(path).read_bytes(), more)
    except (OSError, ValueError, TypeError):
        return Upkeep(ground=ground)
    return upkeep


def _take(upkeep: Upkeep, data: bytes, digest: str) -> tuple[dict[JobKey, Made | None], defaultdict[str, set[int]], set[int]]:
    if hashlib.sha256(data).hexdigest() != digest:
        raise ValueError(digest)
    version, ground, jobs, tables, groups = plainly.load(data)
    if (version, ground) != (_FORMAT, upkeep.ground):
        raise ValueError(ground)
    made = {key: Made(*each) if each is not None else None for key, each in jobs.items()}
    for key, each in made.items():
        if each is not None:
            upkeep.jobs[key] = each
        else:
            upkeep.jobs.pop(key, None)
    numbered: defaultdict[str, set[int]] = defaultdict(set)
    for name, (packed_numbers, asked, answers) in tables.items():
        numbers = array("Q", packed_numbers)
        upkeep.tables[name].asked.update(zip(numbers, asked, strict=True))
        upkeep.tables[name].answers.update(zip(numbers, answers, strict=True))
        numbered[name].update(numbers)
    upkeep.groups |= groups
    return made, numbered, set(groups)


def save(path: Path, upkeep: Upkeep) -> Callable[[], str]:
    """Keep it; the returned function waits for the digests that `load` wants, for the manifest: they hold only together.

    Nothing may be changed in between.
    """
    facts = sum(map(len, upkeep.more_facts.values())) + len(upkeep.more_groups)
    whole = not upkeep.base or _SMALL * len(upkeep.more_jobs) > len(upkeep.jobs) or facts > len(upkeep.jobs)
    if whole and upkeep.base:  # what was all noted just now is all needed
        _let_go(upkeep)

    def written() -> str:
        if not whole:
            tables = {name: _columns(upkeep.tables[name], numbers) for name, numbers in upkeep.more_facts.items()}
            groups = {number: members for number, members in upkeep.groups.items() if number in upkeep.more_groups}
            return _write(_beside(path), upkeep.ground, upkeep.more_jobs, tables, groups)
        tables = {name: _columns(table, table.asked) for name, table in upkeep.tables.items()}
        return _write(path, upkeep.ground, upkeep.jobs, tables, upkeep.groups)

    wait = aside(written) if whole and WORTH_IT <= len(upkeep.jobs) <= _MANY else written

    def digests() -> str:
        digest = wait()
        if whole:
            upkeep.base = upkeep.digests = digest
            upkeep.more_jobs.clear()
            upkeep.more_facts.clear()
            upkeep.more_groups.clear()
        else:
            upkeep.digests = f"{upkeep.base} {digest}"
        return upkeep.digests

    return digests


_Columns = tuple[bytes, list[Any], list[object]]


def _columns(table: Table, numbers: Iterable[int]) -> _Columns:
    chosen = list(numbers)
    return array("Q", chosen).tobytes(), [table.asked[each] for each in chosen], [table.answers[each] for each in chosen]


def _write(path: Path, ground: str, jobs: Mapping[JobKey, Made | None], tables: Mapping[str, _Columns], groups: Mapping[int, bytes]) -> str:
    plain = {key: tuple(made) if made is not None else None for key, made in jobs.items()}
    data = plainly.dump((_FORMAT, ground, plain, dict(tables), dict(groups)))
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(data)
    new.replace(path)
    return hashlib.sha256(data).hexdigest()


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}-more")


def stale(upkeep: Upkeep, keys: Iterable[JobKey], answer: Answer) -> set[JobKey]:
    """Which of these jobs must be done: those that are new, and those of whose facts one has another answer now."""
    changed: set[int] = set()
    for name, table in upkeep.tables.items():
        now = dict(zip(table.asked, answer(name, list(table.asked.values())), strict=True))
        if now != table.answers:
            other = {number for number, found in now.items() if table.answers[number] != found}
            upkeep.more_facts[name] |= other
            changed |= other
            table.answers = now
    jobs = upkeep.jobs
    if not changed:
        return {key for key in keys if key not in jobs}
    for number, members in upkeep.groups.items():
        if not changed.isdisjoint(array("Q", members)):
            changed.add(number)
    return {key for key in keys if (made := jobs.get(key)) is None or not changed.isdisjoint(array("Q", made.needs))}


def update(upkeep: Upkeep, made: Mapping[JobKey, Made], noted: Noted, answer: Answer) -> None:
    """Take over what was done, and the answers to the facts that are new by it."""
    facts, groups = noted
    upkeep.jobs |= made
    upkeep.more_jobs |= made
    upkeep.more_groups |= groups.keys() - upkeep.groups.keys()
    upkeep.groups |= groups  # what is known keeps its place
    fresh: defaultdict[str, dict[int, Any]] = defaultdict(dict)
    for number, (name, *asked) in facts.items():
        if number not in upkeep.tables[str(name)].asked:
            fresh[str(name)][number] = asked[0] if len(asked) == 1 else tuple(asked)
    for name, questions in fresh.items():
        table = upkeep.tables[name]
        table.asked |= questions
        table.answers.update(zip(questions, answer(name, list(questions.values())), strict=True))
        upkeep.more_facts[name].update(questions)


def keep(upkeep: Upkeep, keys: Iterable[JobKey]) -> None:
    """Forget jobs that aren't among these any more."""
    left = {key: upkeep.jobs[key] for key in keys}
    upkeep.more_jobs |= dict.fromkeys(upkeep.jobs.keys() - left.keys())
    upkeep.jobs = left


def _let_go(upkeep: Upkeep) -> None:
    """Forget facts and groups that nothing needs any more."""
    needed: set[int] = set()
    for each in upkeep.jobs.values():
        needed.update(array("Q", each.needs))
    for number, members in reversed(upkeep.groups.items()):
        if number in needed:
            needed.update(array("Q", members))
    upkeep.groups = {number: members for number, members in upkeep.groups.items() if number in needed}
    for table in upkeep.tables.values():
        table.asked = {number: asked for number, asked in table.asked.items() if number in needed}
        table.answers = {number: table.answers[number] for number in table.asked}


def made(needs: Needs, files: Iterable[tuple[str, Written]], listed: Iterable[Listed]) -> Made:
    """Note what became of a job."""
    return Made(packed(needs), tuple((address, written.digest[:_DIGITS]) for address, written in files), tuple(listed))


def stand(made: Made, manifest: Manifest, site: Path) -> dict[str, Written] | None:
    """A job's files as they were written, where all of them are still so; else None."""
    found: dict[str, Written] = {}
    for address, digest in made.files:
        known = manifest.files.get(address)
        if known is None or known.digest[:_DIGITS] != digest or not unchanged(os.path.join(site, address), known):
            return None
        found[address] = known
    return found
