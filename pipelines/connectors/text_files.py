"""Reading one delimited text file as it is: every cell text, every row kept.

What this file decides is only what a file says: encoding, delimiter, header row, rows. What the
headers mean is the caller's.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.connectors.table_shape import (
    BEYOND,
    EXAMPLES,
    LETTERS_SHOWN,
    ROWS_LOOKED_AT,
    Header,
    Known,
    TextTable,
    find_header,
    tidied,
)
from pipelines.faults import Fault

__all__ = ["DELIMITER_NAMES", "TextTable", "decode", "read_text"]

DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Bytes that no text file holds: control characters other than tab, line feed, vertical tab, form
# feed, carriage return.
NO_TEXT = bytes([*range(0x09), *range(0x0E, 0x20)])
# DOS programs end a file with this.
END_OF_FILE = b"\x1a"
LETTERS_LOOKED_AT = 1 << 20
ROWS_AT_ONCE = 50_000
LINES_WORTH_A_NOTE = 100
QUOTE, LINE_FEED, CARRIAGE_RETURN = b'"\n\r'

Positions = npt.NDArray[np.intp]


@dataclass
class _Oddities:
    """What is odd about the form of rows."""

    beyond: dict[int, str] = field(default_factory=dict)
    long: list[str] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    trailing: int = 0
    tall: list[tuple[int, int]] = field(default_factory=list)
    quotes: list[int] = field(default_factory=list)

    def notes(self, name: str) -> list[str]:
        notes = []
        if self.beyond:
            notes.append(
                f"{name}: {len(self.beyond)} rows have more cells than there are headers, so "
                "their cells may stand in the wrong column; what is over is kept in a column of "
                f"its own: {'; '.join(self.long)}"
            )
        if self.trailing:
            notes.append(f"{name}: {self.trailing} rows end in delimiters beyond the headers")
        if self.short:
            notes.append(
                f"{name}: {len(self.short)} rows have fewer cells than there are headers; what "
                f"they lack is empty: row {_some(self.short)}"
            )
        if self.quotes:
            notes.append(
                f"{name}: {len(self.quotes)} rows have quotation marks that are not doubled; each "
                f"was read as one line: row {_some(self.quotes)}"
            )
        notes += [
            f"{name}: row {row} runs over {lines} lines; a quotation mark may be missing"
            for row, lines in self.tall[:EXAMPLES]
        ]
        return notes


def _some(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers[:EXAMPLES])


def decode(content: bytes, name: str) -> tuple[str, str]:
    """The text of a file and its encoding: utf-8-sig, utf-8, utf-16 or cp1252.

    Raises:
        Fault: the bytes are no text in any of them; names the file and the place of the first
            such byte.
    """
    wide = _wide_encoding(content)
    if wide:
        return _decoded_wide(content, wide, name)
    bare = content.rstrip(END_OF_FILE)
    if len(bare.translate(None, NO_TEXT)) < len(bare):
        place = next(i for i, byte in enumerate(bare) if byte in NO_TEXT)
        raise _no_text(name, bare, place)
    if bare.startswith(BYTE_ORDER_MARK):
        try:
            return bare.decode("utf-8-sig"), "utf-8-sig"
        except UnicodeDecodeError as error:
            place = error.start + len(BYTE_ORDER_MARK)
            raise _no_text(name, bare, place) from error
    try:
        return bare.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass  # not UTF-8, so the older Windows encoding has its turn
    try:
        return bare.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        raise _no_text(name, bare, error.start) from error


def _wide_encoding(content: bytes) -> str | None:
    """UTF-16 by its mark, or by the zero in every other byte of its first Latin letters."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    first = content[:8]
    if len(first) == 8 and not any(first[1::2]) and all(first[::2]):
        return "utf-16-le"
    if len(first) == 8 and not any(first[::2]) and all(first[1::2]):
        return "utf-16-be"
    return None


