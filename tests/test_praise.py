"""Points that say the same are put together, and nothing else is."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storywall.render.praise import Grouping, stems


def grouped(*said, language="en", synonyms=None):
    """What is told apart, with the places of the reviews."""
    found = Grouping(synonyms or {}, language).group([(place, *each) for place, each in enumerate(said)])
    return [(point.label, point.places) for point in found]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "Keeps warm!", "keep  WARM"),
        ("en", "handles", "Handle."),
        ("en-GB", "a thin rim", "a thin, rim"),
        ("en", "doesn't drip", "doesn\u2019t drip"),
        ("it", "manico comodo", "manici comodi"),
        ("ru", "удобная ручка", "удобные ручки"),
        ("de", "schöne Tassen", "schöne Tasse"),
        ("ja", "\uff28ot", "hot"),
    ],
)
def test_case_punctuation_and_inflection_make_no_difference(language, one, other):
    assert len(grouped((language, one), (language, other))) == 1


@pytest.mark.parametrize(("one", "other"), [("keeps warm", "warm"), ("good lid", "bad lid"), ("lid fits", "fits lid"), ("light", "lightly used")])
def test_words_that_differ_are_told_apart(one, other):
    assert len(grouped(("en", one), ("en", other))) == 2


def test_the_same_letters_in_two_languages_are_two_points():
    assert grouped(("en", "gift"), ("de", "Gift")) == [("Gift", (1,)), ("gift", (0,))]


def test_synonyms_go_together_across_languages_under_their_label():
    synonyms = {"keeps warm": ["stays hot", "tiene il caldo"]}
    said = [("en", "Stays hot!"), ("it", "Tiene il caldo"), ("en", "keep warm"), ("en", "hot")]
    assert grouped(*said, synonyms=synonyms) == [("keeps warm", (0, 1, 2)), ("hot", (3,))]


def test_the_words_used_most_name_the_point():
    assert grouped(("en", "Handles"), ("en", "handle"), ("en", "handle"))[0][0] == "handle"


def test_a_review_that_says_it_twice_counts_once_and_no_words_count_for_nothing():
    found = Grouping({}, "en").group([(0, "en", "warm"), (0, "en", "Warm!"), (1, "en", "warm"), (2, "en", "!!"), (3, "en", "")])
    assert [(point.label, point.places) for point in found] == [("warm", (0, 1))]


def test_what_most_say_comes_first():
    assert [label for label, _ in grouped(("en", "rare"), ("en", "often"), ("en", "often"))] == ["often", "rare"]


def test_a_points_key_stays_where_its_wording_changes():
    (before,) = Grouping({}, "en").group([(0, "en", "Handles")])
    (after,) = Grouping({}, "en").group([(0, "en", "Handles"), (1, "en", "handle"), (2, "en", "handle")])
    assert before.label != after.label
    assert before.key == after.key


@given(st.lists(st.tuples(st.sampled_from(["en", "it", "ru", "de", "tlh", ""]), st.text(max_size=30)), max_size=30))
def test_no_text_is_lost_or_counted_twice(said):
    found = Grouping({"warm": ["hot"]}, "en").group([(place, *each) for place, each in enumerate(said)])
    places = [place for point in found for place in point.places]
    assert sorted(places) == [place for place, (language, text) in enumerate(said) if stems(text, language)]
    assert all(point.label for point in found)


@given(st.text(string.ascii_letters + " ", max_size=30))
def test_case_and_punctuation_never_make_a_difference(text):
    assert stems(text.upper() + "!", "en") == stems(f"  {text.lower()} ", "en")
