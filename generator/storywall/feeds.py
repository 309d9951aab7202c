"""Feeds: Atom (RFC 4287) and JSON Feed 1.1, for the site, each kind, tag, product and member."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from pydantic_core import to_json

from storywall.kinds import KINDS
from storywall.kinds.fields import value
from storywall.model import Asset, Entry
from storywall.render import Site
from storywall.render.items import Item, Tag
from storywall.view import day_of

_KEPT = 40_000
"""So many entries of feeds a process keeps, in either form."""
_PLAIN = re.compile("[^&<>\"']*")
"""A text that stands in an attribute as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedJob:
    """One feed to make, in both forms: where it lies, its title, and the references of its entries, newest first."""

    base: str
    title: str
    keys: tuple[str, ...]


def plan(site: Site) -> list[FeedJob]:
    """Name all feeds; an empty section has one too, so that a reader can subscribe before the first entry."""
    view = site.view
    most = site.settings.listings.feed
    of_the_site = [view.entries(kind.name) for kind in KINDS if kind.feed and kind.listing]
    jobs = [_job(site, "", site.settings.name, _newest(of_the_site, most))]
    for kind in KINDS:
        if kind.feed:
            jobs.append(_job(site, f"{kind.folder}/", site.words.gettext(kind.label), view.entries(kind.name)))
    for tag, entries in view.by_tag.items():
        jobs.append(_job(site, f"tags/{tag}/", site.settings.tag_label(tag), entries))
    for product in view.entries("product"):
        about = [view.reviews.get(product.slug, ()), view.by_product.get(product.slug, ())]
        jobs.append(_job(site, f"products/{product.slug}/", product.data.name, _newest(about, most)))
    for member in view.entries("member"):
        if entries := view.by_author.get(member.slug, ()):
            jobs.append(_job(site, f"members/{member.slug}/", member.data.name, entries))
    return jobs


def _newest(groups: Iterable[Sequence[Entry]], most: int) -> list[Entry]:
    """The newest of several groups, each newest first; of one day, in the order of their references."""
    near = [entry for entries in groups for entry in _near(entries, most)]
    return sorted(near, key=lambda entry: (_day(entry), entry.key), reverse=True)[:most]


def _near(entries: Sequence[Entry], most: int) -> Sequence[Entry]:
    """The first `most`, and what is of the same day as the last of them: all the rest is older."""
    end = most
    while 0 < end < len(entries) and _day(entries[end]) == _day(entries[most - 1]):
        end += 1
    return entries[:end]


def _day(entry: Entry) -> date:
    return day_of(entry) or date.min


def _job(site: Site, base: str, title: str, entries: Sequence[Entry]) -> FeedJob:
    label = title if title == site.settings.name else f"{title} · {site.settings.name}"
    return FeedJob(base=base, title=label, keys=tuple(entry.key for entry in entries[: site.settings.listings.feed]))


def make(job: FeedJob, site: Site) -> Iterator[Asset]:
    """Make one feed in both forms."""
    if len(site.pieces) > _KEPT:  # most entries stand in their member's feed and in no other
        site.pieces.clear()
    newest = [site.items.item(key) for key in job.keys]
    changed = [item.modified or site.view.today for item in newest]
    yield Asset(address=f"{job.base}feed.xml", data=_atom(site, job.base, job.title, newest, changed))
    yield Asset(address=f"{job.base}feed.json", data=_json(site, job.base, job.title, newest, changed))


