"""What git's store holds of two states, compared and merged there: no file is checked out, no hook, filter or program is run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from storywall.git import ask, commit, failed, run, start

NOTHING = "000000"
"""The mode of a file that isn't there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """What a tree has at a path: the mode as git writes it (`100644`), and the object's hash."""

    mode: str
    blob: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What differs at a path, from the repository's top: before and after; the mode is NOTHING where there is no such file."""

    file: str
    before: Leaf
    after: Leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What merging comes to: the tree, and the files where both sides can't be had."""

    tree: str
    conflicts: tuple[str, ...] = ()


def prefix(root: Path) -> str:
    """Where a folder lies below its repository's top, with a slash at the end; empty at the top."""
    return os.fsdecode(run(root, "rev-parse", "--show-prefix")).removesuffix("\n")


def merge(root: Path, base: str, head: str) -> Merge:
    """Merge two commits in git's own store: no file is checked out, no hook, filter or program is run."""
    found = start(root, ("merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", base, head))
    if found.returncode not in (0, 1):
        raise failed(found)
    tree, *names = os.fsdecode(found.stdout).split("\0")
    return Merge(tree=tree, conflicts=tuple(dict.fromkeys(filter(None, names))))


def compare(root: Path, before: str, after: str) -> list[Change]:
    """All paths where two trees or commits differ; what was moved is one path that is gone and one that is new."""
    words = run(root, "diff-tree", "-r", "--raw", "--no-abbrev", "--no-renames", "-z", before, after).split(b"\0")
    changes: list[Change] = []
    for states, name in zip(words[::2], words[1::2], strict=False):
        old_mode, new_mode, old, new, _ = states.decode().removeprefix(":").split(" ")
        changes.append(Change(file=os.fsdecode(name), before=Leaf(mode=old_mode, blob=old), after=Leaf(mode=new_mode, blob=new)))
    return changes


def files(root: Path, tree: str, folder: str) -> dict[str, Leaf]:
    """All files of a tree below a folder (all, where it is empty), by their path from the repository's top."""
    found: dict[str, Leaf] = {}
    below = ("--", folder) if folder else ()
    for line in os.fsdecode(run(root, "ls-tree", "-r", "-z", "--full-tree", tree, *below)).split("\0"):
        states, tab, name = line.partition("\t")
        if tab:
            mode, _, blob = states.split(" ")
            found[name] = Leaf(mode=mode, blob=blob)
    return found


def blobs(root: Path, hashes: Iterable[str], most: int) -> dict[str, bytes]:
    """The bytes of files by their hash; those larger than `most` bytes, and what is no file, are left out."""
    asked = "".join(f"{name}\n" for name in dict.fromkeys(hashes))
    if not asked:
        return {}
    told = run(root, "cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", given=asked.encode()).decode()
    known = [line.split(" ") for line in told.splitlines()]
    small = [name for name, kind, *size in known if kind == "blob" and int(size[0]) <= most]
    answer = run(root, "cat-file", "--batch", given="".join(f"{name}\n" for name in small).encode())
    found: dict[str, bytes] = {}
    start = 0
    for name in small:
        head = answer.index(b"\n", start)
        size = int(answer[start:head].rpartition(b" ")[2])
        found[name] = answer[head + 1 : head + 1 + size]
        start = head + 1 + size + 1
    return found


def fetch(root: Path, remote: str, ref: str, name: str) -> str:
    """Bring a remote's ref into the store under a name of ours, checked as it comes in; its commit. No file is checked out."""
    checked = ("-c", "transfer.fsckObjects=true")
    run(root, *checked, "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", remote, f"+{ref}:{name}")
    return commit(root, name)


def shown(root: Path, base: str, head: str, file: str) -> list[range]:
    """The lines of a file that a request shows as changed, with three around them, as git hosts do."""
    parted = ask(root, "merge-base", base, head)
    text = run(root, "diff", "--unified=3", "--no-color", "--no-renames", "--no-ext-diff", "--no-textconv", parted, head, "--", file)
    found = re.finditer(rb"^@@ -[0-9,]+ \+([0-9]+)(?:,([0-9]+))? @@", text, re.MULTILINE)
    return [range(int(each[1]), int(each[1]) + int(each[2] or 1)) for each in found]


def naming(root: Path, tree: str, folder: str, word: str) -> list[str]:
    """Files of a tree below a folder whose text has a word in it, by their path from the repository's top."""
    found = start(root, ("grep", "-I", "-l", "-z", "--full-name", "--word-regexp", "--fixed-strings", "-e", word, tree, "--", folder))
    if found.returncode not in (0, 1):
        raise failed(found)
    return [name.partition(":")[2] for name in os.fsdecode(found.stdout).split("\0") if name]
