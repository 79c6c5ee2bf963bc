"""Figures of contacts, referrals and assessments."""

from __future__ import annotations

import polars as pl

from pipelines.sample.calibration.figures import Counted, Seen, figure, per_10k


def referrals(seen: Seen) -> pl.DataFrame:
    """Referrals as the DfE counts them: of several on one day for a child, one."""
    rows = seen["cin_episodes"].sort("cine_referral_date", "cine_referral_nfa", "cine_referral_id")
    return rows.unique(["cine_person_id", "cine_referral_date"], keep="first", maintain_order=True)


@figure("referrals_per_10k")
def _referrals_per_10k(seen: Seen) -> Counted:
    rows = referrals(seen).filter(seen.during("cine_referral_date"))
    return per_10k(rows.height, seen.population)
