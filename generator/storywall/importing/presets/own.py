"""Our own `storywall export csv`: columns are fields, texts are Markdown already, and consent stays as it was recorded."""

from __future__ import annotations

from storywall.importing.preset import Preset

MARK = "storywall"
"""The first column's name: it holds the kind of each row."""

PRESET = Preset(
    name="storywall",
    label="Storywall",
    page="storywall export --help",
    columns={},
    signature=(frozenset({MARK, "slug"}),),
    statements={"text-format": "markdown"},
    app=False,
)
