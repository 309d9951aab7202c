"""The sample community in a real browser: nothing is wrong on any kind of page, in either scheme, on a phone and on a desk."""

import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

PROJECT = Path(__file__).parent.parent.parent
SAMPLE = ("docs", "submissions", "schemas", "mkdocs.yml", "storywall.yml")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def site(tmp_path_factory, run):
    root = tmp_path_factory.mktemp("sample")
    for name in SAMPLE:
        source = PROJECT / name
        shutil.copytree(source, root / name) if source.is_dir() else shutil.copy(source, root / name)
    built = run("build", "--date", "2026-11-21", cwd=root)
    assert built.returncode == 0, built.stdout + built.stderr
    return root / "site"


def one_of(site, pattern):
    return next(path for path in sorted(site.glob(pattern)) if path.parent.name != "page").parent.relative_to(site).as_posix() + "/"


@pytest.fixture(scope="module")
def page_types(site):
    """One address of each type of page."""
    listings = [f"{name}/" for name in ("stories", "reviews", "photos", "products", "members", "spotlights", "newsletters", "tags")]
    entries = [
        one_of(site, pattern)
        for pattern in (
            "stories/gold-in-the-crack/index.html",
            "stories/a-bowl*/index.html",
            "products/morning-mug/index.html",
            "products/morning-mug/reviews/page/1/index.html",
            "members/hannah-brook/index.html",
            "spotlights/*/index.html",
            "newsletters/*/index.html",
            "photos/[a-n]*/index.html",
            "photos/of/*/*/*/index.html",
            "tags/tea/index.html",
            "consent/2026-11/index.html",
        )
    ]
    return ["", *listings, *entries, "welcome/", "guidelines/", "404.html"]


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")])
def test_every_type_of_page_is_clean_and_accessible(site, page_types, serve_folder, new_page, width, scheme):
    base = serve_folder(site)
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = []
    for address in page_types:
        page.goto(base + address)
        dark = page.evaluate("getComputedStyle(document.body).colorScheme")
        assert dark == scheme, address
        result = Axe().run(page, options={"runOnly": WCAG})
        found += [f"{address}: {each['id']} {each['nodes'][0]['html'][:200]}" for each in result.response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{address}: wider than the screen")
    assert not found, "\n".join(found)


def test_the_site_is_read_under_a_sub_path_without_javascript(site, serve_folder, new_page):
    base = serve_folder(site, "our/table")
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(base)
    page.locator("main").get_by_role("link", name="Newest stories").first.click()
    page.wait_for_url(f"{base}stories/")
    page.locator(".sw-card-title a").first.click()
    assert page.url.startswith(f"{base}stories/")
    assert page.get_by_role("heading", level=1).count() == 1


def test_the_look_that_a_visitor_chooses_is_kept(site, serve_folder, new_page):
    base = serve_folder(site)
    page = new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page.goto(base)
    page.get_by_title("Switch to the dark look").click()
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    page.goto(f"{base}stories/")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_all_pages_load_without_a_word_in_the_console(site, serve_folder, page):
    base = serve_folder(site)
    for file in sorted(site.rglob("*.html")):
        if 'http-equiv="refresh"' not in file.read_text("utf-8"):
            page.goto(base + file.relative_to(site).as_posix().removesuffix("index.html"), wait_until="commit")
