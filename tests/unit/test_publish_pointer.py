"""The pointer, the versions that it keeps, and the tidying of what killed runs left."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipelines.faults import Fault
from pipelines.leftovers import clear_leftovers
from pipelines.publish.pointer import POINTER_NAME, kept_run_ids, read_pointer, write_pointer
from pipelines.settings import Settings


def version(published: Path, run_id: str) -> None:
    """The files of a run, with its returns and packs."""
    for name in (
        f"public-{run_id}.duckdb",
        f"aggregate-{run_id}.duckdb",
        f"999/casework-{run_id}.duckdb",
        f"999/identity-{run_id}.duckdb",
    ):
        (published / name).parent.mkdir(parents=True, exist_ok=True)
        (published / name).touch()
    for name in (f"999/returns-{run_id}/cin", f"packs-{run_id}/999"):
        (published / name).mkdir(parents=True)
        (published / name / "file").touch()


def names(published: Path) -> list[str]:
    return sorted(
        str(path.relative_to(published)) for path in published.rglob("*") if path.is_file()
    )


def test_no_pointer_is_no_version(tmp_path: Path):
    assert read_pointer(tmp_path) is None
    assert kept_run_ids(tmp_path) == set()


def test_a_pointer_that_is_no_json_says_what_to_do(tmp_path: Path):
    (tmp_path / POINTER_NAME).write_text("{")
    with pytest.raises(Fault, match="sightline run"):
        read_pointer(tmp_path)


def test_three_versions_are_kept_and_older_ones_go(tmp_path: Path):
    settings = Settings(data_dir=tmp_path)
    published = settings.published_dir
    for number in range(1, 6):
        version(published, f"2026080{number}T000000-aaaaaaaa")
        write_pointer(published, {"run_id": f"2026080{number}T000000-aaaaaaaa"})
        clear_leftovers(settings)
    assert kept_run_ids(published) == {f"2026080{n}T000000-aaaaaaaa" for n in (3, 4, 5)}
    assert {name.split("2026080")[1][0] for name in names(published) if "2026080" in name} == {
        "3",
        "4",
        "5",
    }


def test_what_a_killed_run_left_goes_and_the_current_version_and_strangers_stay(tmp_path: Path):
    settings = Settings(data_dir=tmp_path)
    published = settings.published_dir
    version(published, "current")
    write_pointer(published, {"run_id": "current"})
    whole = names(published)
    version(published, "killed")
    (published / "public-killed.duckdb.wal").touch()
    (published / f".{POINTER_NAME}.123").touch()
    (published / "notes.txt").touch()
    clear_leftovers(settings)
    assert names(published) == sorted([*whole, "notes.txt"])


def test_the_pointer_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Until the rename readers meet the old text; what is renamed is on disk already."""
    write_pointer(tmp_path, {"run_id": "one"})
    seen = []
    replace = Path.replace
    synced = []
    fsync = os.fsync

    def watched(self: Path, target: Path) -> Path:
        seen.append((read_pointer(tmp_path)["run_id"], len(synced)))
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(handle), fsync(handle)))
    monkeypatch.setattr(Path, "replace", watched)
    write_pointer(tmp_path, {"run_id": "two"})
    assert seen == [("one", 1)]
    assert read_pointer(tmp_path)["run_id"] == "two"
