"""Pictures that lie in a source's folder -> photos of items: found, described, made clean; an item whose picture nobody describes waits."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from storywall.importing.mapping import NOTHING
from storywall.importing.photos import COLUMNS
from storywall.importing.plan import Plan
from storywall.importing.rows import Job
from storywall.importing.sidecar import FIELDS, Said, read_sidecar
from storywall.importing.tally import Reason, Tally, reason_of
from storywall.kinds.fields import SLUG_LENGTH, says_nothing
from storywall.kinds.guess import guess_slug
from storywall.model import Plain
from storywall.photos.darkroom import Darkroom
from storywall.photos.darkroom import Job as Developing
from storywall.problems import N_

AT_ONCE = 64
"""Items whose photos are in memory at a time."""
Ask = Callable[[str], str]
"""Asks a person what a photo shows, by its path; empty: they don't say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A picture that an item shows: its file, the addresses under which the item names it, and what the item says of it."""

    path: Path
    file: str
    """Its path in the source."""
    targets: tuple[str, ...] = ()
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an item wants: its pictures, which of them is its cover, and the addresses that lead to no picture, each with the reason."""

    pictures: tuple[Wanted, ...] = ()
    cover: str = ""
    lost: Mapping[str, Reason] = field(default_factory=dict)
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """Where descriptions come from, and where those that lack are listed."""

    sidecars: Mapping[str, Said]
    listed: Path | None = None
    ask: Ask | None = None
    leave_out: bool = False
    """Bring texts without any of their pictures?"""


class LocalAlbum:
    """Gives jobs the photos that lie in their source. What a job wants, `wish` says."""

    def __init__(self, tally: Tally, place: Callable[[int], str], wish: Callable[[Job], Wish], darkroom: Darkroom, described: Described) -> None:
        self.tally, self.place, self.wish, self.darkroom, self.described = tally, place, wish, darkroom, described
        self._said = dict(described.sidecars)
        self._stack = ExitStack()
        self._list: Any = None
        if (listed := described.listed) is not None:
            if listed.exists():
                self._said |= read_sidecar(listed, listed.name)
            else:
                self._list = csv.writer(self._stack.enter_context(listed.open("w", encoding="utf-8", newline="")))
                self._list.writerow(COLUMNS)

    def close(self) -> None:
        """Finish the list."""
        self._stack.close()

    def with_photos(self, jobs: Sequence[Job], plan: Plan) -> list[Job]:
        """Give jobs their photos. A job with one that can't come stays out whole, so that it can come in whole another time."""
        wishes = [self._thinned(self.wish(job)) for job in jobs]
        stated = {name.removeprefix("photos."): value for name, value in plan.stated.items() if name.startswith("photos.")}
        fields = [[self._fields(job, each, stated) for each in wish.pictures] for job, wish in zip(jobs, wishes, strict=True)]
        whole = [not any(said is None for said in each) for each in fields]
        developing = [
            Developing(path=each.path, file=each.file) for wish, fine in zip(wishes, whole, strict=True) for each in (wish.pictures if fine else ())
        ]
        masters = iter(list(self.darkroom.masters(developing)))
        made: list[Job] = []
        for job, wish, said, fine in zip(jobs, wishes, fields, whole, strict=True):
            if not fine:
                self._left(job, wish, said)
                continue
            developed = [next(masters) for _ in wish.pictures]
            if broken := next((each for each in developed if each.problem is not None), None):
                reason = reason_of(broken.problem) if broken.problem is not None else _NO_ALT
                self.tally.leave(self.place(job.line), replace(reason, values={**reason.values, "value": broken.file}, field="photos"))
                continue
            made.append(_with(job, wish, [(each.data, each.suffix) for each in developed], [each or {} for each in said]))
        return made

    def _thinned(self, wish: Wish) -> Wish:
        """Leave out the pictures that the editor marked so."""
        gone = {each for each in wish.pictures if self.described.leave_out or self._said.get(each.file, {}).get("alt") == NOTHING}
        if not gone:
            return wish
        lost = {target: _AS_ASKED for each in gone for target in each.targets}
        kept = tuple(each for each in wish.pictures if each not in gone)
        cover = wish.cover if any(wish.cover in each.targets for each in kept) else ""
        return replace(wish, pictures=kept, cover=cover, lost={**wish.lost, **lost})

    def _fields(self, job: Job, picture: Wanted, stated: Mapping[str, str]) -> dict[str, Plain] | None:
        """What is said of a picture: beside it, in its text, or for all; None where nobody says what it shows."""
        said = {name: value for name, value in self._said.get(picture.file, {}).items() if name in FIELDS and value}
        alt = said.get("alt") or (picture.alt if _says_something(picture.alt) else "")
        if not alt and self.described.ask is not None and (alt := self.described.ask(picture.file).strip()):
            self._said[picture.file] = {**self._said.get(picture.file, {}), "alt": alt}
        if self._list is not None:
            values = {**stated, **said, "alt": alt, "caption": said.get("caption") or picture.caption}
            given = [value if isinstance(value := values.get(name, ""), str) else "" for name in COLUMNS[2:]]
            self._list.writerow([f"{job.parent}/{job.name}".strip("/"), picture.file, *given])
        if not alt:
            return None
        caption = {"caption": picture.caption} if picture.caption and picture.caption != alt else {}
        return {**stated, **caption, **said, "alt": alt}

    def _left(self, job: Job, wish: Wish, said: Sequence[Mapping[str, Plain] | None]) -> None:
        for picture, fields in zip(wish.pictures, said, strict=True):
            if fields is None:
                self.tally.leave(self.place(job.line), replace(_NO_ALT, values={"value": picture.file}))
                return


_NO_ALT = Reason(
    template=N_("nobody says what the picture `{value}` shows"),
    hint=N_("--photo-list FILE lists such pictures; write an alt text beside each, or - to leave it out, and run it again with the same list"),
)
_AS_ASKED = Reason(template=N_("a picture was left out, as asked"))


def _says_something(alt: str) -> bool:
    """Does the alt text of a source describe a picture? A single word doesn't, nor what a program named a screenshot."""
    return " " in alt and not says_nothing(alt) and not alt.lower().startswith(("screenshot", "screen shot", "img ", "image "))


def _with(job: Job, wish: Wish, developed: Sequence[tuple[bytes, str]], said: Sequence[Mapping[str, Plain]]) -> Job:
    names = list(_names((each.path.stem, suffix) for each, (_, suffix) in zip(wish.pictures, developed, strict=True)))
    shown: dict[str, str | Reason] = dict(wish.lost)
    for name, each in zip(names, wish.pictures, strict=True):
        shown |= dict.fromkeys(each.targets, name)
    cover = shown.get(wish.cover, "")
    return replace(
        job,
        photos={name: data for name, (data, _) in zip(names, developed, strict=True)},
        photo_fields=tuple({"file": name, **fields} for name, fields in zip(names, said, strict=True)),
        pictures=shown,
        cover=cover if isinstance(cover, str) else "",
        notes=(*job.notes, *wish.notes),
    )


def _names(photos: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Names that may stand beside an item; two that differ in their suffix alone would share an address."""
    taken: set[str] = set()
    for stem, suffix in photos:
        base = guess_slug(stem)[: SLUG_LENGTH - 10].strip("-")
        free, number = base, 2
        while free in taken:
            free, number = f"{base}-{number}", number + 1
        taken.add(free)
        yield f"{free}{suffix.lower()}"
