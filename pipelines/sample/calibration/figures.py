"""The figures as stated, the tables as seen, and the counting of one by the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from pipelines.contract import load_contract
from pipelines.faults import Fault
from pipelines.sample.draws import NEVER
from pipelines.sample.tables import Table, view

FIGURES_PATH = Path(__file__).resolve().parent / "figures.yml"
EPOCH = date(1970, 1, 1)


class Figure(BaseModel):
    """One figure that is calibrated.

    Attributes:
        id: also that of the function that counts it.
        title: what it says, in words.
        unit: "percent", "per 10,000", "days", "ratio", "pounds" …
        target: the published figure.
        low: lowest value that passes.
        high: highest value that passes.
        year: of the target, as published: 2024-25 is the year that ended on 31 March 2025.
        over: first and last year of the authority that are counted, by the calendar year in which
            they began; the target's own year unless more are needed for enough children.
        source: document and table, or column and file, of the target.
        why: reason for the width of the band or for other years than the target's, if there is one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    unit: str
    target: float
    low: float
    high: float
    year: str
    over: tuple[int, int]
    source: str
    why: str = ""

    @field_validator("year", mode="after")
    @classmethod
    def _is_a_year(cls, year: str) -> str:
        if f"{int(year[:4])}-{(int(year[:4]) + 1) % 100:02}" != year:
            raise ValueError(f"{year} is no year such as 2024-25")
        return year

    @model_validator(mode="before")
    @classmethod
    def _years(cls, given: dict[str, object]) -> dict[str, object]:
        first = int(str(given.get("year", ""))[:4])
        return {"over": (first, first), **given}

    @model_validator(mode="after")
    def _band_holds_target(self) -> Figure:
        if not self.low <= self.target <= self.high:
            raise ValueError(f"the band of {self.id} does not hold its target")
        return self


@dataclass(frozen=True)
class Counted:
    """A figure as counted; the denominator is null for what is no share, such as a median."""

    value: float
    numerator: float
    denominator: float | None = None


@dataclass(frozen=True)
class Seen:
    """Tables of one authority as a snapshot shows them, and the years that are to be counted.

    Attributes:
        tables: contract tables by name, with the columns of the contract; dates are dates and
            timestamps are timestamps.
        as_at: day of the snapshot.
        first: calendar year in which the first year begins, on 1 April.
        last: calendar year in which the last year begins.
    """

    tables: Mapping[str, pl.DataFrame]
    as_at: date
    first: int
    last: int

    def __getitem__(self, table: str) -> pl.DataFrame:
        """A contract table by name."""
        return self.tables[table]

    @property
    def began(self) -> date:
        """First day of the years."""
        return date(self.first, 4, 1)

    @property
    def ended(self) -> date:
        """Last day of the years: 31 March."""
        return date(self.last + 1, 3, 31)

    @property
    def year_ends(self) -> list[date]:
        """31 March of each year, for stocks."""
        return [date(year + 1, 3, 31) for year in range(self.first, self.last + 1)]

    def during(self, column: str | pl.Expr) -> pl.Expr:
        """Whether a date or timestamp lies in the years."""
        on = pl.col(column) if isinstance(column, str) else column
        return on.cast(pl.Date).is_between(self.began, self.ended)

    @property
    def population(self) -> float:
        """Children aged 0 to 17, added up over the years: for the mid-year before each 31 March."""
        rows = self["population"].filter(
            pl.col("popu_year").cast(pl.Int64).is_between(self.first, self.last)
        )
        return float(rows["popu_children_0_to_17"].cast(pl.Int64).sum())


def open_on(start: str, end: str, day: date) -> pl.Expr:
    """Begun by the end of the day and not ended by then."""
    return (pl.col(start) <= day) & (pl.col(end).is_null() | (pl.col(end) > day))


def percent(numerator: float, denominator: float) -> Counted:
    """A share in percent; nothing at all makes no share, and lies in no band."""
    return _per(100, numerator, denominator)


def per_10k(numerator: float, denominator: float) -> Counted:
    """A rate per 10,000."""
    return _per(10_000, numerator, denominator)


