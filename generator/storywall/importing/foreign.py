"""Where things stand in Markdown as others write it: HTML, pictures, links, footnotes, shortcodes, tags of template languages.

markdown-it-py reads it, since its rules can be asked where in the text they matched; cmark, which reads our own Markdown, doesn't tell. It
knows code from text, lists, quotations and tables, so nothing inside code is ever taken for a tag.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from storywall.importing.foreign_rules import reader_of_others

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Something that our Markdown may not have as it is: from `start` to `end` in the text, on `line` (from 1).

    `kind` is html, html-block, picture, link, autolink, note, note-text, template or attributes; `values` hold what it is made of.
    """

    kind: str
    start: int
    end: int
    line: int
    values: Mapping[str, str] = field(default_factory=dict)
    in_link: bool = False
    on_one_line: bool = False
    """In a heading or a cell of a table no line can be broken."""
    last: bool = False
    """Does its block end with it?"""
    prefix: str = ""
    """Of a block: what stands before its first line, marks of lists and quotations."""


def scan(text: str) -> list[Spot]:
    """Find all spots of a text whose line breaks are `\\n`, in their order; those inside a link's text stand between its two halves."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    reader = reader_of_others()
    env: dict[str, Any] = {}
    tokens: list[Token] = []
    reader.block.parse(text, reader, env, tokens)
    found: list[Spot] = []
    cursor: dict[int, int] = {}
    before = ""
    for token in tokens:
        if token.type in ("html_block", "note_text") and token.map:
            found.append(_block(token, lines, starts))
        elif token.type == "inline" and token.map and not _is_too_much(token.content):
            places = _Places(token, lines, starts, cursor, cell=before in ("td_open", "th_open"))
            found += places.spots(_inline(reader, token.content, env), on_one_line=before in ("td_open", "th_open", "heading_open"))
        before = token.type
    return sorted(found, key=lambda spot: (spot.start, -spot.end))


def _is_too_much(content: str) -> bool:
    """Is one paragraph full of brackets? Its cost would grow with their square; what may not stand in it is found by our own reader."""
    return any(content.count(sign) > _SIGNS_AT_MOST for sign in "[<{`")


_SIGNS_AT_MOST = 2000


def _inline(reader: MarkdownIt, content: str, env: dict[str, Any]) -> list[tuple[str, int, int, dict[str, str], bool]]:
    env.update(spots=[], deep=0, linked=0)
    reader.inline.parse(content, reader, env, [])
    spots: list[tuple[str, int, int, dict[str, str], bool]] = env["spots"]
    return spots


def _block(token: Token, lines: list[str], starts: list[int]) -> Spot:
    first, end = token.map or (0, 0)
    while end > first + 1 and not lines[end - 1].strip(" \t>"):
        end -= 1
    content = token.content.split("\n")[0].strip()
    at = max(lines[first].find(content), 0) if content else len(lines[first]) - len(lines[first].lstrip())
    kind = "html-block" if token.type == "html_block" else "note-text"
    stop = min(starts[end] - 1, starts[-1] - 1)
    return Spot(kind=kind, start=starts[first] + at, end=stop, line=first + 1, prefix=lines[first][:at], values={"text": token.content, **token.meta})


class _Places:
    """Offsets in a block's content -> offsets in the whole text."""

    def __init__(self, token: Token, lines: list[str], starts: list[int], cursor: dict[int, int], *, cell: bool) -> None:
        self.content = token.content
        self.first = token.map[0] if token.map else 0
        self.parts: list[tuple[int, int, int]] = []
        """For each line of the content: its start there, how much white space it begins with, its start in the text (-1: not found)."""
        at = 0
        for number, part in enumerate(token.content.split("\n"), start=self.first):
            bare = part.strip()
            place = _place(lines[number] if number < len(lines) else "", bare, cursor.get(number, 0), cell=cell)
            if cell and place >= 0:
                cursor[number] = place + len(bare)
            self.parts.append((at, len(part) - len(part.lstrip()), starts[number] + place if place >= 0 else -1))
            at += len(part) + 1

    def offset(self, position: int) -> int:
        start, lead, place = self.parts[self.line(position)]
        return place + max(position - start - lead, 0) if place >= 0 else -1

    def line(self, position: int) -> int:
        return self.content.count("\n", 0, position)

    def spots(self, found: list[tuple[str, int, int, dict[str, str], bool]], *, on_one_line: bool) -> Iterator[Spot]:
        for kind, start, end, values, in_link in found:
            first, last = self.offset(start), self.offset(end)
            if first >= 0 and last >= first:
                line = self.first + self.line(start) + 1
                inner = {name: str(self.offset(int(value))) if name.endswith("_at") else value for name, value in values.items()}
                ends = not self.content[end:].strip()
                yield Spot(kind=kind, start=first, end=last, line=line, values=inner, in_link=in_link, on_one_line=on_one_line, last=ends)


def _place(line: str, bare: str, cursor: int, *, cell: bool) -> int:
    if cell:
        return line.find(bare, cursor)
    right = line.rstrip()
    if right.endswith(bare):
        return len(right) - len(bare)
    return line.find(bare, len(line) - len(line.lstrip(" \t>#")))
