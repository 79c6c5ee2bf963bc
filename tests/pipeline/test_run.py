"""The main job from end to end on the sample: what it publishes.

That a second run repeats it byte for byte is in test_kill.py.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import duckdb
import pytest
from lxml import etree

from pipelines.build_lock import build_lock
from pipelines.faults import Fault
from pipelines.run import RunSummary, run
from pipelines.settings import Settings
from tests.pipeline.conftest import products, sightline


def rows(path: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(sql).fetchall()


def tables(path: Path) -> set[str]:
    return {name for (name,) in rows(path, "select table_name from duckdb_tables()")}


def test_the_pointer_names_files_that_exist_by_paths_relative_to_itself(first_run: RunSummary):
    pointer = json.loads(first_run.pointer.read_text())
    assert {"run_id", "as_at", "public", "aggregate", "authorities"} <= set(pointer)
    assert set(pointer["authorities"]) == {"999"}
    names = [pointer["public"], pointer["aggregate"], *pointer["authorities"]["999"].values()]
    names += [pointer["returns"]["999"], *pointer["packs"]["999"]]
    for name in names:
        assert not Path(name).is_absolute()
        assert (first_run.pointer.parent / name).exists()


def test_the_default_as_at_is_that_of_the_newest_drop(first_run: RunSummary):
    assert first_run.as_at == date(2026, 7, 31)


def test_the_run_manifest_names_snapshots_code_and_seeds(
    first_run: RunSummary, installation: Settings
):
    [(run_id, as_at, code, snapshots, seeds)] = rows(
        first_run.aggregate,
        "select run_id, as_at, code_version, snapshots, seed_hashes from run_manifest",
    )
    assert (run_id, as_at) == (first_run.run_id, first_run.as_at)
    assert code
    assert [re.sub("-[0-9a-f]{12}$", "", name) for name in json.loads(snapshots)] == [
        "999/ssd/2026-07-31"
    ]
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in json.loads(seeds).values())


def test_the_public_file_holds_no_row_about_a_child(first_run: RunSummary):
    columns = rows(first_run.public, "select distinct column_name from duckdb_columns()")
    assert not {name for (name,) in columns} & {
        "child_id",
        "entity_id",
        "person_id",
        "team_id",
        "worker_id",
    }
    assert "fct_measure_value" not in tables(first_run.public)


def test_the_public_file_shows_no_count_of_1_to_5(first_run: RunSummary):
    [(found,)] = rows(
        first_run.public,
        """
        select count(*) from measure_value
        where numerator between 1 and 5 or denominator between 1 and 5
            or denominator - numerator between 1 and 5
            or (status = 'c' and (value is not null or ci_low is not null))
            or period_type not in ('quarter', 'year')
        """,
    )
    assert found == 0
    assert {
        status for (status,) in rows(first_run.public, "select distinct status from measure_value")
    } == {"c", "ok"}


def test_the_casework_file_holds_no_name_and_the_identity_file_does(first_run: RunSummary):
    files = first_run.authorities["999"]
    [(surname,)] = rows(
        files["identity"], "select surname from child_name where length(surname) > 5 limit 1"
    )
    for table in tables(files["casework"]):
        with duckdb.connect(str(files["casework"]), read_only=True) as con:
            text = con.execute(f'select string_agg(t::varchar) from "{table}" as t').fetchall()[0][
                0
            ]
        assert surname not in (text or ""), table
    assert {"rtn_cin__header", "rtn_ssda903__episodes"} <= tables(files["identity"])


def test_published_files_are_read_only(first_run: RunSummary):
    for path in (first_run.public, first_run.aggregate, *first_run.authorities["999"].values()):
        assert path.stat().st_mode & 0o222 == 0


def test_every_rule_of_each_return_has_run(first_run: RunSummary):
    found = rows(
        first_run.aggregate,
        "select return_name, count(*), count(distinct rule_code) from rule_run group by 1 order by 1",  # noqa: E501
    )
    assert [name for name, *_ in found] == ["cin", "ssda903"]
    assert all(count == codes > 1 for _, count, codes in found)


def test_no_rule_of_the_sample_ends_in_an_error_of_the_engine(first_run: RunSummary):
    errors = rows(
        first_run.aggregate, "select rule_code, reason from rule_run where status = 'error'"
    )
    assert errors == []


def test_a_finding_on_a_row_names_the_contract_table_and_row_it_came_from(first_run: RunSummary):
    [(without,)] = rows(
        first_run.authorities["999"]["casework"],
        "select count(*) from rule_issue where row_number is not null and source_row is null",
    )
    assert without == 0


def test_the_return_carries_the_as_at_date_and_not_the_clock(first_run: RunSummary):
    tree = etree.parse(first_run.returns["999"] / "cin" / "CIN_999_2025-26.xml")
    assert tree.findtext(".//DateTime") == "2026-07-31T00:00:00"
    assert tree.findtext(".//SerialNo") == "001"


def test_an_earlier_as_at_builds_the_earlier_snapshot(
    earlier_run: RunSummary, first_run: RunSummary
):
    earlier = earlier_run
    assert earlier.as_at == date(2026, 4, 30)
    [(snapshots,)] = rows(earlier.aggregate, "select snapshots from run_manifest")
    assert [name.split("/")[2][:10] for name in json.loads(snapshots)] == ["2026-04-30"]
    [(last,)] = rows(earlier.aggregate, "select max(period_end) from fct_measure_value")
    assert last == date(2026, 4, 30)
    assert products(earlier) != products(first_run)


def test_a_second_run_at_the_same_time_says_who_holds_the_lock(
    installation: Settings, first_run: RunSummary
):
    with build_lock(installation.build_lock_path, purpose="run of a test"):
        result = sightline(installation.root, "run")
    assert result.returncode == 2
    assert "run of a test" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_day_before_the_first_drop_is_a_fault(
    installation: Settings, sample_drops: dict[str, Path]
):
    with pytest.raises(Fault, match=min(sample_drops)):
        run(installation, as_at=date(2020, 1, 1))
