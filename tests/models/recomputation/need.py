"""Children in need."""

from __future__ import annotations

from datetime import date

import polars as pl

from recomputation.drop import Drop, says_yes
from recomputation.events import Event, gathered


def children_in_need(drop: Drop) -> pl.DataFrame:
    """Children with an episode of need at the close of a month; one is counted once."""
    episodes = (
        drop.table("cin_episodes")
        .filter(~says_yes("cine_referral_nfa"))
        .select(
            child="cine_person_id",
            opened=drop.day("cine_referral_date"),
            closed=drop.day("cine_close_date").fill_null(date.max),
        )
        .drop_nulls("opened")
    )
    return gathered(
        Event(day, child, drop.holder(child, day))
        for day in drop.month_ends
        for child in sorted(
            set(episodes.filter(pl.col("opened") <= day, pl.col("closed") > day)["child"])
        )
    )
