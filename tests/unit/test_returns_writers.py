"""The writers write what the readers read, the same bytes each time, whole or not at all."""

from __future__ import annotations

import string
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from returns import (
    KNOWN_YEARS,
    ReturnFault,
    read,
    specification,
    validate,
    validate_path,
    write,
    write_result,
)
from returns.findings import FINDINGS, LINE
from returns.results import safe_cells

YEARS = ["2022-23", "2024-25", "2026-27"]
TEXT = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=6,
)
CELL = st.none() | TEXT
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rows_of(table: Any, keys: dict[str, str], draw: st.DrawFn) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.type == "code_list":
            row[column.name] = draw(st.lists(TEXT, max_size=3))
        elif column.type == "flag":
            row[column.name] = draw(st.sampled_from([None, "0", "1"]))
        else:
            row[column.name] = draw(CELL)
    return row | keys


@st.composite
def censuses(draw: st.DrawFn, year: str) -> dict[str, pl.DataFrame]:
    tables = specification("cin", year).tables
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in tables}
    rows["Header"] = [rows_of(tables["Header"], {"LEA": "999"}, draw)]
    counts = {"CINdetailsID": 0, "AssessmentID": 0, "CPPID": 0}
    ids = draw(
        st.lists(
            st.text(string.ascii_letters, min_size=1, max_size=4),
            min_size=1,
            max_size=3,
            unique=True,
        )
    )
    some = st.integers(0, 2)
    for child in ids:
        keys = {"LAchildID": child}
        rows["ChildIdentifiers"].append(rows_of(tables["ChildIdentifiers"], keys, draw))
        if draw(st.booleans()):
            rows["ChildCharacteristics"].append(rows_of(tables["ChildCharacteristics"], keys, draw))
            for _ in range(draw(some)):
                rows["Disabilities"].append(rows_of(tables["Disabilities"], keys, draw))
        for _ in range(draw(some)):
            counts["CINdetailsID"] += 1
            below = keys | {"CINdetailsID": str(counts["CINdetailsID"])}
            rows["CINdetails"].append(rows_of(tables["CINdetails"], below, draw))
            for name, own in (
                ("Assessments", "AssessmentID"),
                ("CINplanDates", None),
                ("Section47", None),
                ("ChildProtectionPlans", "CPPID"),
                ("PreProceedings", None),
            ):
                for _ in range(draw(some) if name in tables else 0):
                    mine = dict(below)
                    if own:
                        counts[own] += 1
                        mine[own] = str(counts[own])
                    rows[name].append(rows_of(tables[name], mine, draw))
                    for _ in range(draw(some) if own == "CPPID" else 0):
                        rows["Reviews"].append(rows_of(tables["Reviews"], mine, draw))
    frames = {}
    for name, table in tables.items():
        lists = {column.name for column in table.columns if column.type == "code_list"}
        schema = {
            column: pl.List(pl.String) if column in lists else pl.String
            for column in table.column_names
        }
        frames[name] = pl.DataFrame(rows[name], schema=schema, orient="row")
    return frames


@pytest.mark.parametrize("year", [year.label for year in KNOWN_YEARS])
@settings(FEW, max_examples=12)
@given(data=st.data())
def test_reading_a_written_census_gives_the_same_tables(year: str, data: st.DataObject) -> None:
    tables = data.draw(censuses(year))
    with TemporaryDirectory() as folder:
        path = write("cin", tables, Path(folder) / "census.xml", year=year)
        again = read("cin", path, year=year)
        assert set(again) - {FINDINGS} == set(tables)
        for name, frame in tables.items():
            assert again[name].drop(LINE, FINDINGS, strict=False).equals(frame), name
        second = write("cin", again, Path(folder) / "second.xml", year=year)
        assert second.read_bytes() == path.read_bytes()


@st.composite
def returns_of_files(draw: st.DrawFn) -> tuple[str, dict[str, pl.DataFrame]]:
    year = draw(st.sampled_from(YEARS))
    frames = {}
    for name, table in specification("ssda903", year).tables.items():
        columns = [column.name for column in table.written]
        rows = draw(st.lists(st.tuples(*[CELL for _ in columns]), max_size=3))
        frames[name] = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    return year, frames


@FEW
@given(returns_of_files())
def test_reading_a_written_903_gives_the_same_tables(
    case: tuple[str, dict[str, pl.DataFrame]],
) -> None:
    year, tables = case
    with TemporaryDirectory() as folder:
        path = write("ssda903", tables, Path(folder) / "first", year=year)
        again = read("ssda903", path, year=year)
        for name, frame in tables.items():
            assert again[name].drop("_line").equals(frame), name
        second = write("ssda903", again, Path(folder) / "second", year=year)
        for file in path.iterdir():
            assert (second / file.name).read_bytes() == file.read_bytes()


