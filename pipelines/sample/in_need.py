"""Child in need plans and the visits under them, and the helper that spaces regular events."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.draws import NEVER, YEAR, Bools, Days, Texts, chance, working_day_after
from pipelines.sample.tables import Table
from pipelines.sample.world import LAST, World

# Share of children seen alone at a visit where they were seen, small and older, and until what age
# they are small.
SEEN_ALONE, SMALL = (0.25, 0.76), 4


def regular(
    rng: np.random.Generator, start: Days, end: Days, *gaps: tuple[int, int]
) -> tuple[Days, Days, Days]:
    """Events that come again and again: row of the period, number of the event in it, day.

    `gaps` are ranges of days (from, to) before the first, the second … event; the last of them
    goes on. No event is on or after the end of its period or after the last snapshot.
    """
    until = np.minimum(end, LAST + 1)
    most = np.maximum((until - start - gaps[0][0]) // gaps[-1][0] + 1 + len(gaps), 0)
    most = np.where(until > start, most, 0)
    row = np.repeat(np.arange(len(start)), most)
    order = np.arange(len(row)) - np.repeat(np.cumsum(most) - most, most)
    which = np.minimum(order, len(gaps) - 1)
    lowest, highest = np.array(gaps).T
    total = np.cumsum(rng.integers(lowest[which], highest[which] + 1))
    base = np.concatenate([[0], total])[np.repeat(np.cumsum(most) - most, most)]
    on = start[row] + total - base
    keep = on < until[row]
    return row[keep], order[keep], on[keep]


def alone_with(rng: np.random.Generator, seen: Bools, age: Days) -> Texts:
    """Whether a child who was seen at a visit was seen alone: seldom a small one; `age` in days."""
    alone = seen & chance(rng, np.where(age < SMALL * YEAR, *SEEN_ALONE), len(seen))
    return np.where(alone, "Y", "N").astype(object)


def in_need_tables(world: World, teams: pl.DataFrame) -> list[Table]:
    """In-need plans, never beside a protection plan or care, and visits about every four weeks."""
    told = world.stories.join(teams.drop("group"), on="story", maintain_order="left")
    shared = ("person_id", "lag", "referral_id", "helping_team", "step", "born")
    plans = pl.concat(
        [
            told.filter(pl.col(f"plan_{n}") < NEVER).select(
                *shared, helper=helper, start=f"plan_{n}", end=f"plan_{n}_ended", plan=pl.lit(n)
            )
            for n, helper in ((1, "helper"), (2, "later_helper"))
        ]
    ).sort("start", "step", "person_id")
    plans = plans.with_row_index("row").with_columns(
        plan_id=(pl.col("row").cast(pl.Int64) + 4_000_001).cast(pl.String)
    )
    frame = plans.select(
        "lag",
        cinp_person_id="person_id",
        cinp_cin_plan_id="plan_id",
        cinp_referral_id="referral_id",
        cinp_cin_plan_start_date="start",
        cinp_cin_plan_end_date="end",
        cinp_cin_plan_team="helping_team",
        cinp_cin_plan_worker_id="helper",
    )
    table = Table(
        "cin_plans",
        frame,
        start="cinp_cin_plan_start_date",
        hides={"cinp_cin_plan_end_date": ()},
        recorded="cinp_recorded_at",
    )
    return [table, _visits(world, plans)]


def _visits(world: World, plans: pl.DataFrame) -> Table:
    rng = world.stream("in-need visits")
    row, _, on = regular(rng, plans["start"].to_numpy(), plans["end"].to_numpy(), (3, 15), (19, 37))
    on = working_day_after(on)
    seen = chance(rng, 0.94, len(row))
    rows = plans[row.tolist()].with_columns(
        on=pl.Series(on),
        seen=pl.Series(np.where(seen, "Y", "N").astype(str)),
        alone=pl.Series(alone_with(rng, seen, on - plans["born"].to_numpy()[row])),
        bedroom=pl.Series(np.where(seen & chance(rng, 0.5, len(row)), "Y", "N").astype(str)),
    )
    rows = rows.filter(pl.col("on") <= pl.col("end"))
    frame = (
        rows.drop("row")
        .with_row_index("row")
        .select(
            "lag",
            cinv_person_id="person_id",
            cinv_cin_visit_id=(pl.col("row").cast(pl.Int64) + 5_000_001).cast(pl.String),
            cinv_cin_visit_date="on",
            cinv_cin_visit_seen="seen",
            cinv_cin_visit_seen_alone="alone",
            cinv_cin_visit_bedroom="bedroom",
            cinv_cin_plan_id="plan_id",
        )
    )
    return Table("cin_visits", frame, start="cinv_cin_visit_date", recorded="cinv_recorded_at")
