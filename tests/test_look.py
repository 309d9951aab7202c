"""What the brand's look adds to each page."""

import pytest

from storywall.look import font_tags
from storywall.settings import Settings

FONTS = [f"assets/vendor/fonts/{family}-normal-{script}.woff2" for family in ("literata", "onest") for script in ("latin", "cyrillic")]


def fetched(files=FONTS, **settings):
    tags = font_tags(Settings.model_validate({"name": "Table", "brand": "Mugs", **settings}), files)
    return [file for file in FONTS if file in tags]


@pytest.mark.parametrize(
    ("settings", "ahead"),
    [
        ({}, [FONTS[0], FONTS[2]]),
        ({"language": "it"}, [FONTS[0], FONTS[2]]),
        ({"language": "ru"}, FONTS),
        ({"look": {"titles": "Fraunces"}}, [FONTS[2]]),
        ({"look": {"titles": "Fraunces", "text": "Figtree"}}, []),
    ],
)
def test_fonts_that_first_words_need_are_fetched_ahead(settings, ahead):
    assert fetched(**settings) == ahead


def test_a_font_that_the_site_does_not_have_is_not_asked_for():
    assert fetched(files=[FONTS[0]]) == [FONTS[0]]
