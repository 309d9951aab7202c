"""Message and hint of a problem in the reader's language, filled with values that can do no harm where they are shown."""

from __future__ import annotations

import shlex
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from string import Formatter
from urllib.parse import quote

from storywall import allowed
from storywall.codes import CATALOGUE
from storywall.problems import Path, Position, Problem, Severity, Value
from storywall.words import Words, catalogue

MOST = 120
"""So many characters of a value are shown: enough to find it, too few to flood a log."""

OURS = frozenset({"advice", "found", "other", "place", "question", "reason", "unit", "wanted"})
"""Values of these names are the program's own words and are translated; all others are somebody's and stay."""

# They draw nothing by themselves, and yet words of many scripts and emoji need them.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A problem in words: every text is one line without controls; `hint` is empty where there is none worth showing."""

    file: str
    uri: str
    """The file as a relative address."""
    line: int
    column: int
    field: Path
    code: str
    severity: Severity
    message: str
    hint: str
    identity: str
    """What stays the same while lines move and languages change."""


def _raw(file: str) -> bytes:
    """A file's name as the system has it; bytes that aren't UTF-8 come as lone surrogates, and others than those no system gives."""
    try:
        return file.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return file.encode("utf-8", "backslashreplace")


def fill(problem: Problem, language: str) -> Filled:
    """Put a problem into words."""
    code = CATALOGUE[problem.code]
    values: dict[str, Value] = {"field": dotted(problem), "file": shlex.quote(problem.file), **problem.values}
    position = problem.position or Position()
    return Filled(
        file=harmless(problem.file),
        uri=quote(_raw(problem.file)),
        line=position.line,
        column=position.column,
        field=tuple(harmless(part) if isinstance(part, str) else part for part in problem.field),
        code=problem.code,
        severity=problem.severity,
        message=say(code.message, values, language),
        hint=next((say(hint, values, language) for hint in (code.hint, code.instead) if _has_all(hint, values)), ""),
        identity="\0".join((problem.file, problem.code, dotted(problem), *_lasting(problem.values))),
    )


def _lasting(values: Mapping[str, Value]) -> list[str]:
    return [f"{name}={value}" for name, value in sorted(values.items()) if name != "line"]


def fingerprints(filled: Iterable[Filled]) -> list[str]:
    """A hexadecimal mark for each problem, in order; those of the same identity are told apart by their number."""
    seen: Counter[str] = Counter()
    marks: list[str] = []
    for one in filled:
        seen[one.identity] += 1
        named = f"{one.identity}\0{seen[one.identity]}".encode("utf-8", "surrogatepass")
        marks.append(sha256(named).hexdigest())
    return marks


def dotted(problem: Problem) -> str:
    """The field's path as people write it: `photos.0.alt`."""
    return ".".join(str(part) for part in problem.field)


def say(template: str, values: Mapping[str, Value], language: str) -> str:
    """Fill a marked template, translated; a value that is missing shows as an ellipsis."""
    words = catalogue(language)
    shown: dict[str, str] = {}
    for name in _names(template):
        value = str(values.get(name, "…"))
        shown[name] = harmless(_translated(value, words) if name in OURS else value, MOST)
    return words.gettext(template).format_map(shown)


def _translated(value: str, words: Words) -> str:
    """Our own words: a sentence, or a list of them with commas."""
    whole = words.gettext(value)
    return whole if whole != value else ", ".join(map(words.gettext, value.split(", ")))


def _names(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name]


def _has_all(template: str, values: Mapping[str, Value]) -> bool:
    return bool(template) and all(str(values.get(name, "")).strip() for name in _names(template))


def harmless(text: str, most: int = 0) -> str:
    """Return a text on one line that moves no cursor, turns no text around and hides nothing: such characters become escapes.

    With `most`, a longer text ends with an ellipsis.
    """
    if most and len(text) > most:
        text = text[: most - 1] + "…"
    if text.isascii() and text.isprintable():
        return text
    pieces: list[str] = []
    text = "".join(_escape(character) if _is_escaped(character) else character for character in text)
    while found := allowed.refused_character(text):  # surrogates, tags, and more marks on one letter than a line holds
        index = found[0]
        pieces += (text[:index], _escape(text[index]))
        text = text[index + 1 :]
    return "".join((*pieces, text))


def _is_escaped(character: str) -> bool:
    # Controls, format characters (bidi, byte order mark and the like), separators of lines and paragraphs.
    return unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") and character not in _JOINERS


_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escape(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return _SHORT.get(character, f"\\x{number:02x}")
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
