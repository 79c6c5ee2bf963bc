"""Findings from run to run: since when, with which note, mended or back again; and sign-offs."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.state import ReturnOf, Sighting, ledger, open_state, sign_off, sign_offs, write_note
from pipelines.state.database import MIGRATIONS, SCHEMA_VERSION, copy_path, state_path
from pipelines.state.findings import NOTE_LETTERS, check_days, finding_id, observe, with_check
from pipelines.state.signing import return_hash

CIN = ReturnOf("999", "cin", "2025-26")
APRIL, MAY, JUNE, JULY = (date(2026, month, 30) for month in (4, 5, 6, 7))


def sighting(child: str, rule: str = "8600", team: str | None = "North") -> Sighting:
    record = f"cin_assessments {child}1"
    return Sighting(
        finding_id=finding_id(CIN, rule, child, record, "Date", "0"),
        rule_code=rule,
        severity="query",
        table="Assessments",
        child_id=child,
        record=record,
        keys="Date 2026-01-01",
        field="Date",
        team=team,
        worker_id="w1",
    )


def see(folder: Path, day: date, *children: str) -> None:
    observe(folder, CIN, day, f"run-{day}", [sighting(child) for child in children])


def stands(folder: Path, day: date) -> dict[str, tuple[str, date]]:
    return {
        str(row.sighting.child_id): (row.state, row.first_seen) for row in ledger(folder, CIN, day)
    }


def test_a_finding_keeps_the_day_on_which_it_was_first_seen_until_it_is_mended(tmp_path: Path):
    see(tmp_path, APRIL, "a", "b")
    see(tmp_path, MAY, "a", "c")
    see(tmp_path, JUNE, "a")
    assert stands(tmp_path, JUNE) == {
        "a": ("open", APRIL),
        "b": ("mended", APRIL),
        "c": ("mended", MAY),
    }
    rows = {row.sighting.child_id: row for row in ledger(tmp_path, CIN, JUNE)}
    assert rows["a"].age_days(JUNE) == 61
    assert (rows["b"].mended_on, rows["b"].is_mended_now) == (MAY, False)
    assert (rows["c"].mended_on, rows["c"].is_mended_now) == (JUNE, True)


def test_the_ledger_of_an_earlier_day_knows_nothing_of_later_ones(tmp_path: Path):
    see(tmp_path, APRIL, "a", "b")
    see(tmp_path, MAY, "a", "c")
    assert stands(tmp_path, APRIL) == {"a": ("open", APRIL), "b": ("open", APRIL)}
    assert stands(tmp_path, date(2026, 3, 1)) == {}
    [a, b, c] = ledger(tmp_path, CIN, MAY)
    assert (a.is_new, b.is_new, c.is_new) == (False, False, True)


def test_a_finding_that_comes_back_is_open_again_and_counts_from_its_return(tmp_path: Path):
    see(tmp_path, APRIL, "a")
    see(tmp_path, MAY)
    see(tmp_path, JUNE, "a")
    [row] = ledger(tmp_path, CIN, JUNE)
    assert (row.state, row.first_seen, row.is_again, row.is_new) == ("open", JUNE, True, True)


def test_a_repeated_run_changes_nothing_and_a_corrected_one_replaces_it(tmp_path: Path):
    see(tmp_path, APRIL, "a")
    see(tmp_path, MAY, "a", "b")
    before = ledger(tmp_path, CIN, MAY)
    see(tmp_path, MAY, "a", "b")
    assert ledger(tmp_path, CIN, MAY) == before
    see(tmp_path, MAY, "b")
    assert stands(tmp_path, MAY) == {"a": ("mended", APRIL), "b": ("open", MAY)}
    see(tmp_path, MAY, "a", "b")
    assert ledger(tmp_path, CIN, MAY) == before


def test_a_run_of_an_earlier_day_finds_its_place(tmp_path: Path):
    see(tmp_path, JUNE, "a", "b")
    see(tmp_path, APRIL, "a")
    assert stands(tmp_path, JUNE) == {"a": ("open", APRIL), "b": ("open", JUNE)}
    assert check_days(tmp_path, CIN) == [APRIL, JUNE]


def test_returns_years_and_authorities_have_ledgers_of_their_own(tmp_path: Path):
    see(tmp_path, APRIL, "a")
    other = ReturnOf("998", "cin", "2025-26")
    assert ledger(tmp_path, other, APRIL) == []
    observe(tmp_path, other, APRIL, "run", [])
    assert stands(tmp_path, APRIL) == {"a": ("open", APRIL)}


def test_the_team_is_that_of_the_newest_run_that_saw_the_finding(tmp_path: Path):
    observe(tmp_path, CIN, MAY, "r", [sighting("a", team="South")])
    observe(tmp_path, CIN, APRIL, "r", [sighting("a", team="North")])
    [row] = ledger(tmp_path, CIN, MAY)
    assert row.sighting.team == "South"


def test_a_note_is_carried_to_the_next_run_and_ends_with_the_finding(tmp_path: Path):
    see(tmp_path, APRIL, "a")
    write_note(
        tmp_path, sighting("a").finding_id, as_at=APRIL, role="analyst", note=" Family abroad "
    )
    see(tmp_path, MAY, "a")
    [row] = ledger(tmp_path, CIN, MAY)
    assert (row.state, row.note) == ("noted", "Family abroad")
    see(tmp_path, JUNE)
    assert stands(tmp_path, JUNE)["a"][0] == "mended"
    see(tmp_path, JULY, "a")
    [row] = ledger(tmp_path, CIN, JULY)
    assert (row.state, row.note, row.is_again) == ("open", "Family abroad", True)


def test_an_empty_note_takes_the_one_before_back_and_both_stay_on_record(tmp_path: Path):
    see(tmp_path, APRIL, "a")
    one = sighting("a").finding_id
    for note in ("Asked the school", ""):
        write_note(tmp_path, one, as_at=APRIL, role="analyst", note=note)
    [row] = ledger(tmp_path, CIN, APRIL)
    assert (row.state, row.note) == ("open", None)
    with open_state(tmp_path) as con:
        assert con.execute("select count(*) from finding_note").fetchall() == [(2,)]


def test_a_note_needs_a_finding_and_an_end(tmp_path: Path):
    see(tmp_path, APRIL, "a")
    with pytest.raises(ValueError, match="no such finding"):
        write_note(tmp_path, "none", as_at=APRIL, role="analyst", note="x")
    with pytest.raises(ValueError, match="at most"):
        write_note(
            tmp_path,
            sighting("a").finding_id,
            as_at=APRIL,
            role="analyst",
            note="x" * (NOTE_LETTERS + 1),
        )


DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(6)]


@given(st.lists(st.tuples(st.sampled_from(DAYS), st.booleans()), max_size=25))
def test_spells_are_the_runs_of_checks_that_found_it_in_whatever_order_they_came(checks):
    last_word: dict[date, bool] = {}
    spells: list[tuple[date, date]] = []
    for day, is_seen in checks:
        before = max((other for other in last_word if other < day), default=None)
        after = min((other for other in last_word if other > day), default=None)
        spells = with_check(spells, is_seen, day, before, after)
        last_word[day] = is_seen
    expected: list[list[date]] = []
    was_seen = False
    for day in sorted(last_word):
        if last_word[day] and was_seen:
            expected[-1][1] = day
        elif last_word[day]:
            expected.append([day, day])
        was_seen = last_word[day]
    assert spells == [(first, last) for first, last in expected]


def signed(folder: Path, by: str = "A. Director", digest: str = "00") -> None:
    sign_off(
        folder,
        CIN,
        return_hash=digest,
        run_id="run",
        as_at=JULY,
        errors=0,
        queries=3,
        signed_by=by,
        role="analyst",
    )


def test_a_sign_off_holds_for_the_files_that_were_signed_and_no_others(tmp_path: Path):
    digest = return_hash({"CIN.xml": "00"})
    signed(tmp_path, digest=digest)
    [found] = sign_offs(tmp_path, CIN)
    assert (found.signed_by, found.queries, found.as_at) == ("A. Director", 3, JULY)
    assert found.holds_for(digest)
    assert not found.holds_for(return_hash({"CIN.xml": "01"}))
    assert not found.holds_for(return_hash({"CIN.XML": "00"}))
    assert not found.holds_for(None)


def test_a_sign_off_names_somebody_and_is_never_changed(tmp_path: Path):
    with pytest.raises(ValueError, match="name"):
        signed(tmp_path, by=" ")
    signed(tmp_path)
    for statement in ("update sign_off set signed_by = 'B'", "delete from sign_off"):
        with pytest.raises(sqlite3.DatabaseError, match="never"), open_state(tmp_path) as con:
            con.execute(statement)
    signed(tmp_path, by="B. Head")
    assert [found.signed_by for found in sign_offs(tmp_path, CIN)] == ["B. Head", "A. Director"]


def test_a_file_of_the_version_before_keeps_its_rows_and_leaves_a_copy(tmp_path: Path):
    with sqlite3.connect(state_path(tmp_path)) as con:
        con.execute("pragma journal_mode = wal")
        for statement in MIGRATIONS[0]:
            con.execute(statement)
        con.execute("pragma user_version = 1")
        con.execute("insert into audit (at, role, page, what, rows) values ('t', 'r', 'p', 'w', 1)")
    con.close()
    see(tmp_path, APRIL, "a")
    with open_state(tmp_path) as con:
        assert con.execute("pragma user_version").fetchone() == (SCHEMA_VERSION,)
        assert con.execute("select count(*) from audit").fetchone() == (1,)
    with sqlite3.connect(copy_path(tmp_path, 1)) as copy:
        assert copy.execute("pragma user_version").fetchone() == (1,)
        assert copy.execute("select count(*) from audit").fetchone() == (1,)


def test_a_new_state_file_leaves_no_copy(tmp_path: Path):
    see(tmp_path, APRIL, "a")
    assert not list(tmp_path.glob("state-version-*"))
