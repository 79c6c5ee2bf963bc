"""Figures of children in need."""

from __future__ import annotations

import polars as pl

from pipelines.sample.calibration.figures import Counted, Seen, figure, open_on, per_10k


def in_need(seen: Seen) -> pl.DataFrame:
    """Children in need on each 31 March of the years, with `on` and the days since referral."""
    cases = seen["cin_episodes"].filter(pl.col("cine_referral_nfa") == "N")
    days = [
        cases.filter(open_on("cine_referral_date", "cine_close_date", day)).with_columns(
            on=pl.lit(day), days=(pl.lit(day) - pl.col("cine_referral_date")).dt.total_days()
        )
        for day in seen.year_ends
    ]
    return pl.concat(days).unique(["cine_person_id", "on"], keep="first", maintain_order=True)


@figure("in_need_per_10k")
def _in_need_per_10k(seen: Seen) -> Counted:
    return per_10k(in_need(seen).height, seen.population)
