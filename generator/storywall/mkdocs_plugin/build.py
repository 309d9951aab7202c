"""A build by MkDocs that ends in frames, silent but for what is wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.plugins import PluginCollection

from storywall.frame import FrameError, Frames
from storywall.mkdocs_plugin.plugin import StorywallPlugin
from storywall.mkdocs_plugin.theme import drop_search
from storywall.problems import N_


def build_frames(root: Path, out: Path) -> Frames:
    """Have MkDocs render all frames and hand-written pages of the community at `root`.

    Files that other plugins make are written into `out`, which must stay as long as the frames are used. FrameError with MkDocs' own words
    where mkdocs.yml, a page, a template or another plugin is at fault.
    """
    plugin = None
    with _listening() as said:
        try:
            config = load_config(str(root / "mkdocs.yml"), site_dir=str(out), strict=False)
            plugin = _our_plugin(config.plugins)
            plugin.publishes = False
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()
        except Exception as error:
            if plugin is not None and plugin.fault is not None:
                raise plugin.fault from error
            reason = "\n".join(said.errors) or str(error) or type(error).__name__
            raise _fault(reason) from error
    if plugin.frames is None:
        raise _fault("the plugin `storywall` was not run")
    written = {path.relative_to(out).as_posix(): path for path in sorted(out.rglob("*")) if path.is_file()}
    return replace(plugin.frames, assets={**plugin.frames.assets, **written}, warnings=tuple(said.warnings))


def _our_plugin(plugins: PluginCollection) -> StorywallPlugin:
    """The plugin that mkdocs.yml names; one of our own where it doesn't, without the search that MkDocs adds then."""
    for plugin in plugins.values():
        if isinstance(plugin, StorywallPlugin):
            return plugin
    drop_search(plugins)
    plugin = StorywallPlugin()
    plugin.load_config({})
    plugins["storywall"] = plugin
    return plugin


def _fault(reason: str) -> FrameError:
    return FrameError(N_("MkDocs can't build the site's frame and hand-written pages: {reason}"), reason=reason)


class _Said(logging.Handler):
    """What MkDocs and its plugins say while they build: errors, and warnings (of this plugin, every word)."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[str] = []
        self.warnings: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            self.errors.append(record.getMessage())
        elif record.levelno >= logging.WARNING or record.name.endswith(".storywall"):
            self.warnings.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[_Said]:
    logger, said = logging.getLogger("mkdocs"), _Said()
    before = logger.level, logger.propagate
    logger.addHandler(said)
    logger.level, logger.propagate = logging.INFO, False
    try:
        yield said
    finally:
        logger.removeHandler(said)
        logger.level, logger.propagate = before
