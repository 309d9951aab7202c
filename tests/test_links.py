"""Dead links within the site, in members' texts and in pages written by hand."""

import shutil
from dataclasses import replace

import pytest

from storywall.links import leads


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("", True),
        ("stories", True),
        ("stories/", True),
        ("stories/index.html", True),
        ("feed.xml", True),
        ("storie", False),
        ("feed.xml/", False),
        ("index.html", True),
    ],
)
def test_an_address_leads_to_a_page_however_it_is_written(address, there):
    assert leads(address, {"": "", "stories/": "", "feed.xml": ""}) is there


@pytest.mark.parametrize(
    ("url", "guess"),
    [
        ("https://mugs.example/table/", None),
        ("https://mugs.example/table", None),
        ("http://MUGS.example/table/stories/the-mug/#m-top", None),
        ("https://mugs.example/table/stories/the-mug/index.html", None),
        ("https://mugs.example/table/stories/the%2Dmug/?from=mail", None),
        ("https://mugs.example/table/products/morning-mug/reviews/page/1/#keeps-warm", None),
        ("https://mugs.example/table/feed.xml", None),
        ("https://mugs.example/table/consent/2026-11/", None),
        ("https://mugs.example/table/earlier/", None),
        ("https://mugs.example/shop/mugs", None),
        ("https://mugs.example/", None),
        ("https://mugs.example/tables/", None),
        ("https://other.example/table/nothing/", None),
        ("https://mugs.example/table/storys/the-mug/", ""),
        ("https://mugs.example/table/stories/the-mugg/", "/stories/the-mug/"),
        ("https://mugs.example/table/stories/later/", ""),
        ("https://mugs.example/table/guidelins/", "/guidelines/"),
    ],
)
def test_whole_addresses_into_the_site_lead_to_a_page(community, url, guess):
    community.change("submissions/stories/the-mug.md", "tags:", "aliases: [/earlier/]\ntags:")
    community.story("later", date="2026-12-24")
    community.story("a", body=f"Look [here]({url}).")
    found = [(each.code, each.values["value"], each.values["guess"]) for each in community.check().problems]
    assert found == ([] if guess is None else [("dead-link", url, guess)])


def test_pages_written_by_hand_are_looked_at_with_their_lines(community):
    community.story("later", date="2026-12-24")
    text = """# Links

[Welcome](welcome.md), [guidelines](guidelines.md#guidelines), [her story](story:the-mug), [outside](https://other.example/).

[Gone](gone.md)

[No such place](guidelines.md#rules), [stories](stories/index.md), [one](../stories/the-mug/)

[Nobody](member:nobody)

[Too early](story:later)
"""
    community.write("docs/links.md", text)
    assert community.codes() == [
        "docs/links.md:5:1 dead-link",
        "docs/links.md:7:1 dead-link",
        "docs/links.md:9:1 unknown-reference",
        "docs/links.md:11:1 hidden-reference",
    ]


def test_a_copy_of_a_community_has_pages_of_its_own(community, tmp_path):
    """What was kept of the pages in the one isn't used for the other, although nothing changed there."""
    assert community.codes() == []
    shutil.copytree(community.root, tmp_path / "copy")
    copy = replace(community, root=tmp_path / "copy")
    copy.write("docs/more.md", "# More\n\n[Gone](gone.md)\n")
    assert copy.codes() == ["docs/more.md:3:1 dead-link"]


def test_without_an_address_of_its_own_a_site_has_no_links_to_itself(community):
    community.change("mkdocs.yml", "site_url: https://mugs.example/table/\n", "")
    community.story("a", body="Look [here](https://mugs.example/table/nothing/).")
    assert "dead-link" not in {each.code for each in community.check().problems}
