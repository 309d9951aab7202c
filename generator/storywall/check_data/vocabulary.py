"""schema.org's vocabulary: which types and properties there are, and what may stand where. The facts are in vocabulary.json (`make vocabulary`)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

NAMES = ("http://schema.org/", "https://schema.org/", "schema:")
"""What a name of the vocabulary may begin with."""
DATA = frozenset("Boolean Date DateTime Number Text Time Float Integer CssSelectorType PronounceableText URL XPathType".split())
QUANTITIES = frozenset({"Distance", "Duration", "Energy", "Mass"})


@cache
def _facts() -> dict[str, dict[str, list[str]]]:
    facts: dict[str, dict[str, list[str]]] = json.loads(Path(__file__).with_name("vocabulary.json").read_text("utf-8"))
    return facts


def plain(name: str) -> str:
    """A type's or property's name without what says whose it is."""
    return next((name[len(start) :] for start in NAMES if name.startswith(start)), name)


def types() -> Iterable[str]:
    """All types."""
    return _facts()["types"]


@cache
def above(name: str) -> frozenset[str]:
    """A type and all that it is a kind of."""
    return frozenset({name}).union(*(above(each) for each in _facts()["types"].get(name, ())))


def is_a(names: Iterable[str], wanted: str) -> bool:
    """Is one of these types the wanted one, or a kind of it?"""
    return any(wanted in above(name) for name in names)


@cache
def properties(name: str) -> frozenset[str]:
    """All properties that a type has."""
    return frozenset(found for each in above(name) for found in _facts()["has"].get(each, ()))


def ranges(name: str) -> tuple[str, ...]:
    """The types of what a property may hold; empty where there is no such property."""
    return tuple(_facts()["properties"].get(name, ()))


def is_member(text: str, wanted: str) -> bool:
    """Does a text name a member of an enumeration, or a kind of a type (`https://schema.org/WriteAction`)?"""
    name = plain(text)
    if any(name in _facts()["members"].get(each, ()) for each in (wanted, *(each for each in _facts()["members"] if wanted in above(each)))):
        return True
    return name != text and wanted in above(name)


def has_members(name: str) -> bool:
    """Is a type an enumeration whose members are known?"""
    return name in _facts()["members"]
