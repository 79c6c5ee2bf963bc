"""Care in an invented authority: who provides it, what its stories show, and what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl
import pytest

from pipelines.sample import geography, registers
from pipelines.sample.calibration import seen_tables
from pipelines.sample.calibration.looked_after import UNPLANNED
from pipelines.sample.providers import EASY_CASES, HARD_CASES, SECTORS
from pipelines.sample.world import SNAPSHOTS, build_world
from pipelines.sample.writer import all_tables

AUTHORITY = "999"
Tables = Mapping[str, pl.DataFrame]


@pytest.fixture(scope="module")
def tables() -> Tables:
    world = build_world(AUTHORITY, children=12_015, years=6, seed=2026)
    return seen_tables(all_tables(world), SNAPSHOTS[-1])


def placements(tables: Tables) -> pl.DataFrame:
    """Placements in order, with the number of those before in the same period of care."""
    rows = tables["cla_placement"].rename(
        lambda name: name.removeprefix("clap_cla_placement_").removeprefix("clap_")
    )
    rows = rows.filter(~pl.col("type").str.starts_with("T"))
    return rows.sort("cla_id", "start_date").with_columns(
        before=pl.int_range(pl.len()).over("cla_id")
    )


def test_every_registered_placement_belongs_to_one_provider_of_its_sector(tables: Tables) -> None:
    register = tables["provider"].filter(pl.col("prvd_urn").is_not_null())
    for column in ("prvd_provider_id", "prvd_provider_name", "prvd_urn"):
        assert register[column].is_unique().all()
    assert {HARD_CASES, EASY_CASES} <= set(register["prvd_provider_name"])
    assert register.null_count().sum_horizontal().item() == 0
    assert (register["prvd_ofsted_inspected_on"] < SNAPSHOTS[0]).all()
    rows = placements(tables).filter(pl.col("urn").is_not_null())
    joined = rows.join(register, left_on="urn", right_on="prvd_urn", how="left")
    assert joined.height == rows.height > 1000
    sector = joined["provider"].replace_strict(SECTORS)
    assert (sector == joined["prvd_sector"]).all()


def test_the_council_of_a_placement_is_that_of_its_postcode(tables: Tables) -> None:
    rows = placements(tables).filter(pl.col("postcode").is_not_null())
    districts, _ = geography.read(rows["postcode"].to_numpy())
    assert rows["la"].to_list() == geography.authorities(AUTHORITY, districts)
    own = registers.provider_register(AUTHORITY).filter(pl.col("code") == "PR1")["prvd_urn"]
    own_homes = rows.filter(pl.col("urn").is_in(own.implode()) & (pl.col("type") == "K2"))
    assert set(own_homes["la"]) == {AUTHORITY}


def test_a_move_is_never_to_the_house_that_the_child_left(tables: Tables) -> None:
    rows = placements(tables).filter(pl.col("type").is_in(["K1", "K2", "K3", "R3", "S1"]))
    after = rows.with_columns(
        last=pl.col("urn").shift(1).over("cla_id"),
        last_type=pl.col("type").shift(1).over("cla_id"),
        number=pl.col("before") - pl.col("before").shift(1).over("cla_id"),
        left=pl.col("end_date").shift(1).over("cla_id"),
    ).filter(
        (pl.col("number") == 1)
        & (pl.col("left") == pl.col("start_date"))
        & (pl.col("type") == pl.col("last_type"))
    )
    assert after.height > 30
    assert after.filter(pl.col("urn") == pl.col("last")).is_empty()


def test_many_more_unaccompanied_children_arrive_in_the_summer_of_the_wave(tables: Tables) -> None:
    arrived = tables["immigration_status"]["immi_immigration_status_start_date"]
    summers = {
        year: arrived.is_between(date(year, 6, 1), date(year, 9, 30)).sum()
        for year in range(2020, 2026)
    }
    wave = summers.pop(2024)
    assert wave >= 10
    assert wave > 2.5 * sum(summers.values()) / len(summers)


def by_provider(tables: Tables) -> pl.DataFrame:
    homes = placements(tables).filter(pl.col("type") == "K2")
    ended = pl.col("change_reason").is_not_null()
    rows = homes.join(tables["provider"], left_on="urn", right_on="prvd_urn")
    return rows.group_by(name="prvd_provider_name").agg(
        before=pl.col("before").mean(),
        placed=pl.len(),
        ended=ended.sum(),
        unplanned=pl.col("change_reason").is_in(UNPLANNED).filter(ended).mean(),
    )


def test_one_provider_takes_hard_cases_and_works_well_another_the_reverse(tables: Tables) -> None:
    found = by_provider(tables)
    stories = {row["name"]: row for row in found.iter_rows(named=True)}
    hard, easy = stories[HARD_CASES], stories[EASY_CASES]
    others = found.filter(~pl.col("name").is_in([HARD_CASES, EASY_CASES]))
    assert hard["before"] > others["before"].max()
    assert easy["before"] < others["before"].min()
    usual = (others["unplanned"] * others["ended"]).sum() / others["ended"].sum()
    assert hard["unplanned"] < usual - 0.1
    assert easy["unplanned"] > usual + 0.15


def test_fewer_visits_are_recorded_in_the_quarter_of_the_new_case_system(tables: Tables) -> None:
    on = tables["cla_visits"]["clav_cla_visit_date"]
    quarters = {
        year: on.is_between(date(year, 7, 1), date(year, 9, 30)).sum()
        for year in (2022, 2023, 2024)
    }
    assert quarters[2023] < 0.8 * (quarters[2022] + quarters[2024]) / 2


def test_a_child_is_visited_within_a_week_of_nearly_every_placement(tables: Tables) -> None:
    rows = placements(tables).filter(
        (pl.col("start_date") >= date(2024, 4, 1))
        & ((pl.col("end_date") - pl.col("start_date")).dt.total_days() > 8).fill_null(value=True)
        & (pl.col("start_date") < date(2026, 6, 1))
        & pl.col("postcode").is_not_null()
    )
    visits = tables["cla_visits"].select(person_id="clav_person_id", on="clav_cla_visit_date")
    met = rows.join(visits, on="person_id").filter(
        pl.col("on").is_between(pl.col("start_date"), pl.col("start_date").dt.offset_by("7d"))
    )
    share = met["id"].n_unique() / rows.height
    assert 0.8 < share < 0.99


DATED = {
    "cla_visits": ("clav_person_id", "clav_cla_visit_date"),
    "cla_reviews": ("clar_person_id", "clar_cla_review_date"),
    "cla_health": ("clah_person_id", "clah_health_check_date"),
    "sdq_scores": ("csdq_person_id", "csdq_sdq_completed_date"),
    "missing": ("miss_person_id", "miss_missing_episode_end_date"),
    "care_leavers": ("clea_person_id", "clea_care_leaver_latest_contact"),
    "cin_episodes": ("cine_person_id", "cine_referral_date"),
    "cin_plans": ("cinp_person_id", "cinp_cin_plan_start_date"),
    "cin_visits": ("cinv_person_id", "cinv_cin_visit_date"),
}


def test_nothing_happens_to_a_child_who_has_died(tables: Tables) -> None:
    died = tables["person"].filter(pl.col("pers_death_date").is_not_null())
    ended = tables["cla_episodes"].filter(pl.col("clae_cla_episode_ceased_reason") == "E2")
    assert 1 <= ended.height <= 20
    assert set(ended["clae_person_id"]) <= set(died["pers_person_id"])
    for table, (person, on) in DATED.items():
        rows = tables[table].join(died, left_on=person, right_on="pers_person_id")
        assert rows.filter(pl.col(on) > pl.col("pers_death_date")).is_empty(), table
    closed = tables["cin_episodes"].join(died, left_on="cine_person_id", right_on="pers_person_id")
    assert "RC2" in set(closed["cine_close_reason"])


def test_care_plans_follow_each_other_within_the_period_of_care(tables: Tables) -> None:
    plans = tables["cla_care_plan"].sort("lacp_person_id", "lacp_cla_care_plan_start_date")
    assert plans.height > 500
    start, end = pl.col("lacp_cla_care_plan_start_date"), pl.col("lacp_cla_care_plan_end_date")
    assert plans.filter(end < start).is_empty()
    overlaps = start < end.shift(1).over("lacp_person_id")
    assert plans.filter(overlaps.fill_null(value=False)).is_empty()
    care = tables["cla_episodes"].select(
        lacp_person_id="clae_person_id",
        entered="clae_cla_episode_start_date",
        left="clae_cla_episode_ceased_date",
    )
    inside = plans.join(care, on="lacp_person_id").filter(
        (start >= pl.col("entered")) & ((start < pl.col("left")) | pl.col("left").is_null())
    )
    assert inside["lacp_table_id"].n_unique() == plans.height
    assert "ADOPTION" in "".join(plans["lacp_cla_care_plan_json"].drop_nulls())
