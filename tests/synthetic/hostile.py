"""Drops as hostile as a seed makes them, with every row that they hold and where it stands.

Headers and cells of the contract, written the ways that source systems and spreadsheets write them:
encodings, delimiters, titles, ragged rows, repeated headers, workbooks, Parquet, archives. Some are
then damaged; of those nothing is known but that they must not do harm.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import xlsxwriter

from pipelines.contract import Contract, Table

CELLS = {
    "id": ["1", "2", "3", " 2", "-1", "0", "", "NULL", "x,y", "123.0", "0042", "1.2E+12", "1"],
    "date": [
        "2025-01-01",
        "01/02/25",
        "1/2/2025",
        "31/02/2025",
        "13/25/2025",
        "04/13/2025",
        "45000",
        "45000.5",
        "",
        "9999-12-31",
        "1900-01-01 00:00:00",
        "31.12.2024",
        "01-Jan-2025",
        "2025-01-01T10:00:00Z",
        "soon",
        "infinity",
    ],
    "code": ["M", "male", "LD", "1A", "?", "", "Female ", "SSD_PH", "-1"],
    "flag": ["Y", "0", "maybe", "", "true"],
    "list": ['["a"]', "a;b", "a,b", '["a"', '{"a": "Y"}', "", "[" * 50, "{}"],
    "text": [
        "a",
        "é",
        'say "a"',
        "two\nlines",
        "b\r\nc",
        " ",
        "NULL",
        "=1+1",
        "'; drop",
        "😀",
        "a|b",
    ],
    "integer": ["1", "1.5", "", "1e3", "9" * 30],
}
CELLS["timestamp"] = CELLS["date"]
CELLS["decimal"] = CELLS["integer"]
TITLES = [
    "Report run on 01/01/2026",
    "Children's services: all, open",
    "Restricted",
    'The "old" system',
]
JUNK = {
    "readme.docx": b"PK\x03\x04",
    "notes.xlsx": b"no workbook",
    ".DS_Store": b"\x00",
    "ssd_unheard_of.csv": b"a,b\n1,2\n",
    "Thumbs.db": b"\x00\x01",
}
ENCODINGS = ["utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"]


@dataclass(frozen=True)
class Given:
    """One row of a drop: where it stands, and its cells under the headers that mean a column."""

    table: str
    file: str
    row: int
    cells: dict[str, str]


@dataclass
class Hostile:
    """A drop: its path, its rows (None where it was damaged and nobody can say), what was done."""

    path: Path
    rows: list[Given] | None
    done: list[str] = field(default_factory=list)


@dataclass
class _Content:
    """A table before it is written: columns, their headers, rows of as many cells."""

    table: Table
    columns: list[str | None]
    headers: list[str]
    rows: list[list[str]]


def hostile_drop(folder: Path, seed: int, contract: Contract) -> Hostile:
    """The drop of a seed, in a folder, an archive or one workbook."""
    draw = random.Random(seed)
    drop = Hostile(folder, [])
    files: dict[str, bytes] = {}
    tables = [t for t in contract.tables.values() if t.required or draw.random() < 0.6]
    if draw.random() < 0.15:
        _one_workbook(draw, tables, files, drop)
    else:
        for table in tables:
            for _ in range(2 if draw.random() < 0.1 else 1):
                _one_file(draw, table, files, drop)
    for name, content in JUNK.items():
        if draw.random() < 0.1:
            files[name] = content
    if draw.random() < 0.2:
        _damage_one(draw, files, drop)
    _put(draw, files, drop)
    return drop


# ---- what is in a table ----


def _content(draw: random.Random, table: Table) -> _Content:
    columns: list[str | None] = [
        c.name for c in table.columns.values() if c.required or draw.random() < 0.7
    ]
    draw.shuffle(columns)
    if draw.random() < 0.2:
        columns.insert(draw.randrange(len(columns) + 1), None)
    headers = [
        _header(draw, (name, *table.columns[name].aliases)) if name else "Local notes"
        for name in columns
    ]
    rows: list[list[str]] = []
    for _ in range(draw.randrange(1, 20)):
        if rows and draw.random() < 0.25:
            rows.append(list(draw.choice(rows)))
        else:
            rows.append(
                [draw.choice(CELLS[table.columns[n].type if n else "text"]) for n in columns]
            )
    if table.required:
        rows[0] = ["1" if name == table.key[0] else "" for name in columns]
    return _Content(table, columns, headers, rows)


def _header(draw: random.Random, names: Sequence[str]) -> str:
    name = draw.choice(names)
    return draw.choice([str, str, str.upper, str.title, " {} ".format, "[{}]".format])(name)


def _given(content: _Content, file: str, at: list[tuple[int, list[str]]]) -> list[Given]:
    """The rows that say something, as they have to be found again."""
    return [
        Given(
            content.table.name,
            file,
            row,
            {name: cell for name, cell in zip(content.columns, cells, strict=False) if name},
        )
        for row, cells in at
        if any(cell.strip() for cell in cells)
    ]


# ---- how it is written ----


def _one_file(draw: random.Random, table: Table, files: dict[str, bytes], drop: Hostile) -> None:
    content = _content(draw, table)
    kind = draw.choices(["csv", "xlsx", "parquet"], [6, 2, 1])[0]
    stem = draw.choice(["ssd_{}", "{}", "dbo.ssd_{}", "#ssd_{}", "ssd.dbo.##{}", "[ssd_{}]"])
    stem = draw.choice([str, str.upper])(stem.format(table.name))
    suffix = draw.choice([".csv", ".txt", ".CSV"]) if kind == "csv" else f".{kind}"
    name = f"{stem}{suffix}"
    if name in files:
        return
    write: dict[str, Callable[..., tuple[bytes, str, list[tuple[int, list[str]]]]]] = {
        "csv": _text,
        "xlsx": _workbook,
        "parquet": _parquet,
    }
    files[name], part, at = write[kind](draw, content, drop)
    assert drop.rows is not None
    drop.rows += _given(content, name + part, at)


def _text(
    draw: random.Random, content: _Content, drop: Hostile
) -> tuple[bytes, str, list[tuple[int, list[str]]]]:
    encoding = draw.choice(ENCODINGS)
    # Of a single column nobody can say what divides its cells.
    delimiter = draw.choice([",", ",", ";", "\t", "|"] if len(content.columns) > 1 else [","])
    end = draw.choice(["\n", "\r\n", "\r\n", "\r"])
    always = draw.random() < 0.3
    drop.done.append(f"{content.table.name}: {encoding} {delimiter!r} {end!r}")
    if encoding == "cp1252":
        content.rows = [
            [cell.encode("cp1252", "replace").decode("cp1252") for cell in row]
            for row in content.rows
        ]

    def line(cells: Sequence[str]) -> str:
        return delimiter.join(_quoted(cell, delimiter, always) for cell in cells)

    width = len(content.columns)
    lines: list[str] = []
    if draw.random() < 0.1:
        lines.append(f"sep={delimiter}")
    elif draw.random() < 0.2:
        lines += [_quoted(draw.choice(TITLES), delimiter, False) for _ in range(draw.randrange(3))]
        lines += [""] * draw.randrange(2)
    trailing = draw.choice([0, 0, 0, 0, 2])
    header = line([*content.headers, *[""] * trailing])
    lines.append(header)
    at: list[tuple[int, list[str]]] = []
    ragged = draw.random() < 0.3
    for row in content.rows:
        odd = draw.random()
        if odd < 0.05:
            lines.append(draw.choice(["", delimiter * (width - 1), header]))
        cells = [*row, *[""] * trailing]
        if ragged and 0.1 < odd < 0.2:
            cells = cells[: draw.randrange(1, width + 1)]
        elif ragged and odd > 0.9:
            cells = [*cells, draw.choice(["over", "", "x,y"])]
        at.append((len(lines) + 1, cells))
        lines.append(line(cells))
    lines += draw.choice([[], [""], ["", ""], [delimiter * (width - 1)]])
    text = end.join(lines) + ("\x1a" if draw.random() < 0.03 else "")
    return text.encode(encoding), "", at


def _quoted(cell: str, delimiter: str, always: bool) -> str:
    if always or any(mark in cell for mark in (delimiter, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _sheet(
    draw: random.Random, content: _Content, sheet: xlsxwriter.workbook.Worksheet
) -> list[tuple[int, list[str]]]:
    place = draw.choice([0, 0, 0, 1, 3])
    for number in range(place):
        if draw.random() < 0.7:
            sheet.write_string(number, 0, draw.choice(TITLES))
    for column, header in enumerate(content.headers):
        sheet.write_string(place, column, header)
    at = []
    for row in content.rows:
        place += draw.choice([1, 1, 1, 1, 2])
        for column, cell in enumerate(row):
            sheet.write_string(place, column, cell)
        # A workbook cannot say whether a day has a time of midnight or none.
        at.append((place + 1, [cell.removesuffix(" 00:00:00") for cell in row]))
        if draw.random() < 0.1:
            sheet.set_row(place, None, None, {"hidden": True})
    return at


def _workbook(
    draw: random.Random, content: _Content, drop: Hostile
) -> tuple[bytes, str, list[tuple[int, list[str]]]]:
    buffer = io.BytesIO()
    name = draw.choice(["Sheet1", content.table.name, f"ssd_{content.table.name}"[:31], "Data"])
    with xlsxwriter.Workbook(buffer) as book:
        at = _sheet(draw, content, book.add_worksheet(name))
    drop.done.append(f"{content.table.name}: workbook")
    return buffer.getvalue(), f", sheet {name}", at


def _one_workbook(
    draw: random.Random, tables: Sequence[Table], files: dict[str, bytes], drop: Hostile
) -> None:
    buffer = io.BytesIO()
    assert drop.rows is not None
    with xlsxwriter.Workbook(buffer) as book:
        for number, table in enumerate(tables):
            content = _content(draw, table)
            named = draw.random() < 0.7
            name = draw.choice([table.name, table.name.upper()]) if named else f"Sheet{number}"
            at = _sheet(draw, content, book.add_worksheet(name))
            drop.rows += _given(content, f"Export of SSD.xlsx, sheet {name}", at)
        if draw.random() < 0.3:
            book.add_worksheet("Notes").write_string(0, 0, "Made by hand")
    files["Export of SSD.xlsx"] = buffer.getvalue()
    drop.done.append("one workbook")


def _parquet(
    draw: random.Random, content: _Content, drop: Hostile
) -> tuple[bytes, str, list[tuple[int, list[str]]]]:
    buffer = io.BytesIO()
    columns = list(zip(*content.rows, strict=True))
    frame = pl.DataFrame(
        [pl.Series(h, c, dtype=pl.String) for h, c in zip(content.headers, columns, strict=True)]
    )
    frame.write_parquet(buffer, compression=draw.choice(["zstd", "snappy", "uncompressed"]))
    drop.done.append(f"{content.table.name}: Parquet")
    return buffer.getvalue(), "", [(i, row) for i, row in enumerate(content.rows, start=2)]


# ---- damage, and where it is put ----


def _damage_one(draw: random.Random, files: dict[str, bytes], drop: Hostile) -> None:
    name = draw.choice(sorted(files))
    content = files[name]
    place = draw.randrange(len(content) + 1)
    how = draw.choice(["cut", "quote", "byte", "insert", "empty", "repeat"])
    changed = {
        "cut": content[:place],
        "quote": content[:place] + b'"' + content[place:],
        "byte": content[:place] + bytes([draw.randrange(256)]) + content[place + 1 :],
        "insert": content[:place] + draw.randbytes(5) + content[place:],
        "empty": b"",
        "repeat": content + content,
    }
    files[name] = changed[how]
    drop.rows = None
    drop.done.append(f"{name}: {how} at {place}")


def _put(draw: random.Random, files: dict[str, bytes], drop: Hostile) -> None:
    drop.path.mkdir(parents=True)
    if draw.random() < 0.25:
        buffer = io.BytesIO()
        within = draw.choice(["", "export/"])
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(within + name, content)
        packed = buffer.getvalue()
        if draw.random() < 0.2:
            cut = draw.randrange(len(packed))
            packed = packed[:cut] + draw.randbytes(3) + packed[cut + 3 :]
            drop.rows = None
            drop.done.append(f"archive damaged at {cut}")
        drop.path = drop.path / "drop.zip"
        drop.path.write_bytes(packed)
        if within and drop.rows is not None:
            drop.rows = [Given(g.table, within + g.file, g.row, g.cells) for g in drop.rows]
        return
    for name, content in files.items():
        (drop.path / name).write_bytes(content)
