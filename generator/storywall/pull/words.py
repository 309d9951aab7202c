"""What was found, in Markdown: the one comment at the request, the table of a workflow's summary, and a suggestion at a line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from difflib import unified_diff
from itertools import accumulate

from storywall.problems import N_, Problem
from storywall.pull.result import Correction, Finding, count
from storywall.report.markdown import block, span, tell
from storywall.words import Words, catalogue, format_number

MARKER = "<!-- storywall:request -->"
_SUGGESTION = "<!-- storywall:suggestion:{digest} -->"
_MOST_SHOWN = 100
_ROOM = 30_000
"""Characters for problems; half as many for corrections. A host takes 65,536 in all, and each file's name comes on top."""


def comment(findings: Sequence[Finding], left_out: int, corrections: Sequence[Correction], language: str, *, preview: str) -> str:
    """The comment's text, short enough for the host; `preview` is the address where the preview lies, empty where there is none."""
    words = catalogue(language)
    points = [(each.file, _point(each, language)) for each in findings[:_MOST_SHOWN]]
    shown = _fitting([text for _, text in points], _ROOM)
    parts = [_verdict(findings, left_out, words, language), *_files(points[:shown])]
    if hidden := len(findings) - shown + left_out:
        text = words.ngettext("And {count} more problem.", "And {count} more problems.", hidden)
        parts.append(text.format(count=format_number(hidden, language)))
    differences = [_difference(each) for each in corrections]
    if fitting := differences[: _fitting(differences, _ROOM // 2)]:
        parts += [words.gettext(N_("What can only be meant one way:")), *fitting]
    if preview:
        parts.append(words.gettext(N_("How it would look: [download the preview]({url}) and open `index.html` in it.")).format(url=preview))
    return "\n\n".join(parts) + "\n"


def _fitting(texts: Sequence[str], room: int) -> int:
    """How many texts, from the first on, have room in so many characters."""
    sums = accumulate(len(text) + 2 for text in texts)
    return sum(1 for each in sums if each <= room)


def _verdict(findings: Sequence[Finding], left_out: int, words: Words, language: str) -> str:
    errors, warnings = count(findings)
    if errors + left_out:
        text = words.ngettext(
            "**{count} problem** has to be solved before an editor can accept this.",
            "**{count} problems** have to be solved before an editor can accept this.",
            errors + left_out,
        )
        return text.format(count=format_number(errors + left_out, language))
    if warnings:
        return words.gettext(N_("**Thank you.** Nothing keeps this from being accepted; please have a look at the notes below."))
    return words.gettext(N_("**Thank you.** No problem was found; an editor looks at it next."))


def _files(points: Iterable[tuple[str, str]]) -> list[str]:
    by_file: dict[str, list[str]] = {}
    for file, text in points:
        by_file.setdefault(file, []).append(text)
    return [f"{span(file)}\n\n" + "\n".join(texts) for file, texts in by_file.items()]


def _point(each: Finding, language: str) -> str:
    words = catalogue(language)
    told = tell(each.problem, language, doubtful=True)
    mark = "" if each.severity == "error" else words.gettext(N_("Note:")) + " "
    place = words.gettext(N_("line {line}")).format(line=each.line)
    return f"- {mark}{place}: {told.message}" + (f"  \n  {told.hint}" if told.hint else "")


def _difference(each: Correction) -> str:
    lines = unified_diff(each.before, each.after, lineterm="", n=0)
    shown = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return f"{span(each.file)}, {each.first}\n\n" + block("\n".join(shown), 10_000).replace("text\n", "diff\n", 1)


def suggestion(each: Correction, language: str) -> tuple[str, str]:
    """A mark by which it is found again, and the text of a review comment that offers it to be accepted with one click."""
    digest = hashlib.sha256("\0".join((each.file, *each.before, "", *each.after)).encode()).hexdigest()[:20]
    mark = _SUGGESTION.format(digest=digest)
    after = "\n".join(each.after)
    fence = "`" * max(3, max((len(run) for run in re.findall("`+", after)), default=0) + 1)
    said = catalogue(language).gettext(N_("This can only be meant one way:"))
    return mark, f"{mark}\n{said}\n\n{fence}suggestion\n{after}\n{fence}\n"


def summary(problems: Sequence[Problem], counted: str, language: str) -> str:
    """A table for the workflow's own page."""
    words = catalogue(language)
    heads = [words.gettext(each) for each in (N_("Where"), N_("What"), N_("What to do"))]
    rows = []
    for problem in problems[:1000]:
        told = tell(problem, language, doubtful=True)
        line = problem.position.line if problem.position else 1
        rows.append("| " + " | ".join(_cell(each) for each in (f"{span(problem.file)}:{line}", told.message, told.hint)) + " |")
    table = ["| " + " | ".join(heads) + " |", "|---|---|---|", *rows] if rows else []
    return "\n".join(("### Storywall", "", counted, "", *table)) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
