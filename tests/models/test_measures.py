"""What holds of the measures of a whole build, whatever the data."""

from __future__ import annotations

from datetime import date

import yaml
from sample_warehouse import Warehouse

from pipelines.warehouse import DBT_PROJECT_DIR

SLICES = (
    "team",
    "ward",
    "age_band",
    "sex",
    "ethnic_group",
    "disability",
    "placement_type",
    "provider_type",
)
BANDS = {1: "Under 1", 5: "1 to 4", 10: "5 to 9", 16: "10 to 15", 18: "16 to 17"}


def _band(born: date | None, is_unborn: bool, day: date) -> str | None:
    if is_unborn or (born is not None and born > day):
        return "Unborn"
    if born is None:
        return None
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return next((band for under, band in BANDS.items() if years < under), "18 and over")


def test_every_measure_model_is_in_the_union(warehouse: Warehouse) -> None:
    nodes = warehouse.manifest.nodes.values()
    union = next(node for node in nodes if node.name == "fct_measure_row")
    joined = {name.rsplit(".", 1)[-1] for name in union.depends_on.nodes}
    assert {name for name in joined if name.startswith("msr_")} == {
        node.name for node in nodes if node.name.startswith("msr_")
    }


def test_every_measure_has_rows_and_the_registry_and_the_rows_name_the_same(
    warehouse: Warehouse,
) -> None:
    named = warehouse.query("select measure_id from dim_measure order by all")
    assert warehouse.query("select distinct measure_id from fct_measure_row order by all") == named


def test_every_measure_authority_and_closed_period_has_its_row(warehouse: Warehouse) -> None:
    missing = warehouse.query(
        """
        select measure_id, authority, period_type, period_end, 'all', 'all'
        from dim_measure cross join dim_authority cross join dim_period
        union all
        select measure_id, authority, period_type, period_end, 'team', team
        from dim_measure cross join dim_team cross join dim_period
        where list_contains(slices, 'team')
        union all
        select measure_id, authority, period_type, dim_period.period_end, slice, slice_value
        from (select distinct authority, measure_id, slice, slice_value from fct_measure_value)
        cross join dim_period
        except
        select measure_id, authority, period_type, period_end, slice, slice_value
        from fct_measure_value
        """
    )
    assert not missing
    assert warehouse.query("select count(*) > 0 from fct_measure_value where numerator = 0")[0][0]


def test_no_figure_is_of_a_period_that_is_not_over(warehouse: Warehouse) -> None:
    newest = warehouse.query("select max(period_end) from fct_measure_value")[0][0]
    assert newest <= warehouse.as_at


def test_a_total_is_the_sum_of_each_of_its_slices_with_unknown_apart(
    warehouse: Warehouse,
) -> None:
    wrong = warehouse.query(
        """
        with
            totals as (select * from fct_measure_value where slice = 'all'),
            added as (
                select
                    authority, measure_id, period_type, period_end, slice,
                    sum(numerator) as numerator, sum(denominator) as denominator
                from fct_measure_value
                where slice <> 'all'
                group by all
            )
        select totals.*, added.*
        from added
        inner join totals using (authority, measure_id, period_type, period_end)
        inner join dim_measure using (measure_id)
        where
            abs(totals.numerator - added.numerator) > 1e-6
            or dim_measure.kind <> 'rate_per_10k'
            and abs(totals.denominator - added.denominator) > 1e-6
        """
    )
    assert not wrong


def test_a_measure_has_the_slices_of_its_meta_and_no_others(warehouse: Warehouse) -> None:
    named = dict(warehouse.query("select measure_id, slices from dim_measure"))
    found = warehouse.query(
        "select measure_id, list(distinct slice) from fct_measure_value group by all"
    )
    with_events = warehouse.query(
        """
        select distinct measure_id
        from fct_measure_row
        where event_on >= (select min(period_start) from dim_period)
        """
    )
    assert len(with_events) == len(named)
    assert {measure: set(slices) - {"all"} for measure, slices in found} == {
        measure: set(slices) for measure, slices in named.items()
    }


