"""What the handbook says of each code: one entry at the terminal, and the page of all."""

from __future__ import annotations

from string import Formatter
from types import ModuleType

from storywall.codes import CATALOGUE, TOPICS
from storywall.problems import N_, Code, Severity
from storywall.words import catalogue

PAGE = "handbook/codes"

_HEAD = """# Problem codes

Every problem that `storywall check` finds has a code, which stays the same for good. `storywall explain CODE` shows an \
entry of this page at the terminal. An error stops a publication; a warning does only under `--strict`. `--fix` mends \
what it can without guessing.

<!-- Made by `storywall explain --all` from the catalogue in generator/storywall/codes/: change it there. -->
"""


def url(code: str) -> str:
    """The code's place in the handbook, relative to where the handbook lies."""
    return f"{PAGE}#{code}"


def explain(code: str, language: str = "en") -> str | None:
    """What a code means, a bad example and the cure, as lines for a terminal; None where there is no such code."""
    entry = CATALOGUE.get(code)
    if entry is None:
        return None
    words = catalogue(language)
    lines = [f"{entry.severity}[{entry.name}] {_message(words.gettext(entry.message))}", "", words.gettext(entry.meaning)]
    if entry.bad:
        lines += ["", words.gettext("Not like this:"), *(f"    {line}" for line in entry.bad.splitlines())]
    if entry.cure:
        lines += ["", words.gettext("What to do:") + " " + words.gettext(entry.cure)]
    if entry.allowable:
        lines += ["", words.gettext(_ALLOWABLE)]
    return "\n".join(lines) + "\n"


def _message(template: str) -> str:
    return "".join(before + ("…" if name else "") for before, name, _, _ in Formatter().parse(template))


def codes_page() -> str:
    """The handbook's page of codes as Markdown: a heading for each topic and, as its anchor, for each code."""
    return _HEAD + "".join(_topic(topic) for topic in TOPICS)


def _topic(topic: ModuleType) -> str:
    # A topic's file says in its first line "Codes for <topic>: <what it is about>".
    title, _, about = (topic.__doc__ or topic.__name__).strip().partition(":")
    head = f"\n## {_sentence(title.removeprefix('Codes for ').rstrip('.'))}\n"
    codes: list[Code] = sorted(topic.CODES, key=lambda code: str(code.name))
    return head + (f"\n{_sentence(about.strip())}\n" if about else "") + "".join(map(_entry, codes))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _entry(code: Code) -> str:
    severity = "Warning" if code.severity is Severity.WARNING else "Error"
    parts = [f"### {code.name}", f"{severity}: {_message(code.message)}.", code.meaning]
    if code.bad:
        parts += [f"Not like this:\n\n~~~ text\n{code.bad}\n~~~"]
    if code.cure:
        parts += [f"What to do: {code.cure}"]
    if code.allowable:
        parts += [_ALLOWABLE]
    return "\n" + "\n\n".join(parts) + "\n"


_ALLOWABLE = N_("An editor may override it for one item under `allow`, with a reason.")
