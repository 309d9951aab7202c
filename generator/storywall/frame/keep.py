"""Frames kept in a folder, so that MkDocs is only needed again when something that it reads has changed."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from storywall.frame.parts import Frame, Frames, HandPage, Part
from storywall.stamp import stamp

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
        if kept["stamp"] != stamp(inputs := tuple(map(Path, kept.pop("inputs")))):
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
