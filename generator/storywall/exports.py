"""Out again: items as CSV or JSON that comes in again as the same, and reviews as Google's and Meta's product-review feeds.

Whatever a form can't hold is counted as a loss, so that nobody takes a table for the whole.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, TextIO
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from storywall import markup
from storywall.kinds import BY_NAME
from storywall.listing import review_address
from storywall.model import Entry, Plain
from storywall.problems import N_
from storywall.settings import Settings
from storywall.view import View, counts

Losses = Counter[str]
"""What a form couldn't hold, as marked texts, and how many items that was."""

MARK = "storywall"
"""The first column of a table of ours; it holds the kind, and tells `import csv` whose table it is."""
ADS = "ads"
"""The scope that a person agreed to for a use outside of the community's own pages."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_PHOTOS = ("photos", "cover", "avatar", "image")
NO_PHOTOS = N_("photos: a table names no files; copy the items' folders")
MADE_SAFE = N_("cells that a spreadsheet would run as a formula begin with an apostrophe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """An item as it is written: untyped values and Markdown."""

    kind: str
    slug: str
    values: Mapping[str, Plain]
    body: str


# Tables ---------------------------------------------------------------------------------------------------------------


def write_csv(items: Callable[[], Iterator[Exported]], out: TextIO) -> Losses:
    """Write a table of items with all columns that any of them fills; `items` is read twice."""
    columns = list(dict.fromkeys(column for item in items() for column in _flat(item)))
    losses: Losses = Counter()
    writer = csv.writer(out)
    writer.writerow(columns)
    for item in items():
        flat = _flat(item)
        losses[NO_PHOTOS] += any(name in item.values for name in _PHOTOS)
        losses[MADE_SAFE] += any(_FORMULA.match(cell) is not None for cell in flat.values())
        writer.writerow(safe_cell(flat.get(column, "")) for column in columns)
    return +losses


def safe_cell(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula; one that is there already gets one more, so that it can go again."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _flat(item: Exported) -> dict[str, str]:
    parent, _, name = item.slug.rpartition("/")
    flat = {MARK: item.kind}
    if parent:
        flat[BY_NAME[item.kind].within] = parent
    flat["slug"] = name
    for field, value in item.values.items():
        if field not in _PHOTOS:
            flat.update(_cells(field, value))
    if body := item.body.strip("\n"):
        flat["body"] = body
    return flat


def _cells(field: str, value: Plain) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        # `incentive: gift` and `incentive: {kind: gift}` are the same, so both have one column.
        for name, inner in value.items():
            path = field if (field, name) == ("incentive", "kind") else f"{field}.{name}"
            yield path, inner if isinstance(inner, str) else _list(inner)
    else:
        yield field, value if isinstance(value, str) else _list(value)


def _list(value: Plain) -> str:
    """A list of plain texts as people write it, anything else as JSON."""
    if isinstance(value, list) and all(isinstance(each, str) and _is_simple(each) for each in value):
        return "; ".join(str(each) for each in value)
    return json.dumps(value, ensure_ascii=False)


def _is_simple(text: str) -> bool:
    return bool(text.strip()) and text == " ".join(text.split()) and not set(";|[]\n") & set(text)


def write_json(items: Iterable[Exported], out: TextIO) -> Losses:
    """Write an array of items, one on each line."""
    losses: Losses = Counter()
    out.write("[")
    for number, item in enumerate(items):
        losses[NO_PHOTOS] += any(name in item.values for name in _PHOTOS)
        record = {"kind": item.kind, "slug": item.slug, "fields": item.values, "body": item.body.strip("\n")}
        out.write(("," if number else "") + "\n" + json.dumps(record, ensure_ascii=False))
    out.write("\n]\n")
    return +losses


# Product-review feeds -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """What feeds need beside the view for ads: the site's view (it knows addresses), settings, the site's address, bodies by entry."""

    ads: View
    site: View
    settings: Settings
    site_url: str
    body: Callable[[Entry], str]


_NOT_ALLOWED = N_("no consent for ads")
_SAMPLE = N_("invented (sample: true)")
_NO_TEXT = N_("no text, which these feeds want")
_APART = N_("by employees or relatives, or first published elsewhere")


def feed_reviews(shop: Shop) -> tuple[list[tuple[Entry, Entry, str]], Losses]:
    """The reviews that may go into feeds, each with its product and its plain text, oldest first, and why others may not."""
    losses: Losses = Counter()
    chosen: list[tuple[Entry, Entry, str]] = []
    for review in reversed(shop.site.entries("review")):
        if review.data.sample:
            losses[_SAMPLE] += 1
        elif review.key not in shop.ads.by_key:
            losses[_NOT_ALLOWED] += 1
        elif not counts(review):
            losses[_APART] += 1
        elif not (text := _plain(shop.body(review))):
            losses[_NO_TEXT] += 1
        else:
            chosen.append((review, shop.ads.by_key[f"product:{review.slug.partition('/')[0]}"], text))
    return chosen, losses


def _plain(text: str) -> str:
    body, _ = markup.markup(text)
    return markup.plain_text("".join(piece for piece in body.pieces if isinstance(piece, str)))


def _name(review: Entry, shop: Shop) -> str:
    """The author's name as it may show in ads; empty: anonymous."""
    if review.data.author:
        member = shop.ads.by_key.get(f"member:{review.data.author}")
        return str(member.data.name) if member is not None else ""
    return str(review.data.author_name or "")


def _address(review: Entry, shop: Shop) -> str:
    return urljoin(shop.site_url, review_address(review, shop.site, shop.settings))


