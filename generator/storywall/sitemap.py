"""sitemap.xml (an index of several above 50,000 addresses, sitemaps.org's limit) and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from urllib.parse import quote

from storywall.model import Asset

LIMIT = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

Listed = tuple[str, date | None]
"""A page's address and the day its content last changed."""


def sitemap(pages: Sequence[Listed], site_url: str, *, hidden: bool = False) -> Iterator[Asset]:
    """Yield the sitemap and robots.txt; a `hidden` site has no sitemap.

    Its robots.txt lets everybody in all the same: who may not read a page can't see there that it wants to be in no search.
    """
    ordered = sorted(pages, key=lambda page: page[0])
    if hidden:
        yield Asset(address="robots.txt", data=b"User-agent: *\nAllow: /\n")
        return
    yield Asset(address="robots.txt", data=f"User-agent: *\nAllow: /\n\nSitemap: {site_url + 'sitemap.xml'}\n".encode())
    if len(ordered) <= LIMIT:
        yield Asset(address="sitemap.xml", data=_document("urlset", "url", [(site_url + quote(a), d) for a, d in ordered]))
        return
    files: list[Listed] = []
    for number, start in enumerate(range(0, len(ordered), LIMIT), start=1):
        part = ordered[start : start + LIMIT]
        address = f"sitemap-{number}.xml"
        yield Asset(address=address, data=_document("urlset", "url", [(site_url + quote(a), d) for a, d in part]))
        files.append((site_url + address, max((day for _, day in part if day is not None), default=None)))
    yield Asset(address="sitemap.xml", data=_document("sitemapindex", "sitemap", files))


def _document(root: str, child: str, rows: Sequence[Listed]) -> bytes:
    # Written row by row: a tree of elements would cost five times as much, and all that needs escaping is the address.
    lines = [f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="{_NAMESPACE}">']
    for address, day in rows:
        changed = f"<lastmod>{day.isoformat()}</lastmod>" if day is not None else ""
        lines.append(f"<{child}><loc>{escape(address, quote=False)}</loc>{changed}</{child}>")
    lines.append(f"</{root}>\n")
    return "\n".join(lines).encode()
