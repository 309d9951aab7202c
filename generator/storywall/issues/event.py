"""The event that a workflow is started by: its few parts that are needed, each of the type that it must have."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from storywall.pipeline import Unusable
from storywall.problems import N_

LARGEST = 5_000_000
"""Bytes of an event."""
LONGEST = 65_536
"""Characters of an issue's text: as many as GitHub takes."""
ACTIONS = ("opened", "edited", "reopened")

_Number = Annotated[int, Field(strict=True, ge=1, le=2**53)]
_Text = Annotated[str, Field(strict=True)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _Account(_Part):
    id: _Number
    login: Annotated[_Text, Field(max_length=100)]
    type: _Text = "User"


class _Label(_Part):
    name: _Text


class _Issue(_Part):
    number: _Number
    title: _Text
    body: Annotated[_Text, Field(max_length=LONGEST)] | None = None
    state: _Text = "open"
    user: _Account
    labels: tuple[_Label, ...] = ()
    created_at: datetime


class _Repository(_Part):
    full_name: _Text
    default_branch: Annotated[_Text, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,200}$")] = "main"


class _Payload(_Part):
    action: _Text
    issue: _Issue
    sender: _Account
    repository: _Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An issue that was opened, edited or opened again: who wrote it, by account number, and what it says."""

    action: str
    number: int
    body: str
    labels: tuple[str, ...]
    account: int
    login: str
    person: bool
    """Is it a person's account, not a program's?"""
    by_author: bool
    """Is it the issue's author who did it now?"""
    open: bool
    created: datetime
    repository: str
    base: str
    """The branch that pull requests go to."""


def read(path: Path) -> Event:
    """Read an event from its file; Unusable where it can't be read or is no event of an issue."""
    try:
        if path.stat().st_size > LARGEST:
            raise Unusable(N_("the event in {file} is larger than {most} MB"), file=str(path), most=str(LARGEST // 1_000_000))
        payload = _Payload.model_validate(json.loads(path.read_bytes()))
    except OSError as error:
        raise Unusable(N_("{file} can't be read: {reason}"), file=str(path), reason=error.strerror or type(error).__name__) from None
    except (ValueError, RecursionError, ValidationError):
        raise Unusable(N_("{file} holds no event of an issue"), file=str(path)) from None
    issue = payload.issue
    return Event(
        action=payload.action,
        number=issue.number,
        body=issue.body or "",
        labels=tuple(label.name for label in issue.labels),
        account=issue.user.id,
        login=issue.user.login,
        person=issue.user.type == "User",
        by_author=payload.sender.id == issue.user.id,
        open=issue.state == "open",
        created=issue.created_at,
        repository=payload.repository.full_name,
        base=payload.repository.default_branch,
    )
