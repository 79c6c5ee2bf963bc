"""A council's own SSDA903 files and CIN census: years, faults, and what lands."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.connectors import own_returns
from pipelines.connectors.own_returns import ingest, raw_columns
from pipelines.connectors.report import IngestResult
from pipelines.contract import load_contract
from pipelines.faults import Fault
from pipelines.landing import Drop, drops, land

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,"
    "REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
)
CENSUS = """<?xml version="1.0"?>
<Message>
  <Header>
    <CollectionDetails><Collection>CIN</Collection><Year>2026</Year>
      <ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails>
    <Source><SourceLevel>L</SourceLevel><LEA>999</LEA><SoftwareCode>x</SoftwareCode>
      <SerialNo>1</SerialNo><DateTime>2026-05-01T00:00:00</DateTime></Source>
  </Header>
  <Children>
    <Child>
      <ChildIdentifiers><LAchildID>C1</LAchildID><PersonBirthDate>2015-01-02</PersonBirthDate>
        <Sex>F</Sex></ChildIdentifiers>
      <ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>
      <CINdetails>
        <CINreferralDate>2025-05-01</CINreferralDate><ReferralSource>1A</ReferralSource>
        <PrimaryNeedCode>N1</PrimaryNeedCode><ReferralNFA>0</ReferralNFA>
        <Assessments><AssessmentActualStartDate>2025-05-02</AssessmentActualStartDate>
          <AssessmentAuthorisationDate>2025-06-02</AssessmentAuthorisationDate>
          <FactorsIdentifiedAtAssessment><AssessmentFactors>1A</AssessmentFactors>
            <AssessmentFactors>2B</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>
      </CINdetails>
    </Child>
  </Children>
