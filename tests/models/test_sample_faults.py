"""What the ledger of the sample plants is found, child by child and rule by rule, and nothing else.

Two authorities in one build: 998 with many recording faults, 997 with none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest
from sample_warehouse import AS_AT, Warehouse, run_dbt

from pipelines.connectors.ssd import ingest
from pipelines.contract import load_contract
from pipelines.landing import choose
from pipelines.return_tables import check_return
from pipelines.rule_lists import Lists
from pipelines.sample import write_sample
from pipelines.settings import Settings
from pipelines.warehouse import (
    LEFT_OUT_OF_RUNS,
    dbt_build_arguments,
    dbt_vars,
    load_raw,
    start_build_file,
)

FAULTY, CLEAN = "998", "997"
YEARS = ["2024-25", "2025-26"]
WANTED = ("rtn_cin__", "rtn_ssda903__", "ingestion_finding", "int_contract__")
FACTS = ("+path:models/marts/core", "+path:models/marts/commissioning")
RETURNS = ["cin", "ssda903"]
Found = set[tuple[str, str]]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both authorities as SSD files."""
    folder = tmp_path_factory.mktemp("authorities")
    for authority, children, times in ((FAULTY, 1000, 3), (CLEAN, 300, 0)):
        write_sample(
            folder, children=children, years=3, seed=5, authorities=[authority], fault_rate=times
        )
    return folder


