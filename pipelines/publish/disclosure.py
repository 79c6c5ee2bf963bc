"""Disclosure control: what of the figures may be shown to everyone.

Applied once, last, on the whole public table.

The rules (Children in need and Children looked after statistics, DfE; Government Statistical
Service guidance on tables):

* a count of 1 to 5 is hidden; 0 is shown;
* with a numerator, denominator or complement (denominator less numerator) of 1 to 5 the numerator
  and the percentage are hidden; with a denominator of 1 to 5 the denominator too; intervals and all
  else that is made from a value hide with it;
* where amounts are added up (pounds, weeks) these are no counts: with 1 to 5 people behind them the
  numerator, the denominator and the value are hidden;
* nothing that is hidden may be worked out from what is shown. Teams add up to the council and
  quarters add up to the year (or the last quarter equals the year, for a count on a day); as long
  as these sums give a hidden count away, or leave it no choice, the next smallest count in the sum
  is hidden with it, and at last the total.

The public file holds quarters and years, the total and one-way slices, which share one total. Two
measures that count the same children (the children looked after are the denominator of their
placements) hide the same of them. What a published benchmark says is DfE's and is not touched here.
Rounding, tables by two slices, differences between two published versions, and measures that count
nearly the same children are not handled here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

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
PARTS = ("numerator", "denominator")
COUNTS = set(PARTS)
# Children or workers behind amounts; for this control alone, and not published.
PEOPLE = "people"


@dataclass
class Cell:
    """One figure with its place in the table.

    Counts are whole numbers, denominator None where the measure has none. Where they are amounts,
    people says whose.
    """

    row: int
    period_type: str
    period_start: date
    period_end: date
    slice_name: str
    slice_value: str
    numerator: float | None
    denominator: float | None
    people: int | None = None
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

    @property
    def is_of_few(self) -> bool:
        """Whether so few people are behind the figure that nothing of it may be known."""
        return is_small(self.denominator) or is_small(self.people)


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


@dataclass(frozen=True)
class Additions:
    """The sums that are true of the numerators, or of the denominators, of one table."""

    sums: tuple[Sum, ...]
    of_row: Mapping[int, list[Sum]]

    @classmethod
    def of(cls, found: Iterable[Sum], part: str) -> Additions:
        """Those of the sums that are true of the part; the others tell a reader nothing."""
        true = tuple(addition for addition in found if _adds_up(addition, part))
        of_row: dict[int, list[Sum]] = {}
        for addition in true:
            for member in addition.members:
                of_row.setdefault(member.row, []).append(addition)
        return cls(true, of_row)

    def with_cell(self, cell: Cell) -> list[Sum]:
        """The sums in which a cell stands."""
        return self.of_row.get(cell.row, [])


def is_small(count: float | None) -> bool:
    """Whether a count is hidden: 1 to 5, whatever its fraction; 0 and missing are not."""
    return count is not None and 0 < count < HIDDEN_TO + 1


def protect(values: pl.DataFrame) -> pl.DataFrame:
    """The figures as they may be published.

    Args:
        values: rows of fct_measure_value.

    Returns:
        Rows of quarters and years with the same columns but `people`, and `status`: `ok`, or `c`
        where something of the row is hidden, which is then null.
    """
    shown = values.filter(pl.col("period_type").is_in(PERIOD_TYPES)).sort(
        "authority", "measure_id", "period_type", "period_start", "slice", "slice_value"
    )
    rows = shown.to_dicts()
    cells = [_cell(number, row) for number, row in enumerate(rows)]
    tables: dict[str, dict[str, list[Cell]]] = {}
    for row, cell in zip(rows, cells, strict=True):
        measures = tables.setdefault(row["authority"], {})
        measures.setdefault(row["measure_id"], []).append(cell)
    for measures in tables.values():
        for table in measures.values():
            hide(table)
        _hide_alike(measures.values())
    for cell in cells:
        _blank(rows[cell.row], cell)
    status = [HIDDEN if cell.hides else SHOWN for cell in cells]
    protected = pl.DataFrame(rows, schema=shown.schema, orient="row")
    return protected.drop(PEOPLE, strict=False).with_columns(
        pl.Series("status", status, dtype=pl.String)
    )


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


def _hide_alike(tables: Iterable[Sequence[Cell]]) -> None:
    """Hide in each measure what another hides of the same counts.

    Otherwise one of them shows the count that protects a small one in the other: 38 of 40 is hidden
    where 38 is the denominator of another measure. Whatever is hidden beyond need gives nothing
    away.
    """
    slices: dict[tuple[Any, ...], list[tuple[str, dict[tuple[Any, ...], Cell]]]] = {}
    for table, part in product(tables, PARTS):
        by_slice: dict[str, dict[tuple[Any, ...], Cell]] = {}
        for cell in table:
            place = (cell.slice_value, cell.period_type, cell.period_start)
            by_slice.setdefault(cell.slice_name, {})[place] = cell
        counts = {
            name: frozenset(
                (*place, cell.count(part)) for place, cell in places.items() if cell.count(part)
            )
            for name, places in by_slice.items()
        }
        for name, places in by_slice.items():
            if counts[name]:
                # Slices of a few cells are alike by chance; with their totals they are not.
                slices.setdefault((name, counts[name], counts.get(ALL)), []).append((part, places))
    for alike in slices.values():
        hidden = {
            place for part, places in alike for place, cell in places.items() if part in cell.hides
        }
        for part, places in alike:
            for place in hidden & places.keys():
                _hide(places[place], part)


def sums(cells: Sequence[Cell]) -> list[Sum]:
    """The additions that hold between these cells.

    Slices within a period, and quarters within a year.
    """
    found: list[Sum] = []
    in_period: dict[tuple[str, date], dict[str, list[Cell]]] = {}
    quarters: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        slices = in_period.setdefault((cell.period_type, cell.period_start), {})
        slices.setdefault(cell.slice_name, []).append(cell)
        if cell.period_type == "quarter":
            quarters.setdefault((cell.slice_name, cell.slice_value), []).append(cell)
    for slices in in_period.values():
        for total in slices.get(ALL, ()):
            found += [
                Sum(total, tuple(parts)) for name, parts in sorted(slices.items()) if name != ALL
            ]
    for cell in cells:
        if cell.period_type != "year":
            continue
        parts = tuple(
            quarter
            for quarter in quarters.get((cell.slice_name, cell.slice_value), ())
            if cell.period_start <= quarter.period_start <= cell.period_end
        )
        # Flows add up; a count on a day does not, and its year is its last quarter.
        found += [Sum(cell, parts)] if parts else []
        found += [Sum(cell, (part,)) for part in parts if part.period_end == cell.period_end]
    return found


def _primary(cell: Cell) -> set[str]:
    if cell.is_of_few:
        return set(PARTS)
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
    holding = {part: Additions.of(additions, part) for part in PARTS}
    while True:
        lonely = _lonely(holding)
        if lonely:
            _join(*lonely, holding)
            continue
        known = {part: _worked_out(cells, part, holding[part].sums) for part in holding}
        found = _exposed(cells, known)
        tight = None if found else _tight(holding)
        if found is None and tight is None:
            return
        _hide_one_more(found or tight, holding, cells)


def _lonely(holding: Mapping[str, Additions]) -> tuple[Sum, str] | None:
    """A sum in which one count alone is hidden: a subtraction gives it away."""
    for part, additions in holding.items():
        for addition in additions.sums:
            if sum(part in cell.hides for cell in addition.members) == 1:
                return addition, part
    return None


def _join(addition: Sum, part: str, holding: Mapping[str, Additions]) -> None:
    """Hide the count of the sum that costs the reader least.

    A part before the total, a team before the council; then one whose other sums hide something
    already, so that it does not stand alone there in its turn; then the smallest. Zero only when
    nothing else is left: DfE shows zeros, and one of them among the hidden protects little.
    """

    def cost(cell: Cell) -> tuple[bool, bool, bool, int, float, int]:
        untouched = sum(
            not any(part in member.hides for member in other.members)
            for other in holding[part].with_cell(cell)
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

    Those shown, and those hidden ones that the sums determine: Gauss and Jordan in whole fractions.
    The equations are few and sparse, and a library's threads would only wait for each other.
    """
    hidden = {cell.row for cell in cells if part in cell.hides}
    solved: dict[int, dict[int, Fraction]] = {}
    for addition in additions:
        signs = [(cell.row, 1) for cell in addition.parts] + [(addition.total.row, -1)]
        equation = {row: Fraction(sign) for row, sign in signs if row in hidden}
        for row in [row for row in equation if row in solved]:
            _subtract(equation, solved[row], equation[row])
        if not equation:
            continue
        pivot, factor = next(iter(equation.items()))
        equation = {row: sign / factor for row, sign in equation.items()}
        for other in solved.values():
            if pivot in other:
                _subtract(other, equation, other[pivot])
        solved[pivot] = equation
    determined = {pivot for pivot, equation in solved.items() if len(equation) == 1}
    return {cell.row for cell in cells} - hidden | determined