def ratio(numerator: float, denominator: float) -> Counted:
    """So many of one for each of the other."""
    return _per(1, numerator, denominator)


def _per(times: float, numerator: float, denominator: float) -> Counted:
    value = times * numerator / denominator if denominator else float("nan")
    return Counted(value, numerator, denominator)


def quantile(values: pl.Series, share: float = 0.5) -> Counted:
    """A quantile, the median unless told; its numerator is the number of values."""
    found = values.drop_nulls().quantile(share, interpolation="lower")
    return Counted(float("nan") if found is None else float(found), values.len())


Counts = Callable[[Seen], Counted]
_COUNTED: dict[str, Counts] = {}


def figure(name: str) -> Callable[[Counts], Counts]:
    """Register the function that counts a figure of `figures.yml`."""

    def add(counts: Counts) -> Counts:
        if name in _COUNTED:
            raise Fault(f"Two functions count the figure {name}.", where=FIGURES_PATH.name)
        _COUNTED[name] = counts
        return counts

    return add


@cache
def stated(path: Path = FIGURES_PATH) -> tuple[Figure, ...]:
    """The figures as `figures.yml` states them.

    Raises:
        Fault: an entry is wrong, two have one id, or entries and functions do not match.
    """
    try:
        figures = tuple(Figure(**entry) for entry in yaml.safe_load(path.read_text("utf-8")))
    except (ValidationError, ValueError) as error:
        raise Fault(f"A figure is stated wrongly: {error}", where=path.name) from error
    ids = [entry.id for entry in figures]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    alone = sorted(set(ids) ^ set(_COUNTED))
    if twice or alone:
        raise Fault(
            f"Stated twice: {', '.join(twice) or 'none'}. "
            f"Stated but not counted, or counted but not stated: {', '.join(alone) or 'none'}.",
            where=path.name,
        )
    return figures


def calibrate(tables: Mapping[str, pl.DataFrame], as_at: date) -> pl.DataFrame:
    """Count every figure.

    Args:
        tables: contract tables of one authority, see `Seen`.
        as_at: day of the snapshot that the tables show.

    Returns:
        One row a figure in the order of `figures.yml`: id, title, unit, target, low, high, value,
        numerator, denominator (null for a median), within (the band), source. A value that cannot
        be counted is NaN and not within.
    """
    rows = []
    for entry in stated():
        seen = Seen(tables, as_at, *entry.over)
        counted = _COUNTED[entry.id](seen)
        rows.append(
            {
                **entry.model_dump(include={"id", "title", "unit", "target", "low", "high"}),
                "value": round(counted.value, 4),
                "numerator": float(counted.numerator),
                "denominator": counted.denominator,
                "within": entry.low <= counted.value <= entry.high,
                "source": entry.source,
            }
        )
    return pl.DataFrame(rows, schema_overrides={"denominator": pl.Float64})


def seen_tables(tables: list[Table], as_at: date) -> dict[str, pl.DataFrame]:
    """The tables as the snapshot shows them, with dates and timestamps for day numbers.

    Without the faults that a snapshot is given, and with the columns of the contract alone.
    """
    contract = load_contract()
    found = {}
    for table in tables:
        rows = view(table, (as_at - EPOCH).days)
        columns = contract.tables[table.name].columns
        rows = rows.select(name for name in columns if name in rows.columns)
        typed = [
            _dated(name) if columns[name].type == "date" else _timed(name)
            for name in rows.columns
            if columns[name].type in ("date", "timestamp")
        ]
        found[table.name] = rows.with_columns(typed)
    return found


def _dated(name: str) -> pl.Expr:
    known = pl.when(pl.col(name) < NEVER).then(pl.col(name))
    return known.cast(pl.Int32).cast(pl.Date).alias(name)


def _timed(name: str) -> pl.Expr:
    known = pl.when(pl.col(name) < NEVER * 1440).then(pl.col(name))
    return (known * 60_000).cast(pl.Datetime("ms")).alias(name)
