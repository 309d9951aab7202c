"""The search in a real browser: by keyboard alone, with filters, on a phone, with hostile texts, without an index, without JavaScript."""

import gzip
import random
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from storywall import build
from storywall.search import Index, indexer, place
from storywall.search.records import Record

PROJECT = Path(__file__).parent.parent.parent
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def base(sample_site, serve_folder):
    return serve_folder(sample_site, "our/table")


def violations(page):
    found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def opened(page, key="/"):
    page.keyboard.press(key)
    page.wait_for_selector(".sw-find[open]")
    return page.locator(".sw-find")


def looked(page, words):
    """Type, and wait for what is found of just these words."""
    page.locator(".sw-find-words").fill(words)
    page.wait_for_function("() => /\\d|One|Nothing/.test(document.querySelector('.sw-find-state').textContent)")
    return page.locator(".sw-find-result")


def count(page):
    return int(re.sub(r"\D", "", page.locator(".sw-find-state").inner_text().replace("One", "1")) or 0)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_something_is_found_and_opened_by_keyboard_alone(base, new_page, width, scheme):
    page = new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page.goto(f"{base}stories/")
    box = opened(page)
    field = page.locator(".sw-find-words")
    expect(field).to_be_focused()
    assert violations(page) == []
    page.keyboard.type("teapot", delay=20)
    results = page.locator(".sw-find-result")
    expect(results.first).to_be_visible()
    assert results.first.locator("mark").first.inner_text().lower().startswith("teapot")
    assert results.first.locator("img, svg").count() == 1
    assert results.first.locator(".sw-find-kind").inner_text()
    assert violations(page) == []
    page.locator(".sw-find-more summary").click()
    expect(page.locator("[data-filter=language] button").first).to_be_visible()
    assert violations(page) == []
    field.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = results.nth(1)
    assert (field.get_attribute("aria-activedescendant"), second.get_attribute("aria-selected")) == (second.get_attribute("id"), "true")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowUp")
    address = results.first.evaluate("link => link.href")
    assert address.startswith(base)
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    expect(box).to_have_count(0)


def test_escape_leaves_and_the_focus_goes_back(base, page):
    page.goto(base)
    link = page.locator(".sw-menu a").nth(1)
    link.focus()
    opened(page, "Control+k")
    page.keyboard.type("mug")
    page.keyboard.press("Escape")
    expect(page.locator(".sw-find[open]")).to_have_count(0)
    expect(link).to_be_focused()
    page.locator(".sw-search").first.click()
    expect(page.locator(".sw-find-words")).to_be_focused()
    expect(page.locator(".sw-find-words")).to_have_value("mug")
    page.locator(".sw-find-close").click()
    expect(page.locator("header .sw-search")).to_be_focused()


def test_the_single_key_can_be_switched_off_and_is_a_letter_in_fields(base, page):
    page.goto(base)
    opened(page)
    page.keyboard.type("a/b")
    expect(page.locator(".sw-find-words")).to_have_value("a/b")
    page.locator(".sw-find-slash input").uncheck()
    page.reload()
    page.keyboard.press("/")
    opened(page, "Control+k")
    expect(page.locator(".sw-find-words")).to_have_value("")  # the slash opened nothing before
    expect(page.locator(".sw-find-slash input")).not_to_be_checked()
    page.locator(".sw-find-slash input").check()
    page.keyboard.press("Escape")
    page.wait_for_selector(".sw-find", state="hidden")
    opened(page)


