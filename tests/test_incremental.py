"""A build that makes only what changed leaves, byte for byte, what a build from nothing writes."""

import os
import random
import shutil
import signal
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from storywall import cache, pipeline
from storywall.build import publish_checked
from storywall.compose import compose
from storywall.mkdocs_plugin import build_frames
from storywall.parse import parse

TODAY = date(2026, 11, 21)
TAGS = ("travel", "tea", "gifts", "repair")
WORDS = ("blue", "old", "second", "whole", "chipped", "quiet", "new", "warm")
PHOTO = "submissions/photos/window-sill/sill.jpg"
TEMPLATES = ("components/card.html", "kinds/story.html", "pages/home.html", "listings/listing.html", "components/parts.html")


@dataclass
class World:
    """A community that is edited and built again and again."""

    community: object
    chance: random.Random
    cold: object
    today: date = TODAY
    number: int = 0
    log: list = field(default_factory=list)

    @property
    def root(self):
        return self.community.root

    def items(self, folder):
        return sorted(path for path in (self.root / "submissions" / folder).rglob("*.md"))

    def members(self):
        return [path.stem for path in self.items("members")]

    def products(self):
        return [path.stem for path in self.items("products")]

    def words(self, count):
        return " ".join(self.chance.choice(WORDS) for _ in range(count)).capitalize()

    def name(self, what):
        self.number += 1
        return f"{what}-{self.number}"

    def rewrite(self, path, body=None, **fields):
        document, _ = parse(path.read_bytes(), path.name)
        values = {name: value for name, value in {**document.values, **fields}.items() if value is not None}
        path.write_text(compose(values, document.body.strip() if body is None else body), "utf-8")

    def day(self):
        return (TODAY + timedelta(days=self.chance.randint(-40, 4))).isoformat()

    def author(self):
        return {"author": self.chance.choice(self.members() or ["nobody"])}

    def some_tags(self):
        return self.chance.sample(TAGS, self.chance.randint(0, 3))

    def some_products(self):
        return self.chance.sample(self.products(), min(len(self.products()), self.chance.randint(0, 2)))

    # --- edits ---

    def add_story(self):
        slug, target = self.name("story"), self.chance.choice(self.items("stories") or self.items("products")).stem
        link = f"\n\n[another one](story:{target})" if self.chance.random() < 0.5 else ""
        fields = {"title": self.words(3), "date": self.day(), "products": self.some_products(), "tags": self.some_tags(), **self.author()}
        self.community.story(slug, body=f"{self.words(12)}.{link}", **fields)

    def change_title(self):
        for path in self.pick("stories"):
            self.rewrite(path, title=self.words(4))

    def change_text(self):
        for path in self.pick("stories", "reviews"):
            self.rewrite(path, body=f"{self.words(20)}.")

    def change_day_and_tags(self):
        for path in self.pick("stories"):
            self.rewrite(path, date=self.day(), tags=self.some_tags())

    def hide(self):
        for path in self.pick("stories", "members", "reviews"):
            document, _ = parse(path.read_bytes(), path.name)
            consent = document.values.get("consent")
            if isinstance(consent, dict):
                self.rewrite(path, consent={**consent, "scopes": self.chance.choice([["site"], ["social"], ["site", "newsletter"]])})

    def rename(self):
        for path in self.pick("stories"):
            path.rename(path.with_name(f"{self.name('renamed')}.md"))

    def leave_an_alias(self):
        for path in self.pick("stories"):
            self.rewrite(path, aliases=[self.name("once")] if self.chance.random() < 0.7 else None)

    def delete(self):
        for path in self.pick("stories", "reviews", "members", "products", "spotlights"):
            path.unlink()

    def add_member(self):
        mara = self.root / "submissions/members/mara.md"
        if mara.is_file():
            path = mara.with_name(f"{self.name('member')}.md")
            shutil.copy(mara, path)
            self.rewrite(path, name=self.words(2))

    def name_a_member(self):
        for path in self.pick("members"):
            self.rewrite(path, name=self.words(2))

    def add_product(self):
        for path in self.pick("products"):
            new = path.with_name(f"{self.name('product')}.md")
            shutil.copy(path, new)
            self.rewrite(new, name=self.words(2))

    def name_a_product(self):
        for path in self.pick("products"):
            self.rewrite(path, name=self.words(2))

    def add_reviews(self):
        for product in self.products()[:2]:
            for _ in range(self.chance.randint(1, 3)):
                self.community.review(
                    self.name("review"), product=product, body=f"{self.words(8)}.", rating=self.stars(), date=self.day(), **self.author()
                )

    def stars(self):
        return str(self.chance.randint(1, 5))

    def rate_again(self):
        for path in self.pick("reviews"):
            self.rewrite(path, rating=self.stars())

    def add_photo(self):
        folder = self.root / "submissions/photos" / self.name("photo")
        shutil.copytree(self.root / "submissions/photos/window-sill", folder)
        self.rewrite(folder / "index.md", date=self.day(), tags=self.some_tags(), products=self.some_products())

    def say_a_photo_anew(self):
        for path in self.pick("photos"):
            self.rewrite(path, title=self.words(3))

    def another_day(self):
        self.today = TODAY + timedelta(days=self.chance.randint(-20, 6))

    def template(self):
        from storywall.frame import theme_dir

        name = self.chance.choice(TEMPLATES)
        own = self.root / "theme" / name
        if own.is_file():
            own.unlink()
        else:
            text = (theme_dir() / name).read_text("utf-8")
            self.community.write(f"theme/{name}", text + ("" if "parts" in name else f"<p>{self.words(2)}</p>\n"))

    def settings(self):
        more = self.chance.choice(
            [
                f"tagline: {self.words(4)}.\n",
                f"name: {self.words(2)}\n",
                "listings: {entries: 2, reviews: 2, feed: 3}\n",
                "tags: {tea: {en: Tea time}}\n",
                "language: it\n",
                "",
            ]
        )
        base = "" if more.startswith("name") else "name: The Mug Table\n"
        self.community.write("storywall.yml", f"{base}brand: Mug Makers\ntimezone: Europe/Rome\nconsent: 2026-11\n{more}")

    def hand_page(self):
        self.community.write("docs/welcome.md", f"# {self.words(2)}\n\n{self.words(9)}.\n\n[a story](story:the-mug)\n")

    def touch_the_site(self):
        files = sorted(path for path in (self.root / "site").rglob("*.html"))
        if files:
            chosen = self.chance.choice(files)
            chosen.unlink() if self.chance.random() < 0.5 else chosen.write_text("not ours")

    def killed_build(self):
        """At a moment chosen by chance, told by what is asked of the file system."""
        at = self.chance.randint(1, 400)
        child = os.fork()
        if child == 0:
            left = [at]

            def count(event, _):
                if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.link"):
                    left[0] -= 1
                    if left[0] == 0:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(count)
            try:
                self.build()
            finally:
                os._exit(0)
        os.waitpid(child, 0)

    def pick(self, *folders):
        found = [path for folder in folders for path in self.items(folder)]
        return [self.chance.choice(found)] if found else []

    # --- builds ---

    def build(self, processes=1):
        return self.build_in(self.root, processes)

    def build_in(self, root, processes=1):
        checked = pipeline.check(root, pipeline.Options(keep_going=True, today=self.today, processes=processes), build_frames)
        return publish_checked(checked, root / "site", processes=processes)

    def build_from_nothing(self):
        shutil.rmtree(self.cold, ignore_errors=True)
        shutil.copytree(self.root, self.cold, ignore=shutil.ignore_patterns(".storywall", "site"))
        shutil.copytree(cache.photo_folder(self.root), cache.photo_folder(self.cold))
        self.build_in(self.cold)

    def step(self):
        edits = [name for name in EDITS if name != "killed_build"]
        for name in self.chance.choices(edits, k=self.chance.choice((1, 1, 1, 2, 3))):
            self.log.append(name)
            getattr(self, name)()
        if self.chance.random() < 0.25:
            self.log.append("killed_build")
            self.killed_build()
            if self.chance.random() < 0.5:
                self.log.append("change_title")
                self.change_title()

    def same(self):
        ours, theirs = tree(self.root / "site"), tree(self.cold / "site")
        assert sorted(ours) == sorted(theirs), self.log
        different = [name for name in theirs if ours[name] != theirs[name]]
        assert different == [], (different, shown(ours[different[0]], theirs[different[0]]), self.log)


