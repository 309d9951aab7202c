"""Where what ships with the program lies."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def theme_dir() -> Path:
    """The shipped theme: a checkout's own `theme/`, or the copy that a wheel brings."""
    checkout = PACKAGE.parent.parent / "theme"
    return checkout if PACKAGE.parent.name == "generator" and checkout.is_dir() else PACKAGE / "theme"
