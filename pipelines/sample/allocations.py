"""Who held which child when: teams and workers of each story, and their handovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pipelines.sample.draws import NEVER, YEAR, Days, birthday, day, pick
from pipelines.sample.tables import Table
from pipelines.sample.workforce import STAYS, Workforce

if TYPE_CHECKING:
    from pipelines.sample.world import World

# Why a case changes hands inside a team although nobody leaves.
CHANGE_REASONS = {"MANAGE": 0.45, "ORGRST": 0.18, "ABSENC": 0.22, "PCCHAN": 0.08, "CHCHAN": 0.07}
CHANGES_A_YEAR = 0.24
SHORTEST = 3  # days
ORDINARY_DAYS = tuple(day(text) for text in ("2024-09-30", "2025-03-31", "2025-09-30"))


def teams_of(told: pl.DataFrame) -> pl.DataFrame:
    """Add the team that assesses and the team that helps afterwards."""
    disabled = pl.col("path").is_in(["disabled", "short_breaks"])
    return told.with_columns(
        team=pl.when(pl.col("path") == "nfa")
        .then(pl.lit("T01"))
        .when(disabled)
        .then(pl.lit("T07"))
        .when(pl.col("family") % 2 == 0)
        .then(pl.lit("T02"))
        .otherwise(pl.lit("T03")),
        helping_team=pl.when(disabled).then(pl.lit("T07")).otherwise(pl.lit("T04")),
    )


def cases_of_teams(told: pl.DataFrame) -> dict[str, float]:
    """Cases that each team holds on an ordinary day, so that it can be staffed for them."""
    nobody = pl.lit(None, dtype=pl.String)
    told = teams_of(told.with_row_index("story")).with_columns(
        person_id=nobody,
        referral_id=nobody,
        worker=nobody,
        helper=nobody,
        later_helper=nobody,
        court_worker=nobody,
    )
    chain = _ordered(_steps(told))
    found = dict.fromkeys(chain["team"].unique().sort().to_list(), 0.0)
    for on in ORDINARY_DAYS:
        here = chain.filter((pl.col("start") <= on) & (pl.col("end") > on))
        for team, count in here["team"].value_counts().rows():
            found[team] += count / len(ORDINARY_DAYS)
    return found


def story_teams(world: World) -> pl.DataFrame:
    """For each story its teams and their workers.

    The worker of the assessment (`worker`), of the first in-need plan (`helper`), of the one after
    protection or care (`later_helper`), and of child protection (`court_worker`): each in post on
    the day on which the work begins.
    """
    rng = world.stream("story teams")
    told = teams_of(world.stories)
    told = told.with_columns(court=pl.lit("T05"))
    workers = {
        name: _begins(rng, world.workforce, told, step, team)
        for name, step, team in (
            ("worker", "referred", "team"),
            ("helper", "plan_1", "helping_team"),
            ("later_helper", "plan_2", "helping_team"),
            ("court_worker", "conference", "court"),
        )
    }
    return told.select("story", "group", "team", "helping_team", **workers)


def _begins(
    rng: np.random.Generator, staff: Workforce, told: pl.DataFrame, step: str, team: str
) -> pl.Series:
    """A worker of the team for each story, one for all of a group who begin on one day."""
    on = pl.when(pl.col(step) < NEVER).then(step).otherwise("referred")
    rows = told.select("group", team, on=on)
    once = rows.unique(["group", "on"], keep="first", maintain_order=True)
    once = once.with_columns(worker=staff.of_team(rng, once[team], once["on"].to_numpy()))
    found = rows.join(once.drop(team), on=["group", "on"], how="left", maintain_order="left")
    return found["worker"]


def involvements(world: World, teams: pl.DataFrame) -> Table:
    """Who held the child from referral to closure: a chain without gaps, one worker at a time.

    Whoever leaves hands the case over on the last day.
    """
    told = world.stories.join(teams.drop("group"), on="story", maintain_order="left")
    rng = world.stream("involvements")
    chain = _ordered(_steps(told))
    chain = _ordered(_long_enough(_ordered(pl.concat([chain, _changes(rng, chain)]))))
    chain = _handed_over(rng, world.workforce, chain)
    same = pl.all_horizontal(
        pl.col(name) == pl.col(name).shift(1) for name in ("worker", "team", "story")
    )
    chain = _ordered(chain.filter(~same.fill_null(False)))
    frame = chain.with_row_index("row").select(
        invo_person_id="person_id",
        invo_involvements_id=(pl.col("row").cast(pl.Int64) + 7_000_001).cast(pl.String),
        invo_professional_id="worker",
        invo_professional_role_id=pl.when(pl.col("team") == "T08")
        .then(pl.lit("Personal Adviser"))
        .otherwise(pl.lit("Allocated Worker")),
        invo_professional_team="team",
        invo_involvement_start_date="start",
        invo_involvement_end_date="end",
        invo_worker_change_reason="reason",
        invo_referral_id="referral_id",
        lag="lag",
    )
    return Table(
        "involvements",
        frame,
        start="invo_involvement_start_date",
        hides={"invo_involvement_end_date": ()},
        recorded="invo_recorded_at",
    )


def _steps(told: pl.DataFrame) -> pl.DataFrame:
    """The handovers from team to team that a story brings with it."""
    told = told.filter(pl.col("path") != "nfa")
    disabled = pl.col("path").is_in(["disabled", "short_breaks"])
    told = told.with_columns(adult=pl.Series(birthday(told["born"].to_numpy(), 18)))
    parts = [
        _handover(told, "referred", pl.col("team"), "worker", "FCONTA"),
        _handover(told, "plan_1", pl.col("helping_team"), "helper", "TSPROC", ~disabled),
        _handover(told, "protected", pl.lit("T05"), "court_worker", "TSPROC"),
        _handover(told, "plan_2", pl.lit("T04"), "later_helper", "TSPROC", ~disabled),
        _handover(told, "entered", pl.lit("T06"), None, "TSPROC", ~disabled),
        _handover(told, "adult", pl.lit("T08"), None, "TSPROC", pl.col("is_leaver")),
    ]
    return pl.concat(parts).filter(pl.col("start") < pl.min_horizontal("closed", NEVER))


def _handover(
    told: pl.DataFrame,
    step: str,
    team: pl.Expr,
    worker: str | None,
    reason: str,
    only: pl.Expr | None = None,
) -> pl.DataFrame:
    rows = told.filter(pl.col(step) < NEVER)
    rows = rows if only is None else rows.filter(only)
    who = pl.lit(None, dtype=pl.String) if worker is None else pl.col(worker)
    return rows.select(
        "story",
        "person_id",
        "lag",
        "closed",
        "referral_id",
        start=pl.col(step),
        team=team,
        worker=who,
        reason=pl.lit(reason),
    )


def _ordered(chain: pl.DataFrame) -> pl.DataFrame:
    """Order by story and date.

    Of two on one day the later kind of step counts; each ends when the next begins.
    """
    return (
        chain.unique(["story", "start"], keep="last", maintain_order=True)
        .sort("story", "start")
        .with_columns(end=pl.col("start").shift(-1).over("story").fill_null(pl.col("closed")))
    )


def _long_enough(chain: pl.DataFrame) -> pl.DataFrame:
    """Nobody takes a case over for less than three days (rule SW09 of the SSDA903).

    The first of a story has it from its first day, and is its first contact.
    """
    began = pl.col("start").min().over("story")
    first = pl.col("start") == began
    short = pl.col("end") - pl.col("start") < SHORTEST
    chain = chain.with_columns(began=began).filter(~short | (first & short.all().over("story")))
    first = pl.col("start") == pl.col("start").min().over("story")
    return chain.with_columns(
        start=pl.when(first).then("began").otherwise("start"),
        reason=pl.when(first).then(pl.lit("FCONTA")).otherwise("reason"),
    ).drop("began")


def _changes(rng: np.random.Generator, chain: pl.DataFrame) -> pl.DataFrame:
    """Changes of worker inside a team although nobody leaves: about one in four cases a year."""
    end = np.minimum(chain["end"].to_numpy(), chain["start"].to_numpy() + 6 * 365)
    start: Days = chain["start"].to_numpy()
    wanted = rng.poisson(np.maximum(end - start, 0) / YEAR * CHANGES_A_YEAR)
    wanted = np.where(end - start > 60, wanted, 0)
    row = np.repeat(np.arange(chain.height), wanted)
    on = start[row] + 20 + (rng.random(len(row)) * (end - start - 40)[row]).astype(np.int64)
    return (
        chain[row.tolist()].with_columns(
            start=pl.Series(on),
            worker=pl.lit(None, dtype=pl.String),
            reason=pl.Series(pick(rng, CHANGE_REASONS, len(row)).astype(str)),
        )
        if len(row)
        else chain.head(0)
    )


def _handed_over(rng: np.random.Generator, staff: Workforce, chain: pl.DataFrame) -> pl.DataFrame:
    """Give each part of the chain a worker who is there, and to another what a leaver held."""
    done = []
    while chain.height:
        chain = _given(rng, staff, chain)
        leaves = pl.col("left") < pl.col("end")
        on = pl.min_horizontal("left", pl.col("end") - SHORTEST)
        later = chain.filter(leaves).with_columns(
            start=on, worker=pl.lit(None, dtype=pl.String), reason=pl.lit("LEFTRL")
        )
        done.append(chain.with_columns(end=pl.when(leaves).then(on).otherwise("end")).drop("left"))
        chain = later.drop("left")
    return pl.concat(done).sort("story", "start")


def _given(rng: np.random.Generator, staff: Workforce, chain: pl.DataFrame) -> pl.DataFrame:
    """Workers for those parts that have none, or one who is not in the team then; with `left`."""
    spans = staff.posts.select("team", worker="worker_id", joined="start", left="end")
    named = chain.join(spans, on=["team", "worker"], how="left", maintain_order="left")
    there = (pl.col("joined") <= pl.col("start")) & (pl.col("left") >= pl.col("start") + STAYS)
    drawn = staff.of_team(rng, chain["team"], chain["start"].to_numpy())
    chain = named.with_columns(
        worker=pl.when(there.fill_null(False)).then("worker").otherwise(drawn)
    ).drop("joined", "left")
    return chain.join(
        spans.drop("joined"), on=["team", "worker"], how="left", maintain_order="left"
    )
