"""Children looked after: where each was on a day, told again from episodes and placements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

import polars as pl

from recomputation.drop import Drop, code, months_later, months_up_to, number
from recomputation.events import Event, gathered
from recomputation.placement_slices import PROVIDERS, TYPES

STATUSES = ["C1", "C2", "D1", "E1", "V2", "V3", "V4", "L1", "L2", "L3", "J1", "J2", "J3"]
SHORT_BREAKS = ["V3", "V4"]
TEMPORARY = ["T0", "T1", "T2", "T3", "T4"]
FOSTERING = ["U1", "U2", "U3", "U4", "U5", "U6"]
FOR_ADOPTION = ["A3", "A4", "A5", "A6"]
BY_FOSTER_CARERS = ["A3", "A5"]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Placement:
    """A placement as recorded."""

    id: str
    start: date
    end: date | None
    type: str | None
    provider: str | None
    postcode: str | None
    carer: str | None
    miles: float | None
    council: str | None

    def covers(self, day: date) -> bool:
        """Whether the child sleeps there."""
        return self.start <= day and (self.end is None or self.end > day)


@dataclass(frozen=True)
class Span:
    """Some days of care in one placement and with one legal status; `end` is the day after."""

    start: date
    end: date | None
    placement: Placement | None
    status: str | None

    def covers(self, day: date) -> bool:
        """Whether the child is looked after in it when the day is over."""
        return self.start <= day and (self.end is None or self.end > day)

    @property
    def is_short_break(self) -> bool:
        """Whether it belongs to a series of short breaks."""
        return self.status in SHORT_BREAKS


@dataclass(frozen=True)
class Stay:
    """Time in one home, and coming back to it from a temporary one.

    The first record of the placement and the last.
    """

    start: date
    end: date | None
    first: Placement
    last: Placement
    is_short_break: bool

    def covers(self, day: date) -> bool:
        """Whether it is the child's home, or where the child is for a while, on a day."""
        return self.start <= day and (self.end is None or self.end > day)

    @property
    def is_temporary(self) -> bool:
        """Whether it is a holiday, a stay in hospital or the like."""
        return self.first.type in TEMPORARY


@dataclass(frozen=True)
class Care:
    """One unbroken period of care."""

    child: str
    spans: tuple[Span, ...]

    @property
    def start(self) -> date:
        """First day."""
        return self.spans[0].start

    @property
    def end(self) -> date | None:
        """Day on which it ended."""
        return self.spans[-1].end

    def on(self, day: date) -> Span | None:
        """What holds when the day is over."""
        return next((span for span in reversed(self.spans) if span.covers(day)), None)

    @property
    def stays(self) -> list[Stay]:
        """Homes and temporary places in time."""
        stays: list[Stay] = []
        lasting: Stay | None = None
        before: Placement | None = None
        for span in self.spans:
            if span.placement is None:
                before = None
                continue
            here = span.placement
            was = lasting if here.type not in TEMPORARY else _last_temporary(stays)
            if was and _same_home(was.last, here, before):
                is_short_break = was.is_short_break and span.is_short_break
                now = Stay(was.start, span.end, was.first, here, is_short_break)
                stays[stays.index(was)] = now
            else:
                now = Stay(span.start, span.end, here, here, span.is_short_break)
                stays.append(now)
            if not now.is_temporary:
                lasting = now
            before = here
        return stays


def _last_temporary(stays: list[Stay]) -> Stay | None:
    return next((stay for stay in reversed(stays) if stay.is_temporary), None)


def _same_home(was: Placement, here: Placement, before: Placement | None) -> bool:
    if was.id == here.id:
        return True
    back = before is not None and before.type in TEMPORARY and here.type not in TEMPORARY
    return back and (was.type, was.postcode) == (here.type, here.postcode)


@lru_cache(maxsize=4)
def placements(drop: Drop) -> dict[str, dict[str, Placement]]:
    """By child and id."""
    rows = (
        drop.table("cla_placement")
        .with_columns(
            started=drop.day("clap_cla_placement_start_date"),
            ended=drop.day("clap_cla_placement_end_date"),
        )
        .drop_nulls("started")
        .select(
            "clap_person_id",
            "clap_cla_placement_id",
            "started",
            "ended",
            code("clap_cla_placement_type", {*TYPES, "H5"}),
            code("clap_cla_placement_provider", PROVIDERS),
            pl.col("clap_cla_placement_postcode").str.to_uppercase(),
            "clap_cla_placement_carer_id",
            number("clap_cla_placement_distance"),
            _or_nothing("clap_cla_placement_la", drop.table("cla_placement")),
        )
    )
    found: dict[str, dict[str, Placement]] = {}
    for child, *cells in rows.iter_rows():
        found.setdefault(child, {})[cells[0]] = Placement(*cells)
    return found


