"""Snapshots differ by new events and by what the ledger names, and by nothing else.

The same seed gives the same bytes.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from pipelines.contract import Table, load_contract
from pipelines.faults import Fault
from pipelines.sample import write_sample

SNAPSHOTS = ("2026-01-15", "2026-04-30", "2026-07-31")
PAIRS = list(pairwise(SNAPSHOTS))
LAST = SNAPSHOTS[-1]
CHANGES = ("late", "new", "corrected", "merged", "deleted")
CONTRACT = load_contract()
COMMITTED = Path(__file__).parents[2] / "data" / "sample"
# How data/sample was made: sightline sample --children 60 --years 2 --seed 2026 --authorities 1
# --out data/sample
DOCUMENTED = {"children": 60, "years": 2, "seed": 2026}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("authority")
    write_sample(out, children=900, years=4, seed=11, fault_rate=0)
    return out / "999"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("faulty")
    write_sample(out, children=900, years=4, seed=12, fault_rate=4)
    return out / "999"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.csv"))}


def file_of(table: Table) -> str:
    return f"{table.ssd_name or 'ssd_' + table.name}.csv"


def tables(folder: Path) -> list[Table]:
    """The tables that the authority has."""
    return [t for t in CONTRACT.tables.values() if (folder / LAST / file_of(t)).exists()]


def read(folder: Path, as_at: str, table: str) -> pl.DataFrame:
    spec = CONTRACT.tables[table]
    frame = pl.read_csv(folder / as_at / file_of(spec), infer_schema=False)
    return frame.with_columns(pl.all().fill_null(""), key=pl.concat_str(spec.key, separator="|"))


def ledger_of(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "ledger.csv", infer_schema=False).with_columns(
        pl.all().fill_null("")
    )


def test_the_same_parameters_give_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    given = {"children": 60, "years": 2, "authorities": 2}
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
    assert set(CHANGES) <= shown


def test_the_committed_sample_has_faults_that_the_census_and_ingestion_must_find() -> None:
    expected = " ".join(ledger_of(COMMITTED / "999")["expected"])
    assert "cin:" in expected
    assert "ingestion:" in expected


def test_the_person_table_has_as_many_rows_as_children_were_asked_for(folder: Path) -> None:
    assert read(folder, LAST, "person").height == 900


@pytest.mark.parametrize("as_at", SNAPSHOTS)
def test_every_reference_of_the_contract_holds_in_a_sample_without_faults(
    folder: Path, as_at: str
) -> None:
    held = set()
    for spec in tables(folder):
        rows = read(folder, as_at, spec.name)
        for column in spec.columns.values():
            if column.reference is None or column.name not in rows.columns:
                continue
            table, key = column.reference
            given = rows.filter(pl.col(column.name) != "")[column.name]
            astray = set(given) - set(read(folder, as_at, table)[key])
            assert not astray, f"{spec.name}.{column.name}: {sorted(astray)[:5]}"
            held |= {column.name} if given.len() else set()
    assert len(held) > 70


@cache
def differences(folder: Path, earlier: str, later: str) -> pl.DataFrame:
    """Rows (an empty column) and cells in which two snapshots differ, with `told`.

    Told is a row that came and is dated after the earlier snapshot, and a cell of a row in which a
    date after the earlier snapshot came; but a date that came and lies before it never is.
    """
    parts = []
    for spec in tables(folder):
        before, after = (read(folder, day, spec.name) for day in (earlier, later))
        date = spec.date_column
        rows = [
            before.join(after, on="key", how="anti").select("key", told=pl.lit(False)),
            after.join(before, on="key", how="anti").select(
                "key", told=is_between(pl.col(date), earlier, later) if date else pl.lit(False)
            ),
        ]
        nothing = pl.lit("")
        parts += [
            each.with_columns(
                table=pl.lit(spec.name), column=nothing, before=nothing, after=nothing
            )
            for each in rows
        ]
        cells = long(before).join(long(after), on=["key", "column"], suffix="_after")
        cells = cells.rename({"value": "before", "value_after": "after"})
        cells = cells.filter(pl.col("before") != pl.col("after"))
        dates = [c.name for c in spec.columns.values() if c.type in ("date", "timestamp")]
        is_date = pl.col("column").is_in(dates) & (pl.col("after") != "")
        event = is_date & is_between(pl.col("after"), earlier, later)
        early = is_date & (pl.col("after").str.slice(0, 10) <= earlier)
        told = event.any().over("key") & ~early
        parts.append(cells.with_columns(told=told, table=pl.lit(spec.name)))
    columns = ["table", "key", "column", "before", "after", "told"]
    return pl.concat([part.select(columns) for part in parts])


def long(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.unique("key", keep="first", maintain_order=True).unpivot(
        index="key", variable_name="column"
    )


def is_between(value: pl.Expr, earlier: str, later: str) -> pl.Expr:
    on = value.str.slice(0, 10)
    return (on > earlier) & (on <= later)


CELL = ["table", "key", "column"]


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
@pytest.mark.parametrize("authority", ["folder", "faulty"])
def test_a_difference_is_a_new_event_or_in_the_ledger(
    authority: str, earlier: str, later: str, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(authority)
    ledger = ledger_of(folder).filter(pl.col("snapshot") == later)
    faults = ledger.filter(~pl.col("kind").is_in(CHANGES))
    found = differences(folder, earlier, later)
    assert found.filter(pl.col("told")).height > 1000
    unnamed = found.filter(~pl.col("told")).join(ledger, on=CELL, how="anti")
    # A row that came with a fault in it is in the ledger by the cell that is wrong.
    unnamed = unnamed.join(faults, on=["table", "key"], how="anti")
    assert unnamed.is_empty(), unnamed


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
@pytest.mark.parametrize("authority", ["folder", "faulty"])
def test_each_change_in_the_ledger_is_a_difference(
    authority: str, earlier: str, later: str, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(authority)
    changes = ledger_of(folder).filter(
        (pl.col("snapshot") == later) & pl.col("kind").is_in(CHANGES)
    )
    found = differences(folder, earlier, later)
    untrue = changes.join(found, on=[*CELL, "before", "after"], how="anti")
    assert untrue.is_empty(), untrue
    assert not changes.select(CELL).is_duplicated().any()
    gone = changes.filter(kind="deleted")
    for name in gone["table"].unique():
        keys = gone.filter(table=name)["key"]
        assert set(keys) <= set(read(folder, earlier, name)["key"])
        assert not set(keys) & set(read(folder, later, name)["key"])


@pytest.mark.parametrize("later", SNAPSHOTS[1:])
def test_the_ledger_has_every_kind_of_change_and_enough_of_it(folder: Path, later: str) -> None:
    ledger = ledger_of(folder).filter(pl.col("snapshot") == later)
    counted = dict(ledger["kind"].value_counts().rows())
    assert set(counted) == set(CHANGES)
    assert counted["late"] > 20
    assert counted["new"] > 20
    assert counted["corrected"] >= 8
    assert counted["merged"] >= 1
    assert counted["deleted"] >= 2


def test_the_first_snapshot_has_nothing_to_differ_from(folder: Path) -> None:
    assert SNAPSHOTS[0] not in set(ledger_of(folder)["snapshot"])


def test_a_mistake_stands_in_every_snapshot_until_it_is_put_right(folder: Path) -> None:
    corrected = ledger_of(folder).filter(kind="corrected", snapshot=LAST)
    older = 0
    for table, key, column, wrong in corrected.select(*CELL, "before").iter_rows():
        earliest = read(folder, SNAPSHOTS[0], table).filter(pl.col("key") == key)
        older += earliest.height
        assert set(earliest[column]) <= {wrong, ""}
    assert older


def test_a_record_that_was_merged_keeps_its_events(folder: Path) -> None:
    person = read(folder, LAST, "person")
    merged = person.filter(pl.col("pers_merged_into_id") != "")
    assert merged.height >= 1
    assert set(merged["pers_merged_into_id"]) <= set(person["pers_person_id"])
    contacts = read(folder, LAST, "contacts")
    assert set(merged["pers_person_id"]) <= set(contacts["cont_person_id"])
    assert set(read(folder, SNAPSHOTS[0], "person")["pers_merged_into_id"]) == {""}
    joined = merged.join(person, left_on="pers_merged_into_id", right_on="pers_person_id")
    assert joined.filter(pl.col("pers_dob") != pl.col("pers_dob_right")).is_empty()


def test_nothing_is_entered_after_its_snapshot(folder: Path) -> None:
    for as_at in SNAPSHOTS:
        for table in tables(folder):
            for column in table.columns:
                if column.endswith("_recorded_at"):
                    assert str(read(folder, as_at, table.name)[column].max())[:10] <= as_at, column


def test_every_snapshot_has_the_same_files_with_the_headers_of_the_contract(folder: Path) -> None:
    for as_at in SNAPSHOTS:
        assert {path.name for path in (folder / as_at).iterdir()} == {
            file_of(table) for table in tables(folder)
        }
        for table in tables(folder):
            assert read(folder, as_at, table.name).columns == [*table.columns, "key"], table.name


def test_even_one_child_makes_an_authority(tmp_path: Path) -> None:
    written = write_sample(tmp_path, children=1, years=1, seed=0)
    assert read(tmp_path / "999", LAST, "person").height == 1
    assert all(path.exists() for each in written for path in each.files)


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


def test_a_place_that_cannot_be_written_to_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(Fault, match="cannot be written") as told:
        write_sample(tmp_path / "taken", children=1, years=1, seed=1)
    assert told.value.where == str(tmp_path / "taken")
