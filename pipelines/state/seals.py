"""Seals of the rows that are only ever added: what people said and did, and the record of links.

Whoever adds rows seals them in the same transaction: the table, the span of its ids, and a hash of
them and of the seal before. So a row that is altered, taken away or put in by something else than
Sightline is found and named. Findings have no seal: each check of a return writes them anew.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping

# Of each table its id and the columns that the seals are made of. A column that is added later is
# no part of seals that were made before, so it needs a table here of its own.
SEALED: Mapping[str, tuple[str, ...]] = {
    "audit": ("audit_id", "at", "role", "page", "what", "rows", "reason"),
    "finding_note": ("note_id", "finding_id", "at", "as_at", "role", "note"),
    "sign_off": (
        "sign_off_id",
        "at",
        "authority",
        "return_name",
        "collection_year",
        "return_hash",
        "run_id",
        "as_at",
        "errors",
        "queries",
        "signed_by",
        "role",
        "remark",
    ),
    "chain_link": ("sequence", "link_hash"),
    "commentary": (
        "comment_id",
        "at",
        "authority",
        "quarter",
        "measure_id",
        "text",
        "written_by",
        "role",
    ),
    "action": (
        "action_id",
        "at",
        "authority",
        "quarter",
        "measure_id",
        "what",
        "owner",
        "due_on",
        "raised_by",
        "role",
    ),
    "action_change": (
        "change_id",
        "action_id",
        "at",
        "status",
        "remark",
        "changed_by",
        "role",
    ),
    "pair_verdict": (
        "verdict_id",
        "at",
        "authority",
        "child_id",
        "other_child_id",
        "verdict",
        "score",
        "remark",
        "said_by",
        "role",
    ),
}
NO_ROW = -1
FIRST_BEFORE = "0" * 64


def last_ids(con: sqlite3.Connection) -> dict[str, int]:
    """The newest id of each table, or `NO_ROW`; a file that is being migrated lacks some."""
    there = {name for (name,) in con.execute("select name from sqlite_master where type = 'table'")}
    asked = " union all ".join(
        f"select '{table}', coalesce(max({columns[0]}), {NO_ROW}) from {table}"  # noqa: S608
        for table, columns in SEALED.items()
        if table in there
    )
    return dict(con.execute(asked).fetchall())


def seal(con: sqlite3.Connection, before: Mapping[str, int]) -> None:
    """Seal what the transaction added; `before` is what `last_ids` said at its start."""
    for table, last in last_ids(con).items():
        if last <= before[table]:
            continue
        newest = con.execute("select seal_hash from seal order by seal_id desc limit 1").fetchall()
        added = _select(table, f"where {SEALED[table][0]} > ?")
        rows = con.execute(added, (before[table],)).fetchall()
        first = int(rows[0][0])
        sealed = _hash(newest[0][0] if newest else FIRST_BEFORE, table, first, last, rows)
        con.execute(
            "insert into seal (table_name, first_id, last_id, seal_hash) values (?, ?, ?, ?)",
            (table, first, last, sealed),
        )


def broken(con: sqlite3.Connection) -> str | None:
    """What is not as it was sealed, as a sentence; None where everything is."""
    held = {table: _Rows(con.execute(_select(table))) for table in SEALED}
    before = FIRST_BEFORE
    seals = con.execute(
        "select seal_id, table_name, first_id, last_id, seal_hash from seal order by seal_id"
    )
    for number, (seal_id, table, first, last, sealed) in enumerate(seals.fetchall(), start=1):
        if seal_id != number:
            return f"Seal {number} of what people entered is missing."
        if table not in held:
            return f"Seal {number} of what people entered was altered."
        strange = held[table].up_to(first - 1)
        if strange:
            return _put_in(table, strange)
        if _hash(before, table, first, last, held[table].up_to(last)) != sealed:
            span = f"Row {first}" if first == last else f"One of the rows {first} to {last}"
            return f"{span} of the table {table} is not what was kept: it was altered or removed."
        before = sealed
    for table, rows in held.items():
        strange = rows.up_to(None)
        if strange:
            return _put_in(table, strange)
    return None


def _put_in(table: str, rows: list[tuple[object, ...]]) -> str:
    return f"Row {rows[0][0]} of the table {table} was put in by something else than Sightline."


class _Rows:
    """The rows of a table in the order of their ids, read once."""

    def __init__(self, source: Iterator[tuple[object, ...]]) -> None:
        self._source = source
        self._next = next(source, None)

    def up_to(self, last: int | None) -> list[tuple[object, ...]]:
        """The rows that were not taken yet, up to an id or to the end."""
        taken = []
        while self._next is not None and (last is None or int(str(self._next[0])) <= last):
            taken.append(self._next)
            self._next = next(self._source, None)
        return taken


def _select(table: str, where: str = "") -> str:
    columns = SEALED[table]
    # Names of our own.
    return f"select {', '.join(columns)} from {table} {where} order by {columns[0]}"  # noqa: S608


def _hash(
    before: str, table: str, first: int, last: int, rows: Iterable[tuple[object, ...]]
) -> str:
    digest = hashlib.sha256(f"{before} {table} {first} {last}\n".encode())
    for row in rows:
        # Only what was altered by hand holds anything but text and numbers.
        digest.update(json.dumps(row, default=repr).encode() + b"\n")
    return digest.hexdigest()
