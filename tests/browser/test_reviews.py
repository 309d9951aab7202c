"""Sorting and choosing reviews in a real browser: together, by address, by keyboard, on a phone, and without JavaScript."""

import gzip
import re
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

PROJECT = Path(__file__).parent.parent.parent
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MUG = "products/morning-mug/"
REVIEW = """---
title: Review {number}
author_name: Customer {number}
date: {year}-{month:02}-{day:02}
rating: {stars}
incentive: {incentive}
consent: {{scopes: [site], wording: 2026-11@bccb3d32, language: en, date: 2020-01-01, channel: form}}
attributes: {{weight: {weight}}}
{rest}---

{text}
"""


def rows(count):
    """Reviews that differ in a way that a test can count: stars, verified, language, incentive, weight, a point, their length."""
    for number in range(count):
        yield {
            "number": number,
            "year": 2021 + number // 1000,
            "month": 1 + number % 1000 // 84,
            "day": 1 + number % 84 // 3,
            "stars": (5, 5, 4, 5, 3, 5, 4, 2, 5, 1)[number % 10],
            "incentive": "{kind: gift}" if number % 7 == 0 else "none",
            "weight": 1 + number % 5,
            "verified": number % 3 == 0,
            "italian": number % 11 == 0,
            "praised": number % 4 == 0 and number % 11 != 0,
            "words": 1 + number * 37 % 90,
        }


def write(root, count):
    folder = root / "submissions/reviews/morning-mug"
    for row in rows(count):
        rest = "verified: {by: Wren, date: 2026-01-01, evidence: order:1}\n" if row["verified"] else ""
        rest += "language: it\n" if row["italian"] else ""
        rest += f"pros: [{'Keeps warm' if row['number'] % 8 else 'keep warm!'}]\n" if row["praised"] else ""
        (folder / f"r{row['number']:05}.md").write_text(REVIEW.format(**row, rest=rest, text="word " * row["words"] + "."), "utf-8")


