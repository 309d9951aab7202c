"""Member Markdown -> safe HTML in pieces: cmark in safe mode, one walk over its output, the sanitiser last. Allowlists stand in `allowed`."""

from __future__ import annotations

import re

from storywall import allowed
from storywall.markup import cmark, limits
from storywall.markup.excerpts import EXCERPT, beginning, excerpt, paragraphs, plain_text
from storywall.markup.limits import ELEMENTS_AT_MOST, LEVELS_AT_MOST
from storywall.markup.sanitiser import sanitise
from storywall.markup.walk import HTML, Walk
from storywall.model import Body, Gap, Mention, Outline

__all__ = [
    "CHARACTER",
    "ELEMENTS_AT_MOST",
    "EXCERPT",
    "HTML",
    "LEVELS_AT_MOST",
    "TOO_MUCH",
    "VERSION",
    "excerpt",
    "markup",
    "paragraphs",
    "plain_text",
]

VERSION = "7"
"""Goes into the keys of cached bodies: a change of what this room makes changes it."""

CHARACTER = "<character>"
"""Stands in an outline, as `HTML` does, for a character that may not stand in a text and was written as `&#8238;`; the mention's text is its name."""
TOO_MUCH = "<too much>"
"""Likewise for a text whose body was left out, since it is built of too much; the mention's text is of what."""
# cmark writes these two as a byte that isn't UTF-8; as themselves they come through, and are found with the other refused ones.
_NO_CHARACTER = re.compile(r"&#(?:[xX]0*([fF]{3}[eEfF])|0*(6553[45]));")
_GAP = re.compile(r'(<p><img data-gap="\d+"></p>|<p><a data-ref="\d+"[^>]*>[^<]*</a></p>|<img data-gap="\d+">|<a data-ref="\d+"[^>]*>)')
_NUMBER = re.compile(r'"(\d+)"')


def markup(text: str) -> tuple[Body, Outline]:
    """Turn Markdown into a Body and its Outline. Nothing is refused here: what may not stand is left out and named in the outline.

    In the outline, `links` hold every address as written (also the refused ones, which the body shows as plain text), `pictures` every
    picture's name or address, and raw HTML stands among `links` with the target `HTML`.
    """
    as_numbers = "&#" in text
    if as_numbers:
        text = _NO_CHARACTER.sub(lambda found: chr(int(found[1], 16) if found[1] else int(found[2])), text)
    if limits.too_many_cells(text):
        return Body(), Outline(links=(Mention(target=TOO_MUCH, line=1, text="elements"),))
    raw = cmark.render(text, places=as_numbers)
    if too_much := limits.too_much(raw):
        return Body(), Outline(links=(Mention(target=TOO_MUCH, line=1, text=too_much),))
    refused: list[Mention] = []
    if as_numbers and (found := allowed.refused_character(raw)):
        refused.append(Mention(target=CHARACTER, line=_line_at(raw, found[0]), text=found[1]))
        raw = allowed.without_refused(raw)
    walk = Walk(raw, text)
    walk.links += refused
    clean = sanitise(walk.walked())
    return Body(pieces=tuple(_pieces(clean, walk.gaps))), walk.outline(_count_words(text), beginning(raw))


def _line_at(raw: str, index: int) -> int:
    start = raw.rfind('data-sourcepos="', 0, index)
    return int(raw[start + 16 : raw.index(":", start)]) if start >= 0 else 1


def _count_words(text: str) -> int:
    # good enough for reading time, and a tenth of the cost of splitting
    return text.count(" ") + text.count("\n") + 1


def _pieces(clean: str, gaps: list[Gap]) -> list[str | Gap]:
    if not gaps:
        return [clean]
    pieces: list[str | Gap] = []
    for part in _GAP.split(clean):
        number = _NUMBER.search(part) if _GAP.fullmatch(part) else None
        if number is None:
            if part:
                pieces.append(part)
            continue
        gap = gaps[int(number[1])]
        if part.startswith("<p><a"):
            gap = Gap(kind="card", target=gap.target)
        elif part.startswith("<p><img"):
            gap = Gap(kind="figure", target=gap.target)
        pieces.append(gap)
    return pieces
