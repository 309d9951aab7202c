"""Our own `storywall export csv`: columns are fields, texts are Markdown already, and consent stays as it was recorded."""

from __future__ import annotations

from storywall.exports import MARK
from storywall.importing.preset import Preset

PRESET = Preset(
    name="storywall",
    label="Storywall",
    page="storywall export --help",
    columns={},
    signature=(frozenset({MARK, "slug"}),),
    statements={"text-format": "markdown"},
    app=False,
)
