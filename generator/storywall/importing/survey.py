"""The first look at a whole table: its structure is proven before anything is written, and days that might be two are found."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from storywall.importing.fields import targets
from storywall.importing.plan import Plan
from storywall.importing.reading import Rows
from storywall.importing.refused import ImportRefusedError
from storywall.importing.values import is_ambiguous, order_shown
from storywall.problems import N_


@dataclass(slots=True)
class Survey:
    """What the first look found: rows, rows with too many or too few cells, cells, cells that hold formulas, and days."""

    rows: int = 0
    uneven: int = 0
    uneven_line: int = 0
    cells: int = 0
    formulas: int = 0
    days: dict[str, Days] = dataclasses.field(default_factory=dict)


@dataclass(slots=True)
class Days:
    """A column of days: how many may be two days, the first of them, and lines that show the order."""

    ambiguous: int = 0
    example: str = ""
    line: int = 0
    shown: dict[str, tuple[str, int]] = dataclasses.field(default_factory=dict)


def survey(table: Rows, plan: Plan) -> Survey:
    """Read a table once from end to end; ImportRefusedError where it can't become items whatever its rows say."""
    found = Survey()
    columns = [(field, place) for field, places in plan.columns.items() if plan.target(field).shape == "day" for place in places]
    width = len(table.header)
    for row in table.rows():
        found.rows += 1
        cells = even(row.cells, width)
        if cells is None:
            found.uneven += 1
            found.uneven_line = found.uneven_line or row.line
            continue
        for cell in cells:
            if cell:
                found.cells += 1
                found.formulas += cell[0] == "="
        for field, place in columns:
            if cells[place]:
                _day(found.days.setdefault(field, Days()), cells[place], row.line)
    _refuse(found, table, plan)
    return found


def even(cells: tuple[str, ...], width: int) -> tuple[str, ...] | None:
    """A row's cells, as many as the header has; surplus empty ones at the end don't count. None where the row doesn't fit."""
    if len(cells) == width:
        return cells
    return cells[:width] if len(cells) > width and not any(cells[width:]) else None


def _day(days: Days, written: str, line: int) -> None:
    if is_ambiguous(written):
        days.ambiguous += 1
        if not days.example:
            days.example, days.line = written, line
    elif order := order_shown(written):
        days.shown.setdefault(order, (written, line))


def _refuse(found: Survey, table: Rows, plan: Plan) -> None:
    if not found.rows:
        raise ImportRefusedError(N_("the file has a header, but no rows"))
    if found.uneven * 2 > found.rows:
        raise ImportRefusedError(
            N_("{count} of {total} rows have another number of cells than the header ({width}), first in line {line}: wrong delimiter?"),
            count=found.uneven,
            total=found.rows,
            width=len(table.header),
            line=found.uneven_line,
        )
    if found.formulas * 2 > found.cells:
        raise ImportRefusedError(N_("most cells hold formulas (`=…`), not values; in the spreadsheet, copy and paste as values, then save again"))
    if not plan.date_order:
        for field, days in found.days.items():
            _refuse_days(field, days)


def _refuse_days(field: str, days: Days) -> None:
    if not days.ambiguous:
        return
    orders = sorted(_ORDERS, key=lambda order: order not in days.shown)
    raise ImportRefusedError(
        N_("{count} days in `{field}` may be two, such as {value} in line {line}; say which order they have"),
        count=days.ambiguous,
        field=field,
        value=days.example,
        line=days.line,
        lines=tuple((f"--set date-order={order}", f"{_ORDERS[order]}{_seen(days, order)}") for order in orders),
    )


_ORDERS = {"dmy": "31/12/2026", "mdy": "12/31/2026"}


def _seen(days: Days, order: str) -> str:
    if order not in days.shown:
        return ""
    written, line = days.shown[order]
    return f"  ← {line}: {written}"


def missing(plan: Plan) -> list[tuple[str, str]]:
    """Fields that every item needs and that neither a column nor a statement gives, with the question each answers."""
    known = targets(plan.kind)
    given = {*plan.columns, *plan.stated, "consent.channel"}
    needed = [each for each in known.values() if each.required]
    if "consent.basis" in known and not plan.own:
        needed.append(known["consent.basis"])
    if "verified" in plan.columns and plan.preset is None:
        needed += [known["verified.by"], known["verified.evidence"]]
    if "reply.text" in plan.columns:
        needed.append(known["reply.date"])
    return [(each.name, each.question) for each in needed if each.name not in given and not _within(each.name, given)]


def _within(name: str, given: set[str]) -> bool:
    return any(other.startswith(f"{name}.") for other in given)


def refuse_missing(plan: Plan) -> None:
    """ImportRefusedError where something that every item needs is neither in the source nor stated."""
    if fields := missing(plan):
        raise ImportRefusedError(
            N_("the source lacks what every {kind} needs: map a column to it (--map column=field), or state it"),
            kind=plan.kind.name,
            lines=(
                *((f"--set {name}=…", question) for name, question in fields),
                *((f'--map "{column}=…"', N_("a column that nothing is made of yet")) for column in plan.unused),
            ),
        )
