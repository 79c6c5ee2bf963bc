"""Recording faults stand where the ledger says, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines.contract import Table, load_contract
from pipelines.sample import write_sample
from pipelines.sample.faults import KINDS

SNAPSHOTS = ("2026-01-15", "2026-04-30", "2026-07-31")
CHANGES = ("late", "new", "corrected", "merged", "deleted")
CONTRACT = load_contract()
SIZE = {"children": 500, "years": 3, "seed": 3}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same authority without faults and with many."""
    folder = tmp_path_factory.mktemp("faults")
    for name, times in (("clean", 0), ("faulty", 5)):
        write_sample(folder / name, **SIZE, fault_rate=times)
    return folder / "clean" / "999", folder / "faulty" / "999"


def read(folder: Path, as_at: str, table: str) -> pl.DataFrame:
    spec = CONTRACT.tables[table]
    path = folder / as_at / f"{spec.ssd_name or 'ssd_' + table}.csv"
    return pl.read_csv(path, infer_schema=False).with_columns(pl.all().fill_null(""))


def tables(folder: Path) -> list[Table]:
    """The tables that the authority has."""
    names = {path.stem.removeprefix("ssd_") for path in (folder / SNAPSHOTS[-1]).iterdir()}
    return [table for table in CONTRACT.tables.values() if table.name in names]


def faults_of(folder: Path) -> pl.DataFrame:
    ledger = pl.read_csv(folder / "ledger.csv", infer_schema=False)
    return ledger.with_columns(pl.all().fill_null("")).filter(pl.col("expected") != "")


def test_without_faults_the_ledger_has_none(both: tuple[Path, Path]) -> None:
    clean, faulty = both
    assert faults_of(clean).is_empty()
    assert not faults_of(faulty).is_empty()


def test_every_cell_and_row_that_differs_from_a_clean_sample_is_in_the_ledger(
    both: tuple[Path, Path],
) -> None:
    ledger = faults_of(both[1])
    for as_at in SNAPSHOTS:
        for spec in tables(both[0]):
            here = ledger.filter((pl.col("snapshot") == as_at) & (pl.col("table") == spec.name))
            changed = here.filter(pl.col("column") != "")
            before, after = (read(folder, as_at, spec.name) for folder in both)
            assert after.height - before.height == here.height - changed.height, spec.name
            true = before.with_columns(key_=pl.concat_str(spec.key, separator="|"))
            said = after.with_columns(key_=pl.concat_str(spec.key, separator="|"))
            gone = true.join(said, on=true.columns, how="anti")
            assert set(gone["key_"]) == set(changed["key"]), spec.name
            more = said.filter(said.is_duplicated()).unique()
            new = pl.concat([said.join(true, on=true.columns, how="anti"), more])
            assert set(new["key_"]) == set(here["key"]), spec.name
            for row in changed.iter_rows(named=True):
                of_key = pl.col("key_") == row["key"]
                assert true.filter(of_key)[row["column"]].item() == row["before"]
                assert said.filter(of_key)[row["column"]].item() == row["after"]
                assert row["before"] != row["after"]


def test_a_child_has_at_most_one_fault(both: tuple[Path, Path]) -> None:
    ledger = faults_of(both[1]).with_columns(pl.col("child").str.split(" ")).explode("child")
    ledger = ledger.filter(pl.col("child") != "")
    assert ledger.group_by("child").agg(pl.col("kind").n_unique())["kind"].max() == 1


def test_snapshots_after_the_year_have_the_same_faults_and_earlier_ones_some_of_them(
    both: tuple[Path, Path],
) -> None:
    before, first, last = (
        faults_of(both[1]).filter(pl.col("snapshot") == as_at).drop("snapshot")
        for as_at in SNAPSHOTS
    )
    assert first.equals(last)
    assert 0 < before.height < last.height
    assert before.join(last, on=last.columns, how="anti").is_empty()


def test_faults_leave_alone_what_differs_between_snapshots(both: tuple[Path, Path]) -> None:
    clean, faulty = (
        pl.read_csv(folder / "ledger.csv", infer_schema=False)
        .filter(pl.col("kind").is_in(CHANGES))
        .select("snapshot", "table", "key", "kind", "column", "before", "after")
        for folder in both
    )
    assert clean.height > 100
    assert clean.equals(faulty)


def test_what_is_planted_and_expected_is_what_the_kinds_say(both: tuple[Path, Path]) -> None:
    kinds = {kind.name: kind for kind in KINDS}
    assert len(kinds) == len(KINDS) >= 40
    for row in faults_of(both[1]).iter_rows(named=True):
        kind = kinds[row["kind"]]
        assert row["table"] == kind.table
        assert row["expected"].split() == list(kind.expected)
        assert row["column"] in ([""] if kind.adds else kind.change)
    for kind in KINDS:
        assert set(kind.change) <= set(CONTRACT.tables[kind.table].columns), kind.name


def test_few_children_have_few_faults(tmp_path: Path) -> None:
    write_sample(tmp_path, children=60, years=3, seed=2026)
    ledger = faults_of(tmp_path / "999")
    assert ledger.filter(pl.col("snapshot") == SNAPSHOTS[-1])["key"].n_unique() < 25


def test_the_faults_that_every_analyst_knows_are_among_the_kinds() -> None:
    assert {kind.name for kind in KINDS} >= {
        "visit with no seen answer",
        "assessment with no end in an open case",
        "case closed with an open assessment",
        "protection plan without category",
        "assessment ends before it starts",
        "placement without provider",
        "placement ends after the next began",
        "duplicate person under another spelling",
        "record merged into one that is not there",
        "assessment ended on the date that means nothing",
        "category of abuse that is none",
        "visit to nobody",
        "visit with no answer that can be read",
    }
