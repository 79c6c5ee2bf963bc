"""What of a frozen quarter a newer build tells differently, by how much, and which rows caused it.

figures.py   which figures differ, and which of their rows
lineage.py   which cells of the contract a measure is made from
landed.py    what changed between the drop that was frozen and that of today
causes.py    which of these changes moved which row
report.py    the CSV and the table on the screen
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from pipelines.contract import load_contract
from pipelines.faults import Fault
from pipelines.freezing import Published, published_quarter
from pipelines.landing import MANIFEST_NAME, Drop, read_drop
from pipelines.published import current
from pipelines.quarters import quarter as quarter_of_text
from pipelines.restatements import landed
from pipelines.restatements.causes import causes
from pipelines.restatements.figures import differing, differing_rows, moved
from pipelines.restatements.lineage import relevance
from pipelines.state import Freeze, frozen
from pipelines.warehouse import ensure_manifest, manifest_path

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings

# Reasons that no landed row gives, in the order in which they are looked for.
DEFINITION, REFERENCE, CODE, UNEXPLAINED = "definition", "reference", "code", "unexplained"


@dataclass(frozen=True)
class Restatement:
    """What differs.

    Attributes:
        freeze: what was frozen.
        published: what the current run says.
        figures: one row for each figure that differs, as `figures.differing` gives them.
        reasons: one row for each figure and reason: figure, row, facet, why, and the landed change
            (columns of `landed.SCHEMA`) where there is one.
        rows: the rows of figures that differ, as `figures.differing_rows` gives them.
        missing: drops whose landed rows are no longer kept, so that nothing can be read from them.
    """

    freeze: Freeze
    published: Published
    figures: pl.DataFrame
    reasons: pl.DataFrame
    rows: pl.DataFrame
    missing: list[str]

    @property
    def differs(self) -> bool:
        """Whether any figure does."""
        return not self.figures.is_empty()

    @property
    def unexplained(self) -> pl.DataFrame:
        """The figures that differ and for which nothing was found."""
        found = self.reasons.filter(pl.col("why") == UNEXPLAINED)
        return self.figures.join(found, on="figure", how="semi")


def restate(settings: Settings, quarter: str, authority: str) -> Restatement:
    """Compare the newest freeze of a quarter with the current run.

    Raises:
        Fault: the quarter was never frozen, the current run does not hold it, or is of an earlier
            day than what was frozen.
        ChainFault: what was frozen has been altered.
    """
    wanted = quarter_of_text(quarter)
    freeze = frozen.newest(settings.state_dir, authority, str(wanted))
    if freeze is None:
        raise Fault(
            f"{wanted} of authority {authority} has not been frozen.",
            remedy=f"Freeze it with `sightline freeze {wanted} --signed-off-by NAME`.",
        )
    tables = frozen.tables_of(settings.state_dir, freeze)
    about = tables["about"].row(0, named=True)
    published = published_quarter(settings, quarter, authority)
    if published.as_at < about["as_at"]:
        raise Fault(
            f"The published run is as at {published.as_at.isoformat()}, and {wanted} was frozen as "
            f"at {about['as_at'].isoformat()}.",
            remedy="Run `sightline run` as at a later day.",
        )
    crosswalk = _crosswalk(settings, authority)
    figures = differing(tables["figure"], published.figures)
    rows = differing_rows(tables["row"], published.rows, crosswalk)
    links = moved(figures, rows)
    rows = rows.join(links, on="row", how="semi")
    pairs, missing = _pairs(settings, freeze.snapshots, published.snapshots)
    found = _found(settings, figures, rows, links, pairs, crosswalk, about["as_at"])
    reasons = reasons_of(figures, links, found, _others(about, published))
    return Restatement(freeze, published, figures, reasons, rows, missing)


def _crosswalk(settings: Settings, authority: str) -> pl.DataFrame:
    casework = settings.published_dir / current(settings)["authorities"][authority]["casework"]
    with duckdb.connect(str(casework), read_only=True) as con:
        return con.execute(
            """
            select distinct person_id as child_id, surviving_person_id as surviving_id
            from person_crosswalk
            where not is_in_circle and person_id <> surviving_person_id
            """
        ).pl()


def _pairs(
    settings: Settings, then: Mapping[str, str], now: Mapping[str, str]
) -> tuple[list[tuple[Drop | None, Drop | None]], list[str]]:
    """The drops of each system that is not the same, then and now; and those no longer kept."""
    sides: list[dict[str, Drop]] = []
    missing: list[str] = []
    for snapshots in (then, now):
        held: dict[str, Drop] = {}
        for name in sorted(snapshots.keys() - (then.keys() & now.keys())):
            path = settings.landing_dir / name
            if _is_drop(path):
                held[name.split("/")[1]] = read_drop(path)
            else:
                missing.append(name)
        sides.append(held)
    # Of a system with a drop that is gone nothing can be compared.
    gone = {name.split("/")[1] for name in missing}
    systems = sorted((sides[0].keys() | sides[1].keys()) - gone)
    return [(sides[0].get(system), sides[1].get(system)) for system in systems], missing


def _is_drop(path: Path) -> bool:
    return (path / MANIFEST_NAME).is_file()


def _found(
    settings: Settings,
    figures: pl.DataFrame,
    rows: pl.DataFrame,
    links: pl.DataFrame,
    pairs: list[tuple[Drop | None, Drop | None]],
    crosswalk: pl.DataFrame,
    known_on: date,
) -> pl.DataFrame:
    """Each row and facet with the landed changes that moved it."""
    contract = load_contract()
    measures = figures["measure_id"].unique().sort().to_list()
    relevant = relevance(_manifest(settings), contract, measures)
    cells = relevant.select("table", "column").unique().sort("table", "column")
    changes = landed.changes(contract, pairs, cells, crosswalk, known_on).with_row_index("place")
    workers = rows.filter(pl.col("child_id").is_null())
    held = landed.links(contract, pairs if workers.height else [], cells, crosswalk)
    places = causes(rows, links, changes, relevant, held)
    population = _population(figures, changes)
    return pl.concat([places.join(changes, on="place"), population], how="diagonal").drop("place")


def _manifest(settings: Settings) -> Path:
    """The models as the last run read them; on a machine that has made no run, as they are."""
    path = manifest_path(settings)
    return path if path.is_file() else ensure_manifest(settings)


def _population(figures: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """Changes of the authority's own population, for rates whose denominator is another one."""
    moved_by_it = figures.filter(
        (pl.col("kind") == "rate_per_10k")
        & pl.col("denominator_then").ne_missing(pl.col("denominator_now"))
    ).select("figure")
    return moved_by_it.join(changes.filter(pl.col("table") == "population"), how="cross")


