"""What a run is made from, and how old the newest drop of each system is, in words.

A history that was handed over once (of a case system before this one) grows old and is right all
the same: an old drop is said, and stops nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipelines.landing import Drop


def old_drops(chosen: Sequence[Drop], day: date, fresh_days: int) -> list[str]:
    """A sentence for each drop that is older than `fresh_days` on a day.

    Args:
        chosen: the newest drop of each authority and system.
        day: for the newest figures the day of today, for those of an earlier day that day.
        fresh_days: SIGHTLINE_FRESH_DAYS.
    """
    return [
        f"The newest drop of {drop.system} of authority {drop.authority} shows "
        f"{drop.as_at.isoformat()}: {(day - drop.as_at).days} days before {day.isoformat()}."
        for drop in chosen
        if (day - drop.as_at).days > fresh_days
    ]


def made_from(chosen: Sequence[Drop], day: date) -> dict[str, list[str]]:
    """By authority a sentence for each drop; of one that shows an earlier day, what that means.

    Args:
        chosen: the newest drop of each authority and system up to the day.
        day: the as-at date of the run, which may lie between two drops.
    """
    told: dict[str, list[str]] = {}
    for drop in chosen:
        days = (day - drop.as_at).days
        gap = (
            f", {days} day{'' if days == 1 else 's'} before {day.isoformat()}: what was entered "
            "since is not in it"
        )
        told.setdefault(drop.authority, []).append(
            f"{drop.system} as at {drop.as_at.isoformat()}{gap if days else ''}"
        )
    return told
