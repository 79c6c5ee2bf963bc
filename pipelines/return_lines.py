"""The line of a return's file on which each row of its tables stands, for files of our own.

A reader keeps the line of what it reads; what we have just written is found again here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from returns import read
from returns.findings import LINE
from returns.specification import specification

_ROW = "_row"
_TEXT = "_text"


def lines_of(
    return_name: str,
    year: str,
    tables: Mapping[str, pl.DataFrame],
    path: Path,
) -> dict[str, pl.DataFrame]:
    """For each table one column `_line` in the order of its rows; null where a row is not found.

    `tables` is what was written, `path` the file of the census; the files of an SSDA903 need not be
    read.
    """
    if return_name != "cin":
        return {name: _counted(frame) for name, frame in tables.items()}
    keys = {name: set(table.keys) for name, table in specification("cin", year).tables.items()}
    document = read("cin", path, year=year)
    return {
        name: _found(frame, document[name], keys[name] - {"LAchildID"})
        for name, frame in tables.items()
        if name in document
    }


def _counted(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of a CSV: one line each after the header, and one more for each line end in a cell."""
    ends = [
        pl.col(name).str.count_matches("\n").fill_null(0).cast(pl.Int64)
        for name, kind in frame.schema.items()
        if kind == pl.String
    ]
    more = pl.sum_horizontal(ends) if ends else pl.lit(0, dtype=pl.Int64)
    before = more.cum_sum().shift(1, fill_value=0)
    return frame.select((pl.int_range(pl.len(), dtype=pl.Int64) + 2 + before).alias(LINE))


def _found(written: pl.DataFrame, document: pl.DataFrame, keys: set[str]) -> pl.DataFrame:
    """Rows matched by what they hold.

    Keys are numbered anew by the reader; rows that are alike are taken in their order.
    """
    shared = [name for name in written.columns if name in document.columns and name not in keys]
    right = _as_text(document, shared).with_columns(document.get_column(LINE).cast(pl.Int64))
    left = _as_text(written, shared)
    return left.join(right, on=[_TEXT, _ROW], how="left", maintain_order="left").select(LINE)


def _as_text(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Each row as one text, and its number among those of the same text."""
    cells = [
        (pl.col(name).list.join(" ") if frame.schema[name] == pl.List(pl.String) else pl.col(name))
        .cast(pl.String)
        .fill_null("")
        for name in columns
    ]
    text = frame.select(pl.concat_str(cells, separator="\x1f").alias(_TEXT))
    return text.with_columns(pl.int_range(pl.len()).over(_TEXT).alias(_ROW))
