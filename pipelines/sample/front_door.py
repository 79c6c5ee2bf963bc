"""Contacts, referrals, assessments and the factors found in them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.sample.draws import (
    NEVER,
    YEAR,
    Bools,
    Days,
    Texts,
    add_working_days,
    chance,
    curve,
    pick,
)
from pipelines.sample.stories import in_season
from pipelines.sample.tables import Table
from pipelines.sample.world import LAST, SYSTEM_CHANGED, SYSTEM_SETTLED, World

SOURCES = {
    "1A": 0.07, "1B": 0.02, "1C": 0.01, "1D": 0.02, "2A": 0.22, "2B": 0.02, "3A": 0.03,
    "3B": 0.03, "3C": 0.005, "3D": 0.035, "3E": 0.03, "3F": 0.04, "4": 0.015, "5A": 0.06,
    "5B": 0.03, "5C": 0.035, "5D": 0.02, "6": 0.325, "7": 0.035, "8": 0.05, "9": 0.02,
    "10": 0.005,
}  # fmt: skip
NEEDS = {
    "N1": 0.51, "N2": 0.02, "N3": 0.035, "N4": 0.11, "N5": 0.17, "N6": 0.03, "N7": 0.005,
    "N8": 0.025, "N0": 0.06,
}  # fmt: skip
FACTORS = {
    "3B": 0.40, "4B": 0.47, "4A": 0.20, "2B": 0.18, "1B": 0.16, "17A": 0.19, "16A": 0.18,
    "3A": 0.12, "18C": 0.13, "14A": 0.10, "5A": 0.10, "6A": 0.08, "15A": 0.07, "20": 0.09,
    "19C": 0.04, "24A": 0.035, "11A": 0.03, "10A": 0.035, "2A": 0.04, "1A": 0.015, "13A": 0.02,
    "6B": 0.06, "5B": 0.04, "7A": 0.03, "18B": 0.02, "19B": 0.03, "3C": 0.04, "12A": 0.008,
    "4C": 0.03, "2C": 0.01, "1C": 0.01, "22A": 0.004, "23A": 0.003, "8F": 0.002,
}  # fmt: skip
MORE_CONTACTS = 3.4  # contacts that come to nothing, for each referral


SCHOOLS_SHUT = 0.8  # share of what schools would refer in August that nobody refers
DECISIONS_LOST = 0.22  # share of decisions without a time after the change of case system
KEPT_BEFORE_WINDOW = 365  # days; older contacts that came to nothing are not in the system


def front_door_tables(world: World, teams: pl.DataFrame) -> list[Table]:
    """Contacts, referrals, assessments and factors."""
    told = _outcomes(world, world.stories)
    told = told.join(teams.drop("group"), on="story", maintain_order="left")
    return [_contacts(world, told), _referrals(told), _assessments(told), _factors(world, told)]


def needs(world: World) -> pl.DataFrame:
    """The primary need of each story, which is also that of the child's care."""
    return _outcomes(world, world.stories).select("story", "need")


def moved_away(world: World) -> pl.DataFrame:
    """Families who went to another authority when their last case was closed, and `gone`, when."""
    told = _outcomes(world, world.stories)
    last = pl.col("referred") == pl.col("referred").max().over("family")
    leaves = pl.col("elsewhere") & ~pl.col("path").is_in(["nfa", "closed"])
    leaves &= (pl.col("entered") == NEVER) & (pl.col("died") == NEVER)
    families = told.group_by("family").agg(
        leaves=(leaves | ~last).all(),
        gone=pl.col("closed").filter(pl.col("path") != "nfa").max(),
    )
    families = families.filter(pl.col("leaves") & (pl.col("gone") <= LAST))
    return families.select("family", "gone")


def _by_group(told: pl.DataFrame, **columns: npt.NDArray[np.generic]) -> pl.DataFrame:
    """Spread what was drawn for each group to its members."""
    groups = told.select("group").unique(maintain_order=True)
    return told.join(
        groups.with_columns(**{k: pl.Series(v) for k, v in columns.items()}),
        on="group",
        how="left",
        maintain_order="left",
    )


