"""--interactive in a real terminal: each column is asked about, then what lacks, and the answers can be kept."""

import os
import pty
import select
import subprocess
import sys
import time

PROGRAM = "from storywall.importing import import_group; import_group(prog_name='import')"


def talk(command, answers, cwd):
    """Run a program in a terminal; give each answer once its question is seen. Returns all that was shown, and the exit code."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "LC_MESSAGES")} | {"TERM": "dumb"}
    process = subprocess.Popen(command, cwd=cwd, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    shown, asked, end = "", 0, time.monotonic() + 60
    waiting = list(answers)
    while time.monotonic() < end:
        ready, _, _ = select.select([ours], [], [], 0.2)
        if ready:
            try:
                data = os.read(ours, 4096)
            except OSError:
                break
            if not data:
                break
            shown += data.decode("utf-8", "replace")
        if waiting and waiting[0][0] in shown[asked:]:
            asked = len(shown)
            os.write(ours, f"{waiting.pop(0)[1]}\n".encode())
    process.wait(timeout=10)
    os.close(ours)
    assert not waiting, f"never asked {waiting[0][0]!r}: {shown}"
    return shown, process.returncode


def test_it_guides_through_a_mapping(community, tmp_path):
    table = tmp_path / "reviews.csv"
    table.write_text("Ware;Sterne;Wann;Was\nmorning-mug;5;03/04/2024;Warm.\nmorning-mug;4;05/04/2024;Heavy.\n")
    command = [sys.executable, "-c", PROGRAM, "csv", str(table), "--root", str(community.root), "--interactive"]
    answers = [
        ("Ware: morning-mug", "?"),
        ("field", "product"),
        ("Sterne: 5 | 4", "rating"),
        ("Wann: 03/04/2024", "date"),
        ("Was: Warm. | Heavy.", "body"),
        ("consent.scopes", "site"),
        ("consent.date", "yesterday"),
        ("can't be read", "2024-05-01"),
        ("incentive", "none"),
        ("consent.basis", "Our terms"),
        ("order of days", "dmy"),
        ("Keep these answers", "shop.yml"),
    ]
    shown, code = talk(command, answers, tmp_path)
    assert code == 0, shown
    assert "2  came in" in shown
    kept = (tmp_path / "shop.yml").read_text()
    assert "Ware: product" in kept
    assert "date-order: dmy" in kept
    assert community.codes() == []
    again = subprocess.run(
        [*command[:-1], "--mapping", "shop.yml"], cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, check=False
    )
    assert again.returncode == 0
    assert "2  here already" in again.stdout
