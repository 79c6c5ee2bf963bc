"""Histories across snapshots: what was new, late, changed and gone, and since when it is known."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import history
from pipelines.child_history import child_history
from pipelines.faults import Fault
from pipelines.history import keep_manifest, load_history, pairs, since_before
from pipelines.landing import Drop, LandedTable, Origin, choose, land, read_drop
from pipelines.settings import Settings

DAYS = [date(2026, 1, 31), date(2026, 4, 30), date(2026, 7, 31)]
VISITS = ["cinv_cin_visit_id", "cinv_person_id", "cinv_cin_visit_date", "cinv_cin_visit_seen"]


def visits(*rows: tuple[str | None, ...]) -> pl.DataFrame:
    cells = {name: [row[i] for row in rows] for i, name in enumerate(VISITS)}
    return pl.DataFrame(
        {**cells, "_source_file": "v.csv", "_source_row": range(2, len(rows) + 2)},
        schema={**dict.fromkeys((*VISITS, "_source_file"), pl.String), "_source_row": pl.Int64},
    )


def lands(root: Path, day: date, system: str = "ssd", **tables: pl.DataFrame) -> Drop:
    origin = Origin(
        authority="999",
        system=system,
        as_at=day,
        source="v.csv",
        tables={n: LandedTable(rows_in=t.height, source_files=[]) for n, t in tables.items()},
        absent_tables={},
    )
    return land(tables, origin, root / "landing")[0]


@pytest.fixture
def landed(tmp_path: Path) -> Path:
    """Three drops: one visit stays, one changes twice, one is late, one goes, one comes back."""
    stays = ("stays", "p", "2026-01-05", "Y")
    lands(
        tmp_path,
        DAYS[0],
        cin_visits=visits(
            stays,
            ("changes", "p", "2026-01-06", "N"),
            ("goes", "p", "2026-01-07", "N"),
            ("comes back", "p", "2026-01-08", "N"),
        ),
    )
    lands(
        tmp_path,
        DAYS[1],
        cin_visits=visits(
            ("stays", "p ", "2026-01-05", " Y"),
            ("changes", "p", "2026-01-06", "Y"),
            ("goes", "p", "2026-01-07", "N"),
            ("late", "p", "30/01/2026", "Y"),
            ("in time", "p", "2026-02-01", "Y"),
        ),
    )
    lands(
        tmp_path,
        DAYS[2],
        cin_visits=visits(
            stays,
            ("changes", "p", "2026-01-06", None),
            ("late", "p", "30/01/2026", "Y"),
            ("in time", "p", "2026-02-01", "N"),
            ("in time", "p", "2026-02-01", "Y"),
            ("comes back", "p", "2026-01-08", "N"),
        ),
    )
    return tmp_path


def loaded(root: Path, as_at: date) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    chosen = choose(root / "landing", as_at)
    load_history(con, root / "landing", root / "history", chosen, as_at)
    return con


def row_history(root: Path, as_at: date) -> dict[str, tuple]:
    found = loaded(root, as_at).execute(
        "select split_part(key, '|', 1), first_seen, is_first_seen_known, last_seen, "
        "times_changed, is_deleted from raw.row_history"
    )
    return {key: tuple(rest) for key, *rest in found.fetchall()}


def counts(root: Path, as_at: date) -> list[tuple]:
    return (
        loaded(root, as_at)
        .execute(
            "select as_at, rows_now, new_rows, late_rows, changed_rows, deleted_rows, "
            "unchanged_rows, median_days_late from raw.event_history order by as_at, table_name"
        )
        .fetchall()
    )


def test_every_row_says_when_it_was_first_and_last_seen_and_how_often_it_changed(landed: Path):
    jan, apr, jul = DAYS
    assert row_history(landed, jul) == {
        "stays": (jan, False, jul, 0, False),
        "changes": (jan, False, jul, 2, False),
        "goes": (jan, False, apr, 0, True),
        "late": (apr, True, jul, 0, False),
        "in time": (apr, True, jul, 0, False),
        "comes back": (jan, False, jul, 0, False),
    }


def test_as_known_on_a_day_is_what_the_drops_up_to_that_day_say(landed: Path):
    jan, apr, _ = DAYS
    whole = row_history(landed, apr)
    assert whole["goes"] == (jan, False, apr, 0, False)
    assert whole["comes back"] == (jan, False, jan, 0, True)
    shutil.rmtree(landed / "history")
    newest = choose(landed / "landing")[0]
    shutil.rmtree(newest.path)
    assert row_history(landed, apr) == whole


def test_the_history_of_a_child_has_rows_that_are_gone_and_nothing_of_later_drops(landed: Path):
    jan, apr, jul = DAYS
    lands(
        landed,
        jul,
        "northgate",
        cin_visits=visits(("old", " p", "2019-01-05", "Y"), ("other", "q", "2019-01-05", "Y")),
    )
    settings = Settings(data_dir=landed)

    def told(as_at: date | None) -> dict[str, tuple]:
        return {
            row.key.partition("|")[0]: (row.first_seen, row.last_seen, row.is_deleted)
            for row in child_history(settings, "999", "p", as_at)
        }

    assert told(None) == {
        "stays": (jan, jul, False),
        "changes": (jan, jul, False),
        "goes": (jan, apr, True),
        "late": (apr, jul, False),
        "in time": (apr, jul, False),
        "comes back": (jan, jul, False),
        "old": (jul, jul, False),
    }
    assert told(date(2026, 3, 31)) == dict.fromkeys(
        ("stays", "changes", "goes", "comes back"), (jan, jan, False)
    )
    (late,) = [row for row in child_history(settings, "999", "p") if row.key.startswith("late")]
    assert (late.event_on, late.is_first_seen_known) == (date(2026, 1, 30), True)


def test_a_child_of_whom_no_drop_knows_is_a_fault_and_no_empty_list(landed: Path):
    with pytest.raises(Fault, match="has a row about the child nobody"):
        child_history(Settings(data_dir=landed), "999", "nobody")


def test_each_drop_counts_what_is_new_late_changed_gone_and_unchanged(landed: Path):
    jan, apr, jul = DAYS
    assert counts(landed, jul) == [
        (jan, 4, None, None, None, None, None, None),
        (apr, 5, 2, 1, 1, 1, 2, 90.0),
        # Of the two rows with one key the last one counts; what comes back is new, and late again.
        (jul, 5, 1, 1, 1, 1, 3, 204.0),
    ]


def test_the_counts_of_a_drop_add_up(landed: Path):
    con = loaded(landed, DAYS[2])
    [(wrong,)] = con.execute(
        """
        select count(*) from raw.event_history
        where previous_as_at is not null and (
            rows_now != new_rows + changed_rows + unchanged_rows
            or rows_before != deleted_rows + changed_rows + unchanged_rows
        )
        """
    ).fetchall()
    assert wrong == 0


def test_drops_are_compared_once(landed: Path, monkeypatch: pytest.MonkeyPatch):
    before = row_history(landed, DAYS[2])
    monkeypatch.setattr(history, "changes_between", _must_not_be_called)
    assert row_history(landed, DAYS[2]) == before


def _must_not_be_called(*_: object) -> None:
    raise AssertionError("compared again")


def test_a_drop_that_lands_later_takes_its_place_between_the_others(landed: Path, tmp_path: Path):
    whole = counts(landed, DAYS[2])
    other = tmp_path / "other"
    shutil.copytree(landed / "landing", other / "landing")
    middle = choose(other / "landing", DAYS[1])[0]
    shutil.move(middle.path, tmp_path / "kept")
    assert len(counts(other, DAYS[2])) == 2
    shutil.move(tmp_path / "kept", middle.path)
    assert counts(other, DAYS[2]) == whole


def test_the_history_outlives_a_drop_that_was_pruned(landed: Path):
    whole, of_rows = counts(landed, DAYS[2]), row_history(landed, DAYS[2])
    for day in DAYS[:2]:
        drop = choose(landed / "landing", day)[0]
        keep_manifest(landed / "history", drop)
        shutil.rmtree(drop.path)
    assert counts(landed, DAYS[2]) == whole
    assert row_history(landed, DAYS[2]) == of_rows


def test_a_pruned_drop_whose_changes_are_lost_is_passed_over(landed: Path):
    middle = choose(landed / "landing", DAYS[1])[0]
    keep_manifest(landed / "history", middle)
    shutil.rmtree(middle.path)
    [pair] = pairs(landed / "landing", landed / "history", "999", "ssd")
    assert (pair.before.as_at, pair.now.as_at) == (DAYS[0], DAYS[2])


def test_a_table_that_the_drop_before_lacked_holds_nothing_late(tmp_path: Path):
    person = pl.DataFrame({"pers_person_id": ["p"], "_source_file": ["p"], "_source_row": [2]})
    lands(tmp_path, DAYS[0], person=person)
    seen = visits(("a", "p", "2026-01-05", "Y"))
    lands(tmp_path, DAYS[1], person=person, cin_visits=seen)
    con = loaded(tmp_path, DAYS[1])
    assert con.execute(
        "select new_rows, late_rows, rows_before from raw.event_history where table_name = ?",
        ["cin_visits"],
    ).fetchall() == [(1, None, None)]


def test_a_birth_is_not_entered_late(tmp_path: Path):
    for day, ids in ((DAYS[0], ["p"]), (DAYS[1], ["p", "q"])):
        lands(
            tmp_path,
            day,
            person=pl.DataFrame(
                {
                    "pers_person_id": ids,
                    "pers_dob": "2015-01-01",
                    "_source_file": "p",
                    "_source_row": 2,
                }
            ),
        )
    assert counts(tmp_path, DAYS[1])[1][2:4] == (1, None)


def test_rows_of_a_councils_own_return_are_known_by_all_their_cells(tmp_path: Path):
    for day, sex in ((DAYS[0], "1"), (DAYS[1], "2")):
        header = pl.DataFrame(
            {
                "CHILD": ["a", "b"],
                "SEX": ["1", sex],
                "_source_file": "h.csv",
                "_source_row": [2, 3],
            }
        )
        lands(tmp_path, day, system="ssda903", Header=header)
    assert counts(tmp_path, DAYS[1])[1][1:7] == (2, 1, None, 0, 1, 1)


def test_an_ingest_says_what_is_different_in_words(landed: Path):
    first, *_, last = sorted((landed / "landing/999/ssd").glob("2026-*"))
    places = landed / "landing", landed / "history"
    assert since_before(*places, read_drop(first)) is None
    assert since_before(*places, read_drop(last)) == (
        "Since the drop that shows 2026-04-30: 1 rows are new, of which 1 tell of something up to "
        "that day; 1 changed, 1 are gone."
    )
