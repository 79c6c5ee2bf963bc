"""Audit rows: who (by role) opened which child-level view, what it held and why.

Written by every such view and export.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.state.database import open_state


@dataclass(frozen=True)
class AuditRow:
    """One look at child-level data.

    `at` is UTC to the second, `rows` the number of rows shown or handed out.
    """

    audit_id: int
    at: str
    role: str
    page: str
    what: str
    rows: int
    reason: str | None


def record_access(
    state_dir: Path,
    *,
    role: str,
    page: str,
    what: str,
    rows: int,
    reason: str | None = None,
) -> None:
    """Keep one audit row.

    `what` names measure, slice and period, or return and table; never a child.

    Raises:
        StateFault: the state file cannot be used. A view that cannot be audited must not be shown.
    """
    # The one place where the clock is right: an audit row says when somebody looked.
    at = datetime.now(UTC).isoformat(timespec="seconds")
    with open_state(state_dir) as con:
        con.execute(
            "insert into audit (at, role, page, what, rows, reason) values (?, ?, ?, ?, ?, ?)",
            (at, role, page, what, rows, reason),
        )


def audit_rows(
    state_dir: Path, *, role: str | None = None, page: str | None = None, limit: int = 1000
) -> list[AuditRow]:
    """The newest audit rows first, at most `limit`, of one role or page if given."""
    with open_state(state_dir) as con:
        found = con.execute(
            """
            select audit_id, at, role, page, what, rows, reason from audit
            where (? is null or role = ?) and (? is null or page = ?)
            order by audit_id desc limit ?
            """,
            (role, role, page, page, limit),
        ).fetchall()
    return [AuditRow(*row) for row in found]
