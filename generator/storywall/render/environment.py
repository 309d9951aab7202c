"""The environment of render's templates: what they are loaded from, and what each of them may use."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, pass_context

from storywall import allowed, words
from storywall.kinds import KINDS
from storywall.render.compiled import QuickCodeGenerator, compiled
from storywall.render.marks import mark
from storywall.render.safe import url

MACROS = ("parts", "labels", "pager", "lead", "review", "truth", "find")
"""Files of components whose macros every template may use by the file's name."""


def environment_of(site: Any) -> Environment:
    """The environment of a Site, which imports this: Jinja with autoescape on.

    It loads only `kinds/`, `listings/`, `pages/` and `components/`, never Material's templates.
    """
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in site.templates]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        bytecode_cache=compiled(f"{site.program} {site.settings.language}") if site.program else None,
    )
    environment.code_generator_class = QuickCodeGenerator
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        site.words.gettext, site.words.ngettext, newstyle=True, pgettext=site.words.pgettext
    )
    _add_filters(environment, site)
    # Jinja's own functions ask the context and make a new Markup at each call; a page has some twenty.
    environment.globals.update(_=site.say, gettext=site.say, ngettext=site.say_many)
    environment.globals.update(settings=site.settings, site=site, view=site.view, items=site.items, kinds=KINDS)
    environment.globals.update(url=url, card=site.card, stamp=mark, item=site.items.item)
    # An import statement costs each page that has one more than the macros it brings.
    for name in MACROS:
        environment.globals[name] = environment.get_template(f"components/{name}.html").module
    return environment


def _add_filters(environment: Environment, site: Any) -> None:
    environment.filters.update(url=url, first=first, day=site.day, number=site.number, stars=stars)
    # Jinja would call a filter of fixed values once, when it compiles the template: what that asks the view for would be no page's.
    environment.filters["card"] = pass_context(lambda _, entry, shape="card": site.card(entry, shape))
    environment.filters["piece"] = pass_context(lambda _, value, name: site.piece(value, name))
    environment.filters["language"] = partial(words.language_name_in, language=site.settings.language)
    environment.filters["doubtful_host"] = allowed.doubtful_host
    environment.filters["language_name"] = words.language_name


def first(sequence: Iterable[Any]) -> Any:
    """The first of a sequence, or none: Jinja's own filter makes an error of an empty one here, since undefined values are refused."""
    return next(iter(sequence), None)


def stars(rating: float) -> str:
    """Stars as text: ★★★★☆."""
    full = round(rating)
    return "★" * full + "☆" * (5 - full)
