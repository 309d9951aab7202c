"""A file of a built site -> the nodes of its page and the words that a visitor sees."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from turbohtml import Document, Element, parse

from storywall.check_data import json_ld, microdata
from storywall.check_data.nodes import Node
from storywall.codes import problem
from storywall.problems import Position, Problem

SUFFIXES = (".html", ".htm", ".xhtml")
MOST_BYTES = 8 << 20
_SCRIPTS = 'script[type="application/ld+json" i]'
_UNSEEN = "script, style, template, noscript, [hidden]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one file tells and shows: `letters` is its visible text without spaces, for templates break lines where they like."""

    file: str
    nodes: tuple[Node, ...]
    letters: str


def files(folder: Path) -> Iterator[str]:
    """The pages below a folder, as posix paths from there, sorted; links and what isn't a file are passed over."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not os.path.islink(os.path.join(where, name)))
        for name in sorted(names):
            path = Path(where, name)
            if name.lower().endswith(SUFFIXES) and path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix()


def read(path: Path, file: str) -> tuple[Page | None, list[Problem]]:
    """Read a page; `file` is how problems name it."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None, [problem("data-too-much", file, Position(), source="Storywall")]
        data = path.read_bytes()
    except OSError as error:
        return None, [problem("data-unread", file, Position(), reason=error.strerror or "")]
    document = parse(data, source_locations=True)
    nodes, problems = _scripts(document, file)
    items, too_much = microdata.items_of(document)
    if too_much:
        problems.append(problem("data-too-much", file, Position(), source="Storywall"))
    for unseen in document.select(_UNSEEN):
        unseen.decompose()
    body = document.select_one("body")
    letters = "".join(body.text.split()) if body is not None and (nodes or items) else ""
    return Page(file=file, nodes=(*nodes, *items), letters=letters), problems


def _scripts(document: Document, file: str) -> tuple[list[Node], list[Problem]]:
    nodes: list[Node] = []
    problems: list[Problem] = []
    for script in document.select(_SCRIPTS):
        found, wrong = json_ld.nodes_of(script.text, file, _Places(script).at)
        nodes += found
        problems += wrong
    return nodes, problems


class _Places:
    """Where the characters of an element's text stand: it begins where its start tag ends, and is as it stands in the file."""

    def __init__(self, element: Element) -> None:
        tag = element.source_location.start_tag if element.source_location else None
        self.line, self.column = (tag.end_line, tag.end_col + 1) if tag else (1, 1)
        self.starts = [0]
        text = element.text
        at = text.find("\n")
        while at >= 0:
            self.starts.append(at + 1)
            at = text.find("\n", at + 1)

    def at(self, index: int) -> Position:
        """The place of a character by its index."""
        line = bisect_right(self.starts, index) - 1
        column = index - self.starts[line] + (self.column if line == 0 else 1)
        return Position(line=self.line + line, column=column)
