"""Returns against outside schemas, code lists and other people's dirty files."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from lxml import etree

from returns import read, specification, validate_path, write

SCHEMAS = {f"{year - 1}-{year % 100}": year for year in (2023, 2024, 2025, 2026)}
# The schema of 2026 was made from a specification that writes flags 0 and 1 alone; so do we.
GROUPS = {"Message", "Header", "CollectionDetails", "Source", "Children", "Child"}


def small_census(year: str) -> dict[str, pl.DataFrame]:
    """One child with something in every module."""
    end = int(year[:4]) + 1
    sex = {"GenderCurrent": ["2"]} if year <= "2023-24" else {"Sex": ["F"]}
    day = f"{end - 1}-06-0"
    key = {"LAchildID": ["A1"], "CINdetailsID": ["1"]}
    header = {
        "Collection": ["CIN"],
        "Year": [str(end)],
        "ReferenceDate": [f"{end}-03-31"],
        "SourceLevel": ["L"],
        "LEA": ["999"],
        "SoftwareCode": ["Sightline"],
        "Release": ["1"],
        "SerialNo": ["001"],
        "DateTime": [f"{end}-05-01T10:00:00"],
    }
    codes = specification("cin", year).codes
    tables = {
        "Header": header,
        "ChildIdentifiers": {"LAchildID": ["A1"], "UPN": ["A12345678901B"], **sex}
        | {"PersonBirthDate": ["2015-01-01"], "UPNunknown": ["UN1"]},
        "ChildCharacteristics": {"LAchildID": ["A1"], "Ethnicity": ["WBRI"]},
        "Disabilities": {
            "LAchildID": ["A1"] * len(codes["Disability"]),
            "Disability": list(codes["Disability"]),
        },
        "CINdetails": {
            **key,
            "CINreferralDate": [day + "1"],
            "ReferralSource": ["5D"],
            "PrimaryNeedCode": ["N1"],
            "CINclosureDate": [day + "9"],
            "ReasonForClosure": ["RC9"],
            "DateOfInitialCPC": [day + "3"],
            "ReferralNFA": ["false"],
        },
        "Assessments": {
            **key,
            "AssessmentID": ["1"],
            "AssessmentActualStartDate": [day + "1"],
            "AssessmentInternalReviewDate": [day + "2"],
            "AssessmentAuthorisationDate": [day + "3"],
            "AssessmentFactors": [list(codes["AssessmentFactors"])],
        },
        "CINplanDates": {**key, "CINPlanStartDate": [day + "1"], "CINPlanEndDate": [day + "2"]},
        "Section47": {
            **key,
            "S47ActualStartDate": [day + "1"],
            "InitialCPCtarget": [day + "2"],
            "DateOfInitialCPC": [day + "3"],
            "ICPCnotRequired": ["0"],
        },
        "ChildProtectionPlans": {
            **key,
            "CPPID": ["1"],
            "CPPstartDate": [day + "3"],
            "CPPendDate": [day + "9"],
            "InitialCategoryOfAbuse": ["NEG"],
            "LatestCategoryOfAbuse": ["MUL"],
            "NumberOfPreviousCPP": ["0"],
        },
        "Reviews": {**key, "CPPID": ["1"], "CPPreviewDate": [day + "5"]},
    }
    return {name: pl.DataFrame(rows) for name, rows in tables.items()}


@pytest.mark.parametrize(("year", "schema_year"), SCHEMAS.items())
def test_the_census_of_the_year_validates_against_its_schema(
    reference: Path, tmp_path: Path, year: str, schema_year: int
) -> None:
    path = write("cin", small_census(year), tmp_path / "census.xml", year=year)
    schema = etree.XMLSchema(etree.parse(reference / "cin" / f"CIN_schema_{schema_year}.xsd"))
    schema.assertValid(etree.parse(path))


@pytest.mark.parametrize("year", ["2022-23", "2025-26", "2026-27"])
def test_dirty_files_of_the_903_are_answered_with_findings(
    reference: Path, tmp_path: Path, year: str
) -> None:
    result = validate_path(
        "ssda903", reference / "samples" / "ssda903_dirty", year=year, authority="301", out=tmp_path
    )
    assert result.has_findings
    assert "error" not in set(result.runs["status"])
    placed = result.issues.filter(pl.col("row_number").is_not_null())
    for column in ("table", "field", "child_id"):
        assert placed[column].null_count() == 0
    dates = placed.filter(rule_code="FORMAT", field="DEC")
    assert dates["message"].str.contains("a year of two digits").all()


@pytest.mark.parametrize("year", ["2022-23", "2025-26", "2026-27"])
def test_dirty_censuses_are_answered_with_findings(
    reference: Path, tmp_path: Path, year: str
) -> None:
    for path in sorted((reference / "samples" / "cin_dirty").glob("*.xml")):
        result = validate_path("cin", path, year=year, out=tmp_path)
        assert result.has_findings
        assert "error" not in set(result.runs["status"])
        placed = result.issues.filter(pl.col("row_number").is_not_null())
        assert placed["table"].null_count() == 0
        assert placed.filter(pl.col("table") != "Header")["child_id"].null_count() == 0


def test_pre_proceedings_are_read_in_the_year_that_has_them(reference: Path) -> None:
    path = reference / "samples" / "cin_dirty"
    path = path / "sample_d2i_CIN_Census_2026_preproceedings_fake.xml"
    tables = read("cin", path, year="2026-27")
    assert tables["PreProceedings"]["PPStartDate"].to_list()[0] == "2026-09-09"
    assert "PreProceedings" not in read("cin", path, year="2025-26")
