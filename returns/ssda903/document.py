"""Reads the XML form of a 903 return (`EXPSSDA903`, expanded SSDA903 return, schema 3.3.0 of 2021).

One `CHILD` after the other, in flat memory (`returns.xml_stream`). A row takes what stands in its
own element, and of its child the id, the date of birth and the sex; nothing passes from one episode
to another, and what is absent is null. The schema has no element for social workers and orders that
deprive of liberty: a group of a child that holds their columns is read as one of their rows,
whatever it is called.

The four tables of `HEADER` have a row where one of their own columns is filled; for unaccompanied
children the flag `UASC`, or the date on which that ended, makes it.
"""

from __future__ import annotations

import xml.parsers.expat as expat
from dataclasses import dataclass, field

import polars as pl

from returns.faults import ReturnFault
from returns.findings import FINDINGS, LINE, Finding, ReadTables, file_findings, pack
from returns.source_files import SourceFile
from returns.specification import Specification, Table, spec_rows
from returns.xml_stream import MAX_DEPTH, MAX_VALUE, local_name, read_stream, too_deep

KIND = "return"
ROOT, CHILD, HEADER = "EXPSSDA903", "CHILD", "HEADER"
_CHILD_DEPTH = 2  # elements that are open within a child: the root and the child
MAX_ELEMENTS = 20_000  # of one child: three times what the schema allows
MAX_FINDINGS = 5_000  # of the file, and of one row; the rest are counted

# Elements that are called differently from their columns.
_NAMES = {"CHILDID": "CHILD", "PL": "PLACE"}
# What a row takes from the header of its child where its table has the column.
_OF_THE_CHILD = ("CHILD", "DOB", "SEX")
# The item of the header that says whether a child has a row in a table, 0 for no.
_FLAGS = {"UASC": "UASC"}


@dataclass(slots=True)
class _Row:
    """One group of elements: the text and line of each of its items."""

    cells: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Element:
    """An element that is open: an item, or with `row` a group."""

    tag: str
    line: int
    row: _Row | None = None


class _Rows:
    """The rows of one table: cells and the line of each, and of each row its line and findings."""

    def __init__(self, table: Table) -> None:
        self.names = table.column_names
        self.derived = [column.name for column in table.columns if column.derived]
        self.own = frozenset(self.names) - set(_OF_THE_CHILD)
        self.cells: list[tuple[str | None, ...]] = []
        self.cell_lines: list[tuple[int | None, ...]] = []
        self.lines: list[int] = []
        self.findings: list[str | None] = []

    def add(self, element: _Element, row: _Row, header: _Row, findings: list[Finding]) -> None:
        """A row of the group; who the child is comes from its header."""
        whose = {name: header.cells[name] for name in _OF_THE_CHILD if name in header.cells}
        cells = whose | row.cells
        lines = {name: header.lines[name] for name in whose} | row.lines
        self.cells.append(tuple(cells.get(name) for name in self.names))
        self.cell_lines.append(tuple(lines.get(name) for name in self.names))
        self.lines.append(element.line)
        self.findings.append(pack(findings))

    def frame(self) -> pl.DataFrame:
        """The table, with the column of findings where there is one."""
        schema = dict.fromkeys(self.names, pl.String)
        frame = pl.DataFrame(self.cells, schema=schema, orient="row")
        frame = frame.with_columns(pl.Series(LINE, self.lines, dtype=pl.Int64))
        if any(self.findings):
            frame = frame.with_columns(pl.Series(FINDINGS, self.findings, dtype=pl.String))
        # A column besides those of the return is there only where the file has it.
        absent = [
            name for name in self.derived if frame.get_column(name).null_count() == len(frame)
        ]
        return frame.drop(absent)

    def lines_frame(self) -> pl.DataFrame:
        """The line of each cell."""
        schema = dict.fromkeys(self.names, pl.Int32)
        return pl.DataFrame(self.cell_lines, schema=schema, orient="row")


