"""The pages of a site: `plan` names them all without making any, `make` makes one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from storywall import frame
from storywall.kinds import BY_NAME, KINDS, Kind
from storywall.listing import Part, first_part, part
from storywall.markup import excerpt
from storywall.model import Body, Entry, Page
from storywall.problems import N_
from storywall.render import gallery_pages, product_data, product_pages, structured_data
from storywall.render.job import Job
from storywall.render.reviews import told, wanted
from storywall.render.site import Site
from storywall.view import View
from storywall.words import alphabetical

CONTENTS_FROM = 4
"""A text has a table of contents from this many headings on."""
DESCRIPTION = 160
PRODUCTS_AT_ONCE = 24
"""So many products are named where somebody looks for something; a page of its own has all."""
_NO_BODY = Body()


def plan(site: Site) -> list[Job]:
    """Name all pages that have a frame, in an order that keeps alike ones together."""
    return [
        *_entry_jobs(site),
        *product_pages.jobs(site),
        *gallery_pages.photo_jobs(site),
        *_listing_jobs(site),
        *gallery_pages.jobs(site),
        *_single_jobs(site),
        *preview_jobs(site),
    ]


def _entry_jobs(site: Site) -> Iterator[Job]:
    for kind in KINDS:
        for entry in site.view.entries(kind.name):
            if kind.own_page:
                yield Job(what="entry", address=kind.address(entry.slug), key=entry.key)


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
    if site.settings.search:
        yield Job(what="search", address="search/")
    yield Job(what="missing", address="404.html")


def preview_jobs(site: Site) -> Iterator[Job]:
    """Name the pages that only a preview has."""
    if site.preview:
        yield Job(what="style", address="storywall-style/")


def bodies_of(job: Job, view: View, site: Site) -> list[str]:
    """The store's keys of the bodies that a page shows."""
    own = view.by_key[job.key].body_key if job.what == "entry" else ""
    return [*([own] if own else []), *wanted(product_pages.part_of(job, site).entries, site)]


def make(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    """Make one page."""
    page: Page = _MAKERS[job.what](job, site, bodies)
    return page


def _size(site: Site, kind: Kind) -> int:
    return {"review": site.settings.listings.reviews}.get(kind.name, site.settings.listings.entries)


def _part(entries: Sequence[Entry], size: int, number: int | None) -> Part[Entry]:
    return first_part(entries, size) if number is None else part(entries, size, number)


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
        return product_pages.around(entry.slug, site, job, bodies)
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
        told={} if kind.own_page else told(shown.entries, site, bodies),
        first=f"{kind.folder}/",
    )
    return Page(
        address=job.address,
        section=kind.folder,
        title=site.numbered(site.words.gettext(kind.label), job.number),
        description=site.words.gettext(kind.intro),
        main=main,
        head=site.head(feed=kind.folder if kind.feed else ""),
        modified=product_pages.newest(shown.entries, site),
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
        modified=product_pages.newest(shown.entries, site),
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
        modified=product_pages.newest(site.view.by_key.values(), site),
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


def _search(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    """Where the search's place leads without a script; it also holds the search's own markup and words, for the script to take."""
    title = site.words.gettext(N_("Search"))
    products = sorted(site.view.entries("product"), key=lambda entry: -len(site.view.by_product.get(entry.slug, ())))
    main = site.render("pages/search.html", title=title, products=[site.items.item(entry.key) for entry in products[:PRODUCTS_AT_ONCE]])
    return Page(address=job.address, section="404", title=title, description=title, main=main, head=site.head())


def _style(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    title = site.words.gettext(N_("Tokens and components"))
    main = site.render("pages/style.html", title=title)
    return Page(address=job.address, section="home", title=title, description=title, main=main, listed=False)


_MAKERS = {
    "entry": _entry,
    "listing": _listing,
    "tags": _tags,
    "tag": _tag,
    "home": _home,
    "consent": _consent,
    "missing": _missing,
    "search": _search,
    "style": _style,
    **product_pages.MAKERS,
    **gallery_pages.MAKERS,
}
