"""Financial quarters, written 2025-26-Q4: Q1 is April to June."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.faults import Fault

WRITTEN = re.compile(r"^(\d{4})-(\d{2})-Q([1-4])$")


@dataclass(frozen=True)
class Quarter:
    """One financial quarter: the calendar year in which its financial year starts, and 1 to 4."""

    start_year: int
    number: int

    def __str__(self) -> str:
        return f"{self.start_year}-{(self.start_year + 1) % 100:02d}-Q{self.number}"

    @property
    def starts_on(self) -> date:
        """First day."""
        months = 3 + 3 * (self.number - 1)
        return date(self.start_year + months // 12, months % 12 + 1, 1)

    @property
    def ends_on(self) -> date:
        """Last day."""
        return self.next.starts_on - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """The quarter after."""
        return Quarter(self.start_year + self.number // 4, self.number % 4 + 1)


def quarter(written: str) -> Quarter:
    """The quarter that is written so.

    Raises:
        Fault: it is not written as a quarter.
    """
    match = WRITTEN.match(written)
    if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
        raise Fault(
            f"{written!r} is no financial quarter.",
            remedy="Write 2025-26-Q4; Q1 is April to June.",
        )
    return Quarter(int(match[1]), int(match[3]))


def quarter_of(day: date) -> Quarter:
    """The quarter that a day lies in."""
    start_year = day.year if day.month >= 4 else day.year - 1
    return Quarter(start_year, (day.month - 4) % 12 // 3 + 1)


def last_closed_quarter(as_at: date) -> Quarter:
    """The newest quarter whose last day is not after the as-at date."""
    running = quarter_of(as_at)
    if running.ends_on == as_at:
        return running
    return quarter_of(running.starts_on - timedelta(days=1))
