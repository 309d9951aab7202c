"""Links of pages written by hand: references, addresses within the site, and the line that each is written on."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urljoin, urlsplit

from storywall import kinds
from storywall.frame.pages import reference_token
from storywall.frame.parts import site_path

_REFERENCE = re.compile(r"([a-z]+):((?:[a-z0-9-]+/)?[a-z0-9-]+)\Z")
_ATTRIBUTES = ("href", "src", "poster")
# Where Markdown and HTML name a target: [text](target), [label]: target, href="target", <https://target>. What only looks like
# one does no harm: lines are looked up here by the targets that the page really has.
_WRITTEN = re.compile(
    r"""\]\(\s*<?([^)\s>]+)|^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)|\b(?:href|src|poster)\s*=\s*["']?([^"'\s>]+)|<(https?:[^>\s]+)>""",
    re.MULTILINE,
)


def is_reference(target: str) -> bool:
    """Does a link's target name an entry by its kind: `story:the-mug`, `review:morning-mug/keeps-warm`?"""
    match = _REFERENCE.match(target)
    return match is not None and match[1] in kinds.BY_NAME


def read_links(content: str, resolve: Callable[[str], str | None]) -> tuple[str, tuple[str, ...]]:
    """Return a page's HTML with its references made ready for `finish`, and its targets: references and what `resolve` makes of links."""
    targets: list[str] = []
    pieces: list[str] = []
    end = 0
    for start, tag, attribute, target in _Reader(content).found:
        if is_reference(target):
            written = rf"(\b{attribute}\s*=\s*[\"']?\s*){re.escape(target)}"
            pieces += (content[end:start], re.sub(written, rf"\g<1>{reference_token(target)}", tag, flags=re.IGNORECASE))
            end = start + len(tag)
            targets.append(target)
        elif (place := resolve(target)) is not None:
            targets.append(place)
    return "".join((*pieces, content[end:])), tuple(targets)


class _Reader(HTMLParser):
    """Finds the tags that link: where each begins, its text, the attribute and its value."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str, str, str]] = []
        self.lines = [0, *(match.end() for match in re.finditer("\n", content))]
        self.feed(content)
        self.close()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        for name, value in attrs:
            if name in _ATTRIBUTES and value:
                self.found.append((self.lines[line - 1] + column, self.get_starttag_text() or "", name, value.strip()))


def site_address(target: str, address: str, site_url: str = "") -> str | None:
    """The address within the site, with its fragment, that a link on the page at `address` leads to; None where it leads elsewhere."""
    try:
        parts = urlsplit(target)
    except ValueError:  # https://[
        return None
    if parts.scheme or parts.netloc:
        if not site_url or not target.startswith(site_url):
            return None
        found = urlsplit(target.removeprefix(site_url))
    elif target.startswith("/"):
        base = site_path(site_url)
        if not target.startswith(base):
            return target
        found = urlsplit(target.removeprefix(base))
    else:
        found = urlsplit(urljoin(f"/{address}", target)[1:])
    return unquote(found.path) + (f"#{unquote(found.fragment)}" if found.fragment else "")


def docs_path(target: str, source: str) -> str:
    """The path in docs that a page at `source` means by a target, as MkDocs reads it."""
    return normpath(join(dirname(source), unquote(target.partition("#")[0])))


def is_page_source(target: str) -> bool:
    """Does a target name a Markdown file? In HTML only one that isn't there still does: MkDocs turns all others into addresses."""
    return ":" not in target and target.partition("#")[0].endswith(".md")


def with_lines(targets: Iterable[str], text: str, resolve: Callable[[str], str | None]) -> Iterator[tuple[str, int]]:
    """Give each target its line in the page's source, 0 where it can't be told; `resolve` turns a target as written into its address."""
    lines: dict[str, list[int]] = defaultdict(list)
    for match in _WRITTEN.finditer(text):
        written = html.unescape(match[match.lastindex or 0])
        place = written if is_reference(written) else resolve(written)
        if place is not None:
            lines[place].append(text.count("\n", 0, match.start(match.lastindex or 0)) + 1)
    for target in targets:
        known = lines.get(target, [0])
        # A label's target is written once, however often the label is used.
        yield target, known.pop(0) if len(known) > 1 else known[0]
