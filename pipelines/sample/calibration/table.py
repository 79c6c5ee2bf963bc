"""The figures as a table for a terminal."""

from __future__ import annotations

import polars as pl
from rich.table import Table


def calibration_table(figures: pl.DataFrame) -> Table:
    """Target, band and value of each figure, and whether the value lies in its band."""
    table = Table(title="Calibration")
    for name in ("Figure", "Unit"):
        table.add_column(name)
    for name in ("Target", "Lowest", "Highest", "Value"):
        table.add_column(name, justify="right")
    table.add_column("In band")
    for row in figures.iter_rows(named=True):
        numbers = (f"{row[name]:,.1f}" for name in ("target", "low", "high", "value"))
        table.add_row(row["title"], row["unit"], *numbers, "yes" if row["within"] else "NO")
    return table
