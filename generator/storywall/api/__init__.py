"""The shop's data: products and reviews as static JSON with a published schema, and with everything that must stand beside a text (T9)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from storywall.api import pieces
from storywall.listing import first_part, part
from storywall.model import Asset, Body, Entry
from storywall.render import Site

PHOTOS = 12
"""So many photos a product's file has; the gallery has them all."""
SCHEMAS = ("products", "product", "reviews")
"""The kinds of files, each with a published schema."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiJob:
    """One file to make: `what` is its schema's name (`schema`: the schema `key` itself), `key` the product's slug, `number` a page's."""

    what: str
    address: str
    key: str = ""
    number: int = 0


def plan(site: Site) -> list[ApiJob]:
    """Name all files. Those of one product follow one another, so that a process makes each review's JSON once."""
    jobs = [ApiJob(what="schema", address=f"api/schema/{name}.json", key=name) for name in SCHEMAS]
    jobs.append(ApiJob(what="products", address="api/products.json"))
    for product in site.view.entries("product"):
        size = site.settings.listings.reviews
        for number in range(1, -(-len(site.view.reviews.get(product.slug, ())) // size) + 1):
            jobs.append(ApiJob(what="reviews", address=pieces.reviews_address(product.slug, number), key=product.slug, number=number))
        jobs.append(ApiJob(what="product", address=f"api/products/{product.slug}.json", key=product.slug))
    return jobs


def bodies_of(job: ApiJob, site: Site) -> list[str]:
    """The store's keys of the texts that a file holds."""
    return [entry.body_key for entry in _reviews(job, site)[0] if entry.body_key] if job.what in ("product", "reviews") else []


def make(job: ApiJob, site: Site, bodies: Mapping[str, Body]) -> Asset:
    """Make one file."""
    if job.what == "schema":
        return Asset(address=job.address, data=f"{json.dumps(schema(job.key), ensure_ascii=False, indent=2)}\n".encode())
    head = _head(job, site)
    if job.what == "products":
        lists = {"products": (_product(site, entry.key) for entry in site.view.entries("product"))}
        return _file(job, head, lists)
    shown, older = _reviews(job, site)
    head["older"] = pieces.reviews_address(job.key, older) if older else None
    reviews = (_review(site, entry, bodies) for entry in shown)
    if job.what == "reviews":
        return _file(job, {**head, "product": job.key, "number": job.number}, {"reviews": reviews})
    shots = site.gallery.parts["product"].get(job.key, ())[:PHOTOS]
    photos = (_dumps(pieces.shown_photo(shot.photo, shot.item)) for shot in shots)
    return _file(job, head, {"photos": photos, "newest": reviews}, {"product": _product(site, f"product:{job.key}")})


def schema(name: str) -> dict[str, object]:
    """The JSON Schema of a file, by its name in SCHEMAS."""
    from storywall.api.models import BY_NAME  # making the models takes longer than many a build

    made = BY_NAME[name].model_json_schema(mode="serialization")
    return {"$schema": _DIALECT, "$id": f"{name}.json", **made}


def _head(job: ApiJob, site: Site) -> dict[str, object]:
    up = "../" * (job.address.count("/") - 1)
    return {
        "$schema": f"{up}schema/{job.what}.json",
        "site": site.site_url or None,
        "community": site.settings.name,
        "brand": site.settings.brand,
        "language": site.settings.language,
    }


def _reviews(job: ApiJob, site: Site) -> tuple[Sequence[Entry], int | None]:
    """The reviews of a file, newest first, and the number of the page before it."""
    reviews, size = site.view.reviews.get(job.key, ()), site.settings.listings.reviews
    shown = part(reviews, size, job.number) if job.number else first_part(reviews, size)
    return shown.entries, shown.older


def _file(job: ApiJob, head: Mapping[str, object], lists: Mapping[str, Iterator[str]], values: Mapping[str, str] | None = None) -> Asset:
    """A file of plain values, JSON that was made already, and lists of such."""
    pairs = [f"{json.dumps(name)}:{json.dumps(each, ensure_ascii=False)}" for name, each in head.items()]
    pairs += [f"{json.dumps(name)}:{made}" for name, made in (values or {}).items()]
    pairs += [f"{json.dumps(name)}:[{','.join(made)}]" for name, made in lists.items()]
    return Asset(address=job.address, data=f"{{{','.join(pairs)}}}\n".encode())


def _dumps(made: pieces.Data) -> str:
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def _product(site: Site, key: str) -> str:
    piece = ("api", key)
    if piece not in site.pieces:
        site.pieces[piece] = _dumps(pieces.product(site, site.items.item(key)))
    return site.pieces[piece]


def _review(site: Site, entry: Entry, bodies: Mapping[str, Body]) -> str:
    piece = ("api", entry.key)
    if piece not in site.pieces:
        site.pieces[piece] = _dumps(pieces.review(site, site.items.item(entry.key), bodies.get(entry.body_key)))
    return site.pieces[piece]
