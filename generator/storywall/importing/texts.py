"""Texts from elsewhere, plain or HTML -> member Markdown, plain text or one line that reads the same."""

from __future__ import annotations

import html
import re

from storywall.importing.from_html import html_to_markdown, read_html
from storywall.importing.signs import all_breaks, clean, clean_breaks, plain_to_markdown, starts_a_block, without_link

__all__ = [
    "all_breaks",
    "clean",
    "clean_breaks",
    "html_to_markdown",
    "is_html",
    "plain_to_markdown",
    "starts_a_block",
    "to_line",
    "to_markdown",
    "to_plain",
    "without_link",
    "without_targets",
]

_TAG = re.compile(
    r"</?(?:a|abbr|article|b|big|blockquote|br|center|code|dd|del|div|dl|dt|em|font|figure|h[1-6]|hr|i|iframe|img|ins|li|mark|ol|p|pre|q|s"
    r"|script|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|video)(?:\s[^<>]*)?/?>"
    r"|<!--",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|rsquo|lsquo|rdquo|ldquo|hellip|ndash|mdash|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")


def is_html(text: str) -> bool:
    """Does a text hold elements of HTML? A lonely `<3` or `a < b` doesn't count."""
    return "<" in text and _TAG.search(text) is not None


def to_markdown(text: str) -> str:
    """Turn a text that may be plain or HTML into Markdown that shows the same words."""
    text = clean(text)
    if is_html(text):
        return html_to_markdown(text)
    return plain_to_markdown(html.unescape(text) if _ENTITY.search(text) else text)


def to_plain(text: str) -> str:
    """Turn a text that may be plain or HTML into plain text, paragraphs apart by a blank line."""
    text = clean(text)
    if is_html(text):
        return "\n\n".join("\n".join(block.lines()) for block in read_html(text).blocks)
    return html.unescape(text) if _ENTITY.search(text) else text


def to_line(text: str) -> str:
    """The same on one line."""
    if text.isascii() and text.isprintable() and "<" not in text and "&" not in text:
        return " ".join(text.split())
    return " ".join(to_plain(text).split())


_LINKED = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()\s]*\)){1,2000}(?:\s+\"[^\"]*\")?\)")


def without_targets(text: str) -> str:
    """A short text in Markdown with the words of its links alone: fields hold no links."""
    return _LINKED.sub(r"\1", text) if "](" in text else text
