"""What a product's page tells search engines: the product, its one average, and the reviews that stand on that page (T10, T16).

Follows Google Search Central's "Product snippet" and "Review snippet" and the FTC's rules on endorsements (16 CFR 255.5, 465).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from storywall.kinds.fields import value
from storywall.markup import plain_text
from storywall.model import Body, Entry
from storywall.render.items import Item
from storywall.render.site import Site
from storywall.render.structured_data import person, picture
from storywall.view import counts


def of_product(site: Site, item: Item, shown: Sequence[Entry], bodies: Mapping[str, Body]) -> list[dict[str, Any]]:
    """The product as a node of the page's graph; `shown` are the reviews on that page, `bodies` their texts by key.

    None where there is neither an average nor a review to tell of: search engines take a product without stars and price for a mistake.
    """
    url, data = site.site_url + item.address, item.data
    node: dict[str, Any] = {"@type": "Product", "@id": f"{url}#product", "name": item.title, "url": url}
    node["brand"] = {"@type": "Brand", "name": data.brand or site.settings.brand}
    if item.excerpt:
        node["description"] = item.excerpt
    if item.cover is not None:
        node["image"] = [picture(site, item.cover)]
    for name in ("sku", "gtin", "category"):
        if known := value(data, name, None):
            node[name] = known
    rating = site.view.ratings.get(item.name)
    if rating is not None and rating.counted:
        node["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": round(rating.average, 2),
            "ratingCount": rating.counted,
            "bestRating": 5,
            "worstRating": 1,
        }
    reviews = list(_reviews(site, shown, bodies))
    if reviews:
        node["review"] = reviews
    return [node] if node.keys() & {"aggregateRating", "review"} else []


def _reviews(site: Site, shown: Sequence[Entry], bodies: Mapping[str, Body]) -> Iterator[dict[str, Any]]:
    for entry in shown:
        item = site.items.item(entry.key)
        if may_be_told(entry, item, site):
            yield _review(site, item, bodies.get(entry.body_key))


def may_be_told(entry: Entry, item: Item, site: Site) -> bool:
    """May a review go where its labels don't?

    Only one that counts, by somebody who is named. schema.org's Review has no place for what was given in return or for how the author
    is related to the brand, so a review that must say so beside its text (T9, T10) stays on the page. An invented one is told of only
    where the whole site is a sample, which search engines are kept from. Names are shorter than the 100 characters that Google takes: the
    schema of items sees to it.
    """
    named = item.author is not None and bool(item.author.handle or value(entry.data, "author_name", None))
    unsaid = {label.name for label in item.labels} - ({"sample"} if site.settings.sample else set())
    return counts(entry) and named and not unsaid


def _review(site: Site, item: Item, body: Body | None) -> dict[str, Any]:
    url = site.site_url + item.address
    node: dict[str, Any] = {
        "@type": "Review",
        "@id": url,
        "url": url,
        "inLanguage": item.language,
        "author": person(site, item.author) if item.author is not None else {},
        "reviewRating": {"@type": "Rating", "ratingValue": item.data.rating, "bestRating": 5, "worstRating": 1},
    }
    if item.day:
        node["datePublished"] = item.day.isoformat()
    if item.data.title:
        node["name"] = item.data.title
    if text := plain_text("".join(piece for piece in (body.pieces if body else ()) if isinstance(piece, str))):
        node["reviewBody"] = text
    return node