def test_filters_narrow_and_count(base, page):
    page.goto(base)
    opened(page)
    looked(page, "mug")
    everything = count(page)
    chips = page.locator("[data-filter=kind] button")
    numbers = [int(chip.split()[-1]) for chip in chips.all_inner_texts()]
    assert sum(numbers) == everything
    reviews = chips.filter(has_text="Reviews")
    number = int(reviews.inner_text().split()[-1])
    reviews.click()
    expect(page.locator(".sw-find-state")).to_have_text(re.compile(rf"^{number} "))
    expect(reviews).to_have_attribute("aria-pressed", "true")
    assert set(page.locator(".sw-find-kind").evaluate_all("all => all.map((each) => each.textContent.split(' ')[0])")) == {"review"}
    assert [int(chip.split()[-1]) for chip in chips.all_inner_texts()] == numbers  # so that one can change over
    page.locator(".sw-find-more summary").click()
    five = page.locator("[data-filter=rating] button").first
    expect(five).to_be_visible()
    of_five = int(five.inner_text().split()[-1])
    five.click()
    expect(page.locator(".sw-find-state")).to_have_text(re.compile(rf"^({of_five} |One)"))
    expect(page.locator(".sw-find-set")).to_have_text("(1)")
    assert {text.count("★") for text in page.locator(".sw-find-kind").all_inner_texts()} == {5}
    five.click()
    reviews.click()
    expect(page.locator(".sw-find-state")).to_have_text(re.compile(rf"^{everything} "))
    page.locator("[data-filter=language] button", has_text="Italian").click()
    expect(page.locator(".sw-find-title").first).to_have_attribute("lang", "it")


def test_words_of_every_language_are_found_from_one_place(base, page):
    page.goto(base)
    opened(page)
    for words in ("тёплая", "чашка", "tazza"):
        if looked(page, words).count():
            break
    assert page.locator(".sw-find-title[lang]").count()


def test_more_results_follow_at_the_end(base, page):
    page.goto(base)
    opened(page)
    results = looked(page, "the")
    expect(results).to_have_count(8)
    page.locator(".sw-find-next button").click()
    expect(results).to_have_count(16)
    expect(page.locator(".sw-find-words")).to_have_attribute("aria-activedescendant", "sw-find-8")


def test_where_nothing_is_found_tags_and_products_lead_on(base, page):
    page.goto(f"{base}stories/")
    opened(page)
    looked(page, "qqzzxx")
    assert page.locator(".sw-find-state").inner_text() == "Nothing was found for “qqzzxx”."
    ways = page.locator(".sw-find-else a").evaluate_all("links => links.map((link) => link.href)")
    assert {f"{base}tags/", f"{base}products/"} <= set(ways)
    assert violations(page) == []


def test_on_a_phone_it_is_the_whole_screen_with_targets_that_can_be_hit(base, new_page):
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(base)
    page.locator("header .sw-search").tap()
    looked(page, "mug")
    box = page.locator(".sw-find").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    page.locator(".sw-find-more summary").tap()
    expect(page.locator("[data-filter=language] button").first).to_be_visible()
    small = page.evaluate(
        """() => [...document.querySelectorAll(".sw-find :is(a, button, input, select, summary)")]
          .map((each) => [each.className, each.getBoundingClientRect()]).filter(([, box]) => box.width && (box.width < 24 || box.height < 24))"""
    )
    assert small == []
    assert page.evaluate("document.querySelector('.sw-find-body').scrollWidth <= document.querySelector('.sw-find-body').clientWidth")


def test_it_reads_from_right_to_left(base, page):
    page.goto(base)
    page.evaluate("document.documentElement.dir = 'rtl'")
    opened(page)
    first = looked(page, "mug").first
    picture, title = first.locator(".sw-find-thumb").bounding_box(), first.locator(".sw-find-title").bounding_box()
    assert picture["x"] > title["x"]


def test_before_it_is_opened_nothing_of_it_is_loaded_and_then_little(base, page, sample_site):
    loaded = []
    page.on("request", lambda request: loaded.append(urlsplit(request.url).path))
    page.goto(base, wait_until="networkidle")
    assert [path for path in loaded if "pagefind" in path or "search-dialog" in path or "search.css" in path] == []
    opened(page)
    looked(page, "mug")
    assert not [path for path in loaded if "-ui." in path]
    assert page.workers  # looking through many takes a while, in which the page must answer
    own = [(sample_site / f"assets/js/{name}.js").read_bytes() for name in ("storywall", "lightbox", "gallery", "search", "search-dialog")]
    assert sum(len(gzip.compress(script)) for script in own) < 20_000


