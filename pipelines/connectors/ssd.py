"""The connector for the Standard Safeguarding Dataset: files of CSV, Parquet or Excel.

They come in a folder, in a zip archive or alone. Of a workbook each sheet is a table, by its name
or by its headers.

`ingest` is what the command calls: it reads, lands and reports. Nothing is landed unless
everything could be read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl

from pipelines.connectors.containers import READABLE, Container, Listed, shown
from pipelines.connectors.doubts import doubts
from pipelines.connectors.excel_files import WORKBOOKS, Sheet, read_workbook, sheet_table
from pipelines.connectors.parquet_files import read_parquet
from pipelines.connectors.report import IngestResult, report_of
from pipelines.connectors.table_shape import (
    EXAMPLES,
    LETTERS_SHOWN,
    ROWS_LOOKED_AT,
    Known,
    TextTable,
    find_header,
    tidied,
)
from pipelines.connectors.text_files import DELIMITER_NAMES, read_text
from pipelines.contract import Contract, Table, load_contract, table_names
from pipelines.faults import Fault
from pipelines.landing import SOURCE_FILE, SOURCE_ROW, LandedTable, Origin, SourceFile, land
from pipelines.shrinkage import Guard

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
    guard: Guard | None = None,
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
        guard: what a table may lose against the last drop; default are the usual limits.

    Raises:
        Fault: what was given cannot be read, lacks a required table or lost too much of one; then
            nothing is landed.
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
        source=shown(path.resolve().name),
        tables=found.manifests,
        absent_tables={
            name: table.without_it
            for name, table in contract.tables.items()
            if name not in found.tables
        },
        unrecognised_files=found.unrecognised,
        notes=found.notes,
    )
    drop, was_already_there = land(found.tables, origin, landing_dir, guard)
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
    of_table: dict[str, list[Piece]] = {}
    found = Found()
    names = {name: table.name for table in contract.tables.values() for name in table_names(table)}
    for listed in files:
        table_name = names.get(plain_name(listed.stem))
        if listed.suffix.lower() in WORKBOOKS:
            pieces = _sheets_of_tables(container, listed, contract, names, found)
        elif table_name is None or listed.suffix.lower() not in READABLE:
            if table_name is not None:
                found.notes.append(_other_kind(listed, table_name))
            found.unrecognised.append(listed.name)
            pieces = []
        else:
            pieces = [(table_name, Piece(listed))]
        for name, piece in pieces:
            of_table.setdefault(name, []).append(piece)
    _refuse_mixed_folders(path, of_table)
    _refuse_without_required(container, contract, of_table, files, found.notes)
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


@dataclass(frozen=True)
class Piece:
    """What holds rows of one table: a file, or a sheet of a workbook with the workbook's hash."""

    listed: Listed
    sheet: Sheet | None = None
    sha256: str = ""

    @property
    def name(self) -> str:
        """What a row is said to come from."""
        return f"{self.listed.name}, sheet {self.sheet.name}" if self.sheet else self.listed.name


def _sheets_of_tables(
    container: Container,
    listed: Listed,
    contract: Contract,
    names: Mapping[str, str],
    found: Found,
) -> list[tuple[str, Piece]]:
    """The sheets of a workbook that are tables.

    A hidden sheet counts only where no other sheet is the same table: it may be an old copy.

    Raises:
        Fault: the workbook cannot be read, and by its name it is a table.
    """
    by_name = names.get(plain_name(listed.stem))
    content = container.read(listed)
    try:
        book = read_workbook(content, listed.name, container.max_mb)
    except Fault as fault:
        if by_name is not None:
            raise
        found.unrecognised.append(listed.name)
        found.notes.append(f"{listed.name}: not read. {fault.what}")
        return []
    found.notes += book.notes
    digest = hashlib.sha256(content).hexdigest()
    pieces: list[tuple[str, Piece]] = []
    for sheet in sorted(book.sheets, key=lambda sheet: sheet.is_hidden):
        piece = Piece(listed, sheet, digest)
        alone = by_name if len(book.sheets) == 1 else None
        table = names.get(plain_name(sheet.name)) or alone or _by_headers(piece, contract, found)
        if table is None:
            found.unrecognised.append(piece.name)
        elif sheet.is_hidden and table in [name for name, _ in pieces]:
            found.unrecognised.append(piece.name)
            found.notes.append(f"{piece.name}: hidden, and not read, for another sheet is {table}")
        else:
            if sheet.is_hidden:
                found.notes.append(f"{piece.name}: hidden, and read")
            pieces.append((table, piece))
    return pieces


