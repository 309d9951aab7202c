"""A photo's file -> what it is, how large, and what is wrong with it; decoded wholly, since only that finds a torn end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from storywall.model import Picture
from storywall.photos.findings import Fault, Findings, RefusedError
from storywall.photos.metadata import ORDER, PLACE, carried
from storywall.photos.opening import Opened, decode, read, silent
from storywall.photos.recipe import SUBMITTED, Limits
from storywall.problems import Problem


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
    return Findings(digest=digest, type=opened.type, width=width, height=height, faults=found), opened


def faults(opened: Opened, data: bytes) -> Iterator[Fault]:
    """Yield what keeps a photo that was decoded from lying in `submissions/` as it is."""
    with silent():
        words = carried(opened, data)
    if PLACE in words:
        yield Fault(code="photo-gps")
    if found := ", ".join(word for word in ORDER if word in words):
        yield Fault(code="photo-metadata", values={"found": found})
    if opened.orientation != 1:
        yield Fault(code="photo-orientation", values={"found": opened.orientation})
    if opened.type != "HEIF" and getattr(opened.image, "is_animated", False) and opened.image.format != "MPO":
        yield Fault(code="photo-animated", values={"found": opened.type})
    # Cameras fill up the last block of a card with zeros.
    if surplus := len(data[opened.outside.end :].rstrip(b"\0")):
        yield Fault(code="photo-trailing-bytes", values={"found": surplus})
