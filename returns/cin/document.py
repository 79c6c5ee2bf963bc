"""Reads the XML of a CIN census as a stream of events (`returns.xml_stream`), in flat memory.

What is unknown, misplaced, repeated or missing is a finding on its row with its line and path, and
the rest is read. The keys that tie the tables together (CINdetailsID, AssessmentID, CPPID) count up
from 1 in document order.
"""

from __future__ import annotations

import xml.parsers.expat as expat
from dataclasses import dataclass, field

import polars as pl

from returns.faults import ReturnFault
from returns.findings import (
    FINDINGS,
    LINE,
    Finding,
    ReadTables,
    file_findings,
    pack,
)
from returns.source_files import SourceFile
from returns.specification import Group, Specification, Table
from returns.xml_stream import MAX_DEPTH, MAX_VALUE, local_name, read_stream, too_deep

KIND = "census"
ROWS_PER_CHUNK = 10_000
ROOTS = ("Message", "CINdetailsCollection")
MAX_FINDINGS = 5_000  # of the file, and of one row; the rest are counted

_SEPARATOR = "\x1f"  # between the codes of a list while it is read: XML cannot hold it


@dataclass(slots=True)
class _Item:
    """An item, laid out for speed: where its text goes, and its place among its neighbours."""

    tag: str
    position: int
    order: int
    once: bool
    bit: int


@dataclass(slots=True)
class _Group:
    """A group likewise. `inherited` counts the keys that its rows take from the row around."""

    tag: str
    path: str
    kind: str
    table: str
    order: int
    once: bool
    bit: int = 0
    rows: _Rows | None = None
    keys: tuple[str, ...] = ()
    inherited: int = 0
    own_key: str | None = None
    parts: dict[str, _Item | _Group] = field(default_factory=dict)
    wanted: int = 0

    def add(self, part: _Item | _Group, occurrence: str) -> None:
        """A part of the group: `occurrence` is 0..1, 1, 0..n or 1..n."""
        part.bit = 1 << len(self.parts)
        part.once = not occurrence.endswith("n")
        if occurrence.startswith("1"):
            self.wanted |= part.bit
        self.parts[part.tag] = part


@dataclass(slots=True)
class _Open:
    """A group that is being read: its row, and which parts have come."""

    group: _Group
    parts: dict[str, _Item | _Group]
    row: list[object] | None
    line: int
    last: int = 0
    seen: int = 0


