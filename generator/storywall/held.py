"""What a process that builds again and again holds in memory, so that it needn't read what it wrote itself."""

from __future__ import annotations

from dataclasses import dataclass

from storywall.memo import Memo
from storywall.upkeep import Upkeep


@dataclass(slots=True)
class Held:
    """The entries as they were read last, and what is known of the pages; None before the first build and after one that failed."""

    memo: Memo | None = None
    upkeep: Upkeep | None = None

    def take_upkeep(self, digests: str, ground: str) -> Upkeep | None:
        """What is known of the pages, where the manifest names the same and they have the same ground; it is given back once they are made."""
        found, self.upkeep = self.upkeep, None
        return found if found is not None and digests and found.digests == digests and found.ground == ground else None
