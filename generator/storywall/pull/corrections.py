"""What `check --fix` would mend, line by line, so that a git host can offer it beside the lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from storywall.fix import FileFix
from storywall.pull.result import MOST_CORRECTIONS, Correction

_MOST_LINES, _LONGEST = 12, 2000


def corrections(fixes: Iterable[FileFix]) -> list[Correction]:
    """The changed lines of mended texts; photos can't be mended there, and lines that are only added have no line to stand at."""
    return [each for fix in fixes if fix.file.endswith((".md", ".yml")) and not fix.target for each in _of(fix)][:MOST_CORRECTIONS]


def _of(fix: FileFix) -> Iterator[Correction]:
    before, after = (data.decode("utf-8-sig", "replace").splitlines() for data in (fix.before, fix.after))
    for tag, start, end, other_start, other_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = before[start:end], after[other_start:other_end]
        small = max(len(old), len(new)) <= _MOST_LINES and all(len(line) <= _LONGEST for line in (*old, *new))
        if tag == "replace" and small:
            yield Correction(file=fix.file, first=start + 1, before=old, after=new)
