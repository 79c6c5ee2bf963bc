"""The shipped calendar against a list of bank holidays and due dates that were worked out."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def bank_holidays(project_root: Path) -> set[date]:
    seed = project_root / "dbt_project/seeds/reference/ref_bank_holiday.csv"
    with seed.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["holiday_on"]) for row in csv.DictReader(file)}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_bank_holidays_are_those_of_the_list(reference: Path, bank_holidays: set[date]) -> None:
    listed = {
        date.fromisoformat(row["date"])
        for row in rows_of(reference / "calendar/bank_holidays_england.csv")
    }
    years = {day.year for day in listed}
    assert min(years) <= 2015 and max(years) >= 2027
    assert {day for day in bank_holidays if day.year in years} == listed


def test_working_days_to_each_worked_due_date(reference: Path, bank_holidays: set[date]) -> None:
    vectors = rows_of(reference / "calendar/working_day_test_vectors.csv")
    assert vectors
    for vector in vectors:
        start, due = date.fromisoformat(vector["start"]), date.fromisoformat(vector["due_date"])
        days = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
        working = [day for day in days if day.weekday() < 5 and day not in bank_holidays]
        assert len(working) == int(vector["working_days"]), vector
        assert working[-1] == due, vector
