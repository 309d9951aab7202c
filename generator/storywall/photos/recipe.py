"""The figures that photos are held to: how large they may be, and the size and quality of a rendition."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that a photo may have before it is decoded: pixels, and bytes of its file."""

    pixels: int
    size: int


SUBMITTED = Limits(pixels=40_000_000, size=20_000_000)
"""What may lie in `submissions/`."""
ORIGINAL = Limits(pixels=120_000_000, size=40_000_000)
"""What a master may be made of."""

LONGEST = 2560
"""The longest side of a master, in pixels."""
MOST_BYTES = 1_500_000
"""The most bytes of a master."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a rendition is made: its longest side in pixels at most, and WebP's quality, 1 to 100."""

    width: int
    quality: int

    @property
    def key(self) -> str:
        """The part of a kept rendition's name that tells recipes apart."""
        return f"{self.width}q{self.quality}"


def rendition_size(width: int, height: int, longest: int) -> tuple[int, int]:
    """Width and height in pixels when the longest side is at most `longest`; never larger than before."""
    scale = min(1.0, longest / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
