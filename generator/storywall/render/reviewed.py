"""Reviews as a whole: of each product what they come to, of all products by what they can be chosen; each looked through once in a process."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from storywall.model import Entry
from storywall.needs import Kept, Notes, kept_property
from storywall.render.facets import Facets, facets
from storywall.render.items import Item, Items
from storywall.view import View, counts

KEPT_AT_MOST = 10_000
"""Reviews that a process keeps, of about 2 kB each; then it begins anew."""
PRODUCTS_AT_ONCE = 10
"""So many products the list of all reviews names."""


class Reviewed:
    """What the pages of reviews are made of."""

    def __init__(self, view: View, items: Items, notes: Notes) -> None:
        self._view, self._items, self.notes = view, items, notes
        self._facets: Kept[str, Facets] = Kept(notes)
        self.kept: Kept[str, Markup] = Kept(notes)
        """The insides of reviews that this process has rendered (`reviews.told`)."""

    def begin(self) -> None:
        """Let go of what is kept, where it has become much: before the texts are brought that pages need beside it, never in between."""
        if len(self.kept) >= KEPT_AT_MOST:
            self.kept.clear()

    def facets(self, product: str) -> Facets:
        """What the reviews of a product can be chosen by, and what they come to; only for one that has reviews."""
        found = self._facets.get(product)
        if found is None:
            found = self._facets[product] = facets(self._view.by_key[f"product:{product}"], self._view.reviews[product], self._items)
        return found

    @kept_property
    def all_by(self) -> Mapping[str, Mapping[str, tuple[Entry, ...]]]:
        """The reviews of all products by stars and by having photos, newest first."""
        reviews = self._view.entries("review")
        stars = {str(number): tuple(review for review in reviews if review.data.rating == number) for number in range(5, 0, -1)}
        shown = tuple(review for review in reviews if review.data.photos)
        return {"stars": {number: found for number, found in stars.items() if found}, "photos": {"with": shown} if shown else {}}

    @kept_property
    def all_uncounted(self) -> Mapping[str, Mapping[str, int]]:
        """How many of those don't count in an average."""
        return {by: {chosen: sum(not counts(review) for review in found) for chosen, found in each.items()} for by, each in self.all_by.items()}

    @kept_property
    def most(self) -> tuple[tuple[Item, int], ...]:
        """The products with most reviews, each with their number."""
        most = sorted(self._view.reviews, key=lambda product: (-len(self._view.reviews[product]), product))[:PRODUCTS_AT_ONCE]
        return tuple((self._items.item(f"product:{product}"), len(self._view.reviews[product])) for product in most)
