"""Writes a 903 return: one CSV for each table of the year, in a folder.

Columns and their order are those of the specification; derived columns are not written. Each file
of the year is written, one without rows with its header alone. UTF-8 without a mark, lines end in
CR LF as RFC 4180 has it, a cell is quoted only where it must be. Text is written as it stands, so
dates are dd/mm/yyyy where the tables' are. The same tables give the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from returns.cells import as_text
from returns.faults import ReturnFault
from returns.results import write_bytes
from returns.specification import specification


def write(tables: Mapping[str, pl.DataFrame], path: Path, *, year: str) -> Path:
    """Writes the files of the return into the folder `path`, each whole or not at all.

    Raises:
        ReturnFault: unknown year, or `path` is a file.
    """
    spec = specification("ssda903", year)
    if path.exists() and not path.is_dir():
        raise ReturnFault("A 903 return is a folder of files.", where=str(path))
    contents: dict[str, bytes] = {}
    for name, table in spec.tables.items():
        columns = [column.name for column in table.written]
        text = as_text(tables.get(name, pl.DataFrame()), table, spec).select(columns)
        lines = io.StringIO()
        writer = csv.writer(lines, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows(text.iter_rows())
        contents[f"{table.file}.csv"] = lines.getvalue().encode()
    for name, content in contents.items():
        write_bytes(path / name, content)
    return path
