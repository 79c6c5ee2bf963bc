"""What stands where in a sheet of cells: titles, headers, rows, and what is only blank.

The same for text files and workbooks. What the headers mean is the caller's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl

from pipelines.faults import Fault

# Titles and notes may stand above the headers.
ROWS_LOOKED_AT = 30
EXAMPLES = 5
LETTERS_SHOWN = 80
# The column of what rows have more than there are headers.
BEYOND = "cells beyond the headers"
# What programs write below the last row, alone in it or with a number beside it.
FOOTER = re.compile(
    r"""(?i)\W*(
    (grand\s+)?totals?(\s+(rows|records))?\W*\d*
    |\d+\s+(rows?|records?)(\s+(affected|selected|returned))?
    |end\s+of\s+(report|file|data|export)
    |page\s+\d+(\s+of\s+\d+)?
    )\W*""",
    re.VERBOSE,
)
FOOTER_CELLS = 2
BLANK = "hold nothing and were passed over"
REPEATED = "give the headers again"
RULED = "are a line drawn below the headers"
# Some programs draw a line below the headers.
RULE = re.compile(r"[-=_]{2,}|-")

Known = Callable[[str], bool]


@dataclass
class TextTable:
    """One table: headers as given; a text column per header, named by position; row numbers.

    Encoding and delimiter are null for what is no text file.
    """

    headers: list[str]
    rows: pl.DataFrame
    row_numbers: pl.Series
    encoding: str | None
    delimiter: str | None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Header:
    """The headers, the last row that they take, how many of them are known, and what is above."""

    names: list[str]
    row: int
    known: int
    notes: list[str]


def find_header(
    preview: Sequence[tuple[int, Sequence[str | None]]], known: Known, name: str
) -> Header | None:
    """The header row among the first rows of a table: the first that has the most known headers.

    Where a header cell is merged over two rows, its text is in only one of them: a blank header
    takes the known one above or below it.

    Args:
        preview: number and cells of the first rows that are not empty.
        known: whether a header means something.
        name: how the table is called to a person.

    Returns:
        None where every row is blank; the first row that is not, where no header is known.
    """
    rows = [(number, [cell or "" for cell in cells]) for number, cells in preview]
    rows = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not rows:
        return None
    worth = [len({cell for cell in cells if known(cell)}) for _, cells in rows]
    at = worth.index(max(worth))
    number, names = rows[at][0], list(rows[at][1])
    above = rows[:at]
    notes = []
    if above and above[-1][0] == number - 1 and _fill(names, above[-1][1], known):
        notes.append(f"{name}: headers were taken from the rows {number - 1} and {number}")
    below = rows[at + 1] if at + 1 < len(rows) else None
    if below and below[0] == number + 1 and _is_rest_of_header(names, below[1], known):
        _fill(names, below[1], known)
        notes.append(f"{name}: headers were taken from the rows {number} and {number + 1}")
        number += 1
    if above:
        texts = [" ".join(" ".join(cells).split())[:LETTERS_SHOWN] for _, cells in above]
        shown = "; ".join(repr(text) for text in texts[:EXAMPLES])
        notes.append(f"{name}: the headers stand in row {number}; above them stands {shown}")
    return Header(names, number, max(worth), notes)


def _fill(names: list[str], others: Sequence[str], known: Known) -> bool:
    """Put known headers of another row where there is none; whether there was one."""
    filled = False
    for place, other in enumerate(others[: len(names)]):
        if not names[place].strip() and known(other) and other not in names:
            names[place] = other
            filled = True
    return filled


def _is_rest_of_header(names: Sequence[str], below: Sequence[str], known: Known) -> bool:
    return all(
        not cell.strip() or (place < len(names) and not names[place].strip() and known(cell))
        for place, cell in enumerate(below)
    )


def tidied(table: TextTable, name: str, known: Known) -> TextTable:
    """The table without what is no row of it and columns that hold nothing, each noted.

    No rows are blank ones, headers given again, a line drawn below the headers and a footer.

    Raises:
        Fault: the headers are given again in another order, so that cells would land in the wrong
            column.
    """
    notes = list(table.notes)
    keep = _kept_rows(table, name, known, notes)
    rows, numbers = table.rows, table.row_numbers
    if keep is not None:
        rows, numbers = rows.filter(keep), numbers.filter(keep)
    nameless = [str(i) for i, header in enumerate(table.headers) if not header.strip()]
    blank = [column for column in nameless if _is_blank(rows[column]).all()]
    if blank and len(blank) < len(table.headers):
        notes.append(f"{name}: {len(blank)} columns have neither a header nor a value")
        rows = rows.drop(blank)
        rows.columns = [str(i) for i in range(rows.width)]
    headers = [h for i, h in enumerate(table.headers) if str(i) not in blank]
    return TextTable(headers, rows, numbers, table.encoding, table.delimiter, notes)


def _is_blank(column: pl.Series) -> pl.Series:
    return column.is_null() | (column.str.strip_chars() == "").fill_null(True)


def _kept_rows(table: TextTable, name: str, known: Known, notes: list[str]) -> pl.Series | None:
    """Which rows stay; None for all, as in most tables."""
    if not table.rows.width or not table.rows.height:
        return None
    none: dict[str, list[int]] = {BLANK: [], REPEATED: [], RULED: []}
    for place in _suspects(table):
        texts = [_bare(cell) for cell in table.rows.row(place)]
        if not any(texts):
            none[BLANK].append(place)
        elif _names_columns(texts, table, place, name, known):
            none[REPEATED].append(place)
        elif place == 0 and all(RULE.fullmatch(text) for text in texts if text):
            none[RULED].append(place)
    footer = _footer(table, set(none[BLANK]))
    for words, places in none.items():
        _note_rows(places, table, f"{name}: {{}} rows {words}", notes)
    if footer is not None:
        said = " ".join(filter(None, map(_bare, table.rows.row(footer))))
        row = table.row_numbers[footer]
        notes.append(f"{name}: row {row} is taken for a footer and passed over: {said!r}")
    going = [*(place for places in none.values() for place in places)]
    going += [] if footer is None else [footer]
    if not going:
        return None
    keep = pl.repeat(True, table.rows.height, eager=True)
    return keep.scatter(pl.Series(going, dtype=pl.UInt32), False)


def _suspects(table: TextTable) -> list[int]:
    """Rows that may be none: all sorts are seen in their first cell, and few rows have it."""
    first = table.rows["0"]
    words = pl.Series(sorted({_bare(h).lower() for h in table.headers}), dtype=pl.String).implode()
    bare = first.str.strip_chars().str.to_lowercase()
    suspect = (_is_blank(first) | bare.is_in(words)).fill_null(False)
    return sorted({0, *suspect.arg_true().to_list()})


def _bare(cell: str | None) -> str:
    return (cell or "").strip()


def _footer(table: TextTable, blank: set[int]) -> int | None:
    """The last row that says something, if it says what stands below tables."""
    last = next((p for p in range(table.rows.height - 1, -1, -1) if p not in blank), None)
    if not last:  # the first is never one, for then the table would have no rows
        return None
    said = [text for text in map(_bare, table.rows.row(last)) if text]
    is_footer = len(said) <= min(FOOTER_CELLS, len(table.headers) - 1) and all(
        FOOTER.fullmatch(text) if number == 0 else text.replace(",", "").isdecimal()
        for number, text in enumerate(said)
    )
    return last if is_footer else None


def _note_rows(places: Sequence[int], table: TextTable, words: str, notes: list[str]) -> None:
    if places:
        shown = ", ".join(str(table.row_numbers[place]) for place in places[:EXAMPLES])
        notes.append(f"{words.format(len(places))}: row {shown}")


def _names_columns(
    texts: Sequence[str], table: TextTable, place: int, name: str, known: Known
) -> bool:
    """Whether a row is the header row once more, as where exports were put together by hand."""
    if all(
        text.lower() == _bare(header).lower() or (header == BEYOND and not text)
        for text, header in zip(texts, table.headers, strict=True)
    ):
        return True
    filled = [text for text in texts if text]
    if len(filled) > 1 and all(known(text) for text in filled):
        raise Fault(
            "This row names columns again, and not those of the header row; what follows would "
            "land in the wrong columns.",
            where=f"{name}, row {table.row_numbers[place]}",
            remedy="Give the tables as two files.",
        )
    return False