def _outcomes(world: World, told: pl.DataFrame) -> pl.DataFrame:
    """Source, need and kind of closure.

    They are the same for siblings who were referred together and went the same way.
    """
    rng = world.stream("outcomes")
    groups = told.select("group", "path", "referred")
    groups = groups.unique("group", keep="first", maintain_order=True)
    n, path = groups.height, groups["path"].to_numpy().astype(object)
    need = pick(rng, NEEDS, n)
    need = np.where(np.isin(path, ["protection", "protection_care", "conference"]), "N1", need)
    need = np.where(np.isin(path, ["disabled", "short_breaks"]), "N2", need)
    need = np.where(path == "uasc", "N8", need)
    need = np.where((need == "N0") & (path != "closed"), "N5", need)
    source = _sources(rng, groups["referred"].to_numpy())
    return _by_group(
        told,
        source=np.where(path == "uasc", "7", source).astype(str),
        need=need.astype(str),
        minute=rng.integers(8 * 60 + 30, 17 * 60 + 30, n),
        to_early_help=chance(rng, 0.42, n),
        elsewhere=chance(rng, 0.035, n),
        nothing_found=chance(rng, 0.28, n),
    )


def _sources(rng: np.random.Generator, days: Days) -> Texts:
    """Who refers; in August hardly a school."""
    source, other = pick(rng, SOURCES, len(days)), pick(rng, SOURCES, len(days))
    in_august = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 == 7
    shut = in_august & np.char.startswith(source.astype(str), "2")
    return np.where(shut & chance(rng, SCHOOLS_SHUT, len(days)), other, source)


def _contacts(world: World, told: pl.DataFrame) -> Table:
    """A contact before each referral.

    Others led to advice or were about a case already open.
    """
    before = told.select(
        "person_id",
        "lag",
        "step",
        "source",
        received="received",
        decided=pl.col("referred"),
        minute="minute",
        kind=pl.lit(0),
        outcome=pl.lit('["NEW_REFERRAL"]'),
    )
    contacts = pl.concat([before, _other_contacts(world, told)])
    same_day = pl.col("received") == pl.col("decided")
    decided_minute = pl.when(same_day).then(pl.col("minute") + 95).otherwise(pl.col("minute") + 31)
    rng = world.stream("decisions")
    frame = contacts.select(
        "lag",
        "decided",
        lost=pl.col("received").is_between(SYSTEM_CHANGED, SYSTEM_SETTLED)
        & pl.Series(chance(rng, DECISIONS_LOST, contacts.height)),
        cont_person_id="person_id",
        cont_contact_id=(pl.col("step") + pl.col("kind") * 500_000 + 1_000_000).cast(pl.String),
        cont_contact_date=pl.col("received") * 1440 + pl.col("minute"),
        cont_contact_source_code="source",
        cont_contact_outcome_json="outcome",
        cont_contact_team=pl.lit("T01"),
        cont_contact_decision_at=pl.col("decided") * 1440 + decided_minute,
        start="received",
    )
    return Table(
        "contacts",
        frame,
        start="start",
        hides={"cont_contact_decision_at": ("cont_contact_outcome_json",)},
        recorded="cont_recorded_at",
        seen=_decisions_seen,
    )


def _decisions_seen(rows: pl.DataFrame) -> pl.DataFrame:
    """Of some decisions the outcome was recorded but not the time."""
    known = pl.when(~pl.col("lost")).then("cont_contact_decision_at")
    return rows.with_columns(cont_contact_decision_at=known)


