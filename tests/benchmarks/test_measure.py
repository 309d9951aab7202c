"""What must be counted is counted, whatever tree of processes a command makes. No test asserts how long anything took."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from measure import measure

MIB = 2**20

BURN = """
import time
def burn(seconds):
    while time.process_time() < seconds: pass
"""
TREE = """
import os, subprocess, sys
burner = [sys.executable, "-c", sys.argv[1] + "burn(0.3)"]
subprocess.run(burner, check=True)
if os.fork() == 0:          # an orphan, that this process never waits for
    if os.fork() == 0:
        os.execv(burner[0], burner)
    os._exit(0)
print("words", flush=True)
os._exit(0)
"""


def test_cpu_of_children_and_orphans_is_counted(tmp_path: Path) -> None:
    found = measure([sys.executable, "-c", TREE, BURN], cwd=tmp_path, log=tmp_path / "log")
    assert (found.code, found.output) == (0, "words\n")
    assert found.cpu >= 0.6
    # No more than all cores could do: nothing is counted twice.
    assert found.cpu <= found.wall * (os.cpu_count() or 1) + 0.1


FORKS = """
import os, time
mine = bytearray(os.urandom(1)) * (64 << 20)
children = []
for number in range(3):
    child = os.fork()
    if child == 0:
        time.sleep(1.5)
        os._exit(0)
    children.append(child)
for child in children: os.waitpid(child, 0)
"""


def test_pages_shared_by_forked_processes_count_once(tmp_path: Path) -> None:
    found = measure([sys.executable, "-c", FORKS], cwd=tmp_path, log=tmp_path / "log")
    assert found.pss
    assert 64 * MIB <= found.peak < 2 * 64 * MIB


SEVERAL = """
import subprocess, sys
hold = "import time; held = bytearray(b'x') * (64 << 20); time.sleep(1.5)"
for process in [subprocess.Popen([sys.executable, "-c", hold]) for _ in range(2)]: process.wait()
"""


def test_memory_is_summed_over_processes_that_live_at_once(tmp_path: Path) -> None:
    found = measure([sys.executable, "-c", SEVERAL], cwd=tmp_path, log=tmp_path / "log")
    assert 2 * 64 * MIB <= found.peak < 3 * 64 * MIB
    assert found.apart == 0


def test_a_named_program_is_counted_apart(tmp_path: Path) -> None:
    hold = "read line < <(sleep 1.5)"
    found = measure(["bash", "-c", hold], cwd=tmp_path, log=tmp_path / "log", apart="sleep")
    assert found.apart > 0
    assert found.peak > 0


def test_failure_comes_with_code_and_words(tmp_path: Path) -> None:
    found = measure(["sh", "-c", "echo out; echo err >&2; exit 3"], cwd=tmp_path, log=tmp_path / "log")
    assert (found.code, found.output) == (3, "out\nerr\n")
    with pytest.raises(OSError, match="no-such-program"):
        measure(["no-such-program"], cwd=tmp_path, log=tmp_path / "log")


def test_what_never_ends_is_killed_with_all_its_children(tmp_path: Path) -> None:
    # The child writes down its id, so that the test can see that it is gone.
    hang = "sleep 1000 & echo $! > child; wait"
    found = measure(["sh", "-c", hang], cwd=tmp_path, log=tmp_path / "log", limit=1)
    assert found.code == -signal.SIGKILL
    assert not Path("/proc", (tmp_path / "child").read_text().strip()).exists()


STOPPED = """
import signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from measure import measure
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
measure(["sh", "-c", "echo $$ > child; exec sleep 1000"], cwd=Path.cwd(), log=Path("log"))
"""


def test_a_kill_of_the_benchmark_ends_what_it_measures(tmp_path: Path) -> None:
    stopped = subprocess.Popen([sys.executable, "-c", STOPPED, str(Path(__file__).resolve().parent)], cwd=tmp_path)
    child = tmp_path / "child"
    while not (child.exists() and child.read_text().strip()):
        assert stopped.poll() is None
        time.sleep(0.01)
    stopped.terminate()
    assert stopped.wait() == 143
    assert not Path("/proc", child.read_text().strip()).exists()
