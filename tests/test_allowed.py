"""Which characters may stand in a text, and where links may lead."""

import unicodedata
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storywall.allowed import MARKS_AT_MOST, host_name, refused_character, url_fault, without_refused


@pytest.mark.parametrize(
    "text",
    [
        "plain\ttext\r\n",
        "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 ❤️ 1️⃣ 🇮🇹",
        "می‌خواهم",
        "क्षि प्र",
        "שָׁלוֹם עֲלֵיכֶם",
        "Tiếng Việt",
        "ก็เป็น",
        "اَلسَّلَامُ",
        "a\u200eb\u200f",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
        "e" + "\u0301" * MARKS_AT_MOST,
        "\U0010fffd\ue000",
    ],
)
def test_what_people_write_is_welcome(text):
    assert refused_character(text) is None


@pytest.mark.parametrize(
    ("text", "index", "name"),
    [
        ("a\x00b", 1, "U+0000"),
        ("a\x1b[31m", 1, "U+001B"),
        ("a\x7f", 1, "U+007F"),
        ("a\x85", 1, "U+0085"),
        ("🫖\u202eb", 1, "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("a\u2066b\u2069", 1, "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("a\u2028b", 1, "U+2028 LINE SEPARATOR"),
        ("a\ufeffb", 1, "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("a\U000e0041", 1, "U+E0041 TAG LATIN CAPITAL LETTER A"),
        ("a\ufdd0", 1, "U+FDD0"),
        ("a\uffff", 1, "U+FFFF"),
        ("a\ud800", 1, "U+D800"),
        ("ab" + "\u0301" * 9, 10, "more than 8 marks on one letter"),
    ],
)
def test_what_hides_or_turns_text_is_refused(text, index, name):
    assert refused_character(text) == (index, name)


@given(st.text(st.one_of(st.characters(), st.sampled_from("\u0301\u0300\u202e\x00\ufeff\ue000")), max_size=40))
def test_the_first_refused_character_is_found(text):
    found = refused_character(text)
    if found is None:
        assert all(unicodedata.category(each) not in ("Cc", "Cs") or each in "\t\r\n" for each in text)
    else:
        assert refused_character(text[: found[0]]) is None
        assert refused_character(text[: found[0] + 1]) == found
    cleaned = refused_character(without_refused(text))
    assert cleaned is None or cleaned[1].startswith("more than")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "HTTP://EXAMPLE.ORG/a%20b?c=d&e#f",
        "https://user.example.org:8443/",
        "https://[2001:db8::1]/",
        "https://münchen.example/straße",
        "https://xn--mnchen-3ya.example/",
        "https://sub_domain.example.org/",
        "https://example.org/@handle",
        "mailto:mara@example.org",
        "mailto:mara@example.org?subject=Tea",
    ],
)
def test_links_lead_to_pages_and_mail(url):
    assert url_fault(url) == ""


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("", "relative"),
        ("/stories/", "relative"),
        ("//evil.example/", "relative"),
        ("https:evil.example", "relative"),
        ("https:/evil.example", "relative"),
        ("https:///evil.example", "relative"),
        ("javascript:alert(1)", "scheme"),
        ("JaVaScRiPt:alert(1)", "scheme"),
        ("data:text/html,x", "scheme"),
        ("vbscript:x", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("tel:+390000", "scheme"),
        ("java\nscript:alert(1)", "space"),
        ("\x01javascript:alert(1)", "space"),
        (" https://example.org", "space"),
        ("https://example.org/a b", "space"),
        ("https://example.org\\@evil.example", "space"),
        ("https://example.org/\x80", "space"),
        ("https://bank.example@evil.example/", "userinfo"),
        ("https://a:b@evil.example/", "userinfo"),
        ("https://@evil.example/", "userinfo"),
        ("https://example..org/", "host"),
        ("https://-/", "host"),
        ("https://exa<mple.org/", "host"),
        ("https://[::1/", "host"),
        ("https://example.org:99999/", "host"),
        ("https://example.org:x/", "host"),
        ("https://example.org:0/", "port"),
        ("mailto:mara", "mail"),
        ("mailto:a@b@c.example", "mail"),
        ("https://example.org/" + "x" * 2000, "long"),
    ],
)
def test_links_that_lead_astray_have_their_reason(url, fault):
    assert url_fault(url) == fault


odd_urls = st.one_of(
    st.text(max_size=60),
    st.builds("{}{}{}{}".format,
              st.sampled_from(["http:", "https:", "HTTPS:", "mailto:", "javascript:", ""]), st.sampled_from(["//", "/", "", "\\\\"]),
              st.text("ab.:@[]%-_0é\\ \t", max_size=15), st.sampled_from(["", "/", "/x?y#z", "#"])),
)  # fmt: skip


@given(odd_urls)
def test_what_passes_is_read_alike_by_every_program(url):
    if url_fault(url):
        return
    scheme = url.partition(":")[0].lower()
    assert scheme in ("http", "https", "mailto")
    assert not any(character.isspace() or unicodedata.category(character) == "Cc" for character in url.rstrip("\u3000"))
    if scheme != "mailto":
        parts = urlsplit(url)
        assert parts.scheme == scheme
        assert parts.username is None
        assert parts.hostname
        assert host_name(url).isascii()
