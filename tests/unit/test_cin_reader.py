"""The reader of the census: each finding has its line and path, and no file can hurt it."""

from __future__ import annotations

import re
import time
import tracemalloc
import zipfile
from pathlib import Path

import polars as pl
import pytest

from returns import ReturnFault, read, validate, validate_path
from returns.findings import FINDINGS, ReadTables
from returns.results import with_lines
from returns.source_files import MAX_BYTES

YEAR = "2025-26"
HEADER = """<Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year>
<ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails><Source><SourceLevel>L</SourceLevel>
<LEA>999</LEA><SerialNo>001</SerialNo><DateTime>2026-05-01T10:00:00</DateTime></Source></Header>"""
IDENTIFIERS = """<ChildIdentifiers>
<LAchildID>A1</LAchildID>
<PersonBirthDate>2015-02-01</PersonBirthDate>
<Sex>F</Sex>
</ChildIdentifiers>"""
CHARACTERISTICS = """<ChildCharacteristics>
<Ethnicity>WBRI</Ethnicity>
<Disabilities><Disability>NONE</Disability></Disabilities>
</ChildCharacteristics>"""
DETAILS = """<CINdetails>
<CINreferralDate>2025-04-01</CINreferralDate>
<ReferralSource>1A</ReferralSource>
<PrimaryNeedCode>N1</PrimaryNeedCode>
<Assessments>
<AssessmentActualStartDate>2025-04-02</AssessmentActualStartDate>
<FactorsIdentifiedAtAssessment>
<AssessmentFactors>1A</AssessmentFactors>
<AssessmentFactors>2B</AssessmentFactors>
</FactorsIdentifiedAtAssessment>
</Assessments>
<ReferralNFA>false</ReferralNFA>
</CINdetails>"""


def census(folder: Path, child: str = IDENTIFIERS + CHARACTERISTICS + DETAILS) -> Path:
    path = folder / "census.xml"
    path.write_text(document(child), encoding="utf-8")
    return path


def document(child: str) -> str:
    return f"<Message>\n{HEADER}\n<Children>\n<Child>\n{child}\n</Child>\n</Children>\n</Message>\n"


def format_findings(path: Path) -> list[tuple[str | None, str, str | None, int | None]]:
    """Table, field, value and line of the findings on the form of a file."""
    tables = read("cin", path, year=YEAR)
    issues = validate("cin", tables, year=YEAR).issues.filter(rule_code="FORMAT")
    return with_lines(issues, tables).select("table", "field", "value", "line").rows()


