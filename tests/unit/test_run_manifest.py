"""What a run was made from names the submitted returns that its rules compare with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.faults import Fault
from pipelines.run_manifest import (
    RunManifest,
    read_manifest,
    submissions_before,
    tables_before,
    write_manifest,
)
from pipelines.settings import Settings
from pipelines.state import submissions


def keep(settings: Settings, year: str, child: str, authority: str = "999") -> None:
    submissions.keep(
        settings.state_dir,
        return_name="cin",
        year=year,
        authority=authority,
        tables={"ChildIdentifiers": pl.DataFrame({"LAchildID": [child]})},
        source={"cin.xml": child},
        by="analyst",
    )


def manifest(settings: Settings) -> RunManifest:
    before = submissions_before(settings, ["999"], ["2025-26"])
    return RunManifest("run", date(2026, 7, 31), "code", ["2025-26"], {}, {}, before)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def test_the_newest_submission_of_the_year_before_is_named_and_no_other(settings: Settings):
    for year, child, authority in (
        ("2024-25", "old", "999"),
        ("2024-25", "new", "999"),
        ("2023-24", "earlier", "999"),
        ("2024-25", "other", "998"),
    ):
        keep(settings, year, child, authority)
    run = manifest(settings)
    assert list(run.submissions) == ["999/cin/2024-25"]
    tables = tables_before(settings, run, "cin", "999", "2025-26")
    assert tables is not None
    assert tables["ChildIdentifiers"]["LAchildID"].to_list() == ["new"]
    assert tables_before(settings, run, "ssda903", "999", "2025-26") is None


def test_a_run_keeps_to_the_submission_that_it_began_with(settings: Settings):
    keep(settings, "2024-25", "first")
    run = manifest(settings)
    keep(settings, "2024-25", "second")
    tables = tables_before(settings, run, "cin", "999", "2025-26")
    assert tables is not None
    assert tables["ChildIdentifiers"]["LAchildID"].to_list() == ["first"]


def test_a_submission_that_is_gone_is_a_fault(settings: Settings, tmp_path: Path):
    keep(settings, "2024-25", "first")
    run = manifest(settings)
    with pytest.raises(Fault, match="no longer kept"):
        tables_before(Settings(data_dir=tmp_path / "other"), run, "cin", "999", "2025-26")


def test_the_manifest_comes_back_as_it_was_written(settings: Settings):
    keep(settings, "2024-25", "first")
    run = manifest(settings)
    with duckdb.connect() as con:
        write_manifest(con, run)
        assert read_manifest(con) == run
