"""A drop told by two systems: what is over by a day in the older one, under other ids.

Rows that hold each other's ids go together, so that no row points into the other system. Some of
what the older system has stays in the newer one as well, as after a migration that took a part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.contract import Contract, Table

Rows = dict[str, pl.DataFrame]
# Workers, teams, providers and areas are in both systems.
SHARED = ("professionals", "department", "provider", "worker_hours", "population", "ward_lookup")
# Rows that the migration took along; what belongs to them stayed behind in the older system.
TAKEN_ALONG = ("cin_episodes", "cla_episodes", "cla_placement", "cp_visits", "contacts")
ONE_IN = 3
IDENTIFIER = "Northgate id"


@dataclass
class Groups:
    """Rows that share an id, found by union."""

    parent: dict[object, object] = field(default_factory=dict)

    def of(self, one: object) -> object:
        """What stands for the group of this one."""
        while (up := self.parent.setdefault(one, one)) != one:
            self.parent[one] = self.parent[up]
            one = up
        return one

    def join(self, some: Iterable[object]) -> None:
        """Put these into one group."""
        first, *rest = [self.of(one) for one in some]
        for other in rest:
            self.parent[other] = first


def told_by_two(drop: Rows, contract: Contract, cut: date) -> tuple[Rows, Rows]:
    """The newer and the older system's tables.

    Args:
        drop: every staged table as text.
        contract: keys, persons and what points to what.
        cut: what began before this day, with all that belongs to it, is in the older system.
    """
    groups = _groups(drop, contract)
    early, late = _begun(drop, contract, cut, groups)
    newer, older = dict(drop), dict(drop)
    for name, rows in drop.items():
        if name in SHARED or name == "person":
            continue
        place = [groups.of((name, row)) for row in range(rows.height)]
        moves = pl.Series([one in early and one not in late for one in place], dtype=pl.Boolean)
        stays = pl.Series([hash_of(one) % ONE_IN == 0 for one in place], dtype=pl.Boolean)
        older[name] = rows.filter(moves)
        newer[name] = rows.filter(~moves | stays if name in TAKEN_ALONG else ~moves)
    return _persons_and_ids(newer, older, contract)


def hash_of(one: object) -> int:
    """A number that is the same on every day; Python's own is not."""
    return sum(ord(letter) * place for place, letter in enumerate(str(one), start=1))


def _groups(drop: Rows, contract: Contract) -> Groups:
    groups = Groups()
    for name, rows in drop.items():
        table = contract.tables[name]
        if name in SHARED or name == "person":
            continue
        ids = _ids(table)
        for row, values in enumerate(rows.select(list(ids)).iter_rows()):
            held = [
                (what, value)
                for what, value in zip(ids.values(), values, strict=True)
                if value is not None
            ]
            groups.join([(name, row), *held])
    return groups


def _ids(table: Table) -> dict[str, str]:
    """Columns with ids of events, and whose they are; not those of persons, workers and teams."""
    found = {}
    for column in table.columns.values():
        event = column.event or f"{table.name}.{column.name}"
        if (
            column.type == "id"
            and not column.holds_person
            and (column.event or column.name in table.key or column.name.endswith("_cla_id"))
            and event.partition(".")[0] not in SHARED
        ):
            found[column.name] = event
    return found


def _begun(
    drop: Rows, contract: Contract, cut: date, groups: Groups
) -> tuple[set[object], set[object]]:
    """Groups with a row that began before the day, and with one that began later."""
    early, late = set[object](), set[object]()
    for name, rows in drop.items():
        dated_by = contract.tables[name].date_column
        if name in SHARED or name == "person" or dated_by is None:
            continue
        for row, day in enumerate(rows[dated_by]):
            if day is not None:
                side = early if day[:10] < cut.isoformat() else late
                side.add(groups.of((name, row)))
    return early, late


def _persons_and_ids(newer: Rows, older: Rows, contract: Contract) -> tuple[Rows, Rows]:
    people = newer["person"]
    merged = people["pers_merged_into_id"].drop_nulls()
    in_newer = _known_in(newer, contract) | set(merged)
    in_newer |= set(people.filter(pl.col("pers_merged_into_id").is_not_null())["pers_person_id"])
    in_older = _known_in(older, contract)
    only_older = in_older - in_newer
    person = pl.col("pers_person_id")
    older["person"] = people.filter(person.is_in(list(in_older)))
    newer["person"] = people.filter(~person.is_in(list(only_older)))
    other = {
        what: dict(zip(values, [*values[1:], *values[:1]], strict=True))
        for what, values in _values(newer, older, contract).items()
    }
    links = pl.DataFrame(
        {"link_person_id": sorted(in_older - only_older)}, schema={"link_person_id": pl.String}
    ).with_columns(
        link_table_id="x" + pl.col("link_person_id"),
        link_identifier_type=pl.lit(IDENTIFIER),
        link_identifier_value=pl.col("link_person_id").replace_strict(other["person"]),
    )
    known = newer.get("linked_identifiers", links.clear())
    newer["linked_identifiers"] = pl.concat([known, links], how="diagonal")
    for name, rows in older.items():
        older[name] = rows.with_columns(
            pl.col(column).replace(other[what])
            for column, what in _spaces(contract.tables[name]).items()
        )
    return newer, older


def _known_in(drop: Rows, contract: Contract) -> set[str]:
    known: set[str] = set()
    for name, rows in drop.items():
        if name != "person":
            for column in contract.tables[name].columns.values():
                if column.holds_person:
                    known |= set(rows[column.name].drop_nulls())
    return known


def _spaces(table: Table) -> Mapping[str, str]:
    """Every column of ids, and in whose numbers."""
    return {
        c.name: "person"
        if c.holds_person or c.name == "pers_merged_into_id"
        else c.event or f"{table.name}.{c.name}"
        for c in table.columns.values()
        if c.type == "id" and not c.everywhere
    }


def _values(newer: Rows, older: Rows, contract: Contract) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for drop in (newer, older):
        for name, rows in drop.items():
            for column, what in _spaces(contract.tables[name]).items():
                found.setdefault(what, set()).update(rows[column].drop_nulls())
    return {what: sorted(values) for what, values in found.items()}


def read_tables(folder: Path, contract: Contract) -> Rows:
    """The staged tables of a folder of the sample, as text; it has no file of an empty table."""
    files = {table.name: folder / f"ssd_{table.name}.csv" for table in contract.staged}
    return {
        name: pl.read_csv(path, infer_schema=False) for name, path in files.items() if path.exists()
    }


def write_tables(drop: Rows, folder: Path) -> Path:
    """The tables as files of the dataset."""
    folder.mkdir(parents=True)
    for name, rows in drop.items():
        rows.write_csv(folder / f"ssd_{name}.csv")
    return folder
