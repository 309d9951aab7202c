"""The figures that photos are held to: how large they may be, and which renditions a site gets of them."""

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

SOCIAL = (1200, 630)
"""Width and height that networks cut a shared page's picture to."""
_PLAIN_WIDTH = 960
_SUFFIXES = {"webp": "webp", "jpeg": "jpg", "social": "jpg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """One rendition to make: `webp`, `jpeg` for readers that know no WebP, or `social`, a cut of SOCIAL's shape; its size, its quality."""

    form: str
    width: int
    height: int
    quality: int

    @property
    def name(self) -> str:
        """The part of a rendition's file name that tells it from others of the same photo."""
        return f"{self.form[0]}{self.width}x{self.height}q{self.quality}"

    @property
    def suffix(self) -> str:
        """The end of its file's name, without the dot."""
        return _SUFFIXES[self.form]

    def address(self, digest: str) -> str:
        """Where it is published: named by its content and recipe, so that it can be cached for good."""
        return f"assets/photos/{digest[:20]}-{self.name}.{self.suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Which renditions are made: WebP in these widths, in pixels, of this quality, 1 to 100; for an item's cover a social one, too."""

    widths: tuple[int, ...]
    quality: int
    social: bool = False

    def webp(self, width: int, height: int) -> tuple[Print, ...]:
        """The WebP renditions of a photo of this size, smallest first; none is larger than the photo."""
        widths = sorted({min(each, width) for each in self.widths})
        return tuple(Print(form="webp", width=w, height=_height(w, width, height), quality=self.quality) for w in widths)

    def jpeg(self, width: int, height: int) -> Print:
        """The rendition for mail, feeds and browsers that know no WebP."""
        w = min(_PLAIN_WIDTH, width)
        return Print(form="jpeg", width=w, height=_height(w, width, height), quality=self.quality)

    @property
    def cut(self) -> Print:
        """The rendition for networks."""
        return Print(form="social", width=SOCIAL[0], height=SOCIAL[1], quality=self.quality)

    def prints(self, width: int, height: int) -> tuple[Print, ...]:
        """All renditions of a photo of this size."""
        return (*self.webp(width, height), self.jpeg(width, height), *((self.cut,) if self.social else ()))


def _height(wanted: int, width: int, height: int) -> int:
    return max(1, round(height * wanted / width))


def size_within(width: int, height: int, longest: int) -> tuple[int, int]:
    """Width and height in pixels when the longest side is at most `longest`; never larger than before."""
    scale = min(1.0, longest / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
