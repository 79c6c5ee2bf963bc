"""From the `rtn_` models to a return.

Its tables in the shape of the returns package, the check, and the files.

The models hold the DfE's columns as text, and beside them the contract table and row that each row
came from; those stay with our findings and never reach a file that is submitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from pipelines.faults import Fault
from pipelines.return_lines import lines_of
from pipelines.rule_lists import NO_LISTS, Lists
from returns import ValidationResult, reconcile, validate, write, write_reconciliation
from returns.results import with_lines, write_result
from returns.specification import RETURNS, specification

RESULTS = ("rule_run", "rule_issue")


@dataclass(frozen=True)
class CheckedReturn:
    """One return of one authority and year.

    Tables in file order, where each row came from, and what the rules say.
    """

    return_name: str
    authority: str
    year: str
    tables: Mapping[str, pl.DataFrame]
    sources: Mapping[str, pl.DataFrame]
    result: ValidationResult
    previous: Mapping[str, pl.DataFrame] | None = None


@dataclass(frozen=True)
class WrittenReturn:
    """What was written: every file, those that are submitted, and the findings with their line."""

    paths: list[Path]
    submitted: list[Path]
    issues: pl.DataFrame


def check_return(
    con: duckdb.DuckDBPyConnection,
    schema: str,
    return_name: str,
    authority: str,
    year: str,
    previous: Mapping[str, pl.DataFrame] | None = None,
    lists: Lists = NO_LISTS,
) -> CheckedReturn:
    """Read a return from the `rtn_` tables of a schema and put it to every rule of the year.

    `previous` is the return of the year before, as it was submitted; `lists` those that rules look
    into.

    Raises:
        Fault: the schema holds no table of the return.
    """
    tables: dict[str, pl.DataFrame] = {}
    sources: dict[str, pl.DataFrame] = {}
    spec = specification(return_name, year)
    for model, table in modules(con, schema, return_name, year).items():
        frame = _rows(con, f'"{schema}"."{model}"', authority, year)
        # The models hold the columns of every year, as Sex and GenderCurrent; the return has its
        # year's alone.
        tables[table] = frame.select(
            name for name in frame.columns if name in spec.tables[table].column_names
        )
        sources[table] = frame.select(
            pl.col("source_table").cast(pl.String), pl.col("source_row").cast(pl.Int64)
        )
    result = validate(
        return_name,
        tables,
        year=year,
        authority=authority,
        previous=previous,
        reference=lists.reference(return_name, year, [tables, previous or {}]),
    )
    return CheckedReturn(return_name, authority, year, tables, sources, result, previous)


def modules(
    con: duckdb.DuckDBPyConnection, schema: str, return_name: str, year: str
) -> dict[str, str]:
    """The `rtn_` tables of a return with the return's own names, in the return's order.

    Raises:
        Fault: there is none, or one that the return does not have in the year.
    """
    prefix = f"rtn_{return_name}__"
    found = con.execute(
        """
        select table_name from duckdb_tables()
        where schema_name = ? and starts_with(table_name, ?)
        """,
        [schema, prefix],
    ).fetchall()
    by_letters = {name.removeprefix(prefix).replace("_", ""): name for (name,) in found}
    if not by_letters:
        raise Fault(f"The warehouse holds no table of the return {return_name}.")
    wanted = {name.lower(): name for name in specification(return_name, year).tables}
    return {
        by_letters[letters]: table for letters, table in wanted.items() if letters in by_letters
    }


def _rows(con: duckdb.DuckDBPyConnection, relation: str, authority: str, year: str) -> pl.DataFrame:
    described = con.execute(f"describe {relation}").fetchall()
    # The same rows always in the same order, whatever the threads did: by every column, dates by
    # time and not by letters.
    order = ", ".join(
        f'try_strptime("{name}", \'%d/%m/%Y\'), "{name}"' if kind == "VARCHAR" else f'"{name}"'
        for name, kind, *_ in described
    )
    frame: pl.DataFrame = con.execute(
        f"select * from {relation} where authority = ? and collection_year = ? order by {order}",  # noqa: S608
        [authority, year],
    ).pl()
    return frame


def write_files(checked: CheckedReturn, out: Path) -> WrittenReturn:
    """Write the return as it is submitted; beside it issues.csv, runs.csv and the reconciliation.

    Bytes depend on the rows alone.
    """
    out.mkdir(parents=True, exist_ok=True)
    target = (
        out / f"CIN_{checked.authority}_{checked.year}.xml" if checked.return_name == "cin" else out
    )
    write(checked.return_name, dict(checked.tables), target, year=checked.year)
    lines = lines_of(checked.return_name, checked.year, checked.tables, target)
    tables = {
        name: pl.concat([frame, lines[name]], how="horizontal") if name in lines else frame
        for name, frame in checked.tables.items()
    }
    write_result(checked.result, out, tables)
    reconciled = reconcile(
        checked.return_name,
        tables,
        year=checked.year,
        previous=checked.previous,
        authority=checked.authority,
    )
    write_reconciliation(reconciled, out)
    return WrittenReturn(
        sorted(path for path in out.iterdir() if path.is_file()),
        submitted_files(checked.return_name, checked.year, out),
        with_lines(checked.result.issues, tables),
    )


def submitted_files(return_name: str, year: str, folder: Path) -> list[Path]:
    """The files of a folder that are the return itself, not what we put beside them."""
    named = {f"{table.file}.csv" for table in specification(return_name, year).tables.values()}
    return sorted(
        path
        for path in folder.iterdir()
        if (path.suffix == ".xml" if return_name == "cin" else path.name in named)
    )


def keep_results(
    con: duckdb.DuckDBPyConnection, run_id: str, checked: CheckedReturn, issues: pl.DataFrame
) -> None:
    """Put the result into rule_run and rule_issue, in place of an earlier one of this return.

    `issues` are the findings with whatever else is known of them.
    """
    named = _identified(run_id, checked)
    frames = {
        "rule_run": checked.result.runs.select(*named, pl.all()),
        "rule_issue": issues.select(*named, pl.all()),
    }
    for name, frame in frames.items():
        con.register("frame", frame)
        con.execute(f"create table if not exists {name} as select * from frame limit 0")  # noqa: S608
        con.execute(
            f"delete from {name} where authority = ? and return_name = ? and collection_year = ?",  # noqa: S608
            [checked.authority, checked.return_name, checked.year],
        )
        con.execute(f"insert into {name} by name select * from frame")  # noqa: S608
        con.unregister("frame")


def _identified(run_id: str, checked: CheckedReturn) -> list[pl.Expr]:
    named = {
        "run_id": run_id,
        "authority": checked.authority,
        "return_name": checked.return_name,
        "collection_year": checked.year,
    }
    return [pl.lit(value, dtype=pl.String).alias(name) for name, value in named.items()]


def known_returns() -> tuple[str, ...]:
    """The returns that Sightline makes."""
    return tuple(RETURNS)