def _or_nothing(column: str, rows: pl.DataFrame) -> pl.Expr:
    if column in rows.columns:
        return pl.col(column)
    return pl.lit(None, dtype=pl.String).alias(column)


@lru_cache(maxsize=4)
def care(drop: Drop) -> list[Care]:
    """Every period of care."""
    rows = (
        drop.table("cla_episodes")
        .with_columns(
            started=drop.day("clae_cla_episode_start_date"),
            ended=drop.day("clae_cla_episode_ceased_date"),
        )
        .drop_nulls("started")
        .filter((pl.col("ended") > pl.col("started")).fill_null(value=True))
        .sort("clae_person_id", "started", pl.col("ended").fill_null(date.max), descending=False)
        .unique(subset=["clae_person_id", "started"], keep="last", maintain_order=True)
        .select(
            "clae_person_id",
            "started",
            "ended",
            "clae_cla_placement_id",
            code("clae_legal_status", STATUSES),
        )
    )
    histories: dict[str, list[tuple[date, date | None, str | None, str | None]]] = {}
    for child, *cells in rows.iter_rows():
        histories.setdefault(child, []).append(tuple(cells))
    return [period for child, told in histories.items() for period in _periods(drop, child, told)]


def _periods(
    drop: Drop, child: str, told: list[tuple[date, date | None, str | None, str | None]]
) -> Iterator[Care]:
    """Cuts a child's life at every day on which anything changes and joins what is unbroken."""
    # One that was never ended stopped at the latest when the next began.
    ended = [
        (start, end or (told[place + 1][0] if place + 1 < len(told) else None), home, status)
        for place, (start, end, home, status) in enumerate(told)
    ]
    known = placements(drop).get(child, {})
    statuses = _statuses(drop).get(child, [])
    cuts = {day for start, end, *_ in ended for day in (start, end) if day}
    cuts |= {start for start, _ in statuses}
    cuts |= {day for home in known.values() for day in (home.start, home.end) if day}
    days = sorted(cuts)
    run: list[Span] = []
    for place, day in enumerate(days):
        # Where episodes overlap, a day belongs to the one that began last.
        there = [
            episode
            for episode in ended
            if episode[0] <= day and (not episode[1] or episode[1] > day)
        ]
        if not there:
            if run:
                yield Care(child, tuple(run))
            run = []
            continue
        _, _, home, status = max(there, key=lambda episode: episode[0])
        placement = known.get(home or "") or max(
            (other for other in known.values() if other.covers(day)),
            key=lambda other: (other.start, other.id),
            default=None,
        )
        if status is None:
            status = next((other for start, other in reversed(statuses) if start <= day), None)
        until = days[place + 1] if place + 1 < len(days) else None
        run.append(Span(day, until, placement, status))
    if run:
        yield Care(child, tuple(run))


@lru_cache(maxsize=4)
def _statuses(drop: Drop) -> dict[str, list[tuple[date, str]]]:
    """By child, legal statuses by the day on which they began; a placement order goes first."""
    rows = drop.table("legal_status").select(
        "lega_person_id",
        started=drop.day("lega_legal_status_start_date"),
        status=code("lega_legal_status", STATUSES),
        id="lega_legal_status_id",
    )
    found: dict[str, dict[date, tuple[int, str, str]]] = {}
    for child, start, status, key in rows.drop_nulls().iter_rows():
        rank = (0 if status == "E1" else 1 if status in ("C1", "C2") else 2, key, status)
        held = found.setdefault(child, {})
        held[start] = min(held.get(start, rank), rank)
    return {
        child: [(start, rank[2]) for start, rank in sorted(of_child.items())]
        for child, of_child in found.items()
    }


