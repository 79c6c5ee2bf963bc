"""Cases of social workers and what placements cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from recomputation.care import DAY, placements
from recomputation.drop import Drop, number, read_day
from recomputation.events import Event, gathered

FULL_WEEK = 37.0


@dataclass(frozen=True)
class Spell:
    """Hours a week of a worker in a team for some time."""

    start: date | None
    end: date
    hours: float
    team: str | None


def caseload(drop: Drop) -> pl.DataFrame:
    """Social workers who hold a case at the close of a month: cases over full-time workers."""
    return gathered(_caseloads(drop))


def _caseloads(drop: Drop) -> Iterator[Event]:
    kept = _hours(drop)
    for day in drop.month_ends:
        held = _cases(drop, day)
        for worker, contracted in _social_workers(drop).items():
            cases = held.get(worker, [])
            team, weekly = _at_work(kept[worker], day) if worker in kept else (None, contracted)
            if cases and weekly:
                usual = min(Counter(cases).items(), key=lambda item: (-item[1], item[0] or ""))[0]
                yield Event(day, None, team or usual, amount=len(cases), weight=weekly / FULL_WEEK)


def _hours(drop: Drop) -> dict[str, list[Spell]]:
    """By worker, the spells of hours that have begun."""
    if not drop.has("worker_hours"):
        return {}
    rows = drop.table("worker_hours").select(
        "wkhr_professional_id",
        started=drop.day("wkhr_start_date"),
        ended=read_day("wkhr_end_date").fill_null(date.max),
        hours=number("wkhr_weekly_hours").fill_null(0),
        team=drop.team("wkhr_team_id"),
    )
    found: dict[str, list[Spell]] = {}
    for worker, *cells in rows.iter_rows():
        found.setdefault(worker, []).append(Spell(*cells))
    return found


def _at_work(spells: list[Spell], day: date) -> tuple[str | None, float]:
    """Team and weekly hours on a day; the last day of a spell is worked, unless one follows."""
    there = [spell for spell in spells if spell.start and spell.start <= day <= spell.end]
    there = [spell for spell in there if spell.end > day] or there
    most = max(there, key=lambda spell: spell.hours, default=None)
    return (most.team if most else None), sum(spell.hours for spell in there)


def _cases(drop: Drop, day: date) -> dict[str, list[str | None]]:
    """By worker, the team of each child held on a day; a child has one holder.

    Whom nobody holds on the day after has been let go of.
    """
    found: dict[str, list[str | None]] = {}
    for child in drop.involvements:
        held = drop.held_by(child, day)
        if held and held.worker and drop.held_by(child, day + DAY):
            found.setdefault(held.worker, []).append(held.team)
    return found


def _social_workers(drop: Drop) -> dict[str, float]:
    """Those who are registered or whose title says so, with their contracted hours."""
    rows = drop.table("professionals").filter(
        pl.col("prof_social_worker_registration_no").is_not_null()
        | pl.col("prof_professional_job_title").str.to_lowercase().str.contains("social worker")
    )
    hours = pl.coalesce(
        number("prof_weekly_hours"), number("prof_full_time_equivalency") * FULL_WEEK, 0.0
    )
    return dict(rows.select("prof_professional_id", hours).iter_rows())


def weekly_cost(drop: Drop) -> pl.DataFrame:
    """Cost and weeks of placements in each month: the weekly price by the day."""
    return gathered(_costs(drop) if drop.has("placement_cost") else ())


def _costs(drop: Drop) -> Iterator[Event]:
    rows = (
        drop.table("placement_cost")
        .select(
            child="plco_person_id",
            placement=pl.coalesce("plco_placement_id", "plco_placement_cost_id"),
            id="plco_placement_cost_id",
            start=drop.day("plco_start_date"),
            end=drop.day("plco_end_date"),
            price=number("plco_weekly_cost_gbp"),
        )
        .drop_nulls("start")
        .sort("child", "placement", "start", "id")
    )
    for _, lines in rows.group_by("child", "placement", maintain_order=True):
        yield from _costs_of_placement(drop, list(lines.iter_rows(named=True)))


def _costs_of_placement(drop: Drop, lines: list[dict[str, Any]]) -> Iterator[Event]:
    """The last day of a line is paid, unless the next begins on it; none outlasts the placement.

    Two lines for one night are one week of one placement.
    """
    child, placement = lines[0]["child"], lines[0]["placement"]
    home = placements(drop).get(child, {}).get(placement)
    nights_until = date.min
    for place, line in enumerate(lines):
        following = lines[place + 1]["start"] if place + 1 < len(lines) else None
        until = line["end"]
        if until and until != following:
            until += DAY
        until = min(until or date.max, (home and home.end) or date.max)
        if line["price"] is None:
            continue
        for month in drop.periods:
            first, last = max(month.start, line["start"]), min(month.end, until - DAY)
            if month.kind != "month" or last < first:
                continue
            days = (last - first).days + 1
            nights = (last - max(first, nights_until)).days + 1
            yield Event(
                month.end,
                child,
                drop.holder(child, last),
                amount=_pounds(line["price"], days),
                weight=max(nights, 0) / 7,
                placement_type=home.type if home else None,
                provider_type=home.provider if home else None,
            )
        nights_until = max(nights_until, until)


def _pounds(price: float, days: int) -> float:
    """What some days cost, to the penny."""
    exact = Decimal(str(price)) * days / 7
    return float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
