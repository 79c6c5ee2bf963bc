"""What placements cost a week, who is paid and who pays.

A price holds until the next 1 April or until the end of the placement: a placement that goes on
has a row for each financial year. Free of cost are placements with parents and for adoption, stays
in hospital and other days away from the placement (that of the carer is paid for anew when the
child is back), and remand in a young offender institution, which the youth justice grant pays for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.sample.care import Care
from pipelines.sample.draws import Bools, Days, Floats, Texts, chance
from pipelines.sample.money import by_year, pounds, uplift
from pipelines.sample.registers import provider_register
from pipelines.sample.tables import Table
from pipelines.sample.world import LAST, World


@dataclass(frozen=True)
class Price:
    """Weekly price of a kind of placement in 2024-25, in pounds.

    Attributes:
        own: in provision of the council, or with its own carers.
        bought: from others.
        spread: of single prices around it (standard deviation of the logarithm).
        growth: a year.
    """

    own: float
    bought: float
    spread: float
    growth: float


HOME_GROWTH = 0.06  # known_stories.yml: rising_cost
FAMILY = Price(425, 425, 0.10, 0.045)  # with family or friends
FOSTER = Price(640, 1090, 0.16, 0.045)
HOME = Price(7050, 7550, 0.18, HOME_GROWTH)
SUPPORTED = Price(1700, 2050, 0.30, 0.055)
UNIT = Price(5200, 5600, 0.18, 0.05)
SECURE = Price(9900, 10200, 0.08, HOME_GROWTH)
SCHOOL = Price(5900, 5900, 0.18, 0.05)
PRICES = {
    **dict.fromkeys(("U1", "U2", "U3"), FAMILY),
    **dict.fromkeys(("U4", "U5", "U6"), FOSTER),
    **dict.fromkeys(("K2", "R1"), HOME),
    **dict.fromkeys(("K3", "H5"), SUPPORTED),
    "R3": UNIT,
    "K1": SECURE,
    "S1": SCHOOL,
    "P2": Price(310, 310, 0.2, 0.034),
}
RESIDENTIAL = ("K1", "K2", "S1", "R1", "R3")
FREE = ("P1", "P3", "A3", "A4", "A5", "A6", "R2", "R5", "T0", "T1", "T2", "T3", "T4", "Z1")
DISABLED = 1.3  # times the usual price
AGREED_BREAKS = (
    0.14  # of the price of a full week, for a series of short breaks under one agreement
)
# Share of placements of children in residential care, and of other disabled children, to which
# education or health pay.
SHARED_RESIDENTIAL, SHARED_DISABLED = 0.42, 0.55


def placement_cost_table(world: World, care: Care) -> Table:
    """Prices of placements by financial year; the end is the first day that is not paid for."""
    rng = world.stream("placement costs")
    rows = _paid_for(world, care)
    n = rows.height
    rows = rows.with_columns(
        drawn=pl.Series(rng.normal(0, 1, n)),
        shared=pl.Series(_shared(rng, rows)),
        to_education=pl.Series(rng.uniform(0.12, 0.28, n)),
        to_health=pl.Series(rng.uniform(0.06, 0.2, n) * chance(rng, 0.7, n)),
    )
    rows = by_year(rows, LAST)
    weekly = (_price(rows) * 100).round().astype(np.int64)
    shared = rows["shared"].to_numpy()
    education = (weekly * rows["to_education"].to_numpy() * shared).round().astype(np.int64)
    health = (weekly * rows["to_health"].to_numpy() * shared).round().astype(np.int64)
    frame = _frame(rows, weekly, education, health)
    return Table("placement_cost", frame, start="plco_start_date", hides={"plco_end_date": ()})


def _frame(rows: pl.DataFrame, weekly: Days, education: Days, health: Days) -> pl.DataFrame:
    """Shares in whole pence, so that they add up to the weekly cost."""
    return rows.select(
        "lag",
        plco_placement_cost_id=pl.col("placement_id") + "-" + (pl.col("part") + 1).cast(pl.String),
        plco_person_id="person_id",
        plco_placement_id="placement_id",
        plco_provider_id="provider_id",
        plco_start_date="start",
        plco_end_date="end",
        plco_weekly_cost_gbp=pl.Series(pounds(weekly)),
        plco_social_care_share_gbp=pl.Series(pounds(weekly - education - health)),
        plco_education_share_gbp=pl.Series(pounds(education)),
        plco_health_share_gbp=pl.Series(pounds(health)),
    ).sort("plco_start_date", "plco_placement_cost_id")


def _paid_for(world: World, care: Care) -> pl.DataFrame:
    """Placements that cost something, with the provider's number in the register."""
    register = provider_register(world.authority).select("prvd_provider_id", urn="prvd_urn")
    ours = register.filter(register["urn"] == register["urn"][0])["prvd_provider_id"]
    disabled = world.stories.filter(pl.col("path").is_in(["disabled", "short_breaks"]))
    periods = care.periods.select("period", "person_id", "lag", "short_break", "exact")
    rows = (
        care.placements.filter(~pl.col("type").is_in(FREE))
        .select("period", "placement_id", "start", "end", "type", "provider", "urn")
        .join(periods, on="period", maintain_order="left")
        .join(register, on="urn", how="left", maintain_order="left")
    )
    own = pl.col("provider") == "PR1"
    return rows.with_columns(
        own=own,
        # Carers of our own are paid by the council's fostering service, whoever assessed them.
        provider_id=pl.when(pl.col("prvd_provider_id").is_null() & own)
        .then(pl.lit(ours[0]))
        .otherwise("prvd_provider_id"),
        disabled=pl.col("person_id").is_in(disabled["person_id"].implode()),
    )


def _shared(rng: np.random.Generator, rows: pl.DataFrame) -> Bools:
    n = rows.height
    residential = rows["type"].is_in(RESIDENTIAL).to_numpy()
    disabled = rows["disabled"].to_numpy()
    share = np.where(residential, SHARED_RESIDENTIAL, np.where(disabled, SHARED_DISABLED, 0.0))
    return chance(rng, share, n)


def _price(rows: pl.DataFrame) -> Floats:
    """Pounds a week, by kind of placement, provider, child and year."""
    types: Texts = rows["type"].to_numpy()
    own = rows["own"].to_numpy()

    def of_kind(name: str) -> Floats:
        return np.array([float(getattr(PRICES[code], name)) for code in types])

    price = np.where(own, of_kind("own"), of_kind("bought"))
    # A log-normal factor with mean one: dear placements are dearer than cheap ones are cheap.
    spread = of_kind("spread")
    price = price * np.exp(spread * rows["drawn"].to_numpy() - spread**2 / 2)
    price = price * np.where(rows["disabled"].to_numpy(), DISABLED, 1.0)
    price = price * np.where((rows["exact"] == "V4").to_numpy(), AGREED_BREAKS, 1.0)
    return np.asarray(price * uplift(rows["start"].to_numpy(), of_kind("growth")))
