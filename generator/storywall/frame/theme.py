"""Where the theme is: the community's own folder, then the one that ships."""

from __future__ import annotations

from pathlib import Path


def theme_dir() -> Path:
    """The shipped theme: a checkout's own `theme/`, or the copy that a wheel brings."""
    package = Path(__file__).resolve().parent.parent
    checkout = package.parent.parent / "theme"
    return checkout if package.parent.name == "generator" and checkout.is_dir() else package / "theme"


def theme_dirs(root: Path) -> tuple[Path, ...]:
    """Where templates and the theme's files are looked for, the community's own first."""
    own = (root / "theme").resolve()
    return tuple(dict.fromkeys(folder for folder in (own, theme_dir()) if folder.is_dir()))
