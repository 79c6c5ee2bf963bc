"""Any landed snapshot builds again, a system can land again by itself, and old drops are said."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
from dagster import DagsterInstance

from pipelines.contract import load_contract
from pipelines.definitions import build_defs
from pipelines.freshness import made_from, old_drops
from pipelines.history import event_column
from pipelines.jobs import main_job, prune_job
from pipelines.landing import LandedTable, Origin, choose, drops, land
from pipelines.partitions import PARTITION_TAG, day_of_run, days_of, keep_in_step, snapshots
from pipelines.retention import prune
from pipelines.run import RunSummary, run
from pipelines.settings import Settings
from tests.pipeline.conftest import CODE_VERSION, ingest, products, sightline, written
from tests.pipeline.test_sensors import lands

# Of a child who is new, the address is from before; a step is dated by its deadline.
DATED_BY_EVENTS = {table.name for table in load_contract().staged if event_column(table)} - {
    "address",
    "workflow_step",
}


def test_an_earlier_snapshot_built_after_a_later_one_is_what_an_older_backup_builds_elsewhere(
    first_run: RunSummary,
    earlier_run: RunSummary,
    sample_drops: dict[str, Path],
    tmp_path: Path,
):
    day = earlier_run.as_at
    assert (day, first_run.as_at) == (date(2026, 4, 30), date(2026, 7, 31))
    alone = Settings(data_dir=tmp_path / "alone", code_version=CODE_VERSION)
    ingest(alone, {known: path for known, path in sample_drops.items() if known <= "2026-04-30"})
    elsewhere = tmp_path / "elsewhere"
    for words in (("backup", tmp_path / "kept.tar.zst"), ("restore", tmp_path / "kept.tar.zst")):
        done = sightline(alone.root if words[0] == "backup" else elsewhere, *words)
        assert done.returncode == 0, done.stderr
    restored = run(Settings(data_dir=elsewhere, code_version=CODE_VERSION))
    assert products(restored) == products(earlier_run)
    with duckdb.connect(str(earlier_run.aggregate), read_only=True) as con:
        assert con.execute("select max(as_at) from event_history").fetchall() == [(day,)]


def test_what_was_recorded_late_is_what_the_ledger_of_the_sample_says(
    first_run: RunSummary, sample_drops: dict[str, Path]
):
    with duckdb.connect(str(first_run.aggregate), read_only=True) as con:
        found = con.execute(
            """
            select strftime(as_at, '%Y-%m-%d'), slice_value, late_rows
            from recorded_late
            where slice = 'table' and late_rows > 0
            """
        ).fetchall()
        sums = con.execute(
            """
            select as_at, slice, sum(new_rows), sum(late_rows) from recorded_late group by all
            """
        ).fetchall()
    ledger = next(iter(sample_drops.values())).parent / "ledger.csv"
    with ledger.open(encoding="utf-8", newline="") as file:
        late = Counter(
            (row["snapshot"], row["table"])
            for row in csv.DictReader(file)
            if row["kind"] == "late" and not row["column"]
        )
    assert {(day, table): rows for day, table, rows in found} == {
        key: rows for key, rows in late.items() if key[1] in DATED_BY_EVENTS
    }
    assert len(found) > 10
    for day in {row[0] for row in sums}:
        assert len({row[2:] for row in sums if row[0] == day}) == 1


def test_a_day_between_two_drops_is_known_from_the_earlier_one_and_the_run_says_so(
    tmp_path: Path,
):
    settings, day = Settings(data_dir=tmp_path), date(2026, 3, 31)
    for known in (date(2026, 1, 15), date(2026, 4, 30)):
        _lands_system(settings, "ssd", known, known.isoformat())
    _lands_system(settings, "cin", day, "of the day")
    chosen = choose(settings.landing_dir, day)
    assert [drop.as_at for drop in chosen if drop.system == "ssd"] == [date(2026, 1, 15)]
    assert made_from(chosen, day) == {
        "999": [
            "cin as at 2026-03-31",
            "ssd as at 2026-01-15, 75 days before 2026-03-31: what was entered since is not in it",
        ]
    }


def test_the_main_job_has_a_partition_for_each_landed_day_and_runs_without_one_too(
    installation: Settings,
):
    job = build_defs(installation).resolve_job_def(main_job.name)
    assert job.partitions_def == snapshots
    with DagsterInstance.ephemeral() as instance:
        keep_in_step(instance, days_of(drops(installation.landing_dir)))
        keys = snapshots.get_partition_keys(dynamic_partitions_store=instance)
    assert keys == days_of(drops(installation.landing_dir))
    assert day_of_run({PARTITION_TAG: keys[0]}) == date.fromisoformat(keys[0])
    assert day_of_run({}) is None


def test_the_pruning_job_removes_what_the_command_would(tmp_path: Path):
    settings = Settings(data_dir=tmp_path, keep_drops=1, keep_days=0)
    lands(settings, date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3))
    with DagsterInstance.ephemeral() as instance:
        done = prune_job.execute_in_process(instance=instance, resources={"settings": settings})
    assert done.success
    assert days_of(drops(settings.landing_dir)) == ["2026-04-03"]


def test_one_system_lands_again_and_the_drops_of_others_stay_as_they_are(tmp_path: Path):
    settings, day = Settings(data_dir=tmp_path), date(2026, 7, 31)
    for system in ("ssd", "northgate"):
        _lands_system(settings, system, day, "as it was")
    others = settings.landing_dir / "999" / "ssd"
    before = {path: path.stat().st_mtime_ns for path in sorted(others.rglob("*"))}
    content = written(others)
    _lands_system(settings, "northgate", day, "corrected")
    assert written(others) == content
    assert {path: path.stat().st_mtime_ns for path in sorted(others.rglob("*"))} == before
    chosen = {drop.system: drop for drop in choose(settings.landing_dir)}
    kept = pl.read_parquet(chosen["northgate"].path / "person.parquet")
    assert kept.get_column("pers_person_id").to_list() == ["corrected"]
    assert len(drops(settings.landing_dir)) == 3


def test_a_re_ingest_that_dies_leaves_every_system_with_the_drop_it_had(tmp_path: Path):
    settings, day = Settings(data_dir=tmp_path), date(2026, 7, 31)
    for system in ("ssd", "northgate"):
        _lands_system(settings, system, day, "as it was")
    before = choose(settings.landing_dir)
    died = settings.landing_dir / "999" / "northgate" / ".unfinished-abc"
    shutil.copytree(before[0].path, died)
    assert choose(settings.landing_dir) == before


def test_a_system_whose_newest_drop_is_old_is_said_and_others_are_not(tmp_path: Path):
    settings = Settings(data_dir=tmp_path)
    _lands_system(settings, "ssd", date(2026, 7, 31), "new")
    _lands_system(settings, "northgate", date(2026, 4, 21), "old")
    chosen = choose(settings.landing_dir)
    assert old_drops(chosen, date(2026, 7, 31), 100) == [
        "The newest drop of northgate of authority 999 shows 2026-04-21: 101 days before "
        "2026-07-31."
    ]
    assert old_drops(chosen, date(2026, 7, 31), 101) == []


def test_after_pruning_a_run_is_made_from_the_same_drops(installation: Settings, tmp_path: Path):
    shutil.copytree(installation.landing_dir, tmp_path / "landing")
    settings = Settings(data_dir=tmp_path, keep_drops=1, keep_days=0)
    prune(settings, max(d.manifest.landed_at for d in drops(settings.landing_dir)))
    newest = choose(settings.landing_dir)
    assert [drop.content_hash for drop in newest] == [
        drop.content_hash for drop in choose(installation.landing_dir)
    ]


def _lands_system(settings: Settings, system: str, day: date, person: str) -> None:
    row = {"pers_person_id": [person], "_source_file": ["p.csv"], "_source_row": [2]}
    origin = Origin(
        authority="999",
        system=system,
        as_at=day,
        source="p.csv",
        tables={"person": LandedTable(rows_in=1, source_files=[])},
        absent_tables={},
    )
    land({"person": pl.DataFrame(row)}, origin, settings.landing_dir)
