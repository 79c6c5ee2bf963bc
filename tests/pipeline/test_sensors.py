"""The landing sensor asks for a run when content has changed, and says in words why it does not."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import polars as pl
from dagster import SensorResult, SkipReason, build_sensor_context

from pipelines.landing import LandedTable, Origin, land
from pipelines.sensors import landing_sensor
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


def tick(settings: Settings, cursor: str | None):
    context = build_sensor_context(cursor=cursor, resources={"settings": settings})
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
    assert request.run_key == first.cursor

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
    assert tick(one, None).cursor == tick(other, None).cursor


def test_a_drop_without_its_manifest_has_not_landed(tmp_path: Path):
    settings = Settings(data_dir=tmp_path)
    lands(settings, *DAYS)
    before = tick(settings, None).cursor
    manifest = next(settings.landing_dir.rglob("manifest.json"))
    half = manifest.parent.with_name("2026-12-31-000000000000")
    shutil.copytree(manifest.parent, half, ignore=shutil.ignore_patterns("manifest.json"))
    assert isinstance(tick(settings, before), SkipReason)
