"""The sample community's whole site, built once: its links, its feeds, its map, what a second build leaves alone."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import feedparser
import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from storywall.kinds import KINDS

PROJECT = Path(__file__).parent.parent
DAY = "2026-11-21"


@pytest.fixture(scope="module")
def sample(tmp_path_factory, copy_sample):
    """A copy of the sample community."""
    return copy_sample(tmp_path_factory.mktemp("sample") / "community")


@pytest.fixture(scope="module")
def site(sample, run):
    """The sample's site."""
    built = run("build", "--date", DAY, "--site-dir", sample / "site", cwd=sample)
    assert built.returncode == 0, built.stdout + built.stderr
    return sample / "site"


def pages(site):
    return sorted(site.rglob("*.html"))


def targets(tree):
    for node in tree.css("[href], [src], [poster]"):
        for name in ("href", "src", "poster"):
            if value := node.attributes.get(name):
                yield node, value
    for node in tree.css("[srcset]"):
        for part in (node.attributes.get("srcset") or "").split(","):
            yield node, part.split()[0]


def lands(site, page, path):
    """The file that a relative or rooted path leads to from a page."""
    base = site if path.startswith("/") else page.parent
    file = Path(os.path.normpath(base / unquote(path).lstrip("/")))
    return file / "index.html" if path.endswith("/") or file.is_dir() else file


def test_check_finds_nothing_in_the_sample(sample, run):
    checked = run("check", "--date", DAY, cwd=sample)
    assert (checked.returncode, checked.stdout) == (0, "no problems in 242 items\n")


def test_every_link_leads_somewhere_and_is_relative(site):
    dead, rooted = [], []
    for page in pages(site):
        tree = LexborHTMLParser(page.read_text("utf-8"))
        for _, target in targets(tree):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            if parts.path.startswith("/") and page.name != "404.html":
                rooted.append(f"{page.relative_to(site)}: {target}")
            file = lands(site, page, parts.path) if parts.path else page
            if not file.is_file():
                dead.append(f"{page.relative_to(site)}: {target}")
            elif parts.fragment and file.suffix == ".html":
                there = LexborHTMLParser(file.read_text("utf-8"))
                if not there.css_matches(f'[id="{parts.fragment}"]'):
                    dead.append(f"{page.relative_to(site)}: {target} (no such place)")
    assert not dead, "\n".join(dead[:20])
    assert not rooted, "\n".join(rooted[:20])


def names_only(link):
    """A link element that tells of an address, and loads nothing from there."""
    return link.get("rel") in ("canonical", "alternate") or ("itemprop" in link and "rel" not in link)


def test_nothing_is_asked_of_another_host(site):
    loaded = {
        f"{page.relative_to(site)}: {node.attributes}"
        for page in pages(site)
        for node, target in targets(LexborHTMLParser(page.read_text("utf-8")))
        if urlsplit(target).netloc and not (node.tag == "a" or (node.tag == "link" and names_only(node.attributes)))
    }
    assert not loaded


def test_no_page_holds_what_was_to_be_filled(site):
    for page in pages(site):
        text = page.read_text("utf-8")
        assert "@@storywall" not in text, page
        assert "\ufdd0" not in text, page


def test_each_page_has_one_title_and_one_first_heading(site):
    for page in pages(site):
        tree = LexborHTMLParser(page.read_text("utf-8"))
        if tree.css_first('meta[http-equiv="refresh"]'):
            continue
        assert len(tree.css("title")) == 1, page
        assert len(tree.css("h1")) == 1, page
        assert len(tree.css("main")) == 1, page
        if page.name != "404.html":
            assert len(tree.css('link[rel="canonical"]')) == 1, page


def test_every_kind_has_its_pages_listing_and_feed(site):
    for kind in KINDS:
        assert (site / kind.folder / "index.html").is_file(), kind.name
        if kind.feed:
            assert (site / kind.folder / "feed.xml").is_file(), kind.name
    assert (site / "stories/the-mug-that-moved/index.html").is_file() or len(list((site / "stories").iterdir())) > 30


def test_what_is_scheduled_isnt_there_yet(site):
    found = [
        file for file in site.rglob("*") if file.suffix in (".html", ".xml", ".json") and "the-week-after-the-holidays" in file.read_text("utf-8")
    ]
    assert found == []


def test_feeds_are_read_by_a_feed_reader(site):
    feeds = sorted(site.rglob("feed.xml"))
    assert len(feeds) > 20
    for file in feeds:
        feed = feedparser.parse(file.read_bytes())
        assert not feed.bozo, (file, feed.get("bozo_exception"))
        assert feed.feed.title
        for entry in feed.entries:
            assert entry.link.startswith("https://community.kilnandclover.example/"), file
            assert lands(site, site / "index.html", urlsplit(entry.link).path.lstrip("/")).is_file(), entry.link
    for file in site.rglob("feed.json"):
        feed = json.loads(file.read_text("utf-8"))
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert all(item["id"] and item["content_text"] for item in feed["items"]), file


def test_a_feed_says_what_an_entry_was_made_in_return_for(site):
    feed = json.loads((site / "reviews/feed.json").read_text("utf-8"))
    labels = [(item, label) for item in feed["items"] for label in item.get("_storywall", {}).get("labels", ())]
    stated = [(item, label) for item, label in labels if label["name"] == "incentive"]
    assert stated
    for item, label in stated:
        assert label["text"] in item["content_text"]


