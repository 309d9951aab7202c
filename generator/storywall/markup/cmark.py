"""Markdown -> cmark's HTML, always in safe mode; the only importer of the Markdown parser."""

from __future__ import annotations

from functools import cache
from typing import Any

from cmarkgfm import cmark
from cmarkgfm.cmark import Options

_OPTIONS = Options.CMARK_OPT_VALIDATE_UTF8 | Options.CMARK_OPT_GITHUB_PRE_LANG
_PLACES = _OPTIONS | Options.CMARK_OPT_SOURCEPOS
# What can't be written without some mark: GitHub's extensions of Markdown, and (with them) links, pictures and HTML.
_EXTENSIONS = {
    "table": ("|", ":-", "-:", "\f", "\v"),  # of one column without `|`: a line of hyphens that doesn't make a heading of the one above
    "autolink": ("://", "www.", "@", "&"),
    "tagfilter": ("<",),
    "strikethrough": ("~",),
    "tasklist": ("[ ]", "[x]", "[X]"),
}
_LINKS = ("[", "<")
_MARKS = [(mark, name) for name, marks in _EXTENSIONS.items() for mark in marks]


def render(text: str, *, places: bool = False) -> str:
    """Return the HTML of a text; where `places` are asked for, or it may hold links, pictures or HTML, blocks have their lines with them.

    Extensions that a text has no use for are left out, and a text that needs neither them nor places takes half the time.
    """
    needed = {name: mark for mark, name in _MARKS if mark in text}
    if not (needed or places or any(mark in text for mark in _LINKS)):
        return str(cmark.markdown_to_html(text, _OPTIONS))
    parser = cmark.parser_new(_PLACES)
    try:
        for name in needed:
            cmark.parser_attach_syntax_extension(parser, _extension(name))
        cmark.parser_feed(parser, text)
        return str(cmark.render_html(cmark.parser_finish(parser), _PLACES, cmark.parser_get_syntax_extensions(parser)))
    finally:
        cmark.parser_free(parser)


@cache
def _extension(name: str) -> Any:
    cmark.core_extensions_ensure_registered()
    return cmark.find_syntax_extension(name)
