"""Writes a CIN census as the XML that COLLECT takes.

Element order and occurrence come from the specification of the year. One element stands on each
line, so that a finding can name the line. Flags are written 0 and 1 (the only spelling that every
year's schema takes). The same tables give the same bytes: nothing comes from the clock, `DateTime`
is that of the Header table. Children are written a few thousand at a time, to a neighbour of the
file that is renamed at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import polars as pl

from returns.cells import as_text
from returns.faults import ReturnFault
from returns.results import replaced
from returns.specification import Specification, Table, specification

CHILDREN_PER_CHUNK = 5_000
# What XML 1.0 cannot hold, whatever its spelling.
_NOT_XML = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]"
# A reader turns a bare carriage return into a line feed.
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_FLAGS = {"true": "1", "false": "0"}

Row = dict[str, Any]
Rows = dict[str, dict[tuple[Any, ...], list[Row]]]


@dataclass(slots=True)
class _Part:
    """One element of the document: an item of a row, or a group with its parts in order.

    `above` names the table and the keys of the row that a row of this group belongs to.
    """

    tag: str
    order: int
    kind: str
    table: str = ""
    keys: tuple[str, ...] = ()
    above: tuple[str, tuple[str, ...]] = ("", ())
    parts: list[_Part] = field(default_factory=list)


def write(tables: Mapping[str, pl.DataFrame], path: Path, *, year: str) -> Path:
    """Writes the census to the file `path`.

    Raises:
        ReturnFault: unknown year, no child, a row that belongs to no row above it, or text that XML
            cannot hold. Nothing is written then.
    """
    spec = specification("cin", year)
    text = {
        name: as_text(tables.get(name, pl.DataFrame()), table, spec).with_columns(
            pl.col(pl.String).replace("", None)
        )
        for name, table in spec.tables.items()
    }
    if text["ChildIdentifiers"].is_empty():
        raise ReturnFault("The census holds no child.", where="ChildIdentifiers")
    header, child = _layout(spec)
    groups = list(_row_groups(child))
    _refuse_orphans(text, groups)
    for name, frame in text.items():
        _refuse_unwritable(name, frame)
        text[name] = _as_content(frame, spec.tables[name])
    with replaced(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<Message>\n')
        for row in text["Header"].head(1).iter_rows(named=True):
            _write_part(out, header, row, {}, "  ")
        out.write("  <Children>\n")
        for children, below in _chunks(text, groups):
            for row in children:
                out.write("    <Child>\n")
                for part in child.parts:
                    _write_part(out, part, row, below, "      ")
                out.write("    </Child>\n")
        out.write("  </Children>\n</Message>\n")
    return path


def _layout(spec: Specification) -> tuple[_Part, _Part]:
    """The header and the child, each with all its parts in the order of the document."""
    top = _Part("Message", 0, "top")
    parts = {"": _Part("Child", 0, "top", "ChildIdentifiers", ("LAchildID",))}
    for group in spec.groups:
        around = top if group.path == "Header" else parts[group.parent]
        above = (around.table, around.keys)
        part = _Part(group.tag, group.order, group.kind, group.table, group.keys, above)
        parts[group.path] = part
        around.parts.append(part)
    for table in spec.tables.values():
        for column in table.columns:
            parts[column.path].parts.append(_Part(column.name, column.order, "item"))
    for part in parts.values():
        part.parts.sort(key=lambda inner: inner.order)
    return top.parts[0], parts[""]


def _row_groups(part: _Part) -> Iterator[_Part]:
    """The groups below `part` that are rows of a table of their own."""
    for inner in part.parts:
        if inner.kind in ("row", "rows") and inner.keys:
            yield inner
        yield from _row_groups(inner)


def _refuse_orphans(text: Mapping[str, pl.DataFrame], groups: Iterable[_Part]) -> None:
    for part in groups:
        table, keys = part.above
        alone = text[part.table].join(text[table], on=list(keys), how="anti", nulls_equal=True)
        if not alone.is_empty():
            raise ReturnFault(
                f"The row belongs to no row of {table}: {', '.join(keys)} do not meet.",
                where=f"{part.table}, row {alone.row(0, named=True)['row_number']}",
                remedy="Nothing was written.",
            )


def _refuse_unwritable(name: str, frame: pl.DataFrame) -> None:
    for column in frame.select(pl.col(pl.String, pl.List(pl.String))).get_columns():
        flat = column.explode() if column.dtype == pl.List(pl.String) else column
        wrong = flat.str.contains(_NOT_XML).fill_null(False)
        if wrong.any():
            raise ReturnFault(
                "A cell holds a control character, which XML cannot hold.",
                where=f"{name}, {column.name}",
                remedy="Nothing was written. Take the character out.",
            )


def _as_content(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The cells as they stand between tags; keys too, alike in every table."""
    flags = [column.name for column in table.columns if column.type == "flag"]
    marks, escaped = list(_ESCAPES), list(_ESCAPES.values())
    return frame.with_columns(pl.col(flags).replace(_FLAGS)).with_columns(
        pl.col(pl.String).str.replace_many(marks, escaped),
        pl.col(pl.List(pl.String)).list.eval(pl.element().str.replace_many(marks, escaped)),
    )


