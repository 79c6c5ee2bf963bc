"""What was kept of published figures, as a table for the person at the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from pipelines.benchmarks.loading import Kept


def print_kept(console: Console, kept: Sequence[Kept], passed_over: Sequence[str]) -> None:
    """Say which series came from which file, and what they lack."""
    table = Table(title="Published figures kept", title_justify="left")
    for heading in ("Series", "Years", "Release", "Figures", "Without a figure", "File"):
        table.add_column(heading, justify="right" if heading == "Figures" else "left")
    for one in kept:
        table.add_row(
            one.title,
            f"{one.first_year} to {one.last_year}",
            one.release,
            f"{one.rows - sum(one.without_figure.values()):,}",
            ", ".join(f"{code}: {count}" for code, count in one.without_figure.items()) or "none",
            one.file + (" (was kept before)" if one.was_there else ""),
        )
    console.print(table)
    for name, rows in {one.file: one.rows_elsewhere for one in kept if one.rows_elsewhere}.items():
        console.print(f"{name}: {rows:,} rows of districts, constituencies and the like left out.")
    for name in passed_over:
        console.print(f"{name}: no figure that stands beside our measures; nothing was kept.")
    console.print("They are used from the next `sightline run` on.")
