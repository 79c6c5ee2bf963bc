"""Figures of workers, of their supervision, and of early help."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.sample.calibration.figures import (
    Counted,
    Seen,
    figure,
    open_on,
    percent,
    ratio,
)
from pipelines.sample.calibration.front_door import referrals

FULL_TIME_HOURS = 37
SUPERVISED_WITHIN, STEPPED_UP_WITHIN = 42, 183  # days


def _census_days(seen: Seen) -> list[date]:
    """30 September of each year: the day of the workforce census."""
    return [date(year, 9, 30) for year in range(seen.first, seen.last + 1)]


def _in_post(seen: Seen, day: date) -> pl.DataFrame:
    """Worker, agency (Y or N), full-time equivalent and team on a day."""
    rows = seen["worker_hours"].filter(open_on("wkhr_start_date", "wkhr_end_date", day))
    return rows.select(
        worker="wkhr_professional_id",
        team="wkhr_team_id",
        share=pl.col("wkhr_weekly_hours") / FULL_TIME_HOURS,
    ).join(
        seen["professionals"].select(
            worker="prof_professional_id", agency="prof_agency_worker_flag"
        ),
        on="worker",
    )


@figure("caseload")
def _caseload(seen: Seen) -> Counted:
    """Cases held for each full-time social worker who holds one or more."""
    cases, share = 0, 0.0
    registered = pl.col("prof_social_worker_registration_no").is_not_null()
    social_workers = seen["professionals"].filter(registered)["prof_professional_id"].implode()
    for day in _census_days(seen):
        held = seen["involvements"].filter(
            open_on("invo_involvement_start_date", "invo_involvement_end_date", day)
            & pl.col("invo_professional_id").is_in(social_workers)
        )
        cases += held.height
        holders = held["invo_professional_id"].unique()
        there = _in_post(seen, day).filter(pl.col("worker").is_in(holders.implode()))
        share += float(there["share"].sum())
    return ratio(cases, share)


@figure("agency_share")
def _agency_share(seen: Seen) -> Counted:
    days = pl.concat([_in_post(seen, day) for day in _census_days(seen)])
    agency = days.filter(pl.col("agency") == "Y")
    return percent(float(agency["share"].sum()), float(days["share"].sum()))


@figure("turnover")
def _turnover(seen: Seen) -> Counted:
    """Who left the authority in the year before the census day, of those in post on it."""
    workers = (
        seen["worker_hours"]
        .group_by(worker="wkhr_professional_id")
        .agg(
            left=pl.when(pl.col("wkhr_end_date").is_not_null().all()).then(
                pl.col("wkhr_end_date").max()
            )
        )
        .join(
            seen["professionals"]
            .filter(pl.col("prof_agency_worker_flag") == "N")
            .select(worker="prof_professional_id"),
            on="worker",
            how="semi",
        )
    )
    left = there = 0
    for day in _census_days(seen):
        left += workers.filter(
            pl.col("left").is_between(day.replace(year=day.year - 1), day)
        ).height
        there += _in_post(seen, day).filter(pl.col("agency") == "N").height
    return percent(left, there)


@figure("supervised_within_six_weeks")
def _supervised_within_six_weeks(seen: Seen) -> Counted:
    """Children whose case has been open for six weeks on 31 March and was supervised in them."""
    children = supervised = 0
    for day in seen.year_ends:
        since = pl.lit(day).dt.offset_by(f"-{SUPERVISED_WITHIN}d")
        cases = (
            seen["cin_episodes"]
            .filter(
                (pl.col("cine_referral_nfa") == "N")
                & open_on("cine_referral_date", "cine_close_date", day)
                & (pl.col("cine_referral_date") <= since)
            )
            .select(person="cine_person_id")
            .unique()
        )
        held = seen["supervision"].filter(pl.col("supv_held_on").is_between(since, pl.lit(day)))
        children += cases.height
        supervised += cases.join(
            held.select(person="supv_person_id").unique(), on="person", how="semi"
        ).height
    return percent(supervised, children)


@figure("early_help_stepped_up")
def _early_help_stepped_up(seen: Seen) -> Counted:
    """Episodes that ended in the years and were followed by a referral within half a year."""
    ended = seen["early_help_episodes"].filter(seen.during("earl_episode_end_date"))
    came = (
        referrals(seen)
        .filter(pl.col("cine_referral_nfa") == "N")
        .select(earl_person_id="cine_person_id", referred="cine_referral_date")
    )
    after = (pl.col("referred") - pl.col("earl_episode_end_date")).dt.total_days()
    up = (
        ended.join(came, on="earl_person_id")
        .filter(after.is_between(0, STEPPED_UP_WITHIN))
        .unique(["earl_person_id", "earl_episode_id"])
    )
    return percent(up.height, ended.height)


@figure("early_help_after_step_down")
def _early_help_after_step_down(seen: Seen) -> Counted:
    """Cases closed with RC9 after which early help began within 30 days."""
    closed = seen["cin_episodes"].filter(
        (pl.col("cine_close_reason") == "RC9") & seen.during("cine_close_date")
    )
    began = seen["early_help_episodes"].select(
        cine_person_id="earl_person_id", began="earl_episode_start_date"
    )
    taken = (
        closed.join(began, on="cine_person_id")
        .filter((pl.col("began") - pl.col("cine_close_date")).dt.total_days().is_between(0, 30))
        .unique(["cine_person_id", "cine_referral_id"])
    )
    return percent(taken.height, closed.height)


@figure("audits_good_or_better")
def _audits_good_or_better(seen: Seen) -> Counted:
    rows = seen["case_audit"].filter(seen.during("audt_audited_on"))
    good = rows.filter(pl.col("audt_grade").is_in(["Good", "Outstanding"]))
    return percent(good.height, rows.height)