def _by_headers(piece: Piece, contract: Contract, found: Found) -> str | None:
    """The table that has all its key among the headers of a sheet, and most of the headers."""
    if piece.sheet is None:
        return None
    first = list(enumerate(piece.sheet.cells.head(ROWS_LOOKED_AT).rows(), start=1))
    worth: dict[str, int] = {}
    for table in contract.tables.values():
        meaning = meanings(table)
        header = find_header(first, partial(_is_in, meaning), piece.name)
        meant = {meaning.get(plain_header(name)) for name in header.names} if header else set()
        if meant.issuperset(table.key):
            worth[table.name] = len(meant - {None})
    best = [name for name in worth if worth[name] == max(worth.values())]
    if len(best) != 1:
        return None
    found.notes.append(f"{piece.name}: by its headers this is the table {best[0]}")
    return best[0]


def _other_kind(listed: Listed, table_name: str) -> str:
    return (
        f"{listed.name}: called like the table {table_name} and not read, for it is no CSV, "
        "Parquet or .xlsx file; save it as one of these"
    )


def plain_name(stem: str) -> str:
    """A table's name without schema, #, brackets and ssd_: `dbo.##ssd_Person` is `person`."""
    last = stem.strip().rsplit(".", 1)[-1]
    return last.strip('[]"# ').lower().removeprefix("ssd_")


def _refuse_mixed_folders(path: Path, of_table: Mapping[str, list[Piece]]) -> None:
    folders = sorted({piece.listed.folder for pieces in of_table.values() for piece in pieces})
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
    of_table: Mapping[str, list[Piece]],
    files: list[Listed],
    notes: Sequence[str],
) -> None:
    where = str(container.path)
    if not files and not container.folders_with_files():
        raise Fault(
            "There are no files here.", where=where, remedy="Give the folder that holds the tables."
        )
    for table in contract.tables.values():
        if not table.required or table.name in of_table:
            continue
        remedy = f"Add {table.ssd_name or table.name}.csv, .parquet or .xlsx."
        below = container.folders_with_files()
        if not of_table and below:
            remedy = (
                f"Give the folder that holds the tables; there are files in {', '.join(below)}."
            )
        there = ", ".join(sorted(of_table)) or _some([listed.name for listed in files])
        raise Fault(
            f"The table {table.ssd_name or table.name} is missing. {table.without_it} "
            f"Found: {there or 'no files'}.{''.join(f' {note}.' for note in notes[:EXAMPLES])}",
            where=where,
            remedy=remedy,
        )


def _some(names: list[str], at_most: int = 5) -> str:
    more = f" and {len(names) - at_most} more" if len(names) > at_most else ""
    return ", ".join(name[:LETTERS_SHOWN] for name in names[:at_most]) + more