def children(*ids: str | None) -> pl.DataFrame:
    return pl.DataFrame({"LAchildID": ids}, schema={"LAchildID": pl.String})


def test_every_file_of_the_year_is_written_with_its_header_even_without_rows(
    tmp_path: Path,
) -> None:
    write("ssda903", {}, tmp_path, year="2026-27")
    names = sorted(path.stem for path in tmp_path.iterdir())
    tables = specification("ssda903", "2026-27").tables.values()
    assert names == sorted(table.file for table in tables)
    assert (tmp_path / "dolo.csv").read_bytes() == b"CHILD,DOB,DOLO_START,DOLO_END\r\n"
    episodes = (tmp_path / "episodes.csv").read_text()
    assert "PL_DISTANCE" not in episodes


def test_flags_have_one_spelling_and_elements_the_order_of_the_year(tmp_path: Path) -> None:
    details = pl.DataFrame(
        {
            "LAchildID": ["A", "A"],
            "CINdetailsID": ["1", "2"],
            "ReferralNFA": ["true", "false"],
            "CINreferralDate": ["2025-05-01", "2025-06-01"],
        }
    )
    plans = pl.DataFrame({"LAchildID": ["A"], "CINdetailsID": ["2"], "CPPID": ["1"]})
    tables = {
        "ChildIdentifiers": children("A"),
        "CINdetails": details,
        "ChildProtectionPlans": plans,
    }
    text = write("cin", tables, tmp_path / "c.xml", year="2025-26").read_text()
    assert "<ReferralNFA>1</ReferralNFA>" in text
    assert text.index("<ReferralNFA>0</ReferralNFA>") < text.index("<ChildProtectionPlans>")


def test_rows_of_an_id_that_two_children_share_are_written_once(tmp_path: Path) -> None:
    details = pl.DataFrame({"LAchildID": ["A", "A"], "CINdetailsID": ["1", "2"]})
    tables = {"ChildIdentifiers": children("A", "B", "A"), "CINdetails": details}
    path = write("cin", tables, tmp_path / "c.xml", year="2025-26")
    again = read("cin", path, year="2025-26")
    assert again["ChildIdentifiers"]["LAchildID"].to_list() == ["A", "B", "A"]
    assert again["CINdetails"].height == 2


@pytest.mark.parametrize(
    ("tables", "what"),
    [
        ({}, "holds no child"),
        ({"ChildIdentifiers": children("A"), "CINdetails": children("B")}, "belongs to no row"),
        ({"ChildIdentifiers": children("A\x01")}, "control character"),
        (
            {
                "ChildIdentifiers": children("A"),
                "CINdetails": children("A", "A"),
                "Section47": children("A"),
            },
            "several rows of CINdetails",
        ),
    ],
)
def test_a_census_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, tables: dict[str, pl.DataFrame], what: str
) -> None:
    with pytest.raises(ReturnFault, match=what):
        write("cin", tables, tmp_path / "c.xml", year="2025-26")
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_the_folder_should_be_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(ReturnFault, match="folder"):
        write("ssda903", {}, tmp_path / "x", year="2025-26")


def test_a_folder_that_cannot_be_written_to_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    tables = {"ChildIdentifiers": children("A")}
    with pytest.raises(ReturnFault, match="cannot be written"):
        write("cin", tables, tmp_path / "x" / "c.xml", year="2025-26")
    with pytest.raises(ReturnFault, match="cannot be written"):
        write_result(validate("cin", tables, year="2025-26"), tmp_path / "x", tables)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(start: str) -> None:
    frame = safe_cells(pl.DataFrame({"value": [f"{start}1", "a=1", None], "row_number": [1, 2, 3]}))
    assert frame["value"].to_list() == [f"'{start}1", "a=1", None]


def test_validating_a_path_writes_findings_with_their_lines_and_repeats_its_bytes(
    tmp_path: Path,
) -> None:
    source = tmp_path / "in"
    write(
        "ssda903", {"Header": pl.DataFrame({"CHILD": ["=1"], "SEX": ["x"]})}, source, year="2025-26"
    )
    outs = [tmp_path / "a", tmp_path / "b"]
    for out in outs:
        result = validate_path(
            "ssda903", source, year="2025-26", authority="999", previous=source, out=out
        )
        assert result.has_findings
    issues = pl.read_csv(outs[0] / "issues.csv", infer_schema=False)
    sex = issues.row(by_predicate=pl.col("rule_code") == "101", named=True)
    assert (sex["table"], sex["field"], sex["line"], sex["child_id"]) == (
        "Header",
        "SEX",
        "2",
        "'=1",
    )
    for name in ("issues.csv", "runs.csv"):
        assert (outs[0] / name).read_bytes() == (outs[1] / name).read_bytes()
