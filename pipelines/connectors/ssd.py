"""The connector for the Standard Safeguarding Dataset: a folder or zip of CSV or Parquet files.

`ingest` is what the command calls: it reads, lands and reports. Nothing is landed unless
everything could be read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.connectors.containers import READABLE, Container, Listed
from pipelines.connectors.parquet_files import read_parquet
from pipelines.connectors.report import IngestResult, report_of
from pipelines.connectors.text_files import DELIMITER_NAMES, read_text
from pipelines.contract import Contract, Table, load_contract, table_names
from pipelines.faults import Fault
from pipelines.landing import SOURCE_FILE, SOURCE_ROW, LandedTable, Origin, SourceFile, land

SYSTEM = "ssd"


def ingest(
    path: Path,
    *,
    as_at: date,
    authority: str,
    landing_dir: Path,
    max_mb: int,
    contract: Contract | None = None,
    system: str = SYSTEM,
) -> IngestResult:
    """One drop of the dataset into landing, and its report.

    The same content for the same day is recognised: nothing is written, and nothing reported anew.

    Args:
        path: a folder, a zip archive or one file.
        as_at: the day whose state the drop shows.
        authority: three-digit number of the authority.
        landing_dir: the landing root.
        max_mb: largest file, or total of an archive when unpacked, in millions of bytes.
        contract: default is the one of contract.yml.
        system: whose files these are; history of another system may have the same shape.

    Raises:
        Fault: what was given cannot be read or lacks a required table; then nothing is landed.
    """
    if not re.fullmatch(r"\d{3}", authority):
        raise Fault(
            f"{authority!r} is no authority: its number has three digits.",
            remedy="Give for example --authority 999.",
        )
    contract = contract or load_contract()
    found = read(path, contract, max_mb)
    origin = Origin(
        authority=authority,
        system=system,
        as_at=as_at,
        source=path.resolve().name,
        tables=found.manifests,
        absent_tables={
            name: table.without_it
            for name, table in contract.tables.items()
            if name not in found.tables
        },
        unrecognised_files=found.unrecognised,
        notes=found.notes,
    )
    drop, was_already_there = land(found.tables, origin, landing_dir)
    if was_already_there:
        return IngestResult(drop, was_already_there=True, report=[], findings=[])
    return report_of(contract, drop)


@dataclass
class Found:
    """What was read: text tables, their part of the manifest, and what was noticed."""

    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    manifests: dict[str, LandedTable] = field(default_factory=dict)
    unrecognised: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(path: Path, contract: Contract, max_mb: int) -> Found:
    """Every file of the source that is a table of the contract, as text.

    Raises:
        Fault: see the functions below; the first thing that cannot be read ends it.
    """
    container = Container(path, max_mb)
    files = container.files()
    of_table: dict[str, list[Listed]] = {}
    found = Found()
    names = {name: table.name for table in contract.tables.values() for name in table_names(table)}
    for listed in files:
        table_name = names.get(plain_name(listed.stem))
        if table_name is None or listed.suffix.lower() not in READABLE:
            found.unrecognised.append(listed.name)
        else:
            of_table.setdefault(table_name, []).append(listed)
    _refuse_mixed_folders(path, of_table)
    _refuse_without_required(container, contract, of_table, files)
    for table_name in contract.tables:
        if table_name in of_table:
            _read_table(container, contract.tables[table_name], of_table[table_name], found)
    for table in contract.tables.values():
        if table.required and found.tables[table.name].is_empty():
            raise Fault(
                f"The table {table.ssd_name or table.name} has no rows. {table.without_it}",
                where=str(path),
                remedy="Export it again.",
            )
    return found


def plain_name(stem: str) -> str:
    """A table's name without schema, #, brackets and ssd_: `dbo.##ssd_Person` is `person`."""
    last = stem.strip().rsplit(".", 1)[-1]
    return last.strip('[]"# ').lower().removeprefix("ssd_")


def _refuse_mixed_folders(path: Path, of_table: Mapping[str, list[Listed]]) -> None:
    folders = sorted({listed.folder for files in of_table.values() for listed in files})
    if len(folders) > 1:
        raise Fault(
            f"Tables lie in {len(folders)} folders of the archive "
            f"({', '.join(f or 'its top' for f in folders)}), maybe drops of different days.",
            where=str(path),
            remedy="Pack one folder.",
        )


def _refuse_without_required(
    container: Container,
    contract: Contract,
    of_table: Mapping[str, list[Listed]],
    files: list[Listed],
) -> None:
    where = str(container.path)
    if not files and not container.folders_with_files():
        raise Fault(
            "There are no files here.", where=where, remedy="Give the folder that holds the tables."
        )
    for table in contract.tables.values():
        if not table.required or table.name in of_table:
            continue
        remedy = f"Add {table.ssd_name or table.name}.csv or .parquet."
        below = container.folders_with_files()
        if not of_table and below:
            remedy = (
                f"Give the folder that holds the tables; there are files in {', '.join(below)}."
            )
        there = ", ".join(sorted(of_table)) or _some([listed.name for listed in files])
        raise Fault(
            f"The table {table.ssd_name or table.name} is missing. {table.without_it} "
            f"Found: {there}.",
            where=where,
            remedy=remedy,
        )


def _some(names: list[str], at_most: int = 5) -> str:
    more = f" and {len(names) - at_most} more" if len(names) > at_most else ""
    return (", ".join(names[:at_most]) or "no files") + more


