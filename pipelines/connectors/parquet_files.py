"""Reading a Parquet file as text, the way the same table would read as CSV."""

from __future__ import annotations

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.connectors.containers import MEGABYTE
from pipelines.connectors.table_shape import Known
from pipelines.faults import Fault

ROWS_AT_ONCE = 4_096
# A number or a day takes more room in memory than the shortest text of it in a CSV file.
BYTES_FOR_ONE = 16
# From the year 1 to the end of the year 9999, in days from 1970; and what a day is in each unit.
FIRST_DAY, LAST_DAY = -719_162, 2_932_897
PER_DAY = {"d": 1, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


def read_parquet(content: bytes, name: str, max_mb: int, known: Known) -> pl.DataFrame:
    """All columns as text, nulls kept.

    Whole numbers that were stored as floats (an id column with gaps, written by another library)
    lose their ".0"; dates and times read as ISO; lists and structs as JSON. Bytes are text where a
    header is known, and hexadecimal where it is not: a SQL Server puts row versions beside the
    columns of a table.

    A few bytes of Parquet can stand for any number of equal cells, so cells are counted before they
    are made: at most as many as a CSV file of `max_mb` could hold.

    Args:
        content: the bytes of the file.
        name: how the file is called to a person.
        max_mb: size that bounds the number of cells, in millions of bytes.
        known: whether a header means something.

    Raises:
        Fault: the bytes are no Parquet file, hold bytes where text should be, or too many cells.
    """
    try:
        headers, table = _read(content, name, max_mb)
        table = table.select(
            _as_text(column, dtype, known=known(header))
            for column, dtype, header in zip(table.columns, table.dtypes, headers, strict=True)
        )
        table.columns = headers
        return table
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
        raise Fault(
            f"This is no Parquet file that can be read ({reason}).",
            where=name,
            remedy="Export the table again, as Parquet or as CSV.",
        ) from error


def _read(content: bytes, name: str, max_mb: int) -> tuple[list[str], pl.DataFrame]:
    """The headers, and the table as it is typed in the file with its columns named by position.

    By position, for a header such as * would be a pattern in an expression.

    Arrow reads it, which tells of damage where Polars ends the process. A few bytes can also stand
    for a long text in every row, so cells are weighed as they come.
    """
    file = pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True)
    file.schema_arrow.to_string()  # an error if any name in it is no text
    if file.metadata.num_rows * len(file.schema_arrow) > max_mb * MEGABYTE:
        raise _too_much(name, f"{file.metadata.num_rows:,} rows", max_mb)
    batches = []
    weight = 0
    for batch in file.iter_batches(ROWS_AT_ONCE):
        batch.validate(full=True)
        batches.append(batch)
        weight += batch.nbytes
        if weight > max_mb * MEGABYTE * BYTES_FOR_ONE:
            raise _too_much(name, "texts", max_mb)
    table = pa.Table.from_batches(batches, file.schema_arrow)
    headers = table.column_names
    return headers, pl.DataFrame(table.rename_columns([str(i) for i in range(len(headers))]))


def _too_much(name: str, what: str, max_mb: int) -> Fault:
    return Fault(
        f"This file has {what}, more than a CSV file of {max_mb} MB could hold.",
        where=name,
        remedy="If it is right, raise SIGHTLINE_MAX_UPLOAD_MB.",
    )


def _as_text(name: str, dtype: pl.DataType, *, known: bool) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime):
        return _as_iso(column.dt.replace_time_zone(None), "%Y-%m-%d %H:%M:%S", dtype.time_unit)
    if isinstance(dtype, pl.Date):
        return _as_iso(column, "%Y-%m-%d", "d")
    if isinstance(dtype, pl.List | pl.Array):
        wrapped = pl.struct(column.alias("list")).struct.json_encode()
        return pl.when(column.is_not_null()).then(wrapped.str.slice(8).str.head(-1)).alias(name)
    if isinstance(dtype, pl.Struct):
        return pl.when(column.is_not_null()).then(column.struct.json_encode()).alias(name)
    if isinstance(dtype, pl.Duration):
        return column.dt.to_string("iso")
    if isinstance(dtype, pl.Binary) and not known:
        return column.bin.encode("hex")
    if dtype.is_float():
        return column.fill_nan(None).cast(pl.String).str.strip_suffix(".0")
    return column.cast(pl.String)


def _as_iso(column: pl.Expr, form: str, unit: str) -> pl.Expr:
    """A moment as text; one beyond the calendar, such as infinity, as the number that it is."""
    number = column.to_physical().cast(pl.Int64)
    exists = number.is_between(FIRST_DAY * PER_DAY[unit], LAST_DAY * PER_DAY[unit] - 1)
    text = pl.when(exists).then(column).dt.strftime(form)
    return pl.when(exists).then(text).otherwise(number.cast(pl.String))
