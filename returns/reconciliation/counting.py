"""Counts a return by the reports of its year, beside last year's return where it is given.

A figure is the length of its list, so it can be walked to the rows and children behind it. What is
blank or cannot be read is counted as not known, never guessed, and the report says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from returns.cells import as_text, malformed, typed
from returns.database import PARAMETERS, SANDBOX, SharedRelations, given_table, load
from returns.findings import LINE
from returns.reconciliation.reports import (
    CHILDREN,
    PERCENT,
    Line,
    Report,
    ReportFault,
    reports_of,
)
from returns.specification import Specification, specification
from returns.years import KNOWN_YEARS, CollectionYear

Tables = Mapping[str, pl.DataFrame]

FIGURE_SCHEMA = pl.Schema(
    {
        "report": pl.String(),
        "title": pl.String(),
        "line": pl.String(),
        "label": pl.String(),
        "order": pl.Int64(),
        "unit": pl.String(),
        "value": pl.Float64(),
        "previous": pl.Float64(),
        "change": pl.Float64(),
        "change_percent": pl.Float64(),
        "check": pl.String(),
        "note": pl.String(),
        "definition": pl.String(),
        "source": pl.String(),
    }
)
# A large authority has a million rows of lists; names that repeat are kept as numbers.
ROW_SCHEMA = pl.Schema(
    {
        "report": pl.Categorical(),
        "line": pl.Categorical(),
        "figure": pl.Categorical(),
        "collection_year": pl.Categorical(),
        "table": pl.Categorical(),
        "row_number": pl.Int64(),
        "file_line": pl.Int64(),
        "child_id": pl.String(),
    }
)
COUNT, PER_CENT = "count", "per cent"
VALUE, PREVIOUS = "value", "previous"
ROSE, FELL, STEADY = "Rose", "Fell", "Within limits"
# Fewer than five more or less is what chance does to a small group, whatever the per cent.
SMALLEST_CHANGE = 5

_MACROS = Path(__file__).parent / "macros.sql"
_PREVIOUS_TABLE = "_previous"
# `place` is that of the line among all lines, `origin` that of the row among all rows.
_COUNTED = pl.Schema({"place": pl.UInt16(), "origin": pl.UInt32()})


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The answer of `reconcile`.

    `figures` has one row for each line of each report: `value` this year, `previous` last year
    (null where it is not given or cannot be said), `change`, `change_percent` (null for shares,
    whose change is in percentage points), `check` (in words, for the lines that the DfE checks),
    `note`, `definition` and `source`. `rows` has one row for each figure and row behind it:
    `figure` says whether it is counted in `value` or in `previous`, `collection_year` in which
    year's return the row lies, `row_number` its 0-based place in `table`, `file_line` its line in
    the file, where the reader kept it. A share has no rows of its own: they are those of the two
    lines that it is made of. Both are in an order that depends on the content alone.
    """

    return_name: str
    year: CollectionYear
    authority: str | None
    has_previous: bool
    figures: pl.DataFrame
    rows: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Counted:
    """One year counted: the rows behind each line, and what could not be read for each report."""

    rows: pl.DataFrame
    origins: pl.DataFrame
    values: Mapping[tuple[str, str], float | None]
    unread: Mapping[str, tuple[str, ...]]


def reconcile(
    return_name: str,
    tables: Tables,
    *,
    year: str,
    previous: Tables | None = None,
    authority: str | None = None,
) -> Reconciliation:
    """Counts a return, and last year's beside it.

    Args:
        return_name: `cin` or `ssda903`.
        tables: text tables by the names of the specification, as `read` gives them.
        year: the collection year, `2025-26`.
        previous: last year's tables, same shape.
        authority: the authority that submits; for the CIN census the header's if none is given.

    Raises:
        ReturnFault: unknown return or year, or a table that is no frame. Never because of what the
            tables hold.
    """
    spec = specification(return_name, year)
    reports = reports_of(return_name, spec.year)
    lines = {
        report.name: report.lines_of(*_two_specifications(spec, previous is not None))
        for report in reports
    }
    this_year = _Year(spec, spec.year, tables)
    last_year = None
    if previous is not None:
        last_year = _Year(_specification_before(spec), spec.year.previous, previous)
    now = _count(this_year, last_year, reports, lines)
    before = None
    if last_year is not None:
        earlier = [report for report in reports if not report.needs_previous]
        before = _count(last_year, None, earlier, lines)
    figures = pl.DataFrame(
        list(_figures(reports, lines, now, before)), schema=FIGURE_SCHEMA, orient="row"
    )
    return Reconciliation(
        return_name=return_name,
        year=spec.year,
        authority=authority or _own_authority(this_year.typed),
        has_previous=previous is not None,
        figures=figures,
        rows=_rows(now, before, figures, lines),
    )


