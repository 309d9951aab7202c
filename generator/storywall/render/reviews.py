"""A review's inside, the same on its product's pages, in the lists of all reviews and in what a script fetches: rendered once and kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from markupsafe import Markup

from storywall.model import Body, Entry

if TYPE_CHECKING:
    from storywall.render.site import Site

_NO_BODY = Body()
# In a text `<` is escaped, so these are the tags that markup wrote.
_OWN_ID = re.compile(r'<(?:h[2-6] id="m-|a href="#m-)')


def wanted(entries: Iterable[Entry], site: Site) -> Iterator[str]:
    """The store's keys of the bodies that are needed to show reviews."""
    return (entry.body_key for entry in entries if entry.body_key and entry.key not in site.reviewed.kept)


def told(entries: Iterable[Entry], site: Site, bodies: Mapping[str, Body]) -> dict[str, Markup]:
    """The insides of reviews by their references."""
    return {entry.key: _inside(entry, site, bodies) for entry in entries}


def _inside(entry: Entry, site: Site, bodies: Mapping[str, Body]) -> Markup:
    kept = site.reviewed.kept
    if entry.key not in kept:
        item = site.items.item(entry.key)
        body = apart(site.body(item, bodies.get(entry.body_key, _NO_BODY)), entry.name) if entry.body_key else ""
        product = site.items.item(item.products[0])
        kept[entry.key] = Markup(site.render("components/review-inside.html", item=item, body=body, product=product))  # noqa: S704 - autoescaped
    return kept[entry.key]


def apart(body: Markup, name: str) -> Markup:
    """Several bodies stand on one page, so the ids of their headings, and the links to them, bear the entry's name."""
    return Markup(_OWN_ID.sub(lambda found: f"{found[0]}{name}-", body))  # noqa: S704 - a slug is put into HTML of our own
