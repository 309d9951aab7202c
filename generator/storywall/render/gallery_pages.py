"""Pages of photos: the gallery, its parts by one filter, and a page for each photo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from storywall.kinds import BY_NAME
from storywall.listing import Part, first_part, part
from storywall.markup import excerpt
from storywall.model import Asset, Body, Page
from storywall.problems import N_
from storywall.render.gallery import FILTERS, Shot, image_object, index, label
from storywall.render.items import lists_photos
from storywall.render.job import Job

if TYPE_CHECKING:
    from storywall.render.site import Site

ADDRESS = "photos/"
INDEX = "photos/index.json"
HEADINGS = {"kind": N_("From"), "product": N_("Showing"), "tag": N_("About"), "member": N_("By")}
_DESCRIPTION = 160


def jobs(site: Site) -> Iterator[Job]:
    """Name the pages of photos, but for those of single ones."""
    yield from _pages("gallery", ADDRESS, "", site.gallery.shots, site)
    for by in FILTERS:
        for value, shots in site.gallery.parts[by].items():
            yield from _pages("gallery", f"{ADDRESS}by/{by}/{value}/", f"{by}\n{value}", shots, site)


def photo_jobs(site: Site) -> Iterator[Job]:
    """Name the page of each photo of an item."""
    for key, entry in site.view.by_key.items():
        for photo in site.items.item(key).photos if lists_photos(entry) else ():
            yield Job(what="photo", address=photo.address, key=f"{key}\n{photo.file}")


def _pages(what: str, address: str, key: str, shots: Sequence[Shot], site: Site) -> Iterator[Job]:
    yield Job(what=what, address=address, key=key)
    size = site.settings.listings.photos
    if len(shots) > size:
        for number in range(1, -(-len(shots) // size) + 1):
            yield Job(what=what, address=f"{address}page/{number}/", key=key, number=number)


def assets(site: Site) -> Iterator[Asset]:
    """What the gallery's script reads."""
    if site.gallery.shots:
        yield Asset(address=INDEX, data=index(site.gallery.shots))


def gallery_page(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    """A page of the gallery, or of a part of it."""
    by, _, value = job.key.partition("\n")
    shots = site.gallery.parts[by][value] if by else site.gallery.shots
    size, kind = site.settings.listings.photos, BY_NAME["photo"]
    shown: Part[Shot] = first_part(shots, size) if job.number is None else part(shots, size, job.number)
    base = f"{ADDRESS}by/{by}/{value}/" if by else ADDRESS
    name = label(by, value, site.items, site.view) if by else ""
    title = site.words.gettext("Photos: %(name)s") % {"name": name} if by else site.words.gettext(kind.label)
    days = [day for shot in shown.entries if (day := shot.item.modified)]
    return Page(
        address=job.address,
        section=kind.folder,
        title=site.numbered(title, job.number),
        description=site.words.gettext(kind.intro),
        main=site.render("listings/photo.html", kind=kind, part=shown, base=base, groups=_groups(by, value, site), by=by, chosen=name),
        head=site.head(feed=kind.folder if kind.feed else ""),
        modified=max(days, default=None),
    )


def _groups(by: str, value: str, site: Site) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    """For each filter its heading and its choices: value, name, whether it is the page's own."""
    found = []
    for each in FILTERS:
        choices = site.gallery.choices(each, value if each == by else "") if each != "member" or each == by else []
        named = [(choice, label(each, choice, site.items, site.view), each == by and choice == value) for choice in choices]
        if len(named) > 1 or each == by:
            found.append((each, site.words.gettext(HEADINGS[each]), named))
    return found


def photo_page(job: Job, site: Site, bodies: Mapping[str, Body]) -> Page:
    """The page of one photo."""
    key, _, file = job.key.partition("\n")
    item = site.items.item(key)
    photo = item.photo(file)
    if photo is None:
        raise LookupError(job.key)
    place = item.photos.index(photo)
    previous = item.photos[place - 1] if place else None
    following = item.photos[place + 1] if place + 1 < len(item.photos) else None
    about = image_object(Shot(photo=photo, item=item), site.site_url)
    title = site.words.gettext("Photo: %(title)s") % {"title": photo.caption or item.title}
    return Page(
        address=job.address,
        section="photos",
        title=excerpt(title, 80),
        description=excerpt(photo.alt, _DESCRIPTION),
        main=site.render("pages/photo.html", photo=photo, item=item, previous=previous, next=following, about=about),
        head=site.head(item=item, photo=photo),
        language=item.language,
        modified=item.modified,
    )


MAKERS = {"gallery": gallery_page, "photo": photo_page}
