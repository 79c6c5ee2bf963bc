"""The state file: where it is, how it is opened, and the migrations of older ones.

Migrations run by themselves when the file is opened, each in one transaction with the number that
it reaches, so that a process that dies half-way leaves either the old form or the new one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.faults import Fault

# Each entry brings the file from version n to n + 1 and is never edited once released: state is
# what cannot be built again.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        create table audit (
            audit_id integer primary key,
            at text not null,       -- UTC, ISO 8601, to the second
            role text not null,
            page text not null,
            what text not null,     -- measure, return or table, with its slice and period
            rows integer not null,  -- how many child-level rows were shown or handed out
            reason text
        )
        """,
        "create index audit_at on audit (at)",
        # Audit rows are evidence: the file itself refuses to change or drop one.
        """
        create trigger audit_is_append_only_update before update on audit
        begin select raise(abort, 'audit rows are never changed'); end
        """,
        """
        create trigger audit_is_append_only_delete before delete on audit
        begin select raise(abort, 'audit rows are never removed'); end
        """,
    ),
)
SCHEMA_VERSION = len(MIGRATIONS)


class StateFault(Fault):
    """The state file cannot be used.

    It is newer than this version of Sightline, or it is no SQLite file.
    """


def state_path(state_dir: Path) -> Path:
    """The SQLite file below the state folder."""
    return state_dir / "state.sqlite3"


@contextmanager
def open_state(state_dir: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the state file, made or migrated if need be.

    Committed at the end, rolled back on an error.

    Raises:
        StateFault: the file is no SQLite database or was written by a newer Sightline.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    path = state_path(state_dir)
    con = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        try:
            con.execute("pragma journal_mode = wal")
            con.execute("pragma synchronous = full")
            _migrate(con, path)
        except sqlite3.DatabaseError as error:
            raise StateFault(
                f"The file that keeps what people entered cannot be opened ({error}).",
                where=str(path),
                remedy="Restore it from the last backup; do not delete it.",
            ) from error
        con.execute("begin immediate")
        try:
            yield con
        except BaseException:
            con.execute("rollback")
            raise
        con.execute("commit")
    finally:
        con.close()


def _migrate(con: sqlite3.Connection, path: Path) -> None:
    version = _version(con)
    if version > SCHEMA_VERSION:
        raise StateFault(
            f"The state file has version {version}; this Sightline knows those up to "
            f"{SCHEMA_VERSION}.",
            where=str(path),
            remedy="Install the Sightline that wrote it, or a newer one.",
        )
    while version < SCHEMA_VERSION:
        con.execute("begin immediate")
        # Another process may have migrated while this one waited for the write lock.
        version = _version(con)
        if version < SCHEMA_VERSION:
            for statement in MIGRATIONS[version]:
                con.execute(statement)
            version += 1
            con.execute(f"pragma user_version = {version}")
        con.execute("commit")


def _version(con: sqlite3.Connection) -> int:
    return int(con.execute("pragma user_version").fetchone()[0])
