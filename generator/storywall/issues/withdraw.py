"""A filled form to take something back: to a pull request that removes it, where it is the sender's own."""

from __future__ import annotations

import re

from storywall import git
from storywall.forms import Answers
from storywall.forms.six import ITEM, OWN
from storywall.issues import comment
from storywall.issues.desk import Desk
from storywall.issues.event import Event
from storywall.issues.fault import Fault, said
from storywall.issues.outcome import Outcome
from storywall.issues.pull import Proposal, Tried, free_branch, marked, propose, pull_of, tried
from storywall.issues.send import settled
from storywall.kinds import BY_FOLDER, BY_NAME
from storywall.model import Source
from storywall.problems import N_
from storywall.scaffold.place import remove
from storywall.words import catalogue

NEEDS_EDITOR = "community-needs-an-editor"
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_REVIEW = re.compile(rf"products/({_SLUG})/(?:reviews/page/[0-9]+/)?#({_SLUG})")
_PLACE = re.compile(rf"(?:^|/)({'|'.join(BY_FOLDER)})/({_SLUG}(?:/{_SLUG})?)(?:/|\.md|\.yml|#|\?|$)")
_KEY = re.compile(rf"({'|'.join(BY_NAME)}):({_SLUG}(?:/{_SLUG})?)")
_FOREIGN = N_("This was sent from another account, or is about somebody else, so it stays. If something in it isn't right, please report a problem.")
_UNKNOWN = N_("We can't see from here whether it is yours, since it came without an account. An editor looks at it and answers here.")
_NOT_FOUND = N_("there is nothing at {value}; copy the address of its page")


def withdraw(event: Event, answers: Answers, desk: Desk) -> Outcome:
    """Propose to remove an item with its photos; refuse where it is another's, leave it to an editor where nobody can tell."""
    form = answers.form
    pull = pull_of(event, desk)
    if done := settled(event, desk, form, pull):
        return done
    source = find(answers.text(ITEM), desk)
    if source is None or not answers.chosen(OWN) or answers.twice:
        fault = (
            Fault(id=ITEM, template=_NOT_FOUND, values={"value": answers.text(ITEM)})
            if source is None
            else Fault(id=OWN, template=N_("please answer this question"))
        )
        comment.write(event, desk, form, comment.MISSING, said([fault], form))
        return Outcome(note=N_("something has to be put right by who sent it; a comment says what"), right=False)
    mine = is_theirs(source, event, desk)
    if mine is None:
        desk.github.add_label(event.number, NEEDS_EDITOR)
        comment.write(event, desk, form, _UNKNOWN)
        return Outcome(note=N_("whose it is can't be told: an editor has to look"))
    if not mine:
        comment.write(event, desk, form, _FOREIGN)
        return Outcome(note=N_("refused: it is another account's"), right=False)
    kind, slug = source.kind, source.slug
    branch, over = (pull.branch, pull.commit) if pull else free_branch(f"withdrawal/{kind}/{slug}", event, desk)
    found = _try(source, event, desk)
    body = comment.withdrawn(event, desk, source.file, found)
    title = catalogue(desk.home.settings.language).gettext(N_("Withdrawal: {item}")).format(item=f"{kind} {slug}")
    wanted = Proposal(branch=branch, over=over, item=source.key, title=title, body=body)
    pull = propose(found, wanted, pull, event, desk)
    comment.tell(event, desk, form, pull, comment.WITHDRAWN)
    return Outcome(note=N_("pull request {number} holds it"), values={"number": pull.number})


def find(named: str, desk: Desk) -> Source | None:
    """The item at an address of the site, or by its place or reference as the handbook writes them."""
    key = ""
    if found := _REVIEW.search(named):
        key = f"review:{found[1]}/{found[2]}"
    elif found := _PLACE.search(named):
        kind = BY_FOLDER[found[1]]
        key = f"{kind.name}:{found[2] if kind.within else found[2].partition('/')[0]}"
    elif found := _KEY.fullmatch(named.strip()):
        key = f"{found[1]}:{found[2]}"
    return next((source for source in desk.home.sources if source.key == key), None)


def is_theirs(source: Source, event: Event, desk: Desk) -> bool | None:
    """Did this account send it, or is it about them? None where the repository doesn't tell."""
    if source.kind == "member":
        number = desk.account_of(source.slug)
        return None if number is None else number == event.account
    entry = desk.home.entry(source.key)
    handle = getattr(entry.data, BY_NAME[source.kind].author, None) if entry and BY_NAME[source.kind].author else None
    if handle:
        number = desk.account_of(handle)
        return None if number is None else number == event.account
    return _sent_by(source, event, desk)


def _sent_by(source: Source, event: Event, desk: Desk) -> bool | None:
    """Did this account open the issue that an item without a profile came from, as its accepted pull request tells?

    An item that was taken back tells nothing of a later one in its place.
    """
    gone = max((each.created for each in desk.github.pulls(f"withdrawal/{source.kind}/{source.slug}") if each.merged), default="")
    for pull in desk.github.pulls(f"submission/{source.kind}/{source.slug.rpartition('/')[2]}"):
        issue, item = marked(pull, desk)
        if pull.merged and item == source.key and pull.created > gone:
            return desk.github.issue_author(issue) == event.account
    return None


def _try(source: Source, event: Event, desk: Desk) -> Tried:
    place = source.file.rpartition("/")[0] if source.bundle else source.file
    with git.tree(desk.home.root) as tree:
        remove(tree / place)
        return tried(tree, [place], f"Withdraw the {source.kind} {source.slug}", event, desk)