def _chunks(
    text: Mapping[str, pl.DataFrame], groups: list[_Part]
) -> Iterator[tuple[list[Row], Rows]]:
    """Children in their order, some thousand at a time, and the rows below them by key.

    Rows of an id that several children share come with the first of them.
    """
    children = text["ChildIdentifiers"]
    first = children.get_column("LAchildID").is_first_distinct()
    for start in range(0, children.height, CHILDREN_PER_CHUNK):
        part_of = children.slice(start, CHILDREN_PER_CHUNK)
        wanted = part_of.filter(first.slice(start, CHILDREN_PER_CHUNK)).select("LAchildID")
        below: Rows = {}
        for group in groups:
            mine = text[group.table].join(wanted, on="LAchildID", how="semi", nulls_equal=True)
            by_key = below.setdefault(group.table, {})
            _, keys = group.above
            for row in mine.sort("row_number").iter_rows(named=True):
                by_key.setdefault(tuple(row[key] for key in keys), []).append(row)
        yield list(part_of.iter_rows(named=True)), below


def _write_part(out: TextIO, part: _Part, row: Row, below: Rows, indent: str) -> None:
    """Writes what belongs to `row` of an item or a group; nothing where it has nothing."""
    if part.kind == "item":
        _write_item(out, part, row[part.tag], indent)
    elif part.kind == "list":
        codes = row[part.parts[0].tag] or []
        _write_group(out, part, [{part.parts[0].tag: code} for code in codes], below, indent)
    elif part.kind == "part":
        if any(row[item.tag] is not None for item in part.parts):
            _write_group(out, part, [row], below, indent)
    elif not part.keys:
        _write_group(out, part, [row], below, indent)
    else:
        _, keys = part.above
        rows = below[part.table].pop(tuple(row[key] for key in keys), [])
        if part.kind == "rows":
            _write_group(out, part, rows, below, indent)
        else:
            for mine in rows:
                _write_group(out, part, [mine], below, indent)


def _write_group(out: TextIO, part: _Part, rows: list[Row], below: Rows, indent: str) -> None:
    if not rows:
        return
    out.write(f"{indent}<{part.tag}>\n")
    deeper = f"{indent}  "
    for row in rows:
        for inner in part.parts:
            if part.kind == "rows" and row[inner.tag] is None:
                # A review without a date is still a review: rule 8842Q asks about it.
                out.write(f"{deeper}<{inner.tag}/>\n")
            else:
                _write_part(out, inner, row, below, deeper)
    out.write(f"{indent}</{part.tag}>\n")


def _write_item(out: TextIO, part: _Part, value: str | None, indent: str) -> None:
    if value is None:
        return
    out.write(f"{indent}<{part.tag}>{value}</{part.tag}>\n")
