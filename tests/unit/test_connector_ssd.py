"""What the connector accepts and what it refuses, and that a refusal leaves nothing in landing."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.connectors.ssd import ingest, plain_name, read
from pipelines.contract import load_contract
from pipelines.faults import Fault
from pipelines.landing import content_hash
from tests.synthetic.landed import small_contract

PERSON = "pers_person_id,pers_dob\n1,2015-02-01\n2,2016-03-02\n"


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    path = tmp_path / "drop"
    path.mkdir()
    for name, content in files.items():
        content = content.encode() if isinstance(content, str) else content
        (path / name.replace("__", ".")).write_bytes(content)
    return path


def archive(tmp_path: Path, members: list[tuple[str, str | bytes]], **how) -> Path:
    path = tmp_path / "drop.zip"
    with zipfile.ZipFile(path, "w", **how) as file:
        for name, content in members:
            file.writestr(name, content)
    return path


def refusal(path: Path, tmp_path: Path, max_mb: int = 10) -> str:
    """The sentence with which a source is refused; nothing may have landed."""
    landing = tmp_path / "landing"
    with pytest.raises(Fault) as fault:
        ingest(path, as_at=date(2026, 7, 31), authority="999", landing_dir=landing, max_mb=max_mb)
    assert not landing.exists()
    assert fault.value.remedy, "a fault that a person meets says what to do"
    return fault.value.sentence()


@pytest.mark.parametrize(
    "stem",
    ["ssd_person", "SSD_Person", "person", "dbo.ssd_person", "#ssd_person", "ssd.dbo.##Person"],
)
def test_a_table_is_known_whatever_its_case_schema_and_prefix(stem):
    assert plain_name(stem) == "person"


def test_headers_are_known_in_any_case_with_blanks_and_by_alias(tmp_path):
    path = folder(tmp_path, person__csv=' PERS_Person_ID ,"Pers Common Child ID"\n1,abc\n')
    found = read(path, load_contract(), 10)
    assert found.tables["person"].columns[:2] == ["pers_person_id", "pers_single_unique_id"]
    assert found.manifests["person"].headers == {
        "pers_person_id": " PERS_Person_ID ",
        "pers_single_unique_id": "Pers Common Child ID",
    }


def test_unknown_columns_are_kept_and_reported_and_missing_ones_named(tmp_path):
    path = folder(tmp_path, person__csv="pers_person_id,Shoe Size,shoe_size,\n1,3,4,5\n")
    landed = read(path, load_contract(), 10)
    assert landed.manifests["person"].extra_columns == ["shoe_size", "shoe_size_2", "column_4"]
    assert landed.tables["person"]["shoe_size_2"].to_list() == ["4"]
    assert "pers_dob" in landed.manifests["person"].missing_columns


def test_an_unknown_column_cannot_take_the_place_of_ours(tmp_path):
    path = folder(tmp_path, person__csv="pers_person_id,_source_row\n1,99\n")
    table = read(path, load_contract(), 10).tables["person"]
    assert table["_source_row"].to_list() == [2]
    assert table["_source_row_2"].to_list() == ["99"]


def test_files_that_are_no_table_are_named_and_not_read(tmp_path):
    path = folder(tmp_path, person__csv=PERSON, notes__docx=b"\x00", notes__xlsx=b"\x00")
    found = read(path, load_contract(), 10)
    assert found.unrecognised == ["notes.docx", "notes.xlsx"]
    assert "notes.xlsx: not read. This is no workbook" in found.notes[0]


def test_two_files_of_one_table_are_put_together_and_that_is_noted(tmp_path):
    more = "PERS_PERSON_ID,extra\n3,x\n"
    path = folder(tmp_path, person__csv=PERSON, ssd_person__csv=more)
    found = read(path, load_contract(), 10)
    assert found.tables["person"]["pers_person_id"].to_list() == ["1", "2", "3"]
    assert found.manifests["person"].rows_in == 3
    assert [s.rows for s in found.manifests["person"].source_files] == [2, 1]
    assert "2 files hold this table (person.csv, ssd_person.csv)" in found.notes[0]


def test_csv_parquet_and_zip_of_the_same_rows_land_the_same_content(tmp_path):
    buffer = io.BytesIO()
    days = [date(2015, 2, 1), date(2016, 3, 2)]
    pl.DataFrame({"pers_person_id": [1, 2], "pers_dob": days}).write_parquet(buffer)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    sources = [
        folder(tmp_path / "a", person__csv=PERSON),
        folder(tmp_path / "b", ssd_person__parquet=buffer.getvalue()),
        archive(tmp_path, [("export/ssd_person.csv", PERSON), ("__MACOSX/._x.csv", b"\x00")]),
    ]
    hashes = {content_hash(read(source, load_contract(), 10).tables) for source in sources}
    assert len(hashes) == 1


def test_absent_tables_are_noted_with_what_cannot_be_produced_and_again_is_there(tmp_path):
    path = folder(tmp_path, person__csv=PERSON)
    result, again = (
        ingest(
            path, as_at=date(2026, 7, 31), authority="999", landing_dir=tmp_path / "l", max_mb=10
        )
        for _ in range(2)
    )
    assert (result.was_already_there, again.was_already_there) == (False, True)
    assert (again.drop.path, again.report) == (result.drop.path, [])
    absent = result.drop.manifest.absent_tables
    assert absent["cp_reviews"] == "Reviews in time cannot be produced."
    assert "person" not in absent
    row = next(t for t in result.report if t.table_name == "cp_reviews")
    assert row.is_absent
    assert row.cannot_be_produced == "Reviews in time cannot be produced."
    assert len(result.report) == len(load_contract().staged)


def test_a_column_that_a_row_needs_is_missing_so_its_rows_are_set_aside(tmp_path):
    contacts = "cont_person_id,cont_contact_id\n1,5\n"
    path = folder(tmp_path, person__csv=PERSON, contacts__csv=contacts)
    result = ingest(
        path,
        as_at=date(2026, 7, 31),
        authority="999",
        landing_dir=tmp_path / "l",
        max_mb=10,
        contract=small_contract(),
    )
    row = next(t for t in result.report if t.table_name == "contacts")
    assert (row.rows_in, row.rows_loaded, row.rows_quarantined) == (1, 0, 1)
    assert "cont_contact_date is missing" in result.drop.manifest.notes[0]


def test_nothing_at_the_path(tmp_path):
    assert "There is nothing at this path" in refusal(tmp_path / "nowhere", tmp_path)
    assert "(File name too long)" in refusal(tmp_path / ("a" * 5_000), tmp_path)


def test_an_empty_folder(tmp_path):
    assert "There are no files here" in refusal(folder(tmp_path), tmp_path)


def test_a_folder_of_drops_names_the_folders_to_choose_from(tmp_path):
    (tmp_path / "drop" / "2026-04-30").mkdir(parents=True)
    (tmp_path / "drop" / "2026-04-30" / "ssd_person.csv").write_text(PERSON)
    assert "there are files in 2026-04-30" in refusal(tmp_path / "drop", tmp_path)


def test_a_required_table_that_is_missing(tmp_path):
    said = refusal(folder(tmp_path, contacts__csv="cont_contact_id\n1\n"), tmp_path)
    assert "The table ssd_person is missing" in said
    assert "Found: contacts" in said


def test_a_required_table_that_is_empty_or_has_no_rows_or_no_key(tmp_path):
    for number, content in enumerate(
        [b"", b"pers_person_id,pers_dob\n", b"pers_dob\n2015-01-01\n"]
    ):
        place = tmp_path / str(number)
        place.mkdir()
        said = refusal(folder(place, person__csv=content), place)
        assert "is empty" in said or "has no rows" in said or "pers_person_id is missing" in said


def test_an_empty_file_of_an_optional_table_is_noted_and_the_table_absent(tmp_path):
    path = folder(tmp_path, person__csv=PERSON, contacts__csv=b"")
    found = read(path, load_contract(), 10)
    assert "contacts" not in found.tables
    assert found.notes == ["contacts.csv: the file is empty"]


@pytest.mark.parametrize("name", ["drop.xlsb", "drop.pdf", "drop"])
def test_a_file_of_a_wrong_type(tmp_path, name):
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    assert "neither a folder nor a zip archive" in refusal(tmp_path / name, tmp_path)


def test_a_spreadsheet_that_is_called_csv(tmp_path):
    said = refusal(folder(tmp_path, person__csv=b"PK\x03\x04\x00\x00"), tmp_path)
    assert "person.csv" in said
    assert "is no text" in said


def test_a_csv_that_is_called_parquet(tmp_path):
    assert "no Parquet file" in refusal(folder(tmp_path, person__parquet=PERSON), tmp_path)


def test_a_file_without_headers(tmp_path):
    assert "None of its headers" in refusal(folder(tmp_path, person__csv="1,2015\n2,x\n"), tmp_path)


def test_two_headers_that_mean_the_same_column(tmp_path):
    said = refusal(folder(tmp_path, person__csv="pers_person_id,PERS_PERSON_ID\n1,2\n"), tmp_path)
    assert "both mean pers_person_id" in said


def test_a_column_twice_of_which_the_second_says_nothing_else_counts_once(tmp_path):
    given = "pers_person_id,pers_sex,PERS_SEX\n1,M,M\n2,F,\n3,M\n"
    found = read(folder(tmp_path, person__csv=given), load_contract(), 10)
    assert found.tables["person"]["pers_sex"].to_list() == ["M", "F", "M"]
    assert "the second holds nothing else, and the first is used" in found.notes[-1]


def test_a_file_larger_than_may_be_read(tmp_path):
    path = folder(tmp_path, person__csv=PERSON + "3,2015-01-01\n" * 100_000)
    assert "more than 1 MB" in refusal(path, tmp_path, max_mb=1)


def test_a_zip_bomb_is_stopped_while_it_is_read(tmp_path):
    bomb = "pers_person_id\n" + "1" * 20_000_000
    path = archive(
        tmp_path, [("ssd_person.csv", bomb)], compression=zipfile.ZIP_DEFLATED, compresslevel=9
    )
    assert path.stat().st_size < 100_000
    assert "unpacks to more than 2 MB" in refusal(path, tmp_path, max_mb=2)


def test_a_bomb_of_many_members_counts_their_sum(tmp_path):
    half = PERSON + "3,2015-01-01\n" * 50_000
    members = [("ssd_person.csv", half), ("person.csv", half)]
    path = archive(tmp_path, members, compression=zipfile.ZIP_DEFLATED)
    assert "unpacks to more than 1 MB" in refusal(path, tmp_path, max_mb=1)


def test_an_archive_with_too_many_members(tmp_path):
    path = archive(tmp_path, [(f"{i}.csv", "") for i in range(2_001)])
    assert "2,001 files" in refusal(path, tmp_path)


def test_an_archive_within_an_archive(tmp_path):
    path = archive(tmp_path, [("ssd_person.csv", PERSON), ("more.ZIP", b"PK")])
    assert "archive within the archive" in refusal(path, tmp_path)


@pytest.mark.parametrize("name", ["../ssd_person.csv", "/etc/person.csv", "a/../../person.csv"])
def test_a_member_whose_path_leads_out_of_the_archive(tmp_path, name):
    assert "leads out of the archive" in refusal(archive(tmp_path, [(name, PERSON)]), tmp_path)


def test_two_members_of_one_name(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = archive(tmp_path, [("ssd_person.csv", PERSON), ("ssd_person.csv", PERSON)])
    assert "two files of this name" in refusal(path, tmp_path)


def test_an_archive_that_windows_packed_with_its_own_mark_between_folders(tmp_path):
    path = archive(tmp_path, [("export\\ssd_person.csv", PERSON)])
    found = read(path, load_contract(), 10)
    assert found.tables["person"]["_source_file"][0] == "export/ssd_person.csv"


def test_a_link_out_of_the_folder_or_to_nothing_or_a_pipe_is_refused_and_not_passed_over(tmp_path):
    (tmp_path / "elsewhere.csv").write_text("secret,words\n")
    path = folder(tmp_path, person__csv=PERSON)
    (path / "contacts.csv").symlink_to(tmp_path / "elsewhere.csv")
    said = refusal(path, tmp_path)
    assert "contacts.csv: This is a link that leads out of the folder" in said
    assert "secret" not in said
    (path / "contacts.csv").unlink()
    (path / "contacts.csv").symlink_to(tmp_path / "nowhere.csv")
    assert "contacts.csv: This is a link to nothing" in refusal(path, tmp_path)
    (path / "contacts.csv").unlink()
    os.mkfifo(path / "contacts.csv")
    assert "or no file" in refusal(path, tmp_path)


def test_a_link_within_the_folder_and_a_folder_that_is_a_link_are_followed(tmp_path):
    path = folder(tmp_path, person__csv=PERSON)
    (path / "department.csv").symlink_to("departments.csv")
    (path / "departments.csv").write_text("dept_team_id\nT1\n")
    (tmp_path / "latest").symlink_to(path)
    assert set(read(tmp_path / "latest", load_contract(), 10).tables) == {"person", "department"}


def test_a_name_in_no_encoding_is_shown_and_kept_in_letters_that_can_be_written(tmp_path):
    path = folder(tmp_path, person__csv=PERSON)
    (path / os.fsdecode(b"Gr\xfcn.ssd_contacts.csv")).write_text("cont_contact_id\n1\n")
    result = ingest(
        path,
        as_at=date(2026, 7, 31),
        authority="999",
        landing_dir=tmp_path / "l",
        max_mb=10,
        contract=small_contract(),
    )
    assert result.drop.manifest.tables["contacts"].source_files[0].name == (
        r"Gr\udcfcn.ssd_contacts.csv"
    )


def test_a_table_in_a_kind_of_file_that_is_not_read_is_told(tmp_path):
    path = folder(tmp_path, person__csv=PERSON, contacts__xls=b"\xd0\xcf")
    notes = read(path, load_contract(), 10).notes
    assert "contacts.xls: called like the table contacts and not read" in notes[0]
    (path / "person.csv").rename(path / "person.ods")
    assert "person.ods: called like the table person and not read" in refusal(path, tmp_path)


def test_months_that_stand_first_are_told_for_the_days_that_were_read_otherwise(tmp_path):
    given = "pers_person_id,pers_dob\n1,02/13/2015\n2,03/04/2015\n3,2015-01-01\n"
    notes = read(folder(tmp_path, person__csv=given), load_contract(), 10).notes
    assert len(notes) == 1
    assert "in pers_dob 1 dates have no such month" in notes[0]
    assert "the other 1 were read day first" in notes[0]


def test_one_day_above_twelve_in_its_place_is_enough_to_say_that_days_stand_first(tmp_path):
    given = "pers_person_id,pers_dob\n1,02/13/2015\n2,31/04/2015\n3,01/02/2015\n"
    assert read(folder(tmp_path, person__csv=given), load_contract(), 10).notes == []


def test_one_slip_among_dates_that_cannot_be_mistaken_is_no_doubt_about_the_others(tmp_path):
    given = "pers_person_id,pers_dob\n1,02/13/2015\n2,2015-01-02\n"
    assert read(folder(tmp_path, person__csv=given), load_contract(), 10).notes == []


def test_ids_that_a_spreadsheet_cut_short_are_told(tmp_path):
    given = "pers_person_id,pers_upn\n1.23457E+12,\n1e5,\n12E3,\nA1E5,\n"
    notes = read(folder(tmp_path, person__csv=given), load_contract(), 10).notes
    assert len(notes) == 1
    assert "in pers_person_id 2 ids are written like 1.23E+12" in notes[0]


@pytest.mark.parametrize("header", ["*", "^.*$", "pers_person_id_", "_source_row", "_source_file"])
def test_a_header_that_means_something_to_a_library_is_only_a_name(tmp_path, header):
    result = ingest(
        folder(tmp_path, person__csv=f"pers_person_id,{header}\n1,2\n"),
        as_at=date(2026, 7, 31),
        authority="999",
        landing_dir=tmp_path / "l",
        max_mb=10,
        contract=small_contract(),
    )
    assert len(result.drop.manifest.tables["person"].extra_columns) == 1


def test_tables_in_several_folders_of_an_archive(tmp_path):
    path = archive(tmp_path, [("a/ssd_person.csv", PERSON), ("b/contacts.csv", "x")])
    assert "2 folders of the archive (a, b)" in refusal(path, tmp_path)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_with_a_damaged_table_is_a_sentence_whatever_packed_it(method, tmp_path):
    text = "pers_person_id,pers_dob\n" + "".join(f"{n},2015-01-01\n" for n in range(5000))
    path = archive(tmp_path, [("ssd_person.csv", text)], compression=method)
    packed = bytearray(path.read_bytes())
    packed[60:400] = bytes(340)
    path.write_bytes(packed)
    assert "ssd_person.csv" in refusal(path, tmp_path)


def test_an_archive_that_is_none_or_broken(tmp_path):
    path = tmp_path / "drop.zip"
    path.write_bytes(b"not an archive")
    assert "is no zip archive" in refusal(path, tmp_path)
    path = archive(tmp_path, [("ssd_person.csv", PERSON * 50)])
    content = bytearray(path.read_bytes())
    content[60:70] = b"XXXXXXXXXX"
    path.write_bytes(bytes(content))
    assert "cannot be read" in refusal(path, tmp_path)


def test_an_authority_without_three_digits(tmp_path):
    with pytest.raises(Fault, match="three digits"):
        ingest(
            folder(tmp_path, person__csv=PERSON),
            as_at=date(2026, 7, 31),
            authority="99",
            landing_dir=tmp_path / "l",
            max_mb=10,
        )
