"""Texts of strangers in a git host's Markdown, read back with the parser that such hosts use."""

import re

import cmarkgfm
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from storywall.codes import problem
from storywall.report.markdown import block, span, tell

HOSTILE = [
    "@mara",
    "Fixes #1",
    "![x](https://evil.example/x.png)",
    "<img src=x>",
    "`@mara`",
    "``` \n@mara",
    "a\n\n# heading",
    "[a](b)",
    "\\`@x",
    "|x|",
]


def html(text):
    return LexborHTMLParser(cmarkgfm.github_flavored_markdown_to_html(text))


def outside_of_code(text):
    """All that a host would look at for mentions and links."""
    page = html(text)
    assert not page.css("a, img, h1, h2, h3, table, input, del")
    for each in page.css("code, pre"):
        each.decompose()
    return page.body.text()


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_text_gets_out_of_its_code(text):
    assert outside_of_code(span(text)).strip() == ""
    assert outside_of_code(f"- before {span(text)} after").strip() == "before  after"
    assert outside_of_code(block(text)).strip() == ""


@given(st.text(max_size=300) | st.text("`~ \n@#<>[]()\\|!", max_size=40))
def test_any_text_stays_in_its_code(text):
    assert outside_of_code(span(text)).strip() == ""
    assert outside_of_code(f"Before:\n\n{block(text)}\n\nAfter.").split() == ["Before:", "After."]


def test_a_text_reads_as_it_was_written():
    assert html(block("One.\n\n  * two\n```\n@three")).css_first("code").text() == "One.\n\n  * two\n```\n@three\n"
    assert html(span("a `b` c")).css_first("code").text() == "a `b` c"
    assert span("x" * 200, 10) == f"`{'x' * 9}…`"
    assert span("\x1b[31m\u202ered") == "`\\x1b[31m\\u202ered`"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    ("code", "name"), [("alt-says-nothing", "value"), ("unknown-member", "guess"), ("rights-unknown", "file"), ("bad-url", "value")]
)
def test_a_problem_holds_its_values_in_code(code, name, text):
    told = tell(problem(code, "submissions/stories/x.md", None, ("photos", 0), **{"value": "x", name: text}), "en")
    for shown in (told.message, told.hint):
        assert not re.search(r"@mara|evil|Fixes #1|heading", outside_of_code(shown))


def test_addresses_in_our_own_advice_are_no_links():
    advice = "write the whole address of a web page: https://example.org/page"
    told = tell(problem("bad-url", "x", None, ("url",), value="javascript:x", advice=advice), "en")
    outside_of_code(told.message)
    outside_of_code(told.hint)
    assert "`https://example.org/page`" in told.hint


def test_a_problem_speaks_the_readers_language():
    assert tell(problem("unknown-member", "x", None, ("author",), value="mraa", guess="mara"), "it").message == "non c'è nessun membro `mraa`"
