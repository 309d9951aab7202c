"""Names that may be taken for one another: letters of other scripts, `1` and `l`, `rn` and `m`, signs and spaces between."""

from __future__ import annotations

import unicodedata


def skeleton(name: str) -> str:
    """What stays of a name when all that looks alike is one (Unicode Technical Standard 39, part 4, and case besides)."""
    twice = (_folded(_folded(name)) if name else "").strip()
    return "".join(character for character in twice if character.isalnum())


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    letters = (character for character in plain if not unicodedata.combining(character))
    return "".join(map(_prototype, letters)).casefold()


def _prototype(character: str) -> str:
    """The one that stands for all that look like a character: the library's tables lead from each to it, and from it to all."""
    from confusable_homoglyphs.confusables import confusables_data  # a megabyte of tables that few runs need

    others = confusables_data.get(character, ())
    if len(others) != 1:
        return character
    other = str(others[0]["c"]).strip("\u200e")
    return other if len(confusables_data.get(other, ())) > 1 else min(character, other)
