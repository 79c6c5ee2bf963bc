"""Drops as hostile as a seed makes them, with every row that they hold and where it stands.

Headers and cells of the contract, written the ways that source systems and spreadsheets write them:
encodings, delimiters, titles, footers, ragged rows, headers twice or again, workbooks with merged
headers, formulas and real dates, Parquet of every type, archives. In some a byte is changed or a
file is cut: then the rows of the other files are still known. Some hold what must be refused.
"""

from __future__ import annotations

import io
import os
import random
import warnings
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import polars as pl
import xlsxwriter

from pipelines.contract import Contract, Table

# What each text for a moment means to a council; None for nothing and for what is none.
MOMENTS = {
    "2025-01-01": datetime(2025, 1, 1),
    "01/02/25": datetime(2025, 2, 1),
    "1/2/2025": datetime(2025, 2, 1),
    "31/02/2025": None,
    "13/25/2025": None,
    "04/13/2025": None,
    "45000": datetime(2023, 3, 15),
    "45000.5": datetime(2023, 3, 15, 12),
    "": None,
    "9999-12-31": None,
    "31/12/9999 00:00": None,
    "1900-01-01 00:00:00": None,
    "31.12.2024": datetime(2024, 12, 31),
    "01-Jan-2025": datetime(2025, 1, 1),
    "1-mar-98 9:05": datetime(1998, 3, 1, 9, 5),
    "2025-01-01T10:00:00Z": datetime(2025, 1, 1, 10),
    "02/01/2025 3:15 PM": datetime(2025, 1, 2, 15, 15),
    "soon": None,
    "infinity": None,
}
FLAGS = {"Y": True, "0": False, "maybe": None, "": None, "true": True, "false": False}
NUMBERS = {"1": 1, "7.0": 7, "1.5": None, "": None, "1e3": None, "9" * 30: None}
CELLS = {
    "id": ["1", "2", "3", " 2", "-1", "0", "", "NULL", "x,y", "123.0", "0042", "1.2E+12", "1"],
    "date": list(MOMENTS),
    "code": ["M", "male", "LD", "1A", "?", "", "Female ", "SSD_PH", "-1"],
    "flag": list(FLAGS),
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
    "integer": list(NUMBERS),
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
FOOTERS = ["(2 rows affected)", "Total", "End of report", "Page 1 of 1"]
# Headers that no table has; some would be patterns to a library.
UNKNOWN = ["Local notes", "*", "^.*$", "Größe", "_source_row"]
# As long as a cell of a workbook may be.
LONG = "long " * 6_553
ENCODINGS = ["utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"]
# Files that must be refused.
REFUSED_FILES = {
    "NUL": b"dept_team_id\nT\0\n",
    "quotation mark never closed": b'dept_team_id,x\nT1,"a\nT2,b\n',
    "one column twice, and it differs": b"dept_team_id,DEPT_TEAM_ID\nT1,T2\n",
    "headers again in another order": b"dept_team_id,dept_team_name\n1,a\n"
    b"dept_team_name,dept_team_id\nb,2\n",
    "no headers": b"1,2\n3,4\n",
    "a cell that is too long": b"dept_team_id\n" + b"x" * 3_000_000,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(50),
}


@dataclass(frozen=True)
class Given:
    """One row of a drop: where it stands, its cells by column, and its cells of no column."""

    table: str
    file: str
    row: int
    cells: dict[str, str]
    others: tuple[str, ...]


@dataclass
class Hostile:
    """A drop: its path, the rows that it is sure to hold, and what was done.

    `is_whole` is false where something was damaged, so that there may be other rows too, or a
    refusal; `is_refused` is true where it must be refused.
    """

    path: Path
    rows: list[Given]
    done: list[str] = field(default_factory=list)
    is_whole: bool = True
    is_refused: bool = False


@dataclass
class _Content:
    """A table before it is written: columns, their headers, rows of as many cells.

    `is_text`: no cell may be written as a date or number, for a column is given twice.
    """

    table: Table
    columns: list[str | None]
    headers: list[str]
    rows: list[list[str]]
    is_text: bool = False


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
    if draw.random() < 0.1:
        files.setdefault("ssd_cla_immunisations.txt", draw.choice([b"", b"\r\n \r\n"]))
    fate = draw.random()
    if fate < 0.2:
        _damage_one(draw, files, drop)
    elif fate < 0.27:
        how = draw.choice(sorted(REFUSED_FILES))
        files["ssd_department.csv"] = REFUSED_FILES[how]
        drop.is_refused = True
        drop.done.append(how)
    elif fate < 0.35:
        _put_what_is_refused(draw, files, drop)
        return drop
    _put(draw, files, drop)
    return drop


# ---- what is in a table ----


def _content(draw: random.Random, table: Table) -> _Content:
    columns: list[str | None] = [
        c.name for c in table.columns.values() if c.required or draw.random() < 0.7
    ]
    draw.shuffle(columns)
    for _ in range(draw.choice([0, 0, 0, 1, 2])):
        columns.insert(draw.randrange(len(columns) + 1), None)
    headers = [
        _header(draw, (name, *table.columns[name].aliases)) if name else draw.choice(UNKNOWN)
        for name in columns
    ]
    rows: list[list[str]] = []
    # Some tables have headers and no row.
    for _ in range(draw.randrange(1 if table.required else 0, 20)):
        if rows and draw.random() < 0.25:
            rows.append(list(draw.choice(rows)))
        else:
            rows.append(
                [draw.choice(CELLS[table.columns[n].type if n else "text"]) for n in columns]
            )
    if rows and draw.random() < 0.02:
        rows[-1] = [
            LONG if name is None else cell for name, cell in zip(columns, rows[-1], strict=True)
        ]
    if table.required:
        rows[0] = ["1" if name == table.key[0] else "" for name in columns]
    again = draw.randrange(len(columns))
    is_twice = draw.random() < 0.05 and columns[again] is not None
    if is_twice:
        # As a join gives it: with the same cells or with none.
        is_same = draw.random() < 0.5
        columns.append(None)
        headers.append(headers[again].swapcase())
        rows = [[*row, row[again] if is_same else ""] for row in rows]
    return _Content(table, columns, headers, rows, is_text=is_twice)


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
            tuple(
                cell
                for place, cell in enumerate(cells)
                if place >= len(content.columns) or content.columns[place] is None
            ),
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
    lines = _above_headers(draw, delimiter)
    trailing = draw.choice([0, 0, 0, 0, 2])
    header = line([*content.headers, *[""] * trailing])
    lines.append(header)
    if draw.random() < 0.05:
        lines.append(delimiter.join(["-----"] * width))
    at: list[tuple[int, list[str]]] = []
    ragged = draw.random() < 0.3
    for row in content.rows:
        odd = draw.random()
        if odd < 0.05:
            mark = "" if encoding == "cp1252" else "\ufeff"
            lines.append(draw.choice(["", delimiter * (width - 1), header, mark + header]))
        cells = [*row, *[""] * trailing]
        if ragged and 0.1 < odd < 0.2 and row is not content.rows[0]:
            cells = cells[: draw.randrange(1, width + 1)]
        elif ragged and odd > 0.9:
            cells = [*cells, draw.choice(["over", "", "x,y"])]
        at.append((len(lines) + 1, cells))
        lines.append(line(cells))
    if at and width > 1 and draw.random() < 0.1:
        lines += ["", draw.choice(FOOTERS)]
    lines += draw.choice([[], [""], ["", ""], [delimiter * (width - 1)]])
    text = end.join(lines) + ("\x1a" if draw.random() < 0.03 else "")
    return text.encode(encoding), "", at


def _above_headers(draw: random.Random, delimiter: str) -> list[str]:
    if draw.random() < 0.1:
        return [f"sep={delimiter}"]
    if draw.random() < 0.2:
        titles = [draw.choice(TITLES) for _ in range(draw.randrange(3))]
        return [*(_quoted(title, delimiter, False) for title in titles), *draw.choice([[], [""]])]
    return []


def _quoted(cell: str, delimiter: str, always: bool) -> str:
    if always or any(mark in cell for mark in (delimiter, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _sheet(
    draw: random.Random, content: _Content, book: xlsxwriter.Workbook, name: str
) -> list[tuple[int, list[str]]]:
    """A table on a sheet of its own; what stands in a cell as a date or number reads as such."""
    sheet = book.add_worksheet(name)
    day = book.add_format(
        {"num_format": draw.choice(["dd/mm/yyyy", "d-mmm-yy", "yyyy-mm-dd hh:mm"])}
    )
    place = draw.choice([0, 0, 0, 1, 3])
    for number in range(place):
        if draw.random() < 0.7:
            sheet.write_string(number, 0, draw.choice(TITLES))
    is_merged = draw.random() < 0.15
    for column, header in enumerate(content.headers):
        if is_merged:
            sheet.merge_range(place, column, place + 1, column, header)
        else:
            sheet.write_string(place, column, header)
    place += is_merged
    at = []
    for number, row in enumerate(content.rows):
        place += draw.choice([1, 1, 1, 1, 2]) if number else 1
        cells = []
        for column, cell in enumerate(row):
            kept = content.is_text or number == 0 or draw.random() < 0.7
            cells.append(cell if kept else _typed_cell(draw, content, column, sheet, place, day))
            if kept:
                sheet.write_string(place, column, cell)
        # A workbook cannot say whether a day has a time of midnight or none.
        at.append((place + 1, [cell.removesuffix(" 00:00:00") for cell in cells]))
        if draw.random() < 0.1:
            sheet.set_row(place, None, None, {"hidden": True})
    return at


def _typed_cell(
    draw: random.Random,
    content: _Content,
    column: int,
    sheet: xlsxwriter.workbook.Worksheet,
    row: int,
    day: xlsxwriter.format.Format,
) -> str:
    """Write a number, a date, a formula or an error, and say what is read of it."""
    name = content.columns[column]
    kind = content.table.columns[name].type if name else "text"
    if draw.random() < 0.1:
        sheet.write_formula(row, column, "=NA()", None, "#N/A")
        return ""
    if kind in ("date", "timestamp"):
        moment = datetime(2020, 1, 1) + timedelta(days=draw.randrange(2_000))
        moment += timedelta(minutes=draw.choice([0, 0, 615]))
        sheet.write_datetime(row, column, moment, day)
        return moment.isoformat(" ").removesuffix(" 00:00:00")
    if kind == "flag":
        sheet.write_boolean(row, column, True)
        return "true"
    number = draw.randrange(1, 5)
    if draw.random() < 0.3:
        sheet.write_formula(row, column, f"={number}+0", None, number)
    else:
        sheet.write_number(row, column, number)
    return str(number)


def _workbook(
    draw: random.Random, content: _Content, drop: Hostile
) -> tuple[bytes, str, list[tuple[int, list[str]]]]:
    buffer = io.BytesIO()
    name = draw.choice(["Sheet1", content.table.name, f"ssd_{content.table.name}"[:31], "Data"])
    with xlsxwriter.Workbook(buffer) as book:
        at = _sheet(draw, content, book, name)
    drop.done.append(f"{content.table.name}: workbook")
    return buffer.getvalue(), f", sheet {name}", at


def _one_workbook(
    draw: random.Random, tables: Sequence[Table], files: dict[str, bytes], drop: Hostile
) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for number, table in enumerate(tables):
            content = _content(draw, table)
            named = draw.random() < 0.7
            name = draw.choice([table.name, table.name.upper()]) if named else f"Sheet{number}"
            at = _sheet(draw, content, book, name)
            drop.rows += _given(content, f"Export of SSD.xlsx, sheet {name}", at)
        if draw.random() < 0.3:
            book.add_worksheet("Notes").write_string(0, 0, "Made by hand")
    files["Export of SSD.xlsx"] = buffer.getvalue()
    drop.done.append("one workbook")


def _parquet(
    draw: random.Random, content: _Content, drop: Hostile
) -> tuple[bytes, str, list[tuple[int, list[str]]]]:
    buffer = io.BytesIO()
    width = len(content.columns)
    columns: list[list[str]] = [[row[i] for row in content.rows] for i in range(width)]
    series = []
    for place, header in enumerate(_each_once(content.headers)):
        if not _is_key_of_required(content, place) and draw.random() < 0.5 and not content.is_text:
            column = _typed_column(draw, content, place)
            columns[place] = [_as_read(value) for value in column]
            series.append(column.alias(header))
        else:
            series.append(pl.Series(header, columns[place], dtype=pl.String))
    pl.DataFrame(series).write_parquet(
        buffer, compression=draw.choice(["zstd", "snappy", "uncompressed"])
    )
    drop.done.append(f"{content.table.name}: Parquet")
    rows = [[column[i] for column in columns] for i in range(len(content.rows))]
    return buffer.getvalue(), "", list(enumerate(rows, start=2))


def _is_key_of_required(content: _Content, place: int) -> bool:
    return content.table.required and content.columns[place] == content.table.key[0]


def _each_once(headers: Sequence[str]) -> list[str]:
    """A Parquet file has no two columns of one name."""
    return [f"{h} {i}" if headers.index(h) != i else h for i, h in enumerate(headers)]


def _typed_column(draw: random.Random, content: _Content, place: int) -> pl.Series:
    name = content.columns[place]
    kind = content.table.columns[name].type if name else "other"
    few: dict[str, tuple[list[object], pl.DataType]] = {
        "id": ([1, 2, None], draw.choice([pl.Int64(), pl.Float64(), pl.Int16()])),
        "date": ([date(2025, 1, 2), date(9999, 12, 31), None], pl.Date()),
        "timestamp": ([datetime(2025, 1, 2, 10, 30), None], pl.Datetime(draw.choice(["ms", "us"]))),
        "flag": ([True, False, None], pl.Boolean()),
        "list": ([["1A", "2B"], [], None], pl.List(pl.String())),
        "integer": ([1, 7, None], pl.UInt8()),
        "other": ([b"\x00\xff", None], pl.Binary()),
    }
    values, dtype = few.get(kind, ([time(9, 5), None], pl.Time()))
    return pl.Series([draw.choice(values) for _ in content.rows], dtype=dtype)


def _as_read(value: object) -> str:
    """A typed value as the same table would have it in CSV."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(value).removesuffix(".0")
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, pl.Series):
        return '["1A","2B"]' if len(value) else "[]"
    return "" if value is None else str(value)


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
    drop.rows = [one for one in drop.rows if not one.file.startswith(name)]
    drop.is_whole = False
    drop.done.append(f"{name}: {how} at {place}")


def _put(draw: random.Random, files: dict[str, bytes], drop: Hostile) -> None:
    drop.path.mkdir(parents=True)
    if draw.random() < 0.25:
        # Some programs of Windows write its own mark between folders.
        within, mark = draw.choice([("", ""), ("export", "/"), ("export", "\\")])
        packed = _packed([(within + mark + name, content) for name, content in files.items()])
        if draw.random() < 0.2:
            cut = draw.randrange(len(packed))
            packed = packed[:cut] + draw.randbytes(3) + packed[cut + 3 :]
            drop.rows = []
            drop.is_whole = False
            drop.done.append(f"archive damaged at {cut}")
        drop.path = drop.path / draw.choice(["drop.zip", "DROP.ZIP"])
        drop.path.write_bytes(packed)
        if within:
            drop.rows = [replace(one, file=f"{within}/{one.file}") for one in drop.rows]
        return
    for name, content in files.items():
        (drop.path / name).write_bytes(content)
    (drop.path / "older").mkdir()
    (drop.path / "older" / "ssd_person.csv").write_bytes(b"pers_person_id\n99\n")


def _packed(members: Sequence[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


# Members that an archive must not have.
REFUSED_MEMBERS = {
    "a way out": ("../ssd_contacts.csv", b"cont_contact_id\n1\n"),
    "a way to the top": ("/ssd_contacts.csv", b"cont_contact_id\n1\n"),
    "a way to another disk": ("C:\\ssd_contacts.csv", b"cont_contact_id\n1\n"),
    "an archive": ("more.zip", b"PK"),
    "a bomb": ("ssd_department.csv", b"dept_team_id\n" + b"1\n" * 2_000_000),
    "tables in two folders": ("another/ssd_department.csv", b"dept_team_id\n1\n"),
}


def _put_what_is_refused(draw: random.Random, files: dict[str, bytes], drop: Hostile) -> None:
    """An archive or a folder with something in it that no drop may have."""
    drop.path.mkdir(parents=True)
    drop.is_refused = True
    how = draw.choice([*REFUSED_MEMBERS, "a name twice", "a lock", "a link", "no file", "a pipe"])
    drop.done.append(how)
    if how in ("a link", "no file", "a pipe"):
        for name, content in files.items():
            (drop.path / name).write_bytes(content)
        odd = drop.path / "ssd_assessments.csv"
        if how == "a pipe":
            os.mkfifo(odd)
        else:
            odd.symlink_to("/etc/hostname" if how == "a link" else "nowhere")
        return
    if how == "a name twice":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            packed = _packed([*files.items(), *files.items()])
    elif how == "a lock":
        packed = _locked(_packed([("ssd_person.csv", b"pers_person_id\n1\n")]))
    else:
        packed = _packed([*files.items(), REFUSED_MEMBERS[how]])
    drop.path = drop.path / "drop.zip"
    drop.path.write_bytes(packed)


def _locked(archive: bytes) -> bytes:
    """An archive of one member that says that it has a password."""
    packed = bytearray(archive)
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    return bytes(packed)
