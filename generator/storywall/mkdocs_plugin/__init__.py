"""The doorway to MkDocs and Material, and their only importer: builds frames, and takes part in a plain `mkdocs build`."""

import os

# Before MkDocs and Material are imported: each may print a notice about MkDocs 2.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "true")
os.environ.setdefault("DISABLE_MKDOCS_2_WARNING", "true")

from storywall.mkdocs_plugin.build import build_frames
from storywall.mkdocs_plugin.plugin import StorywallPlugin

__all__ = ["StorywallPlugin", "build_frames"]
