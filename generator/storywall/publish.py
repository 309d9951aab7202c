"""Pages and assets -> a folder: writes what changed, removes what an earlier build left, touches nothing else."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISLNK, S_ISREG

from storywall.model import Published

_BUFFER = 1 << 20
LINKED = "linked"
"""Stands in the place of a digest where the address names the content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What stands at an address: sha256, size in bytes, and the time of writing in ns that the file system gave."""

    digest: str
    size: int
    time: int


@dataclass(slots=True, kw_only=True)
class Manifest:
    """What the last build wrote into one site folder. `journal` names what a build that was killed may have written."""

    path: Path
    files: dict[str, Written] = field(default_factory=dict)
    token: str = ""
    """Names the run whose result lies there whole; empty where that isn't known."""
    upkeep: str = ""
    """The digest of what is known of the jobs that made it; the two hold only together."""

    @property
    def journal(self) -> Path:
        """Addresses a running build has begun to write, a line each."""
        return self.path.with_suffix(".journal")

    @property
    def upkeep_file(self) -> Path:
        """Where that lies."""
        return self.path.with_suffix(".upkeep")


def open_manifest(state: Path, site: Path) -> Manifest:
    """Read what is known of a site folder; a broken or missing manifest counts as nothing known."""
    name = hashlib.sha256(str(site.resolve()).encode()).hexdigest()[:16]
    manifest = Manifest(path=state / f"site-{name}.json")
    try:
        kept = json.loads(manifest.path.read_bytes())
        manifest.files = {address: Written(digest=d, size=s, time=t) for address, (d, s, t) in kept["files"].items()}
        manifest.token, manifest.upkeep = str(kept["token"]), str(kept["upkeep"])
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        manifest.files, manifest.token, manifest.upkeep = {}, "", ""
    try:
        begun = manifest.journal.read_text(encoding="utf-8").splitlines()
    except OSError:
        begun = []
    for address in begun:  # half-written or not: its content isn't known, only that it is ours
        manifest.files[address] = Written(digest="", size=-1, time=-1)
    if begun:
        manifest.token = ""
    return manifest


def named(token: str, *, preview: bool = False) -> str:
    """What the published result of a run is called; empty where the run has no name."""
    return f"{token}-preview" if preview and token else token


def stands(state: Path, site: Path, token: str) -> int | None:
    """How many files there are, where the result of the run with this token lies in a folder, whole and as it was written; else None."""
    manifest = open_manifest(state, site)
    if not token or manifest.token != token or not all(unchanged(os.path.join(site, address), known) for address, known in manifest.files.items()):
        return None
    return len(manifest.files)


class Folder:
    """Writes files into a site folder; each process has its own."""

    def __init__(self, site: Path, manifest: Manifest) -> None:
        self.site, self.manifest = site, manifest
        self.done: dict[str, Written] = {}
        self.written: list[str] = []
        self._folders = {os.fspath(site)}
        manifest.path.parent.mkdir(parents=True, exist_ok=True)
        self._journal = os.open(manifest.journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def close(self) -> None:
        """Close the journal."""
        os.close(self._journal)

    def write(self, address: str, data: bytes) -> None:
        """Put bytes at an address; a file that already holds them is left alone."""
        digest = hashlib.sha256(data).hexdigest()
        path = os.path.join(self.site, address)
        known = self.manifest.files.get(address)
        if known is not None and known.digest == digest and unchanged(path, known):
            self.done[address] = known
            return
        self._make_folder(os.path.dirname(path))
        os.write(self._journal, f"{address}\n".encode())
        stat = _put_new(path, data) if known is None else None
        if stat is None:  # somebody may be reading the old one, or it may be a further name of a file that is kept
            stat = _put(f"{path}.new", data)
            os.replace(f"{path}.new", path)
        self.done[address] = Written(digest=digest, size=stat.st_size, time=stat.st_mtime_ns)
        self.written.append(address)

    def copy(self, address: str, source: Path) -> None:
        """Put a file at an address."""
        self.write(address, source.read_bytes())

    def link(self, address: str, source: Path) -> None:
        """Put a file at an address that names its content: as a further name of the same file, or as a copy where that can't be."""
        path = os.path.join(self.site, address)
        known = self.manifest.files.get(address)
        if known is not None and known.digest == LINKED and unchanged(path, known):
            self.done[address] = known
            return
        self._make_folder(os.path.dirname(path))
        os.write(self._journal, f"{address}\n".encode())
        beside = f"{path}.new"
        with suppress(FileNotFoundError):
            os.unlink(beside)
        try:
            os.link(source, beside)
        except OSError:  # another file system, or one without links
            _put(beside, source.read_bytes())
        os.replace(beside, path)
        # Where both are names of one file already, the system replaces nothing and leaves both.
        with suppress(FileNotFoundError):
            os.unlink(beside)
        stat = os.stat(path)
        self.done[address] = Written(digest=LINKED, size=stat.st_size, time=stat.st_mtime_ns)
        self.written.append(address)

    def _make_folder(self, folder: str) -> None:
        if folder in self._folders:
            return
        self._make_folder(os.path.dirname(folder))  # first what is above: a link there leads elsewhere too
        try:
            os.mkdir(folder)
        except FileExistsError:
            if os.path.islink(folder) or not os.path.isdir(folder):
                raise NotADirectoryError(errno.ENOTDIR, "it is in the way of a page; delete it", folder) from None
        self._folders.add(folder)


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)


