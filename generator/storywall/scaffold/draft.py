"""An item that isn't there yet: its values, its body, its photos; and the place that it gets."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storywall.compose import compose
from storywall.kinds import Kind
from storywall.kinds.fields import slug_fault
from storywall.kinds.guess import guess_slug
from storywall.load import ROOT
from storywall.model import Plain, Source
from storywall.problems import Problem
from storywall.scaffold import place
from storywall.scaffold.home import Home
from storywall.scaffold.questions import ordered


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An item before it is written; `within` is the slug of what it lies in, `photos` are files by name."""

    kind: Kind
    values: Mapping[str, Plain]
    body: str = ""
    photos: Mapping[str, bytes]
    within: str = ""

    @property
    def text(self) -> str:
        """The file's text."""
        return compose(ordered(self.kind.schema, self.values), self.body)

    @property
    def folder(self) -> str:
        """The folder of its kind, below the community's root."""
        return "/".join((ROOT, self.kind.folder, *([self.within] if self.within else [])))

    def source(self, slug: str, path: Path) -> Source:
        """The item as if it lay in its place, while its file is at `path`."""
        inner = f"{self.folder}/{slug}"
        return Source(
            kind=self.kind.name,
            slug=f"{self.within}/{slug}" if self.within else slug,
            file=f"{inner}/index.md" if self.photos else f"{inner}.md",
            place=path,
            bundle=bool(self.photos),
            beside=tuple(sorted(self.photos)),
        )


class _Loose:
    """Values as the kind's title wants them; what isn't there is empty."""

    def __init__(self, values: Mapping[str, Plain]) -> None:
        self._values = values

    def __getattr__(self, name: str) -> Any:
        value = self._values.get(name)
        return value if isinstance(value, str) else ""


def free_slug(draft: Draft, home: Home) -> str:
    """A slug made from the title, or from the author where there is none, that nothing in its folder has or had."""
    named = (draft.kind.title(_Loose(draft.values)), draft.values.get("author"), draft.values.get("author_name"), draft.kind.name)
    slug = guess_slug(next(name for name in named if isinstance(name, str) and name.strip()))
    folder = home.root / draft.folder
    taken = {path.name.partition(".")[0].lower() for path in folder.iterdir()} if folder.is_dir() else set()
    free, number = slug, 2
    while free in taken or slug_fault(free) or draft.kind.address(free) in home.former:
        free, number = f"{slug}-{number}", number + 1
    return free


def source(draft: Draft, home: Home) -> Source:
    """The item as it would lie in its place now."""
    return draft.source(free_slug(draft, home), home.root)


def check(draft: Draft, home: Home) -> list[Problem]:
    """What `storywall check` would say of the item; see Home.problems."""
    with tempfile.TemporaryDirectory(prefix="storywall-") as folder:
        path = Path(folder) / "index.md"
        path.write_text(draft.text, encoding="utf-8", errors="surrogatepass", newline="")
        for name, data in draft.photos.items():
            path.with_name(name).write_bytes(data)
        return home.problems(draft.source(free_slug(draft, home), path))


def write(draft: Draft, home: Home) -> str:
    """Put the item into its place and return its file; another writer's item of the same name is never replaced.

    OSError, with nothing left behind, where the place can't be written.
    """
    folder = home.root / draft.folder
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _write(draft, home)
    except BaseException:
        for each in missing:
            with suppress(OSError):
                each.rmdir()
        raise


def _write(draft: Draft, home: Home) -> str:
    while True:
        target = home.root / source(draft, home).file
        try:
            new = target.parent if draft.photos else target
            new.mkdir() if draft.photos else new.touch(exist_ok=False)
        except FileExistsError:
            continue  # somebody was quicker
        try:
            for name, data in draft.photos.items():
                target.with_name(name).write_bytes(data)
            target.write_text(draft.text, encoding="utf-8", newline="")
        except BaseException:
            place.remove(new)
            raise
        return target.relative_to(home.root).as_posix()
