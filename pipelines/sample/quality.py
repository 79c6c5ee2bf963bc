"""How good the work is: supervision, audits, complaints, scores and what children say."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from pipelines.sample.draws import (
    NEVER,
    YEAR,
    Days,
    add_working_days,
    chance,
    curve,
    day,
    pick,
    working_day_after,
)
from pipelines.sample.in_need import regular
from pipelines.sample.tables import Table
from pipelines.sample.workflow import with_holder
from pipelines.sample.workforce import LEAVING_FROM, REFILLED_TO, TROUBLED_TEAM
from pipelines.sample.world import LAST, World

# The case system that came on this day is the first to hold the supervision of each case.
SUPERVISION_FROM = day("2023-07-01")
MISSED, MISSED_IN_TROUBLE = 0.11, 0.5
GRADES = {
    "Outstanding": 0.06,
    "Good": 0.53,
    "Requires improvement": 0.34,
    "Inadequate": 0.07,
}
GRADES_IN_TROUBLE = {"Good": 0.22, "Requires improvement": 0.53, "Inadequate": 0.25}
AUDITED, COMPLAINED, PRAISED = 0.07, 0.016, 0.012  # of cases
STAGES = {"Complaint, stage 1": 0.88, "Complaint, stage 2": 0.12}
# Working days to an answer: ten are allowed at stage 1.
ANSWER_DAYS = [(0, 2), (0.62, 10), (0.9, 24), (1, 60)]
SCORED = 0.4  # children whose workers use the scale
VOICES = {
    "voch_explained_worries": 0.86,
    "voch_story_help_understand": 0.71,
    "voch_agree_worker": 0.68,
    "voch_plan_safe": 0.79,
    "voch_tablet_help_explain": 0.34,
}


def supervision_table(world: World, held: pl.DataFrame) -> Table:
    """Supervision of each open case about once a month with its worker, with gaps.

    In the team in trouble nearly half is left out while its posts are empty.
    """
    rng = world.stream("supervision")
    told = world.stories.filter(pl.col("path") != "nfa").select(
        "person_id", "lag", "referred", "closed"
    )
    start = np.maximum(told["referred"].to_numpy(), max(SUPERVISION_FROM, world.window))
    row, _, on = regular(rng, start, told["closed"].to_numpy(), (8, 27), (26, 35))
    rows = told[row.tolist()].with_columns(on=pl.Series(working_day_after(on)))
    rows = with_holder(rows.filter(pl.col("on") < pl.col("closed")), held, "on")
    rows = rows.filter(pl.col("worker").is_not_null()).sort("on", "person_id")
    missed = np.where(_in_trouble(rows), MISSED_IN_TROUBLE, MISSED)
    rows = rows.filter(pl.Series(~chance(rng, missed, rows.height)))
    frame = rows.with_row_index("row").select(
        "lag",
        supv_supervision_id=(pl.col("row").cast(pl.Int64) + 32_000_001).cast(pl.String),
        supv_person_id="person_id",
        supv_professional_id="worker",
        supv_held_on="on",
    )
    return Table("supervision", frame, start="supv_held_on")


def _in_trouble(rows: pl.DataFrame) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Rows of the team in trouble while its posts are empty."""
    there = (pl.col("team") == TROUBLED_TEAM) & pl.col("on").is_between(LEAVING_FROM, REFILLED_TO)
    return np.asarray(rows.select(there.fill_null(False)).to_series().to_numpy())


def audit_table(world: World, held: pl.DataFrame) -> Table:
    """Audits of open cases, which find somewhat better work from year to year."""
    rng = world.stream("audits")
    rows = with_holder(_some_day(rng, world, AUDITED), held, "on").sort("on", "person_id")
    n = rows.height
    grade = pick(rng, GRADES, n)
    # One in twenty-five of what was less than good would be good a year later.
    better = chance(rng, (rows["on"].to_numpy() - world.window) / YEAR * 0.04, n)
    grade = np.where(better & (grade == "Requires improvement"), "Good", grade)
    grade = np.where(_in_trouble(rows), pick(rng, GRADES_IN_TROUBLE, n), grade)
    frame = rows.with_row_index("row").select(
        "lag",
        audt_audit_id=(pl.col("row").cast(pl.Int64) + 33_000_001).cast(pl.String),
        audt_person_id="person_id",
        audt_audited_on="on",
        audt_grade=pl.Series(grade.astype(str)),
    )
    return Table("case_audit", frame, start="audt_audited_on")


def _some_day(rng: np.random.Generator, world: World, share: float) -> pl.DataFrame:
    """A working day `on` in the window for a share of the cases that are open then."""
    told = world.stories.filter(pl.col("path") != "nfa").select(
        "person_id", "lag", "referred", "closed"
    )
    start = np.maximum(told["referred"].to_numpy() + 10, world.window)
    end = np.minimum(told["closed"].to_numpy(), LAST)
    on: Days = start + (rng.random(told.height) * np.maximum(end - start, 1)).astype(np.int64)
    on = working_day_after(on)
    kept = (on < end) & chance(rng, share, told.height)
    return told.with_columns(on=pl.Series(on)).filter(pl.Series(kept))


