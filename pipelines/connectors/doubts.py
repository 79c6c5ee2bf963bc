"""What spreadsheets did to a table that nobody sees in its single cells, told and left as it is."""

from __future__ import annotations

import polars as pl

from pipelines.contract import Column, Table

# Two numbers and a year, of which the second is above twelve, or the first is.
MONTH_FIRST = r"^\s*\d{1,2}[/.-](1[3-9]|2\d|3[01])[/.-]\d"
DAY_FIRST = r"^\s*(1[3-9]|2\d|3[01])[/.-]\d{1,2}[/.-]\d"
EITHER = r"^\s*(0?[1-9]|1[0-2])[/.-](0?[1-9]|1[0-2])[/.-]\d"
# How a spreadsheet writes a long number into a CSV file: the last digits are gone.
CUT_SHORT = r"^\s*\d(\.\d+)?[eE]\+?\d+\s*$"


def doubts(rows: pl.DataFrame, table: Table, name: str) -> list[str]:
    """What to look at in the source of a table.

    Args:
        rows: the landed rows, columns named as in the contract.
        table: the table.
        name: how its file is called to a person.
    """
    notes = []
    for column in table.columns.values():
        if column.name not in rows.columns:
            continue
        cells = rows[column.name]
        if column.type in ("date", "timestamp"):
            notes += _month_first(cells, column, name)
        elif column.type == "id":
            notes += _cut_short(cells, column, name)
    return notes


def _month_first(cells: pl.Series, column: Column, name: str) -> list[str]:
    """Dates are read day first. Where some cannot be and none must be, the others may be wrong."""
    unread = _times(cells, MONTH_FIRST)
    if not unread or _times(cells, DAY_FIRST):
        return []
    read = _times(cells, EITHER)
    if not read:
        return []
    return [
        f"{name}: in {column.name} {unread} dates have no such month and none shows that the day "
        f"stands first, so the month may; the other {read} were read day first. Export dates as "
        "2026-07-31"
    ]


def _cut_short(cells: pl.Series, column: Column, name: str) -> list[str]:
    short = _times(cells, CUT_SHORT)
    if not short:
        return []
    return [
        f"{name}: in {column.name} {short} ids are written like 1.23E+12, so their last digits are "
        "lost and different ids may look the same. Export the column as text"
    ]


def _times(cells: pl.Series, pattern: str) -> int:
    return int(cells.str.contains(pattern).sum())
