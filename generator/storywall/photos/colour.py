"""Colours as the web shows them: every picture becomes sRGB, through its own profile where it has one."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageChops, ImageCms

_SRGB = ImageCms.createProfile("sRGB")
_STEPS = range(0, 256, 51)
_CHART = Image.frombytes("RGB", (216, 1), bytes(level for r in _STEPS for g in _STEPS for b in _STEPS for level in (r, g, b)))
# The many profiles that call themselves sRGB differ by rounding; Display P3 and Adobe RGB by more than 10 of 255.
_ALIKE = 3


@lru_cache(maxsize=64)
def is_srgb(profile: bytes) -> bool:
    """Is it sRGB by what it does to colours, whatever it calls itself?"""
    try:
        shown = _through(_CHART, profile)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return False
    return max(ImageChops.difference(_CHART, shown).tobytes()) <= _ALIKE


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Return an L, RGB, RGBA or CMYK image as sRGB, in mode L, RGB or RGBA; `profile` may be empty.

    A broken profile, or one for other colours than the picture has, is passed over, as browsers do.
    """
    if profile and not is_srgb(profile):
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            return _through(image, profile)
    return image.convert("RGB") if image.mode == "CMYK" else image


def _through(image: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    if image.mode == "RGBA":
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    else:
        alpha = None
    if image.mode == "L" and source.profile.xcolor_space.strip() == "RGB":
        image = image.convert("RGB")
    shown = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
    if shown is None:
        raise ValueError
    if alpha is not None:
        shown.putalpha(alpha)
    return shown
