"""Frames kept in a folder, so that MkDocs is only needed again when something that it reads has changed."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from storywall.frame.parts import Frame, Frames, HandPage, Part

_ENVIRONMENT = re.compile(r"!ENV\s+\[?\s*([\w ,]+)")
_FILE = "frames.json"
_FORMAT = 3


def save(frames: Frames, folder: Path) -> None:
    """Keep frames in a folder. Assets are kept as paths: the files themselves stay where they are."""
    values = {field: getattr(frames, field) for field in ("site_url", "site_name", "site_description", "language", "search", "warnings")}
    kept = {
        **values,
        "format": _FORMAT,
        "folder": str(folder.resolve()),  # a copy of a community has pages of its own
        "stamp": stamp(frames.inputs),
        "inputs": [str(path) for path in frames.inputs],
        "sections": {name: [frame.parts, frame.tail] for name, frame in frames.sections.items()},
        "pages": [{**asdict(page), "anchors": sorted(page.anchors)} for page in frames.pages],
        "assets": {address: str(path) for address, path in frames.assets.items()},
    }
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f"{_FILE}.new"
    new.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
    new.replace(folder / _FILE)


def load_frames(folder: Path, language: str, *, search: bool = True) -> Frames | None:
    """Return the frames kept in a folder; None where there are none, or what they were made from has changed.

    They are none where they speak another language, or lead to a search that the site hasn't.
    """
    try:
        kept = json.loads((folder / _FILE).read_text("utf-8"))
        if kept.pop("format") != _FORMAT or kept.pop("folder") != str(folder.resolve()):
            return None
        if (kept["language"], kept["search"]) != (language, search):
            return None
        if kept.pop("stamp") != stamp(inputs := tuple(map(Path, kept.pop("inputs")))):
            return None
        frames = _frames(kept, inputs)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return frames if all(path.is_file() for path in frames.assets.values()) else None


def _frames(kept: dict[str, Any], inputs: tuple[Path, ...]) -> Frames:
    sections = {
        name: Frame(section=name, parts=tuple(Part(*part) for part in parts), tail=tail) for name, (parts, tail) in kept.pop("sections").items()
    }
    pages = tuple(
        HandPage(**{**page, "links": tuple((target, line) for target, line in page["links"]), "anchors": frozenset(page["anchors"])})
        for page in kept.pop("pages")
    )
    assets = {address: Path(path) for address, path in kept.pop("assets").items()}
    return Frames(sections=sections, pages=pages, assets=assets, inputs=inputs, warnings=tuple(kept.pop("warnings")), **kept)


def stamp(inputs: Iterable[Path]) -> str:
    """A digest of files and folders (names and bytes; of a pattern the names that it matches), and of the variables that a .yml asks for."""
    digest = hashlib.sha256()
    for path in (file for each in inputs for file in _files(each)):
        data = path.read_bytes() if path.is_file() else None
        digest.update(f"{path}\0{hashlib.sha256(data).hexdigest() if data is not None else 'none'}\0".encode())
        if data is not None and path.suffix in (".yml", ".yaml"):
            names = {name for found in _ENVIRONMENT.findall(data.decode("utf-8", "replace")) for name in re.findall(r"\w+", found)}
            digest.update(json.dumps({name: os.environ.get(name) for name in sorted(names)}).encode())
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if "*" in path.name:
        yield from sorted(path.parent.glob(path.name))
        return
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path, followlinks=True):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (Path(folder, name) for name in sorted(names))
