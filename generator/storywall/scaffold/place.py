"""A folder is filled wholly or not at all: what is made lies beside until it is whole, and goes again where it fails."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storywall.pipeline import Unusable
from storywall.problems import N_

_MAY_BE_THERE = frozenset({".git"})
"""A repository that was made, or cloned, before anything was put into it is as good as empty."""


@contextmanager
def whole(folder: Path, last: str) -> Iterator[Path]:
    """Give a new folder to fill; what lies in it at the end is moved into `folder`, the entry named `last` at the end.

    Unusable where `folder` is a file, has something in it or can't be written. Whatever goes wrong: nothing is left behind.
    """
    made = _make(folder)
    moved: list[Path] = []
    staging: Path | None = None
    try:
        staging = Path(tempfile.mkdtemp(prefix=".storywall-", dir=folder))
        yield staging
        for path in sorted(staging.iterdir(), key=lambda path: (path.name == last, path.name)):
            moved.append(path.rename(folder / path.name))
        staging.rmdir()
    except BaseException as error:
        for path in [*moved, *([staging] if staging else [])]:
            remove(path)
        for each in reversed(made):
            with suppress(OSError):
                each.rmdir()
        if isinstance(error, OSError):
            raise _unwritable(folder, error) from error
        raise


def _make(folder: Path) -> list[Path]:
    """Make a folder and those above it, and return the new ones, from the outermost; refuse one that isn't empty."""
    try:
        if folder.is_dir():
            names = sorted(path.name for path in folder.iterdir() if path.name not in _MAY_BE_THERE)
            if names:
                text = N_("{folder} isn't empty ({name} is in it); name a new folder or an empty one")
                raise Unusable(text, folder=str(folder), name=names[0])
            return []
        missing = [each for each in (folder, *folder.parents) if not each.exists() and not each.is_symlink()]
        folder.mkdir(parents=True)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return missing[::-1]


def _unwritable(folder: Path, error: OSError) -> Unusable:
    return Unusable(N_("{folder} can't be written: {reason}"), folder=str(folder), reason=error.strerror or type(error).__name__)


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
