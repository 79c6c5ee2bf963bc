"""Small returns broken in seeded ways: what fuzzing feeds to the readers and rules.

A case is a folder or a file on disk, the same for the same seed, and a list of what was done to it.
"""

from __future__ import annotations

import copy
import csv
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from tests.synthetic import census, looked_after

YEARS = ("2022-23", "2023-24", "2024-25", "2025-26", "2026-27")
ENCODINGS = ("utf-16", "utf-16-le", "utf-8-sig", "cp1252", "latin-1", "utf-32", "cp037")
# Texts that break what takes them for granted: dates, numbers, flags, SQL, XML, spreadsheets.
VALUES = (
    "", " ", "\t\n", "0000-00-00", "0001-01-01", "9999-12-31", "-2025-01-01", "2025-13-45",
    "20250401", "2025-04-01T00:00:00", "01/04/2025", "31/02/2025", "29/02/2023", "31/12/9999",
    "01/01/0001", "99999999999999999999", "-1", "1e309", "NaN", "inf", "0x10", "TRUE", "True",
    "yes", "null", "None", "=1+1", "@SUM(A1)", "'; drop table Header; --", '"', "''", "\\", "%s",
    "${x}", "$collection_start", "n1", "Å", "\u0130", "\u0131", "\u202e", "\u200b", "\ufeff",
    "\U0001f600", "\u0663\u0661", "\uff11", "x" * 5_000, "<", "&amp;", "]]>", "a,b", "a;b", "a|b",
    "a\r\nb", "1A 1A", "1A;21", "21",
)  # fmt: skip
PEOPLE = (10, 25)


@dataclass
class Case:
    """One broken return on disk, and what was done to it, for the report of a failure."""

    seed: int
    year: str
    path: Path
    previous: Path | None = None
    done: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.year}: {'; '.join(self.done)}"


# ---- bytes, for both returns ----


def _broken_bytes(draw: random.Random, content: bytes, done: list[str]) -> bytes:
    at = draw.randrange(len(content) + 1)
    length = draw.randint(1, 40)
    some = bytes(draw.randrange(256) for _ in range(length))
    ways: list[tuple[str, Callable[[], bytes]]] = [
        ("bytes replaced", lambda: content[:at] + some + content[at + length :]),
        ("bytes put in", lambda: content[:at] + some + content[at:]),
        ("bytes taken out", lambda: content[:at] + content[at + length :]),
        ("truncated", lambda: content[:at]),
        ("a piece doubled", lambda: content[:at] + content[max(0, at - 300) :]),
        ("zero bytes", lambda: content[:at] + b"\x00" * length + content[at:]),
        ("line ends changed", lambda: content.replace(b"\r\n", b"\n").replace(b"\n", b"\r")),
        ("nothing left", lambda: b""),
        (
            "something before",
            lambda: draw.choice((b"\n", b"\xef\xbb\xbf", b"x", b"\xff")) + content,
        ),
        ("something after", lambda: content + draw.choice((b"\n\n", b"x", b"\x1a", content[:200]))),
    ]
    what, way = draw.choice(ways)
    done.append(f"{what} at {at}")
    return way()


def _encoded(draw: random.Random, content: bytes, done: list[str]) -> bytes:
    encoding = draw.choice(ENCODINGS)
    done.append(f"encoded as {encoding}")
    return content.decode("utf-8", errors="replace").encode(encoding, errors="replace")


# ---- CIN ----


def census_case(folder: Path, seed: int) -> Case:
    """A broken census of some ten to thirty children, at times with a broken one of last year."""
    draw = random.Random(seed)
    case = Case(seed, draw.choice(YEARS), folder / "census.xml")
    case.path.write_bytes(_broken_census(draw, case.year, case.done))
    if draw.random() < 0.2:
        case.previous = folder / "last.xml"
        case.done.append("last year:")
        case.previous.write_bytes(_broken_census(draw, case.year, case.done))
    return case


def _broken_census(draw: random.Random, year: str, done: list[str]) -> bytes:
    out = io.StringIO()
    count = draw.randint(*PEOPLE)
    census.write(
        out, census.children(count, draw.randrange(10**6), year=year, altered=0.2), year=year
    )
    content = out.getvalue().encode()
    if draw.random() < 0.75:
        content = _broken_tree(draw, content, done)
    if draw.random() < 0.08:
        content = _prologue(draw, content, done)
    if draw.random() < 0.08:
        content = _encoded(draw, content, done)
    if draw.random() < 0.18:
        content = _broken_bytes(draw, content, done)
    return content


def _broken_tree(draw: random.Random, content: bytes, done: list[str]) -> bytes:
    root = etree.fromstring(content)
    for _ in range(draw.randint(1, 6)):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        # An element near the top breaks most; the many at the bottom would hardly let it be drawn.
        deep = draw.random() < 0.8
        chosen = [one for one in elements if (len(one) == 0) == deep and one is not root]
        if chosen:
            way = draw.choice(_TREE_WAYS)
            element = draw.choice(chosen)
            done.append(f"{way.__name__.strip('_')} {element.tag}")
            way(draw, element, draw.choice(elements))
    return etree.tostring(root, xml_declaration=draw.random() < 0.7, encoding="UTF-8")


