"""The state file: audit rows that stay, migrations, and a sentence when it cannot be used."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import state
from pipelines.state import (
    SCHEMA_VERSION,
    StateFault,
    audit_rows,
    open_state,
    record_access,
    state_path,
)


def look(folder: Path, role: str = "officer", rows: int = 12) -> None:
    record_access(
        folder,
        role=role,
        page="measure",
        what="contact, 2025-26-Q4, all",
        rows=rows,
        reason="audit visit",
    )


def test_an_audit_row_says_when_who_what_and_how_many(tmp_path: Path):
    look(tmp_path / "state")
    [row] = audit_rows(tmp_path / "state")
    assert (row.role, row.page, row.rows, row.reason) == ("officer", "measure", 12, "audit visit")
    assert row.at.endswith("+00:00")


def test_the_newest_audit_rows_come_first_and_can_be_chosen_by_role(tmp_path: Path):
    for number, role in enumerate(["officer", "analyst", "officer"]):
        look(tmp_path, role, number)
    assert [row.rows for row in audit_rows(tmp_path)] == [2, 1, 0]
    assert [row.rows for row in audit_rows(tmp_path, role="officer")] == [2, 0]
    assert [row.rows for row in audit_rows(tmp_path, limit=1)] == [2]


@pytest.mark.parametrize("statement", ["update audit set role = 'nobody'", "delete from audit"])
def test_an_audit_row_can_be_neither_changed_nor_removed(tmp_path: Path, statement: str):
    look(tmp_path)
    with pytest.raises(sqlite3.DatabaseError, match="never"), open_state(tmp_path) as con:
        con.execute(statement)
    assert len(audit_rows(tmp_path)) == 1


def test_an_error_in_the_body_undoes_all_of_it(tmp_path: Path):
    def half_done() -> None:
        with open_state(tmp_path) as con:
            con.execute(
                "insert into audit (at, role, page, what, rows) values ('t', 'r', 'p', 'w', 1)"
            )
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert audit_rows(tmp_path) == []


def test_an_older_file_is_migrated_when_it_is_opened(tmp_path: Path):
    sqlite3.connect(state_path(tmp_path)).close()
    look(tmp_path)
    with open_state(tmp_path) as con:
        assert con.execute("pragma user_version").fetchone() == (SCHEMA_VERSION,)
        assert con.execute("pragma journal_mode").fetchone() == ("wal",)


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path):
    with sqlite3.connect(state_path(tmp_path)) as con:
        con.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(StateFault, match="newer"):
        look(tmp_path)


def test_a_file_that_is_no_database_is_a_sentence_that_warns_against_deleting_it(tmp_path: Path):
    state_path(tmp_path).write_bytes(b"no database" * 500)
    with pytest.raises(StateFault, match="Do not delete"):
        look(tmp_path)


def test_processes_that_write_at_once_lose_no_row(tmp_path: Path):
    code = (
        "import sys; from pathlib import Path; from pipelines.state import record_access\n"
        "for n in range(10):\n"
        "    record_access(Path(sys.argv[1]), role='officer', page='p', what='w', rows=n)"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=Path(__file__).parents[2])
        for _ in range(3)
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert len(audit_rows(tmp_path)) == 30


def test_the_state_package_imports_neither_dagster_nor_dbt_nor_duckdb():
    code = (
        "import sys, pipelines.state\n"
        "print(sorted({'dagster', 'dbt', 'duckdb', 'polars'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
    assert state.__doc__
