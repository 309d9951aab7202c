"""A request's files as data: the community as it is published, with the submissions/ that merging would give, in a folder of their own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from storywall import settings, trees
from storywall.load import ROOT
from storywall.policy import Request

LARGEST = 50_000_000
"""Larger files aren't laid out: none of them could be an item's."""
_AT_ONCE = 20
_PLAIN = ("100644", "100755")
_LONGEST_NAME = 200


def lay_out(request: Request, folder: Path) -> None:
    """Write the files; neither links nor other repositories, and nothing but plain files that can't be run.

    What makes the site (mkdocs.yml, templates) is the published community's. Pages and settings are, too, but for an editor's request.
    """
    wanted = {file: leaf for file, leaf in request.files(request.base).items() if not _is_below(file, ROOT)}
    theirs = request.files(request.tree)
    wanted |= {file: leaf for file, leaf in theirs.items() if _is_below(file, ROOT)}
    if request.by_editor:
        wanted = {file: leaf for file, leaf in wanted.items() if not _is_below(file, "docs")}
        wanted |= {file: leaf for file, leaf in theirs.items() if _is_below(file, "docs") or file == settings.FILE}
    _write(request.root, {file: leaf.blob for file, leaf in wanted.items() if leaf.mode in _PLAIN and _is_safe(file)}, folder)


def _is_below(file: str, folder: str) -> bool:
    return file.startswith(f"{folder}/")


def _is_safe(file: str) -> bool:
    """Can a path be written below a folder? git's store may hold others, though git itself doesn't write them."""
    return all(map(_is_safe_name, file.split("/")))


def _is_safe_name(name: str) -> bool:
    return name not in ("", ".", "..") and name.casefold() != ".git" and len(os.fsencode(name)) <= _LONGEST_NAME


def _write(root: Path, blobs: Mapping[str, str], folder: Path) -> None:
    files = sorted(blobs)
    for start in range(0, len(files), _AT_ONCE):
        part = files[start : start + _AT_ONCE]
        held = trees.blobs(root, (blobs[file] for file in part), LARGEST)
        for file in part:
            if blobs[file] in held:
                path = folder / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(held[blobs[file]])
