"""Half the history in a second system under other ids: the figures are those of one system."""

from __future__ import annotations

from datetime import date

import pytest
from sample_warehouse import AS_AT, Warehouse, built
from two_systems import read_tables, told_by_two, write_tables

from pipelines.contract import load_contract

# Somewhere in the middle of what the committed sample tells.
CUT = date(2025, 4, 1)
GROUP = "measure_id, period_type, period_start, slice, slice_value"
NUMBERS = ("numerator", "denominator", "value")


@pytest.fixture(scope="module")
def two(warehouse: Warehouse, sample_drops, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The newest snapshot of the sample, told by the case system and by Northgate."""
    contract = load_contract()
    folder = tmp_path_factory.mktemp("two")
    drop = read_tables(sample_drops[AS_AT.isoformat()], contract)
    newer, older = told_by_two(drop, contract, CUT)
    return built(
        {AS_AT.isoformat(): write_tables(newer, folder / "ssd")},
        folder / "data",
        beside={"northgate": write_tables(older, folder / "northgate")},
        manifest=warehouse.manifest,
        select=["+fct_measure_value", "+ingestion_report", "+ingestion_conflict"],
    )


def test_every_figure_of_two_systems_is_that_of_one(warehouse: Warehouse, two: Warehouse):
    asked = f"select {GROUP}, {', '.join(NUMBERS)} from fct_measure_value"
    of_two, of_one = (
        {tuple(row[:-3]): row[-3:] for row in each.query(asked)} for each in (two, warehouse)
    )
    assert of_two.keys() == of_one.keys()
    differ = {group: numbers for group, numbers in of_two.items() if of_one[group] != numbers}
    # Amounts are added up in the order of rows, so their last digits may differ.
    assert {
        group: (numbers, of_one[group])
        for group, numbers in differ.items()
        if numbers != pytest.approx(of_one[group], rel=1e-9)
    } == {}


def test_the_older_system_holds_half_the_history_and_some_of_it_twice(two: Warehouse):
    [(share,)] = two.query(
        "select sum(rows_in) filter (where source_system = 'northgate') / sum(rows_in) "
        "from ingestion_report where not is_absent"
    )
    assert 0.3 < share < 0.7
    superseded = dict(
        two.query(
            "select table_name, rows_superseded from ingestion_report "
            "where source_system = 'northgate' and rows_superseded > 0"
        )
    )
    assert {"person", "contacts", "cin_episodes", "professionals", "department"} <= set(superseded)


def test_every_row_of_both_systems_is_accounted_for(two: Warehouse):
    assert (
        two.query(
            "select * from ingestion_report where rows_in <> "
            "rows_loaded + rows_quarantined + duplicates_collapsed + rows_superseded"
        )
        == []
    )


def test_systems_that_say_the_same_are_in_no_conflict(two: Warehouse):
    assert two.query("select * from ingestion_conflict") == []


def test_assessments_left_behind_belong_to_the_referral_that_counts(two: Warehouse):
    [(referred, elsewhere)] = two.query(
        """
        select count(cine_referral_id), count(*) filter (where cine_referral_id is null)
        from intermediate.int_contract__cin_assessments as assessments
        left join intermediate.int_contract__cin_episodes as referrals
            on assessments.cina_referral_id = referrals.cine_referral_id
            and assessments.cina_person_id = referrals.cine_person_id
        where assessments.source_system = 'northgate' and referrals.source_system = 'ssd'
            or referrals.cine_referral_id is null
        """
    )
    assert referred > 0
    assert elsewhere == 0


def test_the_children_of_two_systems_are_those_of_one(warehouse: Warehouse, two: Warehouse):
    asked = "select child_id from dim_child order by all"
    assert two.query(asked) == warehouse.query(asked)
