"""Pages of reviews: a product's, in pages and by one filter at a time; and those of all products by stars and with photos."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

from storywall.kinds import BY_NAME
from storywall.listing import Part, first_part, part
from storywall.model import Body, Entry, Page
from storywall.problems import N_
from storywall.render import review_find
from storywall.render.facets import Choice, Filter
from storywall.render.job import Job
from storywall.render.reviews import told

if TYPE_CHECKING:
    from storywall.render.site import Site

ALL = "reviews/"


def jobs(site: Site) -> Iterator[Job]:
    """Name the pages of each product's reviews, those of one product after another, then the choices of all reviews."""
    for product, reviews in site.view.reviews.items():
        base = base_of(product)
        for number in range(1, -(-len(reviews) // _size(site)) + 1):
            yield Job(what="reviews", address=f"{base}page/{number}/", key=product, number=number)
        for each in site.reviewed.facets(product).filters.values():
            for choice in each.choices:
                key, address = f"{product}\n{each.name}\n{choice.value}", f"{base}by/{each.name}/{choice.value}/"
                yield from _pages("reviews-by", address, key, len(choice.places), site)
    for by, values in site.reviewed.all_by.items():
        for value, entries in values.items():
            yield from _pages("all-reviews", f"{ALL}by/{by}/{value}/", f"{by}\n{value}", len(entries), site)


def _pages(what: str, address: str, key: str, total: int, site: Site) -> Iterator[Job]:
    yield Job(what=what, address=address, key=key)
    # What the first page shows whole needs no further ones.
    if total >= 2 * _size(site):
        for number in range(1, -(-total // _size(site)) + 1):
            yield Job(what=what, address=f"{address}page/{number}/", key=key, number=number)


def base_of(product: str) -> str:
    """What the addresses of a product's further pages of reviews begin with."""
    return f"products/{product}/reviews/"


def _size(site: Site) -> int:
    return site.settings.listings.reviews


def part_of(job: Job, site: Site) -> Part[Entry]:
    """The reviews that a page shows; none on a page that shows none."""
    shown: Sequence[Entry] = ()
    if job.what == "entry" and job.key.startswith("product:"):
        shown = site.view.reviews.get(job.key.partition(":")[2], ())
    elif job.what == "reviews":
        shown = site.view.reviews[job.key]
    elif job.what == "reviews-by":
        product, by, value = job.key.split("\n")
        shown = site.reviewed.facets(product).part(by, value)
    elif job.what == "all-reviews":
        by, _, value = job.key.partition("\n")
        shown = site.reviewed.all_by[by][value]
    elif job.what == "listing" and job.key == "review":
        shown = site.view.entries("review")
    return first_part(shown, _size(site)) if job.number is None else part(shown, _size(site), job.number)


def around(product: str, site: Site, job: Job, bodies: Mapping[str, Body]) -> dict[str, Any]:
    """What a product's own page shows of its reviews."""
    shown = part_of(job, site)
    return {
        "part": shown,
        "rating": site.view.ratings.get(product),
        "told": told(shown.entries, site, bodies),
        "facets": site.reviewed.facets(product) if product in site.view.reviews else None,
        "index": review_find.folder(product),
        "shown_in": site.view.by_product.get(product, ()),
    }


def reviews_page(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    """A numbered page of a product's reviews."""
    return _product_page(job, site, bodies, job.key, None, None)


def chosen_page(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    """A page of those reviews of a product that one filter leaves."""
    product, by, value = job.key.split("\n")
    facets = site.reviewed.facets(product)
    return _product_page(job, site, bodies, product, facets.filters[by], facets.choice(by, value))


def _product_page(job: Job, site: Site, bodies: Mapping[str, Body], slug: str, by: Filter | None, choice: Choice | None) -> Page:
    product, shown, facets = site.items.item(f"product:{slug}"), part_of(job, site), site.reviewed.facets(slug)
    title = site.words.gettext("Reviews of %(name)s") % {"name": product.title}
    base = base_of(slug)
    first = product.address
    if by is not None and choice is not None:
        title = f"{title}: {chosen(by.name, by.heading, choice, site)}"
        first = base = f"{base}by/{by.name}/{choice.value}/"
    main = site.render(
        "pages/reviews.html",
        product=product,
        part=shown,
        uncounted=len(facets.uncounted.intersection(choice.places)) if choice is not None else 0,
        told=told(shown.entries, site, bodies),
        facets=facets,
        by=by,
        choice=choice,
        named=chosen(by.name, by.heading, choice, site) if by is not None and choice is not None else "",
        base=base,
        first=first,
    )
    numbered = site.numbered(title, job.number)
    return Page(
        address=job.address,
        section="products",
        title=numbered,
        description=title,
        main=main,
        head=site.head() if by is None else _whole(product.address, site),
        modified=newest(shown.entries, site),
        listed=by is None,
    )


def _whole(address: str, site: Site) -> str:
    """The head of a choice of reviews: it shows nothing that the page with all of them doesn't lead to, so search engines are sent there."""
    return f'<link rel="canonical" href="{escape(site.site_url + address)}">\n{site.head()}'


def chosen(name: str, heading: str, choice: Choice, site: Site) -> str:
    """A choice in words that can stand alone."""
    if name == "stars":
        return site.words.ngettext("%(num)s star", "%(num)s stars", int(choice.value)) % {"num": choice.value}
    return choice.label if name in ("verified", "photos", "incentive") else f"{heading}: {choice.label}"


def all_page(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    """A page of those reviews of all products that one filter leaves."""
    by, _, value = job.key.partition("\n")
    shown, kind = part_of(job, site), BY_NAME["review"]
    named = all_label(by, value, site)
    title = f"{site.words.gettext(kind.label)}: {named}"
    address = f"{ALL}by/{by}/{value}/"
    main = site.render(
        "listings/review.html",
        kind=kind,
        part=shown,
        base=address,
        first=address,
        by=by,
        chosen=value,
        named=named,
        uncounted=site.reviewed.all_uncounted[by][value],
        told=told(shown.entries, site, bodies),
    )
    return Page(
        address=job.address,
        section=kind.folder,
        title=site.numbered(title, job.number),
        description=title,
        main=main,
        head=_whole(ALL, site),
        modified=newest(shown.entries, site),
        listed=False,
    )


def all_label(by: str, value: str, site: Site) -> str:
    """What a choice of all reviews is called."""
    if by == "stars":
        return site.words.ngettext("%(num)s star", "%(num)s stars", int(value)) % {"num": value}
    return site.words.gettext(N_("With photos"))


def newest(entries: Iterable[Entry], site: Site) -> date | None:
    """The last day on which one of them changed."""
    return max([day for entry in entries if (day := site.modified(entry)) is not None], default=None)


MAKERS = {"reviews": reviews_page, "reviews-by": chosen_page, "all-reviews": all_page}