def _subtract(
    equation: dict[int, Fraction], other: Mapping[int, Fraction], factor: Fraction
) -> None:
    """Take a multiple of another equation off this one; what becomes nothing leaves it."""
    for row, sign in other.items():
        rest = equation.get(row, Fraction(0)) - factor * sign
        if rest:
            equation[row] = rest
        else:
            equation.pop(row, None)


def _exposed(cells: Sequence[Cell], known: Mapping[str, set[int]]) -> tuple[Cell, str] | None:
    """The first cell with a small count that a reader can work out, and the part to protect."""
    for cell in cells:
        if cell.is_of_few and cell.row in known["denominator"]:
            return cell, "denominator"
        if cell.row in known["numerator"] and (
            is_small(cell.numerator)
            or is_small(cell.people)
            or (is_small(cell.complement) and cell.row in known["denominator"])
        ):
            return cell, "numerator"
    return None


def _tight(holding: Mapping[str, Additions]) -> tuple[Cell, str] | None:
    """A sum whose hidden parts together are so small that each has little choice.

    Not more than their number.
    """
    for part, additions in holding.items():
        for addition in additions.sums:
            hidden = [cell for cell in addition.parts if part in cell.hides]
            if not hidden or part in addition.total.hides:
                continue
            together = sum(cell.count(part) or 0 for cell in hidden)
            small = [cell for cell in hidden if is_small(cell.count(part))]
            if small and together <= len(hidden):
                return small[0], part
    return None


def _hide_one_more(
    which: tuple[Cell, str] | None, holding: Mapping[str, Additions], cells: Iterable[Cell]
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
    for addition in holding[part].with_cell(cell):
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
        people=row.get(PEOPLE),
    )


def _blank(row: dict[str, Any], cell: Cell) -> None:
    if not cell.hides:
        return
    for name in row.keys() - SAFE - COUNTS | cell.hides:
        row[name] = None
