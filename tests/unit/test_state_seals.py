"""What people entered is sealed: no row can change, go or come by another way without a word."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pipelines.state import (
    ChainFault,
    StateFault,
    chain,
    change_action,
    check_state,
    open_state,
    raise_action,
    record_access,
    state_path,
    write_comment,
)
from pipelines.state.database import MIGRATIONS, SEALED_FROM
from pipelines.state.seals import SEALED

ENTRY = chain.Entry("submission", "cin", "2024-25", "999", "analyst", {"cin.xml": "00"})


def comment(folder: Path, text: str) -> None:
    write_comment(
        folder,
        authority="999",
        quarter="2025-26-Q4",
        measure_id=None,
        text=text,
        written_by="A. Director",
        role="analyst",
    )


def filled(folder: Path) -> Path:
    """A state with a link and some rows of several tables, one after another."""
    chain.append(folder, ENTRY, {"T": pl.DataFrame({"a": [1]})})
    for number in range(3):
        comment(folder, f"Comment {number}")
        record_access(folder, role="officer", page="list", what="m", rows=number)
    action = raise_action(
        folder,
        authority="999",
        quarter="2025-26-Q4",
        what="Look",
        owner="B",
        raised_by="A",
        role="analyst",
    )
    change_action(folder, action, status="done", changed_by="B", role="analyst")
    return folder


def by_hand(folder: Path, *statements: str) -> None:
    """What somebody with a SQLite shell does, who knows of the triggers."""
    con = sqlite3.connect(state_path(folder))
    triggers = con.execute("select name from sqlite_master where type = 'trigger'").fetchall()
    for (name,) in triggers:
        con.execute(f"drop trigger {name}")
    for statement in statements:
        con.execute(statement)
    con.commit()
    con.close()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "update commentary set text = 'Better' where comment_id = 2",
            "Row 2 of the table commentary is not what was kept",
        ),
        ("delete from audit where audit_id = 1", "Row 1 of the table audit is not what was kept"),
        ("delete from audit where audit_id = 3", "Row 3 of the table audit is not what was kept"),
        (
            "insert into audit values (9, 't', 'r', 'p', 'w', 1, null)",
            "Row 9 of the table audit was put in by something else than Sightline",
        ),
        (
            "insert into action_change values (0, 1, 't', 'open', null, 'b', 'r')",
            "Row 0 of the table action_change was put in",
        ),
        ("update action set owner = x'00'", "Row 1 of the table action is not what was kept"),
        ("delete from seal where seal_id = 4", "Seal 4 of what people entered is missing"),
        ("update seal set table_name = 'x' where seal_id = 2", "Seal 2 of what people entered was"),
        ("update seal set last_id = 7 where seal_id = 2", "is not what was kept"),
        (
            "update chain_link set link_hash = '0' where sequence = 0",
            "Row 0 of the table chain_link is not what was kept",
        ),
    ],
)
def test_whatever_is_altered_by_hand_is_named(statement: str, words: str, tmp_path: Path):
    filled(tmp_path)
    assert len(check_state(tmp_path)) == 1
    by_hand(tmp_path, statement)
    with pytest.raises(ChainFault) as fault:
        check_state(tmp_path)
    assert words in fault.value.sentence()
    assert "keeping_it_safe.md" in fault.value.sentence()


def test_what_is_added_later_hides_nothing(tmp_path: Path):
    filled(tmp_path)
    by_hand(tmp_path, "insert into audit values (9, 't', 'r', 'p', 'w', 1, null)")
    record_access(tmp_path, role="officer", page="list", what="m", rows=1)
    with pytest.raises(ChainFault, match="Row 9 of the table audit was put in"):
        check_state(tmp_path)


def test_every_table_that_is_only_added_to_is_sealed(tmp_path: Path):
    with open_state(tmp_path) as con:
        triggers = con.execute(
            "select tbl_name from sqlite_master where type = 'trigger' and name like '%_delete'"
        ).fetchall()
        assert {name for (name,) in triggers} - {"seal"} == set(SEALED)
        for table, columns in SEALED.items():
            held = con.execute(f"pragma table_info({table})").fetchall()
            assert tuple(row[1] for row in held) == columns


def test_rows_that_were_there_before_the_seals_are_sealed_as_they_were(tmp_path: Path):
    with sqlite3.connect(state_path(tmp_path)) as con:
        for statements in MIGRATIONS[: SEALED_FROM - 1]:
            for statement in statements:
                con.execute(statement)
        con.execute(f"pragma user_version = {SEALED_FROM - 1}")
        for number in range(2):
            con.execute(
                "insert into audit (at, role, page, what, rows) values ('t', 'r', 'p', 'w', ?)",
                (number,),
            )
    con.close()
    assert check_state(tmp_path) == []
    comment(tmp_path, "Later")
    assert check_state(tmp_path) == []
    by_hand(tmp_path, "update audit set rows = 7 where audit_id = 2")
    with pytest.raises(ChainFault, match="One of the rows 1 to 2 of the table audit"):
        check_state(tmp_path)


def remove_the_state_file(folder: Path) -> None:
    for path in folder.glob(f"{state_path(folder).name}*"):
        path.unlink()


def replace_the_state_file(folder: Path) -> None:
    remove_the_state_file(folder)
    record_access(folder, role="officer", page="list", what="m", rows=1)


def put_an_older_state_file_back(folder: Path) -> None:
    kept = folder.with_name("kept.sqlite3")
    shutil.copyfile(state_path(folder), kept)
    for digest in ("11", "22"):
        entry = chain.Entry("submission", "cin", "2024-25", "999", "analyst", {"cin.xml": digest})
        chain.append(folder, entry, {"T": pl.DataFrame({"a": [1]})})
    remove_the_state_file(folder)
    shutil.copyfile(kept, state_path(folder))


@pytest.mark.parametrize(
    "harm", [remove_the_state_file, replace_the_state_file, put_an_older_state_file_back]
)
def test_a_state_file_that_is_not_that_of_the_chain_is_named(
    harm: Callable[[Path], None], tmp_path: Path
):
    folder = filled(tmp_path / "state")
    harm(folder)
    with pytest.raises(ChainFault, match="does not know all links"):
        check_state(folder)


@pytest.mark.parametrize("page", [1, 2, 4, 10, 20])
def test_a_state_file_that_is_damaged_is_a_sentence_wherever_the_damage_lies(
    page: int, tmp_path: Path
):
    filled(tmp_path)
    size = 4096
    content = bytearray(state_path(tmp_path).read_bytes())
    content[(page - 1) * size : page * size] = bytes(size)
    state_path(tmp_path).write_bytes(content)
    with pytest.raises((StateFault, ChainFault)) as fault:
        check_state(tmp_path)
    assert "keeping_it_safe.md" in fault.value.sentence()


def test_a_state_that_cannot_be_written_to_is_a_sentence(tmp_path: Path):
    (tmp_path / "state").write_text("a file in the place of the folder")
    with pytest.raises(StateFault, match="cannot be made"):
        comment(tmp_path / "state", "Said")
    state_path(tmp_path).mkdir()
    with pytest.raises(StateFault, match="cannot be used"):
        comment(tmp_path, "Said")


def test_a_link_whose_record_a_dying_process_could_not_write_is_a_link(tmp_path: Path):
    """The first one and a later one: the next link records both."""
    code_of = chain.open_state
    for digest in ("00", "11"):
        entry = chain.Entry("submission", "cin", "2024-25", "999", "analyst", {"cin.xml": digest})
        calls = iter([False, False, True])

        def dying(folder: Path, calls=calls):
            if next(calls):
                raise KeyboardInterrupt
            return code_of(folder)

        with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(chain, "open_state", dying)
            chain.append(tmp_path, entry, {"T": pl.DataFrame({"a": [1]})})
        chain.append(tmp_path, entry, {"T": pl.DataFrame({"a": [1]})})
    assert [link.sequence for link in check_state(tmp_path)] == [1, 2, 3, 4]
