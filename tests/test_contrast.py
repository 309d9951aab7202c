"""The brand's colours are measured in both looks, and the tone that is proposed can be read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storywall.contrast import ENOUGH, check_contrast, contrast
from storywall.frame import theme_dir
from storywall.settings import Settings

TOKENS = Path(theme_dir(), "assets/css/tokens.css").read_text("utf-8")


def found(tokens=TOKENS, **look):
    settings = Settings.model_validate({"name": "Table", "brand": "Mugs", "look": look})
    return {problem.field[-1]: problem.values for problem in check_contrast(settings, tokens)}


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ((0, 0, 0), (255, 255, 255), 21),
        ((255, 255, 255), (255, 255, 255), 1),
        ((118, 118, 118), (255, 255, 255), 4.54),
        ((255, 0, 0), (0, 0, 255), 2.15),
    ],
)
def test_known_ratios(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


def test_the_shipped_colours_can_be_read():
    assert found() == {}


def test_each_colour_is_blamed_for_its_own():
    assert set(found(accent="#e8c547")) == {"accent"}
    assert set(found(second="#dfe9e2")) == {"second"}
    assert "ground" in found(ground="#5a5a5a")
    assert set(found(accent="#000000")) == {"accent"}, "too dark for the dark look"


@given(st.integers(0, 0xFFFFFF))
def test_the_tone_that_is_proposed_can_be_read(number):
    colour = f"#{number:06x}"
    values = found(accent=colour).get("accent")
    if values is not None:
        assert float(values["ratio"]) < ENOUGH
        assert "accent" not in found(accent=values["guess"])


@pytest.mark.parametrize("tokens", ["", ":root { --sw-strong: oklch(60% .2 30); --sw-paper: var(--sw-paper); --sw-wash: light-dark(); }"])
def test_what_cannot_be_worked_out_is_left_alone(tokens):
    assert found(tokens) == {}
