"""Small worlds through the shipped templates: what must stand beside a text, what shows where there is nothing, and nothing live from members."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
from selectolax.lexbor import LexborHTMLParser

from storywall import render
from storywall.assemble import assemble
from storywall.consent import Wording
from storywall.frame import theme_dir
from storywall.kinds import BY_NAME, KINDS
from storywall.markup import markup
from storywall.model import Entry, Picture
from storywall.render import pages
from storywall.render.items import photos_of
from storywall.settings import Settings
from storywall.view import view

TODAY = date(2026, 11, 21)
CONSENT = {"scopes": ["site"], "wording": "2026-11@3f9a1c2b", "language": "en", "date": "2026-01-02", "channel": "form"}
IMPORTED = {"scopes": ["site"], "date": "2026-01-02", "channel": "import", "basis": "Written in the shop."}
PHOTO = {"file": "mug.jpg", "alt": "A green mug on a sill", "caption": "Seven o'clock", "depicted": "none", "rights": "own"}
OTHER_PHOTO = {**PHOTO, "file": "rim.jpg", "alt": "The rim of a green mug", "caption": "The rim"}
SENT = {"date": "2026-03-01", "consent": CONSENT, "incentive": "none"}
TEMPLATES = theme_dir()
WORDING = Wording(version="2026-11", language="it", text="## Che cosa accetti\n\nPuò mostrarlo.", digest="3f9a1c2b")


def entry(kind, slug, body="", **fields):
    """An entry as `read` would make it, and its body under its reference."""
    safe, outline = markup(body)
    key = f"{kind}:{slug}"
    file = f"submissions/{BY_NAME[kind].folder}/{slug}/index.md"
    data = BY_NAME[kind].schema.model_validate(fields)
    made = Entry(kind=kind, slug=slug, file=file, data=data, outline=outline, digest=key, has_body=bool(body))
    return replace(made, beside=tuple(photos_of(made))), safe


def member(slug="ada", **fields):
    return entry("member", slug, **{"name": "Ada Byron", "joined": "2024-05-06", "consent": CONSENT, "place": "Bath", **fields})


def product(slug="mug", **fields):
    return entry("product", slug, **{"name": "Morning Mug", **fields})


def story(slug="first", body="Once upon a time.", **fields):
    author = {} if "author_name" in fields or "consent" in fields else {"author": "ada"}
    return entry("story", slug, body, **{"title": "A first story", **SENT, **author, **fields})


def review(slug="mug/keeps-warm", body="It keeps warm.", **fields):
    author = {} if "author_name" in fields or "consent" in fields else {"author": "ada"}
    return entry("review", slug, body, **{"rating": "4", "title": "Keeps warm", **SENT, **author, **fields})


def photo(slug="window", **fields):
    return entry("photo", slug, **{"title": "At the window", "author": "ada", "photos": [PHOTO], "products": ["mug"], **SENT, **fields})


def spotlight(slug="ada-speaks", body="She came.\n\n## Why?\n\nBecause.", **fields):
    return entry("spotlight", slug, body, **{"member": "ada", "headline": "Ada speaks", "date": "2026-02-03", "consent": CONSENT, **fields})


def letter(slug="first", body="Good morning.", **fields):
    return entry("newsletter", slug, body, **{"title": "The first letter", "date": "2026-04-03", "number": "1", **fields})


class World:
    """A community through assemble, view and the shipped templates."""

    def __init__(self, *made, settings=None):
        entries = [entry for entry, _ in made]
        self.bodies = {entry.body_key: body for entry, body in made if entry.body_key}
        files = [f"{each.file.rpartition('/')[0]}/{file}" for each in entries for file in photos_of(each)]
        pictures = {file: Picture(file=file, width=1200, height=800, digest=f"{place:020x}{0:044x}") for place, file in enumerate(files)}
        community, _ = assemble(entries, pictures, frozenset(), frozenset(), TODAY)
        given = {"name": "The Table", "brand": "Kiln & Co", "contact": "hello@example.org", **(settings or {})}
        self.site = render.Site(
            view=view(community, "site", TODAY),
            settings=Settings.model_validate(given),
            site_url="https://example.org/",
            templates=(TEMPLATES,),
            wordings=(WORDING,),
        )
        self.jobs = {job.address: job for job in render.plan(self.site)}

    def page(self, address):
        return pages.make(self.jobs[address], self.site, self.bodies)

    def html(self, address):
        return self.page(address).main.replace(render.ROOT, "/")

    def tree(self, address):
        return LexborHTMLParser(self.html(address))

    def text(self, address):
        return words(self.tree(address).body)


def words(node):
    return " ".join(node.text(separator=" ").split())


LOOK = "Look.\n\n![](rim.jpg)\n\n## A heading\n\n[a photo](photo:window)\n\n[the mug](product:mug)"
FULL = (
    member(links=[{"label": "Garden", "url": "https://garden.example/"}], roles=["host"]),
    member("bo", name="Bo", avatar={"file": "bo.jpg", "alt": "A pear on a plate"}, welcomed_by="ada", language="it"),
    product(image={"file": "mug.jpg", "alt": "A green mug"}, attributes={"weight": {"scale": ["light", "heavy"]}}, url="https://shop.example/mug"),
    product("bowl", name="Bowl"),
    story(body=LOOK, photos=[PHOTO, OTHER_PHOTO], products=["mug"]),
    story("second", title="Una seconda", language="it", tags=["tea"], featured="true", photos=[PHOTO], products=["mug"]),
    story("third", title="A third", tags=["tea"], author_name="Cy"),
    review(attributes={"weight": "4"}, pros=["warm"], cons=["small"], photos=[PHOTO], recommend="true"),
    review("bowl/heavy", rating="2", author_name="Di"),
    photo(photos=[PHOTO, OTHER_PHOTO], tags=["tea"]),
    photo("door", title="At the door"),
    spotlight(),
    letter(body="## To read\n\n[A first story](story:first)\n\n[Keeps warm](review:mug/keeps-warm)", tags=["tea"]),
)


@pytest.fixture(scope="module")
def full():
    """A world with something of everything."""
    return World(*FULL)


# What must stand beside a text ---------------------------------------------------------------------------------------

GIFT = {"incentive": {"kind": "gift", "note": "A mug for the asking"}, "relationship": "ambassador", "sample": "true"}
LABELS = ("Received a gift", "Ambassador of the brand", "Sample")


@pytest.mark.parametrize(
    ("made", "addresses"),
    [
        (story(**GIFT, tags=["tea"]), ["stories/", "stories/first/", "tags/tea/", "members/ada/", ""]),
        (story(**GIFT, photos=[PHOTO], featured="true"), ["stories/", ""]),
        (review(**GIFT), ["reviews/", "products/mug/", "products/mug/reviews/page/1/", "members/ada/", ""]),
        (photo(**GIFT), ["photos/", "photos/window/", "photos/of/photo/window/mug/", "products/mug/", ""]),
    ],
)
def test_labels_stand_beside_the_text_wherever_it_shows(made, addresses):
    world = World(member(), product(), made)
    for address in addresses:
        for label in LABELS:
            assert label in world.text(address), f"{label} at /{address}"


def test_a_reference_within_a_text_carries_its_labels():
    world = World(member(), product(), story(**GIFT), letter(body="[A first story](story:first)"))
    assert "Received a gift" in world.text("newsletters/first/")


def test_the_note_on_an_incentive_is_shown_on_the_page():
    world = World(member(), product(), story(**GIFT), review(**GIFT))
    assert "A mug for the asking" in world.text("stories/first/")
    assert "A mug for the asking" in world.text("products/mug/")


def test_without_an_author_it_is_a_customer():
    world = World(product(), story(consent=IMPORTED), review(consent=IMPORTED, relationship="unknown"))
    for address in ("stories/first/", "stories/", "products/mug/", "reviews/"):
        assert "a customer" in world.text(address)
    assert "Relationship to the brand unknown" in world.text("products/mug/")


def test_a_member_whose_profile_may_not_show_has_no_name():
    world = World(member(consent={**CONSENT, "scopes": ["newsletter"]}), story())
    assert "a member" in world.text("stories/first/")
    assert "Ada" not in world.html("stories/first/")
    assert not world.tree("stories/first/").css('[href^="/members/"]')


@pytest.mark.parametrize(
    ("verified", "said"),
    [
        ({}, "Not verified"),
        ({"verified": {"by": "wren", "date": "2026-03-02", "evidence": "order:f24"}}, "Verified purchase"),
        ({"verified": {"by": "wren", "date": "2026-03-02", "evidence": "import:judgeme"}}, "Verified by judgeme"),
    ],
)
def test_a_review_says_whether_the_purchase_was_checked(verified, said):
    assert said in World(member(), product(), review(**verified)).text("products/mug/")


def test_the_average_says_what_it_counts():
    own = [review(f"mug/r{stars}", rating=str(stars)) for stars in (1, 3, 5)]
    apart = [
        review("mug/staff", rating="5", relationship="employee"),
        review("mug/there", rating="5", source="a marketplace"),
    ]
    world = World(member(), product(), *own, *apart)
    shown = world.text("products/mug/")
    assert "Average of 3 reviews." in shown
    assert "2 more are shown but not counted" in shown
    assert "First published on a marketplace; not in the average" in shown
    assert "the average of 3 reviews" in world.text("")
    assert "3.0" in shown


def test_without_counted_reviews_there_is_no_average():
    world = World(member(), product(), review(relationship="relative"))
    assert "There is no average" in world.text("products/mug/")
    assert not world.tree("products/mug/").css(".sw-verdict-figure")


def test_stars_are_said_in_words():
    tree = World(member(), product(), review(rating="2")).tree("products/mug/")
    assert [words(stars) for stars in tree.css(".sw-review .sw-stars")] == ["2 stars of 5"]


def test_a_reply_has_the_brands_name_and_its_day():
    reply = {"by": "wren", "date": "2026-03-09", "text": "Thank you.\n\nWe mend it."}
    world = World(member(), member("wren", name="Wren Astley"), product(), review(reply=reply), story(reply=reply))
    for address in ("products/mug/", "stories/first/"):
        shown = world.tree(address).css_first(".sw-reply")
        assert words(shown) == "Kiln & Co answers Wren Astley · March 9, 2026 Thank you. We mend it."


def test_an_edited_text_says_so():
    edited = {"edited": [{"date": "2026-03-05", "reason": "a name left out"}]}
    world = World(member(), product(), story(**edited), review(**edited))
    for address in ("stories/first/", "products/mug/"):
        assert "Edited on March 5, 2026: a name left out" in world.text(address)


def test_a_text_in_another_language_is_marked(full):
    for address in ("stories/second/", "stories/", "tags/tea/", "products/mug/"):
        titles = [node for node in full.tree(address).css("h1, h3, a") if words(node) == "Una seconda"]
        marked = [node for node in titles if node.attributes.get("lang") == "it" or node.parent.attributes.get("lang") == "it"]
        assert titles, address
        assert marked == titles, address
    prose = full.tree("stories/second/").css_first(".sw-prose")
    assert prose.attributes["lang"] == "it"
    assert full.tree("stories/second/").css_first("article").attributes["lang"] == "en"


@pytest.mark.parametrize("address", ["stories/first/", "photos/window/", "photos/of/photo/window/mug/", "members/ada/", "products/mug/"])
def test_each_item_has_a_way_to_report_a_problem(full, address):
    links = [node.attributes["href"] for node in full.tree(address).css("a.sw-report")]
    assert links
    assert all(link.startswith("mailto:hello%40example.org?") for link in links)
    own = "products/mug/reviews/" if address == "products/mug/" else address
    assert own in links[0]


def test_a_report_goes_to_a_web_address_where_the_settings_name_one():
    world = World(member(), story(), settings={"contact": "https://example.org/report"})
    assert world.tree("stories/first/").css_first("a.sw-report").attributes["href"] == "https://example.org/report#stories/first/"


def test_without_a_contact_there_is_no_report_link():
    world = World(member(), story(), settings={"contact": None})
    assert "Report" not in world.html("stories/first/")
    assert "mailto" not in world.html("stories/first/")


# Where there is nothing --------------------------------------------------------------------------------------------

WAYS = [{"label": "Tell a story", "url": "/take-part/", "minutes": "10"}, {"label": "Write", "url": "https://forms.example/", "text": "Now."}]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.listing], ids=lambda kind: kind.name)
def test_an_empty_listing_says_so_and_leads_on(kind):
    world = World(settings={"take_part": WAYS})
    tree = world.tree(f"{kind.folder}/")
    assert kind.empty in words(tree.body)
    assert [node.attributes["href"] for node in tree.css(".sw-ways a")] == ["/take-part/", "https://forms.example/"]
    assert not world.tree(f"{kind.folder}/").css(".sw-card")


def test_an_empty_listing_leads_home_where_no_way_is_named():
    assert World().tree("stories/").css_first(".sw-empty a").attributes["href"] == "/"


def test_an_empty_home_has_a_title_a_way_in_and_no_empty_section():
    world = World(settings={"take_part": WAYS, "tagline": "Pots at home"})
    tree = world.tree("")
    assert [words(node) for node in tree.css("h1")] == ["Pots at home"]
    assert "Tell a story 10 minutes" in words(tree.body)
    assert not tree.css(".sw-numbers, .sw-strip, .sw-columns, .sw-band")


def test_a_product_without_reviews_and_a_member_without_contributions():
    world = World(product(), member())
    assert "No reviews yet" in world.text("products/mug/")
    assert "has not published anything yet" in world.text("members/ada/")


# Pages as a whole ---------------------------------------------------------------------------------------------------


def every_page(world):
    return [(address, world.html(address)) for address in world.jobs]


def test_every_page_has_one_title_and_its_headings_in_order(full):
    for address, html in every_page(full):
        levels = [int(node.tag[1]) for node in LexborHTMLParser(html).css("h1, h2, h3, h4, h5, h6")]
        assert levels[0] == 1, address
        assert levels.count(1) == 1, address
        assert all(after <= before + 1 for before, after in pairwise(levels)), f"{address}: {levels}"


def test_every_page_is_html_without_a_fault(full):
    for address, html in every_page(full):
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(f'<!DOCTYPE html><html lang="en"><head><title>x</title></head><body>{html}</body></html>'), address


def test_every_photo_has_its_size_and_words_and_only_the_first_is_not_lazy(full):
    for address, html in every_page(full):
        images = LexborHTMLParser(html).css("img")
        for image in images:
            given = image.attributes
            assert given["alt"], address
            assert min(int(given["width"]), int(given["height"])) > 0, address
        eager = [place for place, image in enumerate(images) if image.attributes.get("loading") != "lazy"]
        assert eager in ([], [0]), address


def test_ids_are_unique(full):
    for address, html in every_page(full):
        ids = [node.attributes["id"] for node in LexborHTMLParser(html).css("[id]")]
        assert len(ids) == len(set(ids)), address


def test_every_link_leads_to_a_page_that_is_planned(full):
    known = {f"/{address}" for address in full.jobs}
    for address, html in every_page(full):
        for node in LexborHTMLParser(html).css("a[href]"):
            target = urlsplit(node.attributes["href"])
            if not target.scheme and target.path:
                assert target.path in known, f"/{address} -> {target.path}"


def test_no_page_has_a_style_attribute_or_a_script(full):
    for address, html in every_page(full):
        assert not LexborHTMLParser(html).css("[style], script, style"), address


def test_templates_mark_nothing_as_safe_and_name_no_address_by_hand():
    for path in sorted(Path(TEMPLATES).glob("*/*.html")):
        # the style page is in previews alone, which have no policy
        if path.parent.name in ("kinds", "listings", "pages", "components") and path.name != "style.html":
            source = path.read_text("utf-8")
            assert not re.search(r"\|\s*safe\b|style=|<script|\bonclick", source), path
            assert not re.search(r'(?:href|src)="(?:\.|/)', source), path


def test_listings_in_several_pages_lead_from_each_to_the_next():
    stories = [story(f"s{number:02}", title=f"Story {number}", date=f"2026-01-{number:02}") for number in range(1, 15)]
    world = World(member(), *stories, settings={"listings": {"entries": "4"}})
    first = world.tree("stories/").css_first(".sw-pager")
    assert first.css_first("[aria-current]").text() == "Newest"
    seen, at = [], "stories/"
    while at:
        seen.append(at)
        links = {words(node): node.attributes["href"][1:] for node in world.tree(at).css(".sw-pager > a")}
        if len(seen) > 1:
            assert links["Newer"] == seen[-2]
        at = links.get("Older")
    assert seen == ["stories/", "stories/page/2/", "stories/page/1/"]
    assert "page" not in World(member(), story()).html("stories/")


def test_head_names_feeds_and_how_the_page_looks_where_it_is_shared(full):
    head = full.page("stories/second/").head.replace(render.ROOT, "/")
    tree = LexborHTMLParser(f"<head>{head}</head>")
    assert [node.attributes["href"] for node in tree.css("link[rel=alternate]")] == ["/feed.xml", "/stories/feed.xml"]
    meta = {node.attributes["property"]: node.attributes["content"] for node in tree.css("meta[property]")}
    assert meta["og:title"] == "Una seconda"
    assert meta["og:url"] == "https://example.org/stories/second/"
    assert meta["og:image"].startswith("https://example.org/assets/photos/")
    assert meta["og:image:alt"] == "A green mug on a sill"


def test_a_photo_tells_search_engines_whose_it_is():
    photo_ = {**PHOTO, "credit": "Ada <b>", "licence": "CC BY 4.0"}
    tree = World(member(), product(), photo(photos=[photo_])).tree("photos/of/photo/window/mug/")
    (about,) = tree.css('[itemscope][itemtype="https://schema.org/ImageObject"]')
    told = {node.attributes["itemprop"]: node.attributes.get("content") or node.attributes.get("href") for node in about.css("[itemprop]")}
    assert told["contentUrl"].startswith("https://example.org/assets/photos/")
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert (told["creditText"], told["name"]) == ("Ada <b>", "Ada <b>")
    assert told["acquireLicensePage"] == "https://example.org/photos/of/photo/window/mug/"


def test_the_gallery_shows_each_picture_once_wherever_it_comes_from():
    made = (story(photos=[PHOTO]), review(photos=[OTHER_PHOTO]), photo(), spotlight(photos=[PHOTO]), letter(photos=[PHOTO]))
    world = World(member(), product(), *made, settings={"listings": {"photos": "2"}})
    assert len(world.tree("photos/").css(".sw-tile")) == 2
    everywhere = {
        node.attributes["id"] for address in world.jobs if address.startswith("photos/page/") for node in world.tree(address).css(".sw-tile")
    }
    assert everywhere == {"of/spotlight/ada-speaks/mug", "of/story/first/mug", "of/photo/window/mug", "of/review/mug/keeps-warm/rim"}
    assert [node.attributes["id"] for node in world.tree("photos/by/kind/review/").css(".sw-tile")] == ["of/review/mug/keeps-warm/rim"]
    assert world.tree("photos/by/member/ada/").css(".sw-tile")
    assert [node.attributes["href"] for node in world.tree("products/mug/").css(".sw-seen h2 a")] == ["/photos/by/product/mug/"]


def test_photos_that_follow_one_another_stand_in_a_row():
    made = story(body="One.\n\n![](mug.jpg)\n\n![](rim.jpg)\n\nTwo.\n\n![](mug.jpg)", photos=[PHOTO, OTHER_PHOTO])
    tree = World(member(), made).tree("stories/first/")
    assert [len(row.css("figure")) for row in tree.css(".sw-prose > .sw-row")] == [2]
    assert len(tree.css(".sw-prose > figure")) == 1


def test_a_photo_in_a_link_is_no_link_once_more():
    made = story(body="See [![](mug.jpg) the mug](https://example.org/mug) and ![](mug.jpg).", photos=[PHOTO, OTHER_PHOTO])
    prose = html5lib.parse(World(member(), made).html("stories/first/"), namespaceHTMLElements=False).find(".//div[@class='sw-prose']")
    outer = [link for link in prose.iter("a") if link.get("href") == "https://example.org/mug"]
    assert [len(link.findall(".//img")) for link in outer] == [1]
    assert len(prose.findall(".//a//img")) == 2


def test_the_same_heading_in_two_reviews_is_two_places():
    body = "[Below](#after-a-year)\n\n## After a year\n\nStill warm."
    world = World(member(), product(), review(body=body), review("mug/still-warm", body=body, title="Still"))
    for address in ("products/mug/", "products/mug/reviews/page/1/", "reviews/"):
        tree = world.tree(address)
        ids = [node.attributes["id"] for node in tree.css("h2[id], h3[id], h4[id]") if "m-" in node.attributes["id"]]
        links = [node.attributes["href"] for node in tree.css('a[href^="#m-"]')]
        assert sorted(ids) == ["m-keeps-warm-after-a-year", "m-still-warm-after-a-year"], address
        assert sorted(links) == [f"#{name}" for name in sorted(ids)], address


def test_photos_that_a_text_does_not_place_follow_it():
    more = {**PHOTO, "file": "sill.jpg"}
    tree = World(member(), story(body="Only words.", photos=[PHOTO, OTHER_PHOTO, more], cover="rim.jpg")).tree("stories/first/")
    assert len(tree.css(".sw-more-photos figure")) == 2


def test_a_video_comes_from_its_host_only_after_a_click():
    video = {"url": "https://player.vimeo.com/video/1", "transcript": "She pours.\n\nIt steams."}
    tree = World(member(), story(video=video)).tree("stories/first/")
    assert not tree.css("iframe, video, embed, object")
    assert "data-embed" in tree.css_first("a.sw-play").attributes
    assert "It steams." in words(tree.css_first("details"))


def test_a_video_of_a_host_that_is_not_allowed_is_a_plain_link():
    video = {"url": "https://elsewhere.example/1", "transcript": "She pours."}
    link = World(member(), story(video=video)).tree("stories/first/").css_first("a.sw-play")
    assert link.attributes["href"] == "https://elsewhere.example/1"
    assert "data-embed" not in link.attributes


def test_the_wordings_of_a_consent_are_each_in_their_language(full):
    section = full.tree("consent/2026-11/").css_first("section")
    assert section.attributes["lang"] == "it"
    assert "2026-11@3f9a1c2b" in words(section)


def test_interface_words_are_in_the_language_of_the_settings(monkeypatch):
    world = World(member(), story())
    spoken = {"Newest stories": "Le più recenti"}
    monkeypatch.setattr(type(world.site.words), "gettext", lambda self, text: spoken.get(text, text))
    assert "Le più recenti" in World(member(), story("one"), story("two", photos=[PHOTO])).text("")


# Hostile text ---------------------------------------------------------------------------------------------------------

SHORT = "\"'><x-evil onx=1>{{ 7*7 }}"
HOSTILE = '</h1><x-evil onx=1><script>x()</script>"onx=\'1\'onx="1"><img src=x onerror=x()>{{ 7*7 }}{% raw %}&lt;'

WHOLE = {
    "member": {"name": "Ada", "joined": "2024-05-06", "place": "Bath", "roles": ["host"], "links": [{"label": "l", "url": "https://a.example/"}]},
    "product": {
        "name": "Mug",
        "summary": "A mug.",
        "url": "https://shop.example/",
        "image": {"file": "mug.jpg", "alt": "A green mug"},
        "category": "cups",
        "brand": "Kiln",
        "attributes": {"weight": {"label": "Weight", "scale": ["light", "heavy"]}, "pour": {"choices": ["good", "bad"]}},
    },
    "story": {
        "title": "t",
        "summary": "s",
        "photos": [{**PHOTO, "credit": "c", "licence": "l"}, {**OTHER_PHOTO, "credit": "c"}],
        "products": ["mug"],
        "tags": ["tea"],
        "video": {"url": "https://player.vimeo.com/1", "transcript": "t", "poster": "rim.jpg"},
        "reply": {"by": "w", "date": "2026-03-09", "text": "r"},
    },
    "review": {
        "rating": "4",
        "title": "t",
        "pros": ["p"],
        "cons": ["c"],
        "attributes": {"weight": "4", "pour": "good"},
        "verified": {"by": "w", "date": "2026-03-09", "evidence": "import:app"},
        "source": "s",
        "photos": [{**PHOTO, "credit": "c"}],
        "reply": {"by": "w", "date": "2026-03-09", "text": "r"},
    },
    "photo": {"title": "t", "photos": [{**PHOTO, "credit": "c", "licence": "l"}, OTHER_PHOTO], "products": ["mug"]},
    "spotlight": {"headline": "h", "date": "2026-02-03", "photos": [{**PHOTO, "credit": "c"}]},
    "newsletter": {"title": "t", "date": "2026-04-03", "summary": "s", "editor": "e", "photos": [{**PHOTO, "credit": "c"}], "number": "1"},
}
MORE = {
    **{kind: {**SENT, "author_name": "n", "incentive": {"kind": "gift", "note": "n"}} for kind in ("story", "review", "photo")},
    "member": {"consent": CONSENT},
    "spotlight": {"consent": CONSENT, "member": "ada"},
}
EDITED = {"edited": [{"date": "2026-03-05", "reason": "r"}]}


def planted(kind, fields):
    """The fields with hostile text in the place of every text that the kind's schema takes it for."""
    schema, count = BY_NAME[kind].schema, 0

    def places(value, path=()):
        if isinstance(value, dict):
            return [place for key, each in value.items() for place in places(each, (*path, key))]
        if isinstance(value, list):
            return [place for key, each in enumerate(value) for place in places(each, (*path, key))]
        return [path]

    def put(value, path, text):
        if not path:
            return text
        copied = dict(value) if isinstance(value, dict) else list(value)
        copied[path[0]] = put(value[path[0]], path[1:], text)
        return copied

    for path in places(fields):
        for text in (HOSTILE, SHORT):
            tried = put(fields, path, text)
            try:
                schema.model_validate(tried)
            except ValueError:
                continue
            fields, count = tried, count + 1
            break
    return fields, count


