"""Writes a CIN census as the XML that COLLECT takes.

Element order and occurrence come from the specification of the year. One element stands on each
line, so that a finding can name the line. Flags are written 0 and 1 (the only spelling that every
year's schema takes). The same tables give the same bytes: nothing comes from the clock, `DateTime`
is that of the Header table. Children are written a few thousand at a time, to a neighbour of the
file that is renamed at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from returns.cells import as_text
from returns.faults import ReturnFault
from returns.results import replaced
from returns.specification import Specification, Table, specification

CHILDREN_PER_CHUNK = 2000
# What XML 1.0 cannot hold, whatever its spelling.
_NOT_XML = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]"
# A reader turns a bare carriage return into a line feed.
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_FLAGS = {"true": "1", "false": "0"}

_CHUNK = "_chunk"

Frames = Mapping[str, pl.DataFrame]


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
        ReturnFault: unknown year, no child, a row that belongs to no row above it or to one of
            several, text that XML cannot hold, or a place that cannot be written to. Nothing is
            written then.
    """
    spec = specification("cin", year)
    text = {
        name: as_text(tables.get(name, pl.DataFrame()), table, spec).with_columns(
            pl.col(table.keys).replace("", None)
        )
        for name, table in spec.tables.items()
    }
    if text["ChildIdentifiers"].is_empty():
        raise ReturnFault("The census holds no child.", where="ChildIdentifiers")
    header, child = _layout(spec)
    groups = list(_row_groups(child))
    _refuse_orphans(text, groups)
    _refuse_unclear(text, groups)
    for name, frame in text.items():
        _refuse_unwritable(name, frame)
    with replaced(path) as temporary, temporary.open("wb") as out:
        out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<Message>\n')
        top = _as_content(text["Header"].head(1), spec.tables["Header"])
        out.write("".join(_rows_as_text(header, top, {}, "  ")).encode())
        out.write(b"  <Children>\n")
        for frames in _chunks(text, groups, spec):
            children = _rows_as_text(child, frames["ChildIdentifiers"], frames, "    ")
            out.write("".join(children).encode())
        out.write(b"  </Children>\n</Message>\n")
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


def _refuse_orphans(text: Mapping[str, pl.DataFrame], groups: Sequence[_Part]) -> None:
    for part in groups:
        table, keys = part.above
        alone = text[part.table].join(text[table], on=list(keys), how="anti", nulls_equal=True)
        if not alone.is_empty():
            raise ReturnFault(
                f"The row belongs to no row of {table}: {', '.join(keys)} do not meet.",
                where=f"{part.table}, row {alone.row(0, named=True)['row_number']}",
                remedy="Nothing was written.",
            )