def _put_new(path: str, data: bytes) -> os.stat_result | None:
    """Write a file where there is nothing, not even a link; None where there is something."""
    try:
        descriptor = os.open(path, _NEW, 0o644)
    except FileExistsError:
        return None
    return _fill(descriptor, data)


def _put(path: str, data: bytes) -> os.stat_result:
    """Write a file, never through a link: what lies in the site folder may not be ours."""
    try:
        descriptor = os.open(path, _ANEW, 0o644)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        os.unlink(path)
        descriptor = os.open(path, _ANEW, 0o644)
    return _fill(descriptor, data)


def _fill(descriptor: int, data: bytes) -> os.stat_result:
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view[:_BUFFER]) :]
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)


def unchanged(path: str, known: Written) -> bool:
    """Is a file still as it was written? Its time can be trusted, since it was noted when we wrote it ourselves."""
    try:
        stat = os.lstat(path)
    except OSError:
        return False
    return stat.st_size == known.size and stat.st_mtime_ns == known.time


def finish(site: Path, manifest: Manifest, done: Mapping[str, Written], written: Iterable[str]) -> Published:
    """Remove what the last build wrote and this one didn't, keep the new manifest, and end the journal.

    The manifest's `token` and `upkeep` are those of this build.
    """
    removed = [address for address in manifest.files if address not in done]
    _remove(site, removed)
    files = {address: [w.digest, w.size, w.time] for address, w in done.items()}
    data = json.dumps({"token": manifest.token, "upkeep": manifest.upkeep, "files": files}, separators=(",", ":"))
    new = manifest.path.with_suffix(".new")
    new.write_text(data, encoding="utf-8")
    os.replace(new, manifest.path)
    manifest.journal.unlink(missing_ok=True)
    changed = set(written)
    return Published(written=sorted(changed), kept=[address for address in done if address not in changed], removed=removed)


def _remove(site: Path, addresses: Iterable[str]) -> None:
    """Remove files of ours, and folders that are empty then; what lies behind a link is somebody else's."""
    linked = {"": False}

    def behind_link(folder: str) -> bool:
        if folder not in linked:
            linked[folder] = behind_link(os.path.dirname(folder)) or os.path.islink(os.path.join(site, folder))
        return linked[folder]

    folders = dict.fromkeys(os.path.dirname(address) for address in addresses)
    ours = {folder for folder in folders if not behind_link(folder)}
    for address in addresses:
        if os.path.dirname(address) in ours:
            for leftover in (address, f"{address}.new"):
                _unlink(os.path.join(site, leftover))
    for folder in ours:
        _remove_empty(site, folder)


def _remove_empty(site: Path, folder: str) -> None:
    """Remove a folder, and those above it, as far as they are empty: what else lies there isn't ours."""
    while folder:
        try:
            os.rmdir(os.path.join(site, folder))
        except OSError:
            return
        folder = os.path.dirname(folder)


def _unlink(path: str) -> None:
    """Remove a file or a link, where there is one."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return
    if S_ISREG(mode) or S_ISLNK(mode):
        os.unlink(path)
