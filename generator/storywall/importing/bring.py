"""The chain for a table: rows are sorted out one by one, made into items in batches on all processors, and written in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from storywall.importing import identity, texts
from storywall.importing.fields import BODY, NAMED
from storywall.importing.items import Desk, Known, Ready, prepare
from storywall.importing.plan import Plan
from storywall.importing.reading import Row, Rows
from storywall.importing.related import Found, Members, Products
from storywall.importing.rows import Job, Maker
from storywall.importing.survey import even
from storywall.importing.tally import THERE, Reason, Tally, reason_of
from storywall.kinds import BY_NAME
from storywall.kinds.fields import slug_fault
from storywall.kinds.guess import guess_slug
from storywall.problems import N_
from storywall.spread import spread

BATCH = 4000
_SHORT = 40
"""Characters: a text shorter than this, and without an author, may well have been written twice."""
_SHOWN = frozenset("published publish active approved ok true yes 1 visible live enabled enable shown public".split())
_UNSHOWN = frozenset(
    "unpublished hidden rejected pending spam disabled disable archived draft deleted trash false no 0 not-yet inactive flagged private".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What became of a job: an item to write, or the reasons why there is none; notes on one that is."""

    line: int
    ready: Ready | None
    reasons: tuple[Reason, ...]


class WithPhotos(Protocol):
    """Who gives jobs their photos; a job whose photos can't come as they must is counted there, and doesn't come back."""

    def with_photos(self, jobs: Sequence[Job], plan: Plan) -> list[Job]: ...