def _removed(draw: random.Random, element: etree._Element, other: etree._Element) -> None:
    element.getparent().remove(element)


def _doubled(draw: random.Random, element: etree._Element, other: etree._Element) -> None:
    copied = copy.deepcopy(element)
    copied.tail = None
    element.addnext(copied)


def _moved(draw: random.Random, element: etree._Element, other: etree._Element) -> None:
    if other is not element and element not in other.iterancestors():
        other.append(element)


def _moved_up(draw: random.Random, element: etree._Element, other: etree._Element) -> None:
    element.getparent().insert(0, element)


def _renamed(draw: random.Random, element: etree._Element, other: etree._Element) -> None:
    tag = str(element.tag)
    names = (tag.lower(), tag + "X", other.tag, "Child", "Children", "Header", "{urn:x}" + tag, "a")
    element.tag = draw.choice(names)


def _valued(draw: random.Random, element: etree._Element, other: etree._Element) -> None:
    element.text = draw.choice(VALUES)


def _swapped(draw: random.Random, element: etree._Element, other: etree._Element) -> None:
    element.text, other.text = other.text, element.text


def _tailed(draw: random.Random, element: etree._Element, other: etree._Element) -> None:
    element.tail = draw.choice(VALUES)


def _nested(draw: random.Random, element: etree._Element, other: etree._Element) -> None:
    inner = etree.SubElement(element, draw.choice((str(element.tag), "b", str(other.tag))))
    inner.text, element.text = element.text, None


def _commented(draw: random.Random, element: etree._Element, other: etree._Element) -> None:
    note = draw.choice((etree.Comment("note"), etree.ProcessingInstruction("do", "this")))
    element.insert(0, note)
    note.tail = draw.choice(("rest", None))


def _attributed(draw: random.Random, element: etree._Element, other: etree._Element) -> None:
    element.set(draw.choice(("a", "nil", "{http://www.w3.org/2001/XMLSchema-instance}nil")), "true")


def _deepened(draw: random.Random, element: etree._Element, other: etree._Element) -> None:
    for _ in range(draw.choice((5, 100, 300))):
        element = etree.SubElement(element, "deep")


_TREE_WAYS = (
    *3 * [_removed],
    *2 * [_doubled],
    *2 * [_moved],
    _moved_up,
    *2 * [_renamed],
    *4 * [_valued],
    _swapped,
    _tailed,
    _nested,
    _commented,
    _attributed,
    _deepened,
)


def _prologue(draw: random.Random, content: bytes, done: list[str]) -> bytes:
    body = content.partition(b"?>")[2] or content
    entity = b'<!DOCTYPE m [<!ENTITY e "' + b"x" * 99 + b'">]>'
    ways = (
        ("an entity", b'<?xml version="1.0"?>' + entity + body.replace(b"<LEA>", b"<LEA>&e;", 1)),
        ("an outside entity", b'<!DOCTYPE m SYSTEM "file:///etc/hostname">' + body),
        ("an unknown entity", body.replace(b"<LEA>", b"<LEA>&nothing;", 1)),
        ("a default namespace", body.replace(b"<Message", b'<Message xmlns="urn:census"', 1)),
        ("another declaration", b'<?xml version="1.1" encoding="utf-16"?>' + body),
        ("an unknown encoding", b'<?xml version="1.0" encoding="martian"?>' + body),
        ("HTML", b"<html><body>" + body[:200] + b"</body></html>"),
        ("a CSV", b"LAchildID,UPN\n1,2\n"),
    )
    what, changed = draw.choice(ways)
    done.append(what)
    return changed


# ---- SSDA903 ----

Cells = list[list[str]]


def set_case(folder: Path, seed: int) -> Case:
    """A broken 903 set of ten to twenty-five children, at times with last year's."""
    draw = random.Random(seed)
    year = draw.choice(YEARS)
    case = Case(seed, year, folder / "this")
    count = draw.randint(*PEOPLE)
    this, last = looked_after.children(count, draw.randrange(10**6), year=year, share=0.2)
    case.path = _broken_set(draw, this, folder / "this", case.done)
    if draw.random() < 0.6:
        case.done.append("last year:")
        case.previous = _broken_set(draw, last, folder / "last", case.done)
    return case


def _broken_set(
    draw: random.Random, files: looked_after.Files, folder: Path, done: list[str]
) -> Path:
    tables = {name: list(looked_after.lines(name, rows)) for name, rows in files.items()}
    for _ in range(draw.randint(1, 6)):
        name = draw.choice(list(tables))
        way = draw.choice(_TABLE_WAYS)
        done.append(f"{way.__name__.strip('_')} in {name}")
        tables[name] = [list(row) for row in tables[name]]
        way(draw, tables[name])
    contents = {f"{name}.csv": _as_csv(draw, cells, done) for name, cells in tables.items()}
    _broken_files(draw, contents, done)
    return _written(draw, folder, contents, done)


