"""A row -> a draft: cells are read as their fields want them, what the editor stated fills the gaps, and nothing is made up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from storywall.importing import texts, values
from storywall.importing.fields import BODY, Target
from storywall.importing.items import Draft, Known
from storywall.importing.plan import Plan
from storywall.importing.refused import ImportRefusedError
from storywall.importing.tally import Reason
from storywall.importing.values import UnreadError
from storywall.kinds.guess import guess_slug
from storywall.model import Plain
from storywall.problems import N_

_FIRST = (
    "title name rating author author_name date received language summary url category sku gtin brand joined place pros cons attributes recommend "
    "verified source products tags cover video photos incentive relationship consent reply"
).split()
"""The order of fields in the files that importing writes; others follow as the schema has them."""
_RANK = {name: place for place, name in enumerate(_FIRST)}
_APART = frozenset({"id", "slug", "status", "product", "products", "reply.public", "photos", BODY, "verified", "incentive", "incentive.note"})
_OF_OTHERS = ("product.", "member.", "photos.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A row that is to become an item: its place in the source, its cells, its name, and what the row alone doesn't know."""

    line: int
    cells: tuple[str, ...]
    name: str
    parent: str = ""
    products: tuple[str, ...] = ()
    author: str = ""
    """The handle of the profile that was made for its author; empty: none."""
    photos: Mapping[str, bytes] = field(default_factory=dict)
    photo_fields: tuple[Mapping[str, Plain], ...] = ()
    pictures: Mapping[str, str | Reason] = field(default_factory=dict)
    """For each picture that its text shows, by its address there: the name of its file among `photos`, or why there is none."""
    cover: str = ""
    notes: tuple[Reason, ...] = ()


class Maker:
    """Makes drafts of one table's rows. What is stated is read once; ImportRefusedError where it can't be."""

    def __init__(self, plan: Plan, known: Known) -> None:
        self.plan, self.known = plan, known
        self.stated = read_stated(plan)
        fields = dict.fromkeys([*plan.columns, *self.stated])
        apart = _APART | ({"cover"} if plan.beside else set())
        self.fields = {name: plan.target(name) for name in fields if name not in apart and not name.startswith(_OF_OTHERS)}

    def draft(self, job: Job) -> tuple[Draft | None, list[Reason]]:
        """Make a row's draft; without one where a value can't be read. Reasons say why, or what a reader should know."""
        reasons: list[Reason] = list(job.notes)
        flat: dict[str, Plain] = {}
        for name, target in self.fields.items():
            try:
                if value := self._value(target, name, job.cells, reasons):
                    flat[name] = value
            except UnreadError as unread:
                return None, [_unread(unread, name)]
        try:
            self._special(flat, job)
            body = self.body(job, reasons)
        except UnreadError as unread:
            return None, [_unread(unread, "")]
        draft = Draft(kind=self.plan.kind, name=job.name, parent=job.parent, values=nested(flat), body=body, photos=job.photos)
        return draft, reasons

    def _value(self, target: Target, name: str, cells: tuple[str, ...], reasons: list[Reason]) -> Plain:
        written = self.plan.cell(cells, name)
        if not written:
            return self.stated.get(name, "")
        if target.shape == "line" and values.is_mail(written):
            reasons.append(Reason(template=N_("an e-mail address in `{field}` stays out"), values={"field": name}, field=name))
            return ""
        return read_value(target, written, self.plan)

    def body(self, job: Job, reasons: list[Reason]) -> str:  # noqa: ARG002 - others have something to say of it
        """A row's text in our Markdown; what a reader should know of it goes into the reasons."""
        written = self.plan.cell(job.cells, BODY)
        match self.plan.text_format:
            case "markdown":
                return texts.clean_breaks(written)
            case "plain":
                return texts.plain_to_markdown(texts.clean(written))
            case "html":
                return texts.html_to_markdown(texts.clean(written))
        return texts.to_markdown(written)

    def _special(self, flat: dict[str, Plain], job: Job) -> None:
        """Fields whose value hangs on more than one cell."""
        if job.products:
            flat["products"] = list(job.products)
        if job.author:
            flat.pop("author_name", None)
            flat["author"] = job.author
        if job.photo_fields:
            flat["photos"] = [dict(fields) for fields in job.photo_fields]
        if job.cover:
            flat["cover"] = job.cover
        self._incentive(flat, job.cells)
        self._verified(flat, job.cells)
        self._reply(flat, job.cells)
        if self.plan.kind.sent and "consent" in self.plan.kind.schema.model_fields and not self.plan.own:
            flat["consent.channel"] = "import"
            if "relationship" in self.plan.kind.schema.model_fields:
                flat.setdefault("relationship", "unknown")

    def _incentive(self, flat: dict[str, Plain], cells: tuple[str, ...]) -> None:
        kind = self.plan.cell(cells, "incentive").strip().lower() or self.stated.get("incentive", "")
        note = texts.to_line(self.plan.cell(cells, "incentive.note")) or self.stated.get("incentive.note", "")
        if kind in ("true", "yes", "1"):
            raise UnreadError(_INCENTIVIZED, value=str(kind))
        if kind and note and kind != "none":
            flat["incentive.kind"], flat["incentive.note"] = kind, note
        elif kind:
            flat["incentive"] = kind

    def _verified(self, flat: dict[str, Plain], cells: tuple[str, ...]) -> None:
        """Only an explicit yes counts (T14): then the export that said so is the evidence, and the day of the import its date."""
        written = self.plan.cell(cells, "verified")
        if self.plan.own or "verified" not in self.plan.columns:
            return
        said = written and values.read_flag(written) == "true"
        if not said:
            for part in ("verified.by", "verified.date", "verified.evidence"):
                flat.pop(part, None)
            return
        if self.plan.preset is not None:
            flat.setdefault("verified.by", self.plan.preset.label)
            flat.setdefault("verified.evidence", f"import:{self.plan.preset.label}")
        flat.setdefault("verified.date", self.known.today.isoformat())

    def _reply(self, flat: dict[str, Plain], cells: tuple[str, ...]) -> None:
        public = self.plan.cell(cells, "reply.public")
        if "reply.text" not in flat or (public and values.read_flag(public) == "false"):
            for part in ("reply.text", "reply.date", "reply.by"):
                flat.pop(part, None)
        else:
            flat.setdefault("reply.by", self.known.settings.brand)


