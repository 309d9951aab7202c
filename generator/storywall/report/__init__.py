"""Problems in words: the only place that formats a problem, for people, programs and git hosts, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TextIO

from storywall.problems import Problem, sort
from storywall.report.count import counted
from storywall.report.filled import fill, harmless, say
from storywall.report.handbook import codes_page, explain

Format = Literal["text", "json", "github", "gitlab", "sarif"]
FORMATS: tuple[Format, ...] = ("text", "json", "github", "gitlab", "sarif")

__all__ = ["FORMATS", "Format", "codes_page", "explain", "harmless", "render", "say", "wants_colour"]


def render(
    problems: Iterable[Problem],
    format: Format,
    language: str = "en",
    *,
    items: int = 0,
    colour: bool = False,
) -> str:
    """Return the whole report, sorted and without doubles, ended with a line break.

    `items` is how many were checked, for the count; colours are for text alone. Severities are final: whoever is strict
    has raised the warnings already.
    """
    found = sort(problems)
    filled = [fill(problem, language) for problem in found]
    match format:
        case "text":
            from storywall.report.text import text

            return text(filled, counted(found, items, language), language, colour)
        case "github":
            from storywall.report.github import github

            return github(filled, counted(found, items, language))
        case "json":
            from storywall.report.json import json

            return json(filled)
        case "gitlab":
            from storywall.report.gitlab import gitlab

            return gitlab(filled)
        case "sarif":
            from storywall.report.sarif import sarif

            return sarif(filled, language)


def wants_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Are colours welcome? Only at a terminal, and not where NO_COLOR is set (no-color.org: to anything but nothing)."""
    return not environment.get("NO_COLOR") and environment.get("TERM") != "dumb" and stream.isatty()
