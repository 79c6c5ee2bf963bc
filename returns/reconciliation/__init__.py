"""Reconciliation: the counts of a return beside last year's, as the DfE's own reports have them.

answer = reconcile("cin", tables, year="2025-26", previous=last_years_tables)
write_reconciliation(answer, folder)

`counting` counts by the reports of `<return>/reports/` (their form: `reports`), `writing` writes
the CSV files and the page.
"""

from __future__ import annotations

from returns.reconciliation.counting import Reconciliation, reconcile
from returns.reconciliation.writing import write_reconciliation

__all__ = ["Reconciliation", "reconcile", "write_reconciliation"]
