"""What an import shows while it runs: a bar on a terminal once it takes longer than two seconds, nothing anywhere else."""

from __future__ import annotations

import os
import time
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 2.0


class Bar:
    """A progress bar that is asked to `show`; it has no thread of its own, since work is spread by forking.

    `hidden`: not while a person is asked things.
    """

    def __init__(self, stream: TextIO, label: str, *, hidden: bool = False) -> None:
        self._stream, self._label, self._hidden = stream, label, hidden
        self._since = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def show(self, done: int, total: int) -> None:
        """Show how far it is."""
        if self._bar is None:
            if self._hidden or not self._stream.isatty() or time.monotonic() - self._since < PATIENCE:
                return
            self._start(total)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, rate=f"{done / (time.monotonic() - self._since):.1f}")
            self._bar.refresh()
            if done >= total:  # the next bar may take its place
                self._bar.stop()
                self._bar, self._hidden = None, True

    def _start(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}/s"), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(file=self._stream), auto_refresh=False, transient=True)
        self._task = self._bar.add_task(self._label, total=total, rate="")
        self._bar.start()

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()


def is_rich(stream: TextIO) -> bool:
    """Are tables welcome? Only at a terminal that can draw them."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"
