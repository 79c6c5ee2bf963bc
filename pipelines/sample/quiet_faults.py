"""Recording faults of which no rule of a return speaks.

What the ingestion report finds is there as elsewhere. Of the others the ledger says how the row
must stand in the contract's table: as it was given (`contract:kept`), or with the cell read as
nothing (`contract:empty`). No measure may stumble over them, and none may be guessed right.
"""

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
    new_id,
)

KEPT, EMPTY = ("contract:kept",), ("contract:empty",)
DECIDED = pl.col("cont_contact_decision_at")
CAME_IN_YEAR = pl.col("cont_contact_date").str.to_date("%Y-%m-%dT%H:%M:%S")
ENDED_LATE_ENOUGH = in_year("clap_cla_placement_end_date", before=20)

ANSWERS = (
    Kind(
        "visit with no seen answer",
        "cp_visits",
        in_year("cppv_cp_visit_date"),
        {"cppv_cp_visit_seen": NOTHING, "cppv_cp_visit_seen_alone": NOTHING},
        KEPT,
        rate=0.01,
    ),
    Kind(
        "visit in care with no seen answer",
        "cla_visits",
        in_year("clav_cla_visit_date"),
        {"clav_cla_visit_seen": NOTHING, "clav_cla_visit_seen_alone": NOTHING},
        KEPT,
        rate=0.01,
        story="care",
    ),
    Kind(
        "assessment with no end in an open case",
        "cin_assessments",
        pl.col("closed").is_null() & in_year("authorised"),
        {"cina_assessment_auth_date": NOTHING},
        KEPT,
        rate=0.02,
    ),
    Kind(
        "contact decided before it came",
        "contacts",
        CAME_IN_YEAR.is_between(YEAR_BEGAN, YEAR_ENDED) & DECIDED.is_not_null(),
        {
            "cont_contact_decision_at": pl.col("cont_contact_date")
            .str.to_datetime("%Y-%m-%dT%H:%M:%S")
            .dt.offset_by("-2d")
            .dt.strftime("%Y-%m-%dT%H:%M:%S")
        },
        KEPT,
        rate=0.004,
        story="any",
    ),
    Kind(
        "case closed on the date that means never",
        "cin_episodes",
        pl.col("closed").is_null() & in_year("referred"),
        {"cine_close_date": pl.lit("9999-12-31")},
        EMPTY,
        rate=0.008,
    ),
    Kind(
        "earlier plans in words",
        "cp_plans",
        in_year("protected") & (pl.col("protection_plans") == 1),
        {"cppl_number_of_previous_plans": pl.lit("two")},
        ("ingestion:failed_cast",),
        rate=0.01,
    ),
)

RECORDS = (
    Kind(
        "duplicate person under another spelling",
        "person",
        pl.col("pers_upn").is_not_null(),
        {
            "pers_person_id": new_id("pers_person_id"),
            "pers_forename": pl.col("pers_forename") + pl.lit("e"),
            "pers_upn": NOTHING,
            "pers_upn_unknown": pl.lit("UN6"),
        },
        KEPT,
        rate=0.002,
        adds=True,
        story="any",
    ),
    Kind(
        "record merged into one that is not there",
        "person",
        pl.col("pers_upn").is_not_null(),
        {"pers_merged_into_id": new_id("pers_person_id")},
        ("contract:kept", "ingestion:merged_into_nobody"),
        rate=0.002,
        story="any",
    ),
    Kind(
        "placement ends after the next began",
        "cla_placement",
        ENDED_LATE_ENOUGH & pl.col("clap_cla_placement_change_reason").is_not_null(),
        {"clap_cla_placement_end_date": later("clap_cla_placement_end_date", 6)},
        KEPT,
        rate=0.008,
        story="care",
    ),
    Kind(
        "placement ends before it starts",
        "cla_placement",
        in_year("clap_cla_placement_start_date", after=20),
        {
            "clap_cla_placement_id": new_id("clap_cla_placement_id"),
            "clap_cla_placement_end_date": later("clap_cla_placement_start_date", -9),
        },
        KEPT,
        rate=0.006,
        adds=True,
        story="care",
    ),
)

MONEY = (
    Kind(
        "cost ends before it starts",
        "placement_cost",
        in_year("plco_start_date", after=20),
        {"plco_end_date": later("plco_start_date", -10)},
        KEPT,
        rate=0.006,
        story="any",
    ),
    Kind(
        "cost of an unknown provider",
        "placement_cost",
        in_year("plco_start_date") & pl.col("plco_provider_id").is_not_null(),
        {"plco_provider_id": pl.lit("P999")},
        ("ingestion:orphan",),
        rate=0.006,
        story="any",
    ),
    Kind(
        "weekly cost in words",
        "placement_cost",
        in_year("plco_start_date"),
        {"plco_weekly_cost_gbp": pl.lit("about 900")},
        ("ingestion:failed_cast",),
        rate=0.006,
        story="any",
    ),
    Kind(
        "package without provider",
        "service_package",
        in_year("srvp_start_date") & pl.col("srvp_provider_id").is_not_null(),
        {"srvp_provider_id": NOTHING},
        KEPT,
        rate=0.01,
        story="any",
    ),
)

WORK = (
    Kind(
        "hours of a worker overlap",
        "worker_hours",
        (pl.col("wkhr_start_date") < YEAR_BEGAN)
        & (days_between("wkhr_start_date", "wkhr_end_date") > 60).fill_null(True),
        {"wkhr_row_id": new_id("wkhr_row_id"), "wkhr_start_date": later("wkhr_start_date", 30)},
        KEPT,
        rate=0.01,
        adds=True,
        story="worker",
    ),
    Kind(
        "supervision without date",
        "supervision",
        in_year("supv_held_on"),
        {"supv_held_on": NOTHING},
        ("ingestion:quarantined",),
        rate=0.002,
        story="any",
    ),
    Kind(
        "step finished before it began",
        "workflow_step",
        in_year("wfst_started_on") & pl.col("wfst_completed_on").is_not_null(),
        {"wfst_completed_on": later("wfst_started_on", -4)},
        KEPT,
        rate=0.004,
        story="any",
    ),
)

QUIET_KINDS = (*ANSWERS, *RECORDS, *MONEY, *WORK)
