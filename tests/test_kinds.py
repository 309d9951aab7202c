"""The types that fields have, and the guesses at what was meant."""

import json
import string
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from storywall.codes import CATALOGUE
from storywall.kinds import BY_FOLDER, BY_NAME, KINDS, fields
from storywall.kinds.fields import RESERVED, SLUG, file_fault, slug_fault, whole
from storywall.kinds.guess import guess_day, guess_file, guess_slug, guess_word


def read(kind, value):
    """The value, or the code of what is wrong with it."""
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        return error.errors()[0]["type"]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (fields.Day, "2026-02-28", date(2026, 2, 28)),
        (fields.Day, " 2026-02-28 ", date(2026, 2, 28)),
        *[
            (fields.Day, text, "bad-day")
            for text in ("0", "2026-02-30", "2026-2-3", "20260203", "1899-12-31", "2026-02-03T00:00", "1e9", "२०२६-०२-०३")
        ],
        (fields.Day, "", "empty-text"),
        (fields.Day, ["2026-02-28"], "wrong-type"),
        (fields.Rating, "5", 5),
        *[(fields.Rating, text, "bad-rating") for text in ("0", "6", "5.0", "4.5", "+5", "05", "٥", "five", "1e0")],
        (fields.Number, "0", 0),
        (fields.Number, "1234567", 1234567),
        *[(fields.Number, text, "bad-number") for text in ("-1", "01", "1.0", "1_000", "0x1", "१", "9" * 5000)],
        (fields.Flag, "true", True),
        (fields.Flag, "no", False),
        *[(fields.Flag, text, "bad-flag") for text in ("True", "on", "1", "y")],
        (fields.Language, "pt-BR", "pt-BR"),
        (fields.Language, "zh-Hant-TW", "zh-Hant-TW"),
        (fields.Language, "es-419", "es-419"),
        *[(fields.Language, text, "bad-language") for text in ("English", "EN", "pt-br", "es-٤١٩")],
        (fields.Slug, "a-1", "a-1"),
        *[(fields.Slug, text, "bad-slug") for text in ("A", "a_b", "a--b", "-a", "é", "a" * 101)],
        (fields.Wording, "2026-11@3f9a1c2b", "2026-11@3f9a1c2b"),
        *[(fields.Wording, text, "bad-wording") for text in ("2026-11", "2026-11@3F9A1C2B", "2026-11@3f9a1c2", "2026-1@3f9a1c2b")],
        (fields.Url, "https://example.org/a?b#c", "https://example.org/a?b#c"),
        *[
            (fields.Url, text, "bad-url")
            for text in ("example.org", "//example.org", "ftp://example.org", "mailto:a@example.org", "https://a@b.example")
        ],
        (fields.PhotoFile, "mug-1.jpg", "mug-1.jpg"),
        (fields.PhotoFile, "Mug.jpg", "bad-file-name"),
        (fields.PhotoFile, "../mug.jpg", "bad-file-name"),
        (fields.PhotoFile, "mug.svg", "not-a-photo-name"),
        (fields.AltText, "A  mug\n on a sill", "A mug on a sill"),
        *[(fields.AltText, text, "alt-says-nothing") for text in ("photo", "Image 3", "IMG_2044.jpg", "DSC00012", "a mug.jpeg"[2:], "mug", "n/a")],
        (fields.Title, "x" * 151, "too-long"),
        (fields.Title, "a\nb", "several-lines"),
        (fields.Title, "🫖" * 150, "🫖" * 150),
        (fields.LongText, "a\nb", "a\nb"),
    ],
)
def test_types_are_strict(kind, text, value):
    assert read(kind, text) == value


def test_a_whole_number_has_bounds():
    rule = whole(1, 100)
    assert rule.parse("100") == 100
    for text in ("0", "101"):
        with pytest.raises(PydanticCustomError) as error:
            rule.parse(text)
        assert error.value.type == "out-of-range"


def test_every_error_of_a_type_is_a_code():
    import re
    from pathlib import Path

    sources = [path.read_text() for path in Path(fields.__file__).parent.glob("*.py")]
    codes = {code for source in sources for code in re.findall(r'(?:refuse|problem)\(\s*"([a-z-]+)"', source)}
    assert codes <= set(CATALOGUE)


def test_kinds_are_told_apart():
    assert len(BY_NAME) == len(BY_FOLDER) == len(KINDS)
    for kind in KINDS:
        assert SLUG.fullmatch(kind.name)
        assert SLUG.fullmatch(kind.folder)
        assert kind.label
        assert kind.intro
        assert kind.empty
        assert kind.within == "" or kind.within in BY_NAME


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_field_has_its_question_and_who_sets_it(kind):
    schema = kind.schema.model_json_schema()
    groups = [schema, *schema.get("$defs", {}).values()]
    asked = [field for group in groups for field in group.get("properties", {}).values()]
    assert [field for field in asked if not field.get("x-question") or field.get("x-set-by") not in ("member", "editor")] == []
    assert json.dumps(schema)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026/11/9", "2026-11-09"),
        ("2026-11-09T10:00:00Z", "2026-11-09"),
        ("9.11.2026", ""),
        ("9.9.2026", "2026-09-09"),
        ("27/11/2026", "2026-11-27"),
        ("11-27-2026", "2026-11-27"),
        ("November 9, 2026", "2026-11-09"),
        ("9th of November", ""),
        ("9 nov 2026", "2026-11-09"),
        ("9 ju 2026", ""),
        ("31 feb 2026", ""),
        ("2026-02-30", ""),
        ("0", ""),
    ],
)
def test_a_day_is_guessed_only_where_it_is_the_only_one(written, day):
    assert guess_day(written) == day


@pytest.mark.parametrize(
    ("written", "words", "word"),
    [
        ("raiting", ["rating", "title", "tags"], "rating"),
        ("Author Name", ["author", "author_name"], "author_name"),
        ("tag", ["tags", "title"], "tags"),
        ("mar", ["mara", "mark"], ""),
        ("xyz", ["rating"], ""),
        ("rating", [], ""),
    ],
)
def test_a_word_is_guessed_only_where_one_is_nearest(written, words, word):
    assert guess_word(written, words) == word


@given(st.text(max_size=120))
@example("index")
@example("🫖")
@example("Ærø & Ðe" * 30)
@example("чашка, которая переехала " * 10)
def test_a_guessed_slug_is_a_slug(name):
    slug = guess_slug(name)
    assert slug_fault(slug) in ("", "reserved-name" if slug in RESERVED else "")
    assert len(slug) <= 60


@given(st.text(string.printable + "éжא茶", max_size=120))
def test_a_guessed_file_name_differs_in_its_stem_only(name):
    for suffix in (".jpg", ".JPG"):
        assert file_fault(guess_file(f"{name}{suffix}")) == ""
