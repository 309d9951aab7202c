"""What pages tell search engines: true, with whole addresses, and no way out of the script element."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

sys.path.insert(0, str(Path(__file__).resolve().parent))

from storywall.render import structured_data
from test_templates import CONSENT, FULL, SENT, World, member, story

SITE = "https://example.org/"


@pytest.fixture(scope="module")
def full():
    return World(*FULL, settings={"shop": "https://shop.example/"})


def nodes(world, address):
    scripts = LexborHTMLParser(f"<head>{world.page(address).head}</head>").css("script")
    return {node["@type"]: node for script in scripts for node in json.loads(script.text())["@graph"]}


def test_a_story_is_an_article(full):
    article = nodes(full, "stories/second/")["Article"]
    assert (article["headline"], article["inLanguage"], article["datePublished"]) == ("Una seconda", "it", "2026-03-01")
    assert article["author"] == {"@type": "Person", "name": "Ada Byron", "url": f"{SITE}members/ada/"}
    assert (article["publisher"]["name"], article["publisher"]["url"]) == ("Kiln & Co", "https://shop.example/")
    assert article["image"][0]["caption"] == "A green mug on a sill"
    assert article["image"][0]["url"].startswith(f"{SITE}assets/photos/")
    assert article["mentions"] == [{"@type": "Product", "name": "Morning Mug", "url": f"{SITE}products/mug/"}]
    assert nodes(full, "stories/third/")["Article"]["author"] == {"@type": "Person", "name": "Cy"}


def test_nobody_is_named_who_may_not_be():
    world = World(member(consent={**CONSENT, "scopes": ["newsletter"]}), story())
    article = nodes(world, "stories/first/")["Article"]
    assert article["author"]["@type"] == "Organization"
    assert "Ada" not in json.dumps(article)


def test_what_the_brand_wrote_is_the_brands(full):
    for address in ("spotlights/ada-speaks/", "newsletters/first/"):
        assert nodes(full, address)["Article"]["author"]["name"] == "Kiln & Co"


def test_a_member_is_a_profile(full):
    profile = nodes(full, "members/ada/")["ProfilePage"]
    assert (profile["dateCreated"], profile["mainEntity"]["name"], profile["mainEntity"]["identifier"]) == ("2024-05-06", "Ada Byron", "ada")
    made = len(full.site.view.by_author["ada"])
    assert profile["mainEntity"]["agentInteractionStatistic"]["userInteractionCount"] == made > 0
    assert "image" in nodes(full, "members/bo/")["ProfilePage"]["mainEntity"]


@pytest.mark.parametrize("address", ["stories/first/", "products/mug/", "members/bo/", "newsletters/first/", "spotlights/ada-speaks/"])
def test_the_way_to_a_page_begins_at_home_and_ends_there(full, address):
    steps = nodes(full, address)["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
    assert [step["item"] for step in steps] == [SITE, f"{SITE}{address.partition('/')[0]}/", SITE + address]
    assert all(step["name"] for step in steps)


def test_home_names_who_publishes(full):
    assert set(nodes(full, "")) == {"WebSite", "Organization"}


def test_reviews_and_averages_are_not_told_of_the_brand_or_of_stories(full):
    """T16: they belong to product pages, where the reviews are seen."""
    for address in full.jobs:
        assert not {"Review", "AggregateRating"} & set(nodes(full, address)) or address.startswith("products/")


def test_where_the_address_is_not_known_nothing_is_told():
    world = World(*FULL)
    object.__setattr__(world.site, "site_url", "")
    assert nodes(world, "stories/first/") == {}
    assert nodes(world, "") == {}


@given(
    st.one_of(
        st.text(), st.text(alphabet='</script>!-&\u2028\u2029"\\ '), st.sampled_from(["</script><script>alert(1)</script>", "<!--<script>", "]]>"])
    )
)
def test_no_text_ends_the_element(text):
    html = structured_data.script([{"@type": "Article", "headline": text}])
    scripts = LexborHTMLParser(f"<head>{html}</head><body>after</body>").css("script")
    assert len(scripts) == 1
    assert json.loads(scripts[0].text())["@graph"][0]["headline"] == text
    assert not set("<>&\u2028\u2029") & set(html.removeprefix('<script type="application/ld+json">').removesuffix("</script>"))


def test_a_headline_is_as_long_as_search_engines_take_it():
    world = World(member(), story(title="word " * 28, **{key: SENT[key] for key in ("date",)}))
    assert len(nodes(world, "stories/first/")["Article"]["headline"]) <= structured_data.MOST
