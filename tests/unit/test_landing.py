"""Landing writes a drop whole or not at all, once, and finds the right one again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.faults import Fault
from pipelines.landing import (
    UNFINISHED,
    LandedTable,
    Origin,
    choose,
    content_hash,
    drops,
    land,
    read_drop,
)


def table(*ids: str, file: str = "ssd_person.csv") -> pl.DataFrame:
    return pl.DataFrame(
        {
            "pers_person_id": list(ids),
            "_source_file": [file] * len(ids),
            "_source_row": list(range(2, len(ids) + 2)),
        }
    )


def origin(as_at: str = "2026-04-30", authority: str = "999", rows: int = 1) -> Origin:
    return Origin(
        authority=authority,
        system="ssd",
        as_at=date.fromisoformat(as_at),
        source="drop",
        tables={"person": LandedTable(rows_in=rows, source_files=[])},
        absent_tables={},
    )


def land_one(root: Path, as_at: str, authority: str = "999", person: str = "1"):
    return land({"person": table(person)}, origin(as_at, authority), root)[0]


def test_a_drop_lies_under_authority_system_day_and_hash(tmp_path):
    drop, there = land({"person": table("1")}, origin(), tmp_path)
    assert not there
    assert drop.path == tmp_path / "999" / "ssd" / f"2026-04-30-{drop.content_hash[:12]}"
    assert sorted(p.name for p in drop.path.iterdir()) == ["manifest.json", "person.parquet"]
    assert read_drop(drop.path) == drop


def test_the_same_content_lands_once_per_day(tmp_path):
    first, _ = land({"person": table("1")}, origin(), tmp_path)
    again, there = land({"person": table("1", file="other.csv")}, origin(), tmp_path)
    assert there
    assert again == first
    later, there = land({"person": table("1")}, origin("2026-07-31"), tmp_path)
    assert not there
    assert len(drops(tmp_path)) == 2
    assert later.content_hash == first.content_hash


def test_the_hash_ignores_column_order_and_file_names_and_sees_cells_rows_and_nulls():
    one = pl.DataFrame({"a": ["1"], "b": ["2"]})
    assert content_hash({"t": one}) == content_hash({"t": one.select("b", "a")})
    assert content_hash({"t": table("1")}) == content_hash({"t": table("1", file="x")})
    assert content_hash({"t": table("1", "2")}) != content_hash({"t": table("2", "1")})
    empty, null = pl.DataFrame({"a": [""]}), pl.DataFrame({"a": [None]}, schema={"a": pl.String})
    assert content_hash({"t": empty}) != content_hash({"t": null})


def test_a_killed_landing_leaves_nothing_that_is_taken_for_a_drop_and_is_cleaned_later(tmp_path):
    script = f"""
import os, signal
from pathlib import Path
import pipelines.landing as landing
from tests.unit.test_landing import origin, table
def die(path, table):
    path.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
landing._write = die
landing.land({{"person": table("1")}}, origin(), Path({str(tmp_path)!r}))
"""
    root = Path(__file__).resolve().parents[2]
    env = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", script], env=env, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    left = list((tmp_path / "999" / "ssd").glob(f"{UNFINISHED}*"))
    assert len(left) == 1
    assert drops(tmp_path) == []
    drop = land_one(tmp_path, "2026-04-30")
    assert not left[0].exists()
    assert drops(tmp_path) == [drop]


def test_the_newest_drop_up_to_the_day_is_chosen_for_each_authority(tmp_path):
    april = land_one(tmp_path, "2026-04-30")
    july = land_one(tmp_path, "2026-07-31")
    other = land_one(tmp_path, "2026-03-31", authority="301")
    assert choose(tmp_path) == [other, july]
    assert choose(tmp_path, date(2026, 7, 30)) == [other, april]
    assert choose(tmp_path, authorities=["999"]) == [july]
    assert choose(tmp_path, authorities=["301"]) == [other]
    assert choose(tmp_path, date(2026, 3, 31)) == [other]


def test_of_two_drops_of_one_day_the_one_that_landed_last_is_chosen(tmp_path):
    land_one(tmp_path, "2026-04-30", person="1")
    corrected = land_one(tmp_path, "2026-04-30", person="2")
    assert choose(tmp_path) == [corrected]


def test_a_drop_that_is_given_again_takes_back_the_correction_that_came_after_it(tmp_path):
    first = land_one(tmp_path, "2026-04-30", person="1")
    wrong = land_one(tmp_path, "2026-04-30", person="2")
    again, there = land({"person": table("1")}, origin(), tmp_path)
    assert there
    assert choose(tmp_path) == [again]
    assert again.manifest.given_before == [first.manifest.landed_at]
    assert again.manifest.landed_at > wrong.manifest.landed_at
    assert (again.path, again.content_hash) == (first.path, first.content_hash)
    assert sorted(path.name for path in again.path.iterdir()) == ["manifest.json", "person.parquet"]
    assert len(drops(tmp_path)) == 2


def test_no_drop_at_all_or_none_early_enough_is_a_fault_that_says_so(tmp_path):
    with pytest.raises(Fault, match="No drop has landed"):
        choose(tmp_path)
    land_one(tmp_path, "2026-04-30")
    with pytest.raises(Fault, match=r"999 shows 2026-04-29 .* earliest .* 2026-04-30"):
        choose(tmp_path, date(2026, 4, 29))
    with pytest.raises(Fault, match="No drop of 301 has landed"):
        choose(tmp_path, authorities=["301"])
    with pytest.raises(Fault, match="No drop of 301 shows"):
        choose(tmp_path, authorities=["301", "999"])


def test_a_broken_manifest_is_a_fault_that_names_it(tmp_path):
    drop = land_one(tmp_path, "2026-04-30")
    (drop.path / "manifest.json").write_text("{")
    with pytest.raises(Fault, match=r"manifest\.json"):
        drops(tmp_path)


def test_a_landing_folder_that_cannot_be_written_is_a_fault_and_leaves_nothing(tmp_path):
    (tmp_path / "999").write_text("a file where the folder should be")
    with pytest.raises(Fault, match="The drop cannot be written"):
        land_one(tmp_path, "2026-04-30")


def test_a_disk_that_fills_up_is_a_fault_and_leaves_no_drop(tmp_path, monkeypatch):
    def full(path: Path, table: pl.DataFrame) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipelines.landing._write", full)
    with pytest.raises(Fault, match="No space left on device"):
        land_one(tmp_path, "2026-04-30")
    assert drops(tmp_path) == []
