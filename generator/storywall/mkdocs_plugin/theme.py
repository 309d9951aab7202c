"""What MkDocs and Material are made to leave out, and where their templates and files are looked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.plugins import PluginCollection
from mkdocs.theme import Theme

from storywall import frame

if TYPE_CHECKING:
    import jinja2

# Ours are generated.
_THEIR_TEMPLATES = {"404.html", "sitemap.xml"}
# Material asks these of a visitor's browser for its own search, or loads each next page by script.
_FEATURES_OFF = ("navigation.instant", "search.", "announce.")


def prepared_theme(theme: Theme, root: Path) -> Theme:
    """Material below the shipped theme, below the community's own; without what needs another host or is made by us."""
    theme = _QuickTheme(theme)
    first = 1 if theme.custom_dir else 0
    theme.dirs[first:first] = [str(folder) for folder in frame.theme_dirs(root) if str(folder) not in theme.dirs]
    theme.static_templates -= _THEIR_TEMPLATES
    theme["features"] = [name for name in theme.get("features") or () if not name.startswith(_FEATURES_OFF)]
    return theme


class _QuickTheme(Theme):
    """A theme whose files are listed without a walk through Material's 14,000 icons, which are templates and never copied."""

    def __init__(self, theme: Theme) -> None:
        self.__dict__.update(vars(theme))

    def get_env(self) -> jinja2.Environment:
        env = super().get_env()
        env.list_templates = partial(_listed, self.dirs)  # type: ignore[method-assign]
        return env


def _listed(dirs: Iterable[str], filter_func: Callable[[str], bool]) -> list[str]:
    found: set[str] = set()
    for folder in dirs:
        for at, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found.update(Path(at, name).relative_to(folder).as_posix() for name in names)
    return sorted(name for name in found if filter_func(name))


def drop_search(plugins: PluginCollection) -> bool:
    """Take search plugins out: the site has no search that they could serve. Return whether there was one."""
    names = [name for name in plugins if name.partition(" #")[0].rpartition("/")[2] == "search"]
    for name in names:
        plugin = plugins.pop(name)
        for methods in plugins.events.values():
            methods[:] = [method for method in methods if getattr(method, "__self__", None) is not plugin]
    return bool(names)
