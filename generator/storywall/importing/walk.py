"""A folder of somebody else's -> its files, within it and in a stable order: no link is followed, no hidden folder entered."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from storywall.importing.refused import ImportRefusedError
from storywall.importing.tally import Reason
from storywall.problems import N_

_PASSED = frozenset({"node_modules", "__pycache__", "__MACOSX"})
LINK = Reason(template=N_("this is a symbolic link, and none is followed"), hint=N_("put the file itself there"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file of a folder, by its posix path in it; with a reason where it can't be read at all."""

    file: str
    reason: Reason | None = None

    @property
    def suffix(self) -> str:
        """What its name ends with, in small letters: `.md`."""
        return os.path.splitext(self.file)[1].lower()


def walk(root: Path) -> list[Found]:
    """All files below a folder that aren't hidden; ImportRefusedError where the folder can't be listed."""
    if not root.is_dir():
        raise ImportRefusedError(N_("`{value}` is no folder"), value=str(root))
    return sorted(_walk(root), key=lambda found: found.file)


def _walk(root: Path) -> Iterator[Found]:
    for folder, folders, files in os.walk(root, onerror=_refuse, followlinks=False):
        base = Path(folder).relative_to(root).as_posix()
        kept = []
        for name in folders:
            if name.startswith(".") or name in _PASSED:
                continue
            if os.path.islink(os.path.join(folder, name)):
                yield Found(file=_joined(base, name), reason=LINK)
            else:
                kept.append(name)
        folders[:] = kept
        for name in files:
            if name.startswith("."):
                continue
            path = os.path.join(folder, name)
            yield Found(file=_joined(base, name), reason=LINK if os.path.islink(path) else None if os.path.isfile(path) else _ODD)


_ODD = Reason(template=N_("this is neither a file nor a folder"))


def _refuse(error: OSError) -> None:
    raise ImportRefusedError(N_("{file} can't be read: {reason}"), file=str(error.filename), reason=error.strerror or "")


def _joined(base: str, name: str) -> str:
    # Names that aren't UTF-8 come as surrogates, which nothing can print.
    return (name if base == "." else f"{base}/{name}").encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def within(target: str, beside: str, root: Path, others: tuple[Path, ...] = ()) -> Path | None:
    """The file that an address in a text means: beside the text, or below the folder (or one of the others) where it begins with a slash.

    None where there is no such file, or it isn't inside, or a link leads to it.
    """
    name = unquote(target.partition("#")[0].partition("?")[0]).replace("\\", "/")
    if not name or "\0" in name or "://" in name or name.startswith(("//", "data:")):
        return None
    if name.startswith("/"):
        bases = [(base, base) for base in (root, root / "static", root / "assets", root / "public", *others)]
    else:
        bases = [(root / beside, root), *((base, base) for base in others)]
    for start, limit in bases:
        path = Path(os.path.normpath(start / name.lstrip("/")))
        if path.is_relative_to(limit) and _plainly_there(path, limit):
            return path
    return None


def _plainly_there(path: Path, limit: Path) -> bool:
    """Is it a file, with no link on the way to it from the folder?"""
    try:
        if not path.is_file():
            return False
    except OSError:  # a name that is too long, or a folder that may not be read
        return False
    return not any(part.is_symlink() for part in (path, *path.parents) if part != limit and part.is_relative_to(limit))
