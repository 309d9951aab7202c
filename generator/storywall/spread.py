"""Work is spread here and nowhere else: the same task over parts of a list, in forked processes where there is enough to do."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from multiprocessing.reduction import ForkingPickler
from typing import Any, BinaryIO, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTH_IT = 400
"""So many items make up for starting processes."""
_SHARE = 4
"""A part is one in so many of what each process would still have to do: whoever is done takes the next, and the last ones are small, so that
all are done at about the same time."""
_ITEMS_AT_LEAST = 40
"""So many items are in a part at least, but for the last: to take one and send its result costs something, too."""
_ALONG_AT_MOST = 50_000
"""Of more items than this the process that spreads them does none: between what it keeps, work leaves holes in its memory."""
_ITEMS_AT_MOST = 2000
"""So many items are in a part at most: a task may hold the files of all."""
_PARTS_OF_MANY = 1
"""Of so many items a process does so many parts at most, then another one is forked in its place: each that only reads an object counts
references in it, and so comes to own the memory that it lies in, until it has a copy of everything."""


class LostProcessError(RuntimeError):
    """A process ended before it gave its result: killed, or out of memory."""


def processes(asked: int | None = None) -> int:
    """How many processes to use: as many as asked for, else one for each processor that this one may use."""
    if asked is not None:
        return max(1, asked)
    # A container may be given fewer processors than the machine has.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def idle(busy: int, asked: int | None = None) -> int:
    """How many processes to use beside work that keeps some processors busy: what takes longest is held up by nobody then."""
    return max(1, processes(asked) - busy)


def spread(task: Callable[[Sequence[Item]], Result], items: Sequence[Item], asked: int | None = None) -> Iterator[Result]:
    """Yield `task(part)` for the parts of `items`, in their order, once all of them are done.

    This process is one of those that work: what it makes is never pickled, and stays for what it forks later. Of a great many items it only
    takes the results. The task and the items reach the others by forking, so nothing else is sent. Where the system can't fork, or one
    process is enough, the task runs here alone. No thread is started: a fork of a process with threads may hang.
    """
    count = processes(asked)
    if count < 2 or len(items) < WORTH_IT or not _can_fork():
        yield task(items)
        return
    bounds = _bounds(len(items), count)
    along = len(items) <= _ALONG_AT_MOST
    with _numbers(len(bounds)) as numbers:
        most = len(bounds) if along else _PARTS_OF_MANY

        def results() -> Iterator[tuple[int, Result]]:
            for _ in range(most):
                if not (next_one := numbers.read(_NUMBER)):
                    return
                number = int.from_bytes(next_one, "big")
                start, end = bounds[number]
                yield number, task(items[start:end])

        def fork() -> _Child:
            gc.freeze()  # pages that the collector doesn't touch stay shared with the children
            return _Child(results, keeps=along)

        children = [fork() for _ in range(count - along)]
        others = (fork() for _ in range(0 if along else -(-len(bounds) // most)))
        try:
            here = dict(results()) if along else {}
            sent = dict(_all(children, others))
        finally:
            gc.unfreeze()
            for child in children:
                child.end()
    for number in range(len(bounds)):
        # Of what was sent no more is unpacked than is asked for: bytes are a third of what they were made of.
        yield here.pop(number) if number in here else pickle.loads(sent.pop(number))  # noqa: S301 - by a process of ours


_NUMBER = 2
"""Bytes of a part's number."""


def _numbers(count: int) -> BinaryIO:
    """The parts' numbers in a pipe, from which each process takes the next one: reads of one size can't be torn, nor held by who is killed.

    A pipe takes 64 KiB before somebody reads: numbers for 32 million items.
    """
    end, begin = os.pipe()
    os.write(begin, b"".join(number.to_bytes(_NUMBER, "big") for number in range(count)))
    os.close(begin)
    return open(end, "rb", buffering=0)


