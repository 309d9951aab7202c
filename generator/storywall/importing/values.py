"""Single values as others write them -> as our schema reads them. What can't be read with certainty is refused, never guessed."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from storywall.kinds.guess import guess_day
from storywall.problems import N_, Value

Order = Literal["", "dmy", "mdy"]

_TIME = re.compile(r"[T ,]+(?:at )?\d{1,2}:\d{2}.*$", re.DOTALL)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
_STARS = re.compile(r"(\d{1,4}(?:[.,]\d{1,4})?)(?:\s*(?:/|out of|of)\s*(\d{1,4}(?:[.,]\d+)?)|\s*stars?)?", re.IGNORECASE | re.ASCII)
_DRAWN = re.compile(r"([★⭐]{1,5})[☆✩]{0,4}\ufe0f?")
_YES = frozenset("true yes y t 1 x on ja sì si oui да".split())
_NO = frozenset("false no n f 0 off nein non нет".split())
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


class UnreadError(Exception):
    """A value that can't be read with certainty, with the reason as a marked template for `values`; it leaves out its item."""

    def __init__(self, template: str, **values: Value) -> None:
        super().__init__(template)
        self.template, self.values = template, values


# Days -----------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def read_day(written: str, order: Order = "") -> str:
    """Return a day as `YYYY-MM-DD`, as it is written and in no other time zone; UnreadError where it is none or might be two.

    `order` says how days such as 03/04/2024 are meant; then one that can't be meant so is refused.
    """
    text = _TIME.sub("", written.strip())
    if order and (match := _YEAR_LAST.fullmatch(text)):
        if day := _ordered(match, order):
            return day
        raise UnreadError(N_("`{value}` isn't a day in the order {order}"), value=written, order=order)
    if day := guess_day(text):
        return day
    if is_ambiguous(written):
        raise UnreadError(N_("`{value}` may be two days: state --set date-order=dmy or --set date-order=mdy"), value=written)
    raise UnreadError(N_("`{value}` isn't a day"), value=written)


def is_ambiguous(written: str) -> bool:
    """Can a day be read day first and month first, with another result?"""
    match = _YEAR_LAST.fullmatch(_TIME.sub("", written.strip()))
    return match is not None and "" not in (days := {_ordered(match, "dmy"), _ordered(match, "mdy")}) and len(days) == 2


def order_shown(written: str) -> Order:
    """The only order that a day with its year last can have; empty where both fit, or it is written otherwise."""
    match = _YEAR_LAST.fullmatch(_TIME.sub("", written.strip()))
    if match is None or (day_first := _ordered(match, "dmy")) == (month_first := _ordered(match, "mdy")) or (day_first and month_first):
        return ""
    return "dmy" if day_first else "mdy"


def _ordered(match: re.Match[str], order: Order) -> str:
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    try:
        return (date(year, second, first) if order == "dmy" else date(year, first, second)).isoformat()
    except ValueError:
        return ""


# Ratings --------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def read_rating(written: str, scale: int = 0) -> str:
    """Return whole stars from 1 to 5; UnreadError for halves, other scales, and what isn't a rating.

    With `scale`, the best value, stars are `value * 5 / scale`, halves rounded up; less than half a star is no rating.
    """
    text = written.strip()
    if drawn := _DRAWN.fullmatch(text):
        return str(len(drawn[1]))
    match = _STARS.fullmatch(text)
    if match is None:
        raise UnreadError(N_("`{value}` isn't a rating"), value=written)
    value, best = _number(match[1]), _number(match[2]) if match[2] else Fraction(scale or 5)
    if best != (scale or 5) or value > best:
        raise UnreadError(N_("`{value}` isn't on a scale of {scale}; state --scale"), value=written, scale=scale or 5)
    stars = value * 5 / best
    if not scale and stars.denominator != 1:
        raise UnreadError(N_("`{value}` has halves, and stars are whole; --scale 5 rounds them up"), value=written)
    whole = (stars + Fraction(1, 2)).__floor__()
    if whole < 1:
        raise UnreadError(N_("`{value}` is less than a star"), value=written)
    return str(whole)


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


# Flags, lists, names --------------------------------------------------------------------------------------------------


def read_flag(written: str) -> str:
    """Return `true` or `false`; UnreadError for anything that isn't plainly one of them."""
    word = written.strip().casefold()
    if word in _YES:
        return "true"
    if word in _NO:
        return "false"
    raise UnreadError(N_("`{value}` is neither yes nor no"), value=written)


def read_list(written: str, *, commas: bool = False) -> list[str]:
    """Split a list at line breaks, semicolons and bars, where asked at commas too; a JSON list of texts is taken as it is."""
    text = written.strip()
    if text.startswith("[") and text.endswith("]"):
        try:
            items = json.loads(text)
        except ValueError:
            items = None
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return items
    return [item for part in re.split(r"[\n;|,]" if commas else r"[\n;|]", text) if (item := " ".join(part.split()))]


def read_addresses(written: str) -> list[str]:
    """The web addresses in a cell, each once: parted by white space, commas, semicolons or bars, or a JSON list."""
    text = written.replace('"', " ").replace("[", " ").replace("]", " ").replace("'", " ")
    return list(dict.fromkeys(re.findall(r"https?://[^\s,;|]+(?:,[^\s,;|h][^\s,;|]*)*", text)))


def is_mail(text: str) -> bool:
    """Is a text an e-mail address?"""
    return _MAIL.fullmatch(text.strip()) is not None
