"""member: a profile, with everything that the member contributed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from storywall.codes import problem
from storywall.kinds.fields import Day, Fields, Handle, Label, Name, Number, Short, Url, ask, many
from storywall.kinds.guess import guess_word
from storywall.kinds.kind import Kind
from storywall.kinds.parts import Avatar, Consent, Editorial
from storywall.model import Community, Entry
from storywall.problems import N_, NN_, Problem


class ProfileLink(Fields):
    """A place elsewhere that the member wants to be found at."""

    label: Label = ask(N_("What is it?"))
    url: Url = ask(N_("Its address"))


class Accounts(Fields):
    """Account numbers at git hosts: who may change the profile and the member's items."""

    github: Number | None = ask(N_("Account number at GitHub"), by="editor", default=None)
    gitlab: Number | None = ask(N_("Account number at GitLab"), by="editor", default=None)
    forgejo: Number | None = ask(N_("Account number at Forgejo"), by="editor", default=None)


class Member(Editorial):
    """A member's profile."""

    name: Name = ask(N_("What name shall we show?"))
    joined: Day = ask(N_("When did you join?"), by="editor")
    consent: Consent = ask(N_("May we publish your profile?"))
    place: Name | None = ask(N_("Where do you live?"), help=N_("As exact or as vague as you like."), default=None)
    avatar: Avatar | None = ask(N_("A picture for your profile"), default=None)
    links: Annotated[tuple[ProfileLink, ...], many(5)] = ask(N_("Where else can one find you?"), default=())
    welcomed_by: Handle | None = ask(N_("Who brought you here?"), default=None)
    roles: Annotated[tuple[Short, ...], many()] = ask(N_("Roles to show"), by="editor", default=())
    accounts: Accounts | None = ask(N_("Accounts at git hosts"), by="editor", default=None)


def check(entry: Entry, community: Community) -> Iterator[Problem]:
    """Who welcomed a member is a member, and somebody else."""
    welcomed_by = entry.data.welcomed_by
    if welcomed_by is None:
        return
    if welcomed_by == entry.slug:
        yield problem("welcomed-by-self", entry.file, None, ("welcomed_by",))
    elif not community.knows(f"member:{welcomed_by}"):
        guess = guess_word(welcomed_by, community.slugs("member"))
        yield problem("unknown-member", entry.file, None, ("welcomed_by",), value=welcomed_by, guess=guess)


KIND = Kind(
    name="member",
    folder="members",
    label=N_("Members"),
    one=N_("member"),
    counted=NN_("member", "members"),
    intro=N_("The people behind the stories."),
    empty=N_("Nobody has introduced themselves yet. You could be the first."),
    schema=Member,
    title=lambda data: str(data.name),
    body_question=N_("Tell the others a little about yourself."),
    day="joined",
    author="",
    links_at_most=3,
    check=check,
)
