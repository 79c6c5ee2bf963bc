"""Disclosure control: what of the figures may be shown to everyone.

Applied once, last, on the whole public table.

The rules (Children in need and Children looked after statistics, DfE; Government Statistical
Service guidance on tables):

* a count of 1 to 5 is hidden; 0 is shown;
* with a numerator, denominator or complement (denominator less numerator) of 1 to 5 the numerator
  and the percentage are hidden; with a denominator of 1 to 5 the denominator too; intervals and all
  else that is made from a value hide with it;
* nothing that is hidden may be worked out from what is shown. Teams add up to the council and
  quarters add up to the year (or the last quarter equals the year, for a count on a day); as long
  as these sums give a hidden count away, or leave it no choice, the next smallest count in the sum
  is hidden with it, and at last the total.

The public file holds quarters and years, the total and one-way slices. What a published benchmark
says is DfE's and is not touched here. Rounding, tables by two slices and differences between two
published versions are not handled here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
import polars as pl

HIDDEN_FROM, HIDDEN_TO = 1, 5
HIDDEN, SHOWN = "c", "ok"
PERIOD_TYPES = ("quarter", "year")
ALL = "all"
# Neither counts nor made from them. Every other column hides with the value, so that one that is
# added later cannot give it away.
SAFE = {
    "authority",
    "measure_id",
    "period_type",
    "period_start",
    "period_end",
    "slice",
    "slice_value",
    "target",
    "tolerance",
    "population_year",
    "is_annualised",
}
COUNTS = {"numerator", "denominator"}


@dataclass
class Cell:
    """One figure with its place in the table.

    Counts are whole numbers, denominator None where the measure has none.
    """

    row: int
    period_type: str
    period_start: date
    period_end: date
    slice_name: str
    slice_value: str
    numerator: float | None
    denominator: float | None
    hides: set[str] = field(default_factory=set)

    def count(self, part: str) -> float | None:
        """The numerator or the denominator."""
        return self.numerator if part == "numerator" else self.denominator

    @property
    def complement(self) -> float | None:
        """Denominator less numerator, or None where one of them is missing."""
        if self.numerator is None or self.denominator is None:
            return None
        return self.denominator - self.numerator


@dataclass(frozen=True)
class Sum:
    """An addition that any reader can do: the parts make up the total.

    One part makes it an equality.
    """

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def members(self) -> tuple[Cell, ...]:
        """Parts and total: each follows from the others."""
        return (*self.parts, self.total)


def is_small(count: float | None) -> bool:
    """Whether a count is hidden: 1 to 5, whatever its fraction; 0 and missing are not."""
    return count is not None and 0 < count < HIDDEN_TO + 1


def protect(values: pl.DataFrame) -> pl.DataFrame:
    """The figures as they may be published.

    Args:
        values: rows of fct_measure_value.

    Returns:
        Rows of quarters and years with the same columns and `status`: `ok`, or `c` where something
        of the row is hidden, which is then null.
    """
    shown = values.filter(pl.col("period_type").is_in(PERIOD_TYPES)).sort(
        "authority", "measure_id", "period_type", "period_start", "slice", "slice_value"
    )
    rows = shown.to_dicts()
    cells = [_cell(number, row) for number, row in enumerate(rows)]
    order = sorted(
        cells, key=lambda cell: (rows[cell.row]["authority"], rows[cell.row]["measure_id"])
    )
    for _, group in groupby(
        order, key=lambda cell: (rows[cell.row]["authority"], rows[cell.row]["measure_id"])
    ):
        hide(list(group))
    for cell in cells:
        _blank(rows[cell.row], cell)
    status = [HIDDEN if cell.hides else SHOWN for cell in cells]
    protected = pl.DataFrame(rows, schema=shown.schema, orient="row")
    return protected.with_columns(pl.Series("status", status, dtype=pl.String))


def hide(cells: Sequence[Cell]) -> None:
    """Decide what of one measure of one authority is hidden.

    The answer is left in each cell's `hides`.
    """
    for cell in cells:
        cell.hides |= _primary(cell)
    if not any(cell.hides for cell in cells):
        return
    # A table of the counts of several years is large; sums join cells of one year only, so each
    # year is worked out alone.
    for part_of_table in _connected(cells, sums(cells)):
        _secondary(part_of_table)


def sums(cells: Sequence[Cell]) -> list[Sum]:
    """The additions that hold between these cells.

    Slices within a period, and quarters within a year.
    """
    found: list[Sum] = []
    by_place = {(c.period_type, c.period_start, c.slice_name, c.slice_value): c for c in cells}
    slices = sorted({c.slice_name for c in cells} - {ALL})
    for cell in cells:
        if cell.slice_name != ALL:
            continue
        for name in slices:
            parts = tuple(
                c
                for c in cells
                if c.slice_name == name
                and (c.period_type, c.period_start) == (cell.period_type, cell.period_start)
            )
            if parts:
                found.append(Sum(cell, parts))
    for cell in cells:
        if cell.period_type != "year":
            continue
        quarters = tuple(
            c
            for (kind, start, name, value), c in by_place.items()
            if kind == "quarter"
            and (name, value) == (cell.slice_name, cell.slice_value)
            and cell.period_start <= start <= cell.period_end
        )
        # Flows add up; a count on a day does not, and its year is its last quarter.
        found += [Sum(cell, quarters)] if quarters else []
        found += [Sum(cell, (c,)) for c in quarters if c.period_end == cell.period_end]
    return found


def _primary(cell: Cell) -> set[str]:
    if is_small(cell.denominator):
        return {"numerator", "denominator"}
    if is_small(cell.numerator) or is_small(cell.complement):
        return {"numerator"}
    return set()


def _connected(cells: Sequence[Cell], additions: Sequence[Sum]) -> list[list[Cell]]:
    """Cells in the groups that sums tie together."""
    leader = {id(cell): id(cell) for cell in cells}

    def find(key: int) -> int:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for addition in additions:
        for part in addition.parts:
            leader[find(id(part))] = find(id(addition.total))
    groups: dict[int, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(find(id(cell)), []).append(cell)
    return list(groups.values())


def _secondary(cells: Sequence[Cell]) -> None:
    """Hide more until no small count can be worked out.

    Ends, for each turn hides one count more.
    """
    additions = sums(cells)
    holding = {
        part: [addition for addition in additions if _adds_up(addition, part)]
        for part in ("numerator", "denominator")
    }
    while True:
        lonely = _lonely(holding)
        if lonely:
            _join(*lonely, holding)
            continue
        known = {part: _worked_out(cells, part, holding[part]) for part in holding}
        found = _exposed(cells, known)
        tight = None if found else _tight(holding)
        if found is None and tight is None:
            return
        _hide_one_more(found or tight, holding, cells)


def _lonely(holding: Mapping[str, Sequence[Sum]]) -> tuple[Sum, str] | None:
    """A sum in which one count alone is hidden: a subtraction gives it away."""
    for part, additions in holding.items():
        for addition in additions:
            if sum(part in cell.hides for cell in addition.members) == 1:
                return addition, part
    return None


def _join(addition: Sum, part: str, holding: Mapping[str, Sequence[Sum]]) -> None:
    """Hide the count of the sum that costs the reader least.

    A part before the total, a team before the council; then one whose other sums hide something
    already, so that it does not stand alone there in its turn; then the smallest. Zero only when
    nothing else is left: DfE shows zeros, and one of them among the hidden protects little.
    """

    def cost(cell: Cell) -> tuple[bool, bool, bool, int, float, int]:
        untouched = sum(
            not any(part in member.hides for member in other.members)
            for other in holding[part]
            if any(member is cell for member in other.members)
        )
        count = cell.count(part) or 0
        return (
            count == 0,
            cell.slice_name == ALL,
            cell is addition.total,
            untouched,
            count,
            cell.row,
        )

    _hide(min((cell for cell in addition.members if part not in cell.hides), key=cost), part)


def _adds_up(addition: Sum, part: str) -> bool:
    """Whether the sum is true of these figures.

    One that is not tells a reader nothing about this measure.
    """
    total = addition.total.count(part)
    counts = [cell.count(part) for cell in addition.parts]
    if total is None or any(count is None for count in counts):
        return False
    return abs(total - sum(count for count in counts if count is not None)) < 1e-9


def _worked_out(cells: Sequence[Cell], part: str, additions: Sequence[Sum]) -> set[int]:
    """Rows whose count a reader knows.

    Those shown, and those hidden ones that the sums determine (linear algebra).
    """
    hidden = [cell for cell in cells if part in cell.hides]
    known = {cell.row for cell in cells if part not in cell.hides}
    if not hidden or not additions:
        return known
    place = {cell.row: number for number, cell in enumerate(hidden)}
    equations = np.zeros((len(additions), len(hidden)))
    for number, addition in enumerate(additions):
        for cell, sign in ((addition.total, -1.0), *((c, 1.0) for c in addition.parts)):
            if cell.row in place:
                equations[number, place[cell.row]] += sign
    equations = equations[np.any(equations != 0, axis=1)]
    if not len(equations):
        return known
    _, singular, directions = np.linalg.svd(equations)
    free = directions[int(np.sum(singular > 1e-9)) :]
    determined = np.all(np.abs(free) < 1e-9, axis=0)
    return known | {cell.row for cell in hidden if determined[place[cell.row]]}


def _exposed(cells: Sequence[Cell], known: Mapping[str, set[int]]) -> tuple[Cell, str] | None:
    """The first cell with a small count that a reader can work out, and the part to protect."""
    for cell in cells:
        if is_small(cell.denominator) and cell.row in known["denominator"]:
            return cell, "denominator"
        if cell.row in known["numerator"] and (
            is_small(cell.numerator)
            or (is_small(cell.complement) and cell.row in known["denominator"])
        ):
            return cell, "numerator"
    return None


def _tight(holding: Mapping[str, Sequence[Sum]]) -> tuple[Cell, str] | None:
    """A sum whose hidden parts together are so small that each has little choice.

    Not more than their number.
    """
    for part, additions in holding.items():
        for addition in additions:
            hidden = [cell for cell in addition.parts if part in cell.hides]
            if not hidden or part in addition.total.hides:
                continue
            together = sum(cell.count(part) or 0 for cell in hidden)
            small = [cell for cell in hidden if is_small(cell.count(part))]
            if small and together <= len(hidden):
                return small[0], part
    return None


def _hide_one_more(
    which: tuple[Cell, str] | None, holding: Mapping[str, Sequence[Sum]], cells: Iterable[Cell]
) -> None:
    """Hide the next smallest count in a sum with the cell; where there is none, its total.

    At last any other of the table.
    """
    assert which is not None  # noqa: S101 - the caller has found one
    cell, part = which
    if part not in cell.hides:
        _hide(cell, part)
        return
    near: list[Cell] = []
    for addition in holding[part]:
        if any(member is cell for member in addition.members):
            near += addition.members
    for candidates in (near, list(cells)):
        shown = [c for c in candidates if part not in c.hides and c.count(part) is not None]
        if shown:
            # Zero only when nothing else is left: DfE shows zeros, and one of them among the hidden
            # protects little.
            _hide(
                min(
                    shown,
                    key=lambda c: (c.count(part) == 0, c.slice_name == ALL, c.count(part), c.row),
                ),
                part,
            )
            return
    raise AssertionError("every count of the table is hidden and one is still known")


def _hide(cell: Cell, part: str) -> None:
    # A numerator beside a hidden denominator is safe only if the percentage hides too, which it
    # always does.
    cell.hides.add(part)


def _cell(number: int, row: Mapping[str, Any]) -> Cell:
    def count(name: str) -> float | None:
        return None if row[name] is None else float(row[name])

    return Cell(
        row=number,
        period_type=row["period_type"],
        period_start=row["period_start"],
        period_end=row["period_end"],
        slice_name=row["slice"],
        slice_value=row["slice_value"],
        numerator=count("numerator"),
        denominator=count("denominator"),
    )


def _blank(row: dict[str, Any], cell: Cell) -> None:
    if not cell.hides:
        return
    for name in row.keys() - SAFE - COUNTS | cell.hides:
        row[name] = None
