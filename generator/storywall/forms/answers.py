"""A filled form as a git host writes it: `### Question`, a blank line, the answer; recognised in whichever language it was asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from storywall.forms.form import Field, Form
from storywall.forms.github import label

_NOTHING = "_No response_"
_NOT_CHOSEN = "None"
_TICKED = re.compile(r"[-*] \[[xX]\] (.*)")
_HEADING = "### "


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers to a form's questions by their ids, each without white space around; questions that weren't answered are missing.

    `twice` are the ids of questions that stand in the text more than once, so that nobody can tell which answer is meant.
    """

    form: Form
    texts: dict[str, str] = field(default_factory=dict)
    twice: tuple[str, ...] = ()

    def text(self, id: str) -> str:
        """The answer as it was written; empty where there is none."""
        return self.texts.get(id, "")

    def lines(self, id: str) -> list[str]:
        """The answer's lines, without the marks of a list before them, without empty ones."""
        lines = (re.sub(r"^\s*(?:[-*+•]|[0-9]{1,2}[.)])\s+", "", line).strip() for line in self.text(id).splitlines())
        return [line for line in lines if line]

    def chosen(self, id: str) -> list[str]:
        """The values of what was chosen or ticked; what isn't among the options is passed over."""
        asked = self.form.field(id)
        if asked is None or not self.text(id):
            return []
        if asked.shape == "boxes":
            return asked.values([found[1].strip() for line in self.text(id).splitlines() if (found := _TICKED.fullmatch(line.strip()))])
        return asked.values(_listed(self.text(id), asked))

    def is_foreign(self, id: str) -> bool:
        """Was something answered that isn't among the options?"""
        return bool(self.text(id)) and not self.chosen(id)


def recognise(body: str, forms: Iterable[Form], labels: Sequence[str]) -> Answers | None:
    """Find out which form was filled, in which language; None where it is none of them.

    A form's label decides where an issue has one; then the questions do: all that must be answered have to stand there.
    `forms` begin with those of the language that is most likely.
    """
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    named = [form for form in forms if label(form.name) in labels]
    best: tuple[int, Form] | None = None
    for form in named or forms:
        found = {line.removeprefix(_HEADING).strip() for line in lines if line.startswith(_HEADING)}
        asked = [each for each in form.fields if each.question in found]
        whole = {each.id for each in form.fields if each.required} <= {each.id for each in asked}
        if asked and (whole or named) and (best is None or len(asked) > best[0]):
            best = (len(asked), form)
    return _read(lines, best[1]) if best else None


def _read(lines: Sequence[str], form: Form) -> Answers:
    by_question = {each.question: each for each in form.fields}
    texts: dict[str, str] = {}
    twice: list[str] = []
    asked: Field | None = None
    answer: list[str] = []
    for line in (*lines, None):
        following = by_question.get(line.removeprefix(_HEADING).strip()) if line is not None and line.startswith(_HEADING) else None
        if line is None or following is not None:
            if asked is not None and (text := _answer(answer, asked)):
                texts.setdefault(asked.id, text)
            if following is not None and asked is not None and following.id in (*texts, *twice, asked.id):
                twice.append(following.id)
            asked, answer = following, []
        else:
            answer.append(line)
    return Answers(form=form, texts=texts, twice=tuple(dict.fromkeys(twice)))


def _answer(lines: Sequence[str], asked: Field) -> str:
    text = "\n".join(lines).strip()
    if text == _NOTHING or (text == _NOT_CHOSEN and asked.shape in ("choice", "choices")):
        return ""
    return text


def _listed(text: str, asked: Field) -> list[str]:
    """What was chosen, which the host writes with commas between; an option may have commas of its own."""
    texts = sorted((option.text for option in asked.options), key=len, reverse=True)
    found: list[str] = []
    rest = text.strip()
    while rest:
        one = next((each for each in texts if rest == each or rest.startswith(f"{each}, ")), None)
        if one is None:
            return []
        found.append(one)
        rest = rest[len(one) :].removeprefix(", ")
    return found
