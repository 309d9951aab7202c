"""Personal data in what members send (T6): what is found, what isn't, where it is shown, and what an editor may override."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storywall import personal
from storywall.kinds import BY_NAME, KINDS
from storywall.personal.numbers import _OTHER_DIGITS, _RUN, _may_have_run


def codes(text, region=""):
    return [found.code for found in personal.find(text, region)]


@pytest.mark.parametrize(
    "text",
    [
        "write to mara.l@mail.example, please",
        "mara+mugs@münchen.de",
        "<mara@example.org>",
        "[me](mailto:mara@example.org)",
        "MARA_L@EXAMPLE.CO.UK.",
        "mara@xn--mnchen-3ya.de",
        "почта: мара@почта.рф",
    ],
)
def test_mail_addresses_are_found(text):
    assert codes(text) == ["email-address"]


@pytest.mark.parametrize(
    "text",
    [
        "@mara on the photo site",
        "@mara@mastodon.example is a handle",
        "https://medium.example/@mara/my-mug",
        "https://maps.example/@41.9,12.5,15z",
        "2 mugs @ 3.50 each",
        "a@b",
        "mara@home",
        "x@y.z",
        "git@",
        "tea@4 o'clock.",
    ],
)
def test_what_only_has_an_at_sign_is_none(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "paid with 4111111111111111 yesterday",
        "card: 5500-0000-0000-0004.",
        "3782 822463 10005",
        "4111 1111 1111 1111 12/27 123",
        "2223 0000 4841 0010",
        "6304 0000 0000 0000 000",
        "６０１１ ０００９ ９０１３ ９４２４",
        "٤١١١١١١١١١١١١١١١",
    ],
)
def test_card_numbers_are_found(text):
    assert codes(text) == ["card-number"]


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",  # the check digit is wrong
        "EAN 4006381333931",  # an article number of 13 digits that begins like a card
        "ISBN 9783161484100",
        "GTIN 14: 30012345678906",
        "1234567812345670",  # the check digit is right, and no network's numbers begin so
        "2026-11-21 10:30:00.123456",
        "https://shop.example/p/4111111111111111",
        "size 10 12 14 16 18 20 22 24",
        "1.000.000.000.000 stars",
        "5'8\" 130 lbs 34b 25/26 0p",
        "1998-2004 and 2005-2011",
        "3.14159265358979323846",
    ],
)
def test_other_numbers_are_no_cards(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "IT60 X054 2811 1010 0000 0123 456 thanks",
        "refund to DE89370400440532013000, please",
        "gb29 nwbk 6016 1331 9268 19",
        "IBAN MT84 MALT 0110 0001 2345 MTLC AST0 01S",
        "NO93 8601 1117 947",
        "DE89 3704 0044 0532 0130 00",
    ],
)
def test_account_numbers_are_found(text):
    assert codes(text) == ["iban"]


@pytest.mark.parametrize("text", ["DE89 3704 0044 0532 0130 01", "AA11 1111 2222 3333 4444", "model DE89 3704", "tracking 1Z999AA10123456784"])
def test_other_codes_are_no_accounts(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("call +39 06 6982 1234", ""),
        ("call +1 (212) 555-0123 now", ""),
        ("whatsapp +7 912 345-67-89", "IT"),
        ("chiamami: 06 6982 1234", "IT"),
        ("tel. 333 123 4567", "IT"),
        ("звоните 8 (912) 345-67-89", "RU"),
        ("Tel.: 030 901820", "DE"),
    ],
)
def test_phone_numbers_are_found(text, region):
    assert codes(text, region) == ["phone-number"]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("06 6982 1234", ""),  # within no country that is known
        ("06 6982 1234", "RU"),
        ("it holds 300 400 500 ml", "IT"),
        ("2024-2025", "IT"),
        ("on 21.11.2026", "DE"),
        ("+39 days", ""),
        ("1 234 567 mugs", "IT"),
        ("https://x.example/+390669821234", ""),
    ],
)
def test_other_numbers_are_no_phones(text, region):
    assert codes(text, region) == []


@pytest.mark.parametrize(
    "text",
    [
        "order no. 12345",
        "Order #1234",
        "my order 1048231 came late",
        "114-3941689-8772232",
        "Bestellnummer 99182",
        "ordine n. 2024-118",
        "заказ № 55443",
        "order number: KC-20391",
    ],
)
def test_order_numbers_are_found(text):
    assert codes(text) == ["order-number"]


@pytest.mark.parametrize(
    "text", ["the order 2024 edition", "ordered 12345 beads", "in order of 1 2 3 4", "since 2019", "order it by 10:30", "border 12345"]
)
def test_other_numbers_are_no_orders(text):
    assert codes(text) == []


def test_a_finding_says_where_it_begins():
    text = "At first nothing.\n\nThen mara@example.org, and 4111 1111 1111 1111."
    assert [text[found.index :].startswith(found.value) for found in personal.find(text)] == [True, True]


def test_a_message_shows_too_little_to_pass_on():
    assert personal.masked("email-address", "mara.lindt@mail.example") == "m…@mail.example"
    assert personal.masked("card-number", "4111 1111 1111 1111") == "41…11"
    assert personal.masked("order-number", "12345") == "1…5"


def test_of_thousands_twenty_are_named():
    assert len(personal.find("a@example.org " * 5000)) == personal.MOST


@given(st.text(alphabet=st.sampled_from("0123456789 +-.()@aAdeDE:/x\n٤\u00a0"), max_size=80), st.sampled_from(["", "IT", "RU", "DE"]))
def test_any_text_can_be_searched(text, region):
    for found in personal.find(text, region):
        assert text[found.index :].startswith(found.value)
        assert found.value
        assert found.value not in personal.masked(found.code, found.value)


def test_texts_of_members_are_known_from_the_schema():
    values = {
        "title": "A",
        "photos": [{"file": "B.jpg", "alt": "C", "depicted": [{"who": "D", "consent": "yes"}]}, "E"],
        "incentive": {"kind": "gift", "note": "F"},
        "consent": {"basis": "G"},
        "reply": {"text": "H"},
        "date": "2026-11-02",
        "tags": ["i"],
        "unknown": "J",
    }
    found = dict(personal.texts(BY_NAME["story"].schema, values))
    assert found == {("title",): "A", ("photos", 0, "alt"): "C", ("photos", 0, "depicted", 0, "who"): "D", ("incentive", "note"): "F"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.sent], ids=lambda kind: kind.name)
def test_what_editors_write_holds_no_text_of_a_member(kind):
    assert not list(personal.texts(kind.schema, {"title": "x", "name": "x", "headline": "x", "summary": "x"}))


@pytest.mark.parametrize(
    ("values", "region"),
    [
        ({"language": "it"}, "IT"),
        ({"language": "de-CH"}, "CH"),
        ({"language": "en"}, ""),
        ({"consent": {"language": "ru"}}, "RU"),
        ({"language": "sr-Latn"}, ""),
        ({"language": ["it"]}, ""),
        ({}, ""),
    ],
)
def test_a_language_makes_a_country_likely(values, region):
    assert personal.region_of(values) == region


# In a community --------------------------------------------------------------------------------------------------------

BODY = "A text.\n\nWrite to mara@mail.example.\n"


def test_it_is_shown_with_its_place_in_fields_and_bodies(community):
    community.story("a-story", title="Call +39 06 6982 1234", body=BODY)
    lines = community.read("submissions/stories/a-story.md").splitlines()
    title = next(number for number, line in enumerate(lines, start=1) if line.startswith("title:"))
    body = lines.index("Write to mara@mail.example.") + 1
    assert community.codes() == [
        f"submissions/stories/a-story.md:{title}:8 phone-number",
        f"submissions/stories/a-story.md:{body}:1 email-address",
    ]


def test_it_is_shown_again_when_the_text_comes_from_the_cache(community):
    community.story("a-story", body=BODY)
    assert community.codes() == community.codes()
    assert len(community.codes()) == 1


def test_an_editor_overrides_it_with_a_reason(community):
    allow = [{"code": "email-address", "reason": "it is the club's public address", "by": "mara"}]
    community.story("a-story", body=BODY, allow=allow)
    assert community.codes() == []


def test_an_override_of_one_finding_leaves_the_others(community):
    allow = [{"code": "email-address", "reason": "it is the club's public address", "by": "mara"}]
    community.story("a-story", body=BODY + "\n4111 1111 1111 1111\n", allow=allow)
    assert [each.rpartition(" ")[2] for each in community.codes()] == ["card-number"]


def test_the_brands_own_address_is_no_personal_data(community):
    community.write("storywall.yml", community.read("storywall.yml") + "contact: mara@mail.example\n")
    community.story("a-story", body=BODY)
    assert community.codes() == []


def test_newsletters_and_what_else_editors_write_may_hold_it(community):
    community.change("submissions/newsletters/november.md", "Mara wrote", "Write to mara@mail.example. Mara wrote")
    community.change("submissions/spotlights/mara-by-the-sea.md", "On the steps", "+39 06 6982 1234. On the steps")
    community.change("submissions/products/morning-mug.md", "A mug for", "Ask hello@mugs.example about a mug for")
    assert community.codes() == []


def test_a_profile_may_not(community):
    community.change("submissions/members/mara.md", "I live", "mara@mail.example. I live")
    assert [each.rpartition(" ")[2] for each in community.codes()] == ["email-address"]


def test_phone_and_order_numbers_are_warnings_the_rest_errors(community):
    community.story("a-story", body="+39 06 6982 1234\n\norder no. 12345\n\nmara@mail.example 4111 1111 1111 1111 DE89370400440532013000\n")
    found = {problem.code: problem.severity for problem in community.check().problems}
    warnings = {code for code, severity in found.items() if severity == "warning"}
    assert warnings == {"phone-number", "order-number"}
    assert found.keys() - warnings == {"email-address", "card-number", "iban"}


def test_the_report_does_not_pass_it_on(community):
    community.story("a-story", body="mara.lindt@mail.example, 4111 1111 1111 1111, DE89370400440532013000, +39 06 6982 1234, order 10482\n")
    report = community.report()
    for secret in ("mara.lindt", "4111 1111", "370400", "6982", "10482"):
        assert secret not in report


@given(st.text(alphabet=st.sampled_from("0189aé +-.()/\n٤៣\u00a0\u2009\u202f\u2010\u2013"), max_size=40))
def test_no_run_of_digits_is_missed(text):
    if _RUN.search(text):
        assert _may_have_run(text)


def test_the_digits_of_all_scripts_are_known_by_their_first_byte():
    others = (chr(code) for code in range(0x80, sys.maxunicode) if unicodedata.category(chr(code)) == "Nd")
    assert {each.encode()[0] for each in others} <= set(_OTHER_DIGITS)
