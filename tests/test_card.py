"""The community's card: in the scripts that the fonts have, whatever the settings say, and drawn once."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from storywall.frame import theme_dir
from storywall.photos.card import SIZE, CardText, card_address, draw_card, kept_card

FONTS = Path(theme_dir(), "assets/vendor/fonts")
TEXT = CardText(name="The Clay Table", tagline="What we eat from.", brand="Clay & Co", ground="#faf6f0", accent="#a4492f", second="#5f7f6f")


def drawn(**changes):
    image = Image.open(io.BytesIO(draw_card(replace(TEXT, **changes), FONTS)))
    assert (image.format, image.size, image.mode) == ("JPEG", SIZE, "RGB")
    return image.convert("L")


def ink(image):
    """How many dark pixels stand where the text does."""
    return sum(image.crop((60, 0, 700, 560)).histogram()[:110])


def test_nothing_is_written_where_nothing_is_said():
    assert ink(drawn(name="", tagline="", brand="")) == 0


@pytest.mark.parametrize("name", ["The Clay Table", "Țară și lut", "Стол из глины", "Стол & Table, №1"])
def test_a_name_is_written_in_each_script_of_the_fonts(name):
    assert ink(drawn(name=name, tagline="", brand="")) > 1500


@pytest.mark.parametrize("name", ["四回", "الكوب", "x" * 200, "\N{SLIGHTLY SMILING FACE}"])
def test_what_cannot_be_set_is_left_out(name):
    assert ink(drawn(name=name, tagline="", brand="")) == 0


def test_a_long_name_is_smaller_and_stays_beside_the_plate():
    name = "The rather long name of a community that somebody thought about"
    image = drawn(name=name, tagline="", brand="")
    assert ink(image) > 1500
    assert sum(image.crop((790, 0, 835, 120)).histogram()[:110]) == 0


def test_on_a_dark_ground_the_text_is_light():
    image = drawn(ground="#1c1815", tagline="", brand="")
    assert sum(image.crop((60, 0, 700, 560)).histogram()[200:]) > 1500


def test_it_is_drawn_once_and_anew_when_it_says_something_else(tmp_path):
    first = kept_card(TEXT, FONTS, tmp_path)
    before = first.stat().st_mtime_ns
    assert kept_card(TEXT, FONTS, tmp_path).stat().st_mtime_ns == before
    other = replace(TEXT, accent="#2f5d8a")
    assert card_address(other) != card_address(TEXT)
    assert kept_card(other, FONTS, tmp_path) != first
    assert [path.suffix for path in tmp_path.iterdir()] == [".jpg", ".jpg"]