def line_of(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_a_whole_census_has_no_finding_on_its_form(tmp_path: Path) -> None:
    assert format_findings(census(tmp_path)) == []


@pytest.mark.parametrize(
    ("right", "wrong", "table", "field", "message"),
    [
        (
            "<CINreferralDate>2025-04-01",
            "<CINreferralDate>01/04/2025",
            "CINdetails",
            "CINreferralDate",
            "(CINdetails/CINreferralDate)",
        ),
        (
            "<ReferralNFA>false",
            "<ReferralNFA>no",
            "CINdetails",
            "ReferralNFA",
            "(CINdetails/ReferralNFA)",
        ),
        ("<Sex>F", "<Sex>f", "ChildIdentifiers", "Sex", "has F"),
        ("<Ethnicity>WBRI", "<Ethnicity>wbri", "ChildCharacteristics", "Ethnicity", "has WBRI"),
        ("<Disability>NONE", "<Disability>None", "Disabilities", "Disability", "has NONE"),
        (
            "<AssessmentFactors>1A",
            "<AssessmentFactors>1a",
            "Assessments",
            "AssessmentFactors",
            "has 1A",
        ),
        ("<LEA>999", "<LEA>99", "Header", "LEA", "three digits"),
    ],
)
def test_a_wrong_cell_is_found_on_the_line_of_its_element_with_its_path(
    tmp_path: Path, right: str, wrong: str, table: str, field: str, message: str
) -> None:
    path = census(tmp_path)
    path.write_text(path.read_text().replace(right, wrong))
    value = wrong.partition(">")[2]
    assert format_findings(path) == [(table, field, value, line_of(path, wrong))]
    issues = validate("cin", read("cin", path, year=YEAR), year=YEAR).issues
    said = issues.row(by_predicate=pl.col("rule_code") == "FORMAT", named=True)["message"]
    assert message in said
    assert f"/{field})" in said


def test_lines_in_the_file_of_issues_are_those_of_the_elements(tmp_path: Path) -> None:
    path = census(tmp_path)
    path.write_text(path.read_text().replace("<ReferralSource>1A", "<ReferralSource>XX"))
    validate_path("cin", path, year=YEAR, out=tmp_path / "out")
    issues = pl.read_csv(tmp_path / "out" / "issues.csv", infer_schema=False)
    line = issues.row(by_predicate=pl.col("rule_code") == "8866", named=True)["line"]
    assert line == str(line_of(path, "<ReferralSource>"))


def test_a_table_that_was_changed_has_the_lines_of_its_rows(tmp_path: Path) -> None:
    path = census(tmp_path)
    path.write_text(path.read_text().replace("<ReferralSource>1A", "<ReferralSource>XX"))
    tables = read("cin", path, year=YEAR)
    assert isinstance(tables, ReadTables)
    tables["CINdetails"] = tables["CINdetails"].clone()
    issues = validate("cin", tables, year=YEAR).issues.filter(rule_code="8866")
    assert with_lines(issues, tables)["line"].to_list() == [line_of(path, "<CINdetails>")]


@pytest.mark.parametrize(
    ("gone", "table", "field", "inside"),
    [
        ("<ReferralSource>1A</ReferralSource>", "CINdetails", "ReferralSource", "CINdetails"),
        ("<Sex>F</Sex>", "ChildIdentifiers", "Sex", "ChildIdentifiers"),
        ("<SerialNo>001</SerialNo>", "Header", "SerialNo", "Source"),
        (CHARACTERISTICS, "ChildIdentifiers", "ChildCharacteristics", "Child"),
        (DETAILS, "ChildIdentifiers", "CINdetails", "Child"),
    ],
)
def test_a_missing_element_is_found_on_its_row_with_the_line_of_its_group(
    tmp_path: Path, gone: str, table: str, field: str, inside: str
) -> None:
    path = census(tmp_path)
    path.write_text(path.read_text().replace(gone, ""))
    tables = read("cin", path, year=YEAR)
    issues = validate("cin", tables, year=YEAR).issues.filter(rule_code="FORMAT")
    row = issues.row(0, named=True)
    assert (issues.height, row["table"], row["field"], row["row_number"]) == (1, table, field, 0)
    assert row["message"].startswith("Element missing: ")
    assert row["message"].endswith(f"in {inside} at line {line_of(path, f'<{inside}>')}")


def test_a_missing_header_or_child_is_found_on_the_file(tmp_path: Path) -> None:
    path = tmp_path / "census.xml"
    path.write_text("<Message><Children/></Message>")
    messages = read("cin", path, year=YEAR)[FINDINGS]["message"].to_list()
    assert messages == [
        "Element missing: Message/Header, in Message at line 1",
        "The census holds no child",
    ]


def test_an_unknown_element_is_read_over_with_all_that_is_in_it(tmp_path: Path) -> None:
    odd = "<Odd>x<ReferralSource>9</ReferralSource><Child><LAchildID>Z</LAchildID></Child></Odd>"
    path = census(
        tmp_path, IDENTIFIERS + CHARACTERISTICS + DETAILS.replace("<Ref", odd + "<Ref", 1)
    )
    tables = read("cin", path, year=YEAR)
    assert tables["CINdetails"]["ReferralSource"].to_list() == ["1A"]
    assert tables["ChildIdentifiers"]["LAchildID"].to_list() == ["A1"]
    assert format_findings(path) == [("CINdetails", "Odd", "x", line_of(path, "<Odd>"))]


def test_an_element_in_another_case_is_named_as_it_should_be(tmp_path: Path) -> None:
    path = census(
        tmp_path, IDENTIFIERS + CHARACTERISTICS + DETAILS.replace("PrimaryNeed", "Primaryneed")
    )
    found = read("cin", path, year=YEAR)["CINdetails"][FINDINGS][0]
    assert "the census has PrimaryNeedCode" in found


def test_the_first_of_a_repeated_element_is_read_and_the_second_reported(tmp_path: Path) -> None:
    again = "<Sex>F</Sex>\n<Sex>M</Sex>"
    path = census(tmp_path, IDENTIFIERS.replace("<Sex>F</Sex>", again) + CHARACTERISTICS + DETAILS)
    assert read("cin", path, year=YEAR)["ChildIdentifiers"]["Sex"].to_list() == ["F"]
    line = line_of(path, "<Sex>M")
    assert format_findings(path)[0][:3] == ("ChildIdentifiers", "Sex", "M")
    assert f"at line {line}" in read("cin", path, year=YEAR)["ChildIdentifiers"][FINDINGS][0]


def test_rows_are_tied_to_their_child_wherever_its_identifiers_stand(tmp_path: Path) -> None:
    path = census(tmp_path, DETAILS + CHARACTERISTICS + IDENTIFIERS)
    tables = read("cin", path, year=YEAR)
    for name in ("CINdetails", "Assessments", "Disabilities", "ChildCharacteristics"):
        assert tables[name]["LAchildID"].to_list() == ["A1"], name
    fields = [field for _, field, _, _ in format_findings(path)]
    assert fields == ["ChildCharacteristics", "ChildIdentifiers"]


def test_text_is_kept_as_it_is_in_the_file(tmp_path: Path) -> None:
    kept = "<LAchildID> A&amp;1 <!-- note --><![CDATA[<x>]]>\n </LAchildID>"
    path = census(
        tmp_path, IDENTIFIERS.replace("<LAchildID>A1</LAchildID>", kept) + CHARACTERISTICS + DETAILS
    )
    assert read("cin", path, year=YEAR)["ChildIdentifiers"]["LAchildID"][0] == " A&1 <x>\n "


def test_all_four_spellings_of_a_flag_are_read(tmp_path: Path) -> None:
    details = "".join(
        DETAILS.replace(">false<", f">{word}<") for word in ("true", "1", "false", "0")
    )
    tables = read("cin", census(tmp_path, IDENTIFIERS + CHARACTERISTICS + details), year=YEAR)
    assert tables["CINdetails"]["ReferralNFA"].to_list() == ["true", "1", "false", "0"]
    assert validate("cin", tables, year=YEAR).issues.filter(rule_code="FORMAT").is_empty()


@pytest.mark.parametrize("how", ["default", "prefix", "prefix without a declaration"])
def test_a_namespace_makes_no_difference(tmp_path: Path, how: str) -> None:
    path = census(tmp_path)
    plain = read("cin", path, year=YEAR)
    text = path.read_text()
    if how != "default":
        text = re.sub(r"<(/?)(\w)", r"<\1c:\2", text)
    if how == "default":
        text = text.replace("<Message>", '<Message xmlns="urn:census">')
    elif how == "prefix":
        text = text.replace("<c:Message>", '<c:Message xmlns:c="urn:census">')
    path.write_text(text)
    named = read("cin", path, year=YEAR)
    assert set(named) == set(plain)
    assert all(frame.equals(named[name]) for name, frame in plain.items())


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16", None),
        ("cp1252", "windows-1252"),
        ("cp1252", "cp1252"),
        ("iso-8859-1", "ISO-8859-1"),
    ],
)
def test_the_encodings_of_councils_are_read(
    tmp_path: Path, encoding: str, declared: str | None
) -> None:
    text = document((IDENTIFIERS + CHARACTERISTICS + DETAILS).replace("A1<", "Zoë<", 1))
    if declared:
        text = f'<?xml version="1.0" encoding="{declared}"?>\n{text}'
    path = tmp_path / "census.xml"
    path.write_bytes(text.encode(encoding))
    tables = read("cin", path, year=YEAR)
    assert tables["ChildIdentifiers"]["LAchildID"].to_list() == ["Zoë"]
    assert tables["CINdetails"]["LAchildID"].to_list() == ["Zoë"]


