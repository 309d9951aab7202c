"""What a page was made of: each fact that it asks the view for is noted while it is made, so that a later build knows whether it still holds."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
T = TypeVar("T")

Fact = tuple[str | int, ...]
"""A question to the view, such as `("entry", "story:the-mug")`: its table, then what is asked for."""
Needs = tuple[int, ...]
"""The numbers of facts and of groups of them."""
Noted = tuple[dict[int, Fact], dict[int, bytes]]
"""Facts and groups by their numbers; a group is the numbers that are in it (`packed`), and stands after the groups in it."""


NOTHING = 0
"""The number of what was made of nothing that is noted."""


class Notes:
    """Takes notes of facts. Their numbers are the same in all processes and runs.

    Notes are taken on a stack of sheets: the lowest is that of a page, above it lie those of what is made on the way and kept for other pages.
    What such a thing was made of is a group of facts, which is noted by one number wherever it is used.
    """

    def __init__(self) -> None:
        self.numbers: dict[Fact, int] = {}
        self.groups: dict[int, bytes] = {}
        self._sent = self._sent_groups = 0
        self._sheets: list[tuple[object, Hashable, set[int]]] = []
        self.sheet: set[int] | None = None
        """What is noted now is noted here; None while no notes are taken."""

    def note(self, *fact: str | int) -> None:
        """Note that a fact was asked for."""
        if self.sheet is not None:
            number = self.numbers.get(fact)
            if number is None:
                number = self.numbers[fact] = _number(fact)
            self.sheet.add(number)

    def taken(self, make: Callable[..., T], *values: Any) -> tuple[T, Needs]:
        """Make something; return it with what it was made of."""
        depth = self._begin(None, None)
        try:
            made = make(*values)
        finally:
            found = self._end(depth)
            if self.sheet is not None:
                self.sheet |= found
        found.discard(NOTHING)
        return made, tuple(found)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take no notes: for the answer to a question that is noted itself."""
        sheet, self.sheet = self.sheet, None
        sheets, self._sheets = self._sheets, []
        try:
            yield
        finally:
            self.sheet, self._sheets = sheet, sheets

    def begin(self, owner: object, key: Hashable) -> None:
        """Something is about to be made and kept."""
        self._begin(owner, key)

    def end(self, owner: object, key: Hashable) -> int:
        """It was made: return the number of all that it was made of. NOTHING, where nobody had begun it."""
        for depth in range(len(self._sheets) - 1, -1, -1):
            if self._sheets[depth][0] is owner and self._sheets[depth][1] == key:
                number = self._group(self._end(depth))
                if self.sheet is not None:
                    self.sheet.add(number)
                return number
        return NOTHING

    def _group(self, found: set[int]) -> int:
        found.discard(NOTHING)
        if len(found) < 2:
            return found.pop() if found else NOTHING
        members = packed(sorted(found))
        number = _digest(members)
        if number not in self.groups:
            self.groups[number] = members
        return number

    def _begin(self, owner: object, key: Hashable) -> int:
        self.sheet = set()
        self._sheets.append((owner, key, self.sheet))
        return len(self._sheets) - 1

    def _end(self, depth: int) -> set[int]:
        """Take a sheet off, and those above it that nobody ended; return what was on them."""
        found = self._sheets[depth][2]
        for _, _, sheet in self._sheets[depth + 1 :]:
            found |= sheet
        del self._sheets[depth:]
        self.sheet = self._sheets[-1][2] if self._sheets else None
        return found

    def fresh(self) -> Noted:
        """The facts and groups that were noted first since this was asked last."""
        facts, groups = list(self.numbers.items())[self._sent :], list(self.groups.items())[self._sent_groups :]
        self._sent, self._sent_groups = len(self.numbers), len(self.groups)
        return {number: fact for fact, number in facts}, dict(groups)


class Kept(Generic[K, V]):
    """What is made once and used for many pages, with the number of what each was made of.

    It is used as a dict is: asked for a key, and given a value where it has none. What was noted in between belongs to that value.
    """

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._pairs: dict[K, tuple[V, int]] = {}

    def __len__(self) -> int:
        return len(self._pairs)

    def __iter__(self) -> Iterator[K]:
        return iter(self._pairs)

    # Asked some hundred times for each page: nothing is called that needn't be.

    def __contains__(self, key: K) -> bool:
        pair = self._pairs.get(key)
        if pair is None:
            self._notes.begin(self, key)
            return False
        if (sheet := self._notes.sheet) is not None:
            sheet.add(pair[1])
        return True

    def get(self, key: K) -> V | None:
        """The value, or None where there is none yet."""
        pair = self._pairs.get(key)
        if pair is None:
            self._notes.begin(self, key)
            return None
        if (sheet := self._notes.sheet) is not None:
            sheet.add(pair[1])
        return pair[0]

    def __getitem__(self, key: K) -> V:
        value, number = self._pairs[key]
        if (sheet := self._notes.sheet) is not None:
            sheet.add(number)
        return value

    def __setitem__(self, key: K, value: V) -> None:
        self._pairs[key] = value, self._notes.end(self, key)

    def clear(self) -> None:
        """Let go of everything: it is made again where it is asked for."""
        self._pairs.clear()

    def give(self, keys: Iterable[K]) -> dict[K, tuple[V, int]]:
        """Some values with the numbers of what they were made of, for another process."""
        return {key: self._pairs[key] for key in keys}

    def take(self, values: Mapping[K, tuple[V, int]]) -> None:
        """Take over what another process made."""
        self._pairs.update(values)


class kept_property(Generic[T]):  # noqa: N801 - used as `property` is
    """What a site is asked for again and again, made once: `cached_property`, but each page that asks has in its notes what it was made of.

    Its owner has `notes`.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make, self._name = make, make.__name__
        self.__doc__ = make.__doc__

    def __get__(self, owner: Any, kind: type | None = None) -> T:
        kept: Kept[str, T] = owner.__dict__.get("_kept") or owner.__dict__.setdefault("_kept", Kept(owner.notes))
        if self._name not in kept:
            kept[self._name] = self._make(owner)
        return kept[self._name]


def packed(numbers: Iterable[int]) -> bytes:
    """Numbers of facts and groups as bytes; `array("Q", ...)` reads them."""
    return array("Q", numbers).tobytes()


def _number(fact: Fact) -> int:
    return _digest(repr(fact).encode())


def _digest(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little") or 1
