"""Writes invented authorities to disk.

One folder for each snapshot, and the ledger of what differs between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.contract import Contract, load_contract
from pipelines.faults import Fault
from pipelines.sample import (
    care,
    care_life,
    faults,
    front_door,
    health,
    in_need,
    leaving,
    liberty,
    people,
    pre_proceedings,
    protection,
    registers,
    workforce,
)
from pipelines.sample.draws import NEVER
from pipelines.sample.snapshots import Drop, Ledger, altered, write_late
from pipelines.sample.tables import Table, view
from pipelines.sample.world import SNAPSHOTS, World, build_world

EPOCH = date(1970, 1, 1)


def write_sample(
    out: Path,
    *,
    children: int,
    years: int,
    seed: int,
    authorities: int | Sequence[str] = 1,
    fault_rate: float = 1,
) -> list[Path]:
    """Write invented authorities as SSD and extension files, one authority after the other.

    Args:
        out: folder that receives `<authority>/<as-at>/ssd_<table>.csv`, `<authority>/ledger.csv`,
            and the lists `<authority>/postcodes.csv` and `<authority>/providers.csv`.
        children: children ever known to services in the window, for each authority.
        years: years up to the last snapshot.
        seed: any whole number; the same gives the same bytes.
        authorities: how many (999, 998, …), or their codes.
        fault_rate: how often recording faults are planted, as a multiple of the usual rates; 0 for
            none at all.

    Returns:
        The files, in the order in which they were written.

    Raises:
        Fault: a number that makes no sense, or a code that is not for an invented authority.
    """
    if fault_rate < 0:
        raise Fault(
            f"{fault_rate} times the usual faults cannot be planted.", remedy="Give 0 or more."
        )
    if children < 1 or not 1 <= years <= 15 or seed < 0:
        raise Fault(
            f"{children} children, {years} years and seed {seed} make no sample.",
            remedy="Give at least 1 child, 1 to 15 years and a seed of 0 or more.",
        )
    contract = load_contract()
    written: list[Path] = []
    for authority in _codes(authorities):
        world = build_world(authority, children=children, years=years, seed=seed)
        written += _write_authority(out / authority, world, contract, fault_rate)
    return written


def _codes(authorities: int | Sequence[str]) -> list[str]:
    if isinstance(authorities, int):
        if not 1 <= authorities <= 12:
            raise Fault(f"{authorities} authorities cannot be made.", remedy="Ask for 1 to 12.")
        return [str(999 - number) for number in range(authorities)]
    wrong = [code for code in authorities if not (code.isdigit() and 988 <= int(code) <= 999)]
    if wrong:
        raise Fault(f"{wrong[0]} is no code of an invented authority.", remedy="Use 988 to 999.")
    return list(authorities)


def all_tables(world: World) -> list[Table]:
    """Every table of the authority, with everything that ever happens in it."""
    teams = workforce.story_teams(world)
    homes = people.homes(world)
    looked_after = care.build_care(world, homes)
    exits = looked_after.periods.filter(~pl.col("short_break")).select("story", "exit")
    with_exits = world.stories.join(exits, on="story", how="left", maintain_order="left")
    told = World(**{**world.__dict__, "stories": with_exits})
    door = front_door.front_door_tables(told, teams)
    needs = front_door.needs(told)
    held = workforce.involvements(world, teams)
    women = care_life.mothers(world, looked_after)
    return [
        *people.people_tables(world, women),
        people.address_table(world, homes),
        *door,
        *in_need.in_need_tables(world, teams),
        *protection.protection_tables(world, teams),
        pre_proceedings.pre_proceedings_table(world),
        *care.care_tables(world, looked_after, needs),
        *care_life.care_life_tables(world, looked_after),
        care_life.mother_table(women),
        *health.health_tables(world, looked_after),
        *leaving.leaving_tables(world, looked_after),
        liberty.liberty_table(world, looked_after),
        *workforce.team_tables(world, held),
        held,
        registers.provider_table(world.authority),
        _population(world),
    ]


def _population(world: World) -> Table:
    """Children aged 0 to 17 at mid-year; nearly steady, as in England."""
    year = np.arange(2019, 2026)
    drift = 1 - (2025 - year) * 0.002
    frame = pl.DataFrame(
        {"popu_year": year, "popu_children_0_to_17": np.round(world.population * drift).astype(int)}
    )
    return Table("population", frame)


def _write_authority(folder: Path, world: World, contract: Contract, rate: float) -> list[Path]:
    ledger = Ledger(SNAPSHOTS[-1])
    drops: tuple[Drop, Drop] = ({}, {})
    for table in all_tables(world):
        first, last = (view(table, (as_at - EPOCH).days) for as_at in SNAPSHOTS)
        texts = _as_text(first, table, contract), _as_text(last, table, contract)
        write_late(ledger, contract, table, (first, last), texts)
        drops[0][table.name], drops[1][table.name] = texts
    seen = altered(world, ledger, contract, *drops), drops[1]
    seen = faults.planted(world, ledger, contract, seen, rate)
    written = []
    for as_at, drop in zip(SNAPSHOTS, seen, strict=True):
        place = folder / as_at.isoformat()
        place.mkdir(parents=True, exist_ok=True)
        for spec in contract.staged:
            path = place / f"{spec.ssd_name or 'ssd_' + spec.name}.csv"
            rows = drop.get(spec.name, pl.DataFrame(schema=dict.fromkeys(spec.columns, pl.String)))
            rows.select(list(spec.columns)).write_csv(path)
            written.append(path)
    for name, frame in {
        "ledger": ledger.frame(),
        "postcodes": registers.postcodes(world.authority, drops[1]),
        "providers": registers.providers(world.authority),
    }.items():
        written.append(folder / f"{name}.csv")
        frame.write_csv(written[-1])
    return written


def _as_text(rows: pl.DataFrame, table: Table, contract: Contract) -> pl.DataFrame:
    """The rows under the contract's headers, as text.

    ISO dates, no date that never comes, sorted by key.
    """
    spec = contract.tables[table.name]
    shown = []
    for name, column in spec.columns.items():
        if name not in rows.columns:
            shown.append(pl.lit(None, dtype=pl.String).alias(name))
        elif column.type == "date":
            shown.append(_date(pl.col(name)).alias(name))
        elif column.type == "timestamp":
            shown.append(_timestamp(pl.col(name)).alias(name))
        else:
            shown.append(pl.col(name).cast(pl.String))
    return rows.select(shown).sort(spec.key, maintain_order=True)


def _date(days: pl.Expr) -> pl.Expr:
    known = pl.when(days < NEVER).then(days)
    return known.cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d")


def _timestamp(minutes: pl.Expr) -> pl.Expr:
    known = pl.when(minutes < NEVER * 1440).then(minutes)
    return (known * 60_000).cast(pl.Datetime("ms")).dt.strftime("%Y-%m-%dT%H:%M:%S")