# ---- tables ----


def _specification_before(spec: Specification) -> Specification:
    year = spec.year.previous
    return specification(spec.return_name, year.label) if year.is_known else spec


class _Year:
    """The return of one year, as given and typed. `year` need not be one that we know."""

    def __init__(self, spec: Specification, year: CollectionYear, given: Tables) -> None:
        self.spec = spec
        self.year = year
        self.given = given
        self.typed = _typed_tables(spec, given)

    def origins(self) -> pl.DataFrame:
        """All its rows, table after table: where each is, and its child."""
        return pl.concat(
            frame.select(
                pl.lit(self.year.label, dtype=pl.Categorical).alias("collection_year"),
                pl.lit(name, dtype=pl.Categorical).alias("table"),
                "row_number",
                pl.lit(self._file_lines(name), dtype=pl.Int64).alias("file_line"),
                "child_id",
            )
            for name, frame in self.typed.items()
        )

    def offsets(self, suffix: str = "", first: int = 0) -> dict[str, int]:
        """The name of each table in the database, and the place of its first row in `origins`."""
        found = {}
        for name, frame in self.typed.items():
            found[f"{name}{suffix}"] = first
            first += frame.height
        return found

    def _file_lines(self, name: str) -> pl.Series | None:
        given = given_table(self.given, name)
        return None if given is None or LINE not in given.columns else given.get_column(LINE)


def _two_specifications(spec: Specification, two: bool) -> tuple[Specification, ...]:
    return (spec, _specification_before(spec)) if two else (spec,)


def _typed_tables(spec: Specification, tables: Tables) -> dict[str, pl.DataFrame]:
    """The tables of a return, typed, with those tables and columns that only other years have.

    They are empty and null: a report may name them in any year.
    """
    found = dict(_empty_tables(spec.return_name))
    for name, table in spec.tables.items():
        given = given_table(tables, name)
        if given is not None:
            frame = typed(as_text(given, table, spec), table, spec)
            found[name] = pl.concat([frame, found[name]], how="diagonal")
    return found


@cache
def _empty_tables(return_name: str) -> Mapping[str, pl.DataFrame]:
    """Every table that a return has in any year, with every column, typed and without rows."""
    found: dict[str, pl.DataFrame] = {}
    for year in KNOWN_YEARS:
        spec = specification(return_name, year)
        for name, table in spec.tables.items():
            empty = typed(as_text(pl.DataFrame(), table, spec), table, spec).clear()
            found[name] = pl.concat([found.get(name, empty), empty], how="diagonal")
    return found


def _own_authority(tables: Mapping[str, pl.DataFrame]) -> str | None:
    header = tables.get("Header")
    if header is None or header.is_empty() or "LEA" not in header.columns:
        return None
    return str(header.get_column("LEA")[0] or "") or None


def _unread(
    report: Report, spec: Specification, tables: Mapping[str, pl.DataFrame]
) -> Iterator[str]:
    """What the report reads and nobody can, in words."""
    for name, fields in report.fields.items():
        if name not in spec.tables:
            continue
        for column in spec.tables[name].columns:
            count = len(malformed(tables[name], column)) if column.name in fields else 0
            if count:
                cells = "1 cell" if count == 1 else f"{count} cells"
                yield f"{cells} of {column.name} in {name} cannot be read"


