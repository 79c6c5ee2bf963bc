"""Tabulates published statistics into the seeds of dbt_project/seeds/benchmarks, in our own layout.

    python scripts/tabulate_published.py FOLDER [--out SEEDS]

FOLDER holds files as the Department for Education gives them out: explore-education-statistics
CSVs (`ees/`), the values of its Local Authority Interactive Tool (LAIT), population estimates and
the statistical neighbour model. What is taken from which file stands in
pipelines/benchmarks/series.yml. It is run by hand when a new release is out, never by a build, and
writes the same bytes from the same files. It copies no file: it keeps the figures of our measures,
the last few years, with a status for every figure that is not a number. docs/published_figures.md
says how to refresh the seeds. `sightline benchmark-data` keeps a newer release without this script.

Nothing is computed here: a value is written as it was published. LAIT's floats carry binary noise
(19.399999999999999), which is taken off at the decimals of the series; a value with more decimals
than that stops the script.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from pipelines.benchmarks.tidy import (
    DASH,
    KEY,
    NUMBER,
    PARTS,
    PARTS_OF_LONDON,
    SHAPE,
    Spec,
    as_text,
    columns,
    load_series,
    part_of_file,
    release_name,
    tidy,
    year_label,
)
from pipelines.benchmarks.tidy import figures as figures_of
from pipelines.faults import Fault

SEEDS = Path(__file__).resolve().parent.parent / "dbt_project/seeds/benchmarks"

# England and the regions have numbers of LAIT's own; these of its names differ from other files.
LAIT_NAMES = {
    "Yorkshire and the Humber": "Yorkshire and The Humber",
    "London (Inner)": "Inner London",
    "London (Outer)": "Outer London",
}
LAIT_FIRST_REGION = 970
# A year of its outturn figures, "2024-25 (OT)", is the year to 31 March 2025.
LAIT_YEAR = r"^(?:(\d{4})|(\d{4})-\d{2} \(OT\))$"
SPREADSHEET_EPOCH = dt.date(1899, 12, 30)


class Published:
    """A folder of published files: each is read once, as text, and asked for by column name."""

    def __init__(self, folder: Path, series: Spec) -> None:
        self.folder = folder
        self.series = series
        self._tables: dict[str, pl.DataFrame] = {}

    def columns(self, name: str, wanted: Sequence[str]) -> pl.DataFrame:
        """The wanted columns of a file. One that a new release has renamed stops the script."""
        return columns(name, self._table(name), wanted)

    def tidy(self, name: str, column: str, filters: Spec) -> pl.DataFrame:
        """One series of an explore-education-statistics file."""
        return tidy(name, self._table(name), column, filters)

    def _table(self, name: str) -> pl.DataFrame:
        if name not in self._tables:
            path = self.folder / name
            if not path.is_file():
                raise Fault("this file is not there.", where=str(path))
            is_parquet = path.suffix == ".parquet"
            table = pl.read_parquet(path) if is_parquet else pl.read_csv(path, infer_schema=False)
            self._tables[name] = as_text(table)
        return self._tables[name]


def areas(files: Published) -> pl.DataFrame:
    """England, the regions, both parts of London and every council, with the years it was there."""
    spec = files.series["areas"]
    where = files.tidy(spec["file"], "region_name", {}).rename({"raw": "region_name"})
    names = files.columns(spec["file"], ["la_name", "new_la_code"])
    rows = pl.concat([where, names], how="horizontal").with_columns(
        pl.col("region_name", "la_name", "new_la_code").replace("", None)
    )
    newest = (
        rows.sort("reporting_year")
        .group_by("level", "area_code", maintain_order=True)
        .agg(
            pl.col("region_name", "la_name", "new_la_code").last(),
            first=pl.col("reporting_year").first(),
            last=pl.col("reporting_year").last(),
        )
    )
    is_part = pl.col("region_name").is_in(list(PARTS_OF_LONDON.values()))
    return newest.select(
        "area_code",
        area_name=pl.coalesce("la_name", "region_name", pl.lit("England")),
        level="level",
        # Councils of London are published under its parts.
        region=pl.when(is_part).then(pl.lit("London")).otherwise("region_name"),
        subregion=pl.when(is_part).then("region_name"),
        gss_code=pl.coalesce("new_la_code", "area_code"),
        # Null where a council was there before the series began, and where it is there still.
        first_year=pl.when(pl.col("first") > pl.col("first").min()).then(year_label("first")),
        last_year=pl.when(pl.col("last") < pl.col("last").max()).then(year_label("last")),
    ).sort("level", "area_code")


def lait(files: Published, lait_id: str, dp: int) -> pl.DataFrame:
    """One series of LAIT in the shape of `tidy`, without areas that were not there in the year.

    LAIT has a row for every area in every year, those of councils abolished or not yet formed too.
    """
    name = files.series["lait"]["file"]
    rows = files.columns(name, ["lait_id", "year", "area", "la_number", "value", "raw_value"])
    rows = rows.filter(pl.col("lait_id") == lait_id)
    if unexplained := rows.filter(pl.col("value").is_null() & (pl.col("raw_value") != DASH))[
        "raw_value"
    ].to_list():
        raise Fault(f"no number and no dash in {lait_id}: {unexplained[:5]}.", where=name)
    if (rows["value"] - rows["value"].round(dp)).abs().max() > 1e-6:  # type: ignore[operator]
        raise Fault(f"{lait_id} has more than {dp} decimals.", where=name)
    there = files.tidy(files.series["areas"]["file"], "region_name", {})
    named = there.filter(pl.col("level") != "local_authority").select(
        "area_code", area=pl.coalesce(pl.col("raw").replace("", None), pl.lit("England"))
    )
    return (
        rows.with_columns(area=pl.col("area").replace(LAIT_NAMES))
        .join(named.unique(), on="area", how="left")
        .select(
            reporting_year=pl.col("year")
            .str.extract(LAIT_YEAR, 1)
            .cast(pl.Int64)
            .fill_null(pl.col("year").str.extract(LAIT_YEAR, 2).cast(pl.Int64) + 1),
            area_code=pl.when(pl.col("la_number") < LAIT_FIRST_REGION)
            .then(pl.col("la_number").cast(pl.String))
            .otherwise("area_code"),
            raw=pl.col("value").round(dp).cast(pl.Decimal(18, dp)).cast(pl.String),
        )
        .join(there.drop("raw", "is_joint"), on=["reporting_year", "area_code"])
        .select(*KEY, pl.col("raw").fill_null(DASH), is_joint=pl.lit(False))
    )


def population(files: Published) -> pl.DataFrame:
    """Children aged 0 to 17 in the middle of each year, in the shape of `tidy`."""
    spec = files.series["population"]
    return files.tidy(spec["file"], spec["column"], spec["filters"])


def part(files: Published, indicator: Spec, name: str) -> pl.DataFrame:
    """The value, numerator, denominator or reasons of an indicator; no row where none is named."""
    spec: Spec = indicator.get(name, {})
    if "lait_id" in spec:
        return lait(files, spec["lait_id"], indicator["dp"] if name == "value" else 0)
    if "population" in spec:
        # The estimate of June 2024 is the population for March 2025.
        return population(files).with_columns(pl.col("reporting_year") + 1)
    if "column" in spec:
        file = spec.get("file", indicator["value"].get("file"))
        return files.tidy(file, *part_of_file(indicator, name))
    return pl.DataFrame(schema=SHAPE)


def figures(files: Published, indicator: Spec) -> pl.DataFrame:
    """Every figure of one indicator from the first year kept on, as benchmark_figure holds it."""
    first = pl.col("reporting_year") >= files.series["first_reporting_year"]
    parts = {name: part(files, indicator, name) for name in PARTS}
    return figures_of(indicator, parts | {"value": parts["value"].filter(first)})


def updates(files: Published, lait_id: str) -> dict[str, str]:
    """The months of the last and the next release, and LAIT's own date, as LAIT gives them."""
    name = files.series["lait"]["updates"]
    rows = files.columns(name, ["lait_id", "last_update", "next_update", "source"])
    (row,) = rows.filter(pl.col("lait_id") == lait_id).iter_rows(named=True)
    last, following = (
        (SPREADSHEET_EPOCH + dt.timedelta(days=int(row[c]))).strftime("%Y-%m")
        for c in ["last_update", "next_update"]
    )
    found = re.search(r"\d{4}-\d{2}-\d{2}", row["source"])
    if found is None:
        raise Fault(f"the source of {lait_id} names no date.", where=name)
    return {"last": last, "next": following, "as_of": found.group()}


