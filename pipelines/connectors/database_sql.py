"""What is asked of each kind of server: SELECT and SET, and every value as text.

The server makes the text, so that one table of types says how a value reads, and no type of a
server meets a driver that does not know it. The forms: dates 2026-07-31, instants
2026-07-31T09:30:00 in local time, numbers without exponent or thousands, Y and N, null for null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.connectors.database_address import POSTGRES, SQL_SERVER

LOCK_SECONDS = 30
TIME_ZONE = "Europe/London"


@dataclass(frozen=True)
class Column:
    """A column of the server, its base type in the server's word, and whether it may be read."""

    name: str
    type: str
    is_readable: bool


@dataclass(frozen=True)
class Relation:
    """A table or view and its columns, in the server's order."""

    schema: str
    name: str
    columns: Sequence[Column]

    @property
    def words(self) -> str:
        """Its name for people."""
        return f"{self.schema}.{self.name}"

    @property
    def readable(self) -> list[Column]:
        """Columns that the login may read."""
        return [column for column in self.columns if column.is_readable]


# One row for each column; every value is text. The catalogue tells everybody what there is, and
# whether the one who asks may read it.
_POSTGRES_CATALOGUE = """
select
    n.nspname::text as table_schema,
    c.relname::text as table_name,
    a.attname::text as column_name,
    case
        when coalesce(base.typcategory, t.typcategory) = 'A' then 'array'
        else coalesce(base.typname, t.typname)::text
    end as type_name,
    case
        when has_schema_privilege(n.oid, 'usage')
            and has_column_privilege(c.oid, a.attnum, 'select') then 'Y'
        else 'N'
    end as is_readable
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
inner join pg_catalog.pg_attribute as a on a.attrelid = c.oid
inner join pg_catalog.pg_type as t on t.oid = a.atttypid
left join pg_catalog.pg_type as base on base.oid = nullif(t.typbasetype, 0)
where c.relkind in ('r', 'p', 'v', 'm', 'f')
    and a.attnum > 0
    and not a.attisdropped
    and n.nspname not in ('pg_catalog', 'information_schema')
    and n.nspname not like 'pg\\_%'
order by n.nspname, c.relname, a.attnum
"""

# SQL Server shows a login only what it has some right to.
_SQL_SERVER_CATALOGUE = """
select
    convert(nvarchar(128), s.name) as table_schema,
    convert(nvarchar(128), o.name) as table_name,
    convert(nvarchar(128), c.name) as column_name,
    convert(nvarchar(128), coalesce(type_name(c.system_type_id), t.name)) as type_name,
    case
        when has_perms_by_name(
            quotename(s.name) + N'.' + quotename(o.name), N'object', N'select', c.name, N'column'
        ) = 1 then N'Y'
        else N'N'
    end as is_readable
from sys.objects as o
inner join sys.schemas as s on s.schema_id = o.schema_id
inner join sys.columns as c on c.object_id = o.object_id
inner join sys.types as t on t.user_type_id = c.user_type_id
where o.type in ('U', 'V')
order by s.name, o.name, c.column_id
"""

CATALOGUES = {POSTGRES: _POSTGRES_CATALOGUE, SQL_SERVER: _SQL_SERVER_CATALOGUE}


def statements_before(kind: str, seconds: float) -> list[str]:
    """What each connection executes first; SQL Server's driver has no place for any."""
    if kind == SQL_SERVER:
        return []
    return [
        "set session characteristics as transaction read only",
        f"set statement_timeout = {round(seconds * 1000)}",
        f"set lock_timeout = {LOCK_SECONDS * 1000}",
        f"set time zone '{TIME_ZONE}'",
        "set datestyle = 'ISO, DMY'",
        "set extra_float_digits = 1",
    ]


def relations(rows: pl.DataFrame) -> list[Relation]:
    """The tables and views in what a catalogue query gave."""
    found: dict[tuple[str, str], list[Column]] = {}
    for schema, name, column, type_name, readable in rows.iter_rows():
        columns = found.setdefault((schema, name), [])
        columns.append(Column(column, type_name, readable == "Y"))
    return [Relation(schema, name, columns) for (schema, name), columns in found.items()]


# ---- how a value of each type becomes text ----

