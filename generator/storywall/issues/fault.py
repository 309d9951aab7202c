"""What is wrong with an answer: said of the question, in the form's language, by the program's words alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from storywall.forms import BODY, Form
from storywall.problems import N_, Path, Problem, Value
from storywall.report.markdown import span, tell
from storywall.words import catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is wrong with the answer to a question (`id`; empty: with the whole); `template` is a marked text for `values`,
    which are shown as code.
    """

    id: str
    template: str
    values: dict[str, str] = field(default_factory=dict)
    why: str = ""
    """A marked template of its own for the reason."""
    why_values: dict[str, Value] = field(default_factory=dict)
    problem: Problem | None = None
    """Or a problem that says it."""


_ANSWER = N_("please answer this question")
_PHOTO = N_("(photo {number})")
_OWN_WORDS = {
    "missing-field": _ANSWER,
    "empty-text": _ANSWER,
    "empty-list": _ANSWER,
    "no-body": _ANSWER,
    "no-author": N_("please tell us a name; your account has no profile here"),
    "rights-unknown": N_("please say whose the photos are"),
    "rights-without-proof": N_("please say who lets you use them"),
    "several-lines": N_("please write it on one line"),
}
"""For problems whose own words speak of front matter, which who fills in a form never sees."""


def said(faults: Iterable[Fault], form: Form) -> list[str]:
    """The faults as lines of Markdown, each with its question before it, in the questions' order."""
    words = catalogue(form.language)
    order = {each.id: number for number, each in enumerate(form.fields)}

    def line(fault: Fault) -> str:
        asked = form.field(fault.id)
        text = words.gettext(fault.template).format_map({name: span(value) for name, value in fault.values.items()})
        if why := words.gettext(fault.why).format_map(fault.why_values) or (tell(fault.problem, form.language).message if fault.problem else ""):
            text = f"{text} ({why})"
        return f"- **{asked.question}** {text}" if asked else f"- {text}"

    return list(dict.fromkeys(line(fault) for fault in sorted(faults, key=lambda fault: order.get(fault.id, -1))))


def lines(problems: Iterable[Problem], form: Form, body_line: int) -> Iterator[str]:
    """Problems of an item as such lines; `body_line` is where its text begins."""
    words = catalogue(form.language)
    for each in problems:
        asked = form.field(id_of(each, form, body_line))
        if each.code in _OWN_WORDS:
            text = words.gettext(_OWN_WORDS[each.code])
        else:
            told = tell(each, form.language)
            text = f"{told.message} ({told.hint})" if told.hint else told.message
        number = next((part for part in each.field if isinstance(part, int)), None)
        of_photo = number is not None and each.field[0] == "photos"
        which = f" {words.gettext(_PHOTO).format(number=(number or 0) + 1)}" if of_photo else ""
        yield f"- **{asked.question}**{which} {text}" if asked else f"- {text}"


def id_of(problem: Problem, form: Form, body_line: int) -> str:
    """The question that a problem's field was asked by; empty where nobody was asked for it."""
    names = _names(problem.field)
    for length in range(len(names), 0, -1):
        if form.field(found := "-".join(names[:length])):
            return found
    if names[:1] == ("author",) or problem.code == "no-author":
        return "author_name"
    if not problem.file.endswith((".md", ".yml")):
        return "photos" if form.field("photos") else "avatar"
    if not names and problem.position is not None and problem.position.line >= body_line:
        return BODY
    missing = str(problem.values.get("field", ""))
    return missing if form.field(missing) else ""


def _names(path: Path) -> tuple[str, ...]:
    return tuple(part for part in path if isinstance(part, str))
