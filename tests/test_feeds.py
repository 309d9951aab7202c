"""Feeds for readers: the newest first, complete, valid, and with what readers must know beside each entry."""

import json

import feedparser
import pytest
from lxml import etree

from storywall import feeds
from storywall.pipeline import site_of


def made(community):
    site = site_of(community.check())
    return {asset.address: asset.data for job in feeds.plan(site) for asset in feeds.make(job, site)}


def entries(community, base=""):
    files = made(community)
    atom, plain = feedparser.parse(files[f"{base}feed.xml"]), json.loads(files[f"{base}feed.json"])
    assert not atom.bozo
    assert [each.link for each in atom.entries] == [each["url"] for each in plain["items"]]
    return plain["items"]


def test_there_is_a_feed_for_the_site_each_kind_tag_product_and_member(community):
    assert {address for address in made(community) if address.endswith(".xml")} == {
        f"{base}feed.xml"
        for base in (
            "", "stories/", "reviews/", "photos/", "members/", "spotlights/", "newsletters/",
            "tags/travel/", "products/morning-mug/", "members/mara/",
        )
    }  # fmt: skip


def test_an_empty_community_has_feeds_to_subscribe_to(community):
    community.remove("submissions")
    files = made(community)
    assert "stories/feed.xml" in files
    assert entries(community) == []
    assert b"1970-01-01T00:00:00Z" in files["feed.xml"]


def test_addresses_are_whole_and_stand_below_the_site_s(community):
    found = entries(community)
    assert [each["id"] for each in found][:2] == [
        "https://mugs.example/table/newsletters/november/",
        "https://mugs.example/table/spotlights/mara-by-the-sea/",
    ]
    assert "https://mugs.example/table/products/morning-mug/reviews/page/1/#keeps-warm" in [each["id"] for each in found]
    feed = feedparser.parse(made(community)["stories/feed.xml"]).feed
    assert [(link.rel, link.href) for link in feed.links] == [
        ("alternate", "https://mugs.example/table/stories/"),
        ("self", "https://mugs.example/table/stories/feed.xml"),
    ]


def test_the_newest_come_first_and_as_many_as_the_settings_say(community):
    community.write("storywall.yml", community.read("storywall.yml") + "listings: {feed: 3}\n")
    for day in (18, 20, 19):
        community.story(f"s{day}", date=f"2026-11-{day}")
    assert [each["id"].split("/")[-2] for each in entries(community, "stories/")] == ["s20", "s19", "s18"]


def test_a_short_feed_is_the_beginning_of_a_long_one(community):
    for number in range(5):  # more of one day than the short one holds, and of two kinds
        community.story(f"s{number}", date="2026-11-20", products="[morning-mug]")
        community.review(f"r{number}", date="2026-11-20")
    settings = community.read("storywall.yml")
    found = {}
    for most in (100, 3):
        community.write("storywall.yml", f"{settings}listings: {{feed: {most}}}\n")
        files = made(community)
        found[most] = {base: [each["id"] for each in json.loads(files[f"{base}feed.json"])["items"]] for base in ("", "products/morning-mug/")}
    assert len(found[100][""]) > 10
    assert found[3] == {base: items[:3] for base, items in found[100].items()}


def test_what_may_not_show_is_in_no_feed(community):
    community.story("later", date="2026-12-24", title="Secret of December")
    assert not any(b"Secret" in data for data in made(community).values())


def test_labels_stand_beside_what_they_are_about(community):
    """T9, T10"""
    incentive = {"kind": "discount", "note": "10 % off"}
    community.story("paid", date="2026-11-20", incentive=incentive, relationship="employee", body="Good.")
    community.review("poor", rating="2", date="2026-11-19", body="It broke.", relationship="ambassador")
    stories, reviews = entries(community, "stories/"), entries(community, "reviews/")
    assert stories[0]["content_text"] == "Received a discount (10 % off) · Works for the brand — Good."
    assert [label["name"] for label in stories[0]["_storywall"]["labels"]] == ["incentive", "relationship"]
    assert reviews[0]["content_text"] == "2 stars · Ambassador of the brand — It broke."
    assert b"Received a discount (10 % off)" in made(community)["stories/feed.xml"]


@pytest.mark.parametrize(
    "title", ["A < B & C > D", "]]>", "</title><script>alert(1)</script>", "&lt;b&gt; &amp;", "\"quoted\" 'too'", "Чай 茶 👩‍👩‍👧", "a\ue000b"]
)
def test_texts_arrive_as_they_were_written(community, title):
    community.story("odd", date="2026-11-20", title=title, body="Text")
    files = made(community)
    atom = etree.fromstring(files["stories/feed.xml"])
    assert atom.findtext("{*}entry/{*}title") == title
    assert json.loads(files["stories/feed.json"])["items"][0]["title"] == title


def test_an_edit_changes_the_day_of_change_and_not_that_of_publication(community):
    community.story("edited", date="2026-11-10", edited=[{"date": "2026-11-15", "reason": "A name"}])
    (entry,) = [each for each in entries(community, "stories/") if each["id"].endswith("/edited/")]
    assert (entry["date_published"][:10], entry["date_modified"][:10]) == ("2026-11-10", "2026-11-15")
