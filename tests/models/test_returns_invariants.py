"""What holds of the two returns on any sample: chains of care, and the children of the figures."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest
from sample_warehouse import Warehouse

from pipelines import return_models
from returns import read, specification, write

YEAR = "2025-26"
YEAR_END = "2026-03-31"

# May lie after the year end: what is expected or aimed at, and when the file was made.
AHEAD = {
    "DateTime",
    "ExpectedPersonBirthDate",
    "InitialCPCtarget",
    "AssessmentInternalReviewDate",
    "DUC",
}


def tables_of(warehouse: Warehouse, return_name: str) -> dict[str, pl.DataFrame]:
    """The return of the sample from the warehouse, by the names of the returns package."""
    with duckdb.connect(str(warehouse.path), read_only=True) as con:
        return {
            model.table: con.execute(
                f"select * from returns.{model.name} where collection_year = ?", [YEAR]
            ).pl()
            for model in return_models.return_models(return_name)
            if model.table in specification(return_name, YEAR).tables
        }


def none_of(warehouse: Warehouse, sql: str) -> None:
    assert warehouse.query(sql) == []


def test_the_sample_has_enough_care_to_say_anything(warehouse: Warehouse) -> None:
    (episodes, periods, children), *_ = warehouse.query(
        "select count(*), count(distinct care_period_id), count(distinct child_id)"
        " from fct_care_episode"
    )
    assert episodes > periods >= children > 5


def test_episodes_of_a_period_follow_each_other_on_the_same_day(warehouse: Warehouse) -> None:
    none_of(
        warehouse,
        """
        select care_period_id, started_on
        from fct_care_episode
        window period as (partition by authority, care_period_id order by started_on)
        qualify
            (
                lag(started_on) over period is not null
                and lag(ended_on) over period is distinct from started_on
            )
            or (ended_on is null and lead(started_on) over period is not null)
        """,
    )


def test_each_period_of_care_starts_with_s_and_no_other_episode_does(warehouse: Warehouse) -> None:
    none_of(
        warehouse,
        """
        select care_period_id, started_on
        from fct_care_episode
        qualify
            (reason_new_episode_code = 'S')
            is distinct from (row_number() over (
                partition by authority, care_period_id order by started_on
            ) = 1)
        """,
    )


def test_every_episode_but_the_last_of_a_period_ends_with_x1(warehouse: Warehouse) -> None:
    none_of(
        warehouse,
        """
        select care_period_id, started_on
        from fct_care_episode
        qualify
            lead(started_on) over (
                partition by authority, care_period_id order by started_on
            ) is not null
            and reason_ceased_code is distinct from 'X1'
        """,
    )


def test_no_episode_ends_on_the_day_on_which_it_starts(warehouse: Warehouse) -> None:
    none_of(warehouse, "select * from fct_care_episode where ended_on <= started_on")


def test_two_periods_of_care_of_a_child_never_touch(warehouse: Warehouse) -> None:
    none_of(
        warehouse,
        """
        select care_period_id
        from fct_care_period
        qualify lag(coalesce(ended_on, date '9999-12-31')) over (
            partition by authority, child_id order by started_on
        ) >= started_on
        """,
    )


def test_each_day_in_care_lies_in_exactly_one_episode(warehouse: Warehouse) -> None:
    """The days are counted from the case system's own rows, apart from the models."""
    as_at = f"date '{warehouse.as_at}'"
    # An episode that nobody ended stops where the next begins; one without length is none.
    recorded = f"""
        with episodes as (
            select
                clae_person_id as child_id,
                clae_cla_episode_start_date as started_on,
                clae_cla_episode_ceased_date as ended_on,
            from intermediate.int_contract__cla_episodes
            where coalesce(clae_cla_episode_ceased_date > clae_cla_episode_start_date, true)
        ),
        bounded as (
            select
                child_id,
                started_on,
                coalesce(
                    case when ended_on <= {as_at} then ended_on end,
                    (
                        select min(later.started_on)
                        from episodes as later
                        where later.child_id = episodes.child_id
                            and later.started_on > episodes.started_on
                            and later.started_on <= {as_at}
                    ),
                    {as_at} + 1
                ) as ended_on,
            from episodes
            where started_on <= {as_at}
        )
        select distinct child_id, unnest(
            generate_series(started_on, ended_on - 1, interval 1 day)
        )::date as day_in_care
        from bounded
    """
    modelled = f"""
        select child_id, unnest(generate_series(
            started_on, coalesce(ended_on, {as_at} + 1) - 1, interval 1 day
        ))::date as day_in_care
        from fct_care_episode
    """
    assert warehouse.query(f"({recorded}) except all ({modelled})") == []
    assert warehouse.query(f"({modelled}) except all ({recorded})") == []