def _stamp(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _summary(site: Site, item: Item) -> str:
    """What a reader sees of an entry: its stars, what it was made in return for (T9), and its beginning."""
    rating = value(item.data, "rating", None)
    if rating is None and not item.labels:
        return item.excerpt
    parts = [label.text + (f" ({label.note})" if label.note else "") for label in item.labels]
    if rating is not None:
        parts.insert(0, site.words.ngettext("%(num)d star", "%(num)d stars", rating) % {"num": rating})
    return " — ".join(part for part in (" · ".join(parts), item.excerpt) if part)


def _author(site: Site, item: Item) -> str:
    return item.author.name if item.author is not None else site.settings.name


def _text(text: str) -> str:
    """A text within an element; few have anything to escape."""
    return escape(text, quote=False) if "&" in text or "<" in text or ">" in text else text


def _attribute(text: str) -> str:
    """A text of one line as an attribute's value, with its quotation marks."""
    return f'"{text if _PLAIN.fullmatch(text) else escape(text)}"'


def _atom(site: Site, base: str, title: str, items: Sequence[Item], changed: Sequence[date]) -> bytes:
    # Written by hand: a tree of elements costs five times as much, and a reader parses them all in a test. HTML's escapes are XML's too;
    # the XML library's own bring all that can open addresses with them.
    own = f"{site.site_url}{base}feed.xml"
    # An empty feed has changed on no day that its content could tell; the epoch says so without reading the clock.
    updated = _stamp(max(changed, default=date(1970, 1, 1)))
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{_text(own)}</id><title>{_text(title)}</title><updated>{updated}</updated>"
        f'<link href={_attribute(site.site_url + base)} rel="alternate" type="text/html"/>'
        f'<link href={_attribute(own)} rel="self" type="application/atom+xml"/>'
        f"<author><name>{_text(site.settings.name)}</name></author>\n"
    )
    entries = (_atom_entry(site, item, day) for item, day in zip(items, changed, strict=True))
    return f"{head}{''.join(entries)}</feed>\n".encode()


def _atom_entry(site: Site, item: Item, day: date) -> str:
    """An entry is the same in all feeds that it is in, so it is written once."""
    key = ("atom", item.key)
    if key not in site.pieces:
        link, changed = site.site_url + item.address, _stamp(day)
        published = _stamp(item.day) if item.day and item.day is not day else changed
        tags = "".join([_category(site, tag) for tag in item.tags])
        site.pieces[key] = (
            f"<entry><id>{_text(link)}</id><title>{_text(item.title)}</title>"
            f"<updated>{changed}</updated><published>{published}</published>"
            f'<link href={_attribute(link)} rel="alternate" type="text/html"/>'
            f"<author><name>{_text(_author(site, item))}</name></author>{tags}"
            f'<summary type="text">{_text(_summary(site, item))}</summary></entry>\n'
        )
    return site.pieces[key]


def _category(site: Site, tag: Tag) -> str:
    key = ("category", tag.name)
    if key not in site.pieces:
        site.pieces[key] = f"<category term={_attribute(tag.name)} label={_attribute(tag.label)}/>"
    return site.pieces[key]


def _json(site: Site, base: str, title: str, items: Sequence[Item], changed: Sequence[date]) -> bytes:
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": site.site_url + base,
        "feed_url": f"{site.site_url}{base}feed.json",
        "language": site.settings.language,
        "items": [],
    }
    head = to_json(feed).decode().removesuffix("]}")
    return f"{head}{','.join([_json_entry(site, item, day) for item, day in zip(items, changed, strict=True)])}]}}\n".encode()


def _json_entry(site: Site, item: Item, day: date) -> str:
    key = ("json", item.key)
    if key not in site.pieces:
        site.pieces[key] = to_json(_json_item(site, item, day)).decode()
    return site.pieces[key]


def _json_item(site: Site, item: Item, day: date) -> dict[str, Any]:
    link, changed = site.site_url + item.address, _stamp(day)
    entry: dict[str, Any] = {
        "id": link,
        "url": link,
        "title": item.title,
        "content_text": _summary(site, item),
        "date_published": _stamp(item.day) if item.day and item.day is not day else changed,
        "date_modified": changed,
        "authors": [{"name": _author(site, item)}],
        "language": item.language,
    }
    if item.tags:
        entry["tags"] = [tag.label for tag in item.tags]
    if item.cover is not None:
        entry["image"] = site.site_url + item.cover.plain
    if item.labels:
        entry["_storywall"] = {"labels": [{"name": label.name, "text": label.text, "note": label.note} for label in item.labels]}
    return entry
