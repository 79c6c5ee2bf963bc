"""Annex A workbooks: lists and columns by what they say, categories by our rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
import xlsxwriter

from pipelines.connectors.annex_a import annex_lists, ingest, read
from pipelines.connectors.report import IngestResult
from pipelines.contract import load_contract
from pipelines.contract_sql import render
from pipelines.faults import Fault
from pipelines.landing import drops

CONTACTS = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age", "Date of Contact"]
CONTACT = ["C1", "a) Male", "a) WBRI", "02/01/2015", "11", "05/03/2026"]


def write(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return path


def take(path: Path, root: Path) -> IngestResult:
    return ingest(
        path, as_at=date(2026, 3, 31), authority="999", landing_dir=root / "landing", max_mb=10
    )


def test_headers_are_known_by_their_meaning_wherever_and_however_they_are_written(
    tmp_path: Path,
) -> None:
    headers = ["SEX", "Child\nID", "ethnicity ", "D.O.B.", "Contact Date", "Contact   SOURCE"]
    row = ["2 - Female", "C1", "White British", "02/01/2015", "05/03/2026", "GP surgery"]
    path = write(tmp_path / "a.xlsx", {"Front door": [["List 1 as at 31 March"], [], headers, row]})
    found = read(path, 10)
    assert found.tables["contacts"].row(0, named=True)["child_id"] == "C1"
    assert found.manifests["contacts"].headers == {
        "gender": "SEX",
        "child_id": "Child\nID",
        "ethnicity": "ethnicity ",
        "born": "D.O.B.",
        "contact": "Contact Date",
        "source": "Contact   SOURCE",
    }
    result = take(path, tmp_path)
    report = {table.table_name: table for table in result.report}
    assert (report["contacts"].rows_loaded, report["person"].rows_loaded) == (1, 1)
    assert sum(table.unmapped_codes for table in result.report) == 0


def test_a_category_that_no_rule_reads_is_reported_with_its_text(tmp_path: Path) -> None:
    row = [*CONTACT, "Zebra"]
    path = write(tmp_path / "a.xlsx", {"List 1": [[*CONTACTS, "Contact Source"], row]})
    found = {f.text for f in take(path, tmp_path).findings if f.finding == "unmapped_code"}
    assert found == {"Zebra"}


# Kind of category to the code list of the contract that its codes are of.
KINDS = {
    "sex": "sex",
    "ethnicity": "ethnicity",
    "source": "referral_source",
    "need": "primary_need",
    "abuse": "category_of_abuse",
    "legal_status": "legal_status",
    "placement": "placement_type",
    "placement_provider": "placement_provider",
    "ceased": "reason_episode_ceased",
    "closure": "closure_reason",
    "in_touch": "in_touch",
}
WITHOUT_CODES = (
    "yes_no",
    "disability",
    "no_further_action",
    "reversed",
    "accommodation",
    "suitability",
    "activity",
)


def read_as(kind: str, part: str, texts: Sequence[str]) -> dict[str, str | None]:
    reading = render(f'{{{{ annex_a_{part}("given", "{kind}") }}}}')
    with duckdb.connect() as con:
        rows = con.execute(f"select given, {reading} from (select unnest(?) as given)", [texts])
        return dict(rows.fetchall())


@pytest.mark.parametrize(("kind", "code_list"), KINDS.items())
def test_a_code_is_read_as_itself_by_itself_and_with_words_behind_or_a_letter_before_it(
    kind: str, code_list: str
) -> None:
    codes = load_contract().code_lists[code_list].codes
    spelled = {form.format(code): code for code in codes for form in ("{}", "{} - so called")}
    if kind == "source":
        spelled |= {f"x) {code}: so called": code for code in codes}
    assert read_as(kind, "code", list(spelled)) == spelled


@pytest.mark.parametrize("kind", [*KINDS, *WITHOUT_CODES])
def test_what_says_nothing_is_no_category(kind: str) -> None:
    texts = ["Zebra", "See case notes", "qwerty", "TBC", "Mr Smith", "Wolf", "Maria", "12/03/2026"]
    assert set(read_as(kind, "category", texts).values()) == {None}


def test_codes_of_the_longer_list_of_ethnicities_are_the_codes_that_they_are_part_of() -> None:
    parts = {"WENG": "WBRI", "MWAP": "MWAS", "AOPK": "APKN", "BSOM": "BAFR", "CTWN": "CHNE"}
    assert read_as("ethnicity", "code", list(parts)) == parts


def test_a_disability_that_nobody_can_read_is_reported_and_the_others_are_what_they_say(
    tmp_path: Path,
) -> None:
    headers = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "CIN Start Date"]
    headers += ["Primary Need Code", "Does the Child have a Disability"]
    said = ["Yes", "b) No", "Autism (AUT)", "Zebra", "Not known"]
    rows = [[f"C{n}", "M", "WBRI", "02/01/2015", "05/03/2026", "N1", t] for n, t in enumerate(said)]
    result = take(write(tmp_path / "a.xlsx", {"List 6": [headers, *rows]}), tmp_path)
    report = {table.table_name: table for table in result.report}
    assert report["disability"].rows_loaded == 4
    assert [f.text for f in result.findings if f.finding == "unmapped_code"] == ["Zebra"]


def test_care_whose_placement_is_newer_than_itself_is_two_episodes(tmp_path: Path) -> None:
    headers = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth"]
    headers += ["Date started to be looked after", "Start date of current legal status"]
    headers += ["Start date of most recent placement", "Date ceased to be looked after"]
    child = ["M", "WBRI", "02/01/2015"]
    rows = [
        ["C1", *child, "01/03/2024", "01/03/2024", "05/05/2025", "06/06/2026"],
        ["C2", *child, "01/03/2024", "01/03/2024", "01/03/2024", ""],
    ]
    result = take(write(tmp_path / "a.xlsx", {"List 8": [headers, *rows]}), tmp_path)
    report = {table.table_name: table for table in result.report}
    assert (report["cla_episodes"].rows_in, report["cla_episodes"].rows_loaded) == (3, 3)
    assert report["cla_episodes"].latest_on == date(2025, 5, 5)


@pytest.mark.parametrize(
    ("as_at", "tells_from"),
    [
        (date(2026, 7, 31), date(2026, 2, 1)),
        (date(2026, 8, 31), date(2026, 3, 1)),
        (date(2026, 2, 28), date(2025, 9, 1)),
        (date(2026, 5, 12), date(2025, 11, 13)),
    ],
)
def test_the_lists_tell_of_six_months(tmp_path: Path, as_at: date, tells_from: date) -> None:
    path = write(tmp_path / "a.xlsx", {"List 1": [CONTACTS, CONTACT]})
    manifest = ingest(
        path, as_at=as_at, authority="999", landing_dir=tmp_path / "landing", max_mb=10
    ).drop.manifest
    assert (manifest.tells_from, manifest.tells_to) == (tells_from, as_at)


def test_two_events_of_a_child_on_one_day_stay_two_and_the_same_row_twice_is_one(
    tmp_path: Path,
) -> None:
    rows = [[*CONTACT, "6: Police"], [*CONTACT, "1A: Mother"], [*CONTACT, "6: Police"]]
    path = write(tmp_path / "a.xlsx", {"List 1": [[*CONTACTS, "Contact Source"], *rows]})
    report = {table.table_name: table for table in take(path, tmp_path).report}
    assert report["contacts"].rows_in == 3
    assert report["contacts"].rows_loaded == 2
    assert report["contacts"].duplicates_collapsed == 1


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ({"Costs": [["Team", "Budget"], ["A", "1"]]}, "No sheet of this workbook is a list"),
        (
            {"List 1": [CONTACTS, CONTACT], "L1 again": [CONTACTS, CONTACT]},
            "Two sheets are list 1",
        ),
        (
            {"List 1": [CONTACTS[1:], CONTACT[1:]]},
            "No column of this list names the child",
        ),
    ],
)
def test_what_is_no_annex_a_is_a_fault_and_nothing_lands(
    tmp_path: Path, sheets: dict[str, list[list[str]]], words: str
) -> None:
    with pytest.raises(Fault, match=words):
        take(write(tmp_path / "a.xlsx", sheets), tmp_path)
    assert drops(tmp_path / "landing") == []


def test_a_list_that_is_missing_and_a_sheet_that_is_none_are_named(tmp_path: Path) -> None:
    sheets = {"List 1": [CONTACTS, CONTACT], "Notes": [["Read me"], ["Made by the team"]]}
    found = read(write(tmp_path / "a.xlsx", sheets), 10)
    assert found.not_read == ["a.xlsx, sheet Notes"]
    assert "11 (adopters)" in found.notes[-1]


@pytest.mark.parametrize(
    ("kind", "text", "category", "code"),
    [
        ("ethnicity", "a) WBRI", "a", "WBRI"),
        ("ethnicity", "Mixed - White & Black Caribbean", "b", "MWBC"),
        ("ethnicity", "Asian", "c", "AOTH"),
        ("source", "q) 6: Police", "g", "6"),
        ("source", "Health services", "d", None),
        ("placement", "f) U6: Foster placement - not FFA", "a", "U6"),
        ("placement", "Foster placement", "a", None),
        ("legal_status", "V4: Short breaks", "v", "V4"),
        ("ceased", "E4A - Return home, part of the care planning process", "d", "E4A"),
        ("need", "N1 - Abuse or Neglect", "a", "N1"),
        ("closure", "RC8 - Case closed after assessment", "h", "RC8"),
        ("sex", "Not stated", "c", "U"),
        ("yes_no", "b) No", "no", "N"),
        ("yes_no", "", None, ""),
    ],
)
def test_a_text_is_read_as_its_category_and_as_a_code_only_where_it_says_which(
    kind: str, text: str, category: str | None, code: str | None
) -> None:
    sql = render(
        f'select {{{{ annex_a_category("given", "{kind}") }}}}, '
        f'{{{{ annex_a_code("given", "{kind}") }}}} from (select ? as given)'
    )
    with duckdb.connect() as con:
        assert con.execute(sql, [text]).fetchone() == (category, code)


def test_the_contract_names_the_lists_and_their_columns() -> None:
    assert load_contract().systems["annex_a"].tables == {
        name: list(one.columns) for name, one in annex_lists().items()
    }


def test_a_sheet_is_the_list_of_its_number_unless_another_list_knows_more_of_its_headers(
    tmp_path: Path,
) -> None:
    care = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age"]
    care += ["Date started to be looked after", "Date ceased to be looked after"]
    child = ["C1", "M", "WBRI", "02/01/2015", "11", "05/03/2026", ""]
    few = read(write(tmp_path / "few.xlsx", {"List 8": [care, child]}), 10)
    assert set(few.tables) == {"looked_after"}
    wrong = read(write(tmp_path / "wrong.xlsx", {"List 8": [CONTACTS, CONTACT]}), 10)
    assert set(wrong.tables) == {"contacts"}
    with pytest.raises(Fault, match="No sheet of this workbook is a list"):
        read(write(tmp_path / "none.xlsx", {"Children": [care, child]}), 10)


def test_cells_land_as_they_are_given(tmp_path: Path) -> None:
    result = take(write(tmp_path / "a.xlsx", {"List 1": [CONTACTS, CONTACT]}), tmp_path)
    row = pl.read_parquet(result.drop.path / "contacts.parquet").row(0, named=True)
    assert (row["gender"], row["contact"]) == ("a) Male", "05/03/2026")
    assert (row["_source_file"], row["_source_row"]) == ("List 1", 2)
