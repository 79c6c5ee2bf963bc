"""Prices that rise with the financial year, and what is paid for the days of each month."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.draws import NEVER, Days, Floats, collection_year_of, year_began

PRICE_YEAR = 2024  # prices are stated for the year from 1 April 2024


def uplift(on: Days, growth: Floats | float) -> Floats:
    """By how much a price of the day differs from that of the price year."""
    return np.asarray((1 + growth) ** (collection_year_of(on) - PRICE_YEAR), dtype=np.float64)


def pounds(pence: Days) -> Floats:
    """Whole pence as pounds, exact to two places in a text."""
    return np.asarray(np.round(pence / 100, 2), dtype=np.float64)


def by_year(rows: pl.DataFrame, until: int) -> pl.DataFrame:
    """Split rows with `start` and `end` at each 1 April that they go on over.

    The parts follow one another: the end of one is the start of the next. No part begins after
    the day.
    """
    start = rows["start"].to_numpy()
    last = np.maximum(np.minimum(rows["end"].to_numpy() - 1, until), start)
    first_year = collection_year_of(start)
    parts = collection_year_of(last) - first_year + 1
    row = np.repeat(np.arange(rows.height), parts)
    turn = np.arange(len(row)) - np.repeat(np.cumsum(parts) - parts, parts)
    begins = year_began(first_year[row] + turn)
    is_last = turn == parts[row] - 1
    end = rows["end"].to_numpy()[row]
    return rows[row.tolist()].with_columns(
        start=pl.Series(np.maximum(begins, start[row])),
        end=pl.Series(np.where(is_last, end, year_began(first_year[row] + turn + 1))),
        part=pl.Series(turn),
    )


def by_month(rows: pl.DataFrame, since: int, until: int) -> pl.DataFrame:
    """One row for each month in which a row with `start`, `end` and `weekly` is paid for.

    Args:
        rows: weekly is in pounds; the end is the first day that is not paid for.
        since: first day.
        until: last day of the last month.

    Returns:
        The rows with `month` (its first day), `from_day`, `to_day` (the last day paid for) and
        `amount` in pounds.
    """
    start = np.maximum(rows["start"].to_numpy(), since)
    end = np.minimum(rows["end"].to_numpy(), until + 1)
    able = start < end
    rows, start, end = rows.filter(pl.Series(able)), start[able], end[able]
    first, last = months_of(start), months_of(end - 1)
    parts = last - first + 1
    row = np.repeat(np.arange(rows.height), parts)
    month = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(parts) - parts, parts)
    from_day = np.maximum(month_began(month), start[row])
    to_day = np.minimum(month_began(month + 1), end[row])
    out = rows[row.tolist()]
    amount = out["weekly"].to_numpy() / 7 * (to_day - from_day)
    return out.with_columns(
        month=pl.Series(month_began(month)),
        from_day=pl.Series(from_day),
        to_day=pl.Series(to_day - 1),
        amount=pl.Series(amount.round(2)),
    )


def months_of(days: Days) -> Days:
    """Whole months since January 1970."""
    dates = np.minimum(days, NEVER).astype("datetime64[D]")
    return np.asarray(dates.astype("datetime64[M]").astype(np.int64))


def month_began(months: Days) -> Days:
    """First day of each month."""
    return np.asarray(months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64))
