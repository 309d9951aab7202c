"""The community's card: the picture that stands for a page without photos where the page is shared."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

SIZE = (1200, 630)
"""Width and height in pixels, which all networks take."""
_MARGIN = 88
_QUALITY = 88
_VERSION = 1
"""Goes up when the drawing changes."""
_FACE = re.compile(
    r'@font-face \{\s*font-family: "(?P<family>[^"]+)";\s*font-style: normal;.*?url\("(?P<file>[^"]+)"\).*?unicode-range: (?P<ranges>[^;]+);',
    re.DOTALL,
)
_RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardText:
    """What a card says, and its colours as #rrggbb."""

    name: str
    tagline: str
    brand: str
    ground: str
    accent: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """Runs of text, each with the font that has its characters."""

    runs: tuple[tuple[str, ImageFont.FreeTypeFont], ...]

    @property
    def width(self) -> float:
        return sum(font.getlength(text) for text, font in self.runs)


class _Family:
    """A family that is cut into one file a script, at one size and weight."""

    def __init__(self, folder: Path, family: str, size: int, weight: int) -> None:
        css = (folder / "fonts.css").read_text("utf-8")
        self._fonts: list[tuple[frozenset[int], ImageFont.FreeTypeFont]] = []
        for found in _FACE.finditer(css):
            if found["family"] == family:
                font = ImageFont.truetype(folder / found["file"], size)
                font.set_variation_by_axes([weight])
                self._fonts.append((frozenset(_points(found["ranges"])), font))

    def line(self, text: str) -> _Line | None:
        """The text in runs; None where a character is in none of the files."""
        runs: list[tuple[str, ImageFont.FreeTypeFont]] = []
        for character in text:
            having = [font for points, font in self._fonts if ord(character) in points]
            if not having:
                return None
            if runs and runs[-1][1] in having:
                runs[-1] = (runs[-1][0] + character, runs[-1][1])
            else:
                runs.append((character, having[0]))
        return _Line(runs=tuple(runs))

    def lines(self, text: str, width: float, most: int) -> list[_Line] | None:
        """The text broken at its spaces into lines no wider than `width`; None where it takes more than `most`, or can't be set."""
        lines: list[_Line] = []
        words = text.split()
        while words:
            taken = None
            for count in range(len(words), 0, -1):
                line = self.line(" ".join(words[:count]))
                if line is None:
                    return None
                if line.width <= width:
                    taken, words = line, words[count:]
                    break
            if taken is None or len(lines) == most:
                return None
            lines.append(taken)
        return lines


def card_address(text: CardText) -> str:
    """Where the card is published: named by what it shows, so that networks that keep pictures take a new one."""
    said = "\0".join((str(_VERSION), *astuple(text)))
    return f"assets/card-{hashlib.sha256(said.encode()).hexdigest()[:12]}.jpg"


def kept_card(text: CardText, fonts: Path, folder: Path) -> Path:
    """The card's file in a folder, drawn unless it is there."""
    path = folder / card_address(text).rpartition("/")[2]
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_bytes(draw_card(text, fonts))
        new.replace(path)
    return path


def draw_card(text: CardText, fonts: Path) -> bytes:
    """Draw the card as a JPEG, with the fonts in a folder that has the theme's `fonts.css`.

    What can't be set (the fonts have no such letters, or it is too long) is left out; the colours stay.
    """
    ground, accent, second = (ImageColor.getrgb(colour) for colour in (text.ground, text.accent, text.second))
    ink = (43, 36, 32) if sum(ground[:3]) > 384 else (255, 255, 255)
    image = Image.new("RGB", SIZE, ground[:3])
    draw = ImageDraw.Draw(image)
    _stamp(image, accent[:3], second[:3], ground[:3])
    width = SIZE[0] * 0.58
    lines = next((found for size in (92, 76, 62, 50) if (found := _set(fonts, "Literata", text.name, size, 600, width, 3))), None)
    top = 0.0
    placed: list[tuple[_Line, float, tuple[int, ...]]] = []
    for line, leading in lines or ():
        placed.append((line, top, ink))
        top += leading
    smaller = _set(fonts, "Onest", text.tagline, 34, 400, width, 3) or []
    top += 52 if smaller else 0
    for line, leading in smaller:
        placed.append((line, top, ink))
        top += leading
    start = (SIZE[1] - top) / 2 - 30
    for line, at, colour in placed:
        _write(draw, line, _MARGIN, start + at, colour)
    for line, _ in _set(fonts, "Onest", text.brand, 26, 600, width, 1) or []:
        _write(draw, line, _MARGIN, SIZE[1] - _MARGIN + 10, accent[:3])
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _set(fonts: Path, family: str, text: str, size: int, weight: int, width: float, most: int) -> Sequence[tuple[_Line, float]]:
    """Lines of a text, each with its leading in pixels; empty where it can't be set."""
    lines = _Family(fonts, family, size, weight).lines(text, width, most) or []
    return [(line, size * (1.16 if size > 40 else 1.4)) for line in lines]


def _write(draw: ImageDraw.ImageDraw, line: _Line, left: float, top: float, colour: tuple[int, ...]) -> None:
    for text, font in line.runs:
        draw.text((left, top), text, font=font, fill=colour)
        left += font.getlength(text)


def _stamp(image: Image.Image, accent: tuple[int, ...], second: tuple[int, ...], ground: tuple[int, ...]) -> None:
    """A plate seen from above with the rings of its throwing, cut by the card's edge; drawn larger and made small, so that its edges are smooth."""
    scale, side = 3, SIZE[1]
    plate = Image.new("RGB", (side * scale, side * scale), ground)
    draw = ImageDraw.Draw(plate)
    middle = side * scale / 2
    for radius, shift, colour in (
        (0.47, 0.0, accent),
        *((0.43 - 0.028 * ring, 0.002 * ring, _between(accent, (255, 250, 242), 0.16 + 0.02 * (ring % 3))) for ring in range(9)),
        (0.15, 0.02, _between(second, accent, 0.15)),
        (0.12, 0.022, second),
    ):
        reach, at = radius * side * scale, middle + shift * side * scale
        if colour in (accent, second) or radius == 0.15:
            draw.ellipse((at - reach, at - reach, at + reach, at + reach), fill=colour)
        else:
            draw.ellipse((at - reach, at - reach, at + reach, at + reach), outline=colour, width=round(0.0045 * side * scale))
    image.paste(plate.resize((side, side), Image.Resampling.LANCZOS), (SIZE[0] - round(side * 0.6), 0))


def _between(one: tuple[int, ...], other: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(mine + (theirs - mine) * share) for mine, theirs in zip(one, other, strict=True))


def _points(ranges: str) -> Iterator[int]:
    for found in _RANGE.finditer(ranges):
        yield from range(int(found[1], 16), int(found[2] or found[1], 16) + 1)