def test_a_sample_says_on_each_page_that_it_is_one_and_is_in_no_search(site):
    assert (site / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"
    pages = [page for page in site.rglob("*.html") if 'http-equiv="refresh"' not in page.read_text("utf-8")]
    assert len(pages) > 300
    for page in pages:
        text = page.read_text("utf-8")
        assert text.count('<meta name="robots" content="noindex">') == 1, page
        if page.is_relative_to(site / "embed"):  # within the shop's pages, each review says it
            assert "sw-label-sample" in text, page
            continue
        assert text.count('<aside class="sw-sample"><p>This is a sample: its people, texts and stars are invented.</p></aside>') == 1, page
    assert not (site / "sitemap.xml").exists()


def test_the_map_names_each_page_of_a_real_site_with_its_day(sample, run, tmp_path):
    settings = sample / "storywall.yml"
    before = settings.read_text("utf-8")
    settings.write_text(before.replace("sample: true", "sample: false"), "utf-8")
    try:
        built = run("build", "--date", DAY, "--site-dir", tmp_path / "site", cwd=sample)
    finally:
        settings.write_text(before, "utf-8")
    assert built.returncode == 0, built.stdout + built.stderr
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    tree = etree.parse(str(tmp_path / "site/sitemap.xml"))
    named = {each.text for each in tree.iterfind("s:url/s:loc", space)}
    there, elsewhere = set(), 0
    for page in pages(tmp_path / "site"):
        html = page.read_text("utf-8")
        if page.name == "404.html" or re.search('http-equiv="refresh"|content="noindex"', html):
            continue
        own = "https://community.kilnandclover.example/" + page.relative_to(tmp_path / "site").as_posix().removesuffix("index.html")
        # A choice of reviews names the page that has them all, and isn't in the map.
        if LexborHTMLParser(html).css_first('link[rel="canonical"]').attributes["href"] == own:
            there.add(own)
        else:
            assert "/reviews/by/" in own
            elsewhere += 1
    assert elsewhere > 100
    assert named == there
    days = [each.text for each in tree.iterfind("s:url/s:lastmod", space)]
    assert len(days) > 200
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)


def test_an_old_address_leads_on(site):
    page = (site / "stories/moving-house/index.html").read_text("utf-8")
    tree = LexborHTMLParser(page)
    refresh = tree.css_first('meta[http-equiv="refresh"]').attributes["content"]
    target = refresh.partition("url=")[2]
    assert lands(site, site / "stories/moving-house/index.html", target).is_file()
    assert tree.css_first('meta[name="robots"]').attributes["content"] == "noindex"


def test_a_second_build_writes_nothing(sample, site, run):
    again = run("build", "--date", DAY, "--site-dir", site, cwd=sample)
    assert again.returncode == 0, again.stderr
    assert ": 0 files written, " in again.stdout
    assert again.stdout.endswith(", 0 removed\n")


def test_what_is_taken_away_leaves_and_what_is_foreign_stays(sample, run, tmp_path):
    root = tmp_path / "community"
    shutil.copytree(sample, root, ignore=shutil.ignore_patterns("site", ".storywall"))
    story = next(path for path in sorted((root / "submissions/stories").glob("*.md")) if _is_lonely(root, path))
    site = root / "public"
    assert run("build", "--date", DAY, "--site-dir", site, cwd=root).returncode == 0
    (site / "CNAME").write_text("community.example.org")
    story.unlink()
    built = run("build", "--date", DAY, "--site-dir", site, cwd=root)
    assert built.returncode == 0, built.stdout + built.stderr
    assert not (site / "stories" / story.stem).exists()
    assert (site / "CNAME").read_text() == "community.example.org"
    left = [file for file in site.rglob("*") if file.suffix in (".html", ".xml", ".json") and f"/{story.stem}/" in file.read_text("utf-8")]
    assert left == []


def _is_lonely(root, story):
    """Does nothing else name it?"""
    name = f"story:{story.stem}"
    texts = (path.read_text("utf-8") for folder in ("submissions", "docs") for path in (root / folder).rglob("*.md"))
    return not any(name in text for text in texts)


def test_mkdocs_builds_the_same_site(sample, site, tmp_path):
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path / "by-mkdocs")]
    environment = {**os.environ, "STORYWALL_DATE": DAY, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    built = subprocess.run(command, cwd=sample, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    ours = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    theirs = {path.relative_to(tmp_path / "by-mkdocs"): path.read_bytes() for path in (tmp_path / "by-mkdocs").rglob("*") if path.is_file()}
    assert sorted(map(str, theirs)) == sorted(map(str, ours))
    assert [str(name) for name, data in ours.items() if theirs[name] != data] == []


def test_the_missing_page_works_at_any_depth_under_a_sub_path(sample, run, tmp_path):
    root = tmp_path / "community"
    shutil.copytree(sample, root, ignore=shutil.ignore_patterns("site", ".storywall"))
    config = root / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("kilnandclover.example/", "kilnandclover.example/our/table/"), "utf-8")
    assert run("build", "--date", DAY, "--site-dir", tmp_path / "site", cwd=root).returncode == 0
    tree = LexborHTMLParser((tmp_path / "site/404.html").read_text("utf-8"))
    inner = [target for _, target in targets(tree) if not urlsplit(target).scheme and not target.startswith("#")]
    assert inner
    assert all(target.startswith("/our/table/") for target in inner), inner
    for target in inner:
        assert lands(tmp_path / "site", tmp_path / "site/404.html", target.removeprefix("/our/table")).is_file(), target
