"""The same authority as tables of its case system and as its own returns.

SSDA903 files and CIN censuses are written from the sample's return models for every year that can
be, an Annex A workbook from its facts. They are read into an empty installation: all three as one
council, and the workbook alone as another. What the sources hold must give the same figures; what
they do not hold must give none.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from annex_a_workbook import SINCE as LISTS_SINCE
from annex_a_workbook import write_workbook
from sample_warehouse import AS_AT, Warehouse, run_dbt

import returns
from pipelines.connectors import annex_a
from pipelines.connectors.own_returns import SYSTEMS, ingest, measures_in_words
from pipelines.connectors.report import IngestResult
from pipelines.contract import load_contract
from pipelines.landing import choose
from pipelines.return_tables import modules
from pipelines.settings import Settings
from pipelines.warehouse import dbt_build_arguments, dbt_vars, load_raw, start_build_file

Figures = dict[tuple[str, date], tuple[float | None, float | None]]

YEARS = ["2022-23", "2023-24", "2024-25", "2025-26"]
LAST_DAY = date(2026, 3, 31)
# Days from which on the returns of these years hold what a measure looks back to.
SINCE = {
    "looked_after__reviews_in_time": date(2025, 4, 1),
    "placement__long_term_stability": date(2025, 4, 1),
}
MODELS_OF_RETURNS = [
    "int_return_year",
    "int_care__leaver",
    "path:models/intermediate/in_need",
    "path:models/intermediate/returns",
    "path:models/marts/returns",
]


@pytest.fixture(scope="module")
def files(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each return with the files of every year."""
    folder = tmp_path_factory.mktemp("files")
    settings = Settings(data_dir=tmp_path_factory.mktemp("all_years"))
    settings.warehouse_path.parent.mkdir(parents=True)
    shutil.copy2(warehouse.path, settings.warehouse_path)
    _build(settings, warehouse, YEARS, MODELS_OF_RETURNS)
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as con:
        for name in SYSTEMS:
            for year in YEARS:
                place = folder / name / f"{name}_{year}{'.xml' if name == 'cin' else ''}"
                place.parent.mkdir(exist_ok=True)
                returns.write(name, _tables(con, name, year), place, year=year)
    return folder


def _tables(con: duckdb.DuckDBPyConnection, name: str, year: str) -> dict[str, pl.DataFrame]:
    columns = returns.specification(name, year).tables
    tables = {}
    for model, table in modules(con, "returns", name, year).items():
        rows = con.execute(
            f'select * from returns."{model}" where collection_year = ?',
            [year],
        ).pl()
        tables[table] = rows.select(c for c in rows.columns if c in columns[table].column_names)
    return tables


def _build(settings: Settings, parsed: Warehouse, years: list[str], select: list[str]) -> None:
    arguments = dbt_build_arguments(dbt_vars(AS_AT, years))
    arguments += ["--exclude-resource-type", "test", "--select", *select]
    ran = run_dbt(settings, arguments, parsed.manifest)
    failed = [
        f"{result.node.name}: {result.message}"
        for result in ran.results
        if result.status in ("error", "fail", "skipped")
    ]
    assert not failed, "\n".join(failed)


@pytest.fixture(scope="module")
def reports(
    files: Path, warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, IngestResult]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("own_returns"))
    workbook = files / "annex_a.xlsx"
    write_workbook(warehouse, workbook)
    lists = [
        annex_a.ingest(
            workbook,
            as_at=AS_AT,
            authority=authority,
            landing_dir=settings.landing_dir,
            max_mb=settings.max_upload_mb,
        )
        for authority in ("998", "999")
    ]
    return {annex_a.SYSTEM: lists[0]} | {
        name: ingest(
            name,
            files / name,
            as_at=LAST_DAY,
            authority="999",
            landing_dir=settings.landing_dir,
            max_mb=settings.max_upload_mb,
        )
        for name in SYSTEMS
    }


