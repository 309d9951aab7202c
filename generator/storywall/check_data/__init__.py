"""Is the structured data of a built site right, ours or another's? JSON-LD and microdata, held against schema.org and search engines' rules.

Nothing is loaded from anywhere: neither contexts nor what addresses lead to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from storywall.check_data import checks, pages
from storywall.problems import Problem
from storywall.spread import spread

MOST_TOLD = 500
"""So many problems of one page are told; a page with more has one cause for many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a folder's pages came to: their number, that of things they tell of at the top, and what is wrong."""

    pages: int
    nodes: int
    problems: tuple[Problem, ...]


def check_folder(folder: Path, processes: int | None = None) -> Found:
    """Check all pages below a folder; problems name files by the folder as it was given."""

    def task(part: Sequence[str]) -> tuple[int, list[Problem]]:
        nodes, problems = 0, []
        for name in part:
            page, found = pages.read(folder / name, (folder / name).as_posix())
            problems += found
            if page is not None:
                nodes += len(page.nodes)
                problems += islice(checks.check(page), MOST_TOLD)
        return nodes, problems

    files = list(pages.files(folder))
    parts = list(spread(task, files, processes))
    return Found(pages=len(files), nodes=sum(nodes for nodes, _ in parts), problems=tuple(each for _, found in parts for each in found))
