"""What holds of the episodes of care that follow from any life, and of the 903 that has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from care_chain import CareChain
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from returns import read, write

# A few weeks around the end of a collection year, so that days meet often.
FIRST_DAY = date(2026, 3, 18)
AS_AT = date(2026, 4, 16)
YEARS = {
    "2025-26": (date(2025, 4, 1), date(2026, 3, 31)),
    "2026-27": (date(2026, 4, 1), AS_AT),
}
DAYS = st.integers(0, 28)
LENGTHS = st.one_of(st.none(), st.integers(0, 12))


@dataclass(frozen=True)
class Span:
    """Something that began on a day and ended before another; open where `days` is null."""

    start: int
    days: int | None
    facts: dict[str, Any]

    @property
    def starts_on(self) -> date:
        return FIRST_DAY + timedelta(self.start)

    @property
    def ends_on(self) -> date | None:
        return None if self.days is None else self.starts_on + timedelta(self.days)

    def has(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True)
class Life:
    """What a case system may hold of one child in care."""

    recorded: list[Span]
    statuses: list[Span]
    placements: list[Span]


def spans(lengths: st.SearchStrategy[int | None], **facts: st.SearchStrategy[Any]) -> Any:
    return st.builds(Span, DAYS, lengths, st.fixed_dictionaries(facts))


STATUSES = ["V2", "C1", "C2", "E1", "V3"]
LIVES = st.builds(
    Life,
    recorded=st.lists(
        spans(
            LENGTHS,
            reason=st.sampled_from([None, "S", "L", "P", "T", "B", "U"]),
            ceased=st.sampled_from([None, "X1", "E4A"]),
            need=st.sampled_from([None, "N1", "N4"]),
            status=st.sampled_from([None, None, *STATUSES]),
            # The last of them is a placement that nobody recorded.
            placement=st.sampled_from([None, None, 0, 1, 2, 9]),
        ),
        max_size=5,
    ),
    statuses=st.lists(
        spans(st.none(), status=st.sampled_from(STATUSES)),
        max_size=3,
        unique_by=lambda span: span.start,
    ),
    placements=st.lists(
        spans(
            LENGTHS,
            type=st.sampled_from(["U4", "T1", "H5", "K3", "P1", "Z12"]),
            carer=st.sampled_from([None, "x", "y"]),
            why=st.sampled_from([None, "CARPL", "CHILD"]),
        ),
        max_size=3,
    ),
)


@pytest.fixture(scope="module")
def chain(project_root: Path) -> CareChain:
    return CareChain(project_root, as_at=AS_AT, years=list(YEARS))


def build(chain: CareChain, lives: list[Life]) -> None:
    recorded, statuses, placements = [], [], []
    for child, life in enumerate(lives):
        recorded += [
            {
                "clae_person_id": str(child),
                "clae_cla_episode_id": f"e{child}-{number}",
                "clae_cla_episode_start_date": span.starts_on,
                "clae_cla_episode_ceased_date": span.ends_on,
                "clae_cla_episode_start_reason": span.facts["reason"],
                "clae_cla_episode_ceased_reason": span.facts["ceased"],
                "clae_cla_primary_need_code": span.facts["need"],
                "clae_legal_status": span.facts["status"],
                "clae_cla_placement_id": placement_id(span.facts["placement"]),
            }
            for number, span in enumerate(life.recorded)
        ]
        statuses += [
            {
                "lega_person_id": str(child),
                "lega_legal_status_id": f"l{number}",
                "lega_legal_status": span.facts["status"],
                "lega_legal_status_start_date": span.starts_on,
            }
            for number, span in enumerate(life.statuses)
        ]
        placements += [
            {
                "clap_person_id": str(child),
                "clap_cla_placement_id": placement_id(number),
                "clap_cla_placement_start_date": span.starts_on,
                "clap_cla_placement_end_date": span.ends_on,
                "clap_cla_placement_type": span.facts["type"],
                "clap_cla_placement_change_reason": span.facts["why"],
                "clap_cla_placement_carer_id": span.facts["carer"],
            }
            for number, span in enumerate(life.placements)
        ]
    chain.build(cla_episodes=recorded, legal_status=statuses, cla_placement=placements)


def placement_id(number: int | None) -> str | None:
    return None if number is None else f"p{number}"


def days_in_care(life: Life) -> dict[date, tuple[str | None, str | None]]:
    """Legal status and placement of each day in care, told day by day from what was recorded."""
    lasting = [span for span in life.recorded if span.days != 0]
    # Of those that begin on one day the longest counts, of equals the first.
    longest: dict[int, Span] = {}
    for span in lasting:
        other = longest.setdefault(span.start, span)
        if other.days is not None and (span.days is None or span.days > other.days):
            longest[span.start] = span
    kept = sorted(longest.values(), key=lambda span: span.start)
    ended = [
        Span(span.start, later.start - span.start, span.facts)
        if span.days is None and later is not None
        else span
        for span, later in zip(kept, [*kept[1:], None], strict=False)
    ]
    found = {}
    day = FIRST_DAY
    while day <= AS_AT:
        there = [span for span in ended if span.has(day)]
        if there:
            found[day] = (status_on(life, there[-1], day), placement_on(life, there[-1], day))
        day += timedelta(1)
    return found


def status_on(life: Life, span: Span, day: date) -> str | None:
    begun = [status for status in life.statuses if status.starts_on <= day]
    latest = max(begun, key=lambda status: status.start).facts["status"] if begun else None
    return span.facts["status"] or latest


def placement_on(life: Life, span: Span, day: date) -> str | None:
    named = span.facts["placement"]
    if named is not None and named < len(life.placements):
        return placement_id(named)
    there = [
        (placement.start, placement_id(number))
        for number, placement in enumerate(life.placements)
        if placement.has(day)
    ]
    return max(there)[1] if there else None


def from_to(start: date, end: date | None, last: date) -> list[date]:
    """The days of an episode, of which the last is not one."""
    return [start + timedelta(n) for n in range(((end or last + timedelta(1)) - start).days)]


SEARCH = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@SEARCH
@given(lives=st.lists(LIVES, min_size=1, max_size=8))
def test_each_day_in_care_has_one_episode_with_the_status_and_placement_of_the_day(
    chain: CareChain, lives: list[Life]
) -> None:
    build(chain, lives)
    episodes = chain.rows("select * from fct_care_episode")
    told: dict[tuple[str, date], tuple[str | None, str | None]] = {}
    for episode in episodes:
        days = from_to(episode["started_on"], episode["ended_on"], AS_AT)
        assert days, "an episode without a day"
        for day in days:
            key = (episode["child_id"], day)
            assert key not in told, "two episodes on one day"
            told[key] = (episode["legal_status_code"], episode["placement_id"])
    expected = {
        (str(child), day): facts
        for child, life in enumerate(lives)
        for day, facts in days_in_care(life).items()
    }
    assert told == expected


@SEARCH
@given(lives=st.lists(LIVES, min_size=1, max_size=8))
def test_a_chain_starts_with_s_goes_on_with_what_changed_and_keeps_one_need(
    chain: CareChain, lives: list[Life]
) -> None:
    build(chain, lives)
    episodes = chain.rows("select * from fct_care_episode order by child_id, started_on")
    touching = [
        (before, after)
        for before, after in pairwise(episodes)
        if before["child_id"] == after["child_id"] and before["ended_on"] == after["started_on"]
    ]
    for before, after in touching:
        assert before["care_period_id"] == after["care_period_id"]
        assert before["reason_ceased_code"] == "X1"
        assert before["primary_need_code"] == after["primary_need_code"]
        assert after["reason_new_episode_code"] in reasons(before, after)
    goes_on = [after["care_episode_id"] for _, after in touching]
    for episode in episodes:
        starts = episode["care_episode_id"] not in goes_on
        assert (episode["reason_new_episode_code"] == "S") == starts
    open_ones = [episode["child_id"] for episode in episodes if episode["ended_on"] is None]
    assert len(open_ones) == len(set(open_ones))


def reasons(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Reasons for a new episode that what changed allows."""
    status = before["legal_status_code"] != after["legal_status_code"]
    placement = before["placement_id"] != after["placement_id"]
    if status and placement:
        return {"B", "U"}
    if placement:
        return {"P", "T"}
    if status:
        return {"L"}
    # Nothing that is held changed: only a change of what is not held can have been recorded.
    assert after["legal_status_code"] is None or after["placement_id"] is None
    return {"L", "P", "T", "B", "U"}