class _Rows:
    """The rows of one table; turned into frames as they come, so that memory stays flat.

    A row is a list: its cells, the line of each cell, its own line, its findings.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.names = table.column_names
        self.width = len(self.names)
        self.lists = {column.name for column in table.columns if column.type == "code_list"}
        self.rows: list[list[object]] = []
        self.frames: list[pl.DataFrame] = []
        self.lines: list[pl.DataFrame] = []
        self._empty: list[object] = [None] * (2 * self.width + 2)

    def new(self, line: int) -> list[object]:
        """A new empty row."""
        row = self._empty.copy()
        row[-2] = line
        self.rows.append(row)
        return row

    def flush(self) -> None:
        """Makes the rows so far a frame."""
        empty: list[tuple[object, ...]] = [()] * (2 * self.width + 2)
        cells = list(zip(*self.rows, strict=True)) or empty
        data = {
            name: self._column(name, cells[position]) for position, name in enumerate(self.names)
        }
        data[LINE] = pl.Series(LINE, cells[-2], dtype=pl.Int64)
        packed = [pack(found) if isinstance(found, list) else None for found in cells[-1]]
        data[FINDINGS] = pl.Series(FINDINGS, packed, dtype=pl.String)
        self.frames.append(pl.DataFrame(data))
        lines = {
            name: pl.Series(name, cells[self.width + position], dtype=pl.Int32)
            for position, name in enumerate(self.names)
        }
        self.lines.append(pl.DataFrame(lines))
        self.rows = []

    def _column(self, name: str, cells: tuple[object, ...]) -> pl.Series:
        if name not in self.lists:
            return pl.Series(name, cells, dtype=pl.String)
        # One split of text is ten times quicker than a list for each row.
        joined = [_SEPARATOR.join(codes) if isinstance(codes, list) else None for codes in cells]
        codes = pl.Series(name, joined, dtype=pl.String).str.split(_SEPARATOR)
        return codes.fill_null(pl.Series([[]], dtype=pl.List(pl.String)))

    def frame(self) -> pl.DataFrame:
        """All rows; without the column of findings where there is none."""
        self.flush()
        frame = pl.concat(self.frames)
        if frame.get_column(FINDINGS).null_count() == frame.height:
            return frame.drop(FINDINGS)
        return frame


def _layout(spec: Specification, tables: dict[str, _Rows]) -> _Group:
    """The document of the year, from its outermost element down."""
    child = _Group("Child", "Child", "child", "ChildIdentifiers", 2, False)
    children = _Group("Children", "Children", "top", "ChildIdentifiers", 2, True)
    root = _Group("Message", "Message", "top", "Header", 0, True)
    children.add(child, "0..n")
    groups = {"": child}
    for group in spec.groups:
        around = root if group.path == "Header" else groups[group.parent]
        groups[group.path] = _group(group, around, tables)
        around.add(groups[group.path], group.occurrence)
    root.add(children, "0..1")
    root.add(child, "0..n")  # children straight below the root are read too
    for table in spec.tables.values():
        names = tables[table.name].names
        for column in table.columns:
            item = _Item(column.name, names.index(column.name), column.order, True, 0)
            groups[column.path].add(item, column.occurrence)
    return root


def _group(group: Group, around: _Group, tables: dict[str, _Rows]) -> _Group:
    made = _Group(
        group.tag,
        group.path,
        group.kind,
        group.table,
        group.order,
        True,
        rows=tables[group.table],
        keys=group.keys or around.keys,
    )
    if group.kind in ("row", "rows"):
        own = [key for key in group.keys if key != "LAchildID" and key not in around.keys]
        made.own_key = own[0] if own else None
        made.inherited = len(group.keys) - len(own)
    return made


class _Census:
    """The tables while they are being read: takes the events of the parser."""

    def __init__(self, spec: Specification, parser: expat.XMLParserType, where: str) -> None:
        self.tables = {name: _Rows(table) for name, table in spec.tables.items()}
        self.root = _layout(spec, self.tables)
        self.parser = parser
        self.where = where
        self.findings: list[Finding] = []
        self.unlisted = 0
        self.counts: dict[str, int] = {}
        self.children = 0
        self.root_tag = ""
        self.open: list[_Open] = []
        self.top: _Open | None = None
        # Text since the last tag: the parser appends to it without a call of ours.
        self.texts: list[str] = []
        # In an item or an unknown element: how deep, and what is known of it.
        self.inside = 0
        self.item: _Item | None = None
        self.line = 0
        self.kept: list[str] = []
        self.pending: list[tuple[str, str]] = []
        self.is_dropped = False
        # Of the child being read.
        self.child_id: str | None = None
        self.child_row: list[object] | None = None
        self.child_rows: list[list[object]] = []
        self.child_findings: list[Finding] = []

    # ---- events ----

    def start(self, tag: str, _attributes: object) -> None:
        """A start tag."""
        top = self.top
        if self.inside:
            self._start_inside(tag)
            return
        if top is None:
            self._start_root(tag)
            return
        texts = self.texts
        if texts and (len(texts) > 1 or not texts[0].isspace()):
            self._between(top)
        texts.clear()
        line = self.parser.CurrentLineNumber
        part = top.parts.get(tag)
        if part is None:
            tag = local_name(tag)
            part = top.parts.get(tag)
            if part is None:
                self._start_unknown(tag, top, line)
                return
        if part.order <= top.last:
            self._look_at_place(part, top, line)
        top.last = part.order
        top.seen |= part.bit
        if isinstance(part, _Item):
            self.inside = 1
            self.item = part
            self.line = line
        else:
            self._start_group(part, top, line)

    def end(self, _tag: str) -> None:
        """An end tag."""
        texts = self.texts
        if self.inside:
            self.inside -= 1
            if self.inside:  # of an element inside an item: its text is none of the item's
                texts.clear()
                return
            text = texts[0] if len(texts) == 1 and not self.kept else self._text()
            texts.clear()
            if self.pending:
                self._note_pending(text)
            if not self.is_dropped and self.item is not None and self.top is not None:
                self._put(self.item, self.top, text)
            self.is_dropped = False
            self.item = None
            return
        if self.top is not None:
            self._end_group(self.top)

    # ---- start tags ----

    def _start_root(self, tag: str) -> None:
        self.root_tag = local_name(tag)
        line = self.parser.CurrentLineNumber
        if self.root_tag not in ROOTS:
            message = f"The outermost element is {self.root_tag}, not Message"
            self._note(None, Finding(message, value=self.root_tag, line=line))
        self.top = _Open(self.root, self.root.parts, None, line)
        self.open.append(self.top)

    def _start_group(self, group: _Group, around: _Open, line: int) -> None:
        row = around.row
        if group.kind == "row":
            row = self._new_row(group, around.row, line)
        elif group.kind == "child":
            self.children += 1
        self.top = _Open(group, group.parts, row, line)
        self.open.append(self.top)

    def _new_row(self, group: _Group, around: list[object] | None, line: int) -> list[object]:
        assert group.rows is not None  # noqa: S101 - every group with rows has their table
        row = group.rows.new(line)
        if group.inherited:
            self.child_rows.append(row)
            if around is not None:
                row[: group.inherited] = around[: group.inherited]
        elif group.tag == "ChildIdentifiers" and self.child_row is None:
            self.child_row = row
        if group.own_key:
            count = self.counts[group.own_key] = self.counts.get(group.own_key, 0) + 1
            row[group.inherited] = str(count)
        return row

    def _start_unknown(self, tag: str, top: _Open, line: int) -> None:
        message = f"Unknown element {top.group.path}/{tag} at line {line}, not read"
        meant = [name for name in top.parts if name.lower() == tag.lower()]
        if meant:
            message += f": the census has {meant[0]}"
        self.pending.append((message, tag))
        self.inside = 1
        self.line = line

    def _start_inside(self, tag: str) -> None:
        """An element inside an item, or inside an unknown element."""
        if self.inside == 1:
            self.kept += self.texts
            if self.item is not None and self.top is not None:
                path = f"{self.top.group.path}/{self.item.tag}"
                message = f"Elements inside {path} at line {self.line}, not read"
                if not self.pending or self.pending[-1][0] != message:
                    self.pending.append((message, self.item.tag))
        self.texts.clear()
        self.inside += 1
        if self.inside > MAX_DEPTH:
            raise too_deep(self.parser.CurrentLineNumber, self.where, KIND)

    def _look_at_place(self, part: _Item | _Group, top: _Open, line: int) -> None:
        """Notes a part that stands before an earlier one, or that came before."""
        again = part.once and bool(top.seen & part.bit)
        if not again and part.order == top.last:
            return
        what = "Element given again" if again else "Element out of order"
        message = f"{what}: {top.group.path}/{part.tag} at line {line}"
        if isinstance(part, _Item):
            self.pending.append((message, part.tag))
            self.is_dropped = again
        else:
            self._note(top, Finding(message, part.tag, None, top.group.table, line=line))

    # ---- end tags ----

    def _text(self) -> str | None:
        text = "".join([*self.kept, *self.texts])
        self.kept.clear()
        return text or None

    def _put(self, item: _Item, top: _Open, text: str | None) -> None:
        row, group = top.row, top.group
        if group.kind == "rows":
            row = self._new_row(group, row, self.line)
        if row is None:
            return
        position = item.position
        if group.kind == "list":
            self._put_in_list(item, top, row, text)
        elif row[position] is None:  # the first stays, where a group came twice
            row[position] = text
            row[position + (len(row) - 2) // 2] = self.line
            if item.tag == "LAchildID" and self.child_id is None:
                self.child_id = text

    def _put_in_list(self, item: _Item, top: _Open, row: list[object], text: str | None) -> None:
        codes = row[item.position]
        if text is None:
            message = f"Empty element {top.group.path}/{item.tag} at line {self.line}"
            self._note(top, Finding(message, item.tag, None, top.group.table, line=self.line))
        elif isinstance(codes, list):
            codes.append(text)
        else:
            row[item.position] = [text]
            row[item.position + (len(row) - 2) // 2] = self.line

    def _end_group(self, top: _Open) -> None:
        texts = self.texts
        if texts and (len(texts) > 1 or not texts[0].isspace()):
            self._between(top)
        texts.clear()
        group = top.group
        if group.kind == "rows" and not top.seen:
            # A group with nothing in it stands for one item without a value: 8842Q speaks of it.
            self._new_row(group, top.row, top.line)
        missing = group.wanted & ~top.seen
        if missing:
            self._note_missing(top, missing)
        if group.kind == "child":
            self._end_child()
        self.open.pop()
        self.top = self.open[-1] if self.open else None

    def _end_child(self) -> None:
        """Ties the rows of the child to its id, wherever in the child that stood."""
        child_id = self.child_id
        for row in self.child_rows:
            row[0] = child_id
        for found in self.child_findings:
            self._keep(self._found_on(self.child_row), found)
        self.child_id = self.child_row = None
        self.child_rows.clear()
        self.child_findings.clear()
        for rows in self.tables.values():
            if len(rows.rows) >= ROWS_PER_CHUNK:
                rows.flush()

    # ---- findings ----

    def _note_missing(self, top: _Open, missing: int) -> None:
        for part in top.group.parts.values():
            if part.bit & missing:
                path = f"{top.group.path}/{part.tag}"
                message = f"Element missing: {path}, in {top.group.tag} at line {top.line}"
                self._note(top, Finding(message, part.tag, None, top.group.table, line=top.line))

    def _between(self, top: _Open) -> None:
        """Text between two tags where none belongs."""
        text = "".join(self.texts)
        if text.isspace():
            return
        before = text[: len(text) - len(text.lstrip())]
        line = self.parser.CurrentLineNumber - text.count("\n") + before.count("\n")
        table = top.group.table
        message = f"Text outside any item in {top.group.path} at line {line}, not read"
        self._note(top, Finding(message, None, text.strip()[:MAX_VALUE], table, line=line))

    def _note_pending(self, text: str | None) -> None:
        for message, tag in self.pending:
            table = self.top.group.table if self.top else None
            value = text[:MAX_VALUE] if text and not text.isspace() else None
            self._note(self.top, Finding(message, tag, value, table, line=self.line))
        self.pending.clear()

    def _note(self, top: _Open | None, found: Finding) -> None:
        """Keeps a finding with its row; with the child's where it is on the child itself."""
        if top is not None and top.row is None and top.group.kind == "child":
            self._keep(self.child_findings, found)
        else:
            self._keep(self._found_on(top.row if top else None), found)

    def _found_on(self, row: list[object] | None) -> list[Finding]:
        if row is None:
            return self.findings
        noted = row[-1]
        if not isinstance(noted, list):
            noted = row[-1] = []
        return noted

    def _keep(self, findings: list[Finding], found: Finding) -> None:
        if len(findings) < MAX_FINDINGS:
            findings.append(found)
        else:
            self.unlisted += 1

    # ---- the end ----

    def finish(self) -> ReadTables:
        """The tables, and the findings on the file where there are any.

        Raises:
            ReturnFault: the document is of another kind.
        """
        if not self.children and self.root_tag not in ROOTS:
            raise ReturnFault(
                f"The XML is no CIN census: its outermost element is {self.root_tag}.",
                where=self.where,
            )
        if not self.children:
            self.findings.append(Finding("The census holds no child"))
        if self.unlisted:
            message = f"{self.unlisted} more findings on the form are not listed"
            self.findings.append(Finding(message))
        tables = ReadTables({name: rows.frame() for name, rows in self.tables.items()})
        for name, rows in self.tables.items():
            tables.keep_cell_lines(name, pl.concat(rows.lines))
        if self.findings:
            tables[FINDINGS] = file_findings(self.findings)
        return tables


def read_document(file: SourceFile, spec: Specification) -> ReadTables:
    """The tables of the census in an XML file.

    Raises:
        ReturnFault: no XML, XML that is broken or of another kind, or a document type declaration.
    """
    return read_stream(file, KIND, lambda parser: _Census(spec, parser, file.where)).finish()
