"""Runs every rule of a year over the tables of a return, in one in-memory DuckDB connection.

Independent of row order, column order, case of headers, locale and time zone. The frames given are
never changed. A rule that breaks is one row of state `error` and stops nothing.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import duckdb
import polars as pl

from returns.cells import (
    another_case_message,
    as_text,
    in_another_case,
    malformed,
    malformed_message,
    typed,
)
from returns.database import PARAMETERS, SANDBOX, SharedRelations, given_table, load
from returns.faults import ReturnFault
from returns.findings import FINDINGS, LINE, unpack
from returns.results import ISSUE_SCHEMA, RUN_SCHEMA, ValidationResult
from returns.rules import DERIVED, FORMAT, Rule, rules_of
from returns.specification import Column, Specification, Table, specification
from returns.ssda903.derived import with_derived

Tables = Mapping[str, pl.DataFrame]

REFERENCE_COLUMNS = {
    "providers": (
        "URN",
        "REG_END",
        "PLACE_CODES",
        "POSTCODE",
        "PROVIDER_CODES",
        "LA_CODE_INFERRED",
    ),
    "postcodes": ("POSTCODE", "LA_CODE", "EASTING", "NORTHING"),
}
_NO_TEXT = pl.lit(None, dtype=pl.String)
_FOUND_SCHEMA = pl.Schema({**ISSUE_SCHEMA, "rule_order": pl.Int64(), "table_order": pl.Int64()})


@dataclass(slots=True)
class _Return:
    """The tables of one return: as given, as text, typed, and what is wrong with their form."""

    specification: Specification
    given: dict[str, pl.DataFrame] = field(default_factory=dict)
    text: dict[str, pl.DataFrame] = field(default_factory=dict)
    typed: dict[str, pl.DataFrame] = field(default_factory=dict)
    format_issues: list[pl.DataFrame] = field(default_factory=list)


def validate(
    return_name: str,
    tables: Tables,
    *,
    year: str,
    authority: str | None = None,
    previous: Tables | None = None,
    window: tuple[date, date] | None = None,
    reference: Tables | None = None,
) -> ValidationResult:
    """Checks a return against every rule of its year.

    Args:
        return_name: `cin` or `ssda903`.
        tables: text tables by the names of the specification, as `read` gives them.
        year: the collection year, `2025-26`.
        authority: the authority that submits. For the CIN census the header's is used where none is
            given.
        previous: last year's tables, same shape.
        window: first and last day of the collection; by default 1 April to 31 March of the year.
        reference: extra tables, `providers` and `postcodes` (`REFERENCE_COLUMNS`); out of the
            postcodes come PL_LA, PL_LOCATION and PL_DISTANCE where the return does not have them.

    Raises:
        ReturnFault: unknown return or year, a window that is no period, or a table that is no
            frame. Never because of what the tables hold.
    """
    rules = rules_of(return_name, year)
    return check(
        return_name,
        tables,
        rules,
        year=year,
        authority=authority,
        previous=previous,
        window=window,
        reference=reference,
    )


def check(
    return_name: str,
    tables: Tables,
    rules: Sequence[Rule],
    *,
    year: str,
    authority: str | None = None,
    previous: Tables | None = None,
    window: tuple[date, date] | None = None,
    reference: Tables | None = None,
) -> ValidationResult:
    """`validate` with rules of one's choice: for a rule's own fixture, or a rule being written."""
    spec = specification(return_name, year)
    before_spec = _previous_specification(spec)
    extra = {
        name: _reference((reference or {}).get(name, pl.DataFrame()), columns)
        for name, columns in REFERENCE_COLUMNS.items()
    }
    if "postcodes" in (reference or {}) and return_name == "ssda903":
        tables = with_derived(tables, extra["postcodes"], authority, spec)
        if previous is not None:
            previous = with_derived(previous, extra["postcodes"], authority, before_spec)
    this_year = _sort_out(spec, tables)
    last_year = _sort_out(before_spec, previous) if previous is not None else None
    starts_on, ends_on = _period(window or (spec.year.starts_on, spec.year.ends_on))
    authority = authority or _own_authority(this_year)
    parameters = pl.DataFrame(
        {"collection_start": [starts_on], "collection_end": [ends_on], "authority": [authority]},
        schema=dict.fromkeys(("collection_start", "collection_end"), pl.Date)
        | {"authority": pl.String},
    )
    have = {"authority"} if authority else set()
    have |= {"previous"} if last_year is not None else set()
    have |= set(reference or {})
    have |= _derived(this_year)
    have |= {f"{name}_previous" for name in (_derived(last_year) if last_year else ())}

    runs = [_format_run(this_year)]
    found = list(this_year.format_issues)
    with duckdb.connect(":memory:", config=SANDBOX) as connection:
        before = last_year.typed if last_year else {}
        load(connection, spec, this_year.typed, before, {**extra, PARAMETERS: parameters})
        # DuckDB has its own copy of them from here on.
        this_year.typed.clear()
        before.clear()
        present = set(this_year.given)
        present |= {f"{name}_previous" for name in (last_year.given if last_year else ())}
        shared = SharedRelations(connection, return_name)
        for order, rule in enumerate(rules, start=1):
            run, issues = _run(connection, shared, rule, order, this_year, present, have)
            runs.append(run)
            found.extend(issues)
    return ValidationResult(
        pl.DataFrame(runs, schema=RUN_SCHEMA, orient="row"), _issues(found, this_year)
    )


def _period(window: tuple[date, date]) -> tuple[date, date]:
    if not all(isinstance(day, date) for day in window) or window[0] > window[1]:
        raise ReturnFault(
            f"The window {window} is no period.",
            remedy="Give its first and last day as dates, the first not after the last.",
        )
    return window


# ---- sorting out the tables ----


def _previous_specification(spec: Specification) -> Specification:
    """Last year's specification. A table that came this year may be given for last year too."""
    year = spec.year.previous
    if not year.is_known:
        return spec
    before = specification(spec.return_name, year.label)
    return replace(
        before,
        tables={**spec.tables, **before.tables},
        codes={**spec.codes, **before.codes},
    )


