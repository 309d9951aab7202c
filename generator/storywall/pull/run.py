"""A finished run of the check at GitHub -> the pull request that it was about, as the host itself tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from storywall.hosts import Api, HostError
from storywall.problems import N_
from storywall.pull.result import LARGEST, Result, UnusableResultError, read_archive

ARTIFACT = "storywall-result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run: the commit that it looked at, and the repository which that came from (empty where it is gone)."""

    id: int
    commit: str
    repository: str
    branch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An open pull request: who sends it, by the account's number, its newest commit and the branch that it goes to."""

    number: int
    actor: int
    commit: str
    base: str


def find_run(api: Api, run: int) -> Run:
    """The run; UnusableResultError where it isn't one of a pull request."""
    found = api.get(f"actions/runs/{run}")
    if _at(found, "event") != "pull_request":
        raise UnusableResultError(N_("the run isn't one of a pull request"))
    head = _at(found, "head_repository", "full_name")
    return Run(id=run, commit=str(_at(found, "head_sha")), repository=str(head or ""), branch=str(_at(found, "head_branch") or ""))


def fetch_result(api: Api, run: int) -> Result:
    """The result that the run left; UnusableResultError where it left none that can be used."""
    found = _at(api.get(f"actions/runs/{run}/artifacts", name=ARTIFACT), "artifacts")
    held = [each for each in found if _at(each, "name") == ARTIFACT and not _at(each, "expired")] if isinstance(found, list) else []
    if len(held) != 1:
        raise UnusableResultError(N_("the run left no result"))
    size, number = _at(held[0], "size_in_bytes"), _at(held[0], "id")
    if not isinstance(size, int) or size > LARGEST or not isinstance(number, int):
        raise UnusableResultError(N_("the artifact is too large"))
    try:
        return read_archive(api.download(f"actions/artifacts/{number}/zip", LARGEST))
    except HostError as error:
        if error.status == 200:  # it went on after the size that was told
            raise UnusableResultError(N_("the artifact is too large")) from None
        raise


def find_number(api: Api, run: Run) -> int:
    """The number of the open request that comes from a run's branch, where the run itself doesn't tell it; 0 where there is none."""
    owner = run.repository.partition("/")[0]
    if not owner or not run.branch:
        return 0
    found = api.get("pulls", state="open", head=f"{owner}:{run.branch}")
    numbers = [_at(each, "number") for each in found if _at(each, "head", "sha") == run.commit] if isinstance(found, list) else []
    return numbers[0] if len(numbers) == 1 and isinstance(numbers[0], int) else 0


def find_request(api: Api, run: Run, number: int) -> Asked | None:
    """The pull request of this number, if it is open and the run looked at its newest commit; None for any other.

    The number comes from whoever sent the request: what it names must come from the run's own repository and branch.
    """
    found = api.get(f"pulls/{number}")
    same = (
        _at(found, "head", "sha") == run.commit
        and (_at(found, "head", "repo", "full_name") or "") == run.repository
        and _at(found, "head", "ref") == run.branch
        and _at(found, "base", "repo", "full_name") == api.repository
    )
    actor = _at(found, "user", "id")
    if not same or _at(found, "state") != "open" or not isinstance(actor, int):
        return None
    return Asked(number=number, actor=actor, commit=run.commit, base=str(_at(found, "base", "ref")))


def _at(found: Any, *names: str) -> Any:
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found