@pytest.mark.parametrize("is_short_break_series", [False, True])
def test_children_in_the_903_at_31_march_are_those_of_the_figure(
    warehouse: Warehouse, is_short_break_series: bool
) -> None:
    episodes = tables_of(warehouse, "ssda903")["Episodes"].filter(
        pl.col("DEC").is_null(),
        pl.col("LS").is_in(["V3", "V4"]).fill_null(value=False) == is_short_break_series,
    )
    in_figure = warehouse.query(
        "select child_id from fct_looked_after_at_period_end"
        " where period_end = ? and is_short_break_series = ? order by child_id",
        [YEAR_END, is_short_break_series],
    )
    assert sorted(episodes.get_column("CHILD")) == [child for (child,) in in_figure]


def test_protection_plans_open_at_31_march_in_the_census_are_those_of_the_figure(
    warehouse: Warehouse,
) -> None:
    plans = tables_of(warehouse, "cin")["ChildProtectionPlans"].filter(
        pl.col("CPPendDate").is_null()
    )
    in_figure = warehouse.query(
        "select child_id, started_on::varchar from fct_protection_plan_at_period_end as figure"
        " anti join returns.rtn_cin__left_out as left_out"
        " on left_out.what = 'protection_plan' and figure.child_id = left_out.child_id"
        " and figure.plan_id = left_out.record_id"
        " where period_end = ? and not is_other_authority_plan order by all",
        [YEAR_END],
    )
    assert in_figure
    assert sorted(plans.select("LAchildID", "CPPstartDate").iter_rows()) == in_figure


def test_the_sample_loses_no_protection_plan_on_the_way_to_the_census(warehouse: Warehouse) -> None:
    none_of(warehouse, "select * from returns.rtn_cin__left_out where what = 'protection_plan'")


def test_referrals_of_the_year_are_in_the_census_once_or_left_out_with_a_reason(
    warehouse: Warehouse,
) -> None:
    in_census = tables_of(warehouse, "cin")["CINdetails"].filter(
        pl.col("CINreferralDate").is_between(pl.lit("2025-04-01"), pl.lit(YEAR_END))
    )
    (referrals,), *_ = warehouse.query(
        "select count(*) from fct_referral where referred_on between '2025-04-01' and ?", [YEAR_END]
    )
    (left_out,), *_ = warehouse.query(
        "select count(*) from returns.rtn_cin__left_out"
        " where what = 'referral' and is_left_out and collection_year = ?",
        [YEAR],
    )
    # What goes on after an adoption is dated by the order and not by its referral.
    (adopted,), *_ = warehouse.query(
        "select count(*) from intermediate.int_in_need__scope"
        " where collection_year = ? and referred_on > case_opened_on"
        " and referred_on >= '2025-04-01'",
        [YEAR],
    )
    assert referrals > 0
    assert in_census.height + left_out - adopted == referrals


def test_referrals_of_the_year_in_the_census_are_those_of_the_figure(warehouse: Warehouse) -> None:
    in_census = tables_of(warehouse, "cin")["CINdetails"].filter(
        pl.col("CINreferralDate").is_between(pl.lit("2025-04-01"), pl.lit(YEAR_END))
    )
    counted = warehouse.query(
        "select source_row from msr_referral__repeat_within_12_months"
        " where is_denominator and event_on between '2025-04-01' and ? order by source_row",
        [YEAR_END],
    )
    assert sorted(in_census.get_column("source_row")) == [row for (row,) in counted]


