"""A community of hostile items, built through the whole chain, and the search for anything in its files that isn't ours."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import html5lib
from hostile_fields import PHOTO, Field, has_photo, item
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from storywall import build, frame, pipeline
from storywall.kinds import BY_NAME
from storywall.problems import Problem

BASE = Path(__file__).parents[1] / "samples" / "base"
TODAY = date(2026, 11, 21)
SITE_URL = "https://mugs.example/table/"

_MARKS = frame.sentinels()
FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">{policy}<title>{title}</title>
{description_begin}<meta name="description" content="{description}">{description_end}
{canonical_begin}<link rel="canonical" href="{canonical}">{canonical_end}
{head}</head><body>{notice}
{contents_begin}<nav class="sw-contents"><ul>{contents}</ul></nav>{contents_end}
<main id="storywall-page" lang="{language}">{main}</main>
</body></html>
""".format(**_MARKS)


def small_frames() -> frame.Frames:
    """Frames that hold each slot and nothing else, so that what is looked at is what members' content makes."""
    sections = {name: frame.parse_frame(FRAME, name) for name in frame.section_names()}
    return frame.Frames(sections=sections, assets={}, site_url=SITE_URL, site_name="The Mug Table")


@dataclass(kw_only=True)
class World:
    """A community in a folder; items are added by `put`, and all are checked and built at once by `build`."""

    root: Path
    photo: bytes
    placed: dict[str, tuple[Field, str]] = field(default_factory=dict)
    """By the item's file: which text was put into which field."""

    def __post_init__(self) -> None:
        shutil.copytree(BASE, self.root)
        self.settings()

    def settings(self, entries: int = 500) -> None:
        """One page of a listing and one feed hold so many entries: as many as may be, by default."""
        sizes = {"entries": entries, "reviews": min(entries, 200), "photos": entries, "feed": entries}
        text = (BASE / "storywall.yml").read_text()
        (self.root / "storywall.yml").write_text(text + f"listings: {json.dumps(sizes)}\n")

    def put(self, where: Field, text: str) -> str:
        """Write an item with a text in one field; return its file."""
        kind = BY_NAME[where.kind]
        slug = f"c-{len(self.placed)}"
        folder = f"submissions/{kind.folder}/{'morning-mug/' if kind.within else ''}"
        file = f"{folder}{slug}/index.md" if has_photo(where) else f"{folder}{slug}.md"
        path = self.root / file
        if has_photo(where):
            path.parent.mkdir(parents=True)
            (path.parent / PHOTO).write_bytes(self.photo)
        path.write_text(item(where, text), encoding="utf-8", errors="surrogatepass")
        self.placed[file] = where, text
        return file

    def check(self) -> pipeline.Checked:
        """All checks, as for a build that leaves out what has errors."""
        options = pipeline.Options(today=TODAY, keep_going=True, photos=True, processes=1)
        return pipeline.check(self.root, options, lambda root, out: small_frames())

    def build(self) -> Built:
        """Check and publish."""
        checked = self.check()
        folder = self.root / "site"
        build.publish_checked(checked, folder, processes=1)
        return Built(checked=checked, folder=folder, placed=dict(self.placed))

    def clear(self) -> None:
        """Take all items out again; the state is kept, as between two builds."""
        for file in self.placed:
            path = self.root / file
            shutil.rmtree(path.parent) if path.name == "index.md" else path.unlink()
        shutil.rmtree(self.root / "site", ignore_errors=True)
        self.placed = {}


