"""Links and names in what members send: where they lead, what they say, and what they look like."""

from __future__ import annotations

import html.entities
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hostile_site import World

from storywall import allowed
from storywall.markup import markup

REL = "ugc nofollow noopener noreferrer"


def links(text):
    body, _ = markup(text)
    page = "".join(piece for piece in body.pieces if isinstance(piece, str))
    return [(node.attributes.get("href"), node.attributes.get("rel"), node.text()) for node in LexborHTMLParser(page).css("a")]


def codes(community, body, **fields):
    community.story("a-story", body=body, **fields)
    return [each.rpartition(" ")[2] for each in community.codes()]


@pytest.mark.parametrize(
    "text", ["[a](https://example.org/)", "<https://example.org/>", "https://example.org/", "www.example.org", "## [a](http://example.org)"]
)
def test_a_link_that_leaves_says_so_to_programs(text):
    (link,) = links(text)
    assert link[0].startswith("http")
    assert link[1] == REL


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "&#106;avascript:alert(1)", "javascript&colon;alert(1)",
        "\x01javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/hosts", "blob:x", "about:blank", "view-source:https://a.example",
        "//evil.example", "///evil.example", "https:evil.example", "https:/evil.example", "https:\\\\evil.example", "https://\\evil.example",
        "/\\evil.example", "https://bank.example@evil.example", "https://a:b@evil.example/", "https://", "http://.", "https://a..example",
        "https://-a.example", "https://a.example:0/", "https://a.example:99999/", "https://a%2eexample%2f@b.example", "https://a b.example",
        "mailto:", "mailto:x", "tel:+390669821234", "sms:1", "intent://x", "feed:https://a.example", "ftp://a.example", "a.example", "../up", "?x",
        "https://[::1", "https://a.example\u202egro.live", "https://%00.example", "https://a.example%0a.b.example/",
    ],
)  # fmt: skip
def test_where_no_link_may_lead_none_leads(address):
    for text in (f"[a](<{address}>)", f"[a]({address})", f"[a]\n\n[a]: {address}", f"<{address}>"):
        assert not [link for link in links(text) if (link[0] and not link[0].startswith("mailto:") and "evil" in link[0]) or link[0] == ""]
        for href, _, _ in links(text):
            assert href is None or allowed.url_fault(href) == "" or href.startswith("#m-")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org", "HTTPS://EXAMPLE.ORG/a?b=1&c=2#d", "http://127.0.0.1:8000/", "https://example.org./", "https://a_b.example/",
        "https://пример.рф/чай", "https://münchen.example/", "https://日本語.example", "https://xn--e1afmkfd.xn--p1ai", "https://i❤.example",
        "mailto:mara@example.org", "mailto:mara@example.org?subject=Tea", "https://example.org/a%20b%C3%A4", "https://example.org/" + "a" * 1900,
    ],
)  # fmt: skip
def test_where_links_may_lead_they_lead(address):
    (link,) = links(f"[a](<{address}>)")
    assert link[0] is not None
    assert allowed.url_fault(link[0]) == ""
    assert link[1] == REL