def _sort_out(spec: Specification, tables: Tables) -> _Return:
    sorted_out = _Return(spec)
    for name, table in spec.tables.items():
        frame = given_table(tables, name)
        if frame is not None:
            sorted_out.given[name] = frame
            _header_findings(sorted_out, table, frame)
        text = as_text(frame if frame is not None else pl.DataFrame(), table, spec)
        sorted_out.text[name] = text
        sorted_out.typed[name] = typed(text, table, spec)
        if frame is not None:
            _cell_findings(sorted_out, table)
            _rows_of_no_child(sorted_out, table, frame)
            _reader_findings(sorted_out, name, frame)
    known = {name.lower() for name in spec.tables} | {FINDINGS}
    for name, frame in tables.items():
        if name.lower() not in known and not frame.is_empty():
            _add_format(
                sorted_out, name, None, None, f"There is no table {name} in {spec.year}", "check"
            )
    if FINDINGS in tables:
        for row in tables[FINDINGS].iter_rows(named=True):
            _add_format(
                sorted_out,
                row["table"],
                row["field"],
                row["value"],
                row["message"],
                row["severity"],
            )
    return sorted_out


def _header_findings(sorted_out: _Return, table: Table, frame: pl.DataFrame) -> None:
    known = {name.lower() for name in table.column_names}
    seen: set[str] = set()
    for header in frame.columns:
        lowered = header.lower()
        if header in (LINE, FINDINGS):
            continue
        if lowered not in known:
            _add_format(sorted_out, table.name, header, None, "Unknown column, not read", "check")
        elif lowered in seen:
            _add_format(
                sorted_out,
                table.name,
                header,
                None,
                "Column given twice, the first is read",
                "error",
            )
        seen.add(lowered)
    for column in table.written:
        if column.name.lower() not in seen:
            severity = "error" if column.required else "check"
            _add_format(
                sorted_out,
                table.name,
                column.name,
                None,
                "Column missing, taken as empty",
                severity,
            )
    for key in _ties(sorted_out.specification, table):
        if key.lower() not in seen:
            message = "Key missing, so that the rows cannot be tied to those of other tables"
            _add_format(sorted_out, table.name, key, None, message, "error")


