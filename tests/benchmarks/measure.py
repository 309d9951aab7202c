"""Run one command as a whole tree of processes, and measure its wall time, CPU time and peak memory. Linux only.

Each measurement has an interpreter of its own between the caller and the command: as a subreaper it inherits and reaps
every descendant, orphans too, so that the kernel's sum over reaped children is the command's CPU time and nothing else.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TICK = 0.02
# Reading PSS makes the kernel walk every page of a process, 15 ms for one of 1.3 GB. Read at each tick it slowed such a
# process down by up to a half, and a small one hardly at all; so readings take at most this share of one core.
PSS_SHARE = 0.02
PR_SET_CHILD_SUBREAPER = 36
PAGE = resource.getpagesize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What one run took: seconds from start until the last descendant ended, CPU seconds of all, bytes at the peak."""

    code: int
    wall: float
    cpu: float
    peak: int
    apart: int
    """Bytes at the peak of the programs that were asked to be counted apart; `peak` leaves them out."""
    pss: bool
    """False where a process showed no PSS, so that its whole RSS was counted."""
    output: str


def measure(
    command: Sequence[str],
    *,
    cwd: Path,
    log: Path,
    env: Mapping[str, str] | None = None,
    apart: str = "",
    limit: float = 3600.0,
) -> Measurement:
    """Run `command` in `cwd`, its output going to the file `log`, and measure it; after `limit` seconds it is killed.

    Memory of programs whose name starts with `apart` is summed on its own. A command that can't be started is an
    OSError.
    """
    order = json.dumps({"command": list(command), "apart": apart, "limit": limit})
    with log.open("wb") as output:
        helper = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).resolve()), order],
            cwd=cwd,
            env=None if env is None else dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
        )
        try:
            figures, _ = helper.communicate()
        except BaseException:
            # It ends the command and all below it before it ends itself.
            helper.terminate()
            helper.wait()
            raise
    said = log.read_text(encoding="utf-8", errors="replace")
    if helper.returncode:
        raise OSError(f"could not measure {command[0]}:\n{said}")
    return Measurement(output=said, **json.loads(figures))


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How far a process's RSS is more than its PSS, in bytes, and the name of its program."""

    program: str
    surplus: int
    known: bool


class Sampler(threading.Thread):
    """Keeps the highest sum of memory over all live descendants, seen at each tick.

    RSS is cheap and read at each tick; what of it is shared is known from the last reading of PSS. A tick that finds a
    process whose PSS nobody has read yet, while no reading is due, doesn't count.
    """

    def __init__(self, apart: str) -> None:
        super().__init__(daemon=True)
        self.peak = self.peak_apart = 0
        self.pss = True
        self._apart = apart
        self._shares: dict[int, Share] = {}
        self._due = 0.0
        self._over = threading.Event()

    def run(self) -> None:
        """Look at every tick until stopped."""
        while not self._over.wait(TICK):
            self._look()

    def stop(self) -> None:
        """End after the tick under way."""
        self._over.set()
        self.join()

    def _look(self) -> None:
        sizes = {process: rss(process) for process in descendants(os.getpid())}
        if time.perf_counter() >= self._due:
            self._read_shares(sizes)
        if not sizes.keys() <= self._shares.keys():
            return
        together = apart = 0
        for process, size in sizes.items():
            share = self._shares[process]
            own = max(0, size - share.surplus)
            if self._apart and share.program.startswith(self._apart):
                apart += own
            else:
                together += own
        self.peak = max(self.peak, together)
        self.peak_apart = max(self.peak_apart, apart)

    def _read_shares(self, sizes: Mapping[int, int]) -> None:
        start = time.perf_counter()
        self._shares = {process: share_of(process) for process in sizes}
        # A process that has just ended shows nothing either, but has no memory any more.
        self.pss = self.pss and all(share.known or not rss(process) for process, share in self._shares.items())
        end = time.perf_counter()
        self._due = end + (end - start) / PSS_SHARE


def read(path: str) -> str:
    """Return the text of a file under /proc, nothing where the process has ended or keeps it to itself."""
    # A tick reads a file for each thread of a program: bare calls are a third of what Path costs.
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return ""
    try:
        return os.read(file, 65536).decode(errors="replace")
    except OSError:
        return ""
    finally:
        os.close(file)


def rss(process: int) -> int:
    """Return the bytes of memory that a process has, shared ones too; 0 where it has ended."""
    fields = read(f"/proc/{process}/statm").split()
    return int(fields[1]) * PAGE if fields else 0


def share_of(process: int) -> Share:
    """Read how much of a process's memory counts with others: RSS less PSS."""
    found = {}
    for line in read(f"/proc/{process}/smaps_rollup").splitlines():
        name, _, rest = line.partition(":")
        if name in ("Rss", "Pss"):
            found[name] = int(rest.split()[0]) * 1024
    program = read(f"/proc/{process}/comm").strip()
    return Share(program=program, surplus=found.get("Rss", 0) - found.get("Pss", 0), known="Pss" in found)


def descendants(process: int) -> Iterator[int]:
    """Find the processes below this one, by asking each of their threads for its children."""
    try:
        with os.scandir(f"/proc/{process}/task") as listed:
            threads = [thread.name for thread in listed]
    except OSError:
        return
    for thread in threads:
        for child in read(f"/proc/{process}/task/{thread}/children").split():
            yield int(child)
            yield from descendants(int(child))


def kill_all() -> None:
    """Kill every descendant, until none is left that could start another."""
    # One that has ended but isn't reaped yet is still listed, without memory.
    while left := [process for process in descendants(os.getpid()) if rss(process)]:
        for process in left:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(TICK)


def reap(main: int) -> int:
    """Wait until the last descendant has ended; return how the main one ended, as subprocess counts."""
    code = 0
    while True:
        try:
            process, status = os.wait()
        except ChildProcessError:
            return code
        if process == main:
            code = os.waitstatus_to_exitcode(status)


def run(command: Sequence[str], apart: str, limit: float) -> dict[str, object]:
    """Run the command below this process and return the fields of its Measurement but the output."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "this system has no subreapers")
    sampler = Sampler(apart)
    watchdog = threading.Timer(limit, kill_all)
    watchdog.daemon = True
    start = time.perf_counter()
    try:
        # The command's words go where the helper's own complaints go: standard output carries the figures.
        started = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr.fileno())
        sampler.start()
        watchdog.start()
        started.returncode = reap(started.pid)
    except BaseException:
        kill_all()
        reap(0)
        raise
    wall = time.perf_counter() - start
    watchdog.cancel()
    sampler.stop()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "code": started.returncode,
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime,
        "peak": sampler.peak,
        "apart": sampler.peak_apart,
        "pss": sampler.pss,
    }


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    json.dump(run(**json.loads(sys.argv[1])), sys.stdout)
