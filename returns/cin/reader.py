"""Reads a CIN census: the XML that COLLECT takes, or one CSV for each module.

The XML is read one child at a time in flat memory. Nothing outside the file is fetched and no
entity is expanded: a file with a document type declaration is refused. What is unknown, misplaced
or repeated is a finding on its row, and the rest is read. The keys that tie the tables together
(CINdetailsID, AssessmentID, CPPID) count up from 1 in document order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

import polars as pl
from lxml import etree

from returns.faults import ReturnFault
from returns.findings import FINDINGS, LINE, Finding, file_findings, pack
from returns.source_files import (
    MAX_BYTES,
    CsvTable,
    SourceFile,
    named_as,
    read_csv,
    recognise,
    source_files,
)
from returns.specification import Specification, Table, specification

BLOCK = 1 << 16
ROWS_PER_CHUNK = 20_000
ROOTS = ("Message", "CINdetailsCollection")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FACTOR_SEPARATORS = re.compile(r"[;|,\s]+")


def read(path: Path, *, year: str) -> dict[str, pl.DataFrame]:
    """The tables of a CIN census by their names, text columns and `_line`.

    Raises:
        ReturnFault: unknown year, nothing there, or a file that is no CIN census.
    """
    spec = specification("cin", year)
    files = source_files(path)
    documents = [file for file in files if file.name.lower().endswith(".xml")]
    if len(documents) > 1:
        names = ", ".join(file.name for file in documents)
        raise ReturnFault(f"More than one XML file: {names}.", where=str(path), remedy="Give one.")
    if documents:
        return _read_document(documents[0], spec)
    if [file for file in files if file.name.lower().endswith(".csv")]:
        return _read_modules(files, spec, path)
    if len(files) == 1:
        return _read_document(files[0], spec)
    raise ReturnFault(
        "No CIN census is here.", where=str(path), remedy="Give its XML, or its modules as CSV."
    )


# ---- one CSV for each module ----


def _read_modules(
    files: list[SourceFile], spec: Specification, path: Path
) -> dict[str, pl.DataFrame]:
    parts: dict[str, CsvTable] = {}
    findings: list[Finding] = []
    for file in files:
        given = read_csv(file) if file.name.lower().endswith(".csv") else None
        table = recognise(given, spec.tables) if given else None
        if given is None or table is None or table.name in parts:
            message = f"File not read, no module of the census or a second of one: {file.name}"
            findings.append(Finding(message, value=file.name, severity="check"))
            continue
        parts[table.name] = named_as(given, table)
        findings += parts[table.name].findings
    if "ChildIdentifiers" not in parts and "CINdetails" not in parts:
        raise ReturnFault("No module of the CIN census is here.", where=str(path))
    tables = {name: parts[name].frame for name in spec.tables if name in parts}
    factors = tables.get("Assessments", pl.DataFrame())
    if "AssessmentFactors" in factors.columns:
        codes = [
            [code for code in _FACTOR_SEPARATORS.split(text or "") if code]
            for text in factors.get_column("AssessmentFactors")
        ]
        listed = pl.Series("AssessmentFactors", codes, dtype=pl.List(pl.String))
        tables["Assessments"] = factors.with_columns(listed)
    if findings:
        tables[FINDINGS] = file_findings(findings)
    return tables


# ---- the document ----


@dataclass(slots=True)
class _Node:
    """One group of the specification, laid out for speed."""

    tag: str
    kind: str
    table: str
    once: bool
    order: int
    # item: (position in the row, order); group: the node below
    items: dict[str, tuple[int, int]] = field(default_factory=dict)
    groups: dict[str, _Node] = field(default_factory=dict)
    keys: tuple[tuple[int, str], ...] = ()
    own_key: str | None = None


class _Rows:
    """The rows of one table; turned into frames as they come, so that memory stays flat."""

    def __init__(self, table: Table) -> None:
        self.names = table.column_names
        self.lists = [
            position
            for position, name in enumerate(self.names)
            if any(column.name == name and column.type == "code_list" for column in table.columns)
        ]
        self.width = len(self.names)
        self.rows: list[list[object]] = []
        self.frames: list[pl.DataFrame] = []
        self.schema: dict[str, pl.DataType] = {
            name: pl.List(pl.String()) if position in self.lists else pl.String()
            for position, name in enumerate(self.names)
        }

    def new(self, line: int | None) -> list[object]:
        """A new empty row: its cells, its line, its findings."""
        row: list[object] = [None] * self.width
        for position in self.lists:
            row[position] = []
        row += [line, None]
        self.rows.append(row)
        return row

    def flush(self) -> None:
        """The rows so far as a frame."""
        empty: list[tuple[object, ...]] = [()] * (self.width + 2)
        cells = list(zip(*self.rows, strict=True)) or empty
        data = {
            name: pl.Series(name, cells[position], dtype=kind)
            for position, (name, kind) in enumerate(self.schema.items())
        }
        data[LINE] = pl.Series(LINE, cells[self.width], dtype=pl.Int64)
        packed = [pack(found) if isinstance(found, list) else None for found in cells[-1]]
        data[FINDINGS] = pl.Series(FINDINGS, packed, dtype=pl.String)
        self.frames.append(pl.DataFrame(data))
        self.rows = []

    def frame(self) -> pl.DataFrame:
        """All rows; without the column of findings where there is none."""
        self.flush()
        frame = pl.concat(self.frames)
        if frame.get_column(FINDINGS).null_count() == frame.height:
            return frame.drop(FINDINGS)
        return frame


class _Census:
    """The tables while they are being read."""

    def __init__(self, spec: Specification) -> None:
        self.tables = {name: _Rows(table) for name, table in spec.tables.items()}
        self.findings: list[Finding] = []
        self.counts: dict[str, int] = {}
        self.child = _Node("Child", "child", "ChildIdentifiers", False, 0)
        self.header = _Node("Message", "child", "Header", True, 0)
        nodes = {"": self.child}
        for group in spec.groups:
            parent = self.header if group.path == "Header" else nodes[group.parent]
            node = _Node(
                group.tag, group.kind, group.table, not group.occurrence.endswith("n"), group.order
            )
            names = self.tables[group.table].names
            node.keys = tuple((names.index(key), key) for key in group.keys)
            if group.kind == "row" and group.keys and group.keys[-1] != "LAchildID":
                above = {key for _, key in parent.keys}
                node.own_key = group.keys[-1] if group.keys[-1] not in above else None
            nodes[group.path] = parent.groups[group.tag] = node
        for table in spec.tables.values():
            for column in table.columns:
                position = self.tables[table.name].names.index(column.name)
                nodes[column.path].items[column.name] = (position, column.order)

    def read_child(self, element: etree._Element) -> None:
        """Adds one `Child`."""
        keys = {"LAchildID": _child_id(element)}
        groups = self._groups_of(element, self.child, None, "Child")
        for part, node in groups:
            self._read(part, node, keys, None, node.tag)
        if not any(node.tag == "ChildIdentifiers" for _, node in groups):
            line = _line(element)
            self.findings.append(
                Finding(
                    f"A child without ChildIdentifiers at line {line}",
                    field="LAchildID",
                    table="ChildIdentifiers",
                    line=line,
                )
            )
        for rows in self.tables.values():
            if len(rows.rows) >= ROWS_PER_CHUNK:
                rows.flush()

    def read_header(self, element: etree._Element) -> None:
        """Adds the `Header`."""
        self._read(element, self.header.groups["Header"], {}, None, "Header")

    def _note(self, row: list[object] | None, node: _Node, found: Finding) -> None:
        if found.value is not None and not found.value.strip():
            found = replace(found, value=None)
        if row is None:
            self.findings.append(found)
            return
        noted = row[-1]
        if isinstance(noted, list):
            noted.append(found)
        else:
            row[-1] = [found]

    def _groups_of(
        self, element: etree._Element, node: _Node, row: list[object] | None, path: str
    ) -> list[tuple[etree._Element, _Node]]:
        """Reads the items of a group into `row`; gives the groups inside it, in document order."""
        groups: list[tuple[etree._Element, _Node]] = []
        items, inner = node.items, node.groups
        last = 0
        seen: set[str] = set()
        text = element.text
        if text and not text.isspace():
            self._stray(row, node, text, path, _line(element))
        for part in element:
            tag = part.tag
            if tag.__class__ is not str:  # a comment, an instruction or an entity left alone
                continue
            if tag[0] == "{":
                tag = tag[tag.index("}") + 1 :]
            if tag in items:
                position, order = items[tag]
                again = tag in seen
                if not again and row is not None:
                    row[position] = (
                        part.text if not len(part) else self._inner(part, row, node, path)
                    )
            elif tag in inner:
                below = inner[tag]
                order = below.order
                again = below.once and tag in seen
                groups.append((part, below))
            else:
                message = f"Unknown element {path}/{tag} at line {_line(part)}, not read"
                found = Finding(message, tag, part.text, node.table, line=_line(part))
                self._note(row, node, found)
                continue
            if again or order < last:
                self._misplaced(row, node, part, f"{path}/{tag}", again)
            seen.add(tag)
            last = order
            tail = part.tail
            if tail and not tail.isspace():
                self._stray(row, node, tail, path, _line(part))
        return groups

    def _misplaced(
        self, row: list[object] | None, node: _Node, part: etree._Element, path: str, again: bool
    ) -> None:
        what = "Element given again" if again else "Element out of order"
        message = f"{what}: {path} at line {_line(part)}"
        tag = path.rpartition("/")[2]
        self._note(row, node, Finding(message, tag, part.text, node.table, line=_line(part)))

    def _stray(
        self, row: list[object] | None, node: _Node, text: str, path: str, line: int | None
    ) -> None:
        message = f"Text outside any item in {path} at line {line}, not read"
        self._note(row, node, Finding(message, None, text.strip(), node.table, line=line))

    def _inner(self, part: etree._Element, row: list[object], node: _Node, path: str) -> str | None:
        """The text of an item that has a comment in it, or elements that do not belong."""
        if any(isinstance(inner.tag, str) for inner in part):
            message = f"Elements inside {path}/{part.tag} at line {_line(part)}, not read"
            self._note(
                row, node, Finding(message, str(part.tag), None, node.table, line=_line(part))
            )
        return "".join([part.text or "", *(inner.tail or "" for inner in part)]) or None

    def _read(
        self,
        element: etree._Element,
        node: _Node,
        keys: dict[str, str | None],
        row: list[object] | None,
        path: str,
    ) -> None:
        if node.kind == "rows":
            self._read_rows(element, node, keys, row, path)
            return
        if node.kind == "list":
            self._read_list(element, node, row, path)
            return
        if node.kind == "row":
            row = self.tables[node.table].new(_line(element))
            if node.own_key:
                self.counts[node.own_key] = self.counts.get(node.own_key, 0) + 1
                keys = {**keys, node.own_key: str(self.counts[node.own_key])}
            for position, key in node.keys:
                row[position] = keys[key]
        for part, below in self._groups_of(element, node, row, path):
            self._read(part, below, keys, row, f"{path}/{below.tag}")

    def _members(
        self, element: etree._Element, node: _Node, row: list[object] | None, path: str
    ) -> list[etree._Element]:
        """The items of a group of which each stands for itself."""
        members = []
        for part in element:
            tag = part.tag
            if tag.__class__ is not str:
                continue
            if tag.rpartition("}")[2] in node.items:
                members.append(part)
            else:
                message = f"Unknown element {path}/{tag} at line {_line(part)}, not read"
                self._note(row, node, Finding(message, str(tag), part.text, node.table))
        return members

    def _read_rows(
        self,
        element: etree._Element,
        node: _Node,
        keys: dict[str, str | None],
        around: list[object] | None,
        path: str,
    ) -> None:
        (position, _), *_ = node.items.values()
        rows = self.tables[node.table]
        # A group with nothing in it stands for one item without a value: rule 8842Q speaks of it.
        members: list[etree._Element | None] = [*self._members(element, node, around, path)]
        for part in members or [None]:
            row = rows.new(_line(element) if part is None else _line(part))
            for key_position, key in node.keys:
                row[key_position] = keys[key]
            if part is not None:
                row[position] = part.text if not len(part) else self._inner(part, row, node, path)

    def _read_list(
        self, element: etree._Element, node: _Node, row: list[object] | None, path: str
    ) -> None:
        (position, _), *_ = node.items.values()
        codes = row[position] if row is not None else None
        if not isinstance(codes, list) or row is None:
            return
        for part in self._members(element, node, row, path):
            code = part.text if not len(part) else self._inner(part, row, node, path)
            if code is None:
                self._note(row, node, Finding(f"Empty element {path}/{part.tag}", str(part.tag)))
            else:
                codes.append(code)

    def finish(self) -> dict[str, pl.DataFrame]:
        """The tables, and the findings on the file where there are any."""
        tables = {name: rows.frame() for name, rows in self.tables.items()}
        if self.findings:
            tables[FINDINGS] = file_findings(self.findings)
        return tables


def _line(element: etree._Element) -> int | None:
    """Line of the element in the file; None where it was not read from one."""
    line: int | None = element.sourceline  # type: ignore[assignment]  # the stubs leave it open
    return line


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _child_id(element: etree._Element) -> str | None:
    for part in element:
        if _local(part.tag) == "ChildIdentifiers":
            for item in part:
                if _local(item.tag) == "LAchildID":
                    return item.text
    return None


def _read_document(file: SourceFile, spec: Specification) -> dict[str, pl.DataFrame]:
    where = file.where
    census = _Census(spec)
    # lxml's own limits on depth and length stay on (huge_tree is off).
    parser = etree.XMLPullParser(
        events=("end",),
        tag=("{*}Child", "{*}Header"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        with file.open() as stream:
            _feed(stream, parser, census, where)
        root = parser.close()
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise ReturnFault(
            f"The XML is broken at line {line}: {_plain(error.msg)}.",
            where=where,
            remedy="Nothing after that line can be read. Export the file again.",
        ) from error
    _top(root, census, where)
    return census.finish()


def _plain(message: str | None) -> str:
    """The parser's message without the position, which the fault gives itself."""
    return re.sub(r",? line \d+, column \d+.*$", "", message or "cannot be read").strip()


