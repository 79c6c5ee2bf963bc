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
ROW_SCHEMA = pl.Schema(
    {
        "report": pl.String(),
        "line": pl.String(),
        "figure": pl.String(),
        "collection_year": pl.String(),
        "table": pl.String(),
        "row_number": pl.Int64(),
        "file_line": pl.Int64(),
        "child_id": pl.String(),
    }
)
COUNT, PER_CENT = "count", "per cent"
VALUE, PREVIOUS = "value", "previous"
ROSE, FELL, STEADY = "Rose", "Fell", "Within limits"

_MACROS = Path(__file__).parent / "macros.sql"
_PREVIOUS_TABLE = "_previous"
_COUNTED = pl.Schema(
    {name: ROW_SCHEMA[name] for name in ("report", "line", "table", "row_number", "child_id")}
)


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
    this_year = _typed_tables(spec, tables)
    now = _count(spec, this_year, previous, reports, lines, spec.year)
    before = None
    if previous is not None:
        earlier = [report for report in reports if not report.needs_previous]
        last_spec = _specification_before(spec)
        last_year = _typed_tables(last_spec, previous)
        before = _count(last_spec, last_year, None, earlier, lines, spec.year.previous)
    figures = pl.DataFrame(
        list(_figures(reports, lines, now, before)), schema=FIGURE_SCHEMA, orient="row"
    )
    return Reconciliation(
        return_name=return_name,
        year=spec.year,
        authority=authority or _own_authority(this_year),
        has_previous=previous is not None,
        figures=figures,
        rows=_rows(now, before, figures, tables, previous or {}, spec.year),
    )


# ---- tables ----


def _specification_before(spec: Specification) -> Specification:
    year = spec.year.previous
    return specification(spec.return_name, year.label) if year.is_known else spec


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
    spec: Specification,
    tables: Mapping[str, pl.DataFrame],
    before: Tables | None,
    reports: Iterable[Report],
    lines: Mapping[str, tuple[Line, ...]],
    year: CollectionYear,
) -> _Counted:
    parameters = pl.DataFrame(
        {"collection_start": [year.starts_on], "collection_end": [year.ends_on]}
    )
    last_year = {} if before is None else _typed_tables(_specification_before(spec), before)
    counted = [pl.DataFrame(schema=_COUNTED)]
    unread = {}
    with duckdb.connect(":memory:", config=SANDBOX) as connection:
        load(connection, spec, tables, last_year, {PARAMETERS: parameters})
        connection.execute(_MACROS.read_text(encoding="utf-8"))
        shared = SharedRelations(connection, spec.return_name)
        for report in reports:
            unread[report.name] = tuple(_unread(report, spec, tables))
            if report.needs_previous and before is None:
                continue
            shared.make_for(report.sql)
            counted.append(_selected(connection.execute(report.sql), report, lines[report.name]))
    rows = _once_and_in_order(pl.concat(counted), lines)
    return _Counted(rows, _values(rows, reports, lines, before is not None), unread)


def _selected(
    answer: duckdb.DuckDBPyConnection, report: Report, lines: tuple[Line, ...]
) -> pl.DataFrame:
    """The rows that a report selects.

    Raises:
        ReportFault: it selects a line that it does not have.
    """
    frame: pl.DataFrame = answer.pl()
    strange = set(frame.get_column("line").unique()) - {line.name for line in lines}
    if strange:
        raise ReportFault(f"The report {report.name} has no line {', '.join(map(str, strange))}")
    table = pl.col("table_name") if "table_name" in frame.columns else pl.lit(report.table)
    chosen = {"report": pl.lit(report.name), "table": table}
    return frame.select(
        chosen.get(name, pl.col(name)).cast(kind).alias(name) for name, kind in _COUNTED.items()
    )


def _once_and_in_order(rows: pl.DataFrame, lines: Mapping[str, tuple[Line, ...]]) -> pl.DataFrame:
    """Each row behind a line once, in the order of reports, lines, tables and rows."""
    order = pl.DataFrame(
        [(report, line.name) for report, found in lines.items() for line in found],
        schema={"report": pl.String, "line": pl.String},
        orient="row",
    ).with_row_index("place")
    return (
        rows.unique(["report", "line", "table", "row_number"], keep="any")
        .join(order, on=["report", "line"], how="left")
        .sort("place", "table", "row_number")
        .drop("place")
    )


def _values(
    rows: pl.DataFrame,
    reports: Iterable[Report],
    lines: Mapping[str, tuple[Line, ...]],
    has_previous: bool,
) -> dict[tuple[str, str], float | None]:
    counts = {
        (report, line): (row_count, child_count)
        for report, line, row_count, child_count in rows.group_by("report", "line")
        .agg(pl.len().alias("rows"), pl.col("child_id").n_unique().alias("children"))
        .iter_rows()
    }
    values: dict[tuple[str, str], float | None] = {}
    for report in reports:
        if report.needs_previous and not has_previous:
            continue
        for line in lines[report.name]:
            row_count, child_count = counts.get((report.name, line.name), (0, 0))
            values[report.name, line.name] = child_count if line.counts == CHILDREN else row_count
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
                "check": check_in_words(line, value, previous),
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
    tables: Tables,
    previous: Tables,
    year: CollectionYear,
) -> pl.DataFrame:
    """The lists of all figures, with the year of the return and the line of the file."""
    parts = [now.rows.with_columns(pl.lit(VALUE).alias("figure"))]
    if before is not None:
        shown = figures.filter(pl.col("previous").is_not_null()).select("report", "line")
        kept = before.rows.join(shown, on=["report", "line"], how="semi", maintain_order="left")
        parts.append(kept.with_columns(pl.lit(PREVIOUS).alias("figure")))
    is_before = pl.col("figure").eq(PREVIOUS) | pl.col("table").str.ends_with(_PREVIOUS_TABLE)
    rows = pl.concat(parts).with_columns(
        pl.when(is_before)
        .then(pl.lit(year.previous.label))
        .otherwise(pl.lit(year.label))
        .alias("collection_year"),
        pl.col("table").str.strip_suffix(_PREVIOUS_TABLE),
    )
    places = [
        frame.select(
            pl.lit(label).alias("collection_year"),
            pl.lit(name).alias("table"),
            pl.int_range(pl.len(), dtype=pl.Int64).alias("row_number"),
            pl.col(LINE).cast(pl.Int64).alias("file_line"),
        )
        for label, given in ((year.label, tables), (year.previous.label, previous))
        for name, frame in given.items()
        if LINE in frame.columns
    ]
    if places:
        keys = ["collection_year", "table", "row_number"]
        rows = rows.join(pl.concat(places), on=keys, how="left", maintain_order="left")
    else:
        rows = rows.with_columns(pl.lit(None, dtype=pl.Int64).alias("file_line"))
    return rows.select(ROW_SCHEMA.names())