def describe(files: Published, indicator: Spec, rows: pl.DataFrame) -> dict[str, str | None]:
    """One row of benchmark_indicator: what the series is, its release, and how ours differs."""
    described: dict[str, str | None] = {
        "indicator_id": indicator["indicator_id"],
        "measure_id": indicator["measure_id"],
        "title": indicator["title"],
        "source_id": indicator["source_id"],
        "is_published": str(not rows.is_empty()).lower(),
        "release": None,
        "published_on": None,
        "published_month": None,
        "next_expected_month": None,
        "taken_from": None,
        "first_year": rows["year"].min(),  # type: ignore[dict-item]
        "last_year": rows["year"].max(),  # type: ignore[dict-item]
        "unit": indicator["unit"],
        "dp": str(indicator["dp"]),
        "polarity": indicator["polarity"],
        "definition_difference": indicator["definition_difference"],
    }
    if rows.is_empty():
        return described
    update = updates(files, indicator["lait_id"])
    is_lait = "lait_id" in indicator["value"]
    return described | {
        "release": release_name(indicator, str(described["last_year"])),
        "published_on": indicator.get("published_on"),
        "published_month": update["last"],
        "next_expected_month": update["next"],
        "taken_from": f"Local Authority Interactive Tool, data of {update['as_of']}"
        if is_lait
        else "explore-education-statistics",
    }


