"""An original -> the clean master that is kept in git: upright, sRGB, no metadata, of a size that a site can use."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

from PIL import Image, ImageFile

from storywall.photos.colour import is_srgb
from storywall.photos.findings import SUFFIXES
from storywall.photos.inspect import faults
from storywall.photos.opening import Opened, decode
from storywall.photos.pixels import shown, shrink
from storywall.photos.recipe import LONGEST, MOST_BYTES, ORIGINAL

_COLOURS, _GREYS = 256, 16
"""As many as a drawing has and a photograph hasn't."""
_QUALITIES = (88, 82, 75, 68)
_DRAWN = ("PNG", "GIF")
"""Types that screens are drawn in: their sharp edges between colours show when colour is halved."""


def normalise(data: bytes, suffix: str) -> tuple[bytes, str]:
    """Return a photo's clean master and the suffix that its name needs; what is a master already comes back as it is.

    JPEG, or WebP where something can be seen through or there are few colours; an animation gives its first picture.
    RefusedError where the photo can't be decoded, or is larger than 120 megapixels or 40 MB. `Darkroom.masters` does the same
    where a photo can't harm.
    """
    opened = decode(data, ORIGINAL)
    kind, master = _master(opened, data)
    return master, suffix if suffix.lower() in SUFFIXES[kind] else SUFFIXES[kind][0]


def _master(opened: Opened, data: bytes) -> tuple[str, bytes]:
    if _is_shown_as_it_is(opened):
        if opened.type in ("JPEG", "WebP") and len(data) <= MOST_BYTES and not list(faults(opened, data)):
            return opened.type, data
        if opened.image.format == "JPEG" and len(bare := _without_metadata(opened.image)) <= MOST_BYTES:
            return "JPEG", bare
    image = shown(opened, LONGEST)
    if image.mode == "RGBA":
        return "WebP", _within(image, _webp)
    if opened.type != "JPEG" and _is_drawn(image) and len(drawn := _lossless(image)) <= MOST_BYTES:
        return "WebP", drawn
    return "JPEG", _within(image, partial(_jpeg, subsampling="4:4:4" if opened.type in _DRAWN else "4:2:0"))


def _is_shown_as_it_is(opened: Opened) -> bool:
    return (
        max(opened.size) <= LONGEST
        and opened.orientation == 1
        and opened.image.mode in ("L", "RGB", "RGBA")
        and (not opened.profile or is_srgb(opened.profile))
    )


def _without_metadata(image: Image.Image) -> bytes:
    """Encode a JPEG again with its own tables, which changes hardly a pixel by more than rounding does."""
    # Pillow takes over a comment unless it is given another.
    return _save_jpeg(image, quality="keep", comment=b"")


def _within(image: Image.Image, encode: Callable[[Image.Image, int], bytes]) -> bytes:
    """Encode as well as the limit allows: first with less quality, then with fewer pixels."""
    while True:
        for quality in _QUALITIES:
            if len(data := encode(image, quality)) <= MOST_BYTES:
                return data
        image = shrink(image, max(image.size) * 3 // 4)


def _jpeg(image: Image.Image, quality: int, *, subsampling: str) -> bytes:
    return _save_jpeg(image, quality=quality, subsampling=subsampling)


def _save_jpeg(image: Image.Image, **options: Any) -> bytes:
    target = BytesIO()
    # Pillow guesses how much room the encoder needs, and a noisy picture needs more.
    room = ImageFile.MAXBLOCK
    ImageFile.MAXBLOCK = max(room, 4 * image.width * image.height)
    try:
        image.save(target, "JPEG", optimize=True, progressive=True, **options)
    finally:
        ImageFile.MAXBLOCK = room
    return target.getvalue()


def _is_drawn(image: Image.Image) -> bool:
    if image.mode == "L":
        return image.getcolors(_GREYS) is not None
    colours = image.getcolors(_COLOURS)
    grey = all(red == green == blue for _, (red, green, blue) in colours or ())  # type: ignore[misc]
    return colours is not None and (len(colours) <= _GREYS or not grey)


def _lossless(image: Image.Image) -> bytes:
    target = BytesIO()
    image.save(target, "WEBP", lossless=True, quality=75, method=4)
    return target.getvalue()


def _webp(image: Image.Image, quality: int) -> bytes:
    target = BytesIO()
    image.save(target, "WEBP", quality=quality, method=4)
    return target.getvalue()
