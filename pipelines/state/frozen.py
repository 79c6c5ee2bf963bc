"""Published figures of a quarter as they were frozen, with the rows that they are made of.

A freeze is a link of the chain with the tables `figure`, `row` and `about`. Freezing a quarter
again adds a link: the newest one counts, and those before it stay. The rows are about children, so
they go to the casework files and nowhere else; the figures go to the aggregate file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.state import chain

if TYPE_CHECKING:
    import polars as pl

WHAT, ABOUT = "freeze", "measures"
# Columns as they are kept. One that is added later is null in what was frozen before.
FIGURE_COLUMNS = {
    "authority": "String",
    "measure_id": "String",
    "period_type": "String",
    "period_start": "Date",
    "period_end": "Date",
    "slice": "String",
    "slice_value": "String",
    "numerator": "Float64",
    "denominator": "Float64",
    "value": "Float64",
    "ci_low": "Float64",
    "ci_high": "Float64",
    "target": "Float64",
    "tolerance": "Float64",
    "rating": "String",
    "signal": "String",
    "population_year": "Int32",
    "is_annualised": "Boolean",
    "people": "Int64",
    "kind": "String",
    "basis": "String",
    "definition_hash": "String",
}
ROW_COLUMNS = {
    "authority": "String",
    "measure_id": "String",
    "event_on": "Date",
    "entity_id": "String",
    "child_id": "String",
    "team": "String",
    "ward": "String",
    "age_band": "String",
    "sex": "String",
    "ethnic_group": "String",
    "disability": "String",
    "placement_type": "String",
    "provider_type": "String",
    "is_excluded": "Boolean",
    "is_denominator": "Boolean",
    "is_numerator": "Boolean",
    "numerator_amount": "Float64",
    "denominator_amount": "Float64",
    "source_system": "String",
    "source_table": "String",
    "source_file": "String",
    "source_row": "Int64",
}
ABOUT_COLUMNS = {
    "quarter": "String",
    "run_id": "String",
    "as_at": "Date",
    "code_version": "String",
    "snapshots": "String",
    "seed_hashes": "String",
    "signed_off_by": "String",
    "remark": "String",
}
# What the published tables say of a freeze, beside the figure or row.
PUBLISHED_COLUMNS = {
    "quarter": "String",
    "freeze_number": "Int64",
    "is_newest": "Boolean",
    "run_id": "String",
    "as_at": "Date",
    "code_version": "String",
    "snapshots": "String",
    "signed_off_by": "String",
    "signed_off_on": "Date",
    "remark": "String",
}


@dataclass(frozen=True)
class Freeze:
    """One freeze; `number` is that of its link in the chain."""

    link: chain.Link

    @property
    def number(self) -> int:
        """Its number in the chain."""
        return self.link.sequence

    @property
    def authority(self) -> str:
        """The authority whose figures it holds."""
        return self.link.authority

    @property
    def quarter(self) -> str:
        """The quarter, as it is written: 2025-26-Q4."""
        return self.link.year

    @property
    def signed_off_by(self) -> str:
        """Who answered for the figures."""
        return self.link.by

    @property
    def signed_off_on(self) -> date:
        """The day on which they were frozen."""
        return date.fromisoformat(self.link.at[:10])

    @property
    def snapshots(self) -> Mapping[str, str]:
        """The drops that they were made from: "authority/system/snapshot" to content hash."""
        return self.link.source


def keep(
    state_dir: Path,
    *,
    authority: str,
    about: Mapping[str, Any],
    snapshots: Mapping[str, str],
    figures: pl.DataFrame,
    rows: pl.DataFrame,
) -> tuple[Freeze, bool]:
    """Freeze figures and their rows.

    Args:
        state_dir: the state folder.
        authority: three-digit number.
        about: a value for each of `ABOUT_COLUMNS`.
        snapshots: "authority/system/snapshot" to content hash.
        figures: columns of `FIGURE_COLUMNS`.
        rows: columns of `ROW_COLUMNS`.

    Returns:
        The freeze, and whether the newest of the quarter holds the same already; then nothing is
        written, whoever signs.

    Raises:
        ChainFault: what was kept before has been altered.
        Fault: the folder cannot be written to.
    """
    import polars as pl

    kept = {
        "figure": _shaped(figures, FIGURE_COLUMNS).sort(list(FIGURE_COLUMNS)[:7]),
        "row": _shaped(rows, ROW_COLUMNS).sort(list(ROW_COLUMNS)[:5]),
        "about": _shaped(
            pl.DataFrame({name: [about[name]] for name in ABOUT_COLUMNS}), ABOUT_COLUMNS
        ),
    }
    before = newest(state_dir, authority, str(about["quarter"]))
    if before is not None and before.link.source == dict(snapshots):
        earlier = tables_of(state_dir, before)
        if all(earlier[name].equals(kept[name]) for name in ("figure", "row")):
            return before, True
    entry = chain.Entry(
        WHAT, ABOUT, str(about["quarter"]), authority, str(about["signed_off_by"]), snapshots
    )
    return Freeze(chain.append(state_dir, entry, kept)), False


def kept(state_dir: Path, *, authority: str | None = None) -> list[Freeze]:
    """All freezes, the newest first, of one authority if given.

    Raises:
        ChainFault: the chain has been altered.
    """
    return [
        Freeze(link)
        for link in reversed(chain.links(state_dir))
        if link.what == WHAT and authority in (None, link.authority)
    ]


def newest(state_dir: Path, authority: str, quarter: str) -> Freeze | None:
    """The freeze of a quarter that counts, or None.

    Raises:
        ChainFault: the chain has been altered.
    """
    return next(
        (one for one in kept(state_dir, authority=authority) if one.quarter == quarter), None
    )


def tables_of(state_dir: Path, freeze: Freeze) -> dict[str, pl.DataFrame]:
    """`figure`, `row` and `about` of a freeze, each in the columns that are kept today."""
    columns = {"figure": FIGURE_COLUMNS, "row": ROW_COLUMNS, "about": ABOUT_COLUMNS}
    return {
        name: _shaped(frame, columns[name])
        for name, frame in chain.tables(state_dir, freeze.link).items()
    }


def snapshots_kept(state_dir: Path) -> set[str]:
    """The drops that frozen figures came from ("authority/system/snapshot").

    Whoever prunes landing leaves them, or no restatement can say which rows changed.
    """
    return {snapshot for freeze in kept(state_dir) for snapshot in freeze.snapshots}


def published_figures(state_dir: Path, authorities: list[str]) -> pl.DataFrame:
    """Every frozen figure of these authorities with what is said of its freeze."""
    return _published(state_dir, authorities, "figure", FIGURE_COLUMNS, newest_only=False)


def published_rows(state_dir: Path, authority: str) -> pl.DataFrame:
    """The rows of the freezes that count, of one authority; they are about children."""
    return _published(state_dir, [authority], "row", ROW_COLUMNS, newest_only=True)


def _published(
    state_dir: Path,
    authorities: list[str],
    table: str,
    columns: Mapping[str, str],
    *,
    newest_only: bool,
) -> pl.DataFrame:
    import polars as pl

    empty = pl.DataFrame(
        schema={name: getattr(pl, kind) for name, kind in {**PUBLISHED_COLUMNS, **columns}.items()}
    )
    parts, seen = [empty], set()
    for freeze in kept(state_dir):
        if freeze.authority not in authorities:
            continue
        quarter = (freeze.authority, freeze.quarter)
        is_newest = quarter not in seen
        seen.add(quarter)
        if newest_only and not is_newest:
            continue
        tables = tables_of(state_dir, freeze)
        said = {
            **tables["about"].row(0, named=True),
            "freeze_number": freeze.number,
            "is_newest": is_newest,
            "signed_off_on": freeze.signed_off_on,
        }
        cells = [
            pl.lit(said[name], dtype=getattr(pl, kind)).alias(name)
            for name, kind in PUBLISHED_COLUMNS.items()
        ]
        parts.append(tables[table].select(*cells, *columns))
    return pl.concat(parts)


def _shaped(frame: pl.DataFrame, columns: Mapping[str, str]) -> pl.DataFrame:
    import polars as pl

    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None))
        .cast(getattr(pl, kind))
        .alias(name)
        for name, kind in columns.items()
    )
