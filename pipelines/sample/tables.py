"""How a table of the truth is described, so that it can be seen as it stood on any day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from pipelines.contract import Column
from pipelines.contract import Table as Spec
from pipelines.sample.draws import NEVER


@dataclass(frozen=True)
class Table:
    """A contract table with everything that ever happens, future included.

    Attributes:
        name: contract table.
        frame: its columns under their contract names; dates as day numbers, timestamps as minutes
            since 1970; plus `lag`, days from an event of the row to its entry. Other columns are
            helpers and are not written.
        start: column with the day of the event that makes the row; none for tables without history.
        hides: date columns that come after the start, each with the columns that are known only
            from that day.
        recorded: column that takes the time of entry of the row.
        seen: last change to the rows of a day; receives the rows known on the day, with `cut`,
            the last day known of each.
    """

    name: str
    frame: pl.DataFrame
    start: str | None = None
    hides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recorded: str | None = None
    seen: Callable[[pl.DataFrame], pl.DataFrame] | None = None


def view(table: Table, as_at: int) -> pl.DataFrame:
    """The table as entered by the end of the day.

    Later rows are not there, later dates and what hangs on them are empty.
    """
    if table.start is None:
        return table.frame
    rows = table.frame
    if table.recorded is not None:
        rows = rows.with_columns(_entered(table).alias(table.recorded))
    rows = rows.filter(pl.col(table.start) + pl.col("lag") <= as_at)
    rows = rows.with_columns(cut=pl.lit(as_at, dtype=pl.Int64) - pl.col("lag"))
    for when, dependents in table.hides.items():
        on = day_of(table, when)
        known = (on <= pl.col("cut")) & (on < NEVER)
        hidden = [
            pl.when(known).then(pl.col(name)).otherwise(None).alias(name)
            for name in (when, *dependents)
        ]
        rows = rows.with_columns(hidden)
    return rows if table.seen is None else table.seen(rows)


def day_of(table: Table, column: str) -> pl.Expr:
    """The day of a date column.

    Timestamps are told by their name, `_at`, or by being the contact's own.
    """
    if column.endswith("_at") or column == "cont_contact_date":
        return pl.col(column) // 1440
    return pl.col(column)


def _entered(table: Table) -> pl.Expr:
    """When a row was entered, in minutes since 1970.

    In office hours, and never before the minute of the event itself.
    """
    minute = 540 + (pl.int_range(pl.len(), dtype=pl.Int64) * 37) % 480
    entered = (pl.col(str(table.start)) + pl.col("lag")) * 1440 + minute
    if table.name != "contacts":
        return entered
    return pl.max_horizontal(entered, pl.col("cont_contact_date") + 12)


def shown(column: Column) -> pl.Expr:
    """A column of the truth as the text that a snapshot holds.

    ISO dates and times; a date that never comes is empty.
    """
    value = pl.col(column.name)
    if column.type == "date":
        known = pl.when(value < NEVER).then(value)
        return known.cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d")
    if column.type == "timestamp":
        known = pl.when(value < NEVER * 1440).then(value)
        return (known * 60_000).cast(pl.Datetime("ms")).dt.strftime("%Y-%m-%dT%H:%M:%S")
    return value.cast(pl.String)


def keys_of(spec: Spec) -> list[pl.Expr]:
    """The key columns of a table of the truth, as text: what its rows are sorted by."""
    return [shown(spec.columns[name]).alias(name) for name in spec.key]


def began_on(table: Table, spec: Spec) -> pl.DataFrame | None:
    """The key of every row as text, and the day of the event that makes the row in `began_`.

    None for a table without history.
    """
    if table.start is None:
        return None
    return table.frame.select(*keys_of(spec), began_=pl.col(table.start).cast(pl.Int64))
