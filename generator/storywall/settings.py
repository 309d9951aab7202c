"""The community's settings: the schema of storywall.yml, read through parse and validate like an item."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import Field, model_validator

from storywall.clock import today_in
from storywall.kinds.fields import (
    Fields,
    Flag,
    Label,
    Name,
    Note,
    Number,
    Rule,
    Sentence,
    Slug,
    Tag,
    Url,
    ask,
    choice,
    line,
    many,
    refuse,
    whole,
)
from storywall.problems import N_
from storywall.words import languages

FILE = "storywall.yml"


def _colour(value: object) -> str:
    written = str(value).strip().lower()
    if len(written) != 7 or written[0] != "#" or not all(digit in "0123456789abcdef" for digit in written[1:]):
        raise refuse("bad-colour", value=written)
    return written


def _zone(value: object) -> str:
    written = str(value).strip()
    if written not in available_timezones():
        raise refuse("bad-zone", value=written)
    return written


def _host(value: object) -> str:
    written = str(value).strip().lower()
    if not written or not all(part.replace("-", "").isalnum() and part.isascii() for part in written.split(".")) or "." not in written:
        raise refuse("bad-url", value=written, advice=N_("write the host alone: www.example.org"))
    return written


Colour = Annotated[str, Rule(_colour, {"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"})]


def _font(value: object) -> str:
    written = str(value).strip()
    if not written or len(written) > 60 or not all(part.isalnum() for part in written.replace("-", " ").split()):
        raise refuse("bad-font", value=written)
    return written


Font = Annotated[str, Rule(_font, {"type": "string", "maxLength": 60})]
Zone = Annotated[str, Rule(_zone, {"type": "string"})]
Host = Annotated[str, Rule(_host, {"type": "string", "format": "hostname"})]
InterfaceLanguage = Annotated[str, choice(*languages())]
Width = Annotated[int, whole(200, 2560)]
Size = Annotated[int, whole(1, 500)]
MailAddress = Annotated[str, line(120)]


class Look(Fields):
    """What makes the site the brand's own."""

    accent: Colour = ask(N_("The accent colour"), default="#a4492f")
    second: Colour = ask(N_("The second colour"), default="#5f7f6f")
    ground: Colour = ask(N_("The paper's colour"), default="#faf6f0")
    titles: Font | None = ask(N_("The font of titles and quotes, by its family's name"), default=None)
    text: Font | None = ask(N_("The font of texts and buttons, by its family's name"), default=None)
    hero: Note | None = ask(N_("The home page's picture, a file below docs/"), default=None)


class Listing(Fields):
    """Sizes of listings."""

    entries: Size = ask(N_("Entries on a listing page"), default=24)
    reviews: Size = ask(N_("Reviews on a product's page"), default=20)
    photos: Size = ask(N_("Photos on a page of the gallery"), default=48)
    feed: Size = ask(N_("Entries in a feed"), default=20)


class Photos(Fields):
    """How photos are published."""

    widths: Annotated[tuple[Width, ...], many(6)] = ask(N_("Widths that photos are published in, in pixels"), default=(480, 960, 1600))
    quality: Annotated[int, whole(1, 100)] = ask(N_("WebP quality, 1 to 100"), default=80)
    licence: Annotated[str, line(80)] | None = ask(N_("Licence of photos that name none; without one, all rights are reserved"), default=None)

    @model_validator(mode="after")
    def _some(self) -> Photos:
        if not self.widths:
            raise refuse("empty-list", at="widths")
        return self


class Way(Fields):
    """One way of taking part, as the home page and the take-part page show it."""

    label: Label = ask(N_("What it is called"))
    url: Annotated[str, line(500)] = ask(N_("Where it leads: a page of the site or a web address"))
    minutes: Number | None = ask(N_("How many minutes it takes"), default=None)
    text: Sentence | None = ask(N_("A sentence about it"), default=None)


class Editor(Fields):
    """Somebody who curates, known by account number."""

    handle: Slug = ask(N_("Handle"))
    github: Number | None = ask(N_("Account number at GitHub"), default=None)
    gitlab: Number | None = ask(N_("Account number at GitLab"), default=None)
    forgejo: Number | None = ask(N_("Account number at Forgejo"), default=None)


class Settings(Fields):
    """storywall.yml."""

    name: Name = ask(N_("The community's name"))
    brand: Name = ask(N_("The brand's name"))
    tagline: Sentence | None = ask(N_("A sentence for the home page"), default=None)
    shop: Url | None = ask(N_("The shop's address"), default=None)
    timezone: Zone = ask(N_("The community's time zone"), default="UTC")
    language: InterfaceLanguage = ask(N_("The language of the site's interface"), default="en")
    consent: Annotated[str, line(20)] | None = ask(N_("The version of the consent text in use"), default=None)
    contact: MailAddress | None = ask(N_("Where to report a problem: a mail or web address"), default=None)
    questions: Annotated[str, line(500)] | None = ask(
        N_("Where questions about products go: a page of the site, a mail or web address"), default=None
    )
    look: Look = Field(default_factory=Look)
    listings: Listing = Field(default_factory=Listing)
    photos: Photos = Field(default_factory=Photos)
    tags: dict[Tag, dict[InterfaceLanguage, Label]] = ask(N_("Labels of tags"), default={})
    videos: Annotated[tuple[Host, ...], many(20)] = ask(
        N_("Hosts that videos may come from"), default=("www.youtube-nocookie.com", "player.vimeo.com")
    )
    links: dict[Slug, Number] = ask(N_("How many links a text may hold, for each kind"), default={})
    take_part: Annotated[tuple[Way, ...], many(8)] = ask(N_("Ways of taking part"), default=())
    editors: Annotated[tuple[Editor, ...], many(50)] = ask(N_("Who curates"), default=())
    search: Flag = ask(N_("Has the site a search?"), default=True)
    sample: Flag = ask(N_("Is this a sample community?"), default=False)

    def today(self) -> date:
        """The day in the community's time zone, now."""
        return today_in(self.timezone)

    def tag_label(self, tag: str) -> str:
        """How a tag is called in the site's language; without a label its words."""
        return self.tags.get(tag, {}).get(self.language) or tag.replace("-", " ")
