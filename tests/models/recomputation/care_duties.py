"""What is owed to a looked-after child: reviews, visits, health assessments, return interviews."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

import polars as pl

from recomputation.care import LookedAfter, care, looked_after
from recomputation.drop import Drop, midnight, months_later, months_up_to, read_instant, says_yes
from recomputation.events import Event, gathered

# Fostering that is meant to last: with family or friends, and with others.
LONG_TERM = ["U1", "U4"]
MISSING = ["M", "MISSING"]


@lru_cache(maxsize=4)
def _reviews(drop: Drop) -> dict[str, list[date]]:
    """Days on which a child's care was reviewed, in order."""
    rows = (
        drop.table("cla_reviews")
        .filter(~says_yes("clar_cla_review_cancelled"))
        .select("clar_person_id", held=drop.day("clar_cla_review_date"))
    )
    found: dict[str, list[date]] = {}
    for child, day in rows.drop_nulls().sort("held").iter_rows():
        found.setdefault(child, []).append(day)
    return found


def reviews_in_time(drop: Drop) -> pl.DataFrame:
    """Children looked after whose first review has fallen due, and those with none late in a year.

    The first is due within 20 working days of the start of care, the second within three months of
    the first, and each later one within six months of the one before.
    """
    return gathered(
        there.event(drop, counts=_is_reviewed(drop, there))
        for there in looked_after(drop)
        if drop.working_day_after(there.care.start, 20) <= there.day
    )


def _is_reviewed(drop: Drop, there: LookedAfter) -> bool:
    year_start = months_up_to(there.day, 12)
    due, months = drop.working_day_after(there.care.start, 20), 3
    for held in _reviews(drop).get(there.child, []):
        if not there.care.start < held <= there.day:
            continue
        if held > due and held >= year_start:
            return False
        due, months = months_later(held, months), 6
    return due > there.day


@lru_cache(maxsize=4)
def _visits(drop: Drop) -> dict[str, list[date]]:
    """Days on which a looked-after child was seen, in order."""
    rows = (
        drop.table("cla_visits")
        .filter(says_yes("clav_cla_visit_seen"))
        .select("clav_person_id", held=drop.day("clav_cla_visit_date"))
    )
    found: dict[str, list[date]] = {}
    for child, day in rows.drop_nulls().sort("held").iter_rows():
        found.setdefault(child, []).append(day)
    return found


def visits_in_time(drop: Drop) -> pl.DataFrame:
    """Children looked after, and those whose next visit is not overdue when the day is over.

    A visit is due within a week of the start of a placement, then within six weeks of the last, or
    three months where long-term fostering has lasted a year.
    """
    return gathered(
        there.event(drop, counts=_is_visited(drop, there)) for there in looked_after(drop)
    )


def _is_visited(drop: Drop, there: LookedAfter) -> bool:
    stay = max(
        (stay for stay in there.care.stays if stay.covers(there.day)),
        key=lambda stay: stay.start,
        default=None,
    )
    began = stay.start if stay else there.care.start
    here = [day for day in _visits(drop).get(there.child, []) if began <= day <= there.day]
    if not here:
        due = began + timedelta(weeks=1)
    elif stay and stay.first.type in LONG_TERM and months_later(began, 12) <= there.day:
        due = months_later(here[-1], 3)
    else:
        due = here[-1] + timedelta(weeks=6)
    return due >= there.day


@lru_cache(maxsize=4)
def _assessed(drop: Drop) -> dict[str, list[date]]:
    """Days of a child's health assessments that took place."""
    rows = drop.table("cla_health").select(
        "clah_person_id",
        held=drop.day("clah_health_check_date"),
        kind=pl.col("clah_health_check_type").str.to_lowercase(),
        status=pl.col("clah_health_check_status").str.to_lowercase(),
    )
    took_place = ~pl.col("status").is_in(["planned", "refused", "cancelled"]).fill_null(value=False)
    rows = rows.filter(pl.col("kind").str.contains("health assessment"), took_place)
    found: dict[str, list[date]] = {}
    for child, day in rows.select("clah_person_id", "held").drop_nulls().iter_rows():
        found.setdefault(child, []).append(day)
    return found


def health_assessed(drop: Drop) -> pl.DataFrame:
    """Looked after for a year, and those assessed in it: once, or twice while under five."""
    return gathered(
        there.event(drop, counts=_is_assessed(drop, there))
        for there in looked_after(drop)
        if _assessed(drop) and there.continuous_since <= months_up_to(there.day, 12)
    )


def _is_assessed(drop: Drop, there: LookedAfter) -> bool:
    first = months_up_to(there.day, 12)
    held = [day for day in _assessed(drop).get(there.child, []) if first <= day <= there.day]
    born = drop.born(there.child)
    is_small = born is not None and months_later(born, 60) > there.day
    return len(held) >= (2 if is_small else 1)


def interviews_in_time(drop: Drop) -> pl.DataFrame:
    """Return interviews held after a child was missing, and those within 72 hours.

    Only the day of the return is known, so the clock starts when that day is over.
    """
    rows = (
        drop.table("missing")
        .filter(pl.col("miss_missing_episode_type").str.to_uppercase().is_in(MISSING))
        .select(
            child="miss_person_id",
            started=drop.day("miss_missing_episode_start_date"),
            back=drop.day("miss_missing_episode_end_date"),
            day=drop.day("miss_missing_rhi_held_at"),
            held=read_instant("miss_missing_rhi_held_at"),
        )
        .drop_nulls(["started", "back", "day"])
        .filter(pl.col("day") >= pl.col("back"))
    )
    return gathered(
        _interview(
            drop, row["child"], row["started"], row["day"], _is_soon(row["back"], row["held"])
        )
        for row in rows.iter_rows(named=True)
    )


def _is_soon(back: date, held: datetime) -> bool:
    return held <= midnight(back + timedelta(days=1)) + timedelta(hours=72)


def _interview(drop: Drop, child: str, started: date, day: date, counts: bool) -> Event:
    """With the place that the child went missing from, if in care."""
    spans = (period.on(started) for period in care(drop) if period.child == child)
    home = next((span.placement for span in spans if span), None)
    return Event(
        day,
        child,
        drop.holder(child, started),
        counts,
        placement_type=home.type if home else None,
        provider_type=home.provider if home else None,
    )
