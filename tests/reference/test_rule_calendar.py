"""The rules' working days agree with the published test vectors."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from returns.database import rule_macros

VECTORS = "calendar/working_day_test_vectors.csv"


def test_working_days_of_the_rules_agree_with_every_test_vector(reference: Path) -> None:
    with (reference / VECTORS).open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    with duckdb.connect() as con:
        con.execute(rule_macros())
        for row in rows:
            start, due = row["start"], row["due_date"]
            sql = f"select working_days_between(date '{start}', date '{due}')"
            assert con.execute(sql).fetchall() == [(int(row["working_days"]),)], row
    assert rows
