"""The same authority as tables of its case system and as its own returns.

SSDA903 files and CIN censuses are written from the sample's return models for every year that can
be, an Annex A workbook from its facts. They are read into an empty installation: all three as one
council, the workbook alone as another, and all three beside the case system's tables as a third.
What the sources hold must give the same figures, once; what they do not hold must give none.
"""

from __future__ import annotations

import shutil
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from annex_a_workbook import SINCE as LISTS_SINCE
from annex_a_workbook import write_workbook
from sample_warehouse import AS_AT, Warehouse, compiled_in, run_dbt

import returns
from pipelines.connectors import annex_a
from pipelines.connectors.own_returns import SYSTEMS, ingest, measures_in_words
from pipelines.connectors.report import IngestResult
from pipelines.connectors.ssd import SYSTEM, read
from pipelines.contract import load_contract
from pipelines.landing import Origin, choose, land
from pipelines.return_tables import modules
from pipelines.settings import Settings
from pipelines.warehouse import dbt_build_arguments, dbt_vars, load_raw, start_build_file

Figures = dict[tuple[str, date], tuple[float | None, float | None]]

# Councils: all sources of 999, its three returns as another's, and the workbook alone.
EVERYTHING, LISTS_ALONE, RETURNS_ALONE = "999", "998", "997"
BESIDE = "cin_beside_others"
YEARS = ["2022-23", "2023-24", "2024-25", "2025-26"]
LAST_DAY = date(2026, 3, 31)
# The first and the last day of which a system's files tell: years of returns, and six months.
TELLS = {
    "cin": (date(2022, 4, 1), LAST_DAY),
    "ssda903": (date(2022, 4, 1), LAST_DAY),
    "annex_a": (LISTS_SINCE + timedelta(days=1), AS_AT),
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
                tables = _tables(con, name, year)
                returns.write(name, tables, place, year=year)
                if name == "cin":
                    beside = folder / BESIDE / place.name
                    beside.parent.mkdir(exist_ok=True)
                    returns.write(name, _of_known_numbers(con, tables), beside, year=year)
    return folder


def _of_known_numbers(
    con: duckdb.DuckDBPyConnection, tables: dict[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """A census without the cases that go on after an adoption.

    It tells them as a referral of that day, of a child with a new number: no other source has
    either.
    """
    known = con.execute("select child_id from dim_child").pl()["child_id"].implode()
    return {
        name: rows.filter(pl.col("LAchildID").is_in(known)) if "LAchildID" in rows.columns else rows
        for name, rows in tables.items()
    }


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


def _build(
    settings: Settings, parsed: Warehouse, years: list[str], select: list[str]
) -> Mapping[str, str]:
    """Builds, and gives the SQL of the models."""
    arguments = dbt_build_arguments(dbt_vars(AS_AT, years))
    arguments += ["--exclude-resource-type", "test", "--select", *select]
    ran = run_dbt(settings, arguments, parsed.manifest)
    failed = [
        f"{result.node.name}: {result.message}"
        for result in ran.results
        if result.status in ("error", "fail", "skipped")
    ]
    assert not failed, "\n".join(failed)
    return compiled_in(ran)


@pytest.fixture(scope="module")
def reports(
    files: Path, warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, IngestResult]:
    """What is said of the drops of the council that has returns alone."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("own_returns"))
    place = {"landing_dir": settings.landing_dir, "max_mb": settings.max_upload_mb}
    write_workbook(warehouse, files / "annex_a.xlsx")
    lists = {
        authority: annex_a.ingest(files / "annex_a.xlsx", as_at=AS_AT, authority=authority, **place)
        for authority in (LISTS_ALONE, RETURNS_ALONE, EVERYTHING)
    }
    given = {
        (name, authority): ingest(
            name, _of(authority, files / name), as_at=LAST_DAY, authority=authority, **place
        )
        for name in SYSTEMS
        for authority in (RETURNS_ALONE, EVERYTHING)
    }
    return {annex_a.SYSTEM: lists[LISTS_ALONE]} | {
        name: given[name, RETURNS_ALONE] for name in SYSTEMS
    }


def _of(authority: str, folder: Path) -> Path:
    """The returns of 999 as another council's: a census has the council's number in its header."""
    if folder.name != "cin":
        return folder
    if authority == EVERYTHING:
        return folder.with_name(BESIDE)
    renumbered = folder.with_name(f"{folder.name}_{authority}")
    renumbered.mkdir()
    for path in folder.glob("*.xml"):
        text = path.read_text(encoding="utf-8")
        assert "<LEA>999</LEA>" in text
        text = text.replace("<LEA>999</LEA>", f"<LEA>{authority}</LEA>")
        (renumbered / path.name).write_text(text, encoding="utf-8")
    return renumbered


@pytest.fixture(scope="module")
def from_returns(
    warehouse: Warehouse, reports: Mapping[str, IngestResult], sample_drops: Mapping[str, Path]
) -> Warehouse:
    """The figures of an installation with the three councils."""
    landing = reports["cin"].drop.path.parents[2]
    settings = Settings(data_dir=landing.parent)
    found = read(sample_drops[AS_AT.isoformat()], load_contract(), settings.max_upload_mb)
    land(found.tables, Origin(EVERYTHING, SYSTEM, AS_AT, "drop", found.manifests, {}), landing)
    start_build_file(settings.warehouse_path)
    with duckdb.connect(str(settings.warehouse_path)) as con:
        load_raw(con, load_contract(), choose(settings.landing_dir))
    compiled = _build(settings, warehouse, ["2025-26"], ["+fct_measure_value"])
    return Warehouse(settings.warehouse_path, settings, warehouse.manifest, AS_AT, compiled)


def _figures(warehouse: Warehouse, authority: str = EVERYTHING) -> Figures:
    rows = warehouse.query(
        """
        select measure_id, period_end, numerator, denominator
        from fct_measure_value
        where slice = 'all' and authority = ? and period_type = 'month'
            and period_end >= date '2023-04-30'
        """,
        [authority],
    )
    # A rate has the population of the case system's extract below it, which no return has.
    return {
        (name, day): (above, None if name.endswith("rate_per_10k") else below)
        for name, day, above, below in rows
    }


def _told(*systems: str) -> set[tuple[str, date]]:
    """Measure and last day of each month of which these systems tell, as contract.yml has it."""
    told = set()
    for system in systems:
        first, last = TELLS[system]
        numbered = enumerate(_month_ends(first, last), start=1)
        for nth, day in numbered:
            told |= {
                (name, day)
                for name, when in load_contract().systems[system].gives.items()
                if nth >= when.from_month
                and when.in_month in (None, day.month)
                and (day == last or not when.on_last_day)
            }
    return told


def _month_ends(first: date, last: date) -> list[date]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(m // 12, m % 12 + 1, monthrange(m // 12, m % 12 + 1)[1]) for m in months]


def _sent_anew(warehouse: Warehouse) -> list[tuple[str, date, int]]:
    """Cases that go on after an adoption, which the census tells as referrals of that month."""
    return warehouse.query(
        """
        select measure_id, last_day(referred_on), count(*)
        from intermediate.int_in_need__episode
        cross join unnest([
            'referral__no_further_action', 'referral__repeat_within_12_months'
        ]) as measures(measure_id)
        where is_after_adoption and referred_on <> case_opened_on and authority = '999'
            and referred_on between date '2023-04-01' and ?
        group by all
        """,
        [LAST_DAY],
    )


@pytest.mark.parametrize(
    ("council", "systems", "without_events"),
    [
        (RETURNS_ALONE, (*SYSTEMS, annex_a.SYSTEM), set()),
        (LISTS_ALONE, (annex_a.SYSTEM,), {"section_47__conference_within_15_working_days"}),
    ],
)
def test_returns_give_the_figures_of_the_case_system_for_the_months_that_they_tell_of_and_no_other(
    warehouse: Warehouse,
    from_returns: Warehouse,
    council: str,
    systems: tuple[str, ...],
    without_events: set[str],
) -> None:
    expected, found = _figures(warehouse), _figures(from_returns, council)
    if "cin" in systems:
        for name, day, referrals in _sent_anew(warehouse):
            above, below = expected[name, day]
            expected[name, day] = above, (below or 0) + referrals
    told = _told(*systems)
    assert {key: found[key] for key in expected.keys() & told} == {
        key: expected[key] for key in expected.keys() & told
    }
    assert {key: f for key, f in found.items() if key not in told and (f[0] or f[1])} == {}
    with_figures = {name for (name, _), f in found.items() if f[0] or f[1]}
    assert with_figures == {name for name, _ in told} - without_events


def test_a_quarter_or_year_of_which_the_returns_tell_in_part_has_no_figure(
    warehouse: Warehouse, from_returns: Warehouse
) -> None:
    asked = """
        select measure_id, period_type, period_end, numerator, value
        from fct_measure_value
        where authority = ? and slice = 'all' and period_type <> 'month' and numerator > 0
            and not starts_with(measure_id, 'referral__')
            and not ends_with(measure_id, 'rate_per_10k')
    """
    expected = set(warehouse.query(asked, [EVERYTHING]))
    for council in (RETURNS_ALONE, LISTS_ALONE):
        found = set(from_returns.query(asked, [council]))
        assert found
        assert found <= expected


def test_an_event_of_the_case_system_and_of_three_returns_counts_once(
    warehouse: Warehouse, from_returns: Warehouse
) -> None:
    asked = """
        select measure_id, period_type, period_start, slice, slice_value,
            round(numerator, 6), round(denominator, 6)
        from fct_measure_value
        where authority = '999'
    """
    expected, found = set(warehouse.query(asked)), set(from_returns.query(asked))
    assert expected - found == set()
    assert found - expected == set()


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
