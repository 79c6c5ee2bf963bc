"""Teams, posts and the workers who held them, their hours and their supervision.

A post is held by one worker after the other, with gaps: that is what makes vacancies, turnover and
handovers of cases. One post of each team is held by the same worker all along, so that there is
always somebody to take a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pipelines.sample import names
from pipelines.sample.draws import NEVER, YEAR, Days, Draws, Floats, chance, day
from pipelines.sample.tables import Table

if TYPE_CHECKING:
    from pipelines.sample.world import World

FRONT_DOOR, LEAVING_CARE = "T01", "T08"
TEAMS = {
    FRONT_DOOR: "Front Door",
    "T02": "Assessment North",
    "T03": "Assessment South",
    "T04": "Child in Need",
    "T05": "Protection and Court",
    "T06": "Children in Care",
    "T07": "Disabled Children",
    LEAVING_CARE: "Leaving Care",
}
CENSUS_DAY = day("2025-09-30")
# Cases for each full-time worker (England, 30 September 2025: 15.2).
CASELOAD = 15.2
FRONT_DOOR_SHARE = 0.09  # of the posts of the other teams; its workers decide and hold no cases
FULL_TIME_HOURS = 37
PART_TIME = (0.5, 0.6, 0.8)
# Years in one post. Of those who leave one, some go to another team; the others leave.
YEARS_IN_POST, AGENCY_YEARS = 8.2, 1.5
MOVES_WITHIN = 0.2
AGENCY_SHARE = 0.14  # of posts held
AGENCY_FILLS = 0.42  # of posts that fall vacant are filled by an agency worker
VACANT_DAYS = 95
SHORTEST_POST = 150  # days
MOST = 30  # workers of one post, one after the other
# A case is given to nobody who leaves within so many days.
STAYS = 10
HOURS_CHANGE = 0.15  # of times in post, once

# A third of this team leaves in autumn 2025, and its posts stay empty until spring (see
# known_stories.yml).
TROUBLED_TEAM = "T03"
LEAVING_FROM, LEAVING_TO = day("2025-10-01"), day("2025-11-25")
REFILLED_FROM, REFILLED_TO = day("2026-03-02"), day("2026-05-29")


@dataclass(frozen=True)
class Workforce:
    """Who could be given a case on which day.

    Attributes:
        workers: one row for each worker: worker_id, name, registration (null for a personal
            adviser, who is no social worker), agency, and share (of full time), team, joined and
            left of the last post.
        posts: one row for each time in a post, by post and start: post, team, worker_id, start,
            end (first day on which it is not held by this worker), share; the first post of each
            team has no end.
        until: last day that is told of.
    """

    workers: pl.DataFrame
    posts: pl.DataFrame
    until: int

    @cached_property
    def _search(self) -> Days:
        """Post and day in one number, in the order of `posts`."""
        return np.asarray(_place(self.posts["post"].to_numpy(), self.posts["start"].to_numpy()))

    @cached_property
    def _weights(self) -> dict[str, tuple[Days, Floats]]:
        """The posts of each team with the cumulative share of its hours."""
        last = self.posts.group_by("post", maintain_order=True).agg(
            pl.col("team").last(), pl.col("share").last()
        )
        found = {}
        for team in TEAMS:
            rows = last.filter(pl.col("team") == team)
            share = rows["share"].to_numpy()
            found[team] = (rows["post"].to_numpy(), np.cumsum(share) / share.sum())
        return found

    def of_team(self, rng: np.random.Generator, teams: pl.Series, on: Days) -> pl.Series:
        """A worker for each row who is in a post of the team on the day and stays for a while.

        Whoever works more hours is drawn more often.
        """
        codes = teams.to_numpy()
        row = np.full(len(codes), -1)
        for team, (posts, weight) in self._weights.items():
            at = np.flatnonzero(codes == team)
            for _ in range(12):
                if not len(at):
                    break
                drawn = posts[
                    np.minimum(np.searchsorted(weight, rng.random(len(at))), len(posts) - 1)
                ]
                holder = self._holder(drawn, on[at])
                row[at] = holder
                at = at[holder < 0]
            row[at] = self._holder(np.full(len(at), posts[0]), on[at])
        return self.posts["worker_id"].gather(pl.Series(row))

    def _holder(self, posts: Days, on: Days) -> Days:
        """Row of whoever holds the post on the day and stays; -1 if there is none."""
        row = np.searchsorted(self._search, _place(posts, on), side="right") - 1
        row = np.maximum(row, 0)
        post, start, end = (self.posts[name].to_numpy()[row] for name in ("post", "start", "end"))
        return np.where((post == posts) & (start <= on) & (end >= on + STAYS), row, -1)


def _place(posts: Days, on: Days) -> Days:
    return posts * (2 * NEVER) + on


def staff(draws: Draws, cases: Mapping[str, float], since: int, until: int) -> Workforce:
    """Workers for the authority.

    Args:
        draws: streams of random numbers of the authority.
        cases: cases that each team holds on an ordinary day.
        since: first day on which anybody is needed.
        until: last day.
    """
    rng = draws.stream("workers")
    part = 1 - 0.22 * (1 - float(np.mean(PART_TIME)))
    counts = {
        team: max(2, round(number / CASELOAD / part / (1 - VACANT_SHARE)))
        for team, number in cases.items()
    }
    counts = {FRONT_DOOR: max(2, round(sum(counts.values()) * FRONT_DOOR_SHARE)), **counts}
    counts = {team: counts.get(team, 2) for team in TEAMS}
    posts = _posts(rng, counts, since, until)
    posts = _in_trouble(rng, posts)
    posts = _moved_within(rng, posts, until)
    return Workforce(_described(rng, posts), posts, until)


# Posts are empty for this share of the time: that of the gaps in gaps and times in post.
VACANT_SHARE = VACANT_DAYS / (
    VACANT_DAYS + YEAR * ((1 - AGENCY_FILLS) * YEARS_IN_POST + AGENCY_FILLS * AGENCY_YEARS)
)


def _posts(
    rng: np.random.Generator, counts: Mapping[str, int], since: int, until: int
) -> pl.DataFrame:
    """Who came after whom in each post, from the first day to the last."""
    team = np.repeat(np.array(list(counts), dtype=object), list(counts.values()))
    n = len(team)
    first = np.concatenate([[True], team[1:] != team[:-1]])
    agency = chance(rng, AGENCY_FILLS, n * MOST).reshape(n, MOST)
    agency[:, 0] = chance(rng, AGENCY_SHARE, n)
    agency &= ~first[:, None]
    stay = rng.exponential(np.where(agency, AGENCY_YEARS, YEARS_IN_POST) * YEAR)
    stay = np.maximum(stay.astype(np.int64), SHORTEST_POST)
    gap = np.maximum(rng.exponential(VACANT_DAYS, (n, MOST)).astype(np.int64), 1)
    end = since + np.cumsum(stay + gap, axis=1) - gap
    start = np.concatenate([np.full((n, 1), since), (end + gap)[:, :-1]], axis=1)
    end[:, -1] = NEVER
    end[first, 0] = NEVER
    share = np.where(chance(rng, 0.78, n) | first, 1.0, rng.choice(PART_TIME, n))
    rows = pl.DataFrame(
        {
            "post": np.repeat(np.arange(n), MOST),
            "team": np.repeat(team, MOST).astype(str),
            "start": start.ravel(),
            "end": np.where(end > until, NEVER, end).ravel(),
            "agency": agency.ravel(),
            "share": np.repeat(share, MOST),
            "turn": np.tile(np.arange(MOST), n),
            "stays": np.repeat(first, MOST),
        }
    )
    kept = (pl.col("start") <= until) & ~(pl.col("stays") & (pl.col("turn") > 0))
    return rows.filter(kept).drop("turn").with_row_index("held").sort("post", "start")


def _in_trouble(rng: np.random.Generator, posts: pl.DataFrame) -> pl.DataFrame:
    """A third of the workers of one team leave in one autumn.

    Its posts are filled in spring, those too that were empty before.
    """
    there = posts.filter(
        (pl.col("team") == TROUBLED_TEAM)
        & ~pl.col("stays")
        & (pl.col("start") <= LEAVING_FROM - SHORTEST_POST)
        & (pl.col("end") > LEAVING_TO)
    )
    team = posts.filter((pl.col("team") == TROUBLED_TEAM) & (pl.col("start") <= LEAVING_FROM))
    count = min(round(team.filter(pl.col("end") > LEAVING_FROM).height / 3), there.height)
    if not count:
        return posts
    gone = there[np.sort(rng.choice(there.height, count, replace=False)).tolist()]
    left = pl.Series(rng.integers(LEAVING_FROM, LEAVING_TO + 1, count))
    filled = pl.Series(rng.integers(REFILLED_FROM, REFILLED_TO + 1, count))
    gone = gone.with_columns(left=left, filled=filled)
    after = gone.with_columns(
        held=pl.col("held") + 10_000_000,
        start="filled",
        end=pl.lit(NEVER, dtype=pl.Int64),
        agency=pl.Series(chance(rng, 0.5, count)),
    )
    rows = posts.join(gone.select("post", "left"), on="post", how="left", maintain_order="left")
    rows = rows.filter(pl.col("left").is_null() | (pl.col("start") <= LEAVING_FROM))
    leaves = pl.col("left").is_not_null() & (pl.col("end") > LEAVING_FROM)
    rows = rows.with_columns(end=pl.when(leaves).then("left").otherwise("end")).drop("left")
    return _filled_later(pl.concat([rows, after.select(rows.columns)]).sort("post", "start"))


def _filled_later(posts: pl.DataFrame) -> pl.DataFrame:
    """Nobody comes to the team in trouble before spring."""
    comes = (pl.col("team") == TROUBLED_TEAM) & pl.col("start").is_between(
        LEAVING_FROM, REFILLED_FROM
    )
    start = pl.when(comes).then(pl.lit(REFILLED_FROM, dtype=pl.Int64)).otherwise("start")
    return posts.with_columns(start=start).filter(pl.col("end") - pl.col("start") > STAYS)


def _moved_within(rng: np.random.Generator, posts: pl.DataFrame, until: int) -> pl.DataFrame:
    """Some who leave a post go to one that is empty in another team; gives the worker ids."""
    first = posts["start"].min()
    ends = posts.filter(~pl.col("agency") & (pl.col("end") < until)).select(
        "held", "team", on="end"
    )
    ends = ends.filter(pl.Series(chance(rng, MOVES_WITHIN, ends.height)))
    empty_from = pl.col("end").shift(1).over("post")
    starts = posts.with_columns(empty_from=empty_from).filter(
        ~pl.col("agency") & (pl.col("start") > first) & pl.col("empty_from").is_not_null()
    )
    starts = starts.select("start", "empty_from", new="held", to="team")
    pairs = ends.join(starts, how="cross").filter(
        (pl.col("empty_from") <= pl.col("on"))
        & (pl.col("on") <= pl.col("start"))
        & (pl.col("team") != pl.col("to"))
        & ~((pl.col("to") == TROUBLED_TEAM) & pl.col("on").is_between(LEAVING_FROM, REFILLED_FROM))
        & ~pl.col("held").is_in(starts["new"].implode())
    )
    pairs = pairs.sort("on", "held", "new").unique("held", keep="first", maintain_order=True)
    pairs = pairs.unique("new", keep="first", maintain_order=True)
    rows = posts.join(
        pairs.select("new", old="held", moved="on"),
        left_on="held",
        right_on="new",
        how="left",
        maintain_order="left",
    )
    rows = rows.with_columns(
        worker=pl.coalesce("old", "held"), start=pl.coalesce("moved", "start")
    ).sort("post", "start")
    order = rows.select("worker", "start").sort("start", "worker")
    number = order.unique("worker", keep="first", maintain_order=True).with_row_index("number", 1)
    rows = rows.join(
        number.select("worker", "number"), on="worker", how="left", maintain_order="left"
    )
    return rows.with_columns(
        worker_id=pl.lit("W") + pl.col("number").cast(pl.String).str.zfill(4)
    ).drop("held", "old", "moved", "worker", "number")


def _described(rng: np.random.Generator, posts: pl.DataFrame) -> pl.DataFrame:
    """Names and registrations of the workers; hours may change once."""
    workers = (
        posts.sort("worker_id", "start")
        .group_by("worker_id", maintain_order=True)
        .agg(
            pl.col("team", "share", "stays").last(),
            pl.col("agency").first(),
            # Who came from another team, or went to one, is a social worker there too.
            advises=(pl.col("team") == LEAVING_CARE).all(),
            joined=pl.col("start").first(),
            left=pl.col("end").last(),
        )
    )
    n = workers.height
    forenames = np.array(names.GIRLS + names.BOYS, dtype=object)
    surnames = np.array(names.SURNAMES, dtype=object)
    return workers.with_columns(
        name=pl.Series((rng.choice(forenames, n) + " " + rng.choice(surnames, n)).astype(str)),
        registration=pl.when(~pl.col("advises")).then(
            pl.Series([f"SW{number}" for number in _registrations(rng, n)])
        ),
    )


def _registrations(rng: np.random.Generator, count: int) -> Days:
    return np.asarray(100_000 + rng.permutation(899_999)[:count])


def team_tables(world: World, held: Table) -> list[Table]:
    """Department, professionals and their hours; a worker is not there before joining.

    `held` are the involvements: the caseload is that of the census day, 30 September.
    """
    council = names.AUTHORITY_NAMES[(999 - int(world.authority)) % len(names.AUTHORITY_NAMES)]
    department = pl.DataFrame(
        {
            "dept_team_id": list(TEAMS),
            "dept_team_name": list(TEAMS.values()),
            "dept_team_parent_id": "D01",
            "dept_team_parent_name": f"{council} Children's Services",
        }
    )
    hours = _hours(world)
    return [Table("department", department), _professionals(world, held, hours), hours]


def _professionals(world: World, held: Table, hours: Table) -> Table:
    start, end = pl.col("invo_involvement_start_date"), pl.col("invo_involvement_end_date")
    cases = (
        held.frame.filter((start <= CENSUS_DAY) & (end > CENSUS_DAY))
        .group_by(worker_id="invo_professional_id")
        .agg(cases=pl.len())
    )
    first = hours.frame.sort("wkhr_start_date").unique(
        "wkhr_professional_id", keep="first", maintain_order=True
    )
    workers = (
        world.workforce.workers.join(cases, on="worker_id", how="left", maintain_order="left")
        .with_columns(pl.col("cases").fill_null(0))
        .join(
            first.select(worker_id="wkhr_professional_id", hours="wkhr_weekly_hours"),
            on="worker_id",
            how="left",
            maintain_order="left",
        )
    )
    frame = workers.select(
        "joined",
        lag=pl.lit(0, dtype=pl.Int64),
        prof_professional_id="worker_id",
        prof_staff_id=pl.col("worker_id").str.replace("W", "E"),
        prof_professional_name="name",
        prof_social_worker_registration_no="registration",
        prof_professional_job_title=pl.when("advises")
        .then(pl.lit("Personal Adviser"))
        .when("stays")
        .then(pl.lit("Senior Social Worker"))
        .otherwise(pl.lit("Social Worker")),
        prof_professional_caseload="cases",
        prof_professional_department=pl.col("team").replace_strict(TEAMS),
        prof_full_time_equivalency=(pl.col("hours") / FULL_TIME_HOURS).round(2),
        prof_agency_worker_flag=pl.when(pl.col("agency")).then(pl.lit("Y")).otherwise(pl.lit("N")),
        prof_weekly_hours="hours",
    )
    return Table("professionals", frame, start="joined")


def _hours(world: World) -> Table:
    """Hours and team of each worker over time: a new row when either changes."""
    rng = world.stream("hours")
    rows = world.workforce.posts
    n = rows.height
    begins, ends = rows["start"].to_numpy(), rows["end"].to_numpy()
    until = np.minimum(ends, world.workforce.until)
    changed = begins + (rng.random(n) * np.maximum(until - begins, 1)).astype(np.int64)
    changes = chance(rng, HOURS_CHANGE, n) & (changed - begins > 90) & (until - changed > 90)
    rows = rows.with_columns(
        changed=pl.Series(np.where(changes, changed, NEVER)),
        other=pl.Series(rng.choice([1.0, 1.0, 1.0, *PART_TIME], n)),
    )
    # Whoever changes to the same hours does not change.
    changes_at = pl.when(pl.col("other") == pl.col("share")).then(NEVER).otherwise("changed")
    rows = rows.with_columns(changed=changes_at)
    before = rows.with_columns(end=pl.min_horizontal("end", "changed"))
    after = rows.filter(pl.col("changed") < NEVER).with_columns(start="changed", share="other")
    frame = (
        pl.concat([before, after])
        .sort("start", "worker_id")
        .with_row_index("row")
        .select(
            lag=pl.lit(0, dtype=pl.Int64),
            wkhr_row_id=(pl.col("row").cast(pl.Int64) + 1_001).cast(pl.String),
            wkhr_professional_id="worker_id",
            wkhr_team_id="team",
            wkhr_start_date="start",
            wkhr_end_date="end",
            wkhr_weekly_hours=(pl.col("share") * FULL_TIME_HOURS).round(1),
        )
    )
    return Table("worker_hours", frame, start="wkhr_start_date", hides={"wkhr_end_date": ()})
