"""Problems as they were found -> problems as they are shown: with places, without what an editor allowed, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from storywall.codes import CATALOGUE, problem
from storywall.kinds.fields import value
from storywall.model import Community, Document
from storywall.parse import parse
from storywall.problems import Position, Problem, Severity, sort


def settle(problems: Iterable[Problem], community: Community, root: Path, *, strict: bool = False) -> list[Problem]:
    """Give each problem its place, drop what an editor allowed, and order them; `strict` makes warnings errors."""
    problems = list(problems)
    kept: list[Problem] = []
    by_file = {entry.file: entry for entry in community.entries.values()}
    for each in problems:
        entry = by_file.get(each.file)
        allowed = {allow.code for allow in value(entry.data, "allow", ())} if entry is not None else set()
        if not (each.code in allowed and CATALOGUE[each.code].allowable):
            kept.append(each)
    kept += _useless_allowances(community, problems)
    if strict:
        kept = [replace(each, severity=Severity.ERROR) for each in kept]
    return sort(_placed(kept, root))


def _useless_allowances(community: Community, problems: Iterable[Problem]) -> Iterator[Problem]:
    found = {(each.file, each.code) for each in problems}
    for entry in community.entries.values():
        for index, allow in enumerate(value(entry.data, "allow", ())):
            known = CATALOGUE.get(allow.code)
            if known is None or not known.allowable or (entry.file, allow.code) not in found:
                yield problem("allow-useless", entry.file, None, ("allow", index, "code"), value=allow.code)


def _placed(problems: Iterable[Problem], root: Path) -> Iterator[Problem]:
    """Look up the places of problems that name a field only; each file is read once."""
    documents: dict[str, object] = {}
    for each in problems:
        if each.position is not None:
            yield each
            continue
        if each.file not in documents and each.field:
            documents[each.file] = parse((root / each.file).read_bytes(), each.file)[0]
        document = documents.get(each.file)
        place = document.place(each.field, key=CATALOGUE[each.code].at_key) if isinstance(document, Document) else Position()
        yield replace(each, position=place)
