"""What frames are made from, so that a later build can tell whether they still hold."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from storywall import frame

_INHERIT = re.compile(r"^INHERIT:\s*[\"']?([^\"'#\n]+)", re.MULTILINE)


def root_of(config: MkDocsConfig) -> Path:
    """The community's root: where mkdocs.yml is."""
    return Path(config.config_file_path or "mkdocs.yml").resolve().parent


def inputs(config: MkDocsConfig) -> Iterator[Path]:
    """What a later build must find unchanged to use these frames: the community's files, plugins, and this program's own."""
    yield from _configurations(Path(config.config_file_path))
    yield from (Path(config.docs_dir), root_of(config) / "theme", frame.theme_dir(), *map(Path, config.watch))
    if config.theme.custom_dir is not None:
        yield Path(config.theme.custom_dir)
    modules = {type(plugin).__module__ for plugin in config.plugins.values()} | {__name__, "storywall.frame.fill", "storywall.kinds"}
    files = {getattr(sys.modules.get(name), "__file__", None) for name in modules}
    yield from sorted(Path(file) for file in files | {getattr(hook, "__file__", None) for hook in config["hooks"].values()} if file)
    # The names hold the versions of all that is installed beside MkDocs.
    yield Path(sys.modules["mkdocs"].__file__ or "").parent.parent / "*.dist-info"


def _configurations(path: Path) -> Iterator[Path]:
    yield path
    for name in _INHERIT.findall(path.read_text("utf-8", "replace")):
        yield from _configurations(path.parent / name.strip())
