"""Problems as GitLab's code-quality report (its documentation: CI/CD, "Code Quality", "Code Quality report format")."""

from __future__ import annotations

import json
from collections.abc import Sequence

from storywall.problems import Severity
from storywall.report.filled import Filled, fingerprints

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def gitlab(filled: Sequence[Filled]) -> str:
    """A JSON list; a fingerprint stays the same while lines above move."""
    marks = fingerprints(filled)
    return json.dumps([_issue(one, mark) for one, mark in zip(filled, marks, strict=True)], indent=2) + "\n"


def _issue(one: Filled, mark: str) -> dict[str, object]:
    return {
        "description": f"{one.message} ({one.hint})" if one.hint else one.message,
        "check_name": one.code,
        "fingerprint": mark,
        "severity": _SEVERITIES[one.severity],
        "location": {"path": one.file, "lines": {"begin": one.line}},
    }
