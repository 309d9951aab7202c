"""What commands print, in the reader's language, and how they stop."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from storywall import report
from storywall.problems import Problem
from storywall.words import Words, catalogue, reader_language

if TYPE_CHECKING:
    from storywall.progress import Tell


def show(problems: Sequence[Problem], form: report.Format | None, *, items: int, language: str = "", err: bool = False) -> None:
    """Print problems, in the reader's language where no other is named; without a form as text, in GitHub Actions as its annotations."""
    chosen = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    colour = report.wants_colour(sys.stderr if err else sys.stdout, os.environ)
    click.echo(report.render(problems, chosen, language or message_language(), items=items, colour=colour), err=err, nl=False, color=colour)


def message_language() -> str:
    """The reader's language."""
    return reader_language(os.environ)


def words() -> Words:
    """The words of the reader's language."""
    return catalogue(message_language())


def say(text: str, **values: object) -> str:
    """A marked text in the reader's language, filled."""
    return words().gettext(text).format(**values)


def stop(text: str) -> NoReturn:
    """End with one line on standard error and exit code 2."""
    click.echo(f"storywall: {text}", err=True)
    sys.exit(2)


def told(show: Tell) -> Tell | None:
    """Who is told how far work has come: nobody, where nobody looks."""
    return show if sys.stderr.isatty() else None
