"""Reading the sheets of a workbook as text, the way the same tables would read as CSV.

Hidden rows are read like the others, for a filter that somebody left on hides data. What a sheet
is, and whether a hidden one counts, is the caller's.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field

import fastexcel
import polars as pl

from pipelines.connectors.containers import MEGABYTE, Budget
from pipelines.connectors.table_shape import (
    ROWS_LOOKED_AT,
    Known,
    TextTable,
    find_header,
    tidied,
)
from pipelines.faults import Fault
from returns.source_files import UNREADABLE

WORKBOOKS = (".xlsx", ".xlsm")
# A sheet is held in memory as a full rectangle, whatever its size in the file; a cell takes about
# 100 times as much as it may take in a file.
CELLS_PER_MB = 40_000
SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
STRINGS_PART = "xl/sharedstrings.xml"
CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*\bhidden\s*=\s*["'](?:1|true)["']""")
# What a cell shows in place of a value: an error, or a formula that nobody has worked out. One that
# was worked out as an empty text says that its type is text.
ERROR = re.compile(rb"""<(?:\w+:)?c\b[^>]*\bt\s*=\s*["']e["']""")
NOT_WORKED_OUT = re.compile(
    rb"""<(?:\w+:)?c\b(?![^>]*\bt\s*=\s*["']str["'])[^>]*>\s*<(?:\w+:)?f\b[^<]*</(?:\w+:)?f>\s*
    (?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>""",
    re.VERBOSE,
)
NUMBER = re.compile(rb">\s*([0-9]{1,9})\s*<")
STRING = re.compile(rb"<(?:\w+:)?si\b")
# How Excel before 2007 writes, and any Excel with a password.
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
# It would tell the terminal of each chart sheet, which holds no cells.
logging.getLogger("calamine").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its cells as text, in columns named by position, from its first row on."""

    name: str
    is_hidden: bool
    cells: pl.DataFrame


@dataclass(frozen=True)
class Workbook:
    """The sheets of a workbook in their order, and what a person should know of them."""

    sheets: list[Sheet]
    notes: list[str]


@dataclass
class _Counts:
    """What was counted in the parts of a workbook before it was read."""

    hidden_rows: int = 0
    errors: int = 0
    not_worked_out: int = 0
    numbers: Counter[int] = field(default_factory=Counter)

    def add(self, sheet: bytes) -> None:
        self.hidden_rows += len(HIDDEN_ROW.findall(sheet))
        self.errors += len(ERROR.findall(sheet))
        self.not_worked_out += len(NOT_WORKED_OUT.findall(sheet))
        self.numbers.update(map(int, NUMBER.findall(sheet)))

    def notes(self, name: str) -> list[str]:
        notes = []
        if self.hidden_rows:
            notes.append(
                f"{name}: {self.hidden_rows} rows of the workbook are hidden, and were read like "
                "the others"
            )
        if self.errors:
            notes.append(
                f"{name}: {self.errors} cells of the workbook hold an error such as #N/A, and "
                "count as empty"
            )
        if self.not_worked_out:
            notes.append(
                f"{name}: {self.not_worked_out} formulas of the workbook have no value and count "
                "as empty; open it in Excel, save it, and ingest it again"
            )
        return notes


def read_workbook(content: bytes, name: str, max_mb: int) -> Workbook:
    """Every sheet that holds something.

    Dates are ISO, at midnight without a time; a formula is its value, an error is empty.

    Args:
        content: the bytes of the file.
        name: how the file is called to a person.
        max_mb: most that its parts may hold together when unpacked, in millions of bytes.

    Raises:
        Fault: the bytes are no workbook, have a password, or would unpack to more than may be read.
    """
    if content.startswith(OLD_OR_LOCKED):
        raise _unreadable(name, "it is one of Excel before 2007, or has a password")
    notes = _weigh(content, name, max_mb)
    try:
        book = fastexcel.read_excel(content)
        sheets = [_sheet(book, sheet) for sheet in book.sheet_names]
    except fastexcel.FastExcelError as error:
        raise _unreadable(name, str(error)) from error
    return Workbook([sheet for sheet in sheets if sheet.cells.width], notes)


def sheet_table(sheet: Sheet, name: str, known: Known) -> TextTable | None:
    """The table of a sheet below its header row, or None if it holds nothing.

    Args:
        sheet: the sheet.
        name: how it is called to a person.
        known: whether a header means something.

    Raises:
        Fault: the headers are given again in another order.
    """
    first = sheet.cells.head(ROWS_LOOKED_AT).rows()
    header = find_header(list(enumerate(first, start=1)), known, name)
    if header is None:
        return None
    rows = sheet.cells.slice(header.row)
    numbers = pl.int_range(header.row + 1, sheet.cells.height + 1, eager=True, dtype=pl.Int64)
    table = TextTable(header.names, rows, numbers, None, None, list(header.notes))
    return tidied(table, name, known)


def _sheet(book: fastexcel.ExcelReader, name: str) -> Sheet:
    # Without rows to skip fastexcel would pass over the first empty ones, and rows would be
    # numbered otherwise than in Excel.
    loaded = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    cells = loaded.to_polars()
    cells.columns = [str(i) for i in range(cells.width)]
    midnight = r"^(\d{4}-\d\d-\d\d) 00:00:00$"
    cells = cells.with_columns(pl.all().cast(pl.String).str.replace(midnight, "$1"))
    return Sheet(name, loaded.visible != "visible", cells)


def _weigh(content: bytes, name: str, max_mb: int) -> list[str]:
    """Unpack every part once, counting, before a library that counts nothing does.

    Returns:
        What a person should know of its sheets.

    Raises:
        Fault: this is no workbook, or it stands for more than may be read.
    """
    budget = Budget(max_mb)
    counts = _Counts()
    lengths: list[int] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                text = b"".join(budget.chunks(archive, part))
                if b"<!DOCTYPE" in text[:1000] or b"<!ENTITY" in text[:1000]:
                    raise _too_much(name, "It declares entities, which no program for sheets does.")
                if part.lower() == STRINGS_PART:
                    lengths = [len(piece) for piece in STRING.split(text)[1:]]
                elif SHEET_PART.fullmatch(part):
                    counts.add(text)
                    _refuse_wide(text, name, max_mb)
    except UNREADABLE as error:
        raise _unreadable(name, str(error)) from error
    # One long text may be referred to by a million cells. Numbers that are no reference count too,
    # which matters little.
    said = sum(times * lengths[n] for n, times in counts.numbers.items() if n < len(lengths))
    if budget.is_spent or said > max_mb * MEGABYTE:
        raise _too_much(name, f"It unpacks to more than {max_mb} MB, the most that is read.")
    return counts.notes(name)


def _refuse_wide(sheet: bytes, name: str, max_mb: int) -> None:
    places = set(CELL.findall(sheet))
    rows = max((int(row) for _, row in places), default=0)
    columns = max((_column_number(column) for column, _ in places), default=0)
    if rows * columns > max_mb * CELLS_PER_MB:
        raise _too_much(name, f"A sheet reaches over {rows:,} rows and {columns:,} columns.")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _too_much(name: str, what: str) -> Fault:
    return Fault(
        what,
        where=name,
        remedy="Export the table as CSV, or if it is right, raise SIGHTLINE_MAX_UPLOAD_MB.",
    )


def _unreadable(name: str, reason: str) -> Fault:
    first = (reason.splitlines() or [""])[0].rstrip(".")
    return Fault(
        f"This is no workbook that can be read ({first}).",
        where=name,
        remedy="Open it in Excel and save it as .xlsx without a password, or as CSV.",
    )
