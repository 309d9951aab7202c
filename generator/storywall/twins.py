"""Photos that two people sent: the same picture, or a copy that was recompressed, brightened, cropped or mirrored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from storywall.codes import problem
from storywall.kinds.fields import value
from storywall.model import Entry, Picture
from storywall.photos.copies import copies
from storywall.problems import Problem
from storywall.view import day_of

_SENT = frozenset({"story", "review", "photo"})
"""What editors write may show what members sent, and does."""

_LEAST = 64
"""Pixels on the longest side: what is smaller has too little in it to be known again."""


class _Place(NamedTuple):
    """Where a photo stands: in which entry, at which place of its list."""

    entry: Entry
    number: int
    file: str


def twins(entries: Mapping[str, Entry], pictures: Mapping[str, Picture], folder: Path) -> Iterator[Problem]:
    """Yield a warning for each photo that somebody else was the first to show, naming that one.

    `folder` keeps which photos look alike, so that only new ones are compared.
    """
    places: dict[str, list[_Place]] = defaultdict(list)
    for entry in entries.values():
        for index, photo in enumerate(value(entry.data, "photos", ()) if entry.kind in _SENT else ()):
            file = f"{entry.file.rpartition('/')[0]}/{photo.file}"
            if file in pictures and max(pictures[file].width, pictures[file].height) >= _LEAST:
                places[pictures[file].digest].append(_Place(entry, index, file))
    for same in places.values():
        same.sort(key=_age)
    alike = {digest: [digest] for digest in places}
    shown = [pictures[same[0].file] for same in places.values()]
    for first, second in copies(shown, folder) if shown else ():
        alike[first].append(second)
        alike[second].append(first)
    for digest, same in places.items():
        first_shown = min((places[each][0] for each in alike[digest]), key=_age)
        yield from (_told(place, first_shown) for place in same if _by(place.entry) != _by(first_shown.entry))


def _told(place: _Place, other: _Place) -> Problem:
    name = place.file.rpartition("/")[2]
    return problem("photo-alike", place.entry.file, None, ("photos", place.number, "file"), value=name, other=other.file)


def _by(entry: Entry) -> tuple[object, object] | str:
    """Who shows it; whoever says no name is taken for nobody else."""
    author = value(entry.data, "author", None), value(entry.data, "author_name", None)
    return author if any(author) else entry.key


def _age(place: _Place) -> tuple[date, str, int]:
    return value(place.entry.data, "received", None) or day_of(place.entry) or date.min, place.entry.key, place.number
