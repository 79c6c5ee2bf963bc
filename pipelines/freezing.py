"""Freezing the published figures of a quarter: what was told, and the rows that it came from.

The figures are all whose period ends in the quarter, of every slice: its months, the quarter
itself, the twelve months to each of them, and the year. The rows are those that these figures
count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.faults import Fault
from pipelines.publish.pointer import POINTER_NAME, read_pointer
from pipelines.published import current
from pipelines.quarters import Quarter
from pipelines.quarters import quarter as quarter_of_text
from pipelines.state import ChainFault, Freeze, frozen
from pipelines.state.chain import REMEDY, Link

if TYPE_CHECKING:
    import polars as pl

    from pipelines.settings import Settings


@dataclass(frozen=True)
class Published:
    """The figures of a quarter, and the rows that they count, as the current run publishes them.

    `figures` has the columns of `frozen.FIGURE_COLUMNS`, `rows` those of `frozen.ROW_COLUMNS`;
    `snapshots` are the drops of the authority.
    """

    authority: str
    quarter: Quarter
    run_id: str
    as_at: date
    code_version: str
    snapshots: dict[str, str]
    seed_hashes: dict[str, str]
    titles: dict[str, str]
    figures: pl.DataFrame
    rows: pl.DataFrame


@dataclass(frozen=True)
class Frozen:
    """What a freeze did; `is_known` where the newest freeze held the same figures already."""

    freeze: Freeze
    is_known: bool
    figures: int
    rows: int


def published_quarter(settings: Settings, quarter: str, authority: str) -> Published:
    """What the current run says of a quarter that has ended.

    Raises:
        Fault: nothing is published, not of this authority, or the quarter is not held or has not
            ended by the as-at date of the run.
    """
    wanted = quarter_of_text(quarter)
    pointer = current(settings)
    if authority not in pointer["authorities"]:
        raise Fault(
            f"Nothing is published of authority {authority}.",
            remedy=f"Published: {', '.join(sorted(pointer['authorities']))}.",
        )
    if wanted.ends_on.isoformat() > pointer["as_at"]:
        raise Fault(
            f"{wanted} ends on {wanted.ends_on.isoformat()}; the published figures are as at "
            f"{pointer['as_at']}.",
            remedy="Choose a quarter that has ended.",
        )
    folder = settings.published_dir
    aggregate = folder / pointer["aggregate"]
    casework = folder / pointer["authorities"][authority]["casework"]
    with duckdb.connect(str(aggregate), read_only=True) as con:
        con.execute(f"attach '{_quoted(casework)}' as casework (read_only)")
        said = _manifest(con)
        figures = _figures(con, authority, wanted)
        if figures.is_empty():
            raise Fault(
                f"The published run holds no figures of {wanted} for authority {authority}.",
                where=str(aggregate),
                remedy=_held(con, authority),
            )
        rows = _rows(con, authority, wanted)
        titles = dict(con.execute("select measure_id, title from dim_measure").fetchall())
    return Published(
        authority=authority,
        quarter=wanted,
        run_id=pointer["run_id"],
        as_at=date.fromisoformat(pointer["as_at"]),
        code_version=said["code_version"],
        snapshots={
            name: digest
            for name, digest in json.loads(said["snapshots"]).items()
            if name.startswith(f"{authority}/")
        },
        seed_hashes=json.loads(said["seed_hashes"]) | _given(json.loads(said["lists"])),
        titles=titles,
        figures=figures,
        rows=rows,
    )


def freeze(
    settings: Settings, quarter: str, authority: str, *, signed_off_by: str, remark: str | None
) -> Frozen:
    """Freeze the published figures of a quarter.

    Raises:
        Fault: nobody is named, or there is nothing to freeze (see `published_quarter`).
        ChainFault: what was frozen or submitted before has been altered; nothing is added.
    """
    by = signed_off_by.strip()
    if not by:
        raise Fault(
            "A freeze needs the name of the person who answers for the figures.",
            where="--signed-off-by",
            remedy="Name them.",
        )
    published = published_quarter(settings, quarter, authority)
    about: dict[str, Any] = {
        "quarter": str(published.quarter),
        "run_id": published.run_id,
        "as_at": published.as_at,
        "code_version": published.code_version,
        "snapshots": json.dumps(published.snapshots, sort_keys=True),
        "seed_hashes": json.dumps(published.seed_hashes, sort_keys=True),
        "signed_off_by": by,
        "remark": (remark or "").strip() or None,
    }
    kept, is_known = frozen.keep(
        settings.state_dir,
        authority=authority,
        about=about,
        snapshots=published.snapshots,
        figures=published.figures,
        rows=published.rows,
    )
    return Frozen(kept, is_known, published.figures.height, published.rows.height)


def require_published_freezes(settings: Settings, links: Sequence[Link]) -> None:
    """Refuse a state that lacks what the published figures say was frozen.

    A state that is gone as a whole, or another one, has no hash that would tell.

    Raises:
        ChainFault: a freeze is missing.
    """
    pointer = read_pointer(settings.published_dir)
    aggregate = settings.published_dir / pointer["aggregate"] if pointer else None
    if aggregate is None or not aggregate.is_file():
        return
    with duckdb.connect(str(aggregate), read_only=True) as con:
        told = con.execute(
            "select distinct authority, quarter, freeze_number from published_measure_value"
        ).fetchall()
    known = {(link.authority, link.year, link.sequence) for link in links}
    for authority, quarter, number in sorted(set(told) - known):
        raise ChainFault(
            f"The state does not hold freeze {number}, {quarter} of authority {authority}, which "
            "the published figures name: it is another state, or an older one.",
            where=str(settings.state_dir),
            remedy=f"{REMEDY} If no backup holds it, move {POINTER_NAME} out of "
            f"{settings.published_dir}, run, and freeze the quarter again.",
        )


def _manifest(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    names = ("code_version", "snapshots", "seed_hashes", "lists")
    found = con.execute(f"select {', '.join(names)} from run_manifest").fetchall()  # noqa: S608
    return dict(zip(names, found[0], strict=True))


def _given(lists: Mapping[str, str]) -> dict[str, str]:
    """Published figures that were given since the release: a population may be among them."""
    return {name: digest for name, digest in lists.items() if name.startswith("benchmarks/")}


def _figures(con: duckdb.DuckDBPyConnection, authority: str, quarter: Quarter) -> pl.DataFrame:
    return con.execute(
        """
        select figure.*, measure.kind, measure.basis, measure.definition_hash
        from fct_measure_value as figure
        inner join dim_measure as measure on figure.measure_id = measure.measure_id
        where figure.authority = ? and figure.period_end between ? and ?
        """,
        [authority, quarter.starts_on, quarter.ends_on],
    ).pl()


def _rows(con: duckdb.DuckDBPyConnection, authority: str, quarter: Quarter) -> pl.DataFrame:
    # A stock figure counts those of the last day of its period, and no earlier month end.
    return con.execute(
        """
        with span as (
            select min(period_start) as first_day, max(period_end) as last_day
            from fct_measure_value
            where authority = $authority and period_end between $starts and $ends
        )
        select counted.*
        from casework.fct_measure_row as counted
        inner join dim_measure as measure on counted.measure_id = measure.measure_id
        cross join span
        where counted.authority = $authority
            and counted.event_on <= span.last_day
            and counted.event_on >= if(measure.basis = 'stock', $starts, span.first_day)
        """,
        {"authority": authority, "starts": quarter.starts_on, "ends": quarter.ends_on},
    ).pl()


def _held(con: duckdb.DuckDBPyConnection, authority: str) -> str:
    first, last = con.execute(
        """
        select min(period_name), max(period_name)
        from dim_period as period
        inner join fct_measure_value as figure using (period_type, period_end)
        where period_type = 'quarter' and figure.authority = ?
        """,
        [authority],
    ).fetchall()[0]
    return f"It holds {first} to {last}." if first else "It holds no quarter at all."


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
