"""Where the theme is: the community's own folder, then the one that ships."""

from __future__ import annotations

from pathlib import Path

from storywall.shipped import theme_dir


def theme_dirs(root: Path) -> tuple[Path, ...]:
    """Where templates and the theme's files are looked for, the community's own first."""
    own = (root / "theme").resolve()
    return tuple(dict.fromkeys(folder for folder in (own, theme_dir()) if folder.is_dir()))
