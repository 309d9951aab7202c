"""Texts of all scripts, and texts that trip programs up: they come through to the page and the feeds letter by letter."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

sys.path.insert(0, str(Path(__file__).resolve().parent))

import hostile_fields
from hostile_fields import BODY, Field
from hostile_site import Built, World, text_of, texts_of

CORPORA = os.environ.get("STORYWALL_CORPORA")
TITLE = Field(kind="story", path=("title",), formed=False)
TRANSCRIPT = Field(kind="story", path=("video", "transcript"), formed=False)
STORY = Field(kind="story", path=BODY, formed=False)

SCRIPTS = {
    "Arabic": "الكوب الذي انتقل معي أربع مرات",
    "Persian with joiners": "می‌خواهم فنجان را نگه دارم",
    "Hebrew": "הספל שעבר דירה ארבע פעמים",
    "Hebrew with marks": "שָׁלוֹם לַסֵּפֶל",
    "Hindi": "वह कप जो मेरे साथ चार बार घर बदला, क्षत्रिय श्री",
    "Tamil": "என்னுடன் நான்கு முறை வீடு மாறிய கோப்பை",
    "Thai": "ถ้วยที่ย้ายบ้านกับฉันสี่ครั้ง น้ำใจ",
    "Vietnamese": "Chiếc cốc đã chuyển nhà với tôi bốn lần, tiếng Việt",
    "Vietnamese decomposed": "Chiếc cốc",
    "Russian": "Кружка, которая переезжала со мной",
    "Chinese": "跟我搬过四次家的杯子",
    "Japanese": "四回引っ越したマグカップ ｶﾞ",
    "Korean": "네 번 이사한 머그잔",
    "Korean in letters": "한글 머그",
    "Georgian": "ფინჯანი, რომელიც გადავიდა",
    "Family": "👨‍👩‍👧‍👦 our 👩🏽‍🍳 mug 🏳️‍🌈 ❤️‍🔥 1️⃣ 🇮🇹",
    "Direction marks": "a\u200eb\u200fc",
    "Beyond the first plane": "𝔐𝔲𝔤 𐍈 𠮷野家",
    "Punctuation": "“Tea” – it’s ‚fine‘… 50 % & <3 / | ' \"",
    "Templates": "{{ 7*7 }} {% x %} ${x} %s %(n)s {0}",
}


@pytest.fixture
def world(tmp_path) -> World:
    return World(root=tmp_path / "root", photo=photo())


def photo() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (64, 48), "steelblue").save(out, "JPEG")
    return out.getvalue()


def test_every_script_comes_through_every_field_that_shows(world):
    """A field shows where a word put into it is found on the item's pages; what isn't shown (a reason, a proof) isn't looked for."""
    placed: dict[str, tuple[Field, str]] = {}
    fields = [field for field in hostile_fields.fields() if not field.formed and field.path[-1] != "gtin"]
    for field in fields:
        for text in ("Zebracrossing", *SCRIPTS.values()):
            placed[world.put(field, text)] = (field, text)
    built = world.build()
    pages = said_by_item(built)
    found = {file: text in pages.get(slug(file), "") for file, (_, text) in placed.items()}
    shows = {field.label for file, (field, text) in placed.items() if text == "Zebracrossing" and found[file]}
    assert {"story:title", "story:(body)", "review:pros.*", "member:place", "newsletter:(body)", "photo:photos.*.caption"} <= shows
    assert len(shows) > 45
    for file, (field, text) in placed.items():
        if field.label in shows and not found[file]:
            assert {problem.code for problem in built.refused.get(file, ())} == {"too-long"}, (field.label, text)


def said_by_item(built: Built) -> dict[str, str]:
    """What the pages of each item say, by its slug; of a review, its part of the product's pages."""
    pages: dict[str, str] = {}
    for path in built.files(".html"):
        text = path.read_text()
        own = next((part for part in path.parts[len(built.folder.parts) :] if part.startswith("c-")), "")
        if own:
            pages[own] = pages.get(own, "") + text_of(text)
        else:
            for node in LexborHTMLParser(text).css("article.sw-review[id]"):
                pages[str(node.attributes["id"])] = text_of(node.html or "")
    return pages


def slug(file: str) -> str:
    return file.removesuffix("/index.md").removesuffix(".md").rpartition("/")[2]


def test_titles_reach_the_heading_and_the_feeds_letter_by_letter(world):
    files = {world.put(TITLE, text): text for text in SCRIPTS.values()}
    built = world.build()
    for file, text in files.items():
        assert heading(built.page(file).read_text()) == text
    for feed in ("feed.xml", "feed.json"):
        assert set(files.values()) <= set(texts_of(built.folder / "stories" / feed))


def heading(page: str) -> str:
    node = LexborHTMLParser(page).css_first("h1")
    assert node is not None
    return node.text()


@pytest.mark.corpora
@pytest.mark.skipif(CORPORA is None, reason="STORYWALL_CORPORA doesn't name the sets")
def test_naughty_strings_come_through_or_are_refused_with_a_reason(world, record_property):
    strings = json.loads(Path(str(CORPORA), "corpora", "naughty-strings.json").read_text(encoding="utf-8", errors="surrogatepass"))
    assert len(strings) > 200
    titles = {world.put(TITLE, text): text for text in strings if text.strip()}
    transcripts = {world.put(TRANSCRIPT, text): text for text in strings if text.strip()}
    bodies = {world.put(STORY, text): text for text in strings if text.strip()}
    built = world.build()
    refused, shown = built.refused, built.shown
    counts: Counter[str] = Counter()
    for file in (*titles, *transcripts, *bodies):
        assert (file in refused) != (file in shown), file
        counts.update({problem.code for problem in refused.get(file, ())} or {"came through"})
    for file in titles.keys() & shown:
        assert heading(built.page(file).read_text()) == titles[file].strip(), titles[file]
    for file in transcripts.keys() & shown:
        node = LexborHTMLParser(built.page(file).read_text()).css_first("details div")
        assert node is not None
        assert node.text(deep=True) == transcripts[file].strip()
    assert set(titles.values()) >= {titles[file] for file in titles.keys() & shown}
    record_property("figures", ", ".join(f"{number} {name}" for name, number in counts.most_common()))
    # only what the rules name is a ground for refusal
    assert counts.keys() <= {
        "came through", "refused-character", "html-in-text", "several-lines", "too-long", "link-refused", "remote-picture", "no-body",
        "card-number", "email-address",
    }  # fmt: skip
