"""What a product's page tells search engines: one average, and the reviews that stand there and need no label (T9, T10, T16)."""

import json
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

sys.path.insert(0, str(Path(__file__).resolve().parent))

from test_structured_data import nodes
from test_templates import CONSENT, IMPORTED, PHOTO, World, member, product, review, story


def told(*reviews, settings=None, **fields):
    world = World(member(), product(**fields), *reviews, settings=settings)
    return nodes(world, "products/mug/")["Product"], world


def names(data):
    return [each["name"] for each in data.get("review", ())]


def test_a_product_is_told_with_its_average_and_its_reviews():
    slow = review("mug/slow", rating="1", title="Slow", author_name="Cy")
    data, _ = told(review(body="It *keeps* warm.\n\nReally."), slow, sku="M-1", gtin="4006381333931")
    assert (data["name"], data["sku"], data["gtin"], data["brand"]["name"]) == ("Morning Mug", "M-1", "4006381333931", "Kiln & Co")
    assert data["aggregateRating"] == {"@type": "AggregateRating", "ratingValue": 2.5, "ratingCount": 2, "bestRating": 5, "worstRating": 1}
    first, second = sorted(data["review"], key=lambda each: each["name"])
    assert first["author"] == {"@type": "Person", "name": "Ada Byron", "url": "https://example.org/members/ada/"}
    assert (first["reviewBody"], first["reviewRating"]["ratingValue"]) == ("It keeps warm. Really.", 4)
    assert second["author"] == {"@type": "Person", "name": "Cy"}
    assert second["url"] == "https://example.org/products/mug/reviews/page/1/#slow"


def test_an_average_is_that_of_the_page_and_never_made_of_nothing():
    world = World(member(), product(), review(relationship="employee"), review("mug/far", source="amazon"))
    assert world.site.view.ratings["mug"].count == 2
    assert set(nodes(world, "products/mug/")) == {"BreadcrumbList"}
    assert set(nodes(World(product()), "products/mug/")) == {"BreadcrumbList"}


@pytest.mark.parametrize(
    "apart",
    [
        {"relationship": "employee"},
        {"relationship": "relative"},
        {"relationship": "ambassador"},
        {"relationship": "partner"},
        {"incentive": {"kind": "gift"}},
        {"incentive": {"kind": "paid", "note": "200 euros"}},
        {"source": "amazon"},
        {"consent": IMPORTED},
        {"sample": "true"},
    ],
    ids=str,
)
def test_a_review_that_needs_a_label_or_has_no_author_stays_on_the_page(apart):
    data, world = told(review("mug/plain", title="Plain"), review("mug/apart", title="Apart", **apart))
    assert names(data) == ["Plain"]
    assert "Apart" in world.text("products/mug/")


def test_what_was_given_in_return_keeps_a_review_out_but_not_its_stars():
    data, _ = told(review(rating="5"), review("mug/gift", rating="1", incentive={"kind": "gift"}))
    assert (data["aggregateRating"]["ratingCount"], data["aggregateRating"]["ratingValue"]) == (2, 3)
    assert len(data["review"]) == 1


def test_no_item_has_an_author_s_name_that_search_engines_refuse():
    long = {"name": "x" * 100}
    with pytest.raises(ValidationError, match="too-long"):
        member(**long)
    with pytest.raises(ValidationError, match="too-long"):
        review(author_name=long["name"])


def test_nobody_is_named_who_may_not_be():
    world = World(member(consent={**CONSENT, "scopes": ["newsletter"]}), product(), review())
    assert set(nodes(world, "products/mug/")["Product"]) & {"review", "aggregateRating"} == {"aggregateRating"}
    assert "Ada" not in json.dumps(nodes(world, "products/mug/"))


def test_a_sample_site_tells_of_its_invented_reviews():
    assert len(told(review(sample="true"), settings={"sample": "true"})[0]["review"]) == 1


def test_what_is_told_stands_on_that_page():
    reviews = [review(f"mug/r{number:02}", title=f"Title {number:02}", body=f"Words {number:02}.", photos=[PHOTO]) for number in range(70)]
    data, world = told(*reviews)
    text = world.text("products/mug/")
    assert 20 <= len(data["review"]) < 40
    assert all(each["name"] in text and each["reviewBody"] in text for each in data["review"])
    assert data["aggregateRating"]["ratingCount"] == 70


def test_only_a_product_s_own_page_tells_of_reviews():
    world = World(member(), product(), review(), story(products=["mug"]))
    for address in world.jobs:
        found = json.dumps(nodes(world, address))
        assert ('"Review"' in found or "aggregateRating" in found) == (address == "products/mug/"), address
