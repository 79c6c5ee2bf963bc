"""The ingestion report of a drop as it is kept beside the drop's manifest.

So that the page can show drops over time without reading old drops again. Counts alone: no text
of a cell and no row, for the counts of all authorities lie in one file.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, ValidationError

from pipelines.faults import Fault
from pipelines.landing import Drop
from pipelines.shrinkage import write_whole

REPORT_NAME = "report.json"
# What a finding is counted by beside its kind: the reason without the text of the cell, which may
# be about a child, and without the row that counts instead.
REASON_SQL = """
    case
        when finding = 'superseded' then 'the same event counts from another system'
        else split_part(reason, ': ', 1)
    end
"""


class KeptTable(BaseModel):
    """What became of the rows of one table; as a row of ingestion_report, without its drop."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table_name: str
    is_absent: bool
    rows_in: int
    rows_loaded: int
    rows_quarantined: int
    duplicates_collapsed: int
    rows_superseded: int
    unmapped_codes: int
    failed_casts: int
    orphans: int
    conflicts: int
    earliest_on: date | None
    latest_on: date | None


class KeptCount(BaseModel):
    """How often one thing was found in a table or column."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table_name: str
    column_name: str | None
    finding: str
    reason: str | None
    times: int


class KeptReport(BaseModel):
    """The report of one drop."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    report_version: int = 1
    tables: Sequence[KeptTable]
    findings: Sequence[KeptCount]


def keep_report(drop: Drop, report: KeptReport) -> None:
    """Write the report into the drop's folder, whole or not at all.

    Raises:
        Fault: it cannot be written.
    """
    try:
        write_whole(drop.path / REPORT_NAME, report.model_dump_json(indent=1) + "\n")
    except OSError as error:
        raise Fault(
            f"The drop has landed, and its report cannot be kept ({error.strerror or error}).",
            where=str(drop.path),
            remedy="Check the disk's space and ingest the drop again: it is recognised, and only "
            "the report is made.",
        ) from error


def kept_report(drop: Drop) -> KeptReport | None:
    """The report of a drop; None where it landed and was never counted.

    Raises:
        Fault: the file is there and cannot be read.
    """
    path = drop.path / REPORT_NAME
    try:
        return KeptReport.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise Fault(
            "The report of this drop cannot be read.",
            where=str(path),
            remedy="Remove the file and ingest the drop again: only the report is made.",
        ) from error
