"""Reads explore-education-statistics files as they are downloaded, by the names of their columns.

The order of the columns differs from file to file and their names drift from release to release, so
each series of `series.yml` names what it takes, and a name that is gone stops the reading. Nothing
is computed here: a value is kept as it was published, and one that is no number keeps its code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from pipelines.faults import Fault

SERIES = Path(__file__).with_name("series.yml")

# Symbols of the Government Statistical Service.
CODES = ["c", "z", "x", "k", "u", "low"]
NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"

WHERE = ["time_period", "geographic_level", "country_code", "region_code", "old_la_code"]
LEVELS = {"National": "england", "Regional": "region", "Local authority": "local_authority"}
# London is published whole and in two parts. A part is a level of its own, so that no sum over
# regions counts London twice.
PARTS_OF_LONDON = {"E13000001": "Inner London", "E13000002": "Outer London"}
# Two councils that share their service are published together, as "314 / 318".
TOGETHER = " / "
# A file may hold a year's first figures and the later ones; the later ones count.
VERSION = "version"
VERSIONS = ["Final", "Revised", "Provisional"]

KEY = ["reporting_year", "level", "area_code"]
SHAPE = {
    "reporting_year": pl.Int64,
    "level": pl.String,
    "area_code": pl.String,
    "raw": pl.String,
    "is_joint": pl.Boolean,
}
PARTS = ["value", "numerator", "denominator", "reasons"]
# The day to which a reporting year runs, unless its series says another.
MARCH = "03-31"
# What a tool that drops the reasons writes in place of every code.
DASH = "-"
Spec = Mapping[str, Any]


@cache
def load_series() -> dict[str, Any]:
    """What is taken from which file, and what each series means beside our measure."""
    series: dict[str, Any] = yaml.safe_load(SERIES.read_text(encoding="utf-8"))
    return series


def as_text(table: pl.DataFrame) -> pl.DataFrame:
    """A file's table without the byte order mark and the blanks around its cells."""
    return table.rename(lambda name: name.lstrip("\ufeff")).with_columns(
        pl.col(pl.String).str.strip_chars()
    )


def year_label(column: str = "reporting_year", year_ends: str = MARCH) -> pl.Expr:
    """A column of reporting years as financial years.

    2025 is the year to 31 March 2025, 2024-25. A series that is taken on 30 September is given the
    financial year in which that day lies: 2025 is then 2025-26.
    """
    year = pl.col(column) + (0 if year_ends <= MARCH else 1)
    return pl.format("{}-{}", year - 1, (year % 100).cast(pl.String).str.zfill(2))


def release_name(indicator: Spec, last_year: str) -> str:
    """What a release is called that nobody named: its publication and the newest reporting year."""
    title = load_series()["sources"][indicator["source_id"]]["title"]
    newest = int(last_year[:4]) + (1 if indicator.get("year_ends", MARCH) == MARCH else 0)
    return f"{title}, reporting year {newest}"


def reporting_year(name: str, rows: pl.DataFrame) -> pl.Series:
    """The year in which each period ends: 2025 is itself, the academic year 202425 is 2025.

    Raises:
        Fault: a period is neither.
    """
    text = rows["time_period"]
    start, end = text.str.head(4).cast(pl.Int64, strict=False), text.str.slice(4)
    academic = ((start + 1) % 100).cast(pl.String).str.zfill(2) == end
    year = (
        pl.select(
            pl.when(text.str.len_chars() == 4)
            .then(start)
            .when((text.str.len_chars() == 6) & academic)
            .then(start + 1)
        )
        .to_series()
        .rename("reporting_year")
    )
    if year.null_count():
        wrong = text.filter(year.is_null()).head(1).item()
        raise Fault(
            f"{wrong!r} is no period that can be read.",
            where=f"{name}, column time_period",
            remedy="Periods are reporting years (2025) or academic years (202425).",
        )
    return year


def columns(name: str, table: pl.DataFrame, wanted: Sequence[str]) -> pl.DataFrame:
    """The wanted columns of a file's table.

    Raises:
        Fault: one is not there; a new release may have renamed it.
    """
    if missing := [column for column in wanted if column not in table.columns]:
        raise Fault(
            f"no column {', '.join(missing)}; there are {', '.join(table.columns)}.",
            where=name,
            remedy="If the release renamed it, mend pipelines/benchmarks/series.yml.",
        )
    return table.select(wanted)


