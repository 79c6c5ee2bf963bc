"""Young people who have left care, at 19, 20 and 21."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import polars as pl

from recomputation.care import care
from recomputation.drop import Drop, months_later, months_up_to
from recomputation.events import Event, gathered

AGES = (19, 20, 21)
IN_EDUCATION_OR_WORK = ["F1", "P1", "F2", "P2", "F3", "P3", "F4", "P4", "F5", "P5"]
# Died, and gone home to parents: no measure counts them.
NOT_COUNTED = ["DIED", "RHOM"]
# Abroad, deported or residence not known, and in custody, as far as accommodation goes.
NOT_JUDGED = ["G", "H", "R"]


@dataclass(frozen=True)
class Leaver:
    """What was known of a young person around a birthday."""

    birthday: date
    child: str
    team: str | None
    in_touch: str | None
    activity: str | None
    home: str | None

    def event(self, drop: Drop, day: date, *, counts: bool) -> Event:
        """As an event of a stock."""
        return Event(day, self.child, self.team or drop.holder(self.child, day), counts)


@lru_cache(maxsize=4)
def leavers(drop: Drop) -> list[Leaver]:
    """Former relevant young people at each 19th, 20th and 21st birthday that has come."""
    rows = drop.table("care_leavers").select(
        child="clea_person_id",
        touched=pl.col("clea_care_leaver_in_touch").str.to_uppercase(),
        seen=drop.day("clea_care_leaver_latest_contact"),
        home=pl.col("clea_care_leaver_accommodation").str.to_uppercase(),
        activity=pl.col("clea_care_leaver_activity").str.to_uppercase(),
        team=drop.team("clea_care_leaver_allocated_team"),
        id="clea_table_id",
    )
    told: dict[str, list[dict[str, object]]] = {}
    for row in rows.sort("id").iter_rows(named=True):
        told.setdefault(row["child"], []).append(row)
    return [
        _known_around(birthday, child, told.get(child, []))
        for child in _former_relevant(drop)
        for birthday in _birthdays(drop, child)
    ]


def _birthdays(drop: Drop, child: str) -> Iterator[date]:
    born = drop.born(child)
    for years in AGES:
        if born and (birthday := months_later(born, 12 * years)) <= drop.as_at:
            yield birthday


def _former_relevant(drop: Drop) -> list[str]:
    """Looked after for 13 weeks since 14, some of it past 16, other than by short breaks."""
    found = []
    for child in sorted({period.child for period in care(drop)}):
        born = drop.born(child)
        if born is None:
            continue
        fourteen, sixteen, eighteen = (months_later(born, 12 * years) for years in (14, 16, 18))
        days, past_sixteen = 0, False
        for period in care(drop):
            if period.child != child:
                continue
            for span in period.spans:
                start, end = max(span.start, fourteen), min(span.end or drop.as_at, eighteen)
                if span.is_short_break or end <= start:
                    continue
                days += (end - start).days
                past_sixteen = past_sixteen or end > sixteen
        if days >= 13 * 7 and past_sixteen:
            found.append(child)
    return found


def _known_around(birthday: date, child: str, rows: list[dict[str, object]]) -> Leaver:
    """What was recorded from three months before the birthday to one after, the nearest first."""

    def distance(row: dict[str, object]) -> tuple[bool, int]:
        seen = row["seen"]
        if not isinstance(seen, date):
            return (True, 10**6)
        near = months_later(birthday, -3) <= seen <= months_later(birthday, 1)
        return (not near, abs((seen - birthday) // timedelta(days=1)))

    row = min(rows, key=distance, default={})

    def text(name: str) -> str | None:
        value = row.get(name)
        return value if isinstance(value, str) else None

    return Leaver(birthday, child, text("team"), text("touched"), text("activity"), text("home"))


def _counted(drop: Drop) -> Iterator[tuple[date, Leaver]]:
    """At the close of each month, those whose birthday was in the twelve months to it."""
    for day in drop.month_ends:
        for leaver in leavers(drop):
            of_year = months_up_to(day, 12) <= leaver.birthday <= day
            if of_year and leaver.in_touch not in NOT_COUNTED:
                yield day, leaver


def in_education_or_work(drop: Drop) -> pl.DataFrame:
    """Care leavers of 19 to 21, and those in education, employment or training."""
    return gathered(
        leaver.event(drop, day, counts=leaver.activity in IN_EDUCATION_OR_WORK)
        for day, leaver in _counted(drop)
    )


def suitably_housed(drop: Drop) -> pl.DataFrame:
    """Care leavers of 19 to 21 but for those abroad, and those in suitable accommodation."""
    return gathered(
        leaver.event(drop, day, counts=leaver.home is not None and leaver.home.endswith("1"))
        for day, leaver in _counted(drop)
        if leaver.home is None or leaver.home[0] not in NOT_JUDGED
    )


def in_touch(drop: Drop) -> pl.DataFrame:
    """Care leavers of 19 to 21, and those with whom the authority is in touch."""
    return gathered(
        leaver.event(drop, day, counts=leaver.in_touch == "YES") for day, leaver in _counted(drop)
    )
