"""What is owed to a looked-after child: reviews, visits, health assessments, return interviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import polars as pl

from recomputation.care import LookedAfter, care, looked_after
from recomputation.drop import Drop, midnight, months_later, months_up_to, read_instant, says_yes
from recomputation.events import Event, gathered


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
    """Reviews of care that fell due, and those held by then.

    The first is due within 20 working days of the start of care, the second within three months of
    the first, and each later one within six months of the one before.
    """
    return gathered(_reviews_due(drop))


def _reviews_due(drop: Drop) -> Iterator[Event]:
    for period in care(drop):
        if all(span.is_short_break for span in period.spans):
            continue
        last = period.end or drop.as_at
        due = drop.working_day_after(period.start, 20)
        months = 3
        for held in _reviews(drop).get(period.child, []):
            if held <= period.start or held > last:
                continue
            yield Event(due, period.child, drop.holder(period.child, due), held <= due)
            due, months = months_later(held, months), 6
        if due <= last and due < drop.as_at:
            yield Event(due, period.child, drop.holder(period.child, due), counts=False)


@lru_cache(maxsize=4)
def _visits(drop: Drop) -> dict[str, list[date]]:
    """Days on which a looked-after child was visited, in order."""
    rows = drop.table("cla_visits").select("clav_person_id", held=drop.day("clav_cla_visit_date"))
    found: dict[str, list[date]] = {}
    for child, day in rows.drop_nulls().sort("held").iter_rows():
        found.setdefault(child, []).append(day)
    return found


def visits_in_time(drop: Drop) -> pl.DataFrame:
    """Children looked after, and those whose next visit is not overdue when the day is over.

    A visit is due within a week of the start of a placement, then within six weeks of the last.
    """
    return gathered(
        there.event(drop, counts=_is_visited(drop, there)) for there in looked_after(drop)
    )


def _is_visited(drop: Drop, there: LookedAfter) -> bool:
    began = next(
        (
            stay.start
            for stay in reversed(there.care.stays)
            if not stay.is_temporary and stay.start <= there.day
        ),
        there.care.start,
    )
    here = [day for day in _visits(drop).get(there.child, []) if began <= day <= there.day]
    due = here[-1] + timedelta(weeks=6) if here else began + timedelta(weeks=1)
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
        if there.continuous_since <= months_up_to(there.day, 12)
    )


def _is_assessed(drop: Drop, there: LookedAfter) -> bool:
    first = months_up_to(there.day, 12)
    held = [day for day in _assessed(drop).get(there.child, []) if first <= day <= there.day]
    born = drop.born(there.child)
    is_small = born is not None and months_later(born, 60) > there.day
    return len(held) >= (2 if is_small else 1)


def interviews_in_time(drop: Drop) -> pl.DataFrame:
    """Return interviews held after a looked-after child was missing, and those within 72 hours.

    Counted on the day of the return. Where only the day of the return is known, the clock starts
    when that day is over.
    """
    rows = (
        drop.table("missing")
        .filter(pl.col("miss_missing_episode_type").str.to_uppercase() == "M")
        .select(
            child="miss_person_id",
            started=drop.day("miss_missing_episode_start_date"),
            ended=drop.day("miss_missing_episode_end_date"),
            back=read_instant("miss_missing_episode_end_date"),
            held=read_instant("miss_missing_rhi_held_at"),
        )
        .drop_nulls(["started", "ended", "held"])
        .filter(pl.col("held") < midnight(drop.as_at + timedelta(days=1)))
    )
    return gathered(
        Event(
            row["ended"],
            row["child"],
            drop.holder(row["child"], row["ended"]),
            row["held"] <= row["back"] + timedelta(hours=72),
        )
        for row in rows.iter_rows(named=True)
        if _is_in_care(drop, row["child"], row["started"])
    )


def _is_in_care(drop: Drop, child: str, day: date) -> bool:
    return any(
        (span := period.on(day)) is not None and not span.is_short_break
        for period in care(drop)
        if period.child == child
    )
