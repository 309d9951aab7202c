"""`check-data`: what is wrong is found at its place with its source, what is right is left alone, and nothing takes the program down."""

import importlib.util
import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storywall import report
from storywall.check_data import check_folder, pages, places, rules, values, vocabulary
from storywall.codes import CATALOGUE

PROJECT = Path(__file__).parent.parent
SAMPLES = Path(__file__).parent / "samples" / "data"
INVALID, VALID = SAMPLES / "invalid", SAMPLES / "valid"
ACCEPT = os.environ.get("STORYWALL_ACCEPT") == "1"
LAID = sorted(folder.name for folder in INVALID.iterdir() if folder.is_dir())
MADE = {"data-unread"}
"""What only a system that refuses gives; a test below."""


def found(folder):
    return check_folder(folder, processes=1).problems


def told(folder):
    """What is wrong, as `line:column code`."""
    return [f"{each.position.line}:{each.position.column} {each.code}" for each in sorted(found(folder), key=lambda each: each.position)]


def write(folder, *scripts, body="", name="index.html"):
    """A page with data; each is JSON already, or is made so with schema.org's context."""
    texts = [each if isinstance(each, str) else json.dumps({"@context": "https://schema.org", **each}) for each in scripts]
    elements = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    (folder / name).write_text(f"<!doctype html><html><head>{elements}</head><body>{body}</body></html>", "utf-8")
    return folder


# Samples --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", LAID)
def test_an_invalid_sample_gives_its_report(code, monkeypatch):
    monkeypatch.chdir(INVALID)
    problems = found(Path(code))
    said = report.render(problems, "text", "en", items=1)
    expected = INVALID / f"{code}.expected.txt"
    if ACCEPT:
        expected.write_text(said)
    assert said == expected.read_text()
    if code in CATALOGUE:
        assert {each.code for each in problems} == {code}


def test_every_code_has_a_sample_and_names_a_source():
    codes = {code for code in CATALOGUE if code.startswith("data-")}
    assert codes == {*LAID, *MADE} - {"microdata"}
    assert {file.name.removesuffix(".expected.txt") for file in INVALID.glob("*.txt")} == set(LAID)
    for code in codes - MADE:
        assert "{source}" in CATALOGUE[code].hint, code


def test_valid_samples_are_clean():
    assert check_folder(VALID, processes=1).problems == ()
    assert check_folder(VALID, processes=1).nodes >= 9


def test_the_sample_s_site_is_clean(sample_site):
    checked = check_folder(sample_site)
    assert [f"{each.file} {each.code}" for each in checked.problems] == []
    assert checked.pages > 250
    assert checked.nodes > 250


def test_what_is_taken_from_a_page_of_the_sample_is_missed(sample_site, tmp_path):
    page = (sample_site / "products/morning-mug/index.html").read_text("utf-8")
    for was, instead, code in (
        ('"ratingCount":25', '"ratingCount":"many"', "data-number"),
        ('"bestRating":5', '"bestRating":3', "data-rating"),
        ("Dishwasher and microwave", "Dishwasher", None),
        ('"reviewBody":"', '"reviewBody":"Truly the best of all. ', "data-unseen"),
    ):
        assert was in page, was
        (tmp_path / "index.html").write_text(page.replace(was, instead), "utf-8")
        assert {each.code for each in found(tmp_path)} == ({code} if code else set())


# Rules ----------------------------------------------------------------------------------------------------------------

PERSON = {"@type": "Person", "name": "Ada"}
REVIEW = {"@type": "Review", "author": PERSON, "reviewRating": {"@type": "Rating", "ratingValue": 4}, "datePublished": "2026-03-01"}


def codes(folder, data, body="Ada"):
    return [each.code for each in found(write(folder, data, body=body))]


@pytest.mark.parametrize("name", ["author", "reviewRating", "itemReviewed"])
def test_a_review_by_itself_needs_all_of_these(tmp_path, name):
    whole = {**REVIEW, "itemReviewed": {"@type": "Product", "name": "Mug", "offers": {"@type": "Offer", "price": 1, "priceCurrency": "EUR"}}}
    assert codes(tmp_path, whole) == []
    del whole[name]
    assert codes(tmp_path, whole) == ["data-missing"]


def test_a_product_that_is_only_named_needs_nothing(tmp_path):
    about = {"@type": "Product", "name": "Mug"}
    article = {"@type": "Article", "headline": "A", "datePublished": "2026-01-01", "author": PERSON, "mentions": about}
    assert codes(tmp_path, article) == []
    assert codes(tmp_path, about) == ["data-missing"]
    assert codes(tmp_path, {"@type": "ItemPage", "mainEntity": about}) == ["data-missing"]


