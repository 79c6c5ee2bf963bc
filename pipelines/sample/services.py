"""Services and packages that children and families are given while a case is open.

Each has a purpose, so that two services for one purpose in one family can be seen: some overlap,
as they do where nobody looks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.sample.draws import NEVER, Days, Floats, Texts, chance, pick
from pipelines.sample.money import pounds, uplift
from pipelines.sample.service_providers import SERVICE_PROVIDERS
from pipelines.sample.tables import Table
from pipelines.sample.world import LAST, World


@dataclass(frozen=True)
class Purpose:
    """What a service is for.

    Attributes:
        services: names of services with their shares.
        weekly: usual price of a week in 2024-25, in pounds.
        days: usual length.
    """

    services: dict[str, float]
    weekly: float
    days: int


PURPOSES = {
    "Parenting": Purpose({"Parenting programme": 0.55, "Family support worker": 0.45}, 96, 120),
    "Domestic abuse": Purpose({"Recovery group": 0.4, "Independent adviser": 0.6}, 112, 110),
    "Substance misuse": Purpose(
        {"Parent's treatment": 0.7, "Young person's worker": 0.3}, 124, 150
    ),
    "Therapeutic": Purpose(
        {"Counselling": 0.5, "Play therapy": 0.3, "Family therapy": 0.2}, 168, 170
    ),
    "Mentoring": Purpose({"Mentor": 1.0}, 82, 140),
    "Edge of care": Purpose({"Intensive family work": 1.0}, 315, 95),
    "Short breaks": Purpose({"Short break activity": 0.6, "Sitting service": 0.4}, 185, 420),
    "Transport": Purpose({"School transport": 0.7, "Escort to contact": 0.3}, 236, 210),
    "Contact supervision": Purpose({"Supervised contact": 1.0}, 208, 190),
}
# Services of a case by the way that it goes: how many on average, and what for.
WANTED: dict[str, tuple[float, dict[str, float]]] = {
    "in_need": (0.7, {"Parenting": 0.4, "Domestic abuse": 0.2, "Therapeutic": 0.14,
        "Substance misuse": 0.12, "Mentoring": 0.14}),
    "section_47": (0.45, {"Domestic abuse": 0.34, "Parenting": 0.34, "Substance misuse": 0.16,
        "Therapeutic": 0.16}),
    "conference": (0.5, {"Parenting": 0.5, "Domestic abuse": 0.5}),
    "protection": (1.3, {"Parenting": 0.31, "Domestic abuse": 0.28, "Substance misuse": 0.2,
        "Therapeutic": 0.11, "Edge of care": 0.1}),
    "protection_care": (2.2, {"Contact supervision": 0.34, "Edge of care": 0.14, "Parenting": 0.14,
        "Therapeutic": 0.14, "Transport": 0.14, "Substance misuse": 0.1}),
    "care": (1.8, {"Contact supervision": 0.32, "Transport": 0.26, "Therapeutic": 0.24,
        "Mentoring": 0.1, "Edge of care": 0.08}),
    "uasc": (0.6, {"Mentoring": 0.6, "Therapeutic": 0.4}),
    "disabled": (1.1, {"Short breaks": 0.6, "Transport": 0.25, "Parenting": 0.15}),
    "short_breaks": (0.5, {"Transport": 0.7, "Parenting": 0.3}),
}  # fmt: skip
# Packages to which others pay too: the share of them, and what education and health usually pay of
# one.
SHARED = {
    "Short breaks": (0.35, 0.12, 0.22),
    "Transport": (0.4, 0.5, 0.0),
    "Therapeutic": (0.3, 0.0, 0.4),
    "Substance misuse": (0.25, 0.0, 0.45),
}
GROWTH = 0.031  # a year
# Share of services beside which another with the same purpose is given in the same family.
OVERLAPS = 0.06


def service_table(world: World) -> Table:
    """Packages of services, each within the time in which the case is open."""
    rng = world.stream("services")
    told = world.stories.filter(
        pl.col("path").is_in(list(WANTED)) & (pl.col("authorised") < NEVER)
    ).select("person_id", "family", "lag", "path", "authorised", "closed")
    path = told["path"].to_numpy()
    wanted = rng.poisson(np.array([WANTED[one][0] for one in path]))
    rows = told[np.repeat(np.arange(told.height), wanted).tolist()]
    rows = _spans(rng, rows.with_columns(purpose=pl.Series(_purposes(rng, rows))))
    rows = rows.with_columns(provider=pl.Series(_providers(rng, rows["purpose"].to_numpy())))
    rows = pl.concat([rows, _beside(rng, rows)])
    rows = rows.filter((pl.col("end") >= world.window) & (pl.col("start") <= LAST))
    rows = rows.sort("start", "person_id", "purpose")
    rows = rows.with_columns(name=pl.Series(_names(rng, rows["purpose"].to_numpy())))
    weekly = (_weekly(rng, rows) * 100).round().astype(np.int64)
    education, health = _shares(world.stream("shares of services"), rows, weekly)
    frame = rows.with_row_index("row").select(
        "lag",
        srvp_package_id=(pl.col("row").cast(pl.Int64) + 30_000_001).cast(pl.String),
        srvp_person_id="person_id",
        srvp_service_name="name",
        srvp_service_purpose="purpose",
        srvp_provider_id="provider",
        srvp_start_date="start",
        srvp_end_date="end",
        srvp_weekly_cost_gbp=pl.Series(pounds(weekly)),
        srvp_social_care_share_gbp=pl.Series(pounds(weekly - education - health)),
        srvp_education_share_gbp=pl.Series(pounds(education)),
        srvp_health_share_gbp=pl.Series(pounds(health)),
    )
    return Table("service_package", frame, start="srvp_start_date", hides={"srvp_end_date": ()})


def _purposes(rng: np.random.Generator, rows: pl.DataFrame) -> Texts:
    path = rows["path"].to_numpy()
    found = np.full(rows.height, "", dtype=object)
    for kind, (_, shares) in WANTED.items():
        at = path == kind
        found[at] = pick(rng, shares, int(at.sum()))
    return found.astype(str)


def _spans(rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    """From some weeks after the assessment; none goes on after the case is closed."""
    usual = np.array([PURPOSES[one].days for one in rows["purpose"].to_numpy()])
    opened, closed = rows["authorised"].to_numpy(), rows["closed"].to_numpy()
    room = np.maximum(np.minimum(closed, LAST) - opened, 1)
    start = opened + 5 + (rng.random(rows.height) ** 1.6 * room * 0.8).astype(np.int64)
    days = (usual * rng.gamma(4, 0.25, rows.height)).astype(np.int64) + 21
    end = np.minimum(start + days, closed)
    rows = rows.with_columns(start=pl.Series(start), end=pl.Series(end))
    return rows.filter(pl.col("end") - pl.col("start") >= 14)


def _providers(rng: np.random.Generator, purposes: Texts) -> Texts:
    found = np.full(len(purposes), "", dtype=object)
    for purpose in PURPOSES:
        shares = {
            f"S{number:03d}": one.weight
            for number, one in enumerate(SERVICE_PROVIDERS, start=1)
            if purpose in one.purposes
        }
        at = purposes == purpose
        found[at] = pick(rng, shares, int(at.sum()))
    return found.astype(str)


def _beside(rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    """Services that begin while one with the same purpose goes on in the family.

    Half are for the same child, half for a brother or sister whose case is open then.
    """
    able = (rows["end"] - rows["start"] > 60).to_numpy() & chance(rng, OVERLAPS, rows.height)
    first = rows.filter(pl.Series(able))
    later = first["start"].to_numpy() + rng.integers(10, 40, first.height)
    second = first.with_columns(
        start=pl.Series(later),
        end=pl.Series(np.minimum(later + rng.integers(40, 160, first.height), first["closed"])),
        provider=pl.Series(_providers(rng, first["purpose"].to_numpy())),
        to_sibling=pl.Series(chance(rng, 0.5, first.height)),
    ).with_row_index("row")
    others = rows.select(
        "family", sibling="person_id", their_lag="lag", opened="authorised", shut="closed"
    ).unique(maintain_order=True)
    found = (
        second.filter("to_sibling")
        .join(others, on="family", maintain_order="left_right")
        .filter(
            (pl.col("sibling") != pl.col("person_id"))
            & (pl.col("opened") < pl.col("start"))
            & (pl.col("shut") > pl.col("start") + 30)
        )
        .unique("row", keep="first", maintain_order=True)
        .with_columns(
            person_id="sibling",
            lag="their_lag",
            end=pl.min_horizontal("end", "shut"),
            authorised="opened",
            closed="shut",
        )
    )
    alone = second.join(found.select("row"), on="row", how="anti", maintain_order="left")
    return pl.concat([alone.select(rows.columns), found.select(rows.columns)])


def _names(rng: np.random.Generator, purposes: Texts) -> Texts:
    found = np.full(len(purposes), "", dtype=object)
    for purpose, kind in PURPOSES.items():
        at = purposes == purpose
        found[at] = pick(rng, kind.services, int(at.sum()))
    return found.astype(str)


def _weekly(rng: np.random.Generator, rows: pl.DataFrame) -> Floats:
    """Price of a week in pounds, by purpose and the year in which the service begins."""
    start: Days = rows["start"].to_numpy()
    usual = np.array([PURPOSES[one].weekly for one in rows["purpose"].to_numpy()])
    drawn = usual * rng.lognormal(0, 0.22, rows.height) * uplift(start, GROWTH)
    return np.asarray(drawn.round(2))


def _shares(rng: np.random.Generator, rows: pl.DataFrame, weekly: Days) -> tuple[Days, Days]:
    """What education and health pay of each week, in whole pence; the rest is social care's."""
    nobody = (0.0, 0.0, 0.0)
    usual = np.array([SHARED.get(one, nobody) for one in rows["purpose"].to_numpy()]).reshape(-1, 3)
    shared = chance(rng, usual[:, 0], rows.height)
    paid = weekly * shared * rng.uniform(0.6, 1.4, rows.height)
    education, health = ((paid * usual[:, part]).round().astype(np.int64) for part in (1, 2))
    return education, health
