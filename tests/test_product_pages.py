"""What else stands on pages of products and of those who reviewed them: where to ask, categories, a member's reviews."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from storywall import render
from storywall.pipeline import site_of


def tree(community, address):
    checked = community.check()
    assert not checked.errors
    site = site_of(checked)
    job = next(job for job in render.plan(site) if job.address == address)
    return LexborHTMLParser(render.make(job, site, {}).main.replace(render.ROOT, "/"))


def words(node):
    return " ".join(node.text(separator=" ").split())


@pytest.mark.parametrize(
    ("questions", "leads_to"),
    [
        ("ask@mugs.example", "mailto:ask%40mugs.example?subject=A%20question%20about%20Mug%20%26%20Co"),
        ("https://shop.example/ask", "https://shop.example/ask"),
        ("/take-part/", "/take-part/"),
    ],
)
def test_questions_go_where_the_settings_say(community, questions, leads_to):
    community.change("storywall.yml", "brand:", f"questions: {questions}\nbrand:")
    community.change("submissions/products/morning-mug.md", "name: Morning mug", "name: Mug & Co")
    assert tree(community, "products/morning-mug/").css_first(".sw-ask a").attributes["href"] == leads_to


def test_without_such_a_place_nobody_is_told_to_ask(community):
    assert not tree(community, "products/morning-mug/").css(".sw-ask")


def test_a_problem_on_a_site_with_an_ampersand_is_reported_under_its_name(community):
    community.change("storywall.yml", "name: The Mug Table", "name: Mug & Table\ncontact: hello@mugs.example")
    (link,) = tree(community, "products/morning-mug/").css("a.sw-report")
    assert "subject=A%20problem%20on%20Mug%20%26%20Table" in link.attributes["href"]


def test_products_are_listed_with_category_average_and_count(community):
    community.change("submissions/products/morning-mug.md", "summary:", "category: drinking\nsummary:")
    community.review("staff", rating="1", relationship="employee")
    (card,) = tree(community, "products/").css(".sw-card-product")
    assert words(card) == "drinking Morning mug A mug for the first cup. 5 stars of 5 5.0 from 1 review"


def test_a_members_reviews_stand_on_the_profile(community):
    community.review("once-more", title="Once more", rating="3", incentive={"kind": "gift"})
    page = tree(community, "members/mara/")
    shown = page.css("#reviews .sw-own-review")
    assert [words(node.css_first("h3")) for node in shown] == ["Once more", "A review of Morning mug"]
    assert "Received a gift" in words(shown[0])
    assert "3 stars of 5" in words(shown[0])
    assert not page.css(".sw-wall .sw-card-review"), "they don't stand there twice"


def test_the_list_of_all_reviews_names_the_products_with_most(community):
    (link,) = tree(community, "reviews/").css(".sw-by-product li a")
    assert link.attributes["href"] == "/products/morning-mug/#sw-reviews"
    assert words(link.parent) == "Morning mug 1"


def test_what_no_review_has_been_written_of_says_so(community):
    community.remove("submissions/reviews/morning-mug/keeps-warm.md")
    page = tree(community, "products/morning-mug/")
    assert "No review has been written yet." in words(page.body)
    assert page.css("#sw-reviews")
    assert not page.css(".sw-bars, .sw-filters, .sw-why")
