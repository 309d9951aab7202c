"""Names that stay the same from run to run: words that a person can read, and a piece of the hash of what makes the item that item."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from storywall.kinds.guess import guess_slug

_DIGITS = 12
"""Hexadecimal, so 48 bits: among 100,000 items in one folder two meet by chance in one of 50,000 imports."""
_WORDS = 40


@lru_cache(maxsize=8)  # a row's is asked for twice
def mark(*parts: str) -> str:
    """The hash of some parts as digits that a slug may hold; parts are kept apart, and neither case nor spacing counts."""
    folded = "\0".join([" ".join(part.split()) for part in parts]).casefold()
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def name(words: str, identity: str, otherwise: str) -> str:
    """Make an item's slug from the beginning of a text and its identity; `otherwise` stands where the text gives no words."""
    slug = guess_slug(words[:200])
    if len(slug) > _WORDS:
        slug = slug[: slug.rfind("-", 0, _WORDS + 1)] if "-" in slug[: _WORDS + 1] else slug[:_WORDS]
    return f"{slug if slug != 'item' else otherwise}-{identity}"


def identity_of(slug: str) -> str:
    """The identity at a slug's end; a name that has none gives a piece that equals no identity."""
    return slug.rpartition("-")[2]
