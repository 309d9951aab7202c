"""The products and members that rows name: found among those that are there, or made where the editor asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storywall.importing import texts
from storywall.importing.items import Draft, Known, Ready, learn, prepare
from storywall.importing.plan import Plan
from storywall.importing.refused import ImportRefusedError
from storywall.importing.rows import nested, read_value
from storywall.importing.tally import Reason, reason_of
from storywall.importing.values import UnreadError, is_mail
from storywall.kinds import BY_NAME
from storywall.kinds.guess import guess_slug
from storywall.model import Entry, Plain
from storywall.problems import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The slug that a row's words mean, and the item that must be written before the row's own; without a slug the reason."""

    slug: str = ""
    new: Ready | None = None
    reason: Reason | None = None


class Products:
    """Finds products by slug, article number or name; the words of a source mean the same product throughout."""

    def __init__(self, plan: Plan, known: Known) -> None:
        self.plan, self.known = plan, known
        self._by_word = _words_of(known.entries)
        self._found: dict[str, Found] = {}

    def find(self, written: str, cells: tuple[str, ...]) -> Found:
        """The product of a row."""
        word = " ".join(written.split()).casefold()
        if word not in self._found:
            self._found[word] = self._look(written, word, cells)
        return self._found[word]

    def _look(self, written: str, word: str, cells: tuple[str, ...]) -> Found:
        if not word:
            return Found(reason=Reason(template=N_("it names no product"), hint=N_("map a column to `product`, or state it: --set product=…")))
        if slug := self._by_word.get(word):
            return Found(slug=slug)
        slug = guess_slug(texts.to_line(written))
        if f"product:{slug}" in self.known.entries:
            return Found(slug=slug)
        if f"product:{slug}" in self.known.keys:
            return Found(reason=Reason(template=N_("the product `{value}` has errors: storywall check names them"), values={"value": slug}))
        if "products" not in self.plan.create:
            return Found(reason=Reason(template=_NO_PRODUCT, values={"value": written, "slug": slug}, hint=_CREATE_PRODUCT))
        return self._make(written, slug, cells)

    def _make(self, written: str, slug: str, cells: tuple[str, ...]) -> Found:
        """A new product: named by a mapped column, else by what the source calls it."""
        flat: dict[str, Plain] = {"name": texts.to_line(written)}
        for field in (name for name in dict.fromkeys([*self.plan.columns, *self.plan.stated]) if name.startswith("product.")):
            given = self.plan.cell(cells, field) or self.plan.stated.get(field, "")
            try:
                if given and (value := read_value(self.plan.target(field), given, self.plan)):
                    flat[field.removeprefix("product.")] = value
            except UnreadError as unread:
                return Found(reason=Reason(template=unread.template, values={"field": field, **unread.values}, field=field))
        return _made(Draft(kind=BY_NAME["product"], name=slug, values=nested(flat)), self.known)


_NO_PRODUCT = N_("there is no product `{value}`")
_CREATE_PRODUCT = N_("add it, say which it is (--values product:{value}=its-slug), or let it be made: --create products")


def _words_of(entries: Mapping[str, Entry]) -> dict[str, str]:
    """What a product may be called: slug, article numbers, name; a word that two products share means neither."""
    found: dict[str, set[str]] = {}
    for entry in entries.values():
        if entry.kind == "product":
            for word in (entry.data.sku, entry.data.gtin, entry.data.name):
                if word:
                    found.setdefault(" ".join(word.split()).casefold(), set()).add(entry.slug)
    words = {word: slugs.pop() for word, slugs in found.items() if len(slugs) == 1}
    return words | {entry.slug: entry.slug for entry in entries.values() if entry.kind == "product"}


class Members:
    """Makes a profile for each author's name where the editor asked for it and stated since when, and on what ground (T1)."""

    def __init__(self, plan: Plan, known: Known) -> None:
        self.known = known
        self.wanted = "members" in plan.create
        self._found: dict[str, Found] = {}
        self._values = _stated_of_members(plan) if self.wanted else {}

    def find(self, name: str) -> Found:
        """The profile of a name; no slug where none is to be made, and a reason where it can't be."""
        name = texts.to_line(name)
        if not self.wanted or not name or is_mail(name):
            return Found()
        word = name.casefold()
        if word not in self._found:
            self._found[word] = self._look(name)
        return self._found[word]

    def _look(self, name: str) -> Found:
        handle = guess_slug(name)
        there = self.known.entries.get(f"member:{handle}")
        if there is not None and there.data.name.casefold() == name.casefold() and there.data.consent.channel == "import":
            return Found(slug=handle)
        if there is not None or f"member:{handle}" in self.known.keys:
            # Nobody can tell whether a member of this name is the one who wrote.
            return Found(reason=Reason(template=_TAKEN, values={"value": handle}))
        return _made(Draft(kind=BY_NAME["member"], name=handle, values=nested({"name": name, **self._values})), self.known)


_TAKEN = N_("the handle `{value}` is somebody else's, so the name stands without a profile")


def _stated_of_members(plan: Plan) -> dict[str, Plain]:
    stated = {field.removeprefix("member."): value for field, value in plan.stated.items() if field.startswith("member.")}
    needed = ("joined", "consent.scopes", "consent.date", "consent.basis")
    if missing := [f"--set member.{field}=…" for field in needed if field not in stated]:
        raise ImportRefusedError(
            N_("profiles are made only where it is stated since when, and on what ground they are shown; what lacks:"),
            lines=tuple((option, "") for option in missing),
        )
    from storywall.importing.fields import targets

    known = targets(BY_NAME["member"])
    try:
        return {field: read_value(known[field], value, plan) for field, value in stated.items()} | {"consent.channel": "import"}
    except UnreadError as unread:
        raise ImportRefusedError(N_("--set member.…={value} can't be read"), value=str(unread.values.get("value", ""))) from unread


def _made(draft: Draft, known: Known) -> Found:
    ready, problems = prepare(draft, known)
    if ready is None:
        return Found(reason=reason_of(problems[0]))
    learn(known, ready)
    return Found(slug=draft.name, new=ready)
