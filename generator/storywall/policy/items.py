"""What somebody who isn't an editor may do with an item: send a new one, and change or take out their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from storywall.codes import problem
from storywall.policy.alike import skeleton
from storywall.policy.fields import check_record, editors_fields, required_days
from storywall.policy.request import Item, Request, Text
from storywall.problems import Path, Position, Problem

DAYS = 60
"""So far from today may be a day that a new item says: a request waits, and clocks differ."""


def check_kept(request: Request, item: Item) -> Iterator[Problem]:
    """An item that is published: its author may change it, but for what editors set and what was said for good."""
    owner = _owner(item)
    if owner not in request.own:
        known = owner in request.profiles and request.number(request.profiles[owner])
        yield problem("not-yours" if known else "nobody-s-item", item.file, Position(), owner=owner)
        return
    for text in item.after:
        old = item.old
        if old is None or text.document is None:
            continue
        for field in editors_fields(item.kind.schema, old.values, text.values):
            yield text.problem("editors-field", field, field=_dotted(field))
        for name in ("author", "author_name"):
            if old.says(name) != text.says(name):
                yield text.problem("author-changed", (name,))
        yield from check_record(old, text)
        if item.kind.name == "member":
            yield from _alike(request, item, text, "name")


def check_new(request: Request, item: Item, mine: frozenset[str]) -> Iterator[Problem]:
    """An item that isn't published yet; `mine` are the sender's handles, that of a new profile included."""
    if not item.is_there:
        return
    if item.kind.name == "member":
        yield from _new_profile(request, item)
    for text in item.after:
        if text.document is None:
            continue
        required = required_days(item.kind.schema)
        for field in editors_fields(item.kind.schema, {}, text.values):
            if field[0] in required or (item.kind.name == "member" and field[0] == "accounts"):
                continue
            yield text.problem("editors-field", field, field=_dotted(field))
        yield from _days(request, text, required)
        yield from check_record(None, text)
        if item.kind.name != "member":
            yield from _author(request, item, text, mine)
        yield from _moved(request, text)


def _owner(item: Item) -> str:
    """The handle that an item belongs to as it is published; empty where it has none."""
    if item.kind.name == "member":
        return item.slug
    return item.old.says(item.kind.author) if item.old is not None else ""


def _author(request: Request, item: Item, text: Text, mine: frozenset[str]) -> Iterator[Problem]:
    author, name = text.says("author"), text.says("author_name")
    own = min(mine, default="")
    if author and author not in mine:
        yield text.problem("not-your-handle", ("author",), value=author, guess=own, actor=request.actor)
    elif name and request.own:
        yield text.problem("not-your-handle", ("author_name",), value=name, guess=own, actor=request.actor)
    elif not author and not name:
        yield problem("no-author", text.file, Position())
    yield from _alike(request, item, text, "author_name")


def _new_profile(request: Request, item: Item) -> Iterator[Problem]:
    for text in item.after:
        accounts = text.values.get("accounts")
        if accounts is not None and accounts != {request.host: str(request.actor)}:
            yield text.problem("accounts-not-yours", ("accounts",), field=f"accounts: {{{request.host}: {request.actor}}}")
        yield from _alike(request, item, text, "name")
    new = [other.slug for other in request.items if other.kind.name == "member" and not other.was_there and other.is_there]
    if others := sorted({*request.own, *new} - {item.slug}):
        yield problem("second-profile", item.file, Position(), value=others[0])
    if request.in_use(item.slug):
        yield problem("handle-in-use", item.file, Position(), value=item.slug)
    shape = skeleton(item.slug)
    for handle in sorted(request.profiles):
        if skeleton(handle) == shape:
            yield problem("like-another-s-name", item.file, Position(), value=item.slug, other=handle)
            return


def _alike(request: Request, item: Item, text: Text, field: str) -> Iterator[Problem]:
    """A name that reads like that of a member who is somebody else."""
    shape = skeleton(text.says(field))
    if not shape:
        return
    for handle, profile in sorted(request.profiles.items()):
        somebody_else = handle not in request.own and handle != item.slug
        if somebody_else and shape in (skeleton(profile.says("name")), skeleton(handle)):
            yield text.problem("like-another-s-name", (field,), value=text.says(field), other=handle)
            return


def _days(request: Request, text: Text, names: frozenset[str]) -> Iterator[Problem]:
    for name in sorted(names):
        written = text.says(name)
        try:
            day = date.fromisoformat(written)
        except ValueError:
            continue  # which `check` says
        if abs((day - request.day).days) > DAYS:
            yield text.problem("day-too-far", (name,), field=name, value=written, today=request.day.isoformat())


def _moved(request: Request, text: Text) -> Iterator[Problem]:
    """The words of an item that the request takes out elsewhere."""
    body = text.document.body.strip() if text.document is not None else ""
    for other in request.items:
        old = other.old
        if other.is_there or old is None or old.document is None:
            continue
        if old.blob == text.blob or (body and old.document.body.strip() == body):
            yield problem("renamed-item", text.file, Position(), other=old.file)


def _dotted(field: Path) -> str:
    return ".".join(str(part) for part in field)