def test_what_is_there_for_another_thing_s_sake_needs_less(tmp_path):
    picture = {"@type": "ImageObject", "@id": "https://x.example/#a", "url": "https://x.example/a.jpg"}
    assert codes(tmp_path, picture) == ["data-missing", "data-missing"]
    assert codes(tmp_path, {"@graph": [picture, {"@type": "WebPage", "primaryImageOfPage": {"@id": "https://x.example/#a"}}]}) == []
    mug = {"@type": "Product", "@id": "https://x.example/#mug", "name": "Mug"}
    assert codes(tmp_path, {"@graph": [mug, {"@type": "WebPage", "mainEntity": {"@id": "https://x.example/#mug"}}]}) == ["data-missing"]


def test_stars_about_the_brand_are_refused_also_where_it_is_named_elsewhere(tmp_path):
    brand = {"@type": "OnlineStore", "@id": "https://x.example/#us", "name": "Kiln", "url": "https://x.example/"}
    assert codes(tmp_path, {"@graph": [brand, {**REVIEW, "itemReviewed": {"@id": "https://x.example/#us"}}]}) == ["data-self-serving"]
    assert codes(tmp_path, {**brand, "review": REVIEW}) == ["data-self-serving"]


def test_what_is_said_of_one_thing_in_two_places_is_taken_together(tmp_path):
    first = {"@type": "Product", "@id": "https://x.example/#mug", "name": "Mug"}
    second = {"@id": "https://x.example/#mug", "@type": "Product", "review": REVIEW}
    folder = write(tmp_path, first, second, body="Ada")
    assert found(folder) == ()
    assert [each.code for each in found(write(tmp_path, first, body="Ada"))] == ["data-missing"]


def test_what_stands_apart_on_the_page_is_seen_and_what_is_hidden_is_not(tmp_path):
    data = {"@type": "Product", "name": "Mug", "review": {**REVIEW, "reviewBody": "It keeps warm. Really."}}
    assert codes(tmp_path, data, "<b>A</b>da <p>It <i>keeps</i>\n\n warm.</p>Really.") == []
    for hidden in ("<template>{}</template>", "<script>{}</script>", "<p hidden>{}</p>", "<p title='{}'></p>", "<!--{}-->"):
        assert codes(tmp_path, data, "Ada" + hidden.format("It keeps warm. Really.")) == ["data-unseen"], hidden


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        (
            "datePublished",
            ["2026", "2026-02", "2026-02-28", "2026-02-28T09:30", "2026-02-28T09:30:00.5+01:00", "2026-02-28T09:30:00Z"],
            ["yesterday", "2026-2-1", "2026-02-30", "28.02.2026", "2026-02-28T25:00", "2026-13", "2026-02-28T", 20260228],
        ),
        (
            "url",
            ["https://x.example", "http://x.example:8080/a?b#c", "https://пример.example/é"],
            ["/a", "x.example", "//x.example", "javascript:alert(1)", "https://", "https://x .example", "https://[", "mailto:a@x.example", 5, True],
        ),
        ("wordCount", [0, 12, "12"], [1.5, "12 words", "1,200", True, "twelve"]),
        ("isFamilyFriendly", [True, False, "https://schema.org/True"], ["yes", 1]),
        ("creativeWorkStatus", ["Draft", "anything"], []),
        ("timeRequired", ["PT1H30M", "P2D"], []),
    ],
)
def test_plain_values_are_what_their_property_may_hold(tmp_path, name, good, bad):
    base = {"@type": "Article", "headline": "A", "author": PERSON, "datePublished": "2026-01-01"}
    for value in good:
        assert codes(tmp_path, {**base, name: value}) == [], value
    for value in bad:
        assert [code for code in codes(tmp_path, {**base, name: value}) if code in ("data-date", "data-url", "data-number", "data-value")], value


def test_counts_are_whole_and_ratings_lie_on_their_scale(tmp_path):
    def rated(**rating):
        return codes(tmp_path, {"@type": "Product", "name": "Mug", "aggregateRating": {"@type": "AggregateRating", **rating}})

    assert rated(ratingValue="4.5", reviewCount="12") == []
    assert rated(ratingValue="88%", ratingCount=3) == []
    assert rated(ratingValue="7/10", ratingCount=3) == []
    assert rated(ratingValue=8, bestRating=10, ratingCount=3) == []
    assert rated(ratingValue=8, ratingCount=3) == ["data-rating"]
    assert rated(ratingValue=0, ratingCount=3) == ["data-rating"]
    assert rated(ratingValue="12/10", ratingCount=3) == ["data-rating"]
    assert rated(ratingValue="four", ratingCount=3) == ["data-rating"]
    assert rated(ratingValue=4, ratingCount=1.5) == ["data-number"]
    assert rated(ratingValue=4) == ["data-missing"]


# The command ----------------------------------------------------------------------------------------------------------


