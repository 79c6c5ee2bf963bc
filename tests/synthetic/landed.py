"""A few tables of the contract, landed from files and taken through the models, in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from pipelines.connectors.report import load_codes, run_models
from pipelines.connectors.ssd import SYSTEM, read
from pipelines.contract import Contract, load_contract
from pipelines.landing import Origin, land
from pipelines.warehouse import load_raw

# All kinds of key, a code, a list, a time, references.
TABLES = ("person", "department", "disability", "contacts", "cla_immunisations")
DAY = date(2026, 7, 31)


def small_contract(names: Sequence[str] = TABLES) -> Contract:
    """The contract of some tables alone; references to others go."""
    whole = load_contract()
    kept = {name: whole.tables[name].model_dump() for name in names}
    for table in kept.values():
        for column in table["columns"].values():
            for link in ("references", "follows"):
                if column[link] and column[link].split(".")[0] not in names:
                    column[link] = None
    lists = {name: c.model_dump() for name, c in whole.code_lists.items()}
    return Contract.model_validate({"code_lists": lists, "tables": kept})


class Warehouse:
    """The models over one drop of each authority, in memory."""

    def __init__(self, contract: Contract, folders: Mapping[str, Path], landing: Path) -> None:
        drops = []
        for authority, folder in folders.items():
            found = read(folder, contract, 10)
            origin = Origin(authority, SYSTEM, DAY, "drop", found.manifests, {})
            drops.append(land(found.tables, origin, landing)[0])
        self.con = duckdb.connect()
        load_raw(self.con, contract, drops)
        load_codes(self.con, contract)
        run_models(self.con, contract)

    def rows(self, sql: str) -> list[tuple]:
        return self.con.execute(sql).fetchall()

    def report(self, table: str, authority: str = "999") -> dict[str, object]:
        found = self.con.execute(
            "select * from ingestion_report where table_name = ? and authority = ?",
            [table, authority],
        )
        names = [column[0] for column in found.description]
        return dict(zip(names, found.fetchone(), strict=True))


def written(folder: Path, tables: Mapping[str, str]) -> Path:
    folder.mkdir()
    for name, text in tables.items():
        (folder / f"ssd_{name}.csv").write_text(text, encoding="utf-8")
    return folder
