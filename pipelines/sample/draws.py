"""Seeded draws for whole columns, and the calendar that they are placed on.

Days are whole numbers since 1 January 1970, because numpy adds and compares those fastest.
`NEVER` stands for an event that does not happen: it lies after every as-at date, so that what
hides the future hides it too.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import holidays
import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

NEVER = 100_000
YEAR = 365.25


def day(text: str) -> int:
    """The day number of an ISO date."""
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


class Draws:
    """Independent streams of random numbers, one for each subject of an authority.

    A subject that draws more numbers than before leaves the others as they were, so that one
    table can be enriched without shuffling the rest.
    """

    def __init__(self, seed: int, authority: str) -> None:
        self.seed = seed
        self.authority = authority

    def stream(self, subject: str) -> np.random.Generator:
        """The stream of one subject, always from its beginning."""
        return np.random.default_rng([self.seed, int(self.authority), zlib.crc32(subject.encode())])


def pick(rng: np.random.Generator, shares: Mapping[str, float], size: int) -> Texts:
    """Draw codes with the given shares; shares need not add up to one."""
    codes = np.array(list(shares), dtype=object)
    weights = np.array(list(shares.values()), dtype=float)
    return np.asarray(codes[rng.choice(len(codes), size=size, p=weights / weights.sum())])


def curve(rng: np.random.Generator, points: Sequence[tuple[float, float]], size: int) -> Days:
    """Draw whole numbers from a distribution given as points (cumulative share, value)."""
    shares, values = zip(*points, strict=True)
    return np.asarray(np.floor(np.interp(rng.random(size), shares, values)).astype(np.int64))


def chance(rng: np.random.Generator, share: float | Floats, size: int) -> Bools:
    """True for about the given share."""
    return np.asarray(rng.random(size) < share)


@cache
def bank_holidays() -> npt.NDArray[np.datetime64]:
    """Bank holidays of England, 1995 to 2035."""
    found = holidays.country_holidays("GB", subdiv="ENG", years=range(1995, 2036))
    return np.array(sorted(found), dtype="datetime64[D]")


def _dates(days: Days) -> npt.NDArray[np.datetime64]:
    return np.minimum(days, NEVER).astype("datetime64[D]")


def add_working_days(days: Days, count: Days | int) -> Days:
    """The day on which working day number `count` after the start falls; day 0 is the start itself.

    The start may be at a weekend: Monday is then working day 1, as in the clock of the measures.
    """
    moved = np.busday_offset(_dates(days), count, roll="preceding", holidays=bank_holidays())
    whole = np.asarray(moved).astype(np.int64)
    return np.where(np.asarray(count) == 0, days, whole)


def working_day_before(days: Days) -> Days:
    """The day itself if it is a working day, else the working day before it."""
    return np.busday_offset(_dates(days), 0, roll="preceding", holidays=bank_holidays()).astype(
        np.int64
    )


def working_day_after(days: Days) -> Days:
    """The day itself if it is a working day, else the next one."""
    return np.busday_offset(_dates(days), 0, roll="following", holidays=bank_holidays()).astype(
        np.int64
    )


def working_days_between(start: Days, end: Days) -> Days:
    """Working days d with start < d <= end."""
    return np.busday_count(_dates(start + 1), _dates(end + 1), holidays=bank_holidays()).astype(
        np.int64
    )


def birthday(born: Days, years: int) -> Days:
    """The day on which somebody reaches the age; 29 February counts as 28 February in other years.

    That is how databases add years, so that nobody here is a day older than there.
    """
    dates = np.minimum(born, NEVER).astype("datetime64[D]")
    month = dates.astype("datetime64[M]") + 12 * years
    whole = month.astype("datetime64[D]") + (dates - dates.astype("datetime64[M]"))
    last = (month + 1).astype("datetime64[D]") - 1
    return np.asarray(np.minimum(whole, last).astype(np.int64))


def collection_year_of(days: Days) -> Days:
    """The year from 1 April in which each day lies, by the calendar year in which it began."""
    months = _dates(days).astype("datetime64[M]").astype(np.int64)
    return np.asarray((months - 3) // 12 + 1970)


def year_began(years: Days) -> Days:
    """1 April of each year."""
    months = ((years - 1970) * 12 + 3).astype("datetime64[M]")
    return np.asarray(months.astype("datetime64[D]").astype(np.int64))