def complaint_table(world: World) -> Table:
    """Complaints with the day of the answer, and compliments, which need none."""
    rng = world.stream("complaints")
    bad, good = (_some_day(rng, world, share) for share in (COMPLAINED, PRAISED))
    bad = bad.with_columns(
        kind=pl.Series(pick(rng, STAGES, bad.height).astype(str)),
        answered=pl.Series(
            add_working_days(bad["on"].to_numpy(), curve(rng, ANSWER_DAYS, bad.height))
        ),
    )
    good = good.with_columns(kind=pl.lit("Compliment"), answered=pl.lit(NEVER, dtype=pl.Int64))
    rows = pl.concat([bad, good]).sort("on", "person_id")
    frame = rows.with_row_index("row").select(
        "lag",
        cmpl_complaint_id=(pl.col("row").cast(pl.Int64) + 34_000_001).cast(pl.String),
        cmpl_person_id="person_id",
        cmpl_kind="kind",
        cmpl_received_on="on",
        cmpl_answered_on="answered",
    )
    return Table("complaint", frame, start="cmpl_received_on", hides={"cmpl_answered_on": ()})


def score_table(world: World, told: Mapping[str, pl.DataFrame]) -> Table:
    """How safe a child is, from 0 to 10, as worker, parent and child say.

    Asked at the end of the assessment, at conferences and reviews and at the end of an in-need
    plan; on the whole the answer is higher each time.
    """
    rng = world.stream("scores")
    people = world.children.select("person_id", "born")
    using = people.with_columns(
        safe=pl.Series(rng.normal(3.3, 1.3, people.height)),
        gain=pl.Series(rng.normal(0.85, 0.6, people.height)),
    ).filter(pl.Series(chance(rng, SCORED, people.height)))
    events = pl.concat(
        [
            told[table].select("lag", person_id=person, on=on)
            for table, person, on in (
                ("cin_assessments", "cina_person_id", "cina_assessment_auth_date"),
                ("initial_cp_conference", "icpc_person_id", "icpc_icpc_date"),
                ("cp_reviews", "cppr_person_id", "cppr_cp_review_date"),
                ("cin_plans", "cinp_person_id", "cinp_cin_plan_end_date"),
                ("cla_reviews", "clar_person_id", "clar_cla_review_date"),
            )
        ]
    ).filter(pl.col("on").is_between(world.window, LAST))
    rows = events.unique(["person_id", "on"], keep="first", maintain_order=True)
    rows = rows.join(using, on="person_id", how="inner", maintain_order="left")
    rows = rows.sort("person_id", "on").with_columns(turn=pl.int_range(pl.len()).over("person_id"))
    parts = []
    # Parents see less danger than workers; of children those of six and over are asked.
    for scorer, share, offset in (
        ("Worker", 1.0, 0.0),
        ("Parent", 0.45, 0.9),
        ("Child", 0.35, 0.5),
    ):
        asked = chance(rng, share, rows.height)
        if scorer == "Child":
            asked &= (rows["on"] - rows["born"]).to_numpy() >= 6 * YEAR
        score = (
            rows["safe"].to_numpy()
            + offset
            + rows["gain"].to_numpy() * rows["turn"].to_numpy() ** 0.7
            + rng.normal(0, 0.8, rows.height)
        )
        parts.append(
            rows.select(
                "lag",
                "person_id",
                "on",
                scorer=pl.lit(scorer),
                score=pl.Series(np.clip(np.round(score), 0, 10).astype(np.int64)),
            ).filter(pl.Series(asked))
        )
    frame = (
        pl.concat(parts)
        .sort("on", "person_id", "scorer")
        .with_row_index("row")
        .select(
            "lag",
            scal_score_id=(pl.col("row").cast(pl.Int64) + 35_000_001).cast(pl.String),
            scal_person_id="person_id",
            scal_scored_on="on",
            scal_scorer="scorer",
            scal_score="score",
        )
    )
    return Table("scaling_score", frame, start="scal_scored_on")


def voice_table(world: World, told: Mapping[str, pl.DataFrame]) -> Table:
    """The five questions that a child of six and over is asked around a review."""
    rng = world.stream("voice of the child")
    reviews = pl.concat(
        [
            told["cp_reviews"].select("lag", person_id="cppr_person_id", on="cppr_cp_review_date"),
            told["cla_reviews"].select(
                "lag", person_id="clar_person_id", on="clar_cla_review_date"
            ),
        ]
    )
    born = world.children.select("person_id", "born")
    rows = reviews.join(born, on="person_id", maintain_order="left").filter(
        (pl.col("on") - pl.col("born") >= 6 * YEAR) & pl.col("on").is_between(world.window, LAST)
    )
    rows = rows.filter(pl.Series(chance(rng, 0.4, rows.height))).sort("on", "person_id")
    answers = {
        name: pl.Series(np.where(chance(rng, share, rows.height), "Y", "N").astype(str))
        for name, share in VOICES.items()
    }
    frame = rows.with_row_index("row").select(
        "lag",
        "on",
        voch_table_id=(pl.col("row").cast(pl.Int64) + 36_000_001).cast(pl.String),
        voch_person_id="person_id",
        **answers,
    )
    return Table("voice_of_child", frame, start="on")
