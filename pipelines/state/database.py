"""The state file: where it is, how it is opened, and the migrations of older ones.

Migrations run by themselves when the file is opened, each in one transaction with the number that
it reaches, so that a process that dies half-way leaves either the old form or the new one. A copy
of the file as it was is kept beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pipelines.faults import Fault
from pipelines.state import seals

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
    (
        # One row for each as-at date that a return was checked on. The newest check of a day is the
        # one that counts, so a run that is repeated changes nothing.
        """
        create table finding_run (
            authority text not null,
            return_name text not null,
            collection_year text not null,
            as_at text not null,        -- ISO date
            run_id text not null,
            findings integer not null,
            primary key (authority, return_name, collection_year, as_at)
        )
        """,
        # What is known of a finding; its id does not change from run to run.
        """
        create table finding (
            finding_id text primary key,
            authority text not null,
            return_name text not null,
            collection_year text not null,
            rule_code text not null,
            severity text not null,
            table_name text,
            child_id text,
            record text,                -- table and id of the record in the case system
            keys text,                  -- what names the row for a person: its dates
            field text,
            team text,                  -- these two as in the newest run that saw it
            worker_id text,
            described_as_at text not null
        )
        """,
        "create index finding_of_return on finding (authority, return_name, collection_year)",
        # From first_seen to last_seen every check found it. A finding that was mended and came back
        # has two rows.
        """
        create table finding_spell (
            finding_id text not null references finding,
            first_seen text not null,   -- as-at dates
            last_seen text not null,
            primary key (finding_id, first_seen)
        )
        """,
        """
        create table finding_note (
            note_id integer primary key,
            finding_id text not null references finding,
            at text not null,           -- UTC
            as_at text not null,        -- of the run that was on the screen
            role text not null,
            note text not null          -- an empty one takes the one before back
        )
        """,
        "create index note_of_finding on finding_note (finding_id)",
        """
        create table sign_off (
            sign_off_id integer primary key,
            at text not null,           -- UTC
            authority text not null,
            return_name text not null,
            collection_year text not null,
            return_hash text not null,  -- of the files that were signed off
            run_id text not null,
            as_at text not null,
            errors integer not null,
            queries integer not null,
            signed_by text not null,
            role text not null,
            remark text
        )
        """,
        # What the chain of kept files must at least hold: without it, links cut off at its end
        # would not be missed.
        """
        create table chain_link (
            sequence integer primary key,
            link_hash text not null
        )
        """,
        *(
            f"""
            create trigger {table}_is_append_only_{verb} before {verb} on {table}
            begin select raise(abort, '{words} are never {done}'); end
            """
            for table, words in (
                ("finding_note", "notes"),
                ("sign_off", "sign-offs"),
                ("chain_link", "links of the chain"),
            )
            for verb, done in (("update", "changed"), ("delete", "removed"))
        ),
    ),
    (
        """
        create table commentary (
            comment_id integer primary key,
            at text not null,           -- UTC
            authority text not null,
            quarter text not null,
            measure_id text,            -- null: on the quarter as a whole
            text text not null,         -- an empty one takes the one before back
            written_by text not null,
            role text not null
        )
        """,
        "create index commentary_of_quarter on commentary (authority, quarter, measure_id)",
        """
        create table action (
            action_id integer primary key,
            at text not null,           -- UTC
            authority text not null,
            quarter text not null,      -- of the figures that it was raised on
            measure_id text,
            what text not null,
            owner text not null,
            due_on text,
            raised_by text not null,
            role text not null
        )
        """,
        # How an action stands is its newest change; without one it is open.
        """
        create table action_change (
            change_id integer primary key,
            action_id integer not null references action,
            at text not null,           -- UTC
            status text not null check (status in ('open', 'done', 'dropped')),
            remark text,
            changed_by text not null,
            role text not null
        )
        """,
        "create index change_of_action on action_change (action_id)",
        *(
            f"""
            create trigger {table}_is_append_only_{verb} before {verb} on {table}
            begin select raise(abort, '{words} are never {done}'); end
            """
            for table, words in (
                ("commentary", "comments"),
                ("action", "actions"),
                ("action_change", "changes of actions"),
            )
            for verb, done in (("update", "changed"), ("delete", "removed"))
        ),
    ),
    (
        # One row for each transaction and table that it added rows to: see seals.py.
        """
        create table seal (
            seal_id integer primary key,
            table_name text not null,
            first_id integer not null,
            last_id integer not null,
            seal_hash text not null     -- of these rows and of the seal before
        )
        """,
        *(
            f"""
            create trigger seal_is_append_only_{verb} before {verb} on seal
            begin select raise(abort, 'seals are never {done}'); end
            """
            for verb, done in (("update", "changed"), ("delete", "removed"))
        ),
    ),
    (
        """
        create table pair_verdict (
            verdict_id integer primary key,
            at text not null,           -- UTC
            authority text not null,
            child_id text not null,     -- the lower of the two ids
            other_child_id text not null,
            verdict text not null check (verdict in ('two children', 'taken back')),
            score integer not null,     -- what spoke for one child when it was said
            remark text,
            said_by text not null,
            role text not null
        )
        """,
        "create index verdict_of_pair on pair_verdict (authority, child_id, other_child_id)",
        *(
            f"""
            create trigger pair_verdict_is_append_only_{verb} before {verb} on pair_verdict
            begin select raise(abort, 'verdicts on pairs are never {done}'); end
            """
            for verb, done in (("update", "changed"), ("delete", "removed"))
        ),
    ),
)
SEALED_FROM = 4
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
        StateFault: the file is damaged, no SQLite database, out of reach, or was written by a newer
            Sightline.
    """
    path = state_path(state_dir)
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StateFault(
            f"The folder of what people entered cannot be made ({error.strerror or error}).",
            where=str(state_dir),
            remedy="Check that you may write there.",
        ) from error
    with _told(path), closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as con:
        con.execute("pragma journal_mode = wal")
        con.execute("pragma synchronous = full")
        _migrate(con, path)
        con.execute("begin immediate")
        try:
            before = seals.last_ids(con)
            yield con
            seals.seal(con, before)
            con.execute("commit")
        except BaseException:
            if con.in_transaction:
                con.execute("rollback")
            raise


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What a file that is damaged, locked or out of reach makes of whoever uses it."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        # The file refuses to have a row changed; and what was wrongly written is our defect.
        raise
    except sqlite3.OperationalError as error:
        raise StateFault(
            f"The file that keeps what people entered cannot be used ({error}).",
            where=str(path),
            remedy="Check the space of the disk, that you may write there, and that nothing else "
            "holds the file.",
        ) from error
    except sqlite3.DatabaseError as error:
        raise StateFault(
            f"The file that keeps what people entered is damaged ({error}).",
            where=str(path),
            remedy="Do not delete it. Put the one of the last backup in its place, as "
            "docs/keeping_it_safe.md tells.",
        ) from error


