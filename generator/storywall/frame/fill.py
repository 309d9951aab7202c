"""Rendered page -> Frame, split at its sentinels; Frame and values -> page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from storywall.frame.parts import DEPTH, ROOT, SENTINEL, SLOTS, TEMPLATE, Frame, FrameError, Part, sentinels, way_up
from storywall.problems import N_

# A frame is rendered for an address as deep as no page is, and that shares no folder with any: so each address within the site that MkDocs
# writes into it begins with the whole way up, which can be told from all else, whatever the depth of the page that is made from it.
_WAY_UP = re.compile(rf"(?:\.\./){{{DEPTH - 1}}}\.\.(?:/|(?![./]))")
# Templates leave a third of a page to indentation and empty lines; it is the same in every page of a section.
_INDENTATION = re.compile(r"\s*\n\s*")
_KEEPS_SPACE = re.compile(r"<(?:pre|textarea)\b", re.IGNORECASE)
_SLOT = re.compile(
    r"@@storywall:(?P<wrapped>[a-z]+)\(@@(?P<before>.*?)@@storywall:(?P=wrapped)@@(?P<after>.*?)@@storywall:(?P=wrapped)\)@@"
    r"|@@storywall:(?P<plain>[a-z]+)@@",
    re.DOTALL,
)


def parse_frame(html: str, section: str) -> Frame:
    """Split a section's rendered page. FrameError where a sentinel is missing, doubled or torn, or the page names its own address."""
    marks = sentinels()
    for slot, block in SLOTS.items():
        count = html.count(marks[slot])
        if count != 1:
            many = N_("the frame of `{section}` has the slot `{slot}` more than once: look at block `{block}` of {template} and its overrides")
            none = N_("the frame of `{section}` lacks the slot `{slot}`: look at block `{block}` of {template} and its overrides")
            raise FrameError(many if count else none, section=section, slot=slot, block=block, template=TEMPLATE)
    if f"frame-{section}/-" in html:
        raise FrameError(N_("the frame of `{section}` holds its own address: a template writes `page.url` or the like"), section=section)
    lean = html if _KEEPS_SPACE.search(html) else _INDENTATION.sub("\n", html.strip()) + "\n"
    frame = _split(_WAY_UP.sub(ROOT, lean), section)
    left = "".join((frame.tail, *(text for part in frame.parts for text in (part.text, part.before, part.after))))
    if SENTINEL in left:
        torn = left[left.index(SENTINEL) :][:40]
        raise FrameError(
            N_("the frame of `{section}` holds a torn sentinel, `{torn}`: look at {template} and its overrides"),
            section=section,
            torn=torn,
            template=TEMPLATE,
        )
    return frame


def _split(html: str, section: str) -> Frame:
    parts, end = [], 0
    for match in _SLOT.finditer(html):
        slot = match["wrapped"] or match["plain"]
        parts.append(Part(html[end : match.start()], slot, match["before"] or "", match["after"] or ""))
        end = match.end()
    return Frame(section=section, parts=tuple(parts), tail=html[end:])


def fill(frame: Frame, values: Mapping[str, str], address: str, root: str | None = None) -> str:
    """Make a page of `values` (safe HTML) for all SLOTS. ROOT becomes the way up from `address`, or `root` (ends with a slash)."""
    base = way_up(address) if root is None else root
    parts, tail = _at(frame, base)
    pieces: list[str] = []
    for text, slot, before, after in parts:
        value = values[slot]
        if value:
            pieces += (text, before, value.replace(ROOT, base), after)
        else:
            pieces.append(text)
    pieces.append(tail)
    return "".join(pieces)


@lru_cache(maxsize=1024)
def _at(frame: Frame, base: str) -> tuple[tuple[Part, ...], str]:
    parts = (Part(part.text.replace(ROOT, base), part.slot, part.before.replace(ROOT, base), part.after.replace(ROOT, base)) for part in frame.parts)
    return tuple(parts), frame.tail.replace(ROOT, base)
