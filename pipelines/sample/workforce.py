"""Teams, workers and who held which child when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pipelines.sample import names
from pipelines.sample.draws import NEVER, YEAR, Days, Draws, birthday, chance, day, pick
from pipelines.sample.tables import Table

if TYPE_CHECKING:
    from pipelines.sample.world import World

# Team id: name, share of the workers.
TEAMS = {
    "T01": ("Front Door", 0.08),
    "T02": ("Assessment North", 0.16),
    "T03": ("Assessment South", 0.16),
    "T04": ("Child in Need", 0.17),
    "T05": ("Protection and Court", 0.18),
    "T06": ("Children in Care", 0.13),
    "T07": ("Disabled Children", 0.05),
    "T08": ("Leaving Care", 0.07),
}
CENSUS_DAY = day("2025-09-30")
CHANGE_REASONS = {
    "LEFTRL": 0.45,
    "MANAGE": 0.25,
    "ORGRST": 0.1,
    "ABSENC": 0.12,
    "PCCHAN": 0.04,
    "CHCHAN": 0.04,
}
SHORTEST = 3  # days


@dataclass(frozen=True)
class Workforce:
    """Workers (worker_id, team, name …); `by_team` gives first row and number of each team."""

    workers: pl.DataFrame
    by_team: dict[str, tuple[int, int]]

    def of_team(self, rng: np.random.Generator, teams: pl.Series) -> pl.Series:
        """A worker for each row, from the team of the row."""
        first = teams.replace_strict(
            {t: f for t, (f, _) in self.by_team.items()}, return_dtype=pl.Int64
        )
        count = teams.replace_strict(
            {t: c for t, (_, c) in self.by_team.items()}, return_dtype=pl.Int64
        )
        row = first.to_numpy() + (rng.random(len(teams)) * count.to_numpy()).astype(np.int64)
        return self.workers["worker_id"].gather(pl.Series(row))


def staff(draws: Draws, children: int, years: int) -> Workforce:
    """Workers for the authority.

    About fifteen open cases each, and those who left over the years.
    """
    rng = draws.stream("workers")
    total = 8 + int(children * 0.015 * (1 + 0.1 * years))
    counts = {team: max(2, round(total * share)) for team, (_, share) in TEAMS.items()}
    team = np.repeat(np.array(list(counts), dtype=object), list(counts.values()))
    n = len(team)
    forenames = np.array(names.GIRLS + names.BOYS, dtype=object)
    full_time = chance(rng, 0.78, n)
    share = np.where(full_time, 1.0, rng.choice([0.5, 0.6, 0.8], n))
    workers = pl.DataFrame(
        {
            "worker_id": [f"W{number:04d}" for number in range(1, n + 1)],
            "team": team.astype(str),
            "name": rng.choice(forenames, n)
            + " "
            + rng.choice(np.array(names.SURNAMES, dtype=object), n),
            "registration": [f"SW{number}" for number in 100_000 + rng.permutation(899_999)[:n]],
            "share": share,
            "agency": chance(rng, 0.14, n),
        }
    )
    starts = np.cumsum([0, *counts.values()])
    by_team = {t: (int(s), c) for (t, c), s in zip(counts.items(), starts, strict=False)}
    return Workforce(workers, by_team)


def team_tables(world: World, held: Table) -> list[Table]:
    """Department and professionals; they hold no history, so both snapshots have them alike.

    `held` are the involvements: the caseload is that of the census day, 30 September.
    """
    council = names.AUTHORITY_NAMES[(999 - int(world.authority)) % len(names.AUTHORITY_NAMES)]
    department = pl.DataFrame(
        {
            "dept_team_id": list(TEAMS),
            "dept_team_name": [name for name, _ in TEAMS.values()],
            "dept_team_parent_id": "D01",
            "dept_team_parent_name": f"{council} Children's Services",
        }
    )
    start, end = pl.col("invo_involvement_start_date"), pl.col("invo_involvement_end_date")
    cases = (
        held.frame.filter((start <= CENSUS_DAY) & (end > CENSUS_DAY))
        .group_by(worker_id="invo_professional_id")
        .agg(cases=pl.len())
    )
    workers = world.workforce.workers.join(
        cases, on="worker_id", how="left", maintain_order="left"
    ).with_columns(pl.col("cases").fill_null(0))
    professionals = workers.select(
        prof_professional_id="worker_id",
        prof_staff_id=pl.col("worker_id").str.replace("W", "E"),
        prof_professional_name="name",
        prof_social_worker_registration_no="registration",
        prof_professional_job_title=pl.when(pl.col("team") == "T08")
        .then(pl.lit("Personal Adviser"))
        .otherwise(pl.lit("Social Worker")),
        prof_professional_caseload="cases",
        prof_professional_department=pl.col("team").replace_strict(
            {team: name for team, (name, _) in TEAMS.items()}
        ),
        prof_full_time_equivalency="share",
        prof_agency_worker_flag=pl.when(pl.col("agency")).then(pl.lit("Y")).otherwise(pl.lit("N")),
        prof_weekly_hours=(pl.col("share") * 37).round(1),
    )
    return [Table("department", department), Table("professionals", professionals)]


def story_teams(world: World) -> pl.DataFrame:
    """For each story the team and worker of its assessment, and the team that helps afterwards."""
    rng = world.stream("story teams")
    told = world.stories
    groups = told.select("group", "family", "path").unique(
        "group", keep="first", maintain_order=True
    )
    north = pl.col("family") % 2 == 0
    team = (
        pl.when(pl.col("path") == "nfa")
        .then(pl.lit("T01"))
        .when(pl.col("path").is_in(["disabled", "short_breaks"]))
        .then(pl.lit("T07"))
        .when(north)
        .then(pl.lit("T02"))
        .otherwise(pl.lit("T03"))
    )
    helps = (
        pl.when(pl.col("path").is_in(["disabled", "short_breaks"]))
        .then(pl.lit("T07"))
        .otherwise(pl.lit("T04"))
    )
    groups = groups.with_columns(team=team, helping_team=helps)
    groups = groups.with_columns(
        worker=world.workforce.of_team(rng, groups["team"]),
        helper=world.workforce.of_team(rng, groups["helping_team"]),
        court_worker=world.workforce.of_team(
            rng, pl.Series(["T05"] * groups.height, dtype=pl.String)
        ),
    )
    return told.select("story", "group").join(
        groups.drop("family", "path"), on="group", how="left", maintain_order="left"
    )


def involvements(world: World, teams: pl.DataFrame) -> Table:
    """Who held the child from referral to closure: a chain without gaps, one worker at a time."""
    told = world.stories.join(teams.drop("group"), on="story", maintain_order="left")
    told = told.filter(pl.col("path") != "nfa")
    disabled = pl.col("path").is_in(["disabled", "short_breaks"])
    adult = pl.Series("adult", birthday(told["born"].to_numpy(), 18))
    told = told.with_columns(adult)
    parts = [
        _handover(told, "referred", pl.col("team"), pl.col("worker"), "FCONTA"),
        _handover(told, "plan_1", pl.col("helping_team"), pl.col("helper"), "TSPROC", ~disabled),
        _handover(told, "protected", pl.lit("T05"), pl.col("court_worker"), "TSPROC"),
        _handover(told, "plan_2", pl.lit("T04"), pl.col("helper"), "TSPROC", ~disabled),
        _handover(told, "entered", pl.lit("T06"), None, "TSPROC", ~disabled),
        _handover(told, "adult", pl.lit("T08"), None, "TSPROC", pl.col("is_leaver")),
    ]
    rng = world.stream("involvements")
    chain = pl.concat(parts).filter(pl.col("start") < pl.min_horizontal("closed", NEVER))
    chain = _ordered(chain)
    chain = _ordered(_long_enough(_ordered(pl.concat([chain, _changes(rng, chain)]))))
    missing = chain["worker"].is_null()
    drawn = world.workforce.of_team(rng, chain["team"])
    chain = chain.with_columns(worker=pl.when(missing).then(drawn).otherwise(pl.col("worker")))
    same = (pl.col("worker") == pl.col("worker").shift(1)) & (
        pl.col("story") == pl.col("story").shift(1)
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


def _handover(
    told: pl.DataFrame,
    step: str,
    team: pl.Expr,
    worker: pl.Expr | None,
    reason: str,
    only: pl.Expr | None = None,
) -> pl.DataFrame:
    rows = told.filter(pl.col(step) < NEVER)
    rows = rows if only is None else rows.filter(only)
    who = pl.lit(None, dtype=pl.String) if worker is None else worker
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
    """Changes of worker inside a team: about four in ten cases a year."""
    end = np.minimum(chain["end"].to_numpy(), chain["start"].to_numpy() + 6 * 365)
    start: Days = chain["start"].to_numpy()
    wanted = rng.poisson(np.maximum(end - start, 0) / YEAR * 0.42)
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
