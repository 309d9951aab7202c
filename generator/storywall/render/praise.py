"""What people praise and miss: pros and cons that say the same, put together and counted.

Two points are the same where only case, punctuation or inflection differ (by the Snowball stems of the review's language,
https://snowballstem.org), or where the product's `synonyms` name them together. Nothing is guessed beyond that.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "eo": "esperanto",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Snowball's algorithms by the first part of a language's tag; in other languages case and punctuation alone are passed over."""

Stems = tuple[str, ...]
Said = tuple[int, str, str]
"""The place of a review, its language, and one of its points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Points that say the same: the words used most (or the synonyms' own label), their language, and the places of the reviews.

    `key` tells the point from others and stays while wordings come and go: its stems, or the synonyms' label.
    """

    key: str
    label: str
    language: str
    places: tuple[int, ...]


class Grouping:
    """Puts points together, with the synonyms of one product."""

    def __init__(self, synonyms: Mapping[str, Sequence[str]], language: str) -> None:
        self._synonyms, self._language = synonyms, language
        self._known: dict[str, dict[Stems, str]] = {}

    def group(self, said: Iterable[Said]) -> tuple[Point, ...]:
        """Points, those of most reviews first; a review that says one twice counts once."""
        places: dict[tuple[str, Stems], dict[int, None]] = defaultdict(dict)
        written: dict[tuple[str, Stems], Counter[str]] = defaultdict(Counter)
        for place, language, text in said:
            if key := self._key(language, text):
                places[key][place] = None
                written[key][text] += 1
        points = [self._point(key, written[key], tuple(found)) for key, found in places.items()]
        return tuple(sorted(points, key=lambda point: (-len(point.places), point.label.casefold(), point.language)))

    def _key(self, language: str, text: str) -> tuple[str, Stems] | None:
        """What a point is told by: a label of synonyms (without a language), or its language and stems; None for text without a word."""
        found = stems(text, language)
        if not found:
            return None
        label = self._synonyms_in(language).get(found)
        return (language, found) if label is None else ("", (label,))

    def _synonyms_in(self, language: str) -> Mapping[Stems, str]:
        if language not in self._known:
            known = self._known[language] = {}
            for label, others in self._synonyms.items():
                for each in (label, *others):
                    known.setdefault(stems(each, language), label)
        return self._known[language]

    def _point(self, key: tuple[str, Stems], written: Counter[str], places: tuple[int, ...]) -> Point:
        language, found = key
        if not language:
            return Point(key=found[0], label=found[0], language=self._language, places=places)
        most = max(written.values())
        label = min((text for text, times in written.items() if times == most), key=lambda text: (len(text), text))
        return Point(key=" ".join((language, *found) if language != self._language else found), label=label, language=language, places=places)


def stems(text: str, language: str) -> Stems:
    """The stems of a text's words, in their order: `Keeps  Warm!` and `keep warm` give the same in English."""
    stem = _stemmer(language.partition("-")[0].lower())
    return tuple(stem(word.replace("\u2019", "'")) for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    """A language's stemmer, which remembers the words that it has seen: few words make up most points."""
    name = _ALGORITHMS.get(language)
    return lru_cache(maxsize=20_000)(snowballstemmer.stemmer(name).stemWord) if name else str
