"""Pages written by hand: what is told of them, where they lie, and where their links lead."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from storywall import frame
from storywall.frame import hand_links
from storywall.mkdocs_plugin.inputs import root_of
from storywall.model import Heading


def address(page: Page) -> str:
    """The page's address, with its real characters."""
    return page.file.dest_uri.removesuffix("index.html")


def source_file(page: Page, config: MkDocsConfig) -> str:
    """The page's source below the community's root."""
    path = Path(config.docs_dir, page.file.src_uri)
    return path.relative_to(root_of(config)).as_posix() if path.is_relative_to(root_of(config)) else page.file.src_uri


def link_target(target: str, page: Page, site_url: str) -> str | None:
    """The address within the site of a target in a page's HTML; a Markdown file that isn't there stays what it is."""
    if hand_links.is_page_source(target):
        return hand_links.docs_path(target, page.file.src_uri)
    return hand_links.site_address(target, address(page), site_url)


def written_target(target: str, page: Page, site_url: str, files: Files) -> str | None:
    """The address of a target as it is written in a page's source: of a file in docs, or of anything else in the site."""
    path, mark, fragment = target.partition("#")
    file = files.get_file_from_path(hand_links.docs_path(path, page.file.src_uri)) if path else None
    if file is None:
        return link_target(target, page, site_url)
    return file.dest_uri.removesuffix("index.html") + mark + unquote(fragment)


def title(page: Page) -> str:
    """The page's title as plain text."""
    return _plain(page.title or "")


def description(page: Page, config: MkDocsConfig) -> str:
    """What the page's front matter says it is about, else what the site is about."""
    return str(page.meta.get("description") or config.site_description or "")


def searched(page: Page) -> bool:
    """May the search find the page? Material's way of leaving one out."""
    asked = page.meta.get("search")
    return not (isinstance(asked, dict) and asked.get("exclude"))


def first_page(items: Iterable[StructureItem]) -> str | None:
    """The address of the first page below some entries of the navigation: where their section's link leads."""
    for item in items:
        below = getattr(item, "children", None)
        found = first_page(below) if below else getattr(item, "url", None)
        if found is not None:
            return found
    return None


def values(page: Page, config: MkDocsConfig) -> dict[str, str]:
    """What fills the page's slots."""
    return frame.hand_values(
        title=title(page),
        site_name=config.site_name,
        description=description(page, config),
        canonical=page.canonical_url or "",
        language=str(page.meta.get("language") or config.theme["language"]),
        address=address(page),
        headings=() if "toc" in (page.meta.get("hide") or ()) else tuple(_headings(page.toc)),
        main=page.content or "",
    )


def _headings(items: Iterable[AnchorLink]) -> Iterator[Heading]:
    for item in items:
        if item.level > 1:
            yield Heading(level=item.level, id=item.id, text=_plain(item.title))
        yield from _headings(item.children)


def _plain(text: object) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", str(text)))
