"""The shipped seeds of published figures against the files that they were taken from.

The files are read again here with the standard library, by rules written apart from those of
scripts/tabulate_published.py.
"""

from __future__ import annotations

import csv
import importlib.util
import os
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from pipelines.contract import load_contract
from pipelines.warehouse import load_raw

CODES = {"c", "z", "x", "k", "u", "low"}
LEVEL_OF = {"National": "england", "Regional": "region", "Local authority": "local_authority"}
C1 = "ees/c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv"
CLA = "ees/cla_number_and_rate_per_10k_children.csv"
STABILITY = "ees/la_cla_placement_stability.csv"

# Series that come straight from a file of the publication: file, column of the value, its rows.
PUBLISHED_AS_FILES = {
    "referral_nfa_pct": (C1, "no_further_action_percent", {}),
    "cpp_repeat_pct": (
        "ees/d3_cpps_subsequent_plan_2013_to_2025.csv",
        "CPP_subsequent_percent",
        {},
    ),
    "cpp_2yr_pct": (
        "ees/d5_cpps_at31march_by_duration_2013_to_2025.csv",
        "2_years_or_more_percent",
        {},
    ),
    "cla_longterm_stability_pct": (
        STABILITY,
        "children_percent",
        {"placement_stability": "Living with the same carer for at least 2 years"},
    ),
    "cl_suitable_1921_pct": (
        "ees/la_care_leavers_accommodation_suitability.csv",
        "care_leaver_percent",
        {
            "care_leaver_age": "19 to 21 years",
            "breakdown": "Accommodation considered suitable",
        },
    ),
    "rereferral_pct": (C1, "rereferral_percent", {}),
    "cla_rate": (
        CLA,
        "rate_per_10000",
        {"population_type": "Children looked after on 31 March each year"},
    ),
    "cla_3plus_placements_pct": (
        STABILITY,
        "children_percent",
        {
            "cla_group": "CLA on 31 March",
            "placement_stability": "With 3 or more placements during the year",
        },
    ),
}
WITH_A_DECIMAL = {"rereferral_pct", "referral_nfa_pct", "cpp_repeat_pct", "cpp_2yr_pct"}
LAIT_ID_OF = {
    "referral_nfa_pct": "CIN_Refferals_NFA",
    "cin_rate": "CIN",
    "cpp_repeat_pct": "PrevRegCPR",
    "cpp_2yr_pct": "CPPlans2yrsActive",
    "cla_longterm_stability_pct": "LAC_LongStable%",
    "cla_20_miles_pct": "LACDistance",
    "cla_health_pct": "LACHealth%",
    "cl_eet_1921_pct": "CareLeaverEET",
    "cl_suitable_1921_pct": "CareLeaverAcc",
    "cla_weekly_cost": "LACFinance",
    "rereferral_pct": "ReReferral",
    "assessment_45_days_pct": "Continue_Assess_Comp",
    "conference_15_days_pct": "CP_conf_15days",
    "cp_reviews_in_time_pct": "RevCP",
    "cpp_rate": "CPP_rate",
    "cla_rate": "LAC",
    "cla_3plus_placements_pct": "LACStable_2016on",
}
FIRST_YEAR = 2020

Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def label(reporting_year: str) -> str:
    year = int(reporting_year)
    return f"{year - 1}-{str(year)[2:]}"


def code_of(row: Row) -> str:
    """Area of a row of a DfE file: three-digit number, or the code of the region or country."""
    return {"National": row["country_code"], "Regional": row["region_code"]}.get(
        row["geographic_level"], row["old_la_code"]
    )


