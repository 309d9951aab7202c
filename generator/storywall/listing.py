"""Listings in pages, numbered from the oldest: a new entry changes the first page and the newest number only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from storywall.model import Entry
from storywall.settings import Settings
from storywall.view import View

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Generic[T]):
    """One page of a listing. `number` is None on the first page, which shows the newest; `older` and `newer` are page numbers, 0: the first."""

    number: int | None
    pages: int
    entries: tuple[T, ...]
    total: int
    older: int | None
    newer: int | None


def first_part(entries: Sequence[T], size: int) -> Part[T]:
    """The first page: the newest `size` to `2 * size - 1` entries (the block that isn't full yet, and the last full one)."""
    total = len(entries)
    pages = -(-total // size)
    shown = total - size * max(total // size - 1, 0)
    older = (total - shown) // size
    return Part(number=None, pages=pages, entries=tuple(entries[:shown]), total=total, older=older or None, newer=None)


def part(entries: Sequence[T], size: int, number: int) -> Part[T]:
    """One numbered page: entries `(number - 1) * size + 1` to `number * size`, counted from the oldest; `entries` are newest first."""
    total = len(entries)
    pages = -(-total // size)
    start = max(total - number * size, 0)
    end = total - (number - 1) * size
    first_shows = total // size - 1 if total // size > 1 else 0
    newer = number + 1 if number < first_shows else 0
    return Part(
        number=number,
        pages=pages,
        entries=tuple(entries[start:end]),
        total=total,
        older=number - 1 or None,
        newer=newer,
    )


def review_address(review: Entry, view: View, settings: Settings) -> str:
    """A review's lasting address: its numbered page and its name."""
    product = review.slug.partition("/")[0]
    places = view.places[product]
    return f"products/{product}/reviews/page/{places[review.slug] // settings.listings.reviews + 1}/#{review.name}"
