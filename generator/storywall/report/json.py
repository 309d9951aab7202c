"""Problems as JSON for programs; its shape only ever grows.

`{"version": 1, "count": {"errors", "warnings"}, "problems": [{"file", "line", "column", "field", "code", "severity", "message",
"hint", "url"}]}`: `file` is a posix path from the community's root; `line` and `column` count from 1; `field` is a list of
keys and indexes, empty where the problem isn't about a field; `hint` may be empty; `url` is the code's place in the handbook.
"""

from __future__ import annotations

import json as standard
from collections.abc import Sequence

from storywall.problems import Severity
from storywall.report.filled import Filled
from storywall.report.handbook import url

VERSION = 1


def json(filled: Sequence[Filled]) -> str:
    """The whole report as one JSON object, in ASCII."""
    errors = sum(one.severity is Severity.ERROR for one in filled)
    report = {
        "version": VERSION,
        "count": {"errors": errors, "warnings": len(filled) - errors},
        "problems": [_problem(one) for one in filled],
    }
    return standard.dumps(report, indent=2) + "\n"


def _problem(one: Filled) -> dict[str, object]:
    return {
        "file": one.file,
        "line": one.line,
        "column": one.column,
        "field": list(one.field),
        "code": one.code,
        "severity": str(one.severity),
        "message": one.message,
        "hint": one.hint,
        "url": url(one.code),
    }
