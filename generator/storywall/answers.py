"""What a View answers to the facts that pages noted: equal answers are equal facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from storywall.model import Entry
from storywall.noted import beside
from storywall.view import View


class Answers:
    """The answers of a View to facts: equal answers are equal facts. `more` answers what the view can't, by the fact's table."""

    def __init__(self, view: View, more: Mapping[str, Callable[..., object]]) -> None:
        self._view, self._more = view, more

    def __call__(self, table: str, asked: Sequence[Any]) -> Sequence[object]:
        """The answers to some questions of one table, each a word or a tuple of several."""
        if table in ("entry", "shown", "beside"):  # a page asks for many of these: answered at once
            answers: Sequence[object] = getattr(self, f"_every_{table}")(asked)
            return answers
        answer = self._more.get(table) or getattr(self, "_" + table.replace("-", "_"))
        return [_short(answer(*(each if isinstance(each, tuple) else (each,)))) for each in asked]

    def _every_entry(self, keys: Sequence[str]) -> list[object]:
        get = self._view.by_key.get
        return [f"{e.digest}{e.file} {e.beside or ''}" if (e := get(key)) is not None else None for key in keys]

    def _every_shown(self, keys: Sequence[str]) -> list[object]:
        by_key = self._view.by_key
        return [key in by_key for key in keys]

    def _every_beside(self, keys: Sequence[str]) -> list[object]:
        found = beside(self._view)
        return [found.get(key) for key in keys]

    def _all(self) -> object:
        return [(entry.key, entry.digest, entry.file, entry.beside) for entry in self._view.by_key.values()]

    def _whole(self, index: str, name: str) -> object:
        return [(entry.key, entry.digest, entry.file, entry.beside) for entry in self._list(index, name)]

    def _keys(self) -> object:
        return "\n".join(self._view.by_key)

    def _list(self, index: str, name: str) -> tuple[Entry, ...]:
        lists: Mapping[str, tuple[Entry, ...]] = getattr(self._view, index)
        return lists.get(name, ())

    def _has(self, index: str, name: str) -> object:
        return name in getattr(self._view, index)

    def _names(self, index: str) -> object:
        return "\n".join(getattr(self._view, index))

    def _length(self, index: str, name: str) -> object:
        return len(self._list(index, name))

    def _first(self, index: str, name: str, most: int) -> object:
        return "\n".join([entry.key for entry in self._list(index, name)[:most]])

    def _last(self, index: str, name: str, start: int, stop: int) -> object:
        entries = self._list(index, name)
        count = len(entries)
        return "\n".join([entry.key for entry in entries[max(count - start, 0) : max(count - stop, 0)]])

    def _values(self, table: str, names: tuple[str, ...]) -> Mapping[str, Any]:
        values: Mapping[str, Any] = getattr(self._view, table)
        for name in names:
            values = values.get(name, {})
        return values

    def _value(self, table: str, *names: str) -> object:
        return self._values(table, names[:-1]).get(names[-1])

    def _value_names(self, table: str, *names: str) -> object:
        return "\n".join(self._values(table, names))

    def _today(self) -> object:
        return self._view.today

    def _rating(self) -> object:
        return self._view.rating


def _short(answer: object) -> object:
    """An answer as it is kept: plain and short as it is, all else by a digest of what it says."""
    if answer is None or isinstance(answer, (bool, int)) or (isinstance(answer, str) and len(answer) <= _SHORT):
        return answer
    text = answer if isinstance(answer, str) else repr(answer)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


_SHORT = 40
