"""Placements inside a period of care: how long, of what type, with whom and where."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample import geography
from pipelines.sample.draws import (
    NEVER,
    YEAR,
    Bools,
    Days,
    Texts,
    birthday,
    chance,
    day,
    pick,
)
from pipelines.sample.providers import EASY_CASES, HARD_CASES, HOMES, KINDS, SECURE_ELSEWHERE
from pipelines.sample.world import World

MOST = 14  # placements of one period
# Semi-independent living, which nobody registered, became supported accommodation with an Ofsted
# number on this day.
SUPPORTED_FROM = day("2023-10-28")
# Whoever leaves care at sixteen or over has stayed where they were for so long: the thirteen weeks
# of a care leaver are seen in the last episode (rule 1001 of the SSDA903 sees two years alone).
SETTLED_DAYS = 100
MOVING_ON = 0.35  # share of those in care at sixteen who then move to live more on their own
TYPES_BY_AGE: dict[int, dict[str, float]] = {
    0: {"U6": 0.54, "U4": 0.08, "U3": 0.21, "U1": 0.03, "U5": 0.03, "R3": 0.05, "P1": 0.13},
    4: {"U6": 0.42, "U4": 0.23, "U3": 0.13, "U1": 0.04, "K2": 0.12, "P1": 0.15},
    10: {
        "U6": 0.34,
        "U4": 0.26,
        "U3": 0.07,
        "U1": 0.04,
        "K2": 0.37,
        "S1": 0.015,
        "P1": 0.12,
        "K1": 0.005,
    },
    16: {
        "U6": 0.17,
        "U4": 0.17,
        "U3": 0.04,
        "K2": 0.18,
        "K3": 0.6,
        "P1": 0.06,
        "R1": 0.01,
        "K1": 0.01,
    },
}
CHANGE_REASONS = {
    "CARPL": 0.46, "CREQB": 0.14, "CREQO": 0.10, "CHILD": 0.07, "LAREQ": 0.07, "OTHER": 0.1,
    "CLOSE": 0.02, "ALLEG": 0.015, "STAND": 0.02, "APPRR": 0.005,
}  # fmt: skip
GOOD_ENDS = {"CARPL": 0.8, "OTHER": 0.1, "LAREQ": 0.06, "CHILD": 0.04}
POOR_ENDS = {
    "CREQB": 0.6,
    "STAND": 0.12,
    "CREQO": 0.1,
    "CHILD": 0.08,
    "CARPL": 0.06,
    "LAREQ": 0.04,
}
NO_URN = ("P1", "R1", "R2", "R5", "T0", "T1", "T2", "T3", "T4")
FOSTER = ("U1", "U3", "U4", "U5", "U6")
RELATIVES = ("U1", "U2", "U3")
# Districts outside the authority in which carers live, with weights: most are not far off.
AWAY = {
    str(geography.ELSEWHERE + ring): weight for ring, weight in enumerate((5, 2, 2, 1, 1, 1, 1))
}
# Shares of the carers who live there: of relatives, and of those of independent agencies.
RELATIVES_AWAY, AGENCIES_AWAY = 0.25, 0.5
LASTS = 150  # days from which a stay counts as lasting when a home chooses its children


def placements_of(
    world: World,
    periods: pl.DataFrame,
    legal: pl.DataFrame,
    adoption: pl.DataFrame,
    homes: pl.DataFrame,
) -> pl.DataFrame:
    """Placements of each period, one after the other; see `Care.placements` for the columns."""
    rng = world.stream("placements")
    rows = _spans(rng, periods, adoption)
    rows = _types(rng, rows, legal)
    rows = _places(world, rng, rows, homes)
    rows = _supported_accommodation(rows)
    rows = _away_for_a_while(rng, rows, legal)
    rows = rows.sort("period", "start").with_row_index("row")
    after = pl.col("type").shift(-1).over("period")
    away = pl.col("type").str.starts_with("T") | after.str.starts_with("T").fill_null(False)
    drawn = pl.Series(_change_reasons(rng, rows))
    same_carer = pl.col("carer") == pl.col("carer").shift(-1).over("period")
    reason = (
        pl.when(after.is_null() | away)
        .then(None)
        .when(same_carer)
        .then(pl.lit("PLACE"))
        .when(after.is_in(["A5", "A6"]))
        .then(pl.lit("CARPL"))
        .otherwise(drawn)
    )
    return rows.with_columns(
        placement_id=(pl.col("row").cast(pl.Int64) + 14_000_001).cast(pl.String),
        change_reason=reason,
    ).drop("row")


def _change_reasons(rng: np.random.Generator, rows: pl.DataFrame) -> Texts:
    """Why a placement ends; two homes have ends of their own kind."""
    urns = {one.name: one.urn for one in HOMES}
    urn = rows["urn"].fill_null("").to_numpy()
    found = pick(rng, CHANGE_REASONS, rows.height)
    found = np.where(urn == urns[HARD_CASES], pick(rng, GOOD_ENDS, rows.height), found)
    found = np.where(urn == urns[EASY_CASES], pick(rng, POOR_ENDS, rows.height), found)
    return np.asarray(found.astype(str))


def _spans(rng: np.random.Generator, periods: pl.DataFrame, adoption: pl.DataFrame) -> pl.DataFrame:
    """Starts and ends.

    Half of the children stay where they are, one in ten moves every few weeks.
    """
    n = periods.height
    entered, left = periods["entered"].to_numpy(), periods["left"].to_numpy()
    settled = pick(rng, {"yes": 0.61, "partly": 0.29, "no": 0.10}, n)
    mean = np.select([settled == "yes", settled == "partly"], [6500, 640], 100)
    # Where a child is placed first is for many a stop on the way to where they stay.
    bridge = chance(rng, 0.45, n)
    one_place = periods["short_break"].to_numpy()
    last_move = np.where(_leaves_grown_up(periods), left - SETTLED_DAYS, left - 2)
    placed = np.full(n, NEVER)
    placed[adoption["period"].to_numpy()] = adoption["placed"].to_numpy()
    start = entered
    parts = []
    for order in range(MOST):
        stays = (
            rng.gamma(0.9, mean / 0.9 * np.where(bridge & (order == 0), 0.06, 1.0), n).astype(
                np.int64
            )
            + 3
        )
        moves = (start < np.minimum(last_move, placed - 4)) & ~one_place
        here = moves if order else start < left
        parts.append(pl.DataFrame({"period": np.arange(n), "start": start}).filter(pl.Series(here)))
        start = start + stays
    # Some foster children move towards independence at sixteen or seventeen.
    sixteenth = birthday(periods["born"].to_numpy(), 16)
    moving_on = sixteenth + rng.integers(30, 500, n)
    leaves = chance(rng, MOVING_ON, n) & ~one_place
    leaves &= (moving_on > entered + 60) & (moving_on < last_move)
    ready = pl.DataFrame({"period": np.arange(n), "start": moving_on}).filter(pl.Series(leaves))
    last = adoption.select("period", start="placed")
    rows = pl.concat(
        [
            pl.concat([*parts, ready]).with_columns(for_adoption=pl.lit(value=False)),
            last.with_columns(for_adoption=pl.lit(value=True)),
        ]
    )
    rows = rows.unique(["period", "start"], keep="last", maintain_order=True)
    rows = rows.sort("period", "start").join(
        periods.select("period", "born", "entered", "left", "track", "short_break", "family"),
        on="period",
        how="left",
        maintain_order="left",
    )
    rows = rows.join(
        adoption.select("period", "by_carer"), on="period", how="left", maintain_order="left"
    )
    return rows.with_columns(
        end=pl.col("start").shift(-1).over("period").fill_null(pl.col("left")),
        order=pl.int_range(pl.len(), dtype=pl.Int64).over("period"),
    )


def _leaves_grown_up(rows: pl.DataFrame) -> Bools:
    """Periods that end at sixteen or over."""
    return np.asarray(rows["left"].to_numpy() >= birthday(rows["born"].to_numpy(), 16))


def _types(rng: np.random.Generator, rows: pl.DataFrame, legal: pl.DataFrame) -> pl.DataFrame:
    """Placement type by age and story; with parents only under a care order."""
    n = rows.height
    age = ((rows["start"] - rows["born"]) / YEAR).to_numpy()
    types = np.full(n, "", dtype=object)
    for from_age, shares in TYPES_BY_AGE.items():
        types = np.where(age >= from_age, pick(rng, shares, n), types)
    track = rows["track"].to_numpy().astype(object)
    arrived = np.where(age < 16, "U6", pick(rng, {"U6": 0.26, "K3": 0.7, "K2": 0.04}, n))
    types = np.where(track == "uasc", arrived, types)
    types = np.where(track == "remand", pick(rng, {"K2": 0.5, "K1": 0.2, "R5": 0.3}, n), types)
    types = np.where(track == "short_breaks", pick(rng, {"U6": 0.6, "K2": 0.4}, n), types)
    babies = (track == "adoption") & ~np.isin(types, FOSTER)
    types = np.where(babies, "U6", types)
    guardians = (track == "special_guardianship") & chance(rng, 0.60, n)
    types = np.where(guardians, "U3", types)
    status = (
        rows.select("period", "start")
        .sort("start")
        .join_asof(
            legal.select("period", "start", "code").sort("start"),
            on="start",
            by="period",
            check_sortedness=False,
        )
        .sort("period", "start")["code"]
        .to_numpy()
    )
    parents = (types == "P1") & ~np.isin(status, ["C1", "C2"])
    types = np.where(parents, "U6", types)
    # A second stay with the parents would be no change of placement at all.
    again = np.concatenate([[False], (types[1:] == "P1") & (types[:-1] == "P1")])
    types = np.where(again, "U6", types)
    adopted = rows["for_adoption"].to_numpy()
    carer = rows["by_carer"].fill_null(False).to_numpy()
    types = np.where(adopted, np.where(carer, "A5", "A6"), types)
    last_foster = np.concatenate([adopted[1:] & carer[1:], [False]])
    types = np.where(last_foster, "U5", types)
    return rows.with_columns(type=pl.Series(types.astype(str)))


def _group(types: Texts) -> Texts:
    names = np.full(len(types), "agency", dtype=object)
    for name, codes in {
        "home": ("K2", "S1", "R1"), "hostel": ("K3", "H5"), "unit": ("R3",), "secure": ("K1",
        "R5"), "parent": ("P1",),
    }.items():  # fmt: skip
        names[np.isin(types, codes)] = name
    return names


def _drawn_from(
    rng: np.random.Generator, rows: pl.DataFrame, group: Texts
) -> tuple[Texts, Texts, Days]:
    """Provider code, Ofsted number and district of each placement."""
    n = rows.height
    provider, urn = np.full(n, "PR0", dtype=object), np.full(n, "", dtype=object)
    district = np.zeros(n, dtype=np.int64)
    kin = np.isin(rows["type"].to_numpy(), RELATIVES)
    for name, kind in KINDS.items():
        at = group == name
        weights = np.array([one.weight for one in kind])
        which = rng.choice(len(kind), n, p=weights / weights.sum())
        if name == "agency":
            # Relatives are approved as carers by the authority itself.
            which = np.where(kin, 0, which)
        else:
            which = _story_homes(rng, rows, which) if name == "home" else which
            which = _never_the_same(rows, at, which, len(kind))
        provider[at] = np.array([one.code for one in kind], dtype=object)[which[at]]
        urn[at] = np.array([one.urn for one in kind], dtype=object)[which[at]]
        district[at] = np.array([one.district for one in kind])[which[at]]
    share = np.select([kin, provider == "PR1"], [RELATIVES_AWAY, 0.0], AGENCIES_AWAY)
    drawn = np.where(
        chance(rng, share, n),
        pick(rng, AWAY, n).astype(np.int64),
        rng.integers(1, geography.DISTRICTS + 1, n),
    )
    return provider, urn, np.where(district == 0, drawn, district)


def _story_homes(rng: np.random.Generator, rows: pl.DataFrame, which: Days) -> Days:
    """Homes, two of which choose their children (`known_stories.yml`).

    One takes those who moved often before and keeps them, the other those who never moved yet.
    """
    names = [one.name for one in HOMES]
    hard, easy = names.index(HARD_CASES), names.index(EASY_CASES)
    order = rows["order"].to_numpy()
    lasts = (rows["end"] - rows["start"]).to_numpy() > LASTS
    drawn = rng.random(rows.height)
    usual = ~rows["short_break"].to_numpy()
    moves_on = (rows["period"] == rows["period"].shift(-1)).fill_null(value=False).to_numpy()
    takes_hard = usual & (order >= 4) & (drawn < np.where(lasts, 0.8, 0.3))
    takes_easy = usual & (order == 0) & (drawn < np.where(moves_on, 0.5, 0.2))
    return np.asarray(np.select([takes_hard, takes_easy], [hard, easy], which))


def _never_the_same(rows: pl.DataFrame, at: Bools, which: Days, count: int) -> Days:
    """A move is never to the house that the child left: the next house takes the child instead."""
    period = rows["period"].to_numpy()
    moved = np.concatenate([[False], (period[1:] == period[:-1]) & at[1:] & at[:-1]])
    for _ in range(MOST):
        same = moved & np.concatenate([[False], which[1:] == which[:-1]])
        if not same.any():
            break
        which = np.where(same, (which + 1) % count, which)
    return which


def home_spots(urn: Texts) -> Days:
    """Where in its district a home lies, by its Ofsted number."""
    sums = np.array([sum(map(ord, number)) * 37 for number in urn], dtype=np.int64)
    return np.asarray(geography.HOME_SPOTS + sums % (geography.SPOTS - geography.HOME_SPOTS))


def _places(
    world: World, rng: np.random.Generator, rows: pl.DataFrame, homes: pl.DataFrame
) -> pl.DataFrame:
    """Provider, Ofsted number, carer, postcode and distance from the home at entry to care."""
    n = rows.height
    types = rows["type"].to_numpy().astype(object)
    group = _group(types)
    provider, urn, district = _drawn_from(rng, rows, group)
    secure_public = (types == "K1") & (provider == "PR3")
    provider = np.where(secure_public, "PR2", provider)
    provider = np.where((types == "R5") & np.isin(provider, ["PR1", "PR2"]), "PR3", provider)
    urn = np.where((types == "K1") & (urn == ""), SECURE_ELSEWHERE.urn, urn)
    urn = np.where(np.isin(types, NO_URN), "", urn)
    spot = rng.integers(geography.HOME_SPOTS, geography.SPOTS, n)
    settled = np.isin(group, ["home", "hostel", "unit", "secure"])
    spot = np.where(settled & (urn != ""), home_spots(urn), spot)
    # Two carers in a row never live at one address, or the move could not be seen.
    neighbour = np.concatenate([[False], (spot[1:] == spot[:-1]) & ~settled[1:]])
    spot = np.where(neighbour, geography.HOME_SPOTS + (spot + 1) % 360, spot)
    home = (
        rows.select("period", "start", "family", "entered")
        .sort("entered")
        .join_asof(
            homes.select(
                "family", "district", pl.col("spot").alias("home_spot"), entered="moved_in"
            ).sort("entered"),
            on="entered",
            by="family",
            check_sortedness=False,
        )
        .sort("period", "start")
    )
    home_district, home_spot = home["district"].to_numpy(), home["home_spot"].to_numpy()
    district = np.where(group == "parent", home_district, district)
    spot = np.where(group == "parent", home_spot, spot)
    carer = np.where(
        group == "agency", "C" + (np.arange(n) + 10_001).astype(str).astype(object), urn
    )
    carer = np.where(carer == "", "C" + (np.arange(n) + 10_001).astype(str).astype(object), carer)
    rows = rows.with_columns(
        provider=pl.Series(provider.astype(str)),
        urn=pl.Series(urn.astype(str)).replace("", None),
        district=pl.Series(district),
        spot=pl.Series(spot),
        carer=pl.Series(carer.astype(str)),
    )
    rows = _with_the_same_carer(rows)
    distance = geography.miles(
        home_district, home_spot, rows["district"].to_numpy(), rows["spot"].to_numpy()
    )
    codes = geography.postcodes(
        world.authority, rows["district"].to_numpy(), rows["spot"].to_numpy()
    )
    hidden = rows["short_break"].to_numpy()
    return rows.with_columns(
        postcode=pl.when(pl.Series(hidden)).then(None).otherwise(pl.Series(codes.astype(str))),
        miles=pl.when(pl.Series(hidden)).then(None).otherwise(pl.Series(distance)),
        la=pl.when(pl.Series(hidden))
        .then(None)
        .otherwise(pl.Series(geography.authorities(world.authority, rows["district"].to_numpy()))),
    )


def _with_the_same_carer(rows: pl.DataFrame) -> pl.DataFrame:
    """A child who is adopted by the foster carer stays with that carer, at that address."""
    stays = pl.col("type") == "A5"
    kept = ("provider", "urn", "district", "spot", "carer")
    return rows.with_columns(
        pl.when(stays).then(pl.col(name).shift(1)).otherwise(pl.col(name)).alias(name)
        for name in kept
    )


def _supported_accommodation(rows: pl.DataFrame) -> pl.DataFrame:
    """Supported accommodation before its registration has the old code and no Ofsted number.

    An open placement changes on the day.
    """
    old = (pl.col("type") == "K3") & (pl.col("start") < SUPPORTED_FROM)
    before = rows.filter(old).with_columns(
        type=pl.lit("H5"),
        urn=pl.lit(None, dtype=pl.String),
        end=pl.min_horizontal("end", pl.lit(SUPPORTED_FROM, dtype=pl.Int64)),
    )
    after = rows.filter(old & (pl.col("end") > SUPPORTED_FROM)).with_columns(
        start=pl.lit(SUPPORTED_FROM, dtype=pl.Int64)
    )
    return pl.concat([rows.filter(~old), before, after]).sort("period", "start")


def _away_for_a_while(
    rng: np.random.Generator, rows: pl.DataFrame, legal: pl.DataFrame
) -> pl.DataFrame:
    """A few days in hospital or elsewhere, after which the child comes back to the placement."""
    n = rows.height
    start, end = rows["start"].to_numpy(), rows["end"].to_numpy()
    from_day = start + 20 + (rng.random(n) * np.maximum(end - start - 50, 1)).astype(np.int64)
    back = from_day + rng.integers(2, 7, n)
    able = chance(rng, 0.03, n) & (end - start > 80) & _long_term(rows)
    able &= ~_leaves_grown_up(rows) | (back < rows["left"].to_numpy() - SETTLED_DAYS)
    near = legal.rename({"start": "legal_on"}).select("period", "legal_on")
    spans = (
        rows.select("period")
        .with_columns(row=pl.Series(np.arange(n)), out=pl.Series(from_day), back=pl.Series(back))
        .filter(pl.Series(able))
    )
    clash = spans.join(near, on="period").filter(
        pl.col("legal_on").is_between(pl.col("out") - 1, pl.col("back") + 1)
    )
    spans = spans.filter(~pl.col("row").is_in(clash["row"].implode()))
    row = spans["row"].to_list()
    out, back_on = spans["out"], spans["back"]
    kinds = pl.Series(pick(rng, {"T1": 0.5, "T4": 0.35, "T3": 0.15}, len(row)).astype(str))
    split = rows[row]
    keep = np.ones(n, dtype=bool)
    keep[row] = False
    away = split.with_columns(
        start=out,
        end=back_on,
        type=kinds,
        provider=pl.lit(None, dtype=pl.String),
        urn=pl.lit(None, dtype=pl.String),
        carer=pl.format("T{}", pl.col("carer")),
        postcode=pl.col("postcode").str.head(-2) + "YY",
    )
    parts = [
        rows.filter(pl.Series(keep)),
        split.with_columns(end=out),
        away,
        split.with_columns(start=back_on),
    ]
    return pl.concat(parts).sort("period", "start")


def _long_term(rows: pl.DataFrame) -> Bools:
    able = rows.select(
        pl.col("type").is_in(["U1", "U3", "U4", "U6", "K2"]) & ~pl.col("short_break")
    )
    return np.asarray(able.to_series().to_numpy())
