"""Reviews on the shop's own pages: a page for a frame, without a script, and a web component of one file (`/embed/`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from storywall import look
from storywall.api.pieces import note
from storywall.frame import way_up
from storywall.model import Asset
from storywall.problems import N_
from storywall.render import ROOT, Site

FOLDER = "embed/"
SCRIPT = f"{FOLDER}storywall.js"
WORDS = f"{FOLDER}words.json"
NEWEST = 6
"""So many reviews stand in a frame."""
SHEETS = ("assets/css/tokens.css", look.ADDRESS, "assets/css/embed.css")

_WORDS = {
    "heading": N_("Reviews:"),
    "more": N_("More reviews"),
    "shown": N_("Shown: {shown} of {total}"),
    "failed": N_("The reviews can't be shown just now."),
    "photos": N_("Photos"),
    "labels": N_("Good to know"),
    "good": N_("What is good"),
    "bad": N_("What is not so good"),
    "edited": N_("Edited on {day}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedJob:
    """One file to make: the page of the product `key`, or without one the script or its words."""

    address: str
    key: str = ""


def plan(site: Site) -> list[EmbedJob]:
    """Name all files."""
    pages = [EmbedJob(address=f"{FOLDER}{product.slug}/", key=product.slug) for product in site.view.entries("product")]
    return [EmbedJob(address=SCRIPT), EmbedJob(address=WORDS), *pages]


def make(job: EmbedJob, site: Site) -> Asset:
    """Make one file; a page is the file that a web server shows at its address."""
    if job.key:
        return Asset(address=f"{job.address}index.html", data=_page(job, site).encode())
    if job.address == WORDS:
        return Asset(address=WORDS, data=f"{json.dumps(_words(site), ensure_ascii=False)}\n".encode())
    return Asset(address=SCRIPT, data=_script(site))


def _page(job: EmbedJob, site: Site) -> str:
    product = site.items.item(f"product:{job.key}")
    shown = [site.items.item(review.key) for review in site.view.reviews.get(job.key, ())[:NEWEST]]
    values: dict[str, Any] = {
        "title": site.words.gettext("Reviews of %(name)s") % {"name": product.title},
        "item": product,
        "reviews": shown,
        "note": note(site, job.key),
        "sheets": SHEETS,
    }
    return site.render("pages/embed.html", **values).replace(ROOT, way_up(job.address))


def _words(site: Site) -> dict[str, str]:
    """What the script says, in the interface's language; braces stand for what it fills in."""
    said = {name: site.words.gettext(text) for name, text in _WORDS.items()}
    return {"language": site.settings.language, **said, "link": site.words.gettext("All reviews at %(site)s") % {"site": site.settings.name}}


def _script(site: Site) -> bytes:
    """The component; the community's own in the place of the one that ships."""
    found = (folder / SCRIPT for folder in site.templates)
    return next(path for path in found if path.is_file()).read_bytes()
