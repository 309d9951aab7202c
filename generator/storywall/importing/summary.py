"""The account of an import in words: tables where there is a terminal, plain lines everywhere else, in the reader's language."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from storywall.importing.tally import Group, Reason, Tally
from storywall.problems import N_
from storywall.report import harmless, say
from storywall.words import catalogue, format_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table: a title, the columns' heads, its rows; a row's last cell may have further lines below."""

    title: str
    rows: Sequence[tuple[str, ...]]
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a reader must know of the source before its rows: how it was read, what its columns became."""

    source: str
    read_as: str = ""
    columns: Mapping[str, str] = dataclasses.field(default_factory=dict)
    guessed: Sequence[str] = ()
    dropped: Sequence[str] = ()
    unused: Sequence[str] = ()
    stated: Mapping[str, str] = dataclasses.field(default_factory=dict)


def sections(tally: Tally, about: About, language: str, *, dry: bool) -> Iterator[Section]:
    """Yield what a report shows, in its order."""
    words = catalogue(language)

    def number(count: int) -> str:
        return format_number(count, words.language)

    yield from _source(about, tally, language)
    came = words.gettext(N_("would come in")) if dry else words.gettext(N_("came in"))
    rows: list[tuple[str, ...]] = [(number(tally.came), came, *_examples(tally.came_examples))]
    rows += [(number(count), words.gettext(_CREATED.get(kind, kind)), "") for kind, count in sorted(tally.created.items())]
    yield Section(title=words.gettext(N_("What comes in")) if dry else words.gettext(N_("What came in")), rows=rows)
    for title, groups in (
        (N_("Rightly left out"), tally.passed),
        (N_("Left out because of a problem"), tally.left),
        (N_("Worth knowing"), tally.notes),
    ):
        if groups:
            ordered = sorted(groups.values(), key=lambda group: -group.count)
            yield Section(title=words.gettext(title), rows=[_row(group, number(group.count), language) for group in ordered])
    if tally.hidden:
        stars = [(f"{rating or '?'} ★", number(count)) for rating, count in sorted(tally.hidden.items())]
        yield Section(title=words.gettext(N_("Hidden in the source, by rating")), rows=stars)


_CREATED = {"product": N_("products made"), "member": N_("profiles made")}


def _source(about: About, tally: Tally, language: str) -> Iterator[Section]:
    words = catalogue(language)
    rows: list[tuple[str, ...]] = [(words.gettext(N_("read as")), harmless(about.read_as))] if about.read_as else []
    if about.dropped:
        rows.append((words.gettext(N_("dropped: personal data")), harmless(", ".join(about.dropped))))
    if about.unused:
        rows.append((words.gettext(N_("not brought in")), harmless(", ".join(about.unused))))
    rows += [(f"{field} =", harmless(value, 80)) for field, value in about.stated.items()]
    if rows:
        yield Section(title=harmless(about.source), rows=rows)
    if about.columns:
        of, guessed = words.gettext(N_("{count} of {total} rows have it")), words.gettext(N_("by its name"))
        fields = [
            (
                harmless(column, 40),
                f"→ {field}" + (f" ({guessed})" if column in about.guessed else ""),
                of.format(count=format_number(tally.fields[field], words.language), total=format_number(tally.total, words.language)),
            )
            for column, field in about.columns.items()
        ]
        yield Section(title=words.gettext(N_("Columns and fields")), rows=fields)


def _examples(pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return ("\n".join(f"{harmless(place)}: {harmless(text, 100)}" for place, text in pairs),)


def _row(group: Group, count: str, language: str) -> tuple[str, ...]:
    """A group of things that share a reason: how many, the reason, examples with what is special to each."""
    varies = len({say(reason.template, reason.values, language) for _, reason in group.examples}) > 1
    lead = group.reason if not varies else None
    text = _said(group.reason, language) if lead else words_of(group.reason, language)
    lines = [f"{place}: {say(reason.template, reason.values, language)}" if varies else place + _detail(reason) for place, reason in group.examples]
    if group.count > len(lines):
        lines.append("…")
    hint = say(group.reason.hint, group.reason.values, language) if group.reason.hint else ""
    return count, text + (f" — {hint}" if hint else ""), "\n".join(harmless(line, 160) for line in lines)


def words_of(reason: Reason, language: str) -> str:
    """A reason without its values, for the head of a group whose members differ in them."""
    return say(reason.template, {"field": reason.field} if reason.field else {}, language)


def _said(reason: Reason, language: str) -> str:
    said = say(reason.template, reason.values, language)
    return f"{reason.field}: {said}" if reason.field and "{field}" not in reason.template else said


def _detail(reason: Reason) -> str:
    return "".join(
        f" → {value}" for name, value in reason.values.items() if value and name in ("line", "value") and f"{{{name}}}" not in reason.template
    )


# Showing --------------------------------------------------------------------------------------------------------------


def show(parts: Iterator[Section], stream: TextIO, *, rich: bool) -> None:
    """Print sections: as tables, or as lines that programs and files can hold."""
    if rich:
        _tables(parts, stream)
        return
    for part in parts:
        stream.write(f"\n{part.title}\n")
        widths = [max(len(row[place].split("\n")[0]) for row in part.rows if len(row) > place) for place in range(max(map(len, part.rows)))]
        stream.writelines(_plain(row, widths) for row in part.rows)


def _plain(row: tuple[str, ...], widths: list[int]) -> str:
    *firsts, last = row
    lead = "  " + "".join(f"{cell:{min(width, 48)}}  " for cell, width in zip(firsts, widths, strict=False))
    if "\n" not in last and (len(row) < 3 or len(lead) + len(last) <= 120):
        return f"{lead}{last}".rstrip() + "\n"
    return f"{lead.rstrip()}\n" + "".join(f"      {line}\n" for line in last.split("\n") if line)


def _tables(parts: Iterator[Section], stream: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(file=stream)
    for part in parts:
        table = Table(title=Text(part.title), title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 1), title_style="bold")
        for place in range(max(map(len, part.rows))):
            numbers = place == 0 and all(row[0][:1].isdigit() for row in part.rows)
            table.add_column(justify="right" if numbers else "left", overflow="fold")
        for row in part.rows:
            table.add_row(*(Text(cell) for cell in row))
        console.print()
        console.print(table)
