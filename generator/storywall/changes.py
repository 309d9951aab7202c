"""What of a run's problems has to do with a change: those of changed files, and those of others that name a changed item."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from storywall import git
from storywall.kinds import BY_FOLDER, Kind
from storywall.problems import Problem


def since(problems: Iterable[Problem], root: Path, ref: str) -> list[Problem]:
    """Keep the problems that a change since a git revision can have caused. GitError where git can't tell."""
    return caused(problems, git.changed_since(root, ref))


def caused(problems: Iterable[Problem], changed: frozenset[str]) -> list[Problem]:
    """Keep the problems that a change of these files can have caused."""
    if any(file in _OUTSIDE or file.startswith("docs/") for file in changed):
        return list(problems)
    names, addresses = _names(changed), _addresses(changed)
    return [each for each in problems if _touches(each, changed, names, addresses)]


_OUTSIDE = ("storywall.yml", "mkdocs.yml")
"""What any item may depend on, as on a consent text or another page in `docs/`."""


def _touches(problem: Problem, changed: frozenset[str], names: frozenset[str], addresses: tuple[str, ...]) -> bool:
    if problem.file in changed or any(file.startswith(f"{problem.file}/") for file in changed):
        return True
    bundle = _bundle(problem.file)
    if bundle and any(file.startswith(bundle) for file in changed):
        return True
    # an item elsewhere can only be hurt by a change of what it names
    values = [str(value) for value in problem.values.values()]
    return any(value in names or any(address in value for address in addresses) for value in values)


def _item(file: str) -> tuple[Kind, str] | None:
    """The kind and slug of the item that a file belongs to."""
    parts = file.split("/")
    kind = BY_FOLDER.get(parts[1]) if len(parts) > 2 and parts[0] == "submissions" else None
    if kind is None:
        return None
    inner = parts[2 : 4 if kind.within else 3]
    return kind, "/".join([*inner[:-1], inner[-1].rpartition(".")[0] or inner[-1]])


def _bundle(file: str) -> str:
    """The item's folder with its slash, where a file lies in one."""
    item = _item(file)
    folder = f"submissions/{item[0].folder}/{item[1]}/" if item is not None else "/"
    return folder if file.startswith(folder) else ""


def _addresses(changed: Iterable[str]) -> tuple[str, ...]:
    items = filter(None, map(_item, changed))
    return tuple({f"/{kind.address(slug)}" for kind, slug in items if kind.own_page})


def _names(changed: Iterable[str]) -> frozenset[str]:
    """How other items may name a changed one: by reference, slug or file."""
    names = set(changed)
    for kind, slug in filter(None, map(_item, changed)):
        names |= {slug, f"{kind.name}:{slug}"}
    return frozenset(names)
