"""All measures, counted into figures by period and slice."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date

import polars as pl

from recomputation import (
    care,
    care_duties,
    front_door,
    leaving,
    need,
    protection,
    work_and_money,
)
from recomputation.drop import Drop
from recomputation.person_slices import PERSON_SLICES, UNKNOWN
from recomputation.placement_slices import PLACEMENT_SLICES

MEASURES: dict[str, Callable[[Drop], pl.DataFrame]] = {
    "assessment__within_45_working_days": front_door.assessments_in_time,
    "care_leaver__in_education_employment_training": leaving.in_education_or_work,
    "care_leaver__in_touch": leaving.in_touch,
    "care_leaver__suitable_accommodation": leaving.suitably_housed,
    "child_in_need__rate_per_10k": need.children_in_need,
    "child_protection__rate_per_10k": protection.children_on_plans,
    "child_protection__reviews_in_time": protection.plans_reviewed,
    "child_protection__second_or_subsequent_plan": protection.second_plans,
    "child_protection__two_years_or_more": protection.plans_of_two_years,
    "contact__decided_within_1_working_day": front_door.contacts_decided,
    "looked_after__health_assessment_in_year": care_duties.health_assessed,
    "looked_after__rate_per_10k": care.children_looked_after,
    "looked_after__reviews_in_time": care_duties.reviews_in_time,
    "looked_after__visits_in_time": care_duties.visits_in_time,
    "missing__return_interview_within_72_hours": care_duties.interviews_in_time,
    "placement__long_term_stability": care.children_settled,
    "placement__over_20_miles_out_of_area": care.children_far_away,
    "placement__three_or_more_in_year": care.children_moved_often,
    "placement__weekly_cost": work_and_money.weekly_cost,
    "referral__no_further_action": front_door.referrals_without_action,
    "referral__repeat_within_12_months": front_door.referrals_repeated,
    "section_47__conference_within_15_working_days": front_door.conferences_in_time,
    "workforce__average_caseload": work_and_money.caseload,
}
# Counted on the last day of a period; all others are counted on the day on which they happen.
STOCKS = {
    "care_leaver__in_education_employment_training",
    "care_leaver__in_touch",
    "care_leaver__suitable_accommodation",
    "child_in_need__rate_per_10k",
    "child_protection__rate_per_10k",
    "child_protection__reviews_in_time",
    "child_protection__two_years_or_more",
    "looked_after__health_assessment_in_year",
    "looked_after__rate_per_10k",
    "looked_after__reviews_in_time",
    "looked_after__visits_in_time",
    "placement__long_term_stability",
    "placement__over_20_miles_out_of_area",
    "placement__three_or_more_in_year",
    "workforce__average_caseload",
}
RATES = {measure for measure in MEASURES if measure.endswith("__rate_per_10k")}
RATIOS = {"placement__weekly_cost", "workforce__average_caseload"}
# Measure, kind and end of the period, slice and its value.
Key = tuple[str, str, date, str, str]
# Numerator, denominator and value.
Value = tuple[float, float | None, float | None]


def events(drop: Drop, measure: str, slices: list[str]) -> pl.DataFrame:
    """What the measure counts, with the value of each slice."""
    rows = MEASURES[measure](drop)
    people = [(child, day) for child, day in rows.select("child", "day").iter_rows()]
    named = [
        pl.Series(
            name,
            [UNKNOWN if child is None else PERSON_SLICES[name](drop, child, day)
             for child, day in people],
            dtype=pl.String,
        )
        for name in slices
        if name in PERSON_SLICES
    ]  # fmt: skip
    named += [
        pl.Series(
            name,
            [
                PLACEMENT_SLICES[name](code, day)
                for code, day in rows.select(name, "day").iter_rows()
            ],
            dtype=pl.String,
        )
        for name in slices
        if name in PLACEMENT_SLICES
    ]
    return rows.with_columns(named).with_columns(
        pl.col("team").fill_null(UNKNOWN), all=pl.lit("all")
    )


def figures(drop: Drop, measure: str, slices: list[str]) -> dict[Key, Value]:
    """Every figure of the measure in which anything counts, whole and by slice, and all totals."""
    months = pl.DataFrame(
        [
            (period.kind, period.end, month)
            for period in drop.periods
            for month in drop.month_ends
            if period.start <= month <= period.end
            and (measure not in STOCKS or month == period.end)
        ],
        schema={"kind": pl.String, "end": pl.Date, "month": pl.Date},
        orient="row",
    )
    counted = (
        events(drop, measure, slices)
        .with_columns(month=pl.col("day").map_elements(_month_end, return_dtype=pl.Date))
        .join(months, on="month")
    )
    totals = _totals(measure)
    found: dict[Key, Value] = {
        (measure, period.kind, period.end, "all", "all"): _value(
            measure, 0.0, 0.0, _population(drop, period.end)
        )
        for period in drop.periods
    }
    for name in ["all", *slices]:
        grouped = counted.group_by("kind", "end", name).agg(**totals)
        for kind, end, value, above, below in grouped.iter_rows():
            people = _population(drop, end) if name == "all" else None
            found[measure, kind, end, name, value] = _value(measure, above, below, people)
    return found


def nothing(measure: str) -> Value:
    """The figure of a slice in which nothing counts."""
    return _value(measure, 0.0, 0.0, None)


def _totals(measure: str) -> dict[str, pl.Expr]:
    if measure in RATIOS:
        return {"above": pl.col("amount").sum(), "below": pl.col("weight").sum()}
    return {"above": pl.col("counts").sum(), "below": pl.len()}


def _value(measure: str, above: float, below: float, people: int | None) -> Value:
    if measure in RATES:
        return above, people, 10_000 * above / people if people else None
    if measure in RATIOS:
        return above, below, above / below if below else None
    return above, below, 100 * above / below if below else None


def _population(drop: Drop, day: date) -> int | None:
    """Children of the area at the newest known mid-year before a day."""
    known = {
        int(year): int(children)
        for year, children in drop.table("population").iter_rows()
        if date(int(year), 6, 30) < day
    }
    return known[max(known)] if known else None


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
