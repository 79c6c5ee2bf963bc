"""Write the seed of bank holidays in England from the `holidays` library.

The seed is committed, so that a build needs no library and shows in review what changes when a
government announces a day.
Run it again after upgrading the library: `python scripts/write_bank_holidays.py`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import holidays

FIRST_YEAR, LAST_YEAR = 2010, 2030
SEED = Path(__file__).resolve().parent.parent / "dbt_project/seeds/reference/ref_bank_holiday.csv"
SATURDAY = 5


def bank_holidays(first_year: int, last_year: int) -> Iterator[tuple[date, str]]:
    """Bank holidays of England that fall on a weekday, with their substitutes, in order of date."""
    days = holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1))
    for day, name in sorted(days.items()):
        if day.weekday() < SATURDAY:
            yield day, name


def main() -> None:
    """Replace the seed."""
    with SEED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["holiday_on", "name"])
        writer.writerows(
            (day.isoformat(), name) for day, name in bank_holidays(FIRST_YEAR, LAST_YEAR)
        )


if __name__ == "__main__":
    main()
