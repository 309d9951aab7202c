"""Photos that two people sent: the same picture, or a copy that was recompressed, brightened, cropped or mirrored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations, product
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
    """Yield a warning for the later of two items by different people that show one picture, naming the other.

    `folder` keeps which photos look alike, so that only new ones are compared.
    """
    places: dict[str, list[_Place]] = defaultdict(list)
    for entry in entries.values():
        for index, photo in enumerate(value(entry.data, "photos", ()) if entry.kind in _SENT else ()):
            file = f"{entry.file.rpartition('/')[0]}/{photo.file}"
            if file in pictures and max(pictures[file].width, pictures[file].height) >= _LEAST:
                places[pictures[file].digest].append(_Place(entry, index, file))
    for same in places.values():
        for one, other in combinations(same, 2):
            yield from _told(one, other)
    shown = {digest: pictures[same[0].file] for digest, same in places.items()}
    for first, second in copies(shown.values(), folder) if shown else ():
        for one, other in product(places[first], places[second]):
            yield from _told(one, other)


def _told(one: _Place, other: _Place) -> Iterator[Problem]:
    if _by(one.entry) == _by(other.entry) and any(_by(one.entry)):
        return  # somebody shows a photo in a story and by itself
    earlier, later = sorted((one, other), key=_age)
    name = later.file.rpartition("/")[2]
    yield problem("photo-alike", later.entry.file, None, ("photos", later.number, "file"), value=name, other=earlier.file)


def _by(entry: Entry) -> tuple[object, object]:
    return value(entry.data, "author", None), value(entry.data, "author_name", None)


def _age(place: _Place) -> tuple[date, str, int]:
    return value(place.entry.data, "received", None) or day_of(place.entry) or date.min, place.entry.key, place.number
