"""A request -> what is wrong with it: what its sender may change, and what a check of the files finds; and a preview of the site."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from storywall import build, changes, fix, pipeline, policy
from storywall.pipeline import BuildFrames, Options
from storywall.problems import Problem, Severity, sort
from storywall.pull import lay
from storywall.pull.corrections import corrections
from storywall.pull.result import MOST_FINDINGS, Correction, Result, finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What was found; `items` is how many the request changes."""

    refused: tuple[Problem, ...]
    """What the sender may not change."""
    wrong: tuple[Problem, ...]
    """What a check finds in the files, as far as the request can have caused it."""
    corrections: tuple[Correction, ...]
    items: int
    preview: bool

    @property
    def problems(self) -> list[Problem]:
        """All of them."""
        return sort((*self.refused, *self.wrong))

    @property
    def errors(self) -> int:
        """How many keep the request from being merged."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


def judge(request: policy.Request, folder: Path, site: Path | None, options: Options, build_frames: BuildFrames) -> Judgement:
    """Lay the request's files out in an empty folder, check them there, and write the site, broken items left out, into `site`."""
    refused = policy.verdict(request)
    if any(problem.code in ("merge-conflict", "too-many-files") for problem in refused):
        return Judgement(refused=tuple(refused), wrong=(), corrections=(), items=0, preview=False)
    lay.lay_out(request, folder)
    checked = pipeline.check(folder, options, build_frames)
    changed = frozenset(change.file for change in request.changes)
    wrong = changes.caused(checked.problems, changed)
    texts = [problem for problem in wrong if problem.code not in fix.PHOTO_CODES and problem.file in changed]
    if site is not None:
        build.publish_checked(checked, site)
    return Judgement(
        refused=tuple(refused),
        wrong=tuple(wrong),
        corrections=tuple(corrections(fix.fixes(texts, folder))),
        items=len(request.items),
        preview=site is not None,
    )


def result(judgement: Judgement, number: int, head: str) -> Result:
    """What another job is told of it; errors come first where there is too much."""
    found = [finding(problem, policy=True) for problem in judgement.refused] + [finding(problem, policy=False) for problem in judgement.wrong]
    found.sort(key=lambda each: each.severity != "error")
    return Result(
        version=1,
        number=number,
        head=head,
        items=judgement.items,
        findings=found[:MOST_FINDINGS],
        left_out=max(0, len(found) - MOST_FINDINGS),
        corrections=list(judgement.corrections),
        preview=judgement.preview,
    )
