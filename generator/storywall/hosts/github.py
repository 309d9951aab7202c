"""What is asked of GitHub's API (and of those that speak like it): comments, pull requests, commit statuses, labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from storywall.hosts.transport import Api, HostError, Json
from storywall.problems import N_

State = Literal["error", "failure", "pending", "success"]
_DESCRIPTION = 140
"""So many characters does the host show of a status' description."""
_BODY = 65_000
"""A little less than the host takes for a comment or a pull request's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment on an issue or pull request; `ours`: written with this token, or by an app."""

    id: int
    body: str
    ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull request: `branch` in `repository` (empty where that is gone), the newest commit, and what became of it."""

    number: int
    branch: str
    repository: str
    commit: str
    body: str
    url: str
    open: bool
    merged: bool
    created: str
    """When it was opened, as `2026-11-21T10:00:00Z`: such texts can be compared."""


class GitHub:
    """One repository at GitHub."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self._me: int | None = None

    def comments(self, number: int) -> Iterator[Comment]:
        """The comments of an issue or pull request, oldest first."""
        for each in self.api.pages(f"issues/{number}/comments"):
            user = _group(each, "user")
            ours = user.get("type") == "Bot" or (self._account() != 0 and user.get("id") == self._account())
            yield Comment(id=_number(each, "id"), body=_text(each, "body"), ours=ours)

    def keep_comment(self, number: int, marker: str, body: str) -> None:
        """Write the one comment that begins with `marker` (hidden in HTML), or bring it up to date; a member's own is never touched."""
        text = f"{marker}\n{body}"[:_BODY]
        mine = next((each for each in self.comments(number) if each.ours and each.body.startswith(marker)), None)
        if mine is None:
            self.api.send("POST", f"issues/{number}/comments", {"body": text})
        elif mine.body.rstrip() != text.rstrip():
            self.api.send("PATCH", f"issues/comments/{mine.id}", {"body": text})

    def has_comment(self, number: int, marker: str) -> bool:
        """Is there such a comment?"""
        return any(each.ours and each.body.startswith(marker) for each in self.comments(number))

    def pulls(self, branch: str = "") -> Iterator[Pull]:
        """All pull requests, open or not, newest first; or those from one branch of this repository."""
        owner = self.api.repository.partition("/")[0]
        query = {"head": f"{owner}:{branch}"} if branch else {}
        for each in self.api.pages("pulls", state="all", sort="created", direction="desc", **query):
            yield _pull(each)

    def pull(self, number: int) -> Pull:
        """One pull request."""
        return _pull(self.api.get(f"pulls/{number}"))

    def open_pull(self, *, title: str, branch: str, base: str, body: str) -> Pull:
        """Open a pull request from a branch of this repository."""
        return _pull(self.api.send("POST", "pulls", {"title": title, "head": branch, "base": base, "body": body[:_BODY]}))

    def change_pull(self, number: int, *, title: str, body: str) -> Pull:
        """Give a pull request another title and text."""
        return _pull(self.api.send("PATCH", f"pulls/{number}", {"title": title, "body": body[:_BODY]}))

    def set_status(self, commit: str, *, context: str, state: State, description: str, url: str = "") -> None:
        """Say of a commit what a check found."""
        said = {"state": state, "context": context, "description": description[:_DESCRIPTION]}
        self.api.send("POST", f"statuses/{commit}", said | ({"target_url": url} if url else {}))

    def add_label(self, number: int, label: str) -> None:
        """Give an issue a label, which the host makes where there is none of that name."""
        self.api.send("POST", f"issues/{number}/labels", {"labels": [label]})

    def issue_author(self, number: int) -> int:
        """The account number of who opened an issue; 0 where the account is gone."""
        return _number(_group(self.api.get(f"issues/{number}"), "user"), "id")

    def default_branch(self) -> str:
        """The branch that pull requests go to."""
        return _text(self.api.get(""), "default_branch")

    def _account(self) -> int:
        """The account's number, 0 for an app's token; asked for once."""
        if self._me is None:
            found = self.api.who()
            self._me = _number(found, "id") if isinstance(found, dict) else 0
        return self._me


def _pull(found: Json) -> Pull:
    head = _group(found, "head")
    return Pull(
        number=_number(found, "number"),
        branch=_text(head, "ref"),
        repository=_text(_group(head, "repo"), "full_name"),
        commit=_text(head, "sha"),
        body=_text(found, "body"),
        url=_text(found, "html_url"),
        open=_text(found, "state") == "open",
        merged=bool(_text(found, "merged_at")),
        created=_text(found, "created_at"),
    )


def _group(found: Json, name: str) -> dict[str, Json]:
    """A group of an answer; empty where it is null, as for an account that is gone."""
    if not isinstance(found, dict):
        raise HostError(N_("the git host answers something else than was asked for"))
    inner = found.get(name)
    return inner if isinstance(inner, dict) else {}


def _text(found: Json, name: str) -> str:
    value = found.get(name) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""


def _number(found: Json, name: str) -> int:
    value = found.get(name) if isinstance(found, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
