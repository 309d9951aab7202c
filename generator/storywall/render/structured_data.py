"""What a page tells search engines, in the terms of schema.org: articles, profiles, the way to the page, who publishes.

Follows Google's guidelines for articles, profile pages and breadcrumbs. Reviews and averages belong to product pages (T16): `product_data`.
"""

from __future__ import annotations

from typing import Any

from pydantic_core import to_json

from storywall.kinds.fields import value
from storywall.render.items import Item, Person, PhotoItem
from storywall.render.site import Site

ARTICLES = frozenset({"story", "newsletter", "spotlight"})
_IN_SCRIPT = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
"""In JSON these stand within strings alone, where they may be written so; then no text can end the script element or begin a comment."""
MOST = 110
"""Characters of a headline, Google's limit for articles."""


def of_item(site: Site, item: Item, *more: dict[str, Any]) -> str:
    """The data of an entry's page, `more` nodes first; empty where the site's address isn't known, since all addresses in it must be whole."""
    if not site.site_url:
        return ""
    nodes = [*more, _breadcrumbs(site, item)]
    if item.kind.name in ARTICLES:
        nodes.insert(0, _article(site, item))
    elif item.kind.name == "member":
        nodes.insert(0, _profile(site, item))
    return script(nodes)


def of_home(site: Site) -> str:
    """The data of the home page: the site, and the brand that publishes it."""
    if not site.site_url:
        return ""
    return script([{"@type": "WebSite", "@id": f"{site.site_url}#site", "name": site.settings.name, "url": site.site_url}, publisher(site)])


def script(nodes: list[dict[str, Any]]) -> str:
    """Nodes of one graph as the element that holds them; it is data, which no browser runs and no policy forbids."""
    graph = {"@context": "https://schema.org", "@graph": nodes}
    text = to_json(graph).decode()
    for character, escaped in _IN_SCRIPT.items():  # most texts hold none; str.translate would look up each character
        if character in text:
            text = text.replace(character, escaped)
    return f'<script type="application/ld+json">{text}</script>'


def publisher(site: Site) -> dict[str, Any]:
    """The brand."""
    settings = site.settings
    return {"@type": "Organization", "@id": f"{site.site_url}#publisher", "name": settings.brand, "url": settings.shop or site.site_url}


def picture(site: Site, photo: PhotoItem) -> dict[str, Any]:
    """A photo as it is published."""
    url = f"{site.site_url}{photo.source}"
    return {"@type": "ImageObject", "url": url, "width": photo.width, "height": photo.height, "caption": photo.alt}


def _article(site: Site, item: Item) -> dict[str, Any]:
    url = site.site_url + item.address
    node: dict[str, Any] = {
        "@type": "Article",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": item.title[:MOST],
        "description": item.excerpt,
        "inLanguage": item.language,
        "publisher": publisher(site),
        "author": _author(site, item),
    }
    if item.day:
        node["datePublished"] = item.day.isoformat()
        node["dateModified"] = (item.modified or item.day).isoformat()
    if item.cover is not None or item.photos:
        node["image"] = [picture(site, photo) for photo in dict.fromkeys((item.cover, *item.photos)) if photo is not None]
    if item.tags:
        node["keywords"] = [tag.label for tag in item.tags]
    if item.products:
        about = [site.items.item(key) for key in item.products]
        node["mentions"] = [{"@type": "Product", "name": each.title, "url": site.site_url + each.address} for each in about]
    return node


def _author(site: Site, item: Item) -> dict[str, Any]:
    """Who wrote it. A spotlight is about its member and a letter has no member at all: the brand wrote those."""
    who = item.author if item.kind.name == "story" else None
    named = who is not None and (who.handle or value(item.data, "author_name", None))
    return person(site, who) if who is not None and named else publisher(site)


def person(site: Site, who: Person) -> dict[str, Any]:
    """An author, with the way to the profile where there is one."""
    node = {"@type": "Person", "name": who.name}
    return {**node, "url": site.site_url + who.address} if who.address else node


def _profile(site: Site, item: Item) -> dict[str, Any]:
    url = site.site_url + item.address
    about: dict[str, Any] = {"@type": "Person", "name": item.title, "alternateName": item.name, "identifier": item.name, "url": url}
    if item.excerpt:
        about["description"] = item.excerpt
    if item.cover is not None:
        about["image"] = picture(site, item.cover)
    made = len(site.view.by_author.get(item.name, ()))
    if made:
        action = "https://schema.org/WriteAction"
        about["agentInteractionStatistic"] = {"@type": "InteractionCounter", "interactionType": action, "userInteractionCount": made}
    node: dict[str, Any] = {"@type": "ProfilePage", "@id": url, "url": url, "mainEntity": about}
    if item.day:
        node["dateCreated"] = item.day.isoformat()
    return node


def _breadcrumbs(site: Site, item: Item) -> dict[str, Any]:
    kind = item.kind
    steps = [(site.settings.name, "")]
    if kind.listing:
        steps.append((str(site.say(kind.label)), f"{kind.folder}/"))
    if kind.within:  # a review is on its product's page
        steps += [(each.title, each.address) for each in map(site.items.item, item.products[:1])]
    if kind.own_page:
        steps.append((item.title, item.address))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": site.site_url + address}
            for position, (name, address) in enumerate(steps, 1)
        ],
    }