def _feed(stream: IO[bytes], parser: etree.XMLPullParser, census: _Census, where: str) -> None:
    taken = 0
    while block := stream.read(BLOCK):
        if taken == 0:
            _look_at_start(block, where)
        taken += len(block)
        if taken > MAX_BYTES:
            raise ReturnFault("The file is longer than any census.", where=where)
        parser.feed(block)
        for _, element in parser.read_events():
            if not isinstance(element, etree._Element):
                continue
            if element.getroottree().docinfo.internalDTD is not None:
                raise _refused(where)
            _take(element, census)
    if taken == 0:
        raise ReturnFault("The file is empty.", where=where)


def _look_at_start(block: bytes, where: str) -> None:
    """Refuses what is no XML, and any document type declaration, before the parser sees it."""
    plain = block.replace(b"\x00", b"")  # UTF-16 has a zero beside each letter of the mark-up
    start = plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not start.startswith(b"<"):
        raise ReturnFault("This is no XML.", where=where, remedy="Give the XML of the census.")
    if _DOCTYPE.search(plain):
        raise _refused(where)


def _refused(where: str) -> ReturnFault:
    return ReturnFault(
        "The file declares a document type or entities, which a census never does.",
        where=where,
        remedy="It was not read. Export the census again from the case system.",
    )


