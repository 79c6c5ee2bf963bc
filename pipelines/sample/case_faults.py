"""Recording faults of children with one case and no care: those that the census must find."""

from __future__ import annotations

import polars as pl

from pipelines.sample.fault_kinds import (
    NOTHING,
    YEAR_BEGAN,
    YEAR_ENDED,
    Kind,
    days_between,
    in_year,
    later,
    letter,
    new_id,
)

OPEN_IN_YEAR = (pl.col("referred") <= YEAR_ENDED) & pl.col("closed").ge(YEAR_BEGAN).fill_null(True)
CLOSED = in_year("closed")
NO_PROTECTION = pl.col("protection_plans") == 0
ONE_PROTECTION = pl.col("protection_plans") == 1
NO_HELP = pl.col("in_need_plans") == 0
ONE_HELP = pl.col("in_need_plans") == 1
PROTECTED = ONE_PROTECTION & (
    (pl.col("protected") <= YEAR_ENDED) & pl.col("protection_ended").ge(YEAR_BEGAN).fill_null(True)
)
AT_SCHOOL = OPEN_IN_YEAR & pl.col("pers_upn").is_not_null()
ANOTHER_AUTHORITY = pl.lit("600") + pl.col("pers_upn").str.slice(4)

REFERRALS = (
    Kind(
        "referral without source",
        "cin_episodes",
        in_year("referred"),
        {"cine_referral_source_code": NOTHING},
        ("cin:8866",),
    ),
    Kind(
        "referral source in words",
        "cin_episodes",
        in_year("referred"),
        {"cine_referral_source_code": pl.lit("Health visitor")},
        ("cin:8866", "ingestion:unmapped_code"),
        rate=0.005,
    ),
    Kind(
        "case without primary need",
        "cin_episodes",
        OPEN_IN_YEAR & ~pl.col("reason").is_in(["RC8", "RC9"]).fill_null(False),
        {"cine_cin_primary_need_code": NOTHING},
        ("cin:8610",),
        rate=0.015,
    ),
    Kind(
        "case closed without reason",
        "cin_episodes",
        CLOSED,
        {"cine_close_reason": NOTHING},
        ("cin:8805",),
        rate=0.012,
    ),
    Kind(
        "case closed before referral",
        "cin_episodes",
        CLOSED & in_year("referred", after=30),
        {"cine_close_date": later("referred", -10)},
        ("cin:8565", "cin:8630"),
        rate=0.003,
    ),
    Kind(
        "case with a plan closed as assessed only",
        "cin_episodes",
        CLOSED
        & (pl.col("reason") == "RC7")
        & ONE_HELP
        & (pl.col("enquiries") == 0)
        & (pl.col("helped_until") >= YEAR_BEGAN),
        {"cine_close_reason": pl.lit("RC8")},
        ("cin:2990",),
    ),
    Kind(
        "second case beside an open one",
        "cin_episodes",
        pl.col("closed").is_null() & later("referred", 40).is_between(YEAR_BEGAN, YEAR_ENDED),
        {
            "cine_referral_id": new_id("cine_referral_id"),
            "cine_referral_date": later("referred", 40),
        },
        ("cin:left_out",),
        rate=0.006,
        adds=True,
    ),
    Kind(
        "referral during a case",
        "cin_episodes",
        CLOSED & in_year("referred") & (days_between("referred", "closed") > 40),
        {
            "cine_referral_id": new_id("cine_referral_id"),
            "cine_referral_date": later("referred", 20),
            "cine_close_reason": pl.lit("RC7"),
        },
        ("cin:left_out",),
        rate=0.006,
        adds=True,
    ),
)

ASSESSMENTS = (
    Kind(
        "assessment before referral",
        "cin_assessments",
        in_year("authorised") & in_year("referred", after=30),
        {"cina_assessment_start_date": later("referred", -20)},
        ("cin:1103",),
        rate=0.008,
    ),
    Kind(
        "assessment ends before it starts",
        "cin_assessments",
        in_year("authorised") & in_year("assessed", after=20),
        {"cina_assessment_auth_date": later("assessed", -5)},
        ("cin:8608",),
        rate=0.005,
    ),
    Kind(
        "case closed with an open assessment",
        "cin_assessments",
        CLOSED & in_year("assessed"),
        {"cina_assessment_auth_date": NOTHING},
        ("cin:8867",),
        rate=0.012,
    ),
    Kind(
        "assessment ended on the date that means nothing",
        "cin_assessments",
        CLOSED & in_year("assessed"),
        {"cina_assessment_auth_date": pl.lit("1900-01-01")},
        ("cin:8867",),
        rate=0.008,
    ),
    Kind(
        "factor 21 beside others",
        "assessment_factors",
        (pl.col("enquiries") == 0)
        & in_year("authorised")
        & ~pl.col("cinf_assessment_factors_json").str.contains('"21"'),
        {
            "cinf_assessment_factors_json": pl.lit('["21", ')
            + pl.col("cinf_assessment_factors_json").str.slice(1)
        },
        ("cin:8869",),
        rate=0.012,
    ),
    Kind(
        "assessment of an unknown team",
        "cin_assessments",
        in_year("authorised"),
        {"cina_assessment_team": pl.lit("T99")},
        ("ingestion:orphan",),
        rate=0.003,
    ),
)

