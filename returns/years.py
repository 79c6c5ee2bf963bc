"""Collection years. `2025-26` means 1 April 2025 to 31 March 2026."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from returns.faults import ReturnFault

FIRST_START = 2022
LAST_START = 2026


@dataclass(frozen=True, order=True, slots=True)
class CollectionYear:
    """One collection year, by the calendar year in which it starts."""

    start_year: int

    @property
    def label(self) -> str:
        """The year as it is written everywhere: `2025-26`."""
        return f"{self.start_year}-{(self.start_year + 1) % 100:02d}"

    @property
    def starts_on(self) -> date:
        """1 April."""
        return date(self.start_year, 4, 1)

    @property
    def ends_on(self) -> date:
        """31 March of the next calendar year: the reference date of the returns."""
        return date(self.start_year + 1, 3, 31)

    @property
    def previous(self) -> CollectionYear:
        """The year before. It need not be a known year."""
        return CollectionYear(self.start_year - 1)

    @property
    def is_known(self) -> bool:
        """True where we hold a specification for the year."""
        return FIRST_START <= self.start_year <= LAST_START

    def __str__(self) -> str:
        return self.label


KNOWN_YEARS: tuple[CollectionYear, ...] = tuple(
    CollectionYear(start) for start in range(FIRST_START, LAST_START + 1)
)


def collection_year(label: str | CollectionYear) -> CollectionYear:
    """The known collection year written `label`.

    Raises:
        ReturnFault: the year is not one of those that we know; the sentence lists them.
    """
    if isinstance(label, CollectionYear):
        label = label.label
    for year in KNOWN_YEARS:
        if year.label == label:
            return year
    known = ", ".join(year.label for year in KNOWN_YEARS)
    raise ReturnFault(
        f"{label!r} is not a collection year that we know.", remedy=f"Known: {known}."
    )
