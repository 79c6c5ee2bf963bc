"""Keeps the figures of explore-education-statistics files as they are downloaded.

    <data root>/benchmarks/0001-<first 12 of the file's hash>.parquet

One file for each data file that was given, numbered in the order of giving and never changed. A run
reads them beside the seeds: a series and year that was kept takes the place of what came with the
project, and what was kept last the place of what was kept before it. They are never mixed within a
year, for each release revises the years before it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.benchmarks.tidy import (
    LEVELS,
    PARTS,
    WHERE,
    Spec,
    as_text,
    figures,
    load_series,
    part_of_file,
    release_name,
    tidy,
)
from pipelines.connectors.containers import Container, Listed
from pipelines.connectors.text_files import TextTable, read_text
from pipelines.faults import Fault
from pipelines.warehouse import BENCHMARK_COLUMNS

# What a downloaded archive holds beside its data.
META = ".meta.csv"
HASH_LETTERS = 12


@dataclass(frozen=True)
class Kept:
    """One series of one file, as it was kept.

    `without_figure` counts its rows by status code; `rows_elsewhere` are the rows of districts,
    constituencies and the like, which no series of ours has.
    """

    file: str
    indicator_id: str
    title: str
    release: str
    first_year: str
    last_year: str
    rows: int
    without_figure: dict[str, int]
    rows_elsewhere: int
    was_there: bool


def keep(
    path: Path,
    benchmarks_dir: Path,
    *,
    max_mb: int,
    release: str | None = None,
    published_on: date | None = None,
) -> tuple[list[Kept], list[str]]:
    """Keep every series of ours that a data file, a folder of them or an archive holds.

    Args:
        path: CSV as downloaded, a folder of such files, or the zip of a release; the descriptions
            that come with the data (`.meta.csv`, guidance) are passed over.
        benchmarks_dir: folder of what is kept.
        max_mb: most that is read, when unpacked.
        release: what the figures are called; by default the publication and the newest year.
        published_on: the day of the release, where it is known.

    Returns:
        What was kept, and the data files that hold nothing of ours.

    Raises:
        Fault: nothing is there, a file is no data of the kind, it holds no series of ours, a column
            was renamed, a value is neither number nor known symbol. Then nothing is kept.
    """
    container = Container(path, max_mb)
    given = [file for file in container.files() if _is_data(file)]
    if not given:
        raise Fault(
            "No data file is here.",
            where=str(path),
            remedy="Give the CSV that explore-education-statistics offers, or its zip.",
        )
    read = []
    for file in given:
        content = container.read(file)
        read.append((file.name, content, _series_of(file.name, _table(file.name, content))))
    if not any(found for _, _, found in read):
        raise _nothing_of_ours(path)
    kept: list[Kept] = []
    for name, content, found in read:
        if found:
            kept += _keep_file(
                benchmarks_dir, name, content, found, release=release, published_on=published_on
            )
    return kept, [name for name, _, found in read if not found]


def kept_files(benchmarks_dir: Path) -> list[Path]:
    """The kept files, in the order of giving."""
    return sorted(benchmarks_dir.glob("[0-9]*.parquet"))


def kept_hashes(benchmarks_dir: Path) -> dict[str, str]:
    """The kept files by name, each with the SHA-256 of what it holds, for the run manifest."""
    return {
        f"benchmarks/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in kept_files(benchmarks_dir)
    }


def _is_data(file: Listed) -> bool:
    return file.suffix == ".csv" and not file.name.lower().endswith(META)


def _table(name: str, content: bytes) -> pl.DataFrame:
    wanted = set(WHERE)
    read: TextTable | None = read_text(content, name, lambda header: header in wanted)
    if read is None:
        raise Fault("This file is empty.", where=name, remedy="Download it again.")
    headers = [header.strip().lstrip("\ufeff") for header in read.headers]
    missing = [column for column in WHERE if column not in headers]
    if missing:
        raise Fault(
            f"This is no explore-education-statistics data: it has no column {', '.join(missing)}.",
            where=name,
            remedy="Give the data file as it was downloaded, with its headers.",
        )
    if len(set(headers)) < len(headers):
        raise Fault("Two columns have one name.", where=name, remedy="Download it again.")
    cells = read.rows.rename(dict(zip(read.rows.columns, headers, strict=True)))
    return as_text(cells.with_columns(pl.all().fill_null("")))


@dataclass(frozen=True)
class _Series:
    indicator: Spec
    figures: pl.DataFrame
    elsewhere: int


def _series_of(name: str, table: pl.DataFrame) -> list[_Series]:
    """Every series of ours that the file holds."""
    elsewhere = table.filter(~pl.col("geographic_level").is_in(list(LEVELS))).height
    return [
        _Series(indicator, _figures(name, table, indicator), elsewhere)
        for indicator in load_series()["indicators"]
        if _is_meant(table, indicator)
    ]


def _nothing_of_ours(path: Path) -> Fault:
    known = sorted(
        {i["value"]["column"] for i in load_series()["indicators"] if "column" in _value(i)}
    )
    return Fault(
        "None of the figures that stand beside our measures is in it.",
        where=str(path),
        remedy=f"Columns that are looked for: {', '.join(known)}. If a release renamed one, "
        "mend pipelines/benchmarks/series.yml.",
    )


def _value(indicator: Spec) -> Spec:
    spec: Spec = indicator.get("value", {})
    return spec


def _own_parts(indicator: Spec) -> list[str]:
    """The parts that stand in the file of the value."""
    return [
        name
        for name in PARTS
        if "column" in indicator.get(name, {})
        and (name == "value" or "file" not in indicator[name])
    ]


def _is_meant(table: pl.DataFrame, indicator: Spec) -> bool:
    """Whether a file holds a series.

    It has the series' rows, or, where the whole file is one series, any of its columns: one that is
    renamed must not pass for a file that never had it.
    """
    if "column" not in _value(indicator):
        return False
    _, filters = part_of_file(indicator, "value")
    if not all(column in table.columns for column in filters):
        return False
    if filters:
        return not table.filter(*(pl.col(c) == wanted for c, wanted in filters.items())).is_empty()
    return any(part_of_file(indicator, name)[0] in table.columns for name in _own_parts(indicator))


def _figures(name: str, table: pl.DataFrame, indicator: Spec) -> pl.DataFrame:
    parts = {
        part: tidy(name, table, *part_of_file(indicator, part)) for part in _own_parts(indicator)
    }
    return figures(indicator, parts).join(_areas(table), on=["level", "area_code"], how="left")


def _areas(table: pl.DataFrame) -> pl.DataFrame:
    """Names of the areas of a file, for a council that is newer than the seeds."""
    names = [c for c in ("la_name", "region_name") if c in table.columns]
    rows = table.filter(pl.col("geographic_level") == "Local authority").sort("time_period")
    return (
        rows.group_by(area_code="old_la_code", maintain_order=True)
        .agg(pl.col(names).last())
        .with_columns(
            level=pl.lit("local_authority"),
            area_name=pl.col("la_name") if "la_name" in names else pl.lit(None, pl.String),
            region_name=pl.col("region_name")
            if "region_name" in names
            else pl.lit(None, pl.String),
        )
        .select("level", "area_code", "area_name", "region_name")
    )


def _keep_file(
    folder: Path,
    name: str,
    content: bytes,
    found: Sequence[_Series],
    *,
    release: str | None,
    published_on: date | None,
) -> list[Kept]:
    hashed = hashlib.sha256(content).hexdigest()
    rows, kept = [], []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            before = kept_files(folder)
            was_there = any(path.stem.endswith(hashed[:HASH_LETTERS]) for path in before)
            sequence = 1 + max((int(path.name.partition("-")[0]) for path in before), default=0)
            for series in found:
                indicator, frame = series.indicator, series.figures
                called = release or release_name(indicator, str(frame["year"].max()))
                rows.append(
                    frame.with_columns(
                        sequence=pl.lit(sequence, pl.Int64),
                        release=pl.lit(called),
                        published_on=pl.lit(published_on, pl.Date),
                        source_file=pl.lit(name),
                        source_sha256=pl.lit(hashed),
                    ).select(list(BENCHMARK_COLUMNS))
                )
                kept.append(_summary(name, series, called, was_there))
            if not was_there:
                _write(folder, f"{sequence:04d}-{hashed[:HASH_LETTERS]}.parquet", pl.concat(rows))
    except OSError as error:
        raise Fault(
            f"The figures cannot be kept ({error.strerror or error}).",
            where=str(folder),
            remedy="Check its space and that you may write there.",
        ) from error
    return kept


def _summary(name: str, series: _Series, release: str, was_there: bool) -> Kept:
    frame = series.figures
    without = frame.filter(pl.col("status_code") != "ok").group_by("status_code").len()
    return Kept(
        file=name,
        indicator_id=series.indicator["indicator_id"],
        title=series.indicator["title"],
        release=release,
        first_year=str(frame["year"].min()),
        last_year=str(frame["year"].max()),
        rows=frame.height,
        without_figure=dict(without.sort("status_code").iter_rows()),
        rows_elsewhere=series.elsewhere,
        was_there=was_there,
    )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(".unfinished-*"):
            left.unlink()
        yield


def _write(folder: Path, name: str, table: pl.DataFrame) -> None:
    handle, aside = tempfile.mkstemp(prefix=".unfinished-", dir=folder)
    with os.fdopen(handle, "wb") as file:
        table.write_parquet(file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())
    Path(aside).chmod(0o644)
    Path(aside).rename(folder / name)