def aside(task: Callable[[], Result]) -> Callable[[], Result]:
    """Start a task in a process of its own; the returned function waits for its result, and raises what it raised."""
    if processes() < 2 or not _can_fork():
        return task

    child = _Child(lambda: _once(task))

    def end() -> Result:
        try:
            result: Result = pickle.loads(dict(_all([child]))[0])  # noqa: S301 - by a process of ours
            return result
        finally:
            child.end()

    return end


class Task:
    """A task in a process of its own that leaves its result on disk, and that nobody waits for; what it raises is lost with it."""

    def __init__(self, task: Callable[[], None]) -> None:
        self._child = _Child(lambda: _once(task)) if _can_fork() else None
        if self._child is None:
            task()

    def end(self) -> None:
        """End it, whether it is done or not."""
        if self._child is not None:
            self._child.end()
            self._child = None


def _once(task: Callable[[], Result]) -> Iterator[tuple[int, Result]]:
    yield 0, task()


def _can_fork() -> bool:
    return "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"


def _bounds(length: int, count: int) -> list[tuple[int, int]]:
    bounds: list[tuple[int, int]] = []
    start = 0
    while start < length:
        size = min(max((length - start) // (_SHARE * count), _ITEMS_AT_LEAST), _ITEMS_AT_MOST)
        bounds.append((start, min(start + size, length)))
        start += size
    return bounds


_RESULT, _DONE, _FAILED = range(3)


class _Child:
    """A forked process that sends one result after the other, each with its number."""

    def __init__(self, results: Callable[[], Iterator[tuple[int, Any]]], *, keeps: bool = False) -> None:
        context = multiprocessing.get_context("fork")
        self.pipe, to_parent = context.Pipe(duplex=False)
        self._process: ForkProcess = context.Process(target=_run, args=(results, to_parent, keeps), daemon=True)
        self._process.start()
        to_parent.close()

    def receive(self) -> tuple[int, bytes] | None:
        """Wait for the next result: its number, and its bytes; None where all have come."""
        try:
            header, data = self.pipe.recv_bytes(), self.pipe.recv_bytes()
        except EOFError:
            self._process.join()
            raise LostProcessError(f"a process ended early with status {self._process.exitcode}") from None
        if header[0] == _FAILED:
            error, trace = pickle.loads(data)  # noqa: S301 - by a process of ours
            error.add_note(trace)
            raise error
        return (int.from_bytes(header[1:], "big"), data) if header[0] == _RESULT else None

    def end(self) -> None:
        """End the process, whether it is done or not."""
        self.pipe.close()
        self._process.terminate()
        self._process.join()


def _all(children: list[_Child], others: Iterable[_Child] = ()) -> Iterator[tuple[int, bytes]]:
    """Yield the results of all, each as soon as it is there: who can't send can't go on. One of the others takes the place of one that is done."""
    waiting = iter(others)
    while children:
        by_pipe: dict[Any, _Child] = {child.pipe: child for child in children}
        for pipe in wait(list(by_pipe)):
            child = by_pipe[pipe]
            received = child.receive()
            if received is not None:
                yield received
                continue
            child.end()
            children.remove(child)
            children += islice(waiting, 1)


def _run(results: Callable[[], Iterator[tuple[int, Any]]], to_parent: Connection, keeps: bool) -> None:
    """Send the results: at once, or all at the end to a parent that works too, and listens only then."""

    def send(state: int, number: int, data: Any) -> None:
        to_parent.send_bytes(bytes((state,)) + number.to_bytes(_NUMBER, "big"))
        to_parent.send_bytes(data)

    made = ((number, ForkingPickler.dumps(result)) for number, result in results())
    try:
        for number, data in list(made) if keeps else made:
            send(_RESULT, number, data)
        send(_DONE, 0, b"")
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent raises it
        send(_FAILED, 0, _told(error))
    finally:
        to_parent.close()


def _told(error: BaseException) -> Any:
    trace = traceback.format_exc()
    try:
        return ForkingPickler.dumps((error, trace))
    except Exception:  # noqa: BLE001 - an error that can't be pickled is sent as its text
        return ForkingPickler.dumps((RuntimeError(f"{type(error).__name__}: {error}"), trace))
