"""Our own `storywall export json`, item by item: fields and Markdown are taken as they are, and go through the same checks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from storywall.importing.items import Desk, Draft, Known, prepare
from storywall.importing.refused import ImportRefusedError
from storywall.importing.rows import as_texts
from storywall.importing.tally import THERE, Reason, Tally, reason_of
from storywall.kinds import BY_NAME
from storywall.kinds.fields import slug_fault
from storywall.problems import N_

_LINE = 4 * 1024 * 1024
_NOT_OURS = N_("line {line} isn't of `storywall export json`: an array with one item on each line")


def read_records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each line's number and its item; ImportRefusedError where the file isn't one of ours."""
    with path.open(encoding="utf-8", errors="replace") as file:
        number = 0
        while line := file.readline(_LINE):
            number += 1
            text = line.strip().removesuffix(",")
            if text in ("", "[", "]"):
                continue
            try:
                record = json.loads(text)
            except (ValueError, RecursionError):
                record = None
            if not isinstance(record, dict) or not {"kind", "slug", "fields"} <= set(record):
                raise ImportRefusedError(_NOT_OURS, line=number)
            yield number, record
    if not number:
        raise ImportRefusedError(N_("the file is empty"))


def bring_records(path: Path, known: Known, desk: Desk, *, write: bool, step: Callable[[int], None]) -> Tally:
    """Bring a file's items in; it is read once to prove it before anything is written."""
    for _ in read_records(path):
        pass
    tally = Tally()
    for line, record in read_records(path):
        tally.total += 1
        _bring(f"line {line}", record, known, desk, tally, write=write)
        step(tally.total)
    return tally


def _bring(place: str, record: dict[str, Any], known: Known, desk: Desk, tally: Tally, *, write: bool) -> None:
    kind = BY_NAME.get(str(record["kind"]))
    parent, _, name = str(record["slug"]).rpartition("/")
    if kind is None or slug_fault(name) or bool(parent) != bool(kind.within) or (parent and slug_fault(parent)):
        tally.leave(place, Reason(template=N_("`{value}` can't be an item's name here"), values={"value": f"{record['kind']}:{record['slug']}"}))
        return
    if name in desk.names(kind, parent):
        tally.pass_by(place, Reason(template=THERE.template, values={"value": name}))
        return
    fields = as_texts(record["fields"])
    draft = Draft(kind=kind, name=name, parent=parent, values=fields if isinstance(fields, dict) else {}, body=str(record.get("body") or ""))
    ready, problems = prepare(draft, known)
    if ready is None:
        tally.leave(place, reason_of(problems[0]))
    elif not write or desk.write(ready):
        tally.bring(place, ready.file)
