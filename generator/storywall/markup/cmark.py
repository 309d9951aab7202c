"""Markdown -> cmark's HTML, always in safe mode; the only importer of the Markdown parser."""

from __future__ import annotations

from functools import cache
from typing import Any

from cmarkgfm import cmark
from cmarkgfm.cmark import Options

_OPTIONS = Options.CMARK_OPT_VALIDATE_UTF8 | Options.CMARK_OPT_GITHUB_PRE_LANG
_PLACES = _OPTIONS | Options.CMARK_OPT_SOURCEPOS
# What links, pictures, HTML, tables, lists of tasks, crossed-out words and addresses that become links by themselves can't be written without.
_MORE = ("[", "<", "|", "~", "@", "&", "://", "www.")


def render(text: str, *, places: bool = False) -> str:
    """Return the HTML of a text; where `places` are asked for, or it may hold links, pictures or HTML, blocks have their lines with them.

    A text that holds nothing of the kind is rendered without extensions and places: it comes to the same in half the time.
    """
    if not places and not any(mark in text for mark in _MORE):
        return str(cmark.markdown_to_html(text, _OPTIONS))
    parser = cmark.parser_new(_PLACES)
    try:
        for extension in _extensions():
            cmark.parser_attach_syntax_extension(parser, extension)
        cmark.parser_feed(parser, text)
        return str(cmark.render_html(cmark.parser_finish(parser), _PLACES, cmark.parser_get_syntax_extensions(parser)))
    finally:
        cmark.parser_free(parser)


@cache
def _extensions() -> tuple[Any, ...]:
    """Those of GitHub's Markdown, found once for the whole process."""
    cmark.core_extensions_ensure_registered()
    return tuple(map(cmark.find_syntax_extension, ("table", "autolink", "tagfilter", "strikethrough", "tasklist")))