def _read_table(container: Container, table: Table, files: list[Listed], found: Found) -> None:
    frames: list[pl.DataFrame] = []
    sources: list[SourceFile] = []
    headers: dict[str, str] = {}
    extra: dict[str, None] = {}
    for listed in files:
        content = container.read(listed)
        one = _read_file(content, listed, table, container.max_mb, found.notes)
        if one is None:
            found.notes.append(f"{listed.name}: the file is empty")
            continue
        frames.append(one.rows)
        sources.append(
            SourceFile(
                name=listed.name,
                sha256=hashlib.sha256(content).hexdigest(),
                rows=one.rows.height,
                encoding=one.encoding,
                delimiter=one.delimiter,
            )
        )
        headers |= one.headers
        extra |= dict.fromkeys(one.extra)
    if not frames:
        if table.required:
            raise Fault(
                f"The table {table.ssd_name or table.name} is empty. {table.without_it}",
                where=f"{container.path}, {files[0].name}",
                remedy="Export it again.",
            )
        return
    if len(frames) > 1:
        found.notes.append(
            f"{table.name}: {len(frames)} files hold this table "
            f"({', '.join(s.name for s in sources)}); their rows are put together, and of rows "
            "with the same key the one in the last file is used"
        )
    rows = pl.concat(frames, how="diagonal")
    found.tables[table.name] = rows
    found.manifests[table.name] = LandedTable(
        rows_in=rows.height,
        source_files=sources,
        headers=headers,
        extra_columns=list(extra),
        missing_columns=[name for name in table.columns if name not in headers],
    )


@dataclass
class _OneFile:
    rows: pl.DataFrame
    headers: dict[str, str]
    extra: list[str]
    encoding: str | None
    delimiter: str | None


def _read_file(
    content: bytes, listed: Listed, table: Table, max_mb: int, notes: list[str]
) -> _OneFile | None:
    meaning = {
        plain_header(header): column.name
        for column in table.columns.values()
        for header in (column.name, *column.aliases)
    }
    if listed.suffix.lower() == ".parquet":
        rows = read_parquet(content, listed.name, max_mb)
        given = rows.columns
        # A Parquet file has no header row; its rows are numbered as they would be below one.
        numbers = pl.int_range(2, rows.height + 2, eager=True, dtype=pl.Int64)
        encoding = delimiter = None
    else:
        text = read_text(content, listed.name, lambda header: plain_header(header) in meaning)
        if text is None:
            return None
        rows, given, numbers = text.rows, text.headers, text.row_numbers
        encoding = text.encoding
        delimiter = DELIMITER_NAMES.get(text.delimiter or "", text.delimiter)
        notes += text.notes
    names = _column_names(given, meaning, listed.name, table, notes)
    rows.columns = names
    rows = rows.with_columns(pl.lit(listed.name).alias(SOURCE_FILE), numbers.alias(SOURCE_ROW))
    known = set(table.columns)
    return _OneFile(
        rows,
        {name: header for name, header in zip(names, given, strict=True) if name in known},
        [name for name in names if name not in known],
        encoding,
        delimiter,
    )


def plain_header(header: str) -> str:
    """A header in lower case, bare of blanks, brackets and quotation marks, words joined by _."""
    bare = header.replace("\ufeff", "").strip().strip("[]\"'`").strip()
    return re.sub(r"\s+", "_", bare).lower()


def _column_names(
    given: list[str], meaning: Mapping[str, str], file_name: str, table: Table, notes: list[str]
) -> list[str]:
    """The landed name of each header: the contract's where it is known, else its own.

    An unknown header that repeats gets a number.

    Raises:
        Fault: two headers mean the same column, no header means any, or a required table lacks
            its key.
    """
    names: list[str] = []
    for place, header in enumerate(given, start=1):
        plain = plain_header(header)
        name = meaning.get(plain)
        if name is not None and name in names:
            first = given[names.index(name)]
            raise Fault(
                f"The headers {first!r} and {header!r} (columns {names.index(name) + 1} and "
                f"{place}) both mean {name}.",
                where=file_name,
                remedy="Leave one of them out.",
            )
        names.append(name or _free_name(plain or f"column_{place}", names, set(table.columns)))
    known = [name for name in names if name in table.columns]
    if not known:
        raise Fault(
            f"None of its headers is a column of {table.ssd_name or table.name}: {_some(given)}.",
            where=file_name,
            remedy=f"Its first row has to name the columns, such as {', '.join(table.key)}.",
        )
    lacking = [key for key in table.key if key not in known]
    if lacking and table.required:
        raise Fault(
            f"The column {', '.join(lacking)} is missing. {table.without_it}",
            where=file_name,
            remedy="Export the table again with it.",
        )
    required = [c.name for c in table.columns.values() if c.required and c.name not in known]
    if required:
        notes.append(
            f"{file_name}: the column {', '.join(required)} is missing, so every row of it is "
            "set aside"
        )
    return names


def _free_name(name: str, taken: list[str], reserved: set[str]) -> str:
    """The name, or the name with a number where another column has it."""
    candidate, number = name, 1
    while candidate in taken or candidate in reserved or candidate in (SOURCE_FILE, SOURCE_ROW):
        number += 1
        candidate = f"{name}_{number}"
    return candidate