def _decoded_wide(content: bytes, encoding: str, name: str) -> tuple[str, str]:
    try:
        text = content.decode(encoding).rstrip("\x1a")
    except UnicodeDecodeError as error:
        raise _no_text(name, content, error.start, "UTF-16") from error
    control = re.search("[\x00-\x08\x0e-\x1f]", text)
    if control:
        mark = 2 if encoding == "utf-16" else 0
        before = len(text[: control.start()].encode("utf-16-le"))
        line = text.count("\n", 0, control.start()) + 1
        raise _no_text_at(name, ord(control.group()), mark + before, line, "UTF-16")
    return text, encoding


def _no_text(
    name: str, content: bytes, place: int, encodings: str = "UTF-8, UTF-16 or Windows-1252"
) -> Fault:
    return _no_text_at(name, content[place], place, content.count(b"\n", 0, place) + 1, encodings)


def _no_text_at(name: str, byte: int, place: int, line: int, encodings: str) -> Fault:
    return Fault(
        f"The byte 0x{byte:02X} at position {place} in line {line} is no text in {encodings}.",
        where=name,
        remedy="Export the table again as CSV in UTF-8.",
    )


def read_text(content: bytes, name: str, known: Known, *, plain: bool = True) -> TextTable | None:
    """The rows of a delimited file, or None if it holds nothing.

    A file whose rows are all as wide as its headers and whose quotation marks are all in order is
    read by columns, which takes a tenth of the time; the result is the same.

    Args:
        content: the bytes of the file.
        name: how the file is called to a person.
        known: whether a header means something; delimiter and header row are those that give the
            most such headers.
        plain: False reads row by row in any case.

    Raises:
        Fault: the bytes are no text, a quotation mark is never closed, or the headers are given
            again in another order.
    """
    text, encoding = decode(content, name)
    if "\ufeff" in text:
        # Where files were put together as they were, each still begins with its mark.
        text = re.sub(r"(^|[\r\n])\ufeff", r"\1", text)
    delimiter, header = _guess(text, known, name)
    if header is None:
        return None
    notes = list(header.notes)
    if encoding not in ("utf-8", "utf-8-sig"):
        notes.insert(0, f"{name}: read as {encoding}")
    if delimiter != ",":
        called = DELIMITER_NAMES.get(delimiter, repr(delimiter))
        notes.insert(0, f"{name}: its cells are taken to be divided by {called}")
    headers = header.names
    rows = _plain_rows(text, delimiter, header) if plain else None
    if rows is not None:
        numbers = pl.int_range(
            header.row + 1, header.row + 1 + rows.height, eager=True, dtype=pl.Int64
        )
    else:
        odd = _Oddities()
        rows, numbers = _careful_rows(text, delimiter, header, name, odd)
        headers = [*headers, *([BEYOND] if odd.beyond else [])]
        notes += odd.notes(name)
    return tidied(TextTable(headers, rows, numbers, encoding, delimiter, notes), name, known)


def _guess(text: str, known: Known, name: str) -> tuple[str, Header | None]:
    """The delimiter under which most headers are known, and the header row under it."""
    hint = re.match(r"\s*\"?sep=(.)\"?\s*(?:\r|\n|$)", text)
    delimiters = [hint.group(1)] if hint else list(DELIMITER_NAMES)  # Excel's hint to itself
    best: tuple[tuple[int, int], str, Header | None] = ((-1, -1), delimiters[0], None)
    start = text[:LETTERS_LOOKED_AT]
    for delimiter in delimiters:
        records = _records(start, delimiter, name, None, _Oddities())
        preview = [(number, cells) for number, cells, _ in islice(records, ROWS_LOOKED_AT)]
        header = find_header(preview, known, name)
        worth = (header.known, len(header.names)) if header else (-1, -1)
        if worth > best[0]:
            best = (worth, delimiter, header)
    return best[1], best[2]


