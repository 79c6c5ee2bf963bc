"""Retention: which drops and published versions may go, and their removal with a proof.

Of each system these drops stay: the newest `keep_drops`, those that landed within `keep_days`, the
newest of each financial quarter (a quarter must stay buildable), and every drop that a frozen
quarter, a published run or a submitted return names. Of published runs the newest `keep_published`
stay. Everything else may go; nothing that people entered ever does.

What is removed leaves an audit row first: what it was, its size, its hash and why. A drop is moved
out of the readers' sight, proved, and only then deleted, so that the next call ends what a dead one
began. What the drop changed stays in the history.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
from rich.console import Console

from pipelines.build_lock import build_lock
from pipelines.faults import Fault
from pipelines.history import keep_manifest, pairs
from pipelines.landing import MANIFEST_NAME, Drop, alone, drops, read_drop
from pipelines.leftovers import run_id_of, versioned_paths
from pipelines.publish.pointer import kept_run_ids, read_pointer, write_pointer
from pipelines.quarters import quarter_of
from pipelines.settings import Settings
from pipelines.state import audit_rows, frozen, record_access, submissions

DROP, RUN = "drop", "published run"
REMOVED = ".removed-"
PAGE = "prune"


@dataclass(frozen=True)
class Removal:
    """Something that may go: `name` is never used again for anything else."""

    kind: str
    name: str
    why: str
    paths: tuple[Path, ...]
    rows: int
    drop: Drop | None = None

    @property
    def title(self) -> str:
        """What it is; the proof begins with it."""
        return f"{self.kind} {self.name}:"

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(path.stat().st_size for _, path in self.files())

    def files(self) -> list[tuple[str, Path]]:
        """Every file with its name below the folder that is removed."""
        return sorted(_files(self.paths))

    def proof(self) -> str:
        """What it was: number of files, bytes and one hash of the names and contents of all."""
        digest, size, count = hashlib.sha256(), 0, 0
        for name, path in self.files():
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            digest.update(f"{name} {content}\n".encode())
            size += path.stat().st_size
            count += 1
        content = f", content {self.drop.content_hash}" if self.drop else ""
        return f"{self.title} {count} files, {size} bytes, SHA-256 {digest.hexdigest()}{content}"


@dataclass(frozen=True)
class Kept:
    """A drop that stays, with every reason for it."""

    drop: Drop
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What may go and what stays."""

    removals: tuple[Removal, ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True)
class Pruned:
    """What was removed: titles of what an earlier call had left, and proofs of the rest."""

    plan: Plan
    repaired: tuple[str, ...]
    proofs: tuple[str, ...]


def plan(settings: Settings, now: datetime) -> Plan:
    """What may go at this moment; nothing is changed.

    Raises:
        ChainFault: what was frozen or submitted has been altered, so nobody knows what it names.
        Fault: a manifest or a published file cannot be read.
    """
    reasons = _reasons(settings, now)
    landed = drops(settings.landing_dir)
    removals = [
        Removal(
            DROP,
            _drop_name(drop),
            f"landed more than {settings.keep_days} days ago, is not among the newest "
            f"{settings.keep_drops} of its system nor the newest of its quarter, and nothing that "
            "is kept names it",
            (drop.path,),
            _rows(drop),
            drop,
        )
        for drop in landed
        if not reasons[_path_name(drop)]
    ]
    return Plan(
        (*removals, *_runs(settings)),
        tuple(
            Kept(drop, tuple(reasons[_path_name(drop)]))
            for drop in landed
            if reasons[_path_name(drop)]
        ),
    )


def prune(settings: Settings, now: datetime) -> Pruned:
    """Remove what may go, and end what a call that died has left.

    Raises:
        Fault: a run is building, a backup is being made, or something cannot be read or removed.
        ChainFault: what was frozen or submitted has been altered; nothing is removed.
    """
    with (
        build_lock(
            settings.keeping_lock_path,
            purpose="pruning",
            busy="A backup or another pruning is at work",
        ),
        build_lock(settings.build_lock_path, purpose="pruning"),
    ):
        wanted = plan(settings, now)
        try:
            repaired = tuple(_repair(settings))
            proofs = tuple(_carry_out(settings, wanted))
        except OSError as error:
            raise Fault(
                f"Something cannot be removed ({error.strerror or error}).",
                where=str(error.filename or settings.root),
                remedy="Check that you may write there, and prune again.",
            ) from error
        return Pruned(wanted, repaired, proofs)


