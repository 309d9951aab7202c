"""Items as values of the API: what templates show of them, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from storywall.kinds.fields import value
from storywall.markup import paragraphs
from storywall.model import Body
from storywall.problems import NN_
from storywall.render import Site
from storywall.render.items import Item, Label, PhotoItem
from storywall.view import counts

Data = dict[str, Any]
"""A value as one of `models` describes it; a test holds all of them to the models. Made as it is written, since there are many."""


def review(site: Site, item: Item, body: Body | None) -> Data:
    """A review with all that belongs beside its text."""
    data = item.data
    return {
        "id": item.key.partition(":")[2],
        "page": item.address,
        "rating": data.rating,
        "rating_text": _stars(site, data.rating),
        "title": data.title,
        "text": "\n\n".join(paragraphs("".join(piece for piece in (body.pieces if body else ()) if isinstance(piece, str)))),
        "language": item.language,
        "date": data.date.isoformat(),
        "author": {"name": item.author.name if item.author else "", "page": (item.author.address or None) if item.author else None},
        "pros": list(data.pros),
        "cons": list(data.cons),
        "attributes": list(_attributes(site, item)),
        "recommend": data.recommend,
        "labels": _labels(item.labels),
        "verified": _verified(site, data.verified.evidence if data.verified else ""),
        "average": _counted(site, item),
        "source": data.source,
        "photos": [_photo(photo) for photo in item.photos],
        "edited": [{"date": edit.date.isoformat(), "reason": edit.reason} for edit in data.edited],
        "reply": _reply(site, data.reply) if data.reply else None,
    }


def product(site: Site, item: Item) -> Data:
    """A product with its average."""
    data, size = item.data, site.settings.listings.reviews
    pages = -(-len(site.view.reviews.get(item.name, ())) // size)
    return {
        "slug": item.name,
        "name": item.title,
        "page": item.address,
        "shop": data.url,
        "summary": data.summary,
        "category": data.category,
        "brand": data.brand or site.settings.brand,
        "sku": data.sku,
        "gtin": data.gtin,
        "available": data.available,
        "language": item.language,
        "labels": _labels(item.labels),
        "image": _photo(item.cover) if item.cover else None,
        "rating": _rating(site, item),
        "data": f"api/products/{item.name}.json",
        "reviews": [reviews_address(item.name, number) for number in range(1, pages + 1)],
    }


def shown_photo(photo: PhotoItem, item: Item) -> Data:
    """A photo by itself."""
    by = item.author.name if item.author else ""
    return {**_photo(photo), "by": by, "language": item.language, "labels": _labels(item.labels)}


def reviews_address(product: str, number: int | None) -> str:
    """Where a page of a product's reviews is."""
    return f"api/reviews/{product}/{number}.json"


def _photo(photo: PhotoItem) -> Data:
    return {
        "address": photo.plain,
        "sources": [{"address": address, "width": width} for address, width in photo.sources],
        "width": photo.width,
        "height": photo.height,
        "alt": photo.alt,
        "caption": photo.caption,
        "credit": photo.credit,
        "licence": photo.licence,
        "page": photo.address or None,
    }


def _labels(labels: tuple[Label, ...]) -> list[Data]:
    return [{"name": label.name, "text": label.text, "note": label.note} for label in labels]


def _attributes(site: Site, item: Item) -> Iterator[Data]:
    declared: Mapping[str, Any] = site.items.item(item.products[0]).data.attributes
    for name, given in item.data.attributes.items():
        known = declared.get(name)
        label = value(known, "label", None) or name.replace("-", " ") if known else name.replace("-", " ")
        yield {"name": name, "label": label, "value": given, "scale": tuple(known.scale) if known and known.scale else None}


def _verified(site: Site, evidence: str) -> Data:
    if not evidence:
        return {"status": "not-verified", "text": site.words.gettext("Not verified")}
    if evidence.startswith("import:"):
        return {"status": "by-app", "text": site.words.gettext("Verified by %(app)s") % {"app": evidence.removeprefix("import:")}}
    return {"status": "verified", "text": site.words.gettext("Verified purchase")}


def _counted(site: Site, item: Item) -> Data:
    if item.data.source != "own":
        text = site.words.gettext("First published on %(place)s; not in the average") % {"place": item.data.source}
        return {"counts": False, "text": text}
    apart = not counts(site.view.by_key[item.key])
    return {"counts": not apart, "text": site.words.gettext("Not in the average") if apart else ""}


def _reply(site: Site, reply: Any) -> Data:
    writer = site.view.by_key.get(f"member:{reply.by}")
    heading = site.words.gettext("%(brand)s answers") % {"brand": site.settings.brand}
    return {"heading": heading, "by": writer.data.name if writer else reply.by, "date": reply.date.isoformat(), "text": reply.text}


def _rating(site: Site, item: Item) -> Data:
    rating = site.view.ratings.get(item.name)
    if rating is None:
        return {"average": None, "counted": 0, "count": 0, "stars": (0, 0, 0, 0, 0), "text": "", "note": note(site, item.name)}
    average = rating.average if rating.counted else None
    return {
        "average": round(average, 2) if average else None,
        "counted": rating.counted,
        "count": rating.count,
        "stars": rating.stars,
        "text": _stars(site, average) if average else "",
        "note": note(site, item.name),
    }


_LEFT_OUT = NN_(
    "%(num)s more is shown but not counted: from staff or relatives, or first published elsewhere.",
    "%(num)s more are shown but not counted: from staff or relatives, or first published elsewhere.",
)


def note(site: Site, product: str) -> str:
    """What a product's average counts and what it leaves out."""
    rating = site.view.ratings.get(product)
    if rating is None:
        return site.words.gettext("No reviews yet")
    if not rating.counted:
        return site.words.gettext("There is no average: the reviews shown here are from staff or relatives, or were first published elsewhere.")
    say, apart = site.words.ngettext, rating.count - rating.counted
    average = say("Average of %(num)s review.", "Average of %(num)s reviews.", rating.counted) % {"num": site.number(rating.counted)}
    return f"{average} {say(*_LEFT_OUT, apart) % {'num': site.number(apart)}}" if apart else average


def _stars(site: Site, rating: float) -> str:
    """As the stars on pages are said."""
    shown = site.number(rating, 0 if rating == int(rating) else 1)
    return site.words.ngettext("%(num)s star of 5", "%(num)s stars of 5", round(rating)) % {"num": shown}
