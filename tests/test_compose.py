import re

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storywall import allowed
from storywall.compose import Edit, apply, compose, rename_key, replace_value, scalar
from storywall.model import Document
from storywall.parse import parse

FILE = "submissions/stories/the-mug.md"


def read(text: str, file: str = FILE) -> Document:
    document, problems = parse(text.encode(), file)
    assert document is not None, problems
    assert not problems
    return document


def is_accepted(text: str) -> bool:
    return allowed.refused_character(text) is None and re.search(r"\r(?!\n)", text) is None


plain_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
odd_texts = st.text(st.sampled_from("a1 \n\t:#-?!&*%@`'\"\\|>{}[],=~<.й🫖\u200d\xa0"), max_size=12)
words = st.sampled_from(["null", "~", "yes", "No", "0755", "1e3", "12:30", "<<", "=", ".inf", "2026-02-30", "---", "a: b"])
texts = st.one_of(plain_texts, odd_texts, words).filter(is_accepted)
keys = texts.filter(bool)
plain = st.recursive(texts, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=8)
mappings = st.dictionaries(keys, plain, max_size=5)


@given(mappings, st.sampled_from(["", "Text.\n", "---\nText."]))
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_what_is_composed_is_read_back(values, body):
    document = read(compose(values, body))
    assert document.values == values
    assert document.body.strip("\n") == body.strip("\n")


@given(mappings.filter(bool))
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_fields_without_a_body_are_read_back(values):
    text = compose(values, None)
    assert read(text, "submissions/stories/the-mug.yml").values == values


def test_front_matter_looks_as_if_written_by_hand():
    values = {
        "title": "Tea: a love story",
        "date": "2026-11-21",
        "rating": "5",
        "recommend": "true",
        "tags": ["tea", "slow-mornings"],
        "pros": ["Keeps warm, long", "No drips"],
        "photos": [
            {"file": "mug.jpg", "alt": "A blue mug"},
            {"file": "cup.jpg", "depicted": [{"who": "Ann", "consent": "yes"}]},
        ],
        "reply": {"by": "Kiln", "text": "Thank you.\n\n  Come again."},
        "links": [],
    }
    assert compose(values, "All began.") == (
        "---\n"
        'title: "Tea: a love story"\n'
        "date: 2026-11-21\n"
        "rating: 5\n"
        "recommend: true\n"
        "tags: [tea, slow-mornings]\n"
        "pros:\n  - Keeps warm, long\n  - No drips\n"
        "photos:\n  - file: mug.jpg\n    alt: A blue mug\n"
        '  - file: cup.jpg\n    depicted:\n      - who: Ann\n        consent: "yes"\n'
        "reply:\n  by: Kiln\n  text: |-\n    Thank you.\n\n      Come again.\n"
        "links: []\n"
        "---\n\nAll began.\n"
    )


@pytest.mark.parametrize("word", ["null", "~", "yes", "No", "on", "0755", "1_000", "1e3", "1.0", "12:30", "<<", ".inf", "2026-02-30"])
def test_a_text_that_other_readers_would_type_is_quoted(word):
    assert yaml.safe_load(scalar(word)) == word
    assert scalar(word)[0] in "'\""


@given(texts.filter(lambda text: not re.fullmatch(r"true|false|\d+|\d{4}-\d{2}-\d{2}", text)))
@settings(max_examples=200, deadline=None)
def test_every_other_text_is_text_to_a_typing_reader(text):
    assert yaml.safe_load(scalar(text)) == text
    assert yaml.safe_load(f"[{scalar(text, flow=True)}]") == [text]


# Edits ---------------------------------------------------------------------------------------------------------------

