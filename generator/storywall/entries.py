"""Sources -> Entries: those whose files are as they were come from the memo, all others are read, in processes where there are many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from storywall import cache
from storywall.held import Held
from storywall.memo import Kept, Memo
from storywall.model import Entry, Source
from storywall.problems import Problem
from storywall.progress import Progress, Tell
from storywall.read import Reading, digest_of, read
from storywall.seal import Seal
from storywall.settings import Settings
from storywall.spread import spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """All valid entries in the order of their sources, the problems that items have by themselves, and how many were read anew.

    `as_seen` are the files of those entries whose file still was as it was seen when the run began; `finish` waits until they are kept.
    """

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    fresh: int
    as_seen: frozenset[str]
    finish: Callable[[], None]


def entries(
    sources: Sequence[Source],
    state: Path,
    settings: Settings,
    seen: Seal,
    processes: int | None = None,
    held: Held | None = None,
    tell: Tell | None = None,
) -> Entries:
    """Bring the entries of all sources together; `seen` knows what their files held when the run began, `tell` hears how many were read."""
    with cache.Store(state) as store:  # made here once, so that no two processes make it
        ground = cache.key(seen.program, repr(settings), str(store.identity))
    held = held or Held()
    if held.memo is None or held.memo.ground != ground:
        held.memo = Memo(state, ground)
    memo = held.memo
    found = {source.file: kept for source in sources if (kept := memo.find(source, seen.files.get(source.file))) is not None}
    changed = [source for source in sources if source.file not in found]
    fresh, problems = _read(changed, state, settings, processes, tell)
    problems += [each for kept in found.values() for each in kept[3]]
    as_seen = dict(_as_seen(fresh, seen))
    finish = memo.keep(sources, as_seen)
    by_file = {file: kept[2] for file, kept in found.items()} | {file: entry for file, (entry, _) in fresh.items()}
    ordered = tuple(by_file[source.file] for source in sources if source.file in by_file)
    same = frozenset(found.keys() | as_seen.keys())
    return Entries(entries=ordered, problems=tuple(problems), fresh=len(changed), as_seen=same, finish=finish)


_Fresh = Mapping[str, tuple[Entry, tuple[Problem, ...]]]
"""Entries that were read anew by their files, each with the problems that it has by itself."""


def _read(sources: Sequence[Source], state: Path, settings: Settings, processes: int | None, tell: Tell | None) -> tuple[_Fresh, list[Problem]]:
    progress = Progress(len(sources), tell)

    def task(part: Sequence[Source]) -> Reading:
        with cache.Store(state) as store:
            reading = read(part, store, settings)
        progress.add(len(part))
        return reading

    fresh: dict[str, tuple[Entry, tuple[Problem, ...]]] = {}
    problems: list[Problem] = []
    for reading in spread(task, sources, processes) if sources else ():
        own: dict[str, list[Problem]] = defaultdict(list)
        for owner, each in zip(reading.owners, reading.problems, strict=True):
            own[owner].append(each)
        problems += reading.problems
        fresh.update((entry.file, (entry, tuple(own[entry.file]))) for entry in reading.entries)
    return fresh, problems


def _as_seen(fresh: _Fresh, seen: Seal) -> Iterator[tuple[str, Kept]]:
    """What may be kept: a file that was saved since the run began is read again the next time."""
    for file, (entry, problems) in fresh.items():
        digest = seen.files.get(file)
        if digest is not None and digest_of(file, digest) == entry.digest:
            yield file, (digest, entry.beside, entry, problems)
