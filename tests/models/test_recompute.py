"""Every figure of the sample agrees with a second computation that shares no line with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from recomputation.drop import Drop
from recomputation.measures import MEASURES, Key, Value, figures, nothing
from sample_warehouse import AS_AT, Warehouse

FIRST_DAY = date(2023, 4, 1)


@pytest.fixture(scope="module")
def drop(sample_drops: dict[str, Path]) -> Drop:
    return Drop(sample_drops[AS_AT.isoformat()], AS_AT, FIRST_DAY)


def test_the_second_computation_knows_every_measure(warehouse: Warehouse) -> None:
    named = [row[0] for row in warehouse.query("select measure_id from dim_measure order by all")]
    assert named == sorted(MEASURES)


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_each_period_and_slice_agrees(warehouse: Warehouse, drop: Drop, measure: str) -> None:
    rows = warehouse.query(
        """
        select measure_id, period_type, period_end, slice, slice_value, numerator,
            denominator, value
        from fct_measure_value
        where authority = '999' and measure_id = ?
        """,
        [measure],
    )
    built: dict[Key, Value] = {row[:5]: row[5:] for row in rows}
    again = figures(drop, measure, sorted({key[3] for key in built} - {"all"}))
    assert not again.keys() - built.keys()
    # Where the second computation counts nothing, the figure is a zero.
    different = {
        key: (value, again.get(key, nothing(measure)))
        for key, value in built.items()
        if value != pytest.approx(again.get(key, nothing(measure)), nan_ok=False)
    }
    assert not different
    # Agreement over nothing would prove nothing.
    assert sum(above + (below or 0) for above, below, _ in again.values()) > 0
