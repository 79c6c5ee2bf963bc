"""Periods of care: legal statuses and placements, and the chain of episodes that follows from both.

An episode ends whenever legal status or placement changes and the next begins the same day, as
the SSDA903 has it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.sample.draws import (
    NEVER,
    YEAR,
    Texts,
    birthday,
    chance,
    pick,
)
from pipelines.sample.placements import SETTLED_DAYS, placements_of
from pipelines.sample.tables import Table
from pipelines.sample.world import LAST, World

# Why a child leaves at eighteen, from foster care and from elsewhere.
STAYING_PUT = 0.34
LEAVING_AT_18 = {"E5": 0.50, "E6": 0.12, "E7": 0.08, "E4A": 0.06, "E13": 0.04, "E8": 0.20}
GOING_HOME = {"E4A": 0.38, "E4B": 0.10, "E13": 0.12, "E41": 0.08, "E8": 0.32}


@dataclass(frozen=True)
class Care:
    """Everything about care, as frames of the truth.

    Attributes:
        periods: period, person_id, lag, story, referral_id, born, track, entered, left, exit,
            need, cla_id, short_break.
        legal: period, start, end, code.
        placements: period, placement_id, start, end, type, provider, urn …
        adoption: period, decided, ordered, matched, placed (adoption track only).
    """

    periods: pl.DataFrame
    legal: pl.DataFrame
    placements: pl.DataFrame
    adoption: pl.DataFrame


def build_care(world: World, homes: pl.DataFrame) -> Care:
    """Periods of care of all children, short breaks included."""
    told = world.stories.filter(pl.col("entered") < NEVER)
    usual = told.filter(pl.col("track") != "short_breaks")
    breaks = _short_breaks(world, told.filter(pl.col("track") == "short_breaks"))
    columns = [
        "story",
        "person_id",
        "family",
        "lag",
        "born",
        "referral_id",
        "track",
        "entered",
        "left",
        "exact",
    ]
    periods = pl.concat(
        [
            usual.with_columns(exact=pl.lit("")).select(columns),
            breaks.select(columns),
        ]
    ).sort("entered", "story")
    periods = periods.with_row_index("period").with_columns(
        pl.col("period").cast(pl.Int64),
        cla_id=(pl.col("period").cast(pl.Int64) + 11_000_001).cast(pl.String),
        short_break=pl.col("exact") != "",
    )
    adoption = _adoption(world, periods)
    legal = _legal(world, periods, adoption)
    placed = placements_of(world, periods, legal, adoption, homes)
    periods = periods.with_columns(exit=pl.Series(_exits(world, periods, placed).astype(str)))
    return Care(periods, legal, placed, adoption)


def _short_breaks(world: World, told: pl.DataFrame) -> pl.DataFrame:
    """Series of short breaks: half have one episode for the agreement (V4).

    The others have one for each stay of two nights (V3).
    """
    by_stay = pl.col("family") % 2 == 0
    agreed = told.filter(~by_stay).with_columns(exact=pl.lit("V4"))
    stays = told.filter(by_stay).with_columns(exact=pl.lit("V3"))
    until = np.minimum(stays["left"].to_numpy(), LAST + 40)
    count = np.maximum((until - stays["entered"].to_numpy()) // 28, 0)
    row = np.repeat(np.arange(stays.height), count)
    order = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    first = stays["entered"].to_numpy()
    friday = first + (4 - (first.astype("datetime64[D]").astype(np.int64) + 3) % 7) % 7
    start = friday[row] + order * 28
    many = stays[row.tolist()].with_columns(entered=pl.Series(start), left=pl.Series(start + 2))
    return pl.concat([agreed, many])


def _adoption(world: World, periods: pl.DataFrame) -> pl.DataFrame:
    """Decision, order, match and placement of the children who are adopted, in that order."""
    rng = world.stream("adoption")
    rows = periods.filter(pl.col("track") == "adoption")
    n = rows.height
    entered, left = rows["entered"].to_numpy(), rows["left"].to_numpy()
    decided = entered + rng.integers(130, 220, n)
    ordered = decided + rng.integers(15, 70, n)
    placed = np.minimum(np.maximum(left - rng.integers(140, 320, n), ordered + 20), left - 70)
    ordered = np.minimum(ordered, placed - 12)
    decided = np.minimum(decided, ordered - 1)
    matched = np.maximum(placed - rng.integers(3, 25, n), ordered)
    return rows.select("period").with_columns(
        decided=pl.Series(decided),
        ordered=pl.Series(ordered),
        matched=pl.Series(matched),
        placed=pl.Series(placed),
        by_carer=pl.Series(chance(rng, 0.14, n)),
    )


def _legal(world: World, periods: pl.DataFrame, adoption: pl.DataFrame) -> pl.DataFrame:
    """Legal statuses of each period, one after the other without gap."""
    rng = world.stream("legal status")
    n = periods.height
    track, exact = (
        periods["track"].to_numpy().astype(object),
        periods["exact"].to_numpy().astype(object),
    )
    entered = periods["entered"].to_numpy()
    age = (entered - periods["born"].to_numpy()) / YEAR
    agreed = chance(rng, np.where(age > 13, 0.5, 0.2), n) | np.isin(track, ["uasc", "other"])
    agreed &= ~np.isin(track, ["adoption", "special_guardianship"])
    urgent = chance(rng, 0.22, n) & ~np.isin(track, ["uasc", "remand"]) & (exact == "")
    left = periods["left"].to_numpy()
    grown_up = left >= birthday(periods["born"].to_numpy(), 16)
    urgent &= ~(grown_up & (left - entered < SETTLED_DAYS + 20))
    first = np.select([exact != "", track == "remand", agreed], [exact, "J1", "V2"], "C1")
    steps = [(entered, np.where(urgent, np.where(chance(rng, 0.5, n), "L1", "L2"), first))]
    police = steps[0][1] == "L1"
    second = np.where(urgent, entered + np.where(police, 2, rng.integers(4, 9, n)), NEVER)
    steps.append((second, first))
    base = np.minimum(second, entered + 3)
    # Half of the agreed placements that last come to court; an interim order becomes a full one
    # after about 40 weeks.
    to_court = (first == "V2") & ~np.isin(track, ["uasc", "other"]) & chance(rng, 0.5, n)
    interim = np.where(to_court, base + rng.integers(40, 260, n), NEVER)
    last_change = np.where(grown_up, left - SETTLED_DAYS, NEVER)
    interim = np.where(interim < last_change, interim, NEVER)
    steps.append((interim, np.full(n, "C1", dtype=object)))
    in_court = np.where(to_court, interim, np.where(first == "C1", base, NEVER))
    full = np.where(
        (in_court < NEVER) & (track != "adoption"), in_court + rng.integers(150, 390, n), NEVER
    )
    full = np.where(full < last_change, full, NEVER)
    steps.append((full, np.full(n, "C2", dtype=object)))
    order = np.full(n, NEVER)
    order[adoption["period"].to_numpy()] = adoption["ordered"].to_numpy()
    steps.append((order, np.full(n, "E1", dtype=object)))
    parts = [
        pl.DataFrame({"period": np.arange(n), "start": start, "code": code.astype(str)})
        for start, code in steps
    ]
    bounds = periods.select("period", "entered", "left")
    legal = pl.concat(parts).join(bounds, on="period", maintain_order="left")
    legal = legal.filter((pl.col("start") < pl.col("left")) & (pl.col("start") < NEVER))
    legal = legal.unique(["period", "start"], keep="first", maintain_order=True).sort(
        "period", "start"
    )
    legal = legal.filter((pl.col("code") != pl.col("code").shift(1).over("period")).fill_null(True))
    return legal.with_columns(
        end=pl.col("start").shift(-1).over("period").fill_null(pl.col("left"))
    ).drop("entered", "left")


def _exits(world: World, periods: pl.DataFrame, placed: pl.DataFrame) -> Texts:
    """Why the child ceased to be looked after, in keeping with age and the last placement."""
    rng = world.stream("exits")
    n = periods.height
    last = placed.group_by("period").agg(pl.col("type").last()).sort("period")["type"].to_numpy()
    track = periods["track"].to_numpy().astype(object)
    adult = (periods["left"] - periods["born"]).to_numpy() >= 18 * YEAR - 1
    kin, foster = np.isin(last, ["U1", "U2", "U3"]), np.isin(last, ["U4", "U5", "U6"])
    at_18 = pick(rng, LEAVING_AT_18, n)
    at_18 = np.where(chance(rng, STAYING_PUT, n) & (kin | foster), "E17", at_18)
    home = pick(rng, GOING_HOME, n)
    guardian = np.where(kin, "E45", np.where(foster, "E46", "E47"))
    found = np.select(
        [
            periods["short_break"].to_numpy(),
            adult,
            track == "adoption",
            track == "special_guardianship",
            track == "remand",
            track == "other",
            track == "died",
        ],
        [
            "E4A",
            at_18,
            np.where(chance(rng, 0.3, n), "E11", "E12"),
            guardian,
            "E14",
            pick(rng, {"E3": 0.45, "E8": 0.55}, n),
            np.full(n, "E2", dtype=object),
        ],
        home,
    )
    return np.asarray(found)


def care_tables(world: World, care: Care, needs: pl.DataFrame) -> list[Table]:
    """Episodes, placements and legal statuses."""
    periods = care.periods.join(needs, on="story", how="left", maintain_order="left")
    # The code of a looked-after child is never "not stated" nor "other than a child in need".
    periods = periods.with_columns(need=pl.col("need").replace({"N0": "N1", "N9": "N1"}))
    return [
        _episodes(world, periods, care),
        _placement_table(care),
        _legal_table(care),
    ]


def _episodes(world: World, periods: pl.DataFrame, care: Care) -> Table:
    legal = care.legal.select("period", "start", "code", legal_new=pl.lit(True))
    placed = care.placements.select(
        "period", "start", "placement_id", "carer", "type", place_new=pl.lit(True)
    )
    chain = (
        legal.join(placed, on=["period", "start"], how="full", coalesce=True)
        .sort("period", "start")
        .with_columns(
            pl.col("code", "placement_id", "carer", "type").forward_fill().over("period"),
            pl.col("legal_new", "place_new").fill_null(False),
        )
        .join(periods, on="period", how="left", maintain_order="left")
        .with_columns(end=pl.col("start").shift(-1).over("period").fill_null(pl.col("left")))
    )
    first = pl.col("start") == pl.col("entered")
    same_carer = pl.col("carer") == pl.col("carer").shift(1).over("period")
    reason = (
        pl.when(first)
        .then(pl.lit("S"))
        .when(pl.col("legal_new") & ~pl.col("place_new"))
        .then(pl.lit("L"))
        .when(pl.col("legal_new"))
        .then(pl.when(same_carer).then(pl.lit("U")).otherwise(pl.lit("B")))
        .otherwise(pl.when(same_carer).then(pl.lit("T")).otherwise(pl.lit("P")))
    )
    ceased = pl.when(pl.col("end") == pl.col("left")).then("exit").otherwise(pl.lit("X1"))
    frame = chain.with_row_index("row").select(
        "lag",
        clae_person_id="person_id",
        clae_cla_episode_id=(pl.col("row").cast(pl.Int64) + 12_000_001).cast(pl.String),
        clae_cla_episode_start_date="start",
        clae_cla_episode_start_reason=reason,
        clae_cla_primary_need_code="need",
        clae_cla_episode_ceased_date="end",
        clae_cla_episode_ceased_reason=ceased,
        clae_cla_id="cla_id",
        clae_referral_id="referral_id",
        clae_cla_placement_id="placement_id",
        clae_entered_care_date="entered",
        clae_legal_status="code",
    )
    return Table(
        "cla_episodes",
        frame,
        start="clae_cla_episode_start_date",
        hides={"clae_cla_episode_ceased_date": ("clae_cla_episode_ceased_reason",)},
        recorded="clae_recorded_at",
    )


def _placement_table(care: Care) -> Table:
    rows = care.placements.join(
        care.periods.select("period", "person_id", "lag", "cla_id", "left"),
        on="period",
        how="left",
        maintain_order="left",
    )
    frame = rows.select(
        "lag",
        clap_person_id="person_id",
        clap_cla_placement_id="placement_id",
        clap_cla_placement_start_date="start",
        clap_cla_placement_type="type",
        clap_cla_placement_urn="urn",
        clap_cla_placement_distance="miles",
        clap_cla_id="cla_id",
        clap_cla_placement_provider="provider",
        clap_cla_placement_postcode="postcode",
        clap_cla_placement_end_date="end",
        clap_cla_placement_change_reason="change_reason",
        clap_cla_placement_carer_id="carer",
        clap_cla_placement_la="la",
    )
    return Table(
        "cla_placement",
        frame,
        start="clap_cla_placement_start_date",
        hides={"clap_cla_placement_end_date": ("clap_cla_placement_change_reason",)},
        recorded="clap_recorded_at",
    )


def _legal_table(care: Care) -> Table:
    rows = care.legal.join(
        care.periods.select("period", "person_id", "lag"),
        on="period",
        how="left",
        maintain_order="left",
    )
    frame = rows.with_row_index("row").select(
        "lag",
        lega_person_id="person_id",
        lega_legal_status_id=(pl.col("row").cast(pl.Int64) + 13_000_001).cast(pl.String),
        lega_legal_status="code",
        lega_legal_status_start_date="start",
        lega_legal_status_end_date="end",
    )
    return Table(
        "legal_status",
        frame,
        start="lega_legal_status_start_date",
        hides={"lega_legal_status_end_date": ()},
        recorded="lega_recorded_at",
    )
