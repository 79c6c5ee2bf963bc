"""Financial quarters."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.faults import Fault
from pipelines.quarters import last_closed_quarter, quarter, quarter_of


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2025, 4, 1), "2025-26-Q1"),
        (date(2025, 6, 30), "2025-26-Q1"),
        (date(2025, 7, 1), "2025-26-Q2"),
        (date(2025, 12, 31), "2025-26-Q3"),
        (date(2026, 1, 1), "2025-26-Q4"),
        (date(2026, 3, 31), "2025-26-Q4"),
        (date(2099, 5, 1), "2099-00-Q1"),
    ],
)
def test_a_day_lies_in_its_quarter(day: date, written: str):
    found = quarter_of(day)
    assert str(found) == written
    assert found.starts_on <= day <= found.ends_on
    assert quarter(written) == found


def test_a_quarter_is_closed_on_its_last_day_and_not_before():
    assert str(last_closed_quarter(date(2026, 3, 31))) == "2025-26-Q4"
    assert str(last_closed_quarter(date(2026, 3, 30))) == "2025-26-Q3"
    assert str(last_closed_quarter(date(2026, 7, 31))) == "2026-27-Q1"


@pytest.mark.parametrize("written", ["2025-26", "2025-26-Q5", "2025-27-Q1", "Q1 2025", ""])
def test_what_is_no_quarter_is_a_fault(written: str):
    with pytest.raises(Fault, match="2025-26-Q4"):
        quarter(written)
