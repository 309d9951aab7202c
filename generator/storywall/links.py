"""Dead links within the site: what items, hand-written pages and aliases point to is a page of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from storywall import allowed
from storywall.codes import problem
from storywall.frame import HandPage
from storywall.kinds import BY_NAME
from storywall.kinds.guess import guess_word
from storywall.model import Community, Entry
from storywall.problems import N_, Position, Problem
from storywall.view import SITE, View, hidden_reason


def check_links(entries: Iterable[Entry], addresses: Mapping[str, str], site_url: str) -> Iterator[Problem]:
    """Yield whole web addresses in bodies that lead into this site and to no page of it."""
    own = urlsplit(site_url).path or "/"
    host = allowed.host_name(site_url)
    for entry in entries:
        for link in entry.outline.links:
            if not host or allowed.host_name(link.target) != host:
                continue
            path = unquote(urlsplit(link.target).path)
            if not f"{path}/".startswith(own):  # the shop, say, on the same host
                continue
            address = path[len(own) :]
            if not leads(address, addresses):
                place = Position(line=entry.body_line + link.line - 1)
                yield problem("dead-link", entry.file, place, value=link.target, guess=_guess(address, addresses))


def check_pages(pages: Iterable[HandPage], addresses: Mapping[str, str], view: View, community: Community) -> Iterator[Problem]:
    """Yield what hand-written pages point to and isn't there, or may not show."""
    anchors = {page.address: page.anchors for page in pages}
    for page in pages:
        for target, line in page.links:
            place = Position(line=max(line, 1))
            kind = target.partition(":")[0]
            if kind in BY_NAME and ":" in target:
                yield from _reference(page, target, place, view, community)
                continue
            address, _, anchor = target.partition("#")
            if not leads(address, addresses):
                yield problem("dead-link", page.file, place, value=target, guess=_guess(address, addresses))
            elif anchor and address in anchors and anchor not in anchors[address]:
                guess = guess_word(anchor, anchors[address])
                yield problem("dead-link", page.file, place, value=target, guess=f"{address}#{guess}" if guess else "")


def _reference(page: HandPage, target: str, place: Position, view: View, community: Community) -> Iterator[Problem]:
    entry = community.entries.get(target)
    if entry is not None:
        if target not in view.by_key:
            reason = hidden_reason(entry, (SITE,), view.today) or N_("what it belongs to may not show")
            yield problem("hidden-reference", page.file, place, value=target, reason=reason)
    elif not community.knows(target):
        kind, _, name = target.partition(":")
        guess = guess_word(name, community.slugs(kind))
        yield problem("unknown-reference", page.file, place, value=target, guess=f"{kind}:{guess}" if guess else "")


def leads(address: str, addresses: Mapping[str, str]) -> bool:
    """Is there a page or file at an address, written with or without its last slash or `index.html`?"""
    return any(each in addresses for each in (address, f"{address}/", address.removesuffix("index.html")))


def _guess(address: str, addresses: Mapping[str, str]) -> str:
    # What all addresses of a section begin with would make any two of them alike.
    head = f"{address.partition('/')[0]}/"
    near = [each.removeprefix(head) for each in addresses if each.startswith(head) and each != head]
    if near:
        guess = guess_word(address.removeprefix(head), near[:2000])
        return f"/{head}{guess}" if guess else ""
    guess = guess_word(address, [each for each in addresses if each.count("/") == 1])
    return f"/{guess}" if guess else ""
