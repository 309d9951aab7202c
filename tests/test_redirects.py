"""Aliases: an earlier address leads on, and no two things share one."""

import pytest
from lxml import html

from storywall.pipeline import site_of
from storywall.redirects import redirects


def pages(community):
    return {asset.address: asset.data.decode() for asset in redirects(site_of(community.check()))}


@pytest.mark.parametrize(
    ("alias", "address", "relative"),
    [
        ("once", "stories/once/index.html", "../../stories/the-mug/"),
        ("/once/", "once/index.html", "../stories/the-mug/"),
        ("/2019/11/once", "2019/11/once/index.html", "../../../stories/the-mug/"),
        ("old/once/", "old/once/index.html", "../../stories/the-mug/"),
    ],
)
def test_an_old_address_leads_to_the_new_one(community, alias, address, relative):
    community.change("submissions/stories/the-mug.md", "tags:", f"aliases: [{alias}]\ntags:")
    (page,) = pages(community).items()
    assert page[0] == address
    tree = html.fromstring(page[1])
    assert tree.xpath("//a/@href") == [relative]
    assert tree.xpath("//meta[@http-equiv]/@content") == [f"0; url={relative}"]
    assert tree.xpath("//link[@rel='canonical']/@href") == ["https://mugs.example/table/stories/the-mug/"]
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_a_review_s_old_address_leads_to_its_place_on_the_product_s_page(community):
    community.change("submissions/reviews/morning-mug/keeps-warm.md", "rating:", "aliases: [/old/]\nrating:")
    assert 'href="../products/morning-mug/reviews/page/1/#keeps-warm"' in pages(community)["old/index.html"]


def test_what_is_hidden_has_no_old_address(community):
    community.story("later", date="2026-12-24", aliases=["once"])
    assert pages(community) == {}


@pytest.mark.parametrize(
    ("alias", "other"),
    [
        ("/stories/the-mug/", "story:the-mug"),
        ("the-mug", "story:the-mug"),
        ("/welcome/", "docs/welcome.md"),
        ("/stories/", "a generated page"),
        ("/members/mara", "member:mara"),
        ("/tags/travel/", "a generated page"),
        ("/a/", "submissions/stories/b.md"),
        ("fine", None),
        ("/fine/", None),
    ],
)
def test_an_address_belongs_to_one(community, alias, other):
    community.story("b", aliases=["/a/"])
    community.story("c", aliases=[alias])
    found = [(each.file, each.field, each.values["other"]) for each in community.check().problems]
    assert found == ([] if other is None else [("submissions/stories/c.md", ("aliases", 0), other)])
