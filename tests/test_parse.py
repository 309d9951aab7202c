"""Front matter and YAML: values stay text, each with its place; whatever else YAML can do is refused."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storywall.parse import DEPTH, FRONT_MATTER_LIMIT, NODES, TEXT_LIMIT, parse
from storywall.problems import Position

FILE = "submissions/stories/the-mug.md"


def read(text, file=FILE):
    document, problems = parse(text.encode(), file)
    assert problems == []
    return document


def refused(text, file=FILE):
    """The codes and places of what is wrong."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    _, problems = parse(data, file)
    return [(each.code, each.position.line, each.position.column) for each in problems]


def at(document, *field, key=False):
    place = document.place(field, key=key)
    return place.line, place.column


def test_every_scalar_stays_text():
    text = "---\nday: 2026-02-30\nflag: no\noctal: 0755\nzero: '0'\nnull: ~\nfloat: 5.0\nlist: [1, true]\ntime: 12:30\n---\n"
    assert read(text).values == {
        "day": "2026-02-30", "flag": "no", "octal": "0755", "zero": "0", "null": "~", "float": "5.0", "list": ["1", "true"], "time": "12:30",
    }  # fmt: skip


def test_an_empty_plain_value_is_no_field_and_an_empty_quoted_one_is():
    assert read('---\na:\nb: ""\nc: [,]\n---\n'.replace("[,]", "[]")).values == {"b": "", "c": []}


def test_values_have_their_places_and_keys_theirs():
    document = read("---\ntitle:   The mug\nphotos:\n  - file: mug.jpg\n    alt: >\n      folded\nflow: {a: [x, y]}\n---\nText")
    assert at(document, "title") == (2, 10)
    assert at(document, "title", key=True) == (2, 1)
    assert at(document, "photos", 0, "alt") == (5, 10)
    assert at(document, "flow", "a", 1) == (7, 15)
    assert at(document, "photos", 0, "missing") == (4, 5)
    assert at(document, "photos", 0, "missing", key=True) == (4, 5)
    assert at(document, "nothing") == (1, 1)
    assert document.body_line == 9


@pytest.mark.parametrize("before", ["🫖", "👩‍👩‍👧‍👦", "é", "עברית", "𝔘"])
def test_columns_count_code_points(before):
    document = read(f"---\nflow: {{a: {before}, b: x}}\n---\n")
    assert at(document, "flow", "b") == (2, 16 + len(before))
    mark = document.marks[("flow", "b")]
    assert f"---\nflow: {{a: {before}, b: x}}\n---\n"[mark.start : mark.end] == "x"


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_line_breaks_and_a_byte_order_mark_move_nothing(line_break, bom):
    text = bom + "---\na: x\nb: |\n  one\n  two\nc: y\n---\n\nOne\n\nTwo\n".replace("\n", line_break)
    document = read(text)
    assert document.values == {"a": "x", "b": "one\ntwo\n", "c": "y"}
    assert (document.body, document.body_line) == ("\nOne\n\nTwo\n", 8)
    assert at(document, "c") == (6, 4)
    mark = document.marks[("c",)]
    assert text.removeprefix("\ufeff")[mark.start : mark.end] == "y"


def test_a_body_may_hold_what_looks_like_front_matter():
    assert read("---\na: x\n---\nOne\n---\nTwo").body == "One\n---\nTwo"
    assert read("---\na: x\n---").body == ""
    assert read("---  \na: x\n---\t\nOne").body == "One"


