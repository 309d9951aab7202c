"""Where a run of the intake works: the community, the git host, the program that checks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from storywall.forms import Form, Place, forms, place_of
from storywall.hosts import GitHub
from storywall.issues.attachments import Fetch, fetch_attached
from storywall.kinds.fields import value
from storywall.pipeline import BuildFrames
from storywall.scaffold.home import Home
from storywall.words import languages


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A community at its git host. `context` is the name under which a check's verdict stands beside a commit, `run` the address of
    its log.
    """

    home: Home
    github: GitHub
    build_frames: BuildFrames
    production: bool = False
    context: str = "Check"
    run: str = ""
    token: str = ""
    """What git pushes with; empty where its own settings do."""
    fetch: Fetch = fetch_attached

    @cached_property
    def place(self) -> Place:
        """What forms need to know."""
        return place_of(self.home.settings, self.home.entries, self.home.wordings, reading=True)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """All forms in all languages, the community's own first."""
        own = self.home.settings.language
        return tuple(each for language in (own, *(other for other in languages() if other != own)) for each in forms(self.place, language))

    @cached_property
    def accounts(self) -> dict[int, str]:
        """Members' handles by their account number at the host; one that two profiles claim is nobody's."""
        found: dict[int, set[str]] = {}
        for entry in self.home.entries:
            if entry.kind == "member" and (accounts := value(entry.data, "accounts")) and accounts.github is not None:
                found.setdefault(accounts.github, set()).add(entry.slug)
        return {number: handles.pop() for number, handles in found.items() if len(handles) == 1}

    def account_of(self, handle: str) -> int | None:
        """The account number that a member's profile names; None where it names none."""
        entry = self.home.entry(f"member:{handle}")
        accounts = value(entry.data, "accounts") if entry else None
        number: int | None = accounts.github if accounts else None
        return number
