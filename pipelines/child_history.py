"""What drops up to a day know of one child: since when each row is known, and what became of it.

Told by the id that the case system gave. Rows of a record that was merged into this one are told by
that record's own id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Grid

from pipelines.contract import Contract, Table, load_contract
from pipelines.faults import Fault
from pipelines.history import HISTORY_TABLE, event_column, key_sql, load_history, sequence
from pipelines.landing import Drop, choose
from pipelines.restatements.landed import day_of
from pipelines.settings import Settings


@dataclass(frozen=True)
class SeenRow:
    """One row about the child, by the key that its table has in the contract.

    `first_seen` and `last_seen` are the days of drops; `is_first_seen_known` is False for a row
    that the first drop had already. `event_on` is as the last drop that had the row gave it.
    """

    system: str
    table: str
    key: str
    event_on: date | None
    first_seen: date
    is_first_seen_known: bool
    last_seen: date
    times_changed: int
    is_deleted: bool


def child_history(
    settings: Settings, authority: str, child_id: str, as_at: date | None = None
) -> list[SeenRow]:
    """Every row about a child that a drop up to a day had, in the order of the contract.

    Args:
        settings: where landing and history are.
        authority: three-digit number.
        child_id: the id that the case system gave.
        as_at: nothing that landed for a later day is known; default is the newest drop.

    Raises:
        Fault: no drop had a row about the child, or there is no drop.
    """
    contract = load_contract()
    chosen = [
        drop
        for drop in choose(settings.landing_dir, as_at, [authority])
        if contract.systems[drop.system].has_contract_shape
    ]
    day = as_at or max((drop.as_at for drop in chosen), default=date.max)
    with duckdb.connect() as con:
        load_history(con, settings.landing_dir, settings.history_dir, chosen, day)
        con.execute(
            "create table of_child (source_system varchar, table_name varchar, key varchar, "
            "event varchar, place bigint)"
        )
        for system in sorted({drop.system for drop in chosen}):
            known = sequence(settings.landing_dir, settings.history_dir, authority, system)
            for place, drop in enumerate(known):
                if drop.as_at <= day and drop.path.is_dir():
                    _insert(con, contract, drop, child_id, place)
        found = con.execute(
            f"""
            select
                seen.source_system as system,
                seen.table_name as table,
                seen.key,
                told.event,
                seen.first_seen,
                seen.is_first_seen_known,
                seen.last_seen,
                seen.times_changed,
                seen.is_deleted
            from {HISTORY_TABLE} as seen
            inner join (
                select source_system, table_name, key, arg_max(event, place) as event
                from of_child
                group by all
            ) as told using (source_system, table_name, key)
            """  # noqa: S608 - our own name
        ).pl()
    if found.is_empty():
        raise Fault(
            f"No drop of authority {authority} up to {day.isoformat()} has a row about the child "
            f"{child_id}.",
            where=str(settings.landing_dir),
            remedy="Give the id as the case system has it; of a merged record its own.",
        )
    place_of = {name: number for number, name in enumerate(contract.tables)}
    rows = [
        SeenRow(**row)
        for row in found.with_columns(event_on=day_of(pl.col("event")))
        .drop("event")
        .iter_rows(named=True)
    ]
    return sorted(rows, key=lambda r: (r.system, place_of[r.table], r.event_on or date.min, r.key))


def print_history(console: Console, child_id: str, rows: Sequence[SeenRow]) -> None:
    """A line for each row; a person who asks wants to know what was known when."""
    days = [row.first_seen for row in rows] + [row.last_seen for row in rows]
    console.print(
        f"Child {child_id}: {len(rows):,} rows, from drops of {min(days)} to {max(days)}.",
        markup=False,
        highlight=False,
    )
    grid = Grid(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for heading in ("System", "Table", "Row", "Date", "First seen", "Last seen"):
        grid.add_column(heading, overflow="fold")
    grid.add_column("Changed", justify="right")
    grid.add_column("")
    for row in rows:
        first = row.first_seen.isoformat()
        grid.add_row(
            row.system,
            row.table,
            row.key,
            row.event_on.isoformat() if row.event_on else "",
            first if row.is_first_seen_known else f"by {first}",
            row.last_seen.isoformat(),
            str(row.times_changed),
            "gone since" if row.is_deleted else "",
        )
    console.print(grid)


def _insert(
    con: duckdb.DuckDBPyConnection, contract: Contract, drop: Drop, child_id: str, place: int
) -> None:
    """Add the rows about the child in one drop."""
    for table, path, columns in _tables(contract, drop):
        event = event_column(table)
        con.execute(
            f"""
            insert into of_child
            select ?, ?, {key_sql(table.key, columns)}, {event if event in columns else "null"}, ?
            from read_parquet(?)
            where trim({table.person}) = ?
            """,  # noqa: S608 - columns of the contract
            [drop.system, table.name, place, path, child_id],
        )


def _tables(contract: Contract, drop: Drop) -> Iterator[tuple[Table, str, list[str]]]:
    """The tables of a drop that say whose a row is."""
    for table in contract.staged:
        path = drop.path / f"{table.name}.parquet"
        if path.is_file():
            columns = list(pl.read_parquet_schema(path))
            if table.person in columns:
                yield table, str(path), columns
