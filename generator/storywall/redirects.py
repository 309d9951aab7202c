"""Aliases: an entry's earlier addresses, kept alive by a small page that leads on without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import urljoin

from storywall.codes import problem
from storywall.kinds import BY_NAME
from storywall.kinds.fields import value
from storywall.model import Asset, Community, Entry
from storywall.problems import Problem
from storywall.render import Site


def alias_address(alias: str, entry: Entry) -> str:
    """The address that an alias keeps alive: a path from the site's root, or a bare slug in the entry's own folder."""
    path = alias.strip("/")
    return f"{path}/" if "/" in alias else f"{BY_NAME[entry.kind].folder}/{path}/"


def redirects(site: Site) -> Iterator[Asset]:
    """Yield a page for each alias of what is shown."""
    for entry in site.view.by_key.values():
        for alias in value(entry.data, "aliases", ()):
            address = alias_address(alias, entry)
            yield Asset(address=f"{address}index.html", data=_page(site, address, site.items.item(entry.key).address))


def _page(site: Site, address: str, target: str) -> bytes:
    relative, whole = escape("../" * address.count("/") + target), escape(urljoin(site.site_url, target))
    text = escape(site.words.gettext("This page has moved."))
    return (
        f'<!doctype html>\n<html lang="{escape(site.settings.language)}">\n<head>\n<meta charset="utf-8">\n{site.policy}<title>{text}</title>\n'
        # Without this, a browser looks for an icon at the host's root.
        f'<link rel="icon" href="data:,">\n<meta name="robots" content="noindex">\n<meta http-equiv="refresh" content="0; url={relative}">\n'
        f'<link rel="canonical" href="{whole}">\n</head>\n<body>\n<p><a href="{relative}">{text}</a></p>\n</body>\n</html>\n'
    ).encode()


def check_aliases(community: Community, addresses: Mapping[str, str]) -> Iterator[Problem]:
    """No alias stands where a page is, or twice; `addresses` lead from generated and hand-written pages to what they are."""
    taken = dict(addresses)
    for entry in community.entries.values():
        for index, alias in enumerate(value(entry.data, "aliases", ())):
            address = alias_address(alias, entry)
            if address in taken:
                yield problem("same-address", entry.file, None, ("aliases", index), value=f"/{address}", other=taken[address])
            taken.setdefault(address, entry.file)
