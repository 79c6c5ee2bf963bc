"""What was agreed to be done about a figure, by whom and until when. Rows are only ever added.

An action is raised once; what becomes of it is a row for each change, and the newest says how it
stands. So a meeting can carry forward what the one before left open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.state.database import open_state

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATUSES = (OPEN, DONE, DROPPED)
LETTERS = 2000


@dataclass(frozen=True)
class Action:
    """One action as it stands; `changed_at` is null until somebody has said what became of it."""

    action_id: int
    authority: str
    quarter: str
    measure_id: str | None
    what: str
    owner: str
    due_on: date | None
    raised_by: str
    raised_at: str
    status: str
    remark: str | None
    changed_by: str | None
    changed_at: str | None

    def is_overdue(self, as_at: date) -> bool:
        """Whether it is open after the day on which it was due."""
        return self.status == OPEN and self.due_on is not None and self.due_on < as_at


def raise_action(
    state_dir: Path,
    *,
    authority: str,
    quarter: str,
    what: str,
    owner: str,
    raised_by: str,
    role: str,
    measure_id: str | None = None,
    due_on: date | None = None,
) -> int:
    """Keep a new action.

    Returns:
        Its number.

    Raises:
        ValueError: it says nothing, too much, or has no owner or nobody who raises it.
        StateFault: the state file cannot be used.
    """
    said = what.strip()
    if not said or len(said) > LETTERS:
        raise ValueError(f"An action is told in 1 to {LETTERS} letters; this has {len(said)}.")
    if not owner.strip() or not raised_by.strip():
        raise ValueError("An action needs an owner and the name of the person who raises it.")
    with open_state(state_dir) as con:
        found = con.execute(
            """
            insert into action (
                at, authority, quarter, measure_id, what, owner, due_on, raised_by, role
            ) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            returning action_id
            """,
            (
                _now(),
                authority,
                quarter,
                measure_id,
                said,
                owner.strip(),
                due_on.isoformat() if due_on else None,
                raised_by.strip(),
                role,
            ),
        ).fetchall()
    return int(found[0][0])


def change_action(
    state_dir: Path,
    action_id: int,
    *,
    status: str,
    changed_by: str,
    role: str,
    remark: str | None = None,
) -> None:
    """Keep what became of an action.

    Raises:
        ValueError: no such action or status, or nobody is named.
        StateFault: the state file cannot be used.
    """
    if status not in STATUSES:
        raise ValueError(f"{status!r} is no status of an action: {', '.join(STATUSES)}.")
    if not changed_by.strip():
        raise ValueError("A change needs the name of the person who makes it.")
    with open_state(state_dir) as con:
        if not con.execute("select 1 from action where action_id = ?", (action_id,)).fetchall():
            raise ValueError(f"There is no action {action_id}.")
        con.execute(
            """
            insert into action_change (action_id, at, status, remark, changed_by, role)
            values (?, ?, ?, ?, ?, ?)
            """,
            (action_id, _now(), status, (remark or "").strip() or None, changed_by.strip(), role),
        )


def actions(state_dir: Path, authority: str, *, status: str | None = None) -> list[Action]:
    """The actions of an authority as they stand, the oldest first; of one status if given."""
    with open_state(state_dir) as con:
        rows = con.execute(
            """
            select action.action_id, authority, quarter, measure_id, what, owner, due_on,
                raised_by, action.at, coalesce(status, 'open'), remark, changed_by,
                action_change.at
            from action
            left join action_change on change_id = (
                select max(change_id) from action_change as newest
                where newest.action_id = action.action_id
            )
            where authority = ?
            order by action.action_id
            """,
            (authority,),
        ).fetchall()
    found = [Action(*(*row[:6], _day(row[6]), *row[7:])) for row in rows]
    return [one for one in found if status in (None, one.status)]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
