"""What a run was made from: snapshots, code version, seed hashes, earlier submissions and lists.

The same five give the same bytes of returns and pack.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pipelines.benchmarks.loading import kept_hashes
from pipelines.faults import Fault
from pipelines.rule_lists import list_hashes
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.state import submissions
from pipelines.warehouse import DBT_PROJECT_DIR
from returns.years import collection_year

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from pipelines.landing import Drop


@dataclass(frozen=True)
class RunManifest:
    """One run.

    `snapshots` is "authority/system/snapshot" to content hash, `seed_hashes` seed file to SHA-256,
    `submissions` "authority/return/year" to the hash of the submitted return that rules compare
    with, `lists` "authority/list" to the hash of a list that rules look into, and
    "benchmarks/file" to that of published figures that were given.
    """

    run_id: str
    as_at: date
    code_version: str
    collection_years: list[str]
    snapshots: dict[str, str]
    seed_hashes: dict[str, str]
    submissions: dict[str, str]
    lists: dict[str, str] = field(default_factory=dict)

    @property
    def authorities(self) -> list[str]:
        """The authorities of the snapshots."""
        return sorted({name.partition("/")[0] for name in self.snapshots})


def new_manifest(
    settings: Settings, dagster_run_id: str, as_at: date, drops: Sequence[Drop]
) -> RunManifest:
    """The manifest of the run that starts now."""
    # A run id sorts by time and never repeats; it is the only place of a build that knows the
    # clock.
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    authorities = sorted({drop.authority for drop in drops})
    return RunManifest(
        run_id=f"{now}-{dagster_run_id[:8]}",
        as_at=as_at,
        code_version=settings.code_version or code_version(),
        collection_years=list(settings.return_years),
        snapshots={f"{d.authority}/{d.system}/{d.snapshot_id}": d.content_hash for d in drops},
        seed_hashes=seed_hashes(),
        submissions=submissions_before(settings, authorities, settings.return_years),
        lists=list_hashes(settings, authorities) | kept_hashes(settings.benchmarks_dir),
    )


def submissions_before(
    settings: Settings, authorities: Sequence[str], years: Sequence[str]
) -> dict[str, str]:
    """The newest submitted return of the year before each year, by authority and return.

    Raises:
        ChainFault: what was submitted has been altered since.
    """
    before = {collection_year(year).previous.label for year in years}
    # The newest come first: the last word on a key has to be theirs.
    return {
        submission.key: submission.link.content_hash
        for submission in reversed(submissions.kept(settings.state_dir))
        if submission.authority in authorities and submission.year in before
    }


def tables_before(
    settings: Settings, run: RunManifest, return_name: str, authority: str, year: str
) -> dict[str, pl.DataFrame] | None:
    """The tables of the submission of the year before that the manifest names; None without one.

    Raises:
        ChainFault: what was submitted has been altered since.
    """
    key = f"{authority}/{return_name}/{collection_year(year).previous.label}"
    if key not in run.submissions:
        return None
    named = run.submissions[key]
    for submission in submissions.kept(settings.state_dir):
        # A newer one may have been kept since the run began.
        if submission.key == key and submission.link.content_hash == named:
            return submissions.tables_of(settings.state_dir, submission)
    raise Fault(
        "The submitted return that this run began with is no longer kept.",
        where=key,
        remedy="Run `sightline run` again.",
    )


def code_version() -> str:
    """The commit of the clone (`-dirty` where files differ), else the version of the package."""
    described = (
        subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=12"],  # noqa: S607 - git as the person has it
            cwd=PROJECT_ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if (PROJECT_ROOT / ".git").exists()
        else None
    )
    if described is not None and described.returncode == 0:
        return described.stdout.strip()
    return importlib.metadata.version("sightline")


def seed_hashes() -> dict[str, str]:
    """SHA-256 of every seed file."""
    seeds = DBT_PROJECT_DIR / "seeds"
    return {
        str(path.relative_to(seeds)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(seeds.rglob("*.csv"))
    }


def write_manifest(con: duckdb.DuckDBPyConnection, manifest: RunManifest) -> None:
    """Keep the manifest in the build file, one row."""
    con.execute("create schema if not exists raw")
    con.execute(
        """
        create or replace table raw.run_manifest (
            run_id varchar, as_at date, code_version varchar, collection_years varchar,
            snapshots varchar, seed_hashes varchar, submissions varchar, lists varchar
        )
        """
    )
    con.execute(
        "insert into raw.run_manifest values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            manifest.run_id,
            manifest.as_at,
            manifest.code_version,
            json.dumps(manifest.collection_years),
            json.dumps(manifest.snapshots, sort_keys=True),
            json.dumps(manifest.seed_hashes, sort_keys=True),
            json.dumps(manifest.submissions, sort_keys=True),
            json.dumps(manifest.lists, sort_keys=True),
        ],
    )


def read_manifest(con: duckdb.DuckDBPyConnection) -> RunManifest:
    """The manifest of the build file."""
    row = con.execute(
        """
        select run_id, as_at, code_version, collection_years, snapshots, seed_hashes,
            submissions, lists
        from raw.run_manifest
        """
    ).fetchall()[0]
    return RunManifest(*row[:3], *(json.loads(text) for text in row[3:]))
