"""What runs in a worker process: one photo at a time, within limits of memory, so that a bad one ends only its worker."""

from __future__ import annotations

import hashlib
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from storywall.photos.findings import Fault, Findings, RefusedError
from storywall.photos.recipe import ORIGINAL, SUBMITTED, Recipe
from storywall.photos.shelf import Shelf
from storywall.problems import Severity

# The decoders are imported where they are used: the main process imports this module to name these functions.
DECODERS = ("storywall.photos.inspect", "storywall.photos.normalise", "storywall.photos.renditions")


def start(memory: int) -> None:
    """Prepare a worker that may have `memory` bytes of addresses, where the system knows such a limit."""
    # The pool stops a worker that takes too long by this signal; a decoder that hangs never returns to Python's.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def develop(path: Path, files: Sequence[str], recipe: Recipe | None, shelf: Shelf) -> Findings:
    """Inspect a photo and, where it may be published, make its renditions; both are kept on the shelf.

    `files` are all names that a photo of these bytes has.
    """
    from storywall.photos.inspect import examine
    from storywall.photos.opening import read
    from storywall.photos.renditions import render

    try:
        data = read(path, SUBMITTED)
    except RefusedError as refused:
        return Findings(faults=(refused.fault,))
    # Another build may have been here since the work was handed out.
    if (known := kept(hashlib.sha256(data).hexdigest(), files, recipe, shelf)) is not None:
        return known
    findings, opened = examine(data)
    if opened is not None and recipe is not None and publishable(findings, files):
        missing = [each for each in recipe.prints(*opened.size) if not shelf.has(findings.digest, each)]
        for each, rendition in render(opened, missing):
            shelf.keep_rendition(findings.digest, each, rendition)
    if not any(fault.code == "photo-crashed" for fault in findings.faults):  # that says as much about the machine
        shelf.keep_findings(findings)
    return findings


def kept(digest: str, files: Sequence[str], recipe: Recipe | None, shelf: Shelf) -> Findings | None:
    """Return what is known of a photo with this sha256, where all that is asked for is on the shelf."""
    known = shelf.findings(digest)
    if known is None or recipe is None or not publishable(known, files):
        return known
    return known if all(shelf.has(digest, each) for each in recipe.prints(known.width, known.height)) else None


def publishable(findings: Findings, files: Sequence[str]) -> bool:
    """May a photo with these findings be published under one of these names?"""
    for file in files:
        picture, problems = findings.read(file)
        if picture is not None and not any(problem.severity is Severity.ERROR for problem in problems):
            return True
    return False


def master(path: Path) -> tuple[bytes, str] | Fault:
    """Return a photo's clean master and the suffix it needs."""
    from storywall.photos.normalise import normalise
    from storywall.photos.opening import read

    try:
        return normalise(read(path, ORIGINAL), path.suffix)
    except RefusedError as refused:
        return refused.fault
