"""What the photos of a community weigh: in its folder as they are now, and in git as they came."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storywall import git
from storywall.load import PHOTO_SUFFIXES, ROOT
from storywall.model import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo's file below the community's root, the kind of its item, its bytes."""

    file: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What came into git in a month, `2026-11`: number and bytes of photos, changed ones again."""

    month: str
    photos: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """The photos, largest first; what git keeps of photos, month by month, and the bytes of those that are no longer there."""

    photos: tuple[Photo, ...]
    months: tuple[Month, ...]
    past: int

    @property
    def size(self) -> int:
        """The bytes of all photos."""
        return sum(photo.size for photo in self.photos)

    def groups(self, by: str) -> dict[str, tuple[int, int]]:
        """Number and bytes of photos by their kind or by their suffix, the heaviest first."""
        counts: Counter[str] = Counter()
        sizes: Counter[str] = Counter()
        for photo in self.photos:
            name = photo.kind if by == "kind" else photo.file.rpartition(".")[2].lower()
            counts[name] += 1
            sizes[name] += photo.size
        return {name: (counts[name], size) for name, size in sizes.most_common()}

    def plain(self, most: int) -> dict[str, Any]:
        """As JSON has it."""
        groups = {by: {name: {"photos": n, "bytes": size} for name, (n, size) in self.groups(by).items()} for by in ("kind", "suffix")}
        return {
            "photos": len(self.photos),
            "bytes": self.size,
            **groups,
            "growth": [{"month": each.month, "photos": each.photos, "bytes": each.size} for each in self.months],
            "bytes-of-former-photos": self.past,
            "largest": [{"file": photo.file, "bytes": photo.size} for photo in self.photos[:most]],
        }


def stats(root: Path, sources: Iterable[Source]) -> Stats:
    """Look at the photos beside the items, and at what git keeps of them; without git, or commits, there is no growth."""
    photos = [
        Photo(file=f"{source.file.rpartition('/')[0]}/{name}", kind=source.kind, size=source.path.with_name(name).stat().st_size)
        for source in sources
        for name in source.beside
    ]
    try:
        states = [state for state in git.kept(root, ROOT) if state.file.lower().endswith(PHOTO_SUFFIXES)]
    except git.GitError:
        states = []
    ordered = sorted(photos, key=lambda photo: (-photo.size, photo.file))
    return Stats(photos=tuple(ordered), months=_months(states), past=_past(states, ordered))


def _months(states: Sequence[git.Kept]) -> tuple[Month, ...]:
    sizes: dict[str, list[int]] = defaultdict(list)
    seen: set[str] = set()
    for state in reversed(states):
        # The same bytes are kept once, however often they were committed.
        sizes[f"{state.day:%Y-%m}"].append(0 if state.blob in seen else state.size)
        seen.add(state.blob)
    return tuple(Month(month=month, photos=len(found), size=sum(found)) for month, found in sorted(sizes.items()))


def _past(states: Sequence[git.Kept], photos: Sequence[Photo]) -> int:
    """The bytes of states that are no photo's any more: the newest state of a file that is there is the present one."""
    there = {photo.file for photo in photos}
    present: set[str] = set()
    for state in states:
        if state.file in there:
            there.discard(state.file)
            present.add(state.blob)
    return sum({state.blob: state.size for state in states if state.blob not in present}.values())