def _ties(spec: Specification, table: Table) -> list[str]:
    """The keys of a table that are keys of another too, and no columns of the return."""
    written = {column.name for column in table.written}
    others = {key for other in spec.tables.values() if other is not table for key in other.keys}
    return [key for key in table.keys if key in others and key not in written]


def _cell_findings(sorted_out: _Return, table: Table) -> None:
    frame, spec = sorted_out.typed[table.name], sorted_out.specification
    for column in table.columns:
        codes = spec.codes[column.code_list] if column.code_list else {}
        rows = malformed(frame, column, codes)
        if not rows.is_empty():
            values = frame.get_column(column.name).gather(rows)
            messages = {value: malformed_message(column, value, spec) for value in values.unique()}
            _add_cells(sorted_out, column, pl.DataFrame({"row_number": rows}), values, messages)
        if not codes:
            continue
        cells = in_another_case(frame, column, codes)
        if not cells.is_empty():
            meant = cells.get_column("meant")
            messages = {code: another_case_message(column, code) for code in meant.unique()}
            _add_cells(sorted_out, column, cells, meant, messages)


def _rows_of_no_child(sorted_out: _Return, table: Table, frame: pl.DataFrame) -> None:
    """Rows without the child's id, in a return of files: no rule on children can see them.

    In a document the id stands once for all of a child's elements, and a rule asks for it there.
    """
    name = sorted_out.specification.child_column
    column = next((column for column in table.written if column.name == name), None)
    if column is None or column.path or name.lower() not in map(str.lower, frame.columns):
        return
    blank = sorted_out.typed[table.name].filter(pl.col(name).is_null()).select("row_number")
    if not blank.is_empty():
        message = "The row names no child: rules on children pass over it"
        sorted_out.format_issues.append(
            _found(blank, table=table.name, field=name, message=message)
        )


def _add_cells(
    sorted_out: _Return,
    column: Column,
    cells: pl.DataFrame,
    keys: pl.Series,
    messages: Mapping[str, str],
) -> None:
    said = keys.replace_strict(messages, return_dtype=pl.String)
    sorted_out.format_issues.append(
        _found(cells, table=column.table, field=column.name, message=said)
    )


def _reader_findings(sorted_out: _Return, name: str, frame: pl.DataFrame) -> None:
    if FINDINGS not in frame.columns:
        return
    packed = frame.get_column(FINDINGS)
    rows = [
        (row_number, field_name, value, message)
        for row_number, text in enumerate(packed)
        if text
        for field_name, value, message in unpack(text)
    ]
    found = pl.DataFrame(
        rows,
        schema={
            "row_number": pl.Int64,
            "field": pl.String,
            "value": pl.String,
            "message": pl.String,
        },
        orient="row",
    )
    sorted_out.format_issues.append(_found(found, table=name))


def _add_format(
    sorted_out: _Return,
    table: str | None,
    field_name: str | None,
    value: str | None,
    message: str,
    severity: str,
) -> None:
    row = {"field": [field_name], "value": [value], "message": [message]}
    frame = pl.DataFrame(row, schema=dict.fromkeys(row, pl.String))
    sorted_out.format_issues.append(_found(frame, table=table, severity=severity))


def _own_authority(this_year: _Return) -> str | None:
    header = this_year.typed.get("Header")
    if this_year.specification.return_name != "cin" or header is None or header.is_empty():
        return None
    return str(header.get_column("LEA")[0] or "") or None


