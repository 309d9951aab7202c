"""The plain text of HTML that was made here, and the beginning of a text."""

from __future__ import annotations

import html
import re

EXCERPT = 300
_FROM = (600, 1000)
"""So much HTML holds an excerpt's text: mostly the first is enough. Reading the rest for it would cost more than all else."""
_ANY_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|blockquote|pre|tr|table|ul|ol)>|<br />")


def without_tags(markup_of_ours: str) -> str:
    """Return what stands between tags, its entities as they are."""
    return _ANY_TAG.sub("", markup_of_ours)


def plain_text(markup_of_ours: str) -> str:
    """Return the text of HTML that cmark or this room made, on one line; a tag cut off at the end is dropped."""
    raw = markup_of_ours[: markup_of_ours.rfind("<")] if markup_of_ours.rfind("<") > markup_of_ours.rfind(">") else markup_of_ours
    return " ".join(html.unescape(without_tags(_BLOCK_END.sub(" ", raw))).split())


def paragraphs(markup_of_ours: str) -> list[str]:
    """Return the text of HTML that this room made, block by block, each on one line."""
    blocks = (" ".join(html.unescape(_ANY_TAG.sub("", block)).split()) for block in _BLOCK_END.split(markup_of_ours))
    return [text for text in blocks if text]


def beginning(raw: str) -> str:
    """Return the excerpt of cmark's output."""
    plain = ""
    for length in _FROM:
        plain = plain_text(raw[:length])
        if len(plain) > EXCERPT + 40:  # an entity that was cut through lies behind the excerpt
            break
    return excerpt(plain, EXCERPT)


def excerpt(plain: str, most: int) -> str:
    """Return the beginning of a text, at most `most` characters with the ellipsis, ended between words where there are words."""
    if len(plain) <= most:
        return plain
    cut = plain[: most - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > most // 2 else cut).rstrip(" ,;:.–—-") + "…"
