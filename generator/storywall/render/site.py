"""What templates see of a site: its view, settings, words, and functions for addresses, cards and bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from storywall import words
from storywall.consent import Wording
from storywall.frame import HandPage, headline
from storywall.kinds import KINDS
from storywall.markup import markup
from storywall.model import Body, Entry, Gap, Page
from storywall.render.items import Item, Items, PhotoItem, Tag
from storywall.render.marks import mark
from storywall.settings import Settings
from storywall.view import View
from storywall.words import Length

ROOT = "\ufdd0"
"""Stands before every address in a page, where `../` for the page's depth goes. No member's text can hold it: `allowed` refuses it."""

TAGS_AT_ONCE = 14
"""So many tags a listing names."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """Everything that rendering needs; the same for all pages, read-only, inherited by forked processes."""

    view: View
    settings: Settings
    site_url: str
    """With a slash at its end."""
    templates: tuple[Path, ...]
    """Folders of templates, the community's own first."""
    wordings: tuple[Wording, ...] = ()
    hand_pages: tuple[HandPage, ...] = ()

    @cached_property
    def words(self) -> words.Words:
        """The interface's words."""
        return words.catalogue(self.settings.language)

    @cached_property
    def items(self) -> Items:
        """What templates show of entries."""
        return Items(self.view, self.settings, self.words)

    @cached_property
    def environment(self) -> Environment:
        """Jinja with autoescape on; loads only `kinds/`, `listings/`, `pages/` and `components/`, never Material's templates."""
        environment = Environment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in self.templates]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            auto_reload=False,
        )
        environment.install_gettext_callables(  # type: ignore[attr-defined]
            self.words.gettext, self.words.ngettext, newstyle=True, pgettext=self.words.pgettext
        )
        environment.filters.update(day=self.day, number=self.number, stars=stars)
        environment.globals.update(
            settings=self.settings,
            site=self,
            view=self.view,
            items=self.items,
            kinds=KINDS,
            url=url,
            card=self.card,
            mark=self.mark,
            item=self.items.item,
        )
        return environment

    def render(self, template: str, **context: Any) -> str:
        """Fill a template."""
        return self.environment.get_template(template).render(context)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {entry.key: place for kind in KINDS for place, entry in enumerate(self.view.entries(kind.name))}

    def neighbours(self, key: str) -> tuple[Item | None, Item | None]:
        """The next newer and the next older entry of the same kind."""
        entries, place = self.view.entries(self.view.by_key[key].kind), self._places[key]
        newer = self.items.item(entries[place - 1].key) if place else None
        older = self.items.item(entries[place + 1].key) if place + 1 < len(entries) else None
        return newer, older

    def template(self, *names: str) -> str:
        """The first of some templates that there is."""
        return str(self.environment.select_template(names).name)

    def numbered(self, title: str, number: int | None) -> str:
        """A title with the page's number, where it has one."""
        return title if number is None else self.words.gettext("%(title)s, page %(number)s") % {"title": title, "number": number}

    def head(self, item: Item | None = None, photo: PhotoItem | None = None, feed: str = "") -> str:
        """What a page adds to its head: feeds, Open Graph."""
        return self.render("components/head.html", item=item, photo=photo or (item.cover if item else None), feed=feed)

    def slots(self, page: Page) -> dict[str, str]:
        """A page's values for the slots of its frame, as safe HTML."""
        return {
            "title": escape(headline(page.title, self.settings.name)),
            "description": escape(page.description),
            "canonical": escape(urljoin(self.site_url, page.address)) if page.listed else "",
            "head": page.head,
            "language": escape(page.language or self.settings.language),
            "contents": page.contents,
            "main": page.main,
        }

    def plain_body(self, text: str) -> str:
        """The HTML of an editor's Markdown text that has no photos and no references."""
        body, _ = markup(text)
        return "".join(piece for piece in body.pieces if isinstance(piece, str))

    def day(self, day: date, length: Length = "long") -> str:
        """A day in the interface's language."""
        return words.format_day(day, self.settings.language, length)

    def number(self, value: float, digits: int = 0) -> str:
        """A number in the interface's language."""
        return words.format_number(value, self.settings.language, digits)

    @cached_property
    def _cards(self) -> dict[tuple[str, str], Markup]:
        return {}

    def card(self, entry: Entry | Item, shape: str = "card") -> Markup:
        """The card of an entry (`inline`: without a heading, for the middle of a text). It is the same on every page, so it is rendered once."""
        key = (shape, entry.key)
        if key not in self._cards:
            item = self.items.item(entry.key)
            self._cards[key] = Markup(self.render(f"components/{shape}.html", item=item))  # noqa: S704 - our own autoescaped template
        return self._cards[key]

    def mark(self, handle: str) -> Markup:
        """The stamp of somebody who has no picture; rendered once for each handle."""
        key = ("mark", handle)
        if key not in self._cards:
            self._cards[key] = Markup(self.render("components/mark.html", mark=mark(handle)))  # noqa: S704 - our own autoescaped template
        return self._cards[key]

    @cached_property
    def common_tags(self) -> tuple[tuple[Tag, int], ...]:
        """The tags used most, each with its number of entries."""
        most = sorted(self.view.by_tag, key=lambda tag: (-len(self.view.by_tag[tag]), tag))[:TAGS_AT_ONCE]
        return tuple((self.items.tag(tag), len(self.view.by_tag[tag])) for tag in most)

    def body(self, item: Item, body: Body) -> Markup:
        """The body's HTML with its gaps filled by components; figures that follow one another stand side by side."""
        parts: list[str] = []
        row: list[str] = []
        for piece in body.pieces:
            if isinstance(piece, Gap) and piece.kind == "figure":
                row.append(self._gap(item, piece))
            elif not row or not isinstance(piece, str) or piece.strip():
                parts += [*_row(row), piece if isinstance(piece, str) else self._gap(item, piece)]
                row = []
        return Markup("".join([*parts, *_row(row)]))  # noqa: S704 - pieces were sanitised by markup, gaps come from autoescaped templates

    def _gap(self, item: Item, gap: Gap) -> str:
        if gap.kind in ("figure", "picture"):
            photo = item.photo(gap.target)
            if photo is None:  # not listed: check reports it, `--keep-going` leaves it out
                return ""
            return self.render(f"components/{gap.kind}.html", photo=photo, item=item)
        shown = gap.target in self.view.by_key
        if gap.kind == "card":
            return str(self.card(self.view.by_key[gap.target], "inline")) if shown else ""
        return f'<a href="{url(self.items.item(gap.target).address)}">' if shown else "<a>"


def _row(figures: list[str]) -> list[str]:
    return ['<div class="sw-row">', *figures, "</div>"] if len(figures) > 1 else figures


def url(address: str) -> str:
    """An address of the site for a template: `stories/the-mug/`, or empty for the home page."""
    return ROOT + address


def stars(rating: float) -> str:
    """Stars as text: ★★★★☆."""
    full = round(rating)
    return "★" * full + "☆" * (5 - full)
