"""What the reviews of a product can be chosen by, and what they come to together: filters, attributes, what people praise and miss.

Reviews are known by their place from the oldest (0), which a new one doesn't change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slugify import slugify

from storywall.kinds.fields import value
from storywall.kinds.parts import INCENTIVES
from storywall.model import Entry
from storywall.problems import N_
from storywall.render.items import INCENTIVE_LABELS, Items
from storywall.render.praise import Grouping, Point
from storywall.view import counts
from storywall.words import language_name_in

POINTS_AT_MOST = 24
"""So many things that people praise, or miss, are named; what fewer say can be read in the reviews."""
CHOICES_AT_MOST = 60
"""So many choices one filter has: as many as a character of the index can tell apart."""
ATTRIBUTE = "is-"
"""Stands before an attribute's name, so that it can't be taken for another filter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a filter: `value` stands in addresses, `places` are those of its reviews, ascending."""

    value: str
    label: str
    places: tuple[int, ...]
    language: str = ""
    """The label's own, where it isn't in the interface's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A filter with its heading and its choices; `more` says that a review may have several of them."""

    name: str
    heading: str
    choices: tuple[Choice, ...]
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """An attribute over all counted reviews that rate it: `mean` of a scale from 1 to 5 between its `ends`, or the `shares` of choices."""

    name: str
    label: str
    count: int
    mean: float = 0.0
    ends: tuple[str, ...] = ()
    shares: tuple[tuple[Choice, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """All of it for one product. `pros` and `cons` hold points that one review alone makes, too; filters have those of several."""

    reviews: tuple[Entry, ...]
    """Oldest first."""
    filters: Mapping[str, Filter]
    pros: tuple[Choice, ...]
    cons: tuple[Choice, ...]
    measures: tuple[Measure, ...]
    uncounted: frozenset[int]
    """The places of the reviews that don't count in the average."""

    def choice(self, by: str, chosen: str) -> Choice:
        """One choice by its filter's name and its value."""
        return next(choice for choice in self.filters[by].choices if choice.value == chosen)

    def part(self, by: str, chosen: str) -> tuple[Entry, ...]:
        """The reviews that one choice leaves, newest first."""
        return tuple(self.reviews[place] for place in reversed(self.choice(by, chosen).places))

    @property
    def given(self) -> frozenset[str]:
        """The numbers of stars that somebody gave."""
        return frozenset(choice.value for choice in self.filters["stars"].choices)

    @property
    def shown(self) -> tuple[Filter, ...]:
        """The filters that stand beside the reviews; points stand above them."""
        return tuple(each for each in self.filters.values() if not each.more)


def facets(product: Entry, newest: Sequence[Entry], items: Items) -> Facets:
    """Look through the reviews of a product, which come newest first."""
    reviews = tuple(reversed(newest))
    data = product.data
    own = value(data, "language", None) or items.settings.language
    counted = [(place, review) for place, review in enumerate(reviews) if counts(review)]
    uncounted = frozenset(range(len(reviews))) - {place for place, _ in counted}
    pros, cons = (_points(name, counted, Grouping(data.synonyms, own), items) for name in ("pros", "cons"))
    found = [*_filters(reviews, data, items), *_point_filters(pros, cons, items)]
    filters = {each.name: each for each in found if _chooses(each, len(reviews))}
    measures = tuple(_measures(data, counted))
    return Facets(reviews=reviews, filters=filters, pros=pros, cons=cons, measures=measures, uncounted=uncounted)


def _chooses(found: Filter, total: int) -> bool:
    """Does it leave anything out? Stars are always there, since the bars lead to them."""
    return found.name == "stars" or len(found.choices) > 1 or any(len(choice.places) < total for choice in found.choices)


def _filters(reviews: Sequence[Entry], product: Any, items: Items) -> Iterator[Filter]:
    say = items.words.gettext
    yield _filter("stars", say(N_("Stars")), _sorted(reviews, lambda data: str(data.rating)), [(each, each) for each in "54321"])
    for name, attribute in product.attributes.items():
        given = _sorted(reviews, lambda data, name=name: data.attributes.get(name, ""))
        yield _filter(ATTRIBUTE + name, label_of(name, attribute), given, _values(attribute))
    verified = _sorted(reviews, lambda data: "yes" if data.verified else "no")
    yield _filter("verified", say(N_("Purchase")), verified, [("yes", say(N_("Verified"))), ("no", say(N_("Not verified")))])
    yield _filter("photos", say(N_("Photos")), _sorted(reviews, lambda data: "with" if data.photos else ""), [("with", say(N_("With photos")))])
    spoken = _sorted(reviews, lambda data: (data.language or items.settings.language).lower())
    often = sorted(spoken, key=lambda tag: (-len(spoken[tag]), tag))
    yield _filter("language", say(N_("Language")), spoken, [(tag, language_name_in(tag, items.settings.language)) for tag in often])
    given = _sorted(reviews, lambda data: data.incentive.kind)
    kinds = [(kind, say(INCENTIVE_LABELS[kind]) if kind in INCENTIVE_LABELS else say(N_("Nothing received"))) for kind in INCENTIVES]
    yield _filter("incentive", say(N_("In return")), given, kinds)


def _sorted(reviews: Sequence[Entry], of: Any) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, review in enumerate(reviews):
        if given := of(review.data):
            found[given].append(place)
    return found


def _filter(name: str, heading: str, places: Mapping[str, list[int]], known: Iterable[tuple[str, str]]) -> Filter:
    taken: set[str] = set()
    made = [Choice(value=_slug(each, taken), label=label, places=tuple(places.get(each, ()))) for each, label in known]
    return Filter(name=name, heading=heading, choices=tuple([choice for choice in made if choice.places][:CHOICES_AT_MOST]))


def _slug(text: str, taken: set[str]) -> str:
    """A part of an address that no other choice of the filter has."""
    base = slug = slugify(text, max_length=60) or "other"
    number = 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug


def label_of(name: str, attribute: Any) -> str:
    """What an attribute is called on the page."""
    return attribute.label or name.replace("-", " ")


def _values(attribute: Any) -> list[tuple[str, str]]:
    if not attribute.scale:
        return [(each, each) for each in attribute.choices]
    low, high = attribute.scale
    return [("1", f"1 · {low}"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", f"5 · {high}")]


def _points(field: str, counted: Sequence[tuple[int, Entry]], grouping: Grouping, items: Items) -> tuple[Choice, ...]:
    own = items.settings.language
    said = ((place, value(review.data, "language", None) or own, text) for place, review in counted for text in getattr(review.data, field))
    taken: set[str] = set()
    return tuple(_choice(point, taken, own) for point in grouping.group(said)[:POINTS_AT_MOST])


def _choice(point: Point, taken: set[str], own: str) -> Choice:
    return Choice(value=_slug(point.key, taken), label=point.label, places=point.places, language="" if point.language == own else point.language)


def _point_filters(pros: Iterable[Choice], cons: Iterable[Choice], items: Items) -> Iterator[Filter]:
    """What one review alone says leads to that review, and is no filter."""
    for name, heading, points in (("praise", N_("Praised"), pros), ("missing", N_("Missed"), cons)):
        several = tuple(point for point in points if len(point.places) > 1)
        yield Filter(name=name, heading=items.words.gettext(heading), choices=several, more=True)


def _measures(product: Any, counted: Sequence[tuple[int, Entry]]) -> Iterator[Measure]:
    for name, attribute in product.attributes.items():
        known = {each for each, _ in _values(attribute)}  # pages are planned before all that is wrong with a review is known
        given = [said for _, review in counted if (said := review.data.attributes.get(name)) in known]
        if not given:
            continue
        label = label_of(name, attribute)
        if attribute.scale:
            mean = sum(map(int, given)) / len(given)
            yield Measure(name=name, label=label, count=len(given), mean=mean, ends=attribute.scale)
        else:
            taken: set[str] = set()
            shares = [(Choice(value=_slug(each, taken), label=each, places=()), given.count(each)) for each in attribute.choices]
            yield Measure(name=name, label=label, count=len(given), shares=tuple(shares))
