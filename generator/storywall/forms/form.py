"""What a form is: questions in one language, each with a stable id, the shape of its answer, and choices where it has some."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from storywall.consent import Wording
from storywall.model import Entry
from storywall.settings import Settings

Shape = Literal["line", "lines", "list", "choice", "choices", "boxes", "photos"]
"""A text on one line; one of several lines; a list, one a line; one of the options; some of them; boxes to tick; pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A choice: the value that front matter gets, the text that people see, and must a box be ticked?"""

    value: str
    text: str
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A question. `path` is where its answer goes in front matter; empty where it goes nowhere by itself."""

    id: str
    question: str
    shape: Shape
    path: tuple[str, ...] = ()
    help: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    former: tuple[Option, ...] = ()
    """What earlier forms said of the options, so that what was ticked there is understood."""

    def values(self, texts: Sequence[str]) -> list[str]:
        """The values of options given by their texts; a text that is none of theirs is passed over."""
        by_text = {option.text: option.value for option in (*self.former, *self.options)}
        return [by_text[text] for text in texts if text in by_text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form in one language; `kind` is the kind of item that it makes, empty for what makes none."""

    name: str
    kind: str
    language: str
    title: str
    about: str
    intro: str
    fields: tuple[Field, ...]
    wording: Wording | None = None
    """The consent text that its boxes stand for."""

    def field(self, id: str) -> Field | None:
        """The question with this id."""
        return next((field for field in self.fields if field.id == id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What forms need to know of their community: settings, products as slug and name, consent texts."""

    settings: Settings
    products: tuple[tuple[str, str], ...] = ()
    wordings: tuple[Wording, ...] = ()
    reading: bool = False
    """Are forms to be read? Then boxes of all consent texts in all languages are known, which takes their catalogues."""

    def wording(self, language: str) -> Wording | None:
        """The consent text in use, in this language or else in the community's, else in any that there is."""
        current = [each for each in self.wordings if each.version == self.settings.consent]
        for wanted in (language, self.settings.language):
            if found := next((each for each in current if each.language == wanted), None):
                return found
        return current[0] if current else None


def place_of(settings: Settings, entries: Iterable[Entry], wordings: Sequence[Wording], *, reading: bool = False) -> Place:
    """What forms need to know of a community that was read."""
    products = sorted((entry.slug, str(entry.data.name)) for entry in entries if entry.kind == "product")
    return Place(settings=settings, products=tuple(products), wordings=tuple(wordings), reading=reading)
