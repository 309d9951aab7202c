"""Questions and words at a terminal, or over a pipe: the only place of this room that prints and reads."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence

import click

from storywall import report
from storywall.problems import Problem, Severity
from storywall.report.filled import fill
from storywall.words import Words, catalogue

_END = "."


class Terminal:
    """Asks in the reader's language. click.Abort at the end of input and at Ctrl-C."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.words: Words = catalogue(language)

    def say(self, text: str = "", *, bold: bool = False) -> None:
        """Print a line."""
        click.secho(text, bold=bold or None)

    def ask(self, question: str, *, help: str = "", choices: Sequence[str] = (), default: str = "") -> str:
        """Ask for one line; an answer that is left empty is the default."""
        for line in (help, " | ".join(choices)):
            if line:
                click.secho(f"  {line}", dim=True)
        answer: str = click.prompt(_asked(question), default=default, show_default=bool(default), prompt_suffix=" ")
        return answer.strip()

    def confirm(self, question: str, *, default: bool = False) -> bool:
        """Ask for yes or no, in English or the reader's language; the first letter is enough."""
        _ = self.words.gettext
        yes, no = _("yes"), _("no")
        while True:
            answer = self.ask(question, choices=(yes, no), default=yes if default else no).casefold()[:1]
            if answer in ("y", yes[:1]):
                return True
            if answer in ("n", no[:1]):
                return False

    def lines(self, question: str, *, help: str = "", choices: Sequence[str] = ()) -> Iterable[str]:
        """Ask for lines until an empty one; each is given before the next is asked for."""
        _ = self.words.gettext
        self.say(_asked(question))
        for line in (help, " | ".join(choices), _("One a line; an empty line ends the list.")):
            if line:
                click.secho(f"  {line}", dim=True)
        while answer := self._line().strip():
            yield answer

    def text(self, question: str, *, before: str = "") -> str:
        """Ask for a text of several lines: in an editor where there is one, else until a line with a single dot."""
        _ = self.words.gettext
        self.say(_asked(question), bold=True)
        if _has_editor():
            return click.edit(before, extension=".md", require_save=False) or ""
        end = _("A line with a single dot ends the text.")
        click.secho(f"  {end}", dim=True)
        found: list[str] = []
        while (line := self._line()).strip() != _END:
            found.append(line)
        return "\n".join(found).strip("\n")

    def _line(self) -> str:
        line: str = click.prompt(">", default="", show_default=False, prompt_suffix=" ")
        return line

    def wrong(self, problems: Iterable[Problem]) -> None:
        """Say what is wrong with an answer, in the words of `check`."""
        for problem in problems:
            filled = fill(problem, self.language)
            colour = "red" if problem.severity is Severity.ERROR else "yellow"
            click.secho(f"  {filled.message}", fg=colour)
            if filled.hint:
                click.secho(f"  {self.words.gettext('hint:')} {filled.hint}", dim=True)

    def show(self, problems: Iterable[Problem], *, items: int) -> None:
        """Print problems as `check` does."""
        click.echo(report.render(problems, "text", self.language, items=items), nl=False)


def _has_editor() -> bool:
    """Only one that was chosen: a program that nobody knows how to leave is no help."""
    return sys.stdin.isatty() and sys.stdout.isatty() and any(os.environ.get(name) for name in ("VISUAL", "EDITOR"))


def _asked(question: str) -> str:
    return question if question[-1:] in "?!.:>" else f"{question}:"
