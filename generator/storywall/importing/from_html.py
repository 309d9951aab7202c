"""HTML -> Markdown that shows the same words.

HTML is read by the standard library's parser and written here, not by a library: what comes out may hold only what our Markdown allows,
its plain text is held against the source's, and a row takes 0.1 ms (markdownify: 0.9 ms, and list items that aren't closed run together;
html2text is under the GPL).
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from storywall import allowed
from storywall.importing.signs import escape, letters, plain_to_markdown, shown, start

_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*", "del": "~~", "s": "~~", "strike": "~~"}
_BLOCKS = frozenset(
    "address article aside blockquote center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre "
    "section table tbody tfoot thead tr ul".split()
)
_SILENT = frozenset("applet head iframe math noembed noframes noscript object script select style svg template textarea title".split())
_INDENT = "    "


class _Block:
    """A block of text in the making: `mark` stands before its first line, `indent` before all."""

    def __init__(self, mark: str, indent: str, in_list: bool) -> None:
        self.mark, self.indent, self.in_list = mark, indent, in_list
        self.pieces: list[str] = []
        self.said: list[str] = []

    def lines(self) -> list[str]:
        """The plain text."""
        return [line for part in "".join(self.said).split("\n") if (line := " ".join(part.split()))]

    def markdown(self) -> str:
        lines = [start(line) for part in "".join(self.pieces).split("\n") if (line := " ".join(part.split()))]
        if self.mark.startswith("#"):
            return self.mark + _CLOSING.sub(r"\\\g<0>", " ".join(lines))
        below = f"\\\n{self.indent}" + (" " * len(self.mark) if self.in_list else self.mark)
        return self.indent + self.mark + below.join(lines)


_CLOSING = re.compile(r"(?<= )#+$")
"""At the end of a heading these would be taken for a part of its mark."""


class _Reader(HTMLParser):
    """Collects blocks; `depth` counts the elements around whose text isn't shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[_Block] = []
        self.lists: list[int] = []
        self.quotes = self.silent = 0
        self.unsure = False
        """Was something written that hangs on what stands around it: emphasis, a link, a list in a list?"""
        self.open: list[tuple[str, int, str]] = []
        self.current = self.block("")

    def block(self, mark: str) -> _Block:
        # Inside a list only its items can follow; elsewhere a quotation's mark stands before each line.
        item = bool(self.lists and mark)
        self.unsure |= item and len(self.lists) > 1
        return _Block(mark or ("> " if self.quotes and not self.lists else ""), _INDENT * (len(self.lists) - 1) if item else "", item)

    def flush(self, mark: str = "") -> None:
        for _ in range(len(self.open)):
            self.end_inline()
        if self.current.lines():
            self.blocks.append(self.current)
        self.current = self.block(mark)

    def end_inline(self) -> None:
        """Close the innermost emphasis or link; white space at its edges moves outside, as Markdown wants it."""
        _, start, mark = self.open.pop()
        inner = "".join(self.current.pieces[start:])
        core = inner.strip()
        if core and "\n" not in core and mark:
            self.unsure = True
            before, after = (mark, mark) if not mark.startswith("](") else ("[", mark)
            inner = inner[: len(inner) - len(inner.lstrip())] + before + core + after + inner[len(inner.rstrip()) :]
        self.current.pieces[start:] = [inner]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.start_block(tag)
        elif tag in _EMPHASIS:
            self.open.append((tag, len(self.current.pieces), _EMPHASIS[tag]))
        elif tag == "a":
            self.open.append((tag, len(self.current.pieces), _target(values.get("href") or "")))
        elif tag == "br":
            self.say("\n")
        elif tag in ("td", "th") and self.current.lines():
            self.say(" | ")
        elif tag == "img" and (alt := values.get("alt")):
            self.say(alt.replace("\n", " "))

    def start_block(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.flush()
            self.lists.append(0 if tag == "ol" else -1)
        elif tag == "li" and self.lists:
            number = self.lists[-1] = self.lists[-1] + 1 if self.lists[-1] >= 0 else -1
            self.flush(f"{number}. " if number > 0 else "- ")
        elif tag == "blockquote":
            self.flush()
            self.quotes += 1
            self.current = self.block("")
        else:
            # An item's own paragraph goes on in the item.
            if self.lists and self.current.mark and not self.current.lines():
                return
            heading = tag[0] == "h" and tag[1:].isdigit() and not self.lists and not self.quotes
            self.flush(f"{'#' * max(2, int(tag[1:]))} " if heading else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(self.silent - 1, 0)
        elif tag in _EMPHASIS or tag == "a":
            if any(name == tag for name, _, _ in self.open):
                while self.open[-1][0] != tag:
                    self.end_inline()
                self.end_inline()
        elif tag in _BLOCKS:
            self.flush()
            if tag in ("ul", "ol") and self.lists:
                self.lists.pop()
            elif tag == "blockquote":
                self.quotes = max(self.quotes - 1, 0)
            self.current = self.block("")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.say(re.sub(r"\s+", " ", data))

    def say(self, text: str) -> None:
        if not self.silent:
            self.current.said.append(text)
            self.current.pieces.append(text if text == "\n" else escape(text))


def _target(href: str) -> str:
    """What closes a link's text; empty where Markdown of ours may not lead there, so that the text alone stays."""
    href = href.strip()
    if allowed.url_fault(href) or href.lower().startswith("mailto:") or "<" in href or ">" in href:
        return ""
    return f"]({href})" if not set("()") & set(href) else f"](<{href}>)"


def read_html(text: str) -> _Reader:
    """Read HTML into its blocks."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.flush()
    return reader


def html_to_markdown(text: str) -> str:
    """Turn HTML into Markdown; where emphasis can't be written so that the same words show, into their plain text."""
    reader = read_html(text)
    blocks, written = reader.blocks, ""
    for index, block in enumerate(blocks):
        close = index and block.in_list and blocks[index - 1].in_list
        written += ("\n" if close else "\n\n" if index else "") + block.markdown()
    unsure = reader.unsure or "://" in written or "www." in written.lower()
    if not unsure or letters(shown(written)) == letters(" ".join(line for block in blocks for line in block.lines())):
        return written
    return "\n\n".join(plain_to_markdown("\n".join(block.lines())) for block in blocks)
