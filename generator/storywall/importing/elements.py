"""Elements of HTML inside Markdown: what each becomes, and what templates embed from elsewhere."""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

from storywall import allowed
from storywall.importing import texts
from storywall.problems import N_

COMMENT = N_("a comment was left out")
SILENT = N_("`{value}` was left out with what is in it")
TURNED = N_("`{value}` became Markdown")
LEFT = N_("the mark `{value}` was left out, its text stays")

_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "var": "*", "del": "~~", "s": "~~", "strike": "~~"}
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_EMPTY = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_SILENT = frozenset("applet audio canvas head iframe math noembed noframes noscript object script select style svg textarea title video".split())
_KNOWN = (
    frozenset(
        "a abbr acronym address article aside b bdi bdo big blockquote body button caption center cite code colgroup data dd del details dfn dialog "
        "dir div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header html i ins kbd label legend li main map mark menu nav "
        "nobr ol optgroup option output p picture pre progress q rp rt ruby s samp section small span strike strong sub summary sup table tbody td "
        "template tfoot th thead time tr tt u ul var".split()
    )
    | _EMPTY
    | _SILENT
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One tag as it was written; `known` says whether it is an element of HTML at all, and no `Vec<T>`."""

    kind: Literal["start", "end", "comment"]
    name: str = ""
    known: bool = False
    empty: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


class _TagReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: Tag | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found = Tag(kind="start", name=tag, known=tag in _KNOWN, empty=tag in _EMPTY, values={name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        self.found = Tag(kind="end", name=tag, known=tag in _KNOWN)


def tag(text: str) -> Tag:
    """Read one tag or comment."""
    if text.startswith(("<!", "<?")):
        return Tag(kind="comment")
    reader = _TagReader()
    reader.feed(text)
    return reader.found or Tag(kind="comment")


def is_silent(name: str) -> bool:
    """Is an element's content nothing to read?"""
    return name in _SILENT


def is_embedded(name: str) -> bool:
    """Does an element show something from elsewhere, to which a link can lead?"""
    return name in ("iframe", "video", "audio", "embed")


def marks(name: str, values: Mapping[str, str], inner: str) -> tuple[str, str]:
    """What stands before and after the text of an element; nothing where Markdown has no mark for it, or it would show."""
    if name == "a":
        target = values.get("href", "").strip()
        if inner.strip() and not allowed.url_fault(allowed.plain_address(target)):
            return "[", f"]({target})" if not set("()") & set(target) else f"](<{target}>)"
        return "", ""
    if not inner or inner[0].isspace() or inner[-1].isspace() or "\n\n" in inner:
        return "", ""
    if name in _CODE and "`" not in inner and "<" not in inner and "&" not in inner:
        return "`", "`"
    sign = _MARKS.get(name, "")
    return (sign, sign) if sign and not set(inner[0] + inner[-1]) & set("*~_") else ("", "")


# Blocks ---------------------------------------------------------------------------------------------------------------

_COMMENTS = re.compile(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<![A-Za-z][^>]*>", re.DOTALL)
_PRE = re.compile(r"<pre\b[^>]*>(.*?)</pre\s*>", re.DOTALL | re.IGNORECASE)
_LANGUAGE = re.compile(r"\blanguage-([\w+#-]+)|\blang(?:uage)?=[\"']?([\w+#-]+)", re.IGNORECASE)
_FIGURE = re.compile(r"<figure\b[^>]*>(?P<inner>.*?)</figure\s*>", re.DOTALL | re.IGNORECASE)
_CAPTION = re.compile(r"<figcaption\b[^>]*>(.*?)</figcaption\s*>", re.DOTALL | re.IGNORECASE)
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_EMBED = re.compile(r"<(?P<name>iframe|video|audio|embed)\b[^>]*>(?:(?P<inner>.*?)</(?P=name)\s*>)?", re.DOTALL | re.IGNORECASE)
_HIDDEN = re.compile(r"<(?P<name>script|style|noscript|svg|math|object|template)\b.*?(?:</(?P=name)\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TABLE = re.compile(r"<table\b.*?</table\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
# Stand for what is already Markdown while the rest is read as HTML; nobody may write these two.
_HELD = re.compile("\ue000(\\d+)\ue001")

InPlace = Callable[[str, str, str], str]
"""Address, alt text and caption of a picture -> what stands in its place."""


def block(text: str, picture: InPlace) -> tuple[str, list[tuple[str, str]]]:
    """Turn a block of HTML into Markdown; the second are pairs of a template and its value that say what was done."""
    return _Block(picture).turn(text)


class _Block:
    def __init__(self, picture: InPlace) -> None:
        self.picture = picture
        self.held: list[str] = []
        self.said: list[tuple[str, str]] = []

    def turn(self, text: str) -> tuple[str, list[tuple[str, str]]]:
        text = text.replace("\ue000", "").replace("\ue001", "")
        bare = _COMMENTS.sub("", text)
        if bare != text:
            self.said.append((COMMENT, ""))
        if not bare.strip():
            return "", self.said
        first = _TAG.search(bare)
        name = tag(first[0]).name if first else ""
        bare = _HIDDEN.sub(self._hidden, bare)
        bare = _PRE.sub(self._code, bare)
        bare = _EMBED.sub(self._embed, bare)
        bare = _FIGURE.sub(self._figure, bare)
        bare = _IMAGE.sub(lambda found: self._image(found[0], ""), bare)
        bare = _TABLE.sub(self._table, bare)
        written = texts.html_to_markdown(bare).strip()
        if name not in _HIDDEN_NAMES:
            self.said.append((TURNED if written else LEFT, f"<{name}>" if name else "</…>"))
        return _HELD.sub(lambda found: self.held[int(found[1])], written), self.said

    def hold(self, markdown: str, *, alone: bool = False) -> str:
        if not markdown:
            return " "
        self.held.append(markdown)
        mark = f"\ue000{len(self.held) - 1}\ue001"
        return f"<div>{mark}</div>" if alone else mark

    def _hidden(self, found: re.Match[str]) -> str:
        self.said.append((SILENT, f"<{found['name'].lower()}>"))
        return ""

    def _code(self, found: re.Match[str]) -> str:
        language = _LANGUAGE.search(found[0].partition("\n")[0][:200])
        code = html.unescape(_TAG.sub("", found[1])).strip("\n")
        fence = "`" * max(3, max((len(run) for run in re.findall(r"`+", code)), default=0) + 1)
        return self.hold(f"{fence}{(language[1] or language[2]) if language else ''}\n{code}\n{fence}", alone=True)

    def _embed(self, found: re.Match[str]) -> str:
        values = tag(_TAG.match(found[0])[0]).values  # type: ignore[index]  # the pattern begins with a tag
        address = values.get("src", "") or next((tag(each).values.get("src", "") for each in _TAG.findall(found["inner"] or "")), "")
        address = f"https:{address}" if address.startswith("//") else address
        if not address or allowed.url_fault(address):
            self.said.append((SILENT, f"<{found['name'].lower()}>"))
            return ""
        return self.hold(f"<{address}>", alone=True)

    def _figure(self, found: re.Match[str]) -> str:
        caption = _CAPTION.search(found["inner"])
        pictures = _IMAGE.findall(found["inner"])
        if len(pictures) != 1:
            return found["inner"]
        return f"<div>{self._image(pictures[0], texts.to_line(caption[1]) if caption else '')}</div>"

    def _image(self, written: str, caption: str) -> str:
        values = tag(written).values
        if not values.get("src"):
            return " "
        return self.hold(self.picture(values.get("src", ""), values.get("alt", ""), caption or values.get("title", "")))

    def _table(self, found: re.Match[str]) -> str:
        """A plain table becomes one of Markdown: rows of the same length, no table inside."""
        rows = [re.findall(r"<t([dh])\b[^>]*>(.*?)(?=<t[dhr]\b|</t[dhr]|\Z)", row, re.DOTALL | re.IGNORECASE) for row in _ROWS.split(found[0])[1:]]
        rows = [row for row in rows if row]
        if not rows or len(rows[0]) < 2 or len({len(row) for row in rows}) > 1 or found[0].lower().count("<table") > 1 or "span=" in found[0].lower():
            return found[0]
        cells = [[" ".join(texts.html_to_markdown(cell).split()).replace("|", "\\|") for _, cell in row] for row in rows]
        line = "|" + " --- |" * len(cells[0])
        return self.hold("\n".join([_row(cells[0]), line, *map(_row, cells[1:])]), alone=True)


_ROWS = re.compile(r"<tr\b[^>]*>", re.IGNORECASE)
_HIDDEN_NAMES = frozenset({"script", "style", "noscript", "svg", "math", "object", "template"})


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


# Shortcodes -----------------------------------------------------------------------------------------------------------


def arguments(text: str) -> dict[str, str]:
    """Read what stands after a shortcode's name: `name="value"` by name, others by their place (`0`, `1`, …)."""
    try:
        parts = shlex.split(text.replace("“", '"').replace("”", '"'))
    except ValueError:
        parts = text.split()
    read: dict[str, str] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        if equals and name.isidentifier():
            read[name] = value
        else:
            read[str(len([each for each in read if each.isdigit()]))] = part
    return read


_HOSTED = {
    "youtube": "https://www.youtube.com/watch?v={0}",
    "vimeo": "https://vimeo.com/{0}",
    "instagram": "https://www.instagram.com/p/{0}/",
    "gist": "https://gist.github.com/{0}/{1}",
    "tweet": "https://twitter.com/{user}/status/{id}",
    "x": "https://twitter.com/{user}/status/{id}",
}
_WORD = re.compile(r"[\w.-]+", re.ASCII)


def hosted(name: str, values: Mapping[str, str]) -> str:
    """The address of what a shortcode would load from elsewhere; empty where it isn't known."""
    form = _HOSTED.get(name.removesuffix("_simple"), "")
    known = {"0": values.get("id", ""), **values}
    needed = re.findall(r"\{(\w+)\}", form)
    if not form or not all(_WORD.fullmatch(known.get(each, "")) for each in needed):
        return ""
    return re.sub(r"\{(\w+)\}", lambda found: known[found[1]], form)


# Blocks of code that templates mark keep their lines; each mark stands alone on one.
_AT_MOST = 1000
_HIGHLIGHTED = re.compile(
    r"^(?P<lead>[ \t]*)(?:\{\{[<%]\s*highlight\s+(?P<hugo>[\w+#-]*)[^\n]*?[>%]\}\}|\{%-?\s*highlight\s+(?P<jekyll>[\w+#-]*)[^\n]*?%\})[ \t]*\n"
    r"(?P<code>.*?)^[ \t]*(?:\{\{[<%]\s*/\s*highlight\s*[>%]\}\}|\{%-?\s*endhighlight\s*-?%\})[ \t]*$",
    re.MULTILINE | re.DOTALL,
)


def fenced(text: str) -> str:
    """Fence the code that shortcodes and tags mark."""
    if not 0 < text.count("highlight") < _AT_MOST:
        return text
    return _HIGHLIGHTED.sub(lambda found: f"{found['lead']}```{found['hugo'] or found['jekyll'] or ''}\n{found['code']}{found['lead']}```", text)