@dataclass(frozen=True, kw_only=True)
class Built:
    """A checked and published community."""

    checked: pipeline.Checked
    folder: Path
    placed: Mapping[str, tuple[Field, str]]

    @property
    def shown(self) -> frozenset[str]:
        """Files of items that are part of the site."""
        return frozenset(entry.file for entry in self.checked.view.by_key.values())

    @property
    def refused(self) -> dict[str, list[Problem]]:
        """Errors by the item's file; those of a photo are its item's."""
        found: dict[str, list[Problem]] = {}
        for problem in self.checked.problems:
            if problem.severity == "error":
                file = problem.file if problem.file.endswith(".md") else f"{problem.file.rpartition('/')[0]}/index.md"
                found.setdefault(file, []).append(problem)
        return found

    def page(self, file: str) -> Path:
        """The page that an item is on."""
        entry = next(entry for entry in self.checked.view.by_key.values() if entry.file == file)
        kind = BY_NAME[entry.kind]
        own = kind.address(entry.slug) if kind.own_page else f"products/{entry.slug.partition('/')[0]}/"
        return self.folder / own / "index.html"

    def files(self, *suffixes: str) -> Iterator[Path]:
        """Files of the site."""
        for folder, _, names in os.walk(self.folder):
            yield from (Path(folder, name) for name in names if name.endswith(suffixes))


# What is on a page -----------------------------------------------------------------------------------------------------

Element = tuple[str, dict[str, str]]
TEXT = "(text)"
"""Under this name an element of data comes with what it holds."""


def fast(text: str) -> Iterator[Element]:
    """The elements of a page, by a fast parser."""
    root = LexborHTMLParser(text).root
    assert root is not None
    for node in root.traverse():
        tag = node.tag
        if tag is not None and tag[0] not in "-!":
            attributes = {name: value or "" for name, value in node.attributes.items()}
            yield tag, {**attributes, TEXT: node.text()} if tag == "script" else attributes


def conforming(text: str) -> Iterator[Element]:
    """The elements of a page as the HTML standard's own algorithm finds them."""
    for node in html5lib.parse(text, treebuilder="lxml").iter():
        if isinstance(node.tag, str):
            tag = node.tag.rpartition("}")[2]
            attributes = {name.rpartition("}")[2]: value for name, value in node.attrib.items()}
            yield tag, {**attributes, TEXT: node.text or ""} if tag == "script" else attributes


ADDRESSES = frozenset("action background cite data formaction href icon longdesc manifest ping poster src srcset usemap xlink:href".split())
_OURS_IN_TEXTS = re.compile(r"m-[a-z0-9-]+\Z")
_SLUG = re.compile(r"c-\d+\Z|of/[a-z]+/(?:morning-mug/)?c-\d+/cup\Z")
"""Ids made of slugs: a review on its product's page, a photo in the gallery."""
_OWN_PHOTO = re.compile(r"(?:\./|(?:\.\./)+)assets/photos/[0-9a-f]{20}-[a-z0-9]+\.(?:webp|jpg)\Z")
_PLACEHOLDER = re.compile(r"data:image/webp;base64,[A-Za-z0-9+/]+=*\Z")
_WITHIN = re.compile(r"(?:\.{1,2}/)*(?:[a-z0-9-]+/)*(?:[a-z0-9.-]+)?(?:#[a-z0-9-]+)?\Z")
"""An address without a scheme and a host."""
NO_ICON = "data:,"
"""An embed and a redirect say so that they have none."""
_REL = frozenset("ugc nofollow noopener noreferrer".split())


