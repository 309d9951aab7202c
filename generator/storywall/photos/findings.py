"""What an inspection found in a photo's bytes, apart from where they lie: plain values that can be sent and kept."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from storywall.codes import problem
from storywall.model import Picture
from storywall.problems import N_, Problem, Value

SUFFIXES = {
    "JPEG": (".jpg", ".jpeg"),
    "PNG": (".png",),
    "WebP": (".webp",),
    "GIF": (".gif",),
    "AVIF": (".avif",),
    "HEIF": (".heic", ".heif"),
}
"""The types that photos may have, with the suffixes of their names; a new one takes the first."""

MASTERS = ("JPEG", "WebP")
"""The types that photos are kept in."""

OUT_OF_MEMORY = N_("out of memory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A problem that doesn't know its file yet."""

    code: str
    values: dict[str, Value] = dataclasses.field(default_factory=dict)


class RefusedError(Exception):
    """A photo that can't be used, with its fault; caught inside this room, but for `normalise`."""

    def __init__(self, code: str, **values: Value) -> None:
        super().__init__(code, values)
        self.fault = Fault(code=code, values=values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that is known of a photo: the sha256 of its bytes, its type, its size in pixels (upright), its faults.

    The type is a key of SUFFIXES, empty where it is none of them; width and height are 0 where it can't be decoded.
    """

    digest: str = ""
    type: str = ""
    width: int = 0
    height: int = 0
    faults: tuple[Fault, ...] = ()
    placeholder: str = ""
    """A tiny picture, WebP in base64, to show until the photo is there; empty where something can be seen through."""
    prints: tuple[int, ...] = ()
    """What it looks like: see `likeness`."""
    thumb: str = ""

    def read(self, file: str) -> tuple[Picture | None, list[Problem]]:
        """Return the picture, None where it can't be shown, and the problems of a file with these bytes."""
        problems = [problem(fault.code, file, **fault.values) for fault in self.faults]
        suffix = PurePosixPath(file).suffix
        if self.type and suffix.lower() not in SUFFIXES[self.type]:
            right = SUFFIXES[self.type][0] if self.type in MASTERS else ""
            problems.append(problem("photo-wrong-suffix", file, found=self.type, suffix=suffix, right=right))
        if not self.width:
            return None, problems
        picture = Picture(
            file=file,
            width=self.width,
            height=self.height,
            digest=self.digest,
            placeholder=self.placeholder,
            prints=self.prints,
            thumb=self.thumb,
        )
        return picture, problems

    def to_json(self) -> bytes:
        """Return the findings as JSON in UTF-8."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, data: bytes) -> Findings:
        """Return findings from what `to_json` made; ValueError, KeyError or TypeError where it is anything else."""
        kept: dict[str, Any] = dict(json.loads(data))
        faults = tuple(Fault(code=str(fault["code"]), values=dict(fault["values"])) for fault in kept["faults"])
        return cls(
            digest=str(kept["digest"]),
            type=str(kept["type"]),
            width=int(kept["width"]),
            height=int(kept["height"]),
            faults=faults,
            placeholder=str(kept["placeholder"]),
            prints=tuple(map(int, kept["prints"])),
            thumb=str(kept["thumb"]),
        )
