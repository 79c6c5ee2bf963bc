"""What people decided about pairs of records that may be one child. Rows are only ever added.

A pair that somebody said to be two children is not listed again, until more speaks for one child
than did then. Nothing here merges anybody: that is done in the case system, and then the pair goes
by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.state.database import open_state

TWO_CHILDREN, TAKEN_BACK = "two children", "taken back"
VERDICTS = (TWO_CHILDREN, TAKEN_BACK)
LETTERS = 2000

Pair = tuple[str, str]


@dataclass(frozen=True)
class PairVerdict:
    """The newest word on a pair; `score` is what spoke for one child then, `at` UTC."""

    child_id: str
    other_child_id: str
    verdict: str
    score: int
    remark: str | None
    said_by: str
    role: str
    at: str

    def holds(self, score: int) -> bool:
        """Whether a pair of this score need not be looked at again."""
        return self.verdict == TWO_CHILDREN and score <= self.score


def pair_of(one: str, other: str) -> Pair:
    """The two ids in the order in which a pair is kept and listed."""
    return (one, other) if one < other else (other, one)


def decide_pair(
    state_dir: Path,
    authority: str,
    pair: Pair,
    *,
    verdict: str,
    score: int,
    said_by: str,
    role: str,
    remark: str = "",
) -> None:
    """Keep what was decided about a pair, or that it is taken back.

    Raises:
        ValueError: no such verdict, one child twice, nobody is named, or the remark is too long.
        StateFault: the state file cannot be used.
    """
    if verdict not in VERDICTS:
        raise ValueError(f"{verdict!r} is no verdict on a pair: {', '.join(VERDICTS)}.")
    if pair[0] == pair[1]:
        raise ValueError("A pair is of two records.")
    if not said_by.strip():
        raise ValueError("A decision needs the name of the person who takes it.")
    if len(remark.strip()) > LETTERS:
        raise ValueError(f"A remark has at most {LETTERS} letters; this has {len(remark.strip())}.")
    at = datetime.now(UTC).isoformat(timespec="seconds")
    with open_state(state_dir) as con:
        con.execute(
            """
            insert into pair_verdict (
                at, authority, child_id, other_child_id, verdict, score, remark, said_by, role
            ) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (
                at,
                authority,
                *pair_of(*pair),
                verdict,
                score,
                remark.strip() or None,
                said_by.strip(),
                role,
            ),
        )


def pair_verdicts(state_dir: Path, authority: str) -> Mapping[Pair, PairVerdict]:
    """The newest word on each pair of an authority that anybody decided about."""
    with open_state(state_dir) as con:
        rows = con.execute(
            """
            select child_id, other_child_id, verdict, score, remark, said_by, role, at
            from pair_verdict
            where verdict_id in (
                select max(verdict_id) from pair_verdict
                where authority = ?
                group by child_id, other_child_id
            )
            order by child_id, other_child_id
            """,
            (authority,),
        ).fetchall()
    return {(row[0], row[1]): PairVerdict(*row) for row in rows}