EDITS = (
    *("add_story", "change_title", "change_text", "change_day_and_tags", "hide", "rename", "leave_an_alias", "delete", "add_member"),
    *("name_a_member", "add_product", "name_a_product", "add_reviews", "rate_again", "add_photo", "say_a_photo_anew", "another_day"),
    *("template", "settings", "hand_page", "touch_the_site", "killed_build"),
)


def shown(ours, theirs):
    """Where two files differ first, with what is around it."""
    place = next((index for index, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other), 0)
    return ours[max(place - 80, 0) : place + 80], theirs[max(place - 80, 0) : place + 80]


def tree(folder):
    """All files but the search's index, whose program doesn't say that it is the same each time."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file() and "pagefind" not in path.parts}


@pytest.fixture
def world(community, tmp_path):
    shutil.rmtree(cache.state_folder(community.root), ignore_errors=True)

    def make(seed):
        return World(community=community, chance=random.Random(seed), cold=tmp_path / "cold")

    return make


def run(world, steps):
    world.build()
    for _ in range(steps):
        world.step()
        world.build()
        world.build_from_nothing()
        world.same()


@pytest.mark.parametrize("seed", range(2))
def test_the_site_is_what_a_build_from_nothing_writes(world, seed):
    run(world(seed), steps=6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 124))
def test_the_site_is_what_a_build_from_nothing_writes_at_length(world, seed):
    run(world(seed), steps=15)


@pytest.mark.slow
@pytest.mark.parametrize("many", [False, True])
def test_what_several_processes_noted_holds_together(world, monkeypatch, many):
    if many:  # each process that is forked does one part, as with a hundred thousand items
        monkeypatch.setattr("storywall.spread._ALONG_AT_MOST", 100)
    world = world(7)
    for number in range(450):
        tags = [TAGS[number % 4], TAGS[number % 3]]
        world.community.story(f"many-{number:03}", title=world.words(3), date=world.day(), tags=list(dict.fromkeys(tags)))
    world.build(processes=2)
    world.add_member()
    for name in ("change_title", "name_a_member", "delete", "add_story", "name_a_product"):
        getattr(world, name)()
        world.log.append(name)
        world.build(processes=2)
    world.build_from_nothing()
    world.same()
