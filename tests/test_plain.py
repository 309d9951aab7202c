"""Plain front matter is read as the YAML parser would read it, or not at all."""

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from storywall.allowed import refused_character
from storywall.compose import compose
from storywall.parse import _Reader, _Refused, parse
from storywall.plain import read_plain

SAMPLES = Path(__file__).parent / "samples"


def by_yaml(front):
    """What the YAML parser makes of front matter: its values, or None where it finds something wrong."""
    problems = []
    try:
        values = _Reader(front, "a.md", 1, 0, problems).parse()
    except _Refused:
        return None
    return None if problems else values


def holds(front):
    values = read_plain(front)
    assert values is None or refused_character(front) or values == by_yaml(front)
    return values


WHOLE = """\
title: A text, with (brackets) - and https://example.org/?a=b
author: mara
odd: 'it is: "so" #1'
even: "it's: so"
empty: ""
tags: [a, "b, c", 'd', e f]
none: []
nothing: {}
consent: {scopes: [site, newsletter], wording: "2026-11@6482ad43", date: 2026-11-02}
absent:
photos:
  - file: a.jpg
    alt: A mug
    depicted:
      - who: B
        consent: yes
  - file: b.jpg
products:
- one
- two
verified:
    by: us
last: 'x'
"""


def test_what_is_plain():
    assert holds(WHOLE) == {
        "title": "A text, with (brackets) - and https://example.org/?a=b",
        "author": "mara",
        "odd": 'it is: "so" #1',
        "even": "it's: so",
        "empty": "",
        "tags": ["a", "b, c", "d", "e f"],
        "none": [],
        "nothing": {},
        "consent": {"scopes": ["site", "newsletter"], "wording": "2026-11@6482ad43", "date": "2026-11-02"},
        "photos": [
            {"file": "a.jpg", "alt": "A mug", "depicted": [{"who": "B", "consent": "yes"}]},
            {"file": "b.jpg"},
        ],
        "products": ["one", "two"],
        "verified": {"by": "us"},
        "last": "x",
    }


@pytest.mark.parametrize(
    "front",
    [
        *("a: b # c\n", "a: b: c\n", "a: |\n  b\n", "a: >\n  b\n", "a: &x b\n", "a: *x\n", "a: !!str b\n", "a: b\n  c\n", "a: b\n\nc: d\n", "a: b"),
        *('a: "\\n"\n', "a: 'it''s'\n", "a:\tb\n", "a: b\r\nc: d\r\n", "<<: {a: b}\n", "a: 1\na: 2\n", "a: {b: 1, b: 2}\n", "? a\n: b\n", "- a\n"),
        *("# a\n", "a: [b\n  , c]\n", "a: [b: c]\n", "a: {b, c}\n", "a: b \n", "a:\n  b\n", "a: - b\n", "a : b\n", "a: [x] y\n", '"a": b\n'),
        *("a: b\n c: d\n", "a:\n  b: c\n d: e\n", "a: @b\n", "a: %b\n", "a: ~\n", "a: -1\n", "a: `b`\n", "a: 'b\n  c'\n", "a: [b,c]\n", "a: [b, ]\n"),
        *("---\na: b\n", "a: b\n...\n", "%YAML 1.2\n", "a: b::c\n", "", "\n", "a: {b: {c: d}}\n", "a: [[b]]\n", "a: ''\nb: [''']\n"),
    ],
)
def test_what_is_left_to_the_parser(front):
    assert read_plain(front) is None


@pytest.mark.parametrize(
    "file", sorted(SAMPLES.rglob("submissions/**/*.md")) + sorted(SAMPLES.rglob("submissions/**/*.yml")), ids=lambda path: path.stem
)
def test_samples_are_read_alike(file):
    text = file.read_bytes().decode("utf-8", "replace")
    holds(text.split("---\n")[1] if file.suffix == ".md" and text.count("---\n") > 1 else text)


