"""submissions/ -> Sources: the only walk over the folder. What has no place there becomes a problem and never reaches the site."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from storywall.codes import problem
from storywall.kinds import BY_FOLDER, BY_NAME, Kind
from storywall.kinds.fields import file_fault, slug_fault
from storywall.kinds.guess import guess_file, guess_slug, guess_word
from storywall.model import Source
from storywall.problems import N_, Problem

ROOT = "submissions"
PASSED_OVER = frozenset({"README.md", ".gitkeep"})
LEDGER = "ledger"
SUFFIXES = (".md", ".yml")
PHOTO_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".heic", ".heif")

Found = Source | Problem


def load(root: Path) -> Iterator[Found]:
    """Yield the items below `root/submissions` in the order of their names, and the problems of files that are none."""
    folder = root / ROOT
    if not folder.is_dir():
        return
    for entry in _entries(folder):
        file = f"{ROOT}/{entry.name}"
        kind = BY_FOLDER.get(entry.name)
        if fault := _fault(entry, file):
            yield fault
        elif kind is not None and entry.is_dir():
            yield from _kind(kind, Path(entry.path), file)
        elif entry.name == LEDGER and entry.is_dir():
            continue
        elif entry.name not in PASSED_OVER:
            yield _unexpected(entry, file, N_("only the kinds' folders lie here: members, products, stories and so on"), BY_FOLDER)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(filter(_is_there, entries), key=lambda entry: entry.name)
    except FileNotFoundError:
        return []


def _is_there(entry: os.DirEntry[str]) -> bool:
    # editors write files that are gone a moment later
    try:
        entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _unexpected(entry: os.DirEntry[str], file: str, place: str, folders: Iterable[str] = ()) -> Problem:
    if entry.is_dir():
        kind = BY_NAME.get(entry.name) if folders else None
        return problem("unexpected-folder", file, place=place, guess=kind.folder if kind else guess_word(entry.name, folders))
    return problem("unexpected-file", file, place=place)


def _fault(entry: os.DirEntry[str], file: str) -> Problem | None:
    """Refuse what is neither a plain file nor a plain folder."""
    if entry.is_symlink():
        return problem("symlink", file)
    mode = entry.stat(follow_symlinks=False).st_mode
    if stat.S_ISDIR(mode):
        if os.path.lexists(os.path.join(entry.path, ".git")):
            return problem("submodule", file)
        readable = os.access(entry.path, os.R_OK | os.X_OK)
        return None if readable else problem("unreadable-file", file, reason=os.strerror(errno.EACCES))
    if not stat.S_ISREG(mode):
        return problem("unexpected-file", file, place=N_("plain files only"))
    return problem("executable", file) if mode & 0o111 else None


def _kind(kind: Kind, folder: Path, file: str) -> Iterator[Found]:
    if not kind.within:
        yield from _items(kind, folder, file, "")
        return
    for entry in _entries(folder):
        inner = f"{file}/{entry.name}"
        if fault := _fault(entry, inner):
            yield fault
        elif entry.is_dir():
            if code := slug_fault(entry.name):
                yield _named(code, entry.name, inner)
            yield from _items(kind, Path(entry.path), inner, f"{entry.name}/")
        elif entry.name not in PASSED_OVER:
            yield _unexpected(entry, inner, N_("it belongs in a folder named after what it is about"))


def _items(kind: Kind, folder: Path, file: str, prefix: str) -> Iterator[Found]:
    """Yield the items of one folder; `prefix` is the slug of the folder around it, with its slash."""
    seen: dict[str, str] = {}
    for entry in _entries(folder):
        inner = f"{file}/{entry.name}"
        if entry.name in PASSED_OVER:
            continue
        if fault := _fault(entry, inner):
            yield fault
            continue
        name, suffix = (entry.name, "") if entry.is_dir() else os.path.splitext(entry.name)
        if suffix not in ("", *SUFFIXES) or (not suffix and not entry.is_dir()):
            yield _unexpected(entry, inner, _advice(suffix))
            continue
        if code := slug_fault(name):
            yield _named(code, name, inner)
            continue
        if name in seen:
            yield problem("same-item-twice", inner, name=name, other=seen[name])
            continue
        seen[name] = inner
        if entry.is_dir():
            yield from _bundle(kind, Path(entry.path), inner, prefix + name)
        else:
            yield Source(kind=kind.name, slug=prefix + name, file=inner, place=entry.path, bundle=False)


def _advice(suffix: str) -> str:
    if suffix.lower() in PHOTO_SUFFIXES:
        return N_("a photo lies in its item's folder, beside index.md")
    return N_("an item is <name>.md, or a folder <name>/ with index.md and its photos")


def _bundle(kind: Kind, folder: Path, file: str, slug: str) -> Iterator[Found]:
    beside: list[str] = []
    index = ""
    folded: dict[str, str] = {}
    for entry in _entries(folder):
        inner = f"{file}/{entry.name}"
        if entry.name in PASSED_OVER:
            continue
        if fault := _fault(entry, inner):
            yield fault
            continue
        if entry.is_dir() or not (entry.name in ("index.md", "index.yml") or entry.name.lower().endswith(PHOTO_SUFFIXES)):
            yield _unexpected(entry, inner, N_("an item's folder holds index.md and its photos"))
            continue
        fold = unicodedata.normalize("NFC", entry.name).casefold()
        if fold in folded:
            yield problem("same-name-folded", inner, name=entry.name, other=folded[fold])
            continue
        folded[fold] = inner
        if not entry.name.startswith("index."):
            if file_fault(entry.name):
                yield problem("bad-file-name", inner, value=entry.name, guess=guess_file(entry.name))
            else:
                beside.append(entry.name)
        elif index:
            yield problem("same-item-twice", inner, name=slug, other=f"{file}/{index}")
        else:
            index = entry.name
    if not index:
        yield problem("empty-bundle", file)
        return
    yield Source(kind=kind.name, slug=slug, file=f"{file}/{index}", place=folder / index, bundle=True, beside=tuple(beside))


def _named(code: str, name: str, file: str) -> Problem:
    guess = guess_slug(name)
    return problem(code, file, name=name, guess=guess if not slug_fault(guess) else f"{guess}-1")
