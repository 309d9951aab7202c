"""Puts theme/ into the wheel as storywall/theme, with the fonts and scripts that ship."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ThemeHook(BuildHookInterface):
    """Adds theme/ to a wheel; an editable install reads the checkout's own theme/ and gets no copy."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before each build; `version` is "standard" or "editable"."""
        if version == "editable":
            return
        theme = Path(self.root) / "theme"
        # The last file that tools/vendor.py writes: where it is missing, the folder is missing or half-filled.
        if not (theme / "assets" / "vendor" / "vendor.json").is_file():
            message = "theme/assets/vendor/ is missing: run `make vendor` first, which brings fonts and scripts by npm."
            raise RuntimeError(message)
        if self.target_name == "wheel":
            build_data["force_include"][str(theme)] = "storywall/theme"