def test_the_command_ends_with_0_1_or_2(run, tmp_path):
    clean = run("check-data", VALID, cwd=tmp_path)
    assert (clean.returncode, clean.stdout) == (0, "no problems in 7 items\n")
    assert run("check-data", INVALID / "data-missing", cwd=tmp_path).returncode == 1
    assert run("check-data", INVALID / "data-advised", cwd=tmp_path).returncode == 0
    assert run("check-data", "--strict", INVALID / "data-advised", cwd=tmp_path).returncode == 1
    nothing = run("check-data", ".", cwd=tmp_path)
    assert (nothing.returncode, nothing.stderr) == (2, "storywall: there are no pages in .\n")
    assert run("check-data", "gone", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize("form", report.FORMATS)
def test_every_format_names_the_place(run, form):
    said = run("check-data", "--format", form, "data-missing", cwd=INVALID).stdout
    assert "data-missing/index.html" in said
    assert "data-missing" in said
    if form != "gitlab":
        assert "5" in said


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "site").mkdir()
    write(tmp_path / "site", {"@type": "WebSite", "name": "T", "url": "https://x.example/"})
    (tmp_path / "site/other").symlink_to(INVALID)
    (tmp_path / "site/page.html").symlink_to(INVALID / "data-missing/index.html")
    os.mkfifo(tmp_path / "site/pipe.html")
    assert check_folder(tmp_path / "site", processes=1).pages == 1


def test_a_page_that_may_not_be_read_is_said_to_be_so(tmp_path, monkeypatch):
    write(tmp_path, {"@type": "WebSite"})
    monkeypatch.setattr(Path, "read_bytes", lambda path: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    [problem] = found(tmp_path)
    assert (problem.code, problem.values) == ("data-unread", {"reason": "Permission denied"})


def test_many_pages_in_many_processes_give_the_same(tmp_path):
    for number in range(500):
        write(tmp_path, {"@type": "WebSite", "name": "T"}, name=f"{number}.html")
    assert sorted(each.file for each in check_folder(tmp_path, processes=2).problems) == sorted(each.file for each in found(tmp_path))


# Hostile files --------------------------------------------------------------------------------------------------------

SCRIPT = '<script type="application/ld+json">%s</script>'
CYCLE = "".join(f'<div id="i{n}" itemprop="a" itemscope itemref="{" ".join(f"i{m}" for m in range(40))}"></div>' for n in range(40))
HOSTILE = {
    "empty": b"",
    "binary": bytes(range(256)) * 4000,
    "deep elements": b"<div>" * 200_000,
    "deep items": b"<div itemscope>" + b'<div itemprop="a" itemscope>' * 5_000,
    "items in a circle": f'<div itemscope itemtype="https://schema.org/Thing" itemref="i0">{CYCLE}</div>'.encode(),
    "deep json": (SCRIPT % ("[" * 100_000)).encode(),
    "deep groups": (SCRIPT % ('{"a":' * 100_000)).encode(),
    "long number": (SCRIPT % ('{"@context":"https://schema.org","@type":"Rating","ratingValue":' + "9" * 100_000 + "}")).encode(),
    "large numbers": (SCRIPT % ('{"@context":"https://schema.org","@type":"Rating","ratingValue":1e999,"bestRating":' + "9" * 390 + "}")).encode(),
    "no end": b'<script type="application/ld+json">{"@context": "https://schema.org"',
    "lone surrogate": (SCRIPT % r'{"@context":"https://schema.org","@type":"\ud800","name":"\udfff"}').encode(),
    "other encodings": '<meta charset="utf-16">'.encode("utf-16-le") + (SCRIPT % "{}").encode("shift_jis"),
    "many of one name": (SCRIPT % json.dumps({"@context": "https://schema.org", "@graph": [{"@id": "x", "@type": "Reveiw"}] * 20_000})).encode(),
    "types that are none": (SCRIPT % json.dumps({"@context": "https://schema.org", "@graph": [{"@type": f"T{n}"} for n in range(5_000)]})).encode(),
    "odd shapes": (
        SCRIPT % '[null, 1, "x", [], {}, {"@type": 5, "@id": [], "@context": 7, "@graph": null, "name": {"@value": {"@list": [[{}]]}}}]'
    ).encode(),
    "only an attribute": b'<p itemscope itemtype itemref="" itemprop itemid>',
    "nul": (SCRIPT % '{"@context":"https://schema.org","@type":"Thing","na\0me":1}').encode(),
}


@pytest.mark.parametrize("name", list(HOSTILE))
@pytest.mark.timeout(60)
def test_no_file_takes_the_program_down(name, tmp_path):
    (tmp_path / "page.html").write_bytes(HOSTILE[name])
    problems = found(tmp_path)
    assert len(problems) <= 600
    for form in report.FORMATS:
        report.render(problems, form, "en", items=1).encode("utf-8")
    assert all(each.position.line >= 1 and each.position.column >= 1 for each in problems)


@pytest.mark.parametrize("name", ["deep json", "deep items", "items in a circle"])
def test_what_is_left_out_is_said(tmp_path, name):
    """In a circle each item refers to all others, so that a page of 40 asks for more than could ever be made."""
    (tmp_path / "page.html").write_bytes(HOSTILE[name])
    assert "data-too-much" in {each.code for each in found(tmp_path)}


def test_a_page_that_is_too_large_is_not_read(tmp_path):
    (tmp_path / "page.html").write_bytes(b" " * (pages.MOST_BYTES + 1))
    assert told(tmp_path) == ["1:1 data-too-much"]


def test_hostile_values_are_harmless_in_a_report(tmp_path):
    name = "\x1b[31m\u202e`@everyone`\n::error::"
    write(tmp_path, {"@type": "Product", "name": "Mug", "review": {**REVIEW, "author": {"@type": "Person", "name": name}}})
    for form in report.FORMATS:
        said = report.render(found(tmp_path), form, "en", items=1)
        assert "\x1b" not in said
        assert "\u202e" not in said


def test_nothing_is_asked_of_any_host(tmp_path, monkeypatch):
    import socket

    monkeypatch.setattr(socket, "socket", lambda *rest, **named: pytest.fail("a connection was opened"))
    write(tmp_path, '{"@context": "https://nobody.example/context.jsonld", "@type": "Product", "@id": "https://nobody.example/"}')
    assert found(tmp_path) == ()


# JSON with places -----------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


def plain(placed):
    if placed.pairs is not None:
        return {name: plain(value) for name, _, value in placed.pairs}
    return [plain(each) for each in placed.items] if placed.items is not None else placed.value


def placed_at(placed, text):
    """Every value stands where it is said to stand."""
    first = text[placed.at]
    kind = "{" if placed.pairs is not None else "[" if placed.items is not None else '"' if isinstance(placed.value, str) else None
    assert first == kind if kind else first in "-0123456789tfn"
    for name, at, value in placed.pairs or ():
        assert json.JSONDecoder().raw_decode(text, at)[0] == name
        placed_at(value, text)
    for each in placed.items or ():
        placed_at(each, text)


@given(JSON, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_is_read_as_the_standard_library_reads_it(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    read = places.read(text)
    assert plain(read) == value
    placed_at(read, text)


@given(st.text(alphabet='{}[]",:\\ u0d8truefalsn-1.eE+\n', max_size=30))
def test_what_is_no_json_is_refused_where_the_standard_library_refuses_it(text):
    try:
        known = json.loads(text, parse_constant=lambda name: 1 / 0)
    except (ValueError, ZeroDivisionError):
        with pytest.raises(places.Malformed) as error:
            places.read(text)
        assert 0 <= error.value.at <= len(text)
    else:
        assert plain(places.read(text)) == known


@given(st.binary(max_size=300), st.text(max_size=50))
def test_any_bytes_are_a_page(data, text):
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.html").write_bytes(
            b'<div itemscope itemtype="https://schema.org/Product">' + data + (SCRIPT % text).encode("utf-8", "replace")
        )
        found(Path(folder))


@given(st.text(max_size=40))
def test_any_text_is_a_value(text):
    values.is_address(text)
    for kind in ("Date", "DateTime", "Time"):
        values.is_time(text, kind)
    values.is_count(text)
    vocabulary.is_member(text, "Action")


# The vocabulary -------------------------------------------------------------------------------------------------------


def test_the_vocabulary_is_the_one_that_its_package_gives():
    source = PROJECT / "tools" / "vocabulary.py"
    spec = importlib.util.spec_from_file_location("vocabulary_tool", source)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.SOURCE.is_file(), "run `make install`"
    assert tool.TARGET.read_text("utf-8") == tool.dumps(tool.SOURCE.read_text("utf-8")), "run `make vocabulary`"


def test_rules_speak_of_what_there_is():
    for rule in rules.RULES:
        assert rule.of in vocabulary.types()
        for name in (*rule.within, *(each for names in (*rule.needs, *rule.advised) for each in names)):
            assert vocabulary.ranges(name), name
    assert all(vocabulary.ranges(name) for name in (*rules.TYPED, *rules.WHOLE))
    assert vocabulary.is_a(["OnlineStore"], "Organization")
    assert not vocabulary.is_a(["Product"], "Organization")


def test_samples_are_no_community_s(tmp_path):
    """Pages beside what isn't one are found in folders of any depth, in either case of letters."""
    deep = tmp_path / "a/b/c"
    deep.mkdir(parents=True)
    shutil.copy(INVALID / "data-missing/index.html", deep / "PAGE.HTM")
    assert [each.file.rpartition("/")[2] for each in found(tmp_path)] == ["PAGE.HTM"]
