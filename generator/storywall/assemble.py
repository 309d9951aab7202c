"""Entries -> Community: what holds between items. Checks yield problems by field; the pipeline looks their places up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from storywall.codes import problem
from storywall.kinds import BY_NAME
from storywall.kinds.fields import value
from storywall.kinds.guess import guess_word
from storywall.model import Community, Entry, Picture
from storywall.problems import N_, Position, Problem
from storywall.view import SITE, day_of, hidden_reason, scopes_of


def assemble(
    entries: Iterable[Entry],
    pictures: Mapping[str, Picture],
    wordings: frozenset[tuple[str, str]],
    broken: frozenset[str],
    today: date,
) -> tuple[Community, list[Problem]]:
    """Join the entries of a community; `broken` are the references of items that are there but couldn't be read."""
    by_key = {entry.key: entry for entry in entries}
    community = Community(entries=by_key, pictures=pictures, wordings=wordings, broken=broken)
    problems = [found for entry in by_key.values() for found in _check(entry, community, today)]
    return community, problems


def _check(entry: Entry, community: Community, today: date) -> Iterator[Problem]:
    yield from _people(entry, community)
    yield from _products(entry, community)
    yield from _consent(entry, community)
    yield from _references(entry, community, today)
    yield from BY_NAME[entry.kind].check(entry, community)


def _people(entry: Entry, community: Community) -> Iterator[Problem]:
    field = BY_NAME[entry.kind].author
    handle = value(entry.data, field, None) if field else None
    if handle is not None and not community.knows(f"member:{handle}"):
        yield problem("unknown-member", entry.file, None, (field,), value=handle, guess=_guess("member", handle, community))


def _products(entry: Entry, community: Community) -> Iterator[Problem]:
    for index, slug in enumerate(value(entry.data, "products", ())):
        if not community.knows(f"product:{slug}"):
            yield problem("unknown-product", entry.file, None, ("products", index), value=slug, guess=_guess("product", slug, community))


def _guess(kind: str, name: str, community: Community) -> str:
    return guess_word(name, community.slugs(kind))


def _consent(entry: Entry, community: Community) -> Iterator[Problem]:
    consent = value(entry.data, "consent", None)
    if consent is None or consent.wording is None:
        return
    if (consent.wording, consent.language) not in community.wordings:
        known = ", ".join(sorted(wording for wording, language in community.wordings if language == consent.language))
        values = {"value": consent.wording, "language": consent.language, "choices": known}
        yield problem("unknown-wording", entry.file, None, ("consent", "wording"), **values)


def _references(entry: Entry, community: Community, today: date) -> Iterator[Problem]:
    """A reference leads to an entry that may show wherever this one does (T1)."""
    scopes = {SITE, *(("newsletter",) if entry.kind == "newsletter" else ())}
    for reference in entry.outline.references:
        place = Position(line=entry.body_line + reference.line - 1)
        target = community.entries.get(reference.target)
        if target is None:
            if not community.knows(reference.target):
                yield problem("unknown-reference", entry.file, place, value=reference.target, guess=_guess_reference(reference.target, community))
            continue
        reason = hidden_reason(target, scopes, max(today, day_of(entry) or today))
        if reason:
            yield problem("hidden-reference", entry.file, place, value=reference.target, reason=reason)
    member = community.entries.get(f"member:{entry.data.member}") if entry.kind == "spotlight" else None
    if member is not None and SITE not in scopes_of(member):
        yield problem("hidden-reference", entry.file, None, ("member",), value=member.key, reason=N_("no consent for the site"))


def _guess_reference(target: str, community: Community) -> str:
    kind, _, name = target.partition(":")
    guess = _guess(kind, name, community)
    return f"{kind}:{guess}" if guess else ""
