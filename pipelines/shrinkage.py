"""What a drop may lose against the last good one, and the record of a drop that lost more.

An extract that broke half-way looks like a small one. So a drop in which a table is empty, absent
or much smaller than in the last good drop of the same authority and system does not land: the last
good one stays in use, the refusal is kept with its counts, and a person may accept the loss by the
name of the table.

    <landing>/<authority>/<system>/refused/<as-at>-<first letters of the hash>.json
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipelines.faults import Fault

REFUSED = "refused"
DEFAULT_SHARE = Decimal("0.2")
DEFAULT_ROWS = 10


@dataclass(frozen=True)
class Limits:
    """How much a table may lose and still land.

    Attributes:
        share: of the rows that the table had; a loss of exactly this share is let through.
        rows: a loss of so few rows is let through whatever its share, for small tables.
        of_table: the share for single tables, in place of `share`; 1 lets any loss of rows through,
            but no table that is empty or absent.
    """

    share: Decimal = DEFAULT_SHARE
    rows: int = DEFAULT_ROWS
    of_table: Mapping[str, Decimal] = field(default_factory=dict)

    def share_of(self, table: str) -> Decimal:
        """The share that a table may lose."""
        return self.of_table.get(table, self.share)

    def require_known(self, tables: Iterable[str]) -> None:
        """Stop where a limit is set for a table that nobody knows: it would never be looked at.

        Raises:
            Fault: names it.
        """
        unknown = sorted(set(self.of_table) - set(tables))
        if unknown:
            raise Fault(
                f"A share is set for {', '.join(unknown)}, which is no table.",
                where="SIGHTLINE_MAX_SHRINKAGE_OF",
            )


@dataclass(frozen=True)
class Acceptance:
    """Tables whose loss a person has looked at and takes as right, who it is, and why."""

    tables: frozenset[str]
    by: str
    because: str


@dataclass(frozen=True)
class Guard:
    """What landing holds a drop against: the limits, and what a person has accepted."""

    limits: Limits = field(default_factory=Limits)
    accepted: Acceptance | None = None


def guard_of(
    limits: Limits,
    tables: Sequence[str] | None,
    by: str | None,
    because: str | None,
) -> Guard:
    """The guard from what a person typed.

    Raises:
        Fault: a loss is accepted and nobody says who accepts it or why, or the other way round.
    """
    named = by and by.strip(), because and because.strip()
    if not tables and not any(named):
        return Guard(limits)
    if not tables or not named[0] or not named[1]:
        raise Fault(
            "A loss is accepted by the name of the table, of a person and with a reason, for "
            "whoever asks later.",
            where="--accept-shrinkage",
            remedy="Give --accept-shrinkage TABLE, --accepted-by NAME and --because WHY.",
        )
    return Guard(limits, Acceptance(frozenset(tables), named[0], named[1]))


class Loss(BaseModel):
    """What a table lost; `rows_now` is null where the drop has no such table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows_before: int
    rows_now: int | None

    def words(self, table: str) -> str:
        """The loss in words."""
        before = _rows(self.rows_before)
        if self.rows_now is None:
            return f"{table} is absent and had {before}"
        if self.rows_now == 0:
            return f"{table} is empty and had {before}"
        share = 100 * (self.rows_before - self.rows_now) / self.rows_before
        return (
            f"{table} has {_rows(self.rows_now)} and had {self.rows_before:,} ({share:.1f}% less)"
        )


class AcceptedLoss(BaseModel):
    """What the manifest says of a loss that a person accepted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tables: dict[str, Loss]
    compared_with: str
    by: str
    because: str


class Refusal(BaseModel):
    """The record of a drop that did not land. `refused_at` is its only word of the clock."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    refusal_version: int = 1
    authority: str
    system: str
    as_at: date
    snapshot_id: str
    content_hash: str
    source: str
    refused_at: datetime
    compared_with: str
    losses: dict[str, Loss]
    rows_in: dict[str, int]


def losses(before: Mapping[str, int], now: Mapping[str, int], limits: Limits) -> dict[str, Loss]:
    """Tables that lost more than they may.

    A table that is empty or absent and held rows always did: no share of it is left, and a failed
    export looks just so.

    Args:
        before: rows of each table in the last good drop.
        now: rows of each table in this one.
        limits: how much may be lost.
    """
    found = {}
    for table, had in sorted(before.items()):
        has = now.get(table)
        lost = had - (has or 0)
        if had == 0 or lost <= 0:
            continue
        is_few = lost <= limits.rows or lost <= limits.share_of(table) * had
        if not has or not is_few:
            found[table] = Loss(rows_before=had, rows_now=has)
    return found


def require_acceptable(
    found: Mapping[str, Loss], tables: Iterable[str], accepted: Acceptance | None
) -> dict[str, Loss]:
    """What of the losses was not accepted.

    Raises:
        Fault: a loss was accepted of a table that neither drop has; a slip would accept nothing.
    """
    if accepted is None:
        return dict(found)
    unknown = sorted(accepted.tables - set(tables))
    if unknown:
        raise Fault(
            f"Neither this drop nor the last one has a table {', '.join(unknown)}.",
            where="--accept-shrinkage",
            remedy=f"Tables that lost too much: {', '.join(found) or 'none'}.",
        )
    return {table: loss for table, loss in found.items() if table not in accepted.tables}


def refused(refusal: Refusal, place: str) -> Fault:
    """The fault that tells a person of a refusal."""
    lost = "; ".join(loss.words(table) for table, loss in refusal.losses.items())
    options = " ".join(f"--accept-shrinkage {table}" for table in refusal.losses)
    return Fault(
        f"The drop is refused: {lost}. Nothing has landed, and the last good drop, "
        f"{refusal.compared_with}, stays in use.",
        where=place,
        remedy=f"Export again; or, if it is right, add {options} --accepted-by NAME --because WHY.",
    )


def keep(refusal: Refusal, system_dir: Path) -> Path:
    """Write the record of a refusal, whole or not at all; the same content again replaces it."""
    folder = system_dir / REFUSED
    folder.mkdir(exist_ok=True)
    path = folder / f"{refusal.snapshot_id}.json"
    write_whole(path, refusal.model_dump_json(indent=2) + "\n")
    return path


def write_whole(path: Path, text: str) -> None:
    """Write a small file beside its place and rename it, so that no reader sees half of it."""
    handle, aside = tempfile.mkstemp(prefix=".unfinished-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(aside).chmod(0o644)
    Path(aside).rename(path)


def refusals(landing_dir: Path, authority: str | None = None) -> list[Refusal]:
    """Every refusal that was kept, by authority, system and the day that the drop showed.

    Raises:
        Fault: a record cannot be read.
    """
    found = []
    for path in sorted(landing_dir.glob(f"{authority or '*'}/*/{REFUSED}/*.json")):
        if path.name.startswith("."):
            continue
        try:
            found.append(Refusal.model_validate_json(path.read_bytes()))
        except (OSError, ValidationError) as error:
            raise Fault(
                "The record of this refusal cannot be read.",
                where=str(path),
                remedy="Remove the file: nothing but the page that shows refusals reads it.",
            ) from error
    return sorted(found, key=lambda r: (r.authority, r.system, r.as_at, r.refused_at))


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
