"""How many problems there are, and in how many items."""

from __future__ import annotations

from collections.abc import Sequence

from storywall.problems import Problem, Severity
from storywall.words import Words, catalogue, format_number


def counted(problems: Sequence[Problem], items: int, language: str) -> str:
    """One line: `3 errors and 1 warning in 2 of 14 items`, which are all that were looked at, broken ones included."""
    words = catalogue(language)
    language = words.language
    hit, elsewhere = _hit({problem.file for problem in problems})
    numbers = {"count": format_number(items, language), "hit": format_number(min(len(hit), items), language)}
    if not problems:
        text = words.ngettext("no problems in {count} item", "no problems in {count} items", items)
        return text.format_map(numbers)
    found = _severities(problems, words, language)
    if not hit or not items:
        return _in_files(found, len(hit) + len(elsewhere), words, language)
    text = words.ngettext("{found} in {hit} of {count} item", "{found} in {hit} of {count} items", items)
    said = text.format_map({"found": found, **numbers})
    if not elsewhere:
        return said
    text = words.ngettext("{found} and {count} other file", "{found} and {count} other files", len(elsewhere))
    return text.format_map({"found": said, "count": format_number(len(elsewhere), language)})


def _severities(problems: Sequence[Problem], words: Words, language: str) -> str:
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    said: list[str] = []
    if errors:
        text = words.ngettext("{count} error", "{count} errors", errors)
        said.append(text.format(count=format_number(errors, language)))
    if warnings:
        text = words.ngettext("{count} warning", "{count} warnings", warnings)
        said.append(text.format(count=format_number(warnings, language)))
    return words.gettext("{one} and {other}").format(one=said[0], other=said[1]) if len(said) == 2 else said[0]


def _in_files(found: str, number: int, words: Words, language: str) -> str:
    text = words.ngettext("{found} in {count} file", "{found} in {count} files", number)
    return text.format(found=found, count=format_number(number, language))


def _hit(files: set[str]) -> tuple[set[str], set[str]]:
    """Split the files with problems into items (a photo stands for the item that it lies beside) and the rest."""
    named = {file: _item(file) for file in files}
    return set(filter(None, named.values())), {file for file, item in named.items() if not item}


def _item(file: str) -> str:
    """The item's own path without suffix; empty for a file that belongs to none."""
    from storywall.kinds import BY_FOLDER

    parts = file.split("/")
    kind = BY_FOLDER.get(parts[1]) if len(parts) > 2 and parts[0] == "submissions" else None
    if kind is None:
        return ""
    depth = 4 if kind.within else 3
    inside = len(parts) == depth + 1
    return "/".join(parts[:depth]) if inside else _stem(file) if len(parts) == depth else ""


def _stem(file: str) -> str:
    return next((file.removesuffix(suffix) for suffix in (".md", ".yml") if file.endswith(suffix)), "")
