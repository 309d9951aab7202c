"""What a build has written: counted for the head of the report, and looked at for whether it is whole."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from corpus import Story
from engines import Engine

SCRIPTS_AND_STYLES = (".js", ".mjs", ".css")
PICTURES = (".webp", ".jpg", ".jpeg", ".png", ".avif", ".svg", ".gif", ".ico")
HEAD_BYTES = 600
WIDTHS = 3
MARKS = {
    "structured data": "application/ld+json",
    "canonical address": 'rel="canonical"',
    "description": 'name="description"',
    "feed links": 'rel="alternate"',
    "stylesheets": 'rel="stylesheet"',
    "scripts": "<script",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Number and bytes of a build's files, by what they are."""

    files: Counter[str]
    sizes: Counter[str]

    def line(self) -> str:
        """Write the counts, the most numerous first."""
        parts = [f"{count} {what} ({megabytes(self.sizes[what])})" for what, count in self.files.most_common()]
        return f"{self.files.total()} files, {megabytes(self.sizes.total())}: " + ", ".join(parts)


def megabytes(size: int) -> str:
    """Write a number of bytes as MB."""
    return f"{size / 1e6:.1f} MB"


def walk(folder: Path) -> Iterator[tuple[str, str, int]]:
    """Yield name, path and size of every file below a folder; none where there is no folder."""
    if not folder.is_dir():
        return
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from walk(Path(entry.path))
        else:
            yield entry.name, entry.path, entry.stat(follow_symlinks=False).st_size


def survey(site: Path) -> Survey:
    """Count what lies in a site's folder."""
    files: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for name, path, size in walk(site):
        what = sort_of(name, path, size)
        files[what] += 1
        sizes[what] += size
    return Survey(files=files, sizes=sizes)


def sort_of(name: str, path: str, size: int) -> str:
    """Name what a file is, by its suffix and, where that doesn't tell, by how it begins."""
    suffix = name[name.rfind(".") :]
    if suffix in SCRIPTS_AND_STYLES:
        return "scripts and styles"
    if suffix in PICTURES:
        return "pictures"
    if suffix == ".html":
        return "redirects" if size < HEAD_BYTES and b'http-equiv="refresh"' in beginning(path) else "pages"
    if name == "feed.json":
        return "feeds"
    if suffix == ".xml":
        start = beginning(path)
        return "feeds" if b"<rss" in start or b"<feed" in start else "sitemaps" if b"sitemap" in start else "other"
    return "other"


def beginning(path: str) -> bytes:
    """Read how a file begins."""
    with Path(path).open("rb") as file:
        return file.read(HEAD_BYTES)


def faults(engine: Engine, found: Survey, slugs: Sequence[str], samples: Sequence[Story], photos: int) -> list[str]:
    """Say what a build left out: a story's page, a sample's title or the last heading of its body, sizes of a photo."""
    missing = [slug for slug in slugs if not engine.page(slug).is_file()]
    if missing:
        return [f"{len(missing)} of {len(slugs)} stories have no page, such as {missing[0]}"]
    said = []
    for story in samples:
        page = unescape(engine.page(story.slug).read_text(encoding="utf-8"))
        headings = [line.lstrip("# ") for line in story.body.splitlines() if line.startswith("#")]
        said += [f"{story.slug} lacks {text!r}" for text in (story.title, headings[-1]) if text not in page]
    if found.files["pictures"] < photos * WIDTHS:
        said.append(f"{found.files['pictures']} pictures instead of {WIDTHS} sizes of each of {photos} photos")
    return said


def features(engine: Engine, story: Story) -> str:
    """Say what the page of one story has, and whether the site has a search index."""
    page = engine.page(story.slug).read_text(encoding="utf-8")
    has = [name for name, mark in MARKS.items() if mark in page]
    lacks = [name for name, mark in MARKS.items() if mark not in page]
    searched = any((engine.site / folder).is_dir() for folder in ("pagefind", "search"))
    index = "with" if searched else "without"
    return f"a story's page has {len(page)} characters, with {listed(has)}, without {listed(lacks)}; the site is {index} a search index"


def listed(words: Sequence[str]) -> str:
    """Join words for a sentence."""
    return ", ".join(words) or "nothing"