def _derived(one_year: _Return) -> set[str]:
    """The columns besides those of the return that are there: given, or worked out by now."""
    found = set()
    for name, frame in one_year.given.items():
        headers = {header.lower() for header in frame.columns}
        for column in one_year.specification.tables[name].columns:
            if column.derived and column.name.lower() in headers:
                found.add(column.name)
    return found


# ---- running ----


def _reference(frame: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    given = {name.lower(): name for name in reversed(frame.columns)}
    return frame.select(
        (
            pl.col(given[name.lower()]).cast(pl.String).str.strip_chars().replace("", None)
            if name.lower() in given
            else _NO_TEXT
        ).alias(name)
        for name in columns
    ).head(frame.height)


def _run(
    connection: duckdb.DuckDBPyConnection,
    shared: SharedRelations,
    rule: Rule,
    order: int,
    this_year: _Return,
    present: set[str],
    have: set[str],
) -> tuple[tuple[object, ...], list[pl.DataFrame]]:
    started = time.perf_counter()
    rows_checked = sum(this_year.given[name].height for name in rule.tables if name in present)
    issues: list[pl.DataFrame] = []
    reason = _why_not(rule, present, have)
    status = "not_applicable" if reason else "passed"
    if not reason:
        try:
            shared.make_for(rule.sql)
            issues = _flagged(_selected(connection.execute(rule.sql)), rule, order)
        except (duckdb.Error, pl.exceptions.PolarsError) as error:
            # Only the kind of error: its text could quote a child's data.
            status, reason = "error", f"The rule could not run ({type(error).__name__})"
    count = sum(frame.height for frame in issues)
    if count:
        status = "failed"
    elapsed_ms = round((time.perf_counter() - started) * 1000, 3)
    run = (rule.code, rule.severity, status, count, rows_checked, reason, elapsed_ms)
    return run, issues


_SELECTED = {"field": pl.String(), "value": pl.String(), "child_id": pl.String()}


def _selected(answer: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The rows that a rule selected: row numbers, and text for what it may say besides."""
    names = [column[0] for column in answer.description]
    schema = {name: _SELECTED.get(name, pl.Int64()) for name in names}
    return pl.DataFrame(answer.fetchall(), schema=schema, orient="row")


def _why_not(rule: Rule, present: set[str], have: set[str]) -> str | None:
    """Why a rule does not apply, or None."""
    words = {
        "authority": "the authority was not given",
        "previous": "the return of the year before was not given",
        "providers": "the list of providers was not given",
        "postcodes": "the list of postcodes was not given",
        "UASC": "the column UASC of Header, which the XML form has, was not given",
    }
    for name in DERIVED:
        words[name] = f"neither {name} nor the list of postcodes was given"
        words[f"{name}_previous"] = f"neither {name} of last year nor the postcodes were given"
    if "postcodes" in have:
        words["PL_LOCATION"] = "neither PL_LOCATION nor the authority was given"
        words["PL_LOCATION_previous"] = (
            "neither PL_LOCATION of last year nor the authority was given"
        )
    needs = rule.needs
    if "previous" in needs and "previous" not in have:
        needs = tuple(need for need in needs if not need.endswith("_previous"))
    missing = [words[need] for need in needs if need not in have]
    wanted = [name for name in (*rule.tables, *rule.reads) if name not in rule.optional]
    if not present:
        missing = ["no table of the return was given"]
    if not missing:
        missing = [
            f"the table {name.replace('_previous', ' of last year')} was not given"
            for name in wanted
            if name not in present
        ]
    if not missing and len(rule.tables) > 1 and not present.intersection(rule.tables):
        missing = [f"none of the tables {', '.join(rule.tables)} was given"]
    if not missing:
        return None
    sentence = "; ".join(missing)
    return sentence[0].upper() + sentence[1:]


def _flagged(result: pl.DataFrame, rule: Rule, order: int) -> list[pl.DataFrame]:
    """The issues that the selected rows mean: each row of a table once, or once per field."""
    if result.is_empty():
        return []
    columns = set(result.columns)
    on_rows = bool(columns & {"row_number", *rule.tables})
    flagged = []
    for table, fields in rule.tables.items():
        source = "row_number" if len(rule.tables) == 1 and "row_number" in columns else table
        if not on_rows:
            rows = result.select(pl.lit(None, dtype=pl.Int64).alias("row_number"), *_said(columns))
        elif source in columns:
            rows = result.select(pl.col(source).cast(pl.Int64).alias("row_number"), *_said(columns))
            rows = rows.drop_nulls("row_number").unique()
        else:
            continue
        named = pl.coalesce(pl.col("field"), pl.lit(fields[0] if fields else None, dtype=pl.String))
        rows = rows.with_columns(named.alias("field"))
        flagged.append(
            _found(
                rows,
                table=table,
                code=rule.code,
                severity=rule.severity,
                message=rule.message,
                order=order,
            )
        )
        if not on_rows:
            break
    return [frame for frame in flagged if not frame.is_empty()]


def _said(columns: set[str]) -> list[pl.Expr]:
    return [
        (pl.col(name).cast(pl.String) if name in columns else _NO_TEXT.alias(name))
        for name in ("field", "value", "child_id")
    ]


def _found(
    rows: pl.DataFrame,
    *,
    table: str | None,
    field: str | None = None,
    message: str | pl.Series | None = None,
    code: str = FORMAT,
    severity: str = "error",
    order: int = 0,
) -> pl.DataFrame:
    """Rows as issues; what `rows` lacks comes from the arguments, value and child later."""
    constants: dict[str, str | int | None] = {
        "rule_code": code,
        "severity": severity,
        "table": table,
        "field": field,
        "rule_order": order,
        "table_order": 0,
    }
    said = message if isinstance(message, pl.Series) else pl.lit(message)
    chosen = []
    for name, kind in _FOUND_SCHEMA.items():
        if name in rows.columns:
            cell = pl.col(name)
        elif name == "message":
            cell = pl.lit(said) if isinstance(said, pl.Series) else said
        else:
            cell = pl.lit(constants.get(name))
        chosen.append(cell.cast(kind).alias(name))
    return rows.select(chosen)


def _format_run(this_year: _Return) -> tuple[object, ...]:
    count = sum(frame.height for frame in this_year.format_issues)
    rows = sum(frame.height for frame in this_year.given.values())
    return (FORMAT, "error", "failed" if count else "passed", count, rows, None, 0.0)


def _issues(found: list[pl.DataFrame], this_year: _Return) -> pl.DataFrame:
    """All issues, with child and value as in the file, in an order of content alone."""
    if not found:
        return pl.DataFrame(schema=ISSUE_SCHEMA)
    issues = pl.concat(found)
    place = {name: order for order, name in enumerate(this_year.specification.tables)}
    located = []
    for (table, name), part in issues.partition_by(
        ["table", "field"], as_dict=True, maintain_order=True, include_key=True
    ).items():
        text = this_year.text.get(str(table))
        order = pl.lit(place.get(str(table), len(place)), dtype=pl.Int64).alias("table_order")
        located.append(
            _with_cells(part.with_columns(order), text, str(name), this_year.specification)
        )
    by = ["rule_order", "table_order", "row_number", "field", "value", "message"]
    return pl.concat(located).sort(by, nulls_last=False).select(ISSUE_SCHEMA.names())


def _with_cells(
    part: pl.DataFrame, text: pl.DataFrame | None, name: str, spec: Specification
) -> pl.DataFrame:
    if text is None or text.is_empty():
        return part
    rows = part.get_column("row_number")
    columns = []
    if spec.child_column in text.columns:
        children = text.get_column(spec.child_column).gather(rows)
        columns.append(part.get_column("child_id").fill_null(children).alias("child_id"))
    if name in text.columns:
        cells = text.get_column(name)
        if cells.dtype == pl.List(pl.String):
            cells = cells.list.join(" ")
        columns.append(part.get_column("value").fill_null(cells.gather(rows)).alias("value"))
    return part.with_columns(columns)
