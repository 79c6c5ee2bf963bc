"""The landing sensor asks for a run when content has changed, and says in words why it does not."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from dagster import DagsterInstance, SensorResult, SkipReason, build_sensor_context

from pipelines.build_lock import build_lock
from pipelines.landing import LandedTable, Origin, land
from pipelines.partitions import NAME
from pipelines.sensors import REASON_TAG, landing_sensor
from pipelines.settings import Settings

DAYS = (date(2026, 4, 30), date(2026, 7, 31))


def lands(settings: Settings, *days: date) -> None:
    """Drops of one table with one row, which says the day."""
    for day in days:
        row = {"pers_person_id": [day.isoformat()], "_source_file": ["p.csv"], "_source_row": [2]}
        origin = Origin(
            authority="999",
            system="ssd",
            as_at=day,
            source="p.csv",
            tables={"person": LandedTable(rows_in=1, source_files=[])},
            absent_tables={},
        )
        land({"person": pl.DataFrame(row)}, origin, settings.landing_dir)


def tick(settings: Settings, cursor: str | None, instance: DagsterInstance | None = None):
    with build_sensor_context(
        instance or DagsterInstance.ephemeral(), cursor, resources={"settings": settings}
    ) as context:
        return landing_sensor(context)


def test_an_empty_landing_is_passed_over_in_words(tmp_path: Path):
    answer = tick(Settings(data_dir=tmp_path), None)
    assert isinstance(answer, SkipReason)
    assert "No drop has landed" in answer.skip_message


def test_new_content_asks_for_one_run_and_the_same_content_for_none(tmp_path: Path):
    settings = Settings(data_dir=tmp_path)
    lands(settings, DAYS[0])
    first = tick(settings, None)
    assert isinstance(first, SensorResult)
    [request] = first.run_requests
    assert request.tags[REASON_TAG].startswith("New in landing: 999/ssd/2026-04-30-")

    again = tick(settings, first.cursor)
    assert isinstance(again, SkipReason)
    assert "Nothing new" in again.skip_message

    lands(settings, DAYS[1])
    second = tick(settings, first.cursor)
    assert isinstance(second, SensorResult)
    assert second.run_requests[0].run_key != request.run_key


def test_times_of_files_and_the_order_of_landing_make_no_difference(tmp_path: Path):
    one, other = Settings(data_dir=tmp_path / "one"), Settings(data_dir=tmp_path / "other")
    lands(one, *DAYS)
    lands(other, *reversed(DAYS))
    for path in other.landing_dir.rglob("*"):
        os.utime(path, (0, 0))
    first, second = tick(one, None), tick(other, None)
    assert first.cursor == second.cursor
    assert first.run_requests[0].run_key == second.run_requests[0].run_key


def test_a_drop_without_its_manifest_has_not_landed(tmp_path: Path):
    settings = Settings(data_dir=tmp_path)
    lands(settings, *DAYS)
    before = tick(settings, None).cursor
    manifest = next(settings.landing_dir.rglob("manifest.json"))
    half = manifest.parent.with_name("2026-12-31-000000000000")
    shutil.copytree(manifest.parent, half, ignore=shutil.ignore_patterns("manifest.json"))
    assert isinstance(tick(settings, before), SkipReason)


def test_what_landed_and_what_is_gone_are_said_by_name(settings_of_two: Settings):
    first = tick(settings_of_two, None)
    shutil.rmtree(next((settings_of_two.landing_dir / "999/ssd").glob("2026-04-30-*")))
    pruned = tick(settings_of_two, first.cursor)
    assert pruned.run_requests in (None, [])
    assert pruned.skip_reason.skip_message == (
        "Nothing new: 1 drops that were known are gone, and none came."
    )
    lands(settings_of_two, date(2026, 8, 31))
    [request] = tick(settings_of_two, first.cursor).run_requests
    assert "New in landing: 999/ssd/2026-08-31-" in request.tags[REASON_TAG]
    assert request.tags[REASON_TAG].endswith("; 1 that were known are gone.")


def test_a_drop_that_is_given_again_after_its_correction_asks_for_a_run(settings_of_two: Settings):
    """It counts again, so what would be built is something else."""
    origin = Origin(
        authority="999",
        system="ssd",
        as_at=DAYS[0],
        source="p.csv",
        tables={"person": LandedTable(rows_in=1, source_files=[])},
        absent_tables={},
    )
    row = {"pers_person_id": ["corrected"], "_source_file": ["p.csv"], "_source_row": [2]}
    corrected, _ = land({"person": pl.DataFrame(row)}, origin, settings_of_two.landing_dir)
    seen = tick(settings_of_two, None).cursor
    lands(settings_of_two, DAYS[0])
    [request] = tick(settings_of_two, seen).run_requests
    assert request.tags[REASON_TAG].startswith("New in landing: 999/ssd/2026-04-30-")
    assert corrected.snapshot_id not in request.tags[REASON_TAG]


def test_while_a_run_builds_new_content_waits_for_the_next_tick(settings_of_two: Settings):
    with build_lock(settings_of_two.build_lock_path, purpose="run abc"):
        answer = tick(settings_of_two, None)
    assert isinstance(answer, SkipReason)
    assert "Waiting: Another run is building: run abc" in answer.skip_message
    assert len(tick(settings_of_two, None).run_requests) == 1


def test_a_cursor_of_an_earlier_sightline_is_understood(settings_of_two: Settings):
    assert len(tick(settings_of_two, "0" * 64).run_requests) == 1


def test_the_partitions_are_the_days_that_have_landed(settings_of_two: Settings):
    with DagsterInstance.ephemeral() as instance:
        tick(settings_of_two, None, instance)
        assert instance.get_dynamic_partitions(NAME) == [day.isoformat() for day in DAYS]
        shutil.rmtree(next((settings_of_two.landing_dir / "999/ssd").glob("2026-04-30-*")))
        tick(settings_of_two, None, instance)
        assert instance.get_dynamic_partitions(NAME) == [DAYS[1].isoformat()]


@pytest.fixture
def settings_of_two(tmp_path: Path) -> Settings:
    settings = Settings(data_dir=tmp_path)
    lands(settings, *DAYS)
    return settings
