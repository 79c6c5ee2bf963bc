"""The two snapshots differ by new events and by what the ledger names, and by nothing else.

The same seed gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines.contract import load_contract
from pipelines.faults import Fault
from pipelines.sample import write_sample

FIRST, LAST = "2026-04-30", "2026-07-31"
CONTRACT = load_contract()
COMMITTED = Path(__file__).parents[2] / "data" / "sample"
# How data/sample was made: sightline sample --children 60 --years 3 --seed 2026 --authorities 1
# --out data/sample
DOCUMENTED = {"children": 60, "years": 3, "seed": 2026}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("authority")
    write_sample(out, children=900, years=4, seed=11, fault_rate=0)
    return out / "999"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.csv"))}


def read(folder: Path, as_at: str, table: str) -> pl.DataFrame:
    spec = CONTRACT.tables[table]
    frame = pl.read_csv(
        folder / as_at / f"{spec.ssd_name or 'ssd_' + table}.csv", infer_schema=False
    )
    return frame.with_columns(pl.all().fill_null(""), key_=pl.concat_str(spec.key, separator="|"))


def ledger_of(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "ledger.csv", infer_schema=False).with_columns(
        pl.all().fill_null("")
    )


def test_the_same_parameters_give_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    given = {"children": 150, "years": 3, "authorities": 2}
    for name, seed in (("one", 5), ("two", 5), ("three", 6)):
        write_sample(tmp_path / name, seed=seed, **given)  # type: ignore[arg-type]
    one, two, three = (contents(tmp_path / name) for name in ("one", "two", "three"))
    assert one == two
    assert one != three
    assert {name.split("/")[0] for name in one} == {"999", "998"}


def test_an_authority_does_not_depend_on_those_made_beside_it(tmp_path: Path) -> None:
    write_sample(tmp_path / "alone", children=60, years=3, seed=5, authorities=["998"])
    write_sample(tmp_path / "both", children=60, years=3, seed=5, authorities=["999", "998"])
    assert contents(tmp_path / "alone" / "998") == contents(tmp_path / "both" / "998")


def test_the_committed_sample_is_what_the_documented_command_makes(tmp_path: Path) -> None:
    write_sample(tmp_path, authorities=1, **DOCUMENTED)
    assert contents(tmp_path) == contents(COMMITTED)


def test_the_committed_sample_is_under_a_megabyte() -> None:
    assert sum(len(text) for text in contents(COMMITTED).values()) < 1_000_000


def test_the_committed_sample_shows_every_kind_of_change() -> None:
    shown = set(ledger_of(COMMITTED / "999")["kind"])
    assert {"late", "corrected", "merged", "deleted"} <= shown


def test_the_committed_sample_has_faults_that_the_census_and_ingestion_must_find() -> None:
    expected = " ".join(ledger_of(COMMITTED / "999")["expected"])
    assert "cin:" in expected
    assert "ingestion:" in expected


def test_the_person_table_has_as_many_rows_as_children_were_asked_for(folder: Path) -> None:
    assert read(folder, LAST, "person").height == 900


def test_each_row_of_the_ledger_is_true(folder: Path) -> None:
    for row in ledger_of(folder).iter_rows(named=True):
        spec = row["table"]
        before = read(folder, FIRST, spec).filter(pl.col("key_") == row["key"])
        after = read(folder, LAST, spec).filter(pl.col("key_") == row["key"])
        assert row["snapshot"] == LAST
        if row["column"]:
            assert before[row["column"]].to_list() == [row["before"]], row
            assert after[row["column"]].to_list() == [row["after"]], row
            assert row["before"] != row["after"]
        else:
            here, there = (0, 1) if row["kind"] == "late" else (1, 0)
            assert (before.height, after.height) == (here, there), row


def test_the_ledger_has_every_kind_and_enough_of_it(folder: Path) -> None:
    counted = dict(ledger_of(folder)["kind"].value_counts().rows())
    assert counted["late"] > 20
    assert counted["corrected"] >= 8
    assert counted["merged"] >= 1
    assert counted["deleted"] == 2


def test_a_row_that_went_is_in_the_ledger(folder: Path) -> None:
    deleted = ledger_of(folder).filter(pl.col("kind") == "deleted")
    gone = set()
    for table in CONTRACT.staged:
        before, after = (set(read(folder, day, table.name)["key_"]) for day in (FIRST, LAST))
        gone |= {(table.name, key) for key in before - after}
    assert gone == set(deleted.select("table", "key").rows())


def test_a_row_that_came_is_of_a_later_day_or_in_the_ledger_as_late(folder: Path) -> None:
    listed = set(ledger_of(folder).filter(kind="late", column="").select("table", "key").rows())
    came = set()
    for table in CONTRACT.staged:
        before = read(folder, FIRST, table.name)["key_"]
        rows = read(folder, LAST, table.name).filter(~pl.col("key_").is_in(before.implode()))
        required = [
            c.name for c in table.columns.values() if c.required and c.type in ("date", "timestamp")
        ]
        if not required:
            continue
        on = rows[required[0]].str.slice(0, 10)
        early = rows.filter((on <= FIRST) & (on != ""))
        came |= {(table.name, key) for key in early["key_"]}
    assert came <= listed
    assert len(came) > 10


def test_a_value_that_changed_is_in_the_ledger_or_follows_from_a_later_event(folder: Path) -> None:
    listed = {
        (table, key, column)
        for table, key, column in ledger_of(folder).select("table", "key", "column").rows()
    }
    for table in CONTRACT.staged:
        before, after = (read(folder, day, table.name) for day in (FIRST, LAST))
        both = before.join(after, on="key_", suffix="_after")
        dates = [c.name for c in table.columns.values() if c.type in ("date", "timestamp")]
        later = pl.any_horizontal(
            [pl.lit(False)]
            + [(pl.col(c) == "") & (pl.col(f"{c}_after").str.slice(0, 10) > FIRST) for c in dates]
        )
        for column in table.columns:
            if column in table.key:
                continue
            rows = both.filter((pl.col(column) != pl.col(f"{column}_after")) & ~later)
            if table.name == "person":
                born_since = pl.col("pers_dob_after") > FIRST
                mother = pl.lit(column == "pers_is_mother")
                rows = rows.filter(~born_since & ~mother)
            changed = {(table.name, key, column) for key in rows["key_"]}
            assert changed <= listed, column


def test_a_record_that_was_merged_keeps_its_events(folder: Path) -> None:
    person = read(folder, LAST, "person")
    merged = person.filter(pl.col("pers_merged_into_id") != "")
    assert merged.height >= 1
    assert set(merged["pers_merged_into_id"]) <= set(person["pers_person_id"])
    contacts = read(folder, LAST, "contacts")
    assert set(merged["pers_person_id"]) <= set(contacts["cont_person_id"])
    assert set(read(folder, FIRST, "person")["pers_merged_into_id"]) == {""}
    joined = merged.join(person, left_on="pers_merged_into_id", right_on="pers_person_id")
    assert joined.filter(pl.col("pers_dob") != pl.col("pers_dob_right")).is_empty()


def test_nothing_is_entered_after_its_snapshot(folder: Path) -> None:
    for as_at in (FIRST, LAST):
        for table in CONTRACT.staged:
            for column in table.columns:
                if column.endswith("_recorded_at"):
                    assert str(read(folder, as_at, table.name)[column].max())[:10] <= as_at, column


def test_even_one_child_makes_an_authority(tmp_path: Path) -> None:
    written = write_sample(tmp_path, children=1, years=1, seed=0)
    assert read(tmp_path / "999", LAST, "person").height == 1
    assert all(path.exists() for path in written)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"children": 0}, "0 children"),
        ({"years": 0}, "0 years"),
        ({"years": 99}, "99 years"),
        ({"seed": -1}, "seed -1"),
        ({"fault_rate": -1}, "-1 times"),
        ({"authorities": 0}, "0 authorities"),
        ({"authorities": 13}, "13 authorities"),
        ({"authorities": ["371"]}, "371 is no code"),
    ],
)
def test_what_makes_no_sample_is_a_fault(
    wrong: dict[str, object], words: str, tmp_path: Path
) -> None:
    given: dict[str, object] = {"children": 10, "years": 2, "seed": 1, **wrong}
    with pytest.raises(Fault, match=words):
        write_sample(tmp_path, **given)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())
