"""What a kind of recording fault is, and the words in which kinds are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import polars as pl

from pipelines.sample.people import CHECK_LETTERS
from pipelines.sample.world import SNAPSHOTS

# The last collection year that the last snapshot covers.
YEAR_ENDED = date(SNAPSHOTS[-1].year, 3, 31)
YEAR_BEGAN = date(SNAPSHOTS[-1].year - 1, 4, 1)
YEAR = f"{YEAR_BEGAN.year}-{YEAR_ENDED.year % 100}"
NOTHING = pl.lit(None, dtype=pl.String)


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of recording fault.

    Attributes:
        name: as the ledger has it.
        table: contract table of the row.
        where: which rows can have it, by the row's own columns and those of the child's story.
        change: columns and what they say instead, as dates or texts; null for nothing.
        expected: what must find it, for the child, in the last collection year.
        rate: share of the rows that can have it.
        adds: the row stays as it is, and a changed copy stands beside it.
        partner: the fault also concerns the child in the column `other`.
        story: what the rows' children have one of, and nothing else of the kind: a `case` without
            care, or a period of `care`; its columns are there beside those of the row. `any` for
            every child with one record, `worker` for rows that are about no child.
    """

    name: str
    table: str
    where: pl.Expr
    change: Mapping[str, pl.Expr]
    expected: tuple[str, ...]
    rate: float = 0.01
    adds: bool = False
    partner: bool = field(default=False)
    story: Literal["case", "care", "any", "worker"] = "case"


def in_year(column: str, *, after: int = 0, before: int = 0) -> pl.Expr:
    """A date of the year, not in its first `after` nor its last `before` days."""
    begin = pl.lit(YEAR_BEGAN).dt.offset_by(f"{after}d")
    return pl.col(column).is_between(begin, pl.lit(YEAR_ENDED).dt.offset_by(f"-{before}d"))


def later(column: str, days: int) -> pl.Expr:
    """The date so many days on."""
    return pl.col(column).dt.offset_by(f"{days}d")


def days_between(start: str, end: str) -> pl.Expr:
    """Days from one date to another."""
    return (pl.col(end) - pl.col(start)).dt.total_days()


def new_id(column: str) -> pl.Expr:
    """An id that no row has: copies are counted from eighty million."""
    return (pl.col(column).cast(pl.Int64) + 80_000_000).cast(pl.String)


def letter(number: pl.Expr, moved: int = 0) -> pl.Expr:
    """The check letter of a pupil number, or another."""
    total = pl.sum_horizontal(
        number.str.slice(place, 1).cast(pl.Int64) * (place + 1) for place in range(1, 13)
    )
    letters = dict(enumerate(CHECK_LETTERS.tolist()))
    return ((total + moved) % 23).replace_strict(letters, return_dtype=pl.String)
