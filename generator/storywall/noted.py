"""A View that notes what it is asked for. Rendering sees no other, so nothing on a page can come from what isn't noted."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from datetime import date
from functools import cached_property
from typing import TypeVar, cast, overload

from storywall.model import Entry, Picture
from storywall.needs import Notes
from storywall.view import Rating, View

T = TypeVar("T")


class NotedView:
    """What a View has, each question noted. `scope` and `production` are the same for a whole build, and not noted."""

    def __init__(self, view: View, notes: Notes) -> None:
        self._view, self._notes = view, notes
        self.scope, self.production = view.scope, view.production
        self.by_key = _Entries(view.by_key, notes)
        self.by_kind = _Index("by_kind", view.by_kind, notes)
        self.by_author = _Index("by_author", view.by_author, notes)
        self.by_product = _Index("by_product", view.by_product, notes)
        self.reviews = _Index("reviews", view.reviews, notes)
        self.by_tag = _Index("by_tag", view.by_tag, notes)
        self.ratings: _Values[Rating] = _Values(("ratings",), view.ratings, notes)
        self.pictures: _Values[Picture] = _Values(("pictures",), view.pictures, notes)
        self.places = _Places(view.places, notes)

    @property
    def today(self) -> date:
        """The day of the build."""
        self._notes.note("today")
        return self._view.today

    @property
    def rating(self) -> Rating:
        """The rating over all products."""
        self._notes.note("rating")
        return self._view.rating

    def entries(self, kind: str) -> Sequence[Entry]:
        """All of one kind."""
        return self.by_kind.get(kind, ())

    def beside(self, key: str) -> tuple[str, str]:
        """The references of the next newer and the next older entry of the same kind; empty where there is none."""
        self._notes.note("beside", key)
        return self._beside.get(key, ("", ""))

    @cached_property
    def _beside(self) -> dict[str, tuple[str, str]]:
        return beside(self._view)


def beside(view: View) -> dict[str, tuple[str, str]]:
    """For each reference those of the next newer and the next older entry of its kind; empty where there is none."""
    found: dict[str, tuple[str, str]] = {}
    for entries in view.by_kind.values():
        keys = ["", *(entry.key for entry in entries), ""]
        found.update(zip(keys[1:-1], zip(keys, keys[2:], strict=False), strict=True))
    return found


def noted(view: View, notes: Notes) -> View:
    """The view, noting what it is asked for; for all who only read it, it is a View."""
    return cast("View", NotedView(view, notes))


class _Entries(Mapping[str, Entry]):
    """Entries by their references."""

    def __init__(self, entries: Mapping[str, Entry], notes: Notes) -> None:
        self._entries, self._note = entries, notes.note

    def __getitem__(self, key: str) -> Entry:
        self._note("entry", key)
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        self._note("shown", str(key))
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        self._note("keys")
        return iter(self._entries)

    def __len__(self) -> int:
        self._note("keys")
        return len(self._entries)

    def values(self) -> ValuesView[Entry]:
        """All entries; one fact, since a page that asks for all is made of all."""
        self._note("all")
        return self._entries.values()

    def items(self) -> ItemsView[str, Entry]:
        """All entries with their references."""
        self._note("all")
        return self._entries.items()


class _Index(Mapping[str, Sequence[Entry]]):
    """Lists of entries by a name."""

    def __init__(self, index: str, lists: Mapping[str, tuple[Entry, ...]], notes: Notes) -> None:
        self._index, self._lists, self._notes = index, lists, notes

    def __getitem__(self, name: str) -> Sequence[Entry]:
        self._notes.note("has", self._index, name)
        return _Listed((self._index, name), self._lists[name], self._notes)

    def __contains__(self, name: object) -> bool:
        self._notes.note("has", self._index, str(name))
        return name in self._lists

    def __iter__(self) -> Iterator[str]:
        self._notes.note("names", self._index)
        return iter(self._lists)

    def __len__(self) -> int:
        self._notes.note("names", self._index)
        return len(self._lists)


_LONG = 100
"""A list of more entries that is gone through as a whole is one fact."""


class _Listed(Sequence[Entry]):
    """A list of entries. Its parts are noted as they count: from the beginning where they begin there, else from the end,
    since what is new comes at the beginning.
    """

    def __init__(self, fact: tuple[str, str], entries: tuple[Entry, ...], notes: Notes) -> None:
        self._fact, self._entries, self._notes = fact, entries, notes

    def __len__(self) -> int:
        self._notes.note("length", *self._fact)
        return len(self._entries)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, place: int | slice) -> Entry | tuple[Entry, ...]:
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self._entries))
            found = self._entries[place]
            self._part(start, max(start, stop)) if step == 1 else self._part(0, len(self._entries))
            self._content(found)
            return found
        whole = range(len(self._entries))
        if not -len(whole) <= place < len(whole):
            self._notes.note("length", *self._fact)
            raise IndexError(place)
        self._part(whole[place], whole[place] + 1)
        self._content((self._entries[place],))
        return self._entries[place]

    def __iter__(self) -> Iterator[Entry]:
        if len(self._entries) > _LONG:
            self._notes.note("whole", *self._fact)
            return iter(self._entries)
        self._part(0, len(self._entries))
        self._notes.note("length", *self._fact)
        self._content(self._entries)
        return iter(self._entries)

    def __add__(self, other: Sequence[Entry]) -> tuple[Entry, ...]:
        return (*self, *other)

    def __radd__(self, other: Sequence[Entry]) -> tuple[Entry, ...]:
        return (*other, *self)

    def keys(self, most: int) -> tuple[str, ...]:
        """The references of the first so many, without a look at the entries themselves."""
        self._notes.note("first", *self._fact, most)
        return tuple(entry.key for entry in self._entries[:most])

    def _part(self, start: int, stop: int) -> None:
        count = len(self._entries)
        if start == 0:
            self._notes.note("first", *self._fact, stop)
        else:
            self._notes.note("last", *self._fact, count - start, count - stop)

    def _content(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._notes.note("entry", entry.key)


def first_keys(entries: Sequence[Entry], most: int) -> tuple[str, ...]:
    """The references of the first so many entries: all that is asked of them."""
    return entries.keys(most) if isinstance(entries, _Listed) else tuple(entry.key for entry in entries[:most])


class _Values(Mapping[str, T]):
    """Values by a name, such as ratings and pictures."""

    def __init__(self, fact: tuple[str, ...], values: Mapping[str, T], notes: Notes) -> None:
        self._fact, self._values, self._notes = fact, values, notes

    def __getitem__(self, name: str) -> T:
        self._notes.note("value", *self._fact, name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        self._notes.note("value-names", *self._fact)
        return iter(self._values)

    def __len__(self) -> int:
        self._notes.note("value-names", *self._fact)
        return len(self._values)


class _Places(Mapping[str, Mapping[str, int]]):
    """The places of each product's reviews."""

    def __init__(self, places: Mapping[str, Mapping[str, int]], notes: Notes) -> None:
        self._places, self._notes = places, notes

    def __getitem__(self, product: str) -> Mapping[str, int]:
        self._notes.note("has", "reviews", product)
        return _Values(("places", product), self._places[product], self._notes)

    def __iter__(self) -> Iterator[str]:
        self._notes.note("names", "reviews")
        return iter(self._places)

    def __len__(self) -> int:
        self._notes.note("names", "reviews")
        return len(self._places)