@pytest.mark.parametrize("text", ["---\n---\n", "---\n# a comment\n---\nText", "---\n\n\n---\n"])
def test_front_matter_may_be_empty(text):
    assert read(text).values == {}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Text", ("no-front-matter", 1, 1)),
        ("\n---\na: x\n---\n", ("no-front-matter", 1, 1)),
        ("--- a: x\n---\n", ("no-front-matter", 1, 1)),
        ("---\na: x\n", ("front-matter-open", 1, 1)),
        ("---\na: x\n ---\n", ("front-matter-open", 1, 1)),
        ("", ("empty-file", 1, 1)),
        (" \r\n\t\n", ("empty-file", 1, 1)),
        ("---\na: x\nb: {c: &d [x]}\n---\n", ("yaml-anchor", 3, 8)),
        ("---\na: *d\n---\n", ("yaml-alias", 2, 4)),
        ("---\n*d : x\n---\n", ("yaml-alias", 2, 1)),
        ("---\n&d a: x\n---\n", ("yaml-anchor", 2, 1)),
        ("---\n? !!str a\n: x\n---\n", ("yaml-tag", 2, 3)),
        ("---\na: !!int 5\n---\n", ("yaml-tag", 2, 4)),
        ("---\na: ! x\n---\n", ("yaml-tag", 2, 4)),
        ("---\n!!map\na: x\n---\n", ("yaml-tag", 2, 1)),
        ("---\n&all\na: x\n---\n", ("yaml-anchor", 2, 1)),
        ("---\nb:\n  <<: {a: x}\n---\n", ("yaml-merge", 3, 3)),
        ("---\n? {a: b}\n: x\n---\n", ("odd-key", 2, 3)),
        ('---\n"": x\n---\n', ("odd-key", 2, 1)),
        ("---\n- a\n---\n", ("not-a-mapping", 2, 1)),
        ("---\njust a text\n---\n", ("not-a-mapping", 2, 1)),
        ("---\na: b: c\n---\n", ("yaml-syntax", 2, 5)),
        ("---\na: x\n\tb: y\n---\n", ("yaml-syntax", 3, 1)),
        ('---\na: "x\nb: y\n---\n', ("yaml-syntax", 2, 4)),
        ("---\na: [x\nb: y\n---\n", ("yaml-syntax", 2, 4)),
        ("---\na: @x\n---\n", ("yaml-syntax", 2, 4)),
        ("---\na: 🫖: x\n---\n", ("yaml-syntax", 2, 5)),
        ("---\na: x\u202e\n---\n", ("refused-character", 2, 5)),
        ("---\na: 🫖\x00\n---\n", ("refused-character", 2, 5)),
        ("---\na: x\rb: y\n---\n", ("refused-character", 2, 5)),
        ("---\na: x\u2028b: y\n---\n", ("refused-character", 2, 5)),
        ("---\na: x\n---\nOne\n\nT🫖\u200d\u2066o", ("refused-character", 6, 4)),
    ],
)  # fmt: skip
def test_what_is_refused_has_its_place(text, place):
    assert refused(text) == [place]


def test_yaml_alone_is_refused_alike():
    assert refused("a: x\n---\nb: y\n", "submissions/members/a.yml") == [("several-documents", 2, 1)]
    assert refused("%YAML 1.2\n---\na: x\n", "submissions/members/a.yml") == [("yaml-tag", 1, 1)]
    assert refused("a: x\nb: *c\n", "storywall.yml") == [("yaml-alias", 2, 4)]
    assert read("# a comment\na: x\n", "storywall.yml").values == {"a": "x"}
    assert read("---\na: x\n", "storywall.yml").values == {"a": "x"}


def test_a_key_that_is_there_twice_keeps_the_first_value_and_both_places():
    document, problems = parse(b"---\na: one\nb: {c: x, c: y}\na:\n---\n", FILE)
    assert document.values == {"a": "one", "b": {"c": "x"}}
    assert [(each.position, each.values["line"]) for each in problems] == [
        (Position(line=3, column=11), 3),
        (Position(line=4, column=1), 2),
    ]


def test_a_merge_key_in_quotation_marks_is_a_name():
    assert read('---\n"<<": x\n---\n').values == {"<<": "x"}


def test_an_escape_that_hides_a_character_is_found_and_the_rest_still_read():
    document, problems = parse(b'---\na: "x\\u202ey"\nb: "\\U000E0041"\nc: z\n---\n', FILE)
    assert [(each.code, each.position.line) for each in problems] == [("refused-character", 2), ("refused-character", 3)]
    assert document.values == {"a": "xy", "b": "", "c": "z"}