def _others(about: Mapping[str, Any], published: Published) -> dict[str, str | None]:
    """What else than rows differs between the runs: reason to words, null where it is the same."""
    then, now = json.loads(about["seed_hashes"]), published.seed_hashes
    files = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
    versions = (about["code_version"], published.code_version)
    return {
        REFERENCE: ", ".join(files) or None,
        CODE: f"{versions[0]} to {versions[1]}" if versions[0] != versions[1] else None,
    }


def reasons_of(
    figures: pl.DataFrame,
    links: pl.DataFrame,
    found: pl.DataFrame,
    others: Mapping[str, str | None],
) -> pl.DataFrame:
    """Every figure with its reasons; where no row gives one, what else differs, or nothing does."""
    by_rows = links.join(found.drop("figure", strict=False), on=["row", "facet"])
    by_figure = (
        found.filter(pl.col("figure").is_not_null()) if "figure" in found.columns else found.clear()
    )
    changed = figures.filter(pl.col("hash_then").ne_missing(pl.col("hash_now")))
    redefined = changed.select(
        "figure", why=pl.lit(DEFINITION), before="hash_then", after="hash_now"
    )
    parts = [by_rows, by_figure, redefined]
    told = pl.concat(parts, how="diagonal_relaxed")
    # A row that nothing explains is one reason of its figure, and says so.
    open_rows = links.join(by_rows, on=["figure", "row", "facet"], how="anti").join(
        redefined, on="figure", how="anti"
    )
    open_figures = figures.join(told, on="figure", how="anti").join(
        open_rows, on="figure", how="anti"
    )
    rest = pl.concat([open_rows, open_figures.select("figure")], how="diagonal")
    why, words = next(
        ((reason, text) for reason, text in others.items() if text), (UNEXPLAINED, None)
    )
    rest = rest.with_columns(why=pl.lit(why), after=pl.lit(words, pl.String))
    columns = {"figure": pl.Int64, "row": pl.Int64, "facet": pl.String, **landed.SCHEMA}
    empty = pl.DataFrame(schema=columns)
    return (
        pl.concat([empty, told, rest], how="diagonal_relaxed")
        .select(columns.keys())
        .sort("figure", "row", "why", "table", "key", "column", nulls_last=True)
    )


__all__ = ["CODE", "DEFINITION", "REFERENCE", "UNEXPLAINED", "Restatement", "reasons_of", "restate"]