_INCENTIVIZED = N_("it was incentivized, but the source doesn't say by what: --values incentive:{value}=gift (or sample, discount, …)")


def _unread(unread: UnreadError, name: str) -> Reason:
    return Reason(template=unread.template, values={"field": name, **unread.values}, field=name, hint=_MEANING if name else "")


_MEANING = N_("say what it means: --values {field}:{value}=…, or - to leave the field out")


def read_stated(plan: Plan) -> dict[str, Plain]:
    """Read what the editor stated of the items themselves (not of members to create); ImportRefusedError where it can't be read."""
    read: dict[str, Plain] = {}
    for name, written in plan.stated.items():
        if name.startswith("member."):
            continue
        try:
            read[name] = read_value(plan.target(name), written, plan)
        except UnreadError as unread:
            raise ImportRefusedError(N_("--set {field}: {value} can't be read"), field=name, value=written) from unread
    return read


def read_value(target: Target, written: str, plan: Plan) -> Plain:
    """Read one value as its field wants it; UnreadError where that can't be done with certainty."""
    if plan.own and target.shape not in ("list", "slugs", "structure"):
        return texts.clean_breaks(written)  # it is as a file of ours has it, and the schema reads it
    match target.shape:
        case "line":
            return texts.to_line(written)
        case "text":
            return texts.to_plain(written)
        case "day":
            return values.read_day(written, plan.date_order)
        case "rating":
            return values.read_rating(written, plan.scale)
        case "flag":
            return values.read_flag(written)
        case "list":
            return [*values.read_list(written)]
        case "slugs":
            words = values.read_list(written, commas=True)
            return [guess_slug(word) for word in words] if target.name == "tags" else [*words]
        case "structure":
            return _structure(written)
    return written.replace("_", "-") if target.name == "language" else written


def _structure(written: str) -> Plain:
    try:
        return as_texts(json.loads(written))
    except (ValueError, RecursionError):
        raise UnreadError(N_("`{value}` isn't JSON"), value=written) from None


def as_texts(value: Any) -> Plain:
    """What JSON holds as front matter holds it: every scalar is text."""
    if isinstance(value, dict):
        return {str(key): as_texts(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_texts(inner) for inner in value]
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def nested(flat: Mapping[str, Plain]) -> dict[str, Plain]:
    """Dotted paths become groups, in the order in which files have them."""
    made: dict[str, Plain] = {}
    for path, head, rest in _in_order(tuple(flat)):
        if not rest:
            made[head] = flat[path]
            continue
        group = made.setdefault(head, {})
        if isinstance(group, dict):
            group[rest] = flat[path]
    return made


@lru_cache(maxsize=1024)  # most rows of a table fill the same fields
def _in_order(paths: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Each path with its group and the rest."""
    parted = [(path, head, rest) for path in paths for head, _, rest in (path.partition("."),)]
    return sorted(parted, key=lambda each: _RANK.get(each[1], len(_RANK)))