def test_broken_bytes_have_their_place():
    assert refused("---\na: 🫖".encode() + b"\xff\n---\n") == [("not-utf8", 2, 5)]
    assert refused(b"\xef\xbb\xbf---\na: \xe9\n---\n") == [("not-utf8", 2, 4)]
    assert refused("---\na: \ud800\n---\n") == [("not-utf8", 2, 4)]


def nested(depth):
    return "a: " + "[" * depth + "]" * depth


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        (f"---\n{nested(DEPTH + 1)}\n---\n", "levels"),
        (f"---\na: [{'x,' * (NODES + 1)}]\n---\n", "values"),
        ("---\n" + "".join(f"k{number}: x\n" for number in range(NODES + 1)) + "---\n", "values"),
        (f"---\na: {'x' * FRONT_MATTER_LIMIT}\n---\n", "KiB"),
        (f"---\na: {'🫖' * (FRONT_MATTER_LIMIT // 4)}\n---\n", "KiB"),
    ],
)
def test_front_matter_has_limits(text, unit):
    _, problems = parse(text.encode(), FILE)
    assert [(each.code, each.values["unit"]) for each in problems] == [("front-matter-too-large", unit)]


def test_what_is_within_the_limits_is_read():
    assert read(f"---\n{nested(DEPTH - 1)}\n---\n").values["a"] is not None
    assert len(read(f"---\na: [{'x,' * (NODES - 1)}]\n---\n").values["a"]) == NODES - 1
    assert read(f"---\na: x\n---\n{'x' * (TEXT_LIMIT - 20)}").body


def test_a_text_has_a_limit():
    assert refused(f"---\na: x\n---\n{'x' * TEXT_LIMIT}") == [("too-large", 1, 1)]


# Properties ------------------------------------------------------------------------------------------------------------

soup = st.text(st.sampled_from(string.ascii_lowercase[:4] + "\n\r\t :#-?!&*%@`'\"\\|>{}[],=~<.é🫖\u202e\ufeff\x00"), max_size=60)


@given(st.one_of(st.binary(max_size=200), soup.map(str.encode), soup.map(lambda text: f"---\n{text}\n---\n".encode())))
def test_reading_never_raises_and_every_problem_has_a_place_in_the_file(data):
    for file in (FILE, "storywall.yml"):
        document, problems = parse(data, file)
        assert (document is not None) or problems
        lines = data.decode("utf-8-sig", "replace").split("\n")
        for each in problems:
            assert 1 <= each.position.line <= len(lines) + 1
            assert each.position.column <= len(lines[each.position.line - 1] if each.position.line <= len(lines) else "") + 1


names = st.text(string.ascii_lowercase, min_size=1, max_size=6).filter(lambda name: name not in ("y", "n"))
plain = st.text(st.sampled_from("ab cé🫖"), min_size=1, max_size=6).map(str.strip).filter(bool)


@given(
    st.dictionaries(
        names, st.one_of(plain, st.lists(plain, min_size=1, max_size=3), st.dictionaries(names, plain, min_size=1, max_size=3)), max_size=5
    ),
    st.sampled_from(["\n", "\r\n"]),
)
def test_the_position_points_at_the_key_and_at_the_value(values, line_break):
    lines = ["---"]
    for name, value in values.items():
        if isinstance(value, dict):
            lines += [f"{name}:", *(f"  {inner}: {text}" for inner, text in value.items())]
        else:
            lines.append(f"{name}: {value}" if isinstance(value, str) else f"{name}: [{', '.join(value)}]")
    document = read(line_break.join([*lines, "---", ""]))
    assert document.values == values
    for field in document.marks:
        here, key = document.place(field), document.place(field, key=True)
        value = values
        for part in field:
            value = value[part]
        if isinstance(value, str):
            assert lines[here.line - 1][here.column - 1 :].startswith(value)
        if isinstance(field[-1], str):
            assert re.match(rf"{field[-1]}:", lines[key.line - 1][key.column - 1 :])