class Sorter:
    """Sorts rows out: what is hidden, there already, a duplicate or without a product goes no further."""

    def __init__(self, table: Rows, plan: Plan, known: Known, desk: Desk, tally: Tally) -> None:
        self.table, self.plan, self.desk, self.tally = table, plan, desk, tally
        self.products, self.members = Products(plan, known), Members(plan, known)
        self.source = plan.preset.name if plan.preset else ""
        self.named = plan.own or plan.kind.name in NAMED or "slug" in plan.columns
        """Do names stand for themselves, without a mark of what the item is?"""
        self.seen: dict[str, int] = {}
        self.claimed: dict[tuple[str, str], int] = {}
        self.texts: dict[str, int] = {}
        self.titled: dict[str, str] = {}
        """For each mark of a title, the mark of the text that came with it first."""
        self.marks: dict[tuple[str, str], set[str]] = {}
        self.needed: dict[int, tuple[Found, ...]] = {}
        """For each line that became a job, the products and profiles that must be written first."""

    def jobs(self, rows: Iterable[Row]) -> Iterator[Job]:
        """Yield the jobs of a table's rows, and count all others."""
        for row in rows:
            self.tally.total += 1
            cells = even(row.cells, len(self.table.header))
            if cells is None:
                width = len(self.table.header)
                self.tally.leave(self.table.place(row.line), Reason(template=_UNEVEN, values={"found": len(row.cells), "width": width}))
                continue
            cells = self.plan.bare(cells)
            for field, places in self.plan.columns.items():
                for place in places:
                    if cells[place]:
                        self.tally.fields[field] += 1
                        break
            if self._is_shown(row.line, cells) and (job := self._job(row.line, cells)) is not None:
                yield job

    def _is_shown(self, line: int, cells: tuple[str, ...]) -> bool:
        if "status" not in self.plan.columns:
            return True
        status = self.plan.cell(cells, "status")
        word = status.casefold()
        if not status and self.plan.beside:
            return True  # heads of files say it only where they hide something
        if word in _UNSHOWN:
            self.tally.hidden[self.plan.cell(cells, "rating")] += 1
            self.tally.pass_by(self.table.place(line), Reason(template=N_("hidden in the source"), values={"value": status}))
            return False
        if word in _SHOWN:
            return True
        hint = N_("say what it means: --values status:{value}=published, or hidden")
        self.tally.leave(
            self.table.place(line), Reason(template=N_("nobody knows whether `{value}` means published"), values={"value": status}, hint=hint)
        )
        return False

    def _job(self, line: int, cells: tuple[str, ...]) -> Job | None:
        found, listed = self._products(cells)
        if wrong := next((each.reason for each in (found, *listed) if each.reason), None):
            self.tally.leave(self.table.place(line), wrong)
            return None
        parent = found.slug if self.plan.kind.within else ""
        name = self._name(cells, parent)
        if self._is_twice(line, cells, name, parent) or self._is_there(line, name, parent):
            return None
        person = self.members.find(self.plan.cell(cells, "author_name"))
        if person.reason is not None:
            self.tally.note(self.table.place(line), person.reason)
        self.needed[line] = tuple(each for each in (found, *listed, person) if each.new is not None)
        products = () if self.plan.kind.within else tuple(dict.fromkeys(each.slug for each in (found, *listed) if each.slug))
        return Job(line=line, cells=cells, name=name, parent=parent, products=products, author=person.slug)

    def _products(self, cells: tuple[str, ...]) -> tuple[Found, list[Found]]:
        """The product that a row is about, and those that it lists."""
        written = self.plan.cell(cells, "product") or self.plan.stated.get("product", "")
        found = self.products.find(written, cells) if written or self.plan.kind.within else Found()
        listed = self.plan.cell(cells, "products")
        return found, [self.products.find(each, cells) for each in listed.replace(",", ";").split(";") if each.strip()]

    def _name(self, cells: tuple[str, ...], parent: str) -> str:
        """The item's slug: as the row has it, else made of its words and of what makes it this item and no other."""
        plan = self.plan
        if slug := plan.cell(cells, "slug"):
            return slug if not slug_fault(slug) else guess_slug(slug)
        words = plan.cell(cells, "title") or plan.stated.get("title", "") or plan.cell(cells, "name") or plan.cell(cells, BODY)
        if plan.kind.name in NAMED:
            return guess_slug(texts.to_line(words))
        if plan.identity == "title":
            return identity.name(texts.to_line(words[:400]), self._title_mark(cells, parent), plan.kind.name)
        if plan.identity == "id":
            return identity.name(texts.to_line(words[:400]), identity.mark("content", plan.cell(cells, "id")), plan.kind.name)
        # Two sources may both count from 1; who wrote an item, and when, doesn't change when its text is edited.
        number = [plan.cell(cells, field) for field in ("id", "author_name", "date")]
        mark = identity.mark("id", self.source, parent, *number) if number[0] else self._mark(cells, parent)
        return identity.name(texts.to_line(words[:400]), mark, plan.kind.name)

    def _title_mark(self, cells: tuple[str, ...], parent: str) -> str:
        """By title, author and day, which stay when a text is mended; of two texts that share them, the second by its text too."""
        cell = self.plan.cell
        mark = identity.mark("title", parent, cell(cells, "title"), cell(cells, "author_name") or cell(cells, "author"), cell(cells, "date"))
        text = identity.mark(cell(cells, BODY))
        return mark if self.titled.setdefault(mark, text) == text else identity.mark(mark, text)

    def _mark(self, cells: tuple[str, ...], parent: str) -> str:
        """By author and text; what has no text of its own by all that it has, the second of its like by its number."""
        if mark := self._text_mark(cells, parent):
            return mark
        base = identity.mark("row", parent, *(self.plan.cell(cells, field) for field in sorted(self.plan.columns)))
        self.seen[base] = number = self.seen.get(base, 0) + 1
        return base if number == 1 else identity.mark(base, str(number))

    def _text_mark(self, cells: tuple[str, ...], parent: str) -> str:
        """What tells a text by an author from all others; empty where it doesn't: no text, or a short one by nobody knows whom."""
        author, text = self.plan.cell(cells, "author_name") or self.plan.cell(cells, "author"), self.plan.cell(cells, BODY)
        return identity.mark("text", parent, author, text) if len(text) >= _SHORT or (author and text) else ""

    def _is_there(self, line: int, name: str, parent: str) -> bool:
        names = self.desk.names(self.plan.kind, parent)
        key = (self.plan.kind.name, parent)
        if key not in self.marks:
            self.marks[key] = {identity.identity_of(each) for each in names}
        there = name in names or (not self.named and identity.identity_of(name) in self.marks[key])
        if there:
            self.tally.pass_by(self.table.place(line), Reason(template=THERE.template, values={"value": name}))
        return there

    def _is_twice(self, line: int, cells: tuple[str, ...], name: str, parent: str) -> bool:
        """Had an earlier row the same text by the same author, or the same number?"""
        mark = "" if self.plan.own else self._text_mark(cells, parent)
        first = self.texts.setdefault(mark, line) if mark else line
        reason = N_("a duplicate: the same text by the same author")
        if first == line:
            first = self.claimed.setdefault((parent, name if self.named else identity.identity_of(name)), line)
            reason = N_("a duplicate: the same item in the source")
        if first != line:
            self.tally.pass_by(self.table.place(line), Reason(template=reason, values={"line": self.table.place(first)}))
        return first != line


