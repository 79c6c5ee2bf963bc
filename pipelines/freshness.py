"""How old the newest drop of each system is, in words.

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
