"""Texts of strangers, and problems in words, for a git host's Markdown: as code, in which nobody is mentioned and nothing linked or closed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from storywall.problems import MARKED, Problem, Value
from storywall.report.filled import MOST, OURS, dotted, fill, harmless

_TICKS = re.compile(r"`+")
_SPACE = re.compile(r"\s+")
# What stands in a template between backticks, a value that stands without, an example of an address, which a host would link:
# values are put in last of all.
_CODE = re.compile(r"`([^`]*)`|\ue000([0-9]+)\ue001|(https?://[^\s`]*[^\s`.,;:)])")
_VALUE = re.compile(r"\ue000([0-9]+)\ue001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Message and hint of a problem as Markdown, on one line each; the hint is empty where there is none worth showing."""

    message: str
    hint: str


def span(text: str, most: int = MOST) -> str:
    """A text on one line as a code span; a longer one ends with an ellipsis, an empty one is an ellipsis."""
    line = harmless(_SPACE.sub(" ", text).strip(), most) or "…"
    fence = "`" * (_longest_run(line) + 1)
    # A space at both ends is taken away again; it keeps a backtick at an end from joining the fence.
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def block(text: str, most: int = 40_000) -> str:
    """A text of several lines as a code block that nothing in it can end; a longer one ends with an ellipsis."""
    shown = text if len(text) <= most else text[: most - 1] + "…"
    lines = [harmless(line.replace("\t", "    ")) for line in shown.splitlines()]
    fence = "`" * max(3, _longest_run(shown) + 1)
    return "\n".join((f"{fence}text", *lines, fence))


def tell(problem: Problem, language: str, *, doubtful: bool = False) -> Told:
    """Put a problem into words; whatever in them isn't the program's own stands in code spans.

    Where the problem itself came from strangers (`doubtful`), only texts that the program has are taken for its own.
    """
    values: list[str] = []

    def kept(name: str, value: Value) -> Value:
        ours = name in OURS and not (doubtful and _is_strange(str(value)))
        if ours or isinstance(value, int) or not value.strip():  # a hint is left out where a value is empty
            return value
        values.append(value)
        return f"\ue000{len(values) - 1}\ue001"

    all_values = {"file": problem.file, "field": dotted(problem), **problem.values}
    held = replace(problem, values={name: kept(name, value) for name, value in all_values.items()})
    filled = fill(held, language)
    return Told(message=_put_in(filled.message, values), hint=_put_in(filled.hint, values))


def _is_strange(value: str) -> bool:
    return value not in MARKED and any(part not in MARKED for part in value.split(", "))


def _put_in(text: str, values: list[str]) -> str:
    def put(found: re.Match[str]) -> str:
        if found[2] is not None:
            return span(values[int(found[2])])
        if found[3] is not None:
            return span(found[3])
        return span(_VALUE.sub(lambda inner: values[int(inner[1])], found[1]))

    return _CODE.sub(put, text)


def _longest_run(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)
