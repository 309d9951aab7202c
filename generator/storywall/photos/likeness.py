"""What a photo looks like in few bytes, so that another copy of it is found: recompressed, brightened, cropped, mirrored."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from PIL import Image, ImageOps

_SIDE = 96
_THUMB = 32
_CROPS = (0.025, 0.05)
"""So much may have been cut off each side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """`prints` are dHashes of 64 bits: of the whole, of its mirror image, then of what is left when it is cropped.

    `thumb` are 32 x 32 greys in base64.
    """

    prints: tuple[int, ...] = ()
    thumb: str = ""


def likeness(image: Image.Image) -> Likeness:
    """Look at an image in mode L or RGB, of any size."""
    grey = image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    crops = dict.fromkeys(_hash(grey, box) for box in _boxes(_SIDE))
    thumb = grey.resize((_THUMB, _THUMB), Image.Resampling.BOX).tobytes()
    return Likeness(prints=(_hash(grey), _hash(ImageOps.mirror(grey)), *crops), thumb=b64encode(thumb).decode())


def _boxes(side: int) -> list[tuple[float, float, float, float]]:
    """What is left of a square when something is cut off, at one side or at both."""
    found = []
    for cut in _CROPS:
        size = side * (1 - 2 * cut)
        for left in (0.0, side * cut, side * 2 * cut):
            found += [(left, top, left + size, top + size) for top in (0.0, side * cut, side * 2 * cut)]
    return found


def _hash(grey: Image.Image, box: tuple[float, float, float, float] | None = None) -> int:
    """The dHash: for each of 8 x 8 places whether the picture grows lighter to the right."""
    levels = grey.resize((9, 8), Image.Resampling.BOX, box=box).tobytes()
    bits = (levels[row * 9 + column] < levels[row * 9 + column + 1] for row in range(8) for column in range(8))
    return sum(bit << place for place, bit in enumerate(bits))
