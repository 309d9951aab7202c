"""Results kept between builds, by content: key -> bytes, in one SQLite file below `.storywall/` that may be deleted at any time."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType

from storywall import __version__

FOLDER = ".storywall"
_FORMAT = 1
_BATCH = 500


def key(*parts: bytes | str) -> str:
    """The sha256 of parts that are kept apart by their lengths, as hexadecimal digits."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def state_folder(root: Path) -> Path:
    """The folder of this version's state below a community's root; other versions' state is left alone."""
    return root / FOLDER / f"{__version__}-{_FORMAT}"


def photo_folder(root: Path) -> Path:
    """The folder of photos' renditions and findings: they bear the versions of what made them, so each version of ours may use them."""
    return root / FOLDER / "photos"


class Store:
    """A content-addressed store. Each process opens its own; SQLite's write-ahead log keeps two builds and a kill apart."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "results.sqlite3"
        self.connection = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            return _connect(self.path)
        except sqlite3.OperationalError:
            raise  # locked, or no place on the disk: the file itself is sound
        except sqlite3.DatabaseError:
            return self._anew()

    def _begin_anew(self) -> None:
        self.connection.close()
        self.connection = self._anew()

    def _anew(self) -> sqlite3.Connection:
        # A disk that filled up or a copy cut short leaves a file that isn't a database: it holds nothing that can't be made again.
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        return _connect(self.path)

    @property
    def identity(self) -> int:
        """A number that was drawn when the store was made: another one has lost what was kept in this one."""
        (number,) = self.connection.execute("PRAGMA user_version").fetchone()
        return int(number)

    def get(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return what is kept under these keys."""
        found: dict[str, bytes] = {}
        try:
            for batch in _batches(keys):
                marks = ",".join("?" * len(batch))
                found.update(self.connection.execute(f"SELECT key, value FROM results WHERE key IN ({marks})", batch))
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # damaged further in
            self._begin_anew()
            return {}
        return found

    def put(self, results: Mapping[str, bytes]) -> None:
        """Keep results in one transaction; what is already there stays."""
        if results:
            with self.connection:
                self.connection.executemany("INSERT OR IGNORE INTO results (key, value) VALUES (?, ?)", results.items())

    def prune(self, live: set[str]) -> int:
        """Forget what isn't in `live` once it makes up half of the store; return how many results went."""
        (count,) = self.connection.execute("SELECT count(*) FROM results").fetchone()
        if count <= 2 * len(live) + 1000:
            return 0
        with self.connection:
            self.connection.execute("CREATE TEMP TABLE live (key TEXT PRIMARY KEY) WITHOUT ROWID")
            self.connection.executemany("INSERT OR IGNORE INTO live VALUES (?)", ((each,) for each in live))
            gone = self.connection.execute("DELETE FROM results WHERE key NOT IN (SELECT key FROM live)").rowcount
            self.connection.execute("DROP TABLE live")
        self.connection.execute("VACUUM")
        return gone

    def close(self) -> None:
        """Close this process's connection."""
        self.connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=60)
    connection.execute("PRAGMA page_size=16384")  # most bodies need a page of their own in smaller ones, and twice the time
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=OFF")  # a result that a power cut loses is made again
    connection.execute("CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, value BLOB NOT NULL)")
    if connection.execute("PRAGMA user_version").fetchone() == (0,):
        connection.execute(f"PRAGMA user_version = {secrets.randbelow(2**31 - 1) + 1}")
    return connection


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for each in keys:
        batch.append(each)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def forget(root: Path) -> None:
    """Delete the state of this version, but for what was made of photos, which costs the most and can't be stale."""
    shutil.rmtree(state_folder(root), ignore_errors=True)
