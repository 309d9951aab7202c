"""What was turned into our Markdown is held against our own reader: what it would still refuse becomes text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storywall import allowed, markup
from storywall.importing import texts
from storywall.importing.tally import Reason
from storywall.model import Mention
from storywall.problems import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """Something that was turned into something else, on a line of the text (from 1)."""

    line: int
    reason: Reason


NOWHERE = N_("the link to `{value}` leads nowhere here: its text stays")
STAYS = N_("`{value}` stays as text")
_ROUNDS = 5
"""What is broken up may make something else of what stands beside it, hardly ever more than once."""


def proven(text: str) -> tuple[str, list[Turned]]:
    """Return the text as our reader takes it, and what had to become text."""
    said: list[Turned] = []
    for number in range(_ROUNDS):
        found = [link for link in markup.markup(text)[1].links if _is_wrong(link)]
        wrong = {(link.line, link.target): link for link in found}.values()  # a line is mended whole
        if not wrong:
            break
        mended = text
        for link in wrong:
            mended = _mended(mended, link, _ESCAPES[min(number, 1)])
            html = link.target == markup.HTML
            said.append(Turned(line=link.line, reason=Reason(template=STAYS if html else NOWHERE, values={"value": "<…>" if html else link.target})))
        if mended == text and number:
            break
        text = mended
    return text, said


def _is_wrong(link: Mention) -> bool:
    if link.target in (markup.CHARACTER, markup.TOO_MUCH):
        return False
    return link.target in ("", markup.HTML) or bool(allowed.url_fault(link.target))


_ESCAPES = ((re.compile(r"(?<!\\)<"), r"\\<"), (re.compile(r"\\?<"), "&lt;"))
"""An address that ends before a backslash becomes a link with it, and leaves the sign behind bare."""


def _mended(text: str, link: Mention, escape: tuple[re.Pattern[str], str]) -> str:
    """Our reader names the line on which a block begins, so all of the block's lines are looked at."""
    lines = text.split("\n")
    first = min(link.line, len(lines)) - 1
    end = next((number for number in range(first + 1, len(lines)) if not lines[number].strip(" >")), len(lines))
    part = "\n".join(lines[first:end])
    part = escape[0].sub(escape[1], part) if link.target == markup.HTML else texts.without_link(part, link.target)
    return "\n".join((*lines[:first], part, *lines[end:]))
