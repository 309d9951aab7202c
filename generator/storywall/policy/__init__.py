"""Who may change what: a request's changes -> problems, by what git holds alone; nothing of the request is checked out or run."""

from __future__ import annotations

from storywall.policy.request import Request, open_request
from storywall.policy.verdict import verdict

STATUS = "storywall/policy"
"""The name of the verdict beside a commit at a git host, which a branch's protection can ask for."""

__all__ = ["STATUS", "Request", "open_request", "verdict"]
