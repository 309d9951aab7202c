"""The pages of a site: `plan` names them all without making any, `make` makes one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from storywall import frame
from storywall.kinds import BY_NAME, KINDS, Kind
from storywall.listing import Part, first_part, part
from storywall.markup import excerpt
from storywall.model import Body, Entry, Page
from storywall.problems import N_
from storywall.render import gallery_pages, product_data, structured_data
from storywall.render.job import Job
from storywall.render.site import Site
from storywall.view import View
from storywall.words import alphabetical

CONTENTS_FROM = 4
"""A text has a table of contents from this many headings on."""
DESCRIPTION = 160
_NO_BODY = Body()
# In a text `<` is escaped, so these are the tags that markup wrote.
_OWN_ID = re.compile(r'<(?:h[2-6] id="m-|a href="#m-)')


def plan(site: Site) -> list[Job]:
    """Name all pages that have a frame, in an order that keeps alike ones together."""
    return [*_entry_jobs(site), *gallery_pages.photo_jobs(site), *_listing_jobs(site), *gallery_pages.jobs(site), *_single_jobs(site)]


def _entry_jobs(site: Site) -> Iterator[Job]:
    size = site.settings.listings.reviews
    for kind in KINDS:
        for entry in site.view.entries(kind.name):
            if kind.own_page:
                yield Job(what="entry", address=kind.address(entry.slug), key=entry.key)
    for product, reviews in site.view.reviews.items():
        for number in range(1, -(-len(reviews) // size) + 1):
            yield Job(what="reviews", address=f"products/{product}/reviews/page/{number}/", key=product, number=number)


def _listing_jobs(site: Site) -> Iterator[Job]:
    for kind in KINDS:
        if kind.listing and kind.name != "photo":  # photos of all kinds stand in the gallery
            yield Job(what="listing", address=f"{kind.folder}/", key=kind.name)
            entries = site.view.entries(kind.name) if kind.day else ()
            for number in range(1, -(-len(entries) // _size(site, kind)) + 1):
                yield Job(what="listing", address=f"{kind.folder}/page/{number}/", key=kind.name, number=number)
    yield Job(what="tags", address="tags/")
    for tag, entries in site.view.by_tag.items():
        yield Job(what="tag", address=f"tags/{tag}/", key=tag)
        for number in range(1, -(-len(entries) // site.settings.listings.entries) + 1):
            yield Job(what="tag", address=f"tags/{tag}/page/{number}/", key=tag, number=number)


def _single_jobs(site: Site) -> Iterator[Job]:
    yield Job(what="home", address="")
    for version in dict.fromkeys(wording.version for wording in site.wordings):
        yield Job(what="consent", address=f"consent/{version}/", key=version)
    yield Job(what="missing", address="404.html")
    if site.preview:
        yield Job(what="style", address="storywall-style/")


def bodies_of(job: Job, view: View, site: Site) -> list[str]:
    """The store's keys of the bodies that a page shows."""
    if job.what == "entry":
        entry = view.by_key[job.key]
        shown = [entry, *(_review_part(job, site).entries if entry.kind == "product" else ())]
    elif job.what == "reviews":
        shown = list(_review_part(job, site).entries)
    elif job.what == "listing" and not BY_NAME[job.key].own_page:
        shown = list(_part(view.entries(job.key), _size(site, BY_NAME[job.key]), job.number).entries)
    else:
        shown = []
    return [entry.body_key for entry in shown if entry.body_key]