@pytest.mark.slow
def test_a_first_query_at_ten_thousand_items_loads_little(sample_site, tmp_path, serve_folder, page):
    site = tmp_path / "site"
    shutil.copytree(sample_site, site, ignore=shutil.ignore_patterns("pagefind", "photos"))
    draw = random.Random(8)
    words = ["".join(draw.choices("aeioubcdfglmnprstv", k=draw.randint(3, 9))) for _ in range(4000)]
    often = [1 / place for place in range(1, len(words) + 1)]  # as words are in a language
    many = (
        Record(
            address=f"stories/{number}/",
            title=" ".join(draw.choices(words, often, k=4)),
            text=" ".join(draw.choices(words, often, k=400)),
            filters={"kind": (draw.choice(("story", "review", "photo")),), "language": ("en",), "product": (f"Product {number % 60}",)},
        )
        for number in range(10_000)
    )
    indexer.index(many, "en", tmp_path / "new", lambda digest: True)
    place(Index(folder=tmp_path / "new"), site)
    page.goto(f"{serve_folder(site)}search/", wait_until="networkidle")
    loaded = []
    page.on("response", lambda answer: loaded.extend([answer]))
    opened(page)
    page.set_default_timeout(60_000)
    looked(page, words[40])
    assert count(page) > 100
    page.wait_for_load_state("networkidle")
    assert sum(len(answer.body()) for answer in loaded) < 350_000


def test_what_strangers_wrote_is_shown_as_text(community, tmp_path, serve_folder, page):
    bad = "<img src=x onerror=alert(1)>"
    community.story("odd", title=f"Odd {bad}", body=f"A quokka `{bad}` and `</mark><script>alert(2)</script>` end.", tags=["quokka"])
    build.publish_checked(community.check(photos=True), tmp_path / "site", processes=1)
    page.goto(serve_folder(tmp_path / "site"))
    opened(page)
    result = looked(page, "quokka").first
    assert result.locator(".sw-find-title").inner_text() == f"Odd {bad}"
    assert "<script>alert(2)</script>" in result.locator(".sw-find-text").inner_text()
    assert result.locator("script, img[src=x]").count() == 0


def test_without_an_index_it_says_so_and_leads_on(sample_site, tmp_path, serve_folder, page, watch):
    site = tmp_path / "site"
    shutil.copytree(sample_site, site, ignore=shutil.ignore_patterns("pagefind"))
    watch.expected.append("pagefind")
    page.goto(serve_folder(site))
    opened(page)
    page.keyboard.type("mug")
    expect(page.locator(".sw-find-state")).to_have_text("The search can’t be loaded at the moment.")
    assert page.locator(".sw-find-else a").count() > 5


def test_without_javascript_its_place_leads_to_tags_and_products(base, new_page):
    page = new_page(java_script_enabled=False)
    page.goto(f"{base}stories/")
    page.locator("header .sw-search").click()
    page.wait_for_url(f"{base}search/")
    assert page.locator("noscript").inner_text()
    expect(page.locator(".sw-button.sw-search")).to_be_hidden()
    ways = page.locator(".sw-searching a.sw-chip").evaluate_all("links => links.map((link) => link.href)")
    assert {f"{base}tags/", f"{base}tags/tea/", f"{base}products/", f"{base}products/morning-mug/"} <= set(ways)


def test_the_search_has_a_page_that_can_be_linked_to(base, page):
    page.goto(f"{base}search/?q=teapot")
    expect(page.locator(".sw-find-result").first).to_be_visible()
    page.keyboard.press("Escape")
    assert violations(page) == []
    page.locator(".sw-button.sw-search").click()
    expect(page.locator(".sw-find-words")).to_be_focused()