# ---- by columns: files without anything odd ----


def _plain_rows(text: str, delimiter: str, header: Header) -> pl.DataFrame | None:
    """The rows below the headers; None where anything is odd.

    Nothing is odd when each quotation mark opens a cell, closes one or is one of a doubled pair,
    and every row has as many cells as there are headers. Both are counted before the fast reader
    is let loose, for it would pass over what does not fit.
    """
    width = len(header.names)
    if width < 2 or not delimiter.isascii():
        return None
    data = text.rstrip("\r\n").encode()
    letters = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(letters == QUOTE)
    if not _quotes_in_order(letters, quotes, ord(delimiter)):
        return None
    returns = _outside(np.flatnonzero(letters == CARRIAGE_RETURN), quotes)
    if (letters[returns + 1] != LINE_FEED).any():
        return None
    feeds = np.flatnonzero(letters == LINE_FEED)
    ends = np.append(_outside(feeds, quotes), len(data))
    if np.diff(np.searchsorted(feeds, ends), prepend=0).max() > LINES_WORTH_A_NOTE:
        return None
    delimiters = _outside(np.flatnonzero(letters == ord(delimiter)), quotes)
    widths = np.diff(np.searchsorted(delimiters, ends), prepend=0) + 1
    below = widths[header.row :]
    if (below != width).any():
        return None
    schema = {str(i): pl.String() for i in range(width)}
    if not len(below):
        return pl.DataFrame(schema=schema)
    rows = pl.read_csv(
        data[ends[header.row - 1] + 1 :],
        has_header=False,
        separator=delimiter,
        schema=schema,
        empty_string_is_null=False,
    )
    return rows if rows.height == len(below) else None


def _quotes_in_order(letters: npt.NDArray[np.uint8], quotes: Positions, delimiter: int) -> bool:
    if not len(quotes):
        return True
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    # A closing mark with an opening one right behind it is a doubled mark within a cell.
    doubled = closing[:-1] + 1 == opening[1:]
    before = letters[opening[1:] - 1]
    after = letters[closing[:-1] + 1]
    opens = doubled | (before == delimiter) | (before == LINE_FEED)
    closes = doubled | np.isin(after, (delimiter, LINE_FEED, CARRIAGE_RETURN))
    ends = opening[0] == 0 or letters[opening[0] - 1] in (delimiter, LINE_FEED)
    ends = ends and (
        closing[-1] + 1 == len(letters)
        or letters[closing[-1] + 1] in (delimiter, LINE_FEED, CARRIAGE_RETURN)
    )
    return bool(ends and opens.all() and closes.all())


def _outside(positions: Positions, quotes: Positions) -> Positions:
    """Those that are in no quoted cell."""
    if not len(quotes):
        return positions
    outside: Positions = positions[np.searchsorted(quotes, positions) % 2 == 0]
    return outside


# ---- row by row: any file ----


def _careful_rows(
    text: str, delimiter: str, header: Header, name: str, odd: _Oddities
) -> tuple[pl.DataFrame, pl.Series]:
    """The rows below the headers and their numbers; what is over in a last column, where any is."""
    width = len(header.names)
    frames: list[pl.DataFrame] = []
    batch: list[list[str | None]] = []
    numbers: list[int] = []
    for number, cells, lines in _records(text, delimiter, name, header, odd):
        if number <= header.row:
            continue
        batch.append(_fitted(cells, width, number, odd))
        numbers.append(number)
        if lines > LINES_WORTH_A_NOTE:
            odd.tall.append((number, lines))
        if len(batch) == ROWS_AT_ONCE:
            frames.append(_frame(batch, width))
            batch = []
    frames.append(_frame(batch, width))
    rows = pl.concat(frames)
    if odd.beyond:
        over = [odd.beyond.get(number) for number in numbers]
        rows = rows.with_columns(pl.Series(str(width), over, dtype=pl.String))
    return rows, pl.Series(numbers, dtype=pl.Int64)


