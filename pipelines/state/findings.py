"""Findings of the returns from run to run: since when each is known, its note, its state.

A finding is the same from run to run if it is of the same authority, return, year, rule, child,
record of the case system and field; row numbers and values change and do not count. It is kept as
spells of as-at dates: from the first to the last check in a row that found it. So a run that is
repeated changes nothing, a run of an earlier day finds its place, and no clock is asked.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.state.database import open_state

OPEN, NOTED, MENDED = "open", "noted", "mended"
ID_LETTERS = 20
NOTE_LETTERS = 2000

Spell = tuple[date, date]


@dataclass(frozen=True)
class ReturnOf:
    """The return whose findings are meant."""

    authority: str
    return_name: str
    year: str


@dataclass(frozen=True)
class Sighting:
    """One finding as a run saw it; null is a finding on the whole return."""

    finding_id: str
    rule_code: str
    severity: str
    table: str | None
    child_id: str | None
    record: str | None
    keys: str | None
    field: str | None
    team: str | None
    worker_id: str | None


@dataclass(frozen=True)
class LedgerRow:
    """One finding as it stands on an as-at date.

    `first_seen` begins the spell that is open, or that ended with `last_seen`; `mended_on` is the
    as-at date of the first check that no longer found it. `is_new`: the check before did not find
    it. `is_again`: it had been mended before. `is_mended_now`: the check before still found it.
    """

    sighting: Sighting
    first_seen: date
    last_seen: date
    state: str
    note: str | None
    noted_at: str | None
    mended_on: date | None
    is_new: bool
    is_again: bool
    is_mended_now: bool

    def age_days(self, as_at: date) -> int:
        """Days since it was first seen."""
        return (as_at - self.first_seen).days


def finding_id(of: ReturnOf, *parts: str | None) -> str:
    """The id of a finding: a hash of what makes it the same one."""
    text = "\x1f".join(part or "" for part in (of.authority, of.return_name, of.year, *parts))
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LETTERS]


def observe(
    state_dir: Path, of: ReturnOf, as_at: date, run_id: str, sightings: Sequence[Sighting]
) -> None:
    """Keep what a check of a return found on an as-at date, in place of an earlier check of it.

    Raises:
        StateFault: the state file cannot be used.
    """
    seen = {sighting.finding_id for sighting in sightings}
    with open_state(state_dir) as con:
        days = _days(con, of)
        before = max((day for day in days if day < as_at), default=None)
        after = min((day for day in days if day > as_at), default=None)
        _describe(con, of, as_at, sightings)
        known = _spells(con, of)
        for one in sorted(known.keys() | seen):
            spells = known.get(one, [])
            placed = with_check(spells, one in seen, as_at, before, after)
            if placed != spells:
                con.execute("delete from finding_spell where finding_id = ?", (one,))
                con.executemany(
                    "insert into finding_spell values (?, ?, ?)",
                    [(one, first.isoformat(), last.isoformat()) for first, last in placed],
                )
        con.execute(
            "insert or replace into finding_run values (?, ?, ?, ?, ?, ?)",
            (of.authority, of.return_name, of.year, as_at.isoformat(), run_id, len(seen)),
        )


def with_check(
    spells: Iterable[Spell], is_seen: bool, as_at: date, before: date | None, after: date | None
) -> list[Spell]:
    """The spells of a finding when a check of `as_at` is put in, in place of one of that day.

    `before` and `after` are the days of the checks next to it.
    """
    apart: list[Spell] = []
    for first, last in spells:
        # The part before the day and the part after it; on the day itself the new check decides.
        if first < as_at:
            apart.append((first, last if last < as_at else before or first))
        if last > as_at:
            apart.append((first if first > as_at else after or last, last))
    if not is_seen:
        return sorted(apart)
    left = [spell for spell in apart if spell[1] == before]
    right = [spell for spell in apart if spell[0] == after]
    joined = (left[0][0] if left else as_at, right[0][1] if right else as_at)
    return sorted([*(spell for spell in apart if spell not in (*left, *right)), joined])


def ledger(state_dir: Path, of: ReturnOf, as_at: date) -> list[LedgerRow]:
    """Every finding of a return that was known on an as-at date, the mended ones too.

    A day without a check is as the last day before it that had one.
    """
    with open_state(state_dir) as con:
        days = sorted(day for day in _days(con, of) if day <= as_at)
        spells = _spells(con, of)
        notes = _notes(con, of)
        described = con.execute(
            """
            select finding_id, rule_code, severity, table_name, child_id, record, keys, field,
                team, worker_id
            from finding
            where authority = ? and return_name = ? and collection_year = ?
            order by rule_code, child_id, record, field, finding_id
            """,
            (of.authority, of.return_name, of.year),
        ).fetchall()
    rows = []
    for one in described:
        known = [spell for spell in spells.get(one[0], []) if spell[0] <= as_at]
        if known:
            rows.append(_row(Sighting(*one), known, days, notes.get(one[0])))
    return rows


def check_days(state_dir: Path, of: ReturnOf) -> list[date]:
    """The as-at dates on which a return was checked, in order."""
    with open_state(state_dir) as con:
        return sorted(_days(con, of))


def write_note(state_dir: Path, finding: str, *, as_at: date, role: str, note: str) -> None:
    """Keep a note on a finding; it holds for later runs too. An empty one takes it back.

    Raises:
        ValueError: the note is too long, or there is no such finding.
    """
    text = note.strip()
    if len(text) > NOTE_LETTERS:
        raise ValueError(f"A note has at most {NOTE_LETTERS} letters; this has {len(text)}.")
    at = datetime.now(UTC).isoformat(timespec="seconds")
    with open_state(state_dir) as con:
        if not con.execute("select 1 from finding where finding_id = ?", (finding,)).fetchall():
            raise ValueError("The state knows no such finding; the next run tells it.")
        con.execute(
            "insert into finding_note (finding_id, at, as_at, role, note) values (?, ?, ?, ?, ?)",
            (finding, at, as_at.isoformat(), role, text),
        )


def _row(
    sighting: Sighting,
    spells: list[Spell],
    days: list[date],
    note: tuple[str, str, str] | None,
) -> LedgerRow:
    as_at = days[-1]
    first, last = spells[-1]
    is_open = last >= as_at
    later = [day for day in days if day > last]
    # A note on what has been mended since says nothing about its return.
    is_noted = note is not None and bool(note[2]) and note[1] >= first.isoformat()
    state = (NOTED if is_noted else OPEN) if is_open else MENDED
    return LedgerRow(
        sighting=sighting,
        first_seen=first,
        last_seen=min(last, as_at),
        state=state,
        note=(note[2] or None) if note else None,
        noted_at=note[0] if note and note[2] else None,
        mended_on=None if is_open else later[0],
        is_new=is_open and first == as_at,
        is_again=is_open and len(spells) > 1,
        is_mended_now=not is_open and later[0] == as_at,
    )


def _days(con: sqlite3.Connection, of: ReturnOf) -> list[date]:
    rows = con.execute(
        """
        select as_at from finding_run
        where authority = ? and return_name = ? and collection_year = ?
        """,
        (of.authority, of.return_name, of.year),
    )
    return [date.fromisoformat(as_at) for (as_at,) in rows]


def _spells(con: sqlite3.Connection, of: ReturnOf) -> dict[str, list[Spell]]:
    found: dict[str, list[Spell]] = {}
    rows = con.execute(
        """
        select finding_id, first_seen, last_seen
        from finding_spell inner join finding using (finding_id)
        where authority = ? and return_name = ? and collection_year = ?
        order by finding_id, first_seen
        """,
        (of.authority, of.return_name, of.year),
    )
    for one, first, last in rows:
        found.setdefault(one, []).append((date.fromisoformat(first), date.fromisoformat(last)))
    return found


def _notes(con: sqlite3.Connection, of: ReturnOf) -> dict[str, tuple[str, str, str]]:
    rows = con.execute(
        """
        select finding_id, at, finding_note.as_at, note
        from finding_note inner join finding using (finding_id)
        where authority = ? and return_name = ? and collection_year = ?
        order by note_id
        """,
        (of.authority, of.return_name, of.year),
    )
    return {one: (at, as_at, note) for one, at, as_at, note in rows}


def _describe(
    con: sqlite3.Connection, of: ReturnOf, as_at: date, sightings: Sequence[Sighting]
) -> None:
    con.executemany(
        """
        insert into finding values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (finding_id) do update set
            severity = excluded.severity, keys = excluded.keys, team = excluded.team,
            worker_id = excluded.worker_id, described_as_at = excluded.described_as_at
        where excluded.described_as_at >= described_as_at
        """,
        [
            (
                one.finding_id,
                of.authority,
                of.return_name,
                of.year,
                one.rule_code,
                one.severity,
                one.table,
                one.child_id,
                one.record,
                one.keys,
                one.field,
                one.team,
                one.worker_id,
                as_at.isoformat(),
            )
            for one in sightings
        ],
    )
