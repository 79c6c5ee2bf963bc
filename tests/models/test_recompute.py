"""Every figure of the sample agrees with a second computation that shares no line with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from recomputed import Key, Recomputed, Value
from sample_warehouse import AS_AT, Warehouse

FIRST_DAY = date(2023, 4, 1)
MEASURES = sorted(Recomputed(Path(), AS_AT, FIRST_DAY).measures)


@pytest.fixture(scope="module")
def recomputed(sample_drops: dict[str, Path]) -> Recomputed:
    return Recomputed(sample_drops[AS_AT.isoformat()], AS_AT, FIRST_DAY)


def test_the_second_computation_knows_every_measure(warehouse: Warehouse) -> None:
    assert [row[0] for row in warehouse.query("select measure_id from dim_measure")] == MEASURES


@pytest.mark.parametrize("measure", MEASURES)
def test_each_period_and_slice_agrees(
    warehouse: Warehouse, recomputed: Recomputed, measure: str
) -> None:
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
    again = recomputed.figures(measure)
    assert built.keys() == again.keys()
    different = {
        key: (built[key], value)
        for key, value in again.items()
        if built[key] != pytest.approx(value, nan_ok=False)
    }
    assert not different
    # Agreement over nothing would prove nothing.
    assert sum(value[0] for value in again.values()) > 0