PROTECTION = (
    Kind(
        "section 47 after its conference",
        "s47_enquiry",
        (pl.col("enquiries") == 1) & in_year("conference", before=5),
        {"s47e_s47_start_date": later("conference", 3)},
        ("cin:8615",),
        rate=0.02,
    ),
    Kind(
        "section 47 before referral",
        "s47_enquiry",
        (pl.col("enquiries") == 1) & in_year("enquired") & in_year("referred", after=20),
        {"s47e_s47_start_date": later("referred", -8)},
        ("cin:2889",),
        rate=0.012,
    ),
    Kind(
        "section 47 closed undecided",
        "s47_enquiry",
        CLOSED & in_year("enquired") & (pl.col("s47e_s47_nfa") == "Y"),
        {
            "s47e_s47_nfa": pl.lit("N"),
            "s47e_s47_outcome_json": pl.lit('["CP_CONFERENCE"]'),
        },
        ("cin:8868",),
        rate=0.02,
    ),
    Kind(
        "conference at a weekend",
        "initial_cp_conference",
        ONE_PROTECTION & in_year("conference", before=7) & (pl.col("icpc_icpc_transfer_in") == "N"),
        {
            "icpc_icpc_date": pl.col("conference")
            + pl.duration(days=6 - pl.col("conference").dt.weekday().cast(pl.Int64))
        },
        ("cin:2885", "cin:8875"),
        rate=0.02,
    ),
    Kind(
        "protection plan starts after its conference",
        "cp_plans",
        ONE_PROTECTION & in_year("protected", before=7),
        {"cppl_cp_plan_start_date": later("protected", 2)},
        ("cin:2885",),
        rate=0.02,
    ),
    Kind(
        "protection plan before referral",
        "cp_plans",
        ONE_PROTECTION
        & in_year("referred", after=10)
        & (pl.col("protected") <= YEAR_ENDED)
        & (pl.col("helped_from") > pl.col("protected")).fill_null(True),
        {"cppl_cp_plan_start_date": later("referred", -3)},
        ("cin:1105", "cin:2885"),
        rate=0.01,
    ),
    Kind(
        "protection plan ends before it starts",
        "cp_plans",
        ONE_PROTECTION & in_year("protected", after=20),
        {"cppl_cp_plan_end_date": later("protected", -14)},
        ("cin:8925",),
        rate=0.01,
    ),
    Kind(
        "protection plan without first category",
        "cp_plans",
        PROTECTED,
        {"cppl_cp_plan_initial_category": NOTHING},
        ("cin:8905",),
        rate=0.01,
    ),
    Kind(
        "protection plan without category",
        "cp_plans",
        PROTECTED,
        {"cppl_cp_plan_initial_category": NOTHING, "cppl_cp_plan_latest_category": NOTHING},
        ("cin:8905", "cin:8910"),
        rate=0.01,
    ),
    Kind(
        "category of abuse that is none",
        "cp_plans",
        PROTECTED,
        {"cppl_cp_plan_initial_category": pl.lit("Not recorded")},
        ("cin:8905", "ingestion:unmapped_code"),
        rate=0.008,
    ),
    Kind(
        "second open protection plan",
        "cp_plans",
        ONE_PROTECTION
        & (pl.col("protection_ended") > YEAR_ENDED).fill_null(True)
        & (pl.col("protected") < YEAR_BEGAN),
        # On the same day, for that of the conference is the only one that may begin a plan.
        {"cppl_cp_plan_id": new_id("cppl_cp_plan_id")},
        ("cin:8935", "cin:8940"),
        rate=0.03,
        adds=True,
    ),
)

