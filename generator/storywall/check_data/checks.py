"""What is wrong with the nodes of one page: each check takes a node where it stands and yields problems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from storywall.check_data import rules, values, vocabulary
from storywall.check_data.nodes import Node, Property, Reference, Text, Value, every
from storywall.check_data.pages import Page
from storywall.codes import problem
from storywall.problems import Problem

_SUBJECT = ("mainEntity", "mainEntityOfPage")
_OF_ACTIONS = ("-input", "-output")
"""Ends of names that say what an action takes and gives (schema.org, Actions)."""
MOST_SAME = 50
"""So many nodes of one `@id` are taken together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A node where it stands, and the property that it stands in; None for a node at the top."""

    node: Node
    found: Property | None

    @property
    def within(self) -> str:
        return vocabulary.plain(self.found.name) if self.found else ""


class _Graph:
    """All nodes of a page. What is said of one `@id` in several places is one thing."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.places = [_Place(node=node, found=found) for top in page.nodes for node, found in every(top)]
        self.named = frozenset(_named(self.places))
        self.by_id: dict[str, list[Node]] = defaultdict(list)
        for place in self.places:
            if place.node.id and len(self.by_id[place.node.id]) < MOST_SAME:
                self.by_id[place.node.id].append(place.node)

    def alone(self, place: _Place) -> bool:
        """Is it what the page is about? Not if it is there only for another thing's sake."""
        return place.within in _SUBJECT if place.found else place.node.id not in self.named

    def same(self, node: Node) -> list[Node]:
        """The node and all others of its `@id`."""
        return self.by_id.get(node.id, [node])

    def get(self, node: Node, *names: str) -> list[Value]:
        """The values of any of these properties, of all that is said of a node."""
        return [value for each in self.same(node) for name in names for value in each.get(name) if not _is_empty(value)]

    def nodes(self, value: Value) -> list[Node]:
        """The nodes that a value is or refers to."""
        if isinstance(value, Reference):
            return self.by_id.get(value.id, [])
        return [value] if isinstance(value, Node) else []

    def texts(self, node: Node, *names: str) -> list[Text]:
        return [value for value in self.get(node, *names) if isinstance(value, Text)]


def _named(places: list[_Place]) -> Iterator[str]:
    """The `@id`s of what is referred to, but for the subject of a page."""
    for place in places:
        for name, found in place.node.properties.items():
            if name not in _SUBJECT:
                yield from (value.id for value in found.values if isinstance(value, Reference))


def _is_empty(value: Value) -> bool:
    return isinstance(value, Text) and isinstance(value.value, str) and not value.value.strip()


def check(page: Page) -> Iterator[Problem]:
    """All problems of a page's nodes."""
    graph = _Graph(page)
    for place in graph.places:
        if place.node.foreign:
            continue
        yield from _types(place, graph)
        yield from _properties(place, graph)
        yield from _needs(place, graph)
        yield from _rating(place, graph)
        yield from _self_serving(place, graph)
        yield from _review(place, graph)
        yield from _order(place, graph)


def _types(place: _Place, graph: _Graph) -> Iterator[Problem]:
    node, file = place.node, graph.page.file
    if not any(each.types for each in graph.same(node)):
        yield problem("data-type", file, node.place, type="", source="W3C, JSON-LD 1.1")
    for name in node.types:
        if ":" not in name and name not in vocabulary.types() and name not in vocabulary.DATA:
            yield problem(
                "data-unknown-type", file, node.place, type=name, guess=_guess(name, vocabulary.types()), source=f"{rules.SCHEMA}/docs/full.html"
            )


def _known(node: Node) -> tuple[str, ...]:
    return tuple(name for name in node.types if name in vocabulary.types())


def _properties(place: _Place, graph: _Graph) -> Iterator[Problem]:
    node, file = place.node, graph.page.file
    types = [name for each in graph.same(node) for name in _known(each)]
    has = frozenset[str]().union(*(vocabulary.properties(name) for name in types))
    for name, found in node.properties.items():
        if types and name not in has and not name.endswith(_OF_ACTIONS):
            values_ = {"property": name, "type": types[0], "guess": _guess(name, has)}
            yield problem("data-property", file, found.place, **values_, source=f"{rules.SCHEMA}/{types[0]}")
            continue
        for value in found.values:
            if isinstance(value, Text):
                yield from values.check(file, found, value)
            elif isinstance(value, Node):
                yield from _kind(found, value, file)


def _kind(found: Property, value: Node, file: str) -> Iterator[Problem]:
    name = vocabulary.plain(found.name)
    wanted, types = vocabulary.ranges(name), _known(value)
    if not wanted or not types or any(vocabulary.is_a(types, kind) for kind in wanted) or vocabulary.is_a(types, "Role"):
        return
    yield problem("data-value", file, value.place, property=name, value=types[0], choices=", ".join(wanted), source=f"{rules.SCHEMA}/{name}")


def _guess(name: str, known: Iterable[str]) -> str:
    lower = {each.casefold(): each for each in known}
    close = get_close_matches(name.casefold(), lower, n=1, cutoff=0.8) if len(name) < 60 else []
    return lower[close[0]] if close else ""


