"""What was sent, as items: the one that the form is for, and a profile where its sender wants one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from storywall.issues.desk import Desk
from storywall.issues.event import Event
from storywall.issues.values import Filled
from storywall.kinds import BY_NAME, Kind
from storywall.kinds.guess import guess_slug
from storywall.model import Plain, Source
from storywall.parse import parse
from storywall.scaffold.draft import Draft, free_slug
from storywall.scaffold.place import remove

_NUMBER = "github"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One item to write: its draft, its slug, and the item that it takes the place of."""

    draft: Draft
    slug: str
    old: Source | None = None

    @property
    def source(self) -> Source:
        """Where it lies."""
        return self.draft.source(self.slug, Path())

    @property
    def place(self) -> str:
        """Its file, or its folder where it has photos."""
        return self.source.file.removesuffix("/index.md")

    def write(self, root: Path) -> None:
        """Write it below a community's root."""
        if self.old is not None:
            remove(root / self.old.file.removesuffix("/index.md") if self.old.bundle else root / self.old.file)
        path = root / self.source.file
        path.parent.mkdir(parents=True, exist_ok=True)
        for name, data in self.draft.photos.items():
            path.with_name(name).write_bytes(data)
        path.write_text(self.draft.text, encoding="utf-8", newline="")


def pieces(kind: Kind, filled: Filled, slug: str, event: Event, desk: Desk) -> list[Piece]:
    """The items that a filled form makes, the form's own first; `slug` is the one that it has already, if it has."""
    if kind.name == "member":
        return [_profile(filled.values, filled.body, filled.photos, slug, event, desk)]
    values = dict(filled.values)
    handle = desk.accounts.get(event.account, "")
    more: list[Piece] = []
    name = str(values.get("author_name", ""))
    if not handle and filled.profile and name:
        more = [_profile({"name": name, "consent": {**filled.profile}}, "", {}, "", event, desk)]
        handle = more[0].slug
    if handle:
        values.pop("author_name", None)
        values["author"] = handle
    values["date"] = desk.home.today.isoformat()
    values["received"] = _day(event, desk)
    draft = Draft(kind=kind, values=values, body=filled.body, photos=filled.photos, within=filled.within)
    return [Piece(draft=draft, slug=slug or free_slug(draft, desk.home)), *more]


def _day(event: Event, desk: Desk) -> str:
    """The day on which it came in, where the community is; never after today, which may be given."""
    return min(event.created.astimezone(ZoneInfo(desk.home.settings.timezone)).date(), desk.home.today).isoformat()


def _profile(values: Mapping[str, Plain], body: str, photos: Mapping[str, bytes], slug: str, event: Event, desk: Desk) -> Piece:
    """A new profile with its sender's account number, or the one that the account has already, with what the form says now."""
    kind = BY_NAME["member"]
    handle = desk.accounts.get(event.account, "")
    old = next((each for each in desk.home.sources if each.key == f"member:{handle}"), None) if handle else None
    document = parse(old.path.read_bytes(), old.file)[0] if old else None
    if old is not None and document is not None:
        kept = {name: old.path.with_name(name).read_bytes() for name in old.beside if "avatar" not in values}
        merged = Draft(kind=kind, values={**document.values, **values}, body=body or document.body, photos={**kept, **photos})
        return Piece(draft=merged, slug=old.slug, old=old)
    fresh: dict[str, Plain] = {**values, "joined": desk.home.today.isoformat(), "accounts": {_NUMBER: str(event.account)}}
    draft = Draft(kind=kind, values=fresh, body=body, photos=photos)
    return Piece(draft=draft, slug=slug or free_slug(draft, desk.home))


def namesakes(name: str, desk: Desk) -> list[str]:
    """The handles of members who are called like this, however it is spelt: Latin letters for those of other scripts that look alike."""
    wanted = guess_slug(name)
    members = (entry for entry in desk.home.entries if entry.kind == "member")
    return [entry.slug for entry in members if wanted in (entry.slug, guess_slug(str(entry.data.name)))]
