import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storywall.importing.values import (
    UnreadError,
    is_ambiguous,
    order_shown,
    read_addresses,
    read_day,
    read_flag,
    read_list,
    read_rating,
)


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("2025-03-02", "", "2025-03-02"),
        ("2025-03-02 10:12:00 UTC", "", "2025-03-02"),
        ("2024-12-31T23:30:00-05:00", "", "2024-12-31"),
        ("25/03/2024", "", "2024-03-25"),
        ("03/25/2024 10:22", "", "2024-03-25"),
        ("03/03/2024", "", "2024-03-03"),
        ("3 April 2024", "", "2024-04-03"),
        ("Apr 3, 2024 at 10:00", "", "2024-04-03"),
        ("03/04/2024", "dmy", "2024-04-03"),
        ("03/04/2024", "mdy", "2024-03-04"),
        ("2024/3/4", "mdy", "2024-03-04"),
    ],
)
def test_days_are_read(written, order, day):
    assert read_day(written, order) == day


@pytest.mark.parametrize(
    ("written", "order", "reason"),
    [
        ("03/04/2024", "", "may be two days"),
        ("25/03/2024", "mdy", "isn't a day in the order"),
        ("30/02/2024", "dmy", "isn't a day in the order"),
        ("yesterday", "", "isn't a day"),
        ("1700000000", "", "isn't a day"),
        ("3/4/24", "dmy", "isn't a day"),
    ],
)
def test_days_are_never_guessed(written, order, reason):
    with pytest.raises(UnreadError, match=reason):
        read_day(written, order)


def test_the_order_of_days_is_seen_where_only_one_fits():
    assert is_ambiguous("03/04/2024 10:00")
    assert not is_ambiguous("03/03/2024")
    assert (order_shown("25/03/2024"), order_shown("03/25/2024"), order_shown("03/04/2024"), order_shown("2024-03-04")) == ("dmy", "mdy", "", "")


@pytest.mark.parametrize(
    ("written", "scale", "stars"),
    [
        ("5", 0, "5"),
        ("4.0", 0, "4"),
        ("3,0", 0, "3"),
        ("4/5", 0, "4"),
        ("4 out of 5", 0, "4"),
        ("2 stars", 0, "2"),
        ("★★★☆☆", 0, "3"),
        ("4.5", 5, "5"),
        ("8", 10, "4"),
        ("7/10", 10, "4"),
        ("1", 10, "1"),
        ("100", 100, "5"),
        ("30", 100, "2"),
    ],
)
def test_ratings_are_read(written, scale, stars):
    assert read_rating(written, scale) == stars


@pytest.mark.parametrize(
    ("written", "scale", "reason"),
    [
        ("4.5", 0, "halves"),
        ("0", 0, "less than a star"),
        ("6", 0, "scale of"),
        ("8/10", 0, "scale of"),
        ("11", 10, "scale of"),
        ("4/5", 10, "scale of"),
        ("good", 0, "isn't a rating"),
        ("-1", 0, "isn't a rating"),
        ("٣", 0, "isn't a rating"),
        ("", 0, "isn't a rating"),
    ],
)
def test_ratings_are_never_guessed(written, scale, reason):
    with pytest.raises(UnreadError, match=reason):
        read_rating(written, scale)


@given(st.integers(min_value=1, max_value=10))
def test_ten_points_are_five_stars_two_by_two(points):
    assert read_rating(str(points), 10) == str(-(-points // 2))


def test_flags_are_read_from_explicit_words_alone():
    assert [read_flag(word) for word in ("TRUE", "yes", "1", "Sì", "да", "no", "0", "нет")] == ["true"] * 5 + ["false"] * 3
    for word in ("maybe", "verified", "2", ""):
        with pytest.raises(UnreadError):
            read_flag(word)


def test_lists_are_split():
    assert read_list("light; warm, round | blue\nheavy") == ["light", "warm, round", "blue", "heavy"]
    assert read_list("site, newsletter", commas=True) == ["site", "newsletter"]
    assert read_list('["a; b", "c"]') == ["a; b", "c"]
    assert read_list("[not json]") == ["[not json]"]


@given(st.lists(st.text(min_size=1)))
def test_a_list_of_texts_as_json_comes_back(items):
    assert read_list(json.dumps(items)) == items


def test_addresses_are_found_in_any_list():
    both = ["https://a.example/1.jpg", "https://b.example/2,5.jpg?w=3"]
    for sign in (",", "; ", " | ", "\n"):
        assert read_addresses(sign.join(both)) == both
    assert read_addresses(json.dumps(both)) == both
    assert read_addresses("javascript:alert(1), ftp://x/y.jpg") == []
