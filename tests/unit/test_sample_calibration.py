"""An invented authority of 75,000 children comes near to England, whatever its seed.

The stories of the front door can be seen in it too.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
import yaml

from pipelines.cli import out_console
from pipelines.faults import Fault
from pipelines.sample.calibration import calibrate, calibration_table, figures, seen_tables
from pipelines.sample.calibration.figures import Seen
from pipelines.sample.calibration.front_door import days_after, referrals
from pipelines.sample.world import SNAPSHOTS, build_world
from pipelines.sample.writer import all_tables

CHILDREN, YEARS = 13_500, 6  # of a population of 75,000
SEEDS = (2026, 1, 2, 3)
Tables = dict[str, pl.DataFrame]


@pytest.fixture(scope="module", params=SEEDS)
def seen(request: pytest.FixtureRequest) -> Tables:
    world = build_world("999", children=CHILDREN, years=YEARS, seed=request.param)
    assert world.population == 75_000
    return seen_tables(all_tables(world), SNAPSHOTS[-1])


def test_every_figure_is_within_its_band(seen: Tables) -> None:
    found = calibrate(seen, SNAPSHOTS[-1])
    outside = found.filter(~pl.col("within")).select("id", "value", "low", "high")
    assert outside.is_empty(), outside.rows()
    assert found.height >= 40


def test_every_august_has_a_fifth_fewer_referrals_than_the_mean_month_of_its_year(
    seen: Tables,
) -> None:
    on = pl.col("cine_referral_date")
    rows = referrals(Seen(seen, SNAPSHOTS[-1], 2020, 2025)).filter(
        on.is_between(date(2020, 4, 1), date(2026, 3, 31))
    )
    years = rows.group_by(year=on.dt.offset_by("-3mo").dt.year()).agg(
        august=(on.dt.month() == 8).sum(), mean=pl.len() / 12
    )
    assert years.height == YEARS
    assert years.filter(pl.col("august") > 0.8 * pl.col("mean")).is_empty(), years


def test_a_team_in_trouble_is_late_for_half_a_year_while_the_other_is_not(seen: Tables) -> None:
    on = pl.col("cina_assessment_auth_date")
    rows = seen["cin_assessments"].join(
        seen["cin_episodes"],
        left_on=["cina_person_id", "cina_referral_id"],
        right_on=["cine_person_id", "cine_referral_id"],
    )
    rows = rows.filter(on.is_not_null())
    days = days_after(rows["cine_referral_date"], rows["cina_assessment_auth_date"])
    rows = rows.with_columns(in_time=pl.Series(days <= 45))

    def share(team: str, first: date, last: date) -> float:
        here = rows.filter((pl.col("cina_assessment_team") == team) & on.is_between(first, last))
        assert here.height > 100
        return 100 * here["in_time"].sum() / here.height

    winter = date(2026, 1, 1), date(2026, 3, 31)
    assert share("T03", *winter) < 65
    assert share("T02", *winter) > 78
    assert share("T03", date(2025, 1, 1), date(2025, 3, 31)) > 78
    assert share("T03", date(2026, 6, 1), date(2026, 7, 31)) > 75


def test_decision_times_are_missing_in_the_quarter_after_the_change_of_case_system(
    seen: Tables,
) -> None:
    on = pl.col("cont_contact_date").cast(pl.Date)

    def missing(first: date, last: date) -> float:
        rows = seen["contacts"].filter(on.is_between(first, last))
        return 100 * rows["cont_contact_decision_at"].null_count() / rows.height

    assert missing(date(2023, 7, 1), date(2023, 9, 30)) > 15
    assert missing(date(2023, 4, 1), date(2023, 6, 30)) == 0
    assert missing(date(2024, 7, 1), date(2024, 9, 30)) == 0


def test_who_was_known_before_the_change_of_case_system_has_a_number_of_the_old_one(
    seen: Tables,
) -> None:
    first = (
        seen["contacts"]
        .group_by("cont_person_id")
        .agg(on=pl.col("cont_contact_date").min().cast(pl.Date))
    )
    before = first.filter(pl.col("on") < date(2023, 7, 1))["cont_person_id"]
    merged = seen["person"].filter(pl.col("pers_merged_into_id").is_not_null())["pers_person_id"]
    numbered = seen["linked_identifiers"].filter(pl.col("link_identifier_type") == "Case Number")
    assert set(numbered["link_valid_to_date"]) == {date(2023, 7, 1)}
    assert set(numbered["link_person_id"]) == set(before) - set(merged)


def test_a_few_children_die_and_nothing_happens_to_them_afterwards(seen: Tables) -> None:
    died = seen["person"].filter(pl.col("pers_death_date").is_not_null())
    assert 3 <= died.height <= 60
    cases = seen["cin_episodes"].join(died, left_on="cine_person_id", right_on="pers_person_id")
    last = cases.filter(pl.col("cine_close_reason") == "RC2")
    assert set(last["cine_person_id"]) == set(died["pers_person_id"])
    assert last.filter(pl.col("cine_close_date") < pl.col("pers_death_date")).is_empty()
    for table, person, day in (
        ("contacts", "cont_person_id", "cont_contact_date"),
        ("cin_episodes", "cine_person_id", "cine_referral_date"),
        ("cin_visits", "cinv_person_id", "cinv_cin_visit_date"),
        ("cin_plans", "cinp_person_id", "cinp_cin_plan_end_date"),
        ("s47_enquiry", "s47e_person_id", "s47e_s47_end_date"),
        ("cp_plans", "cppl_person_id", "cppl_cp_plan_end_date"),
    ):
        rows = seen[table].join(died, left_on=person, right_on="pers_person_id")
        later = pl.col(day).cast(pl.Date) > pl.col("pers_death_date")
        assert rows.filter(later).is_empty(), table


def test_a_table_for_the_terminal_has_a_line_for_each_figure(seen: Tables) -> None:
    found = calibrate(seen, SNAPSHOTS[-1])
    table = calibration_table(found)
    assert table.row_count == found.height
    console = out_console()
    with console.capture() as said:
        console.print(table)
    assert "Referrals in the year" in said.get()


def test_an_authority_of_one_child_is_counted_too_and_is_not_england() -> None:
    world = build_world("999", children=1, years=1, seed=1)
    found = calibrate(seen_tables(all_tables(world), SNAPSHOTS[-1]), SNAPSHOTS[-1])
    assert found.filter(pl.col("within")).height < found.height / 2


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([{"id": "unheard_of"}], "unheard_of"),
        ([{"id": "in_need_per_10k"}, {"id": "in_need_per_10k"}], "Stated twice: in_need_per_10k"),
        ([{"id": "in_need_per_10k", "low": 400.0}], "does not hold its target"),
        ([{"id": "in_need_per_10k", "year": "2024"}], "stated wrongly"),
    ],
)
def test_figures_that_are_stated_wrongly_are_a_fault(
    entries: list[dict[str, object]], words: str, tmp_path: Path
) -> None:
    usual = {
        "title": "Children in need",
        "unit": "per 10,000",
        "target": 330.3,
        "low": 300.0,
        "high": 500.0,
        "year": "2024-25",
        "source": "DfE",
    }
    path = tmp_path / "figures.yml"
    path.write_text(yaml.safe_dump([usual | entry for entry in entries]), encoding="utf-8")
    with pytest.raises(Fault, match=words):
        figures.stated(path)


def test_two_functions_for_one_figure_are_a_fault() -> None:
    with pytest.raises(Fault, match="in_need_per_10k"):
        figures.figure("in_need_per_10k")(lambda seen: figures.ratio(1, 1))