def make(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    """Make one page."""
    page: Page = _MAKERS[job.what](job, site, bodies)
    return page


def _size(site: Site, kind: Kind) -> int:
    return {"review": site.settings.listings.reviews}.get(kind.name, site.settings.listings.entries)


def _part(entries: Sequence[Entry], size: int, number: int | None) -> Part[Entry]:
    return first_part(entries, size) if number is None else part(entries, size, number)


def _review_part(job: Job, site: Site) -> Part[Entry]:
    product = job.key.partition(":")[2] or job.key
    return _part(site.view.reviews.get(product, ()), site.settings.listings.reviews, job.number)


def _newest(entries: Iterable[Entry], site: Site) -> date | None:
    return max([day for entry in entries if (day := site.modified(entry)) is not None], default=None)


def _shown_bodies(part: Part[Entry], site: Site, bodies: Mapping[str, Body]) -> dict[str, Markup]:
    items = {entry.key: site.items.item(entry.key) for entry in part.entries}
    return {e.key: _apart(site.body(items[e.key], bodies.get(e.body_key, _NO_BODY)), e.name) for e in part.entries if e.body_key}


def _apart(body: Markup, name: str) -> Markup:
    """Several bodies stand on one page, so the ids of their headings, and the links to them, bear the entry's name."""
    return Markup(_OWN_ID.sub(lambda found: f"{found[0]}{name}-", body))  # noqa: S704 - a slug is put into HTML of our own


def _entry(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    entry = site.view.by_key[job.key]
    kind, item = BY_NAME[entry.kind], site.items.item(job.key)
    newer, older = site.neighbours(job.key)
    context: dict[str, Any] = {
        "item": item,
        "body": site.body(item, bodies.get(entry.body_key, _NO_BODY)),
        "newer": newer,
        "older": older,
        **_surroundings(entry, site, bodies, job),
    }
    told = product_data.of_product(site, item, context["part"].entries, bodies) if entry.kind == "product" else []
    return Page(
        address=job.address,
        section=kind.folder,
        title=item.title,
        description=excerpt(item.excerpt, DESCRIPTION),
        main=site.render(f"kinds/{kind.name}.html", **context),
        head=site.head(item=item, feed=kind.folder if kind.feed else "") + structured_data.of_item(site, item, *told),
        contents=frame.contents(item.headings) if len(item.headings) >= CONTENTS_FROM else "",
        language=item.language,
        modified=item.modified,
    )


def _surroundings(entry: Entry, site: Site, bodies: Mapping[str, Body], job: Job) -> dict[str, Any]:
    """What a page shows beside its entry: a product's reviews, a member's contributions."""
    if entry.kind == "product":
        part = _review_part(job, site)
        return {
            "part": part,
            "rating": site.view.ratings.get(entry.slug),
            "bodies": _shown_bodies(part, site, bodies),
            "shown_in": site.view.by_product.get(entry.slug, ()),
        }
    if entry.kind == "member":
        made = site.view.by_author.get(entry.slug, ())
        return {"contributions": made, "made_of": Counter(each.kind for each in made)}
    return {}


def _listing(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    kind = BY_NAME[job.key]
    entries = site.view.entries(kind.name)
    # What has no day has no order in time, so its listing can't grow at one end: it is one page.
    shown = _part(entries, _size(site, kind) if kind.day else max(len(entries), 1), job.number)
    main = site.render(
        site.template(f"listings/{kind.name}.html", "listings/listing.html"),
        kind=kind,
        part=shown,
        base=f"{kind.folder}/",
        bodies={} if kind.own_page else _shown_bodies(shown, site, bodies),
    )
    return Page(
        address=job.address,
        section=kind.folder,
        title=site.numbered(site.words.gettext(kind.label), job.number),
        description=site.words.gettext(kind.intro),
        main=main,
        head=site.head(feed=kind.folder if kind.feed else ""),
        modified=_newest(shown.entries, site),
    )


def _reviews(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    product, part = site.items.item(f"product:{job.key}"), _review_part(job, site)
    title = site.words.gettext("Reviews of %(name)s") % {"name": product.title}
    main = site.render(
        "pages/reviews.html",
        product=product,
        part=part,
        rating=site.view.ratings[job.key],
        bodies=_shown_bodies(part, site, bodies),
        base=f"products/{job.key}/reviews/",
    )
    numbered = site.numbered(title, job.number)
    return Page(
        address=job.address, section="products", title=numbered, description=title, main=main, head=site.head(), modified=_newest(part.entries, site)
    )


def _tags(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    tags = [(site.items.tag(tag), len(entries)) for tag, entries in site.view.by_tag.items()]
    tags.sort(key=lambda each: alphabetical(each[0].label))
    title = site.words.gettext(N_("Tags"))
    description = site.words.gettext(N_("Everything by subject."))
    main = site.render("pages/tags.html", tags=tags)
    return Page(address=job.address, section="tags", title=title, description=description, main=main, head=site.head())


def _tag(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    tag, entries = site.items.tag(job.key), site.view.by_tag[job.key]
    shown = _part(entries, site.settings.listings.entries, job.number)
    title = site.words.gettext("Tagged “%(label)s”") % {"label": tag.label}
    return Page(
        address=job.address,
        section="tags",
        title=site.numbered(title, job.number),
        description=title,
        main=site.render("pages/tag.html", tag=tag, part=shown, base=tag.address),
        head=site.head(feed=f"tags/{job.key}"),
        modified=_newest(shown.entries, site),
    )


def _home(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    settings = site.settings
    return Page(
        address="",
        section="home",
        title=settings.name,
        description=settings.tagline or settings.name,
        main=site.render("pages/home.html"),
        head=site.head() + structured_data.of_home(site),
        modified=_newest(site.view.by_key.values(), site),
    )


def _consent(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    texts = [(wording, Markup(site.plain_body(wording.text))) for wording in site.wordings if wording.version == job.key]  # noqa: S704
    title = site.words.gettext("Consent, version %(version)s") % {"version": job.key}
    main = site.render("pages/consent.html", title=title, texts=texts)
    return Page(address=job.address, section="consent", title=title, description=title, main=main, head=site.head())


def _missing(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    title = site.words.gettext(N_("This page isn't here"))
    main = site.render("pages/404.html", title=title)
    return Page(address=job.address, section="404", title=title, description=title, main=main, listed=False)


def _style(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    title = site.words.gettext(N_("Tokens and components"))
    main = site.render("pages/style.html", title=title)
    return Page(address=job.address, section="home", title=title, description=title, main=main, listed=False)


_MAKERS = {
    "entry": _entry,
    "listing": _listing,
    "reviews": _reviews,
    "tags": _tags,
    "tag": _tag,
    "home": _home,
    "consent": _consent,
    "missing": _missing,
    "style": _style,
    **gallery_pages.MAKERS,
}
