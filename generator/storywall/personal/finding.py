"""What a search comes to."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 20
"""So many findings of one text are enough to act on; a text made to hold thousands costs no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found in a text: the problem's code, the text itself, and where it begins."""

    code: str
    value: str
    index: int
