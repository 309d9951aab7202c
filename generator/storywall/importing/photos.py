"""Photos that a source names by address: listed for the editor, who says what is in them and whose they are; fetched only where asked."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from storywall.importing import values
from storywall.importing.download import FetchRefusedError, fetch
from storywall.importing.plan import Plan
from storywall.importing.refused import ImportRefusedError
from storywall.importing.rows import Job
from storywall.importing.tally import Reason, Tally, reason_of
from storywall.model import Plain
from storywall.photos.darkroom import Darkroom
from storywall.photos.darkroom import Job as Developing
from storywall.problems import N_

COLUMNS = ("item", "url", "alt", "caption", "credit", "rights", "proof", "licence", "depicted")
"""The columns of a photo list; what the editor fills in goes into the item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching:
    """How photos are fetched: into which darkroom, and by which function."""

    darkroom: Darkroom
    get: Callable[[str], bytes] = fetch


class Album:
    """Goes along with an import: writes the list of photos, or reads it and fetches those that are described in it."""

    def __init__(self, tally: Tally, listed: Path | None = None, fetching: Fetching | None = None) -> None:
        self.tally, self.fetching = tally, fetching
        self._known = _read_list(listed) if listed is not None and listed.exists() else {}
        self._stack = ExitStack()
        self._list: Any = None
        if listed is not None and not listed.exists():
            self._list = csv.writer(self._stack.enter_context(listed.open("w", encoding="utf-8", newline="")))
            self._list.writerow(COLUMNS)

    def with_photos(self, jobs: Sequence[Job], plan: Plan) -> list[Job]:
        """Give jobs their photos; each that can't come becomes a note."""
        if "photos" not in plan.columns:
            return list(jobs)
        wanted = [(job, url) for job in jobs for url in values.read_addresses(plan.cell(job.cells, "photos"))]
        described = [(job, url, self._fields(job, url, plan)) for job, url in wanted]
        chosen = [(job, url, said) for job, url, said in described if said is not None]
        made: dict[int, list[tuple[bytes, str, Mapping[str, Plain]]]] = {}
        for job, data, suffix, fields in self._develop(chosen):
            made.setdefault(job.line, []).append((data, suffix, fields))
        return [_with(job, made[job.line]) if job.line in made else job for job in jobs]

    def _fields(self, job: Job, url: str, plan: Plan) -> dict[str, Plain] | None:
        """What the list and the editor's statements say of a photo; None where that isn't enough to show it."""
        if self._list is not None:
            self._list.writerow([f"{job.parent}/{job.name}".strip("/"), url, *[""] * (len(COLUMNS) - 2)])
        if self.fetching is None:
            self.tally.note(_place(job), Reason(template=N_("a photo that lies elsewhere wasn't fetched"), hint=_HOW))
            return None
        stated = {name.removeprefix("photos."): value for name, value in plan.stated.items() if name.startswith("photos.")}
        fields = {**stated, **self._known.get(url, {})}
        if not fields.get("alt"):
            self.tally.note(_place(job), Reason(template=N_("a photo without alt text stays out"), hint=_HOW))
            return None
        return {**fields}

    def _develop(self, chosen: Sequence[tuple[Job, str, Mapping[str, Plain]]]) -> Iterator[tuple[Job, bytes, str, Mapping[str, Plain]]]:
        """Fetch photos and make their masters, in processes that they can do no harm in."""
        if self.fetching is None or not chosen:
            return
        with tempfile.TemporaryDirectory() as folder:
            fetched: list[tuple[Job, Developing, Mapping[str, Plain]]] = []
            for number, (job, url, fields) in enumerate(chosen):
                path = Path(folder) / str(number)
                try:
                    path.write_bytes(self.fetching.get(url))
                except FetchRefusedError as refused:
                    self._note(job, Reason(template=refused.template, values=refused.values))
                    continue
                fetched.append((job, Developing(path=path, file=url), fields))
            for (job, _, fields), master in zip(fetched, self.fetching.darkroom.masters([each for _, each, _ in fetched]), strict=True):
                if master.problem is not None:
                    self._note(job, reason_of(master.problem))
                else:
                    yield job, master.data, master.suffix, fields

    def _note(self, job: Job, reason: Reason) -> None:
        self.tally.note(_place(job), replace(reason, field="photos"))

    def close(self) -> None:
        """Finish the list."""
        self._stack.close()


_HOW = N_("--photo-list FILE lists them; write alt text into it, then --download --photo-list FILE fetches them")


def _place(job: Job) -> str:
    return f"line {job.line}"


def _with(job: Job, photos: Sequence[tuple[bytes, str, Mapping[str, Plain]]]) -> Job:
    files = {f"photo-{number}{suffix}": data for number, (data, suffix, _) in enumerate(photos, start=1)}
    fields = tuple({"file": name, **described} for name, (_, _, described) in zip(files, photos, strict=True))
    return replace(job, photos=files, photo_fields=fields)


def _read_list(path: Path) -> dict[str, dict[str, str]]:
    """What a photo list says of each address."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeError, csv.Error):
        raise ImportRefusedError(N_("{file} can't be read as a list of photos"), file=str(path)) from None
    if rows and not {"url", "alt"} <= set(rows[0]):
        raise ImportRefusedError(N_("{file} has no columns `url` and `alt`"), file=str(path))
    return {row["url"]: {name: value for name in COLUMNS[2:] if (value := (row.get(name) or "").strip())} for row in rows if row.get("url")}
