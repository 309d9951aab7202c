"""The catalogue of problem codes, one file for each topic. Codes are stable: tests, overrides and links to the handbook name them."""

from __future__ import annotations

from typing import Any

from storywall.codes import community, data, fields, files, front_matter, personal, photos, requests, site, text
from storywall.problems import Code, Path, Position, Problem

TOPICS = (files, front_matter, fields, text, personal, community, photos, requests, site, data)
CATALOGUE: dict[str, Code] = {code.name: code for topic in TOPICS for code in topic.CODES}


def problem(code: str, file: str, position: Position | None = None, field: Path = (), /, **values: Any) -> Problem:
    """Make a problem with the severity that the catalogue gives its code; values become text or numbers."""
    known = CATALOGUE[code]
    shown = {name: value if isinstance(value, int) else str(value) for name, value in values.items()}
    return Problem(file=file, code=code, position=position, field=field, values=shown, severity=known.severity)