def _product_address(product: Entry, shop: Shop) -> str:
    return str(product.data.url or urljoin(shop.site_url, BY_NAME["product"].address(product.slug)))


_GOOGLE_HEAD = b"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:vc="http://www.w3.org/2007/XMLSchema-versioning" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:noNamespaceSchemaLocation="http://www.google.com/shopping/reviews/schema/product/2.4/product_reviews.xsd">
<version>2.4</version>
"""


def write_google(shop: Shop, out: IO[bytes]) -> Losses:
    """Write Google's feed (developers.google.com/product-review-feeds/schema, version 2.4), which always holds all reviews."""
    chosen, losses = feed_reviews(shop)
    publisher = ET.Element("publisher")
    _add(publisher, "name", shop.settings.brand)
    out.write(_GOOGLE_HEAD + ET.tostring(publisher, encoding="utf-8") + b"\n<reviews>\n")
    for review, product, text in chosen:
        out.write(ET.tostring(_google_review(review, product, text, shop), encoding="utf-8") + b"\n")
    out.write(b"</reviews>\n</feed>\n")
    return losses


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, attributes)
    element.text = text
    return element


def _google_review(review: Entry, product: Entry, text: str, shop: Shop) -> ET.Element:
    """One review, its elements in the schema's order. How it was collected isn't known, so that isn't said."""
    data = review.data
    element = ET.Element("review")
    _add(element, "review_id", review.slug)
    name = _name(review, shop)
    _add(_add(element, "reviewer"), "name", name or "Anonymous", **({} if name else {"is_anonymous": "true"}))
    if data.verified is not None:
        _add(element, "is_verified_purchase", "true")
    _add(element, "is_incentivized_review", _flag(data.incentive.kind != "none"))
    _add(element, "review_timestamp", f"{data.date.isoformat()}T00:00:00Z")
    if data.title:
        _add(element, "title", data.title)
    _add(element, "content", text)
    _add(element, "review_language", data.language or shop.settings.language)
    for group, one, texts in (("pros", "pro", data.pros), ("cons", "con", data.cons)):
        if texts:
            listed = _add(element, group)
            for each in texts:
                _add(listed, one, each)
    _add(element, "review_url", _address(review, shop), type="group")
    _add(_add(element, "ratings"), "overall", str(data.rating), min="1", max="5")
    _google_product(_add(_add(element, "products"), "product"), product, shop)
    return element


def _google_product(element: ET.Element, product: Entry, shop: Shop) -> None:
    data = product.data
    numbers = (("gtins", "gtin", data.gtin), ("skus", "sku", data.sku), ("brands", "brand", data.brand or shop.settings.brand))
    identifiers = _add(element, "product_ids")
    for group, one, number in numbers:
        if number:
            _add(_add(identifiers, group), one, number)
    _add(element, "product_name", data.name)
    _add(element, "product_url", _product_address(product, shop))


def _flag(value: bool) -> str:
    return "true" if value else "false"


META_COLUMNS = (
    "aggregator,store.name,store.id,store.storeUrls,reviewID,rating,title,content,created_at,updated_at,incentivized,has_verified_purchase,"
    "reviewer.name,reviewer.isAnonymous,product.name,product.url,product.productIdentifiers.gtins,product.productIdentifiers.brand,"
    "product.productIdentifiers.skus,merchant_response.name,merchant_response.id,merchant_response.content,merchant_response.createdAt"
).split(",")


def write_meta(shop: Shop, out: TextIO) -> Losses:
    """Write Meta's feed (developers.facebook.com, "Product Review Feed Schema", as CSV)."""
    chosen, losses = feed_reviews(shop)
    writer = csv.DictWriter(out, META_COLUMNS, restval="")
    writer.writeheader()
    for review, product, text in chosen:
        row = _meta_review(review, product, text, shop)
        losses[MADE_SAFE] += any(_FORMULA.match(cell) is not None for cell in row.values())
        writer.writerow({column: safe_cell(cell) for column, cell in row.items()})
    return +losses


def _meta_review(review: Entry, product: Entry, text: str, shop: Shop) -> dict[str, str]:
    data, name = review.data, _name(review, shop)
    row = {
        "store.name": shop.settings.brand,
        "store.storeUrls": _array(shop.settings.shop or shop.site_url),
        "reviewID": review.slug,
        "rating": str(data.rating),
        "title": data.title or "",
        "content": text,
        "created_at": data.date.isoformat(),
        "updated_at": max(each.date for each in data.edited).isoformat() if data.edited else "",
        "incentivized": _flag(data.incentive.kind != "none"),
        "has_verified_purchase": "true" if data.verified is not None else "",
        "reviewer.name": name or "Anonymous",
        "reviewer.isAnonymous": _flag(not name),
        "product.name": product.data.name,
        "product.url": _product_address(product, shop),
        "product.productIdentifiers.gtins": _array(product.data.gtin),
        "product.productIdentifiers.brand": product.data.brand or shop.settings.brand,
        "product.productIdentifiers.skus": _array(product.data.sku),
    }
    if data.reply is not None:
        row["merchant_response.name"] = shop.settings.brand
        row["merchant_response.id"] = f"{review.slug}/reply"
        row["merchant_response.content"] = data.reply.text
        row["merchant_response.createdAt"] = data.reply.date.isoformat()
    return row


def _array(text: str | None) -> str:
    """An array of one text, with the quotation marks that Meta's sample feed has."""
    return "['" + text.replace("\\", "\\\\").replace("'", "\\'") + "']" if text else ""
