"""Findings and renditions kept between builds, each a file named by the photo's sha256, the recipe and the encoder.

Safe with two builds at once and a kill at any moment: a file is there whole or not at all, and equal names mean equal
content, so it doesn't matter who wrote it.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from storywall.photos.findings import Findings
from storywall.photos.recipe import Print

IDLE_BYTES = 1_000_000_000
"""So much is kept that the last build had no use for: of another branch, of a setting that was tried."""
IDLE_DAYS = 60
_DAY = 86400
VERSION = 2
"""Raised whenever an inspection finds, or a rendition shows, something else than before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A folder of kept results; it may be deleted at any time."""

    folder: Path

    def findings(self, digest: str) -> Findings | None:
        """Return what was found in the photo with this sha256; None where it isn't known or can't be read."""
        try:
            return Findings.from_json(self.findings_path(digest).read_bytes())
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def path(self, digest: str, each: Print) -> Path:
        """Where a rendition of a photo lies, or would lie."""
        return self.folder / f"{digest}-{each.name}-{_encoder()}.{each.suffix}"

    def has(self, digest: str, each: Print) -> bool:
        """Is the rendition there, and whole? A power cut can leave a file short."""
        path = self.path(digest, each)
        try:
            with path.open("rb") as file:
                head = file.read(12)
                size = file.seek(0, os.SEEK_END)
                file.seek(max(size - 2, 0))
                end = file.read(2)
        except OSError:
            return False
        if each.form == "webp":
            return head[8:] == b"WEBP" and size == 8 + int.from_bytes(head[4:8], "little")
        return head[:2] == b"\xff\xd8" and end == b"\xff\xd9"

    def keep_findings(self, findings: Findings) -> None:
        """Keep what was found."""
        write(self.findings_path(findings.digest), findings.to_json())

    def keep_rendition(self, digest: str, each: Print, data: bytes) -> None:
        """Keep a rendition."""
        write(self.path(digest, each), data)

    def prune(self, live: Iterable[Path], *, most: int = IDLE_BYTES, days: int = IDLE_DAYS) -> int:
        """Forget results that aren't `live` and were not used for so many days, or, the oldest first, that are more than so many bytes.

        What is used stays, however much it is. Return how many files went.
        """
        now, used, idle = time.time(), {path.name for path in live}, []
        for entry in _entries(self.folder):
            stat = entry.stat()
            last = max(stat.st_atime, stat.st_mtime)
            if entry.name in used:
                if now - stat.st_atime > _DAY:  # the time of the last change stays: a site's links to the file go by it
                    os.utime(entry, ns=(int(now * 1e9), stat.st_mtime_ns))
            elif not entry.name.endswith(".part") or now - stat.st_mtime > _DAY:
                idle.append((last, stat.st_size, entry.name))
        idle.sort(reverse=True)
        kept, gone = 0, 0
        for last, size, name in idle:
            kept += size
            if kept > most or now - last > days * _DAY or name.endswith(".part"):
                kept -= size
                (self.folder / name).unlink(missing_ok=True)
                gone += 1
        return gone

    def findings_path(self, digest: str) -> Path:
        """Where the findings of a photo lie, or would lie."""
        return self.folder / f"{digest}-{_encoder()}.json"


def _encoder() -> str:
    # Pillow's wheels carry their codecs with them. The package alone is imported here, which loads none of them.
    from PIL import __version__

    return f"{VERSION}p{__version__}"


def write(path: Path, data: bytes) -> None:
    """Write beside, then rename: no reader ever sees half of it."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if entry.is_file(follow_symlinks=False)]
    except OSError:
        return []
