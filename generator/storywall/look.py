"""The brand's colours and fonts, as custom properties that the theme's tokens are made from."""

from __future__ import annotations

from storywall.model import Asset
from storywall.settings import Settings

ADDRESS = "assets/css/brand.css"


def brand_style(settings: Settings) -> Asset:
    """The style sheet that storywall.yml's `look` makes; a theme's own file at this address stands in its place."""
    look = settings.look
    tokens = {"accent": look.accent, "second": look.second, "ground": look.ground}
    if look.titles:
        tokens["serif"] = f'"{look.titles}",Georgia,"Times New Roman",serif'
    if look.text:
        tokens["sans"] = f'"{look.text}",system-ui,-apple-system,"Segoe UI",sans-serif'
    return Asset(address=ADDRESS, data=f":root{{{';'.join(f'--sw-{name}:{value}' for name, value in tokens.items())}}}\n".encode())