@pytest.fixture(scope="module")
def built_in(
    source: Path, warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """The newest snapshot of both: models of returns and facts, and what ingestion found."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("faults"))
    for authority in (FAULTY, CLEAN):
        ingest(
            source / authority / AS_AT.isoformat(),
            as_at=AS_AT,
            authority=authority,
            landing_dir=settings.landing_dir,
            max_mb=settings.max_upload_mb,
        )
    start_build_file(settings.warehouse_path)
    with duckdb.connect(str(settings.warehouse_path)) as con:
        load_raw(con, load_contract(), choose(settings.landing_dir))
    names = [
        f"+{node.name}"
        for node in warehouse.manifest.nodes.values()
        if node.resource_type == "model" and node.name.startswith(WANTED)
    ]
    arguments = dbt_build_arguments(dbt_vars(AS_AT, YEARS))
    run = run_dbt(
        settings,
        [*arguments, "--exclude-resource-type", "test", "--select", *names, *FACTS],
        warehouse.manifest,
    )
    failed = [result.node.name for result in run.results if result.status != "success"]
    assert not failed
    return settings


@pytest.fixture(scope="module")
def relationships(built_in: Settings, warehouse: Warehouse) -> dict[str, str]:
    """Queries of the tests that a run leaves out, by name: the keys that point nowhere."""
    variables = dbt_build_arguments(dbt_vars(AS_AT, YEARS))[-2:]
    run = run_dbt(
        built_in, ["compile", "--select", LEFT_OUT_OF_RUNS, *variables], warehouse.manifest
    )
    return {
        result.node.name: result.node.compiled_code
        for result in run.results
        if result.node.resource_type == "test"
    }


@pytest.fixture(scope="module")
def built(
    built_in: Settings,
    # dbt wants the file to itself, so what it has to say comes first.
    relationships: dict[str, str],
) -> Iterator[duckdb.DuckDBPyConnection]:
    """That build, to be read."""
    with duckdb.connect(str(built_in.warehouse_path), read_only=True) as con:
        yield con


@pytest.fixture(scope="module")
def planted(source: Path) -> pl.DataFrame:
    """What is expected to speak: child, table, kind, of (cin, ssda903, ingestion), what."""
    ledger = pl.read_csv(source / FAULTY / "ledger.csv", infer_schema=False)
    return (
        ledger.filter(pl.col("expected").is_not_null() & (pl.col("snapshot") == AS_AT.isoformat()))
        .select(
            "table",
            "kind",
            child=pl.col("child").str.split(" "),
            expected=pl.col("expected").str.split(" "),
        )
        .explode("child")
        .explode("expected")
        .with_columns(
            pl.col("expected").str.split_exact(":", 1).struct.rename_fields(["of", "what"])
        )
        .unnest("expected")
    )


def lists_beside(folder: Path) -> Lists:
    """The lists that the sample writes beside an authority's snapshots."""
    return Lists(str(folder / "postcodes.csv"), (folder / "providers.csv",))


def errors(
    con: duckdb.DuckDBPyConnection, source: Path, return_name: str, authority: str, year: str
) -> Found:
    """Child and rule of each error of the return; a finding on no row has no child.

    The year before, where it is built, is what was submitted then.
    """
    before = YEARS[: YEARS.index(year)][-1:]
    previous = [
        check_return(con, "returns", return_name, authority, each).tables for each in before
    ]
    checked = check_return(
        con,
        "returns",
        return_name,
        authority,
        year,
        *(previous or [None]),
        lists=lists_beside(source / authority),
    )
    issues = checked.result.issues
    rows = issues.filter(pl.col("severity") == "error").select("child_id", "rule_code")
    return {(child or "", rule) for child, rule in rows.rows()}


@pytest.mark.parametrize("return_name", RETURNS)
def test_a_sample_without_faults_has_no_error_in_a_return_of_any_year(
    built: duckdb.DuckDBPyConnection, source: Path, return_name: str
) -> None:
    for year in YEARS:
        assert errors(built, source, return_name, CLEAN, year) == set(), year


@pytest.mark.parametrize("return_name", RETURNS)
def test_the_errors_of_a_return_are_those_that_the_ledger_plants(
    built: duckdb.DuckDBPyConnection, source: Path, planted: pl.DataFrame, return_name: str
) -> None:
    rules = planted.filter((pl.col("of") == return_name) & (pl.col("what") != "left_out"))
    expected = set(rules.select("child", "what").rows())
    assert errors(built, source, return_name, FAULTY, "2025-26") == expected
    # A story of two years has its fault in both.
    assert errors(built, source, return_name, FAULTY, "2024-25") <= expected


@pytest.mark.parametrize("return_name", RETURNS)
def test_what_a_return_mends_or_leaves_out_is_on_its_list(
    built: duckdb.DuckDBPyConnection, planted: pl.DataFrame, return_name: str
) -> None:
    listed = built.execute(
        f"select distinct child_id from returns.rtn_{return_name}__left_out"
        " where authority = ? and collection_year = '2025-26'",
        [FAULTY],
    ).fetchall()
    is_listed = (pl.col("of") == return_name) & (pl.col("what") == "left_out")
    wanted = planted.filter(is_listed)["child"].to_list()
    assert wanted
    assert {(child,) for child in wanted} <= set(listed)


def test_ingestion_finds_what_the_ledger_plants_and_nothing_else(
    built: duckdb.DuckDBPyConnection, planted: pl.DataFrame
) -> None:
    found = built.execute(
        "select distinct authority, table_name, person_id, finding from ingestion_finding"
    ).fetchall()
    wanted = planted.filter(pl.col("of") == "ingestion").select("table", "child", "what")
    assert set(found) == {(FAULTY, *row) for row in wanted.rows()}
    assert {what for _, _, what in wanted.rows()} == {
        "conflict",
        "duplicate",
        "failed_cast",
        "merged_into_nobody",
        "orphan",
        "quarantined",
        "unmapped_code",
    }


def test_what_no_rule_names_stands_in_the_contract_s_table_as_the_ledger_says(
    built: duckdb.DuckDBPyConnection, source: Path
) -> None:
    ledger = pl.read_csv(source / FAULTY / "ledger.csv", infer_schema=False).filter(
        pl.col("expected").is_in(["contract:kept", "contract:empty"])
        & (pl.col("snapshot") == AS_AT.isoformat())
    )
    assert ledger["kind"].n_unique() >= 10
    contract = load_contract()
    for row in ledger.iter_rows(named=True):
        spec = contract.tables[row["table"]]
        said = (row["after"] or None) if row["expected"] == "contract:kept" else None
        column = row["column"] or spec.key[0]
        found = built.execute(
            f"select replace(cast({column} as varchar), ' ', 'T')"
            f" from intermediate.int_contract__{spec.name}"
            f" where authority = ? and {' and '.join(f'{key} = ?' for key in spec.key)}",
            [FAULTY, *row["key"].split("|")],
        ).fetchall()
        wanted = said if row["column"] else row["key"].split("|")[0]
        assert found == [(wanted,)], row


def test_keys_of_facts_point_to_rows_in_a_sample_without_faults_and_not_all_do_in_one_with_them(
    built: duckdb.DuckDBPyConnection, relationships: dict[str, str]
) -> None:
    astray = {
        (authority, name)
        for name, query in relationships.items()
        for (authority,) in built.execute(f"select distinct authority from ({query})").fetchall()
    }
    assert sorted(name for authority, name in astray if authority == CLEAN) == []
    assert any(authority == FAULTY for authority, _ in astray)


@pytest.mark.parametrize("return_name", RETURNS)
def test_at_least_twenty_kinds_of_fault_are_a_return_s_to_find(
    planted: pl.DataFrame, return_name: str
) -> None:
    kinds = planted.filter(pl.col("of") == return_name)["kind"].n_unique()
    assert kinds >= 20
