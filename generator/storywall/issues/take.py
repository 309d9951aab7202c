"""An event -> what comes of it: which form was filled, and what that form asks for."""

from __future__ import annotations

from storywall.forms import recognise
from storywall.forms.github import label
from storywall.issues import comment
from storywall.issues.desk import Desk
from storywall.issues.event import ACTIONS, Event
from storywall.issues.outcome import Outcome
from storywall.issues.send import send
from storywall.issues.withdraw import withdraw
from storywall.pipeline import Unusable
from storywall.problems import N_


def take(event: Event, desk: Desk) -> Outcome:
    """Do what an issue asks for. Unusable where the event is another repository's; HostError, GitError where those can't."""
    if event.repository != desk.github.api.repository:
        raise Unusable(N_("the event is of another repository than this run"))
    if passed := _passed_over(event):
        return Outcome(note=passed)
    answers = recognise(event.body, desk.forms, event.labels)
    if answers is None:
        return _unreadable(event, desk)
    name = answers.form.name
    if label(name) not in event.labels:
        desk.github.add_label(event.number, label(name))
    if name == "problem":
        return Outcome(note=N_("a problem was reported: it stays an issue, for an editor"))
    return withdraw(event, answers, desk) if name == "withdrawal" else send(event, answers, desk)


def _passed_over(event: Event) -> str:
    """Why nothing is to be done; empty where something is."""
    if event.action not in ACTIONS or not event.open:
        return N_("nothing is done at this event")
    if not event.person:
        return N_("only people send something in")
    if event.action == "edited" and not event.by_author:
        # Consent is the sender's own: what somebody else changes in the text can't give it.
        return N_("it was edited by somebody else than its author: nothing is done")
    return ""


def _unreadable(event: Event, desk: Desk) -> Outcome:
    """An issue that no form made is none of our affair; one that a form made and that lost its questions is told so."""
    form = next((each for each in desk.forms if label(each.name) in event.labels), None)
    if form is None:
        return Outcome(note=N_("no form was filled: nothing is done"))
    comment.write(event, desk, form, comment.UNREADABLE)
    return Outcome(note=N_("the form's questions aren't in the text any more; a comment says so"), right=False)
