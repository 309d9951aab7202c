"""The community that a new item is written for, and whether the item would pass its check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from storywall import cache, consent
from storywall.assemble import assemble
from storywall.codes import CATALOGUE
from storywall.load import load
from storywall.model import Document, Entry, Picture, Source
from storywall.parse import parse
from storywall.photos.darkroom import Darkroom, Job
from storywall.problems import Position, Problem, sort
from storywall.read import read
from storywall.redirects import alias_address
from storywall.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Home:
    """A community's root and settings, and the day it is there."""

    root: Path
    settings: Settings
    today: date

    @cached_property
    def wordings(self) -> tuple[consent.Wording, ...]:
        """All consent texts."""
        return consent.wordings(self.root)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The items that are there."""
        return tuple(found for found in load(self.root) if isinstance(found, Source))

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Those of them that are valid."""
        return self._read(self.sources)[0]

    @cached_property
    def former(self) -> frozenset[str]:
        """Addresses that items had earlier, and that lead on to where they are now."""
        return frozenset(alias_address(alias, entry) for entry in self.entries for alias in getattr(entry.data, "aliases", ()))

    def _read(self, sources: Iterable[Source]) -> tuple[tuple[Entry, ...], list[Problem]]:
        with cache.Store(cache.state_folder(self.root)) as store:
            reading = read(tuple(sources), store, self.settings)
        return reading.entries, list(reading.problems)

    def entry(self, key: str) -> Entry | None:
        """The valid item with this reference."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def slugs(self, kind: str) -> list[str]:
        """The slugs of all items of a kind, valid or not."""
        return [source.slug for source in self.sources if source.kind == kind]

    def problems(self, source: Source) -> list[Problem]:
        """What a check would find in an item that isn't there yet, and in its photos, which lie at `source.path` for now.

        Links to other pages of the site aren't looked up: that needs the whole site.
        """
        entries, found = self._read([source])
        pictures, more = self._pictures(source)
        broken = frozenset(other.key for other in self.sources) - {entry.key for entry in self.entries}
        records = consent.records(self.wordings)
        _, between = assemble([*self.entries, *entries], pictures, records, broken, self.today)
        found += [*more, *(problem for problem in between if problem.file == source.file)]
        document, _ = parse(source.path.read_bytes(), source.file)
        return sort(_placed(found, source.file, document))

    def _pictures(self, source: Source) -> tuple[Mapping[str, Picture], list[Problem]]:
        folder = source.file.rpartition("/")[0]
        jobs = [Job(path=source.path.with_name(name), file=f"{folder}/{name}") for name in source.beside]
        results = list(Darkroom(folder=cache.photo_folder(self.root)).inspect_and_render(jobs))
        pictures = {result.file: result.picture for result in results if result.picture is not None}
        return pictures, [problem for result in results for problem in result.problems]


def _placed(problems: Iterable[Problem], file: str, document: Document | None) -> Iterator[Problem]:
    """Problems that name a field only, with its place."""
    for each in problems:
        if each.position is None and each.file == file and document is not None:
            yield replace(each, position=document.place(each.field, key=CATALOGUE[each.code].at_key))
        else:
            yield replace(each, position=each.position or Position())
