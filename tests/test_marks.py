"""A handle's mark: always the same, within its square, and rarely that of another."""

import re

from hypothesis import given
from hypothesis import strategies as st

from storywall.render.marks import COLOURS, SHAPES, SIZE, mark


def test_the_same_handle_has_the_same_mark():
    assert mark("ada") == mark("ada")


@given(st.text(max_size=60))
def test_a_mark_is_a_path_within_its_square(handle):
    drawn = mark(handle)
    assert 0 <= drawn.colour < COLOURS
    assert 0 <= drawn.shape < SHAPES
    assert re.fullmatch(r"[MLHCQAah0-9 -]+", drawn.path)
    for x, y in re.findall(r"[ML](-?\d+) (-?\d+)", drawn.path):
        assert 0 <= int(x) <= SIZE
        assert 0 <= int(y) <= SIZE


def test_few_of_a_thousand_marks_are_alike():
    marks = {mark(f"member-{number}") for number in range(1000)}
    assert len(marks) > 850
