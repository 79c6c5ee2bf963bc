"""Opens what a person hands in: a file, a folder or a zip, within bounds; reads its CSV files."""

from __future__ import annotations

import csv
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import polars as pl

from returns.faults import ReturnFault
from returns.findings import FINDINGS, LINE, Finding, pack
from returns.specification import Table

MAX_FILES = 200
# Of one source, unpacked: about twenty times the census of the largest authority.
MAX_BYTES = 1024**3
# A zip bomb packs thousands to one; text tables and XML pack about ten to one.
MAX_RATIO = 200
_RATIO_COUNTS_FROM = 1024**2
# What zipfile lets through from a damaged, locked or unknown archive, for each way of packing.
UNREADABLE = (
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)


@dataclass(slots=True)
class SourceFile:
    """One file of a source: a plain one, or a member of a zip."""

    name: str
    path: Path
    member: zipfile.ZipInfo | None = None

    @property
    def where(self) -> str:
        """The place to name in a fault."""
        return str(self.path) if self.member is None else f"{self.path} ({self.name})"

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The bytes, as a stream.

        Raises:
            ReturnFault: the file may not be read, or is damaged or locked in its zip; also while
                the stream is being read.
        """
        try:
            if self.member is None:
                with self.path.open("rb") as stream:
                    yield stream
                return
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                yield stream
        except UNREADABLE as error:
            raise ReturnFault(
                f"The file cannot be read ({type(error).__name__}).",
                where=self.where,
                remedy="Check that it opens on this machine, and copy or zip it again.",
            ) from error

    def read(self) -> bytes:
        """All the bytes.

        Raises:
            ReturnFault: as `open`, or longer than the bound, whatever a zip's own list says.
        """
        with self.open() as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise _too_long(self.path)
        return content


def _too_long(path: Path) -> ReturnFault:
    return ReturnFault(
        f"The source is longer than {MAX_BYTES // 1024**2} MB.",
        where=str(path),
        remedy="A return is far smaller: check that this is the right file.",
    )


def source_files(path: Path) -> list[SourceFile]:
    """The files of a source by name: those of a folder, the members of a zip, or the file itself.

    Raises:
        ReturnFault: there is nothing there, or a zip that is damaged, locked or a bomb.
    """
    try:
        return _found(path)
    except (*UNREADABLE, ValueError) as error:
        raise ReturnFault(
            f"This cannot be opened ({type(error).__name__}).", where=str(path)
        ) from error


def _found(path: Path) -> list[SourceFile]:
    if not path.exists():
        raise ReturnFault("There is no such file or folder.", where=str(path))
    if path.is_dir():
        inner_files = [inner for inner in sorted(path.iterdir()) if inner.is_file()]
        found = [SourceFile(inner.name, inner) for inner in inner_files]
        if sum(file.path.stat().st_size for file in found) > MAX_BYTES:
            raise _too_long(path)
        return [file for file in found if not file.name.startswith(".")]
    if path.stat().st_size > MAX_BYTES:
        raise _too_long(path)
    if zipfile.is_zipfile(path):
        return _members(path)
    return [SourceFile(path.name, path)]


def _members(path: Path) -> list[SourceFile]:
    with zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MAX_FILES:
        raise ReturnFault(f"The zip holds {len(members)} files.", where=str(path))
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MAX_BYTES or unpacked > max(_RATIO_COUNTS_FROM, packed * MAX_RATIO):
        raise ReturnFault(
            f"The zip would unpack to {unpacked // 1024**2} MB from {packed // 1024} KB.",
            where=str(path),
            remedy="It was not opened. Zip the files of the return again.",
        )
    if any(member.flag_bits & 1 for member in members):
        raise ReturnFault("The zip is locked with a password.", where=str(path))
    named = [(member.filename.replace("\\", "/").rpartition("/")[2], member) for member in members]
    return [
        SourceFile(name, path, member)
        for name, member in sorted(named, key=lambda pair: (pair[0], pair[1].filename))
        if not name.startswith(".")
    ]


def decode(content: bytes, where: str) -> str:
    """Bytes as text: UTF-8 with or without its mark, UTF-16 with its mark, else cp1252.

    Raises:
        ReturnFault: the bytes are none of these.
    """
    encodings = ["utf-8-sig", "cp1252"]
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ReturnFault("This is no text in UTF-8 or cp1252.", where=where, remedy="Save it as CSV.")


@dataclass(slots=True)
class CsvTable:
    """A CSV file: headers as given, each once, its rows, and what was wrong with its form."""

    name: str
    headers: list[str]
    frame: pl.DataFrame
    findings: list[Finding] = field(default_factory=list)


def read_csv(file: SourceFile) -> CsvTable | None:
    """A CSV file as text, with `_line`; None where it holds no header.

    Every row is kept. One with too few or too many cells is a finding on that row.

    Raises:
        ReturnFault: no text, or a cell that never ends.
    """
    where = file.where
    text = decode(file.read(), where)
    first_line = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first_line.count)
    grid = _plain_grid(text, delimiter) or _grid(text, delimiter, where)
    return _as_table(file.name, grid) if grid.headers else None


@dataclass(slots=True)
class _Grid:
    """The cells of a file by column, empty ones null, with the line of each row.

    `packed` holds what is wrong with the form of each row, and is None where nothing is.
    """

    headers: list[str]
    columns: list[pl.Series]
    lines: pl.Series
    packed: list[str | None] | None = None


def _plain_grid(text: str, delimiter: str) -> _Grid | None:
    """The cells of a file without quotes whose rows are all as wide as its header; None for others.

    Most files are such, and are read a column at a time.
    """
    text = text.replace("\r\n", "\n")
    if '"' in text or "\r" in text:
        return None
    rows = pl.DataFrame({"row": pl.Series(text.split("\n"), dtype=pl.String)}).with_row_index(
        "line", offset=1
    )
    rows = rows.filter(pl.col("row") != "")
    row = pl.col("row")
    shape = rows.select(
        row.str.count_matches(delimiter, literal=True).n_unique().alias("widths"),
        row.str.len_chars().max().alias("longest"),
    )
    if rows.is_empty() or shape["widths"][0] > 1 or shape["longest"][0] > csv.field_size_limit():
        return None
    headers = rows["row"][0].split(delimiter)
    body = rows.slice(1)
    cells = body.get_column("row").str.split_exact(delimiter, len(headers) - 1).struct.unnest()
    columns = cells.with_columns(pl.all().replace("", None)).get_columns()
    return _Grid(headers, columns, body.get_column("line").cast(pl.Int64))


def _grid(text: str, delimiter: str, where: str) -> _Grid:
    """The cells of any file; no header where it holds no row.

    Raises:
        ReturnFault: a cell that never ends.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    lines: list[int] = []
    start = 1
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise ReturnFault(
            "A cell has no end, or is longer than any cell of a return.",
            where=f"{where}, line {reader.line_num}",
        ) from error
    headers, body = (rows[0], rows[1:]) if rows else ([], [])
    width = len(headers)
    packed: list[str | None] = []
    for row in body:
        packed.append(pack(_row_findings(row, width)))
        row += [""] * (width - len(row))
    columns = [
        pl.Series([row[position] or None for row in body], dtype=pl.String)
        for position in range(width)
    ]
    return _Grid(
        headers, columns, pl.Series(lines[1:], dtype=pl.Int64), packed if any(packed) else None
    )