def _as_csv(draw: random.Random, cells: Cells, done: list[str]) -> bytes:
    out = io.StringIO()
    delimiter, ends = ",", "\r\n"
    if draw.random() < 0.04:
        delimiter = draw.choice(";\t|:")
        done.append(f"delimiter {delimiter!r}")
    if draw.random() < 0.2:
        ends = "\n"
    csv.writer(out, delimiter=delimiter, lineterminator=ends).writerows(cells)
    content = out.getvalue().encode("utf-8", errors="replace")
    if draw.random() < 0.015:
        content = _encoded(draw, content, done)
    if draw.random() < 0.03:
        content = _broken_bytes(draw, content, done)
    return content


def _cell_valued(draw: random.Random, cells: Cells) -> None:
    row = draw.choice(cells)
    if row:
        row[draw.randrange(len(row))] = draw.choice(VALUES)


def _cells_swapped(draw: random.Random, cells: Cells) -> None:
    one, other = draw.choice(cells), draw.choice(cells)
    if one and other:
        place, second = draw.randrange(len(one)), draw.randrange(len(other))
        one[place], other[second] = other[second], one[place]


def _column_valued(draw: random.Random, cells: Cells) -> None:
    value = draw.choice(VALUES)
    column = draw.randrange(len(cells[0]) or 1)
    for row in cells[1:]:
        if column < len(row):
            row[column] = value


def _column_dropped(draw: random.Random, cells: Cells) -> None:
    column = draw.randrange(len(cells[0]) or 1)
    for row in cells:
        del row[column : column + 1]


def _column_doubled(draw: random.Random, cells: Cells) -> None:
    column = draw.randrange(len(cells[0]) or 1)
    for row in cells:
        row.insert(draw.randrange(len(row) + 1), (row[column : column + 1] or [""])[0])


def _columns_shuffled(draw: random.Random, cells: Cells) -> None:
    order = list(range(len(cells[0])))
    draw.shuffle(order)
    for row in cells:
        row[:] = [row[place] for place in order if place < len(row)]


def _headers_recased(draw: random.Random, cells: Cells) -> None:
    cells[0] = [draw.choice((name.lower(), name.title(), f" {name} ")) for name in cells[0]]


def _header_renamed(draw: random.Random, cells: Cells) -> None:
    if cells[0]:
        names = (*VALUES, "_line", "_findings", "row_number", "child_id", "DEC_on", "CHILD")
        cells[0][draw.randrange(len(cells[0]))] = draw.choice(names)


def _header_lost(draw: random.Random, cells: Cells) -> None:
    del cells[0]
    if not cells:
        cells.append([])


def _row_shortened(draw: random.Random, cells: Cells) -> None:
    row = draw.choice(cells)
    del row[draw.randrange(len(row) + 1) :]


def _row_lengthened(draw: random.Random, cells: Cells) -> None:
    draw.choice(cells).extend(draw.choice(VALUES) for _ in range(draw.randint(1, 30)))


def _rows_doubled(draw: random.Random, cells: Cells) -> None:
    cells += [list(row) for row in cells[draw.randrange(len(cells)) :]]


def _rows_dropped(draw: random.Random, cells: Cells) -> None:
    del cells[draw.randrange(1, len(cells) + 1) :]


_TABLE_WAYS = (
    *5 * [_cell_valued],
    *2 * [_cells_swapped],
    _column_valued,
    _column_dropped,
    _column_doubled,
    _columns_shuffled,
    _headers_recased,
    _header_renamed,
    _header_lost,
    _row_shortened,
    _row_lengthened,
    _rows_doubled,
    _rows_dropped,
)


def _broken_files(draw: random.Random, contents: dict[str, bytes], done: list[str]) -> None:
    name = draw.choice(list(contents))
    way = draw.random()
    if way < 0.15:
        del contents[name]
        done.append(f"{name} dropped")
    elif way < 0.25:
        contents[f"copy of {name}"] = contents[name]
        done.append(f"{name} doubled")
    elif way < 0.32:
        contents[draw.choice(("other.csv", "episodes.txt", "x.xlsx", "Thumbs.db"))] = contents.pop(
            name
        )
        done.append(f"{name} renamed")
    elif way < 0.38:
        other = draw.choice(list(contents))
        contents[name], contents[other] = contents[other], contents[name]
        done.append(f"{name} and {other} exchanged")
    elif way < 0.4:
        contents.clear()
        done.append("no file at all")


def _written(
    draw: random.Random, folder: Path, contents: dict[str, bytes], done: list[str]
) -> Path:
    if draw.random() < 0.1:
        path = folder.with_suffix(".zip")
        done.append("zipped")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
        if draw.random() < 0.3:
            path.write_bytes(_broken_bytes(draw, path.read_bytes(), done))
        return path
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder
