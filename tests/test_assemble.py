"""What holds between items: people, products, consent wordings, references, and what may not show where."""

import pytest

HASH = "bccb3d32"


def codes(community, **options):
    return [line.removeprefix("submissions/") for line in community.codes(**options)]


def consent(*scopes, wording=f"2026-11@{HASH}", language="en"):
    return {"scopes": list(scopes), "wording": wording, "language": language, "date": "2026-11-01", "channel": "form"}


def newsletter(community, text, date="2026-11-10"):
    community.write("submissions/newsletters/a-letter.md", f"---\ntitle: A letter\ndate: {date}\n---\n\n{text}\n")


def test_people_and_products_are_there(community):
    community.story("a", author="marra", products=["morning-mug", "evening-mug"])
    community.review("b", product="evening-mug")
    assert codes(community) == [
        "reviews/evening-mug/b.md:1:1 unknown-product",
        "stories/a.md:3:9 unknown-member",
        "stories/a.md:12:25 unknown-product",
    ]


def test_what_names_a_broken_item_is_not_wrong_because_of_that(community):
    community.change("submissions/members/mara.md", "name: Mara Lindt", "name: [Mara]")
    community.change("submissions/products/morning-mug.md", "name: Morning mug", "nome: Morning mug")
    community.change("submissions/stories/the-mug.md", "title:", "titel:")
    assert codes(community) == [
        "members/mara.md:2:7 wrong-type",
        "products/morning-mug.md:2:1 unknown-field",
        "stories/the-mug.md:2:1 unknown-field",
    ]


def test_a_file_that_cannot_be_parsed_is_there_too(community):
    community.write("submissions/members/mara.md", "no front matter")
    assert codes(community) == ["members/mara.md:1:1 no-front-matter"]


@pytest.mark.parametrize(("wording", "language", "clean"), [
    (f"2026-11@{HASH}", "en", True), (f"2026-11@{HASH}", "it", False), ("2026-11@00000000", "en", False), (f"2025-11@{HASH}", "en", False),
])  # fmt: skip
def test_the_wording_that_was_agreed_to_is_known(community, wording, language, clean):
    community.story("a", consent=consent("site", wording=wording, language=language))
    assert [line.rpartition(" ")[2] for line in codes(community)] == ([] if clean else ["unknown-wording"])


def test_a_consent_text_that_changes_is_another(community):
    path = community.root / "docs/consent/2026-11.en.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert codes(community) == []
    path.write_text(path.read_text() + "And one more thing.\n")
    assert {line.rpartition(" ")[2] for line in codes(community)} == {"unknown-wording"}


def test_references_lead_to_what_is_there(community):
    body = "[a](story:the-mug) [b](review:morning-mug/keeps-warm) [c](member:mara) [d](photo:window-sill)\n\n[e](story:the-mugs)"
    community.story("a", body=body)
    (problem,) = community.check().problems
    assert (problem.code, problem.values) == ("unknown-reference", {"value": "story:the-mugs", "guess": "story:the-mug"})


def test_a_letter_shows_only_what_may_show_in_letters(community):
    community.story("site-only", consent=consent("site"))
    newsletter(community, "[a](story:site-only)\n\n[b](story:the-mug) [p](product:morning-mug) [r](review:morning-mug/keeps-warm)")
    assert codes(community) == ["newsletters/a-letter.md:6:1 hidden-reference", "newsletters/a-letter.md:8:1 hidden-reference"]


def test_a_page_shows_only_what_may_show_on_the_site(community):
    community.story("letters-only", consent=consent("newsletter"))
    community.story("a", body="[a](story:letters-only)")
    assert [line.rpartition(" ")[2] for line in codes(community)] == ["hidden-reference"]


def test_what_appears_later_may_refer_to_what_appears_by_then(community):
    community.story("in-december", date="2026-12-01", consent=consent("site", "newsletter"))
    newsletter(community, "[a](story:in-december)", date="2026-12-01")
    assert codes(community) == []
    newsletter(community, "[a](story:in-december)", date="2026-11-30")
    assert codes(community) == ["newsletters/a-letter.md:6:1 hidden-reference"]


def test_nobody_is_interviewed_against_their_will(community):
    community.change("submissions/members/mara.md", "scopes: [site, newsletter]", "scopes: [newsletter]")
    assert "spotlights/mara-by-the-sea.md:2:9 hidden-reference" in codes(community)


def test_reviews_rate_what_their_product_declares(community):
    community.review("a", attributes={"weight": "light", "size": "small", "colour": "red"})
    found = {(each.code, each.field, each.values["choices"]) for each in community.check().problems}
    assert found == {
        ("bad-choice", ("attributes", "weight"), "1, 2, 3, 4, 5"),
        ("unknown-attribute", ("attributes", "colour"), "weight, size"),
    }


def test_an_editor_s_override_takes_a_problem_away_and_a_useless_one_is_told(community):
    links = " ".join(f"[a](https://example.org/{number})" for number in range(6))
    allow = {"code": "too-many-links", "reason": "A list of places", "by": "mara"}
    community.story("a", body=links, allow=[allow])
    assert codes(community) == []
    community.story("a", body="No link.", allow=[allow])
    assert [line.rpartition(" ")[2] for line in codes(community)] == ["allow-useless"]
    assert community.check().errors == 0
    assert community.check(strict=True).errors == 1


def test_what_can_not_be_overridden_stays(community):
    community.story("a", body="[x](ftp://example.org)", allow=[{"code": "link-refused", "reason": "It is fine", "by": "mara"}])
    assert {line.rpartition(" ")[2] for line in codes(community)} == {"link-refused", "allow-useless"}
