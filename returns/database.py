"""A return as tables of an in-memory DuckDB, where SQL of ours may read them and nothing else.

The rules and the reports of the reconciliation run here. Each table is there as `typed` makes it,
beside last year's as `<table>_previous`, the codes of the year as `collection_code`, the lookups of
its specification (`authority_code`, `renamed_code`), the macros of `macros.sql`, and the parameters
as variables of the connection.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from returns.faults import ReturnFault
from returns.rules import with_variables
from returns.specification import HERE, Specification, spec_rows

# No SQL may reach beyond the tables that it was given, nor a Python variable of the same name.
SANDBOX: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_file_cache": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    # Hundreds of small queries: a second thread costs a third more of the processor and no less of
    # the clock (SSDA903 of 20,000 children: 1.9 CPU seconds with one, 2.7 with two).
    "threads": 1,
}
PARAMETERS = "collection_parameter"
_SQL_TYPES: dict[pl.DataType, str] = {
    pl.String(): "varchar",
    pl.Int64(): "bigint",
    pl.Float64(): "double",
    pl.Boolean(): "boolean",
    pl.Date(): "date",
    pl.Datetime("us"): "timestamp",
    pl.List(pl.String()): "varchar[]",
}
# Tables out of files of the specification, which not every return has.
_LOOKUPS = {
    "authority_code": ("authorities", ("la_code", "ons_code")),
    "renamed_code": ("renamed_codes", ("code_list", "code_before", "code")),
}
_MACROS = Path(__file__).parent / "macros.sql"
_BANK_HOLIDAYS = Path(__file__).parent / "bank_holidays.csv"
_WORD = re.compile(r"\w+")


def given_table(tables: Mapping[str, pl.DataFrame], name: str) -> pl.DataFrame | None:
    """The table of this name, whatever the case of the letters, or None.

    Raises:
        ReturnFault: it is no frame.
    """
    for given, frame in tables.items():
        if given.lower() == name.lower():
            if not isinstance(frame, pl.DataFrame):
                raise ReturnFault(
                    f"The table {name} is a {type(frame).__name__}.",
                    remedy="Give a Polars DataFrame.",
                )
            return frame
    return None


def load(
    connection: duckdb.DuckDBPyConnection,
    specification: Specification,
    this_year: Mapping[str, pl.DataFrame],
    last_year: Mapping[str, pl.DataFrame],
    extra: Mapping[str, pl.DataFrame],
) -> None:
    """Puts typed tables into the connection and takes the outside world away from it.

    Args:
        connection: an empty one, made with `SANDBOX`.
        specification: of this year, for its codes.
        this_year: typed tables by name.
        last_year: the same of the year before; a table that it lacks is empty.
        extra: other tables. `collection_parameter` must be among them: its one row holds the
            parameters.
    """
    frames = {**this_year, **extra}
    for name, frame in this_year.items():
        # A column that only one of the two years has is null in the other: SQL may name either.
        known = [last_year[name]] if name in last_year else []
        frames[f"{name}_previous"] = pl.concat([*known, frame.clear()], how="diagonal")
    codes = specification.codes
    pairs = [(code_list, code) for code_list, entries in codes.items() for code in entries]
    frames["collection_code"] = pl.DataFrame(
        pairs, schema={"code_list": pl.String, "code": pl.String}, orient="row"
    )
    frames |= {name: _lookup(specification, *rows) for name, rows in _LOOKUPS.items()}
    for name, frame in frames.items():
        _create(connection, name, frame)
    connection.execute(rule_macros())
    for name in extra[PARAMETERS].columns:
        value = f"(select {name} from {PARAMETERS})"  # noqa: S608 - names of ours
        connection.execute(f"set variable {name} = {value}")
    # From here on no SQL can reach anything but these tables.
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def _lookup(specification: Specification, part: str, columns: tuple[str, ...]) -> pl.DataFrame:
    """The rows of `spec/<part>.csv` that are in force; none for a return without that file."""
    rows: list[dict[str, str]] = []
    if (HERE / specification.return_name / "spec" / f"{part}.csv").exists():
        rows += spec_rows(specification.return_name, part, specification.year)
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))


@cache
def rule_macros() -> str:
    """The SQL that makes what every rule may call: `macros.sql` and the bank holidays of England.

    The holidays come in as text: they are dates out of a file of ours.
    """
    days = pl.read_csv(_BANK_HOLIDAYS, columns=["holiday_on"], try_parse_dates=True).to_series()
    holidays = ", ".join(f"date {day.isoformat()!r}" for day in days)
    macros = _MACROS.read_text(encoding="utf-8")
    return f"set variable bank_holidays = [{holidays}];\n{macros}"


def _create(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    """A frame as a DuckDB table.

    It goes over as Parquet in memory, on no disk. To register a frame, or to bind a parameter, has
    DuckDB import pandas where that is installed: 1.5 of 3.0 CPU seconds for a census of 10,000
    children. Names and the number of the file alone are formatted into the SQL.
    """
    columns = ", ".join(f'"{column}" {_SQL_TYPES[kind]}' for column, kind in frame.schema.items())
    connection.execute(f'create table "{name}" ({columns})')
    if frame.is_empty():
        return
    with os.fdopen(os.memfd_create(name), "w+b") as file:
        frame.write_parquet(file, compression="uncompressed", statistics=False)
        file.flush()
        source = f"/proc/self/fd/{file.fileno()}"
        connection.execute(f"insert into \"{name}\" from read_parquet('{source}')")


class SharedRelations:
    """What several rules of a return read, as `<return>/shared/<name>.sql`; each made when needed.

    Each is one select over the tables of the return and other shared relations, and is worked out
    once for all rules and reports that name it.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, return_name: str) -> None:
        self.connection = connection
        self.waiting = dict(_shared_sql(return_name))

    def make_for(self, sql: str) -> None:
        """Makes those that the SQL names and that are not there yet.

        Raises:
            duckdb.Error: one cannot be made; the next rule that names it meets the same error.
        """
        for name in dict.fromkeys(_WORD.findall(sql)):
            if name in self.waiting:
                select = self.waiting[name]
                self.make_for(select)
                self.connection.execute(f'create table "{name}" as {select}')
                del self.waiting[name]


@cache
def _shared_sql(return_name: str) -> tuple[tuple[str, str], ...]:
    folder = HERE / return_name / "shared"
    return tuple(
        (path.stem, with_variables(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.sql"))
    )
