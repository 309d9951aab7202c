"""The sanitiser, last to touch a body: nh3 with the allowlists of `allowed`, whose only importer this is."""

from __future__ import annotations

import re

import nh3

from storywall import allowed

_cleaner = nh3.Cleaner(
    tags=allowed.ELEMENTS,
    attributes=allowed.ATTRIBUTES,
    url_schemes=allowed.SCHEMES,
    link_rel=allowed.LINK_REL,
    strip_comments=True,
)

_PLACE = re.compile(r' data-sourcepos="[0-9:-]*"')
_BARE = "|".join(sorted(allowed.ELEMENTS - {"a", "img", "br", "hr"}))
_HREF = r'a href="(?:https?://[A-Za-z0-9./_~-]+|#m-[a-z0-9-]+)"'
_FILLED = rf'{_HREF}|h[2-6] id="m-[a-z0-9-]+"|ol start="[0-9]+"|t[dh] align="(?:left|center|right)"'
# Nothing is tried twice: each part begins with a character of its own, and what has matched is never given back.
_HARMLESS = re.compile(
    rf"(?:[^<>&\xa0\x00-\x08\x0b-\x1f]++|<(?:/?(?:{_BARE})|/a|br /|hr /|{_FILLED})>|&(?:amp|lt|gt|quot);)*+",
)
_LINK = re.compile(f"(<{_HREF})>")
_REL = rf'\1 rel="{allowed.LINK_REL}">'


def sanitise(written: str) -> str:
    """Return HTML of cmark's with nothing in it but what `allowed` names."""
    written = without_places(written)
    if not _is_harmless(written):
        return _cleaner.clean(written)
    clean = written.replace("&quot;", '"').replace("<br />", "<br>").replace("<hr />", "<hr>")
    return _LINK.sub(_REL, clean) if "<a " in clean else clean


def without_places(raw: str) -> str:
    """Return cmark's output without the lines of blocks; a text can't hold such an attribute, since its quotation marks are escaped."""
    return _PLACE.sub("", raw) if "data-sourcepos" in raw else raw


def _is_harmless(written: str) -> bool:
    """Is there nothing but text, and tags that hold nothing which could be taken out?

    The sanitiser would give that back as it is, but for three details, so it isn't asked: parsing all over again takes as long as cmark.
    A test compares both ways.
    """
    return _HARMLESS.fullmatch(written) is not None
