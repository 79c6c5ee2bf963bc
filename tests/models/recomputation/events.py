"""What a measure hands over: one row for each event below the line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl


@dataclass(frozen=True)
class Event:
    """Day, child and team of an event, and whether it counts above the line.

    Where amounts are measured, `amount` stands above the line and `weight` below it.
    """

    day: date
    child: str | None
    team: str | None
    counts: bool = True
    amount: float | None = None
    weight: float | None = None
    placement_type: str | None = None
    provider_type: str | None = None


SCHEMA = {
    "day": pl.Date,
    "child": pl.String,
    "team": pl.String,
    "counts": pl.Boolean,
    "amount": pl.Float64,
    "weight": pl.Float64,
    "placement_type": pl.String,
    "provider_type": pl.String,
}


def gathered(events: Iterable[Event]) -> pl.DataFrame:
    """Events as a frame."""
    rows = [tuple(getattr(event, name) for name in SCHEMA) for event in events]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def framed(rows: pl.DataFrame) -> pl.DataFrame:
    """A frame of day, child, team and counts with the other columns of an event, empty."""
    missing = [
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in SCHEMA.items()
        if name not in rows.columns
    ]
    return rows.with_columns(missing).select(list(SCHEMA))