@SEARCH
@given(lives=st.lists(LIVES, min_size=1, max_size=8))
def test_the_return_of_a_year_has_each_day_in_care_of_the_year_once(
    chain: CareChain, lives: list[Life]
) -> None:
    build(chain, lives)
    for year, (first, last) in YEARS.items():
        told = []
        for row in chain.episodes_of(year).iter_rows(named=True):
            start = datetime.strptime(row["DECOM"], "%d/%m/%Y").date()
            end = row["DEC"] and datetime.strptime(row["DEC"], "%d/%m/%Y").date()
            assert end is None or first <= end <= last
            assert end is not None or row["REC"] is None
            told += [
                (row["CHILD"], day) for day in from_to(start, end, last) if first <= day <= last
            ]
        expected = [
            (str(child), day)
            for child, life in enumerate(lives)
            for day in days_in_care(life)
            if first <= day <= last
        ]
        assert sorted(told) == sorted(expected)


@settings(SEARCH, max_examples=15)
@given(lives=st.lists(LIVES, min_size=1, max_size=8))
def test_writing_and_reading_again_changes_no_episode_and_no_byte(
    chain: CareChain, lives: list[Life]
) -> None:
    build(chain, lives)
    for year in YEARS:
        episodes = chain.episodes_of(year)
        with TemporaryDirectory() as folder:
            once, twice = Path(folder, "once"), Path(folder, "twice")
            write("ssda903", {"Episodes": episodes}, once, year=year)
            again = read("ssda903", once, year=year)["Episodes"]
            columns = [column for column in episodes.columns if column.isupper()]
            assert again.select(columns).rows() == episodes.select(columns).rows()
            write("ssda903", {"Episodes": again}, twice, year=year)
            written = {path.name: path.read_bytes() for path in once.iterdir()}
            assert written == {path.name: path.read_bytes() for path in twice.iterdir()}
            assert all(content.endswith(b"\r\n") for content in written.values())