def test_slices_are_columns_of_the_rows_and_those_that_a_measure_may_name(
    warehouse: Warehouse,
) -> None:
    columns = {row[0] for row in warehouse.query("describe fct_measure_row")}
    named = {row[0] for row in warehouse.query("select distinct unnest(slices) from dim_measure")}
    assert named <= set(SLICES) <= columns
    project = yaml.safe_load((DBT_PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8"))
    assert project["vars"]["slices"] == list(SLICES)


def test_a_child_is_as_old_as_on_the_day_of_the_event(warehouse: Warehouse) -> None:
    rows = warehouse.query(
        """
        select distinct child_id, event_on, date_of_birth, is_unborn, age_band
        from fct_measure_row
        inner join dim_child using (authority, child_id)
        """
    )
    assert rows
    for child, day, born, is_unborn, band in rows:
        assert band == _band(born, is_unborn, day), (child, day)
    bands: dict[str, set[str]] = {}
    for child, _, _, _, band in rows:
        bands.setdefault(child, set()).add(band)
    assert any({"10 to 15", "16 to 17"} <= of_child for of_child in bands.values())


def test_a_child_who_has_moved_counts_in_each_ward_while_at_home_there(
    warehouse: Warehouse,
) -> None:
    rows = warehouse.query(
        """
        select rows.child_id, rows.event_on, rows.ward, homes.wards
        from (select distinct child_id, event_on, ward from fct_measure_row) as rows
        inner join
            (
                select
                    addr_person_id as child_id,
                    list({
                        'start': addr_address_start_date,
                        'end': addr_address_end_date,
                        'ward': ward_name
                    }) as wards
                from intermediate.int_contract__address
                left join
                    intermediate.int_contract__ward_lookup on addr_address_postcode = ward_postcode
                group by addr_person_id
                having count(distinct ward_name) > 1
            ) as homes
            using (child_id)
        """
    )
    assert rows
    moved: dict[str, set[str]] = {}
    for child, day, ward, homes in rows:
        there = [
            home["ward"]
            for home in homes
            if (home["start"] or date.min) <= day <= (home["end"] or date.max)
        ]
        assert ward in there or (not there and ward is None), (child, day)
        moved.setdefault(child, set()).add(ward)
    assert any(len(wards - {None}) > 1 for wards in moved.values())


def test_a_proportion_lies_within_its_interval_and_between_0_and_100(warehouse: Warehouse) -> None:
    wrong = warehouse.query(
        """
        select *
        from fct_measure_value
        inner join (select measure_id, kind from dim_measure) using (measure_id)
        where
            value is not null
            and kind in ('proportion', 'rate_per_10k')
            and (
                value < ci_low - 1e-9
                or value > ci_high + 1e-9
                or ci_low < 0
                or kind = 'proportion' and ci_high > 100
                or ci_low is null
            )
        """
    )
    assert not wrong


def test_what_is_no_count_has_no_interval(warehouse: Warehouse) -> None:
    wrong = warehouse.query(
        """
        select *
        from fct_measure_value
        inner join (select measure_id, kind from dim_measure) using (measure_id)
        where
            kind not in ('proportion', 'rate_per_10k')
            and (ci_low is not null or ci_high is not null)
        """
    )
    assert not wrong


def test_a_row_that_is_left_out_counts_nowhere(warehouse: Warehouse) -> None:
    wrong = warehouse.query(
        """
        select *
        from fct_measure_row
        where
            is_excluded and (is_denominator or is_numerator)
            or is_numerator and not is_denominator
        """
    )
    assert not wrong


def test_every_row_of_a_measure_leads_back_to_a_row_of_the_source(warehouse: Warehouse) -> None:
    tables = warehouse.query("select distinct source_table from fct_measure_row order by all")
    assert tables
    for (table,) in tables:
        lost = warehouse.query(
            f"""
            select distinct authority, source_row
            from fct_measure_row
            where source_table = ?
            except
            select authority, source_row
            from raw.ssd__{table}
            """,
            [table],
        )
        assert not lost


def test_nothing_counts_after_the_as_at_date(warehouse: Warehouse) -> None:
    assert warehouse.query("select max(event_on) from fct_measure_row")[0][0] <= warehouse.as_at
