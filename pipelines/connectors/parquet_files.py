"""Reading a Parquet file as text, the way the same table would read as CSV."""

from __future__ import annotations

import io

import polars as pl

from pipelines.connectors.containers import MEGABYTE
from pipelines.faults import Fault


def read_parquet(content: bytes, name: str, max_mb: int) -> pl.DataFrame:
    """All columns as text, nulls kept.

    Whole numbers that were stored as floats (an id column with gaps, written by another library)
    lose their ".0"; dates and times read as ISO; lists and structs as JSON.

    A few bytes of Parquet can stand for any number of equal cells, so cells are counted before they
    are made: at most as many as a CSV file of `max_mb` could hold.

    Raises:
        Fault: the bytes are no Parquet file, hold bytes where text should be, or too many cells.
    """
    try:
        lazy = pl.scan_parquet(io.BytesIO(content))
        rows = int(lazy.select(pl.len()).collect().item())
        if rows * len(lazy.collect_schema()) > max_mb * MEGABYTE:
            raise Fault(
                f"This file has {rows:,} rows, more than a CSV file of {max_mb} MB could hold.",
                where=name,
                remedy="If it is right, raise SIGHTLINE_MAX_UPLOAD_MB.",
            )
        table = lazy.collect()
        return table.select(_as_text(name, dtype) for name, dtype in table.schema.items())
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise Fault(
            f"This is no Parquet file that can be read ({reason}).",
            where=name,
            remedy="Export the table again, as Parquet or as CSV.",
        ) from error


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime):
        return column.dt.replace_time_zone(None).dt.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(dtype, pl.List | pl.Array):
        wrapped = pl.struct(column.alias("list")).struct.json_encode()
        return pl.when(column.is_not_null()).then(wrapped.str.slice(8).str.head(-1)).alias(name)
    if isinstance(dtype, pl.Struct):
        return pl.when(column.is_not_null()).then(column.struct.json_encode()).alias(name)
    if dtype.is_float():
        return column.fill_nan(None).cast(pl.String).str.strip_suffix(".0")
    return column.cast(pl.String)
