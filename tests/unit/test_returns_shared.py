"""What several rules of the 903 read: order of episodes, periods of care, twelve months in care."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from returns.engine import check
from returns.rules import read_rule

HEADER = """/*---
code: "{code}"
message: A rule of this test
severity: check
kind: sequence
tables: {{Episodes: [DECOM]}}
---*/
"""


def flagged(tmp_path: Path, sql: str, episodes: list[dict[str, Any]]) -> list[int]:
    """Rows of Episodes that a rule with this SQL flags, for 2025-26."""
    path = tmp_path / "rule_1.sql"
    path.write_text(HEADER.format(code="1") + sql, encoding="utf-8")
    frame = pl.DataFrame(episodes, infer_schema_length=None)
    result = check("ssda903", {"Episodes": frame}, [read_rule(path, "2022-23")], year="2025-26")
    run = result.runs.filter(pl.col("rule_code") == "1").row(0, named=True)
    assert run["status"] in ("passed", "failed"), run["reason"]
    return result.issues.filter(pl.col("rule_code") == "1").get_column("row_number").to_list()


def episode(child: str, start: str, end: str | None, **more: str) -> dict[str, Any]:
    return {"CHILD": child, "DECOM": start, "DEC": end, "RNE": None, "REC": None, **more}


def test_episodes_are_numbered_in_the_order_of_time_and_not_of_the_file(tmp_path: Path) -> None:
    rows = [
        episode("A", "01/08/2025", None),
        episode("A", "01/05/2025", "01/08/2025"),
        episode("A", "31/06/2025", None),  # no such day
        episode("B", "01/05/2025", None),
    ]
    sql = "select row_number from episode_in_order where episode_number = episodes_of_child"
    assert flagged(tmp_path, sql, rows) == [0, 3]


def test_unbroken_care_goes_by_the_dates_alone_and_ends_with_its_last_episode(
    tmp_path: Path,
) -> None:
    rows = [
        episode("A", "01/05/2025", "01/06/2025", RNE="S"),
        episode("A", "01/06/2025", "01/07/2025", RNE="S"),  # on the day on which that ended
        episode("A", "02/07/2025", "01/08/2025", RNE="P"),  # a day later
        episode("B", "01/05/2025", "01/06/2025"),
        episode("B", "01/06/2025", "31/06/2025"),  # not known when it ended
    ]
    sql = """
        select Episodes.row_number
        from Episodes
        inner join unbroken_care as care
            on care.CHILD = Episodes.CHILD and care.{day} = Episodes.{column}
    """
    starts = sql.format(day="starts_on", column="DECOM_on")
    ends = sql.format(day="ends_on", column="DEC_on")
    assert flagged(tmp_path, starts, rows) == [0, 2, 3]
    assert flagged(tmp_path, ends, rows) == [1, 2]


def test_a_period_of_care_starts_with_s_and_ends_with_its_last_episode(tmp_path: Path) -> None:
    rows = [
        episode("A", "01/05/2025", "01/06/2025", RNE="S", REC="X1"),
        episode("A", "01/06/2025", "01/07/2025", RNE="P", REC="E4A"),
        episode("A", "01/09/2025", None, RNE="S"),
    ]
    ended = "select last_row as row_number from period_of_care where ends_on = date '2025-07-01'"
    still_open = "select first_row as row_number from period_of_care where ends_on is null"
    assert flagged(tmp_path, ended, rows) == [1]
    assert flagged(tmp_path, still_open, rows) == [2]


@pytest.mark.parametrize(
    ("rows", "continuous"),
    [
        ([episode("A", "01/04/2025", None, RNE="S")], True),
        ([episode("A", "02/04/2025", None, RNE="S")], False),
        ([episode("A", "01/03/2025", "31/03/2026", RNE="S", REC="E3")], True),
        ([episode("A", "01/03/2025", "30/03/2026", RNE="S", REC="E3")], False),
        (
            [
                episode("A", "01/03/2025", "01/09/2025", RNE="S", REC="X1"),
                episode("A", "01/09/2025", None, RNE="P"),
            ],
            True,
        ),
        ([episode("A", "01/03/2025", None, RNE="S", LS="V3")], False),
        ([episode("A", "01/03/2025", "31/03/2025", RNE="S", REC="E3")], False),
    ],
)
def test_twelve_months_in_care_end_with_the_year(
    tmp_path: Path, rows: list[dict[str, Any]], continuous: bool
) -> None:
    sql = "select row_number from Episodes semi join continuously_looked_after using (CHILD)"
    assert bool(flagged(tmp_path, sql, rows)) == continuous


def test_episodes_that_start_together_are_in_one_order_wherever_they_stand(tmp_path: Path) -> None:
    rows = [
        episode("A", "01/05/2025", "01/06/2025", RNE="S", PLACE="U4"),
        episode("A", "01/05/2025", "01/06/2025", RNE="S", PLACE="K2"),
        episode("A", "01/05/2025", "01/05/2025", RNE="S"),
    ]
    sql = "select row_number from episode_in_order where episode_number = {}"
    for number, row in ((1, 2), (2, 1), (3, 0)):
        assert flagged(tmp_path, sql.format(number), rows) == [row]
        assert flagged(tmp_path, sql.format(number), rows[::-1]) == [2 - row]


def test_an_episode_meets_the_one_before_it_of_the_same_child(tmp_path: Path) -> None:
    rows = [
        episode("A", "01/08/2025", None),
        episode("A", "01/05/2025", "01/06/2025", REC="X1"),
        episode("B", "01/05/2025", None),
        {**episode("", "01/05/2025", "01/06/2025"), "CHILD": None},
        {**episode("", "01/06/2025", None), "CHILD": None},
    ]
    sql = "select row_number from episode_and_the_one_before where before_row = 1"
    assert flagged(tmp_path, sql, rows) == [0]
    everyone = "select row_number from episode_and_the_one_before"
    assert flagged(tmp_path, everyone, rows) == [0]


def test_a_legal_status_lasts_over_episodes_that_follow_on_the_day(tmp_path: Path) -> None:
    rows = [
        episode("A", "01/05/2025", "03/05/2025", LS="L1"),
        episode("A", "03/05/2025", "05/05/2025", LS="L1"),
        episode("A", "06/05/2025", "07/05/2025", LS="L1"),  # a day later
        episode("A", "07/05/2025", None, LS="C1"),
        episode("B", "01/05/2025", "31/04/2025", LS="L1"),
    ]
    sql = (
        "select row_number from legal_status_period where status_starts_on = date '{}'"
        " and status_ends_on is not distinct from {}"
    )
    assert flagged(tmp_path, sql.format("2025-05-01", "date '2025-05-05'"), rows) == [0, 1]
    assert flagged(tmp_path, sql.format("2025-05-06", "date '2025-05-07'"), rows) == [2]
    assert flagged(tmp_path, sql.format("2025-05-07", "date '2026-03-31'"), rows) == [3]
    assert flagged(tmp_path, sql.format("2025-05-01", "null"), rows) == [4]
