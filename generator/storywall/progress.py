"""How far work has come that is spread over processes: each counts what it has done, and the one that spread it tells."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

Tell = Callable[[int, int], None]
"""Hears how many of how many are done."""

_SLOTS = 64


class Progress:
    """A count in memory that forked processes share. Each adds in a slot of its own, without a lock that a killed one could leave closed."""

    def __init__(self, total: int, tell: Tell | None) -> None:
        self._total, self._tell = total, tell
        self._owner = os.getpid()
        self._slots = _shared() if tell is not None else None

    def add(self, done: int) -> None:
        """Say that so many more are done."""
        if self._slots is None or self._tell is None:
            return
        self._slots[os.getpid() % _SLOTS] += done
        if os.getpid() == self._owner:
            self._tell(min(sum(self._slots), self._total), self._total)


def _shared() -> Any:
    from multiprocessing.sharedctypes import RawArray  # a run that tells nobody needs none

    return RawArray("L", _SLOTS)
