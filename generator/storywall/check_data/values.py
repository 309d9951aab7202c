"""Is a plain value what its property may hold? Web addresses, days and times, numbers, members of enumerations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from urllib.parse import urlsplit

from storywall.check_data import vocabulary
from storywall.check_data.nodes import Property, Scalar, Text
from storywall.check_data.rules import SCHEMA, TYPED, WHOLE
from storywall.codes import problem
from storywall.problems import N_, Problem

ISO = "ISO 8601"
RFC_3986 = "IETF, RFC 3986"
_WORDS = frozenset({"Text", "CssSelectorType", "PronounceableText", "XPathType"})
_NUMBERS = frozenset({"Number", "Integer", "Float"})
_TIMES = frozenset({"Date", "DateTime", "Time"})
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_ZONE = re.compile(r"(?:Z|[+-]\d\d(?::?\d\d)?)?$")
_DURATION = re.compile(r"P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?")
_NUMBER = re.compile(r"[-+]?\d{1,30}(?:\.\d{1,30})?")
MOST_SHOWN = 200


def check(file: str, found: Property, value: Text) -> Iterator[Problem]:
    """Hold a plain value against what schema.org lets its property hold; one kind that fits is enough."""
    name, wanted = vocabulary.plain(found.name), vocabulary.ranges(vocabulary.plain(found.name))
    shown = str(value.value)[:MOST_SHOWN]
    if name in WHOLE and not is_count(value.value):
        yield problem("data-number", file, value.place, property=name, value=shown, wanted=N_("a whole number, not below 0"), source=SCHEMA)
    elif not wanted or any(_fits(value.value, kind) for kind in wanted) or _refers(value.value, name):
        return
    elif "URL" in wanted or name == "item":
        yield problem("data-url", file, value.place, property=name, value=shown, source=RFC_3986)
    elif _TIMES & set(wanted):
        yield problem("data-date", file, value.place, property=name, value=shown, source=ISO)
    elif _NUMBERS & set(wanted):
        yield problem(
            "data-number", file, value.place, property=name, value=shown, wanted=N_("a number, with a point before decimals"), source=SCHEMA
        )
    elif name in TYPED:
        yield problem("data-value", file, value.place, property=name, value=shown, choices=_named(wanted), source=TYPED[name])
    elif any(vocabulary.has_members(kind) for kind in wanted) or "Boolean" in wanted:
        yield problem("data-value", file, value.place, property=name, value=shown, choices=_named(wanted), source=f"{SCHEMA}/{name}")
    else:
        yield problem("data-plain-text", file, value.place, property=name, value=shown, choices=_named(wanted), source=f"{SCHEMA}/{name}")


def _refers(value: Scalar, name: str) -> bool:
    """An address in the place of a node is a reference to it, which is enough but where search engines want the node itself."""
    return name not in TYPED and isinstance(value, str) and is_address(value)


def _named(kinds: tuple[str, ...]) -> str:
    return ", ".join(kinds)


def _fits(value: Scalar, kind: str) -> bool:
    if kind == "Boolean":
        return isinstance(value, bool) or (isinstance(value, str) and vocabulary.plain(value) in ("True", "False", "true", "false"))
    if isinstance(value, bool) or value is None:
        return False
    if kind in _NUMBERS:
        number = number_of(value)
        return number is not None and (kind != "Integer" or number.is_integer())
    if kind in _WORDS or kind in vocabulary.QUANTITIES or kind == "QuantitativeValue":
        return kind != "Duration" or not isinstance(value, str) or _DURATION.fullmatch(value.strip()) is not None
    if not isinstance(value, str):
        return False
    if kind == "URL":
        return is_address(value)
    if kind in _TIMES:
        return is_time(value, kind)
    return vocabulary.is_member(value, kind)


def is_address(text: str) -> bool:
    """A whole web address."""
    try:
        parts = urlsplit(text.strip())
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text.strip()) and parts.port != 0
    except ValueError:
        return False


def is_time(text: str, kind: str) -> bool:
    """A day, a time of day, or both, that there is, as ISO 8601 writes them; years and months alone are days too."""
    text = text.strip()
    if kind == "Time":
        return _is_time_of_day(text)
    day, separator, rest = text.partition("T") if "T" in text else text.partition(" ")
    if not rest and kind == "Date" and re.fullmatch(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", text):
        return True
    try:
        date.fromisoformat(day if _DATE.fullmatch(day) else "")
    except ValueError:
        return False
    return kind == "DateTime" and _is_time_of_day(rest) if separator else kind == "Date"


def _is_time_of_day(text: str) -> bool:
    bare = _ZONE.sub("", text, count=1)
    try:
        time.fromisoformat(bare.partition(".")[0] if ":" in bare else "")
    except ValueError:
        return False
    return re.fullmatch(r"[\d:.]+", bare) is not None


def number_of(value: Scalar) -> float | None:
    """A number, also where it is written as text; None where it isn't one."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value.strip()) else None
    return float(value) if abs(value) < 1e300 else None


def is_count(value: Scalar) -> bool:
    """A whole number, not below 0."""
    known = number_of(value)
    return known is not None and known >= 0 and known.is_integer()
