"""A new item is written only when nothing is wrong with it; here it is made from answers on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storywall.kinds import Kind
from storywall.pipeline import Unusable
from storywall.problems import N_, Problem, Severity
from storywall.scaffold import draft as drafts
from storywall.scaffold.album import Album
from storywall.scaffold.answers import bring, values_of
from storywall.scaffold.draft import Draft
from storywall.scaffold.home import Home
from storywall.scaffold.proposals import Proposals


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a draft: the file that was written, empty where errors among the problems kept it from being written."""

    file: str = ""
    problems: tuple[Problem, ...] = ()


def new(home: Home, draft: Draft, problems: Sequence[Problem] = ()) -> Outcome:
    """Check a draft and write it. `problems` are known already: of photos that couldn't be brought along.

    Unusable where its folder can't be written.
    """
    found = drafts.check(draft, home)
    if problems:
        # The name of a photo that isn't there is no problem of its own.
        found = [*problems, *(problem for problem in found if problem.field[-1:] != ("file",))]
    if any(problem.severity is Severity.ERROR for problem in found):
        return Outcome(problems=tuple(found))
    try:
        return Outcome(file=drafts.write(draft, home), problems=tuple(found))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Unusable(N_("{folder} can't be written: {reason}"), folder=draft.folder, reason=reason) from error


def given(home: Home, kind: Kind, answers: Iterable[str], *, body: str, proposed: bool, within: str = "") -> tuple[Draft, list[Problem]]:
    """Make a draft of `field=value` answers; with `proposed`, whatever can be proposed is taken. MisgivenError for odd answers.

    The problems are those of photos that couldn't be brought along.
    """
    album = Album()
    values = values_of(kind.schema, answers)
    if proposed:
        values = Proposals(home=home, product=within).fill(kind.schema, values)
    values, problems = bring(kind.schema, values, album)
    return Draft(kind=kind, values=values, body=body, photos=album.photos, within=within), problems
