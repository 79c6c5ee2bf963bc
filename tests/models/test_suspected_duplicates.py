"""Second records of a child that nobody has merged yet are listed, and hardly anything else."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from sample_warehouse import Warehouse, built

from pipelines.sample import write_sample

# Some second records are merged only after this snapshot, and it has planted ones.
SNAPSHOT = "2026-04-30"
SPELT_ANEW = "duplicate person under another spelling"
CHILDREN = 1_500


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("duplicates")
    write_sample(folder, children=CHILDREN, years=3, seed=8, authorities=["999"])
    return folder / "999"


@pytest.fixture(scope="module")
def listed(
    sample: Path, warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> dict[frozenset[str], dict[str, object]]:
    """What the model lists: the two children, and what speaks for it."""
    build = built(
        {SNAPSHOT: sample / SNAPSHOT},
        tmp_path_factory.mktemp("duplicates-built"),
        manifest=warehouse.manifest,
        select=["+suspected_duplicate"],
    )
    rows = build.query("select child_id, other_child_id, forename, score from suspected_duplicate")
    return {frozenset(row[:2]): {"forename": row[2], "score": row[3]} for row in rows}


@pytest.fixture(scope="module")
def planted(sample: Path) -> dict[str, set[frozenset[str]]]:
    """Pairs that are one person, by kind: not yet merged, or entered under another spelling."""
    ledger = pl.read_csv(sample / "ledger.csv", infer_schema=False)
    merged = ledger.filter((pl.col("kind") == "merged") & (pl.col("snapshot") > SNAPSHOT))
    twice = ledger.filter((pl.col("kind") == SPELT_ANEW) & (pl.col("snapshot") == SNAPSHOT))
    people = pl.read_csv(sample / SNAPSHOT / "ssd_person.csv", infer_schema=False)
    same = ["pers_surname", "pers_dob", "pers_sex", "pers_ethnicity", "forename"]
    anew = people.filter(pl.col("pers_person_id").is_in(twice["key"].implode())).with_columns(
        forename=pl.col("pers_forename").str.strip_suffix("e")
    )
    first = people.with_columns(forename="pers_forename")
    pairs = anew.join(first, on=same, suffix="_first")
    return {
        "merged later": {frozenset(pair) for pair in merged.select("key", "after").iter_rows()},
        "spelt anew": {
            frozenset(pair)
            for pair in pairs.select("pers_person_id", "pers_person_id_first").iter_rows()
        },
    }


@pytest.mark.parametrize("kind", ["merged later", "spelt anew"])
def test_each_planted_pair_is_listed(kind: str, planted, listed):
    assert planted[kind]
    assert planted[kind] <= set(listed)
    assert {listed[pair]["forename"] for pair in planted[kind]} == {"begins alike"}


def test_few_others_are_listed(planted, listed):
    others = set(listed) - planted["merged later"] - planted["spelt anew"]
    assert len(others) <= CHILDREN / 500