@dataclass(kw_only=True)
class Ours:
    """What pages of harmless words are made of: nothing else may be on any page."""

    tags: set[str] = field(default_factory=set)
    attributes: set[tuple[str, str]] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    seen: dict[tuple[str, str, str, str], list[str]] = field(default_factory=dict)
    """What was found out about an attribute, so that it is found out once."""
    clean: set[tuple[str, ...]] = field(default_factory=set)
    """Elements that are ours, with all their attributes."""

    def learn(self, text: str, parser: Callable[[str], Iterable[Element]]) -> None:
        """Take in a page that holds no hostile text."""
        for tag, attributes in parser(text):
            self.tags.add(tag)
            self.attributes |= {(tag, name) for name in attributes}
            self.classes |= set(attributes.get("class", "").split())
            if "id" in attributes:
                self.ids.add(attributes["id"])

    def faults(self, text: str, parser: Callable[[str], Iterable[Element]] = fast) -> list[str]:
        """Name what is on a page and isn't ours."""
        found: list[str] = []
        for tag, attributes in parser(text):
            element = (tag, *attributes, *attributes.values())
            if element in self.clean:
                continue
            before = len(found)
            if tag not in self.tags:
                found.append(f"<{tag}>")
            for name, value in attributes.items():
                rel = attributes.get("rel", "") + " " + attributes.get("class", "") if name == "href" else ""
                key = (tag, name, value, rel)
                if key not in self.seen:
                    self.seen[key] = list(self._attribute(tag, name, value, attributes))
                found += self.seen[key]
            if len(found) == before:
                self.clean.add(element)
        return found

    def _attribute(self, tag: str, name: str, value: str, attributes: Mapping[str, str]) -> Iterator[str]:
        if (tag, name) not in self.attributes:
            yield f"<{tag} {name}={value[:60]!r}>"
        elif tag == "script":
            yield from _data_faults(attributes)
        elif name == "class":
            yield from (f"class {each}" for each in value.split() if each not in self.classes)
        elif name == "id" and value not in self.ids and not _SLUG.match(value):
            if tag not in ("h2", "h3", "h4", "h5", "h6") or not _OURS_IN_TEXTS.match(value):
                yield f"id {value}"
        elif name in ADDRESSES and (fault := _address_fault(tag, name, value, attributes)):
            yield f"<{tag} {name}={value[:80]!r}>: {fault}"


def _address_fault(tag: str, name: str, value: str, attributes: Mapping[str, str]) -> str:
    if name == "srcset":
        candidates = [each.strip().split(" ") for each in value.split(",")]
        good = all(len(each) == 2 and _OWN_PHOTO.match(each[0]) and re.fullmatch(r"\d+w", each[1]) for each in candidates)
        return "" if tag == "source" and good else "not our photos"
    # a browser drops white space and controls before it looks at the scheme
    lean = re.sub(r"[\x00-\x20]", "", value)
    if lean != value:
        return "white space in an address"
    if name != "href":
        placeholder = attributes.get("class") == "sw-soon" and _PLACEHOLDER.match(value)
        return "" if tag == "img" and (placeholder or _OWN_PHOTO.match(value)) else "not one of our photos"
    if tag == "link" and attributes.get("rel") == "icon" and value == NO_ICON:
        return ""
    if tag == "a" and _WITHIN.match(value):
        return ""
    there = urlsplit(urljoin(SITE_URL, value))
    if there.scheme not in ("http", "https", "mailto"):
        return "scheme"
    if tag != "a":
        return "" if there.netloc == "mugs.example" else "foreign"
    if there.scheme == "mailto" or value.lower().startswith(("http:", "https:")):
        return "" if set(attributes.get("rel", "").split()) >= _REL or attributes.get("class") in OF_EDITORS else "a link that leaves without rel"
    return "" if there.netloc == "mugs.example" else "leaves the site"


