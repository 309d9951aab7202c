"""The one walk over cmark's output: heading ids, marks for gaps, addresses in their place; and what the outline says of it all."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import unquote

from storywall import allowed
from storywall.kinds import BY_NAME
from storywall.kinds.guess import guess_slug
from storywall.markup.excerpts import without_tags
from storywall.model import Gap, Heading, Mention, Outline

HTML = "<html>"
"""Stands in an outline for raw HTML, which no address can be."""
_RAW_HTML = "<!-- raw HTML omitted -->"
_REFERENCE = re.compile(r"([a-z]+):((?:[a-z0-9-]+/)?[a-z0-9-]+)\Z")
_FILE = re.compile(r"[A-Za-z0-9][\w.-]*\Z")

# cmark writes only tags of its own here (raw HTML is left out in safe mode, text is escaped), so a `<` is always one of its tags. Each
# alternative begins with a plain `<`: the engine then leaps from one to the next, which makes the walk ten times as fast.
_TAG = re.compile(
    r'<h(?P<level>[1-6])(?: data-sourcepos="[^"]*")?>(?P<heading>.*?)</h[1-6]>'
    r'|<a href="(?P<href>[^"]*)"(?: title="[^"]*")?>'
    r'|<img src="(?P<src>[^"]*)" alt="(?P<alt>[^"]*)"[^>]*>'
    rf"|{re.escape(_RAW_HTML)}"
    r'|<input type="checkbox"(?P<checked> checked="")? disabled="" />'
    r"|</(?P<end>a)>",
    re.DOTALL,
)
# Where cmark wrote nothing else that is replaced, only headings are walked to.
_HEADING = re.compile('<h(?P<level>[1-6])(?: data-sourcepos="[^"]*")?>(?P<heading>.*?)</h[1-6]>', re.DOTALL)
_BLOCK = re.compile(r'<(\w+)[^<>]* data-sourcepos="(\d+):\d+-(\d+):')
_PLACE = ' data-sourcepos="'
_LEAVES = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "td", "th"])
_HTML_LINE = re.compile(r"[ >*+\-0-9.)\t]*<")


class Walk:
    """What the one walk over cmark's output collects."""

    def __init__(self, raw: str, text: str) -> None:
        self.raw, self.text = raw, text
        self.blocks: Iterator[re.Match[str]] | None = None
        self.block: re.Match[str] | None = None
        self.following: re.Match[str] | None = None
        self.closed = 0
        self.headings: list[Heading] = []
        self.references: list[Mention] = []
        self.links: list[Mention] = []
        self.pictures: list[Mention] = []
        self.gaps: list[Gap] = []
        self.ids: dict[str, int] = {}
        self.html_from = 1
        self.asked, self.place = 0, -1
        self.mark = ""
        self.within_link = False

    def walked(self) -> str:
        """Walk, and return the output with what was replaced on the way."""
        raw = self.raw
        more = "<a " in raw or "<img " in raw or "<!--" in raw or "<input " in raw
        return _TAG.sub(self.tag, raw) if more else _HEADING.sub(self.heading, raw)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text; only left-out HTML asks for them."""
        return self.text.split("\n")

    def outline(self, words: int, beginning: str) -> Outline:
        return Outline(
            headings=tuple(self.headings),
            references=tuple(self.references),
            links=tuple(self.links),
            pictures=tuple(self.pictures),
            words=words,
            excerpt=beginning,
        )

    def line(self, index: int) -> int:
        """The line of the block around an index of the output, from 1 within the body."""
        # Looked for from where it was asked last: one paragraph may hold thousands of tags, and the whole way back for each adds up.
        near = index >= self.asked
        place = self.raw.rfind(_PLACE, self.asked if near else 0, index)
        self.asked, self.place = index, place if place >= 0 or not near else self.place
        place = self.place
        return int(self.raw[place + len(_PLACE) : self.raw.index(":", place)]) if place >= 0 else 1

    def around(self, index: int) -> tuple[re.Match[str] | None, int]:
        """The block around an index, and where it is closed if nothing but words can be in it. Asked from the beginning to the end."""
        if self.blocks is None:
            self.blocks = _BLOCK.finditer(self.raw)
            self.following = next(self.blocks, None)
        while self.following is not None and self.following.start() < index:
            self.block, self.following = self.following, next(self.blocks, None)
            self.closed = self.raw.find(f"</{self.block[1]}>", self.block.end()) if self.block[1] in _LEAVES else 0
        return self.block, self.closed

    def html_line(self, start: int, end: int) -> int:
        """The line of left-out HTML: of its paragraph, or its own where it is a block, whose line cmark doesn't say."""
        line = self.line(start)
        block, closed = self.around(start)
        if closed > start or self.raw[start - 1 : start].strip("\n") or self.raw[end : end + 1] != "\n":
            return line
        first = int(block[3]) if block is not None and closed else line
        numbers = range(max(self.html_from, first), len(self.lines) + 1)
        found = next((number for number in numbers if _HTML_LINE.match(self.lines[number - 1])), None)
        if found is None:
            self.html_from = len(self.lines) + 1
            return line
        rest = range(found, len(self.lines) + 1)  # such a block ends with an empty line
        self.html_from = next((number for number in rest if not self.lines[number - 1].strip(" >")), found) + 1
        return found

    def tag(self, match: re.Match[str], offset: int = 0) -> str:
        """Replace one tag; `offset` is where the searched text begins in cmark's output."""
        if match["level"]:
            return self.heading(match)
        if match["end"]:
            mark, self.mark = self.mark, ""
            self.within_link = False
            return f"{mark}</a>"
        line = self.line(match.start() + offset)
        if match["href"] is not None:
            return self.link(allowed.plain_address(html.unescape(match["href"])), match, line)
        if match["src"] is not None:
            return self.picture(html.unescape(match["src"]), html.unescape(match["alt"]), match["alt"], line)
        if match[0].startswith("<input"):
            return "☑" if match["checked"] else "☐"  # a list of tasks is shown, not filled in
        self.links.append(Mention(target=HTML, line=self.html_line(match.start() + offset, match.end() + offset)))
        return ""

    def heading(self, match: re.Match[str]) -> str:
        written, inner = match.group("level", "heading")
        text = inner
        if "<" in inner:
            offset = match.start("heading")
            text = " ".join(without_tags(inner).split())
            inner = _TAG.sub(lambda found: found[0] if found["level"] else self.tag(found, offset), inner)
        if "&" in text:
            text = html.unescape(text)
        level = max(2, int(written))  # the entry's title is the page's only first-level heading
        name = self.unused("m-" + guess_slug(text))
        self.headings.append(Heading(level=level, id=name, text=text))
        return f'<h{level} id="{name}">{inner}</h{level}>'

    def unused(self, name: str) -> str:
        candidate, number = name, self.ids.get(name, 0)
        while candidate in self.ids:
            number += 1
            candidate = f"{name}-{number}"
        self.ids[candidate] = 1
        self.ids[name] = max(number, 1)
        return candidate

    def link(self, href: str, match: re.Match[str], line: int) -> str:
        self.within_link = True
        reference = _REFERENCE.match(href)
        if reference and reference[1] in BY_NAME:
            self.references.append(Mention(target=href, line=line))
            self.gaps.append(Gap(kind="link", target=href))
            return f'<a data-ref="{len(self.gaps) - 1}">'
        if href.startswith("#"):
            return f'<a href="#m-{html.escape(guess_slug(unquote(href[1:])))}">' if len(href) > 1 else "<a>"
        text = match.string[match.end() : match.string.find("</a>", match.end())]
        self.links.append(Mention(target=href, line=line, text=html.unescape(without_tags(text))))
        if allowed.url_fault(href):
            return "<a>"
        if host := allowed.doubtful_host(href):
            self.mark = f" ({host})"
        return f'<a href="{html.escape(href)}">'

    def picture(self, src: str, alt: str, escaped: str, line: int) -> str:
        self.pictures.append(Mention(target=src, line=line, text=alt))
        if not _FILE.match(src):
            return escaped
        # a photo leads to its own page, but where it is a link's text it can't be a link once more
        self.gaps.append(Gap(kind="image" if self.within_link else "picture", target=src))
        return f'<img data-gap="{len(self.gaps) - 1}">'
