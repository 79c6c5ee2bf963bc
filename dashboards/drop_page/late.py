"""What a drop tells for the first time of days before the last drop: what was recorded late."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import queries, wording
from dashboards.drop_page import Drop, show_table, system_name

NO_TEAM = "No team known"
HEADINGS = ("New rows", "Late", "Late, %", "Days late (median)")


def show(drop: Drop) -> None:
    """Late rows of the drop by table and team, and of the system's drops over time."""
    st.header("Recorded late", anchor=False)
    told = queries.recorded_late(drop.visit.viewer, drop.visit.published)
    of_drop = drop.of(told)
    if of_drop.is_empty():
        st.markdown(
            "Nothing can be said of this drop: it is the first of its source, no row of the drop "
            "before has a key, or the figures are of an earlier day."
        )
        return
    total = of_drop.filter(pl.col("slice") == "all").row(0, named=True)
    before = wording.day(total["previous_as_at"])
    st.markdown(
        f"**{wording.whole(total['late_rows'])} of {wording.counted(total['new_rows'], 'new row')} "
        f"tell of something up to {before}, the day of the drop before.** They were entered after "
        "that day, so a figure made then did not count them. Days late are those from the event "
        f"to {before}: so many at least. Of a child whose record is new, what lies before the "
        "first contact or referral is left out, for a new record brings its past with it."
    )
    for by, heading in (("table", "Table"), ("team", "Team that held the child on the day")):
        rows = of_drop.filter((pl.col("slice") == by) & (pl.col("late_rows") > 0)).sort(
            "late_rows", "slice_value", descending=(True, False)
        )
        if not rows.is_empty():
            show_table(
                f"Recorded late by {by}, {wording.day(drop.as_at)}",
                (heading, *HEADINGS),
                [
                    (row["slice_value"] or NO_TEAM, *_cells(row))
                    for row in rows.iter_rows(named=True)
                ],
                numeric=range(1, 5),
                keep=(0,),
                file=f"late-by-{by}-{drop.file_stem}",
            )
    over_time = told.filter(
        (pl.col("source_system") == drop.system) & (pl.col("slice") == "all")
    ).sort("as_at", "snapshot_id", descending=True)
    if over_time.height > 1:
        show_table(
            f"Recorded late, the drops of {system_name(drop.system)}, newest first",
            ("As at", "Drop before", *HEADINGS),
            [
                (row["as_at"], row["previous_as_at"], *_cells(row))
                for row in over_time.iter_rows(named=True)
            ],
            at_most=12,
            numeric=range(2, 6),
            keep=(0, 1),
            file=f"late-by-drop-{drop.system}",
        )


def _cells(row: dict[str, float]) -> tuple[float, float, str, float]:
    share = wording.rounded(100 * row["late_rows"] / row["new_rows"])
    return row["new_rows"], row["late_rows"], share, row["median_days_late"]
