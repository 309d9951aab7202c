"""Who may change what: a request's changes -> problems, by what git holds alone; nothing of the request is checked out or run."""

from __future__ import annotations

from storywall.policy.request import Request, open_request
from storywall.policy.verdict import verdict

__all__ = ["Request", "open_request", "verdict"]
