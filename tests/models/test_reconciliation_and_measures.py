"""A figure of the reconciliation and the same figure on the overview page are the same children."""

from __future__ import annotations

from collections import Counter

import duckdb
import polars as pl
import pytest
from sample_warehouse import Warehouse

from pipelines import return_models
from returns.reconciliation import Reconciliation, reconcile

YEAR = "2025-26"


def reconciled(warehouse: Warehouse, return_name: str) -> Reconciliation:
    """This year's return of the sample, counted."""
    with duckdb.connect(str(warehouse.path), read_only=True) as con:
        tables = {
            model.table: con.execute(
                f"select * from returns.{model.name} where collection_year = ?", [YEAR]
            ).pl()
            for model in return_models.return_models(return_name)
        }
    return reconcile(return_name, tables, year=YEAR)


@pytest.fixture(scope="module")
def census(warehouse: Warehouse) -> Reconciliation:
    return reconciled(warehouse, "cin")


@pytest.fixture(scope="module")
def care(warehouse: Warehouse) -> Reconciliation:
    return reconciled(warehouse, "ssda903")


@pytest.mark.parametrize(
    ("report", "line", "measure", "part"),
    [
        ("referrals", "all", "referral__repeat_within_12_months", "is_denominator"),
        ("assessments", "completed", "assessment__within_45_working_days", "is_denominator"),
        ("assessments", "within_45", "assessment__within_45_working_days", "is_numerator"),
        (
            "conferences",
            "timed",
            "section_47__conference_within_15_working_days",
            "is_denominator",
        ),
        (
            "conferences",
            "within_15",
            "section_47__conference_within_15_working_days",
            "is_numerator",
        ),
        ("protection_plans", "at_end", "child_protection__rate_per_10k", "is_numerator"),
        ("reviews", "three_months", "child_protection__reviews_in_time", "is_denominator"),
        ("reviews", "in_time", "child_protection__reviews_in_time", "is_numerator"),
        ("looked_after", "at_end", "looked_after__rate_per_10k", "is_numerator"),
    ],
)
def test_the_children_of_a_figure_are_those_of_the_measure(
    warehouse: Warehouse,
    census: Reconciliation,
    care: Reconciliation,
    report: str,
    line: str,
    measure: str,
    part: str,
) -> None:
    counted = care if measure.startswith("looked_after") else census
    listed = counted.rows.filter(pl.col("report") == report, pl.col("line") == line)
    # An adopted child who is still in need has a new number in the return.
    person = dict(
        warehouse.query(
            """
            select la_child_id, child_id
            from intermediate.int_in_need__child
            where authority = '999' and collection_year = ?
            """,
            [YEAR],
        )
    )
    measured = warehouse.query(
        f"""
        select child_id
        from fct_measure_row
        inner join (select measure_id, basis from dim_measure) using (measure_id)
        where
            measure_id = ?
            and authority = '999'
            and {part}
            and not is_excluded
            and event_on between
                case when basis = 'stock' then date '2026-03-31' else date '2025-04-01' end
                and date '2026-03-31'
        """,
        [measure],
    )
    assert measured
    assert Counter(person.get(child, child) for child in listed["child_id"]) == Counter(
        child for (child,) in measured
    )


def test_the_report_and_the_measure_of_the_year_have_the_same_value(
    warehouse: Warehouse, census: Reconciliation
) -> None:
    shares = {
        "assessment__within_45_working_days": ("assessments", "within_45_percent"),
        "section_47__conference_within_15_working_days": ("conferences", "within_15_percent"),
        "child_protection__reviews_in_time": ("reviews", "in_time_percent"),
    }
    values = {
        (row["report"], row["line"]): row["value"] for row in census.figures.iter_rows(named=True)
    }
    published = dict(
        warehouse.query(
            """
            select measure_id, value
            from fct_measure_value
            where
                authority = '999'
                and slice = 'all'
                and period_type = 'year'
                and period_end = date '2026-03-31'
            """
        )
    )
    for measure, key in shares.items():
        assert values[key] == pytest.approx(published[measure])


def placements_told(episodes: pl.DataFrame) -> dict[str, int]:
    """Placements of the year by child, from the return's episodes alone.

    Temporary ones are not counted, nor is coming back from one to where the child was before, nor
    being placed for adoption (A3, A5) with the carer whom the child had (T, U).
    """
    told: Counter[str] = Counter()
    home: dict[str, tuple[str | None, ...]] = {}
    away: set[str] = set()
    in_time = episodes.sort("CHILD", pl.col("DECOM").str.to_date("%d/%m/%Y"))
    for row in in_time.iter_rows(named=True):
        child, place = row["CHILD"], row["PLACE"]
        if place is not None and place.startswith("T"):
            away.add(child)
            continue
        here = (place, row["PL_POST"])
        is_new = row["RNE"] != "L" and not (child in away and home.get(child) == here)
        is_new &= not (place in ("A3", "A5") and row["RNE"] in ("T", "U"))
        told[child] += is_new or child not in home
        home[child] = here
        away.discard(child)
    return dict(told)


def test_children_with_three_placements_by_the_return_are_those_of_the_measure(
    warehouse: Warehouse,
) -> None:
    with duckdb.connect(str(warehouse.path), read_only=True) as con:
        episodes = con.execute(
            "select * from returns.rtn_ssda903__episodes where collection_year = ?", [YEAR]
        ).pl()
    # Null is not in a list, and not out of it.
    lasting = episodes.filter(~pl.col("LS").is_in(["V3", "V4"]).fill_null(value=False))
    told = placements_told(lasting)
    at_end = set(lasting.filter(pl.col("DEC").is_null())["CHILD"])
    counted = warehouse.query(
        """
        select child_id, placements_in_year
        from fct_looked_after_at_period_end
        where period_end = date '2026-03-31' and not is_short_break_series
        """
    )
    assert {child: told.get(child, 0) for child in at_end} == dict(counted)
    measured = warehouse.query(
        """
        select child_id
        from fct_measure_row
        where
            measure_id = 'placement__three_or_more_in_year'
            and is_numerator
            and not is_excluded
            and event_on = date '2026-03-31'
        """
    )
    assert {child for child in at_end if told[child] >= 3} == {child for (child,) in measured}
