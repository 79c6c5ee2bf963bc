"""What people enter and what must never be rebuilt.

A SQLite file (WAL) below the data root's state folder.

The only package of `pipelines` that the dashboards import, so it imports nothing but the standard
library: neither Dagster nor dbt nor DuckDB. Frozen figures and submitted returns join it later;
what a run can build again does not belong here.
"""

from __future__ import annotations

from pipelines.state.audit import AuditRow, audit_rows, record_access
from pipelines.state.database import SCHEMA_VERSION, StateFault, open_state, state_path

__all__ = [
    "SCHEMA_VERSION",
    "AuditRow",
    "StateFault",
    "audit_rows",
    "open_state",
    "record_access",
    "state_path",
]
