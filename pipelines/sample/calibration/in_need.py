"""Figures of children in need."""

from __future__ import annotations

import polars as pl

from pipelines.sample.calibration.figures import Counted, Seen, figure, open_on, per_10k, percent
from pipelines.sample.draws import YEAR

NOT_IN_NEED = ["RC8", "RC9"]


def in_need(seen: Seen) -> pl.DataFrame:
    """Children in need on each 31 March of the years, with the person, `on` and days open."""
    cases = seen["cin_episodes"].filter(pl.col("cine_referral_nfa") == "N")
    days = [
        cases.filter(open_on("cine_referral_date", "cine_close_date", day)).with_columns(
            on=pl.lit(day), days=(pl.lit(day) - pl.col("cine_referral_date")).dt.total_days()
        )
        for day in seen.year_ends
    ]
    rows = pl.concat(days).unique(["cine_person_id", "on"], keep="first", maintain_order=True)
    return rows.join(seen["person"], left_on="cine_person_id", right_on="pers_person_id")


def ended(seen: Seen) -> pl.DataFrame:
    """Episodes of need that ended in the years with their days.

    Those who were assessed and not found in need are left out, as in the statistics.
    """
    rows = seen["cin_episodes"].filter(
        seen.during("cine_close_date") & ~pl.col("cine_close_reason").is_in(NOT_IN_NEED)
    )
    return rows.with_columns(
        days=(pl.col("cine_close_date") - pl.col("cine_referral_date")).dt.total_days()
    )


def _share(rows: pl.DataFrame, which: pl.Expr) -> Counted:
    return percent(rows.filter(which).height, rows.height)


def _lasting(first: float, last: float) -> pl.Expr:
    """Days from the first of these years to before the last."""
    days = pl.col("days")
    return (days >= first * YEAR) & (days < last * YEAR)


LONG = 100.0
DURATIONS = {
    "under_3_months": (0.0, 0.25),
    "3_to_6_months": (0.25, 0.5),
    "6_to_12_months": (0.5, 1.0),
    "1_to_2_years": (1.0, 2.0),
    "2_years_or_more": (2.0, LONG),
}


def _add_durations(name: str, years: tuple[float, float]) -> None:
    """A figure of the open and one of the ended for each class of the statistics."""

    @figure(f"in_need_{name}")
    def _open(seen: Seen) -> Counted:
        return _share(in_need(seen), _lasting(*years))

    @figure(f"need_ended_{name}")
    def _ended(seen: Seen) -> Counted:
        return _share(ended(seen), _lasting(*years))


for _name, _years in DURATIONS.items():
    _add_durations(_name, _years)


@figure("in_need_per_10k")
def _in_need_per_10k(seen: Seen) -> Counted:
    return per_10k(in_need(seen).height, seen.population)


@figure("need_ended_per_10k")
def _need_ended_per_10k(seen: Seen) -> Counted:
    return per_10k(ended(seen).height, seen.population)


def _needing(seen: Seen, code: str) -> Counted:
    return _share(in_need(seen), pl.col("cine_cin_primary_need_code") == code)


@figure("need_abuse_or_neglect")
def _abuse(seen: Seen) -> Counted:
    return _needing(seen, "N1")


@figure("need_disability")
def _disability(seen: Seen) -> Counted:
    return _needing(seen, "N2")


@figure("in_need_boys")
def _boys(seen: Seen) -> Counted:
    return _share(in_need(seen), pl.col("pers_sex") == "M")


@figure("in_need_white")
def _white(seen: Seen) -> Counted:
    """Of those whose ethnicity is known."""
    rows = in_need(seen).filter(~pl.col("pers_ethnicity").is_in(["NOBT", "REFU"]))
    return _share(rows, pl.col("pers_ethnicity").str.starts_with("W"))


@figure("in_need_disabled")
def _disabled(seen: Seen) -> Counted:
    disabled = seen["disability"].filter(pl.col("disa_disability_code") != "NONE")
    return _share(
        in_need(seen), pl.col("cine_person_id").is_in(disabled["disa_person_id"].implode())
    )


def _aged(seen: Seen, first: int, last: int) -> Counted:
    """Share with a birthday between the two; the unborn count among all."""
    age = (pl.col("on") - pl.col("pers_dob")).dt.total_days() / YEAR
    return _share(in_need(seen), (age >= first) & (age < last))


@figure("in_need_under_5")
def _under_5(seen: Seen) -> Counted:
    return _aged(seen, 0, 5)


@figure("in_need_10_to_15")
def _teens(seen: Seen) -> Counted:
    return _aged(seen, 10, 16)


@figure("in_need_16_or_over")
def _grown(seen: Seen) -> Counted:
    return _aged(seen, 16, 30)


@figure("in_need_unborn")
def _unborn(seen: Seen) -> Counted:
    rows = in_need(seen)
    return _share(rows, pl.col("pers_dob").is_null() | (pl.col("pers_dob") > pl.col("on")))
