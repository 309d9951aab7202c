"""Problems as SARIF 2.1.0 (OASIS), for code scanning."""

from __future__ import annotations

import json
from collections.abc import Sequence

from storywall import __version__
from storywall.codes import CATALOGUE
from storywall.report.filled import Filled, fingerprints
from storywall.words import Words, catalogue

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(filled: Sequence[Filled], language: str) -> str:
    """One run with a rule for each code that was found."""
    words = catalogue(language)
    codes = sorted({one.code for one in filled})
    marks = fingerprints(filled)
    driver = {"name": "Storywall", "version": __version__, "rules": [_rule(code, words) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "language": words.language,
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, codes, mark) for one, mark in zip(filled, marks, strict=True)],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(name: str, words: Words) -> dict[str, object]:
    code = CATALOGUE[name]
    meaning = words.gettext(code.meaning)
    return {
        "id": name,
        "shortDescription": {"text": meaning},
        "help": {"text": "\n\n".join(filter(None, (meaning, code.bad, words.gettext(code.cure))))},
        "defaultConfiguration": {"level": str(code.severity)},
    }


def _result(one: Filled, codes: Sequence[str], mark: str) -> dict[str, object]:
    place = {
        "artifactLocation": {"uri": one.uri},
        "region": {"startLine": one.line, "startColumn": one.column},
    }
    return {
        "ruleId": one.code,
        "ruleIndex": codes.index(one.code),
        "level": str(one.severity),
        "message": {"text": _message(one)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"storywall/v1": mark},
    }


def _message(one: Filled) -> str:
    # 3.11.5 and 3.11.6: braces are places to fill and `[text](1)` is a link, unless they are escaped.
    text = f"{one.message} ({one.hint})" if one.hint else one.message
    return text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")