HELP = (
    Kind(
        "in-need plan ends before it starts",
        "cin_plans",
        ONE_HELP & NO_PROTECTION & in_year("helped_from", after=20),
        {"cinp_cin_plan_end_date": later("helped_from", -7)},
        ("cin:4011",),
    ),
    Kind(
        "in-need plan before referral",
        "cin_plans",
        ONE_HELP
        & NO_PROTECTION
        & in_year("referred", after=10)
        & (pl.col("helped_from") <= YEAR_ENDED),
        {"cinp_cin_plan_start_date": later("referred", -6)},
        ("cin:4015",),
    ),
    Kind(
        "in-need plan after closure",
        "cin_plans",
        ONE_HELP & NO_PROTECTION & in_year("closed", before=25),
        {"cinp_cin_plan_end_date": later("closed", 20)},
        ("cin:8565",),
        rate=0.015,
    ),
    Kind(
        "second open in-need plan",
        "cin_plans",
        ONE_HELP
        & NO_PROTECTION
        & (pl.col("helped_until") > YEAR_ENDED).fill_null(True)
        & later("helped_from", 40).is_between(YEAR_BEGAN, YEAR_ENDED),
        {
            "cinp_cin_plan_id": new_id("cinp_cin_plan_id"),
            "cinp_cin_plan_start_date": later("helped_from", 40),
        },
        ("cin:left_out",),
        rate=0.02,
        adds=True,
    ),
    Kind(
        "in-need plans overlap",
        "cin_plans",
        ONE_HELP
        & NO_PROTECTION
        & in_year("helped_until", after=10)
        & (later("helped_from", 20) >= YEAR_BEGAN)
        & (days_between("helped_from", "helped_until") > 60),
        {
            "cinp_cin_plan_id": new_id("cinp_cin_plan_id"),
            "cinp_cin_plan_start_date": later("helped_from", 20),
            "cinp_cin_plan_end_date": later("helped_until", -10),
        },
        ("cin:4014",),
        rate=0.012,
        adds=True,
    ),
    Kind(
        "in-need plan during protection plan",
        "cin_plans",
        ONE_HELP
        & ONE_PROTECTION
        & in_year("protection_ended", after=40)
        & (days_between("protected", "protection_ended") > 40)
        & (pl.col("helped_from") > pl.col("protection_ended")),
        {"cinp_cin_plan_start_date": later("protection_ended", -30)},
        ("cin:4016",),
        rate=0.03,
    ),
)

PEOPLE = (
    Kind(
        "pupil number with a wrong letter",
        "person",
        AT_SCHOOL,
        {"pers_upn": letter(pl.col("pers_upn"), 1) + pl.col("pers_upn").str.slice(1)},
        ("cin:1510",),
        rate=0.006,
    ),
    Kind(
        "pupil number of no authority",
        "person",
        AT_SCHOOL,
        {"pers_upn": letter(pl.lit("A") + ANOTHER_AUTHORITY) + ANOTHER_AUTHORITY},
        ("cin:1530",),
        rate=0.004,
    ),
    Kind(
        "pupil number of another child",
        "person",
        AT_SCHOOL & pl.col("other_upn").is_not_null(),
        {"pers_upn": pl.col("other_upn")},
        ("cin:1520",),
        rate=0.003,
        partner=True,
    ),
    Kind(
        "protection plan after death",
        "person",
        ONE_PROTECTION
        & NO_HELP
        & in_year("protected", after=30)
        & (pl.col("protection_ended") > YEAR_ENDED).fill_null(True),
        {"pers_death_date": later("protected", -10)},
        ("cin:8915",),
    ),
    Kind(
        "protection plan ends after death",
        "person",
        ONE_PROTECTION
        & NO_HELP
        & in_year("protection_ended", after=30)
        & (days_between("protected", "protection_ended") > 30),
        {"pers_death_date": later("protection_ended", -5)},
        ("cin:8920",),
    ),
    Kind(
        "ethnicity in words",
        "person",
        OPEN_IN_YEAR,
        {"pers_ethnicity": pl.lit("Any other white")},
        ("ingestion:unmapped_code",),
        rate=0.003,
    ),
)

VISITS = (
    Kind(
        "visit with no answer that can be read",
        "cin_visits",
        in_year("cinv_cin_visit_date"),
        {"cinv_cin_visit_seen": pl.lit("perhaps")},
        ("ingestion:failed_cast",),
        rate=0.0004,
    ),
    Kind(
        "visit to nobody",
        "cin_visits",
        in_year("cinv_cin_visit_date"),
        {
            "cinv_cin_visit_id": new_id("cinv_cin_visit_id"),
            "cinv_person_id": new_id("cinv_person_id"),
        },
        ("ingestion:orphan",),
        rate=0.0003,
        adds=True,
    ),
    Kind(
        "visit without date",
        "cp_visits",
        in_year("cppv_cp_visit_date"),
        {"cppv_cp_visit_date": NOTHING},
        ("ingestion:quarantined",),
        rate=0.0004,
    ),
    Kind(
        "visit with month before day",
        "cp_visits",
        in_year("cppv_cp_visit_date") & (pl.col("cppv_cp_visit_date").dt.day() > 12),
        {"cppv_cp_visit_date": pl.col("cppv_cp_visit_date").dt.strftime("%m/%d/%Y")},
        ("ingestion:failed_cast", "ingestion:quarantined"),
        rate=0.0004,
    ),
    Kind(
        "visit given twice",
        "cp_visits",
        in_year("cppv_cp_visit_date"),
        {},
        ("ingestion:duplicate",),
        rate=0.0004,
        adds=True,
    ),
    Kind(
        "visit given twice with another answer",
        "cin_visits",
        in_year("cinv_cin_visit_date") & (pl.col("cinv_cin_visit_seen") == "Y"),
        {"cinv_cin_visit_seen": pl.lit("N")},
        ("ingestion:conflict",),
        rate=0.0003,
        adds=True,
    ),
)

CASE_KINDS = (*REFERRALS, *ASSESSMENTS, *PROTECTION, *HELP, *PEOPLE, *VISITS)
