"""A photo -> what the site publishes of it, encoded from pixels, so that nothing else of the file gets through (T5)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from io import BytesIO

from PIL import Image, ImageOps

from storywall.photos.opening import Opened
from storywall.photos.pixels import shown
from storywall.photos.recipe import Print

# Measured on photos at quality 80: method 4 takes 2.3 times as long as 2 and saves 4 % of the bytes, 1 saves 30 % of the
# time and costs 5 % more. Hamming's filter takes a fifth of Lanczos' time; what it loses in SSIM is less than 0.005.
_METHOD = 1
_FILTER = Image.Resampling.HAMMING
_PLACEHOLDER = 16
# A cut of another shape keeps what is a little above the middle, where faces and cups are.
_CENTRE = (0.5, 0.45)


def render(opened: Opened, prints: Sequence[Print]) -> Iterator[tuple[Print, bytes]]:
    """Yield renditions of a decoded picture with their bytes; each is made smaller from the one before, the social one from the largest."""
    whole = sorted((each for each in prints if each.form != "social"), key=lambda each: -each.width)
    largest = max((max(each.width, each.height) for each in whole), default=max(opened.size))
    image = shown(opened, largest, _FILTER)
    for each in prints:
        if each.form == "social":
            yield each, _encode(ImageOps.fit(image, (each.width, each.height), _FILTER, centering=_CENTRE), each)
    for each in whole:
        if image.size != (each.width, each.height):
            image = image.resize((each.width, each.height), _FILTER)
        yield each, _encode(image, each)


def placeholder(image: Image.Image) -> str:
    """A picture of 16 pixels as WebP in base64, for a page to show until the photo is there; empty where something can be seen through."""
    if image.mode == "RGBA":
        return ""
    target = BytesIO()
    tiny = image.convert("RGB")
    tiny.thumbnail((_PLACEHOLDER, _PLACEHOLDER), Image.Resampling.BOX)
    tiny.save(target, "WEBP", quality=30, method=4)
    return b64encode(target.getvalue()).decode()


def _encode(image: Image.Image, each: Print) -> bytes:
    target = BytesIO()
    if each.form == "webp":
        image.save(target, "WEBP", quality=each.quality, method=_METHOD)
    else:
        _opaque(image).save(target, "JPEG", quality=each.quality)
    return target.getvalue()


def _opaque(image: Image.Image) -> Image.Image:
    """On white, where something can be seen through: JPEG shows no ground of its own."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground
