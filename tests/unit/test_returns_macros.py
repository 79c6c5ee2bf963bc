"""Ages and working days, as rules count them."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from returns.database import rule_macros


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(rule_macros())
        yield connection


@pytest.mark.parametrize(
    ("born_on", "day", "age"),
    [
        ("2010-05-04", "2026-05-03", 15),
        ("2010-05-04", "2026-05-04", 16),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2024-02-29", 16),
        ("2026-05-04", "2026-05-03", -1),
    ],
)
def test_an_age_is_the_whole_years_lived(
    con: duckdb.DuckDBPyConnection, born_on: str, day: str, age: int
) -> None:
    found = con.execute(f"select age_on(date '{born_on}', date '{day}')").fetchall()
    assert found == [(age,)]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "days"),
    [
        ("2025-04-14", "2025-04-14", 0),
        ("2025-04-14", "2025-06-20", 45),  # Good Friday, Easter Monday, two in May
        ("2025-04-12", "2025-04-14", 1),  # starts on a Saturday
        ("2025-12-24", "2025-12-29", 1),  # Christmas and Boxing Day, a weekend
        ("2025-04-15", "2025-04-14", -1),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(
    con: duckdb.DuckDBPyConnection, starts_on: str, ends_on: str, days: int
) -> None:
    found = con.execute(f"select working_days_between(date '{starts_on}', date '{ends_on}')")
    assert found.fetchall() == [(days,)]


def test_a_date_that_is_not_known_gives_no_age_and_no_days(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select age_on(null::date, date '2025-01-01'), working_days_between(null::date, null::date)"
    )
    assert found.fetchall() == [(None, None)]
