"""What templates show of an entry: names instead of handles, addresses instead of slugs, labels in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from storywall.kinds import BY_NAME, Kind
from storywall.kinds.fields import value
from storywall.kinds.parts import Photo as PhotoFields
from storywall.listing import review_address
from storywall.model import Entry, Heading
from storywall.needs import Kept, Notes
from storywall.photos.recipe import Recipe
from storywall.problems import N_
from storywall.render.job import modified
from storywall.settings import Settings
from storywall.view import View, cover_of, day_of
from storywall.words import Words

WORDS_A_MINUTE = 220
"""Silent reading of prose: 238 words a minute for English in Brysbaert (2019), fewer for longer words."""

KEPT = 40_000
"""So many items a process keeps; all of a community of any size would take more memory than all else."""

INCENTIVE_LABELS = {
    "gift": N_("Received a gift"),
    "sample": N_("Received a free sample"),
    "discount": N_("Received a discount"),
    "points": N_("Received points"),
    "contest-entry": N_("Made for a contest"),
    "affiliate": N_("Earns from links"),
    "paid": N_("Was paid"),
}
RELATIONSHIP_LABELS = {
    "employee": N_("Works for the brand"),
    "relative": N_("Related to someone at the brand"),
    "ambassador": N_("Ambassador of the brand"),
    "partner": N_("Partner of the brand"),
    "unknown": N_("Relationship to the brand unknown"),
}

_OWN = Markup()
_FOREIGN = Markup(' lang="%s" dir="auto"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a reader must know beside an entry (T9, T10, T17): `name` for styles, text in words, the author's note."""

    name: str
    text: str
    note: str = ""


