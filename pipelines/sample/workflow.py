"""Steps of the case system with their due dates, and the days on which case notes were written.

Both follow from what happened: a step is completed when the event that it stands for took place.
A step that is open goes to whoever held the case when it began; some stay with a worker who has
left since, which is what a manager looks for.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from pipelines.sample.draws import NEVER, add_working_days, chance, pick
from pipelines.sample.tables import Table
from pipelines.sample.world import LAST, World

Frames = Mapping[str, pl.DataFrame]

# The case system keeps steps of visits for a year; notes are extracted for two.
VISIT_STEPS_FROM = LAST - 365
NOTES_FROM = LAST - 2 * 365
# A review is prepared from so many days before it is due.
PREPARED = 35
# Visits: kind, table, columns of plan, event and person, plan table with its start and end, days
# from one visit to the next.
VISITS = (
    (
        "Child in need visit",
        "cin_visits",
        ("cinv_cin_plan_id", "cinv_cin_visit_date"),
        "cin_plans",
        (
            "cinp_person_id",
            "cinp_cin_plan_id",
            "cinp_cin_plan_start_date",
            "cinp_cin_plan_end_date",
        ),
        31,
    ),
    (
        "Child protection visit",
        "cp_visits",
        ("cppv_cp_plan_id", "cppv_cp_visit_date"),
        "cp_plans",
        ("cppl_person_id", "cppl_cp_plan_id", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date"),
        14,
    ),
    (
        "Looked-after child visit",
        "cla_visits",
        ("clav_cla_id", "clav_cla_visit_date"),
        "periods",
        ("person_id", "cla_id", "entered", "left"),
        42,
    ),
)
OTHER_NOTES = {"Telephone call": 0.5, "Email": 0.24, "Meeting": 0.2, "Visit": 0.06}
NOTED, MORE_NOTES = 0.95, 0.3


def workflow_table(world: World, told: Frames, held: pl.DataFrame) -> Table:
    """Assessments, enquiries, conferences, reviews and, of the last year, visits.

    `told` are the frames of the tables so far, and `periods` of care; `held` the involvements.
    """
    steps = pl.concat(
        [
            _assessments(told),
            _enquiries(told),
            _conferences(told),
            _protection_reviews(told),
            _care_reviews(told),
            *[_visits(told, *kind) for kind in VISITS],
        ]
    )
    steps = steps.filter(
        (pl.col("started") <= LAST)
        & (pl.col("completed") >= pl.col("started"))
        & (pl.min_horizontal("completed", LAST) >= world.window)
    )
    steps = with_holder(steps, held, "started").sort("started", "step", "person_id")
    frame = steps.select(
        "lag",
        wfst_step_id="step",
        wfst_person_id="person_id",
        wfst_step_type="kind",
        wfst_due_date="due",
        wfst_started_on="started",
        wfst_completed_on="completed",
        wfst_worker_id="worker",
        wfst_team_id="team",
    )
    return Table("workflow_step", frame, start="wfst_started_on", hides={"wfst_completed_on": ()})


def with_holder(rows: pl.DataFrame, held: pl.DataFrame, on: str) -> pl.DataFrame:
    """Add `worker` and `team` of whoever held the child on the day, or nobody."""
    spans = held.select(
        person_id="invo_person_id",
        began="invo_involvement_start_date",
        ended="invo_involvement_end_date",
        worker="invo_professional_id",
        team="invo_professional_team",
    ).sort("began")
    rows = rows.sort(on).join_asof(
        spans, left_on=on, right_on="began", by="person_id", check_sortedness=False
    )
    there = pl.col("ended") >= pl.col(on)
    return rows.with_columns(
        worker=pl.when(there).then("worker"), team=pl.when(there).then("team")
    ).drop("began", "ended")


def _step(kind: str, letter: str, **columns: str | pl.Expr) -> list[pl.Expr]:
    """The columns of a step; its id is that of the event behind a letter."""
    made = {
        name: pl.col(given) if isinstance(given, str) else given for name, given in columns.items()
    }
    return [
        pl.col("lag"),
        made["person"].alias("person_id"),
        (pl.lit(letter) + made["id"].cast(pl.String)).alias("step"),
        pl.lit(kind).alias("kind"),
        made["started"].alias("started"),
        made["due"].alias("due"),
        made["completed"].alias("completed"),
    ]


def _assessments(told: Frames) -> pl.DataFrame:
    """Due 45 working days after the referral."""
    referred = told["cin_episodes"].select(
        "cine_referral_date", cina_person_id="cine_person_id", cina_referral_id="cine_referral_id"
    )
    rows = told["cin_assessments"].join(
        referred, on=["cina_person_id", "cina_referral_id"], maintain_order="left"
    )
    due = pl.Series(add_working_days(rows["cine_referral_date"].to_numpy(), 45))
    return rows.with_columns(due=due).select(
        _step(
            "Assessment",
            "A",
            person="cina_person_id",
            id="cina_assessment_id",
            started="cina_assessment_start_date",
            due="due",
            completed="cina_assessment_auth_date",
        )
    )


def _enquiries(told: Frames) -> pl.DataFrame:
    rows = told["s47_enquiry"]
    due = pl.Series(add_working_days(rows["s47e_s47_start_date"].to_numpy(), 15))
    return rows.with_columns(due=due).select(
        _step(
            "Section 47 enquiry",
            "S",
            person="s47e_person_id",
            id="s47e_s47_enquiry_id",
            started="s47e_s47_start_date",
            due="due",
            completed="s47e_s47_end_date",
        )
    )


def _conferences(told: Frames) -> pl.DataFrame:
    """From the start of the enquiry; a conference on a transfer has none and is no step."""
    enquiries = told["s47_enquiry"].select(
        "s47e_s47_start_date",
        icpc_person_id="s47e_person_id",
        icpc_s47_enquiry_id="s47e_s47_enquiry_id",
    )
    rows = told["initial_cp_conference"].filter(pl.col("icpc_icpc_target_date").is_not_null())
    rows = rows.join(enquiries, on=["icpc_person_id", "icpc_s47_enquiry_id"], maintain_order="left")
    return rows.select(
        _step(
            "Initial child protection conference",
            "C",
            person="icpc_person_id",
            id="icpc_icpc_id",
            started="s47e_s47_start_date",
            due="icpc_icpc_target_date",
            completed="icpc_icpc_date",
        )
    )


def _protection_reviews(told: Frames) -> pl.DataFrame:
    return told["cp_reviews"].select(
        _step(
            "Child protection review",
            "R",
            person="cppr_person_id",
            id="cppr_cp_review_id",
            started=pl.min_horizontal(
                pl.col("cppr_cp_review_due") - PREPARED, pl.col("cppr_cp_review_date")
            ),
            due="cppr_cp_review_due",
            completed="cppr_cp_review_date",
        )
    )


def _care_reviews(told: Frames) -> pl.DataFrame:
    """The reviews that were held, and of children who are still looked after the next one."""
    columns: dict[str, str | pl.Expr] = {
        "person": "clar_person_id",
        "id": "clar_cla_review_id",
        "started": pl.min_horizontal(
            pl.col("clar_cla_review_due_date") - PREPARED, pl.col("clar_cla_review_date")
        ),
        "due": "clar_cla_review_due_date",
        "completed": "clar_cla_review_date",
    }
    held = told["cla_reviews"].select(_step("Looked-after child review", "L", **columns))
    last = (
        told["cla_reviews"].group_by("clar_cla_id").agg(last=pl.col("clar_cla_review_date").max())
    )
    here = told["periods"].filter((pl.col("entered") <= LAST) & (pl.col("left") > LAST))
    here = here.join(last, left_on="cla_id", right_on="clar_cla_id", maintain_order="left")
    # Within 20 working days of the start of care, afterwards within six months.
    first = pl.Series(add_working_days(here["entered"].to_numpy(), 20))
    due = pl.when(pl.col("last").is_null()).then(first).otherwise(pl.col("last") + 182)
    coming = here.with_columns(due=due).select(
        _step(
            "Looked-after child review",
            "LN",
            person="person_id",
            id="cla_id",
            started=pl.max_horizontal(pl.col("due") - PREPARED, pl.col("entered")),
            due="due",
            completed=pl.lit(NEVER, dtype=pl.Int64),
        )
    )
    return pl.concat([held, coming])


def _visits(
    told: Frames,
    kind: str,
    table: str,
    visit: tuple[str, str],
    plan_table: str,
    plan: tuple[str, str, str, str],
    every: int,
) -> pl.DataFrame:
    """One step from each visit, or the start of the plan, to the next visit; the last is open."""
    person, plan_id, start, end = (pl.col(name) for name in plan)
    plans = told[plan_table].select("lag", person_id=person, plan_id=plan_id, start=start, end=end)
    plans = plans.filter(pl.col("end") > VISIT_STEPS_FROM)
    visits = told[table].select(plan_id=pl.col(visit[0]), on=pl.col(visit[1]))
    visits = visits.join(plans, on="plan_id", how="inner", maintain_order="left")
    open_ones = plans.filter((pl.col("start") <= LAST) & (pl.col("end") > LAST))
    rows = pl.concat(
        [visits, open_ones.with_columns(on=pl.lit(NEVER, dtype=pl.Int64)).select(visits.columns)]
    ).sort("plan_id", "on")
    rows = rows.with_columns(
        before=pl.col("on").shift(1).over("plan_id").fill_null(pl.col("start")),
        turn=pl.int_range(pl.len()).over("plan_id"),
    )
    letter = "".join(word[0] for word in kind.split()).upper()
    return rows.filter(pl.col("before") >= VISIT_STEPS_FROM).select(
        _step(
            kind,
            letter,
            person="person_id",
            id=pl.col("plan_id") + "-" + pl.col("turn").cast(pl.String),
            started="before",
            due=pl.col("before") + every,
            completed="on",
        )
    )


def case_note_table(world: World, told: Frames) -> Table:
    """Notes of the last two years: of nearly every visit, and of calls, messages and meetings.

    A few are of visits that nobody recorded as such.
    """
    rng = world.stream("case notes")
    visits = pl.concat(
        [
            told[table].select("lag", person_id=f"{prefix}_person_id", on=on)
            for table, prefix, on in (
                ("cin_visits", "cinv", "cinv_cin_visit_date"),
                ("cp_visits", "cppv", "cppv_cp_visit_date"),
                ("cla_visits", "clav", "clav_cla_visit_date"),
            )
        ]
    ).filter(pl.col("on") >= max(NOTES_FROM, world.window))
    noted = visits.filter(pl.Series(chance(rng, NOTED, visits.height)))
    noted = noted.with_columns(kind=pl.lit("Visit"))
    others = visits[
        np.repeat(np.arange(visits.height), rng.poisson(MORE_NOTES, visits.height)).tolist()
    ]
    n = others.height
    others = others.with_columns(
        on=pl.col("on") + pl.Series(rng.integers(1, 12, n)),
        kind=pl.Series(pick(rng, OTHER_NOTES, n).astype(str)),
    )
    rows = pl.concat([noted, others]).filter(pl.col("on") <= LAST).sort("on", "person_id", "kind")
    frame = rows.with_row_index("row").select(
        "lag",
        cnot_note_id=(pl.col("row").cast(pl.Int64) + 31_000_001).cast(pl.String),
        cnot_person_id="person_id",
        cnot_note_date="on",
        cnot_note_type="kind",
    )
    return Table("case_note_date", frame, start="cnot_note_date")
