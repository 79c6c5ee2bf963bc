"""The reconciliation of the SSDA903: who is looked after, who started, who ceased, what goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from lxml import html

from returns import read
from returns.reconciliation import Reconciliation, reconcile, write_reconciliation
from returns.reconciliation.reports import reports_of
from returns.years import KNOWN_YEARS

YEAR = "2025-26"
GOLDEN = Path(__file__).resolve().parents[1] / "golden/returns/ssda903"

Rows = list[dict[str, Any]]


def counted(previous: dict[str, pl.DataFrame] | None = None, **tables: Rows) -> Reconciliation:
    given = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in tables.items()}
    return reconcile("ssda903", given, year=YEAR, previous=previous, authority="999")


def values(reconciliation: Reconciliation, report: str) -> dict[str, float | None]:
    """The figures of a report that are not zero, by line."""
    figures = reconciliation.figures.filter(pl.col("report") == report)
    return {line: value for line, value in figures.select("line", "value").rows() if value != 0}


def episode(child: str, start: str, end: str | None = None, **more: str) -> dict[str, Any]:
    columns = {"RNE": "S", "LS": "C2", "CIN": "N1", "PLACE": "U4", "REC": "X1" if end else None}
    return {"CHILD": child, "DECOM": start, "DEC": end, **columns, **more}


@pytest.fixture(scope="module")
def sample() -> dict[str, pl.DataFrame]:
    return read("ssda903", GOLDEN, year=YEAR)


@pytest.fixture(scope="module")
def compared(sample: dict[str, pl.DataFrame]) -> Reconciliation:
    """The sample beside itself, as if it had been last year's too."""
    return reconcile("ssda903", sample, year=YEAR, previous=sample, authority="999")


@pytest.mark.parametrize("year", [str(year) for year in KNOWN_YEARS])
def test_an_empty_return_gives_zeros_in_every_year(year: str) -> None:
    empty = reconcile("ssda903", {}, year=year, previous={} if year == YEAR else None)
    counts = empty.figures.filter(pl.col("unit") == "count")
    assert set(counts["value"].drop_nulls()) == {0.0}
    assert empty.rows.is_empty()
    assert len(reports_of("ssda903", empty.year)) == len(set(empty.figures["report"]))


def test_a_child_is_looked_after_at_the_end_if_an_episode_is_open_at_its_close() -> None:
    now = counted(
        Episodes=[
            episode("1", "01/06/2024", "31/03/2026", REC="E4A"),
            episode("2", "01/06/2024", "01/04/2026", REC="E4A"),
            episode("3", "31/03/2026"),
            episode("4", "01/06/2024", LS="V4"),
            episode("5", "01/06/2024", LS="V3"),
            episode("5", "01/05/2024", LS="C1", PLACE="K2"),
            episode("6", "31/02/2025"),
        ]
    )
    assert values(now, "looked_after") == {"at_end": 3, "short_breaks": 1}
    assert values(now, "placements") == {"U4": 2, "K2": 1}
    note = now.figures.filter(pl.col("report") == "placements")["note"][0]
    assert note == ("1 cell of DECOM in Episodes cannot be read (this year); counted as not known.")


def test_a_period_of_care_starts_with_its_first_episode_and_ceases_with_its_last() -> None:
    now = counted(
        Header=[{"CHILD": "1", "DOB": "02/05/2009"}],
        Episodes=[
            episode("1", "01/05/2025", "01/06/2025", LS="V2"),
            episode("1", "01/06/2025", "02/05/2025", RNE="L"),  # ends before it starts
            episode("2", "01/05/2025", "01/06/2025", REC="E4A"),
            episode("2", "01/09/2025"),
            episode("3", "01/05/2024", "01/05/2025"),
            episode("3", "01/05/2025", "02/05/2025", RNE="P", REC="E11"),
            episode("4", "01/05/2025", "01/06/2025", LS="V4", REC="E4A"),
        ],
    )
    assert values(now, "starts")["all"] == 3
    assert values(now, "starts")["children"] == 2
    assert values(now, "starts_by_legal_status") == {"V2": 1, "C2": 2}
    assert values(now, "ceased") == {"all": 2, "children": 2, "E4A": 1, "E11": 1}
    assert values(now, "adoption") == {"adopted": 1}


def test_continuity_names_the_episode_that_is_missing() -> None:
    previous = {"Episodes": pl.DataFrame([episode("1", "01/06/2024"), episode("2", "01/06/2024")])}
    now = counted(previous, Episodes=[episode("1", "01/06/2024"), episode("3", "01/04/2025")])
    assert values(now, "continuity") == {
        "episodes_before": 2,
        "episodes_now": 1,
        "episodes_missing": 1,
    }
    missing = now.rows.filter(pl.col("line") == "episodes_missing")
    assert missing["child_id"].to_list() == ["2"]


def test_the_lines_of_a_distribution_add_up(compared: Reconciliation) -> None:
    figures = compared.figures
    totals = {
        "at_end": ["placements", "legal_statuses", "needs", "ages", "sexes", "ethnicity"],
        "starts": ["starts_by_legal_status", "starts_by_need", "starts_by_placement"],
        "ceased": ["ceased_by_age"],
    }
    whole = {
        "at_end": values(compared, "looked_after")["at_end"],
        "starts": values(compared, "starts")["all"],
        "ceased": values(compared, "ceased")["all"],
    }
    for name, reports in totals.items():
        assert whole[name]
        for report in reports:
            assert figures.filter(pl.col("report") == report)["value"].sum() == whole[name]


def test_every_row_leads_to_its_place_in_the_return(
    compared: Reconciliation, sample: dict[str, pl.DataFrame]
) -> None:
    for name, row_number, child in compared.rows.select("table", "row_number", "child_id").rows():
        assert sample[name]["CHILD"][row_number] == child


def test_the_page_names_the_return_and_nothing_that_the_dfe_would_check(
    compared: Reconciliation, tmp_path: Path
) -> None:
    write_reconciliation(compared, tmp_path)
    page = html.parse(tmp_path / "reconciliation.html").getroot()
    text = page.text_content()
    assert "return of children looked after (SSDA903) 2025-26: Authority 999" in text
    assert "What the DfE checks" not in text
