"""The children of the care measures and those of the SSDA903 at 31 March are the same children."""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl
import pytest
from sample_warehouse import Warehouse

YEAR = "2025-26"
YEAR_END = date(2026, 3, 31)


def module(warehouse: Warehouse, name: str) -> pl.DataFrame:
    """A file of this year's return."""
    with duckdb.connect(str(warehouse.path), read_only=True) as con:
        return con.execute(
            f"select * from returns.rtn_ssda903__{name} where collection_year = ?", [YEAR]
        ).pl()


def measured(warehouse: Warehouse, measure: str, part: str) -> list[str]:
    """Children of a measure at 31 March, above or below the line."""
    rows = warehouse.query(
        f"""
        select child_id
        from fct_measure_row
        where measure_id = ? and event_on = ? and {part}
        order by child_id
        """,
        [measure, YEAR_END],
    )
    assert rows
    return [child for (child,) in rows]


def test_children_looked_after_for_twelve_months_are_those_of_oc2_but_for_who_left_that_day(
    warehouse: Warehouse,
) -> None:
    left_that_day = {
        child
        for (child,) in warehouse.query(
            "select child_id from fct_care_period where ended_on = ?", [YEAR_END]
        )
    }
    returned = module(warehouse, "oc2").filter(~pl.col("CHILD").is_in(list(left_that_day)))
    assert measured(
        warehouse, "looked_after__health_assessment_in_year", "is_denominator"
    ) == sorted(returned["CHILD"])
    assert measured(warehouse, "looked_after__health_assessment_in_year", "is_numerator") == sorted(
        returned.filter(pl.col("HEALTH_ASSESSMENT") == "1")["CHILD"]
    )


def test_twelve_months_means_every_night_of_them_in_care_other_than_by_short_breaks(
    warehouse: Warehouse,
) -> None:
    by_nights = warehouse.query(
        """
        with
            nights as (
                select
                    child_id,
                    unnest(
                        generate_series(
                            greatest(started_on, date '2022-04-01'),
                            coalesce(ended_on, date '2026-08-01') - 1,
                            interval 1 day
                        )
                    )::date as night
                from fct_care_episode
                where not is_short_break_series
            ),
            month_ends as (
                select
                    period_end,
                    (period_end + 1 - interval 12 month)::date as first_night,
                from intermediate.int_period_end
            )
        select period_end, child_id
        from month_ends
        inner join nights on night between first_night and period_end
        group by period_end, first_night, child_id
        having count(distinct night) = period_end - first_night + 1
        order by all
        """
    )
    by_model = warehouse.query(
        """
        select period_end, child_id
        from fct_looked_after_at_period_end
        where is_looked_after_12_months
        order by all
        """
    )
    assert by_model
    assert by_model == by_nights


@pytest.mark.parametrize(
    ("measure", "left_out", "counts"),
    [
        ("in_touch", pl.lit(value=False), pl.col("IN_TOUCH") == "YES"),
        (
            "in_education_employment_training",
            pl.lit(value=False),
            pl.col("ACTIV").str.slice(0, 1).is_in(["F", "P"]),
        ),
        (
            "suitable_accommodation",
            pl.col("ACCOM").str.slice(0, 1).is_in(["G", "H", "R"]),
            pl.col("ACCOM").str.ends_with("1"),
        ),
    ],
)
def test_care_leavers_of_19_to_21_are_those_of_oc3(
    warehouse: Warehouse, measure: str, left_out: pl.Expr, counts: pl.Expr
) -> None:
    age = YEAR_END.year - pl.col("DOB").str.to_date("%d/%m/%Y").dt.year()
    after_march = pl.col("DOB").str.to_date("%d/%m/%Y").dt.month() > YEAR_END.month
    returned = module(warehouse, "oc3").filter(
        (age - after_march.cast(pl.Int32)).is_between(19, 21),
        ~pl.col("IN_TOUCH").is_in(["DIED", "RHOM"]).fill_null(value=False),
        ~left_out.fill_null(value=False),
    )
    assert measured(warehouse, f"care_leaver__{measure}", "is_denominator") == sorted(
        returned["CHILD"]
    )
    assert measured(warehouse, f"care_leaver__{measure}", "is_numerator") == sorted(
        returned.filter(counts)["CHILD"]
    )


def test_reviews_that_count_are_those_of_the_903(warehouse: Warehouse) -> None:
    returned = module(warehouse, "reviews")
    counted = warehouse.query(
        """
        select review.child_id, strftime(review.held_on, '%d/%m/%Y')
        from fct_care_review as review
        inner join
            fct_looked_after_at_period_end as child
            on review.child_id = child.child_id
            and review.care_period_id = child.care_period_id
            and child.period_end = ?
            and not child.is_short_break_series
        where review.held_on between date '2025-04-01' and child.period_end
        """,
        [YEAR_END],
    )
    assert counted
    assert set(counted) <= set(returned.select("CHILD", "REVIEW").iter_rows())
