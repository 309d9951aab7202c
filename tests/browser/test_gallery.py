"""The gallery and the lightbox in a real browser: by keyboard, by address, on a phone, and without JavaScript."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PROJECT = Path(__file__).parent.parent.parent
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BOTH = "photos/?product=morning-mug&tag=quiet"


@pytest.fixture(scope="module")
def site(sample_site):
    return sample_site


@pytest.fixture
def base(site, serve_folder):
    return serve_folder(site, "our/table")


def enlarged(page):
    page.wait_for_selector(".pswp--open .pswp__words a")
    return page.locator(".pswp")


def violations(page):
    found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def ids(page):
    return page.locator(".sw-tile").evaluate_all("tiles => tiles.map((tile) => tile.id)")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_a_photo_is_enlarged_told_and_left_by_keyboard(base, new_page, width, scheme):
    page = new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page.goto(f"{base}photos/")
    first, second = ids(page)[:2]
    link = page.locator("a.sw-zoom").first
    link.focus()
    page.keyboard.press("Enter")
    box = enlarged(page)
    page.wait_for_url(f"{base}photos/#{first}")
    assert (box.get_attribute("role"), box.get_attribute("aria-modal"), box.get_attribute("aria-label")) == ("dialog", "true", "Photo, enlarged")
    assert violations(page) == []
    ways = box.locator(".sw-words-ways a").evaluate_all("links => links.map((link) => link.href)")
    assert ways[-1] == f"{base}photos/{first}/"
    assert ways[0].startswith(base)
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"{base}photos/#{second}")
    page.keyboard.press("Escape")
    page.wait_for_selector(".pswp", state="detached")
    page.wait_for_url(f"{base}photos/")
    assert page.evaluate("document.activeElement.href") == f"{base}photos/{second}/"


def test_going_back_closes_the_photo_and_stays_on_the_page(base, page):
    page.goto(f"{base}photos/")
    page.locator("a.sw-zoom").nth(3).click(position={"x": 9, "y": 9})
    enlarged(page)
    page.go_back()
    page.wait_for_selector(".pswp", state="detached")
    page.wait_for_url(f"{base}photos/")


def test_an_address_opens_its_photo(base, page):
    page.goto(f"{base}photos/")
    wanted = ids(page)[5]
    page.goto(f"{base}welcome/")
    page.goto(f"{base}photos/#{wanted}")
    enlarged(page)
    assert page.locator(".pswp__counter").inner_text().startswith("6 ")
    page.keyboard.press("Escape")
    page.wait_for_selector(".pswp", state="detached")
    # One that stands on another page of the gallery has a page of its own.
    page.goto(f"{base}photos/by/kind/review/")
    elsewhere = next(each for each in [wanted, *ids(page)] if each not in ids(page))
    page.goto(f"{base}welcome/")
    page.goto(f"{base}photos/by/kind/review/#{elsewhere}")
    page.wait_for_url(f"{base}photos/{elsewhere}/")


def test_photos_of_stories_and_reviews_are_enlarged_too(base, page):
    for address in ("stories/gold-in-the-crack/", "products/morning-mug/"):
        page.goto(base + address)
        page.locator("a.sw-zoom").first.click(position={"x": 9, "y": 9})
        enlarged(page)
        page.keyboard.press("Escape")
        page.wait_for_selector(".pswp", state="detached")
        page.wait_for_url(base + address)


def test_several_choices_stand_in_the_address(base, page):
    page.goto(f"{base}photos/by/product/morning-mug/")
    alone = set(ids(page))
    page.locator("a[data-by=tag][data-value=quiet]").click()
    page.wait_for_url(base + BOTH)
    expect(page.locator(".sw-chip[aria-current]")).to_have_count(2)
    expect(page.locator(".sw-tile").first).to_be_attached()
    both = ids(page)
    assert set(both) < alone
    assert page.locator(".sw-tile .sw-label-sample").count() == len(both), "what is said beside a photo is said here, too"
    assert page.locator(".sw-listing-count").inner_text() == f"Photos: {len(both)}"
    assert violations(page) == []
    page.locator("a.sw-zoom").first.click(position={"x": 9, "y": 9})
    enlarged(page)
    page.keyboard.press("Escape")
    page.wait_for_selector(".pswp", state="detached")
    page.locator("a[data-by=product][aria-current]").click()
    page.wait_for_url(f"{base}photos/by/tag/quiet/")
    assert set(both) < set(ids(page))


def test_what_no_photo_has_is_said(base, page):
    page.goto(f"{base}photos/?product=morning-mug&tag=no-such-tag")
    expect(page.locator(".sw-listing-count")).to_have_text(re.compile("^No photo"))
    assert ids(page) == []


def test_rows_do_not_jump_while_photos_come(base, page):
    page.goto(f"{base}photos/")
    page.wait_for_load_state("networkidle")
    moved = page.evaluate(
        """new Promise((done) => {
          const shifts = [];
          new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
          const tiles = (shift) => shift.sources.some(({ node }) => (node?.closest ? node : node?.parentElement)?.closest(".sw-tile .sw-zoom"));
          setTimeout(() => done(shifts.filter(tiles).map((shift) => shift.value)), 500);
        })"""
    )
    assert sum(moved) < 0.02


def test_without_javascript_photos_have_pages_and_choices_too(base, new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(f"{base}photos/")
    page.locator("a[data-by=product]").first.click()
    page.wait_for_url(f"{base}photos/by/product/**")
    page.locator("a.sw-zoom").first.click(position={"x": 9, "y": 9})
    page.wait_for_url(f"{base}photos/of/**")
    page.locator(".sw-aside .sw-inline-title a").first.click()
    assert "/photos/of/" not in page.url
