"""Figures of section 47 enquiries, conferences and protection plans."""

from __future__ import annotations

import polars as pl

from pipelines.sample.calibration.figures import Counted, Seen, figure, open_on, per_10k, percent
from pipelines.sample.calibration.front_door import days_after

START, END = "cppl_cp_plan_start_date", "cppl_cp_plan_end_date"


def protected(seen: Seen) -> pl.DataFrame:
    """Children on a plan on each 31 March of the years, with `on`.

    Plans of another authority for a child who is here for a while are left out.
    """
    plans = seen["cp_plans"].filter(pl.col("cppl_cp_plan_ola") == "N")
    return pl.concat(
        plans.filter(open_on(START, END, day)).with_columns(on=pl.lit(day))
        for day in seen.year_ends
    )


def _begun(seen: Seen) -> pl.DataFrame:
    return seen["cp_plans"].filter(seen.during(START) & (pl.col("cppl_cp_plan_ola") == "N"))


def _ended(seen: Seen) -> pl.DataFrame:
    return seen["cp_plans"].filter(seen.during(END) & (pl.col("cppl_cp_plan_ola") == "N"))


def _enquiries(seen: Seen) -> pl.DataFrame:
    return seen["s47_enquiry"].filter(seen.during("s47e_s47_start_date"))


def _conferences(seen: Seen) -> pl.DataFrame:
    """Conferences of the years with working days from the strategy discussion, null without one."""
    rows = seen["initial_cp_conference"].filter(seen.during("icpc_icpc_date"))
    rows = rows.join(
        seen["s47_enquiry"],
        left_on=["icpc_person_id", "icpc_s47_enquiry_id"],
        right_on=["s47e_person_id", "s47e_s47_enquiry_id"],
        how="left",
    )
    begun = pl.col("s47e_s47_start_date").fill_null(pl.col("icpc_icpc_date"))
    rows = rows.with_columns(begun=begun)
    days = pl.Series(days_after(rows["begun"], rows["icpc_icpc_date"]), dtype=pl.Int64)
    return rows.with_columns(
        days=pl.when(pl.col("s47e_s47_start_date").is_not_null()).then(days).otherwise(None)
    )


def _share(rows: pl.DataFrame, which: pl.Expr) -> Counted:
    return percent(rows.filter(which).height, rows.height)


@figure("enquiries_per_10k")
def _enquiries_per_10k(seen: Seen) -> Counted:
    return per_10k(_enquiries(seen).height, seen.population)


@figure("conferences_per_10k")
def _conferences_per_10k(seen: Seen) -> Counted:
    return per_10k(_conferences(seen).height, seen.population)


@figure("conferences_of_enquiries")
def _conferences_of_enquiries(seen: Seen) -> Counted:
    return percent(_conferences(seen).height, _enquiries(seen).height)


@figure("conferences_within_15_working_days")
def _within_15(seen: Seen) -> Counted:
    """Those of a plan that moved in have no enquiry here and are in time, as in the statistics."""
    return _share(_conferences(seen), pl.col("days").fill_null(0) <= 15)


@figure("conferences_after_20_working_days")
def _after_20(seen: Seen) -> Counted:
    return _share(_conferences(seen), pl.col("days").fill_null(0) > 20)


@figure("conferences_with_a_plan")
def _with_plan(seen: Seen) -> Counted:
    return percent(_begun(seen).height, _conferences(seen).height)


@figure("plans_begun_per_10k")
def _begun_per_10k(seen: Seen) -> Counted:
    return per_10k(_begun(seen).height, seen.population)


@figure("plans_ended_per_10k")
def _ended_per_10k(seen: Seen) -> Counted:
    return per_10k(_ended(seen).height, seen.population)


@figure("protected_per_10k")
def _protected_per_10k(seen: Seen) -> Counted:
    return per_10k(protected(seen).height, seen.population)


@figure("second_or_subsequent_plans")
def _second(seen: Seen) -> Counted:
    return _share(_begun(seen), pl.col("cppl_number_of_previous_plans").cast(pl.Int64) > 0)


def _lasted(since: str, until: str, first: int | None, last: int | None) -> pl.Expr:
    """Longer than the first number of months, up to the last."""
    found = pl.lit(True)
    if first is not None:
        found &= pl.col(until) > pl.col(since).dt.offset_by(f"{first}mo")
    if last is not None:
        found &= pl.col(until) <= pl.col(since).dt.offset_by(f"{last}mo")
    return found


@figure("plans_open_up_to_3_months")
def _open_3(seen: Seen) -> Counted:
    return _share(protected(seen), _lasted(START, "on", None, 3))


@figure("plans_open_3_to_6_months")
def _open_6(seen: Seen) -> Counted:
    return _share(protected(seen), _lasted(START, "on", 3, 6))


@figure("plans_open_6_to_12_months")
def _open_12(seen: Seen) -> Counted:
    return _share(protected(seen), _lasted(START, "on", 6, 12))


@figure("plans_open_1_to_2_years")
def _open_24(seen: Seen) -> Counted:
    return _share(protected(seen), _lasted(START, "on", 12, 24))


@figure("plans_open_2_years_or_more")
def _open_long(seen: Seen) -> Counted:
    return _share(protected(seen), _lasted(START, "on", 24, None))


@figure("plans_ended_after_2_years_or_more")
def _ended_long(seen: Seen) -> Counted:
    return _share(_ended(seen), _lasted(START, END, 24, None))


@figure("plans_reviewed_in_time")
def _reviewed(seen: Seen) -> Counted:
    """Children on a plan for three months or more whose reviews of the year were all in time.

    The first is due three months after the start, each later one six months after the one before.
    """
    rows = protected(seen).filter(_lasted(START, "on", 3, None))
    on_plan = ["cppl_person_id", "cppl_cp_plan_id", "on", START]
    reviews = rows.select(on_plan).join(
        seen["cp_reviews"].select(
            cppl_person_id="cppr_person_id",
            cppl_cp_plan_id="cppr_cp_plan_id",
            held="cppr_cp_review_date",
        ),
        on=["cppl_person_id", "cppl_cp_plan_id"],
    )
    reviews = reviews.filter(pl.col("held") <= pl.col("on"))
    # The day itself closes the list: a review that should have been held by then is late too.
    today = rows.select(*on_plan, held=pl.col("on").dt.offset_by("1d"))
    reviews = pl.concat([reviews, today]).sort(*on_plan, "held")
    before = pl.col("held").shift(1).over(on_plan)
    due = pl.coalesce(before.dt.offset_by("6mo"), pl.col(START).dt.offset_by("3mo"))
    in_year = pl.col("held") > pl.col("on").dt.offset_by("-1y")
    late = reviews.filter((pl.col("held") > due) & in_year).unique(on_plan)
    return percent(rows.height - late.height, rows.height)


def _of_category(seen: Seen, code: str) -> Counted:
    return _share(protected(seen), pl.col("cppl_cp_plan_latest_category") == code)


@figure("plans_for_neglect")
def _neglect(seen: Seen) -> Counted:
    return _of_category(seen, "NEG")


@figure("plans_for_emotional_abuse")
def _emotional(seen: Seen) -> Counted:
    return _of_category(seen, "EMO")
