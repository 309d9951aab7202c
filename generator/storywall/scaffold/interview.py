"""The questions of a schema, asked one after the other; a wrong answer is asked for again, with what `check` would say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from storywall.codes import problem
from storywall.kinds.fields import Fields
from storywall.model import Plain
from storywall.problems import N_, Problem, Severity
from storywall.scaffold.album import Album
from storywall.scaffold.questions import Question, Shape, Values, faults, questions
from storywall.scaffold.terminal import Terminal

Schema = type[Fields]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known before a question is asked."""

    answer: Callable[[Schema, Question, Mapping[str, Plain]], str]
    """The answer to propose, after what was answered in the same group; empty for none."""
    order: Callable[[Schema], tuple[Question, ...]] = questions
    """A schema's questions, each after those that its proposal hangs on."""
    skips: Callable[[Schema, Question, Mapping[str, Plain]], bool] = lambda *_: False
    """Is there nothing to ask, after what was answered in the same group?"""
    rows: Callable[[Question], Mapping[str, Question]] = lambda _: {}
    """The names that a table may have, with what is asked for each; none: any."""


class Interview:
    """Asks at a terminal; photos that answers bring go into the album."""

    def __init__(self, terminal: Terminal, known: Known, album: Album) -> None:
        self.terminal, self.known, self.album = terminal, known, album

    def ask(self, schema: Schema, values: Values, asked: Iterable[Question]) -> None:
        """Ask these questions of a schema, and put the answers into `values`; no answer takes the field out."""
        for question in asked:
            values.pop(question.name, None)
            if self.known.skips(schema, question, values):
                continue
            answer = self._answer(schema, question, values)
            if answer:
                values[question.name] = answer

    def _answer(self, schema: Schema, question: Question, values: Values) -> Plain:
        match question.shape:
            case Shape.LIST:
                return self._list(schema, question)
            case Shape.GROUP:
                return self._group(schema, question)
            case Shape.GROUPS:
                return self._groups(schema, question)
            case Shape.TABLE:
                return self._table(schema, question)
        return self._text(schema, question, values)

    def _said(self, text: str) -> str:
        return self.terminal.words.gettext(text)

    def _text(self, schema: Schema, question: Question, values: Values) -> str:
        proposed = self.known.answer(schema, question, values)
        while True:
            answer = self._written(question, proposed)
            if not answer and not question.required:
                return ""
            if question.brings:
                answer, fault = self.album.bring(answer)
                found = [fault] if fault else []
            else:
                found = errors(faults(schema, question.name, answer))
            if not found:
                # What holds anyway need not be written down.
                return "" if answer == question.default and not question.required else answer
            self.terminal.wrong(found)

    def _written(self, question: Question, proposed: str) -> str:
        text, more = self._said(question.text), self._said(question.help)
        if question.shape is Shape.LINES:
            return self.terminal.text(text)
        if question.shape is Shape.FLAG:
            return self._flag(text, more)
        choices = tuple(self.album.photos) if question.of_photos and not question.brings else question.choices
        return self.terminal.ask(text, help=more, choices=choices, default=proposed or question.default)

    def _flag(self, text: str, help: str) -> str:
        yes, no = self._said(N_("yes")), self._said(N_("no"))
        answer = self.terminal.ask(text, help=help, choices=(yes, no))
        return {"y": "true", yes[:1]: "true", "n": "false", no[:1]: "false"}.get(answer.casefold()[:1], answer)

    def _list(self, schema: Schema, question: Question) -> Plain:
        while True:
            found: list[Plain] = []
            for line in self.terminal.lines(self._said(question.text), help=self._said(question.help), choices=question.choices):
                # How many there must be shows at the end.
                wrong = [each for each in errors(faults(schema, question.name, [line])) if each.field != (question.name,)]
                self.terminal.wrong(wrong)
                found += [] if wrong else [line]
            problems = errors(faults(schema, question.name, found)) if found else []
            if question.required and not found:
                problems = [problem("empty-list", "", None, (question.name,))]
            if not problems:
                return found
            self.terminal.wrong(problems)

    def _group(self, schema: Schema, question: Question) -> Plain:
        if not question.required and not self._wanted(question):
            return ""
        self._head(question)
        return self._whole(question, lambda values: faults(schema, question.name, values), depth=1)

    def _wanted(self, question: Question) -> bool:
        text = self._said(question.text)
        return self.terminal.confirm(text if text.endswith("?") else self._said(N_("{question}: add?")).format(question=text))

    def _head(self, question: Question) -> None:
        first = self.known.order(question.group)[0].text if question.group else ""
        if question.text != first:
            self.terminal.say(self._said(question.text), bold=True)
        if question.help:
            self.terminal.say(f"  {self._said(question.help)}")

    def _whole(self, question: Question, found: Callable[[Plain], list[Problem]], depth: int) -> Plain:
        """Ask for all of a group, and again for what is wrong with it as a whole, which `found` tells: what its problems name at
        this depth of their field, or everything where none of them does.
        """
        if question.group is None:
            raise TypeError(question.name)
        values: Values = {}
        asked = self.known.order(question.group)
        self.ask(question.group, values, asked[:1])
        if question.instead and values.get(asked[0].name) == question.instead:
            return question.instead
        self.ask(question.group, values, asked[1:])
        while problems := errors(found(values)):
            self.terminal.wrong(problems)
            names = {each.field[depth] for each in problems if len(each.field) > depth}
            self.ask(question.group, values, [each for each in asked if each.name in names] or asked)
        return values

    def _groups(self, schema: Schema, question: Question) -> Plain:
        found: list[Plain] = []
        more = question.required or self._wanted(question)
        if not more and question.instead:
            return question.instead
        while more:
            found.append(self._whole(question, lambda values: faults(schema, question.name, [values]), depth=2))
            more = self.terminal.confirm(self._said(N_("Another one?")))
        return found

    def _table(self, schema: Schema, question: Question) -> Plain:
        rows = self.known.rows(question)
        self.terminal.say(self._said(question.text), bold=True)
        found: Values = {}
        for name, row in rows.items() or self._rows(schema, question):
            if answer := self._row(schema, question, name, row):
                found[name] = answer
        return found

    def _rows(self, schema: Schema, question: Question) -> Iterator[tuple[str, Question]]:
        """Rows of one's own: their names are asked for."""
        while question.each and (name := self.terminal.ask(self._said(N_("Name (none ends the list)")))):
            wrong = [each for each in faults(schema, question.name, {name: ""}) if each.code in _OF_NAMES]
            self.terminal.wrong(wrong)
            if not wrong:
                yield name, replace(question.each, text=name)

    def _row(self, schema: Schema, question: Question, name: str, row: Question) -> Plain:
        """Ask for the answer that belongs to a name in a table."""
        if row.shape is Shape.GROUP:
            return self._whole(row, lambda values: faults(schema, question.name, {name: values}), depth=2)
        while True:
            text = self._said(row.text)
            answer: Plain = (
                list(self.terminal.lines(text)) if row.shape is Shape.LIST else self.terminal.ask(text, help=row.help, choices=row.choices)
            )
            problems = errors(faults(schema, question.name, {name: answer})) if answer else []
            if answer and row.choices and answer not in row.choices:
                problems = [problem("bad-choice", "", None, (question.name, name), value=answer, choices=", ".join(row.choices))]
            if not problems:
                return answer
            self.terminal.wrong(problems)


_OF_NAMES = frozenset({"bad-slug", "odd-key", "several-lines", "too-long", "refused-character"})
"""What may be wrong with a name in a table, whatever stands behind it."""


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that keep an item from being published."""
    return [each for each in problems if each.severity is Severity.ERROR]