def half_up(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@pytest.fixture(scope="module")
def published(reference: Path) -> Path:
    return reference / "published"


@pytest.fixture(scope="module")
def seeds(project_root: Path) -> Path:
    return project_root / "dbt_project/seeds/benchmarks"


@pytest.fixture(scope="module")
def figures(seeds: Path) -> list[Row]:
    return rows_of(seeds / "benchmark_figure.csv")


@pytest.fixture(scope="module")
def script(project_root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "tabulate_published", project_root / "scripts/tabulate_published.py"
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def changed(published: Path, tmp_path: Path) -> Path:
    """A folder like the published one, whose referrals file a test may write anew."""
    folder = tmp_path / "published"
    (folder / "ees").mkdir(parents=True)
    for path in [*published.glob("*.*"), *published.glob("ees/*")]:
        (folder / path.relative_to(published)).symlink_to(path)
    copy = (folder / C1).read_text()
    (folder / C1).unlink()
    (folder / C1).write_text(copy)
    return folder


def test_seeds_are_what_the_script_tabulates_now(
    script: ModuleType, published: Path, seeds: Path, tmp_path: Path
) -> None:
    assert script.main([str(published), "--out", str(tmp_path)]) == 0
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_bytes() for path in seeds.glob("*.csv")}


def test_seeds_stay_small(seeds: Path) -> None:
    assert sum(path.stat().st_size for path in seeds.glob("*.csv")) < 1_500_000


def test_each_figure_is_there_once(figures: list[Row]) -> None:
    keys = Counter((f["indicator_id"], f["year"], f["area_code"]) for f in figures)
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_figure_is_a_number_with_status_ok_or_has_a_known_code_and_no_number(
    figures: list[Row],
) -> None:
    assert {f["status_code"] for f in figures if not f["value"]} <= CODES
    assert {f["status_code"] for f in figures if f["value"]} == {"ok"}


def test_every_measure_has_an_indicator_and_what_is_not_published_says_so(seeds: Path) -> None:
    indicators = {row["measure_id"]: row for row in rows_of(seeds / "benchmark_indicator.csv")}
    assert len(indicators) == 23
    unpublished = {m: row for m, row in indicators.items() if row["is_published"] == "false"}
    assert sorted(unpublished) == [
        "care_leaver__in_touch",
        "contact__decided_within_1_working_day",
        "looked_after__reviews_in_time",
        "looked_after__visits_in_time",
        "missing__return_interview_within_72_hours",
    ]
    said = ("No national figure exists", "Nothing is published", "No series of this figure")
    assert all(row["definition_difference"].startswith(said) for row in unpublished.values())


@pytest.mark.parametrize("indicator_id", PUBLISHED_AS_FILES)
def test_seed_holds_every_area_and_year_of_the_file_with_its_number_or_its_code(
    indicator_id: str, figures: list[Row], published: Path
) -> None:
    file, column, filters = PUBLISHED_AS_FILES[indicator_id]
    expected = {
        (label(row["time_period"]), code_of(row)): row[column]
        for row in rows_of(published / file)
        if int(row["time_period"]) >= FIRST_YEAR and all(row[c] == v for c, v in filters.items())
    }
    held = {
        (f["year"], f["area_code"]): f["value"] or f["status_code"]
        for f in figures
        if f["indicator_id"] == indicator_id
    }
    assert held == expected


@pytest.mark.parametrize("indicator_id", LAIT_ID_OF)
def test_figures_of_england_are_those_that_the_department_shows(
    indicator_id: str, figures: list[Row], published: Path
) -> None:
    (shown,) = [
        row
        for row in rows_of(published / "benchmarks_england_lait.csv")
        if row["lait_id"] == LAIT_ID_OF[indicator_id]
    ]
    series = dict(part.split("=") for part in shown["england_series"].split("; "))
    # Outturn is shown by financial year, "2024-25 (OT)".
    series = {
        f"20{year[5:7]}" if year.endswith("(OT)") else year: value for year, value in series.items()
    }
    latest = shown["latest_year"]
    held = {
        f["year"]: Decimal(f["value"])
        for f in figures
        if f["indicator_id"] == indicator_id and f["level"] == "england"
    }
    newest = latest[:7] if latest.endswith("(OT)") else label(latest)
    assert held[newest] == Decimal(shown["latest_value"])
    assert held == {year: Decimal(series[f"20{year[5:]}"]) for year in held}


@pytest.mark.parametrize(
    ("indicator_id", "per", "decimals"),
    [("cpp_rate", 10_000, 1), ("cp_reviews_in_time_pct", 100, 1), ("cla_rate", 10_000, 0)],
)
def test_figures_of_councils_follow_from_the_counts_beside_them(
    indicator_id: str, per: int, decimals: int, figures: list[Row]
) -> None:
    """Some counts come from other files than the values, which holds a series to its year."""
    councils = [
        f
        for f in figures
        if f["indicator_id"] == indicator_id
        and f["level"] == "local_authority"
        and f["status_code"] == "ok"
        and f["numerator"]
        and f["denominator"]
    ]
    differing = [
        f
        for f in councils
        if Decimal(f["value"])
        != half_up(Decimal(f["numerator"]) / Decimal(f["denominator"]) * per, decimals)
    ]
    assert len(councils) > 750
    assert differing == []


def test_nine_regions_make_england_and_two_parts_make_london(seeds: Path) -> None:
    people = [r for r in rows_of(seeds / "ref_population_published.csv") if r["year"] == "2024"]

    def total(level: str) -> int:
        return sum(int(r["children_0_to_17"]) for r in people if r["level"] == level)

    (london,) = [int(r["children_0_to_17"]) for r in people if r["area_code"] == "E12000007"]
    assert sum(r["level"] == "region" for r in people) == 9
    assert total("region") == total("england") == total("local_authority")
    assert total("subregion") == london


def test_population_is_that_of_the_file(seeds: Path, published: Path) -> None:
    file = published / "ons_mid-year_population_estimates_2012_to_2024.csv"
    expected = {
        (row["time_period"], code_of(row)): row["population_estimate"]
        for row in rows_of(file)
        if row["time_period"] >= "2018"
    }
    held = {
        (row["year"], row["area_code"]): row["children_0_to_17"] or row["status_code"]
        for row in rows_of(seeds / "ref_population_published.csv")
    }
    assert held == expected


def test_barsetshire_is_compared_with_the_ten_councils_outside_london_that_are_nearest_in_size(
    project_root: Path, seeds: Path
) -> None:
    areas = {row["area_code"]: row for row in rows_of(seeds / "ref_area.csv")}
    by_distance = sorted(
        (abs(int(row["children_0_to_17"]) - 75_000), row["area_code"])
        for row in rows_of(seeds / "ref_population_published.csv")
        if row["year"] == "2024"
        and row["level"] == "local_authority"
        and areas[row["area_code"]]["region"] != "London"
        and not areas[row["area_code"]]["last_year"]
    )
    chosen: list[str] = []
    for _, council in by_distance:
        region = areas[council]["region"]
        if sum(areas[other]["region"] == region for other in chosen) < 2:
            chosen.append(council)
    setting = rows_of(project_root / "dbt_project/seeds/reference/ref_neighbour_setting.csv")
    assert [row["neighbour"] for row in setting if row["authority"] == "999"] == chosen[:10]


@pytest.fixture(scope="module")
def built(
    project_root: Path, seeds: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The benchmark models built for every council of England."""
    folder = tmp_path_factory.mktemp("benchmarks")
    warehouse = folder / "build.duckdb"
    with duckdb.connect(warehouse) as con:
        load_raw(con, load_contract(), [])
        con.execute(
            """
            create table dim_authority as
            select area_code as authority, area_name as authority_name
            from read_csv(?, all_varchar = true) where level = 'local_authority'
            """,
            [str(seeds / "ref_area.csv")],
        )
    models = [
        "int_authority_neighbour",
        "stg_benchmarks__given",
        "int_benchmark_figure",
        "benchmark_value",
        "fct_measure_benchmark",
    ]
    wanted = ["path:seeds/benchmarks", "ref_neighbour_setting", "ref_authority_setting", *models]
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")),
            *("build", "--select", *wanted, "--indirect-selection", "empty"),
            *("--exclude-resource-type", "unit_test"),
            *("--profiles-dir", ".", "--project-dir", "."),
            *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
        ],
        cwd=project_root / "dbt_project",
        env=os.environ | {"SIGHTLINE_WAREHOUSE": str(warehouse), "DBT_USE_COLORS": "false"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    with duckdb.connect(warehouse, read_only=True) as con:
        yield con


def test_medians_of_neighbours_are_those_of_the_departments_method(
    built: duckdb.DuckDBPyConnection, published: Path
) -> None:
    """Its social care dashboard takes the median of the neighbours' numbers, without codes."""
    assert_neighbours(built, published, "neighbour_median", statistics.median)


def test_means_of_neighbours_are_those_of_the_departments_method(
    built: duckdb.DuckDBPyConnection, published: Path
) -> None:
    """Its interactive tool takes the simple mean of the neighbours' rates that are there."""
    assert_neighbours(built, published, "neighbour_mean", statistics.mean)


def assert_neighbours(
    built: duckdb.DuckDBPyConnection, published: Path, level: str, summary
) -> None:  # type: ignore[no-untyped-def]
    neighbours: dict[str, list[str]] = {}
    for row in rows_of(published / "statistical_neighbours_2025.csv"):
        neighbours.setdefault(row["la_number"], []).append(row["neighbour_la_number"])
    assert {len(ten) for ten in neighbours.values()} == {10}
    for indicator_id, (file, column, filters) in PUBLISHED_AS_FILES.items():
        decimals = 1 if indicator_id in WITH_A_DECIMAL else 0
        numbers: dict[tuple[str, str], Decimal] = {}
        years = set()
        for row in rows_of(published / file):
            if (
                all(row[c] == v for c, v in filters.items())
                and int(row["time_period"]) >= FIRST_YEAR
            ):
                years.add(row["time_period"])
                if row[column] not in CODES:
                    numbers[row["time_period"], code_of(row)] = Decimal(row[column])
        expected = {}
        for council, ten in neighbours.items():
            for year in years:
                known = [numbers[year, n] for n in ten if (year, n) in numbers]
                value = half_up(summary(known), decimals) if known else None
                expected[council, label(year)] = (value, len(known))
        held = built.execute(
            """
            select authority, year, value, n from benchmark_value
            where indicator_id = ? and level = ?
            """,
            [indicator_id, level],
        ).fetchall()
        assert len(held) == len(expected) > 750
        assert {
            (a, y): (None if v is None else Decimal(str(v)), n) for a, y, v, n in held
        } == expected


def test_quartiles_and_ranks_are_those_of_the_departments_method(
    built: duckdb.DuckDBPyConnection, published: Path
) -> None:
    """Quantiles of type 7 over the councils with a number; equal numbers share the better rank."""
    for indicator_id in ("rereferral_pct", "cla_3plus_placements_pct"):
        file, column, filters = PUBLISHED_AS_FILES[indicator_id]
        numbers = {
            code_of(row): float(row[column])
            for row in rows_of(published / file)
            if row["time_period"] == "2025"
            and row["geographic_level"] == "Local authority"
            and all(row[c] == v for c, v in filters.items())
            and row[column] not in CODES
        }
        limits = statistics.quantiles(numbers.values(), n=4, method="inclusive")
        expected = {
            council: (
                1 + sum(other < value for other in numbers.values()),
                "ABCD"[sum(value > limit for limit in limits)],
            )
            for council, value in numbers.items()
        }
        held = built.execute(
            """
            select area_code, rank, quartile from benchmark_value
            where indicator_id = ? and year = '2024-25' and level = 'local_authority'
                and rank is not null
            """,
            [indicator_id],
        ).fetchall()
        assert len(held) > 140
        assert {council: (rank, band) for council, rank, band in held} == expected


def test_councils_are_compared_with_their_own_region_and_london_is_one(
    built: duckdb.DuckDBPyConnection,
) -> None:
    regions = built.execute(
        """
        select area_name, count(distinct authority) from fct_measure_benchmark
        where level = 'region' group by all
        """
    ).fetchall()
    assert len(regions) == 9
    assert dict(regions)["London"] == 33


def test_every_council_has_every_level_of_every_published_measure(
    built: duckdb.DuckDBPyConnection,
) -> None:
    levels = built.execute(
        """
        select measure_id, list_sort(list(distinct level)) from fct_measure_benchmark
        where authority = '301' and is_published group by all
        """
    ).fetchall()
    assert len(levels) == 18
    expected = ["england", "local_authority", "neighbour_mean", "neighbour_median", "region"]
    assert [found for _, found in levels if found != expected] == []


def test_a_folder_without_the_files_is_a_sentence_and_exit_code_2(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main([str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "this file is not there" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_column_that_a_release_renamed_stops_the_script(
    script: ModuleType, changed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = changed / C1
    file.write_text(file.read_text().replace("rereferral_percent", "pct_rereferred", 1))
    assert script.main([str(changed), "--out", str(tmp_path / "out")]) == 2
    assert "no column rereferral_percent; there are" in capsys.readouterr().err


def test_a_symbol_that_nobody_knows_stops_the_script(
    script: ModuleType, changed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = changed / C1
    file.write_text(file.read_text().replace(",142900,22.6,", ",142900,~,", 1))
    assert script.main([str(changed), "--out", str(tmp_path / "out")]) == 2
    assert "unknown symbols ['~']" in capsys.readouterr().err


def test_an_area_that_is_there_twice_stops_the_script(
    script: ModuleType, changed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = changed / C1
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join([*lines, lines[1]]))
    assert script.main([str(changed), "--out", str(tmp_path / "out")]) == 2
    assert "twice" in capsys.readouterr().err
