"""A member's mark: an abstract stamp like a potter's, drawn from the handle; the same handle gives the same mark everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import cos, pi, sin

SIZE = 64
"""Marks are drawn on a square of so many units, its centre in the middle."""
COLOURS = 6
SHAPES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a template draws: `colour` (0 to 5) and `shape` (0 to 3) of the clay name styles, `path` is the stroke pressed into it."""

    colour: int
    shape: int
    path: str


Point = tuple[float, float]


class _Draw:
    """Turns bytes of a digest into numbers, one after the other."""

    def __init__(self, digest: bytes) -> None:
        self._bytes: Iterator[int] = iter(digest)

    def pick(self, least: int, most: int) -> int:
        return least + next(self._bytes) % (most - least + 1)


def mark(handle: str) -> Mark:
    """Draw a handle's mark."""
    draw = _Draw(hashlib.sha256(handle.encode()).digest())
    colour, shape = draw.pick(0, COLOURS - 1), draw.pick(0, SHAPES - 1)
    motif = _MOTIFS[draw.pick(0, len(_MOTIFS) - 1)]
    return Mark(colour=colour, shape=shape, path=motif(draw, draw.pick(0, 11) * pi / 6))


def _polar(radius: float, angle: float) -> Point:
    return SIZE / 2 + radius * cos(angle), SIZE / 2 + radius * sin(angle)


def _turned(x: float, y: float, angle: float) -> Point:
    """A point given from the centre, turned around it."""
    return SIZE / 2 + x * cos(angle) - y * sin(angle), SIZE / 2 + x * sin(angle) + y * cos(angle)


def _at(*points: Point) -> str:
    return " ".join(f"{round(x)} {round(y)}" for x, y in points)


def _line(*points: Point) -> str:
    return f"M{_at(*points)}"


def _dot(point: Point) -> str:
    return f"M{_at(point)}h0"  # a stroke of no length with round ends


def _ring(radius: int) -> str:
    return f"M{SIZE // 2 - radius} {SIZE // 2}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0 {-2 * radius} 0"


def _around(count: int, turn: float) -> list[float]:
    return [turn + 2 * pi * step / count for step in range(count)]


def _rays(draw: _Draw, turn: float) -> str:
    count, inner, outer = draw.pick(3, 8), draw.pick(5, 9), draw.pick(16, 20)
    middle = _dot((SIZE / 2, SIZE / 2)) if draw.pick(0, 1) else ""
    return middle + "".join(_line(_polar(inner, angle), _polar(outer, angle)) for angle in _around(count, turn))


def _petals(draw: _Draw, turn: float) -> str:
    count, length, width = draw.pick(3, 5), draw.pick(17, 20), 0.25 + draw.pick(0, 3) * 0.08

    def petal(angle: float) -> str:
        tip, left, right = _polar(length, angle), _polar(length * 0.62, angle - width * 2), _polar(length * 0.62, angle + width * 2)
        return f"M{SIZE // 2} {SIZE // 2}Q{_at(left, tip)}Q{_at(right)} {SIZE // 2} {SIZE // 2}"

    return "".join(petal(angle) for angle in _around(count, turn))


def _rings(draw: _Draw, turn: float) -> str:
    outer = draw.pick(15, 19)
    dots = "".join(_dot(_polar(outer, angle)) for angle in _around(draw.pick(5, 9), turn))
    return (_ring(outer - 8) if draw.pick(0, 1) else _dot((SIZE / 2, SIZE / 2)) + _ring(outer - 9)) + dots


def _waves(draw: _Draw, turn: float) -> str:
    count, height = draw.pick(2, 4), draw.pick(4, 7)

    def wave(y: float) -> str:
        points = [_turned(-18, y, turn), _turned(-6, y + height, turn), _turned(6, y - height, turn), _turned(18, y, turn)]
        return f"M{_at(points[0])}C{_at(*points[1:])}"

    return "".join(wave((line - (count - 1) / 2) * 9) for line in range(count))


def _sprig(draw: _Draw, turn: float) -> str:
    pairs, reach = draw.pick(2, 4), draw.pick(9, 13)
    stem = _line(_turned(0, 19, turn), _turned(0, -19, turn))

    def leaf(step: int, side: int) -> str:
        y = 16 - step * 26 / pairs
        return f"M{_at(_turned(0, y, turn))}Q{_at(_turned(side * reach * 0.8, y - 1, turn), _turned(side * reach, y - 11, turn))}"

    return stem + "".join(leaf(step, side) for step in range(pairs) for side in (-1, 1))


def _comb(draw: _Draw, turn: float) -> str:
    count = draw.pick(3, 6)
    places = [(step - (count - 1) / 2) * 30 / (count - 1) for step in range(count)]
    heights = [draw.pick(5, 18) for _ in places]
    return "".join(_line(_turned(x, -height, turn), _turned(x, height, turn)) for x, height in zip(places, heights, strict=True))


def _quarters(draw: _Draw, turn: float) -> str:
    cross = "".join(_line(_polar(18, angle), _polar(18, angle + pi)) for angle in (turn, turn + pi / 2))
    spots = [angle for angle in _around(4, turn + pi / 4) if draw.pick(0, 2)]
    return cross + "".join(_dot(_polar(14, angle)) for angle in spots)


def _vessel(draw: _Draw, turn: float) -> str:  # noqa: ARG001 - a pot stands upright
    lip, belly, foot, top = draw.pick(6, 16), draw.pick(10, 20), draw.pick(5, 10), draw.pick(14, 19)
    half = SIZE // 2
    side = [f"C{half + sign * belly} {half - 4} {half + sign * belly} {half + 12} {half + sign * foot} {half + 16}" for sign in (-1, 1)]
    walls = f"M{half - lip} {half - top}{side[0]}H{half + foot}M{half + lip} {half - top}{side[1]}"
    return walls + (f"M{half - lip} {half - top}H{half + lip}" if draw.pick(0, 1) else _dot((half, half + 2)))


def _spiral(draw: _Draw, turn: float) -> str:
    turns, sign = draw.pick(4, 6), draw.pick(0, 1) * 2 - 1
    points = [_polar(2 + step * 18 / (turns * 2), turn + sign * step * pi / 2) for step in range(turns * 2 + 1)]
    radii = [round(4 + 1.6 * step) for step in range(turns * 2)]
    arcs = "".join(f"A{radius} {radius} 0 0 {(sign + 1) // 2} {_at(point)}" for radius, point in zip(radii, points[1:], strict=True))
    return f"M{_at(points[0])}{arcs}"


def _arches(draw: _Draw, turn: float) -> str:
    count, step = draw.pick(2, 3), draw.pick(6, 7)

    def arch(radius: int) -> str:
        left, right = _turned(-radius, 12, turn), _turned(radius, 12, turn)
        return f"M{_at(left)}L{_at(_turned(-radius, 0, turn))}A{radius} {radius} 0 0 1 {_at(_turned(radius, 0, turn))}L{_at(right)}"

    return "".join(arch(4 + step * number) for number in range(count))


_MOTIFS: tuple[Callable[[_Draw, float], str], ...] = (
    _rays,
    _petals,
    _rings,
    _waves,
    _sprig,
    _comb,
    _quarters,
    _vessel,
    _spiral,
    _arches,
)