def print_plan(console: Console, wanted: Plan) -> None:
    """What would go and what stays, with why."""
    for kept in wanted.kept:
        _print(console, f"stays  {_path_name(kept.drop)}: {'; '.join(kept.reasons)}")
    for removal in wanted.removals:
        size = f"{removal.size / 1e6:,.1f} MB"
        _print(console, f"goes   {removal.kind} {removal.name} ({size}): {removal.why}")
    _print(console, f"{_total(wanted)} would go; nothing was changed.")


def print_pruned(console: Console, done: Pruned) -> None:
    """What was removed."""
    for title in done.repaired:
        _print(console, f"An earlier pruning had died; its work was ended: {title}")
    for proof in done.proofs:
        _print(console, f"removed  {proof}")
    _print(
        console,
        f"{_total(done.plan)} went, {len(done.plan.kept)} drops stay. The proofs are in the audit "
        "of the state.",
    )


def _total(wanted: Plan) -> str:
    removed = [removal.kind for removal in wanted.removals]
    return f"{removed.count(DROP)} drops and {removed.count(RUN)} published versions"


def _print(console: Console, words: str) -> None:
    console.print(words, markup=False, highlight=False, soft_wrap=True)


def _reasons(settings: Settings, now: datetime) -> dict[str, list[str]]:
    """Why drops stay, by authority/system/snapshot."""
    reasons: dict[str, list[str]] = defaultdict(list)
    of_system: dict[tuple[str, str], list[Drop]] = defaultdict(list)
    for drop in drops(settings.landing_dir):
        of_system[drop.authority, drop.system].append(drop)
    for held in of_system.values():
        _by_age(settings, now, held, reasons)
    for freeze in frozen.kept(settings.state_dir):
        for name in freeze.snapshots:
            reasons[name].append(f"frozen {freeze.quarter} was made from it")
    for run_id, names in _published(settings).items():
        for name in names:
            reasons[name].append(f"published run {run_id} was made from it")
    _submitted(settings, [drop for held in of_system.values() for drop in held], reasons)
    return reasons


def _by_age(
    settings: Settings, now: datetime, held: list[Drop], reasons: dict[str, list[str]]
) -> None:
    """Reasons that lie in the order and the days of the drops of one system."""
    for drop in held[-settings.keep_drops :]:
        reasons[_path_name(drop)].append(f"among the newest {settings.keep_drops}")
    for drop in held:
        if now - drop.manifest.landed_at <= timedelta(days=settings.keep_days):
            reasons[_path_name(drop)].append(f"landed within {settings.keep_days} days")
    for quarter, drop in {quarter_of(drop.as_at): drop for drop in held}.items():
        reasons[_path_name(drop)].append(f"the newest of {quarter}")


def _submitted(settings: Settings, landed: list[Drop], reasons: dict[str, list[str]]) -> None:
    """A return that was submitted may have landed, too: its files tell by their hashes."""
    for submission in submissions.kept(settings.state_dir):
        files = set(submission.link.source.values())
        for drop in landed:
            sources = {
                file.sha256
                for table in drop.manifest.tables.values()
                for file in table.source_files
            }
            if files & sources:
                reasons[_path_name(drop)].append(f"{submission.key} was submitted from it")


def _published(settings: Settings) -> dict[str, list[str]]:
    """The drops of the runs that stay published, by run id."""
    named = {}
    for run_id in _staying(settings):
        path = settings.published_dir / f"aggregate-{run_id}.duckdb"
        if not path.is_file():
            continue
        try:
            with duckdb.connect(str(path), read_only=True) as con:
                found = con.execute("select snapshots from run_manifest").fetchall()[0][0]
        except duckdb.Error as error:
            raise Fault(
                "A published file cannot be read, so nobody knows which drops it names; nothing "
                "was removed.",
                where=str(path),
                remedy="Run `sightline run` to publish again.",
            ) from error
        named[run_id] = list(json.loads(found))
    return named