def test_what_is_composed_is_plain(community):
    """Forms, `new` and imports write so."""
    for file in sorted(community.root.rglob("submissions/**/*.md")):
        document, _ = parse(file.read_bytes(), "a.md")
        assert read_plain(compose(document.values, None)) == document.values


def test_places_are_the_parser_s():
    document, problems = parse(f"---\n{WHOLE}---\n".encode(), "a.md")
    reader = _Reader(WHOLE, "a.md", 1, 4, [])
    reader.parse()
    assert problems == []
    assert list(document.marks) == list(reader.marks)
    assert document.place(("photos", 0, "alt")).line == 14


@pytest.mark.corpora
@pytest.mark.skipif("STORYWALL_CORPORA" not in os.environ, reason="STORYWALL_CORPORA doesn't name the sets")
def test_the_yaml_test_suite_is_read_alike():
    for path in sorted(Path(os.environ["STORYWALL_CORPORA"], "corpora", "yaml").glob("*.yaml")):
        for case in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader):
            text = str(case.get("yaml", ""))
            for front in (text, text.replace("␣", " ").replace("∎\n", ""), f"{text}\n", f"a:\n  {text}\n", f"a: {text}\n"):
                holds(front)


# Properties ------------------------------------------------------------------------------------------------------------

names = st.sampled_from(["a", "b", "a-b", "A_1", "y", "no", "null", "<<", "a b", "é", "1"])
words = st.sampled_from(
    [
        *("a", "a b", "2026-11-02", "it's", "a: b", "a:b", "a #b", "a#b", "a,b", "a, b", "[a]", "{a}", "~", "-", "- a", "?", "!a", "&a", "*a"),
        *('"a"', '"a: b"', "'a'", "'a''b'", '""', "''", '"', "'", "|", ">", "%a", "@a", "`a`", "a@b.org", "https://a.org/b?c=d#e", "é ж 🫖"),
        *(
            "a ",
            " a",
            "",
            "a\xa0b",
            "a\u200db",
            "\ue000",
            "---",
            "...",
            "a]",
            "a}",
            "x" * 1100,
            "0x1",
            "1e3",
            ".5",
            "+1",
            "<<",
            "a - b",
            "a ? b",
            "_a",
        ),
    ]
)
flows = st.recursive(
    words,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(st.tuples(names, inner), max_size=4).map(lambda pairs: "{" + ", ".join(f"{name}: {value}" for name, value in pairs) + "}"),
    ),
    max_leaves=8,
)
indents = st.sampled_from(["", "", "", " ", "  ", "  ", "    ", "      "])
written_lines = st.one_of(
    st.builds("{}{}: {}\n".format, indents, names, flows),
    st.builds("{}{}:\n".format, indents, names),
    st.builds("{}- {}\n".format, indents, flows),
    st.builds("{}- {}: {}\n".format, indents, names, flows),
    st.builds("{}- {}:\n".format, indents, names),
    st.builds("{}{}\n".format, indents, flows),
)


@given(st.lists(written_lines, max_size=8).map("".join))
@example("a:\n- a:\n  - b\n- c\n")
@example("a:\n  - b:\n  - c: d\n")
def test_any_lines_are_read_alike(front):
    holds(front)


@given(st.text(alphabet=st.sampled_from("ab:-[]{},'\"#&*!|>%@`?~ \n\t\\é"), max_size=40), st.sampled_from(["", "a: ", "a:\n  ", "a: [", "- "]))
def test_any_text_is_read_alike(text, before):
    holds(f"{before}{text}")
    holds(f"{before}{text}\n")


@given(
    st.recursive(
        st.text(st.sampled_from("ab é:#-,[]'"), max_size=8),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3)),
    ).filter(lambda value: isinstance(value, dict))
)
def test_what_compose_writes_is_read_back(values):
    written = compose(values, None)
    assert holds(written) in (None, by_yaml(written))
