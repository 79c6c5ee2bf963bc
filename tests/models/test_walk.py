"""Figures walked down to the lines of the files that were given, and back up again."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from recomputation.drop import Drop
from sample_warehouse import AS_AT, Warehouse

from pipelines.contract import load_contract

FIGURES = 500
SEED = 2026
# What these measures count is worked out from several rows: a period of care, a birthday, a review
# that fell due, a worker at a month's end. The row leads to the line that it begins with.
MADE_OF_SEVERAL_ROWS = {
    "care_leaver__in_education_employment_training",
    "care_leaver__in_touch",
    "care_leaver__suitable_accommodation",
    "looked_after__health_assessment_in_year",
    "looked_after__rate_per_10k",
    "looked_after__reviews_in_time",
    "looked_after__visits_in_time",
    "placement__long_term_stability",
    "placement__over_20_miles_out_of_area",
    "placement__three_or_more_in_year",
    "workforce__average_caseload",
}
# A case that goes on after the child was adopted from care is a second one, of the same referral.
AFTER_ADOPTION = " adopted"


@dataclass(frozen=True)
class Figure:
    """One part of one published figure."""

    authority: str
    measure: str
    kind: str
    slice: str
    slice_value: str
    first: date
    last: date
    part: str
    value: float


@dataclass(frozen=True)
class Row:
    """One row that a figure is made of."""

    child: str | None
    entity: str
    event_on: date
    amount: float | None
    system: str
    table: str
    file: str
    line: int


class Lines:
    """The files as given and what was landed of them, by the number of the line."""

    def __init__(self, folder: Path, landing: Path) -> None:
        self.folder = folder
        self.landing = landing
        self._given: dict[str, dict[int, dict[str, str]]] = {}
        self._landed: dict[tuple[str, str], dict[tuple[str, int], dict[str, Any]]] = {}

    def given(self, file: str, line: int) -> dict[str, str]:
        """The cells of a line of a file, by header."""
        if file not in self._given:
            self._given[file] = dict(_numbered(self.folder / file))
        return self._given[file][line]

    def landed(self, authority: str, row: Row) -> dict[str, Any]:
        """The landed row that came from a line."""
        key = (row.system, row.table)
        if key not in self._landed:
            drop = max((self.landing / authority / row.system).iterdir())
            rows = pl.read_parquet(drop / f"{row.table}.parquet")
            self._landed[key] = {
                (cells.pop("_source_file"), cells.pop("_source_row")): cells
                for cells in rows.iter_rows(named=True)
            }
        return self._landed[key][row.file, row.line]


def _numbered(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row under the number of the line on which it begins; the headings are on line 1."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        headings = next(reader)
        begins = reader.line_num + 1
        for cells in reader:
            yield begins, dict(zip(headings, cells, strict=True))
            begins = reader.line_num + 1


class Walk:
    """The way down from a figure."""

    def __init__(self, warehouse: Warehouse, folder: Path) -> None:
        self.con = duckdb.connect(str(warehouse.path), read_only=True)
        self.lines = Lines(folder, warehouse.settings.landing_dir)
        self.drop = Drop(folder, AS_AT, AS_AT)
        self.tables = load_contract().tables

    @cached_property
    def figures(self) -> list[Figure]:
        """Figures in which something counts, some of each measure and the rest at random."""
        every = [
            Figure(*row)
            for row in self.con.execute(
                """
                with
                    parts as (
                        unpivot (
                            select
                                figures.authority,
                                figures.measure_id,
                                measures.kind,
                                figures.slice,
                                figures.slice_value,
                                case
                                    when measures.basis = 'stock'
                                    then figures.period_end
                                    else figures.period_start
                                end as first,
                                figures.period_end,
                                figures.numerator,
                                case
                                    when measures.kind <> 'rate_per_10k' then figures.denominator
                                end as denominator,
                            from fct_measure_value as figures
                            inner join dim_measure as measures using (measure_id)
                        )
                        on numerator, denominator
                        into name part value amount
                    )
                select *
                from parts
                where amount > 0
                order by all
                """
            ).fetchall()
        ]
        draw = random.Random(SEED)
        draw.shuffle(every)
        seen: Counter[str] = Counter()
        some_of_each = []
        others = []
        for figure in every:
            seen[figure.measure] += 1
            (some_of_each if seen[figure.measure] <= 10 else others).append(figure)
        return (some_of_each + others)[:FIGURES]

    def down(self, figure: Figure) -> list[Row]:
        """The rows that the figure is made of."""
        return self._rows(figure, "true", [])

    def up(self, figure: Figure, lines: set[tuple[str, int]]) -> list[Row]:
        """The rows of the figure that came from lines of files."""
        return self._rows(
            figure, "list_contains(?, source_file || ' ' || source_row)",
            [[f"{file} {line}" for file, line in lines]],
        )  # fmt: skip

    def _rows(self, figure: Figure, condition: str, parameters: list[Any]) -> list[Row]:
        found = self.con.execute(
            f"""
            select
                child_id,
                entity_id,
                event_on,
                {figure.part}_amount,
                source_system,
                source_table,
                source_file,
                source_row
            from (select *, 'all' as "all" from fct_measure_row)
            where
                authority = ?
                and measure_id = ?
                and event_on between ? and ?
                and coalesce("{figure.slice}", 'Unknown') = ?
                and is_{figure.part}
                and {condition}
            """,
            [
                figure.authority,
                figure.measure,
                figure.first,
                figure.last,
                figure.slice_value,
                *parameters,
            ],
        )
        return [Row(*row) for row in found.fetchall()]


@pytest.fixture(scope="module")
def walk(warehouse: Warehouse, sample_drops: dict[str, Path]) -> Iterator[Walk]:
    walk = Walk(warehouse, sample_drops[AS_AT.isoformat()])
    yield walk
    walk.con.close()


def test_500_figures_of_all_measures_are_walked(warehouse: Warehouse, walk: Walk) -> None:
    named = {row[0] for row in warehouse.query("select measure_id from dim_measure")}
    assert len(walk.figures) == FIGURES
    assert {figure.measure for figure in walk.figures} == named


def test_a_figure_is_the_number_or_the_sum_of_its_rows(walk: Walk) -> None:
    for figure in walk.figures:
        rows = walk.down(figure)
        if figure.kind in ("ratio", "mean"):
            total = sum(row.amount or 0.0 for row in rows)
            assert total == pytest.approx(figure.value, rel=1e-9), figure
        else:
            assert len(rows) == figure.value, figure


def test_no_row_counts_twice_in_a_figure(walk: Walk) -> None:
    for figure in walk.figures:
        counted = Counter((row.entity, row.child, row.event_on) for row in walk.down(figure))
        assert not [event for event, times in counted.items() if times > 1], figure


def test_every_row_of_a_figure_is_the_landed_row_of_its_line(walk: Walk) -> None:
    for figure, row in _rows(walk):
        landed = walk.lines.landed(figure.authority, row)
        given = walk.lines.given(row.file, row.line)
        assert {name: landed[name] or "" for name in given} == given, (figure, row)


def test_child_and_key_of_a_row_are_those_of_its_line(walk: Walk) -> None:
    for figure, row in _rows(walk):
        table = walk.tables[row.table]
        given = walk.lines.given(row.file, row.line)
        if row.child is not None and table.person:
            told = given[table.person].strip()
            assert row.child == walk.drop.survivors.get(told, told), (figure, row)
        if figure.measure not in MADE_OF_SEVERAL_ROWS:
            entity = row.entity.removesuffix(AFTER_ADOPTION)
            assert entity in {given[key].strip() for key in table.key}, (figure, row)


def test_the_lines_lead_back_up_to_the_figure(walk: Walk) -> None:
    for figure in walk.figures:
        rows = walk.down(figure)
        lines = {(row.file, row.line) for row in rows}
        assert Counter(walk.up(figure, lines)) == Counter(rows), figure
        if figure.kind == "proportion" and figure.measure not in MADE_OF_SEVERAL_ROWS:
            assert len(lines) == figure.value, figure


def _rows(walk: Walk) -> Iterator[tuple[Figure, Row]]:
    """Each row of each figure, once."""
    seen: set[tuple[str, Row]] = set()
    for figure in walk.figures:
        for row in walk.down(figure):
            if (figure.measure, row) not in seen:
                seen.add((figure.measure, row))
                yield figure, row
