"""Prints the path of a Chromium for the tests; where there is none, brings one, by apt as root or else by Playwright.

STORYWALL_BROWSER names one, and then no other is looked for. With --no-install nothing is brought.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def main() -> None:
    """Print one path, or say on the error stream why there is none."""
    named = os.environ.get("STORYWALL_BROWSER")
    if named:
        path = shutil.which(named)
        if not runs(path):
            sys.exit(f"STORYWALL_BROWSER names {named!r}, which doesn't run.")
        print(path)
        return
    path = found()
    if not path and "--no-install" not in sys.argv[1:]:
        path = by_apt() or by_playwright()
    if not path:
        sys.exit("No Chromium for the tests of pages: put one on PATH (Debian's package is `chromium`), or name one in STORYWALL_BROWSER.")
    print(path)


def found() -> str | None:
    """A Chromium that runs: one on PATH, or the one that Playwright brought earlier."""
    for name in NAMES:
        path = shutil.which(name)
        if runs(path):
            return path
    path = playwrights_own()
    return path if runs(path) else None


def runs(path: str | None) -> bool:
    """Whether a program starts at all: a stub of a distribution or a missing library shows here."""
    if not path:
        return False
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def by_apt() -> str | None:
    """Install Debian's Chromium, as root."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    say("No Chromium found: installing Debian's ...")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        if not succeeds(["apt-get", "--quiet=2", *command], environment):
            return None
    return found()


def by_playwright() -> str | None:
    """Let Playwright bring its own build, into the user's cache."""
    say("No Chromium found: letting Playwright bring one ...")
    succeeds([sys.executable, "-m", "playwright", "install", "chromium"], None)
    return found()


def playwrights_own() -> str | None:
    """Where Playwright keeps its Chromium, whether or not it is there."""
    try:
        from playwright.sync_api import sync_playwright  # it takes a second, and is seldom needed
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def succeeds(command: list[str], environment: dict[str, str] | None) -> bool:
    """Run a command with all that it prints on the error stream: the output is the path alone."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment, check=False).returncode == 0


def say(text: str) -> None:
    """Tell a person what is going on."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
