"""Community -> View: what may show in one place on one day, with everything that outputs count and list. No output sees more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from storywall.kinds import BY_NAME, KINDS
from storywall.kinds.fields import value
from storywall.model import Community, Entry, Picture
from storywall.problems import N_
from storywall.words import alphabetical

SITE = "site"
_NO_CONSENT = {SITE: N_("no consent for the site"), "newsletter": N_("no consent for newsletters")}
_EVERYWHERE = frozenset({SITE, "newsletter", "social", "ads"})
_APART = frozenset({"employee", "relative"})
"""Whose reviews are shown, but don't count in the average (T10)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What the stars of some reviews come to (T10): `average` over the `counted`, and how many gave 1 to 5 stars."""

    count: int
    """All reviews that are shown."""
    counted: int
    average: float
    stars: tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The thinned community. Sequences are newest first; reviews belong to their product's slug."""

    scope: str
    today: date
    production: bool
    by_key: Mapping[str, Entry]
    by_kind: Mapping[str, tuple[Entry, ...]]
    by_author: Mapping[str, tuple[Entry, ...]]
    by_product: Mapping[str, tuple[Entry, ...]]
    """Stories and photos that show a product."""
    reviews: Mapping[str, tuple[Entry, ...]]
    by_tag: Mapping[str, tuple[Entry, ...]]
    ratings: Mapping[str, Rating]
    rating: Rating
    """Over all products."""
    places: Mapping[str, Mapping[str, int]]
    """For each product, the place of each of its reviews from the oldest (0), by slug: it decides the review's lasting address."""
    pictures: Mapping[str, Picture]

    def entries(self, kind: str) -> tuple[Entry, ...]:
        """All of one kind."""
        return self.by_kind.get(kind, ())

    def beside(self, key: str) -> tuple[str, str]:
        """The references of the next newer and the next older entry of the same kind; empty where there is none."""
        keys = ["", *(entry.key for entry in self.entries(key.partition(":")[0])), ""]
        place = keys.index(key)
        return keys[place - 1], keys[place + 1]


def scopes_of(entry: Entry) -> frozenset[str]:
    """Where an entry may show; what nobody sent (products, newsletters) shows everywhere."""
    consent = value(entry.data, "consent", None)
    return frozenset(consent.scopes) if consent is not None else _EVERYWHERE


def day_of(entry: Entry) -> date | None:
    """The day an entry is published; None where its kind has none."""
    name = BY_NAME[entry.kind].day
    day: date | None = value(entry.data, name) if name else None
    return day


def cover_of(entry: Entry) -> str:
    """The file of the picture that stands for an entry: its avatar, its product picture, its cover, or its first photo; empty without any."""
    single = value(entry.data, "avatar", None) or value(entry.data, "image", None)
    if single is not None:
        return str(single.file)
    files = [photo.file for photo in value(entry.data, "photos", ())]
    cover = value(entry.data, "cover", None)
    return cover if cover in files else next(iter(files), "")


def hidden_reason(entry: Entry, scopes: Iterable[str], today: date) -> str:
    """Why an entry may not show where all of `scopes` are needed; empty where it may."""
    having = scopes_of(entry)
    for scope in sorted(scopes):
        if scope not in having:
            return _NO_CONSENT.get(scope, N_("no consent for this place"))
    day = day_of(entry)
    return N_("it appears later") if day is not None and day > today else ""


def view(community: Community, scope: str, today: date, *, production: bool = False) -> View:
    """Leave out what may not show: another scope, a later day, in production also samples, and whatever hangs on such."""
    days = {key: day_of(entry) for key, entry in community.entries.items()}
    shown = [entry for key, entry in community.entries.items() if _may_show(entry, scope, days[key], today, production)]
    by_key = {entry.key: entry for entry in sorted(shown, key=lambda entry: (days[entry.key] or date.min, entry.slug), reverse=True)}
    for entry in shown:
        if _hangs(entry, by_key):
            del by_key[entry.key]
    return _index(by_key, community, scope, today, production)


def _may_show(entry: Entry, scope: str, day: date | None, today: date, production: bool) -> bool:
    """The same as `hidden_reason` says, asked of every entry, and in production no samples."""
    if day is not None and day > today:
        return False
    consent = value(entry.data, "consent", None)
    return scope in (consent.scopes if consent is not None else _EVERYWHERE) and not (production and value(entry.data, "sample", False))


def _hangs(entry: Entry, shown: Mapping[str, Entry]) -> bool:
    """A review without its product, or a spotlight without its member, can't show."""
    kind = BY_NAME[entry.kind]
    if kind.within and f"{kind.within}:{entry.slug.partition('/')[0]}" not in shown:
        return True
    return entry.kind == "spotlight" and f"member:{entry.data.member}" not in shown


def _index(by_key: Mapping[str, Entry], community: Community, scope: str, today: date, production: bool) -> View:
    groups: dict[str, dict[str, list[Entry]]] = {name: defaultdict(list) for name in ("kind", "author", "product", "review", "tag")}
    for entry in by_key.values():
        kind, data = BY_NAME[entry.kind], entry.data
        groups["kind"][entry.kind].append(entry)
        if kind.within == "product":
            groups["review"][entry.slug.partition("/")[0]].append(entry)
        handle = value(data, kind.author, None) if kind.author else None
        if handle is not None and f"member:{handle}" in by_key:
            groups["author"][handle].append(entry)
        for product in dict.fromkeys(value(data, "products", ())):
            if f"product:{product}" in by_key:
                groups["product"][product].append(entry)
        for tag in dict.fromkeys(value(data, "tags", ())):
            groups["tag"][tag].append(entry)
    for kind in KINDS:
        if not kind.day:
            groups["kind"][kind.name].sort(key=lambda entry: (alphabetical(BY_NAME[entry.kind].title(entry.data)), entry.slug))
    frozen = {name: {each: tuple(items) for each, items in group.items()} for name, group in groups.items()}
    return View(
        scope=scope,
        today=today,
        production=production,
        by_key=by_key,
        by_kind=frozen["kind"],
        by_author=frozen["author"],
        by_product=frozen["product"],
        reviews=frozen["review"],
        by_tag=dict(sorted(frozen["tag"].items())),
        ratings={product: rate(reviews) for product, reviews in frozen["review"].items()},
        rating=rate(frozen["kind"].get("review", ())),
        places={product: {review.slug: place for place, review in enumerate(reversed(reviews))} for product, reviews in frozen["review"].items()},
        pictures=_pictures(by_key.values(), community),
    )


def _pictures(shown: Iterable[Entry], community: Community) -> dict[str, Picture]:
    """The photos of shown entries: those of others aren't published, not even where nothing leads to them."""
    folders = {entry.file.rpartition("/")[0] for entry in shown if entry.beside}
    return {file: picture for file, picture in community.pictures.items() if file.rpartition("/")[0] in folders}


def counts(review: Entry) -> bool:
    """Does a review count in the average? Own ones, by people who are neither employees nor relatives (T10)."""
    return review.data.source == "own" and review.data.relationship not in _APART


def rate(reviews: Iterable[Entry]) -> Rating:
    """Add the stars of reviews up."""
    shown = list(reviews)
    stars = [0, 0, 0, 0, 0]
    for review in shown:
        if counts(review):
            stars[review.data.rating - 1] += 1
    counted = sum(stars)
    total = sum((index + 1) * number for index, number in enumerate(stars))
    return Rating(
        count=len(shown),
        counted=counted,
        average=total / counted if counted else 0.0,
        stars=(stars[0], stars[1], stars[2], stars[3], stars[4]),
    )
