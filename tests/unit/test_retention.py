"""Pruning: what nothing names goes with a proof, what anything names stays, whatever dies when."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import retention
from pipelines.build_lock import build_lock
from pipelines.faults import Fault
from pipelines.history import pairs
from pipelines.landing import Drop, LandedTable, Origin, SourceFile, drops, land
from pipelines.publish.pointer import read_pointer, write_pointer
from pipelines.retention import plan, prune
from pipelines.settings import Settings
from pipelines.state import ChainFault, audit_rows, frozen, submissions

LATER = datetime.now(UTC) + timedelta(days=1000)
# Six in one quarter, so that age and names alone decide on the first five, and one of the next.
DAYS = [date(2026, 4, day) for day in (1, 5, 9, 13, 17, 21)] + [date(2026, 7, 31)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data_dir=tmp_path / "data", keep_drops=1, keep_days=30, keep_published=2)
    for day in DAYS:
        lands(made, day)
    return made


def lands(settings: Settings, day: date, system: str = "ssd") -> Drop:
    row = {"pers_person_id": [day.isoformat()], "_source_file": ["p.csv"], "_source_row": [2]}
    source = SourceFile(name="p.csv", sha256=day.isoformat().encode().hex().zfill(64), rows=1)
    origin = Origin(
        authority="999",
        system=system,
        as_at=day,
        source="p.csv",
        tables={"person": LandedTable(rows_in=1, source_files=[source])},
        absent_tables={},
    )
    return land({"person": pl.DataFrame(row)}, origin, settings.landing_dir)[0]


def publishes(settings: Settings, run_id: str, *days: date) -> None:
    settings.published_dir.mkdir(exist_ok=True)
    named = {name(d): d.content_hash for d in drops(settings.landing_dir) if d.as_at in days}
    with duckdb.connect(str(settings.published_dir / f"aggregate-{run_id}.duckdb")) as con:
        con.execute("create table run_manifest as select ? as snapshots", [json.dumps(named)])
    packs = settings.published_dir / f"packs-{run_id}" / "999"
    packs.mkdir(parents=True)
    (packs / "pack.html").write_text("a pack")
    write_pointer(settings.published_dir, {"run_id": run_id}, versions=9)


def freezes(settings: Settings, day: date) -> None:
    [drop] = [d for d in drops(settings.landing_dir) if d.as_at == day]
    about = dict.fromkeys(frozen.ABOUT_COLUMNS) | {"quarter": "2025-26-Q4", "signed_off_by": "me"}
    empty = [
        pl.DataFrame(schema={n: getattr(pl, kind) for n, kind in columns.items()})
        for columns in (frozen.FIGURE_COLUMNS, frozen.ROW_COLUMNS)
    ]
    frozen.keep(
        settings.state_dir,
        authority="999",
        about=about,
        snapshots={name(drop): drop.content_hash},
        figures=empty[0],
        rows=empty[1],
    )


def name(drop: Drop) -> str:
    return f"{drop.authority}/{drop.system}/{drop.snapshot_id}"


def there(settings: Settings) -> list[date]:
    return [drop.as_at for drop in drops(settings.landing_dir)]


def proofs(settings: Settings) -> list[str]:
    return [row.what for row in audit_rows(settings.state_dir, page="prune", limit=-1)]


def test_what_a_frozen_a_published_or_a_submitted_figure_names_stays(settings: Settings):
    freezes(settings, DAYS[0])
    publishes(settings, "r1", DAYS[4])
    publishes(settings, "r2", DAYS[1])
    publishes(settings, "r3", DAYS[6])
    files = {"p.csv": DAYS[2].isoformat().encode().hex().zfill(64)}
    submissions.keep(
        settings.state_dir,
        return_name="ssda903",
        year="2025-26",
        authority="999",
        tables={"Header": pl.DataFrame({"CHILD": ["a"]})},
        source=files,
        by="me",
    )
    done = prune(settings, LATER)
    assert there(settings) == [DAYS[0], DAYS[1], DAYS[2], DAYS[5], DAYS[6]]
    why = {kept.drop.as_at: kept.reasons for kept in done.plan.kept}
    assert why[DAYS[0]] == ("frozen 2025-26-Q4 was made from it",)
    assert why[DAYS[1]] == ("published run r2 was made from it",)
    assert why[DAYS[2]] == ("999/ssda903/2025-26 was submitted from it",)
    assert why[DAYS[5]] == ("the newest of 2026-27-Q1",)


def test_the_newest_drops_and_young_ones_stay(settings: Settings):
    many = settings.model_copy(update={"keep_drops": 4})
    prune(many, LATER)
    assert there(settings) == DAYS[3:]
    prune(settings, datetime.now(UTC))
    assert there(settings) == DAYS[3:]
    prune(settings, LATER)
    assert there(settings) == DAYS[5:]


def test_each_system_keeps_its_own_newest_drops(settings: Settings):
    lands(settings, date(2026, 1, 31), "northgate")
    prune(settings, LATER)
    assert date(2026, 1, 31) in there(settings)


def test_a_dry_run_changes_nothing(settings: Settings):
    publishes(settings, "r1", DAYS[0])
    kept = settings.landing_dir, settings.published_dir
    before = [sorted(folder.rglob("*")) for folder in kept]
    wanted = plan(settings, LATER)
    assert [removal.drop.as_at for removal in wanted.removals if removal.drop] == DAYS[1:5]
    assert [sorted(folder.rglob("*")) for folder in kept] == before
    assert proofs(settings) == []


def test_a_removal_is_proved_by_what_size_hash_why_and_when(settings: Settings):
    first = drops(settings.landing_dir)[0]
    size = sum(path.stat().st_size for path in first.path.iterdir())
    prune(settings, LATER)
    row = audit_rows(settings.state_dir, page="prune", limit=-1)[-1]
    assert row.what.startswith(f"drop {name(first)} landed ")
    assert f": 2 files, {size} bytes, SHA-256 " in row.what
    assert row.what.endswith(f", content {first.content_hash}")
    assert (row.rows, row.role) == (1, "command")
    assert row.at[:10] == datetime.now(UTC).date().isoformat()
    assert "nothing that is kept names it" in str(row.reason)
    assert len(proofs(settings)) == 5


def test_the_history_still_knows_what_was_pruned(settings: Settings):
    prune(settings, LATER)
    found = pairs(settings.landing_dir, settings.history_dir, "999", "ssd")
    assert [pair.now.as_at for pair in found] == DAYS[1:]


def test_published_versions_beyond_the_newest_go_and_the_pointer_no_longer_names_them(
    settings: Settings,
):
    for run_id in ("r1", "r2", "r3"):
        publishes(settings, run_id, DAYS[6])
    (settings.published_dir / "aggregate-dead.duckdb").write_text("of a run that died")
    (settings.published_dir / "of-a-stranger.txt").write_text("stays")
    prune(settings, LATER)
    assert {path.name for path in settings.published_dir.iterdir()} == {
        *("aggregate-r2.duckdb", "aggregate-r3.duckdb", "packs-r2", "packs-r3"),
        *("current.json", "of-a-stranger.txt"),
    }
    pointer = read_pointer(settings.published_dir)
    assert pointer is not None
    assert (pointer["run_id"], pointer["kept"]) == ("r3", ["r2"])
    titles = [proof.partition(":")[0] for proof in proofs(settings)]
    assert titles[:2] == ["published run r1", "published run dead"]


@pytest.mark.parametrize("moment", ["_prove", "_delete"])
@pytest.mark.parametrize("kind", ["drop", "run"])
def test_a_pruning_that_died_is_ended_by_the_next(
    settings: Settings, moment: str, kind: str, monkeypatch: pytest.MonkeyPatch
):
    publishes(settings, "r1", DAYS[6])
    for run_id in ("r2", "r3"):
        publishes(settings, run_id, DAYS[6])
    if kind == "run":
        for drop in drops(settings.landing_dir)[:5]:
            shutil.rmtree(drop.path)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(retention, moment, dies)
    with pytest.raises(KeyboardInterrupt):
        prune(settings, LATER)
    monkeypatch.undo()
    prune(settings, LATER)
    assert there(settings) == DAYS[5:]
    assert not list(settings.landing_dir.rglob(".removed-*"))
    assert not list(settings.published_dir.glob("*-r1*"))
    titles = [proof.partition(": ")[0] for proof in proofs(settings)]
    assert len(titles) == len(set(titles)) == (6 if kind == "drop" else 1)


def test_a_pruning_that_died_while_it_deleted_is_ended_by_the_next(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    def half(path: Path) -> None:
        (path / "manifest.json").unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr(retention, "_delete", half)
    with pytest.raises(KeyboardInterrupt):
        prune(settings, LATER)
    monkeypatch.undo()
    assert there(settings) == DAYS[1:]
    done = prune(settings, LATER)
    assert len(done.repaired) == 1
    assert len(proofs(settings)) == 5
    assert not list(settings.landing_dir.rglob(".removed-*"))


def test_the_same_content_may_land_and_go_again(settings: Settings):
    prune(settings, LATER)
    lands(settings, DAYS[0])
    prune(settings, LATER)
    assert there(settings) == DAYS[5:]
    assert len(proofs(settings)) == 6


def test_nothing_goes_when_nobody_can_say_what_is_named(settings: Settings):
    freezes(settings, DAYS[0])
    [kept] = (settings.state_dir / "chain").glob("*/figure.parquet")
    kept.chmod(0o644)
    kept.write_bytes(b"altered")
    with pytest.raises(ChainFault):
        prune(settings, LATER)
    assert there(settings) == DAYS


def test_nothing_goes_when_a_published_file_cannot_be_read(settings: Settings):
    publishes(settings, "r1", DAYS[0])
    (settings.published_dir / "aggregate-r1.duckdb").write_bytes(b"no database")
    with pytest.raises(Fault, match="nothing was removed"):
        prune(settings, LATER)
    assert there(settings) == DAYS


def test_nothing_goes_while_a_run_builds_or_a_backup_is_made(settings: Settings):
    for path in (settings.build_lock_path, settings.keeping_lock_path):
        with build_lock(path, purpose="something else"), pytest.raises(Fault, match="else"):
            prune(settings, LATER)
    assert there(settings) == DAYS
