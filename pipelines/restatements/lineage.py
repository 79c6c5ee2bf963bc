"""Which cells of the contract a figure is made from, by way of the models.

Read from dbt's manifest: the models above a measure, and of each contract table that one of them
reads, the columns that its SQL names. Names of contract columns begin with those of their table, so
a name in the SQL is that column and no other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.contract import Contract

# What of a row a figure depends on: that it counts and how much, or the value of a slice.
COUNT = "count"
SLICES = (
    "team",
    "ward",
    "age_band",
    "sex",
    "ethnic_group",
    "disability",
    "placement_type",
    "provider_type",
)
# What is true of the person is joined once for all measures, by fct_measure_row, and comes from
# these cells; the other slices come from the measure's own models.
PERSON_CELLS = {
    "age_band": ("person", ("pers_dob", "pers_expected_dob")),
    "sex": ("person", ("pers_sex",)),
    "ethnic_group": ("person", ("pers_ethnicity",)),
    "disability": ("disability", ("disa_disability_code",)),
}
WARD_MODEL, ROWS_MODEL = "int_child_ward", "fct_measure_row"
# A row as a whole: that it is there.
WHOLE_ROW = ""
MERGED_INTO = ("person", "pers_merged_into_id")
SCHEMA = {"measure_id": pl.String, "facet": pl.String, "table": pl.String, "column": pl.String}


def relevance(manifest: Path, contract: Contract, measures: Sequence[str]) -> pl.DataFrame:
    """What each facet of each measure is made from.

    Returns:
        measure_id, facet (count, or a slice), table and column of the contract; the column
        `WHOLE_ROW` stands for the row as a whole. Whoever a record is of matters to every measure.
    """
    models = Models(json.loads(manifest.read_text(encoding="utf-8")), contract)
    of_slices = {
        name: {(table, column) for column in (WHOLE_ROW, *columns)}
        for name, (table, columns) in PERSON_CELLS.items()
    }
    of_slices["ward"] = models.cells(WARD_MODEL, ROWS_MODEL)
    found = []
    for measure in measures:
        own = models.cells(f"msr_{measure}", ROWS_MODEL)
        for facet in (COUNT, *SLICES):
            cells = of_slices.get(facet, own) | {MERGED_INTO}
            found += [(measure, facet, table, column) for table, column in sorted(cells)]
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


class Models:
    """The models of a manifest and what they read of the contract."""

    def __init__(self, manifest: Mapping[str, Any], contract: Contract) -> None:
        nodes = manifest["nodes"].values()
        self._nodes = {n["name"]: n for n in nodes if n["resource_type"] == "model"}
        self._contract = contract
        self._known: dict[str, set[tuple[str, str]]] = {}

    def cells(self, model: str, reader: str) -> set[tuple[str, str]]:
        """Table and column of every cell that a model is made from; none if there is no such model.

        `reader` is the model that reads it, for the case that the model is of the contract itself.
        """
        table = self._table(model)
        if table is not None:
            return set(self._named(table, self._nodes[reader]["raw_code"]))
        if model not in self._known:
            found: set[tuple[str, str]] = set()
            for parent in self._parents(model):
                found |= self.cells(parent, model)
            self._known[model] = found
        return self._known[model]

    def _table(self, model: str) -> str | None:
        name = model.removeprefix("int_contract__")
        return name if name != model and name in self._contract.tables else None

    def _parents(self, model: str) -> list[str]:
        ids = self._nodes.get(model, {}).get("depends_on", {}).get("nodes", [])
        names = [unique_id.rpartition(".")[2] for unique_id in ids]
        return [name for name in names if name in self._nodes]

    def _named(self, table: str, sql: str) -> Iterator[tuple[str, str]]:
        words = set(re.findall(r"\w+", sql))
        yield table, WHOLE_ROW
        for column in self._contract.tables[table].columns:
            if column in words:
                yield table, column