_UNEVEN = N_("{found} cells where the header has {width}: something in the row is shifted")


def bring(
    table: Rows,
    sorter: Sorter,
    maker: Maker,
    album: WithPhotos,
    *,
    write: bool,
    step: Callable[[int], None],
    processes: int | None = None,
    at_once: int = BATCH,
) -> None:
    """Bring a table's rows in, or with `write` false only say what would come; `step` is told how many rows are done.

    `at_once` items are in memory at a time, with their photos.
    """
    jobs = sorter.jobs(table.rows())
    batch = list(islice(jobs, at_once))

    def task(part: Sequence[Job]) -> list[_Made]:
        return [_make(job, maker) for job in part]

    while batch:
        following: list[Job] = []
        for part in spread(task, album.with_photos(batch, sorter.plan), processes):
            following += islice(jobs, min(at_once // 8, at_once - len(following)))
            for made in part:
                _settle(made, sorter, write=write)
            step(sorter.tally.total - len(following))
        batch = [*following, *islice(jobs, at_once - len(following))]
    step(sorter.tally.total)


def _make(job: Job, maker: Maker) -> _Made:
    draft, reasons = maker.draft(job)
    if draft is None:
        return _Made(line=job.line, ready=None, reasons=tuple(reasons))
    ready, problems = prepare(draft, maker.known)
    if ready is None:
        return _Made(line=job.line, ready=None, reasons=tuple(reason_of(problem) for problem in problems[:1]))
    return _Made(line=job.line, ready=ready, reasons=tuple(reasons))


def _settle(made: _Made, sorter: Sorter, *, write: bool) -> None:
    """Write what was made, after the product and the profile that it names; count it either way."""
    place, tally = sorter.table.place(made.line), sorter.tally
    needed = sorter.needed.pop(made.line, ())
    if made.ready is None:
        tally.leave(place, made.reasons[0])
        return
    for other in needed:
        _write_other(other, sorter, write=write)
    if write and not sorter.desk.write(made.ready):
        tally.pass_by(place, Reason(template=THERE.template, values={"value": made.ready.slug}))
        return
    if not write:
        parent, _, name = made.ready.slug.rpartition("/")
        sorter.desk.names(BY_NAME[made.ready.kind], parent).add(name)
    tally.bring(place, made.ready.file)
    for reason in made.reasons:
        tally.note(place, reason)


def _write_other(found: Found, sorter: Sorter, *, write: bool) -> None:
    kind = BY_NAME[found.new.kind] if found.new is not None else None
    if found.new is None or kind is None or found.slug in sorter.desk.names(kind):
        return
    if write:
        sorter.desk.write(found.new)
    sorter.desk.names(kind).add(found.slug)
    sorter.tally.created[kind.name] += 1