def _needs(place: _Place, graph: _Graph) -> Iterator[Problem]:
    types = _known(place.node)
    for rule in rules.RULES:
        if not vocabulary.is_a(types, rule.of) or (rule.alone and not graph.alone(place)):
            continue
        if (rule.within and place.within not in rule.within) or (rule.of == "AggregateRating" and place.within not in ("", "aggregateRating")):
            continue
        for code, groups in (("data-missing", rule.needs), ("data-advised", rule.advised)):
            for names in groups:
                if not graph.get(place.node, *names):
                    yield problem(code, graph.page.file, place.node.place, type=types[0], choices=", ".join(names), source=rule.source)


def _rating(place: _Place, graph: _Graph) -> Iterator[Problem]:
    """A rating lies within its scale, 1 to 5 where none is given; an average is of at least one."""
    node, file = place.node, graph.page.file
    if not vocabulary.is_a(_known(node), "Rating"):
        return
    source = f"{rules.GOOGLE}, Review snippet"
    worst, best = _bound(node, graph, "worstRating", 1.0), _bound(node, graph, "bestRating", 5.0)
    for text in graph.texts(node, "ratingValue"):
        if _is_share(text.value):
            continue
        number = values.number_of(text.value)
        if number is None or not worst <= number <= best:
            shown = str(text.value)[: values.MOST_SHOWN]
            yield problem("data-rating", file, text.place, value=shown, worst=f"{worst:g}", best=f"{best:g}", source=source)
    for text in graph.texts(node, "ratingCount", "reviewCount"):
        if values.number_of(text.value) == 0:
            yield problem("data-rating-of-none", file, text.place, source=source)


def _bound(node: Node, graph: _Graph, name: str, usual: float) -> float:
    known = [number for text in graph.texts(node, name) if (number := values.number_of(text.value)) is not None]
    return known[0] if known else usual


def _is_share(value: object) -> bool:
    """A percentage or a fraction, which search engines take too: `88%`, `7/10`."""
    text = str(value).strip()
    part, _, whole = text.partition("/")
    if text.endswith("%"):
        number = values.number_of(text[:-1])
        return number is not None and 0 <= number <= 100
    upper, lower = values.number_of(part), values.number_of(whole)
    return upper is not None and lower is not None and 0 <= upper <= lower


def _self_serving(place: _Place, graph: _Graph) -> Iterator[Problem]:
    """Stars about an organisation on its own pages."""
    node, file = place.node, graph.page.file
    if vocabulary.is_a(_known(node), "Organization"):
        for name in ("review", "reviews", "aggregateRating"):
            if found := node.properties.get(name):
                yield problem("data-self-serving", file, found.place, type=_known(node)[0], source=rules.SELF_SERVING)
    if vocabulary.is_a(_known(node), "Review") or vocabulary.is_a(_known(node), "AggregateRating"):
        for value in graph.get(node, "itemReviewed"):
            for about in graph.nodes(value):
                if vocabulary.is_a(_known(about), "Organization"):
                    yield problem("data-self-serving", file, value.place, type=_known(about)[0], source=rules.SELF_SERVING)


def _review(place: _Place, graph: _Graph) -> Iterator[Problem]:
    """A review's author has a name that search engines take, and visitors see what search engines are told."""
    node, page = place.node, graph.page
    if not vocabulary.is_a(_known(node), "Review"):
        return
    for author in (about for value in graph.get(node, "author") for about in graph.nodes(value)):
        for text in graph.texts(author, "name"):
            if len(str(text.value)) >= rules.NAME_BELOW:
                yield problem("data-author-name", page.file, text.place, value=len(str(text.value)), source=f"{rules.GOOGLE}, Review snippet")
            elif not _is_seen(text, page):
                yield problem("data-unseen", page.file, text.place, property="author", value=_short(text), source=rules.VISIBLE)
    for name in ("reviewBody", "name"):
        for text in graph.texts(node, name):
            if not _is_seen(text, page):
                yield problem("data-unseen", page.file, text.place, property=name, value=_short(text), source=rules.VISIBLE)


def _short(text: Text) -> str:
    return str(text.value)[: values.MOST_SHOWN]


def _is_seen(text: Text, page: Page) -> bool:
    """Do a text's words stand on the page, one after the other, whatever stands between them: a page may set them apart or shorten them?"""
    said = "".join(str(text.value).split())
    return said[:_LOOKED_AT].rstrip("…") in page.letters


_LOOKED_AT = 80
"""So many letters of a text are looked for: a page may show its beginning alone."""


def _order(place: _Place, graph: _Graph) -> Iterator[Problem]:
    """A trail has at least two steps; their positions count from 1; all but the last lead somewhere and all have a name."""
    node, file = place.node, graph.page.file
    if not vocabulary.is_a(_known(node), "BreadcrumbList"):
        return
    steps = [each for value in graph.get(node, "itemListElement") for each in graph.nodes(value) if vocabulary.is_a(_known(each), "ListItem")]
    if len(steps) < 2:
        yield problem("data-order", file, node.place, value=str(len(steps)), wanted="2", source=rules.ORDER)
    for wanted, step in enumerate(steps, 1):
        for text in graph.texts(step, "position"):
            if values.number_of(text.value) != wanted:
                yield problem("data-order", file, text.place, value=_short(text), wanted=str(wanted), source=rules.ORDER)
        items = [each for value in graph.get(step, "item") for each in graph.nodes(value)]
        if not graph.get(step, "name") and not any(graph.get(each, "name") for each in items):
            yield problem("data-missing", file, step.place, type="ListItem", choices="name, item.name", source=rules.ORDER)
        if wanted < len(steps) and not graph.get(step, "item"):
            yield problem("data-missing", file, step.place, type="ListItem", choices="item", source=rules.ORDER)