@pytest.fixture(scope="module")
def from_returns(warehouse: Warehouse, reports: Mapping[str, IngestResult]) -> Warehouse:
    """The figures of an installation with two councils: 999 has all three, 998 the workbook."""
    landing = reports["cin"].drop.path.parents[2]
    settings = Settings(data_dir=landing.parent)
    start_build_file(settings.warehouse_path)
    with duckdb.connect(str(settings.warehouse_path)) as con:
        load_raw(con, load_contract(), choose(settings.landing_dir))
    _build(settings, warehouse, ["2025-26"], ["+fct_measure_value"])
    return Warehouse(settings.warehouse_path, settings, warehouse.manifest, AS_AT)


def _figures(warehouse: Warehouse, authority: str = "999", last_day: date = LAST_DAY) -> Figures:
    rows = warehouse.query(
        """
        select measure_id, period_end, numerator, denominator
        from fct_measure_value
        where
            slice = 'all' and authority = ? and period_type = 'month'
            and period_end between date '2023-04-30' and ?
        """,
        [authority, last_day],
    )
    # A rate has the population of the case system's extract below it, which no return has.
    return {
        (name, day): (above, None if name.endswith("rate_per_10k") else below)
        for name, day, above, below in rows
    }


def _given(*systems: str) -> set[str]:
    return {name for system in systems for name in load_contract().systems[system].gives}


def _is_anything(figures: Figures, name: str) -> bool:
    return any(above or below for (of, _), (above, below) in figures.items() if of == name)


def test_every_measure_that_the_returns_hold_has_the_same_figures_as_from_the_case_system(
    warehouse: Warehouse, from_returns: Warehouse
) -> None:
    expected, found = _figures(warehouse), _figures(from_returns)
    compared: dict[str, int] = {}
    differing = []
    for (name, day), figure in expected.items():
        if name not in _given(*SYSTEMS) or day < SINCE.get(name, date.min):
            continue
        if name == "looked_after__health_assessment_in_year" and day.month != 3:
            continue
        compared[name] = compared.get(name, 0) + 1
        if found[name, day] != figure:
            differing.append((name, day, figure, found[name, day]))
    assert not differing
    assert set(compared) == _given(*SYSTEMS)
    assert all(_is_anything(expected, name) for name in compared)


def test_a_measure_that_the_returns_do_not_hold_has_no_figure(
    from_returns: Warehouse,
) -> None:
    found = {
        (name, day): figure
        for (name, day), figure in _figures(from_returns).items()
        if name not in _given(*SYSTEMS, annex_a.SYSTEM) and (figure[0] or figure[1])
    }
    assert found == {}


def test_the_lists_of_annex_a_give_the_figures_of_the_months_that_they_cover(
    warehouse: Warehouse, from_returns: Warehouse
) -> None:
    gives = load_contract().systems[annex_a.SYSTEM].gives
    expected = _figures(warehouse, last_day=AS_AT)
    found = _figures(from_returns, "998", AS_AT)
    differing = {
        (name, day): (figure, found[name, day])
        for (name, day), figure in expected.items()
        if name in gives
        and day > LISTS_SINCE
        and (name != "looked_after__visits_in_time" or day == AS_AT)
        and found[name, day] != figure
    }
    assert differing == {}
    assert all(_is_anything(expected, name) for name in gives)
    without = {key: f for key, f in found.items() if key[0] not in gives and (f[0] or f[1])}
    assert without == {}


def test_the_report_names_the_measures_of_the_contract_and_all_others_as_not_given(
    warehouse: Warehouse, reports: Mapping[str, IngestResult]
) -> None:
    every = {name for (name,) in warehouse.query("select measure_id from dim_measure")}
    for system, result in reports.items():
        gives = load_contract().systems[system].gives
        said, not_given = measures_in_words(load_contract(), system)
        assert {said, not_given} <= set(result.drop.manifest.notes)
        assert set(gives) <= every
        assert set(not_given.partition(": ")[2].split(", ")) == every - set(gives)


def test_no_row_of_the_returns_is_set_aside_and_no_cell_is_unread(
    reports: Mapping[str, IngestResult],
) -> None:
    for result in reports.values():
        assert sum(table.rows_in for table in result.report) > 100
        for table in result.report:
            assert table.rows_loaded == table.rows_in, table.table_name
            assert table.unmapped_codes == table.failed_casts == 0, table.table_name
