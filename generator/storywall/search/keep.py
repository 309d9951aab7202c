"""The index that is kept from build to build, made anew in a process beside all other work where a text has changed."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from storywall import __version__, cache
from storywall.codes import problem
from storywall.problems import N_, Position, Problem
from storywall.render import Site
from storywall.search.indexer import ENDED, IndexerError, index
from storywall.search.records import records
from storywall.settings import FILE
from storywall.spread import LostProcessError, aside

ADDRESS = "pagefind/"
FOLDER = "search"
"""Below the state's folder."""
_FORMAT = 1
_MADE = "made.json"
_STALE = 3600.0
"""Seconds after which what a build was making is taken for left behind."""
# Pagefind writes search boxes of its own too.
_SHIPPED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
_SHIPPED_SUFFIXES = (".pf_meta", ".pf_index", ".pf_fragment", ".pf_filter", ".pagefind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index on disk."""

    folder: Path

    def files(self) -> Iterator[tuple[str, Path, bool]]:
        """The address of each file, the file, and whether the address names the content."""
        several = len(list(self.folder.glob("wasm.*"))) > 1
        for path in sorted(self.folder.rglob("*")):
            if several and path.name == "wasm.unknown.pagefind":
                continue  # for languages whose words it can't stem
            named = path.suffix in _SHIPPED_SUFFIXES and not path.name.startswith("wasm.")
            if path.is_file() and (path.name in _SHIPPED or path.suffix in _SHIPPED_SUFFIXES):
                yield f"{ADDRESS}{path.relative_to(self.folder).as_posix()}", path, named


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """There is no index, and why."""

    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An index that is there, or is being made: `finish` waits for it."""

    finish: Callable[[], Index | Failed]
    running: bool
    """Is the indexer at work?"""


def begin(site: Site, state: Path) -> Begun:
    """Start to make the index of a site's view in a process of its own, unless the kept one is right."""
    stamp = _stamp(site)
    if (kept := _kept(state, stamp)) is not None:
        return Begun(finish=lambda: kept, running=False)
    wait = aside(lambda: _make(site, state, stamp))
    return Begun(finish=lambda: _done(wait, state, stamp), running=True)


def make(site: Site, state: Path) -> Index | Failed:
    """Make the index here and now, unless the kept one is right."""
    stamp = _stamp(site)
    return _kept(state, stamp) or _done(lambda: _make(site, state, stamp), state, stamp)


def _done(task: Callable[[], object], state: Path, stamp: str) -> Index | Failed:
    try:
        task()
    except IndexerError as error:
        return _failed(str(error))
    except LostProcessError:
        return _failed(ENDED)
    return _kept(state, stamp) or _failed(N_("its files went away while it was made"))


def _failed(reason: str) -> Failed:
    return Failed(problem=problem("search-not-made", FILE, Position(), reason=reason))


def _kept(state: Path, stamp: str) -> Index | None:
    """The index that is kept, where it is of this stamp."""
    made = _made(state / FOLDER)
    return Index(folder=state / FOLDER / made["folder"]) if made is not None and made["stamp"] == stamp else None


def _stamp(site: Site) -> str:
    """A digest of all that the records are made from: where it is the same, so are they. Cheaper than making them."""
    entries = (f"{entry.key} {entry.digest}" for entry in site.view.by_key.values())
    pictures = (f"{file} {picture.digest}" for file, picture in site.view.pictures.items())
    pages = (f"{page.address} {page.title} {page.searched} {cache.key(page.html)}" for page in site.hand_pages)
    parts = (sorted(entries), sorted(pictures), pages)
    return cache.key(__version__, str(_FORMAT), repr(site.settings), *("\n".join(part) for part in parts))


def _made(folder: Path) -> dict[str, str] | None:
    """What is known of the kept index: its stamp, its records' digest, its folder; None where there is none."""
    try:
        found = json.loads((folder / _MADE).read_bytes())
        return found if (folder / found["folder"] / "pagefind-entry.json").is_file() and found["stamp"] and found["digest"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _make(site: Site, state: Path, stamp: str) -> None:
    folder = state / FOLDER
    before = _made(folder)
    known = before["digest"] if before else ""
    new = folder / f"new-{os.getpid()}"
    shutil.rmtree(new, ignore_errors=True)
    with cache.Store(state) as store:
        digest = index(records(site, store), site.settings.language, new, lambda found: found != known)
    if digest != known:
        _keep(new, folder / digest[:16])
    note = folder / f"{_MADE}.{os.getpid()}"
    note.write_text(json.dumps({"stamp": stamp, "digest": digest, "folder": digest[:16]}), "utf-8")
    note.replace(folder / _MADE)
    # The one before stays: another build may be publishing it.
    _forget(folder, {digest[:16], before["folder"] if before else ""})


def _keep(new: Path, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    new.replace(place)


def _forget(folder: Path, kept: set[str]) -> None:
    for path in folder.iterdir():
        if path.name.startswith("new-") and time.time() - path.stat().st_mtime < _STALE:
            continue  # another build may be at it
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith("new-"):  # the answers that a killed one left
            path.unlink(missing_ok=True)


def place(found: Index, site_dir: Path) -> None:
    """Put an index into a site folder in the place of the one before, without a build: for a preview."""
    new, old = site_dir / f"pagefind.new-{os.getpid()}", site_dir / f"pagefind.old-{os.getpid()}"
    for folder in (new, old):
        shutil.rmtree(folder, ignore_errors=True)
    for address, path, _ in found.files():
        there = new / address.removeprefix(ADDRESS)
        there.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, there)
        except OSError:  # another file system, or one without links
            shutil.copyfile(path, there)
    with suppress(FileNotFoundError):
        (site_dir / ADDRESS).rename(old)
    new.rename(site_dir / ADDRESS)
    shutil.rmtree(old, ignore_errors=True)