def test_a_child_has_the_same_id_in_both_returns_of_every_year(warehouse: Warehouse) -> None:
    """But after an adoption from care, when another id stands for the same person."""
    in_need = tables_of(warehouse, "cin")["ChildIdentifiers"].select("LAchildID", "source_row")
    looked_after = tables_of(warehouse, "ssda903")["Header"].select("CHILD", "source_row")
    both = in_need.join(looked_after, on="source_row")
    adopted = {
        la_child_id
        for (la_child_id,) in warehouse.query(
            "select distinct la_child_id from intermediate.int_in_need__episode"
            " where is_after_adoption"
        )
    }
    assert both.height > 5
    assert set(both.filter(pl.col("LAchildID") != pl.col("CHILD"))["LAchildID"]) <= adopted
    assert not adopted & {child for (child,) in warehouse.query("select child_id from dim_child")}
    assert all(child.isalnum() and len(child) <= 10 for child in in_need["LAchildID"])


def test_no_two_in_need_plans_of_a_child_share_a_day_unless_one_lies_within_the_other(
    warehouse: Warehouse,
) -> None:
    none_of(
        warehouse,
        """
        select earlier.plan_id, later.plan_id
        from fct_in_need_plan as earlier
        inner join fct_in_need_plan as later
            on earlier.child_id = later.child_id and earlier.started_on < later.started_on
        where coalesce(earlier.ended_on, date '9999-12-31') >= later.started_on
            and coalesce(earlier.ended_on, date '9999-12-31')
            <= coalesce(later.ended_on, date '9999-12-31')
        """,
    )


@pytest.mark.parametrize(
    "table", ["Assessments", "CINplanDates", "Section47", "ChildProtectionPlans"]
)
def test_a_referral_without_further_action_carries_nothing_else(
    warehouse: Warehouse, table: str
) -> None:
    tables = tables_of(warehouse, "cin")
    without_action = tables["CINdetails"].filter(pl.col("ReferralNFA") == "1")
    assert (
        without_action.select(
            pl.col(
                "PrimaryNeedCode", "CINclosureDate", "ReasonForClosure", "DateOfInitialCPC"
            ).null_count()
        ).row(0)
        == (without_action.height,) * 4
    )
    assert tables[table].join(without_action, on="CINdetailsID", how="semi").is_empty()


def test_no_date_of_a_return_lies_after_its_year_end(warehouse: Warehouse) -> None:
    late = []
    for name, table in tables_of(warehouse, "cin").items():
        for column in table.columns:
            if "date" in column.lower() and column not in AHEAD:
                late += [
                    (name, value)
                    for value in table.get_column(column).drop_nulls()
                    if value > YEAR_END
                ]
    for name, table in tables_of(warehouse, "ssda903").items():
        for column in set(table.columns) - AHEAD:
            cells = table.get_column(column)
            if cells.dtype == pl.String:
                days = cells.str.to_date("%d/%m/%Y", strict=False).drop_nulls()
                late += [(name, day) for day in days if str(day) > YEAR_END]
    assert late == []


def test_every_child_of_a_903_file_is_once_in_its_header(warehouse: Warehouse) -> None:
    tables = tables_of(warehouse, "ssda903")
    header = tables["Header"].get_column("CHILD")
    assert header.is_unique().all()
    strangers = {
        name: frame.filter(~pl.col("CHILD").is_in(header.implode())).height
        for name, frame in tables.items()
    }
    assert set(strangers.values()) == {0}
    assert set(header) == set(tables["Episodes"].get_column("CHILD")) | set(
        tables["OC3"].get_column("CHILD")
    )


@pytest.mark.parametrize(("return_name", "target"), [("cin", "cin.xml"), ("ssda903", "ssda903")])
def test_a_return_that_is_written_and_read_is_the_same(
    warehouse: Warehouse, tmp_path: Path, return_name: str, target: str
) -> None:
    tables = tables_of(warehouse, return_name)
    write(return_name, tables, tmp_path / target, year=YEAR)
    again = read(return_name, tmp_path / target, year=YEAR)
    for name, frame in tables.items():
        # Keys of the census are made anew by the reader, in the order of the document.
        columns = [column for column in again[name].columns if column in frame.columns]
        assert columns
        assert again[name].select(columns).rows() == frame.select(columns).rows(), name


def test_each_row_of_a_return_names_the_row_it_came_from(warehouse: Warehouse) -> None:
    nameless = {
        f"{return_name} {name}": frame.filter(
            pl.col("source_table").is_null() | pl.col("source_row").is_null()
        ).height
        for return_name in ("cin", "ssda903")
        for name, frame in tables_of(warehouse, return_name).items()
        if (return_name, name) != ("cin", "Header")
    }
    assert set(nameless.values()) == {0}
