"""The 95% intervals, as SQL from the macros alone, against worked values and exact sums."""

from __future__ import annotations

import csv
from math import exp, factorial
from pathlib import Path

import duckdb
import jinja2
import pytest

MACROS = "dbt_project/macros/intervals.sql"
LIMITS = "dbt_project/seeds/reference/ref_poisson_limit.csv"


def of_sql(expression: str) -> float | None:
    with duckdb.connect() as con:
        return con.execute(f"select {expression}").fetchone()[0]


@pytest.fixture(scope="module")
def macros(project_root: Path) -> object:
    return jinja2.Template((project_root / MACROS).read_text(encoding="utf-8")).module


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [(81, 100, 72.2, 87.5), (3, 7, 15.8, 75.0), (0, 12, 0, 24.25), (12, 12, 75.75, 100)],
)
def test_wilson_gives_the_worked_values(
    macros: object, numerator: int, denominator: int, lower: float, upper: float
) -> None:
    limits = [of_sql(macros.wilson_limit(numerator, denominator, s)) for s in ("lower", "upper")]
    assert [100 * limit for limit in limits] == pytest.approx([lower, upper], abs=0.05)


@pytest.mark.parametrize("parts", [(0, 0), ("null", 5), (3, "null"), (6, 5), (-1, 5)])
def test_wilson_says_nothing_of_what_is_no_proportion(
    macros: object, parts: tuple[object, object]
) -> None:
    assert of_sql(macros.wilson_limit(*parts, "lower")) is None
    assert of_sql(macros.wilson_limit(*parts, "upper")) is None


@pytest.mark.parametrize(("events", "lower", "upper"), [(15, 8.39, 24.74), (100, 81.36, 121.63)])
def test_byar_gives_the_worked_values(
    macros: object, events: int, lower: float, upper: float
) -> None:
    limits = [of_sql(macros.poisson_limit(events, "null", s)) for s in ("lower", "upper")]
    assert limits == pytest.approx([lower, upper], abs=0.005)


def test_under_ten_events_the_exact_limit_is_taken(macros: object) -> None:
    assert of_sql(macros.poisson_limit(9, "4.1", "lower")) == pytest.approx(4.1)
    assert of_sql(macros.poisson_limit(10, "4.1", "lower")) == pytest.approx(4.79, abs=0.005)


def test_the_exact_limits_leave_two_and_a_half_per_cent_on_each_side(project_root: Path) -> None:
    def at_most(events: int, mean: float) -> float:
        return exp(-mean) * sum(mean**k / factorial(k) for k in range(events + 1))

    with (project_root / LIMITS).open(encoding="utf-8", newline="") as file:
        rows = [
            (int(r["events"]), float(r["lower_95"]), float(r["upper_95"]))
            for r in csv.DictReader(file)
        ]
    assert [events for events, _, _ in rows] == list(range(10))
    for events, lower, upper in rows:
        assert at_most(events, upper) == pytest.approx(0.025, abs=1e-6)
        if events:
            assert 1 - at_most(events - 1, lower) == pytest.approx(0.025, abs=1e-6)
    assert rows[0][1] == 0