def built(folder, count, run):
    root = folder / "root"
    shutil.copytree(PROJECT / "tests/samples/base", root, ignore=shutil.ignore_patterns(".storywall", "site"))
    (root / "submissions/reviews/morning-mug/keeps-warm.md").unlink()
    write(root, count)
    done = run("build", "--date", "2026-11-21", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


TOTAL = 150


@pytest.fixture(scope="module")
def site(tmp_path_factory, run):
    return built(tmp_path_factory.mktemp("reviews"), TOTAL, run)


@pytest.fixture
def base(site, serve_folder):
    return serve_folder(site, "our/table")


def which(*tests):
    """The numbers of the reviews that pass, newest first."""
    return [row["number"] for row in reversed(list(rows(TOTAL))) if all(test(row) for test in tests)]


def titles(page):
    return [int(text.split()[-1]) for text in page.locator(".sw-review-title").all_inner_texts()]


def lists(page, numbers):
    """These reviews are there, by themselves or a moment later: another order changes neither count nor number."""
    expect(page.locator(".sw-review-title")).to_have_text([re.compile(rf"\s{number}\s*$") for number in numbers])


def chip(page, by, value):
    return page.locator(f'#sw-filters a[data-by="{by}"][data-value="{value}"]')


def shows(page, numbers):
    """The count is that of these reviews, and the first page of them is there."""
    expect(page.locator(".sw-found")).to_have_text(f"Reviews: {len(numbers)}")
    lists(page, numbers[:20])


def violations(page):
    found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def test_filters_and_order_go_together_and_stand_in_the_address(base, page):
    page.goto(f"{base}{MUG}")
    chip(page, "stars", "1").click()
    shows(page, which(lambda row: row["stars"] == 1))
    chip(page, "stars", "2").click()
    critical = which(lambda row: row["stars"] < 3)
    shows(page, critical)
    chip(page, "verified", "yes").click()
    both = which(lambda row: row["stars"] < 3, lambda row: row["verified"])
    shows(page, both)
    page.get_by_label("Sort").select_option("lowest")
    stars = {row["number"]: row["stars"] for row in rows(TOTAL)}
    shows(page, sorted(both, key=lambda number: (stars[number], -number)))
    assert page.url == f"{base}{MUG}?stars=1&stars=2&verified=yes&sort=lowest#sw-reviews"
    address = page.url
    page.goto(f"{base}products/")
    page.goto(address)
    shows(page, sorted(both, key=lambda number: (stars[number], -number)))
    assert page.get_by_label("Sort").input_value() == "lowest"


def test_going_back_takes_one_choice_back(base, page):
    page.goto(f"{base}{MUG}")
    first = titles(page)
    chip(page, "language", "it").click()
    italian = which(lambda row: row["italian"])
    shows(page, italian)
    chip(page, "incentive", "gift").click()
    shows(page, which(lambda row: row["italian"], lambda row: row["number"] % 7 == 0))
    page.go_back()
    shows(page, italian)
    assert chip(page, "language", "it").get_attribute("aria-current") == "true"
    assert chip(page, "incentive", "gift").get_attribute("aria-current") is None
    page.go_back()
    expect(page.locator(".sw-found")).to_have_text(f"{TOTAL} reviews")
    lists(page, first)
    page.go_forward()
    shows(page, italian)


def test_counts_are_those_that_a_press_would_give(base, page):
    page.goto(f"{base}{MUG}?stars=5&verified=yes")
    shows(page, which(lambda row: row["stars"] == 5, lambda row: row["verified"]))
    wanted = {
        ("is-weight", "3"): which(lambda row: row["stars"] == 5, lambda row: row["verified"], lambda row: row["weight"] == 3),
        # another value of a filter that is in use is added to it
        ("stars", "4"): which(lambda row: row["stars"] == 4, lambda row: row["verified"]),
        ("verified", "no"): which(lambda row: row["stars"] == 5, lambda row: not row["verified"]),
    }
    for (by, value), numbers in wanted.items():
        assert chip(page, by, value).locator(".sw-chip-count").inner_text() == str(len(numbers)), by
    chip(page, "is-weight", "3").click()
    shows(page, wanted["is-weight", "3"])


def test_the_order_holds_over_all_reviews(base, page):
    page.goto(f"{base}{MUG}")
    everything = list(reversed(list(rows(TOTAL))))
    page.get_by_label("Sort").select_option("highest")
    shows(page, [row["number"] for row in sorted(everything, key=lambda row: -row["stars"])])
    page.get_by_label("Sort").select_option("lowest")
    shows(page, [row["number"] for row in sorted(everything, key=lambda row: row["stars"])])
    page.get_by_role("button", name="More reviews").click()
    lists(page, [row["number"] for row in sorted(everything, key=lambda row: row["stars"])][:40])
    page.get_by_label("Sort").select_option("detailed")
    expect(page.locator(".sw-review")).to_have_count(20)
    words = {row["number"]: row["words"] for row in rows(TOTAL)}
    assert min(words[number] for number in titles(page)) > 70


def test_a_bar_and_a_point_choose_and_lead_to_the_reviews(base, page):
    page.goto(f"{base}{MUG}")
    page.locator(".sw-bars").get_by_role("link", name="1 star 15").click()
    shows(page, which(lambda row: row["stars"] == 1))
    expect(page.locator(".sw-toolbar")).to_be_focused()
    expect(page.locator(".sw-toolbar")).to_be_in_viewport()
    page.goto(f"{base}{MUG}")
    page.locator(".sw-praise").get_by_role("link", name=re.compile("keeps? warm", re.I)).click()
    shows(page, which(lambda row: row["praised"]))
    page.get_by_role("link", name="Remove the filter: What people praise").click()
    expect(page.locator(".sw-found")).to_have_text(f"{TOTAL} reviews")
    expect(page.get_by_label("Sort")).to_be_focused()


def test_nothing_found_says_so_and_leads_back(base, page):
    page.goto(f"{base}{MUG}?stars=1&is-weight=1")
    expect(page.locator(".sw-found")).to_have_text("Reviews: 0")
    expect(page.locator(".sw-none")).to_contain_text("No review has all of this.")
    assert violations(page) == []
    page.get_by_role("link", name="Show all reviews").click()
    expect(page.locator(".sw-found")).to_have_text(f"{TOTAL} reviews")
    assert page.url == f"{base}{MUG}#sw-reviews"


def test_an_address_that_names_what_there_is_not_does_no_harm(base, page):
    page.goto(f"{base}{MUG}?stars=nine&sort=sideways&colour=blue&__proto__=x&stars=%3Cimg%20src%3Dx%3E")
    expect(page.locator(".sw-found")).to_have_text("Reviews: 0")
    assert page.locator(".sw-chosen img").count() == 0
    page.goto(f"{base}{MUG}?colour=blue")
    expect(page.locator(".sw-found")).to_have_text(f"{TOTAL} reviews")


def test_choosing_by_keyboard_keeps_the_focus_and_announces_the_count(base, new_page):
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{base}{MUG}")
    assert page.locator(".sw-found").get_attribute("role") == "status"
    chip(page, "verified", "yes").focus()
    page.keyboard.press("Enter")
    shows(page, which(lambda row: row["verified"]))
    expect(chip(page, "verified", "yes")).to_be_focused()
    page.keyboard.press("Tab")
    expect(chip(page, "verified", "no")).to_be_focused()
    page.keyboard.press("Enter")
    shows(page, which())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_filters_open_from_below_and_the_bar_stays_in_reach(base, new_page, scheme):
    page = new_page(viewport={"width": 390, "height": 800}, color_scheme=scheme)
    page.goto(f"{base}{MUG}")
    page.locator(".sw-review").nth(5).scroll_into_view_if_needed()
    bar = page.locator(".sw-toolbar").bounding_box()
    assert bar["y"] == 0
    assert bar["height"] < 70
    page.get_by_role("button", name="Filter").press("Enter")
    expect(page.locator("#sw-filters")).to_be_visible()
    assert violations(page) == []
    chip(page, "stars", "3").press("Enter")
    expect(page.locator(".sw-found")).to_have_text(f"Reviews: {len(which(lambda row: row['stars'] == 3))}")
    expect(page.locator("#sw-filters")).to_be_visible()
    page.get_by_role("button", name="Show the reviews").press("Enter")
    expect(page.locator("#sw-filters")).not_to_be_visible()
    assert page.locator(".sw-review").first.bounding_box()["y"] < 400
    assert page.get_by_role("button", name="Filter").inner_text() == "Filter 1"
    assert violations(page) == []


def test_what_has_the_focus_is_not_behind_the_bar(base, new_page):
    page = new_page(viewport={"width": 390, "height": 800})
    page.goto(f"{base}{MUG}")
    page.locator(".sw-review-title a").nth(9).focus()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        top, bottom = page.evaluate("(({top, bottom}) => [top, bottom])(document.activeElement.getBoundingClientRect())")
        bar = page.locator(".sw-toolbar").bounding_box()
        assert top >= bar["y"] + bar["height"] or page.evaluate("Boolean(document.activeElement.closest('.sw-toolbar'))"), (top, bottom)


def test_a_second_choice_on_the_page_of_one_leads_to_both(base, page):
    page.goto(f"{base}{MUG}reviews/by/stars/2/")
    chip(page, "verified", "yes").click()
    page.wait_for_url(f"{base}{MUG}?stars=2&verified=yes#sw-reviews")
    shows(page, which(lambda row: row["stars"] == 2, lambda row: row["verified"]))


def test_without_javascript_each_choice_is_a_page(base, new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page.goto(f"{base}{MUG}")
    assert not page.get_by_label("Sort").is_visible()
    page.get_by_role("button", name="Filter").click()
    chip(page, "stars", "5").click()
    assert page.url == f"{base}{MUG}reviews/by/stars/5/"
    wanted = which(lambda row: row["stars"] == 5)
    expect(page.locator(".sw-found")).to_have_text(f"{len(wanted)} reviews")
    seen = titles(page)
    while page.locator(".sw-pager > a", has_text="Older").count():
        page.locator(".sw-pager > a", has_text="Older").click()
        seen += titles(page)
    assert seen == wanted
    page.get_by_role("link", name="All reviews").click()
    page.locator(".sw-bars").get_by_role("link", name="2 stars 15").click()
    lists(page, which(lambda row: row["stars"] == 2))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_label_says_what_it_means(base, new_page, javascript):
    page = new_page(java_script_enabled=javascript, viewport={"width": 390, "height": 800})
    page.goto(f"{base}{MUG}reviews/by/incentive/gift/")
    page.get_by_role("button", name="Received a gift").first.press("Enter")
    why = page.locator("#sw-why-incentive")
    expect(why).to_contain_text("got or was promised something")
    if javascript:
        assert violations(page) == []
    page.keyboard.press("Escape")
    expect(why).not_to_be_visible()
    page.get_by_role("button", name="Not verified").first.click()
    expect(page.locator("#sw-why-unverified")).to_be_visible()


def test_reviews_are_found_by_keyboard_even_where_the_network_is_gone(base, page, watch):
    watch.expected.append("ERR_")
    page.goto(f"{base}{MUG}")
    before = titles(page)
    page.context.set_offline(True)
    chip(page, "stars", "1").click()
    expect(page.locator(".sw-found")).to_have_text("The reviews can't be fetched just now.")
    assert titles(page) == before
    page.context.set_offline(False)
    chip(page, "stars", "1").click()
    chip(page, "stars", "1").click()
    shows(page, which(lambda row: row["stars"] == 1))


@pytest.mark.slow
def test_among_five_thousand_a_choice_brings_little(tmp_path, run, serve_folder, new_page, record_property):
    base = serve_folder(built(tmp_path, 5000, run))
    page = new_page(viewport={"width": 1280, "height": 900})
    weights = []
    page.on("response", lambda response: weights.append(len(gzip.compress(response.body()))))
    page.goto(f"{base}{MUG}", wait_until="networkidle")
    assert sum(weights) < 120_000
    assert all("find/" not in address for address in page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)"))
    figures = {"page": sum(weights)}
    for name, act, count in (
        ("one star", lambda: chip(page, "stars", "1").click(), "500"),
        ("and verified", lambda: chip(page, "verified", "yes").click(), "167"),
        ("most detailed", lambda: page.get_by_label("Sort").select_option("detailed"), "167"),
    ):
        weights.clear()
        first = page.locator(".sw-review-title").first.inner_text()
        act()
        expect(page.locator(".sw-review-title").first).not_to_have_text(first)
        expect(page.locator(".sw-found")).to_have_text(f"Reviews: {count}")
        page.wait_for_load_state("networkidle")
        assert sum(weights) < 80_000, name
        figures[name] = sum(weights)
    record_property("figures", figures)
