"""The photos that a new item brings along: made clean as they come in, and named so that their name may stand."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from pathlib import Path

from storywall.kinds.fields import SLUG_LENGTH
from storywall.kinds.guess import guess_slug
from storywall.photos.darkroom import Darkroom, Job
from storywall.problems import Problem


class Album:
    """Clean masters by the names that they will have beside the item."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """`taken` are names that others have beside the item."""
        self.photos: dict[str, bytes] = {}
        self._taken = {name.rpartition(".")[0] for name in taken}
        self._brought: dict[Path, str] = {}

    def bring(self, written: str) -> tuple[str, Problem | None]:
        """Take in the photo at a path as a person writes it; return the name that it has from now on, or what is wrong with it."""
        path = _path(written)
        if path in self._brought:
            return self._brought[path], None
        (master,) = Darkroom(folder=Path(), workers=1).masters([Job(path=path, file=path.name or written)])
        if master.problem is not None:
            return "", master.problem
        name = self._name(path.stem, master.suffix)
        self.photos[name] = master.data
        self._brought[path] = name
        return name, None

    def _name(self, stem: str, suffix: str) -> str:
        # Two photos whose names differ in the suffix alone would share an address.
        taken = self._taken | {name.rpartition(".")[0] for name in self.photos}
        base = guess_slug(stem)[: SLUG_LENGTH - 10].strip("-")
        free, number = base, 2
        while free in taken:
            free, number = f"{base}-{number}", number + 1
        return f"{free}{suffix.lower()}"


def _path(written: str) -> Path:
    """A path as it was typed, or as a terminal writes the file that was dropped into it."""
    written = written.replace("\0", "")  # no name of a file holds one, and the system would refuse to look
    if not _is_there(written):
        try:
            parts = shlex.split(written)
        except ValueError:
            parts = []
        if len(parts) == 1 and _is_there(parts[0]):
            written = parts[0]
    return Path(os.path.expanduser(written)).absolute()


def _is_there(written: str) -> bool:
    return os.path.exists(os.path.expanduser(written))
