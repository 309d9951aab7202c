"""What is measured is what a browser shows."""

import re
from pathlib import Path

import pytest

from storywall import contrast
from storywall.frame import theme_dir

GIVEN = {"--sw-accent": "#2f5d8a", "--sw-second": "#6b5b3e", "--sw-ground": "#f7f8fa"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tokens_come_to_what_chromium_makes_of_them(new_page, scheme):
    tokens = Path(theme_dir(), contrast.ADDRESS).read_text("utf-8")
    page = new_page(color_scheme=scheme)
    page.set_content(f"<style>{tokens} :root{{{';'.join(f'{name}:{value}' for name, value in GIVEN.items())}}}</style><p>")
    declared = dict(reversed(contrast._DECLARED.findall(tokens))) | GIVEN
    for name in sorted({each for pairs in contrast._PAIRS.values() for pair in pairs for each in pair}):
        page.evaluate("name => { document.querySelector('p').style.color = `var(${name})` }", name)
        shown = page.evaluate("getComputedStyle(document.querySelector('p')).color")
        numbers = [float(number) for number in re.findall(r"[\d.]+", shown.replace("srgb", ""))][:3]
        if "srgb" in shown:
            numbers = [number * 255 for number in numbers]
        assert contrast._colour(f"var({name})", scheme, declared) == pytest.approx(numbers, abs=1), name
