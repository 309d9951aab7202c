"""Member Markdown -> safe HTML in pieces: cmark in safe mode, one walk over its output, nh3 last. Allowlists stand in `allowed`."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import cmarkgfm
import nh3
from cmarkgfm.cmark import Options

from storywall import allowed
from storywall.kinds import BY_NAME
from storywall.kinds.guess import guess_slug
from storywall.model import Body, Gap, Heading, Mention, Outline

VERSION = "5"
"""Goes into the keys of cached bodies: a change of what this module makes changes it."""

EXCERPT = 300
_EXCERPT_FROM = 1000
"""So much HTML holds an excerpt's text, and reading the rest for it would cost more than all else here."""
HTML = "<html>"
"""Stands in an outline for raw HTML, which no address can be."""
CHARACTER = "<character>"
"""Likewise for a character that may not stand in a text and was written as `&#8238;`; the mention's text is its name."""
TOO_MUCH = "<too much>"
"""Likewise for a text whose body was left out, since it is built of too much; the mention's text is of what."""
ELEMENTS_AT_MOST = 20_000
LEVELS_AT_MOST = 100
"""Far beyond these the sanitiser takes seconds and hundreds of MiB. The largest of 40 real newsletters has 1,000 elements."""
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
_BLOCK = re.compile(r'<(\w+)[^<>]* data-sourcepos="(\d+):\d+-(\d+):')
_LEAVES = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "td", "th"])
_HTML_LINE = re.compile(r"[ >*+\-0-9.)\t]*<")
_ANY_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|blockquote|pre|tr|table|ul|ol)>|<br />")
_GAP = re.compile(r'(<p><img data-gap="\d+"></p>|<p><a data-ref="\d+"[^>]*>[^<]*</a></p>|<img data-gap="\d+">|<a data-ref="\d+"[^>]*>)')
_NUMBER = re.compile(r'"(\d+)"')

_cleaner = nh3.Cleaner(
    tags=allowed.ELEMENTS,
    attributes=allowed.ATTRIBUTES,
    url_schemes=allowed.SCHEMES,
    link_rel=allowed.LINK_REL,
    strip_comments=True,
)


def markup(text: str) -> tuple[Body, Outline]:
    """Turn Markdown into a Body and its Outline. Nothing is refused here: what may not stand is left out and named in the outline.

    In the outline, `links` hold every address as written (also the refused ones, which the body shows as plain text), `pictures` every
    picture's name or address, and raw HTML stands among `links` with the target `HTML`.
    """
    walked = _walked(text)
    if isinstance(walked, Outline):
        return Body(), walked
    walk, written = walked
    clean = _cleaner.clean(written)
    return Body(pieces=tuple(_pieces(clean, walk.gaps))), walk.outline(_count_words(text), excerpt(plain_text(walk.raw[:_EXCERPT_FROM]), EXCERPT))


def outline(text: str) -> Outline:
    """The Outline alone, without words and excerpt: for checks of a text that nobody shows yet."""
    walked = _walked(text)
    return walked if isinstance(walked, Outline) else walked[0].outline(0, "")


def _walked(text: str) -> tuple[_Walk, str] | Outline:
    """The walk over a text's HTML, and the HTML that it made; only an outline where the text is built of too much."""
    as_numbers = "&#" in text
    if as_numbers:
        text = _NO_CHARACTER.sub(lambda found: chr(int(found[1], 16) if found[1] else int(found[2])), text)
    if "-" in text and "|" in text and _cells(text) > ELEMENTS_AT_MOST:
        return Outline(links=(Mention(target=TOO_MUCH, line=1, text="elements"),))
    raw = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_SOURCEPOS | Options.CMARK_OPT_VALIDATE_UTF8)
    if too_much := _too_much(raw):
        return Outline(links=(Mention(target=TOO_MUCH, line=1, text=too_much),))
    refused: list[Mention] = []
    if as_numbers and (found := allowed.refused_character(raw)):
        refused.append(Mention(target=CHARACTER, line=_line_at(raw, found[0]), text=found[1]))
        raw = allowed.without_refused(raw)
    walk = _Walk(raw, text)
    walk.links += refused
    return walk, _TAG.sub(walk.tag, raw)


# cmark writes these two as a byte that isn't UTF-8; as themselves they come through, and are found with the other refused ones.
_NO_CHARACTER = re.compile(r"&#(?:[xX]0*([fF]{3}[eEfF])|0*(6553[45]));")
_DELIMITERS = re.compile(r"^[ \t>]*\|?[ \t]*:?-[-:|\t ]*$", re.MULTILINE)


