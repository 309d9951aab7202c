"""A CSV file -> its header and its rows, one by one: delimiter, encoding and header are found out, limits hold on every line."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, NoReturn, Protocol

from storywall.importing.encoding import find_encoding, known_encoding
from storywall.importing.refused import ImportRefusedError
from storywall.problems import N_

LINE_LIMIT = 1024 * 1024
"""Characters of one line, and of one cell; an item's text may have half of it."""
DELIMITERS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("vertical bar")}
_LOOKED_AT = 100
_DATA = re.compile(r"[-+]?\d+(?:[.,]\d+)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\S+@\S+\.\S+|https?://\S+|=.*", re.DOTALL)
_HEADER_CELL = 80


class Row(NamedTuple):
    """One record: the line that it begins on, from 1, and its cells as they are."""

    line: int
    cells: tuple[str, ...]


class Rows(Protocol):
    """Anything that is read as rows below a header: a table, or a folder whose files are the rows."""

    @property
    def path(self) -> Path: ...

    @property
    def header(self) -> tuple[str, ...]: ...

    def rows(self) -> Iterator[Row]: ...

    def place(self, line: int) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A CSV file that can be read again and again; `header` has as many names as the rows have cells, each name once."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]

    def rows(self) -> Iterator[Row]:
        """Yield the records below the header, blank lines left out; ImportRefusedError where quoting or encoding is broken."""
        records = _records(self.path, self.encoding, self.delimiter)
        with closing(records):
            next(records, None)
            yield from records

    def place(self, line: int) -> str:
        """What a row is called in the account."""
        return f"line {line}"


def open_table(path: Path, *, encoding: str = "", delimiter: str = "") -> Table:
    """Find out how a file is to be read; ImportRefusedError where it is no table."""
    name = known_encoding(encoding) if encoding else find_encoding(path)
    separator = delimiter or _delimiter(path, name)
    with closing(_records(path, name, separator)) as records:
        first = next(records, None)
    if first is None:
        raise ImportRefusedError(N_("the file has no rows"))
    if len(first.cells) < 2:
        _one_column(path, name)
    return Table(path=path, encoding=name, delimiter=separator, header=_header(first))


def _records(path: Path, encoding: str, delimiter: str, *, strict: bool = True) -> Generator[Row, None, None]:
    csv.field_size_limit(LINE_LIMIT)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(_lines(file), delimiter=delimiter, strict=strict)
        line = 1
        try:
            for cells in reader:
                if any(cells):
                    yield Row(line, tuple(cells))
                line = reader.line_num + 1
        except csv.Error as error:
            _broken(error, line)
        except UnicodeError:
            raise ImportRefusedError(
                N_("line {line} can't be read as {encoding}; save the file as UTF-8, or name its encoding with --encoding"),
                line=_undecodable(path, encoding) or reader.line_num + 1,
                encoding=encoding,
            ) from None


def _undecodable(path: Path, encoding: str) -> int:
    """The first line that can't be decoded by itself; 0 where each can (text is decoded in blocks, which tell no line)."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(LINE_LIMIT):
            number += 1
            try:
                line.decode(encoding)
            except UnicodeError:
                return number
    return 0


def _lines(file: Iterator[str]) -> Iterator[str]:
    """The lines of a file, none of them longer than the limit."""
    number = 0
    while line := file.readline(LINE_LIMIT + 1):  # type: ignore[attr-defined]
        number += 1
        if len(line) > LINE_LIMIT:
            raise ImportRefusedError(
                N_("line {line} has more than {most} characters: this is no CSV file, or its line breaks were lost"),
                line=number,
                most=LINE_LIMIT,
            )
        yield line


def _broken(error: csv.Error, line: int) -> NoReturn:
    open_ended = "field limit" in str(error) or "end of data" in str(error)
    raise ImportRefusedError(_NEVER_CLOSED if open_ended else _BROKEN, line=line) from None


_NEVER_CLOSED = N_("the quotation mark that opens in the row of line {line} is never closed; close it, or export the file again")
_BROKEN = N_("the quotation marks in the row of line {line} are broken: inside a cell each is written twice; export the file again")


# Delimiter ------------------------------------------------------------------------------------------------------------


def _delimiter(path: Path, encoding: str) -> str:
    """The delimiter that gives most rows as many cells as the header has."""
    scores = {delimiter: _score(path, encoding, delimiter) for delimiter in DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if scores[best] == (0.0, 0):
        raise ImportRefusedError(N_("there is only one column: no comma, semicolon, tab or bar separates any; name it with --delimiter"))
    return best


def _score(path: Path, encoding: str, delimiter: str) -> tuple[float, int]:
    with closing(_records(path, encoding, delimiter, strict=False)) as records:
        widths = [len(row.cells) for row in islice(_until_broken(records), _LOOKED_AT)]
    if not widths or widths[0] < 2:
        return 0.0, 0
    return round(Counter(widths)[widths[0]] / len(widths), 2), widths[0]


def _until_broken(records: Iterator[Row]) -> Iterator[Row]:
    # A delimiter that isn't the file's own may seem to break its quoting; the chosen one is read strictly later.
    try:
        yield from records
    except ImportRefusedError as refused:
        if refused.template not in (_NEVER_CLOSED, _BROKEN):
            raise


def _one_column(path: Path, encoding: str) -> NoReturn:
    better = max(DELIMITERS, key=lambda each: _score(path, encoding, each))
    if (found := _score(path, encoding, better)) == (0.0, 0):
        raise ImportRefusedError(N_("there is only one column"))
    raise ImportRefusedError(
        N_("with this delimiter there is only one column; with a {found} there are {count}"), found=DELIMITERS[better], count=found[1]
    )


# Header ---------------------------------------------------------------------------------------------------------------


def _header(row: Row) -> tuple[str, ...]:
    """Name the columns; what has no name is called after its place, what has another's name gets a number."""
    cells = [" ".join(cell.split()) for cell in row.cells]
    for cell in cells:
        if len(cell) > _HEADER_CELL or _DATA.fullmatch(cell):
            raise ImportRefusedError(
                N_("line {line} names no columns: `{value}` is data; put a line with the columns' names above it"), line=row.line, value=cell
            )
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name, number = cell or f"column {place}", 1
        while name.casefold() in (other.casefold() for other in names):
            number += 1
            name = f"{cell or f'column {place}'} ({number})"
        names.append(name)
    return tuple(names)
