"""Source -> Entry, through the cache: what a file's bytes alone decide (values, body, outline) is kept; validation always runs anew."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json

from storywall import cache, markup, personal
from storywall.checks import check_item
from storywall.codes import problem
from storywall.kinds import BY_NAME
from storywall.kinds.lean import lean
from storywall.model import NO_OUTLINE, Body, Document, Entry, Gap, Heading, Mention, Outline, Source, body_key_of
from storywall.parse import TEXT_LIMIT, parse
from storywall.problems import Position, Problem
from storywall.settings import Settings
from storywall.validate import validate


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read of some sources: the valid entries and all problems."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    owners: tuple[str, ...] = ()
    """For each problem the file of the item that has it: a problem may stand at a photo beside that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parsed:
    values: dict[str, Any]
    has_body: bool
    body_line: int
    outline: Outline


def read(sources: Sequence[Source], store: cache.Store, settings: Settings) -> Reading:
    """Read sources into entries, with all checks that an item can have by itself. Bodies go into the store under `Entry.body_key`."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    keyed = [(source, *_bytes(source, problems)) for source in sources]
    owners = [each.file for each in problems]
    kept = store.get(digest for _, data, digest in keyed if data)
    fresh: dict[str, bytes] = {}
    for source, data, digest in keyed:
        if digest:
            entry, found = _entry(source, data, digest, kept.get(digest), fresh, settings)
            problems += found
            owners += [source.file] * len(found)
            if entry is not None:
                entries.append(entry)
    store.put(fresh)
    return Reading(entries=tuple(entries), problems=tuple(problems), owners=tuple(owners))


def _bytes(source: Source, problems: list[Problem]) -> tuple[bytes, str]:
    try:
        data = _read_file(source.place)
    except OSError as error:
        problems.append(problem("unreadable-file", source.file, reason=error.strerror or "it went away"))
        return b"", ""
    return data, digest_of(source.file, hashlib.sha256(data).digest())


def digest_of(file: str, digest: bytes) -> str:
    """What a file with this sha256 is called in the store."""
    return cache.key(file.rpartition(".")[2], markup.VERSION, digest)


_MOSTLY = 64 * 1024
"""So many bytes hold most files: memory for the greatest one would be asked of the system, and given back, for each."""


def _read_file(path: str | Path) -> bytes:
    file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        data = os.read(file, _MOSTLY)
        if len(data) == _MOSTLY:
            data += os.read(file, TEXT_LIMIT + 1 - _MOSTLY)  # one byte more is too large, however much there is
        return data
    finally:
        os.close(file)


def _entry(
    source: Source, data: bytes, digest: str, kept: bytes | None, fresh: dict[str, bytes], settings: Settings
) -> tuple[Entry | None, list[Problem]]:
    """Make one entry; None where a problem keeps it from being shown."""
    problems: list[Problem] = []
    document: Document | None = None
    if kept is not None:
        parsed = _load_parsed(kept)
    else:
        document, problems = parse(data, source.file)
        if document is None:
            return None, problems
        parsed = _markup(document, digest, fresh, keep=not problems)
    kind = BY_NAME[source.kind]
    filled, found = validate(document or parsed.values, kind.schema)
    if filled is None and document is None:  # only a document knows places
        document, _ = parse(data, source.file)
        filled, found = validate(document, kind.schema) if document else (None, [])
    problems += found
    problems += _body_problems(source, parsed)
    problems += check_item(source, parsed.values, parsed.outline, parsed.body_line, settings)
    if filled is None:
        return None, problems
    entry = Entry(
        kind=source.kind,
        slug=source.slug,
        file=source.file,
        data=lean(filled),
        has_body=parsed.has_body,
        body_line=parsed.body_line,
        outline=parsed.outline,
        beside=source.beside,
        digest=digest,
    )
    return entry, problems


def _body_problems(source: Source, parsed: _Parsed) -> Iterator[Problem]:
    if BY_NAME[source.kind].body == "required" and not parsed.has_body:
        code = "body-in-yml" if source.file.endswith(".yml") else "no-body"
        yield problem(code, source.file, Position(line=parsed.body_line))


def _markup(document: Document, digest: str, fresh: dict[str, bytes], *, keep: bool) -> _Parsed:
    body, outline = read_body(document)
    parsed = _Parsed(values=dict(document.values), has_body=bool(document.body.strip()), body_line=document.body_line, outline=outline)
    if keep:  # a file with problems is read again until it has none
        fresh[digest] = _dump_parsed(parsed)
        if parsed.has_body:
            fresh[body_key_of(digest)] = dump_body(body)
    return parsed


def read_body(document: Document) -> tuple[Body, Outline]:
    """A document's body, and its outline with what may be personal data in its text."""
    text = document.body
    body, outline = markup.markup(text) if text.strip() else (Body(), NO_OUTLINE)
    if found := personal.find(text, personal.region_of(document.values)):
        mentions = (Mention(target=each.value, line=text.count("\n", 0, each.index) + 1, text=each.code) for each in found)
        outline = outline._replace(personal=tuple(mentions))
    return body, outline


_WHOLE, _IN_PIECES = b"=", b"+"


def dump_body(body: Body) -> bytes:
    """Write a body: its HTML as it is where it has no gaps, else as JSON with gaps as pairs."""
    if len(body.pieces) == 1 and isinstance(body.pieces[0], str):
        return _WHOLE + body.pieces[0].encode()
    pieces = [piece if isinstance(piece, str) else [piece.kind, piece.target] for piece in body.pieces]
    return _IN_PIECES + to_json(pieces)


def load_body(data: bytes) -> Body:
    """Read what `dump_body` wrote."""
    if data[:1] == _WHOLE:
        return Body(pieces=(data[1:].decode(),))
    pieces = from_json(data[1:])
    return Body(pieces=tuple(piece if isinstance(piece, str) else Gap(kind=piece[0], target=piece[1]) for piece in pieces))


def _dump_parsed(parsed: _Parsed) -> bytes:
    outline = parsed.outline
    compact = [
        parsed.values,
        parsed.has_body,
        parsed.body_line,
        [[each.level, each.id, each.text] for each in outline.headings],
        [
            [[each.target, each.line, each.text] for each in group]
            for group in (outline.references, outline.links, outline.pictures, outline.personal)
        ],
        outline.words,
        outline.excerpt,
    ]
    return to_json(compact)


def _load_parsed(data: bytes) -> _Parsed:
    values, has_body, body_line, headings, mentions, words, beginning = from_json(data)
    references, links, pictures, persons = (tuple(Mention(target=t, line=n, text=x) for t, n, x in group) for group in mentions)
    outline = Outline(
        headings=tuple(Heading(level=level, id=name, text=text) for level, name, text in headings),
        references=references,
        links=links,
        pictures=pictures,
        personal=persons,
        words=words,
        excerpt=beginning,
    )
    return _Parsed(values=values, has_body=has_body, body_line=body_line, outline=outline)
