"""Asset checks of what has landed, blocking.

Nothing is built on a drop that lacks a required table or was loaded in part.

Checks of content are dbt data tests, which dagster-dbt shows as checks by itself. The unit tests of
models belong to `make test`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, AssetKey

from pipelines.contract import Contract, Table
from pipelines.landing import Drop

REQUIRED_TABLE = "required_table_is_there"
ROWS = "rows_in_are_rows_landed"
DATES = "dates_fit_the_as_at_date"
# A case system holds a few dates in the future (planned reviews, typing errors); a drop that is
# mostly so was given the wrong date.
MOST = 0.5


@dataclass(frozen=True)
class LandingCheck:
    """A check that has been made: what was found, in words."""

    table: str
    name: str
    passed: bool
    words: str

    def result(self, key: AssetKey) -> AssetCheckResult:
        """The check as Dagster shows it."""
        return AssetCheckResult(
            asset_key=key,
            check_name=self.name,
            passed=self.passed,
            severity=AssetCheckSeverity.ERROR,
            metadata={"words": self.words},
        )


def raw_key(system: str, table: str) -> AssetKey:
    """The asset of a raw table; the same key as that of the dbt source."""
    return AssetKey(["raw", f"{system}__{table}"])


def checks_of(table: Table) -> list[str]:
    """Names of the checks that a staged table has."""
    names = [ROWS]
    if table.required:
        names.insert(0, REQUIRED_TABLE)
    if required_date(table) is not None:
        names.append(DATES)
    return names


def required_date(table: Table) -> str | None:
    """The first required date of a row, or None.

    An optional one may well lie in the future or be a placeholder.
    """
    dates = (
        c.name for c in table.columns.values() if c.type in ("date", "timestamp") and c.required
    )
    return next(dates, None)


def check_specs(contract: Contract, system: str) -> list[AssetCheckSpec]:
    """Every landing check of a system's tables."""
    words = {
        REQUIRED_TABLE: "Every drop holds the table, with at least one row.",
        ROWS: "As many rows are in the warehouse as the manifests of the drops say have landed.",
        DATES: "Dates can be read, and most of them do not lie after the as-at date of their drop.",
    }
    return [
        AssetCheckSpec(
            name=name, asset=raw_key(system, table.name), blocking=True, description=words[name]
        )
        for table in contract.tables.values()
        if table.staged
        for name in checks_of(table)
    ]


def check_landing(
    con: duckdb.DuckDBPyConnection, contract: Contract, system: str, drops: Sequence[Drop]
) -> list[LandingCheck]:
    """Make every landing check of the systems that share raw tables, on these drops."""
    of_system = [d for d in drops if contract.systems[d.system].raw_name == system]
    made: list[LandingCheck] = []
    for table in contract.tables.values():
        if not table.staged:
            continue
        names = checks_of(table)
        if REQUIRED_TABLE in names:
            made.append(_required(table, of_system))
        made.append(_rows(con, system, table, of_system))
        column = required_date(table)
        if column is not None:
            made.append(_dates(con, system, table, column))
    return made


def rows_in(drop: Drop, table: str) -> int:
    """Rows of a table that the drop's manifest says have landed.

    0 where the drop lacks the table.
    """
    landed = drop.manifest.tables.get(table)
    return landed.rows_in if landed else 0


def _required(table: Table, drops: Sequence[Drop]) -> LandingCheck:
    without = [
        f"{drop.authority} {drop.snapshot_id}" for drop in drops if not rows_in(drop, table.name)
    ]
    words = (
        f"The drop {', '.join(without)} has no rows of {table.name}. {table.without_it}"
        if without
        else f"{len(drops)} drops hold {table.name}."
    )
    return LandingCheck(table.name, REQUIRED_TABLE, not without, words)


def _rows(
    con: duckdb.DuckDBPyConnection, system: str, table: Table, drops: Sequence[Drop]
) -> LandingCheck:
    found = con.execute(f'select count(*) from raw."{system}__{table.name}"').fetchall()[0][0]  # noqa: S608
    said = sum(rows_in(drop, table.name) for drop in drops)
    return LandingCheck(
        table.name,
        ROWS,
        found == said,
        f"{found} rows of {table.name} were loaded; the manifests say {said}.",
    )


def _dates(con: duckdb.DuckDBPyConnection, system: str, table: Table, column: str) -> LandingCheck:
    given, read, late, first, last = con.execute(
        f"""
        with dates as (
            select
                as_at,
                "{column}" as given,
                coalesce(
                    try_cast(left(trim("{column}"), 10) as date),
                    try_cast(try_strptime(left(trim("{column}"), 10), '%d/%m/%Y') as date)
                ) as day
            from raw."{system}__{table.name}"
            where nullif(trim("{column}"), '') is not null
        )
        select
            count(given), count(day), count(*) filter (where day > as_at), min(day), max(day)
        from dates
        """  # noqa: S608
    ).fetchall()[0]
    share_read = read / given if given else 1.0
    share_late = late / read if read else 0.0
    return LandingCheck(
        table.name,
        DATES,
        share_read > MOST and share_late <= MOST,
        f"{read} of {given} dates in {column} of {table.name} can be read ({_span(first, last)}); "
        f"{late} lie after the as-at date of their drop.",
    )


def _span(first: date | None, last: date | None) -> str:
    return f"{first} to {last}" if first and last else "none"
