"""What a page's script reads to sort and choose reviews of one product by several things at once: an index, and reviews in shards.

The index has one character a review for each filter, by the review's place from the oldest. A shard holds the HTML of some reviews of
equally many stars, as the pages have it, in the order of their coming: stars never change and places don't either, so a new review
changes the last shard of its stars alone; and who asks for the critical ones needs few shards.
"""

from __future__ import annotations

import json
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING, Any

from storywall.listing import first_part
from storywall.model import Asset, Body, Entry
from storywall.render.facets import Choice, Filter
from storywall.render.job import Job
from storywall.render.reviews import told, wanted

if TYPE_CHECKING:
    from storywall.render.site import Site

SHARD = 10
"""Reviews in a shard: few, so that a rare choice, whose reviews lie apart, doesn't bring many that nobody asked for."""
ALPHABET = string.digits + string.ascii_letters
NONE = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindJob:
    """A file to make for a product: the shard of `stars` and `number`, or the index (0 stars)."""

    product: str
    stars: int = 0
    number: int = 0

    @property
    def address(self) -> str:
        """Where it lies."""
        name = f"{self.stars}-{self.number}" if self.stars else "index"
        return f"{folder(self.product)}{name}.json"


def folder(product: str) -> str:
    """Where a product's index and shards lie."""
    return f"products/{product}/reviews/find/"


def weave(jobs: Sequence[Job], site: Site) -> Iterator[Job | FindJob]:
    """Put each product's files behind its last page, where a process still has its reviews."""
    last = {job.key.partition("\n")[0]: place for place, job in enumerate(jobs) if job.what in ("reviews", "reviews-by")}
    ends = {place: product for product, place in last.items()}
    for place, job in enumerate(jobs):
        yield job
        if place in ends:
            yield from plan(ends[place], site)


def plan(product: str, site: Site) -> Iterator[FindJob]:
    """Name the files of a product; where its own page shows all reviews, they needn't be fetched."""
    yield FindJob(product=product)
    reviews = site.view.reviews[product]
    if len(first_part(reviews, site.settings.listings.reviews).entries) == len(reviews):
        return
    for stars in range(1, 6):
        for number in range(-(-len(_of_stars(product, stars, site)) // SHARD)):
            yield FindJob(product=product, stars=stars, number=number)


def _of_stars(product: str, stars: int, site: Site) -> Sequence[Entry]:
    facets = site.reviewed.facets(product)
    places = next((choice.places for choice in facets.filters["stars"].choices if choice.value == str(stars)), ())
    return [facets.reviews[place] for place in places]


def _shard(job: FindJob, site: Site) -> Sequence[Entry]:
    return _of_stars(job.product, job.stars, site)[job.number * SHARD : (job.number + 1) * SHARD] if job.stars else ()


def bodies_of(job: FindJob, site: Site) -> list[str]:
    """The store's keys of the bodies that a file needs."""
    return list(wanted(_shard(job, site), site))


def make(job: FindJob, site: Site, bodies: Mapping[str, Body]) -> Asset:
    """Make one file."""
    if not job.stars:
        return Asset(address=job.address, data=_json(index(job.product, site)))
    shown = _shard(job, site)
    insides = told(shown, site, bodies)
    return Asset(address=job.address, data=_json([site.render("components/found.html", entry=each, inside=insides[each.key]) for each in shown]))


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def index(product: str, site: Site) -> dict[str, Any]:
    """The index: `by` has a line for each filter, `many` lists of places for what a review may have several of, as steps from one to the next."""
    facets = site.reviewed.facets(product)
    total = len(facets.reviews)
    return {
        "shard": SHARD,
        "detail": "".join(ALPHABET[detail(review)] for review in facets.reviews),
        "by": {each.name: [[choice.value for choice in each.choices], _line(each, total)] for each in facets.shown},
        "many": {each.name: {choice.value: _steps(choice) for choice in each.choices} for each in facets.filters.values() if each.more},
    }


def _line(found: Filter, total: int) -> str:
    line = [NONE] * total
    for number, choice in enumerate(found.choices):
        for place in choice.places:
            line[place] = ALPHABET[number]
    return "".join(line)


def _steps(choice: Choice) -> list[int]:
    return [place - before for before, place in zip((0, *choice.places), choice.places, strict=False)]


def detail(review: Entry) -> int:
    """How much a review says, 0 to 61: words, points, attributes and photos on a scale on which twice as much is eight steps."""
    data = review.data
    said = review.outline.words + 6 * (len(data.pros) + len(data.cons) + len(data.attributes)) + 30 * len(data.photos)
    return min(len(ALPHABET) - 1, round(8 * log2(1 + said / 4)))
