"""Landing: what was given, kept for ever as text.

    <landing>/<authority>/<system>/<as-at>-<first 12 of the content hash>/<contract
    table>.parquet, manifest.json, and report.json once its rows were counted

A drop is written in a hidden folder beside its place and moved there by one rename, with the
manifest written last, so that a landing that dies at any moment leaves nothing that a reader
takes for a drop. Drops are never changed. One that lost too much against the last good one does not
land (pipelines/shrinkage.py).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines.contract import Contract
from pipelines.faults import Fault
from pipelines.shrinkage import (
    AcceptedLoss,
    Guard,
    Refusal,
    keep,
    losses,
    refused,
    require_acceptable,
)

MANIFEST_NAME = "manifest.json"
UNFINISHED = ".unfinished-"
SOURCE_FILE = "_source_file"
SOURCE_ROW = "_source_row"
HASH_LETTERS = 12


class SourceFile(BaseModel):
    """One file that rows came from; encoding and delimiter are null for Parquet."""

    model_config = ConfigDict(extra="forbid")

    name: str
    sha256: str
    rows: int
    encoding: str | None = None
    delimiter: str | None = None


class LandedTable(BaseModel):
    """What the manifest says of one contract table."""

    model_config = ConfigDict(extra="forbid")

    rows_in: int
    source_files: list[SourceFile]
    headers: dict[str, str] = Field(default_factory=dict)
    extra_columns: list[str] = Field(default_factory=list)
    missing_columns: list[str] = Field(default_factory=list)


class Manifest(BaseModel):
    """What is in a drop and where it came from. `landed_at` is the only word of the clock in it.

    A drop that was given again, after another one of its day, has landed then; `given_before` says
    when it had landed before.

    `tells_from` and `tells_to` are the days between which it tells of everything; null for a case
    system, which tells of all up to its day.
    """

    model_config = ConfigDict(extra="forbid")

    manifest_version: int = 1
    authority: str
    system: str
    as_at: date
    content_hash: str
    snapshot_id: str
    source: str
    landed_at: datetime
    given_before: list[datetime] = Field(default_factory=list)
    tells_from: date | None = None
    tells_to: date | None = None
    tables: dict[str, LandedTable]
    absent_tables: dict[str, str] = Field(default_factory=dict)
    unrecognised_files: list[str] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    accepted_loss: AcceptedLoss | None = None


@dataclass(frozen=True)
class Drop:
    """One landed drop: its folder and its manifest."""

    path: Path
    manifest: Manifest

    @property
    def authority(self) -> str:
        """Three-digit number of the authority."""
        return self.manifest.authority

    @property
    def system(self) -> str:
        """The system that the drop came from, such as ssd."""
        return self.manifest.system

    @property
    def as_at(self) -> date:
        """The day whose state the drop shows."""
        return self.manifest.as_at

    @property
    def content_hash(self) -> str:
        """SHA-256 of the landed content."""
        return self.manifest.content_hash

    @property
    def snapshot_id(self) -> str:
        """As-at date and the first letters of the content hash."""
        return self.manifest.snapshot_id


@dataclass(frozen=True)
class Origin:
    """Where tables come from and what the connector noticed, for the manifest.

    `takes_over` is the snapshot of the drop that rows were taken over from, empty if there was none
    to take from; null where a drop is made of what was given alone.
    """

    authority: str
    system: str
    as_at: date
    source: str
    tables: Mapping[str, LandedTable]
    absent_tables: Mapping[str, str]
    unrecognised_files: Sequence[str] = ()
    notes: Sequence[str] = ()
    tells_from: date | None = None
    tells_to: date | None = None
    takes_over: str | None = None


def content_hash(tables: Mapping[str, pl.DataFrame]) -> str:
    """SHA-256 of the cells of all tables, whatever the order of columns and the names of files.

    The order of rows does: of rows that share a key the last one given is used.
    """
    digest = hashlib.sha256()
    for name in sorted(tables):
        columns = sorted(c for c in tables[name].columns if c not in (SOURCE_FILE, SOURCE_ROW))
        digest.update(f"{name}\n".encode())
        # An empty cell and a cell that was not given stay different: nobody types a NUL. Columns by
        # index, for in a selection a header such as * would be a pattern.
        cells = tables[name][columns].write_csv(quote_style="always", null_value="\0")
        digest.update(cells.encode())
    return digest.hexdigest()


def land(
    tables: Mapping[str, pl.DataFrame],
    origin: Origin,
    landing_dir: Path,
    guard: Guard | None = None,
) -> tuple[Drop, bool]:
    """Write one drop, all or nothing.

    Args:
        tables: contract table name to text columns with `_source_file` and `_source_row`.
        origin: what else the manifest says.
        landing_dir: the landing root.
        guard: what a table may lose against the last good drop; default are the usual limits.

    Returns:
        The drop, and whether the same content was there already for the same authority, system
        and as-at date; then nothing is written.

    Raises:
        Fault: a table lost too much, and then the refusal is kept beside the drops; or the landing
            folder cannot be written to, or is full.
    """
    system_dir = landing_dir / origin.authority / origin.system
    try:
        return _land(tables, origin, system_dir, guard or Guard())
    except OSError as error:
        raise Fault(
            f"The drop cannot be written ({error.strerror or error}).",
            where=str(landing_dir),
            remedy="Check its space and that you may write there, and ingest again.",
        ) from error


def _land(
    tables: Mapping[str, pl.DataFrame], origin: Origin, system_dir: Path, guard: Guard
) -> tuple[Drop, bool]:
    hashed = content_hash(tables)
    snapshot_id = f"{origin.as_at.isoformat()}-{hashed[:HASH_LETTERS]}"
    system_dir.mkdir(parents=True, exist_ok=True)
    place = system_dir / snapshot_id
    with alone(system_dir):
        _remove_unfinished(system_dir)
        if (place / MANIFEST_NAME).is_file():
            return _given_again(read_drop(place), system_dir), True
        last = last_good(system_dir, origin.as_at)
        _require_nothing_between(last, origin)
        accepted_loss = _held_against(last, origin, hashed, system_dir, guard)
        manifest = Manifest(
            authority=origin.authority,
            system=origin.system,
            as_at=origin.as_at,
            content_hash=hashed,
            snapshot_id=snapshot_id,
            source=origin.source,
            landed_at=datetime.now(UTC),
            tells_from=origin.tells_from,
            tells_to=origin.tells_to,
            tables=dict(sorted(origin.tables.items())),
            absent_tables=dict(origin.absent_tables),
            unrecognised_files=list(origin.unrecognised_files),
            notes=[*origin.notes, *_same_as_before(last, hashed)],
            accepted_loss=accepted_loss,
        )
        aside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=system_dir))
        for name, table in tables.items():
            _write(aside / f"{name}.parquet", table)
        _write_manifest(aside / MANIFEST_NAME, manifest)
        aside.chmod(0o755)
        aside.rename(place)
        _sync(system_dir)
    return Drop(place, manifest), False


def _require_nothing_between(last: Drop | None, origin: Origin) -> None:
    """A drop that takes rows over must follow the very drop that it took them from.

    Raises:
        Fault: another one landed while this one was read, and what it brought would be lost.
    """
    newest = last.snapshot_id if last else ""
    if origin.takes_over is not None and origin.takes_over != newest:
        raise Fault(
            f"Another drop of {origin.system} landed while this one was read: {newest}.",
            where=origin.source,
            remedy="Nothing was written. Ingest it again, and it joins that one.",
        )


def last_good(system_dir: Path, as_at: date) -> Drop | None:
    """The drop that one of a day follows: the newest that shows the same day or an earlier one."""
    before = [drop for drop in _of_system(system_dir) if drop.as_at <= as_at]
    return before[-1] if before else None


def _given_again(drop: Drop, system_dir: Path) -> Drop:
    """The drop, as the newest of its day: who gives content again takes back what came since."""
    of_day = [one for one in _of_system(system_dir) if one.as_at == drop.as_at]
    if of_day[-1].snapshot_id == drop.snapshot_id:
        return drop
    earlier = [*drop.manifest.given_before, drop.manifest.landed_at]
    manifest = drop.manifest.model_copy(
        update={"landed_at": datetime.now(UTC), "given_before": earlier}
    )
    aside = drop.path / f"{UNFINISHED}{MANIFEST_NAME}"
    _write_manifest(aside, manifest)
    aside.replace(drop.path / MANIFEST_NAME)
    _sync(drop.path)
    return Drop(drop.path, manifest)


def _of_system(system_dir: Path) -> list[Drop]:
    landing_dir, authority, system = system_dir.parents[1], system_dir.parent.name, system_dir.name
    return [drop for drop in drops(landing_dir, authority) if drop.system == system]


def _held_against(
    last: Drop | None, origin: Origin, hashed: str, system_dir: Path, guard: Guard
) -> AcceptedLoss | None:
    """What of this drop's losses a person accepted.

    Raises:
        Fault: there are others; their record is kept.
    """
    if last is None:
        return None
    before = {name: table.rows_in for name, table in last.manifest.tables.items()}
    now = {name: table.rows_in for name, table in origin.tables.items()}
    found = losses(before, now, guard.limits)
    not_accepted = require_acceptable(found, {*before, *now}, guard.accepted)
    if not_accepted:
        refusal = Refusal(
            authority=origin.authority,
            system=origin.system,
            as_at=origin.as_at,
            snapshot_id=f"{origin.as_at.isoformat()}-{hashed[:HASH_LETTERS]}",
            content_hash=hashed,
            source=origin.source,
            refused_at=datetime.now(UTC),
            compared_with=last.snapshot_id,
            losses=not_accepted,
            rows_in=now,
        )
        keep(refusal, system_dir)
        raise refused(refusal, origin.source)
    if not found or guard.accepted is None:
        return None
    return AcceptedLoss(
        tables=found,
        compared_with=last.snapshot_id,
        by=guard.accepted.by,
        because=guard.accepted.because,
    )


def _same_as_before(last: Drop | None, hashed: str) -> list[str]:
    if last is None or last.content_hash != hashed:
        return []
    return [
        f"The content is that of the drop as at {last.as_at.isoformat()}, cell by cell: either "
        "nothing was recorded since, or the export is an old one"
    ]


def read_drop(path: Path) -> Drop:
    """The drop in a folder.

    Raises:
        Fault: the manifest cannot be read.
    """
    manifest_path = path / MANIFEST_NAME
    try:
        return Drop(path, Manifest.model_validate_json(manifest_path.read_bytes()))
    except (OSError, ValidationError) as error:
        raise Fault(
            "The manifest of this drop cannot be read.",
            where=str(manifest_path),
            remedy="Remove the folder and ingest the drop again.",
        ) from error


def drops(landing_dir: Path, authority: str | None = None) -> list[Drop]:
    """Every landed drop, by authority, system, as-at date and time of landing."""
    pattern = f"{authority or '*'}/*/*/{MANIFEST_NAME}"
    found = [
        read_drop(path.parent)
        for path in sorted(landing_dir.glob(pattern))
        if not path.parent.name.startswith(".")
    ]
    return sorted(found, key=_order)


def choose(
    landing_dir: Path, as_at: date | None = None, authorities: Sequence[str] | None = None
) -> list[Drop]:
    """The newest drop of each authority and system that shows the given day or an earlier one.

    Args:
        landing_dir: the landing root.
        as_at: default is the day of the newest drop (of the authorities asked for).
        authorities: default is all that have landed.

    Raises:
        Fault: there is no such drop, for one of the authorities asked for or at all.
    """
    known = [d for d in drops(landing_dir) if authorities is None or d.authority in authorities]
    if not known:
        raise _nothing_landed(landing_dir, authorities)
    day = as_at or max(drop.as_at for drop in known)
    newest = {(d.authority, d.system): d for d in known if d.as_at <= day}
    chosen = sorted(newest.values(), key=_order)
    held = {drop.authority for drop in chosen}
    asked = set(authorities) if authorities is not None else {drop.authority for drop in known}
    without = sorted(asked - held)
    if not chosen or (authorities is not None and without):
        earliest = min(drop.as_at for drop in known)
        raise Fault(
            f"No drop of {', '.join(without)} shows {day.isoformat()} or an earlier day; "
            f"the earliest that has landed shows {earliest.isoformat()}.",
            where=str(landing_dir),
            remedy="Choose a later day, or ingest a drop with `sightline ingest`.",
        )
    return chosen


def landed_table_names(contract: Contract) -> set[str]:
    """Every table that may land: those of the contract, and systems' own."""
    own = (system.tables or {} for system in contract.systems.values())
    return {*contract.tables, *(table for tables in own for table in tables)}


