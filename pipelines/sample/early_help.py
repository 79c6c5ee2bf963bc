"""Early help: before a first referral, between referrals, and after a case is closed.

Only children who are known to social care at some time are told of, because the authority of the
sample is made of them; an episode from before the first referral is entered with that referral.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample import names
from pipelines.sample.draws import NEVER, Days, birthday, chance, pick
from pipelines.sample.tables import Table
from pipelines.sample.world import LAST, World

# Share of cases that are followed by early help, by why they were closed; RC9 is closed after
# assessment with a step down to early help. After an adoption, a death, a move away or a transfer
# to adults' services there is none.
FOLLOWED = {"RC9": 0.75, "NFA": 0.2, **dict.fromkeys(("RC1", "RC2", "RC5", "RC6"), 0.0)}
FOLLOWED_ELSE = 0.13
# Share of children who had early help before their first referral, and of those the share who were
# stepped up to it.
BEFORE, BEFORE_STEPPED_UP = 0.3, 0.12
# Where the family is referred again before early help would end, it was given to these alone.
STEPS_UP = 0.25
STEPPED_UP = "Stepped up to social care"
END_REASONS = {
    "Needs met": 0.66,
    "Handed to universal services": 0.17,
    "Family withdrew": 0.12,
    "Moved away": 0.05,
}
REASONS = {
    "Parenting": 0.27,
    "Child's behaviour": 0.19,
    "Domestic abuse": 0.13,
    "Parent's mental health": 0.13,
    "School attendance": 0.11,
    "Housing and money": 0.09,
    "Special educational needs": 0.05,
    "Young carer": 0.03,
}
ORGANISATIONS = {
    "{council} Family Hub North": 0.24,
    "{council} Family Hub South": 0.24,
    "{council} Youth Service": 0.1,
    "School": 0.22,
    "Health visiting": 0.11,
    "Hearthside Family Support": 0.09,
}
SHORTEST = 14  # days


def early_help_table(world: World, referrals: pl.DataFrame) -> Table:
    """Episodes of early help, none while a case is open.

    `referrals` are the rows of `cin_episodes`.
    """
    rng = world.stream("early help")
    gaps = _gaps(world, referrals)
    rows = pl.concat([_after(rng, gaps), _before(rng, gaps)])
    adult = birthday(rows["born"].to_numpy(), 18)
    rows = rows.with_columns(
        start=pl.max_horizontal("start", "born"),
        end=pl.when(pl.col("end") > pl.Series(adult)).then(pl.Series(adult)).otherwise("end"),
    )
    rows = rows.filter(
        (pl.col("end") - pl.col("start") >= SHORTEST)
        & (pl.col("end") >= world.window)
        & (pl.col("start") <= LAST)
    ).sort("start", "person_id")
    n = rows.height
    council = names.AUTHORITY_NAMES[(999 - int(world.authority)) % len(names.AUTHORITY_NAMES)]
    organisations = {name.format(council=council): share for name, share in ORGANISATIONS.items()}
    usual_end = pl.Series(pick(rng, END_REASONS, n).astype(str))
    # What was before the first referral became known with it.
    late = pl.max_horizontal(pl.col("known_on") - pl.col("start"), 0)
    frame = (
        rows.with_row_index("row")
        .with_columns(late=late)
        .select(
            lag=pl.col("lag") + pl.col("late"),
            ended=pl.when(pl.col("end") < NEVER)
            .then(pl.col("end") - pl.col("late"))
            .otherwise(NEVER),
            earl_person_id="person_id",
            earl_episode_id=(pl.col("row").cast(pl.Int64) + 29_000_001).cast(pl.String),
            earl_episode_start_date="start",
            earl_episode_end_date="end",
            earl_episode_reason=pl.Series(pick(rng, REASONS, n).astype(str)),
            earl_episode_end_reason=pl.when("up").then(pl.lit(STEPPED_UP)).otherwise(usual_end),
            earl_episode_organisation=pl.Series(pick(rng, organisations, n).astype(str)),
        )
    )
    return Table(
        "early_help_episodes",
        frame,
        start="earl_episode_start_date",
        hides={"ended": ("earl_episode_end_date", "earl_episode_end_reason")},
    )


def _gaps(world: World, referrals: pl.DataFrame) -> pl.DataFrame:
    """Times in which no case was open: after each referral until the next, with its reason."""
    nfa = pl.col("cine_referral_nfa") == "Y"
    rows = referrals.select(
        person_id="cine_person_id",
        referred="cine_referral_date",
        closed=pl.when(nfa).then("cine_referral_date").otherwise("cine_close_date"),
        why=pl.when(nfa).then(pl.lit("NFA")).otherwise("cine_close_reason"),
        nfa=nfa,
    ).sort("person_id", "referred", "nfa")
    rows = rows.unique(["person_id", "referred"], keep="first", maintain_order=True)
    people = world.children.select("person_id", "born", "known_on", "lag")
    return rows.with_columns(
        again=pl.col("referred").shift(-1).over("person_id").fill_null(NEVER),
        first=pl.int_range(pl.len()).over("person_id") == 0,
    ).join(people, on="person_id", maintain_order="left")


def _days(rng: np.random.Generator, count: int) -> Days:
    return np.asarray((rng.gamma(2.2, 75, count) + 25).astype(np.int64))


def _after(rng: np.random.Generator, gaps: pl.DataFrame) -> pl.DataFrame:
    """Help after a case: what goes on until the next referral was stepped up to it."""
    share = gaps["why"].replace_strict(FOLLOWED, default=FOLLOWED_ELSE, return_dtype=pl.Float64)
    n = gaps.height
    start = gaps["closed"].to_numpy() + rng.integers(0, 26, n)
    end = start + _days(rng, n)
    again = gaps["again"].to_numpy()
    helped = chance(rng, share.fill_null(FOLLOWED_ELSE).to_numpy(), n) & (start < again)
    helped &= (end < again) | chance(rng, STEPS_UP, n)
    rows = gaps.with_columns(
        start=pl.Series(start),
        end=pl.Series(np.minimum(end, again)),
        up=pl.Series(end >= again),
    )
    return rows.filter(pl.Series(helped)).select(*_SHOWN)


def _before(rng: np.random.Generator, gaps: pl.DataFrame) -> pl.DataFrame:
    """Help before the first referral: it ended with the referral, or some time before it."""
    rows = gaps.filter("first")
    n = rows.height
    up = chance(rng, BEFORE_STEPPED_UP, n)
    referred = rows["referred"].to_numpy()
    end = np.where(up, referred, referred - rng.integers(60, 1400, n))
    rows = rows.with_columns(
        start=pl.Series(end - _days(rng, n)), end=pl.Series(end), up=pl.Series(up)
    )
    return rows.filter(pl.Series(chance(rng, BEFORE, n))).select(*_SHOWN)


_SHOWN = ("person_id", "born", "known_on", "lag", "start", "end", "up")
