"""A workbook reads as the same tables would as CSV; what stands for too much is refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from pipelines.connectors.excel_files import read_workbook, sheet_table
from pipelines.connectors.ssd import read
from pipelines.connectors.table_shape import TextTable
from pipelines.contract import load_contract
from pipelines.faults import Fault
from pipelines.landing import content_hash

PEOPLE = [["pers_person_id", "pers_dob"], [1, date(2015, 2, 1)], [2, date(2016, 3, 2)]]
CONTACTS = [
    ["cont_contact_id", "cont_person_id", "cont_contact_date"],
    [7, 1, datetime(2025, 1, 2, 10, 30)],
]


def book(**sheets: list[list[object]] | Callable[[xlsxwriter.Workbook, object], None]) -> bytes:
    """A workbook; a sheet is rows from its first cell on, or a function that writes it."""
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer, {"default_date_format": "dd/mm/yyyy hh:mm"})
    for name, content in sheets.items():
        sheet = made.add_worksheet(name)
        if callable(content):
            content(made, sheet)
        else:
            for number, row in enumerate(content):
                sheet.write_row(number, 0, row)
    made.close()
    return buffer.getvalue()


def known(header: str) -> bool:
    return header.strip().lower() in {"id", "name", "day"}


def table(content: bytes) -> TextTable:
    found = sheet_table(read_workbook(content, "t.xlsx", 10).sheets[0], "t.xlsx", known)
    assert found is not None
    return found


def drop(tmp_path: Path, **files: bytes | str):
    for name, content in files.items():
        content = content.encode() if isinstance(content, str) else content
        (tmp_path / name.replace("__", ".")).write_bytes(content)
    return read(tmp_path, load_contract(), 10)


def test_cells_are_text_with_dates_as_iso_and_numbers_without_a_point():
    rows = table(
        book(
            a=[
                ["id", "name", "day"],
                [123, "0123", date(2025, 1, 2)],
                [1234567890123456, 45000.5, datetime(2025, 1, 2, 10, 30, 15)],
                [0.1, True, "02/01/2025"],
                ["x", "two\nlines", 45000],
            ]
        )
    ).rows
    assert rows.rows() == [
        ("123", "0123", "2025-01-02"),
        ("1234567890123456", "45000.5", "2025-01-02 10:30:15"),
        ("0.1", "true", "02/01/2025"),
        ("x", "two\nlines", "45000"),
    ]


def test_titles_above_the_headers_are_passed_over_and_rows_numbered_as_excel_shows_them():
    found = table(book(a=[[], ["Report of 1/1/2026"], [], ["id", "name"], ["1", "a"], ["2", "b"]]))
    assert found.headers == ["id", "name"]
    assert found.row_numbers.to_list() == [5, 6]
    assert found.notes == [
        "t.xlsx: the headers stand in row 4; above them stands 'Report of 1/1/2026'"
    ]


def test_headers_merged_over_columns_and_over_rows_are_found():
    def merged(made, sheet):
        sheet.merge_range(0, 0, 1, 0, "id")
        sheet.merge_range(0, 1, 0, 2, "Details")
        sheet.write_row(1, 1, ["name", "day"])
        sheet.write_row(2, 0, ["1", "a", "2025-01-02"])

    assert table(book(a=merged)).headers == ["id", "name", "day"]
    assert table(book(a=merged)).rows.rows() == [("1", "a", "2025-01-02")]

    def downwards(made, sheet):
        sheet.merge_range(0, 0, 1, 0, "id")
        sheet.merge_range(0, 1, 1, 1, "name")
        sheet.write(1, 2, "day")
        sheet.write_row(2, 0, ["1", "a", "2025-01-02"])

    found = table(book(a=downwards))
    assert found.headers == ["id", "name", "day"]
    assert found.row_numbers.to_list() == [3]


def test_blank_rows_and_columns_go_and_are_noted():
    found = table(book(a=[["id", "name", "", ""], ["1", "a"], [], ["2", "b", " "], ["", "", ""]]))
    assert found.headers == ["id", "name"]
    assert found.row_numbers.to_list() == [2, 4]
    assert "1 rows hold nothing and were passed over: row 3" in found.notes[0]
    assert "1 columns have neither a header nor a value" in found.notes[1]


def test_hidden_rows_are_read_like_the_others_and_counted(tmp_path):
    def filtered(made, sheet):
        for number, row in enumerate(PEOPLE):
            sheet.write_row(number, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})

    found = drop(tmp_path, ssd_person__xlsx=book(Sheet1=filtered))
    assert found.tables["person"]["pers_person_id"].to_list() == ["1", "2"]
    assert "ssd_person.xlsx: 1 rows of the workbook are hidden" in found.notes[0]


def test_errors_and_formulas_without_a_value_are_empty_and_counted():
    def write(made, sheet):
        sheet.write_row(0, 0, ["id", "name", "day"])
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_formula(1, 1, "=NA()", None, "#N/A")
        sheet.write_formula(1, 2, '=IF(1,"")', None, "")
        sheet.write_row(2, 0, [3, "c"])
        sheet.write_formula(2, 2, "=TODAY()", None, 45000)

    def as_excel_writes(xml: bytes) -> bytes:
        return xml.replace(b'<c r="C2">', b'<c r="C2" t="str">').replace(b"<v>45000</v>", b"<v/>")

    content = changed(book(a=write), SHEET, as_excel_writes)
    read_book = read_workbook(content, "t.xlsx", 10)
    found = sheet_table(read_book.sheets[0], "t.xlsx", known)
    assert found is not None
    assert found.rows.rows() == [("2", None, ""), ("3", "c", None)]
    assert read_book.notes == [
        "t.xlsx: 1 cells of the workbook hold an error such as #N/A, and count as empty",
        "t.xlsx: 1 formulas of the workbook have no value and count as empty; open it in Excel, "
        "save it, and ingest it again",
    ]


def test_a_chart_sheet_is_passed_over_without_a_word(capfd, caplog):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        made.add_worksheet("person").write_row(0, 0, ["id"])
        made.add_chartsheet("chart")
    assert [sheet.name for sheet in read_workbook(buffer.getvalue(), "t.xlsx", 10).sheets] == [
        "person"
    ]
    assert (capfd.readouterr().err, caplog.records) == ("", [])


def test_a_workbook_and_csv_files_of_the_same_rows_land_the_same_content(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = drop(tmp_path / "a", all__xlsx=book(ssd_Person=PEOPLE, contacts=CONTACTS))
    two = drop(
        tmp_path / "b",
        person__csv="pers_person_id,pers_dob\n1,2015-02-01\n2,2016-03-02\n",
        contacts__csv="cont_contact_id,cont_person_id,cont_contact_date\n7,1,2025-01-02 10:30:00\n",
    )
    assert content_hash(one.tables) == content_hash(two.tables)
    assert one.tables["contacts"]["_source_file"].to_list() == ["all.xlsx, sheet contacts"]
    assert one.manifests["contacts"].source_files[0].name == "all.xlsx, sheet contacts"


def test_a_sheet_of_any_name_is_known_by_its_headers_and_that_is_noted(tmp_path):
    found = drop(tmp_path, all__xlsx=book(Sheet1=PEOPLE, Sheet2=CONTACTS, Notes=[["Made by hand"]]))
    assert set(found.tables) == {"person", "contacts"}
    assert "all.xlsx, sheet Sheet1: by its headers this is the table person" in found.notes
    assert found.unrecognised == ["all.xlsx, sheet Notes"]


def test_a_hidden_sheet_counts_only_where_no_other_is_the_same_table(tmp_path):
    def hidden(rows):
        def write(made, sheet):
            sheet.hide()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)

        return write

    old = [PEOPLE[0], [9, date(2000, 1, 1)]]
    found = drop(tmp_path, all__xlsx=book(person=PEOPLE, old=hidden(old), c=hidden(CONTACTS)))
    assert found.tables["person"].height == 2
    assert found.tables["contacts"].height == 1
    assert found.unrecognised == ["all.xlsx, sheet old"]
    assert "all.xlsx, sheet old: hidden, and not read, for another sheet is person" in found.notes
    assert "all.xlsx, sheet c: hidden, and read" in found.notes


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if part in name else old.read(name))
    return buffer.getvalue()


SHEET, STRINGS = "worksheets/sheet1", "sharedStrings"
LONG = b"<si><t>" + b"x" * 2_000_000 + b"</t></si>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04", "no workbook that can be read"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "of Excel before 2007, or has a password"),
        (b"", "no workbook that can be read"),
        (
            changed(book(a=PEOPLE), SHEET, lambda xml: xml[: len(xml) // 2]),
            "no workbook that can be read",
        ),
        (
            changed(book(a=PEOPLE), SHEET, lambda xml: xml.replace(b'"A3"', b'"XFD1048576"')),
            "reaches over 1,048,576 rows",
        ),
        (
            changed(book(a=PEOPLE), SHEET, lambda xml: xml + b" " * 20_000_000),
            "unpacks to more than 10 MB",
        ),
        (
            changed(
                book(a=[["id"], *([["v"]] * 20)]),
                STRINGS,
                lambda xml: re.sub(rb"<si><t>v</t></si>", LONG, xml),
            ),
            "unpacks to more than 10 MB",
        ),
        (
            changed(
                book(a=PEOPLE),
                STRINGS,
                lambda xml: xml.replace(b"<sst", b'<!DOCTYPE a [<!ENTITY b "c">]><sst', 1),
            ),
            "declares entities",
        ),
    ],
)
def test_what_is_no_workbook_or_stands_for_too_much_is_a_fault(content, said):
    with pytest.raises(Fault, match=said) as fault:
        read_workbook(content, "t.xlsx", 10)
    assert fault.value.where == "t.xlsx"
    assert fault.value.remedy


def test_a_workbook_in_a_zip_is_a_table_too(tmp_path):
    with zipfile.ZipFile(tmp_path / "drop.zip", "w") as archive:
        archive.writestr("export/ssd_person.xlsx", book(Sheet1=PEOPLE))
    found = read(tmp_path / "drop.zip", load_contract(), 10)
    assert found.tables["person"].height == 2


def test_one_workbook_is_a_source(tmp_path):
    (tmp_path / "all.xlsx").write_bytes(book(person=PEOPLE))
    assert read(tmp_path / "all.xlsx", load_contract(), 10).tables["person"].height == 2


def test_a_sheet_of_headers_alone_has_no_rows():
    found = table(book(a=[["id", "name"]]))
    assert found.rows.height == 0
    assert isinstance(found.rows.schema["0"], pl.String)
