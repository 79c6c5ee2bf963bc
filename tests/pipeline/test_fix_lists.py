"""Fix lists of a build with planted faults: team, record, line, age, state, and safe files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.fix_lists import (
    ROW_KEYS,
    FixList,
    file_hashes,
    fix_list,
    keep_owners,
    return_of,
    sightings,
    traced,
    write_fix_list,
)
from pipelines.return_tables import check_return, write_files
from pipelines.run import RunSummary
from pipelines.settings import Settings
from pipelines.state import ledger, write_note
from pipelines.state.findings import observe
from returns import KNOWN_YEARS, RETURNS, read, specification

APRIL, JULY = date(2026, 4, 30), date(2026, 7, 31)
PLANTED = """
    update returns.rtn_cin__cin_details
    set "ReferralSource" = case when "CINdetailsID"::int % 5 = 1 then '=1+1' else '1A' end
"""
Make = Callable[..., FixList]


@pytest.fixture
def build(
    installation: Settings, first_run: RunSummary, tmp_path: Path
) -> duckdb.DuckDBPyConnection:
    """A copy of the run's build file, under its name, with faults in the return."""
    path = tmp_path / installation.warehouse_path.name
    path.write_bytes(installation.warehouse_path.read_bytes())
    con = duckdb.connect(str(path))
    con.execute(PLANTED)
    keep_owners(con, "returns")
    return con


@pytest.fixture
def make(build: duckdb.DuckDBPyConnection, tmp_path: Path) -> Make:
    """Checks the census as at a day, tells the state, and writes the lists to `out`."""

    def made(as_at: date) -> FixList:
        checked = check_return(build, "returns", "cin", "999", "2025-26")
        written = write_files(checked, tmp_path / "out")
        issues = traced(build, checked, written)
        of = return_of(checked)
        observe(tmp_path / "state", of, as_at, "run", sightings(issues))
        found = fix_list(checked, issues, ledger(tmp_path / "state", of, as_at), as_at)
        write_fix_list(found, tmp_path / "out")
        return found

    return made


def planted(found: FixList) -> pl.DataFrame:
    return found.rows.filter(pl.col("rule_code") == "8866")


def test_each_finding_names_who_holds_the_child_the_record_and_the_line(
    make: Make, build: duckdb.DuckDBPyConnection, tmp_path: Path
):
    rows = planted(make(JULY))
    assert rows.height > 3
    lines = (tmp_path / "out" / "CIN_999_2025-26.xml").read_text().splitlines()
    for row in rows.iter_rows(named=True):
        around = "".join(lines[row["line"] - 3 : row["line"] + 3])
        assert "<ReferralSource>=1+1</ReferralSource>" in around
        source, _, record_id = row["record"].partition(" ")
        assert source == "cin_episodes"
        [(referred_on,)] = build.execute(
            """
            select cine_referral_date from intermediate.int_contract__cin_episodes
            where cine_referral_id = ? and cine_person_id = ? and source_row = ?
            """,
            [record_id, row["child_id"], row["source_row"]],
        ).fetchall()
        assert row["keys"] == f"CINreferralDate {referred_on}"
        held = build.execute(
            """
            select team, worker_id from intermediate.int_child_team
            where child_id = ? order by valid_from desc limit 1
            """,
            [row["child_id"]],
        ).fetchall()
        assert held in ([], [(row["team"], row["worker_id"])])
    assert rows["team"].drop_nulls().len() > 0


def test_the_lists_carry_age_state_and_note_and_what_was_mended(
    make: Make, build: duckdb.DuckDBPyConnection, tmp_path: Path
):
    first = planted(make(APRIL))
    assert set(first["state"]) == {"open"}
    assert set(first["age_days"]) == {0}
    noted = first.row(0, named=True)
    [ledger_row] = [
        row
        for row in ledger(tmp_path / "state", return_of_cin(), APRIL)
        if (row.sighting.child_id, row.sighting.record) == (noted["child_id"], noted["record"])
        and row.sighting.rule_code == "8866"
    ]
    write_note(
        tmp_path / "state",
        ledger_row.sighting.finding_id,
        as_at=APRIL,
        role="analyst",
        note="=Asked",
    )
    mended = first.row(-1, named=True)
    # Row numbers and the numbers of episodes change from run to run; the finding stays itself.
    build.execute(
        """update returns.rtn_cin__cin_details set "ReferralSource" = '1A'
        where "LAchildID" = ?""",
        [mended["child_id"]],
    )
    second = make(JULY)
    by_child = {row["child_id"]: row for row in planted(second).iter_rows(named=True)}
    assert (by_child[noted["child_id"]]["state"], by_child[noted["child_id"]]["note"]) == (
        "noted",
        "=Asked",
    )
    assert by_child[noted["child_id"]]["first_seen"] == APRIL
    assert by_child[noted["child_id"]]["age_days"] == 92
    assert by_child[mended["child_id"]]["state"] == "mended"
    assert by_child[mended["child_id"]]["message"] == mended["message"]
    counts = second.progress.filter(pl.col("rule_code") == "8866").select(pl.sum("new", "mended"))
    assert counts.row(0) == (0, first.filter(pl.col("child_id") == mended["child_id"]).height)


def return_of_cin():
    from pipelines.state import ReturnOf

    return ReturnOf("999", "cin", "2025-26")


def test_no_cell_of_the_files_is_a_formula(make: Make, tmp_path: Path):
    make(JULY)
    text = (tmp_path / "out" / "fix_list.csv").read_text()
    assert ",'=1+1," in text
    assert ",=1+1," not in text
    with zipfile.ZipFile(io.BytesIO((tmp_path / "out" / "fix_list.xlsx").read_bytes())) as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets/sheet" in name]
        assert len(sheets) == 2
        assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
        assert b"<t>=1+1</t>" in book.read("xl/sharedStrings.xml")
        # In the text format it stays text even when somebody edits the cell.
        assert b'formatCode="@"' in book.read("xl/styles.xml")


def test_the_same_lists_give_the_same_bytes(make: Make, tmp_path: Path):
    names = ("fix_list.csv", "fix_list.xlsx", "progress.csv", "issues.csv")
    make(JULY)
    before = [(tmp_path / "out" / name).read_bytes() for name in names]
    make(JULY)
    assert [(tmp_path / "out" / name).read_bytes() for name in names] == before


def test_the_lines_of_our_own_files_are_those_that_a_reader_finds(
    build: duckdb.DuckDBPyConnection, tmp_path: Path
):
    checked = check_return(build, "returns", "ssda903", "999", "2025-26")
    written = write_files(checked, tmp_path / "files")
    again = tmp_path / "again"
    again.mkdir()
    for path in written.submitted:
        (again / path.name).write_bytes(path.read_bytes())
    for name, frame in read("ssda903", again, year="2025-26").items():
        if "_line" in frame.columns:
            assert frame["_line"].to_list() == list(range(2, frame.height + 2)), name
    assert sorted(file_hashes(written)) == sorted(path.name for path in written.submitted)


def test_every_table_of_every_year_has_its_keys():
    tables = {
        name
        for return_name in RETURNS
        for year in KNOWN_YEARS
        for name in specification(return_name, year).tables
    }
    assert tables <= ROW_KEYS.keys()
