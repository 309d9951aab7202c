"""What templates see of a site: its view, settings, words, and functions for addresses, cards and bodies."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template
from markupsafe import Markup

from storywall import words
from storywall.consent import Wording
from storywall.frame import HandPage, headline
from storywall.markup import markup
from storywall.model import Body, Entry, Gap, Page
from storywall.needs import Kept, Notes, kept_property
from storywall.noted import first_keys
from storywall.render.environment import environment_of
from storywall.render.gallery import Gallery, gallery
from storywall.render.gaps import fill
from storywall.render.items import Item, Items, PhotoItem, Tag
from storywall.render.job import modified
from storywall.render.reviewed import Reviewed
from storywall.render.safe import filled, url
from storywall.settings import Settings
from storywall.view import View
from storywall.words import Length

TAGS_AT_ONCE = 14
"""So many tags a listing names."""
_LOOKED_AT = 12
"""So far from the newest are entries looked for that are like another."""


Cards = dict[tuple[str, Hashable], tuple[Markup, int]]
"""Cards that were rendered, each with the number of what it was made of."""


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
    social_card: str = ""
    """The address of the community's card, for pages without a photo; empty where there is none."""
    policy: str = ""
    """The tag of the pages' Content-Security-Policy; empty in a preview."""
    notice: str = ""
    """What all pages say above the header, as safe HTML."""
    fonts: str = ""
    """The tags that fetch the fonts of a page's first words ahead."""
    preview: bool = False
    """Is this for the eyes of those who work on it?"""
    program: str = ""
    """Names the program's state, so that compiled templates can be kept for it; empty: they aren't."""
    notes: Notes = field(default_factory=Notes)
    """Takes notes of what pages are made of. Whatever is made once for several pages is `Kept`, so that its notes go to each of them."""

    @cached_property
    def words(self) -> words.Words:
        """The interface's words."""
        return words.catalogue(self.settings.language)

    @property
    def policy_tag(self) -> Markup:
        """The same for a template that is a whole page."""
        return Markup(self.policy)  # noqa: S704 - made by `csp`

    @cached_property
    def items(self) -> Items:
        """What templates show of entries."""
        return Items(self.view, self.settings, self.words, self.notes)

    @property
    def gallery(self) -> Gallery:
        """All photos, as the gallery shows them."""
        self.notes.note("gallery")
        return self._gallery

    @cached_property
    def _gallery(self) -> Gallery:
        with self.notes.aside():  # it is asked for as a whole: whether it is the same is told by its photos
            return gallery(self.view, self.items)

    @cached_property
    def reviewed(self) -> Reviewed:
        """What reviews come to, and what they can be chosen by."""
        return Reviewed(self.view, self.items, self.notes)

    @cached_property
    def environment(self) -> Environment:
        """Jinja with autoescape on, with all that templates are given."""
        return environment_of(self)

    @cached_property
    def pieces(self) -> Kept[tuple[str, str], str]:
        """Pieces of outputs that are the same in several, kept by a process for as long as it works on this site."""
        return Kept(self.notes)

    @cached_property
    def _said(self) -> dict[Any, Markup]:
        return {}

    def say(self, text: str, **values: Any) -> Markup:
        """A text in the interface's language, filled with escaped values."""
        said = self._said.get(text)
        if said is None:
            said = self._said[text] = Markup(self.words.gettext(text))  # noqa: S704 - a text of the program's own
        return filled(said, values) if values else said

    def say_many(self, one: str, many: str, number: int, **values: Any) -> Markup:
        """The form of a text that goes with a number, filled with escaped values; `%(num)s` is the number in the language's writing, or one given."""
        key = (one, number)
        said = self._said.get(key)
        if said is None:
            text = self.words.ngettext(one, many, number).replace("%(num)d", "%(num)s")  # as a theme of one's own may have it
            said = self._said[key] = Markup(text)  # noqa: S704 - a text of the program's own
        return filled(said, {"num": self.number(number), **values})

    @cached_property
    def _globals(self) -> dict[str, Any]:
        return dict(self.environment.globals)

    @cached_property
    def _templates(self) -> dict[str, Template]:
        return {}

    def render(self, name: str, **values: Any) -> str:
        """Fill a template."""
        template = self._templates.get(name)
        if template is None:
            template = self._templates[name] = self.environment.get_template(name)
        try:
            # As Template.render does, but for the globals, which that copies one by one from a chain of mappings, twice.
            context = self.environment.context_class(self.environment, {**self._globals, **values}, template.name, template.blocks)
            return "".join(template.root_render_func(context))
        except Exception:  # noqa: BLE001 - as Template.render does: the template's line goes into the trace, and it is raised again
            self.environment.handle_exception()

    def neighbours(self, key: str) -> tuple[Item | None, Item | None]:
        """The next newer and the next older entry of the same kind."""
        newer, older = self.view.beside(key)
        return self.items.item(newer) if newer else None, self.items.item(older) if older else None

    def alike(self, item: Item, most: int = 3) -> list[Entry]:
        """Other entries of its kind, newest first: with one of its products, then with one of its tags."""
        found: dict[str, None] = {}
        groups = (
            *((self.view.by_product, key.partition(":")[2]) for key in item.products),
            *((self.view.by_tag, tag.name) for tag in item.tags),
        )
        for index, name in groups:
            for key in first_keys(index.get(name, ()), _LOOKED_AT):
                if key.startswith(f"{item.kind.name}:") and key != item.key:
                    found[key] = None
                    if len(found) == most:
                        return [self.view.by_key[key] for key in found]
        return [self.view.by_key[key] for key in found]

    @kept_property
    def opening(self) -> Entry | None:
        """The story that the home page opens with: the newest featured one with photos, else the newest with photos."""
        stories = [entry for entry in self.view.entries("story") if entry.data.photos]
        return next((entry for entry in stories if entry.data.featured), next(iter(stories), None))

    def placed(self, item: Item) -> list[str]:
        """The files of the photos that an entry's text shows."""
        return [picture.target for picture in self.view.by_key[item.key].outline.pictures]

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
            "policy": self.policy + self.fonts,
            "notice": self.notice,
            "title": escape(headline(page.title, self.settings.name)),
            "description": escape(page.description),
            "canonical": escape(self.site_url + page.address) if page.listed else "",
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
    def _modified(self) -> dict[str, date | None]:
        return {}

    def modified(self, entry: Entry) -> date | None:
        """The last day that an entry's content says it changed; found once, since it stands on a dozen pages."""
        if entry.key not in self._modified:
            self._modified[entry.key] = modified(entry)
        return self._modified[entry.key]

    @cached_property
    def _made(self) -> Kept[tuple[str, Hashable], Markup]:
        return Kept(self.notes)

    def piece(self, value: Hashable, name: str) -> Markup:
        """A small component (`components/<name>.html`, which knows it as `value`); rendered once for each value in a process."""
        key = (name, value)
        made = self._made.get(key)
        if made is None:
            text = self.render(f"components/{name}.html", value=value).strip()
            made = self._made[key] = Markup(text)  # noqa: S704 - our own autoescaped template
        return made

    def card(self, entry: Entry | Item, shape: str = "card") -> Markup:
        """The card of an entry (`inline`: without a heading, for within texts). It is the same on every page, so it is rendered once."""
        key = (shape, entry.key)
        made = self._made.get(key)
        if made is None:
            text = self.render(f"components/{shape}.html", item=self.items.item(entry.key))
            made = self._made[key] = Markup(text)  # noqa: S704 - our own autoescaped template
        return made

    def prepare(self) -> None:
        """Make what many pages ask for and what takes a look at all entries: processes that are forked then have it, and needn't."""
        self.view.beside("")
        self._gallery, self.opening, self.common_tags, self.reviewed.all_uncounted, self.reviewed.most  # noqa: B018 - made by being asked for

    def cards(self, entries: Iterable[Entry]) -> Cards:
        """The cards of some entries, to be handed to `keep` where other processes are to have them too."""
        keys: list[tuple[str, Hashable]] = []
        for entry in entries:
            self.card(entry)
            keys.append(("card", entry.key))
        return self._made.give(keys)

    def keep(self, cards: Cards) -> None:
        """Take over cards that another process rendered."""
        self._made.take(cards)

    def let_go(self) -> None:
        """Let go of cards and the like, where no more pages are to be made."""
        for kept in (self._made, self.pieces, self.reviewed.kept):
            kept.clear()

    @kept_property
    def common_tags(self) -> tuple[tuple[Tag, int], ...]:
        """The tags used most, each with its number of entries."""
        numbers = {tag: len(entries) for tag, entries in self.view.by_tag.items()}
        most = sorted(numbers, key=lambda tag: (-numbers[tag], tag))[:TAGS_AT_ONCE]
        return tuple((self.items.tag(tag), numbers[tag]) for tag in most)

    def body(self, item: Item, body: Body) -> Markup:
        """The body's HTML with its gaps filled by components."""
        return fill(body, lambda gap: self._gap(item, gap))

    def _gap(self, item: Item, gap: Gap) -> str:
        if gap.kind in ("figure", "picture", "image"):
            photo = item.photo(gap.target)
            if photo is None:  # not listed: check reports it, `--keep-going` leaves it out
                return ""
            return self.render(f"components/{gap.kind}.html", photo=photo, item=item)
        shown = gap.target in self.view.by_key
        if gap.kind == "card":
            return str(self.card(self.view.by_key[gap.target], "inline")) if shown else ""
        return f'<a href="{url(self.items.item(gap.target).address)}">' if shown else "<a>"