@pytest.mark.parametrize("encoding", ["klingon", "zip", "idna", "utf-32", "undefined"])
def test_an_encoding_that_cannot_be_read_is_a_sentence(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "census.xml"
    path.write_text(f'<?xml version="1.0" encoding="{encoding}"?>\n{document("")}')
    with pytest.raises(ReturnFault, match=r"census\.xml: The XML"):
        read("cin", path, year=YEAR)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_ends_in_the_middle_names_the_line(tmp_path: Path, share: float) -> None:
    path = census(tmp_path)
    text = path.read_text()
    cut = text[: int(len(text) * share)]
    path.write_text(cut)
    with pytest.raises(ReturnFault, match="broken at line") as fault:
        read("cin", path, year=YEAR)
    line = int(re.findall(r"line (\d+)", fault.value.sentence())[0])
    assert 0 <= cut.count("\n") + 1 - line <= 1


# ---- one CSV for each module ----


def modules(folder: Path, factors: str, encoding: str = "utf-8") -> Path:
    """The census above as a zip of tables, with headers in any case and order."""
    tables = {
        "ChildIdentifiers": "sex,LAchildID,PERSONBIRTHDATE\nF,A1é,2015-02-01\n",
        "CINdetails": "LAchildID,CINdetailsID,CINreferralDate,ReferralSource,PrimaryNeedCode,"
        "CINclosureDate,ReasonForClosure,DateOfInitialCPC,ReferralNFA\n"
        "A1é,1,01/04/2025,1A,N1,,,,false\n",
        "Assessments": "LAchildID,CINdetailsID,AssessmentID,AssessmentActualStartDate,"
        f"AssessmentFactors\nA1é,1,1,2025-04-02,{factors}\nA1é,1,2,2025-05-02,\n",
    }
    path = folder / "modules.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"census/{name}.csv", text.encode(encoding))
    return path


@pytest.mark.parametrize("factors", ["1A;2B", "1A|2B", '"1A, 2B"', "1A 2B"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_zip_of_modules_is_read_as_a_census(tmp_path: Path, factors: str, encoding: str) -> None:
    tables = read("cin", modules(tmp_path, factors, encoding), year=YEAR)
    assert tables["ChildIdentifiers"].row(0, named=True)["LAchildID"] == "A1é"
    assert tables["Assessments"]["AssessmentFactors"].to_list() == [["1A", "2B"], []]
    issues = validate("cin", tables, year=YEAR).issues
    dates = issues.filter(rule_code="FORMAT", field="CINreferralDate")
    assert with_lines(dates, tables).select("row_number", "value", "line").rows() == [
        (0, "01/04/2025", 2)
    ]


# ---- files that are made to hurt ----


def doctype(first: str = "") -> str:
    """Ten million laughs."""
    entities = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 8))
    return (
        f'<?xml version="1.0"?>{first}<!DOCTYPE Message [<!ENTITY l0 "lol">{entities}]>'
        f"<Message><Children><Child>&l7;</Child></Children></Message>"
    )


@pytest.mark.parametrize("first", ["", f"<!-- {'x' * 200_000} -->"], ids=["at once", "later"])
def test_ten_million_laughs_are_refused_in_milliseconds(tmp_path: Path, first: str) -> None:
    path = tmp_path / "laughs.xml"
    path.write_text(doctype(first))
    started = time.process_time()
    with pytest.raises(ReturnFault, match="document type"):
        read("cin", path, year=YEAR)
    assert time.process_time() - started < 0.1


def test_the_words_of_a_document_type_in_a_comment_are_no_document_type(tmp_path: Path) -> None:
    path = census(tmp_path)
    path.write_text("<!-- <!DOCTYPE x [<!ENTITY y 'z'>]> -->\n" + path.read_text())
    assert read("cin", path, year=YEAR)["ChildIdentifiers"].height == 1


def test_nothing_outside_the_file_is_read(tmp_path: Path) -> None:
    """An instruction to fetch another document is no part of XML itself, and stays text."""
    (tmp_path / "secret.txt").write_text("secret")
    include = (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="secret.txt" parse="text"/>'
    )
    path = census(tmp_path, IDENTIFIERS.replace("A1", include) + CHARACTERISTICS + DETAILS)
    tables = read("cin", path, year=YEAR)
    assert tables["ChildIdentifiers"]["LAchildID"].to_list() == [None]


HURTFUL = {
    "deep": ("<a>" * 200_000, "deep"),
    "a long text": (f"<LAchildID>{'x' * 20_000_000}</LAchildID>", "longer than any"),
    "a long tag": (f"<a b='{'x' * 20_000_000}'/>", "longer than any"),
    "a long comment": (f"<!-- {'x' * 20_000_000} -->", "longer than any"),
    "an entity of its own": ("&lol;", "undefined entity"),
}


@pytest.mark.parametrize("what", HURTFUL)
def test_a_file_that_is_made_to_hurt_ends_soon_in_a_sentence(tmp_path: Path, what: str) -> None:
    content, said = HURTFUL[what]
    path = census(tmp_path, content)
    started = time.process_time()
    with pytest.raises(ReturnFault, match=said):
        read("cin", path, year=YEAR)
    assert time.process_time() - started < 2


def test_what_is_wrong_over_and_over_is_counted(tmp_path: Path) -> None:
    path = census(
        tmp_path, IDENTIFIERS + CHARACTERISTICS + DETAILS + "</Child>" + "<x/>" * 7_000 + "<Child>"
    )
    messages = read("cin", path, year=YEAR)[FINDINGS]["message"]
    assert messages.len() == 5_001
    assert re.match(r"200\d more findings", messages[-1])


@pytest.mark.parametrize(
    "odd",
    ["<!-- {} -->\n", "<Odd>{}</Odd>", "<Child><!-- {} --></Child>"],
    ids=["comments", "unknown elements", "comments in children"],
)
def test_memory_is_flat_whatever_a_file_holds(tmp_path: Path, odd: str) -> None:
    """16 MB that are none of the census's leave next to nothing behind."""
    path = census(tmp_path)
    text = path.read_text()
    peaks = []
    for count in (20, 1_600):
        path.write_text(
            text.replace("</Children>", odd.format("x" * 10_000) * count + "</Children>")
        )
        tracemalloc.start()
        read("cin", path, year=YEAR)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 4_000_000


def test_a_file_longer_than_any_census_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = census(tmp_path)
    monkeypatch.setattr("returns.xml_stream.MAX_BYTES", 100)
    assert MAX_BYTES > 100
    with pytest.raises(ReturnFault, match="longer than any census"):
        read("cin", path, year=YEAR)
