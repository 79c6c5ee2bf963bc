"""Section 47 enquiries, conferences, protection plans, their reviews and visits."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.draws import NEVER, add_working_days, chance, pick, working_day_after
from pipelines.sample.in_need import alone_with, regular
from pipelines.sample.stories import REVIEWS
from pipelines.sample.tables import Table
from pipelines.sample.world import FIRST, World

CATEGORIES = {"NEG": 0.49, "EMO": 0.375, "PHY": 0.075, "SAB": 0.035, "MUL": 0.025}
# Share of children of three and over whose first plan here was not their first.
UNSEEN_PLANS = 0.09
TAKING_PART = {
    "PN1": 0.3,
    "PN2": 0.12,
    "PN3": 0.03,
    "PN4": 0.04,
    "PN5": 0.18,
    "PN6": 0.2,
    "PN7": 0.13,
}


def protection_tables(world: World, teams: pl.DataFrame) -> list[Table]:
    """All tables of child protection."""
    told = world.stories.join(teams.drop("group"), on="story", maintain_order="left")
    told = told.with_columns(
        section_47_id=pl.when(pl.col("section_47") < NEVER).then(
            (pl.col("step") + 9_000_000).cast(pl.String)
        ),
        conference_id=(pl.col("step") + 9_500_000).cast(pl.String),
        plan_id=(pl.col("story") + 9_800_000).cast(pl.String),
    )
    plans = _plans(world, told)
    return [
        _section_47(told),
        _conferences(told),
        _plan_table(plans),
        _reviews(world, plans),
        _visits(world, plans),
    ]


def _section_47(told: pl.DataFrame) -> Table:
    rows = told.filter(pl.col("section_47") < NEVER)
    needed = pl.col("conference") < NEVER
    frame = rows.select(
        "lag",
        s47e_person_id="person_id",
        s47e_s47_enquiry_id="section_47_id",
        s47e_referral_id="referral_id",
        s47e_s47_start_date="section_47",
        s47e_s47_end_date="section_47_ended",
        s47e_s47_nfa=pl.when(needed).then(pl.lit("N")).otherwise(pl.lit("Y")),
        s47e_s47_outcome_json=pl.when(needed)
        .then(pl.lit('["CP_CONFERENCE"]'))
        .otherwise(pl.lit('["NFA_CONTINUE_SINGLE"]')),
        s47e_s47_completed_by_worker_id="worker",
        s47e_s47_completed_by_team="team",
    )
    return Table(
        "s47_enquiry",
        frame,
        start="s47e_s47_start_date",
        hides={
            "s47e_s47_end_date": (
                "s47e_s47_nfa",
                "s47e_s47_outcome_json",
                "s47e_s47_completed_by_worker_id",
                "s47e_s47_completed_by_team",
            )
        },
        recorded="s47e_recorded_at",
    )


def _conferences(told: pl.DataFrame) -> Table:
    rows = told.filter(pl.col("conference") < NEVER)
    target = add_working_days(np.minimum(rows["section_47"].to_numpy(), 50_000), 15)
    planned = pl.col("protected") < NEVER
    moved = pl.col("is_transfer")
    frame = rows.with_columns(target=pl.Series(target)).select(
        "lag",
        icpc_person_id="person_id",
        icpc_icpc_id="conference_id",
        icpc_icpc_meeting_id="M" + pl.col("conference_id"),
        icpc_s47_enquiry_id="section_47_id",
        icpc_cp_plan_id=pl.when(planned).then("plan_id").otherwise(None),
        icpc_referral_id="referral_id",
        icpc_icpc_transfer_in=pl.when(moved).then(pl.lit("Y")).otherwise(pl.lit("N")),
        icpc_icpc_target_date=pl.when(moved).then(None).otherwise("target"),
        icpc_icpc_date="conference",
        icpc_icpc_outcome_cp_flag=pl.when(planned).then(pl.lit("Y")).otherwise(pl.lit("N")),
        icpc_icpc_outcome_json=pl.when(planned)
        .then(pl.lit('["CP"]'))
        .otherwise(pl.lit('["PROV_OF_SERVICES"]')),
        icpc_icpc_team=pl.lit("T05"),
        icpc_icpc_worker_id="court_worker",
    )
    return Table(
        "initial_cp_conference", frame, start="icpc_icpc_date", recorded="icpc_recorded_at"
    )


def _plans(world: World, told: pl.DataFrame) -> pl.DataFrame:
    """Children with a plan: category at its start and now, earlier plans in this authority."""
    rng = world.stream("protection plans")
    rows = told.filter(pl.col("protected") < NEVER).sort("protected", "story")
    groups = rows.select("group").unique(maintain_order=True)
    n = groups.height
    initial, other = pick(rng, CATEGORIES, n), pick(rng, CATEGORIES, n)
    groups = groups.with_columns(
        initial=pl.Series(initial.astype(str)),
        other=pl.Series(other.astype(str)),
        changes=pl.Series(chance(rng, 0.1, n)),
    )
    rows = rows.join(groups, on="group", how="left", maintain_order="left")
    # Plans from before the present records, which only their number tells of.
    people = rows.select("person_id").unique(maintain_order=True)
    people = people.with_columns(unseen=pl.Series(chance(rng, UNSEEN_PLANS, people.height)))
    rows = rows.join(people, on="person_id", how="left", maintain_order="left")
    first = pl.col("protected").min().over("person_id")
    unseen = pl.col("unseen") & (first - pl.col("born") > 900)
    # A category changes at the second review; only long ago, so that both snapshots know it.
    changed = pl.col("changes") & (pl.col("review_1") < FIRST - 120)
    return rows.with_columns(
        latest=pl.when(changed).then("other").otherwise("initial"),
        earlier=unseen.cast(pl.Int64) + pl.int_range(pl.len()).over("person_id"),
    )


def _plan_table(plans: pl.DataFrame) -> Table:
    frame = plans.select(
        "lag",
        cppl_person_id="person_id",
        cppl_cp_plan_id="plan_id",
        cppl_referral_id="referral_id",
        cppl_icpc_id="conference_id",
        cppl_cp_plan_start_date="protected",
        cppl_cp_plan_end_date="protection_ended",
        cppl_cp_plan_initial_category="initial",
        cppl_cp_plan_ola=pl.lit("N"),
        cppl_cp_plan_latest_category="latest",
        cppl_number_of_previous_plans="earlier",
    )
    return Table(
        "cp_plans",
        frame,
        start="cppl_cp_plan_start_date",
        hides={"cppl_cp_plan_end_date": ()},
        recorded="cppl_recorded_at",
    )


def _reviews(world: World, plans: pl.DataFrame) -> Table:
    """Reviews with their due dates.

    Within three months of the start, then within six of the last.
    """
    rng = world.stream("protection reviews")
    held = [f"review_{at}" for at in range(REVIEWS)]
    rows = plans.unpivot(
        on=held,
        index=["person_id", "lag", "plan_id", "protected", "protection_ended", "born", "step"],
        variable_name="review",
        value_name="on",
    ).filter(pl.col("on") < NEVER)
    rows = rows.with_columns(pl.col("review").str.slice(7).cast(pl.Int64)).sort("plan_id", "review")
    from_day = pl.col("on").shift(1).over("plan_id").fill_null(pl.col("protected"))
    due = (
        pl.when(pl.col("review") == 0)
        .then(_later(from_day, "3mo"))
        .otherwise(_later(from_day, "6mo"))
    )
    young = pl.col("on") - pl.col("born") < 4 * 365
    rows = rows.with_columns(
        due=due, part=pl.Series(pick(rng, TAKING_PART, rows.height).astype(str))
    )
    frame = rows.with_row_index("row").select(
        "lag",
        cppr_person_id="person_id",
        cppr_cp_review_id=(pl.col("row").cast(pl.Int64) + 6_000_001).cast(pl.String),
        cppr_cp_plan_id="plan_id",
        cppr_cp_review_due="due",
        cppr_cp_review_date="on",
        cppr_cp_review_meeting_id="R"
        + pl.col("step").cast(pl.String)
        + "-"
        + pl.col("review").cast(pl.String),
        cppr_cp_review_outcome_continue_cp=pl.when(pl.col("on") == pl.col("protection_ended"))
        .then(pl.lit("N"))
        .otherwise(pl.lit("Y")),
        cppr_cp_review_quorate=pl.lit("Y"),
        cppr_cp_review_participation=pl.when(young).then(pl.lit("PN0")).otherwise("part"),
    )
    return Table("cp_reviews", frame, start="cppr_cp_review_date", recorded="cppr_recorded_at")


def _later(days: pl.Expr, by: str) -> pl.Expr:
    moved = days.cast(pl.Int32).cast(pl.Date).dt.offset_by(by)
    return moved.cast(pl.Int32).cast(pl.Int64)


def _visits(world: World, plans: pl.DataFrame) -> Table:
    rng = world.stream("protection visits")
    start, end = plans["protected"].to_numpy(), plans["protection_ended"].to_numpy()
    row, _, on = regular(rng, start, end, (2, 9), (9, 18))
    on = working_day_after(on)
    seen = chance(rng, 0.95, len(row))
    rows = plans[row.tolist()].with_columns(
        on=pl.Series(on),
        seen=pl.Series(np.where(seen, "Y", "N").astype(str)),
        alone=pl.Series(alone_with(rng, seen, on - plans["born"].to_numpy()[row])),
        bedroom=pl.Series(np.where(seen & chance(rng, 0.55, len(row)), "Y", "N").astype(str)),
    )
    rows = rows.filter(pl.col("on") <= pl.col("protection_ended"))
    frame = rows.with_row_index("row").select(
        "lag",
        cppv_person_id="person_id",
        cppv_cp_visit_id=(pl.col("row").cast(pl.Int64) + 10_000_001).cast(pl.String),
        cppv_cp_plan_id="plan_id",
        cppv_cp_visit_date="on",
        cppv_cp_visit_seen="seen",
        cppv_cp_visit_seen_alone="alone",
        cppv_cp_visit_bedroom="bedroom",
    )
    return Table("cp_visits", frame, start="cppv_cp_visit_date", recorded="cppv_recorded_at")
