"""Ways out of care: adoption and guardianship, and young people who have left care."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.care import Care
from pipelines.sample.care_life import usual_periods
from pipelines.sample.draws import NEVER, Texts, birthday, chance, pick, working_day_after
from pipelines.sample.tables import Table
from pipelines.sample.world import World

ADOPTERS = {
    "MF L11": 0.68,
    "MF L3": 0.08,
    "F1 L0": 0.09,
    "M1 L0": 0.02,
    "MM L12": 0.07,
    "FF L12": 0.03,
    "FF L2": 0.02,
    "MM L4": 0.01,
}
ACTIVITIES = {
    "F1": 0.06, "P1": 0.01, "F2": 0.19, "P2": 0.03, "F4": 0.04, "P4": 0.01, "F5": 0.19,
    "P5": 0.05, "G4": 0.13, "G5": 0.22, "G6": 0.07,
}  # fmt: skip
ACCOMMODATION = {
    "B1": 0.12, "C1": 0.02, "D1": 0.22, "E1": 0.05, "K1": 0.03, "T1": 0.02, "U1": 0.36,
    "Z1": 0.08, "Y1": 0.02, "S2": 0.015, "X2": 0.02, "V2": 0.006, "W2": 0.003, "B2": 0.006,
}  # fmt: skip
# Until this birthday an authority keeps in touch with every care leaver.
LAST_ASKED_OF_ALL = 21


def leaving_tables(world: World, care: Care) -> list[Table]:
    """Permanence and care leavers."""
    return [_permanence(world, care), _care_leavers(world, care)]


def _permanence(world: World, care: Care) -> Table:
    """Adoption from the decision on, a few reversed decisions, and guardianship orders."""
    rng = world.stream("permanence")
    workers = world.workforce
    adopted = care.adoption.join(care.periods, on="period", how="left", maintain_order="left")
    n = adopted.height
    couples = (
        np.char.partition(pick(rng, ADOPTERS, n).astype(str), " ") if n else np.empty((0, 3), str)
    )
    alone = np.isin(couples[:, 0], ["M1", "F1"])
    adopted = adopted.with_columns(
        adopters=pl.Series(couples[:, 0].astype(str)),
        status=pl.Series(couples[:, 2].astype(str)),
        number=pl.Series(np.where(alone, "1", "2").astype(str)),
        order_on=pl.col("left"),
        kind=pl.lit("Adoption"),
        start=pl.col("decided"),
        carer=pl.when("by_carer").then(pl.lit("Y")).otherwise(pl.lit("N")),
        reversed_on=pl.lit(NEVER, dtype=pl.Int64),
        reversed_for=pl.lit(None, dtype=pl.String),
    )
    guardians = care.periods.filter(pl.col("exit").is_in(["E45", "E46", "E47", "E48"]))
    before = guardians["entered"].to_numpy() + 150
    turned = (
        ((guardians["entered"] - guardians["born"]) < 1200).to_numpy()
        & chance(rng, 0.2, guardians.height)
        & (guardians["left"].to_numpy() - before > 150)
    )
    guardians = guardians.with_columns(
        decided=pl.Series(np.where(turned, before, NEVER)),
        reversed_on=pl.Series(np.where(turned, before + 100, NEVER)),
        reversed_for=pl.Series(np.where(turned, "RD2", "").astype(str)).replace("", None),
        start=pl.Series(np.where(turned, before, guardians["left"].to_numpy())),
        order_on=pl.col("left"),
        kind=pl.lit("Special Guardianship"),
    )
    rows = pl.concat([adopted, guardians], how="diagonal").sort("start", "period")
    rows = rows.with_columns(
        worker=workers.of_team(
            rng, pl.Series(["T06"] * rows.height, dtype=pl.String), rows["start"].to_numpy()
        )
    )
    frame = rows.with_row_index("row").select(
        "lag",
        "start",
        perm_table_id=(pl.col("row").cast(pl.Int64) + 23_000_001).cast(pl.String),
        perm_person_id="person_id",
        perm_cla_id="cla_id",
        perm_adm_decision_date="decided",
        perm_placement_order_date="ordered",
        perm_placed_for_adoption_date="placed",
        perm_matched_date="matched",
        perm_adopted_by_carer_flag="carer",
        perm_decision_reversed_date="reversed_on",
        perm_decision_reversed_reason="reversed_for",
        perm_permanence_order_date="order_on",
        perm_permanence_order_type="kind",
        perm_adoption_worker_id="worker",
        perm_adopter_sex="adopters",
        perm_adopter_legal_status="status",
        perm_number_of_adopters="number",
    )
    return Table(
        "permanence",
        frame,
        start="start",
        hides={
            "perm_adm_decision_date": (),
            "perm_placement_order_date": (),
            "perm_matched_date": (
                "perm_adopter_sex",
                "perm_adopter_legal_status",
                "perm_number_of_adopters",
                "perm_adopted_by_carer_flag",
            ),
            "perm_placed_for_adoption_date": (),
            "perm_decision_reversed_date": ("perm_decision_reversed_reason",),
            "perm_permanence_order_date": ("perm_permanence_order_type",),
        },
    )


def _care_leavers(world: World, care: Care) -> Table:
    """What was known around each birthday from 17 to 21 after leaving care at 16 or over.

    From 22 to 25 of those alone who ask for help.
    """
    rng = world.stream("care leavers")
    periods = usual_periods(care)
    born, left = periods["born"].to_numpy(), periods["left"].to_numpy()
    fourteenth, sixteenth = birthday(born, 14), birthday(born, 16)
    stayed = left - np.maximum(periods["entered"].to_numpy(), fourteenth) >= 91
    relevant = stayed & (left > sixteenth) & ~periods["exit"].is_in(["E2", "E3"]).to_numpy()
    periods = periods.with_columns(pl.Series("relevant", relevant))
    # Whoever came back into care later is judged by the last period.
    periods = periods.unique("person_id", keep="last", maintain_order=True).filter("relevant")
    parts = []
    for age in range(17, 26):
        on = birthday(periods["born"].to_numpy(), age)
        asks = chance(rng, 0.25 if age > LAST_ASKED_OF_ALL else 1, periods.height)
        parts.append(
            periods.with_columns(birthday=pl.Series(on), age=pl.lit(age)).filter(
                (pl.col("birthday") > pl.col("left")) & pl.Series(asks)
            )
        )
    rows = pl.concat(parts).sort("birthday", "period")
    n = rows.height
    on = working_day_after(rows["birthday"].to_numpy() + rng.integers(-50, 18, n))
    touch = np.where(
        chance(rng, 0.935, n), "YES", pick(rng, {"NO": 0.6, "REFU": 0.25, "NREQ": 0.15}, n)
    )
    grown_up = (rows["age"] > LAST_ASKED_OF_ALL).to_numpy()
    touch = np.where((on <= rows["left"].to_numpy()) | grown_up, "YES", touch)
    known = touch == "YES"
    home = np.where(known, _homes(rng, rows), "0")
    workers = world.workforce.of_team(rng, pl.Series(["T08"] * n, dtype=pl.String), on)
    frame = rows.with_columns(
        on=pl.Series(np.maximum(on, rows["left"].to_numpy() + 1)),
        touch=pl.Series(touch.astype(str)),
        activity=pl.Series(np.where(known, pick(rng, ACTIVITIES, n), "0").astype(str)),
        home=pl.Series(home.astype(str)),
        worker=workers,
    ).with_row_index("row")
    frame = frame.select(
        "lag",
        "on",
        clea_table_id=(pl.col("row").cast(pl.Int64) + 24_000_001).cast(pl.String),
        clea_person_id="person_id",
        clea_care_leaver_eligibility=pl.when(pl.col("age") < 18)
        .then(pl.lit("Relevant"))
        .otherwise(pl.lit("Former Relevant")),
        clea_care_leaver_in_touch="touch",
        clea_care_leaver_latest_contact="on",
        clea_care_leaver_accommodation="home",
        clea_care_leaver_accom_suitable=pl.when(pl.col("home") != "0").then(
            pl.col("home").str.slice(1)
        ),
        clea_care_leaver_activity="activity",
        clea_pathway_plan_review_date=pl.col("on") - 30,
        clea_care_leaver_personal_advisor="worker",
        clea_care_leaver_allocated_team=pl.lit("T08"),
        clea_care_leaver_worker_id="worker",
    )
    return Table("care_leavers", frame, start="on")


def _homes(rng: np.random.Generator, rows: pl.DataFrame) -> Texts:
    """Accommodation codes; under eighteen nobody lives in a foyer or with former foster carers."""
    n = rows.height
    home = pick(rng, ACCOMMODATION, n)
    young = (rows["age"] < 18).to_numpy() & np.isin(home, ["T1", "Z1", "U1"])
    return np.asarray(np.where(young, "D1", home))