class _Return:
    """The tables while they are being read: takes the events of the parser."""

    def __init__(self, spec: Specification, parser: expat.XMLParserType, where: str) -> None:
        self.parser = parser
        self.where = where
        self.texts: list[str] = []
        self.tables = {name: _Rows(table) for name, table in spec.tables.items()}
        self.groups = {
            row["element"]: tuple(row["tables"].split())
            for row in spec_rows(spec.return_name, "xml_groups", spec.year)
        }
        placed = {name for names in self.groups.values() for name in names}
        self.unplaced = tuple(name for name in self.tables if name not in placed)
        self.open: list[_Element] = []
        self.findings: list[Finding] = []
        self.unlisted = 0
        self.children = 0
        # Of the child being read.
        self.elements = 0
        self.header: _Element | None = None
        self.ended: list[_Element] = []

    # ---- events ----

    def start(self, tag: str, _attributes: object) -> None:
        """A start tag."""
        tag, line = local_name(tag).upper(), self.parser.CurrentLineNumber
        if len(self.open) >= MAX_DEPTH:
            raise too_deep(line, self.where, KIND)
        self._between()
        if not self.open and tag != ROOT:
            raise ReturnFault(
                f"The XML is no SSDA903 return: its outermost element is {tag[:MAX_VALUE]}.",
                where=self.where,
                remedy=f"The return begins with {ROOT}.",
            )
        self.elements = 0 if len(self.open) < _CHILD_DEPTH else self.elements + 1
        if self.elements > MAX_ELEMENTS:
            raise ReturnFault(
                f"A child has more than {MAX_ELEMENTS} elements at line {line}.", where=self.where
            )
        if len(self.open) > _CHILD_DEPTH and self.open[-1].row is None:
            self.open[-1].row = _Row()  # what holds elements is a group
        is_group = len(self.open) >= _CHILD_DEPTH and tag in self.groups
        self.open.append(_Element(tag, line, _Row() if is_group else None))

    def end(self, _tag: str) -> None:
        """An end tag."""
        element = self.open.pop()
        depth = len(self.open)
        if depth > _CHILD_DEPTH - 1 and element.row is None:
            self._end_item(element, "".join(self.texts))
            self.texts.clear()
            return
        self._between(element)
        if element.row is not None:
            self._end_group(element, element.row)
        elif depth and element.tag == CHILD:
            self._end_child(element)
        elif depth:
            self._say(None, f"Unknown element {element.tag} at line {element.line}, not read")

    def _end_item(self, element: _Element, text: str) -> None:
        tag, line, around = element.tag, element.line, self.open[-1]
        row, name = around.row, _NAMES.get(tag, tag)
        if row is None:
            message = f"Unknown element {around.tag}/{tag} at line {line}, not read"
            self._say(None, message, tag, text)
        elif name in row.lines:
            message = f"Element given again: {around.tag}/{tag} at line {line}"
            self._say(row, message, name, text)
        else:
            row.lines[name] = line
            if text:
                row.cells[name] = text

    def _end_group(self, element: _Element, row: _Row) -> None:
        """Keeps a group until its child ends; says what of it cannot be read."""
        tables = self._tables_of(element, row)
        if not tables:
            message = f"Unknown element {element.tag} at line {element.line}, not read"
            self._say(None, message, element.tag, " ".join(row.cells.values()))
            return
        known = {name for table in tables for name in self.tables[table].names}
        for name in sorted(row.lines.keys() - known - set(_FLAGS.values())):
            message = f"Unknown element {element.tag}/{name} at line {row.lines[name]}, not read"
            self._say(row, message, name, row.cells.get(name))
        if element.tag != HEADER:
            self.ended.append(element)
        elif self.header is None:
            self.header = element
        else:
            self._say(None, f"Element given again: {HEADER} at line {element.line}", HEADER)

    def _tables_of(self, element: _Element, row: _Row) -> tuple[str, ...]:
        """The tables of a group: by its name, else the one whose columns it holds."""
        if element.tag in self.groups:
            return self.groups[element.tag]
        return tuple(name for name in self.unplaced if row.lines.keys() & self.tables[name].own)[:1]

    def _end_child(self, child: _Element) -> None:
        """The rows of a child, each with the id, date of birth and sex of its header."""
        self.children += 1
        if self.header is None or self.header.row is None:
            message = f"Element missing: {CHILD}/{HEADER}, in {CHILD} at line {child.line}"
            self._say(None, message, HEADER)
            header = _Row()
        else:
            header = self.header.row
            first, *others = self.groups[HEADER]
            self.tables[first].add(self.header, header, header, header.findings)
            for name in others:
                if self._is_in(name, header):
                    self.tables[name].add(self.header, header, header, [])
        for element in self.ended:
            if element.row is not None and element.row.lines:
                for name in self._tables_of(element, element.row):
                    self.tables[name].add(element, element.row, header, element.row.findings)
        self.header = None
        self.ended.clear()

    def _is_in(self, table: str, header: _Row) -> bool:
        """Whether the header says something of the table besides who the child is."""
        flag = header.cells.get(_FLAGS.get(table, ""), "0").strip()
        return flag not in ("", "0") or any(
            header.cells.get(name, "").strip() for name in self.tables[table].own
        )

    # ---- findings ----

    def _between(self, element: _Element | None = None) -> None:
        """Text between two tags where none belongs; `element` is the one that ends."""
        text = "".join(self.texts).strip()
        self.texts.clear()
        around = element or (self.open[-1] if self.open else None)
        if text and around is not None:
            line = self.parser.CurrentLineNumber
            message = f"Text outside any item in {around.tag} at line {line}, not read"
            self._say(around.row, message, None, text)

    def _say(
        self, row: _Row | None, message: str, name: str | None = None, value: str | None = None
    ) -> None:
        value = (value or "").strip()[:MAX_VALUE] or None
        found = Finding(message, name, value, line=self.parser.CurrentLineNumber)
        if row is None:
            self._keep(found)
        elif len(row.findings) < MAX_FINDINGS:
            row.findings.append(found)
        else:
            self.unlisted += 1

    def _keep(self, found: Finding) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(found)
        else:
            self.unlisted += 1

    # ---- the end ----

    def finish(self) -> ReadTables:
        """The tables. Those of which the schema knows nothing are there where they have a row."""
        if not self.children:
            self._keep(Finding("The return holds no child"))
        if self.unlisted:
            message = f"{self.unlisted} more findings on the form are not listed"
            self.findings.append(Finding(message))
        kept = {
            name: rows
            for name, rows in self.tables.items()
            if rows.cells or name not in self.unplaced
        }
        tables = ReadTables({name: rows.frame() for name, rows in kept.items()})
        for name, rows in kept.items():
            tables.keep_cell_lines(name, rows.lines_frame())
        if self.findings:
            tables[FINDINGS] = file_findings(self.findings)
        return tables


def read_document(file: SourceFile, spec: Specification) -> ReadTables:
    """The tables of the return in an XML file.

    Raises:
        ReturnFault: no XML, XML that is broken or of another kind, or a document type declaration.
    """
    return read_stream(file, KIND, lambda parser: _Return(spec, parser, file.where)).finish()