def _cells(text: str) -> int:
    """Count the cells of tables at most: short rows are filled up, so that 20 kB of source become 20 MB of HTML."""
    cells = 0
    for row in _DELIMITERS.finditer(text):
        end = text.find("\n\n", row.end())
        cells += (row[0].count("|") + 1) * text.count("\n", row.end(), end if end >= 0 else len(text))
        if cells > ELEMENTS_AT_MOST:
            break
    return cells


_NESTING = ("<blockquote", "<li", "<em>", "<strong>", "<del>")
_NESTED = re.compile(r"<(/?)(?:blockquote|li|em|strong|del)\b")


def _too_much(raw: str) -> str:
    """Name what a text is built of too much: `elements` or `levels`; empty where it isn't."""
    if len(raw) > ELEMENTS_AT_MOST and (raw.count("<") > 2 * ELEMENTS_AT_MOST or raw.count("&") > 2 * ELEMENTS_AT_MOST):
        return "elements"
    if sum(map(raw.count, _NESTING)) > LEVELS_AT_MOST:
        level = 0
        for tag in _NESTED.finditer(raw):
            level += -1 if tag[1] else 1
            if level > LEVELS_AT_MOST:
                return "levels"
    return ""


def _line_at(raw: str, index: int) -> int:
    start = raw.rfind('data-sourcepos="', 0, index)
    return int(raw[start + 16 : raw.index(":", start)]) if start >= 0 else 1


def _count_words(text: str) -> int:
    # good enough for reading time, and a tenth of the cost of splitting
    return text.count(" ") + text.count("\n") + 1


class _Walk:
    """What the one walk over cmark's output collects."""

    def __init__(self, raw: str, text: str) -> None:
        self.raw, self.lines = raw, text.split("\n")
        self.blocks = _BLOCK.finditer(raw)
        self.block: re.Match[str] | None = None
        self.following = next(self.blocks, None)
        self.closed = 0
        self.headings: list[Heading] = []
        self.references: list[Mention] = []
        self.links: list[Mention] = []
        self.pictures: list[Mention] = []
        self.gaps: list[Gap] = []
        self.ids: dict[str, int] = {}
        self.html_from = 1
        self.mark = ""
        self.within_link = False

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
        """The line of the block around an index of the output, from 1 within the body. Asked from the beginning to the end."""
        while self.following is not None and self.following.start() < index:
            self.block, self.following = self.following, next(self.blocks, None)
            self.closed = self.raw.find(f"</{self.block[1]}>", self.block.end()) if self.block[1] in _LEAVES else 0
        return int(self.block[2]) if self.block is not None else 1

    def html_line(self, start: int, end: int) -> int:
        """The line of left-out HTML: of its paragraph, or its own where it is a block, whose line cmark doesn't say."""
        line = self.line(start)
        if self.closed > start or self.raw[start - 1 : start].strip("\n") or self.raw[end : end + 1] != "\n":
            return line
        first = int(self.block[3]) if self.block is not None and self.closed else line
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
        inner = match["heading"]
        text = inner
        if "<" in inner:
            offset = match.start("heading")
            text = " ".join(_ANY_TAG.sub("", inner).split())
            inner = _TAG.sub(lambda found: found[0] if found["level"] else self.tag(found, offset), inner)
        text = html.unescape(text)
        level = max(2, int(match["level"]))  # the entry's title is the page's only first-level heading
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
        self.links.append(Mention(target=href, line=line, text=html.unescape(_ANY_TAG.sub("", text))))
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


def plain_text(markup_of_ours: str) -> str:
    """Return the text of HTML that cmark or this module made, on one line; a tag cut off at the end is dropped."""
    raw = markup_of_ours[: markup_of_ours.rfind("<")] if markup_of_ours.rfind("<") > markup_of_ours.rfind(">") else markup_of_ours
    return " ".join(html.unescape(_ANY_TAG.sub("", _BLOCK_END.sub(" ", raw))).split())


def excerpt(plain: str, most: int) -> str:
    """Return the beginning of a text, at most `most` characters with the ellipsis, ended between words where there are words."""
    if len(plain) <= most:
        return plain
    cut = plain[: most - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > most // 2 else cut).rstrip(" ,;:.–—-") + "…"
