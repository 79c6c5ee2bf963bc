"""Writes invented authorities to disk.

One folder for each snapshot, and the ledger of what differs between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.contract import Contract, load_contract
from pipelines.contract import Table as Spec
from pipelines.faults import Fault
from pipelines.sample import (
    allocations,
    care,
    care_life,
    extensions,
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
from pipelines.sample.snapshots import Drop, Ledger, altered, write_changes
from pipelines.sample.tables import Table, began_on, keys_of, shown, view
from pipelines.sample.world import SNAPSHOT_DAYS, SNAPSHOTS, World, build_world


@dataclass(frozen=True)
class Written:
    """What was written of one authority.

    Attributes:
        authority: three-digit number.
        folder: holds everything.
        files: in the order in which they were written.
        rows: rows of each snapshot, by its date.
        changes: lines of the ledger that say what differs between snapshots.
        faults: lines that name a recording fault, for each snapshot that has it.
    """

    authority: str
    folder: Path
    files: tuple[Path, ...]
    rows: Mapping[date, int]
    changes: int
    faults: int


def write_sample(
    out: Path,
    *,
    children: int,
    years: int,
    seed: int,
    authorities: int | Sequence[str] = 1,
    fault_rate: float = 1,
) -> list[Written]:
    """Write invented authorities as SSD and extension files, one authority after the other.

    Args:
        out: folder that receives `<authority>/<as-at>/ssd_<table>.csv`, `<authority>/ledger.csv`,
            and the lists `<authority>/postcodes.csv` and `<authority>/providers.csv`. Every table
            that the authority has is written, without rows too; one that it does not have is not,
            as in an extract of a system that lacks it, and the warehouse takes it for empty.
        children: children ever known to services in the window, for each authority.
        years: years up to the last snapshot.
        seed: any whole number; the same gives the same bytes.
        authorities: how many (999, 998, …), or their codes.
        fault_rate: how often recording faults are planted, as a multiple of the usual rates; 0 for
            none at all.

    Returns:
        What was written, for each authority.

    Raises:
        Fault: a number that makes no sense, a code that is not for an invented authority, or a
            folder that cannot be written to.
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
    codes = _codes(authorities)
    contract = load_contract()
    written = []
    try:
        for authority in codes:
            (out / authority).mkdir(parents=True, exist_ok=True)
            world = build_world(authority, children=children, years=years, seed=seed)
            written.append(_write_authority(out / authority, world, contract, fault_rate))
    except OSError as error:
        raise Fault(
            f"The sample cannot be written: {error.strerror}.",
            where=str(out),
            remedy="Name a folder that may be written to, on a disk with room.",
        ) from error
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
    teams = allocations.story_teams(world)
    homes = people.homes(world)
    looked_after = care.build_care(world, homes)
    exits = looked_after.periods.filter(~pl.col("short_break")).select("story", "exit")
    with_exits = world.stories.join(exits, on="story", how="left", maintain_order="left")
    told = World(**{**world.__dict__, "stories": with_exits})
    door = front_door.front_door_tables(told, teams)
    needs = front_door.needs(told)
    held = allocations.involvements(world, teams)
    women = care_life.mothers(world, looked_after)
    tables = [
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
    return [*tables, *extensions.extension_tables(world, looked_after, tables)]


def _population(world: World) -> Table:
    """Children aged 0 to 17 at mid-year; nearly steady, as in England."""
    year = np.arange(2019, 2026)
    drift = 1 - (2025 - year) * 0.002
    frame = pl.DataFrame(
        {"popu_year": year, "popu_children_0_to_17": np.round(world.population * drift).astype(int)}
    )
    return Table("population", frame)


def _write_authority(folder: Path, world: World, contract: Contract, rate: float) -> Written:
    ledger = Ledger()
    drops, began = _seen(all_tables(world), contract)
    drops, meant = altered(world, contract, drops)
    for name in drops[-1]:
        texts = [drop[name] for drop in drops]
        write_changes(ledger, contract.tables[name], began.get(name), texts, meant)
    changes = ledger.frame().height
    drops = faults.planted(world, ledger, contract, drops, rate)
    files = []
    for as_at, drop in zip(SNAPSHOTS, drops, strict=True):
        place = folder / as_at.isoformat()
        place.mkdir(parents=True, exist_ok=True)
        for spec in contract.tables.values():
            if spec.name in drop:
                files.append(place / f"{spec.ssd_name or 'ssd_' + spec.name}.csv")
                drop[spec.name].write_csv(files[-1])
    lines = ledger.frame()
    for name, frame in {
        "ledger": lines,
        "postcodes": registers.postcodes(world.authority, drops[-1]),
        "providers": registers.providers(world.authority),
    }.items():
        files.append(folder / f"{name}.csv")
        frame.write_csv(files[-1])
    return Written(
        authority=world.authority,
        folder=folder,
        files=tuple(files),
        rows={
            as_at: sum(table.height for table in drop.values())
            for as_at, drop in zip(SNAPSHOTS, drops, strict=True)
        },
        changes=changes,
        faults=lines.height - changes,
    )


def _seen(
    tables: list[Table], contract: Contract
) -> tuple[list[Drop], dict[str, pl.DataFrame | None]]:
    """Each snapshot, and when the rows of each table began; `tables` is emptied on the way.

    A table of the truth is let go as soon as it has been seen: of a large authority, the snapshots
    alone fill the memory.
    """
    drops: list[Drop] = [{} for _ in SNAPSHOTS]
    began = {}
    while tables:
        table = tables.pop(0)
        spec = contract.tables[table.name]
        table = replace(table, frame=table.frame.sort(keys_of(spec), maintain_order=True))
        began[table.name] = began_on(table, spec)
        for drop, text in zip(drops, _texts(table, spec), strict=True):
            drop[table.name] = text
    return drops, began


def _texts(table: Table, spec: Spec) -> list[pl.DataFrame]:
    """A table in each snapshot, under the contract's headers, as text.

    A table without history is the same in all.
    """
    if table.start is None:
        return [_as_text(table.frame, spec)] * len(SNAPSHOTS)
    return [_as_text(view(table, as_at), spec) for as_at in SNAPSHOT_DAYS]


def _as_text(rows: pl.DataFrame, spec: Spec) -> pl.DataFrame:
    return rows.select(
        (shown(column) if name in rows.columns else pl.lit(None, dtype=pl.String)).alias(name)
        for name, column in spec.columns.items()
    )