SOURCE = (
    "# our mug\n"
    "title:   'The mug'   # kept\n"
    'raiting: "4"\n'
    "date: 21.11.2026 # written by hand\n"
    "tags: [ tea , {deep: one} ]\n"
    "summary: |\n  two\n  lines\n\n# before photos\n"
    "photos:\n- file: mug.jpg\n  'alt': A mug\n"
    "wide: plain\n  text\n"
)
FIELDS = [
    ("title",),
    ("raiting",),
    ("date",),
    ("tags", 0),
    ("tags", 1, "deep"),
    ("summary",),
    ("photos", 0, "file"),
    ("photos", 0, "alt"),
    ("wide",),
]


def changed(values, field, new):
    if not field:
        return new
    if isinstance(values, list):
        return [changed(part, field[1:], new) if index == field[0] else part for index, part in enumerate(values)]
    return {key: changed(part, field[1:], new) if key == field[0] else part for key, part in values.items()}


def renamed(values, field, new):
    if isinstance(values, list):
        return [renamed(part, field[1:], new) if index == field[0] else part for index, part in enumerate(values)]
    if len(field) == 1:
        return {new if key == field[0] else key: part for key, part in values.items()}
    return {key: renamed(part, field[1:], new) if key == field[0] else part for key, part in values.items()}


@given(st.sampled_from(FIELDS), texts, st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=200, deadline=None)
def test_a_replaced_value_is_read_back_and_all_else_is_kept(field, new, line):
    text = f"---\n{SOURCE}---\nBody\n".replace("\n", line)
    before = read(text)
    edit = replace_value(text, before, field, new)
    after = apply(text, [edit])
    assert read(after).values == changed(before.values, field, new)
    assert (after[: edit.start], after[edit.start + len(edit.text) :]) == (text[: edit.start], text[edit.end :])


@given(st.sampled_from([field for field in FIELDS if isinstance(field[-1], str)]), keys, st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=200, deadline=None)
def test_a_renamed_key_is_read_back_and_all_else_is_kept(field, new, line):
    text = f"---\n{SOURCE}---\nBody\n".replace("\n", line)
    before = read(text)
    if new in {key for (*_, key) in FIELDS} or new in before.values:
        return
    edit = rename_key(text, before, field, new)
    after = apply(text, [edit])
    assert read(after).values == renamed(before.values, field, new)
    assert (after[: edit.start], after[edit.start + len(edit.text) :]) == (text[: edit.start], text[edit.end :])


def test_quotation_marks_and_comments_stay():
    document = read(f"---\n{SOURCE}---\n")
    text = f"---\n{SOURCE}---\n"
    edits = [
        replace_value(text, document, ("title",), "It's ours"),
        rename_key(text, document, ("raiting",), "rating"),
        replace_value(text, document, ("date",), "2026-11-21"),
        rename_key(text, document, ("photos", 0, "alt"), "caption"),
        replace_value(text, document, ("tags", 0), "tea, green"),
        replace_value(text, document, ("wide",), "tea, green"),
    ]
    expected = (
        SOURCE.replace("'The mug'", "'It''s ours'")
        .replace("raiting", "rating")
        .replace("21.11.2026", "2026-11-21")
        .replace("'alt'", "'caption'")
        .replace("[ tea ,", '[ "tea, green" ,')
        .replace("plain\n  text", "tea, green")
    )
    assert apply(text, edits) == f"---\n{expected}---\n"


def test_only_texts_are_replaced_and_only_what_has_a_name_is_renamed():
    text = f"---\n{SOURCE}---\n"
    document = read(text)
    for field in [("tags",), ("photos", 0), ("nothing",)]:
        with pytest.raises(KeyError):
            replace_value(text, document, field, "x")
    for field in [("tags", 0), ("nothing",)]:
        with pytest.raises(KeyError):
            rename_key(text, document, field, "x")


def test_edits_that_overlap_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        apply("abcdef", [Edit(start=0, end=3, text="x"), Edit(start=2, end=4, text="y")])
    assert apply("abcdef", [Edit(start=2, end=4, text="y"), Edit(start=0, end=2, text="x")]) == "xyef"