def sources(series: Spec) -> pl.DataFrame:
    """One row per publication, with the words that its licence asks for."""
    licence = series["licence"]
    rows = []
    for source_id, source in series["sources"].items():
        attribution = (
            f"Contains public sector information licensed under the {licence}. "
            f"Source: {source['publisher']}, {source['title']}."
        )
        is_published = source_id != "none"
        rows.append(
            {
                "source_id": source_id,
                "publisher": source["publisher"],
                "title": source["title"],
                "kind": source["kind"],
                "licence": licence if is_published else None,
                "licence_url": series["licence_url"] if is_published else None,
                "attribution": attribution if is_published else None,
                "url": source.get("url"),
            }
        )
    return pl.DataFrame(rows)


def neighbours(files: Published) -> pl.DataFrame:
    """The ten statistical neighbours of each council, in order, by each model that is shipped."""
    wanted = ["la_number", "rank", "neighbour_la_number", "closeness"]
    models = [
        files.columns(model["file"], wanted).with_columns(
            model_version=pl.lit(model["model_version"])
        )
        for model in files.series["neighbours"]
    ]
    return (
        pl.concat(models)
        .select(
            authority="la_number",
            neighbour="neighbour_la_number",
            rank=pl.col("rank").cast(pl.Int64),
            closeness="closeness",
            model_version="model_version",
        )
        .sort("model_version", "authority", "rank")
    )


def population_seed(files: Published) -> pl.DataFrame:
    """Children aged 0 to 17 by mid-year: 2024 is 30 June 2024, the population for March 2025."""
    rows = population(files).filter(
        pl.col("reporting_year") >= files.series["first_population_year"]
    )
    is_number = pl.col("raw").str.contains(NUMBER)
    return rows.select(
        pl.when(pl.col("level") == "local_authority").then("area_code").alias("authority"),
        "area_code",
        "level",
        year="reporting_year",
        children_0_to_17=pl.when(is_number).then("raw"),
        status_code=pl.when(is_number).then(pl.lit("ok")).otherwise("raw"),
    ).sort("year", "level", "area_code")


def seeds(folder: Path) -> dict[str, pl.DataFrame]:
    """Every seed by name, as the files in `folder` have it now."""
    series = load_series()
    files = Published(folder, series)
    tables = {
        indicator["indicator_id"]: figures(files, indicator)
        for indicator in series["indicators"]
        if "value" in indicator
    }
    every = pl.concat(tables.values())
    key = ["indicator_id", "year", "level", "area_code"]
    if every.select(key).is_duplicated().any():
        raise Fault("two figures for one indicator, year and area.", where=str(folder))
    described = [
        describe(files, indicator, tables.get(indicator["indicator_id"], every.clear()))
        for indicator in series["indicators"]
    ]
    return {
        "benchmark_source": sources(series),
        "benchmark_indicator": pl.DataFrame(described, infer_schema_length=None),
        "benchmark_figure": every.sort(key),
        "ref_area": areas(files),
        "ref_population_published": population_seed(files),
        "ref_statistical_neighbour": neighbours(files),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the seeds and says how large each is."""
    parser = argparse.ArgumentParser(description="Tabulates published figures into dbt seeds.")
    parser.add_argument("folder", type=Path, help="folder of published files")
    parser.add_argument("--out", type=Path, default=SEEDS, help="folder of the seeds")
    chosen = parser.parse_args(arguments)
    try:
        tables = seeds(chosen.folder)
    except Fault as fault:
        print(fault.sentence(), file=sys.stderr)
        return 2
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        path = chosen.out / f"{name}.csv"
        table.write_csv(path)
        print(f"{name}: {table.height} rows, {path.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
