"""The brand's colours, as custom properties that the theme's tokens are mixed from."""

from __future__ import annotations

from storywall.model import Asset
from storywall.settings import Settings

ADDRESS = "assets/css/brand.css"


def brand_style(settings: Settings) -> Asset:
    """The style sheet that storywall.yml's `look` makes; a theme's own file at this address stands in its place."""
    look = settings.look
    return Asset(address=ADDRESS, data=f":root{{--sw-accent:{look.accent};--sw-second:{look.second};--sw-ground:{look.ground}}}\n".encode())
