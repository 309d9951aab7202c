"""Copies of one photo among many: recompressed, brightened, cropped, mirrored. Which pairs are alike is kept between runs."""

from __future__ import annotations

import json
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from storywall.model import Picture

FILE = "copies.json"
VERSION = 1
"""Raised whenever other pairs are found than before."""
_NEAR = 14
"""So many of 64 bits may differ where the greys agree as well; what only happens to be as near is told apart by those."""
_ALIKE = 0.93
_BANDS = range(0, 64, 8)
_THUMB = 32
_SIDE = 12

Pair = tuple[str, str]


def copies(pictures: Iterable[Picture], folder: Path) -> list[Pair]:
    """Return the digests of photos that look like one another, in pairs; only those that are new since the last run are compared."""
    known = {picture.digest: picture for picture in pictures if picture.prints}
    digests, pairs = _kept(folder)
    fresh = [digest for digest in known if digest not in digests]
    if fresh:
        pairs += _found([known[digest] for digest in fresh], known)
        _keep(folder, known, pairs)
    return [pair for pair in pairs if pair[0] in known and pair[1] in known]


def _kept(folder: Path) -> tuple[set[str], list[Pair]]:
    try:
        kept = json.loads((folder / FILE).read_bytes())
        if kept["version"] != VERSION:
            return set(), []
        return {str(digest) for digest in kept["digests"]}, [(str(one), str(other)) for one, other in kept["pairs"]]
    except (OSError, ValueError, KeyError, TypeError):
        return set(), []


def _keep(folder: Path, known: Mapping[str, Picture], pairs: Sequence[Pair]) -> None:
    from storywall.photos.shelf import write

    left = [pair for pair in pairs if pair[0] in known and pair[1] in known]
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / FILE, json.dumps({"version": VERSION, "digests": sorted(known), "pairs": left}).encode())


def _found(fresh: Sequence[Picture], known: Mapping[str, Picture]) -> list[Pair]:
    """Compare new photos with all; each pair once."""
    wholes, crops = _index(known.values(), slice(0, 2)), _index(known.values(), slice(2, None))
    found: dict[Pair, None] = {}
    for picture in fresh:
        near = {*_near(picture.prints, wholes), *_near(picture.prints[:2], crops)} - {picture.digest}
        for other in sorted(near):
            pair = (min(picture.digest, other), max(picture.digest, other))
            if pair not in found and alike(picture, known[other]):
                found[pair] = None
    return list(found)


_Index = list[dict[int, list[tuple[int, str]]]]


def _index(pictures: Iterable[Picture], which: slice) -> _Index:
    """Prints by each of their eight bytes: two that differ in few bits have one in common."""
    index: _Index = [defaultdict(list) for _ in _BANDS]
    for picture in pictures:
        for each in picture.prints[which]:
            for band, shift in zip(index, _BANDS, strict=True):
                band[each >> shift & 0xFF].append((each, picture.digest))
    return index


def _near(prints: Iterable[int], index: _Index) -> Iterator[str]:
    for each in prints:
        for band, shift in zip(index, _BANDS, strict=True):
            for other, digest in band.get(each >> shift & 0xFF, ()):
                if (each ^ other).bit_count() <= _NEAR:
                    yield digest


def alike(one: Picture, other: Picture) -> bool:
    """Do the greys of two photos agree, in whole or where either may have been cropped, as they are or mirrored?"""
    a, b = b64decode(one.thumb), b64decode(other.thumb)
    if len(a) != _THUMB**2 or len(b) != _THUMB**2:
        return False
    mirrored = b"".join(b[row : row + _THUMB][::-1] for row in range(0, _THUMB**2, _THUMB))
    whole = (0.0, 0.0, 1.0)
    for second in (b, mirrored):
        if any(_agree(_sampled(a, crop), _sampled(second, whole)) for crop in _CROPS):
            return True
        if any(_agree(_sampled(a, whole), _sampled(second, crop)) for crop in _CROPS):
            return True
    return False


_CROPS = ((0.0, 0.0, 1.0), *((cut * x, cut * y, 1 - 2 * cut) for cut in (0.025, 0.05) for x in (0, 1, 2) for y in (0, 1, 2)))
"""What may be left of a photo: where it begins, and how much of each side it takes."""


def _sampled(greys: bytes, crop: tuple[float, float, float]) -> list[float]:
    """So many greys of a part of a picture, read between its pixels."""
    left, top, size = crop
    places = [(index + 0.5) / _SIDE * size for index in range(_SIDE)]
    found = []
    for y in places:
        row, below = _between(top + y)
        for x in places:
            column, beside = _between(left + x)
            upper = greys[row * _THUMB + column] * (1 - beside) + greys[row * _THUMB + column + 1] * beside
            lower = greys[(row + 1) * _THUMB + column] * (1 - beside) + greys[(row + 1) * _THUMB + column + 1] * beside
            found.append(upper * (1 - below) + lower * below)
    return found


def _between(place: float) -> tuple[int, float]:
    """A place from 0 to 1 as the pixel before it, and how far it is to the next."""
    at = min(max(place * _THUMB - 0.5, 0.0), _THUMB - 1.001)
    return int(at), at - int(at)


def _agree(one: Sequence[float], other: Sequence[float]) -> bool:
    """Are two rows of greys the same but for brightness and contrast? (Their correlation.)"""
    mean, mean_other = sum(one) / len(one), sum(other) / len(other)
    a, b = [level - mean for level in one], [level - mean_other for level in other]
    spread = sum(level * level for level in a) * sum(level * level for level in b)
    if spread <= (len(one) * 4.0) ** 2:  # all of one grey: nothing to tell it by
        return False
    return bool(sum(x * y for x, y in zip(a, b, strict=True)) / spread**0.5 >= _ALIKE)
