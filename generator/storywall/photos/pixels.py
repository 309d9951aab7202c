"""A decoded picture -> the pixels that are shown: upright, sRGB, 8 bit, small enough, and nothing beside them."""

from __future__ import annotations

from PIL import Image

from storywall.photos.colour import to_srgb
from storywall.photos.opening import Opened
from storywall.photos.recipe import size_within

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def shown(opened: Opened, longest: int, filter: Image.Resampling = Image.Resampling.LANCZOS) -> Image.Image:
    """Return an image of mode L, RGB or RGBA, its longest side at most `longest` pixels, never larger than before.

    It is RGBA only where something can be seen through.
    """
    image = shrink(_plain(opened.image), longest, filter)
    if opened.orientation != 1:
        image = image.transpose(_UPRIGHT[opened.orientation])
    image = to_srgb(image, opened.profile)
    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:
        image = image.convert("RGB")
    # What Pillow read around the pixels would be written again by some of its encoders.
    bare = image.copy()
    bare.info.clear()
    return bare


def shrink(image: Image.Image, longest: int, filter: Image.Resampling = Image.Resampling.LANCZOS) -> Image.Image:
    """Return the image with its longest side at most `longest` pixels."""
    size = size_within(*image.size, longest)
    if size == image.size:
        return image
    return image.resize(size, filter, reducing_gap=3.0)


def _plain(image: Image.Image) -> Image.Image:
    """Return the image in mode L, RGB, RGBA or CMYK."""
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode.startswith("I"):
        # Pillow's own conversion cuts off what is above 255.
        return image.convert("I").point(lambda level: level * (1 / 257) + 0).convert("L")
    if image.mode in ("1", "F"):
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")
