"""Backup and restore: nothing is lost on the way, and nothing that is not whole gets in."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pyarrow
import pytest

from pipelines import backup
from pipelines.backup import back_up, check, restore
from pipelines.build_lock import build_lock
from pipelines.faults import Fault
from pipelines.landing import drops
from pipelines.run import RunSummary
from pipelines.settings import Settings
from pipelines.state import ChainFault, audit_rows, record_access, submissions
from pipelines.state.database import state_path
from tests.pipeline.conftest import sightline, written
from tests.pipeline.test_sensors import lands


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    """A data root with a drop, a submission, a list, an audit row, and what a run makes."""
    settings = Settings(data_dir=tmp_path / "data", code_version="x")
    lands(settings, date(2026, 7, 31))
    record_access(settings.state_dir, role="analyst", page="returns", what="cin", rows=3)
    submissions.keep(
        settings.state_dir,
        return_name="cin",
        year="2024-25",
        authority="999",
        tables={"Header": pl.DataFrame({"LEA": ["999"]})},
        source={"cin.xml": "0" * 64},
        by="tester",
    )
    for name in ("lists/999/providers.csv", "warehouse/build.duckdb", "published/current.json"):
        path = settings.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("something")
    return settings


def kept_of(root: Path) -> dict[str, bytes]:
    """The files that a backup answers for, but for the state file, which is compared as rows."""
    return {
        name: content
        for name, content in written(root).items()
        if name.split("/")[0] in backup.PARTS
        and not Path(name).name.startswith((".lock", "state.sqlite3"))
    }


def state_of(root: Path) -> list[str]:
    con = sqlite3.connect(state_path(root / "state"))
    rows = list(con.iterdump())
    con.close()
    return rows


def test_an_empty_machine_gets_all_that_was_kept_from_a_backup(
    first_run: RunSummary, installation: Settings, tmp_path: Path
):
    made = sightline(installation.root, "backup", tmp_path / "kept.tar.zst")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "kept.tar.zst").stat().st_mode & 0o077 == 0
    empty = tmp_path / "other" / "data"
    result = sightline(empty, "restore", tmp_path / "kept.tar.zst")
    assert result.returncode == 0, result.stderr
    assert kept_of(empty) == kept_of(installation.root)


def test_all_that_no_run_can_build_comes_back_and_nothing_else(small: Settings, tmp_path: Path):
    done = back_up(small, tmp_path / "kept.tar.zst")
    before = state_of(small.root)
    empty = tmp_path / "empty"
    restored = restore(done.path, empty)
    assert kept_of(empty) == kept_of(small.root)
    assert {path.name for path in empty.iterdir()} == {"landing", "lists", "state"}
    assert (restored.drops, restored.links) == (1, 1)
    # The restore itself is one more audit row.
    assert set(before) < set(state_of(empty))
    assert [row.page for row in audit_rows(empty / "state")] == ["restore", "backup", "returns"]


def test_a_folder_gets_a_backup_that_is_named_by_the_time(small: Settings, tmp_path: Path):
    assert back_up(small, tmp_path).path.parent == tmp_path
    assert [path.suffixes[-2:] for path in tmp_path.glob("sightline-*")] == [[".tar", ".zst"]]


def test_what_is_written_while_the_backup_is_made_spoils_nothing(
    small: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    add, known = backup._add, []

    def busy(archive, name, path):
        known.append(name)
        record_access(small.state_dir, role="analyst", page="returns", what="more", rows=1)
        lands(small, date(2026, 8, len(known)))
        return add(archive, name, path)

    monkeypatch.setattr(backup, "_add", busy)
    done = back_up(small, tmp_path / "kept.tar.zst")
    monkeypatch.undo()
    restore(done.path, tmp_path / "empty")
    assert all(drop.path.is_dir() for drop in drops(tmp_path / "empty" / "landing"))


@pytest.mark.parametrize("where", [0.2, 0.6, 0.999])
def test_a_backup_that_was_cut_short_is_not_restored(small: Settings, tmp_path: Path, where: float):
    path = back_up(small, tmp_path / "kept.tar.zst").path
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * where)])
    with pytest.raises(Fault, match="cut short"):
        restore(path, tmp_path / "empty")
    assert drops(tmp_path / "empty" / "landing") == []


def test_a_backup_in_which_one_byte_was_altered_is_not_restored(small: Settings, tmp_path: Path):
    path = back_up(small, tmp_path / "kept.tar.zst").path
    with pyarrow.input_stream(str(path), compression="zstd") as packed:
        content = packed.read().replace(b"something", b"somethinG", 1)
    with pyarrow.output_stream(str(path), compression="zstd") as packed:
        packed.write(content)
    with pytest.raises(Fault, match=r"are not what was kept: lists/999/providers\.csv"):
        restore(path, tmp_path / "empty")
    with pytest.raises(Fault, match="not what was kept"):
        check(path)


def test_what_is_no_backup_is_a_fault(small: Settings, tmp_path: Path):
    (tmp_path / "text.tar.zst").write_text("no archive at all")
    for name in ("text.tar.zst", "absent.tar.zst"):
        with pytest.raises(Fault):
            restore(tmp_path / name, tmp_path / "empty")


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "landing/../../x", "other/x"])
def test_nothing_is_written_outside_the_root(
    small: Settings, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
):
    strange = tmp_path / "strange"
    strange.write_text("x")
    monkeypatch.setattr(backup, "_kept_paths", lambda settings: [(name, strange)])
    backup._write(small, tmp_path / "kept.tar.zst", datetime.now(UTC))
    with pytest.raises(Fault, match="no backup of Sightline"):
        restore(tmp_path / "kept.tar.zst", tmp_path / "a" / "empty")


def test_a_root_that_holds_something_is_left_alone(small: Settings, tmp_path: Path):
    path = back_up(small, tmp_path / "kept.tar.zst").path
    with pytest.raises(Fault, match="is not empty: it holds landing"):
        restore(path, small.root)


@pytest.mark.parametrize("moment", ["reading", "placing"])
def test_a_restore_that_died_is_finished_by_the_next(
    small: Settings, tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
):
    path, empty = back_up(small, tmp_path / "kept.tar.zst").path, tmp_path / "empty"
    if moment == "reading":
        monkeypatch.setattr(backup, "_check_restored", _dies)
    else:
        monkeypatch.setattr(shutil, "rmtree", _unless_it_ignores(shutil.rmtree))
        rename = Path.rename

        def second_dies(self: Path, target: Path):
            return _dies() if self.name == "lists" else rename(self, target)

        monkeypatch.setattr(Path, "rename", second_dies)
    with pytest.raises(KeyboardInterrupt):
        restore(path, empty)
    monkeypatch.undo()
    restore(path, empty)
    assert kept_of(empty) == kept_of(small.root)


def _dies(*_: object) -> None:
    raise KeyboardInterrupt


def _unless_it_ignores(rmtree):
    return lambda path, **how: rmtree(path, **how)


def test_a_chain_that_was_altered_is_neither_backed_up_nor_restored(
    small: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    [kept] = (small.state_dir / "chain").glob("*/Header.parquet")
    kept.chmod(0o644)
    kept.write_bytes(b"altered")
    with pytest.raises(ChainFault):
        back_up(small, tmp_path / "kept.tar.zst")
    monkeypatch.setattr(backup, "check_state", lambda folder: [])
    path = back_up(small, tmp_path / "kept.tar.zst").path
    monkeypatch.undo()
    with pytest.raises(ChainFault, match="before the backup was made"):
        restore(path, tmp_path / "empty")
    assert not (tmp_path / "empty" / "state").exists()


def test_a_backup_is_never_overwritten_nor_put_among_what_it_keeps(small: Settings, tmp_path: Path):
    path = back_up(small, tmp_path / "kept.tar.zst").path
    with pytest.raises(Fault, match="never overwritten"):
        back_up(small, path)
    with pytest.raises(Fault, match="among what it keeps"):
        back_up(small, small.landing_dir / "kept.tar.zst")
    with pytest.raises(Fault, match="ends with"):
        back_up(small, tmp_path / "kept.zip")
    assert {each.name for each in tmp_path.iterdir()} == {"data", "kept.tar.zst"}
    with (
        build_lock(small.keeping_lock_path, purpose="pruning"),
        pytest.raises(Fault, match="at work: pruning"),
    ):
        back_up(small, tmp_path / "other.tar.zst")


def test_an_installation_without_anything_has_nothing_to_back_up(tmp_path: Path):
    with pytest.raises(Fault, match="nothing to back up"):
        back_up(Settings(data_dir=tmp_path / "data"), tmp_path / "kept.tar.zst")