def _read_table(container: Container, table: Table, pieces: list[Piece], found: Found) -> None:
    frames: list[pl.DataFrame] = []
    sources: list[SourceFile] = []
    headers: dict[str, str] = {}
    extra: dict[str, None] = {}
    for piece in pieces:
        one = _read_piece(container, piece, table, found.notes)
        if one is None:
            what = "sheet" if piece.sheet else "file"
            found.notes.append(f"{piece.name}: the {what} is empty")
            continue
        frames.append(one.rows)
        sources.append(one.source)
        headers |= one.headers
        extra |= dict.fromkeys(one.extra)
    if not frames:
        if table.required:
            raise Fault(
                f"The table {table.ssd_name or table.name} is empty. {table.without_it}",
                where=f"{container.path}, {pieces[0].name}",
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
class _OnePiece:
    rows: pl.DataFrame
    headers: dict[str, str]
    extra: list[str]
    source: SourceFile


def _is_in(meaning: Mapping[str, str], header: str) -> bool:
    return plain_header(header) in meaning


def _read_piece(
    container: Container, piece: Piece, table: Table, notes: list[str]
) -> _OnePiece | None:
    meaning = meanings(table)
    known = partial(_is_in, meaning)
    digest = piece.sha256
    if piece.sheet is not None:
        read = sheet_table(piece.sheet, piece.name, known)
    else:
        content = container.read(piece.listed)
        digest = hashlib.sha256(content).hexdigest()
        if piece.listed.suffix.lower() == ".parquet":
            read = _parquet_table(content, piece.name, container.max_mb, known)
        else:
            read = read_text(content, piece.name, known)
    if read is None:
        return None
    notes += read.notes
    names = column_names(read, meaning, piece.name, table, notes)
    rows = read.rows
    rows.columns = names
    rows = rows.with_columns(
        pl.lit(piece.name).alias(SOURCE_FILE), read.row_numbers.alias(SOURCE_ROW)
    )
    ours = table.columns
    notes += doubts(rows, table, piece.name)
    return _OnePiece(
        rows,
        {name: header for name, header in zip(names, read.headers, strict=True) if name in ours},
        [name for name in names if name not in ours],
        SourceFile(
            name=piece.name,
            sha256=digest,
            rows=rows.height,
            encoding=read.encoding,
            delimiter=DELIMITER_NAMES.get(read.delimiter or "", read.delimiter),
        ),
    )


def _parquet_table(content: bytes, name: str, max_mb: int, known: Known) -> TextTable:
    rows = read_parquet(content, name, max_mb, known)
    headers = rows.columns
    rows.columns = [str(i) for i in range(rows.width)]
    # A Parquet file has no header row; its rows are numbered as they would be below one.
    numbers = pl.int_range(2, rows.height + 2, eager=True, dtype=pl.Int64)
    return tidied(TextTable(headers, rows, numbers, None, None), name, known)


def plain_header(header: str) -> str:
    """A header in lower case, bare of blanks, brackets and quotation marks, words joined by _."""
    bare = header.replace("\ufeff", "").strip().strip("[]\"'`").strip()
    return re.sub(r"\s+", "_", bare).lower()


def meanings(table: Table) -> dict[str, str]:
    """What each header that is known means, by its plain form."""
    return {
        plain_header(header): column.name
        for column in table.columns.values()
        for header in (column.name, *column.aliases)
    }


def column_names(
    read: TextTable, meaning: Mapping[str, str], file_name: str, table: Table, notes: list[str]
) -> list[str]:
    """The landed name of each header: the contract's where it is known, else its own.

    An unknown header that repeats gets a number, and so does one that means a column again and
    holds the same or nothing.

    Raises:
        Fault: two headers mean the same column and differ, no header means any, or a required
            table lacks its key.
    """
    given = read.headers
    names: list[str] = []
    for place, header in enumerate(given):
        plain = plain_header(header)
        name = meaning.get(plain)
        if name is not None and name in names:
            _refuse_if_different(read, names.index(name), place, name, file_name)
            notes.append(
                f"{file_name}: the headers {given[names.index(name)]!r} and {header!r} both mean "
                f"{name}; the second holds nothing else, and the first is used"
            )
            name = None
        names.append(name or _free_name(plain or f"column_{place + 1}", names, set(table.columns)))
    known = [name for name in names if name in table.columns]
    if not known:
        raise Fault(
            f"None of its headers is a column of {table.ssd_name or table.name}: "
            f"{_some(given) or 'it has none'}.",
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


def _refuse_if_different(
    read: TextTable, first: int, second: int, meant: str, file_name: str
) -> None:
    one, other = read.rows.to_series(first), read.rows.to_series(second)
    says = (other.str.strip_chars() != "").fill_null(False)
    if not (says & one.ne_missing(other)).any():
        return
    raise Fault(
        f"The headers {read.headers[first]!r} and {read.headers[second]!r} (columns {first + 1} "
        f"and {second + 1}) both mean {meant}, and their cells differ.",
        where=file_name,
        remedy="Leave one of them out.",
    )


def _free_name(name: str, taken: list[str], reserved: set[str]) -> str:
    """The name, or the name with a number where another column has it."""
    candidate, number = name, 1
    while candidate in taken or candidate in reserved or candidate in (SOURCE_FILE, SOURCE_ROW):
        number += 1
        candidate = f"{name}_{number}"
    return candidate
