"""What a kind of content is: a schema, its place and address, what it publishes, and the checks that need other entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from storywall.kinds.fields import Fields
from storywall.model import Community, Entry
from storywall.problems import NN_, Problem

Check = Callable[[Entry, Community], Iterator[Problem]]


def _no_check(entry: Entry, community: Community) -> Iterator[Problem]:
    return iter(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of content. Forms, listings, feeds, JSON Schema and the command line follow from what stands here."""

    name: str
    """The word in references, templates and settings: `story`."""
    folder: str
    """The folder below `submissions/`, and the section of the site: `stories`."""
    label: str
    """The section's name, marked for translation: `Stories`."""
    one: str
    """One of them, marked for translation: `story`."""
    counted: tuple[str, str] = NN_("contribution", "contributions")
    """What stands after a number of them, one and many, marked for translation: `story`, `stories`."""
    intro: str
    """A sentence for the top of the listing, marked for translation."""
    empty: str
    """What an empty listing says, marked for translation."""
    schema: type[Fields]
    title: Callable[[Any], str]
    """The entry's title from its data; may be empty where a kind has none of its own."""
    body: Literal["required", "optional"] = "optional"
    body_question: str = ""
    """What a form asks for the body; empty: it doesn't ask."""
    within: str = ""
    """The kind whose slug is the folder between: a review lies in its product's."""
    sent: bool = True
    """Do people send it? Then links, personal data and consent are checked as of a stranger; otherwise an editor wrote it."""
    own_page: bool = True
    listing: bool = True
    feed: bool = True
    day: str = "date"
    """The field that says when it is published and orders listings; empty: ordered by title, always current."""
    author: str = "author"
    """The field that names the member it belongs to; empty: none."""
    links_at_most: int = 0
    """How many links a body may hold, where people send it (0: no limit)."""
    check: Check = _no_check

    def address(self, slug: str) -> str:
        """The entry's page, relative to the site's root; meaningless for a kind without pages of its own."""
        return f"{self.folder}/{slug}/"
