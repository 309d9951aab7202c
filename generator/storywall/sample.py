"""What a sample community says of itself on each page: that all of it is invented (T17)."""

from __future__ import annotations

from html import escape

from storywall.problems import N_
from storywall.settings import Settings
from storywall.words import catalogue


def robots_tag(settings: Settings) -> str:
    """The tag that keeps invented people and stars out of search results; empty for a community that is no sample."""
    return '<meta name="robots" content="noindex">' if settings.sample else ""


def notice(settings: Settings) -> str:
    """What stands above each page, so that nobody takes it for a real one; empty for a community that is no sample."""
    if not settings.sample:
        return ""
    text = catalogue(settings.language).gettext(N_("This is a sample: its people, texts and stars are invented."))
    return f'<aside class="sw-sample"><p>{escape(text)}</p></aside>'