def _records(
    text: str, delimiter: str, name: str, header: Header | None, odd: _Oddities
) -> Iterator[tuple[int, list[str], int]]:
    """Row number as a spreadsheet shows it, cells, lines taken; empty lines are passed over.

    A quotation mark that opens a cell and is followed at some later line by one that neither closes
    it nor is doubled would swallow rows: then its row is read as the one line that it begins in.

    Args:
        text: the whole file.
        delimiter: between cells.
        name: how the file is called to a person.
        header: whose width such a row has to have; None while the header row is looked for.
        odd: where such a row is remembered.

    Raises:
        Fault: a quotation mark is never closed, so that the rest of the file would be taken for
            one cell, or such a row has another width.
    """
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    lines = list(io.StringIO(text, newline=""))
    number, at = 0, 0
    while at < len(lines):
        reader = csv.reader(_from(lines, at), delimiter=delimiter, strict=True)
        line_before = 0
        try:
            for cells in reader:
                number += 1
                taken, line_before = reader.line_num - line_before, reader.line_num
                if cells and not (number == 1 and _is_hint(cells)):
                    yield number, cells, taken
            return
        except csv.Error as error:
            number += 1
            at += line_before
            if header is not None and "unexpected end" in str(error):
                raise Fault(
                    "A quotation mark that opens in this row is never closed.",
                    where=f"{name}, row {number}",
                    remedy="Close it, or export the table again.",
                ) from error
            width = len(header.names) if header is not None else None
            yield number, _one_line(lines[at], delimiter, width, f"{name}, row {number}"), 1
            odd.quotes.append(number)
            at += 1


def _from(lines: Sequence[str], at: int) -> Iterator[str]:
    return map(lines.__getitem__, range(at, len(lines)))


def _is_hint(cells: Sequence[str]) -> bool:
    return len(cells) <= 2 and "".join(cells).startswith("sep=")


def _one_line(line: str, delimiter: str, width: int | None, where: str) -> list[str]:
    """The cells of a line whose quotation marks are not in order.

    Marks within a quoted cell are kept; where the cell does not close in the line, every mark is.

    Raises:
        Fault: neither gives as many cells as there are headers.
    """
    bare = line.rstrip("\r\n")
    as_quoted = _cells(bare + "\n", delimiter)
    closes = not as_quoted[-1].endswith("\n")
    to_the_letter = bare.split(delimiter)
    for cells in [as_quoted, to_the_letter] if closes else [to_the_letter]:
        if width is None or len(cells) == width:
            return cells
    raise Fault(
        "The quotation marks of this row are not in order, and its cells cannot be told apart.",
        where=where,
        remedy="Double each quotation mark within a cell, or export the table again.",
    )


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [""])


def _fitted(cells: list[str], width: int, number: int, odd: _Oddities) -> list[str | None]:
    """The cells of one row, as many as there are headers; what is over or lacking is remembered."""
    if len(cells) == width:
        return list(cells)
    if len(cells) < width:
        if any(cell.strip() for cell in cells):
            odd.short.append(number)
        return [*cells, *[None] * (width - len(cells))]
    beyond = cells[width:]
    if any(cell.strip() for cell in beyond):
        odd.beyond[number] = json.dumps(beyond, ensure_ascii=False)
        if len(odd.long) < EXAMPLES:
            also = ", ".join(repr(cell) for cell in beyond)
            odd.long.append(f"row {number} also has {also[:LETTERS_SHOWN]}")
    else:
        odd.trailing += 1
    return list(cells[:width])


def _frame(batch: list[list[str | None]], width: int) -> pl.DataFrame:
    columns = list(zip(*batch, strict=True)) if batch else [()] * width
    return pl.DataFrame(
        {str(i): pl.Series(column, dtype=pl.String) for i, column in enumerate(columns)}
    )
