"""Sets as nobody should send them: rows twice and nearly twice, of no child, of spaces alone."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from returns import collection_year, read, rules_of, validate
from returns.findings import FINDINGS, LINE
from returns.rules import FORMAT
from tests.synthetic.looked_after import write_sets
from tests.synthetic.same_findings import Tables, findings, statuses

YEARS = ("2022-23", "2023-24", "2025-26", "2026-27")
CHILDREN, SHARE = 120, 0.4
ODD = (
    "9" * 5_000,
    "-1",
    "1e308",
    "NaN",
    "999999999999999999999",
    "29/02/2025",
    "29/02/2024",
    "31/03/2026",
    "01/04/2026",
    "31/12/9999",
    "01/01/0001",
    "00/00/0000",
    "\x00",
    "\u202e",
    "é" * 300,
    "'; drop table Episodes; --",
)


def messy(tables: Tables, draw: random.Random) -> Tables:
    """The tables with some rows repeated, emptied, of no child, or with one odd cell."""
    changed = dict(tables)
    for name, frame in tables.items():
        columns = [column for column in frame.columns if column not in (LINE, FINDINGS)]
        if name == FINDINGS or frame.is_empty():
            continue
        rows = [row for one in frame.iter_rows(named=True) for row in made_of(one, columns, draw)]
        changed[name] = pl.DataFrame(rows, schema=frame.schema)
    return changed


def made_of(
    row: dict[str, object], columns: list[str], draw: random.Random
) -> list[dict[str, object]]:
    way = draw.random()
    if way < 0.05:
        return [row, row]
    if way < 0.15:
        return [row, row | {draw.choice(columns): draw.choice(ODD)}]
    if way < 0.25:
        return [row | {draw.choice(columns): draw.choice(ODD)}]
    if way < 0.28:
        return [row | {"CHILD": None}]
    if way < 0.31:
        return [row | dict.fromkeys(columns, None)]
    if way < 0.34:
        return [row | dict.fromkeys(columns, "   ")]
    return [row]


def moved(tables: Tables, draw: random.Random) -> Tables:
    """Every row and column elsewhere, and the tables in another order."""
    return {
        name: frame
        if name == FINDINGS
        else frame.sample(fraction=1.0, shuffle=True, seed=draw.randrange(10**6)).select(
            draw.sample(frame.columns, frame.width)
        )
        for name, frame in draw.sample(list(tables.items()), len(tables))
    }


@pytest.mark.parametrize("seed", range(4))
def test_a_messy_set_is_checked_by_every_rule_and_alike_in_any_order(
    tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)
    year = YEARS[seed % len(YEARS)]
    before = collection_year(year).previous
    folder = write_sets(tmp_path, CHILDREN, seed, year=year, share=SHARE)
    this = messy(read("ssda903", folder / "this", year=year), draw)
    last_year = before.label if before.is_known else year
    last = messy(read("ssda903", folder / "last", year=last_year), draw)
    first = validate("ssda903", this, year=year, authority="301", previous=last)
    other = moved(this, draw)
    second = validate("ssda903", other, year=year, authority="301", previous=moved(last, draw))
    in_order = {name: other[name].select(frame.columns) for name, frame in this.items()}

    assert first.runs.get_column("rule_code").to_list() == [
        FORMAT,
        *(rule.code for rule in rules_of("ssda903", year)),
    ]
    assert "error" not in set(first.runs.get_column("status"))
    assert len(first.issues) > CHILDREN
    assert findings(this, first) == findings(in_order, second)
    assert statuses(first) == statuses(second)


def test_a_row_of_no_child_is_found_as_such_and_belongs_to_no_chain() -> None:
    """Neighbours are those of one child: rows without one are neighbours of nobody."""
    episodes = pl.DataFrame(
        {
            "CHILD": [None, " ", None, "A"],
            "DECOM": ["01/05/2025", "01/04/2025", "02/04/2025", "01/05/2025"],
            "RNE": ["P", "S", "P", "S"],
            "DEC": ["01/06/2025", "01/06/2025", "03/06/2025", None],
            "REC": ["X1", "E3", "E3", None],
        }
    )
    result = validate("ssda903", {"Episodes": episodes}, year="2025-26")
    sequences = {rule.code for rule in rules_of("ssda903", "2025-26") if rule.kind == "sequence"}
    said = result.issues.filter(pl.col("rule_code").is_in(sequences))
    assert set(said.get_column("row_number")) <= {3}
    child = result.issues.filter(rule_code=FORMAT, field="CHILD")
    assert child.get_column("row_number").to_list() == [0, 1, 2]