</Message>
"""


def write_903(folder: Path, episodes: str, header: str = "C1,M,02/01/2015,WBRI,,,\n") -> Path:
    folder.mkdir(parents=True)
    (folder / "header.csv").write_text(HEADER + header)
    (folder / "episodes.csv").write_text(EPISODES + episodes)
    return folder


def take(
    system: str,
    path: Path,
    root: Path,
    year: str | None = None,
    as_at: date = date(2026, 3, 31),
) -> IngestResult:
    return ingest(
        system,
        path,
        as_at=as_at,
        authority="999",
        landing_dir=root / "landing",
        max_mb=10,
        year=year,
    )


def landed(result: IngestResult, table: str) -> pl.DataFrame:
    return pl.read_parquet(result.drop.path / f"{table}.parquet")


def test_rows_land_as_text_with_their_year_file_and_line(tmp_path: Path) -> None:
    path = write_903(tmp_path / "r", "C1,01/05/2025,S,C2,N1,U4,PR1,,,,AB1 2CD,EF3 4GH,SC1\n")
    result = take("ssda903", path, tmp_path, "2025-26")
    row = landed(result, "Episodes").row(0, named=True)
    assert row["DECOM"] == "01/05/2025"
    assert (row["collection_year"], row["year_end"]) == ("2025-26", "2026-03-31")
    assert (row["_source_file"], row["_source_row"]) == ("2025-26/episodes.csv", 2)
    assert row["next_year_start"] is None
    loaded = {table.table_name: table.rows_loaded for table in result.report}
    assert (loaded["person"], loaded["cla_episodes"], loaded["cla_placement"]) == (1, 1, 1)


def test_of_what_went_on_the_later_return_is_believed_and_of_what_had_ended_the_earlier(
    tmp_path: Path,
) -> None:
    write_903(
        tmp_path / "all" / "ssda903_2024-25",
        "C1,01/05/2024,S,C2,N1,U4,PR1,01/09/2024,E4A,,AB1 2CD,,\n"
        "C1,01/11/2024,S,C2,N1,U4,PR1,,,,AB1 2CD,,\n"
        "C1,01/03/2025,S,C2,N1,U4,PR1,,,,AB1 2CD,,\n",
    )
    write_903(
        tmp_path / "all" / "ssda903_2025-26",
        "C1,01/11/2024,S,C2,N1,U4,PR1,01/10/2025,E4A,,AB1 2CD,,\n",
    )
    result = take("ssda903", tmp_path / "all", tmp_path)
    assert landed(result, "Episodes").height == 4
    report = {table.table_name: table for table in result.report}
    # The episode of March 2025 was taken back; that of November has its end.
    assert report["cla_episodes"].rows_loaded == 2
    assert report["cla_episodes"].conflicts == 0
    files = set(landed(result, "Episodes")["_source_file"])
    assert files == {"ssda903_2024-25/episodes.csv", "ssda903_2025-26/episodes.csv"}


def years_of(result: IngestResult, table: str) -> dict[str, str | None]:
    rows = landed(result, table).select("collection_year", "next_year_start").unique()
    return dict(sorted(rows.rows()))


def test_years_that_come_one_after_another_are_one_history_whatever_their_order(
    tmp_path: Path,
) -> None:
    old = write_903(tmp_path / "a", "C1,01/11/2023,S,C2,N1,U4,PR1,,,,,,\n")
    middle = write_903(tmp_path / "b", "C1,01/11/2023,S,C2,N1,U4,PR1,01/10/2024,E4A,,,,\n")
    new = write_903(tmp_path / "c", "C1,01/05/2025,S,C2,N1,U4,PR1,,,,,,\n")
    take("ssda903", middle, tmp_path, "2024-25")
    take("ssda903", new, tmp_path, "2025-26")
    result = take("ssda903", old, tmp_path, "2023-24")
    assert years_of(result, "Episodes") == {
        "2023-24": "2024-04-01",
        "2024-25": "2025-04-01",
        "2025-26": None,
    }
    report = {table.table_name: table for table in result.report}
    assert report["cla_episodes"].rows_loaded == 2
    episodes = result.drop.manifest.tables["Episodes"]
    assert [source.name for source in episodes.source_files] == [
        "2023-24/episodes.csv",
        "2024-25/episodes.csv",
        "2025-26/episodes.csv",
    ]
    kept = "as not given again: 2024-25, 2025-26"
    assert any(note.endswith(kept) for note in result.drop.manifest.notes)


def test_a_return_that_is_given_again_takes_the_place_of_its_year_alone(tmp_path: Path) -> None:
    write_903(tmp_path / "all" / "2024-25", "C1,01/05/2024,S,C2,N1,U4,PR1,01/06/2024,E8,,,,\n")
    write_903(tmp_path / "all" / "2025-26", "C1,01/05/2025,S,C2,N1,U4,PR1,,,,,,\n")
    take("ssda903", tmp_path / "all", tmp_path)
    right = write_903(tmp_path / "right", "C1,02/05/2024,S,C2,N1,U4,PR1,01/06/2024,E8,,,,\n")
    result = take("ssda903", right, tmp_path, "2024-25")
    assert set(landed(result, "Episodes")["DECOM"]) == {"02/05/2024", "01/05/2025"}
    # What the drop holds already changes nothing when it comes once more by itself.
    again = take("ssda903", tmp_path / "all" / "2025-26", tmp_path)
    assert again.was_already_there
    assert again.drop.snapshot_id == result.drop.snapshot_id


def test_a_year_that_lands_while_another_is_read_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = write_903(tmp_path / "a", "C1,01/05/2024,S,C2,N1,U4,PR1,01/06/2024,E8,,,,\n")
    new = write_903(tmp_path / "b", "C1,01/05/2025,S,C2,N1,U4,PR1,,,,,,\n")

    def land_after_another(*given: Any) -> tuple[Drop, bool]:
        monkeypatch.undo()
        take("ssda903", old, tmp_path, "2024-25")
        return land(*given)

    monkeypatch.setattr(own_returns, "land", land_after_another)
    with pytest.raises(Fault, match="landed while this one was read"):
        take("ssda903", new, tmp_path, "2025-26")
    assert len(drops(tmp_path / "landing")) == 1
    assert set(years_of(take("ssda903", new, tmp_path, "2025-26"), "Episodes")) == {
        "2024-25",
        "2025-26",
    }


def test_a_return_for_a_day_before_the_newest_drop_does_not_change_that_drop_and_says_so(
    tmp_path: Path,
) -> None:
    new = write_903(tmp_path / "c", "C1,01/05/2025,S,C2,N1,U4,PR1,,,,,,\n")
    old = write_903(tmp_path / "a", "C1,01/11/2023,S,C2,N1,U4,PR1,,,,,,\n")
    take("ssda903", new, tmp_path, "2025-26")
    result = take("ssda903", old, tmp_path, "2023-24", as_at=date(2024, 3, 31))
    assert set(years_of(result, "Episodes")) == {"2023-24"}
    said = "A drop as at 2026-03-31 is used from that day on"
    assert any(note.startswith(said) for note in result.drop.manifest.notes)


def test_years_before_one_that_is_missing_give_no_figures_and_that_is_said(tmp_path: Path) -> None:
    for year in ("2022-23", "2024-25", "2025-26"):
        write_903(tmp_path / "all" / year, "C1,01/05/2021,S,C2,N1,U4,PR1,,,,,,\n")
    manifest = take("ssda903", tmp_path / "all", tmp_path).drop.manifest
    assert (manifest.tells_from, manifest.tells_to) == (date(2024, 4, 1), date(2026, 3, 31))
    said = "Between 2022-23 and 2024-25 a return is missing"
    assert any(note.startswith(said) for note in manifest.notes)


def test_what_in_a_folder_of_returns_has_no_year_in_its_name_is_named(tmp_path: Path) -> None:
    episodes = "C1,01/05/2025,S,C2,N1,U4,PR1,,,,,,\n"
    write_903(tmp_path / "all" / "903 final 2025-2026", episodes)
    write_903(tmp_path / "all" / "old", episodes)
    (tmp_path / "all" / "made 2025-11-03.zip").write_bytes(b"x")
    result = take("ssda903", tmp_path / "all", tmp_path)
    assert result.drop.manifest.unrecognised_files == ["made 2025-11-03.zip", "old"]
    assert set(years_of(result, "Episodes")) == {"2025-26"}


def test_all_health_checks_of_a_child_under_five_are_kept(tmp_path: Path) -> None:
    path = write_903(tmp_path / "r", "C1,01/05/2024,S,C2,N1,U4,PR1,,,,,,\n")
    (path / "oc2.csv").write_text(
        "CHILD,DOB,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT\n"
        "C1,02/01/2024,0,1,1,1,1\n"
    )
    report = {t.table_name: t for t in take("ssda903", path, tmp_path, "2025-26").report}
    # One of development, one of teeth, and the two health assessments that were due.
    assert (report["cla_health"].rows_in, report["cla_health"].rows_loaded) == (4, 4)


def test_the_year_of_a_census_comes_from_its_header_and_its_rows_count_in_document_order(
    tmp_path: Path,
) -> None:
    path = tmp_path / "census.xml"
    path.write_text(CENSUS)
    result = take("cin", path, tmp_path)
    row = landed(result, "Assessments").row(0, named=True)
    assert row["collection_year"] == "2025-26"
    assert row["_source_row"] == 1
    assert row["AssessmentFactors"] == "1A,2B"
    loaded = {table.table_name: table.rows_loaded for table in result.report}
    assert (loaded["cin_episodes"], loaded["assessment_factors"]) == (1, 1)


def test_the_same_return_again_is_recognised(tmp_path: Path) -> None:
    path = write_903(tmp_path / "r", "C1,01/05/2025,S,C2,N1,U4,PR1,,,,,,\n")
    take("ssda903", path, tmp_path, "2025-26")
    assert take("ssda903", path, tmp_path, "2025-26").was_already_there


@pytest.mark.parametrize(
    ("year", "name", "words"),
    [
        (None, "r", "Nothing in these files says of which year they are"),
        ("2031-32", "r", "is not a collection year that we know"),
        ("2024-25", "x 2024-25", "The folder holds returns by year"),
    ],
)
def test_a_year_that_nobody_says_or_knows_is_a_fault_and_nothing_lands(
    tmp_path: Path, year: str | None, name: str, words: str
) -> None:
    write_903(tmp_path / "in" / name, "C1,01/05/2025,S,C2,N1,U4,PR1,,,,,,\n")
    path = tmp_path / "in" if name.startswith("x") else tmp_path / "in" / name
    with pytest.raises(Fault, match=words):
        take("ssda903", path, tmp_path, year)
    assert drops(tmp_path / "landing") == []


def test_a_census_of_another_authority_or_year_than_it_was_given_as_is_a_fault(
    tmp_path: Path,
) -> None:
    path = tmp_path / "census.xml"
    path.write_text(CENSUS.replace("<LEA>999", "<LEA>301"))
    with pytest.raises(Fault, match="The header says authority 301"):
        take("cin", path, tmp_path)
    path.write_text(CENSUS)
    with pytest.raises(Fault, match="The header says that it is of 2025-26"):
        take("cin", path, tmp_path, "2024-25")
    assert drops(tmp_path / "landing") == []


def test_two_returns_of_one_year_are_a_fault(tmp_path: Path) -> None:
    for name in ("a_2024-25", "b_2024-25"):
        write_903(tmp_path / "all" / name, "C1,01/05/2024,S,C2,N1,U4,PR1,,,,,,\n")
    with pytest.raises(Fault, match="are both of 2024-25"):
        take("ssda903", tmp_path / "all", tmp_path)


def test_files_that_are_no_part_of_the_return_are_named_and_a_column_of_our_name_is_kept(
    tmp_path: Path,
) -> None:
    path = write_903(tmp_path / "r", "C1,01/05/2025,S,C2,N1,U4,PR1,,,,,,\n")
    (path / "notes.docx").write_bytes(b"x")
    (path / "header.csv").write_text("CHILD,SEX,DOB,YEAR_END\nC1,M,02/01/2015,own\n")
    result = take("ssda903", path, tmp_path, "2025-26")
    assert result.drop.manifest.unrecognised_files == ["notes.docx"]
    header = result.drop.manifest.tables["Header"]
    assert header.extra_columns == ["YEAR_END_given"]
    assert "UPN" in header.missing_columns


@pytest.mark.parametrize("system", ["ssda903", "cin"])
def test_the_contract_names_the_tables_and_columns_of_every_year(system: str) -> None:
    assert load_contract().systems[system].tables == raw_columns(system)
