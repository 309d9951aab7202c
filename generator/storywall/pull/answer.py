"""The answer to a request: one comment that is kept up to date, suggestions at lines, and a verdict that the request can't have written itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from storywall import git, policy, trees
from storywall.hosts import GitHub, HostError
from storywall.policy.paths import is_inside, place
from storywall.problems import N_
from storywall.pull import words
from storywall.pull.result import MOST_FINDINGS, Correction, Finding, Result, count, finding
from storywall.pull.run import Asked
from storywall.words import catalogue

_REF = "refs/storywall/request"
_MOST_SUGGESTIONS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was decided here, from the commits themselves: `language` is the community's."""

    request: policy.Request
    refused: tuple[Finding, ...]
    language: str


def decide(root: Path, asked: Asked, remote: str = "origin") -> Answer:
    """Bring the request's commits into the store, as data, and judge who may change what; GitError where that can't be."""
    head = trees.fetch(root, remote, f"refs/pull/{asked.number}/head", _REF)
    if head != asked.commit:
        raise git.GitError(N_("the request has changed since it was checked"))
    request = policy.open_request(root, "HEAD", head, asked.actor)
    language = request.settings.language if request.settings is not None else "en"
    return Answer(request=request, refused=tuple(finding(each, policy=True) for each in policy.verdict(request)), language=language)


def give(github: GitHub, asked: Asked, answer: Answer, result: Result | None, preview: str, reason: str = "") -> None:
    """Write what was decided and what the check found; without a result (`reason` says why) what was decided alone."""
    checked = [each for each in result.findings if not each.policy] if result is not None else []
    found = [*answer.refused, *checked]
    known = [each for each in result.corrections if fits(answer.request, asked.commit, each)] if result is not None else []
    offered = _suggest(github, asked, answer, known)
    said = words.comment(
        found[:MOST_FINDINGS],
        max(0, len(found) - MOST_FINDINGS) + (result.left_out if result is not None else 0),
        [each for each in known if each not in offered],
        answer.language,
        preview=preview if result is not None and result.preview else "",
    )
    if reason:
        told = catalogue(answer.language)
        why = told.gettext(N_("The check itself could not be read: {reason}.")).format(reason=told.gettext(reason))
        said = f"{why}\n\n{said}"
    github.keep_comment(asked.number, words.MARKER, said)
    _set_status(github, asked, answer)


def fits(request: policy.Request, commit: str, correction: Correction) -> bool:
    """Do the lines that a correction replaces stand there, in an item's front matter? Whoever wrote the correction may say anything."""
    if not is_inside(correction.file) or isinstance(place(correction.file), str):
        return False
    held = trees.files(request.root, commit, f"{request.prefix}{correction.file}")
    leaf = held.get(f"{request.prefix}{correction.file}")
    data = trees.blobs(request.root, [leaf.blob], 512 * 1024) if leaf is not None else {}
    lines = next(iter(data.values()), b"").decode("utf-8-sig", "replace").splitlines()
    wanted = lines[correction.first - 1 : correction.first - 1 + len(correction.before)]
    return wanted == correction.before and correction.lines.stop - 1 <= _front_matter(lines, correction.file)


def _front_matter(lines: list[str], file: str) -> int:
    """The last line that holds fields."""
    if file.endswith(".yml"):
        return len(lines)
    return next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)


def _suggest(github: GitHub, asked: Asked, answer: Answer, known: Iterable[Correction]) -> list[Correction]:
    """Offer corrections at their lines, each once; those that the host shows no lines of are for the comment."""
    wanted = list(known)[:_MOST_SUGGESTIONS]
    if not wanted:
        return []
    there = [each.get("body", "") for each in github.api.pages(f"pulls/{asked.number}/comments") if isinstance(each, dict)]
    offered: list[Correction] = []
    for each in wanted:
        mark, body = words.suggestion(each, answer.language)
        is_there = any(isinstance(text, str) and text.startswith(mark) for text in there)
        if is_there or (_is_shown(answer.request, asked.commit, each) and _offer(github, asked, each, body)):
            offered.append(each)
    return offered


def _is_shown(request: policy.Request, commit: str, each: Correction) -> bool:
    ranges = trees.shown(request.root, request.base, commit, f"{request.prefix}{each.file}")
    return any(each.lines.start in lines and each.lines.stop - 1 in lines for lines in ranges)


def _offer(github: GitHub, asked: Asked, each: Correction, body: str) -> bool:
    last = each.lines.stop - 1
    payload = {"body": body, "commit_id": asked.commit, "path": each.file, "line": last, "side": "RIGHT"}
    if each.first != last:
        payload |= {"start_line": each.first, "start_side": "RIGHT"}
    try:
        github.api.send("POST", f"pulls/{asked.number}/comments", payload)
    except HostError as error:
        if error.status == 422:  # the host sees the lines otherwise: the comment shows them
            return False
        raise
    return True


def _set_status(github: GitHub, asked: Asked, answer: Answer) -> None:
    told = catalogue(answer.language)
    errors, _ = count(answer.refused)
    if errors:
        text = told.ngettext("{count} change isn't the sender's to make", "{count} changes aren't the sender's to make", errors)
        github.set_status(asked.commit, context=policy.STATUS, state="failure", description=text.format(count=errors))
        return
    github.set_status(asked.commit, context=policy.STATUS, state="success", description=told.gettext(N_("all changes are the sender's to make")))
