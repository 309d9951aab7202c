"""The seeded corpus as a Storywall community and as a Hugo project: the same stories, word for word, on both sides."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

SITE_NAME = "Community"
# Not the host that the corpus links to: its links lead away from the site, on both sides.
SITE_URL = "https://community.example/"
WORDING = "2026-11"
AGREED = date(2026, 11, 2)
JOINED = date(2019, 1, 1)
# What the community's default settings allow in a story. Further links become plain words, on both sides: about one
# story in 2,000 has more.
LINKS_AT_MOST = 5
SETTINGS = "storywall.yml"
# The peers make no search, so ours is made in a case of its own.
SEARCH = "search: {}"

HAND_WRITTEN = ("welcome", "guidelines", "values", "take-part")
HUGO_HAND_WRITTEN = ("about", "join", "rules", "newsletter")
GREETING = "Welcome to the community."
CONSENT = "# Consent\n\nYes, {name} may show what I send. I can take this back at any time, with one form.\n"

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PICTURE = re.compile(r"^!\[[^]\n]*\]\([^)\n]*\)\n+", re.MULTILINE)
LINK = re.compile(r"\[([^]\n]*)\]\([^)\n]*\)")


def write_settings(out: Path, storywall: Sequence[str]) -> None:
    """Write what a community has besides its items: with `storywall init` where a command is given, else by hand.

    The community's settings are here and nowhere else in the harness.
    """
    if storywall:
        subprocess.run([*storywall, "init", str(out)], check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
        mkdocs = (out / "mkdocs.yml").read_text(encoding="utf-8")
        write(out / "mkdocs.yml", re.sub(r"(?m)^site_url:.*$", f"site_url: {SITE_URL}", mkdocs))
        with (out / SETTINGS).open("a", encoding="utf-8") as settings:
            settings.write(f"\n{SEARCH.format('false')}\n")
        return
    write(
        out / "mkdocs.yml",
        f"site_name: {SITE_NAME}\nsite_url: {SITE_URL}\ntheme:\n  name: material\nplugins:\n  - storywall\n",
    )
    write(out / SETTINGS, f'name: {SITE_NAME}\nbrand: {SITE_NAME}\nconsent: "{WORDING}"\n{SEARCH.format("false")}\n')
    write(out / "docs" / "consent" / f"{WORDING}.en.md", CONSENT.format(name=SITE_NAME))
    for page in HAND_WRITTEN:
        write(out / "docs" / f"{page}.md", f"# {page.replace('-', ' ').capitalize()}\n\n{GREETING}\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story of the corpus; `front` is its front matter as the corpus wrote it, without the photos."""

    slug: str
    title: str
    author: str
    day: date
    tags: tuple[str, ...]
    product: str
    rating: int
    front: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a community's items go, what each says of its consent, its members' handles and the place of each."""

    folder: Path
    agreed: str
    handles: Sequence[str]
    places: Mapping[str, int]

    def author(self, number: int) -> str:
        """Return the handle at a place, counted round and round."""
        return self.handles[number % len(self.handles)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """How many items one side was given."""

    stories: int = 0
    members: int = 0
    products: int = 0
    reviews: int = 0
    photos: int = 0
    hand_written: int = 0


def write(path: Path, text: str) -> None:
    """Write a text file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def read_story(path: Path) -> Story:
    """Read one of the corpus's stories."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    # Photos are compared in a case of their own, each once and not as often as a story shows it.
    front = front.partition("photos:\n")[0]
    fields = yaml.load(front, LOADER)
    return Story(
        slug=fields["slug"],
        title=fields["title"],
        author=fields["author"],
        day=fields["date"],
        tags=tuple(fields["tags"]),
        product=fields.get("product", ""),
        rating=fields.get("rating", 0),
        front=front,
        body=plain_body(body),
    )


def read_stories(corpus: Path) -> Iterator[Story]:
    """Read the corpus's stories one by one, in the order of their slugs."""
    for path in sorted((corpus / "stories").iterdir()):
        yield read_story(path)