# ---- counting ----


def _count(
    year: _Year,
    before: _Year | None,
    reports: Iterable[Report],
    lines: Mapping[str, tuple[Line, ...]],
) -> _Counted:
    parameters = pl.DataFrame(
        {"collection_start": [year.year.starts_on], "collection_end": [year.year.ends_on]}
    )
    origins, tables = year.origins(), year.offsets()
    if before is not None:
        tables |= before.offsets(_PREVIOUS_TABLE, first=origins.height)
        origins = pl.concat([origins, before.origins()])
    places = _places(lines)
    counted = [pl.DataFrame(schema=_COUNTED)]
    unread = {}
    with duckdb.connect(":memory:", config=SANDBOX) as connection:
        last_year = before.typed if before else {}
        load(connection, year.spec, year.typed, last_year, {PARAMETERS: parameters})
        connection.execute(_MACROS.read_text(encoding="utf-8"))
        shared = SharedRelations(connection, year.spec.return_name)
        for report in reports:
            unread[report.name] = tuple(_unread(report, year.spec, year.typed))
            if report.needs_previous and before is None:
                continue
            shared.make_for(report.sql)
            selected: pl.DataFrame = connection.execute(report.sql).pl()
            counted.append(_listed(selected, report, places, tables))
    rows = pl.concat(counted)
    values = _values(rows, origins, reports, lines, before is not None)
    return _Counted(rows, origins, values, unread)


def _places(lines: Mapping[str, tuple[Line, ...]]) -> dict[tuple[str, str], int]:
    """Each report and line with its place among all."""
    named = [(report, line.name) for report, found in lines.items() for line in found]
    return {name: place for place, name in enumerate(named)}


def _listed(
    selected: pl.DataFrame,
    report: Report,
    places: Mapping[tuple[str, str], int],
    tables: Mapping[str, int],
) -> pl.DataFrame:
    """The rows behind the lines of a report, each once, in the order of lines, tables and rows.

    Raises:
        ReportFault: it selects a line that it does not have.
    """
    known = {line: place for (name, line), place in places.items() if name == report.name}
    strange = set(selected.get_column("line").unique()) - set(known)
    if strange:
        raise ReportFault(f"The report {report.name} has no line {', '.join(map(str, strange))}")
    if "table_name" in selected.columns:
        first = pl.col("table_name").replace_strict(tables, return_dtype=pl.UInt32)
    else:
        first = pl.lit(tables[report.table], dtype=pl.UInt32)
    return (
        selected.select(
            pl.col("line").replace_strict(known, return_dtype=pl.UInt16).alias("place"),
            (first + pl.col("row_number").cast(pl.UInt32)).alias("origin"),
        )
        .unique()
        .sort("place", "origin")
    )


def _values(
    rows: pl.DataFrame,
    origins: pl.DataFrame,
    reports: Iterable[Report],
    lines: Mapping[str, tuple[Line, ...]],
    has_previous: bool,
) -> dict[tuple[str, str], float | None]:
    places = _places(lines)
    row_counts = dict(rows.group_by("place").len().iter_rows())
    values: dict[tuple[str, str], float | None] = {}
    for report in reports:
        if report.needs_previous and not has_previous:
            continue
        for line in lines[report.name]:
            place = places[report.name, line.name]
            values[report.name, line.name] = row_counts.get(place, 0)
            if line.counts == CHILDREN:
                listed = rows.filter(pl.col("place") == place).get_column("origin")
                children = origins.get_column("child_id").gather(listed)
                values[report.name, line.name] = children.n_unique()
        for line in lines[report.name]:
            if line.counts == PERCENT:
                values[report.name, line.name] = _share(
                    values[report.name, str(line.numerator)],
                    values[report.name, str(line.denominator)],
                )
    return values


def _share(part: float | None, whole: float | None) -> float | None:
    return 100 * part / whole if whole and part is not None else None


# ---- saying ----


