"""Frozen figures stay as they were, the newest freeze counts, and what people say of them stays."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.state import (
    ChainFault,
    Freeze,
    actions,
    chain,
    change_action,
    comments,
    frozen,
    open_state,
    raise_action,
    state_path,
    submissions,
    write_comment,
)
from pipelines.state.database import MIGRATIONS, SCHEMA_VERSION, copy_path

MARCH = date(2026, 3, 31)


def figures(numerator: float = 4) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "authority": ["999"],
            "measure_id": ["contact__decided_within_1_working_day"],
            "period_type": ["quarter"],
            "period_end": [MARCH],
            "slice": ["all"],
            "slice_value": ["all"],
            "numerator": [numerator],
        }
    )


def rows(child: str = "a") -> pl.DataFrame:
    return pl.DataFrame({"authority": ["999"], "child_id": [child], "entity_id": ["1"]})


def keep(
    folder: Path, numerator: float = 4, quarter: str = "2025-26-Q4", authority: str = "999"
) -> tuple[Freeze, bool]:
    about = dict.fromkeys(frozen.ABOUT_COLUMNS)
    about |= {"quarter": quarter, "signed_off_by": "A. Director", "as_at": date(2026, 4, 30)}
    return frozen.keep(
        folder,
        authority=authority,
        about=about,
        snapshots={f"{authority}/ssd/2026-04-30-aa": "00"},
        figures=figures(numerator),
        rows=rows(),
    )


def test_the_same_figures_again_are_recognised_and_others_are_a_new_link(tmp_path: Path):
    first, is_known = keep(tmp_path)
    assert not is_known
    assert keep(tmp_path) == (first, True)
    second, is_known = keep(tmp_path, numerator=5)
    assert (second.number, is_known) == (2, False)
    assert frozen.newest(tmp_path, "999", "2025-26-Q4") == second
    assert frozen.tables_of(tmp_path, first)["figure"]["numerator"].to_list() == [4]


def test_quarters_and_authorities_are_frozen_each_for_itself(tmp_path: Path):
    first, _ = keep(tmp_path)
    keep(tmp_path, quarter="2025-26-Q3")
    keep(tmp_path, authority="998")
    assert frozen.newest(tmp_path, "999", "2025-26-Q4") == first
    assert frozen.newest(tmp_path, "998", "2025-26-Q3") is None
    assert frozen.snapshots_kept(tmp_path) == {
        "999/ssd/2026-04-30-aa",
        "998/ssd/2026-04-30-aa",
    }


def test_every_freeze_is_published_and_of_the_rows_those_that_count(tmp_path: Path):
    keep(tmp_path)
    keep(tmp_path, numerator=5)
    keep(tmp_path, authority="998")
    published = frozen.published_figures(tmp_path, ["999"])
    assert published.select("freeze_number", "is_newest", "numerator").rows() == [
        (2, True, 5.0),
        (1, False, 4.0),
    ]
    assert published["signed_off_by"].unique().to_list() == ["A. Director"]
    assert frozen.published_rows(tmp_path, "999")["freeze_number"].to_list() == [2]


def test_no_freeze_gives_empty_tables_with_all_their_columns(tmp_path: Path):
    found = frozen.published_figures(tmp_path / "state", ["999"])
    assert found.is_empty()
    assert {"quarter", "run_id", "definition_hash", "signed_off_by"} <= set(found.columns)
    assert frozen.published_rows(tmp_path / "state", "999").schema["source_row"] == pl.Int64
    assert not (tmp_path / "state").exists()


def test_a_frozen_figure_that_was_altered_is_named_to_whoever_reads_the_chain(tmp_path: Path):
    keep(tmp_path)
    path = chain.chain_dir(tmp_path) / "000001" / "figure.parquet"
    path.chmod(0o644)
    figures(400).write_parquet(path)
    for read in (
        lambda: frozen.published_figures(tmp_path, ["999"]),
        # What every run does first, whatever it compares with.
        lambda: submissions.kept(tmp_path),
        lambda: keep(tmp_path, 5),
    ):
        with pytest.raises(ChainFault, match=r"000001/figure\.parquet"):
            read()


def test_a_column_that_was_not_kept_then_is_null_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as earlier:
        fewer = {n: k for n, k in frozen.FIGURE_COLUMNS.items() if n != "people"}
        earlier.setattr(frozen, "FIGURE_COLUMNS", fewer)
        first, _ = keep(tmp_path)
    assert frozen.tables_of(tmp_path, first)["figure"]["people"].to_list() == [None]
    assert "people" in frozen.published_figures(tmp_path, ["999"]).columns


def comment(folder: Path, text: str, measure_id: str | None = "m", by: str = "A. Head") -> None:
    write_comment(
        folder,
        authority="999",
        quarter="2025-26-Q4",
        measure_id=measure_id,
        text=text,
        written_by=by,
        role="analyst",
    )


def test_the_newest_comment_holds_and_an_empty_one_takes_it_back(tmp_path: Path):
    for text in ("First", "Second"):
        comment(tmp_path, text)
    comment(tmp_path, "On all of it", measure_id=None)
    comment(tmp_path, "Wrong", measure_id="other")
    comment(tmp_path, "", measure_id="other")
    found = comments(tmp_path, "999", "2025-26-Q4")
    assert [(one.measure_id, one.text) for one in found] == [
        (None, "On all of it"),
        ("m", "Second"),
    ]
    assert comments(tmp_path, "999", "2025-26-Q3") == []


def test_a_comment_has_an_author_and_an_end(tmp_path: Path):
    with pytest.raises(ValueError, match="name"):
        comment(tmp_path, "x", by=" ")
    with pytest.raises(ValueError, match="at most"):
        comment(tmp_path, "x" * 4001)


def act(folder: Path, what: str = "Look into it", owner: str = "A. Head") -> int:
    return raise_action(
        folder,
        authority="999",
        quarter="2025-26-Q4",
        what=what,
        owner=owner,
        raised_by="Committee",
        role="analyst",
        due_on=date(2026, 6, 30),
    )


def test_an_action_is_open_until_somebody_says_what_became_of_it(tmp_path: Path):
    first, second = act(tmp_path), act(tmp_path, "Count again")
    change_action(tmp_path, first, status="done", changed_by="A. Head", role="manager")
    change_action(
        tmp_path, first, status="open", changed_by="Committee", role="analyst", remark="Not yet"
    )
    change_action(tmp_path, second, status="done", changed_by="A. Head", role="manager")
    [still_open] = actions(tmp_path, "999", status="open")
    assert (still_open.action_id, still_open.remark) == (first, "Not yet")
    assert still_open.is_overdue(date(2026, 7, 1))
    assert not still_open.is_overdue(date(2026, 6, 30))
    assert [one.status for one in actions(tmp_path, "999")] == ["open", "done"]
    assert actions(tmp_path, "998") == []


def test_an_action_says_something_and_somebody_owns_it(tmp_path: Path):
    for what, owner in ((" ", "A. Head"), ("x" * 2001, "A. Head"), ("Look", " ")):
        with pytest.raises(ValueError, match="action"):
            act(tmp_path, what, owner)
    for action, status, by in ((7, "done", "A"), (7, "gone", "A"), (7, "done", " ")):
        with pytest.raises(ValueError, match=r"action|status|name"):
            change_action(tmp_path, action, status=status, changed_by=by, role="analyst")


@pytest.mark.parametrize("table", ["commentary", "action", "action_change"])
def test_what_was_said_can_be_neither_changed_nor_removed(tmp_path: Path, table: str):
    comment(tmp_path, "Said")
    change_action(tmp_path, act(tmp_path), status="done", changed_by="A", role="analyst")
    for statement in (f"update {table} set role = 'nobody'", f"delete from {table}"):
        with pytest.raises(sqlite3.DatabaseError, match="never"), open_state(tmp_path) as con:
            con.execute(statement)


def older_state(folder: Path) -> None:
    """A state file as the version before left it, with one row."""
    with sqlite3.connect(state_path(folder)) as con:
        con.execute("pragma journal_mode = wal")
        for statements in MIGRATIONS[:-1]:
            for statement in statements:
                con.execute(statement)
        con.execute(f"pragma user_version = {SCHEMA_VERSION - 1}")
        con.execute("insert into audit (at, role, page, what, rows) values ('t', 'r', 'p', 'w', 1)")
    con.close()


def test_a_migration_that_is_killed_half_way_leaves_a_whole_copy_and_is_made_again(tmp_path: Path):
    older_state(tmp_path)
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from pipelines.state import database\n"
        "def half(statements):\n"
        "    yield statements[0]\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "database.MIGRATIONS = (*database.MIGRATIONS[:-1], half(database.MIGRATIONS[-1]))\n"
        "with database.open_state(Path(sys.argv[1])): pass"
    )
    killed = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=Path(__file__).parents[2], check=False
    )
    assert killed.returncode == -signal.SIGKILL
    copy = copy_path(tmp_path, SCHEMA_VERSION - 1)
    with sqlite3.connect(f"file:{copy}?mode=ro", uri=True) as con:
        assert con.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert con.execute("pragma user_version").fetchall() == [(SCHEMA_VERSION - 1,)]
        assert con.execute("select count(*) from audit").fetchall() == [(1,)]
    with sqlite3.connect(state_path(tmp_path)) as con:
        assert con.execute("pragma user_version").fetchall() == [(SCHEMA_VERSION - 1,)]
    comment(tmp_path, "After")
    with open_state(tmp_path) as con:
        assert con.execute("pragma user_version").fetchone() == (SCHEMA_VERSION,)
        assert con.execute("select count(*) from audit").fetchone() == (1,)
