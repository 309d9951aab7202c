"""Entries kept between runs, by the bytes of their files: what didn't change isn't read, filled or checked again."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from storywall import plainly
from storywall.model import Entry, Source
from storywall.problems import Problem
from storywall.spread import WORTH_IT, aside

_FOLDER = "entries"
_BUCKETS = 256
"""So many files hold the entries: one entry that changed costs writing one of them."""
_GROUND = 64
_MANY = 50_000
"""More entries than this would be twice in memory while another process writes them."""


Kept = tuple[bytes, tuple[str, ...], Entry, tuple[Problem, ...]]
"""The sha256 of an item's file, the names of its photos, the entry, and the problems that it has by itself."""


class Memo:
    """What is kept of a community's items. `ground` names all that decides an entry beside its own files: settings, program, store."""

    def __init__(self, state: Path, ground: str) -> None:
        self._folder = state / _FOLDER
        self.ground = ground
        self._ground = ground.encode()
        self._kept: dict[str, Kept] = {}
        for number in range(_BUCKETS):
            self._kept.update(self._read(number))

    def _read(self, number: int) -> dict[str, Kept]:
        try:
            data = self._path(number).read_bytes()
            if data[:_GROUND] != self._ground:
                return {}
            found = plainly.load(data[_GROUND:])
        except (OSError, plainly.ForeignBytesError):
            return {}
        return found if isinstance(found, dict) else {}

    def find(self, source: Source, digest: bytes | None) -> Kept | None:
        """What is kept of an item whose file has this sha256."""
        kept = self._kept.get(source.file)
        return kept if kept is not None and kept[0] == digest and kept[1] == source.beside else None

    def keep(self, sources: Iterable[Source], fresh: Mapping[str, Kept]) -> Callable[[], None]:
        """Keep entries that were read anew, by file; forget what isn't among the sources any more. The returned function waits for the writing."""
        gone = self._kept.keys() - {source.file for source in sources}
        touched = {_bucket(file) for file in gone | fresh.keys()}
        for file in gone:
            del self._kept[file]
        self._kept |= fresh
        buckets: dict[int, dict[str, Kept]] = {number: {} for number in touched}
        for file, kept in self._kept.items() if touched else ():
            if (number := _bucket(file)) in buckets:
                buckets[number][file] = kept
        self._folder.mkdir(parents=True, exist_ok=True)

        def write() -> None:
            for number, left in buckets.items():
                self._write(number, left)

        if WORTH_IT <= len(fresh) <= _MANY:
            return aside(write)
        write()
        return lambda: None

    def _write(self, number: int, kept: Mapping[str, Kept]) -> None:
        path = self._path(number)
        if not kept:
            path.unlink(missing_ok=True)
            return
        new = path.with_suffix(".new")
        new.write_bytes(self._ground + plainly.dump(kept))
        new.replace(path)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:02x}"


def _bucket(file: str) -> int:
    return zlib.crc32(file.encode()) % _BUCKETS


def forget(state: Path) -> None:
    """Forget all entries."""
    shutil.rmtree(state / _FOLDER, ignore_errors=True)
