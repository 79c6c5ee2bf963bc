"""The connector for databases: tables of the dataset's shape, read and never written.

`ingest` asks the catalogue what there is, reads every table of the contract by one SELECT each,
and lands them as the file connector lands files. Nothing is landed unless everything could be read.

A database has no order of rows. They are put in order by their key and then by all else, so that
the same rows have the same content hash, whenever they are read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

import polars as pl

from pipelines.connectors.database_address import Address, Credentials
from pipelines.connectors.database_session import Patience, Session
from pipelines.connectors.database_sql import (
    CATALOGUES,
    Relation,
    as_text,
    canonical,
    relations,
    select,
    statements_before,
)
from pipelines.connectors.report import IngestResult, report_of
from pipelines.connectors.ssd import SYSTEM, Found, column_names, meanings, plain_name
from pipelines.connectors.table_shape import TextTable
from pipelines.contract import Contract, Table, load_contract, table_names
from pipelines.faults import Fault
from pipelines.landing import SOURCE_FILE, SOURCE_ROW, LandedTable, Origin, SourceFile, land
from pipelines.shrinkage import Guard

NAMES_SHOWN = 5
HASHED_ROWS = 100_000
NUL = "\0"


class Reporter(Protocol):
    """Tells a person how far the reading is."""

    def stage(self, words: str, steps: int = 0) -> None:
        """A new part of the work begins, of `steps` steps if that is known."""

    def advance(self, words: str = "") -> None:
        """One step of the part is done."""


@dataclass(frozen=True)
class DatabaseSource:
    """What a person asked to be read.

    Attributes:
        address: the database.
        credentials: who reads.
        reporter: is told how far the reading is.
        schema: where the tables are; by default the one schema that has any.
        tables: those to read, by name; by default all that the contract knows.
        patience: how long is waited for the server.
    """

    address: Address
    credentials: Credentials
    reporter: Reporter
    schema: str | None = None
    tables: Sequence[str] | None = None
    patience: Patience = field(default_factory=Patience)


def ingest(
    source: DatabaseSource,
    *,
    as_at: date,
    authority: str,
    landing_dir: Path,
    max_mb: int,
    contract: Contract | None = None,
    system: str = SYSTEM,
    guard: Guard | None = None,
) -> IngestResult:
    """One drop from a database into landing, and its report.

    Args:
        source: which tables of which database.
        as_at: the day whose state the database shows.
        authority: three-digit number of the authority.
        landing_dir: the landing root.
        max_mb: the most that is read, as text, in millions of bytes.
        contract: default is the one of contract.yml.
        system: whose tables these are.
        guard: what a table may lose against the last drop; default are the usual limits.

    Raises:
        Fault: the database cannot be reached or read, or it lacks a required
            table; then nothing is landed.
    """
    if not re.fullmatch(r"\d{3}", authority):
        raise Fault(
            f"{authority!r} is no authority: its number has three digits.",
            remedy="Give for example --authority 999.",
        )
    contract = contract or load_contract()
    found, schema = read(source, contract, max_mb)
    origin = Origin(
        authority=authority,
        system=system,
        as_at=as_at,
        source=f"{source.address.words}, schema {schema}",
        tables=found.manifests,
        absent_tables={
            name: table.without_it
            for name, table in contract.tables.items()
            if name not in found.tables
        },
        unrecognised_files=found.unrecognised,
        notes=found.notes,
    )
    drop, was_already_there = land(found.tables, origin, landing_dir, guard)
    if was_already_there:
        return IngestResult(drop, was_already_there=True, report=[], findings=[])
    return report_of(contract, drop)


def read(source: DatabaseSource, contract: Contract, max_mb: int) -> tuple[Found, str]:
    """Every table of the contract that was asked for, as text, and the schema that holds them.

    Raises:
        Fault: the database cannot be reached or read, or it lacks a required table.
    """
    address, reporter, patience = source.address, source.reporter, source.patience
    before = statements_before(address.kind, patience.statement)
    with Session(address, source.credentials, before, patience, max_mb, reporter.stage) as session:
        reporter.stage(f"Looking for tables in {address.words}")
        there = relations(session.read(CATALOGUES[address.kind], "the catalogue"))
        chosen = _choose(there, contract, address, source.schema, source.tables)
        found = _read(session, chosen, contract, address, reporter)
    return found, next(iter(chosen.values())).schema


# ---- which tables ----


def _choose(
    there: Sequence[Relation],
    contract: Contract,
    address: Address,
    schema: str | None,
    wanted: Sequence[str] | None,
) -> dict[str, Relation]:
    """The table of the database for each table of the contract that it has.

    Raises:
        Fault: there is none, they stand in several schemas, two have one meaning, one that was
            asked for is not there or may not be read, or a required one is missing.
    """
    where = address.words
    within = _of_schema(there, schema, where)
    names = {name: table.name for table in contract.tables.values() for name in table_names(table)}
    known = [relation for relation in within if plain_name(relation.name) in names]
    if not known:
        raise _none_found(within, schema, where)
    if wanted is not None:
        known = _wanted(known, wanted, where)
    schemas = sorted({relation.schema for relation in known})
    if len(schemas) > 1:
        raise Fault(
            f"Tables of the dataset stand in {len(schemas)} schemas ({', '.join(schemas)}).",
            where=where,
            remedy=f"Say which: --schema {schemas[0]}.",
        )
    chosen: dict[str, Relation] = {}
    for relation in known:
        table = names[plain_name(relation.name)]
        other = chosen.setdefault(table, relation)
        if other is not relation:
            raise Fault(
                f"{other.words} and {relation.words} both mean the table {table}.",
                where=where,
                remedy=f"Name the tables to read, with one of the two: --tables {other.name},…",
            )
    _refuse_unreadable(chosen, where)
    _refuse_without_required(chosen, contract, where)
    return chosen


def _of_schema(there: Sequence[Relation], schema: str | None, where: str) -> list[Relation]:
    if schema is None:
        return list(there)
    within = [relation for relation in there if relation.schema.lower() == schema.lower()]
    if not within:
        others = sorted({relation.schema for relation in there})
        raise Fault(
            f"There is no schema {schema} with a table in it, or this login sees none of its "
            f"tables. There is: {_some(others)}.",
            where=where,
            remedy="Check --schema, and that the login has been granted the schema.",
        )
    return within


def _wanted(known: Sequence[Relation], wanted: Sequence[str], where: str) -> list[Relation]:
    """Tables by the names that a person gave: the exact one, else any that means the same."""
    kept: list[Relation] = []
    for name in wanted:
        bare = name.rsplit(".", 1)[-1].lower()
        exact = [relation for relation in known if relation.name.lower() == bare]
        alike = [r for r in known if plain_name(r.name) == plain_name(name)]
        if not alike:
            raise Fault(
                f"There is no table {name} of the dataset here, or this login may not see it. "
                f"There is: {_some([relation.name for relation in known])}.",
                where=where,
                remedy="Check --tables, and that the login has been granted SELECT on it.",
            )
        kept += [relation for relation in exact or alike if relation not in kept]
    return kept


def _none_found(within: Sequence[Relation], schema: str | None, where: str) -> Fault:
    place = f" in the schema {schema}" if schema else ""
    names = sorted({relation.words for relation in within})
    return Fault(
        f"There is no table of the Standard Safeguarding Dataset{place}. "
        f"This login sees: {_some(names)}.",
        where=where,
        remedy="Check the database and --schema, and that the login has been granted SELECT on the "
        "ssd_ tables. Tables in tempdb (#ssd_…) can be read by nobody else: keep them in a schema.",
    )


def _refuse_unreadable(chosen: Mapping[str, Relation], where: str) -> None:
    barred = [relation.words for relation in chosen.values() if not relation.readable]
    if barred:
        raise Fault(
            f"This login has no right to read {_some(barred)}.",
            where=where,
            remedy="Ask the database's administrator to grant SELECT on it; "
            "docs/reading_a_database.md has the grants. Or read the others alone, by --tables.",
        )


def _refuse_without_required(
    chosen: Mapping[str, Relation], contract: Contract, where: str
) -> None:
    for table in contract.tables.values():
        if table.required and table.name not in chosen:
            raise Fault(
                f"The table {table.ssd_name or table.name} is missing. {table.without_it} "
                f"Found: {_some([relation.name for relation in chosen.values()])}.",
                where=where,
                remedy="Grant the login SELECT on it, or name it in --tables too.",
            )


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return (", ".join(names[:NAMES_SHOWN]) or "nothing") + more


# ---- what they hold ----


def _read(
    session: Session,
    chosen: Mapping[str, Relation],
    contract: Contract,
    address: Address,
    reporter: Reporter,
) -> Found:
    found = Found()
    if not address.is_encrypted:
        found.notes.append(f"{address.words}: the connection need not have been encrypted")
    tables = [contract.tables[name] for name in contract.tables if name in chosen]
    reporter.stage(f"Reading {len(tables)} tables from {address.words}", len(tables))
    for number, table in enumerate(tables):
        drops = len(session.drops)
        _read_table(session, table, chosen[table.name], address, found)
        if len(session.drops) > drops:
            left = len(tables) - number
            reporter.stage(f"Reading the {left} tables that are left", left)
        reporter.advance(table.name)
    for name in dict.fromkeys(session.drops):
        found.notes.append(
            f"{name}: the connection was dropped and the table read again, so it may be younger "
            "than the tables before it"
        )
    return found


def _read_table(
    session: Session, table: Table, relation: Relation, address: Address, found: Found
) -> None:
    columns = [c for c in relation.readable if as_text(address.kind, c) is not None]
    left_out = [c.name for c in relation.columns if c not in columns]
    if left_out:
        found.notes.append(
            f"{relation.words}: not read, for want of a grant or of a form as text: "
            f"{', '.join(left_out)}"
        )
    rows = session.read(select(address.kind, relation, columns), relation.words)
    rows = canonical(address.kind, rows, columns)
    rows = _without_nul(rows, relation, found)
    if table.required and rows.is_empty():
        raise Fault(
            f"The table {relation.words} has no rows. {table.without_it}",
            where=address.words,
            remedy="Check that it was filled, and that no row-level rule hides its rows from this "
            "login.",
        )
    given = [column.name for column in columns]
    text = TextTable(given, rows, pl.Series(dtype=pl.Int64), None, None)
    names = column_names(text, meanings(table), relation.words, table, found.notes)
    rows.columns = names
    rows = _in_order(rows, table)
    known = set(table.columns)
    headers = {name: header for name, header in zip(names, given, strict=True) if name in known}
    found.tables[table.name] = rows.with_columns(
        pl.lit(relation.words).alias(SOURCE_FILE),
        pl.int_range(1, rows.height + 1, dtype=pl.Int64).alias(SOURCE_ROW),
    )
    found.manifests[table.name] = LandedTable(
        rows_in=rows.height,
        source_files=[SourceFile(name=relation.words, sha256=_hash(rows), rows=rows.height)],
        headers=headers,
        extra_columns=[name for name in names if name not in known],
        missing_columns=[name for name in table.columns if name not in headers],
    )


def _without_nul(rows: pl.DataFrame, relation: Relation, found: Found) -> pl.DataFrame:
    """SQL Server lets text hold NUL, which marks a null where content is hashed."""
    holding = [name for name in rows.columns if rows[name].str.contains(NUL, literal=True).any()]
    if not holding:
        return rows
    found.notes.append(f"{relation.words}: characters of value 0 were taken out of its texts")
    return rows.with_columns(pl.col(holding).str.replace_all(NUL, "", literal=True))


def _in_order(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """By key and then by all else, by letters: the same on every server, whatever its language."""
    key = [name for name in table.key if name in rows.columns]
    return rows.sort([*key, *(name for name in sorted(rows.columns) if name not in key)])


def _hash(rows: pl.DataFrame) -> str:
    """SHA-256 of the rows as CSV, a part at a time: the text of a large table is larger than it."""
    digest = hashlib.sha256()
    for start in range(0, max(rows.height, 1), HASHED_ROWS):
        part = rows.slice(start, HASHED_ROWS)
        text = part.write_csv(include_header=start == 0, quote_style="always", null_value=NUL)
        digest.update(text.encode())
    return digest.hexdigest()
