"""Work is spread here and nowhere else: the same task over parts of a list, in forked processes where there is enough to do."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTH_IT = 400
"""So many items make up for starting processes."""
_PARTS = 4
"""Parts for each process: the first results can be used while the last are made."""


class LostProcessError(RuntimeError):
    """A process ended before it gave its result: killed, or out of memory."""


def processes(asked: int | None = None) -> int:
    """How many processes to use: as many as asked for, else one for each processor that this one may use."""
    if asked is not None:
        return max(1, asked)
    # A container may be given fewer processors than the machine has.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(task: Callable[[Sequence[Item]], Result], items: Sequence[Item], asked: int | None = None) -> Iterator[Result]:
    """Yield `task(part)` for the parts of `items`, in their order.

    The task and the items reach the processes by forking, so neither is pickled; only results are. Where the system can't fork, or one
    process is enough, the task runs here. No thread is started: a fork of a process with threads may hang.
    """
    count = processes(asked)
    if count < 2 or len(items) < WORTH_IT or not _can_fork():
        yield task(items)
        return
    bounds = _bounds(len(items), count * _PARTS)
    gc.collect(0)
    gc.freeze()  # pages that the collector doesn't touch stay shared with the children
    children = [_Child(_every(task, items, bounds[first::count])) for first in range(count)]
    gc.unfreeze()
    try:
        for number in range(len(bounds)):
            yield children[number % count].next()
    finally:
        for child in children:
            child.end()


def aside(task: Callable[[], None]) -> Callable[[], None]:
    """Start a task that leaves its result on disk, in a process of its own; the returned function waits and raises what it raised."""
    if processes() < 2 or not _can_fork():
        return task
    child = _Child(lambda: iter([task()]))  # type: ignore[func-returns-value]

    def wait() -> None:
        try:
            child.next()
        finally:
            child.end()

    return wait


def _every(task: Callable[[Sequence[Item]], Result], items: Sequence[Item], bounds: list[tuple[int, int]]) -> Callable[[], Iterator[Result]]:
    return lambda: (task(items[start:end]) for start, end in bounds)


def _can_fork() -> bool:
    return "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"


def _bounds(length: int, parts: int) -> list[tuple[int, int]]:
    size = -(-length // parts)
    return [(start, min(start + size, length)) for start in range(0, length, size)]


class _Child:
    """A forked process that sends one result after the other."""

    def __init__(self, results: Callable[[], Iterator[Any]]) -> None:
        context = multiprocessing.get_context("fork")
        self._from_child, to_parent = context.Pipe(duplex=False)
        self._process: ForkProcess = context.Process(target=_run, args=(results, to_parent), daemon=True)
        self._process.start()
        to_parent.close()

    def next(self) -> Any:
        """Wait for the next result."""
        try:
            fine, value = self._from_child.recv()
        except EOFError:
            self._process.join()
            raise LostProcessError(f"a process ended early with status {self._process.exitcode}") from None
        if fine:
            return value
        error, trace = value
        error.add_note(trace)
        raise error

    def end(self) -> None:
        """End the process, whether it is done or not."""
        self._from_child.close()
        self._process.terminate()
        self._process.join()


def _run(results: Callable[[], Iterator[Any]], to_parent: Connection) -> None:
    try:
        for result in results():
            to_parent.send((True, result))
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent raises it
        _send_error(error, to_parent)
    finally:
        to_parent.close()


def _send_error(error: BaseException, to_parent: Connection) -> None:
    trace = traceback.format_exc()
    try:
        to_parent.send((False, (error, trace)))
    except Exception:  # noqa: BLE001 - an error that can't be pickled is sent as its text
        to_parent.send((False, (RuntimeError(f"{type(error).__name__}: {error}"), trace)))