def _as_table(name: str, grid: _Grid) -> CsvTable:
    headers: list[str] = []
    findings: list[Finding] = []
    data: dict[str, pl.Series] = {}
    for position, (header, column) in enumerate(zip(grid.headers, grid.columns, strict=True)):
        label = header.strip() or f"(column {position + 1})"
        if label in (LINE, FINDINGS):
            findings.append(Finding(f"Column of {name} not read, the name is taken", field=label))
            continue
        if label in data:
            message = f"Column given twice in {name}, the first is read"
            findings.append(Finding(message, field=label))
            continue
        headers.append(label)
        data[label] = column.alias(label)
    data[LINE] = grid.lines.alias(LINE)
    if grid.packed:
        data[FINDINGS] = pl.Series(FINDINGS, grid.packed, dtype=pl.String)
    return CsvTable(name, headers, pl.DataFrame(data), findings)


def _row_findings(row: list[str], width: int) -> list[Finding]:
    if len(row) < width:
        return [Finding(f"The row has {len(row)} cells, its header {width}")]
    extra = [cell for cell in row[width:] if cell.strip()]
    if extra:
        return [Finding(f"The row has {len(row)} cells, its header {width}", value=" ".join(extra))]
    return []


def named_as(csv_table: CsvTable, table: Table) -> CsvTable:
    """The same with the headers of the specification where they are the same but for case."""
    names = {name.lower(): name for name in table.column_names}
    given = {header.lower() for header in csv_table.headers}
    renamed: dict[str, str] = {}
    for header in csv_table.headers:
        name = names.get(header.lower())
        if name and name not in renamed.values() and name.lower() in given:
            renamed[header] = name
    kept = {header for header in csv_table.headers if header not in renamed}
    renamed = {header: name for header, name in renamed.items() if name not in kept}
    frame = csv_table.frame.rename(renamed)
    return CsvTable(csv_table.name, [*frame.columns], frame, csv_table.findings)


def recognise(csv_table: CsvTable, tables: Mapping[str, Table]) -> Table | None:
    """The table in a file: by pieces of its name where its columns agree, else by its columns.

    A file that is called as its table need have no more than one of its columns.
    """
    stem = csv_table.name.rpartition(".")[0].lower()
    letters = "".join(letter for letter in stem if letter.isalnum())
    headers = {header.lower() for header in csv_table.headers}
    share = {
        name: len(headers & {column.name.lower() for column in table.written}) / len(table.written)
        for name, table in tables.items()
    }
    pieces = [
        (len(piece), name)
        for name, table in tables.items()
        for piece in (*table.name_pieces, name.lower())
        if piece in letters and share[name] >= (0.01 if piece == letters else 0.5)
    ]
    if pieces:
        return tables[max(pieces)[1]]
    best = max(share, key=lambda name: (share[name], len(tables[name].written)))
    return tables[best] if share[best] >= 0.8 else None
