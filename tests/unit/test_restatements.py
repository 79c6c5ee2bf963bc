"""Each difference has its row and its reason; what has none is said to have none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.contract import load_contract
from pipelines.landing import SOURCE_FILE, SOURCE_ROW, Drop, LandedTable, Origin, land
from pipelines.restatements import CODE, DEFINITION, REFERENCE, UNEXPLAINED, landed, reasons_of
from pipelines.restatements.causes import causes
from pipelines.restatements.figures import differing, differing_rows, moved
from pipelines.restatements.landed import (
    CORRECTED,
    DELETED,
    LATE,
    LATER,
    MERGED,
    UNDATED,
    changes,
    day_of,
)
from pipelines.restatements.lineage import COUNT, PERSON_CELLS, SLICES, WHOLE_ROW
from pipelines.state import frozen

APRIL, JULY = date(2026, 4, 30), date(2026, 7, 31)
MEASURE = "contact__decided_within_1_working_day"
NOBODY = pl.DataFrame(schema={"child_id": pl.String, "surviving_id": pl.String})
Cells = Mapping[str, str | None]


def drop(
    folder: Path, as_at: date, tables: Mapping[str, Sequence[Cells]], system: str = "ssd"
) -> Drop:
    frames = {
        name: pl.DataFrame(
            list(rows), schema=dict.fromkeys(sorted({c for row in rows for c in row}), pl.String)
        ).with_columns(
            pl.lit(f"{name}.csv").alias(SOURCE_FILE),
            pl.int_range(2, pl.len() + 2, dtype=pl.Int64).alias(SOURCE_ROW),
        )
        for name, rows in tables.items()
    }
    said = {n: LandedTable(rows_in=f.height, source_files=[]) for n, f in frames.items()}
    found, _ = land(frames, Origin("999", system, as_at, "test", said, {}), folder)
    return found


def contact(
    number: int, on: str, source: str | None = "1A", child: str = "a"
) -> dict[str, str | None]:
    return {
        "cont_contact_id": str(number),
        "cont_person_id": child,
        "cont_contact_date": on,
        "cont_contact_source_code": source,
    }


CONTACT_CELLS = pl.DataFrame(
    [
        ("contacts", WHOLE_ROW),
        ("contacts", "cont_contact_source_code"),
        ("contacts", "cont_contact_date"),
    ],
    schema=["table", "column"],
    orient="row",
)


def contacts_changed(
    folder: Path,
    then: Sequence[Cells],
    now: Sequence[Cells],
    crosswalk: pl.DataFrame = NOBODY,
) -> list[tuple[object, ...]]:
    pair = drop(folder, APRIL, {"contacts": then}), drop(folder, JULY, {"contacts": now})
    found = changes(load_contract(), [pair], CONTACT_CELLS, crosswalk, APRIL)
    return found.select("why", "key", "column", "before", "after").sort("key", "column").rows()


def test_a_row_that_came_is_late_if_it_happened_before_and_later_if_after(tmp_path: Path):
    then = [contact(1, "2026-03-01")]
    now = [*then, contact(2, "2026-03-30"), contact(3, "2026-05-02"), contact(4, "soon")]
    assert contacts_changed(tmp_path, then, now) == [
        (LATE, "2|a", "", None, None),
        (LATER, "3|a", "", None, None),
        (UNDATED, "4|a", "", None, None),
    ]


def test_a_row_that_is_gone_was_deleted_and_a_cell_that_differs_was_corrected(tmp_path: Path):
    then = [contact(1, "2026-03-01"), contact(2, "2026-03-02", "2A")]
    now = [contact(2, "2026-03-02", "3A")]
    assert contacts_changed(tmp_path, then, now) == [
        (DELETED, "1|a", "", None, None),
        (CORRECTED, "2|a", "cont_contact_source_code", "2A", "3A"),
    ]


def test_cells_that_no_measure_reads_and_blanks_around_text_are_no_changes(tmp_path: Path):
    then = [contact(1, "2026-03-01", "1A") | {"cont_contact_outcome_json": "{}"}]
    now = [contact(1, " 2026-03-01 ", "1A") | {"cont_contact_outcome_json": "{1}"}]
    assert contacts_changed(tmp_path, then, now) == []


def test_a_date_that_was_not_there_was_entered_late_and_the_rest_of_the_row_with_it(
    tmp_path: Path,
):
    empty = contact(1, "2026-03-01", None) | {"cont_contact_date": None}
    [date_cell, source] = contacts_changed(tmp_path, [empty], [contact(1, "2026-03-01", "1A")])
    assert (date_cell[0], source[0]) == (LATE, LATE)


def test_a_record_that_moves_to_the_surviving_child_was_merged(tmp_path: Path):
    crosswalk = pl.DataFrame({"child_id": ["b"], "surviving_id": ["a"]})
    found = contacts_changed(
        tmp_path,
        [contact(1, "2026-03-01", child="b")],
        [contact(1, "2026-03-01", child="a")],
        crosswalk,
    )
    assert [row[0] for row in found] == [MERGED, MERGED]


def test_a_system_that_numbers_on_its_own_has_ids_that_meet_no_others(tmp_path: Path):
    then, now = (
        drop(tmp_path, day, {"contacts": rows}, "northgate")
        for day, rows in (
            (APRIL, [contact(2, "2026-03-01")]),
            (JULY, [contact(2, "2026-03-01"), contact(1, "2026-03-01")]),
        )
    )
    found = changes(load_contract(), [(then, now)], CONTACT_CELLS, NOBODY, APRIL)
    assert found.select("why", "key", "child_id").rows() == [(LATE, "NG1|NGa", "NGa")]


def test_of_rows_that_share_a_key_the_last_is_compared(tmp_path: Path):
    then = [contact(1, "2026-03-01", "1A"), contact(1, "2026-03-01", "2A")]
    assert contacts_changed(tmp_path, then, [contact(1, "2026-03-01", "2A")]) == []


def test_a_table_of_a_return_has_no_key_so_a_changed_row_went_and_came(tmp_path: Path):
    tables = [{"Episodes": [{"CHILD": "7", "RNE": rne}]} for rne in ("S", "L")]
    then, now = (
        drop(tmp_path, on, held, "ssda903") for on, held in zip((APRIL, JULY), tables, strict=True)
    )
    found = changes(load_contract(), [(then, now)], CONTACT_CELLS, NOBODY, APRIL)
    assert sorted(found["change"].to_list()) == ["came", "went"]
    assert found["child_id"].unique().to_list() == ["7"]


@pytest.mark.parametrize(
    "text", ["2026-03-31", "31/03/2026", "31-Mar-2026", "31/03/26", "2026-03-31T10:00:00", "46112"]
)
def test_a_day_is_read_in_every_form_in_which_sources_write_it(text: str):
    assert pl.select(day_of(pl.lit(text))).item() == date(2026, 3, 31)


def test_no_other_text_is_a_day():
    for text in ("", "soon", "03/31/2026", "7"):
        assert pl.select(day_of(pl.lit(text))).item() is None


# From here on, one measure: figures of March and of the quarter, of all and of each team.


def measured(rows: Sequence[tuple[str, str, str | None, bool]], first_row: int = 2) -> pl.DataFrame:
    """Measure rows: entity, child, team, whether it counts above the line."""
    cells = [
        {
            "authority": "999",
            "measure_id": MEASURE,
            "event_on": date(2026, 3, 10),
            "entity_id": entity,
            "child_id": child,
            "team": team,
            "is_excluded": False,
            "is_denominator": True,
            "is_numerator": counts,
            "source_system": "ssd",
            "source_table": "contacts",
            "source_file": "contacts.csv",
            "source_row": int(entity) + 1,
        }
        for entity, child, team, counts in rows
    ]
    kinds = {name: getattr(pl, kind) for name, kind in frozen.ROW_COLUMNS.items()}
    return pl.DataFrame(cells, schema=kinds)


def counted(rows: pl.DataFrame, definition: str = "d") -> pl.DataFrame:
    parts = []
    for name in ("all", "team"):
        value = pl.lit("all") if name == "all" else pl.col("team").fill_null("Unknown")
        parts.append(
            rows.group_by("authority", "measure_id", slice_value=value)
            .agg(
                numerator=pl.col("is_numerator").sum().cast(pl.Float64),
                denominator=pl.col("is_denominator").sum().cast(pl.Float64),
            )
            .with_columns(slice=pl.lit(name))
        )
    return pl.concat(parts, how="diagonal").with_columns(
        value=100 * pl.col("numerator") / pl.col("denominator"),
        period_type=pl.lit("quarter"),
        period_start=date(2026, 1, 1),
        period_end=date(2026, 3, 31),
        kind=pl.lit("proportion"),
        basis=pl.lit("flow"),
        definition_hash=pl.lit(definition),
    )


RELEVANCE = pl.DataFrame(
    [
        (MEASURE, facet, "contacts", column)
        for facet in (COUNT, *SLICES)
        for column in CONTACT_CELLS["column"]
    ],
    schema=["measure_id", "facet", "table", "column"],
    orient="row",
)
NO_LINKS = pl.DataFrame(schema=landed.LINKS)
SAME = {REFERENCE: None, CODE: None}


def told(
    folder: Path,
    then: tuple[pl.DataFrame, Sequence[Cells]],
    now: tuple[pl.DataFrame, Sequence[Cells]],
    definition: str = "d",
    others: Mapping[str, str | None] = SAME,
) -> set[tuple[str, str, str | None, str | None]]:
    """Slice, value, reason and key of every reason."""
    figures = differing(counted(then[0]), counted(now[0], definition))
    rows = differing_rows(then[0], now[0], NOBODY)
    links = moved(figures, rows)
    pair = drop(folder, APRIL, {"contacts": then[1]}), drop(folder, JULY, {"contacts": now[1]})
    found = changes(load_contract(), [pair], CONTACT_CELLS, NOBODY, APRIL).with_row_index("place")
    places = causes(rows, links, found, RELEVANCE, NO_LINKS)
    reasons = reasons_of(figures, links, places.join(found, on="place"), others)
    joined = figures.join(reasons, on="figure")
    return set(joined.select("slice", "slice_value", "why", "key").rows())


ONE = contact(1, "2026-03-10")


def test_a_late_row_is_the_reason_of_every_figure_that_it_counts_in(tmp_path: Path):
    then = measured([("1", "a", "North", True)])
    now = measured([("1", "a", "North", True), ("2", "b", "South", False)])
    two = contact(2, "2026-03-10", child="b")
    assert told(tmp_path, (then, [ONE]), (now, [ONE, two])) == {
        ("all", "all", LATE, "2|b"),
        ("team", "South", LATE, "2|b"),
    }


def test_a_deleted_row_is_the_reason_and_a_group_that_is_left_empty_differs(tmp_path: Path):
    then = measured([("1", "a", "North", True), ("2", "b", "South", False)])
    now = measured([("1", "a", "North", True)])
    two = contact(2, "2026-03-10", child="b")
    assert told(tmp_path, (then, [ONE, two]), (now, [ONE])) == {
        ("all", "all", DELETED, "2|b"),
        ("team", "South", DELETED, "2|b"),
    }


def test_a_row_that_moves_between_groups_leaves_the_total_alone(tmp_path: Path):
    then, now = (measured([("1", "a", team, True)]) for team in ("North", None))
    corrected = ONE | {"cont_contact_source_code": "2A"}
    assert told(tmp_path, (then, [ONE]), (now, [corrected])) == {
        ("team", "North", CORRECTED, "1|a"),
        ("team", "Unknown", CORRECTED, "1|a"),
    }


def test_what_happened_since_is_no_reason_where_there_is_another(tmp_path: Path):
    then, now = (measured([("1", "a", "North", counts)]) for counts in (True, False))
    later, late = contact(8, "2026-06-01"), contact(9, "2026-03-01")
    assert told(tmp_path, (then, [ONE]), (now, [ONE, later, late])) == {
        ("all", "all", LATE, "9|a"),
        ("team", "North", LATE, "9|a"),
    }


def test_other_childrens_records_are_no_reason_and_a_figure_without_one_says_so(tmp_path: Path):
    then, now = (measured([("1", "a", "North", counts)]) for counts in (True, False))
    other = contact(9, "2026-03-01", child="z")
    found = told(tmp_path, (then, [ONE]), (now, [ONE, other]))
    assert {row[2:] for row in found} == {(UNEXPLAINED, None)}


def test_a_definition_that_changed_is_a_reason_of_each_of_its_figures(tmp_path: Path):
    then, now = (measured([("1", "a", "North", counts)]) for counts in (True, False))
    found = told(tmp_path, (then, [ONE]), (now, [ONE]), definition="other")
    assert {row[2] for row in found} == {DEFINITION}


@pytest.mark.parametrize("reason", [REFERENCE, CODE])
def test_seeds_and_code_that_changed_are_reasons_only_where_no_row_is_one(
    tmp_path: Path, reason: str
):
    then, now = (measured([("1", "a", "North", counts)]) for counts in (True, False))
    others = SAME | {reason: "old to new"}
    found = told(tmp_path / "a", (then, [ONE]), (now, [ONE]), others=others)
    assert {row[2] for row in found} == {reason}
    corrected = ONE | {"cont_contact_source_code": "2A"}
    found = told(tmp_path / "b", (then, [ONE]), (now, [corrected]), others=others)
    assert {row[2] for row in found} == {CORRECTED}


def test_figures_that_are_the_same_to_the_last_bit_but_rounding_do_not_differ():
    then = counted(measured([("1", "a", "North", True)]))
    now = then.with_columns(pl.col("value") + 1e-12)
    assert differing(then, now).is_empty()


def test_pounds_of_a_whole_year_may_be_summed_in_any_order_and_a_penny_is_seen():
    then = counted(measured([("1", "a", "North", True)])).with_columns(numerator=pl.lit(47546481.0))
    summed_otherwise = then.with_columns(pl.col("numerator") + 3e-8)
    assert differing(then, summed_otherwise).is_empty()
    assert differing(then, then.with_columns(pl.col("numerator") + 0.01)).height == then.height


def test_a_merged_child_is_one_child_in_both(tmp_path: Path):
    crosswalk = pl.DataFrame({"child_id": ["b"], "surviving_id": ["a"]})
    then, now = (measured([("1", child, "North", True)]) for child in ("b", "a"))
    assert differing_rows(then, now, crosswalk).is_empty()
    assert differing_rows(then, now, NOBODY)["change"].sort().to_list() == ["came", "went"]


def test_the_cells_of_the_person_are_columns_of_the_contract():
    tables = load_contract().tables
    for table, columns in PERSON_CELLS.values():
        assert set(columns) <= set(tables[table].columns)
