"""A photo's file -> what it is, how large, and what is wrong with it; decoded wholly, since only that finds a torn end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from storywall.model import Picture
from storywall.photos.findings import MASTERS, Fault, Findings, RefusedError
from storywall.photos.likeness import Likeness, likeness
from storywall.photos.metadata import ORDER, PLACE, carried
from storywall.photos.opening import Opened, decode, read, silent
from storywall.photos.pixels import shown
from storywall.photos.recipe import LONGEST, MOST_BYTES, SUBMITTED, Limits
from storywall.photos.renditions import placeholder
from storywall.problems import N_, Problem

_LOOK = 128
"""Pixels on the longest side that are enough to see what it looks like."""
_PIXELS, _MEGABYTES = N_("pixels on its longest side"), N_("MB")


def inspect(path: Path, file: str) -> tuple[Picture | None, list[Problem]]:
    """Inspect the photo at `path`, which problems call `file`, in this process: `Darkroom` does it where a photo can't harm."""
    try:
        data = read(path, SUBMITTED)
    except RefusedError as refused:
        return Findings(faults=(refused.fault,)).read(file)
    return inspect_bytes(data, file)


def inspect_bytes(data: bytes, file: str) -> tuple[Picture | None, list[Problem]]:
    """Inspect a photo's bytes; the picture is None where they can't be shown."""
    return examine(data)[0].read(file)


def examine(data: bytes, limits: Limits = SUBMITTED) -> tuple[Findings, Opened | None]:
    """Return what was found and the decoded picture, None where there is none."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        opened = decode(data, limits)
    except RefusedError as refused:
        return Findings(digest=digest, faults=(refused.fault,)), None
    width, height = opened.size
    found = tuple(faults(opened, data))
    small = shown(opened, _LOOK)
    like = likeness(small) if small.mode != "RGBA" else Likeness()
    return Findings(
        digest=digest,
        type=opened.type,
        width=width,
        height=height,
        faults=found,
        placeholder=placeholder(small),
        prints=like.prints,
        thumb=like.thumb,
    ), opened


def faults(opened: Opened, data: bytes) -> Iterator[Fault]:
    """Yield what keeps a photo that was decoded from lying in `submissions/` as it is."""
    with silent():
        words = carried(opened, data)
    yield from _beyond_a_master(opened, data)
    if PLACE in words:
        yield Fault(code="photo-gps")
    if found := ", ".join(word for word in ORDER if word in words):
        yield Fault(code="photo-metadata", values={"found": found})
    if opened.orientation != 1:
        yield Fault(code="photo-orientation", values={"found": opened.orientation})
    if is_animated(opened):
        yield Fault(code="photo-animated", values={"found": opened.type})
    elif opened.type not in MASTERS:
        yield Fault(code="photo-format", values={"found": opened.type})
    # Cameras fill up the last block of a card with zeros.
    if surplus := len(data[opened.outside.end :].rstrip(b"\0")):
        yield Fault(code="photo-trailing-bytes", values={"found": surplus})


def is_animated(opened: Opened) -> bool:
    """Does it move? Several pictures in one HEIC, or those that a phone's JPEG brings along, are no film."""
    return opened.type != "HEIF" and bool(getattr(opened.image, "is_animated", False)) and opened.image.format != "MPO"


def _beyond_a_master(opened: Opened, data: bytes) -> Iterator[Fault]:
    """What a screen can't show of it, and what is more than a site can use."""
    if (longest := max(opened.size)) > LONGEST:
        yield Fault(code="photo-too-large", values={"found": longest, "most": LONGEST, "unit": _PIXELS})
    elif len(data) > MOST_BYTES:
        found, most = (f"{size / 1_000_000:.2f}".rstrip("0").rstrip(".") for size in (len(data), MOST_BYTES))
        yield Fault(code="photo-too-large", values={"found": found, "most": most, "unit": _MEGABYTES})
    if found := _colours(opened, data):
        yield Fault(code="photo-colours", values={"found": found})


def _colours(opened: Opened, data: bytes) -> str:
    """Name colours that aren't red, green and blue of 8 bits each; decoders narrow some of them without a word."""
    if opened.image.mode == "CMYK":
        return "CMYK"
    depth = opened.image.info.get("bit_depth")
    if isinstance(depth, int) and depth > 8:
        return f"{depth} bit"
    return "16 bit" if opened.image.mode.startswith(("I", "F")) or (opened.type == "PNG" and data[24] == 16) else ""