def _figures(
    reports: Iterable[Report],
    lines: Mapping[str, tuple[Line, ...]],
    now: _Counted,
    before: _Counted | None,
) -> Iterator[dict[str, Any]]:
    order = 0
    for report in reports:
        for line in lines[report.name]:
            order += 1
            key = (report.name, line.name)
            value = now.values.get(key)
            previous = before.values.get(key) if before and not line.looks_back else None
            known = value is not None and previous is not None
            change = value - previous if known else None  # type: ignore[operator]
            yield {
                "report": report.name,
                "title": report.title,
                "line": line.name,
                "label": line.label,
                "order": order,
                "unit": PER_CENT if line.counts == PERCENT else COUNT,
                "value": value,
                "previous": previous,
                "change": change,
                "change_percent": (
                    None if line.counts == PERCENT or change is None else _share(change, previous)
                ),
                "check": check_in_words(line, value, previous)
                or threshold_in_words(report, line, value, previous),
                "note": " ".join(_notes(report, line, now, before)) or None,
                "definition": line.definition or report.definition,
                "source": report.source,
            }


def check_in_words(line: Line, value: float | None, previous: float | None) -> str | None:
    """What the DfE's check of the change will say, in words."""
    if line.check is None or value is None:
        return None
    limit = f"{line.check}%"
    if previous is None:
        return f"Not checked: no return of last year (limit {limit})"
    if value == previous:
        return f"{STEADY}: no change"
    way = ROSE if value > previous else FELL
    if previous == 0:
        return f"{way} from none last year: the DfE may ask why"
    if abs(value - previous) * 100 >= line.check * previous:
        return f"{way} by {limit} or more: the DfE will ask why"
    return f"{STEADY}: {way.lower()} by less than {limit}"


def threshold_in_words(
    report: Report, line: Line, value: float | None, previous: float | None
) -> str | None:
    """Whether a count changed by our threshold or more, in words; None where there is none."""
    if report.threshold is None or line.counts == PERCENT or value is None or previous is None:
        return None
    limit, change = f"{report.threshold}%", abs(value - previous)
    if change >= SMALLEST_CHANGE and change * 100 >= report.threshold * previous:
        way = ROSE if value > previous else FELL
        return f"{way} by {limit} or more: look at the children in its list"
    return f"{STEADY}: less than {limit}, or fewer than {SMALLEST_CHANGE}"


def _notes(report: Report, line: Line, now: _Counted, before: _Counted | None) -> Iterator[str]:
    if report.needs_previous and before is None:
        yield "Needs last year's return, which was not given."
    elif line.looks_back and before is None:
        yield "At least: what came before is only known from last year's return, not given."
    elif line.looks_back:
        yield "No figure of last year: it would need the return of the year before."
    for counted, when in ((now, "this year"), (before, "last year")):
        for words in counted.unread.get(report.name, ()) if counted else ():
            yield f"{words} ({when}); counted as not known."


def _rows(
    now: _Counted,
    before: _Counted | None,
    figures: pl.DataFrame,
    lines: Mapping[str, tuple[Line, ...]],
) -> pl.DataFrame:
    """The lists of all figures, with the year of the return and the line of the file."""
    places = _places(lines)
    named = pl.DataFrame(list(places), schema=["report", "line"], orient="row")
    named = named.cast(pl.Categorical)
    parts = [_named(now.rows, now.origins, named, VALUE)]
    if before is not None:
        shown = figures.filter(pl.col("previous").is_not_null()).select("report", "line").rows()
        kept = before.rows.filter(pl.col("place").is_in([places[key] for key in shown]))
        parts.append(_named(kept, before.origins, named, PREVIOUS))
    return pl.concat(parts)


def _named(
    rows: pl.DataFrame, origins: pl.DataFrame, named: pl.DataFrame, figure: str
) -> pl.DataFrame:
    lists = (named[rows.get_column("place")], origins[rows.get_column("origin")])
    rows = pl.concat(lists, how="horizontal")
    rows = rows.with_columns(pl.lit(figure, dtype=pl.Categorical).alias("figure"))
    return rows.select(ROW_SCHEMA.names())
