"""Write the bank holidays of England from the `holidays` library: dbt's seed, and the rules' list.

Two files of the same days, for the returns are usable without the warehouse. Both are committed, so
that a build needs no library and shows in review what changes when a government announces a day.
Run it again after upgrading the library: `python scripts/write_bank_holidays.py`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import holidays

FIRST_YEAR, LAST_YEAR = 2010, 2030
ROOT = Path(__file__).resolve().parent.parent
FILES = (
    ROOT / "dbt_project/seeds/reference/ref_bank_holiday.csv",
    ROOT / "returns/bank_holidays.csv",
)
SATURDAY = 5


def bank_holidays(first_year: int, last_year: int) -> Iterator[tuple[date, str]]:
    """Bank holidays of England that fall on a weekday, with their substitutes, in order of date."""
    days = holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1))
    for day, name in sorted(days.items()):
        if day.weekday() < SATURDAY:
            yield day, name


def main() -> None:
    """Replace both files."""
    days = [(day.isoformat(), name) for day, name in bank_holidays(FIRST_YEAR, LAST_YEAR)]
    for path in FILES:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["holiday_on", "name"])
            writer.writerows(days)


if __name__ == "__main__":
    main()
