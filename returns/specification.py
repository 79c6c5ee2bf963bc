"""What a return looks like in one collection year: its tables, columns, types and codes.

The facts are rows of `<return>/spec/*.csv`, each with its first and last collection year; a year is
what those rows say. `specification("cin", "2025-26")` is all that readers, writers, rules and the
contracts of the `rtn_` models read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from returns.faults import ReturnFault
from returns.years import CollectionYear, collection_year

RETURNS: tuple[str, ...] = ("cin", "ssda903")
HERE = Path(__file__).parent

# How a typed companion of a text column is called: `DECOM` is the text as in the file, `DECOM_on`
# its date.
COMPANION_SUFFIX: Mapping[str, str] = {
    "date": "_on",
    "flag": "_is",
    "integer": "_n",
    "decimal": "_n",
    "year": "_n",
    "datetime": "_at",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: an element of the CIN census, a column of a 903 file.

    `type` is text, code, code_list (several codes in one row), date, partial_date, flag, integer,
    decimal, year or datetime. `required` says that every row must fill it; `derived` columns are
    used if given and never written. `form` is a form that text must have besides (`cells.FORMS`).
    `path` and `order` place a CIN element in the document.
    """

    table: str
    name: str
    type: str
    required: bool
    code_list: str | None
    max_length: int | None
    derived: bool = False
    form: str = ""
    path: str = ""
    order: int = 0
    occurrence: str = ""
    cbds_number: str = ""

    @property
    def companion(self) -> str | None:
        """The typed companion that rules may use, or None for plain text."""
        suffix = COMPANION_SUFFIX.get(self.type)
        return f"{self.name}{suffix}" if suffix else None


@dataclass(frozen=True, slots=True)
class Group:
    """One grouping element of the CIN document.

    `kind`: `row` (each occurrence is a row of `table`), `part` (its items belong to the row around
    it), `rows` (each of its items is a row of `table`) or `list` (its items become one list in the
    row around it).
    """

    path: str
    order: int
    kind: str
    table: str
    keys: tuple[str, ...]
    occurrence: str

    @property
    def tag(self) -> str:
        """Name of the element."""
        return self.path.rpartition("/")[2]

    @property
    def parent(self) -> str:
        """Path of the group around it, empty at the top."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a return in one year: columns in the order of the file, then derived ones.

    `keys` are the columns that tie its rows to others and that the reader makes. `file` and
    `name_pieces` are for returns made of files.
    """

    name: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ()
    file: str = ""
    name_pieces: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[Column, ...]:
        """The columns that belong in the submitted file."""
        return tuple(column for column in self.columns if not column.derived)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Keys first, then every column, each once."""
        return tuple(dict.fromkeys((*self.keys, *(column.name for column in self.columns))))


@dataclass(frozen=True, slots=True)
class Specification:
    """One return in one collection year."""

    return_name: str
    year: CollectionYear
    tables: Mapping[str, Table]
    groups: tuple[Group, ...]
    codes: Mapping[str, Mapping[str, str]]

    @property
    def child_column(self) -> str:
        """The column that names the child."""
        return "LAchildID" if self.return_name == "cin" else "CHILD"

    @property
    def date_form(self) -> str:
        """How a date is written, in words for a person."""
        return "yyyy-mm-dd" if self.return_name == "cin" else "dd/mm/yyyy"

    @property
    def date_format(self) -> str:
        """The same for `strftime`."""
        return "%Y-%m-%d" if self.return_name == "cin" else "%d/%m/%Y"


def known_return(name: str) -> str:
    """`name`, if it is a return that we know.

    Raises:
        ReturnFault: it is not; the sentence lists those we know.
    """
    if name in RETURNS:
        return name
    raise ReturnFault(
        f"{name!r} is not a return that we know.", remedy=f"Known: {', '.join(RETURNS)}."
    )


@lru_cache(maxsize=32)
def specification(return_name: str, year: str | CollectionYear) -> Specification:
    """The specification of a return for a year (`2025-26`).

    Raises:
        ReturnFault: unknown return or year.
    """
    name = known_return(return_name)
    when = collection_year(year)
    codes: dict[str, dict[str, str]] = {}
    for row in spec_rows(name, "codes", when):
        codes.setdefault(row["code_list"], {})[row["code"]] = row["label"]
    if name == "cin":
        groups = tuple(_group(row) for row in spec_rows(name, "groups", when))
        return Specification(name, when, _cin_tables(when, groups), groups, codes)
    return Specification(name, when, _file_tables(name, when), (), codes)


def spec_rows(return_name: str, part: str, year: CollectionYear) -> Iterator[dict[str, str]]:
    """Rows of `<return>/spec/<part>.csv` that are in force in `year`."""
    with (HERE / return_name / "spec" / f"{part}.csv").open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["first_year"] <= year.label <= (row["last_year"] or year.label):
                yield row


def _group(row: Mapping[str, str]) -> Group:
    keys = tuple(row["keys"].split())
    return Group(row["path"], int(row["order"]), row["kind"], row["table"], keys, row["occurrence"])


def _column(row: Mapping[str, str], name: str) -> Column:
    return Column(
        table=row["table"],
        name=name,
        type=row["type"],
        required=row["required"] == "yes",
        derived=row["required"] == "derived",
        code_list=row["code_list"] or None,
        max_length=int(row["max_length"]) if row["max_length"] else None,
        form=row.get("form", ""),
        path=row.get("path", ""),
        order=int(row.get("order") or row.get("position") or 0),
        occurrence=row.get("occurrence", ""),
        cbds_number=row.get("cbds_number", ""),
    )


def _cin_tables(year: CollectionYear, groups: tuple[Group, ...]) -> dict[str, Table]:
    columns: dict[str, list[Column]] = {}
    for row in spec_rows("cin", "items", year):
        columns.setdefault(row["table"], []).append(_column(row, row["element"]))
    keys = {group.table: group.keys for group in groups if group.kind in ("row", "rows")}
    return {name: Table(name, tuple(found), keys[name]) for name, found in columns.items()}


def _file_tables(return_name: str, year: CollectionYear) -> dict[str, Table]:
    columns: dict[str, list[Column]] = {}
    for row in spec_rows(return_name, "columns", year):
        columns.setdefault(row["table"], []).append(_column(row, row["column"]))
    return {
        row["table"]: Table(
            row["table"],
            tuple(columns[row["table"]]),
            file=row["file"],
            name_pieces=tuple(row["name_pieces"].split()),
        )
        for row in spec_rows(return_name, "files", year)
    }