LEAST = {"member": 4, "product": 7, "story": 13, "review": 12, "photo": 9, "spotlight": 4, "newsletter": 6}


@pytest.fixture(scope="module")
def hostile():
    """One item of each kind, with hostile text wherever the schema lets it stand, and hostile settings around them."""
    made = []
    for kind, fields in WHOLE.items():
        own = {**fields, **MORE.get(kind, {}), **(EDITED if kind in ("story", "review", "photo") else {})}
        given, count = planted(kind, own)
        assert count >= LEAST[kind], f"{kind}: {count}"
        slug = {"review": "mug/r", "product": "mug", "member": "ada"}.get(kind, "x")
        made.append(entry(kind, slug, f"{HOSTILE}\n\n## {HOSTILE}\n\n![](mug.jpg)\n\n[{HOSTILE}](product:mug)", **given))
    settings = {
        "name": SHORT,
        "brand": SHORT,
        "tagline": HOSTILE,
        "contact": HOSTILE,
        "tags": {"tea": {"en": SHORT}},
        "take_part": [{"label": SHORT, "url": "javascript:x()", "text": HOSTILE}],
        "photos": {"licence": SHORT},
    }
    return World(*made, settings=settings)


def test_hostile_text_is_shown_and_never_live(hostile):
    for address in hostile.jobs:
        page = hostile.page(address)
        for html in (page.main.replace(render.ROOT, "/"), f"<head>{page.head}</head>"):
            tree = LexborHTMLParser(html)
            assert not tree.css("x-evil, script:not([type='application/ld+json']), iframe"), address
            live = [name for node in tree.css("*") for name in node.attributes if name.startswith("on")]
            assert not live, f"/{address}: {live}"
            assert not [node for node in tree.css("img") if node.attributes.get("src") == "x"], address
            links = [node.attributes["href"] or "" for node in tree.css("a[href]")]
            assert not [link for link in links if link.lower().startswith(("javascript:", "data:"))], address


@pytest.mark.parametrize("address", ["stories/x/", "products/mug/", "photos/x/", "spotlights/x/", "newsletters/x/", "members/ada/"])
def test_hostile_titles_are_shown_as_they_are_written(hostile, address):
    assert "<x-evil onx=1>" in words(hostile.tree(address).css_first("h1"))
