"""The tables beside the cases hang together: help, services, money, workers, steps and quality."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pipelines.contract import load_contract
from pipelines.sample import geography, writer
from pipelines.sample.calibration import seen_tables
from pipelines.sample.calibration.figures import Seen
from pipelines.sample.calibration.money import unmatched_invoices
from pipelines.sample.costs import FREE
from pipelines.sample.tables import Table
from pipelines.sample.world import SNAPSHOTS, World, build_world

CONTRACT = load_contract()
AS_AT = SNAPSHOTS[-1]
TABLES = (
    "early_help_episodes",
    "service_package",
    "provider",
    "placement_cost",
    "budget_line",
    "invoice_line",
    "scaling_score",
    "workflow_step",
    "worker_hours",
    "supervision",
    "case_note_date",
    "case_audit",
    "complaint",
    "voice_of_child",
    "adult_service",
    "risk",
    "action",
    "commentary",
    "ward_lookup",
)
WORKERS = {
    "supv_professional_id": "supervision",
    "wfst_worker_id": "workflow_step",
    "wkhr_professional_id": "worker_hours",
    "invo_professional_id": "involvements",
    "cinp_cin_plan_worker_id": "cin_plans",
    "cine_referral_worker_id": "cin_episodes",
}
PROVIDERS = {
    "srvp_provider_id": "service_package",
    "plco_provider_id": "placement_cost",
    "invl_supplier_id": "invoice_line",
}
Tables = dict[str, pl.DataFrame]


def made() -> World:
    return build_world("999", children=1500, years=4, seed=21)


@pytest.fixture(scope="module")
def truth() -> list[Table]:
    return writer.all_tables(made())


@pytest.fixture(scope="module")
def tables(truth: list[Table]) -> Tables:
    """As the last snapshot shows them."""
    return seen_tables(truth, AS_AT)


def until(column: str) -> pl.Expr:
    return pl.col(column).fill_null(date(2999, 1, 1))


def test_every_table_has_rows_and_unique_keys(tables: Tables) -> None:
    for name in TABLES:
        frame = tables[name]
        assert frame.height > 0, name
        assert not frame.select(CONTRACT.tables[name].key).is_duplicated().any(), name
        assert set(frame.columns) <= set(CONTRACT.tables[name].columns), name


@pytest.mark.parametrize("as_at", SNAPSHOTS)
def test_nobody_is_named_who_is_not_there_in_any_snapshot(truth: list[Table], as_at: date) -> None:
    tables = seen_tables(truth, as_at)
    people = set(tables["person"]["pers_person_id"])
    workers = set(tables["professionals"]["prof_professional_id"])
    for name in TABLES:
        if person := CONTRACT.tables[name].person:
            assert set(tables[name][person]) <= people, name
    assert set(tables["complaint"]["cmpl_person_id"]) <= people
    for column, name in WORKERS.items():
        assert set(tables[name][column].drop_nulls()) <= workers, name
    providers = set(tables["provider"]["prvd_provider_id"])
    for column, name in PROVIDERS.items():
        assert set(tables[name][column].drop_nulls()) <= providers, name


def test_nothing_ends_before_it_begins_nor_begins_after_the_snapshot(tables: Tables) -> None:
    for name, start, end in (
        ("early_help_episodes", "earl_episode_start_date", "earl_episode_end_date"),
        ("service_package", "srvp_start_date", "srvp_end_date"),
        ("placement_cost", "plco_start_date", "plco_end_date"),
        ("worker_hours", "wkhr_start_date", "wkhr_end_date"),
        ("workflow_step", "wfst_started_on", "wfst_completed_on"),
        ("adult_service", "adsv_start_date", "adsv_end_date"),
        ("complaint", "cmpl_received_on", "cmpl_answered_on"),
        ("invoice_line", "invl_period_start", "invl_period_end"),
    ):
        rows = tables[name]
        assert rows.filter(until(end) < pl.col(start)).is_empty(), name
        assert rows[start].max() <= AS_AT, name  # type: ignore[operator]


def test_no_worker_holds_a_case_before_joining_or_after_leaving_the_team(tables: Tables) -> None:
    there = (
        tables["worker_hours"]
        .group_by("wkhr_professional_id", "wkhr_team_id")
        .agg(joined=pl.col("wkhr_start_date").min(), left=until("wkhr_end_date").max())
    )
    held = tables["involvements"].join(
        there,
        left_on=["invo_professional_id", "invo_professional_team"],
        right_on=["wkhr_professional_id", "wkhr_team_id"],
        how="left",
    )
    outside = (pl.col("invo_involvement_start_date") < pl.col("joined")) | (
        until("invo_involvement_end_date") > pl.col("left")
    )
    assert held["joined"].null_count() == 0
    assert held.filter(outside).is_empty()


def test_hours_of_a_worker_never_overlap(tables: Tables) -> None:
    rows = tables["worker_hours"].sort("wkhr_professional_id", "wkhr_start_date")
    before = until("wkhr_end_date").shift(1).over("wkhr_professional_id")
    assert rows.filter(before > pl.col("wkhr_start_date")).is_empty()


def test_a_third_of_the_troubled_team_leaves_in_autumn_2025() -> None:
    hours = {
        t.name: t for t in writer.all_tables(build_world("998", children=6000, years=3, seed=4))
    }
    rows = seen_tables([hours["worker_hours"]], AS_AT)["worker_hours"]

    def in_post(team: str, day: date) -> int:
        there = (pl.col("wkhr_start_date") <= day) & (until("wkhr_end_date") > day)
        return rows.filter(there & (pl.col("wkhr_team_id") == team)).height

    before, after = (in_post("T03", day) for day in (date(2025, 10, 1), date(2025, 12, 15)))
    assert 0.55 <= after / before <= 0.75
    north = in_post("T02", date(2025, 12, 15)) / in_post("T02", date(2025, 10, 1))
    assert north > 0.8


def test_workers_are_registered_but_for_those_who_only_ever_advise_care_leavers(
    tables: Tables,
) -> None:
    rows = tables["professionals"]
    registered = rows.filter(pl.col("prof_social_worker_registration_no").is_not_null())
    advisers = rows.filter(pl.col("prof_professional_job_title") == "Personal Adviser")
    assert advisers.height > 0
    assert registered.height + advisers.height == rows.height
    elsewhere = tables["worker_hours"].filter(pl.col("wkhr_team_id") != "T08")
    seen = elsewhere["wkhr_professional_id"].implode()
    assert advisers.filter(pl.col("prof_professional_id").is_in(seen)).is_empty()


@pytest.mark.parametrize(
    ("table", "prefix"), [("placement_cost", "plco"), ("service_package", "srvp")]
)
def test_the_shares_of_a_price_add_up_to_it_to_the_penny(
    tables: Tables, table: str, prefix: str
) -> None:
    rows = tables[table]
    parts = [f"{prefix}_{who}_share_gbp" for who in ("social_care", "education", "health")]
    pence = [(pl.col(name) * 100).round().cast(pl.Int64) for name in parts]
    weekly = (pl.col(f"{prefix}_weekly_cost_gbp") * 100).round().cast(pl.Int64)
    assert rows.filter(pl.sum_horizontal(pence) != weekly).is_empty()
    assert rows.filter(pl.min_horizontal(parts) < 0).is_empty()
    for part in parts:
        assert rows.filter(pl.col(part) > 0).height > 20, part


def test_every_placement_but_a_free_one_has_a_price_on_each_of_its_days(tables: Tables) -> None:
    paid = (
        tables["placement_cost"]
        .group_by("plco_placement_id")
        .agg(
            begins=pl.col("plco_start_date").min(),
            ends=until("plco_end_date").max(),
            days=(until("plco_end_date") - pl.col("plco_start_date")).dt.total_days().sum(),
        )
        .with_columns(span=(pl.col("ends") - pl.col("begins")).dt.total_days())
    )
    assert paid.filter(pl.col("days") != pl.col("span")).is_empty()
    rows = tables["cla_placement"].join(
        paid, left_on="clap_cla_placement_id", right_on="plco_placement_id", how="left"
    )
    free = pl.col("clap_cla_placement_type").is_in(FREE)
    assert rows.filter(free & pl.col("begins").is_not_null()).is_empty()
    assert rows.filter(~free & pl.col("begins").is_null()).is_empty()
    assert rows.filter(
        (pl.col("begins") != pl.col("clap_cla_placement_start_date"))
        | (pl.col("ends") != until("clap_cla_placement_end_date"))
    ).is_empty()


def test_services_lie_within_the_case_and_some_overlap_for_one_purpose_in_a_family(
    truth: list[Table], tables: Tables
) -> None:
    packages = tables["service_package"]
    assert packages.filter(pl.col("srvp_weekly_cost_gbp") <= 0).is_empty()
    cases = tables["cin_episodes"].filter(pl.col("cine_referral_nfa") == "N")
    inside = packages.join(cases, left_on="srvp_person_id", right_on="cine_person_id").filter(
        (pl.col("cine_referral_date") <= pl.col("srvp_start_date"))
        & (until("cine_close_date") >= pl.col("srvp_start_date"))
    )
    assert inside["srvp_package_id"].n_unique() == packages.height
    families = made().children.select("family", srvp_person_id="person_id")
    rows = packages.join(families, on="srvp_person_id")
    pairs = rows.join(rows, on=["family", "srvp_service_purpose"], suffix="_other").filter(
        (pl.col("srvp_package_id") < pl.col("srvp_package_id_other"))
        & (pl.col("srvp_start_date_other") < until("srvp_end_date"))
        & (pl.col("srvp_start_date") < until("srvp_end_date_other"))
    )
    assert pairs.height > 10
    assert pairs.filter(pl.col("srvp_person_id") != pl.col("srvp_person_id_other")).height > 3


def test_about_one_invoice_in_twenty_does_not_match_and_every_kind_is_there(
    tables: Tables,
) -> None:
    rows = unmatched_invoices(Seen(tables, AS_AT, 2022, 2026))
    assert 0.04 < rows.filter(~pl.col("matches")).height / rows.height < 0.07
    wrong = rows.filter(~pl.col("matches"))
    assert wrong["invl_package_reference"].null_count() > 0
    assert wrong.filter("again").height > 0
    assert rows.filter(pl.col("invl_amount_gbp") <= 0).is_empty()
    assert rows.filter(pl.col("invl_invoice_date") <= pl.col("invl_period_end")).is_empty()


def test_actuals_are_what_placements_and_services_cost(tables: Tables) -> None:
    year = pl.col("bdgt_month").is_between(date(2025, 4, 1), date(2026, 3, 1))
    homes = pl.col("bdgt_service_name") == "Children's homes"
    spent = float(tables["budget_line"].filter(year & homes)["bdgt_actual_gbp"].sum())
    types = tables["cla_placement"].select(
        plco_placement_id="clap_cla_placement_id", type="clap_cla_placement_type"
    )
    rows = tables["placement_cost"].join(types, on="plco_placement_id")
    rows = rows.filter(pl.col("type").is_in(["K2", "R1"]))
    first, after = pl.lit(date(2025, 4, 1)), pl.lit(date(2026, 4, 1))
    days = pl.min_horizontal(until("plco_end_date"), after) - pl.max_horizontal(
        "plco_start_date", first
    )
    cost = pl.col("plco_social_care_share_gbp") / 7 * days.dt.total_days().clip(lower_bound=0)
    assert spent == pytest.approx(float(rows.select(cost.sum()).item()), rel=0.02)


def test_budgets_stand_beside_actuals_that_are_known_and_forecasts_of_the_month(
    tables: Tables,
) -> None:
    rows = tables["budget_line"]
    assert rows.select("bdgt_service_name", "bdgt_month").is_duplicated().sum() == 0
    open_months = rows.filter(pl.col("bdgt_actual_gbp").is_null())["bdgt_month"].unique()
    assert open_months.to_list() == [date(2026, 7, 1)]
    known = rows.drop_nulls("bdgt_actual_gbp")
    gap = pl.col("bdgt_actual_gbp") - pl.col("bdgt_budget_gbp") - pl.col("bdgt_variance_gbp")
    assert known.filter(gap.abs() > 0.01).is_empty()
    money = ("bdgt_budget_gbp", "bdgt_actual_gbp", "bdgt_forecast_gbp")
    assert rows.filter(pl.min_horizontal(money) < 0).is_empty()


def test_prices_of_homes_rise_by_six_per_cent_a_year(tables: Tables) -> None:
    homes = tables["cla_placement"].filter(pl.col("clap_cla_placement_type") == "K2")
    prices = tables["placement_cost"].filter(
        pl.col("plco_placement_id").is_in(homes["clap_cla_placement_id"].implode())
    )
    prices = prices.sort("plco_placement_id", "plco_start_date").with_columns(
        before=pl.col("plco_weekly_cost_gbp").shift(1).over("plco_placement_id")
    )
    rise = (prices["plco_weekly_cost_gbp"] / prices["before"]).drop_nulls()
    assert rise.len() > 10
    assert rise.min() == pytest.approx(1.06, abs=1e-4)
    assert rise.max() == pytest.approx(1.06, abs=1e-4)


@pytest.mark.parametrize("as_at", SNAPSHOTS)
def test_some_steps_are_overdue_at_each_snapshot(truth: list[Table], as_at: date) -> None:
    steps = seen_tables(truth, as_at)["workflow_step"]
    open_ones = steps.filter(pl.col("wfst_completed_on").is_null())
    overdue = open_ones.filter(pl.col("wfst_due_date") < as_at)
    assert 0.02 < overdue.height / open_ones.height < 0.3


def test_a_completed_step_is_the_event_that_it_stands_for(tables: Tables) -> None:
    steps = tables["workflow_step"].filter(pl.col("wfst_step_type") == "Assessment")
    done = steps.select(
        cina_person_id="wfst_person_id",
        cina_assessment_id=pl.col("wfst_step_id").str.strip_prefix("A"),
        on="wfst_completed_on",
    ).join(tables["cin_assessments"], on=["cina_person_id", "cina_assessment_id"], how="left")
    assert done.filter(pl.col("on").ne_missing(pl.col("cina_assessment_auth_date"))).is_empty()


def test_early_help_never_runs_while_a_case_is_open(tables: Tables) -> None:
    cases = tables["cin_episodes"].filter(pl.col("cine_referral_nfa") == "N")
    both = tables["early_help_episodes"].join(
        cases, left_on="earl_person_id", right_on="cine_person_id"
    )
    overlap = (pl.col("earl_episode_start_date") < until("cine_close_date")) & (
        until("earl_episode_end_date") > pl.col("cine_referral_date")
    )
    assert both.filter(overlap).is_empty()
    reasons = tables["early_help_episodes"]["earl_episode_end_reason"]
    assert 0.03 < (reasons == "Stepped up to social care").sum() / reasons.len() < 0.3


def test_scores_lie_on_the_scale_and_rise_on_the_whole(tables: Tables) -> None:
    rows = tables["scaling_score"].sort("scal_scored_on")
    assert rows["scal_score"].is_between(0, 10).all()
    assert set(rows["scal_scorer"]) == {"Worker", "Parent", "Child"}
    found = (
        rows.group_by("scal_person_id", "scal_scorer")
        .agg(first=pl.col("scal_score").first(), last=pl.col("scal_score").last(), count=pl.len())
        .filter(pl.col("count") > 1)
    )
    assert float(found["last"].mean()) > float(found["first"].mean()) + 1  # type: ignore[arg-type]


def test_adults_services_begin_at_eighteen(tables: Tables) -> None:
    rows = tables["adult_service"].join(
        tables["person"], left_on="adsv_person_id", right_on="pers_person_id"
    )
    adult = pl.col("pers_dob").dt.offset_by("18y")
    assert rows.filter(pl.col("adsv_start_date") < adult).is_empty()


def test_every_home_in_the_authority_lies_in_one_of_twenty_wards(tables: Tables) -> None:
    wards = tables["ward_lookup"]
    assert wards.select("ward_code", "ward_name").unique().height == 20
    homes = tables["address"].filter(pl.col("addr_address_type") == "Home")
    codes = homes["addr_address_postcode"].drop_nulls().unique()
    districts, _ = geography.read(codes.to_numpy())
    here = codes.filter(pl.Series(districts < geography.ELSEWHERE))
    assert set(here) <= set(wards["ward_postcode"])
    assert not (set(codes) - set(here)) & set(wards["ward_postcode"])


def test_the_same_seed_gives_the_same_rows(truth: list[Table]) -> None:
    again = {table.name: table for table in writer.all_tables(made())}
    for table in truth:
        assert table.frame.equals(again[table.name].frame), table.name


def test_even_one_child_has_tables() -> None:
    world = build_world("999", children=1, years=1, seed=0)
    names = {table.name for table in writer.all_tables(world)}
    assert set(TABLES) <= names
