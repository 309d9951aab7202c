"""What frames are made from, so that a later build can tell whether they still hold."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from storywall import frame, kinds, words

# What MkDocs reads of a theme; our own templates, for entries, lie beside it.
_THEME = ("*.html", "partials", "fragments", ".icons", "assets")
_INHERIT = re.compile(r"^INHERIT:\s*[\"']?([^\"'#\n]+)", re.MULTILINE)


def root_of(config: MkDocsConfig) -> Path:
    """The community's root: where mkdocs.yml is."""
    return Path(config.config_file_path or "mkdocs.yml").resolve().parent


def inputs(config: MkDocsConfig) -> Iterator[Path]:
    """What a later build must find unchanged to use these frames: the community's files, plugins, and this program's own."""
    if config.config_file_path:
        yield from _configurations(Path(config.config_file_path))
    yield from (Path(config.docs_dir), *map(Path, config.watch))
    for folder in dict.fromkeys((root_of(config) / "theme", frame.theme_dir())):
        yield from (folder / part for part in _THEME)
    if config.theme.custom_dir is not None:
        yield Path(config.theme.custom_dir)
    yield words.LOCALE
    yield from (Path(package).parent / "*.py" for package in (__file__, frame.__file__, kinds.__file__))
    modules = [*map(type, config.plugins.values()), *config["hooks"].values()]
    found = {getattr(sys.modules.get(getattr(each, "__module__", each.__name__)), "__file__", None) for each in modules}
    yield from sorted(Path(file) for file in found if file)
    # The names hold the versions of all that is installed beside MkDocs.
    yield Path(sys.modules["mkdocs"].__file__ or "").parent.parent / "*.dist-info"


def _configurations(path: Path) -> Iterator[Path]:
    yield path
    for name in _INHERIT.findall(path.read_text("utf-8", "replace")):
        yield from _configurations(path.parent / name.strip())