def _other_contacts(world: World, told: pl.DataFrame) -> pl.DataFrame:
    rng = world.stream("other contacts")
    dead_from = pl.col("died").min().over("person_id")
    groups = told.select("person_id", "lag", "referred", "closed", died=dead_from)
    wanted = rng.poisson(MORE_CONTACTS, groups.height)
    row = np.repeat(np.arange(groups.height), wanted)
    rows = groups[row.tolist()]
    spread = (rng.random(len(row)) ** 1.5 * 900).astype(np.int64)
    received = rows["referred"].to_numpy() + spread
    received = in_season(rng, received)
    wait = curve(rng, [(0, 0), (0.5, 1), (0.91, 2), (0.97, 4), (1, 8)], len(row))
    is_open = received < rows["closed"].to_numpy()
    outcomes = np.where(
        is_open,
        '["EXISTING_REFERRAL"]',
        pick(rng, {'["NFA"]': 5, '["ADVICE"]': 3, '["EARLY_HELP"]': 2}, len(row)),
    )
    rows = rows.select(
        "person_id",
        "lag",
        "died",
        step=pl.Series(np.arange(len(row)) + 1),
        source=pl.Series(_sources(rng, received).astype(str)),
        received=pl.Series(received),
        decided=pl.Series(add_working_days(received, wait)),
        minute=pl.Series(rng.integers(8 * 60, 20 * 60, len(row))),
        kind=pl.lit(1),
        outcome=pl.Series(outcomes.astype(str)),
    ).filter(pl.col("received").is_between(world.window - KEPT_BEFORE_WINDOW, LAST))
    return rows.filter(pl.col("received") < pl.min_horizontal("died", NEVER)).drop("died")


def _referrals(told: pl.DataFrame) -> Table:
    nfa = pl.col("path") == "nfa"
    order = pl.col("exit")
    reason = (
        pl.when(pl.col("path") == "closed")
        .then(pl.when("to_early_help").then(pl.lit("RC9")).otherwise(pl.lit("RC8")))
        .when(order.is_in(["E11", "E12"]) & (pl.col("plan_2") == NEVER))
        .then(pl.lit("RC1"))
        .when(pl.col("died") < NEVER)
        .then(pl.lit("RC2"))
        .when(order == "E41")
        .then(pl.lit("RC3"))
        .when(order.is_in(["E45", "E46", "E47", "E48"]))
        .then(pl.lit("RC4"))
        .when((order == "E3") | pl.col("elsewhere"))
        .then(pl.lit("RC5"))
        .when(pl.col("is_leaver") & (pl.col("story") % 9 == 0))
        .then(pl.lit("RC6"))
        .otherwise(pl.lit("RC7"))
    )
    outcome = pl.when(nfa).then(pl.lit('["NFA"]')).otherwise(pl.lit('["SINGLE_ASSESSMENT"]'))
    frame = told.select(
        "lag",
        cine_person_id="person_id",
        cine_referral_id="referral_id",
        cine_referral_date="referred",
        cine_cin_primary_need_code=pl.when(nfa).then(None).otherwise("need"),
        cine_referral_source_code="source",
        cine_referral_outcome_json=outcome,
        cine_referral_nfa=pl.when(nfa).then(pl.lit("Y")).otherwise(pl.lit("N")),
        cine_close_reason=pl.when(nfa).then(None).otherwise(reason),
        cine_close_date="closed",
        cine_referral_team="team",
        cine_referral_worker_id="worker",
    )
    frame = pl.concat([frame, _repeats(frame.filter(frame["cine_referral_nfa"] == "N"))])
    return Table(
        "cin_episodes",
        frame,
        start="cine_referral_date",
        hides={"cine_close_date": ("cine_close_reason",)},
        recorded="cine_recorded_at",
    )


def _repeats(referrals: pl.DataFrame) -> pl.DataFrame:
    """One referral in ninety is made again on the same day by somebody else; the first counts."""
    step = pl.col("cine_referral_id").cast(pl.Int64)
    others = dict(zip(SOURCES, [*list(SOURCES)[1:], "1A"], strict=True))
    return referrals.filter(step % 90 == 7).with_columns(
        cine_referral_id=(step + 500_000).cast(pl.String),
        cine_cin_primary_need_code=pl.lit(None, dtype=pl.String),
        cine_referral_source_code=pl.col("cine_referral_source_code").replace(others),
        cine_referral_outcome_json=pl.lit('["NFA"]'),
        cine_referral_nfa=pl.lit("Y"),
        cine_close_reason=pl.lit(None, dtype=pl.String),
        cine_close_date=pl.lit(NEVER, dtype=pl.Int64),
    )


