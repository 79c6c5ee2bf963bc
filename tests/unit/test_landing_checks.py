"""Blocking checks of landed drops: the required table, all rows, and dates that fit the drop."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.checks import DATES, REQUIRED_TABLE, ROWS, check_landing
from pipelines.contract import load_contract
from pipelines.landing import Drop, LandedTable, Origin, land
from pipelines.warehouse import load_raw

AS_AT = date(2026, 7, 31)


def checked(tmp_path: Path, persons: int = 1, said: int | None = None, starts: tuple = ()) -> dict:
    """The checks of a drop by table and name, with its persons and dates of referral."""
    tables = {
        "person": pl.DataFrame({"pers_person_id": [str(n) for n in range(persons)]}),
        "cin_episodes": pl.DataFrame(
            {"cine_referral_date": list(starts)}, schema={"cine_referral_date": pl.String}
        ),
    }
    tables = {
        name: frame.with_columns(
            pl.lit("f.csv").alias("_source_file"),
            pl.int_range(2, pl.len() + 2).alias("_source_row"),
        )
        for name, frame in tables.items()
    }
    counts = {"person": persons if said is None else said, "cin_episodes": len(starts)}
    drop: Drop = land(
        tables,
        Origin(
            authority="999",
            system="ssd",
            as_at=AS_AT,
            source="x",
            tables={n: LandedTable(rows_in=c, source_files=[]) for n, c in counts.items()},
            absent_tables={},
        ),
        tmp_path,
    )[0]
    with duckdb.connect() as con:
        load_raw(con, load_contract(), [drop])
        made = check_landing(con, load_contract(), "ssd", [drop])
    return {(check.table, check.name): check for check in made}


def test_a_good_drop_passes_every_check(tmp_path: Path):
    assert all(check.passed for check in checked(tmp_path, starts=("2026-07-01",)).values())


def test_a_required_table_without_rows_fails_and_says_what_follows(tmp_path: Path):
    check = checked(tmp_path, persons=0)["person", REQUIRED_TABLE]
    assert not check.passed
    assert "has no rows of person. Nothing can be produced without it." in check.words


def test_rows_that_are_not_those_of_the_manifest_fail(tmp_path: Path):
    check = checked(tmp_path, persons=2, said=3)["person", ROWS]
    assert not check.passed
    assert check.words == "2 rows of person were loaded; the manifests say 3."


@pytest.mark.parametrize(
    ("starts", "passed"),
    [
        (("2026-07-31", "31/07/2026", "2026-07-31 09:00:00"), True),
        (("2026-08-01", "2026-07-31"), True),
        (("2026-08-01", "2027-07-31", "2026-07-31"), False),
        (("no date", "2026-07-31"), False),
        (("no date", "2026-07-30", "2026-07-31"), True),
        (("", " "), True),
        ((), True),
    ],
)
def test_most_dates_can_be_read_and_are_not_after_the_as_at_date(
    tmp_path: Path, starts: tuple[str, ...], passed: bool
):
    assert checked(tmp_path, starts=starts)["cin_episodes", DATES].passed is passed
