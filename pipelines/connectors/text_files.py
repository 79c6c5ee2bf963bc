"""Reading one delimited text file as it is: every cell text, every row kept.

What this file decides is only what a file says: encoding, delimiter, rows. What the headers mean
is the caller's.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import polars as pl

from pipelines.faults import Fault

DELIMITERS = (",", ";", "\t")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Bytes that no text file holds: control characters other than tab, line feed, vertical tab, form
# feed, carriage return.
NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f]")
# DOS programs end a file with this; it is also our mark of the end, as no other text may hold it.
END_OF_FILE = "\x1a"
ROWS_AT_ONCE = 50_000
LINES_WORTH_A_NOTE = 100
EXAMPLES = 5


@dataclass
class TextTable:
    """One file: headers as given; a text column per header, named by position; row numbers."""

    headers: list[str]
    rows: pl.DataFrame
    row_numbers: pl.Series
    encoding: str
    delimiter: str
    notes: list[str] = field(default_factory=list)


@dataclass
class _Oddities:
    """Rows with more or fewer cells than there are headers, and rows of many lines."""

    long: list[tuple[int, list[str]]] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    trailing: int = 0
    tall: list[tuple[int, int]] = field(default_factory=list)

    def notes(self, name: str) -> list[str]:
        notes = []
        if self.long:
            examples = "; ".join(
                f"row {row} also has {', '.join(repr(cell) for cell in cells)}"
                for row, cells in self.long[:EXAMPLES]
            )
            notes.append(
                f"{name}: {len(self.long)} rows have more cells than there are headers, so their "
                f"cells may stand in the wrong column: {examples}"
            )
        if self.trailing:
            notes.append(f"{name}: {self.trailing} rows end in delimiters beyond the headers")
        if self.short:
            rows = ", ".join(str(row) for row in self.short[:EXAMPLES])
            notes.append(
                f"{name}: {len(self.short)} rows have fewer cells than there are headers; what "
                f"they lack is empty: row {rows}"
            )
        notes += [
            f"{name}: row {row} runs over {lines} lines; a quotation mark may be missing"
            for row, lines in self.tall[:EXAMPLES]
        ]
        return notes


def decode(content: bytes, name: str) -> tuple[str, str]:
    """The text of a file and its encoding: utf-8-sig, utf-8 or cp1252.

    Raises:
        Fault: the bytes are no text in any of them; names the file and the place of the first
            such byte.
    """
    bare = content.rstrip(END_OF_FILE.encode())
    found = NO_TEXT.search(bare)
    if found:
        raise _no_text(name, bare[found.start()], found.start())
    if bare.startswith(BYTE_ORDER_MARK):
        try:
            return bare.decode("utf-8-sig"), "utf-8-sig"
        except UnicodeDecodeError as error:
            place = error.start + len(BYTE_ORDER_MARK)
            raise _no_text(name, bare[place], place) from error
    try:
        return bare.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass  # not UTF-8, so the older Windows encoding has its turn
    try:
        return bare.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        raise _no_text(name, bare[error.start], error.start) from error


def _no_text(name: str, byte: int, place: int) -> Fault:
    return Fault(
        f"The byte 0x{byte:02X} at position {place} is no text in UTF-8 or Windows-1252.",
        where=name,
        remedy="Export the table again as CSV in UTF-8.",
    )


def read_text(content: bytes, name: str, known: Callable[[str], bool]) -> TextTable | None:
    """The rows of a delimited file, or None if it holds nothing.

    Args:
        content: the bytes of the file.
        name: how the file is called to a person.
        known: whether a header means something; the delimiter is the one that gives the most such
            headers.

    Raises:
        Fault: the bytes are no text, or a quotation mark is never closed.
    """
    text, encoding = decode(content, name)
    delimiter = _delimiter(text, known)
    if delimiter is None:
        return None
    records = _records(text, delimiter, name)
    headers = next((cells for _, cells, _ in records if any(cell.strip() for cell in cells)), None)
    if headers is None:
        return None
    odd = _Oddities()
    frames: list[pl.DataFrame] = []
    batch: list[list[str | None]] = []
    numbers: list[int] = []
    for number, cells, lines in records:
        batch.append(_fitted(cells, len(headers), number, odd))
        numbers.append(number)
        if lines > LINES_WORTH_A_NOTE:
            odd.tall.append((number, lines))
        if len(batch) == ROWS_AT_ONCE:
            frames.append(_frame(batch, len(headers)))
            batch = []
    frames.append(_frame(batch, len(headers)))
    return TextTable(
        headers,
        pl.concat(frames),
        pl.Series(numbers, dtype=pl.Int64),
        encoding,
        delimiter,
        odd.notes(name),
    )


def _delimiter(text: str, known: Callable[[str], bool]) -> str | None:
    """The delimiter under which most headers are known; None for an empty file."""
    first = next((line for line in io.StringIO(text, newline="") if line.strip()), None)
    if first is None:
        return None
    named = re.fullmatch(r"sep=(.)", first.strip())
    if named:  # Excel's hint to itself
        return named.group(1)

    def worth(delimiter: str) -> tuple[int, int]:
        cells = _first_record(text, delimiter)
        return sum(known(cell) for cell in cells), len(cells)

    return max(DELIMITERS, key=worth)


def _first_record(text: str, delimiter: str) -> Sequence[str]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    lines = io.StringIO(text, newline="")
    records = csv.reader(lines, delimiter=delimiter)
    return next((cells for cells in records if any(cell.strip() for cell in cells)), [])


def _records(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str], int]]:
    """Row number as a spreadsheet shows it, cells, lines taken; empty lines are passed over.

    Raises:
        Fault: a quotation mark is never closed, so that the rest of the file would be taken for
            one cell.
    """
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    lines = chain(io.StringIO(text, newline=""), [END_OF_FILE])
    reader = csv.reader(lines, delimiter=delimiter)
    line_before = 0
    for number, cells in enumerate(reader, start=1):
        if cells == [END_OF_FILE]:
            return
        if cells and cells[-1].endswith(END_OF_FILE):
            raise Fault(
                "A quotation mark that opens in this row is never closed.",
                where=f"{name}, row {number}",
                remedy="Close it, or export the table again.",
            )
        taken, line_before = reader.line_num - line_before, reader.line_num
        is_hint = number == 1 and len(cells) <= 2 and "".join(cells).startswith("sep=")
        if cells and not is_hint:
            yield number, cells, taken


def _fitted(cells: list[str], width: int, number: int, odd: _Oddities) -> list[str | None]:
    """The cells of one row, as many as there are headers; what is over or lacking is remembered."""
    if len(cells) == width:
        return list(cells)
    if len(cells) < width:
        odd.short.append(number)
        return [*cells, *[None] * (width - len(cells))]
    beyond = cells[width:]
    if any(cell.strip() for cell in beyond):
        odd.long.append((number, beyond))
    else:
        odd.trailing += 1
    return list(cells[:width])


def _frame(batch: list[list[str | None]], width: int) -> pl.DataFrame:
    columns = list(zip(*batch, strict=True)) if batch else [()] * width
    return pl.DataFrame(
        {str(i): pl.Series(column, dtype=pl.String) for i, column in enumerate(columns)}
    )