def _data_faults(attributes: Mapping[str, str]) -> Iterator[str]:
    """Of scripts only structured data may be there: JSON of our own types and keys, whose addresses are the site's."""
    if attributes.get("type") != "application/ld+json" or set(attributes) != {"type", TEXT}:
        yield f"a script: {attributes}"
        return
    data = json.loads(attributes[TEXT])
    if set(data) != {"@context", "@graph"} or data["@context"] != "https://schema.org":
        yield f"not our data: {str(data)[:80]}"
    left = [*data["@graph"]]
    while left:
        node = left.pop()
        if not set(node) <= DATA_KEYS or not re.fullmatch(r"[A-Z][A-Za-z]+", node["@type"]):
            yield f"not our data: {str(node)[:80]}"
        for key, value in node.items():
            left += [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
            if key in ("@id", "url", "item", "mainEntityOfPage") and not value.startswith((SITE_URL, "https://mugs.example/")):
                yield f"{key} leads to {value}"


DATA_KEYS = frozenset(
    "@type @id url name alternateName identifier description headline inLanguage publisher author image width height caption keywords mentions about "
    "mainEntity mainEntityOfPage datePublished dateModified dateCreated itemListElement position item agentInteractionStatistic interactionType "
    "userInteractionCount "
    "brand sku gtin category aggregateRating ratingValue ratingCount bestRating worstRating review reviewRating reviewBody".split()
)


OF_EDITORS = frozenset(("sw-button sw-button-strong", "sw-shop"))
"""Links to the shop, whose address an editor wrote."""


def other_faults(path: Path) -> list[str]:
    """What is wrong with a feed or sitemap: it must be read by strict parsers, and lead to the site alone."""
    if path.name == "index.json" and path.parent.name == "photos":
        return list(_index_faults(json.loads(path.read_text())))
    if path.suffix == ".json" and path.name != "feed.json":  # what the shop reads: values of `/api/`, its schemas, the component's words
        return list(_shop_faults(json.loads(path.read_text())))
    if path.suffix == ".json":
        feed = json.loads(path.read_text())
        places = [value for entry in feed.get("items", ()) for name, value in entry.items() if name in ("id", "url", "image", "external_url")]
        places += [feed["home_page_url"], feed["feed_url"]]
        html_in = [entry["id"] for entry in feed.get("items", ()) if "content_html" in entry]
    elif path.suffix == ".xml":
        tree = etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False))
        spaces = {node.tag.partition("}")[0] for node in tree.iter() if isinstance(node.tag, str)}
        assert spaces <= {"{http://www.w3.org/2005/Atom", "{http://www.sitemaps.org/schemas/sitemap/0.9"}, spaces
        places = [node.get("href") for node in tree.iter("{*}link")] + [node.text for node in tree.iter("{*}loc", "{*}id")]
        html_in = [str(node.get("type")) for node in tree.iter() if node.get("type") in ("html", "xhtml")]
    else:
        return []
    return [f"leads to {place}" for place in places if not str(place).startswith(SITE_URL)] + [f"HTML in {each}" for each in html_in]


def _index_faults(rows: list[dict[str, object]]) -> Iterator[str]:
    """What is wrong with the gallery's index, of which its script makes elements: addresses from the site's root, all else is text."""
    for row in rows:
        addresses = [row["src"], *(address for address, _ in row["set"])]  # type: ignore[attr-defined]
        yield from (f"not our photo: {each}" for each in addresses if not _OWN_PHOTO.match(f"./{each}"))
        pages = [value for key, value in row.items() if key in ("item", "at")]
        yield from (f"leads to {each}" for each in pages if not re.fullmatch(r"[a-z0-9/-]*(#[a-z0-9-]+)?", str(each)))


def _shop_faults(data: object) -> Iterator[str]:
    """What is wrong with a file for the shop, of whose addresses its pages make links and pictures: they lie within the site."""
    left = [data]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            left += node.values()
            if "$defs" in node:  # a schema, which holds nothing of members
                return
            addresses = [value for key, value in node.items() if key in ("page", "address", "data", "older") and value is not None]
            yield from (f"leads to {each}" for each in addresses if not re.fullmatch(r"[a-z0-9/.-]+(#[a-z0-9-]+)?", str(each)))
            yield from (f"another site: {node[key]}" for key in ("site",) if key in node and node[key] != SITE_URL)
        elif isinstance(node, list):
            left += node


def texts_of(path: Path) -> list[str]:
    """The texts that a feed gives to its readers."""
    if path.name == "index.json":
        return []
    if path.suffix == ".json":
        return [value for entry in json.loads(path.read_text())["items"] for value in (entry["title"], entry["content_text"])]
    return [node.text or "" for node in etree.fromstring(path.read_bytes()).iter("{*}title", "{*}summary")]


def text_of(page: str) -> str:
    """All that a page says, in its texts and in the words of its attributes, on one line."""
    tree = LexborHTMLParser(page)
    assert tree.root is not None
    said = [tree.root.text(separator="")]
    said += [
        str(node.attributes.get(name)) for node in tree.root.traverse() for name in ("alt", "content", "title", "aria-label") if node.tag != "-text"
    ]
    return " ".join(" ".join(said).split())