def test_a_host_is_written_in_ascii_so_that_all_programs_read_the_same_one():
    assert links("[a](https://пример.рф/чай)")[0][0] == "https://xn--e1afmkfd.xn--p1ai/%D1%87%D0%B0%D0%B9"
    assert links("[a](https://faß.example/)")[0][0] == "https://xn--fa-hia.example/"
    assert links("[a](https://ex%61mple.org/)")[0][0] == "https://example.org/"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://аррӏе.com/", "xn--80ak6aa92e.com"),  # Cyrillic letters before a Latin ending
        ("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com"),
        ("https://gοοgle.example/", "xn--ggle-0nda.example"),  # Greek o
        ("https://ɡoogle.example/", "xn--oogle-qmc.example"),
        ("https://пример.рф/", ""),
        ("https://münchen.example/", ""),
        ("https://日本語.example/", ""),
        ("https://example.org/", ""),
    ],
)
def test_a_host_that_may_be_taken_for_another_is_shown_in_punycode(address, shown):
    (link,) = links(f"[my bank]({address})")
    assert link[2] == (f"my bank ({shown})" if shown else "my bank")
    (heading,) = links(f"## [my *bank*]({address})")
    assert heading[2] == (f"my bank ({shown})" if shown else "my bank")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("www.bank.example", "https://evil.example/"),
        ("https://bank.example/login", "https://evil.example/"),
        ("see https://bank.example for more", "https://evil.example/"),
        ("bank.com", "https://evil.example/"),
        ("bank.com/login?x=1", "https://evil.example/"),
        ("bank.example.org", "https://bank.example.org.evil.example/"),
        ("ba\u200bnk.com", "https://evil.example/"),
        ("банк.рф", "https://evil.example/"),
        ("HTTPS://BANK.EXAMPLE", "https://evil.example/"),
        ("**bank.com**", "https://evil.example/"),
        ("apple.com", "https://аррӏе.com/"),
    ],
)
def test_a_text_that_names_another_host_is_a_problem(community, text, address):
    assert codes(community, f"[{text}]({address})") == ["link-text-deceives"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("bank.example.org", "https://bank.example.org/login"),
        ("example.org", "https://shop.example.org/"),
        ("www.example.org", "https://example.org/"),
        ("example.org", "https://www.example.org/"),
        ("Node.js", "https://nodejs.example/"),
        ("README.md", "https://git.example/README.md"),
        ("main.rs", "https://git.example/main.rs"),
        ("version 2.0", "https://git.example/"),
        ("e.g. this one", "https://git.example/"),
        ("the end.It goes on", "https://git.example/"),
        ("here", "https://git.example/"),
        ("пример.рф", "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://пример.рф", "https://пример.рф/"),
    ],
)
def test_a_text_that_names_no_other_host_is_none(community, text, address):
    assert codes(community, f"[{text}]({address})") == []


def test_a_profiles_links_say_where_they_lead(community):
    community.change("submissions/members/mara.md", "joined:", "links: [{label: bank.com, url: https://evil.example/}]\njoined:")
    assert community.codes() == ["submissions/members/mara.md:3:17 link-text-deceives"]


def test_a_profiles_link_shows_a_doubtful_host(tmp_path):
    world = World(root=tmp_path / "root", photo=b"")
    mara = world.root / "submissions" / "members" / "mara.md"
    mara.write_text(mara.read_text().replace("joined:", "links: [{label: my bank, url: https://аррӏе.com/}]\njoined:"))
    page = (world.build().folder / "members" / "mara" / "index.html").read_text()
    assert "my bank (xn--80ak6aa92e.com)</a>" in page


def test_an_editor_overrides_it(community):
    allow = [{"code": "link-text-deceives", "reason": "the short address is the shop's own", "by": "mara"}]
    assert codes(community, "[shop.com](https://sh.example/x)", allow=allow) == []


def test_editors_texts_may_link_as_they_like(community):
    community.change("submissions/newsletters/november.md", "Mara wrote", "[shop.com](https://sh.example/x) " * 30 + "Mara wrote")
    assert community.codes() == []


@pytest.mark.parametrize(("number", "found"), [(5, []), (6, ["too-many-links"])])
def test_a_kind_has_a_limit_of_links(community, number, found):
    assert codes(community, "[a](https://example.org/) " * number) == found


def test_the_settings_raise_the_limit(community):
    community.write("storywall.yml", community.read("storywall.yml") + "links: {story: 6}\n")
    assert codes(community, "[a](https://example.org/) " * 6) == []


# Names and characters --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Маra", "Раypal", "gοοgle", "Аdmin", "МARA", "Ꮇara"])
def test_a_name_of_mixed_scripts_is_a_warning(community, name):
    community.story("a-story", author=None, author_name=name)
    community.story("b-story", title=f"On {name}")
    found = [(problem.code, problem.severity, problem.field) for problem in community.check().problems]
    assert found == [("mixed-scripts", "warning", ("author_name",)), ("mixed-scripts", "warning", ("title",))]


@pytest.mark.parametrize(
    "name",
    [
        "Mara Lindt", "Аня", "Аня Smith", "Γιώργος", "Αύρα & Ben", "Nguyễn Thị", "Łukasz", "東京タワー", "한글 Kim", "ชา Tea", "50 μm", "Δt",
        "T-shirt по-русски",
        "O'Neill", "مريم", "नीला", "Zoë", "Ünal", "Straße", "Ærø", "iPhone у мамы",
    ],
)  # fmt: skip
def test_other_names_are_none(community, name):
    community.story("a-story", author=None, author_name=name, title=name)
    assert community.codes() == []