def plain_body(body: str) -> str:
    """Leave out the inline picture, which isn't one of the item's photos, and links beyond what a story may have."""
    seen = 0

    def keep(link: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return link[0] if seen <= LINKS_AT_MOST else link[1]

    return LINK.sub(keep, PICTURE.sub("", body))


def quoted(text: str) -> str:
    """Write a text as a double-quoted YAML scalar, which JSON's strings are."""
    return json.dumps(text, ensure_ascii=False)


def wording_of(community: Path) -> str:
    """Name the newest English consent wording, with the first digits of its hash."""
    file = max((community / "docs" / "consent").glob("*.en.md"))
    return f"{file.name.removesuffix('.en.md')}@{hashlib.sha256(file.read_bytes()).hexdigest()[:8]}"


def consent(wording: str) -> str:
    """Write the consent that every item and every profile of the corpus carries."""
    given = f'{{scopes: [site], wording: "{wording}", language: en, date: {AGREED}, channel: form}}'
    return f"consent: {given}\n"


def write_story(story: Story, target: Target) -> None:
    """Write a story in the community's format."""
    lines = [f"title: {quoted(story.title)}", f"author: {story.author}", f"date: {story.day}", "incentive: none"]
    lines.append(f"tags: [{', '.join(story.tags)}]")
    if story.product:
        lines.append(f"products: [{story.product}]")
    front = "\n".join(lines)
    write(target.folder / "stories" / f"{story.slug}.md", f"---\n{front}\n{target.agreed}---\n{story.body}")


def write_reviews(story: Story, target: Target, count: int) -> int:
    """Write `count` reviews for a story that rates a product, the first by its author; return how many."""
    if not story.product:
        return 0
    for number in range(count):
        rating = (story.rating - 1 + number) % 5 + 1
        author = target.author(target.places[story.author] + number)
        slug = f"{story.slug}-{number + 1}" if number else story.slug
        front = f"rating: {rating}\ntitle: {quoted(story.title)}\nauthor: {author}\ndate: {story.day}\nincentive: none"
        write(target.folder / "reviews" / story.product / f"{slug}.md", f"---\n{front}\n{target.agreed}---\n")
    return count


def write_photo(master: Path, target: Target, number: int) -> None:
    """Write a master as a photo item of its own."""
    item = target.folder / "photos" / master.stem
    front = f"title: Picture {number}\nauthor: {target.author(number)}\ndate: {JOINED}\nincentive: none"
    alt = f"Coloured shapes on a soft ground, number {number}"
    photo = f"photos:\n  - file: {master.name}\n    alt: {alt}\n    rights: own\n    depicted: none"
    write(item / "index.yml", f"{front}\n{photo}\n{target.agreed}")
    shutil.copyfile(master, item / master.name)


def write_community(corpus: Path, out: Path, *, storywall: Sequence[str] = (), reviews: int = 1) -> Sources:
    """Write the corpus as a Storywall community, with `reviews` reviews for each story that rates a product.

    `storywall`: the command whose `init` makes the skeleton; without it a minimal one is written.
    """
    index = json.loads((corpus / "corpus.json").read_text(encoding="utf-8"))
    handles = [member["id"] for member in index["members"]]
    write_settings(out, storywall)
    target = Target(
        folder=out / "submissions",
        agreed=consent(wording_of(out)),
        handles=handles,
        places={handle: place for place, handle in enumerate(handles)},
    )
    for member in index["members"]:
        front = f"name: {quoted(member['name'])}\njoined: {JOINED}\n{target.agreed}"
        write(target.folder / "members" / f"{member['id']}.md", f"---\n{front}---\n")
    for product in index["products"]:
        write(target.folder / "products" / f"{product['id']}.md", f"---\nname: {quoted(product['name'])}\n---\n")
    masters = masters_of(corpus)
    for number, master in enumerate(masters):
        write_photo(master, target, number)
    stories = rated = 0
    for story in read_stories(corpus):
        stories += 1
        write_story(story, target)
        rated += write_reviews(story, target, reviews)
    return Sources(
        stories=stories,
        members=len(handles),
        products=len(index["products"]),
        reviews=rated,
        photos=len(masters),
        hand_written=len(list((out / "docs").glob("*.md"))),
    )


def write_hugo(corpus: Path, out: Path, bench: Path) -> Sources:
    """Write the corpus as a Hugo project, with the layouts in the folder `bench`, as its `setup-peers` does."""
    shutil.copytree(bench / "peers" / "hugo", out, ignore=shutil.ignore_patterns("inline.svg"))
    stories = 0
    for story in read_stories(corpus):
        stories += 1
        write(out / "content" / "stories" / f"{story.slug}.md", f"---\n{story.front}---\n{story.body}")
    for page in HUGO_HAND_WRITTEN:
        write(out / "content" / f"{page}.md", f"---\ntitle: {page.capitalize()}\n---\n\n{GREETING}\n")
    masters = masters_of(corpus)
    for master in masters:
        (out / "assets" / "photos").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(master, out / "assets" / "photos" / master.name)
    return Sources(stories=stories, photos=len(masters), hand_written=len(HUGO_HAND_WRITTEN))


def make_corpus(bench: Path, out: Path, *, stories: int, photos: int = 0) -> None:
    """Run the corpus's own program, and make masters of its photos: upright, without metadata, as items keep them."""
    order = [
        sys.executable,
        str(bench / "make_corpus.py"),
        str(out),
        "--stories",
        str(stories),
        "--photos",
        str(photos),
    ]
    subprocess.run(order, check=True, stdout=subprocess.DEVNULL)
    if photos:
        (out / "masters").mkdir()
        for photo in sorted((out / "photos").iterdir()):
            make_master(photo, out / "masters" / photo.name)


def make_master(photo: Path, master: Path) -> None:
    """Turn a photo upright and write it without metadata."""
    from PIL import Image, ImageOps

    with Image.open(photo) as picture:
        ImageOps.exif_transpose(picture).convert("RGB").save(master, "JPEG", quality=85, exif=b"")


def masters_of(corpus: Path) -> list[Path]:
    """List the masters of the corpus's photos; a corpus without photos has none."""
    return sorted((corpus / "masters").glob("*.jpg"))
