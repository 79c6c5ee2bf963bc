"""Figures of contacts, referrals and assessments."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from pipelines.sample.calibration.figures import (
    Counted,
    Seen,
    figure,
    per_10k,
    percent,
    quantile,
    ratio,
)
from pipelines.sample.draws import working_days_between

# Groups of sources in table C1 of the statistics, by the first characters of the code.
POLICE, SCHOOLS, HEALTH = ("6",), ("2",), ("3",)


def referrals(seen: Seen) -> pl.DataFrame:
    """All referrals, of several on one day for a child the first, with the one `before`."""
    rows = seen["cin_episodes"].sort(
        "cine_person_id", "cine_referral_date", "cine_referral_nfa", "cine_referral_id"
    )
    rows = rows.unique(["cine_person_id", "cine_referral_date"], keep="first", maintain_order=True)
    return rows.with_columns(before=pl.col("cine_referral_date").shift(1).over("cine_person_id"))


def _of_years(seen: Seen) -> pl.DataFrame:
    return referrals(seen).filter(seen.during("cine_referral_date"))


def _year(column: str) -> pl.Expr:
    """The year from 1 April, by the calendar year in which it began."""
    return pl.col(column).dt.offset_by("-3mo").dt.year()


def _share(rows: pl.DataFrame, which: pl.Expr) -> Counted:
    return percent(rows.filter(which).height, rows.height)


def days_after(start: pl.Series, end: pl.Series) -> np.ndarray[Any, Any]:
    """Working days from each start to its end."""
    first, last = (
        days.cast(pl.Date).to_numpy().astype("datetime64[D]").astype(np.int64)
        for days in (start, end)
    )
    return working_days_between(first, last)


@figure("contacts_per_referral")
def _contacts_per_referral(seen: Seen) -> Counted:
    contacts = seen["contacts"].filter(seen.during("cont_contact_date"))
    return ratio(contacts.height, _of_years(seen).height)


@figure("contacts_decided_in_1_working_day")
def _contacts_decided(seen: Seen) -> Counted:
    rows = seen["contacts"].filter(
        seen.during("cont_contact_date") & pl.col("cont_contact_decision_at").is_not_null()
    )
    days = days_after(rows["cont_contact_date"], rows["cont_contact_decision_at"])
    return percent(int((days <= 1).sum()), rows.height)


@figure("referrals_per_10k")
def _referrals_per_10k(seen: Seen) -> Counted:
    return per_10k(_of_years(seen).height, seen.population)


@figure("children_referred_per_10k")
def _children_referred(seen: Seen) -> Counted:
    """Each child once in each year."""
    rows = _of_years(seen).with_columns(year=_year("cine_referral_date"))
    return per_10k(rows.unique(["cine_person_id", "year"]).height, seen.population)


@figure("repeat_referrals")
def _repeat_referrals(seen: Seen) -> Counted:
    since = (pl.col("cine_referral_date") - pl.col("before")).dt.total_days()
    return _share(_of_years(seen), since <= 365)


@figure("referrals_without_further_action")
def _no_further_action(seen: Seen) -> Counted:
    return _share(_of_years(seen), pl.col("cine_referral_nfa") == "Y")


@figure("referrals_assessed_not_in_need")
def _not_in_need(seen: Seen) -> Counted:
    """Closed by the end of the year of the referral, as the year's return shows it."""
    same_year = _year("cine_referral_date") == _year("cine_close_date")
    which = pl.col("cine_close_reason").is_in(["RC8", "RC9"]) & same_year
    return _share(_of_years(seen), which)


def _from(seen: Seen, starts: tuple[str, ...]) -> Counted:
    source = pl.col("cine_referral_source_code")
    return _share(
        _of_years(seen), pl.any_horizontal(source.str.starts_with(start) for start in starts)
    )


@figure("referrals_from_police")
def _police(seen: Seen) -> Counted:
    return _from(seen, POLICE)


@figure("referrals_from_schools")
def _schools(seen: Seen) -> Counted:
    return _from(seen, SCHOOLS)


@figure("referrals_from_health")
def _health(seen: Seen) -> Counted:
    return _from(seen, HEALTH)


def _assessed(seen: Seen) -> pl.DataFrame:
    """Assessments completed in the years, with working days from the referral."""
    rows = seen["cin_assessments"].filter(seen.during("cina_assessment_auth_date"))
    rows = rows.join(
        seen["cin_episodes"],
        left_on=["cina_person_id", "cina_referral_id"],
        right_on=["cine_person_id", "cine_referral_id"],
    )
    days = days_after(rows["cine_referral_date"], rows["cina_assessment_auth_date"])
    return rows.with_columns(days=pl.Series(days, dtype=pl.Int64))


@figure("assessments_within_45_working_days")
def _in_time(seen: Seen) -> Counted:
    return _share(_assessed(seen), pl.col("days") <= 45)


@figure("assessment_days_lower_quartile")
def _lower(seen: Seen) -> Counted:
    return quantile(_assessed(seen)["days"], 0.25)


@figure("assessment_days_median")
def _median(seen: Seen) -> Counted:
    return quantile(_assessed(seen)["days"], 0.5)


@figure("assessment_days_upper_quartile")
def _upper(seen: Seen) -> Counted:
    return quantile(_assessed(seen)["days"], 0.75)


def _with_factor(seen: Seen, code: str) -> Counted:
    """Episodes with the factor, of all episodes with factors in an assessment of the years."""
    rows = _assessed(seen).join(
        seen["assessment_factors"],
        left_on="cina_assessment_id",
        right_on="cinf_assessment_id",
    )
    return _share(rows, pl.col("cinf_assessment_factors_json").str.contains(f'"{code}"'))


@figure("factor_domestic_abuse_of_parent")
def _domestic_abuse(seen: Seen) -> Counted:
    return _with_factor(seen, "3B")


@figure("factor_mental_health_of_parent")
def _mental_health(seen: Seen) -> Counted:
    return _with_factor(seen, "4B")


@figure("fewest_referrals_in_august")
def _august(seen: Seen) -> Counted:
    """Referrals of August beside the mean month."""
    rows = _of_years(seen)
    august = rows.filter(pl.col("cine_referral_date").dt.month() == 8).height
    return percent(12 * august, rows.height)


@figure("referrals_of_the_busiest_year")
def _busiest(seen: Seen) -> Counted:
    """Most referrals in a year beside fewest: the authority neither fills up nor runs dry."""
    counts = _of_years(seen).group_by(_year("cine_referral_date")).len()["len"]
    most, fewest = (float(str(found or 0)) for found in (counts.max(), counts.min()))
    return percent(most - fewest, fewest)
