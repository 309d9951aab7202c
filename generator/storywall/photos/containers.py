"""The outside of a picture file: its type, the parts that it is made of, and where it ends. Nothing is decoded here."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import NamedTuple

PARTS_AT_MOST = 100_000
"""A picture of 40 MB in PNG's usual pieces of 8 KiB has 5,000; a file of empty parts would cost seconds and a gigabyte."""

_AVIF = (b"avif", b"avis")
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")


class Part(NamedTuple):
    """A segment, chunk, box or block: its name and the span of its content."""

    name: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """The parts in their order, and the index behind the last of them; `end` is None where the file is cut off."""

    parts: tuple[Part, ...]
    end: int | None


def type_of(data: bytes) -> str:
    """Return the picture's type by its first bytes, a key of SUFFIXES; an empty string where it is none of them."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WebP"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    return _brand(data) if data[4:8] == b"ftyp" else ""


def _brand(data: bytes) -> str:
    """AVIF and HEIF share one container; `mif1` and `msf1` say no more than that, so the compatible brands decide."""
    major, size = data[8:12], min(int.from_bytes(data[:4], "big"), 512)
    brands = {data[at : at + 4] for at in range(16, size, 4)}
    if major in _AVIF or (major in (b"mif1", b"msf1") and brands & set(_AVIF)):
        return "AVIF"
    return "HEIF" if major in _HEIF else ""


def outside(data: bytes, type: str) -> Outside:
    """Walk over the parts of a picture of a type that `type_of` named."""
    parts: list[Part] = []
    walk = _WALKS[type](data)
    try:
        while len(parts) < PARTS_AT_MOST:
            parts.append(next(walk))
    except StopIteration as done:
        return Outside(parts=tuple(parts), end=done.value)
    except IndexError:
        pass
    return Outside(parts=tuple(parts), end=None)


_Walk = Generator[Part, None, int | None]

# A scan's data escape 0xFF by a zero byte; restart marks stand between them. Whatever else follows 0xFF ends the scan.
_AFTER_SCAN = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]", re.DOTALL)


def _jpeg(data: bytes) -> _Walk:
    at = 2
    while found := _AFTER_SCAN.search(data, at):
        marker, at = data[found.end() - 1], found.end()
        if marker == 0xD9:
            return at
        if marker in (0x01, 0xD8):
            continue
        size = data[at] << 8 | data[at + 1]
        yield Part(f"APP{marker - 0xE0}" if 0xE0 <= marker <= 0xEF else "COM" if marker == 0xFE else "", at + 2, at + size)
        at += max(size, 2)
    return None


def _png(data: bytes) -> _Walk:
    at = 8
    while at + 12 <= len(data):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if at + 12 + size > len(data):
            return None
        yield Part(name.decode("latin-1"), at + 8, at + 8 + size)
        at += 12 + size
        if name == b"IEND":
            return at
    return None


def _webp(data: bytes) -> _Walk:
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        return None
    at = 12
    while at + 8 <= end:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        yield Part(data[at : at + 4].decode("latin-1"), at + 8, min(at + 8 + size, end))
        at += 8 + size + size % 2
    return end


def _gif(data: bytes) -> _Walk:
    at = 13 + _palette(data[10])
    while data[at] != 0x3B:
        start = at
        if data[at] == 0x2C:
            at += 11 + _palette(data[at + 9])
        elif data[at] == 0x21:
            at += 2
        else:
            return None
        while data[at]:
            at += 1 + data[at]
        at += 1
        yield Part("image" if data[start] == 0x2C else f"extension {data[start + 1]:02X}", start + 2, at)
    return at + 1


def _palette(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _boxes(data: bytes) -> _Walk:
    at = 0
    while at + 8 <= len(data):
        size, name, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if not name.isalnum():
            return at
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        size = size or len(data) - at
        if size < head or at + size > len(data):
            return None
        yield Part(name.decode("latin-1"), at + head, at + size)
        at += size
    return at


_WALKS: dict[str, Callable[[bytes], _Walk]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WebP": _webp,
    "GIF": _gif,
    "AVIF": _boxes,
    "HEIF": _boxes,
}
