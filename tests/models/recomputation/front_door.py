"""Contacts, referrals, assessments and conferences."""

from __future__ import annotations

from datetime import date

import polars as pl

from recomputation.drop import Drop, months_later, says_yes
from recomputation.events import framed


def contacts_decided(drop: Drop) -> pl.DataFrame:
    """Contacts received, and those decided on at the latest on the next working day."""
    contacts = drop.table("contacts").select(
        day=drop.day("cont_contact_date"),
        child="cont_person_id",
        decided=drop.day("cont_contact_decision_at"),
        team=drop.team("cont_contact_team"),
    )
    contacts = contacts.drop_nulls("day").with_columns(
        due=pl.col("day").map_elements(
            lambda day: drop.working_day_after(day, 1), return_dtype=pl.Date
        ),
        taken=drop.in_working_days("day", "decided"),
    )
    waiting = pl.col("decided").is_null() & (pl.col("due") >= drop.as_at)
    return framed(
        contacts.filter(~waiting).select(
            "day", "child", "team", counts=(pl.col("taken") <= 1).fill_null(value=False)
        )
    )


def referrals(drop: Drop) -> pl.DataFrame:
    """Referrals that are referrals: one of a child and day, none while a case is open."""
    given = (
        drop.table("cin_episodes")
        .select(
            "cine_recorded_at",
            "cine_referral_id",
            child="cine_person_id",
            day=drop.day("cine_referral_date"),
            closed=drop.day("cine_close_date"),
            no_action=says_yes("cine_referral_nfa"),
            team=drop.team("cine_referral_team"),
        )
        .with_columns(no_action_that_day=pl.col("no_action").all().over("child", "day"))
    )
    open_cases = given.filter(~pl.col("no_action")).select(
        "child", opened="day", closed=pl.col("closed").fill_null(date.max)
    )
    first_of_day = (
        given.drop_nulls("day")
        .sort("child", "day", "cine_recorded_at", "cine_referral_id", nulls_last=True)
        .unique(subset=["child", "day"], keep="first", maintain_order=True)
    )
    news = first_of_day.join(open_cases, on="child").filter(
        pl.col("day") > pl.col("opened"), pl.col("day") < pl.col("closed_right")
    )
    return first_of_day.join(news, on=["child", "day"], how="anti", maintain_order="left")


def referrals_repeated(drop: Drop) -> pl.DataFrame:
    """Referrals, and those of a child referred before in the twelve months before."""
    followed = referrals(drop).with_columns(before=pl.col("day").shift(1).over("child"))
    a_year_before = pl.col("day").map_elements(
        lambda day: months_later(day, -12), return_dtype=pl.Date
    )
    return framed(
        followed.select(
            "day",
            "child",
            "team",
            counts=(pl.col("before") >= a_year_before).fill_null(value=False),
        )
    )


def referrals_without_action(drop: Drop) -> pl.DataFrame:
    """Referrals, and those of which nothing came: no other of the child and day went further."""
    return framed(referrals(drop).select("day", "child", "team", counts="no_action_that_day"))


def assessments_in_time(drop: Drop) -> pl.DataFrame:
    """Assessments authorised, and those within 45 working days of the referral."""
    referred = drop.table("cin_episodes").select(
        cina_person_id="cine_person_id",
        cina_referral_id="cine_referral_id",
        referred=drop.day("cine_referral_date"),
    )
    assessments = (
        drop.table("cin_assessments")
        .join(referred, on=["cina_person_id", "cina_referral_id"], how="inner")
        .select(
            "referred",
            child="cina_person_id",
            day=drop.day("cina_assessment_auth_date"),
            team=drop.team("cina_assessment_team"),
        )
        .drop_nulls(["day", "referred"])
    )
    taken = drop.in_working_days("referred", "day")
    return framed(
        assessments.select("day", "child", "team", counts=(taken <= 45).fill_null(value=False))
    )


def conferences_in_time(drop: Drop) -> pl.DataFrame:
    """Initial conferences after an enquiry, and those within 15 working days of its start."""
    enquiries = drop.table("s47_enquiry").select(
        icpc_person_id="s47e_person_id",
        icpc_s47_enquiry_id="s47e_s47_enquiry_id",
        started=drop.day("s47e_s47_start_date"),
    )
    conferences = (
        drop.table("initial_cp_conference")
        .filter(~says_yes("icpc_icpc_transfer_in"))
        .join(enquiries, on=["icpc_person_id", "icpc_s47_enquiry_id"], how="inner")
        .select(
            "started",
            child="icpc_person_id",
            day=drop.day("icpc_icpc_date"),
            team=drop.team("icpc_icpc_team"),
        )
        .filter(pl.col("day") >= pl.col("started"))
    )
    taken = drop.in_working_days("started", "day")
    return framed(
        conferences.select("day", "child", "team", counts=(taken <= 15).fill_null(value=False))
    )
