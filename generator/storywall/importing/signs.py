"""Words -> Markdown that shows the same words: what would be read as a mark is escaped."""

from __future__ import annotations

import re

from storywall import markup

_PARAGRAPHS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_LINE_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LINE_BREAKS = frozenset("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_INVISIBLE = re.compile("[\ufeff\u200b\u2060]")

# Signs that Markdown (CommonMark with GitHub's tables and strikethrough) would read, anywhere and at the beginning of a line.
_SIGN = re.compile(r"[\\`*\[\]<~_&]")
_MEANT = re.compile(r"[\\`*\[\]<~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_ADDRESS = re.compile(r"(?<=[a-z]):(?=//)|(?<=www)\.", re.IGNORECASE)
_AT_START = re.compile(r"(?:#{1,6}|[-+])(?=\s|$)|>|(?:-[-\s]*|=+)$|(?=[|:-])[|:\s-]*-[|:\s-]*$")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def clean(text: str) -> str:
    """Line breaks of all kinds become `\\n`; what draws nothing and would be refused (byte order marks, zero-width spaces) goes."""
    if not text.isascii() or not text.isprintable():
        text = _INVISIBLE.sub("", _LINE_BREAK.sub("\n", text) if _LINE_BREAKS & set(text) else text)
    return text.strip()


def all_breaks(text: str) -> str:
    """Line breaks of all kinds become `\\n`, and byte order marks and zero-width spaces go; all lines stay where they are."""
    return _INVISIBLE.sub("", _LINE_BREAK.sub("\n", text))


def plain_to_markdown(text: str) -> str:
    """Escape what Markdown would read as its own; blank lines part paragraphs, single line breaks stay."""
    paragraphs = [[escape(line) for line in each.split("\n") if line.strip()] for each in _PARAGRAPHS.split(text.strip())]
    written = _joined(paragraphs)
    # Inside an address that becomes a link by itself a backslash is a part of the address, so there it is no link then.
    if ("://" in text or "www." in text.lower()) and letters(shown(written)) != letters(text):
        return _joined([[_ADDRESS.sub(r"\\\g<0>", line) for line in lines] for lines in paragraphs])
    return written


def _joined(paragraphs: list[list[str]]) -> str:
    return "\n\n".join("\\\n".join(start(line.strip()) for line in lines) for lines in paragraphs)


def escape(text: str) -> str:
    """Escape the signs that Markdown would read anywhere in a line."""
    return _SIGN.sub(_sign, text) if _SIGN.search(text) else text


def _sign(found: re.Match[str]) -> str:
    return f"\\{found[0]}" if _MEANT.match(found.string, found.start()) else found[0]


def starts_a_block(line: str) -> bool:
    """Would Markdown take the beginning of a line for a mark of a block?"""
    return start(line) != line or line.startswith(("```", "~~~", "<"))


def without_link(text: str, target: str) -> str:
    """Break an address that would become a link by itself; where it isn't in the text as it is, all marks of links."""
    if target and target in text:
        return text.replace(target, _ADDRESS.sub(r"\\\g<0>", target) if _ADDRESS.search(target) else target.replace(":", "\\:", 1))
    return _ADDRESS.sub(r"\\\g<0>", re.sub(r"(?<!\\)([\[<])", r"\\\1", text))


def start(line: str) -> str:
    """Escape what Markdown would read at the beginning of a line."""
    if _AT_START.match(line):
        return f"\\{line}"
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


def shown(text: str) -> str:
    """What a reader of a Markdown text sees, without its marks."""
    body, _ = markup.markup(text)
    return markup.plain_text("".join(piece for piece in body.pieces if isinstance(piece, str)))


def letters(text: str) -> str:
    """A text without its white space, to be held against another."""
    return "".join(text.split())


def clean_breaks(text: str) -> str:
    """Line breaks of all kinds become `\\n`; nothing else changes but what stands around the text."""
    return _LINE_BREAK.sub("\n", text).strip("\n")
