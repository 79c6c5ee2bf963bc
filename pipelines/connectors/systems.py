"""Which connector reads a system."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipelines.connectors import annex_a, database, own_returns, ssd
from pipelines.connectors.database import DatabaseSource
from pipelines.connectors.kept_report import kept_report
from pipelines.connectors.report import IngestResult, report_of
from pipelines.contract import load_contract
from pipelines.faults import Fault
from pipelines.shrinkage import Guard


def ingest(
    system: str,
    source: Path | DatabaseSource,
    *,
    as_at: date,
    authority: str,
    landing_dir: Path,
    max_mb: int,
    year: str | None = None,
    guard: Guard | None = None,
) -> IngestResult:
    """One drop of a system, from files or a database, into landing, and its report.

    The same content for the same day is recognised, and nothing is landed. Only its report is made
    where the ingest that landed it died before it had one.

    Raises:
        Fault: nobody knows the system, a year is given where none belongs, what was given cannot
            be read, or it lost too much against the last drop; then nothing is landed.
    """
    result = _ingest(
        system,
        source,
        as_at=as_at,
        authority=authority,
        landing_dir=landing_dir,
        max_mb=max_mb,
        year=year,
        guard=guard,
    )
    if result.was_already_there and kept_report(result.drop) is None:
        report_of(load_contract(), result.drop)
    return result


def _ingest(
    system: str,
    source: Path | DatabaseSource,
    *,
    as_at: date,
    authority: str,
    landing_dir: Path,
    max_mb: int,
    year: str | None,
    guard: Guard | None,
) -> IngestResult:
    known = load_contract().systems
    if system not in known:
        raise Fault(
            f"{system!r} is not a system that Sightline reads.",
            remedy=f"Known: {', '.join(known)}.",
        )
    if isinstance(source, DatabaseSource) and not known[system].has_contract_shape:
        raise Fault(
            f"A drop of {system} is files; there is none of it in a database.",
            remedy="Give the path of the return.",
        )
    if system in own_returns.SYSTEMS and isinstance(source, Path):
        return own_returns.ingest(
            system,
            source,
            as_at=as_at,
            authority=authority,
            landing_dir=landing_dir,
            max_mb=max_mb,
            year=year,
            guard=guard,
        )
    if year is not None:
        raise Fault(
            f"A drop of {system} has no collection year.",
            remedy="Leave --year out: --as-at says which day it shows.",
        )
    if system == annex_a.SYSTEM and isinstance(source, Path):
        return annex_a.ingest(
            source,
            as_at=as_at,
            authority=authority,
            landing_dir=landing_dir,
            max_mb=max_mb,
            guard=guard,
        )
    if isinstance(source, DatabaseSource):
        return database.ingest(
            source,
            as_at=as_at,
            authority=authority,
            landing_dir=landing_dir,
            max_mb=max_mb,
            system=system,
            guard=guard,
        )
    return ssd.ingest(
        source,
        as_at=as_at,
        authority=authority,
        landing_dir=landing_dir,
        max_mb=max_mb,
        system=system,
        guard=guard,
    )
