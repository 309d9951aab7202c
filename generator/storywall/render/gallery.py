"""All photos of stories, reviews, spotlights and photo items in one stream, newest first, and by what they can be chosen by."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from storywall.kinds import BY_NAME
from storywall.render.items import Item, Items, PhotoItem, lists_photos
from storywall.view import View

KINDS_SHOWN = ("photo", "story", "review", "spotlight")
FILTERS = ("kind", "product", "tag", "member")
"""What photos can be chosen by; the words stand in addresses."""
CHOICES_AT_MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A photo in the gallery, and the item that it belongs to."""

    photo: PhotoItem
    item: Item

    @property
    def key(self) -> str:
        """What tells it from all others: the item's reference and the file."""
        return f"{self.item.key}\n{self.photo.file}"

    @property
    def anchor(self) -> str:
        """Its place on a page of the gallery, and what opens it there: the end of its own page's address."""
        return self.photo.address.removeprefix("photos/").strip("/")

    def values(self, by: str) -> tuple[str, ...]:
        """What it can be chosen by: the item's kind, its products, its tags, its author."""
        if by == "kind":
            return (self.item.kind.name,)
        if by == "product":
            return tuple(key.partition(":")[2] for key in self.item.products)
        if by == "tag":
            return tuple(tag.name for tag in self.item.tags)
        return (self.item.author.handle,) if self.item.author and self.item.author.address else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """The stream, and the parts of it by filter and value (`product`, `morning-mug`); each picture once, where it was shown last."""

    shots: tuple[Shot, ...]
    parts: Mapping[str, Mapping[str, tuple[Shot, ...]]]
    by_key: Mapping[str, Shot]

    def choices(self, by: str, chosen: str = "") -> list[str]:
        """The values that most photos have; the one that is chosen among them."""
        part = self.parts[by]
        most = sorted(part, key=lambda value: (-len(part[value]), value))[:CHOICES_AT_MOST]
        return most if chosen in most or not chosen else [*most[:-1], chosen]


def gallery(view: View, items: Items) -> Gallery:
    """Gather the photos of all that may show."""
    entries = [entry for entry in view.by_key.values() if entry.kind in KINDS_SHOWN]
    shots: dict[str, Shot] = {}
    for item in (items.item(entry.key) for entry in entries if lists_photos(entry)):
        for photo in item.photos:
            # A member's photo that stands in a story and by itself is one picture.
            shots.setdefault(photo.plain, Shot(photo=photo, item=item))
    parts: dict[str, dict[str, list[Shot]]] = {by: defaultdict(list) for by in FILTERS}
    for shot in shots.values():
        for by in FILTERS:
            for value in shot.values(by):
                parts[by][value].append(shot)
    return Gallery(
        shots=tuple(shots.values()),
        parts={by: {value: tuple(found) for value, found in sorted(part.items())} for by, part in parts.items()},
        by_key={shot.key: shot for shot in shots.values()},
    )


def index(shots: Iterable[Shot]) -> bytes:
    """What the page's script needs to choose by several things at once and to show what is left: JSON, addresses from the site's root."""
    return json.dumps([_row(shot) for shot in shots], ensure_ascii=False, separators=(",", ":")).encode()


def _row(shot: Shot) -> dict[str, Any]:
    photo, item = shot.photo, shot.item
    return {
        "at": shot.anchor,
        "alt": photo.alt,
        "src": photo.plain,
        "set": [[address, width] for address, width in photo.sources],
        "size": [photo.width, photo.height],
        "ratio": photo.ratio,
        "title": item.title,
        "item": item.address,
        "by": item.author.name if item.author else "",
        "labels": [[label.name, label.text] for label in item.labels],
        "language": item.language,
        **{by: list(shot.values(by)) for by in FILTERS},
    }


def image_object(shot: Shot, site_url: str) -> dict[str, str]:
    """The photo's properties as schema.org's ImageObject has them (T8), but for its creator: the licence as an address where its name is known."""
    photo, item = shot.photo, shot.item
    found = {
        "contentUrl": site_url + photo.source,
        "thumbnailUrl": site_url + photo.small,
        "url": site_url + photo.address,
        "name": photo.caption or item.title,
        "description": photo.alt,
        "width": str(photo.width),
        "height": str(photo.height),
        "copyrightNotice": photo.licence,
    }
    if item.day:
        found["datePublished"] = item.day.isoformat()
    if address := LICENCES.get(photo.licence.casefold()):
        found |= {"license": address, "acquireLicensePage": site_url + photo.address}
    return found


LICENCES = {"cc0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/", "cc0": "https://creativecommons.org/publicdomain/zero/1.0/"} | {
    f"cc {kind} {version}": f"https://creativecommons.org/licenses/{kind}/{version}/"
    for kind in ("by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd")
    for version in ("4.0", "3.0", "2.0")
}
"""The addresses of licences that are known by their names."""


def label(by: str, value: str, items: Items, view: View) -> str:
    """What a value is called in the interface's language."""
    if by == "kind":
        return items.words.gettext(BY_NAME[value].label)
    if by == "tag":
        return items.tag(value).label
    return items.item(f"{by}:{value}").title if f"{by}:{value}" in view.by_key else value
