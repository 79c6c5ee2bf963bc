"""What holds of the measures of a whole build, whatever the data."""

from __future__ import annotations

from sample_warehouse import Warehouse


def test_every_measure_model_is_in_the_union(warehouse: Warehouse) -> None:
    nodes = warehouse.manifest.nodes.values()
    union = next(node for node in nodes if node.name == "fct_measure_row")
    joined = {name.rsplit(".", 1)[-1] for name in union.depends_on.nodes}
    assert joined == {node.name for node in nodes if node.name.startswith("msr_")}


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


def test_a_total_is_the_sum_of_its_slices(warehouse: Warehouse) -> None:
    wrong = warehouse.query(
        """
        select authority, measure_id, period_type, period_end
        from fct_measure_value
        inner join (select measure_id, kind from dim_measure) using (measure_id)
        group by authority, measure_id, period_type, period_end, kind
        having
            sum(numerator) filter (slice = 'all') <> sum(numerator) filter (slice = 'team')
            or kind = 'proportion'
            and sum(denominator) filter (slice = 'all')
            <> sum(denominator) filter (slice = 'team')
        """
    )
    assert not wrong


def test_a_proportion_lies_within_its_interval_and_between_0_and_100(warehouse: Warehouse) -> None:
    wrong = warehouse.query(
        """
        select *
        from fct_measure_value
        inner join (select measure_id, kind from dim_measure) using (measure_id)
        where
            value is not null
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
