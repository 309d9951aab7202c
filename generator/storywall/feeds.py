"""Feeds: Atom (RFC 4287) and JSON Feed 1.1, for the site, each kind, tag, product and member."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from storywall.kinds import KINDS
from storywall.model import Asset, Entry
from storywall.render import Site
from storywall.render.items import Item
from storywall.render.pages import modified
from storywall.view import day_of

_ATOM = "http://www.w3.org/2005/Atom"
ET.register_namespace("", _ATOM)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedJob:
    """One feed to make, in both forms: where it lies, its title, and the references of its entries, newest first."""

    base: str
    title: str
    keys: tuple[str, ...]


def plan(site: Site) -> list[FeedJob]:
    """Name all feeds; an empty section has one too, so that a reader can subscribe before the first entry."""
    view = site.view
    of_the_site = [entry for kind in KINDS if kind.feed and kind.listing for entry in view.entries(kind.name)]
    jobs = [_job(site, "", site.settings.name, _by_day(of_the_site))]
    for kind in KINDS:
        if kind.feed:
            jobs.append(_job(site, f"{kind.folder}/", site.words.gettext(kind.label), view.entries(kind.name)))
    for tag, entries in view.by_tag.items():
        jobs.append(_job(site, f"tags/{tag}/", site.settings.tag_label(tag), entries))
    for product in view.entries("product"):
        about = [*view.reviews.get(product.slug, ()), *view.by_product.get(product.slug, ())]
        jobs.append(_job(site, f"products/{product.slug}/", product.data.name, _by_day(about)))
    for member in view.entries("member"):
        if entries := view.by_author.get(member.slug, ()):
            jobs.append(_job(site, f"members/{member.slug}/", member.data.name, entries))
    return jobs


def _by_day(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (day_of(entry) or date.min, entry.key), reverse=True)


def _job(site: Site, base: str, title: str, entries: Sequence[Entry]) -> FeedJob:
    label = title if title == site.settings.name else f"{title} · {site.settings.name}"
    return FeedJob(base=base, title=label, keys=tuple(entry.key for entry in entries[: site.settings.listings.feed]))


def make(job: FeedJob, site: Site) -> Iterator[Asset]:
    """Make one feed in both forms."""
    newest = [site.items.item(key) for key in job.keys]
    changed = [modified(site.view.by_key[key]) or site.view.today for key in job.keys]
    yield Asset(address=f"{job.base}feed.xml", data=_atom(site, job.base, job.title, newest, changed))
    yield Asset(address=f"{job.base}feed.json", data=_json(site, job.base, job.title, newest, changed))


def _stamp(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _summary(site: Site, item: Item) -> str:
    """What a reader sees of an entry: its stars, what it was made in return for (T9), and its beginning."""
    parts = [label.text + (f" ({label.note})" if label.note else "") for label in item.labels]
    if (rating := getattr(item.data, "rating", None)) is not None:
        parts.insert(0, site.words.ngettext("%(num)d star", "%(num)d stars", rating) % {"num": rating})
    return " — ".join(part for part in (" · ".join(parts), item.excerpt) if part)


def _author(site: Site, item: Item) -> str:
    return item.author.name if item.author is not None else site.settings.name


def _atom(site: Site, base: str, title: str, items: Sequence[Item], changed: Sequence[date]) -> bytes:
    feed = ET.Element(f"{{{_ATOM}}}feed")
    home, own = urljoin(site.site_url, base), urljoin(site.site_url, f"{base}feed.xml")

    def add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
        element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
        element.text = text
        return element

    add(feed, "id", own)
    add(feed, "title", title)
    # An empty feed has changed on no day that its content could tell; the epoch says so without reading the clock.
    add(feed, "updated", _stamp(max(changed, default=date(1970, 1, 1))))
    add(feed, "link", href=home, rel="alternate", type="text/html")
    add(feed, "link", href=own, rel="self", type="application/atom+xml")
    add(add(feed, "author"), "name", site.settings.name)
    for item, day in zip(items, changed, strict=True):
        entry = add(feed, "entry")
        link = urljoin(site.site_url, item.address)
        add(entry, "id", link)
        add(entry, "title", item.title)
        add(entry, "updated", _stamp(day))
        add(entry, "published", _stamp(item.day or day))
        add(entry, "link", href=link, rel="alternate", type="text/html")
        add(add(entry, "author"), "name", _author(site, item))
        for tag in item.tags:
            add(entry, "category", term=tag.name, label=tag.label)
        add(entry, "summary", _summary(site, item), type="text")
    text: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _json(site: Site, base: str, title: str, items: Sequence[Item], changed: Sequence[date]) -> bytes:
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": urljoin(site.site_url, base),
        "feed_url": urljoin(site.site_url, f"{base}feed.json"),
        "language": site.settings.language,
        "items": [_json_item(site, item, day) for item, day in zip(items, changed, strict=True)],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def _json_item(site: Site, item: Item, day: date) -> dict[str, Any]:
    link = urljoin(site.site_url, item.address)
    entry: dict[str, Any] = {
        "id": link,
        "url": link,
        "title": item.title,
        "content_text": _summary(site, item),
        "date_published": _stamp(item.day or day),
        "date_modified": _stamp(day),
        "authors": [{"name": _author(site, item)}],
        "language": item.language,
    }
    if item.tags:
        entry["tags"] = [tag.label for tag in item.tags]
    if item.cover is not None:
        entry["image"] = urljoin(site.site_url, item.cover.source)
    if item.labels:
        entry["_storywall"] = {"labels": [{"name": label.name, "text": label.text, "note": label.note} for label in item.labels]}
    return entry