def landed_tables(contract: Contract, chosen: Sequence[Drop]) -> pl.DataFrame:
    """One row per drop and contract table, for raw.landed_table: what the manifests say.

    A system with tables of its own gives a contract table if it feeds it; how many rows come of
    that is for its staging model to say, so rows_in is null.
    """
    rows: dict[str, list[object]] = {name: [] for name in _LANDED_SCHEMA}
    for drop in chosen:
        system = contract.systems.get(drop.system)
        feeds = None if system is None or system.has_contract_shape else system.feeds
        for name, table in contract.tables.items():
            landed = drop.manifest.tables.get(name) if feeds is None else None
            is_fed = feeds is not None and name in feeds
            row = {
                "authority": drop.authority,
                "source_system": drop.system,
                "snapshot_id": drop.snapshot_id,
                "as_at": drop.as_at,
                "tells_from": drop.manifest.tells_from,
                "tells_to": drop.manifest.tells_to,
                "table_name": name,
                "is_staged": table.staged,
                "is_absent": landed is None and not is_fed,
                "rows_in": None if is_fed else landed.rows_in if landed else 0,
                "extra_columns": landed.extra_columns if landed else [],
                "missing_columns": landed.missing_columns if landed else [],
                "without_it": table.without_it,
            }
            for column, value in row.items():
                rows[column].append(value)
    return pl.DataFrame(rows, schema=_LANDED_SCHEMA)


