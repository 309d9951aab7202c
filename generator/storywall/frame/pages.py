"""The last touches to pages written by hand: addresses of references, and the table of contents."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

from storywall import kinds
from storywall.frame.parts import ROOT, SENTINEL, HandPage, headline, way_up
from storywall.model import Heading

_TOKEN = re.compile(re.escape(SENTINEL) + r"link:([a-z0-9:/-]+)@@")
_POLICY = f"{SENTINEL}policy-of-the-site@@"
_NOTICE = f"{SENTINEL}notice-of-the-site@@"

CONTENTS_FROM = 4
"""A text has a table of contents from this many headings on."""


def reference_token(reference: str) -> str:
    """What stands for a reference's address until `finish`."""
    return f"{SENTINEL}link:{reference}@@"


def finish(page: HandPage, addresses: Mapping[str, str], head: str = "", notice: str = "") -> str:
    """The page with each reference set to its address, from `addresses` where it is there, else the usual one; its head begins with `head`."""
    up = way_up(page.address)
    ready = page.html.replace(_POLICY, head.replace(ROOT, up), 1).replace(_NOTICE, notice, 1)
    return _TOKEN.sub(lambda match: html.escape(up + (addresses.get(match[1]) or usual_address(match[1]))), ready)


def usual_address(reference: str) -> str:
    """The address that follows from a reference alone: the entry's page, or its place on the page of what it lies within."""
    name, _, slug = reference.partition(":")
    kind = kinds.BY_NAME[name]
    if kind.own_page or not kind.within:
        return kind.address(slug)
    parent, _, own = slug.partition("/")
    return f"{kinds.BY_NAME[kind.within].address(parent)}#{own}"


def hand_values(
    *, title: str, site_name: str, description: str, canonical: str, language: str, address: str, headings: Sequence[Heading], main: str
) -> dict[str, str]:
    """The slots' values of a hand-written page; all but `main` are plain text."""
    up, name = way_up(address), html.escape(site_name)
    feeds = (("atom+xml", "feed.xml"), ("feed+json", "feed.json"))
    return {
        "policy": _POLICY,
        "notice": _NOTICE,
        "title": html.escape(headline(title, site_name)),
        "description": html.escape(description),
        "canonical": html.escape(canonical),
        "head": "".join(f'<link rel="alternate" type="application/{kind}" title="{name}" href="{up}{file}">' for kind, file in feeds),
        "contents": contents(headings) if len(headings) >= CONTENTS_FROM else "",
        "language": html.escape(language),
        "main": main,
    }


def contents(headings: Sequence[Heading]) -> str:
    """The items of a table of contents, lower headings within those they stand below."""
    items, index = [], 0
    while index < len(headings):
        text, below = html.escape(headings[index].text), _below(headings, index)
        inner = f"<ul>{contents(below)}</ul>" if below else ""
        items.append(f'<li><a href="#{html.escape(headings[index].id)}">{text}</a>{inner}</li>')
        index += 1 + len(below)
    return "".join(items)


def _below(headings: Sequence[Heading], index: int) -> Sequence[Heading]:
    end = index + 1
    while end < len(headings) and headings[end].level > headings[index].level:
        end += 1
    return headings[index + 1 : end]
