"""Which connector reads a system."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipelines.connectors import own_returns, ssd
from pipelines.connectors.report import IngestResult
from pipelines.contract import load_contract
from pipelines.faults import Fault


def ingest(
    system: str,
    path: Path,
    *,
    as_at: date,
    authority: str,
    landing_dir: Path,
    max_mb: int,
    year: str | None = None,
) -> IngestResult:
    """One drop of a system into landing, and its report.

    Raises:
        Fault: nobody knows the system, a year is given where none belongs, or what was given cannot
            be read; then nothing is landed.
    """
    known = load_contract().systems
    if system not in known:
        raise Fault(
            f"{system!r} is not a system that Sightline reads.",
            remedy=f"Known: {', '.join(known)}.",
        )
    if system in own_returns.SYSTEMS:
        return own_returns.ingest(
            system,
            path,
            as_at=as_at,
            authority=authority,
            landing_dir=landing_dir,
            max_mb=max_mb,
            year=year,
        )
    if year is not None:
        raise Fault(
            f"A drop of {system} has no collection year.",
            remedy="Leave --year out: --as-at says which day it shows.",
        )
    return ssd.ingest(
        path,
        as_at=as_at,
        authority=authority,
        landing_dir=landing_dir,
        max_mb=max_mb,
        system=system,
    )
