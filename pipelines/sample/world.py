"""The children of one authority and their stories, chosen from simulated families."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pipelines.sample import allocations, stories
from pipelines.sample.draws import YEAR, Days, Draws, add_working_days, chance, curve, day
from pipelines.sample.workforce import Workforce, staff

SNAPSHOTS = (date(2026, 1, 15), date(2026, 4, 30), date(2026, 7, 31))
SNAPSHOT_DAYS = tuple(day(as_at.isoformat()) for as_at in SNAPSHOTS)
FIRST, LAST = SNAPSHOT_DAYS[0], SNAPSHOT_DAYS[-1]
# Stories start this many years before the window, so that its first day already has long cases.
BURN_IN_YEARS = 16
# The authority moved to its present case system; for a quarter less was recorded
# (`known_stories.yml`).
SYSTEM_CHANGED, SYSTEM_SETTLED = day("2023-07-01"), day("2023-09-30")
# Days from an event to its entry, by family: what a family's worker is used to.
ENTRY_LAG = [(0, 0), (0.55, 1), (0.80, 2), (0.92, 3), (0.98, 9), (1, 24)]
# Working days from a contact to the decision on it.
DECISION_DAYS = [(0, 0), (0.55, 1), (0.905, 2), (0.97, 4), (1, 9)]
STEPS = (
    "referred",
    "assessed",
    "authorised",
    "section_47",
    "conference",
    "protection_ended",
    "plan_1_ended",
    "entered",
    "left",
    "closed",
)


@dataclass(frozen=True)
class World:
    """What the tables are made from.

    Attributes:
        authority: three-digit number.
        draws: streams of random numbers of the authority.
        window: first day of the years asked for.
        children: child, family, born, lag, person_id, known_on; and of second records `second_of`,
            the child meant.
        stories: one row for each child and referral, with `person_id` and `lag`.
        workforce: teams and workers.
        population: children aged 0 to 17 at mid-2025.
    """

    authority: str
    draws: Draws
    window: int
    children: pl.DataFrame
    stories: pl.DataFrame
    workforce: Workforce
    population: int

    def stream(self, subject: str) -> np.random.Generator:
        """Random numbers for one subject."""
        return self.draws.stream(subject)


def build_world(authority: str, *, children: int, years: int, seed: int) -> World:
    """Simulate families until enough children were known in the window, and keep that many."""
    draws = Draws(seed, authority)
    window = day(f"{SNAPSHOTS[-1].year - years}-04-01")
    start = window - int(BURN_IN_YEARS * 365.25)
    population = round(children / float(np.interp(years, KNOWN_YEARS, KNOWN_SHARES)))
    span = (LAST - start) / YEAR
    families = 40 + int(population * NEW_FAMILIES * span * 1.06)
    while True:
        everybody, told = stories.simulate(draws, families, start, LAST - 3)
        kept = _known(draws, everybody, told, families, window)
        if kept.height >= children:
            break
        families = families * 5 // 4
    kept = kept.head(children)
    blank = told.filter(pl.col("path") == "nfa").head(1)
    told = told.join(kept.select("child", "lag"), on="child", maintain_order="left")
    told = told.filter(pl.col("referred") + pl.col("lag") <= LAST)
    kept, told = _with_duplicates(draws, kept, told, window, blank)
    return World(
        authority=authority,
        draws=draws,
        window=window,
        **_numbered(draws, kept, told),
        workforce=staff(draws, allocations.cases_of_teams(told), int(told["referred"].min()), LAST),  # type: ignore[arg-type]
        population=population,
    )


# Share of all children of the population who are known at some time in a window, by its years: such
# that referrals come at the rate of England (519.4 for 10,000 children in 2024-25).
KNOWN_YEARS = (1, 2, 3, 4, 5, 6, 8, 10, 15)
KNOWN_SHARES = (0.089, 0.120, 0.143, 0.158, 0.170, 0.180, 0.199, 0.216, 0.256)
# Families referred for the first time in a year, for each child of the population.
NEW_FAMILIES = 0.00744


def _known(
    draws: Draws, everybody: pl.DataFrame, told: pl.DataFrame, families: int, window: int
) -> pl.DataFrame:
    """Children with a story open in the window that is entered by the last snapshot.

    Prescribed families first.
    """
    lag = _entry_lag(draws, told, families)
    known = (
        told.with_columns(pl.Series("lag", lag[told["family"].to_numpy()]))
        .filter((pl.col("referred") + pl.col("lag") <= LAST) & (pl.col("free_from") - 3 >= window))
        .select("child")
        .unique()
    )
    rng = draws.stream("choice")
    turn = rng.permutation(families)
    shown = min(len(stories.SHOWCASE), families)
    turn[:shown] = np.arange(shown) - families
    return (
        everybody.join(known, on="child", how="semi", maintain_order="left")
        .with_columns(
            turn=pl.col("family").replace_strict(np.arange(families), turn, return_dtype=pl.Int64),
            lag=pl.col("family").replace_strict(np.arange(families), lag, return_dtype=pl.Int64),
        )
        .sort("turn", "order")
        .drop("turn")
    )


def _entry_lag(draws: Draws, told: pl.DataFrame, families: int) -> Days:
    """Days to entry by family.

    A few with something in the weeks before a snapshot are entered after it, if one comes after.
    """
    rng = draws.stream("entry lag")
    lag = curve(rng, ENTRY_LAG, families)
    for as_at in SNAPSHOT_DAYS[:-1]:
        recent = pl.any_horizontal(pl.col(step).is_between(as_at - 18, as_at - 1) for step in STEPS)
        lately = told.filter(recent)["family"].unique().sort().to_numpy()
        late = lately[(lately < len(stories.SHOWCASE)) | chance(rng, 0.12, len(lately))]
        late = np.union1d(late, lately[:3])
        lag[late] = rng.integers(19, 31, len(late))
    return lag


def _with_duplicates(
    draws: Draws, kept: pl.DataFrame, told: pl.DataFrame, window: int, blank: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn the last few children into second records of others, merged in a later snapshot.

    A second record has one referral that came to nothing (`blank` is one), months before the first
    referral of the child it belongs to.
    """
    count = max(len(SNAPSHOTS) - 1, kept.height // 1500)
    first = told.group_by("child").agg(pl.col("referred").min().alias("first"))
    able = kept.join(first, on="child", maintain_order="left").filter(
        (pl.col("first") > window + 330)
        & (pl.col("first") < FIRST - 40)
        & (pl.col("first") - pl.col("born") > 500)
        & (pl.col("family") >= len(stories.SHOWCASE))
    )
    gone = kept.tail(count)["child"]
    able = able.filter(~pl.col("child").is_in(gone.implode())).head(count * 40)
    if able.height < count or blank.is_empty():
        return kept.with_columns(second_of=pl.lit(None, dtype=pl.Int64)), told
    rng = draws.stream("duplicates")
    twins = able[np.sort(rng.choice(able.height, count, replace=False)).tolist()]
    number = int(kept["child"].max()) + 1 + np.arange(count)  # type: ignore[arg-type]
    referred = twins["first"].to_numpy() - rng.integers(60, 300, count)
    second = twins.select(
        child=pl.Series(number),
        family="family",
        order="order",
        born="born",
        lag="lag",
        second_of=pl.col("child"),
    )
    stub = blank.select(pl.all().repeat_by(count).list.explode()).with_columns(
        child=pl.Series(number),
        family=twins["family"],
        born=twins["born"],
        lag=twins["lag"],
        referred=pl.Series(referred),
        group=pl.Series(900_000_000 + np.arange(count)),
        number=pl.lit(0, dtype=pl.Int64),
        free_from=pl.Series(referred + 3),
    )
    kept = kept.filter(~pl.col("child").is_in(gone.implode()))
    kept = kept.with_columns(second_of=pl.lit(None, dtype=pl.Int64))
    told = told.filter(~pl.col("child").is_in(gone.implode()))
    return pl.concat([kept, second.select(kept.columns)]), pl.concat(
        [told, stub.select(told.columns)]
    )


def _received(draws: Draws, told: pl.DataFrame) -> pl.DataFrame:
    """Add the day of the contact that became the referral: nine in ten are decided next day."""
    rng = draws.stream("received")
    groups = told.select("group", "referred").unique("group", keep="first").sort("group")
    wait = curve(rng, DECISION_DAYS, groups.height)
    referred = groups["referred"].to_numpy()
    received = np.minimum(add_working_days(referred, -wait), referred)
    groups = groups.select("group", received=pl.Series(received))
    return told.join(groups, on="group", how="left", maintain_order="left")


def _numbered(draws: Draws, kept: pl.DataFrame, told: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Give person ids in the order in which people became known."""
    told = _received(draws, told)
    first = told.group_by("child").agg(pl.col("received").min().alias("known_on"))
    children = (
        kept.join(first, on="child", maintain_order="left")
        .sort("known_on", "family", "order", "child")
        .with_row_index("rank", offset=1)
        .with_columns(person_id=(pl.col("rank").cast(pl.Int64) + 300_000).cast(pl.String))
        .with_columns(unborn=pl.col("born") > pl.col("known_on"))
    )
    told = told.join(
        children.select("child", "person_id", "rank"), on="child", maintain_order="left"
    ).sort("referred", "group", "rank")
    told = told.with_row_index("story", offset=1).with_columns(pl.col("story").cast(pl.Int64))
    # Siblings on one step share its id where the family is recorded so; the person is then part
    # of the key.
    shared = pl.col("story").first().over("group")
    step = pl.when(pl.col("shares_steps")).then(shared).otherwise(pl.col("story"))
    told = told.with_columns(step=step)
    told = told.with_columns(referral_id=(pl.col("step") + 2_000_000).cast(pl.String))
    return {"children": children, "stories": told}
