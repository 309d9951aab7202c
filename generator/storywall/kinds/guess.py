"""Guesses at what was meant, for hints and `--fix`: days written in other ways, words close to a known one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher, get_close_matches

_MONTHS = "january february march april may june july august september october november december".split()
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .-]+([A-Za-z]{3,9})[ .,-]+(\d{4})")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})[ .]+(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})")


_NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")
_SLUG_LENGTH = 60


def guess_day(written: str) -> str:
    """Return the only day that a text can mean, as `YYYY-MM-DD`; empty where it is none or might be two (`03/04/2024`)."""
    found: set[date] = set()
    for year, month, day in _readings(written.strip()):
        try:
            guess = date(year, month, day)
        except ValueError:
            continue
        if 1900 <= year <= 2200:
            found.add(guess)
    return found.pop().isoformat() if len(found) == 1 else ""


def _readings(written: str) -> Iterable[tuple[int, int, int]]:
    if match := _YEAR_FIRST.fullmatch(written):
        yield int(match[1]), int(match[2]), int(match[3])
    elif match := _YEAR_LAST.fullmatch(written):
        yield int(match[3]), int(match[2]), int(match[1])
        yield int(match[3]), int(match[1]), int(match[2])
    elif match := _DAY_MONTH.fullmatch(written):
        yield int(match[3]), _month(match[2]), int(match[1])
    elif match := _MONTH_DAY.fullmatch(written):
        yield int(match[3]), _month(match[1]), int(match[2])


def _month(name: str) -> int:
    matching = [number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name.lower())]
    return matching[0] if len(matching) == 1 else 0


def guess_word(written: str, words: Iterable[str]) -> str:
    """Return the known word that a mistyped one most likely means, empty where none or more than one is as close."""
    names = list(words)
    folded = written.strip().lower().replace("_", "-").replace(" ", "-")
    for name in names:
        if folded in (name, name.replace("_", "-")):
            return name
    close = get_close_matches(folded, names, n=2, cutoff=0.72)
    return close[0] if len(close) == 1 or (len(close) == 2 and _ratio(folded, close[0]) > _ratio(folded, close[1]) + 0.05) else ""


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def guess_file(name: str) -> str:
    """Return a name for a photo that may stand, made from one that may not."""
    stem, _, suffix = name.rpartition(".")
    if not (suffix.isascii() and suffix.isalnum()):
        return guess_slug(name)
    return f"{guess_slug(stem)}.{suffix.lower()}"


def guess_slug(name: str) -> str:
    """Return a slug made from any text in any script, transliterated; `item` where nothing is left of it."""
    if name.isascii():
        slug = _NOT_IN_A_SLUG.sub("-", name.lower().replace("'", "")).strip("-")
    else:
        from slugify import slugify  # its tables cost 20 ms, and most names never need it

        slug = slugify(name)
    if len(slug) > _SLUG_LENGTH:
        cut = slug[:_SLUG_LENGTH]
        slug = cut[: cut.rfind("-")] if "-" in cut else cut
    return slug or "item"
