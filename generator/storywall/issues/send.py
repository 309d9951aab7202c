"""A filled form for something new: to a pull request, or to a comment that says what is missing."""

from __future__ import annotations

from storywall import git
from storywall.forms import Answers, Form
from storywall.hosts.github import Pull
from storywall.issues import comment
from storywall.issues.desk import Desk
from storywall.issues.event import Event
from storywall.issues.fault import id_of, lines, said
from storywall.issues.item import Piece, namesakes, pieces
from storywall.issues.outcome import Outcome
from storywall.issues.pull import Proposal, Tried, free_branch, is_ours, propose, pull_of, tried
from storywall.issues.values import Filled, fill
from storywall.kinds import BY_NAME, Kind
from storywall.problems import N_, Severity
from storywall.words import catalogue


def settled(event: Event, desk: Desk, form: Form, pull: Pull | None) -> Outcome | None:
    """What became of an earlier try, where there is nothing more to be done: accepted, declined, taken over by an editor."""
    if pull is None:
        return None
    if pull.merged:
        template, note = comment.MERGED, N_("pull request {number} was accepted already")
    elif not pull.open:
        template, note = comment.DECLINED, N_("pull request {number} was closed, and stays so")
    elif not is_ours(pull.commit, event, desk):
        template, note = comment.EDITED, N_("an editor works on pull request {number}, and it stays as it is")
    else:
        return None
    comment.write(event, desk, form, template, number=pull.number)
    return Outcome(note=note, values={"number": pull.number})


def send(event: Event, answers: Answers, desk: Desk) -> Outcome:
    """Turn answers into items, check them with the whole community, and propose them."""
    form, kind = answers.form, BY_NAME[answers.form.kind]
    pull = pull_of(event, desk)
    if done := settled(event, desk, form, pull):
        return done
    filled = fill(answers, desk.home.today, desk.fetch)
    if kind.within and not filled.within:
        return _missing(event, desk, form, said(filled.faults, form))
    branch, over, slug = (pull.branch, pull.commit, pull.branch.rpartition("/")[2]) if pull else ("", "", "")
    made = pieces(kind, filled, slug, event, desk)
    if pull is None:
        branch, over = free_branch(f"submission/{kind.name}/{made[0].slug}", event, desk)
        made = pieces(kind, filled, branch.rpartition("/")[2], event, desk)
    found = _try(made, kind, event, desk)
    wrong = _wrong(filled, found, form, _body_line(made[0]))
    if wrong:
        return _missing(event, desk, form, wrong)
    return _propose(event, desk, form, filled, made, found, (branch, over, pull))


def _try(made: list[Piece], kind: Kind, event: Event, desk: Desk) -> Tried:
    with git.tree(desk.home.root) as tree:
        for piece in made:
            piece.write(tree)
        return tried(tree, [piece.place for piece in made], f"Add the {kind.name} {made[0].slug}", event, desk)


def _wrong(filled: Filled, found: Tried, form: Form, body_line: int) -> list[str]:
    """All that has to be put right, at once: what is odd about answers, and what the check says of the others."""
    told = {fault.id for fault in filled.faults}
    errors = [each for each in found.own if each.severity is Severity.ERROR and id_of(each, form, body_line) not in told]
    return [*said(filled.faults, form), *lines(errors, form, body_line)]


def _missing(event: Event, desk: Desk, form: Form, faults: list[str]) -> Outcome:
    comment.write(event, desk, form, comment.MISSING, list(dict.fromkeys(faults))[:40])
    return Outcome(note=N_("something has to be put right by who sent it; a comment says what"), right=False)


def _propose(event: Event, desk: Desk, form: Form, filled: Filled, made: list[Piece], found: Tried, at: tuple[str, str, Pull | None]) -> Outcome:
    branch, over, pull = at
    words = catalogue(desk.home.settings.language)
    kind = BY_NAME[form.kind]
    title = f"{words.gettext(kind.one).capitalize()}: {made[0].slug}"
    warnings = list(lines(found.own, form, _body_line(made[0])))
    name = str(filled.values.get("author_name") or filled.values.get("name") or "")
    others = [handle for handle in namesakes(name, desk) if handle != desk.accounts.get(event.account)] if name else []
    body = comment.sent(event, desk, made, found, warnings, others)
    wanted = Proposal(branch=branch, over=over, item=made[0].source.key, title=title, body=body)
    pull = propose(found, wanted, pull, event, desk)
    comment.tell(event, desk, form, pull, comment.PROPOSED, warnings)
    return Outcome(note=N_("pull request {number} holds it"), values={"number": pull.number})


def _body_line(piece: Piece) -> int:
    """The line of its file on which an item's text begins."""
    return piece.draft.text.partition("\n---\n")[0].count("\n") + 3
