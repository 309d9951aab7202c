"""Front matter and YAML -> Document with positions. Every scalar stays text; what YAML can do beyond plain values is refused at its event."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from storywall import allowed
from storywall.codes import problem
from storywall.codes.front_matter import LIST, SYNTAX, TEXT
from storywall.model import Document, Mark, Plain
from storywall.plain import read_plain
from storywall.problems import N_, Path, Position, Problem

FRONT_MATTER_LIMIT = 64 * 1024
TEXT_LIMIT = 512 * 1024
DEPTH = 20
NODES = 2000

_CLOSE = re.compile(r"^---[ \t]*$", re.MULTILINE)


class _Refused(Exception):
    """Carries the problem that ends the reading of a file; it never leaves this module."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.code)
        self.problem = found


def parse(data: bytes, file: str, *, times: int = 1) -> tuple[Document | None, list[Problem]]:
    """Read an item (`.md`: front matter and body) or a file of fields alone (`.yml`).

    Returns the document, and the problems; without a document where the file can't be understood at all. A file that speaks of many things
    may be so many `times` larger than an item's.
    """
    problems: list[Problem] = []
    try:
        text = _decode(data, file, times)
        if file.endswith(".md"):
            front, start, line, body_start = _split(text, file)
        else:
            front, start, line, body_start = text, 0, 1, len(text)
        values, marks = _Reader(front, file, line - 1, start, problems, times).read()
    except _Refused as refused:
        return None, [*problems, refused.problem]
    body = text[body_start:]
    body_line = text.count("\n", 0, body_start) + 1
    if index := _refused_in(body):
        before = body[: index[0]]
        position = Position(line=body_line + before.count("\n"), column=len(before) - (before.rfind("\n") + 1) + 1)
        problems.append(problem("refused-character", file, position, character=index[1]))
    if "\r" in body:
        body = body.replace("\r\n", "\n")
    return Document(file=file, values=values, marks=marks, body=body, body_line=body_line), problems


