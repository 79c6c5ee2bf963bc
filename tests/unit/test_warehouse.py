"""The build file and what dbt is told: raw relations, variables, environment, arguments."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from pipelines.contract import load_contract
from pipelines.landing import Drop, LandedTable, Origin, land
from pipelines.settings import Settings
from pipelines.warehouse import (
    DBT_PROJECT_DIR,
    NOT_IN_RUNS,
    dbt_build_arguments,
    dbt_environment,
    dbt_environment_set,
    dbt_vars,
    load_raw,
    start_build_file,
)


def landed(landing: Path, authority: str, rows: dict[str, list[str | None]]) -> Drop:
    """A drop of the table person."""
    count = len(next(iter(rows.values())))
    source = {"_source_file": ["person's.csv"] * count, "_source_row": list(range(2, count + 2))}
    origin = Origin(
        authority=authority,
        system="ssd",
        as_at=date(2026, 7, 31),
        source="x",
        tables={"person": LandedTable(rows_in=count, source_files=[])},
        absent_tables={},
    )
    return land({"person": pl.DataFrame({**rows, **source})}, origin, landing)[0]


def test_every_staged_table_has_a_relation_of_text_with_the_contracts_columns(tmp_path: Path):
    contract = load_contract()
    drop = landed(
        tmp_path / "o'brien", "999", {"pers_person_id": ["1", None], "shoe_size": ["3", "4"]}
    )
    with duckdb.connect() as con:
        loaded = load_raw(con, contract, [drop])
        for table in contract.staged:
            described = con.execute(f'describe raw."ssd__{table.name}"').fetchall()
            assert [row[0] for row in described][6:] == list(table.columns)
            assert {row[1] for row in described[6:]} == {"VARCHAR"}
        rows = con.execute(
            "select authority, source_system, as_at, source_file, source_row, pers_person_id, "
            "pers_dob from raw.ssd__person order by source_row"
        ).fetchall()
        [(absent,)] = con.execute("select count(*) from raw.ssd__contacts").fetchall()
    same = ("999", "ssd", date(2026, 7, 31), "person's.csv")
    assert rows == [(*same, 2, "1", None), (*same, 3, None, None)]
    assert loaded == {(str(drop.path), "person"): 2}
    assert absent == 0


def test_drops_of_several_authorities_stand_together(tmp_path: Path):
    drops = [landed(tmp_path, a, {"pers_person_id": ["1"]}) for a in ("301", "999")]
    with duckdb.connect() as con:
        load_raw(con, load_contract(), drops)
        found = con.execute(
            "select authority, pers_person_id from raw.ssd__person order by 1"
        ).fetchall()
    assert found == [("301", "1"), ("999", "1")]


def test_dbt_is_told_the_as_at_date_and_the_years():
    variables = dbt_vars(date(2026, 4, 30), ["2025-26"])
    assert variables == {"as_at": "2026-04-30", "return_years": ["2025-26"]}
    arguments = dbt_build_arguments(variables)
    assert arguments[0] == "build"
    assert json.loads(arguments[arguments.index("--vars") + 1]) == variables
    # Orphans of real data are in the ingestion report and stop no run.
    assert arguments[arguments.index("--exclude") + 1] == NOT_IN_RUNS


def test_what_dbt_writes_lies_below_the_data_root(tmp_path: Path):
    settings = Settings(data_dir=tmp_path)
    environment = dbt_environment(settings)
    for name in ("SIGHTLINE_WAREHOUSE", "DBT_TARGET_PATH", "DBT_LOG_PATH"):
        assert Path(environment[name]).is_relative_to(settings.root)
    assert environment["DBT_PROFILES_DIR"] == str(DBT_PROJECT_DIR)


def test_the_environment_is_as_before_afterwards(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("DBT_TARGET_PATH", "somewhere")
    monkeypatch.delenv("SIGHTLINE_WAREHOUSE", raising=False)
    with dbt_environment_set(Settings(data_dir=tmp_path)):
        assert os.environ["SIGHTLINE_WAREHOUSE"].startswith(str(tmp_path))
    assert os.environ["DBT_TARGET_PATH"] == "somewhere"
    assert "SIGHTLINE_WAREHOUSE" not in os.environ


def test_a_build_begins_without_what_an_earlier_one_left(tmp_path: Path):
    path = tmp_path / "w" / "build.duckdb"
    start_build_file(path)
    path.touch()
    path.with_name("build.duckdb.wal").touch()
    start_build_file(path)
    assert list(path.parent.iterdir()) == []
