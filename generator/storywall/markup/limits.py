"""What a text may be built of: beyond these limits a sanitiser or a browser takes seconds and hundreds of MiB."""

from __future__ import annotations

import re

ELEMENTS_AT_MOST = 20_000
LEVELS_AT_MOST = 100
"""The largest of 40 real newsletters has 1,000 elements."""

_DELIMITERS = re.compile(r"^[ \t>]*\|?[ \t]*:?-[-:|\t ]*$", re.MULTILINE)
_NESTING = ("<blockquote", "<li", "<em>", "<strong>", "<del>")
_NESTED = re.compile(r"<(/?)(?:blockquote|li|em|strong|del)\b")


def too_many_cells(text: str) -> bool:
    """Do the tables of a Markdown text have too many cells? Short rows are filled up, so that 20 kB of source become 20 MB of HTML."""
    if "-" not in text or "|" not in text:
        return False
    cells = 0
    for row in _DELIMITERS.finditer(text):
        end = text.find("\n\n", row.end())
        cells += (row[0].count("|") + 1) * text.count("\n", row.end(), end if end >= 0 else len(text))
        if cells > ELEMENTS_AT_MOST:
            return True
    return False


def too_much(raw: str) -> str:
    """Name what cmark's output is built of too much: `elements` or `levels`; empty where it isn't."""
    tags = raw.count("<")
    if tags > 2 * ELEMENTS_AT_MOST or (len(raw) > ELEMENTS_AT_MOST and raw.count("&") > 2 * ELEMENTS_AT_MOST):
        return "elements"
    if tags > LEVELS_AT_MOST and sum(map(raw.count, _NESTING)) > LEVELS_AT_MOST:
        level = 0
        for tag in _NESTED.finditer(raw):
            level += -1 if tag[1] else 1
            if level > LEVELS_AT_MOST:
                return "levels"
    return ""