def _decode(data: bytes, file: str, times: int) -> str:
    if not data.strip():
        raise _Refused(problem("empty-file", file, Position(), kind=_kind_of(file)))
    if len(data) > TEXT_LIMIT * times:
        raise _Refused(problem("too-large", file, Position(), most=TEXT_LIMIT * times // 1024))
    data = data.removeprefix(BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        position = Position(line=before.count("\n") + 1, column=len(before) - (before.rfind("\n") + 1) + 1)
        raise _Refused(problem("not-utf8", file, position, byte=f"0x{data[error.start]:02x}")) from None


def _kind_of(file: str) -> str:
    from storywall.kinds import BY_FOLDER

    parts = file.split("/")
    return BY_FOLDER[parts[1]].name if len(parts) > 1 and parts[1] in BY_FOLDER else "story"


def _split(text: str, file: str) -> tuple[str, int, int, int]:
    """Return the front matter, its start in the text, its first line, and where the body begins."""
    first = text.find("\n")
    if first < 0 or text[:first].rstrip() != "---":
        raise _Refused(problem("no-front-matter", file, Position()))
    close = _CLOSE.search(text.replace("\r\n", " \n") if "\r" in text else text, first + 1)
    if close is None:
        raise _Refused(problem("front-matter-open", file, Position()))
    end = text.find("\n", close.start())
    return text[first + 1 : close.start()], first + 1, 2, len(text) if end < 0 else end + 1


def _refused_in(text: str) -> tuple[int, str] | None:
    found = allowed.refused_character(text)
    if found is None and "\r" in text:
        alone = re.search(r"\r(?!\n)", text)
        return (alone.start(), "U+000D") if alone else None
    return found


_Events = dict[Path, tuple[Any, Any]]


class Marks(Mapping[Path, Mark]):
    """Where each value of a front matter stands; a mark is made when it is asked for, since most never are."""

    __slots__ = ("_events", "_line", "_read", "_start")

    def __init__(self, read: Callable[[], _Events], line: int, start: int) -> None:
        self._read, self._line, self._start = read, line, start
        self._events: _Events | None = None

    def events(self) -> _Events:
        """The YAML parser's events of each value and its key: values of plain front matter were read without it."""
        if self._events is None:
            self._events = self._read()
        return self._events

    def __getitem__(self, path: Path) -> Mark:
        node, key = self.events()[path]
        value, name = node.start_mark, key.start_mark
        return Mark(
            line=value.line + self._line,
            column=value.column + 1,
            start=value.index + self._start,
            end=node.end_mark.index + self._start,
            key_line=name.line + self._line,
            key_column=name.column + 1,
            key_start=name.index + self._start,
            key_end=key.end_mark.index + self._start,
        )

    def __iter__(self) -> Iterator[Path]:
        return iter(self.events())

    def __len__(self) -> int:
        return len(self.events())


class _Reader:
    """Reads events into plain values and marks; `line` and `start` are the front matter's place in the file."""

    def __init__(self, front: str, file: str, line: int, start: int, problems: list[Problem], times: int) -> None:
        self.front, self.file, self.line, self.start, self.problems = front, file, line, start, problems
        self.most, self.most_nodes = FRONT_MATTER_LIMIT * times, NODES * times
        self.marks: _Events = {}
        self.nodes = 0
        self.escapes = "\\" in front

    def read(self) -> tuple[dict[str, Plain], Marks]:
        if len(self.front.encode("utf-8", "surrogatepass")) > self.most:
            self.refuse("front-matter-too-large", None, most=self.most // 1024, unit=N_("KiB"))
        if found := _refused_in(self.front):
            before = self.front[: found[0]]
            place = Position(line=self.line + before.count("\n") + 1, column=len(before) - (before.rfind("\n") + 1) + 1)
            raise _Refused(problem("refused-character", self.file, place, character=found[1]))
        marks = Marks(self.events, self.line + 1, self.start)
        values = read_plain(self.front)
        return (self.parse() if values is None else values), marks

    def events(self) -> _Events:
        """Where all values stand."""
        if not self.marks:  # plain front matter was read without the parser
            self.parse()
        return self.marks

    def parse(self) -> dict[str, Plain]:
        """Read values and marks from the parser's events."""
        parser = yaml.CBaseLoader(self.front)
        try:
            return self._document(parser.get_event)
        except yaml.MarkedYAMLError as error:
            raise _Refused(self._syntax(error)) from None
        except yaml.YAMLError as error:
            raise _Refused(self._unreadable(str(error))) from None
        finally:
            parser.dispose()

    def _document(self, event: Callable[[], Any]) -> dict[str, Plain]:
        first = event()  # the stream's start
        first = event()
        if not isinstance(first, DocumentStartEvent):
            return {}
        if first.version or first.tags:
            self.refuse("yaml-tag", first, name="%TAG" if first.tags else "%YAML")
        root = event()
        self._plain_only(root)
        if isinstance(root, ScalarEvent) and root.value == "" and not root.style:
            values: dict[str, Plain] = {}
        elif not isinstance(root, MappingStartEvent):
            self.refuse("not-a-mapping", root, found=LIST if isinstance(root, SequenceStartEvent) else TEXT)
        else:
            values = self._mapping(event, (), 1)
        event()  # the document's end
        rest = event()
        if isinstance(rest, DocumentStartEvent):
            self.refuse("several-documents", rest)
        return values

    def _value(self, event: Callable[[], Any], node: Any, path: Path, depth: int) -> Plain:
        self.count(node)
        self._plain_only(node)
        if isinstance(node, ScalarEvent):
            value: str = node.value
            if self.escapes and (found := _refused_in(value)):
                self.problems.append(problem("refused-character", self.file, self.place(node), character=found[1]))
                return value.replace(value[found[0]], "")
            return value
        if depth > DEPTH:
            self.refuse("front-matter-too-large", node, most=DEPTH, unit=N_("levels"))
        if isinstance(node, MappingStartEvent):
            return self._mapping(event, path, depth)
        return self._sequence(event, path, depth)

    def count(self, node: Any) -> None:
        self.nodes += 1
        if self.nodes > self.most_nodes:
            self.refuse("front-matter-too-large", node, most=self.most_nodes, unit=N_("values"))

    def _sequence(self, event: Callable[[], Any], path: Path, depth: int) -> list[Plain]:
        items: list[Plain] = []
        while True:
            node = event()
            if node.__class__ is SequenceEndEvent:
                return items
            inner = (*path, len(items))
            items.append(self._value(event, node, inner, depth + 1))
            self.marks[inner] = (node, node)

    def _mapping(self, event: Callable[[], Any], path: Path, depth: int) -> dict[str, Plain]:
        values: dict[str, Plain] = {}
        while True:
            key = event()
            if key.__class__ is MappingEndEvent:
                return values
            if key.__class__ is not ScalarEvent or key.anchor is not None or key.tag is not None or key.value == "":
                self._plain_only(key)
                self.refuse("odd-key", key)
            name: str = key.value
            if self.escapes and (found := _refused_in(name)):
                self.refuse("refused-character", key, character=found[1])
            if name == "<<" and not key.style:
                self.refuse("yaml-merge", key)
            node = event()
            inner = (*path, name)
            if node.__class__ is ScalarEvent and node.anchor is None and node.tag is None and not self.escapes:
                self.count(node)
                value: Plain = node.value
            else:
                value = self._value(event, node, inner, depth + 1)
            if inner in self.marks:
                line = self.place(self.marks[inner][1]).line
                self.problems.append(problem("duplicate-key", self.file, self.place(key), name=name, line=line))
                continue
            if value == "" and not node.style:
                continue  # an empty plain scalar: the field is absent
            values[name] = value
            self.marks[inner] = (node, key)

    def _plain_only(self, node: Any) -> None:
        if isinstance(node, AliasEvent):
            self.refuse("yaml-alias", node, name=node.anchor)
        if node.anchor is not None:
            self.refuse("yaml-anchor", node, name=node.anchor)
        if node.tag is not None:
            self.refuse("yaml-tag", node, name=node.tag.replace("tag:yaml.org,2002:", "!!"))

    def place(self, node: Any) -> Position:
        mark = node.start_mark
        return Position(line=mark.line + self.line + 1, column=mark.column + 1)

    def refuse(self, code: str, node: Any, **values: str | int | None) -> NoReturn:
        raise _Refused(problem(code, self.file, Position() if node is None else self.place(node), **values))

    def _syntax(self, error: yaml.MarkedYAMLError) -> Problem:
        said = f"{error.context}: {error.problem}"
        if error.problem_mark and self.front[error.problem_mark.index :].startswith("\t"):
            said = "tab"
        known = next(known for known in SYNTAX if known.said in said)
        mark = (error.context_mark if known.begins else None) or error.problem_mark
        place = Position(line=mark.line + self.line + 1, column=mark.column + 1) if mark else Position()
        return problem("yaml-syntax", self.file, place, reason=known.reason, advice=known.advice)

    def _unreadable(self, reason: str) -> Problem:
        return problem("yaml-syntax", self.file, Position(line=self.line + 1), reason=reason.splitlines()[0], advice=SYNTAX[-1].advice)