def _take(element: etree._Element, census: _Census) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if _local(element.tag) == "Header":
        if parent.getparent() is None:
            census.read_header(element)
        return
    if _local(parent.tag) != "Children" and parent.getparent() is not None:
        return  # a Child inside something else: reported there as unknown
    census.read_child(element)
    element.clear()
    # What stands before it has been read: let it go, but report what does not belong there.
    while (before := element.getprevious()) is not None:
        if _local(before.tag) not in ("Child", "Header", ""):
            _unknown_at_top(before, census)
        if _local(before.tag) == "Header":
            break
        parent.remove(before)


def _unknown_at_top(element: etree._Element, census: _Census) -> None:
    message = f"Unknown element {element.tag} at line {_line(element)}, not read"
    census.findings.append(Finding(message, str(element.tag), line=_line(element)))


def _top(root: etree._Element, census: _Census, where: str) -> None:
    """Checks the outermost elements once all children have been read."""
    name = _local(root.tag)
    children = census.tables["ChildIdentifiers"]
    had_children = bool(children.rows or children.frames)
    if name not in ROOTS:
        if not had_children:
            raise ReturnFault(
                f"The XML is no CIN census: its outermost element is {name}.", where=where
            )
        census.findings.append(Finding(f"The outermost element is {name}, not Message", value=name))
    for part in root:
        tag = _local(part.tag)
        if tag == "Children":
            for inner in part:
                if _local(inner.tag) not in ("Child", ""):
                    _unknown_at_top(inner, census)
        elif tag not in ("Child", "Header", ""):
            _unknown_at_top(part, census)
    if not had_children:
        census.findings.append(Finding("The census holds no child"))
