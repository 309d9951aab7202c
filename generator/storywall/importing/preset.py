"""What is known of the files that an app exports: its columns and their meaning, as its help page documents them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

PUBLISHED, HIDDEN = "published", "hidden"
"""The two words that values of `status` are mapped to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One app's files. `name` goes into a verified review's evidence (`import:<name>`), `label` is shown."""

    name: str
    label: str
    page: str
    """The help page that documents the columns."""
    columns: Mapping[str, str]
    """Column -> field; of several columns for one field the first that is filled counts. Case doesn't matter."""
    signature: tuple[frozenset[str], ...]
    """Sets of columns, in small letters: a file that has all of one set is this app's."""
    values: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    """Field -> value as it is written there, in small letters -> value as it is meant here."""
    statements: Mapping[str, str] = dataclasses.field(default_factory=dict)
    app: bool = True
    """Is it somebody else's? Then what it says of a purchase is evidence, and all it holds comes in with the channel `import`."""

    def fits(self, header: frozenset[str]) -> bool:
        """Is this header, in small letters, one of the app's?"""
        return any(columns <= header for columns in self.signature)