def _refuse_unclear(text: Mapping[str, pl.DataFrame], groups: Sequence[_Part]) -> None:
    """Refuses rows whose blank keys do not say to which of several rows above they belong."""
    for part in groups:
        table, keys = part.above
        own = [key for key in keys if key != "LAchildID"]
        if not own:
            continue
        blank = text[table].select(keys).filter(pl.any_horizontal(pl.col(own).is_null()))
        several = blank.filter(blank.is_duplicated())
        unclear = text[part.table].join(several, on=list(keys), how="semi", nulls_equal=True)
        if not unclear.is_empty():
            raise ReturnFault(
                f"The row could belong to several rows of {table}: {', '.join(own)} is blank.",
                where=f"{part.table}, row {unclear.row(0, named=True)['row_number']}",
                remedy="Nothing was written. Number the rows, as the reader does.",
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
    filled = frame.with_columns(pl.col(pl.String).replace("", None))
    return filled.with_columns(pl.col(flags).replace(_FLAGS)).with_columns(
        pl.col(pl.String).str.replace_many(marks, escaped),
        pl.col(pl.List(pl.String)).list.eval(pl.element().str.replace_many(marks, escaped)),
    )


def _chunks(
    text: Mapping[str, pl.DataFrame], groups: Sequence[_Part], spec: Specification
) -> Iterator[Frames]:
    """The tables of some thousand children at a time, children in their order.

    Rows of an id that several children share come with the first of them.
    """
    children = text["ChildIdentifiers"]
    numbered = children.select(
        "LAchildID", (pl.int_range(pl.len(), dtype=pl.Int64) // CHILDREN_PER_CHUNK).alias(_CHUNK)
    )
    first = numbered.filter(pl.col("LAchildID").is_first_distinct())
    tables = {"ChildIdentifiers": children.with_columns(numbered.get_column(_CHUNK))}
    for name in dict.fromkeys(group.table for group in groups):
        of_child = text[name].select("LAchildID")
        chunk = of_child.join(
            first, on="LAchildID", how="left", nulls_equal=True, maintain_order="left"
        ).get_column(_CHUNK)
        located = text[name].with_columns(chunk)
        tables[name] = located if chunk.is_sorted() else located.sort(_CHUNK, maintain_order=True)
    for number in range(numbered.item(-1, _CHUNK) + 1):
        yield {
            name: _as_content(_slice(frame, number), spec.tables[name])
            for name, frame in tables.items()
        }


def _slice(frame: pl.DataFrame, number: int) -> pl.DataFrame:
    """The rows of one chunk, out of a frame that is sorted by chunk."""
    chunk = frame.get_column(_CHUNK)
    start = int(chunk.search_sorted(number, side="left"))
    return frame.slice(start, int(chunk.search_sorted(number, side="right")) - start)


def _rows_as_text(part: _Part, frame: pl.DataFrame, below: Frames, indent: str) -> pl.Series:
    """The text of each row of a group, between the tags of the group or of its one item."""
    for inner in part.parts:
        if inner.kind in ("row", "rows") and inner.keys:
            frame = _with_group(inner, frame, below, f"{indent}  ")
    if part.kind == "rows":
        return frame.select(_item(part.parts[0], f"{indent}  ", empty=True)).to_series()
    return frame.select(_wrapped(part, _inside(part, indent), indent)).to_series()


def _with_group(part: _Part, frame: pl.DataFrame, below: Frames, indent: str) -> pl.DataFrame:
    """`frame` with the text of the rows of a group that belong to each of its rows."""
    keys = list(part.above[1])
    mine = below[part.table]
    rows = mine.select(keys).with_columns(_rows_as_text(part, mine, below, indent).alias(part.tag))
    joined = rows.group_by(keys, maintain_order=True).agg(pl.col(part.tag).str.join(""))
    if part.kind == "rows":
        joined = joined.with_columns(_wrapped(part, pl.col(part.tag), indent).alias(part.tag))
    found = frame.join(joined, on=keys, how="left", nulls_equal=True, maintain_order="left")
    # Of several rows of the same keys the first has what is below.
    mine_alone = pl.struct(keys).is_first_distinct()
    return found.with_columns(pl.when(mine_alone).then(part.tag).fill_null("").alias(part.tag))


def _inside(part: _Part, indent: str) -> pl.Expr:
    """What stands between the tags of a row: its items and groups in order."""
    deeper = f"{indent}  "
    pieces = []
    for inner in part.parts:
        if inner.kind == "item":
            pieces.append(_item(inner, deeper))
        elif inner.kind in ("row", "rows") and inner.keys:
            pieces.append(pl.col(inner.tag))
        elif inner.kind == "list":
            pieces.append(_list(inner, deeper))
        elif inner.kind == "part":
            filled = pl.any_horizontal(pl.col(item.tag).is_not_null() for item in inner.parts)
            text = _wrapped(inner, _inside(inner, deeper), deeper)
            pieces.append(pl.when(filled).then(text).otherwise(pl.lit("")))
        else:
            pieces.append(_wrapped(inner, _inside(inner, deeper), deeper))
    return pl.concat_str(pieces)


def _wrapped(part: _Part, text: pl.Expr, indent: str) -> pl.Expr:
    start, end = pl.lit(f"{indent}<{part.tag}>\n"), pl.lit(f"{indent}</{part.tag}>\n")
    return pl.concat_str(start, text, end)


def _item(part: _Part, indent: str, *, empty: bool = False) -> pl.Expr:
    """An item; nothing where it has no value, or an empty element.

    A review without a date is still a review: rule 8842Q asks about it.
    """
    start, end = pl.lit(f"{indent}<{part.tag}>"), pl.lit(f"</{part.tag}>\n")
    return pl.concat_str(start, pl.col(part.tag), end).fill_null(
        f"{indent}<{part.tag}/>\n" if empty else ""
    )


def _list(part: _Part, indent: str) -> pl.Expr:
    """A group of codes, nothing where there is none."""
    tag = part.parts[0].tag
    codes = pl.col(tag).list.drop_nulls()
    between = f"</{tag}>\n{indent}  <{tag}>"
    joined = pl.concat_str(
        pl.lit(f"{indent}  <{tag}>"), codes.list.join(between), pl.lit(f"</{tag}>\n")
    )
    text = _wrapped(part, joined, indent)
    return pl.when(codes.list.len() > 0).then(text).otherwise(pl.lit(""))