# Equal only to themselves: each is made once (by Items), and what is rendered of it is looked up by it, often.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Person:
    """An author: `address` is the profile's, empty for somebody without one that may show."""

    name: str
    handle: str = ""
    address: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoItem:
    """A published photo: `address` is its own page; sizes in pixels, those of the largest rendition."""

    file: str
    sources: tuple[tuple[str, int], ...]
    """Addresses of the WebP renditions with their widths, smallest first."""
    plain: str
    """The address of a JPEG, for mail, feeds and old browsers."""
    width: int
    height: int
    alt: str
    address: str
    social: str = ""
    """The address of the cut for networks, 1,200 x 630 pixels; empty for what is no item's cover."""
    placeholder: str = ""
    """A tiny picture as an address of its own (`data:`), to show until the photo is there; empty where something can be seen through."""
    caption: str = ""
    credit: str = ""
    licence: str = ""
    entry: str = ""
    """The reference of the entry it belongs to."""

    @property
    def source(self) -> str:
        """The address of the largest rendition."""
        return self.sources[-1][0]

    @property
    def small(self) -> str:
        """The address of the smallest rendition."""
        return self.sources[0][0]

    @property
    def ratio(self) -> int:
        """Four times the width by the height, 3 to 8: photos line up in rows by it."""
        return max(3, min(8, round(4 * self.width / self.height)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tag:
    """A tag with its label in the interface's language."""

    name: str
    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry as templates see it; `data` holds the kind's own fields."""

    key: str
    name: str
    kind: Kind
    data: Any
    address: str
    title: str
    excerpt: str
    day: date | None
    language: str
    minutes: int
    author: Person | None
    photos: tuple[PhotoItem, ...]
    cover: PhotoItem | None
    products: tuple[str, ...]
    """References of products that may show."""
    tags: tuple[Tag, ...]
    labels: tuple[Label, ...]
    headings: tuple[Heading, ...]
    lang: Markup
    """Attributes for the elements that hold the entry's own words; empty where these are in the interface's language."""
    modified: date | None
    """The last day that the entry's content says it changed."""

    def photo(self, file: str) -> PhotoItem | None:
        """One of the item's photos by its file's name."""
        return next((photo for photo in self.photos if photo.file == file), None)


class Items:
    """Makes items from entries, each once in a process."""

    def __init__(self, view: View, settings: Settings, words: Words, notes: Notes | None = None) -> None:
        self.view, self.settings, self.words = view, settings, words
        notes = notes or Notes()
        self._recipe = Recipe(widths=settings.photos.widths, quality=settings.photos.quality)
        self._made: Kept[str, Item] = Kept(notes)
        self._people: Kept[tuple[str | None, str | None], Person] = Kept(notes)
        self._tags: Kept[str, Tag] = Kept(notes)

    def item(self, key: str) -> Item:
        """The item of a shown entry, by its reference."""
        made = self._made.get(key)
        if made is None:
            if len(self._made) >= KEPT:  # pages that stand together in the plan show the same items, so few are made again
                self._made.clear()
            made = self._made[key] = self._make(self.view.by_key[key])
        return made

    def person(self, entry: Entry) -> Person | None:
        """The author of an entry, or the member that it is about."""
        field = BY_NAME[entry.kind].author
        if not field:
            return None
        handle = value(entry.data, field, None)
        who = (handle, "" if handle else value(entry.data, "author_name", None))
        if who not in self._people:
            self._people[who] = self._person(*who)
        return self._people[who]

    def _person(self, handle: str | None, name: str | None) -> Person:
        member = self.view.by_key.get(f"member:{handle}") if handle else None
        if member is not None:
            return Person(name=member.data.name, handle=member.slug, address=self.address(member), place=member.data.place or "")
        if handle:  # the profile may not show here, so its name doesn't either
            return Person(name=self.words.gettext("a member"))
        return Person(name=name or self.words.gettext("a customer"))

    def address(self, entry: Entry) -> str:
        """Where an entry is on the site; a review on its product's numbered page."""
        kind = BY_NAME[entry.kind]
        if kind.own_page:
            return kind.address(entry.slug)
        return review_address(entry, self.view, self.settings)

    def tag(self, name: str) -> Tag:
        """A tag by its slug."""
        if name not in self._tags:
            self._tags[name] = Tag(name=name, label=self.settings.tag_label(name), address=f"tags/{name}/")
        return self._tags[name]

    def _make(self, entry: Entry) -> Item:
        kind, data = BY_NAME[entry.kind], entry.data
        photos = tuple(self._photos(entry)) if lists_photos(entry) else ()
        cover = cover_of(entry) if photos else ""
        single = value(data, "avatar", None) or value(data, "image", None)
        language = value(data, "language", None) or self.settings.language
        first = next((photo for photo in photos if photo.file == cover), photos[0] if photos else None)
        return Item(
            key=entry.key,
            name=entry.name,
            kind=kind,
            data=data,
            address=self.address(entry),
            title=kind.title(data) or self._title(entry),
            excerpt=value(data, "summary", None) or entry.outline.excerpt,
            day=day_of(entry),
            language=language,
            lang=_OWN if language == self.settings.language else _FOREIGN % language,
            minutes=max(1, round(entry.outline.words / WORDS_A_MINUTE)),
            author=self.person(entry),
            photos=photos,
            cover=self._photo(entry, single.file, single) if single is not None else first,
            products=tuple([key for slug in self._products(entry) if (key := f"product:{slug}") in self.view.by_key]),
            tags=tuple([self.tag(tag) for tag in dict.fromkeys(value(data, "tags", ()))]),
            labels=tuple(self._labels(data)),
            headings=entry.outline.headings,
            modified=modified(entry),
        )

    def _title(self, entry: Entry) -> str:
        product = self.view.by_key.get(f"product:{entry.slug.partition('/')[0]}")
        name = product.data.name if product is not None else entry.slug
        return self.words.gettext("A review of %(name)s") % {"name": name}

    def _products(self, entry: Entry) -> tuple[str, ...]:
        if BY_NAME[entry.kind].within == "product":
            return (entry.slug.partition("/")[0],)
        return tuple(dict.fromkeys(value(entry.data, "products", ())))

    def _photos(self, entry: Entry) -> list[PhotoItem]:
        found = [self._photo(entry, photo.file, photo) for photo in value(entry.data, "photos", ())]
        return [photo for photo in found if photo is not None]

    def _photo(self, entry: Entry, file: str, fields: Any) -> PhotoItem | None:
        picture = self.view.pictures.get(f"{entry.file.rpartition('/')[0]}/{file}")
        if picture is None:
            return None
        webp = self._recipe.webp(picture.width, picture.height)
        of = fields if isinstance(fields, PhotoFields) else None
        return PhotoItem(
            file=file,
            sources=tuple((each.address(picture.digest), each.width) for each in webp),
            plain=self._recipe.jpeg(picture.width, picture.height).address(picture.digest),
            width=webp[-1].width,
            height=webp[-1].height,
            social=self._recipe.cut.address(picture.digest) if file == cover_of(entry) else "",
            placeholder=f"data:image/webp;base64,{picture.placeholder}" if picture.placeholder else "",
            alt=fields.alt,
            address=f"photos/of/{entry.kind}/{entry.slug}/{file.rpartition('.')[0]}/" if of is not None else "",
            caption=(of.caption if of is not None else None) or "",
            credit=(of.credit if of is not None else None) or "",
            licence=(of.licence if of is not None else None) or self.settings.photos.licence or self.words.gettext("All rights reserved"),
            entry=entry.key,
        )

    def _labels(self, data: Any) -> list[Label]:
        labels = []
        incentive, relationship = value(data, "incentive", None), value(data, "relationship", "customer")
        if incentive is not None and incentive.kind != "none":
            text = self.words.gettext(INCENTIVE_LABELS[incentive.kind])
            labels.append(Label(name="incentive", text=text, note=incentive.note or ""))
        if relationship != "customer":
            labels.append(Label(name="relationship", text=self.words.gettext(RELATIONSHIP_LABELS[relationship])))
        if value(data, "sample", False):
            labels.append(Label(name="sample", text=self.words.gettext("Sample")))
        return labels


def lists_photos(entry: Entry) -> bool:
    """May an entry's item have photos? Asking the entry is cheaper than making the item."""
    return bool(value(entry.data, "photos", ()))


def photos_of(entry: Entry) -> Mapping[str, Any]:
    """The photos that an entry names, avatar and product picture included, by file name."""
    data = entry.data
    named: dict[str, Any] = {photo.file: photo for photo in value(data, "photos", ())}
    for field in ("avatar", "image"):
        if (single := value(data, field, None)) is not None:
            named.setdefault(single.file, single)
    return named
