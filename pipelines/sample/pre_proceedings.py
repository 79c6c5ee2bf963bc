"""Pre-proceedings: what is tried under legal advice before a court is asked."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.draws import NEVER, chance, curve, working_day_after, working_day_before
from pipelines.sample.tables import Table
from pipelines.sample.world import World

OFFERED = 0.9  # letters that offer a family group decision making meeting
TAKEN_UP = 0.65
LONGEST = 250  # days from the decision to what came of it


def pre_proceedings_table(world: World) -> Table:
    """Children who came into care from a protection plan, and some whose plan went on long.

    From the decision: letter, first meeting, reviews, decision to step down or to go to court,
    application. Dates never go back, and the child's case is open on all of them.
    """
    rng = world.stream("pre-proceedings")
    told = world.stories.filter(pl.col("protected") < NEVER)
    to_care = told["entered"].to_numpy() < NEVER
    until = np.where(to_care, told["entered"].to_numpy(), told["protection_ended"].to_numpy())
    start = np.maximum(told["protected"].to_numpy() + 14, until - LONGEST)
    start = working_day_after(start)
    long_enough = until - start > 60
    rows = told.filter(pl.Series(long_enough & (to_care | chance(rng, 0.2, told.height))))
    kept = long_enough & np.isin(told["story"].to_numpy(), rows["story"].to_numpy())
    start, until, to_care = start[kept], until[kept], to_care[kept]
    n = rows.height
    letter = working_day_after(start + curve(rng, [(0, 1), (1, 10)], n))
    meeting = working_day_after(letter + curve(rng, [(0, 5), (1, 20)], n))
    stepped = working_day_before(until - 8)
    offered = chance(rng, OFFERED, n)
    frame = rows.with_columns(
        start=pl.Series(start),
        letter=pl.Series(letter),
        meeting=pl.Series(meeting),
        stepped=pl.Series(np.maximum(stepped, meeting)),
        court=pl.Series(np.where(to_care, working_day_before(until - 3), NEVER)),
        proceedings=pl.Series(np.where(to_care, working_day_before(until - 1), NEVER)),
        outcome=pl.Series(np.where(to_care, "C", np.where(chance(rng, 0.7, n), "A", "B"))),
        reviews=pl.Series((stepped - meeting) // 45),
        offered=pl.Series(np.where(offered, "Y", "N")),
        met=pl.Series(np.where(offered & chance(rng, TAKEN_UP, n), "Y", "N")),
    )
    frame = frame.select(
        "lag",
        prep_table_id=(pl.col("story") + 27_000_000).cast(pl.String),
        prep_person_id="person_id",
        prep_plo_family_id="F" + pl.col("family").cast(pl.String),
        prep_pre_pro_decision_date="start",
        prep_initial_pre_pro_meeting_date="meeting",
        prep_pre_pro_outcome="outcome",
        prep_agree_stepdown_issue_date="stepped",
        prep_pre_pro_letter_date="letter",
        prep_care_pro_letter_date="proceedings",
        prep_pre_pro_meetings_num="reviews",
        prep_pre_pro_parents_legal_rep=pl.lit("Y"),
        prep_fgdm_offered="offered",
        prep_fgdm_facilitated="met",
        prep_court_application_date="court",
    )
    return Table(
        "pre_proceedings",
        frame,
        start="prep_pre_pro_decision_date",
        hides={
            "prep_pre_pro_letter_date": ("prep_fgdm_offered",),
            "prep_initial_pre_pro_meeting_date": (
                "prep_fgdm_facilitated",
                "prep_pre_pro_parents_legal_rep",
            ),
            "prep_agree_stepdown_issue_date": (
                "prep_pre_pro_outcome",
                "prep_pre_pro_meetings_num",
            ),
            "prep_court_application_date": (),
            "prep_care_pro_letter_date": (),
        },
    )