_LANDED_SCHEMA = {
    "authority": pl.String(),
    "source_system": pl.String(),
    "snapshot_id": pl.String(),
    "as_at": pl.Date(),
    "tells_from": pl.Date(),
    "tells_to": pl.Date(),
    "table_name": pl.String(),
    "is_staged": pl.Boolean(),
    "is_absent": pl.Boolean(),
    "rows_in": pl.Int64(),
    "extra_columns": pl.List(pl.String()),
    "missing_columns": pl.List(pl.String()),
    "without_it": pl.String(),
}
# The same as columns of a DuckDB table.
LANDED_COLUMNS = (
    "authority varchar, source_system varchar, snapshot_id varchar, as_at date, "
    "tells_from date, tells_to date, table_name varchar, is_staged boolean, is_absent boolean, "
    "rows_in bigint, extra_columns varchar[], missing_columns varchar[], without_it varchar"
)


def _order(drop: Drop) -> tuple[str, str, date, datetime, str]:
    return (
        drop.authority,
        drop.system,
        drop.as_at,
        drop.manifest.landed_at,
        drop.snapshot_id,
    )


def _nothing_landed(landing_dir: Path, authorities: Sequence[str] | None) -> Fault:
    of = f" of {', '.join(authorities)}" if authorities else ""
    return Fault(
        f"No drop{of} has landed.",
        where=str(landing_dir),
        remedy="Ingest one with `sightline ingest ssd PATH --as-at DATE --authority LA`.",
    )


@contextmanager
def alone(system_dir: Path) -> Iterator[None]:
    """Holds the landing lock of one authority and system; the kernel frees it when we die."""
    with (system_dir / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _remove_unfinished(system_dir: Path) -> None:
    # Under the lock nobody else is landing here, so whatever is unfinished was left by a process
    # that died.
    for path in system_dir.glob(f"{UNFINISHED}*"):
        shutil.rmtree(path)


def _write(path: Path, table: pl.DataFrame) -> None:
    with path.open("wb") as file:
        table.write_parquet(file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())


def _write_manifest(path: Path, manifest: Manifest) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(manifest.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
