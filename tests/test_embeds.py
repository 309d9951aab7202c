"""What a shop puts on its pages: a page for a frame that says all it must, and a script that stays small."""

import gzip
import json
import re
import sys
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

sys.path.insert(0, str(Path(__file__).resolve().parent))

from storywall import csp, embeds
from storywall.frame import theme_dir
from test_templates import FULL, PHOTO, World, member, product, review, words

SCRIPT = theme_dir() / embeds.SCRIPT


def made(world, address):
    return next(embeds.make(job, world.site).data for job in embeds.plan(world.site) if job.address == address)


def page(*entries, settings=None):
    return LexborHTMLParser(made(World(member(), *(entries or (product(),)), settings=settings), "embed/mug/").decode())


def test_a_page_names_its_stars_and_says_what_must_be_said_beside_a_text():
    gift = review("mug/gift", rating="1", title="No", incentive={"kind": "gift", "note": "a bowl"}, relationship="employee", author_name="Cy")
    text = words(page(product(), review(rating="5"), gift).body)
    for said in ("Reviews of Morning Mug", "5 stars of 5", "1 star of 5", "Received a gift", "a bowl", "Works for the brand", "Not verified"):
        assert said in text
    assert "Average of 1 review. 1 more is shown but not counted" in text
    assert "All reviews at The Table" in text


def test_a_page_has_no_button_since_nothing_is_there_to_open():
    checked = {"by": "cy", "date": "2026-01-04"}
    own = review("mug/own", verified={**checked, "evidence": "o-5f2a"})
    told = review("mug/told", verified={**checked, "evidence": "import:judgeme"})
    tree = page(product(), review(), own, told)
    assert not tree.css("button, [popovertarget]")
    for said in ("Not verified", "Verified purchase", "Verified by judgeme"):
        assert said in words(tree.body)


def test_a_page_has_the_newest_reviews_and_ways_out_of_the_frame():
    reviews = [review(f"mug/r{day:02}", title=f"T{day}", date=f"2026-03-{day:02}", photos=[PHOTO]) for day in range(1, 10)]
    tree = page(product(), *reviews)
    assert [node.text() for node in tree.css("h2")] == ["T9", "T8", "T7", "T6", "T5", "T4"]
    assert all((node.attributes["target"], node.attributes["rel"]) == ("_blank", "noopener") for node in tree.css("a"))
    assert tree.css_first("h2 a").attributes["href"] == "../../products/mug/reviews/page/1/#r09"
    assert all(node.attributes["alt"] == PHOTO["alt"] for node in tree.css("img"))


def test_a_page_without_reviews_says_so():
    assert "No reviews yet" in words(page().body)


def test_a_page_is_small_and_has_a_policy_and_no_script():
    world = World(*FULL)
    object.__setattr__(world.site, "policy", csp.policy_tag(world.site.settings))
    html = made(world, "embed/mug/").decode()
    assert html.startswith("<!doctype html>")
    assert 'http-equiv="Content-Security-Policy"' in html
    assert '<meta name="robots" content="noindex">' in html
    assert "<script" not in html
    assert "style=" not in html
    assert len(html) < 12_000


def test_a_hostile_review_is_text():
    payload = '<img src=x onerror="alert(1)">"><script>alert(1)</script>'
    tree = page(product(), review(title=payload, body="A text", author_name=payload))
    assert not tree.css("script, img[onerror]")
    assert payload in tree.css_first("h2").text()


def test_the_script_is_small_and_makes_no_markup_of_data():
    text = SCRIPT.read_text("utf-8")
    assert len(gzip.compress(text.encode(), mtime=0)) < 6_000
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function\(|https?:", text)


def test_the_script_s_words_are_those_that_it_uses():
    said = json.loads(made(World(*FULL), embeds.WORDS))
    text = SCRIPT.read_text("utf-8")
    used = set(re.findall(r"(?:said|#words)\.(\w+)", text))
    assert used == set(said)
    assert said["link"] == "All reviews at The Table"
    assert {name: set(re.findall(r"{(\w+)}", value)) for name, value in said.items() if "{" in value} == {
        "shown": {"shown", "total"},
        "edited": {"day"},
    }


def test_a_community_s_own_script_takes_the_place_of_ours(tmp_path):
    world = World(*FULL)
    (tmp_path / "embed").mkdir()
    (tmp_path / embeds.SCRIPT).write_text("own()")
    object.__setattr__(world.site, "templates", (tmp_path, *world.site.templates))
    assert made(world, embeds.SCRIPT) == b"own()"


@pytest.mark.parametrize("site_url", ["https://x.example/", "https://x.example/our table/"])
def test_headers_let_the_shop_read_and_frame_what_is_for_it(site_url):
    text = csp.headers_file(World(*FULL).site.settings, site_url).data.decode()
    root = "/our%20table/" if "our" in site_url else "/"
    rules = {head: lines for head, *lines in (block.split("\n  ") for block in re.split(r"\n(?=/)", text.rstrip("\n")))}
    assert list(rules) == [f"{root}*", f"{root}api/*", f"{root}embed/*"]
    assert "Access-Control-Allow-Origin: *" not in rules[f"{root}*"]
    assert "Access-Control-Allow-Origin: *" in rules[f"{root}api/*"]
    whole = rules[f"{root}*"][0]
    assert rules[f"{root}embed/*"][-1] == f"{whole}; frame-ancestors *"