def _assessments(told: pl.DataFrame) -> Table:
    rows = told.filter(pl.col("assessed") < NEVER)
    closed = pl.col("path") == "closed"
    review = add_working_days(rows["assessed"].to_numpy(), 10)
    frame = rows.with_columns(review=pl.Series(review)).select(
        "lag",
        "path",
        cina_person_id="person_id",
        cina_assessment_id=(pl.col("step") + 3_000_000).cast(pl.String),
        cina_referral_id="referral_id",
        cina_assessment_start_date="assessed",
        cina_assessment_child_seen=pl.when(pl.col("step") % 29 == 0)
        .then(pl.lit("N"))
        .otherwise(pl.lit("Y")),
        cina_assessment_auth_date="authorised",
        cina_assessment_outcome_json=pl.when(closed)
        .then(pl.lit('["NFA"]'))
        .otherwise(pl.lit('["PROV_OF_SERVICES"]')),
        cina_assessment_outcome_nfa=pl.when(closed).then(pl.lit("Y")).otherwise(pl.lit("N")),
        cina_assessment_team="team",
        cina_assessment_worker_id="worker",
        cina_assessment_internal_review_date=pl.when(pl.col("review") < pl.col("authorised"))
        .then("review")
        .otherwise(None),
    )
    return Table(
        "cin_assessments",
        frame,
        start="cina_assessment_start_date",
        hides={
            "cina_assessment_internal_review_date": (),
            "cina_assessment_auth_date": (
                "cina_assessment_outcome_json",
                "cina_assessment_outcome_nfa",
                "cina_assessment_child_seen",
            ),
        },
        recorded="cina_recorded_at",
    )


def _factors(world: World, told: pl.DataFrame) -> Table:
    """One row for each authorised assessment, also where siblings share it.

    Code 21 stands alone, and only in cases closed with RC8 or RC9.
    """
    rng = world.stream("factors")
    rows = told.filter(pl.col("assessed") < NEVER).unique("step", keep="first", maintain_order=True)
    codes = np.array(list(FACTORS), dtype=object)
    found = rng.random((rows.height, len(codes))) < np.array(list(FACTORS.values())) * 0.85
    path = rows["path"].to_numpy()
    age = (rows["referred"] - rows["born"]).to_numpy() / YEAR
    for code in ("14A", "15A", "24A", "11A", "10A", "2A", "1A", "13A", "7A", "12A"):
        found[:, list(codes).index(code)] &= age > 9
    found[:, list(codes).index("3B")] |= ~found.any(axis=1)
    texts = _joined(codes, found)
    nothing = (
        (path == "closed")
        & rows["nothing_found"].to_numpy()
        & rows["section_47"].eq(NEVER).to_numpy()
    )
    texts = np.where(nothing, '["21"]', texts)
    texts = np.where(path == "uasc", '["9A"]', texts)
    frame = rows.with_columns(texts=pl.Series(texts.astype(str))).select(
        "lag",
        "authorised",
        cinf_assessment_id=(pl.col("step") + 3_000_000).cast(pl.String),
        cinf_table_id=(pl.col("step") + 8_000_000).cast(pl.String),
        cinf_assessment_factors_json="texts",
    )
    return Table("assessment_factors", frame, start="authorised")


def _joined(codes: Texts, found: Bools) -> Texts:
    """The codes of each row as the text of a JSON array; no row is without."""
    row, at = np.nonzero(found)
    listed = (
        pl.DataFrame({"row": row, "code": codes[at].astype(str)})
        .group_by("row", maintain_order=True)
        .agg(text='["' + pl.col("code").str.join('", "') + '"]')
    )
    return np.asarray(listed["text"].to_numpy())
