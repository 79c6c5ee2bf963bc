"""What people say about a figure, for the pack and the meeting. Rows are only ever added.

A comment is on a measure in a quarter, or with no measure on the quarter as a whole. The newest
counts; an empty one takes the one before back, and both stay on record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.state.database import open_state

LETTERS = 4000


@dataclass(frozen=True)
class Comment:
    """One comment; `at` is UTC to the second, `measure_id` null for the quarter as a whole."""

    authority: str
    quarter: str
    measure_id: str | None
    text: str
    written_by: str
    role: str
    at: str


def write_comment(
    state_dir: Path,
    *,
    authority: str,
    quarter: str,
    measure_id: str | None,
    text: str,
    written_by: str,
    role: str,
) -> None:
    """Keep a comment.

    Raises:
        ValueError: it is too long, or nobody is named.
        StateFault: the state file cannot be used.
    """
    said = text.strip()
    if len(said) > LETTERS:
        raise ValueError(f"A comment has at most {LETTERS} letters; this has {len(said)}.")
    if not written_by.strip():
        raise ValueError("A comment needs the name of the person who writes it.")
    at = datetime.now(UTC).isoformat(timespec="seconds")
    with open_state(state_dir) as con:
        con.execute(
            """
            insert into commentary (at, authority, quarter, measure_id, text, written_by, role)
            values (?, ?, ?, ?, ?, ?, ?)
            """,
            (at, authority, quarter, measure_id, said, written_by.strip(), role),
        )


def comments(state_dir: Path, authority: str, quarter: str) -> list[Comment]:
    """The comments of a quarter that hold: one on the whole first, then by measure."""
    with open_state(state_dir) as con:
        rows = con.execute(
            """
            select authority, quarter, measure_id, text, written_by, role, at from commentary
            where comment_id in (
                select max(comment_id) from commentary
                where authority = ? and quarter = ?
                group by measure_id
            ) and text <> ''
            order by measure_id nulls first
            """,
            (authority, quarter),
        ).fetchall()
    return [Comment(*row) for row in rows]