def _staying(settings: Settings) -> list[str]:
    """The run ids of the versions that stay, the newest first."""
    pointer = read_pointer(settings.published_dir)
    if pointer is None:
        return []
    known = [str(pointer["run_id"]), *map(str, pointer.get("kept", []))]
    return known[: settings.keep_published]


def _runs(settings: Settings) -> Iterator[Removal]:
    """Published versions beyond those that stay, and what no pointer names."""
    staying, named = set(_staying(settings)), kept_run_ids(settings.published_dir)
    found: dict[str, list[Path]] = defaultdict(list)
    for path in versioned_paths(settings.published_dir):
        if run_id_of(path) not in staying:
            found[run_id_of(path)].append(path)
    for run_id, paths in sorted(found.items()):
        why = (
            f"is not among the newest {settings.keep_published} published versions"
            if run_id in named
            else "is named by no pointer"
        )
        yield Removal(RUN, run_id, why, tuple(paths), 0)


def _carry_out(settings: Settings, wanted: Plan) -> Iterator[str]:
    pointer = read_pointer(settings.published_dir)
    if pointer is not None and kept_run_ids(settings.published_dir) - set(_staying(settings)):
        # Readers must not be told of what is about to go.
        write_pointer(settings.published_dir, pointer, versions=settings.keep_published)
    going = [removal for removal in wanted.removals if removal.drop is not None]
    for authority, system in sorted({(r.drop.authority, r.drop.system) for r in going if r.drop}):
        pairs(settings.landing_dir, settings.history_dir, authority, system)
    for removal in wanted.removals:
        yield _remove(settings, removal)


def _remove(settings: Settings, removal: Removal) -> str:
    proof = removal.proof()
    if removal.drop is None:
        _prove(settings, removal, proof)
        for path in removal.paths:
            _delete(path)
        return proof
    drop = removal.drop
    keep_manifest(settings.history_dir, drop)
    aside = drop.path.with_name(REMOVED + drop.path.name)
    with alone(drop.path.parent):
        drop.path.rename(aside)
    _prove(settings, removal, proof)
    _delete(aside)
    return proof


def _repair(settings: Settings) -> Iterator[str]:
    """Drops that were moved aside by a call that died: proved if they were not, then deleted."""
    for aside in sorted(settings.landing_dir.glob(f"*/*/{REMOVED}*")):
        if not (aside / MANIFEST_NAME).is_file():
            # Deleting had begun, so the proof was written before.
            _delete(aside)
            yield f"{DROP} {aside.name.removeprefix(REMOVED)}"
            continue
        drop = read_drop(aside)
        why = "was being removed by a pruning that died"
        removal = Removal(DROP, _drop_name(drop), why, (aside,), _rows(drop), drop)
        _prove(settings, removal, removal.proof())
        _delete(aside)
        yield f"{DROP} {_drop_name(drop)}"


def _prove(settings: Settings, removal: Removal, proof: str) -> None:
    """The audit row of a removal, once."""
    known = audit_rows(settings.state_dir, page=PAGE, limit=-1)
    if any(row.what.startswith(removal.title) for row in known):
        return
    record_access(
        settings.state_dir,
        role="command",
        page=PAGE,
        what=proof,
        rows=removal.rows,
        reason=removal.why,
    )


def _delete(path: Path) -> None:
    if path.is_dir():
        # The manifest goes first: without it nobody takes the rest for something whole.
        (path / MANIFEST_NAME).unlink(missing_ok=True)
        shutil.rmtree(path)
    else:
        path.unlink()


def _files(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    for top in paths:
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file():
                # A drop that was moved aside has the names that it had.
                yield (path.name if path == top else path.relative_to(top).as_posix()), path


def _rows(drop: Drop) -> int:
    return sum(table.rows_in for table in drop.manifest.tables.values())


def _path_name(drop: Drop) -> str:
    return f"{drop.authority}/{drop.system}/{drop.snapshot_id}"


def _drop_name(drop: Drop) -> str:
    # The same content may land again after it was pruned: the moment of landing tells them apart.
    return f"{_path_name(drop)} landed {drop.manifest.landed_at:%Y-%m-%dT%H:%M:%S.%fZ}"


def utc_now() -> datetime:
    """The moment that ages are counted to: retention is about the clock, unlike any figure."""
    return datetime.now(UTC)
