"""What files say, as one digest: names and bytes, never times."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

_ENVIRONMENT = re.compile(r"!ENV\s+\[?\s*([\w ,]+)")
_MOSTLY = 64 * 1024
"""So many bytes hold most files: they are read at once."""
_PASSED_OVER = frozenset({"__pycache__"})


class Digest(Protocol):
    """Whatever takes bytes, as hashlib's do."""

    def update(self, data: bytes, /) -> None:
        """Take some bytes more."""


def stamp(inputs: Iterable[Path]) -> str:
    """A digest of files and folders (names and bytes; of a pattern the names that it matches), and of the variables that a .yml asks for."""
    digest = hashlib.sha256()
    for path in (file for each in inputs for file in _files(each)):
        data = path.read_bytes() if path.is_file() else None
        digest.update(f"{path}\0{hashlib.sha256(data).hexdigest() if data is not None else 'none'}\0".encode())
        if data is not None and path.suffix in (".yml", ".yaml"):
            names = {name for found in _ENVIRONMENT.findall(data.decode("utf-8", "replace")) for name in re.findall(r"\w+", found)}
            digest.update(json.dumps({name: os.environ.get(name) for name in sorted(names)}).encode())
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if "*" in path.name:
        yield from sorted(path.parent.glob(path.name))
        return
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path, followlinks=True):
        folders[:] = sorted(name for name in folders if name not in _PASSED_OVER)
        yield from (Path(folder, name) for name in sorted(names))


def add_tree(
    digest: Digest, path: str, name: str = "", files: dict[str, bytes] | None = None, known: Mapping[str, bytes] = MappingProxyType({})
) -> None:
    """Add a file, or a folder with all below it: names, kinds and permissions, and bytes. Links are named and not followed.

    What can't be read counts with the system's reason, so that it counts anew once it can. `files` takes the sha256 of each file by its
    path from above `name`; `known` are those that needn't be read.
    """
    try:
        mode = os.lstat(path).st_mode
        digest.update(f"{name}\0{mode:o}\0".encode("utf-8", "surrogateescape"))
        if stat.S_ISDIR(mode):
            for each in sorted(os.listdir(path)):
                if each not in _PASSED_OVER:
                    add_tree(digest, f"{path}/{each}", f"{name}/{each}", files, known)
        elif stat.S_ISREG(mode):
            found = known.get(name) or _digest_of(path)
            digest.update(found)
            if files is not None:
                files[name] = found
        elif stat.S_ISLNK(mode):
            digest.update(os.fsencode(os.readlink(path)))
    except OSError as error:
        digest.update(f"\0{error.errno}\0".encode())


def _digest_of(path: str) -> bytes:
    file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        data = os.read(file, _MOSTLY)
        digest = hashlib.sha256(data)
        while len(data) == _MOSTLY:
            data = os.read(file, _MOSTLY)
            digest.update(data)
        return digest.digest()
    finally:
        os.close(file)