@dataclass(frozen=True)
class LookedAfter:
    """A child who is looked after when a day is over, other than by short breaks."""

    day: date
    care: Care
    span: Span

    @property
    def child(self) -> str:
        """Id of the child."""
        return self.care.child

    @property
    def continuous_since(self) -> date:
        """First day of this unbroken care other than by short breaks."""
        since = self.span.start
        for span in reversed(self.care.spans):
            if span.start <= self.day:
                if span.is_short_break:
                    break
                since = span.start
        return since

    def event(self, drop: Drop, *, counts: bool = True) -> Event:
        """As an event of a stock."""
        home = self.span.placement
        return Event(
            self.day,
            self.child,
            drop.holder(self.child, self.day),
            counts,
            placement_type=home.type if home else None,
            provider_type=home.provider if home else None,
        )


@lru_cache(maxsize=4)
def looked_after(drop: Drop) -> list[LookedAfter]:
    """Every child looked after at the close of a month, short breaks left out."""
    return [
        LookedAfter(day, period, span)
        for period in care(drop)
        for day in drop.month_ends
        if (span := period.on(day)) and not span.is_short_break
    ]


def children_looked_after(drop: Drop) -> pl.DataFrame:
    """Children looked after at the close of a month."""
    return gathered(there.event(drop) for there in looked_after(drop))


# Placements


@lru_cache(maxsize=4)
def _stays(drop: Drop) -> dict[str, list[list[Stay]]]:
    """Stays of each child that count as placements, by period of care."""
    found: dict[str, list[list[Stay]]] = {}
    for period in care(drop):
        found.setdefault(period.child, []).append(
            [stay for stay in period.stays if not stay.is_temporary and not stay.is_short_break]
        )
    return found


def children_moved_often(drop: Drop) -> pl.DataFrame:
    """Of them, those with three placements that were open or began in the year to the day."""
    return gathered(
        there.event(drop, counts=_moves(drop, there.child, there.day) >= 3)
        for there in looked_after(drop)
    )


def _moves(drop: Drop, child: str, day: date) -> int:
    year_start = months_up_to(day, 12)
    found: set[str] = set()
    for homes in _stays(drop)[child]:
        there = [
            stay
            for stay in homes
            if stay.start <= day and (stay.end is None or stay.end >= year_start)
        ]
        found |= {stay.first.id for stay in there[:1]}
        found |= {
            here.first.id for before, here in pairwise(there) if not _is_adopted(before, here)
        }
    return len(found)


def _is_adopted(before: Stay, here: Stay) -> bool:
    """Whether the foster carers, with whom the child is, adopt it: that is no move."""
    fostered = [*FOSTERING, *BY_FOSTER_CARERS]
    return here.first.type in BY_FOSTER_CARERS and before.first.type in fostered


def children_settled(drop: Drop) -> pl.DataFrame:
    """Under 16 and looked after for two and a half years, and those settled for two of them."""
    return gathered(
        there.event(drop, counts=_is_settled(there))
        for there in looked_after(drop)
        if (born := drop.born(there.child))
        and months_later(born, 12 * 16) > there.day
        and there.continuous_since <= months_up_to(there.day, 30)
    )


def _is_settled(there: LookedAfter) -> bool:
    """In one home, or with one carer, for two years; before adoption the home before counts too."""
    two_years = months_up_to(there.day, 24)
    homes = [stay for stay in there.care.stays if not stay.is_temporary and stay.start <= there.day]
    if not homes:
        return False
    since = homes[-1].start
    for here, before in zip(reversed(homes), reversed(homes[:-1]), strict=False):
        same_carer = here.first.carer is not None and here.first.carer == before.first.carer
        if not same_carer:
            break
        since = before.start
    if homes[-1].first.type in FOR_ADOPTION and len(homes) > 1:
        since = min(since, homes[-2].start)
    return since <= two_years


def children_far_away(drop: Drop) -> pl.DataFrame:
    """Of those looked after, the ones more than 20 miles from home in another council's area.

    Nothing is said where no distance, or no council of a placement, is recorded at all.
    """
    known = [home for homes in placements(drop).values() for home in homes.values()]
    if not (any(home.miles is not None for home in known) and any(home.council for home in known)):
        return gathered(())
    return gathered(
        there.event(drop, counts=_is_far(drop, there.span.placement))
        for there in looked_after(drop)
    )


def _is_far(drop: Drop, home: Placement | None) -> bool:
    if home is None or home.miles is None or home.council is None:
        return False
    return 20 < home.miles < 999 and home.council != drop.authority
