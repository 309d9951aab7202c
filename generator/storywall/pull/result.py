"""What a check of a request found, as a file for another job: codes and values, no words; whoever reads it trusts nothing of it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from storywall.codes import CATALOGUE
from storywall.problems import N_, Position, Problem, Severity, Value

FILE = "result.json"
LARGEST = 1_000_000
"""Bytes that the file may have, and the archive that brings it."""
MOST_FINDINGS, MOST_CORRECTIONS = 300, 30
_MOST_VALUE = 600
_SUBSTITUTES = "\ue000\ue001"
"""Characters that stand for values while a comment is put together."""


class UnusableResultError(Exception):
    """The file or its archive isn't what a check writes: `template` is a marked text."""

    def __init__(self, template: str) -> None:
        super().__init__(template)
        self.template = template


def _known(code: str) -> str:
    if code not in CATALOGUE:
        raise ValueError("there is no such code")
    return code


def _plain(text: str) -> str:
    if any(character in text for character in _SUBSTITUTES):
        raise ValueError("a character that no check writes")
    return text


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


_Text = Annotated[str, Field(max_length=_MOST_VALUE), AfterValidator(_plain)]
_File = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_plain)]
_Name = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
_Number = Annotated[int, Field(ge=-(10**12), le=10**12)]
_Line = Annotated[int, Field(ge=1, le=10_000_000)]
_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{40}(?:[0-9a-f]{24})?$")]


class Finding(_Strict):
    """A problem: what `Problem` says, without words."""

    file: _File
    line: _Line
    column: _Line
    code: Annotated[str, AfterValidator(_known)]
    field: Annotated[list[_Text | int], Field(max_length=30)]
    values: Annotated[dict[_Name, _Text | _Number], Field(max_length=20)]
    severity: Literal["error", "warning"]
    policy: bool

    @property
    def problem(self) -> Problem:
        """The problem, to be put into words."""
        place = Position(line=self.line, column=self.column)
        severity = Severity(self.severity)
        return Problem(file=self.file, code=self.code, position=place, field=tuple(self.field), values=dict(self.values), severity=severity)


class Correction(_Strict):
    """Lines of a file, from `first` on, and what they should be."""

    file: _File
    first: _Line
    before: Annotated[list[Annotated[str, Field(max_length=2000)]], Field(min_length=1, max_length=12)]
    after: Annotated[list[Annotated[str, Field(max_length=2000)]], Field(min_length=1, max_length=12)]

    @property
    def lines(self) -> range:
        """The lines' numbers."""
        return range(self.first, self.first + len(self.before))


class Result(_Strict):
    """What was checked and what was found; `left_out` problems more than the file holds."""

    version: Literal[1]
    number: Annotated[int, Field(ge=1, le=10**10)]
    head: _Hash
    items: Annotated[int, Field(ge=0, le=10**7)]
    findings: Annotated[list[Finding], Field(max_length=MOST_FINDINGS)]
    left_out: Annotated[int, Field(ge=0, le=10**9)]
    corrections: Annotated[list[Correction], Field(max_length=MOST_CORRECTIONS)]
    preview: bool


def finding(problem: Problem, *, policy: bool) -> Finding:
    """A problem as a finding; values that are longer than any shown are cut."""
    place = problem.position or Position()
    return Finding(
        file=_harmless(problem.file, 1000),
        line=place.line,
        column=place.column,
        code=problem.code,
        field=[_harmless(part) if isinstance(part, str) else part for part in problem.field][:30],
        values={name: _value(value) for name, value in problem.values.items()},
        severity="error" if problem.severity is Severity.ERROR else "warning",
        policy=policy,
    )


def _value(value: Value) -> Value:
    return _harmless(value) if isinstance(value, str) else max(-(10**12), min(value, 10**12))


def _harmless(text: str, most: int = _MOST_VALUE) -> str:
    plain = text.encode("utf-8", "backslashreplace").decode()  # a name's bytes that are no text
    return "".join("\ufffd" if character in _SUBSTITUTES else character for character in plain)[:most]


def count(findings: Iterable[Finding]) -> tuple[int, int]:
    """How many errors, and how many warnings."""
    severities = [each.severity for each in findings]
    return severities.count("error"), severities.count("warning")


def read_archive(archive: bytes) -> Result:
    """Read the result from a zip archive that anybody may have made; UnusableResultError for all that a check doesn't write.

    Nothing is unpacked: one entry of the right name is read up to the limit, whatever the archive says of its size.
    """
    if len(archive) > LARGEST:
        raise UnusableResultError(N_("the artifact is too large"))
    try:
        with zipfile.ZipFile(BytesIO(archive)) as held:
            names = [entry.filename for entry in held.infolist()]
            if names != [FILE]:
                raise UnusableResultError(N_("the artifact holds something else than a result"))
            with held.open(FILE) as file:
                data = file.read(LARGEST + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error):
        raise UnusableResultError(N_("the artifact is no archive that can be read")) from None
    return read(data)


def read(data: bytes) -> Result:
    """Read a result; UnusableResultError where it isn't one."""
    if len(data) > LARGEST:
        raise UnusableResultError(N_("the result is too large"))
    try:
        return Result.model_validate_json(data)
    except ValidationError:
        raise UnusableResultError(N_("the result isn't what a check writes")) from None