def _migrate(con: sqlite3.Connection, path: Path) -> None:
    version = _version(con)
    if version > SCHEMA_VERSION:
        raise StateFault(
            f"The state file has version {version}; this Sightline knows those up to "
            f"{SCHEMA_VERSION}.",
            where=str(path),
            remedy="Install the Sightline that wrote it, or a newer one.",
        )
    is_older = version > 0
    while version < SCHEMA_VERSION:
        con.execute("begin immediate")
        # Another process may have migrated while this one waited for the write lock.
        version = _version(con)
        if version < SCHEMA_VERSION:
            if is_older:
                _keep_copy(path, version)
                is_older = False
            for statement in MIGRATIONS[version]:
                con.execute(statement)
            version += 1
            if version == SEALED_FROM:
                # What was there before there were seals is taken as it is.
                seals.seal(con, dict.fromkeys(seals.SEALED, seals.NO_ROW))
            con.execute(f"pragma user_version = {version}")
        con.execute("commit")


def _version(con: sqlite3.Connection) -> int:
    return int(con.execute("pragma user_version").fetchone()[0])


def copy_path(state_dir: Path, version: int) -> Path:
    """The copy of the state file as it was before it left a version."""
    return state_dir / f"state-version-{version}.sqlite3"


def copy_state(state_dir: Path, target: Path) -> None:
    """Write the state file as it is at this moment to a new file, whoever writes meanwhile."""
    path = state_path(state_dir)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _keep_copy(path: Path, version: int) -> None:
    target = copy_path(path.parent, version)
    unfinished = target.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    # The caller holds the write lock of the file.
    copy_state(path.parent, unfinished)
    unfinished.replace(target)
