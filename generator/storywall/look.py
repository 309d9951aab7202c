"""The brand's colours and fonts, as custom properties that the theme's tokens are made from."""

from __future__ import annotations

from collections.abc import Container

from storywall import words
from storywall.frame import ROOT
from storywall.model import Asset
from storywall.settings import Settings

ADDRESS = "assets/css/brand.css"
_FONT = "assets/vendor/fonts/{family}-normal-{script}.woff2"
_FAMILIES = {"titles": "literata", "text": "onest"}


def brand_style(settings: Settings) -> Asset:
    """The style sheet that storywall.yml's `look` makes; a theme's own file at this address stands in its place."""
    look = settings.look
    tokens = {"accent": look.accent, "second": look.second, "ground": look.ground}
    if look.titles:
        tokens["serif"] = f'"{look.titles}",Georgia,"Times New Roman",serif'
    if look.text:
        tokens["sans"] = f'"{look.text}",system-ui,-apple-system,"Segoe UI",sans-serif'
    return Asset(address=ADDRESS, data=f":root{{{';'.join(f'--sw-{name}:{value}' for name, value in tokens.items())}}}\n".encode())


def font_tags(settings: Settings, files: Container[str]) -> str:
    """Tags that have a page's first font files fetched beside its styles, so that they are there for its first words.

    `files` are addresses of the site; a family that the brand has put another in the place of isn't fetched.
    """
    scripts = ("latin", "cyrillic") if words.script(settings.language) == "Cyrl" else ("latin",)
    families = [family for setting, family in _FAMILIES.items() if getattr(settings.look, setting) is None]
    wanted = (_FONT.format(family=family, script=script) for family in families for script in scripts)
    # Fonts are fetched without cookies, and what was fetched ahead with them wouldn't be taken.
    return "".join(f'<link rel="preload" href="{ROOT}{file}" as="font" type="font/woff2" crossorigin>' for file in wanted if file in files)