# {c} is the quoted column. None: no text stands for it, so the column is left out and reported.
_POSTGRES_TEXT: Mapping[str, str | None] = {
    "timestamp": "replace({c}::text, ' ', 'T')",
    "timestamptz": "replace(({c} at time zone current_setting('timezone'))::text, ' ', 'T')",
    "bool": "case when {c} then 'Y' when not {c} then 'N' end",
    "money": "{c}::numeric::text",
    "bytea": "encode({c}, 'hex')",
    "array": "array_to_json({c})::text",
    "bpchar": "rtrim({c}::text)",
}
_SQL_SERVER_TEXT: Mapping[str, str | None] = {
    "char": "rtrim(convert(nvarchar(max), {c}))",
    "nchar": "rtrim(convert(nvarchar(max), {c}))",
    "bit": "case {c} when 1 then N'Y' when 0 then N'N' end",
    # Style 2 has all four decimals and no thousands; 3 has all digits of a float; 23 and 126 are
    # ISO; 108 is hh:mm:ss; of binary, style 2 is hexadecimal.
    "money": "convert(nvarchar(40), {c}, 2)",
    "smallmoney": "convert(nvarchar(40), {c}, 2)",
    "float": "convert(nvarchar(40), {c}, 3)",
    "real": "convert(nvarchar(40), {c}, 3)",
    "date": "convert(nvarchar(10), {c}, 23)",
    "datetime": "convert(nvarchar(33), {c}, 126)",
    "datetime2": "convert(nvarchar(33), {c}, 126)",
    "smalldatetime": "convert(nvarchar(33), {c}, 126)",
    # The hour that stood on the wall where it was written down.
    "datetimeoffset": "convert(nvarchar(33), convert(datetime2(7), {c}), 126)",
    "time": "convert(nvarchar(16), {c}, 108)",
    "uniqueidentifier": "convert(nvarchar(36), {c})",
    "binary": "convert(nvarchar(max), convert(varbinary(max), {c}), 2)",
    "varbinary": "convert(nvarchar(max), convert(varbinary(max), {c}), 2)",
    "image": "convert(nvarchar(max), convert(varbinary(max), {c}), 2)",
    "timestamp": "convert(nvarchar(max), convert(varbinary(max), {c}), 2)",
    "hierarchyid": None,
    "geometry": None,
    "geography": None,
}
_FLOATS = {POSTGRES: {"float4": 32, "float8": 64}, SQL_SERVER: {"real": 32, "float": 64}}
_INSTANTS = ("timestamp", "timestamptz", "datetime", "datetime2", "datetimeoffset")


def as_text(kind: str, column: Column) -> str | None:
    """The expression whose value is the column's text; None where there is none."""
    table, other = (
        (_POSTGRES_TEXT, "{c}::text")
        if kind == POSTGRES
        else (_SQL_SERVER_TEXT, "convert(nvarchar(max), {c})")
    )
    expression = table.get(column.type, other)
    return None if expression is None else expression.format(c=quoted(kind, column.name))


def quoted(kind: str, name: str) -> str:
    """A name as the server takes it, whatever stands in it."""
    if kind == POSTGRES:
        return '"' + name.replace('"', '""') + '"'
    return "[" + name.replace("]", "]]") + "]"


def select(kind: str, relation: Relation, columns: Sequence[Column]) -> str:
    """The query for a table; its columns are named by position, for names may repeat or be long."""
    cells = ", ".join(
        f"{as_text(kind, column)} as c{number}" for number, column in enumerate(columns)
    )
    return f"select {cells} from {quoted(kind, relation.schema)}.{quoted(kind, relation.name)}"  # noqa: S608 - names are quoted


def canonical(kind: str, rows: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """Texts of one form for equal values: floats without exponent, instants without idle zeros."""
    changes = []
    for name, column in zip(rows.columns, columns, strict=True):
        cell = pl.col(name).cast(pl.String)
        bits = _FLOATS[kind].get(column.type)
        if bits is not None:
            texts = [_written_out(text, bits) for text in rows[name]]
            cell = pl.lit(pl.Series(texts, dtype=pl.String)).alias(name)
        elif kind == SQL_SERVER and column.type in _INSTANTS[2:]:
            cell = cell.str.replace(r"(\.\d*?)0+$", "${1}").str.strip_suffix(".")
        changes.append(cell)
    return rows.select(changes)


def _written_out(text: str | None, bits: int) -> str | None:
    """The shortest digits that mean the same float, without exponent: 0.000015 for 1.5e-05."""
    if text is None:
        return None
    value = np.float32(text) if bits == 32 else np.float64(text)
    if not np.isfinite(value):
        return text
    return np.format_float_positional(value, unique=True, trim="-")
