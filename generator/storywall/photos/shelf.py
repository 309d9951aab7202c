"""Findings and renditions kept between builds, each a file named by the photo's sha256, the recipe and the encoder.

Safe with two builds at once and a kill at any moment: a file is there whole or not at all, and equal names mean equal
content, so it doesn't matter who wrote it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from storywall.photos.findings import Findings
from storywall.photos.recipe import Recipe

VERSION = 2
"""Raised whenever an inspection finds, or a rendition shows, something else than before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A folder of kept results; it may be deleted at any time."""

    folder: Path

    def findings(self, digest: str) -> Findings | None:
        """Return what was found in the photo with this sha256; None where it isn't known or can't be read."""
        try:
            return Findings.from_json(self._findings_path(digest).read_bytes())
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def rendition_path(self, digest: str, recipe: Recipe) -> Path:
        """Where the rendition of a photo lies, or would lie."""
        return self.folder / f"{digest}-{recipe.key}-{_encoder()}.webp"

    def has_rendition(self, digest: str, recipe: Recipe) -> bool:
        """Is the rendition there, and as long as it says? A power cut can leave a file short."""
        path = self.rendition_path(digest, recipe)
        try:
            with path.open("rb") as file:
                head = file.read(12)
                size = os.fstat(file.fileno()).st_size
        except OSError:
            return False
        return head[8:] == b"WEBP" and size == 8 + int.from_bytes(head[4:8], "little")

    def keep_findings(self, findings: Findings) -> None:
        """Keep what was found."""
        _write(self._findings_path(findings.digest), findings.to_json())

    def keep_rendition(self, digest: str, recipe: Recipe, data: bytes) -> None:
        """Keep a rendition."""
        _write(self.rendition_path(digest, recipe), data)

    def _findings_path(self, digest: str) -> Path:
        return self.folder / f"{digest}-{_encoder()}.json"


def _encoder() -> str:
    # Pillow's wheels carry their codecs with them. The package alone is imported here, which loads none of them.
    from PIL import __version__

    return f"{VERSION}p{__version__}"


def _write(path: Path, data: bytes) -> None:
    """Write beside, then rename: no reader ever sees half of it."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
