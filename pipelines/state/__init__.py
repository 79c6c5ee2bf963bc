"""What people enter and what must never be rebuilt.

A SQLite file (WAL) and a chain of Parquet files below the data root's state folder.

The only package of `pipelines` that the dashboards import, so importing it costs nothing but the
standard library: neither Dagster nor dbt nor DuckDB, and Polars only where tables are read or
written. What a run can build again does not belong here.
"""

from __future__ import annotations

from pipelines.state import frozen, submissions
from pipelines.state.actions import Action, actions, change_action, raise_action
from pipelines.state.audit import AuditRow, audit_rows, record_access
from pipelines.state.chain import ChainFault
from pipelines.state.commentary import Comment, comments, write_comment
from pipelines.state.database import SCHEMA_VERSION, StateFault, open_state, state_path
from pipelines.state.findings import LedgerRow, ReturnOf, Sighting, ledger, write_note
from pipelines.state.frozen import Freeze
from pipelines.state.pairs import PairVerdict, decide_pair, pair_verdicts
from pipelines.state.signing import SignOff, sign_off, sign_offs
from pipelines.state.submissions import Submission
from pipelines.state.whole import check_state

__all__ = [
    "SCHEMA_VERSION",
    "Action",
    "AuditRow",
    "ChainFault",
    "Comment",
    "Freeze",
    "LedgerRow",
    "PairVerdict",
    "ReturnOf",
    "Sighting",
    "SignOff",
    "StateFault",
    "Submission",
    "actions",
    "audit_rows",
    "change_action",
    "check_state",
    "comments",
    "decide_pair",
    "frozen",
    "ledger",
    "open_state",
    "pair_verdicts",
    "raise_action",
    "record_access",
    "sign_off",
    "sign_offs",
    "state_path",
    "submissions",
    "write_comment",
    "write_note",
]
