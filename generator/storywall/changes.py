"""What of a run's problems has to do with a change: those of changed files, and those of others that name a changed item."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from storywall import git
from storywall.kinds import BY_FOLDER
from storywall.problems import Problem


def since(problems: Iterable[Problem], root: Path, ref: str) -> list[Problem]:
    """Keep the problems that a change since a git revision can have caused. GitError where git can't tell."""
    changed = git.changed_since(root, ref)
    names = _names(changed)
    return [each for each in problems if _touches(each, changed, names)]


def _touches(problem: Problem, changed: frozenset[str], names: frozenset[str]) -> bool:
    folder = f"{problem.file.rpartition('/')[0]}/"
    if problem.file in changed or any(file.startswith(f"{problem.file}/") for file in changed):
        return True
    if problem.file.startswith("submissions/") and folder.count("/") > 2 and any(file.startswith(folder) for file in changed):
        return True  # another file of the same bundle
    # an item elsewhere can only be hurt by a change of what it names
    return any(str(value) in names for value in problem.values.values())


def _names(changed: Iterable[str]) -> frozenset[str]:
    """How other items may name a changed one: by reference, slug or file."""
    names: set[str] = set()
    for file in changed:
        parts = file.split("/")
        kind = BY_FOLDER.get(parts[1]) if len(parts) > 2 and parts[0] == "submissions" else None
        names.add(file)
        if kind is None:
            continue
        depth = 3 if kind.within else 2
        slug = "/".join(part.rpartition(".")[0] or part for part in parts[2 : depth + 1])
        names |= {slug, f"{kind.name}:{slug}"}
    return frozenset(names)