@pytest.mark.parametrize(
    "written",
    [
        "&#8238;",
        "&#x202E;",
        "&#x2066;",
        "&#8;",
        "&#127;",
        "&#xFDD0;",
        "&#xFEFF;",
        "&#xE0041;",
        "&#xFFFF;",
        "&#65534;",
        "&#X00fffe;",
        "a" + "&#769;" * 9,
    ],
)
def test_a_refused_character_can_not_be_written_as_a_number(community, written):
    community.story("a-story", body=f"A text.\n\nAnd {written} here.\n")
    (found,) = community.check().problems
    line = community.read("submissions/stories/a-story.md").split("\n").index(f"And {written} here.") + 1
    assert (found.code, found.position.line) == ("refused-character", line)


def test_no_named_character_is_a_refused_one():
    names = [name for name in html.entities.html5 if name.endswith(";")]
    body, outline = markup(" ".join(f"&{name}" for name in names))
    assert allowed.refused_character("".join(map(str, body.pieces))) is None
    assert allowed.refused_character(outline.excerpt) is None


# Properties ------------------------------------------------------------------------------------------------------------

ODD = st.text(alphabet=st.sampled_from("htps:/\\@.?#%[]()<>&;=\"' \t\n\x00\x01\u00a0\u202eaAвé0123456789-_~*`|!^$+,{}"), max_size=60)
STARTS = st.sampled_from(
    ["", "https://", "http://", "//", "https:", "mailto:", "javascript:", "data:", "story:", "#", "https://a.example/", "https://é.example"]
)


@given(STARTS, ODD)
def test_an_address_that_may_be_linked_has_one_reading(start, rest):
    """Without white space, controls, backslashes or a user's name: what programs of all ages agree on."""
    url = start + rest
    if allowed.url_fault(url) == "":
        assert re.match(r"https?://[^/?#@\\]+|mailto:[^/\\]+@", url, re.IGNORECASE)
        assert not re.search(r"[\x00-\x20\x7f\\]", url)
        plain = allowed.plain_address(url)
        assert allowed.url_fault(plain) == ""
        assert allowed.plain_address(plain) == plain
        if url.lower().startswith("http"):
            assert allowed.host_name(plain) == allowed.host_name(url) != ""
            assert re.split(r"[/?#]", plain.split("//", 1)[1])[0].isascii()


@given(STARTS, ODD, st.sampled_from(["[a]({})", "[a](<{}>)", "<{}>", "{}", "[a]\n\n[a]: {}", "![a]({})", "# [a]({})"]))
def test_no_text_makes_a_link_that_may_not_be(start, rest, form):
    for href, rel, _ in links(form.format(start + rest)):
        if href is not None:
            assert href.startswith("#m-") or allowed.url_fault(href) == ""
            assert rel == REL


@given(st.text(alphabet=st.sampled_from("ab#*_`[]()<>!|-+1.\n\t >\"'&;~=:/\\\u0301"), max_size=120))
def test_what_markup_made_stays_the_same_when_it_is_made_again(text):
    """The sanitiser finds nothing more to take out of what it put out."""
    from storywall.markup.sanitiser import _cleaner

    body, _ = markup(text)
    page = "".join(piece for piece in body.pieces if isinstance(piece, str))
    if len(body.pieces) == 1:
        assert _cleaner.clean(page) == page


ELEMENTS = allowed.ELEMENTS - {"img"}


@given(st.one_of(st.text(max_size=200), st.text(alphabet=st.sampled_from("&#x0123456789abcdefF;<>a\n `*[]()!|-:\\\"'"), max_size=200)))
def test_any_text_can_be_marked_up_and_holds_only_what_may_be(text):
    body, _ = markup(text)
    page = "".join(piece for piece in body.pieces if isinstance(piece, str))
    for node in LexborHTMLParser(f"<main>{page}</main>").css("main *"):
        assert node.tag in ELEMENTS
        assert node.attributes.keys() <= {"href", "rel", "id", "start", "align"}
    assert "\ufdd0" not in page
