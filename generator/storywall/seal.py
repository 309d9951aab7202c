"""Has anything changed since a run? One digest over all that a run can read, and under it what that run found."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from storywall import __version__
from storywall.cache import state_folder
from storywall.clock import today_in
from storywall.problems import Position, Problem, Severity
from storywall.shipped import PACKAGE, theme_dir
from storywall.stamp import add_tree, stamp

DATE = "STORYWALL_DATE"
"""The environment's variable that sets the day where no option can be given, as in `mkdocs build`."""
FOLDERS = ("submissions", "docs", "theme", "schemas", ".github")
SETTINGS = "storywall.yml"
FILES = (SETTINGS, "mkdocs.yml")
_FORMAT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a run found: its problems, and how many items it looked at."""

    problems: tuple[Problem, ...]
    items: int
    site_url: str = ""

    @property
    def errors(self) -> int:
        """How many problems stop a publication."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a run learns on its way of what decides its result: the day in which zone, and what frames were made from."""

    today: date
    zone: str
    inputs: tuple[Path, ...] = ()
    stamp: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """All that a run is about to read, as a digest, and what a run before it found where that was the same.

    `files` are the sha256 of what lies below the community's root by posix path, `token` names this run's result: of two runs with one
    token, both write the same site.
    """

    base: str
    program: str = ""
    """A digest of the program, its theme, and the versions of all that it may use."""
    files: dict[str, bytes] = field(default_factory=dict)
    found: Found | None = None
    token: str = ""


def asked(*, photos: bool = True, production: bool = False, strict: bool = False, keep_going: bool = False) -> str:
    """Name the options that decide a run's result."""
    words = {"photos": photos, "production": production, "strict": strict, "keep": keep_going}
    return "-".join(word for word, set_ in words.items() if set_) or "plain"


def look(root: Path, asked: str, today: date | None = None) -> Seal:
    """Look at everything before a run reads it; `asked` names the options that decide its result, `today` is the day asked for."""
    files: dict[str, bytes] = {}
    program = _program()
    base = _base(root, f"{program}\0{asked}", files)
    kept = _load(root, asked)
    if kept is None or kept["base"] != base or stamp(map(Path, kept["inputs"])) != kept["stamp"]:
        return Seal(base=base, program=program, files=files)
    try:
        day = today or today_in(kept["zone"])
    except (KeyError, ValueError):
        return Seal(base=base, program=program, files=files)
    if day.isoformat() != kept["day"]:
        return Seal(base=base, program=program, files=files)
    found = Found(problems=tuple(map(_problem, kept["problems"])), items=kept["items"], site_url=kept["site_url"])
    return Seal(base=base, program=program, files=files, found=found, token=_token(base, day, kept["stamp"]))


def keep(root: Path, asked: str, seal: Seal, found: Found, day: Day, *, read: Mapping[str, bytes]) -> str:
    """Keep what a run found under what was there before it, and return its token; empty where something was saved in the meantime.

    `read` are the sha256 of files as the run itself read them: they aren't read once more.
    """
    if _base(root, f"{seal.program}\0{asked}", {}, read) != seal.base:
        return ""
    kept = {
        "format": _FORMAT,
        "base": seal.base,
        "day": day.today.isoformat(),
        "zone": day.zone,
        "inputs": [str(path) for path in day.inputs],
        "stamp": day.stamp,
        "items": found.items,
        "site_url": found.site_url,
        "problems": [_plain(problem) for problem in found.problems],
    }
    path = _path(root, asked)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(kept), "utf-8")  # as ASCII: a name that isn't UTF-8 has halves of characters
    new.replace(path)
    return _token(seal.base, day.today, day.stamp)


def _base(root: Path, asked: str, files: dict[str, bytes], known: Mapping[str, bytes] = MappingProxyType({})) -> str:
    digest = hashlib.sha256(f"{asked}\0{root.resolve()}\0".encode("utf-8", "surrogateescape"))
    for name in (*FILES, *FOLDERS):
        add_tree(digest, os.path.join(root, name), name, files, known)
    return digest.hexdigest()


def _program() -> str:
    """The program, its theme, and the versions of all that it may use."""
    digest = hashlib.sha256(f"{__version__}\0{sys.version}\0{platform.platform()}\0".encode())
    for folder in (PACKAGE, theme_dir()):
        add_tree(digest, str(folder), str(folder))
    for place in sys.path:
        try:
            names = sorted(name for name in os.listdir(place or ".") if name.endswith((".dist-info", ".egg-info")))
        except OSError:
            continue
        digest.update("\0".join(names).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _token(base: str, today: date, inputs_stamp: str) -> str:
    return hashlib.sha256(f"{base}\0{today.isoformat()}\0{inputs_stamp}".encode()).hexdigest()


def _path(root: Path, asked: str) -> Path:
    return state_folder(root) / f"seal-{asked}.json"


def _load(root: Path, asked: str) -> dict[str, Any] | None:
    try:
        kept = json.loads(_path(root, asked).read_bytes())
        complete = kept["format"] == _FORMAT and all(
            name in kept for name in ("base", "day", "zone", "inputs", "stamp", "items", "site_url", "problems")
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return kept if complete else None


def _plain(problem: Problem) -> list[Any]:
    place = [problem.position.line, problem.position.column] if problem.position is not None else None
    return [problem.file, problem.code, place, list(problem.field), problem.values, problem.severity.value]


def _problem(plain: list[Any]) -> Problem:
    file, code, place, path, values, severity = plain
    position = Position(line=place[0], column=place[1]) if place is not None else None
    return Problem(file=file, code=code, position=position, field=tuple(path), values=values, severity=Severity(severity))
