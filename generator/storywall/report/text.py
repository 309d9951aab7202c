"""Problems for people at a terminal: one line each, a hint below, a count at the end."""

from __future__ import annotations

from collections.abc import Sequence

from storywall.problems import Severity
from storywall.report.filled import Filled
from storywall.words import catalogue

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def text(filled: Sequence[Filled], count: str, language: str, colour: bool) -> str:
    """`file:line:column: severity[code] message`, the hint indented below; ends with the count."""
    hint = catalogue(language).gettext("hint:")
    lines: list[str] = []
    for one in filled:
        lines.append(_line(one, colour))
        if one.hint:
            lines.append(f"  {_styled(hint, colour, dim=True)} {one.hint}")
    return "\n".join((*lines, count)) + "\n"


def _line(one: Filled, colour: bool) -> str:
    place = _styled(f"{one.file}:{one.line}:{one.column}:", colour, bold=True)
    severity = _styled(f"{one.severity}[{one.code}]", colour, fg=_COLOURS[one.severity])
    return f"{place} {severity} {one.message}"


def _styled(text: str, colour: bool, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None) -> str:
    if not colour:
        return text
    import click

    return click.style(text, fg=fg, bold=bold, dim=dim)
