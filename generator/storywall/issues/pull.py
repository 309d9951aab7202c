"""The pull request of an issue: found again by a mark in its text, its branch written whole each time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from storywall import git, policy
from storywall.hosts.github import Pull
from storywall.issues.desk import Desk
from storywall.issues.event import Event
from storywall.load import ROOT
from storywall.pipeline import Checked, Options, check
from storywall.problems import N_, Problem, Severity
from storywall.words import catalogue

BRANCHES = ("submission/", "withdrawal/")
_TRAILER = "Storywall-Issue"


_MARK = re.compile(r"<!-- storywall:issue=([1-9][0-9]{0,15}) item=([a-z]+:[a-z0-9/-]+) -->")


def mark(number: int, item: str) -> str:
    """What a pull request's text begins with, unseen: which issue it comes from, and the reference of its item."""
    return f"<!-- storywall:issue={number} item={item} -->"


def marked(pull: Pull, desk: Desk) -> tuple[int, str]:
    """The issue and the item that a pull request was made for; 0 where it wasn't made by this program.

    Only branches of the repository itself count, which nobody makes without the right to write; anybody may write the mark.
    """
    ours = pull.repository == desk.github.api.repository and pull.branch.startswith(BRANCHES)
    found = _MARK.match(pull.body) if ours else None
    return (int(found[1]), found[2]) if found else (0, "")


def pull_of(event: Event, desk: Desk) -> Pull | None:
    """The newest pull request that came from an issue, open or not."""
    opened = f"{event.created:%Y-%m-%dT%H:%M:%SZ}"
    for pull in desk.github.pulls():
        if pull.created < opened:  # the newest come first, and it can't be older than its issue
            return None
        if marked(pull, desk)[0] == event.number:
            return pull
    return None


def is_ours(commit: str, event: Event, desk: Desk) -> bool:
    """Was the commit made by this program for this issue? What an editor put on top is never overwritten."""
    return f"{_TRAILER}: {event.number}" in git.message_of(desk.home.root, commit, token=desk.token).splitlines()


def free_branch(wanted: str, event: Event, desk: Desk) -> tuple[str, str]:
    """A branch that nobody has, or that an earlier run for the issue left: its name, and the commit at its head or nothing."""
    name, number = wanted, 2
    while (head := git.head_of(desk.home.root, name, token=desk.token)) and not is_ours(head, event, desk):
        name, number = f"{wanted}-{number}", number + 1
    return name, head


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A change that was made in a tree of its own and checked whole: its commit, and what is wrong with it and elsewhere."""

    commit: str
    own: tuple[Problem, ...]
    """Problems of what was sent."""
    others: tuple[Problem, ...]
    """Errors of other items and pages: of those that refer to what goes, or that were wrong before."""


def checked(tree: Path, desk: Desk) -> Checked:
    """The whole check of a community, as `storywall check` makes it."""
    return check(tree, Options(today=desk.home.today, production=desk.production, photos=False), desk.build_frames)


def tried(tree: Path, files: Sequence[str], message: str, event: Event, desk: Desk) -> Tried:
    """Check a tree in which `files` (and what lies below them) were changed, and commit it."""
    problems = checked(tree, desk).problems
    commit = git.commit_all(tree, ROOT, f"{message}\n\n{_TRAILER}: {event.number}\n")
    own = tuple(each for each in problems if any(each.file == file or each.file.startswith(f"{file}/") for file in files))
    others = tuple(each for each in problems if each not in own and each.severity is Severity.ERROR)
    return Tried(commit=commit, own=own, others=others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A pull request as it is to be: its branch, the commit that may be overwritten there, its item's reference, its words."""

    branch: str
    over: str
    item: str
    title: str
    body: str


def propose(tried: Tried, wanted: Proposal, pull: Pull | None, event: Event, desk: Desk) -> Pull:
    """Push the commit, open a pull request or bring `pull` up to date, and say beside the commit what the check found."""
    git.push(desk.home.root, tried.commit, wanted.branch, over=wanted.over, token=desk.token)
    text = f"{mark(event.number, wanted.item)}\n{wanted.body}"
    if pull is None:
        pull = desk.github.open_pull(title=wanted.title, branch=wanted.branch, base=event.base, body=text)
    else:
        pull = desk.github.change_pull(pull.number, title=wanted.title, body=text)
    words = catalogue(desk.home.settings.language)
    errors = sum(each.severity is Severity.ERROR for each in (*tried.own, *tried.others))
    # The change is the program's own, made by the rules for forms: a new item of who opened the issue, or the end of one of theirs.
    desk.github.set_status(tried.commit, context=policy.STATUS, state="success", description=words.gettext(N_("made from an issue")), url=desk.run)
    # What a workflow's own token pushes starts no other workflow: without this, nobody would see a verdict.
    desk.github.set_status(
        tried.commit,
        context=desk.context,
        state="failure" if errors else "success",
        description=words.ngettext("{count} error", "{count} errors", errors).format(count=errors)
        if errors
        else words.gettext(N_("nothing is wrong")),
        url=desk.run,
    )
    return pull


def files_of(problems: Sequence[Problem]) -> Iterator[str]:
    """The files that problems are in, each once."""
    yield from dict.fromkeys(each.file for each in problems)
