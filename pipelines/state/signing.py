"""Sign-off of a return: who answered for which files, and when. Rows are only ever added.

A sign-off is of the bytes of the return's files. When they change, the sign-off stays as a record
and no longer holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.state.database import open_state
from pipelines.state.findings import ReturnOf


@dataclass(frozen=True)
class SignOff:
    """One sign-off; `errors` and `queries` are what the rules had found in the files then."""

    at: str
    signed_by: str
    role: str
    return_hash: str
    run_id: str
    as_at: date
    errors: int
    queries: int
    remark: str | None

    def holds_for(self, return_hash: str | None) -> bool:
        """Whether the files are still those that were signed off."""
        return return_hash is not None and return_hash == self.return_hash


def return_hash(files: Mapping[str, str]) -> str:
    """One hash of a return's files, from name to SHA-256 of each."""
    text = "".join(f"{name} {digest}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def sign_off(
    state_dir: Path,
    of: ReturnOf,
    *,
    return_hash: str,
    run_id: str,
    as_at: date,
    errors: int,
    queries: int,
    signed_by: str,
    role: str,
    remark: str | None = None,
) -> None:
    """Keep a sign-off.

    Raises:
        ValueError: nobody is named.
        StateFault: the state file cannot be used.
    """
    if not signed_by.strip():
        raise ValueError("A sign-off needs the name of the person who signs.")
    # As for an audit row, the clock is right here: it says when somebody signed.
    at = datetime.now(UTC).isoformat(timespec="seconds")
    with open_state(state_dir) as con:
        con.execute(
            """
            insert into sign_off (
                at, authority, return_name, collection_year, return_hash, run_id, as_at,
                errors, queries, signed_by, role, remark
            ) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (
                at,
                of.authority,
                of.return_name,
                of.year,
                return_hash,
                run_id,
                as_at.isoformat(),
                errors,
                queries,
                signed_by.strip(),
                role,
                (remark or "").strip() or None,
            ),
        )


def sign_offs(state_dir: Path, of: ReturnOf) -> list[SignOff]:
    """The sign-offs of a return, the newest first."""
    with open_state(state_dir) as con:
        rows = con.execute(
            """
            select at, signed_by, role, return_hash, run_id, as_at, errors, queries, remark
            from sign_off
            where authority = ? and return_name = ? and collection_year = ?
            order by sign_off_id desc
            """,
            (of.authority, of.return_name, of.year),
        ).fetchall()
    return [
        SignOff(at, by, role, digest, run_id, date.fromisoformat(as_at), errors, queries, remark)
        for at, by, role, digest, run_id, as_at, errors, queries, remark in rows
    ]