def tidy(name: str, table: pl.DataFrame, column: str, filters: Spec) -> pl.DataFrame:
    """One series of a file: reporting_year, level, area_code, raw, is_joint.

    Councils are known by their three-digit number, which outlives the nine-character codes. Two
    that are published together have a row each, marked, with the figure of both.

    Raises:
        Fault: a column is not there, no row is left, or an area stands twice in a year.
    """
    versioned = [VERSION] if VERSION in table.columns and VERSION not in filters else []
    rows = columns(name, table, list(dict.fromkeys([*WHERE, *versioned, *filters, column])))
    # Districts, constituencies and schools are no areas of ours.
    rows = rows.filter(
        pl.col("geographic_level").is_in(list(LEVELS)),
        *(pl.col(c) == wanted for c, wanted in filters.items()),
    )
    if rows.is_empty():
        raise Fault(f"no row has {dict(filters)}.", where=name)
    if versioned:
        rows = _latest_version(name, rows)
    if rows.select(WHERE).is_duplicated().any():
        raise Fault(f"an area stands twice in one year among rows of {dict(filters)}.", where=name)
    level = pl.col("geographic_level").replace_strict(LEVELS)
    is_part = (level == "region") & pl.col("region_code").is_in(list(PARTS_OF_LONDON))
    code = (
        pl.when(level == "local_authority")
        .then("old_la_code")
        .when(level == "region")
        .then("region_code")
        .otherwise("country_code")
    )
    return (
        rows.with_columns(reporting_year(name, rows))
        .select(
            "reporting_year",
            level=pl.when(is_part).then(pl.lit("subregion")).otherwise(level),
            area_code=code.str.split(TOGETHER),
            raw=pl.col(column),
            is_joint=code.str.contains(TOGETHER, literal=True),
        )
        .explode("area_code")
    )


def _latest_version(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """One version of each area and year: the final one, else the revised, else the first."""
    order = {version: place for place, version in enumerate(VERSIONS)}
    unknown = rows.filter(~pl.col(VERSION).is_in(VERSIONS))[VERSION].unique().to_list()
    if unknown:
        raise Fault(
            f"unknown versions {unknown}.",
            where=f"{name}, column {VERSION}",
            remedy=f"Known are {', '.join(VERSIONS)}.",
        )
    place = pl.col(VERSION).replace_strict(order, return_dtype=pl.Int64)
    return rows.filter(place == place.min().over(WHERE)).drop(VERSION)


def part_of_file(indicator: Spec, name: str) -> tuple[str, Spec]:
    """Column and filters of the value or of a part of an indicator that a file holds.

    A part in the file of the value is of the same rows, unless it names its own.
    """
    spec, value = indicator[name], indicator["value"]
    default = {} if "file" in spec else value
    return spec["column"], spec.get("filters", default.get("filters", {}))


def figures(indicator: Spec, parts: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every figure of one indicator, as benchmark_figure holds it.

    Args:
        indicator: its entry in series.yml.
        parts: the value, and what there is of numerator, denominator and reasons, each in the shape
            of `tidy`.

    Raises:
        Fault: a value is neither a number nor a known code.
    """
    joined = parts["value"]
    for name in PARTS[1:]:
        other = parts.get(name, pl.DataFrame(schema=SHAPE))
        other = other.select(*KEY, pl.col("raw").alias(name.removesuffix("s")))
        joined = joined.join(other, on=KEY, how="left", validate="1:1")
    code, basis = _status(pl.col("reason").is_in(CODES).fill_null(False))
    rows = joined.with_columns(status_code=code, status_basis=basis)
    if unknown := rows.filter(pl.col("status_code").is_null())["raw"].unique().to_list():
        raise Fault(f"unknown symbols {unknown}.", where=indicator["indicator_id"])
    numbers = {
        name: pl.when(pl.col(column).str.contains(NUMBER)).then(column)
        for name, column in [("value", "raw"), ("numerator",) * 2, ("denominator",) * 2]
    }
    # The counts of two councils together are those of neither.
    apart = {name: pl.when(~pl.col("is_joint")).then(numbers[name]) for name in PARTS[1:3]}
    return rows.select(
        pl.lit(indicator["indicator_id"]).alias("indicator_id"),
        year_label(year_ends=indicator.get("year_ends", MARCH)).alias("year"),
        "level",
        "area_code",
        numbers["value"].alias("value"),
        "status_code",
        "status_basis",
        apart["numerator"].alias("numerator"),
        apart["denominator"].alias("denominator"),
    )


def _status(has_reason: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Status code of each row, and what it rests on, from raw, is_joint, reason and denominator."""
    is_number = pl.col("raw").str.contains(NUMBER)
    is_code = pl.col("raw").is_in(CODES)
    is_dash = pl.col("raw") == DASH
    is_over_nothing = pl.col("denominator") == "0"
    code = (
        pl.when(is_number)
        .then(pl.lit("ok"))
        .when(is_code)
        .then("raw")
        .when(is_dash & has_reason)
        .then("reason")
        .when(is_dash & is_over_nothing)
        .then(pl.lit("z"))
        .when(is_dash)
        .then(pl.lit("x"))
    )
    basis = (
        pl.when(pl.col("is_joint"))
        .then(pl.lit("joint"))
        .when(is_number | is_code)
        .then(pl.lit("published"))
        .when(has_reason)
        .then(pl.lit("sister_table"))
        .when(is_over_nothing)
        .then(pl.lit("zero_denominator"))
        .otherwise(pl.lit("not_given"))
    )
    return code, basis
