"""Texts from elsewhere -> member Markdown that reads the same: plain text with its signs kept, HTML turned into what Markdown has.

HTML is read by the standard library's parser and written here, not by a library: what comes out may hold only what our Markdown allows,
its plain text is held against the source's, and a row takes 0.1 ms (markdownify: 0.9 ms, and list items that aren't closed run together;
html2text is under the GPL).
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from storywall import allowed, markup

_TAG = re.compile(
    r"</?(?:a|abbr|article|b|big|blockquote|br|center|code|dd|del|div|dl|dt|em|font|figure|h[1-6]|hr|i|iframe|img|ins|li|mark|ol|p|pre|q|s"
    r"|script|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|video)(?:\s[^<>]*)?/?>"
    r"|<!--",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|rsquo|lsquo|rdquo|ldquo|hellip|ndash|mdash|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
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
        return "\n\n".join("\n".join(block.lines()) for block in _read(text).blocks)
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


# Plain text -----------------------------------------------------------------------------------------------------------


def plain_to_markdown(text: str) -> str:
    """Escape what Markdown would read as its own; blank lines part paragraphs, single line breaks stay."""
    paragraphs = [[_escape(line) for line in each.split("\n") if line.strip()] for each in _PARAGRAPHS.split(text.strip())]
    written = _joined(paragraphs)
    # Inside an address that becomes a link by itself a backslash is a part of the address, so there it is no link then.
    if ("://" in text or "www." in text.lower()) and _letters(_shown(written)) != _letters(text):
        return _joined([[_ADDRESS.sub(r"\\\g<0>", line) for line in lines] for lines in paragraphs])
    return written


def _joined(paragraphs: list[list[str]]) -> str:
    return "\n\n".join("\\\n".join(_start(line.strip()) for line in lines) for lines in paragraphs)


def _escape(text: str) -> str:
    return _SIGN.sub(_sign, text) if _SIGN.search(text) else text


def _sign(found: re.Match[str]) -> str:
    return f"\\{found[0]}" if _MEANT.match(found.string, found.start()) else found[0]


def starts_a_block(line: str) -> bool:
    """Would Markdown take the beginning of a line for a mark of a block?"""
    return _start(line) != line or line.startswith(("```", "~~~", "<"))


def without_link(text: str, target: str) -> str:
    """Break an address that would become a link by itself; where it isn't in the text as it is, all marks of links."""
    if target and target in text:
        return text.replace(target, _ADDRESS.sub(r"\\\g<0>", target) if _ADDRESS.search(target) else target.replace(":", "\\:", 1))
    return _ADDRESS.sub(r"\\\g<0>", re.sub(r"(?<!\\)([\[<])", r"\\\1", text))


def _start(line: str) -> str:
    if _AT_START.match(line):
        return f"\\{line}"
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


# HTML -----------------------------------------------------------------------------------------------------------------

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
        lines = [_start(line) for part in "".join(self.pieces).split("\n") if (line := " ".join(part.split()))]
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
            self.current.pieces.append(text if text == "\n" else _escape(text))


def _target(href: str) -> str:
    """What closes a link's text; empty where Markdown of ours may not lead there, so that the text alone stays."""
    href = href.strip()
    if allowed.url_fault(href) or href.lower().startswith("mailto:") or "<" in href or ">" in href:
        return ""
    return f"]({href})" if not set("()") & set(href) else f"](<{href}>)"


def _read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.flush()
    return reader


def html_to_markdown(text: str) -> str:
    """Turn HTML into Markdown; where emphasis can't be written so that the same words show, into their plain text."""
    reader = _read(text)
    blocks, written = reader.blocks, ""
    for index, block in enumerate(blocks):
        close = index and block.in_list and blocks[index - 1].in_list
        written += ("\n" if close else "\n\n" if index else "") + block.markdown()
    unsure = reader.unsure or "://" in written or "www." in written.lower()
    if not unsure or _letters(_shown(written)) == _letters(" ".join(line for block in blocks for line in block.lines())):
        return written
    return "\n\n".join(plain_to_markdown("\n".join(block.lines())) for block in blocks)


def _shown(text: str) -> str:
    """What a reader of a Markdown text sees, without its marks."""
    body, _ = markup.markup(text)
    return markup.plain_text("".join(piece for piece in body.pieces if isinstance(piece, str)))


def _letters(text: str) -> str:
    return "".join(text.split())


def clean_breaks(text: str) -> str:
    """Line breaks of all kinds become `\\n`; nothing else changes but what stands around the text."""
    return _LINE_BREAK.sub("\n", text).strip("\n")
