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
"""The numbers of facts."""


class Notes:
    """Takes notes of facts. Numbers of facts are the same in all processes and runs.

    Notes are taken on a stack of sheets: the lowest is that of a page, above it lie those of what is made on the way and kept for other pages.
    """

    def __init__(self) -> None:
        self.numbers: dict[Fact, int] = {}
        self._sent = 0
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

    def also(self, needs: Iterable[int]) -> None:
        """Note all that something was made of."""
        if self.sheet is not None:
            self.sheet.update(needs)

    def taken(self, make: Callable[..., T], *values: Any) -> tuple[T, Needs]:
        """Make something; return it with what it was made of."""
        depth = self._begin(None, None)
        try:
            made = make(*values)
        finally:
            needs = self._end(depth)
        return made, needs

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

    def end(self, owner: object, key: Hashable) -> Needs:
        """It was made: return of what. Nothing, where nobody had begun it."""
        for depth in range(len(self._sheets) - 1, -1, -1):
            if self._sheets[depth][0] is owner and self._sheets[depth][1] == key:
                return self._end(depth)
        return ()

    def _begin(self, owner: object, key: Hashable) -> int:
        self.sheet = set()
        self._sheets.append((owner, key, self.sheet))
        return len(self._sheets) - 1

    def _end(self, depth: int) -> Needs:
        """Take a sheet off, and those above it that nobody ended; the one below has it all, too."""
        found: set[int] = set()
        for _, _, sheet in self._sheets[depth:]:
            found |= sheet
        del self._sheets[depth:]
        self.sheet = self._sheets[-1][2] if self._sheets else None
        if self.sheet is not None:
            self.sheet |= found
        return tuple(found)

    def fresh(self) -> dict[int, Fact]:
        """The facts that were noted first since this was asked last, by their numbers."""
        new = list(self.numbers.items())[self._sent :]
        self._sent = len(self.numbers)
        return {number: fact for fact, number in new}


_item: Any = dict.__getitem__


class Kept(dict[K, V], Generic[K, V]):
    """What is made once and used for many pages, with what each was made of.

    It is used as any dict is: asked for a key, and given a value where it has none. What was noted in between belongs to that value.
    """

    def __init__(self, notes: Notes) -> None:
        super().__init__()
        self._notes = notes
        self._needs: dict[K, Needs] = {}

    # Asked some hundred times for each page: nothing is called that needn't be.

    def __contains__(self, key: object) -> bool:
        needs = self._needs.get(key)  # type: ignore[arg-type]
        if needs is None:
            self._notes.begin(self, key)
            return False
        if (sheet := self._notes.sheet) is not None:
            sheet.update(needs)
        return True

    def get(self, key: K, default: V | None = None) -> V | None:  # type: ignore[override]
        """The value, or the default where there is none yet."""
        needs = self._needs.get(key)
        if needs is None:
            self._notes.begin(self, key)
            return default
        if (sheet := self._notes.sheet) is not None:
            sheet.update(needs)
        return _item(self, key)  # type: ignore[no-any-return]

    def __getitem__(self, key: K) -> V:
        if (sheet := self._notes.sheet) is not None:
            sheet.update(self._needs[key])
        return _item(self, key)  # type: ignore[no-any-return]

    def __setitem__(self, key: K, value: V) -> None:
        self._needs[key] = self._notes.end(self, key)
        super().__setitem__(key, value)

    def setdefault(self, key: K, default: V) -> V:
        """The value; the default becomes it where there is none yet."""
        if dict.__contains__(self, key):
            return self[key]
        self[key] = default
        return default

    def update(self, *_: Any, **__: Any) -> None:
        """Nothing comes in without what it was made of: see `take`."""
        raise TypeError("what it was made of isn't said")

    def give(self, keys: Iterable[K]) -> dict[K, tuple[V, bytes]]:
        """Some values with what they were made of, for another process."""
        return {key: (dict.__getitem__(self, key), packed(self._needs[key])) for key in keys}

    def take(self, values: Mapping[K, tuple[V, bytes]]) -> None:
        """Take over what another process made."""
        for key, (value, needs) in values.items():
            dict.__setitem__(self, key, value)
            self._needs[key] = unpacked(needs)


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


def packed(needs: Needs) -> bytes:
    """Numbers of facts as bytes."""
    return array("Q", needs).tobytes()


def unpacked(data: bytes) -> Needs:
    """Read what `packed` wrote."""
    return tuple(array("Q", data))


def _number(fact: Fact) -> int:
    return int.from_bytes(blake2b(repr(fact).encode(), digest_size=8).digest(), "little")
