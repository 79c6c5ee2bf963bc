"""The readers take what councils send, lose nothing of it, and refuse what is no return."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import polars as pl
import pytest

from returns import ReturnFault, read, validate
from returns.findings import FINDINGS

YEAR = "2025-26"
CENSUS = """<?xml version="1.0" encoding="UTF-8"?>
<Message{namespace}>
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection><Year>2026</Year><ReferenceDate>2026-03-31</ReferenceDate>
    </CollectionDetails>
    <Source>
      <SourceLevel>L</SourceLevel><LEA>999</LEA><SerialNo>001</SerialNo>
      <DateTime>2026-05-01T10:00:00</DateTime>
    </Source>
  </Header>
  <Children>
    <Child>
      <ChildIdentifiers>
        <LAchildID> A1</LAchildID>
        <UPN></UPN>
        <Sex>F</Sex>
      </ChildIdentifiers>
      <ChildCharacteristics>
        <Ethnicity>WBRI</Ethnicity>
        <Disabilities><Disability>LD</Disability><Disability>AUT</Disability></Disabilities>
      </ChildCharacteristics>
      <CINdetails>
        <CINreferralDate>2025-04-01</CINreferralDate>
        <Assessments>
          <AssessmentActualStartDate>2025-04-02</AssessmentActualStartDate>
          <FactorsIdentifiedAtAssessment>
            <AssessmentFactors>1A</AssessmentFactors><AssessmentFactors>2B</AssessmentFactors>
          </FactorsIdentifiedAtAssessment>
        </Assessments>
        <Assessments><AssessmentActualStartDate>2025-06-02</AssessmentActualStartDate></Assessments>
        <ReferralNFA>true</ReferralNFA>
        <ChildProtectionPlans>
          <CPPstartDate>2025-05-01</CPPstartDate>
          <Reviews><CPPreviewDate>2025-07-01</CPPreviewDate><CPPreviewDate/></Reviews>
        </ChildProtectionPlans>
        <ChildProtectionPlans>
          <CPPstartDate>2025-09-01</CPPstartDate>
          <Reviews/>
        </ChildProtectionPlans>
      </CINdetails>
    </Child>
    <Child>
      <ChildIdentifiers><LAchildID>B2</LAchildID></ChildIdentifiers>
      <CINdetails>{extra}<CINreferralDate>2025-05-01</CINreferralDate></CINdetails>
    </Child>
  </Children>
</Message>
"""


def census(folder: Path, namespace: str = "", extra: str = "") -> Path:
    path = folder / "census.xml"
    path.write_text(CENSUS.format(namespace=namespace, extra=extra))
    return path


def test_keys_count_up_in_document_order(tmp_path: Path) -> None:
    tables = read("cin", census(tmp_path), year=YEAR)
    assert tables["CINdetails"].select("LAchildID", "CINdetailsID").rows() == [
        (" A1", "1"),
        ("B2", "2"),
    ]
    assert tables["Assessments"]["AssessmentID"].to_list() == ["1", "2"]
    assert tables["Reviews"].select("CINdetailsID", "CPPID", "CPPreviewDate").rows() == [
        ("1", "1", "2025-07-01"),
        ("1", "1", None),
        ("1", "2", None),
    ]


def test_factors_are_a_list_and_an_absent_element_is_null(tmp_path: Path) -> None:
    tables = read("cin", census(tmp_path), year=YEAR)
    assert tables["Assessments"]["AssessmentFactors"].to_list() == [["1A", "2B"], []]
    assert tables["ChildIdentifiers"]["UPN"].to_list() == [None, None]
    assert tables["CINdetails"]["ReferralNFA"].to_list() == ["true", None]
    assert tables["Header"].row(0, named=True)["LEA"] == "999"


def test_a_review_without_a_date_is_found_though_the_element_is_absent(tmp_path: Path) -> None:
    tables = read("cin", census(tmp_path), year=YEAR)
    issues = validate("cin", tables, year=YEAR).issues.filter(rule_code="8842Q")
    assert issues["row_number"].to_list() == [1, 2]


def test_a_namespace_makes_no_difference(tmp_path: Path) -> None:
    plain = read("cin", census(tmp_path), year=YEAR)
    named = read("cin", census(tmp_path, namespace=' xmlns="urn:x"'), year=YEAR)
    assert all(frame.equals(named[name]) for name, frame in plain.items())


def test_each_row_keeps_its_line(tmp_path: Path) -> None:
    path = census(tmp_path)
    lines = path.read_text().splitlines()
    tables = read("cin", path, year=YEAR)
    for name, tag in (("Assessments", "<Assessments>"), ("ChildProtectionPlans", "<ChildProt")):
        expected = [number for number, line in enumerate(lines, 1) if tag in line]
        assert tables[name]["_line"].to_list() == expected


def test_lines_beyond_65535_are_right(tmp_path: Path) -> None:
    path = census(tmp_path)
    plain = read("cin", path, year=YEAR)
    path.write_text(path.read_text().replace("<Children>", "<Children>" + "\n" * 70_000))
    for name, frame in read("cin", path, year=YEAR).items():
        moved = 0 if name == "Header" else 70_000
        expected = plain[name].with_columns(pl.col("_line") + moved)
        # What a finding says holds its line too.
        said = pl.selectors.exclude("_findings")
        assert frame.select(said).equals(expected.select(said)), name


@pytest.mark.parametrize(
    ("extra", "field", "message"),
    [
        ("<Nonsense>1</Nonsense>", "Nonsense", "Unknown element CINdetails/Nonsense"),
        ("<ReferralNFA>0</ReferralNFA>", "CINreferralDate", "Element out of order"),
        ("<CINreferralDate>2025-01-01</CINreferralDate>", "CINreferralDate", "Element given again"),
        ("stray", None, "Text outside any item in CINdetails"),
        ("<CINreferralDate><b/>2025-01-01</CINreferralDate>", "CINreferralDate", "Elements inside"),
        ("<Section47><Odd/></Section47>", "Odd", "Unknown element CINdetails/Section47/Odd"),
    ],
)
def test_what_does_not_belong_is_a_finding_on_its_row_and_the_rest_is_read(
    tmp_path: Path, extra: str, field: str | None, message: str
) -> None:
    tables = read("cin", census(tmp_path, extra=extra), year=YEAR)
    assert tables["CINdetails"].height == 2
    issues = validate("cin", tables, year=YEAR).issues.filter(
        pl.col("rule_code") == "FORMAT", pl.col("message").str.starts_with(message)
    )
    assert issues.select("child_id", "field").rows() == [("B2", field)]


def test_a_finding_follows_its_row_wherever_it_is_moved(tmp_path: Path) -> None:
    tables = read("cin", census(tmp_path, extra="<Nonsense>1</Nonsense>"), year=YEAR)
    tables["CINdetails"] = tables["CINdetails"].reverse()
    issues = validate("cin", tables, year=YEAR).issues.filter(field="Nonsense")
    assert issues.select("child_id", "row_number").rows() == [("B2", 0)]


def test_a_clean_census_has_no_table_of_findings(tmp_path: Path) -> None:
    assert FINDINGS not in read("cin", census(tmp_path), year=YEAR)


def test_children_may_stand_directly_below_the_root(tmp_path: Path) -> None:
    path = census(tmp_path)
    text = path.read_text().replace("<Children>", "").replace("</Children>", "")
    path.write_text(text.replace("Message", "CINdetailsCollection"))
    assert read("cin", path, year=YEAR)["CINdetails"].height == 2


def test_a_billion_laughs_is_refused_at_once(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 11))
    path = tmp_path / "laughs.xml"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE Message [<!ENTITY l0 "lol">{entities}]>'
        "<Message><Children><Child>&l10;</Child></Children></Message>"
    )
    started = time.perf_counter()
    with pytest.raises(ReturnFault, match="document type"):
        read("cin", path, year=YEAR)
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8"])
def test_an_entity_that_names_a_file_is_refused_in_any_encoding(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "outside.xml"
    path.write_bytes(
        (
            f'<?xml version="1.0" encoding="{encoding}"?>'
            '<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            "<Message><Children><Child>&x;</Child></Children></Message>"
        ).encode(encoding)
    )
    with pytest.raises(ReturnFault, match="document type"):
        read("cin", path, year=YEAR)


def zip_of(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def hostile(folder: Path) -> dict[str, Path]:
    cut = census(folder)
    cut.write_text(cut.read_text()[:900])
    (folder / "empty_folder").mkdir()
    (folder / "empty.xml").write_bytes(b"")
    (folder / "noise.xml").write_bytes(bytes(range(256)) * 20)
    (folder / "page.xml").write_text("<html><body/></html>")
    (folder / "noise.csv").write_bytes(bytes(range(256)) * 20)
    (folder / "open.csv").write_text('CHILD,DOB\n"' + "x" * 200_000)
    damaged = zip_of(folder / "damaged.zip", {"episodes.csv": b"CHILD,DECOM\n" * 1000})
    content = bytearray(damaged.read_bytes())
    content[40:60] = b"\x00" * 20
    damaged.write_bytes(bytes(content))
    of_the_future = zip_of(folder / "future.zip", {"episodes.csv": b"CHILD,DECOM\n"})
    content = bytearray(of_the_future.read_bytes())
    # In the directory of the archive: the version of the format that is needed to unpack it.
    content[content.index(b"PK\x01\x02") + 6] = 164
    of_the_future.write_bytes(bytes(content))
    return {
        "truncated": cut,
        "empty folder": folder / "empty_folder",
        "empty file": folder / "empty.xml",
        "noise": folder / "noise.xml",
        "another XML": folder / "page.xml",
        "noise as CSV": folder / "noise.csv",
        "a cell without end": folder / "open.csv",
        "nothing there": folder / "absent",
        "bomb": zip_of(folder / "bomb.zip", {"episodes.csv": b"0" * 50_000_000}),
        "damaged zip": damaged,
        "a zip of an unknown version": of_the_future,
        "zip of nothing": zip_of(folder / "zero.zip", {}),
    }


@pytest.mark.parametrize("return_name", ["cin", "ssda903"])
def test_what_is_no_return_ends_in_a_sentence(tmp_path: Path, return_name: str) -> None:
    for what, path in hostile(tmp_path).items():
        started = time.perf_counter()
        with pytest.raises(ReturnFault) as fault:
            read(return_name, path, year=YEAR)
        assert str(path) in fault.value.sentence(), what
        assert time.perf_counter() - started < 5, what


def test_a_file_that_lies_about_its_length_in_a_zip_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from returns import source_files

    path = zip_of(tmp_path / "a.zip", {"episodes.csv": b"CHILD,DECOM\n" + b"1,2\n" * 100})
    monkeypatch.setattr(
        source_files,
        "_members",
        lambda p: [source_files.SourceFile("episodes.csv", p, zipfile.ZipFile(p).infolist()[0])],
    )
    monkeypatch.setattr(source_files, "MAX_BYTES", 300)
    with pytest.raises(ReturnFault, match="longer than"):
        read("ssda903", path, year=YEAR)


FILES = {
    "LA Header 2026.csv": "child,Sex,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,M,01/02/2015,WBRI,,,\n",
    "903_EPISODES_final.CSV": (
        "DECOM,CHILD,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
        "01/04/2025,1,S,V2,N1,U4,PR1,,,,,,\n"
    ),
    "sw_episodes.csv": "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON\n1,01/02/2015,SW1,01/04/2025,,\n",
    "return of mine.csv": "CHILD,DOB,REVIEW,REVIEW_CODE\n1,01/02/2015,01/05/2025,PN0\n",
}


def folder_of(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def test_files_are_known_by_pieces_of_their_names_or_by_their_columns(tmp_path: Path) -> None:
    tables = read("ssda903", folder_of(tmp_path, FILES), year=YEAR)
    assert set(tables) == {"Header", "Episodes", "SWEpisodes", "Reviews"}
    assert tables["Header"].row(0, named=True)["CHILD"] == "1"
    assert tables["Episodes"]["DECOM"].to_list() == ["01/04/2025"]


def test_a_zip_reads_as_its_folder(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "files", FILES)
    members = {f"return/{name}": text.encode() for name, text in FILES.items()}
    zipped = read("ssda903", zip_of(tmp_path / "r.zip", members), year=YEAR)
    plain = read("ssda903", folder, year=YEAR)
    assert all(frame.equals(zipped[name]) for name, frame in plain.items())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_is_read_in_the_encodings_of_councils(tmp_path: Path, encoding: str) -> None:
    text = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\r\nZoë,M,01/02/2015,WBRI,,,\r\n"
    (tmp_path / "header.csv").write_bytes(text.encode(encoding))
    assert read("ssda903", tmp_path, year=YEAR)["Header"]["CHILD"].to_list() == ["Zoë"]


def test_unknown_files_columns_and_uneven_rows_are_findings(tmp_path: Path) -> None:
    folder_of(
        tmp_path,
        {
            "header.csv": (
                "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,COLOUR\n"
                "1,M,01/02/2015,WBRI\n"
                "2,M,01/02/2015,WBRI,,,red,left over\n"
                '3,M,01/02/2015,WBRI,"a\nb",,\n'
                "4,M,01/02/2015,WBRI,,,\n"
            ),
            "notes.docx": "x",
            "budget.csv": "a,b\n1,2\n",
        },
    )
    tables = read("ssda903", tmp_path, year=YEAR)
    assert tables["Header"]["_line"].to_list() == [2, 3, 4, 6]
    issues = validate("ssda903", tables, year=YEAR).issues.filter(rule_code="FORMAT")
    assert issues.filter(pl.col("row_number").is_not_null())["row_number"].to_list() == [0, 1]
    assert issues.filter(pl.col("value") == "left over").height == 1
    told = issues.filter(pl.col("row_number").is_null())
    assert {"COLOUR", "MC_DOB"} <= set(told["field"])
    assert {"notes.docx", "budget.csv"} <= set(told["value"])


def test_a_census_in_a_zip_reads_as_its_file_and_a_damaged_one_is_a_fault(tmp_path: Path) -> None:
    path = census(tmp_path)
    content = path.read_bytes() + b"<!-- " + bytes(range(65, 91)) * 400 + b" -->"
    zipped = zip_of(tmp_path / "c.zip", {"2026/census.xml": content})
    plain = read("cin", path, year=YEAR)
    assert all(frame.equals(plain[name]) for name, frame in read("cin", zipped, year=YEAR).items())
    damaged = bytearray(zipped.read_bytes())
    damaged[300:340] = b"\xaa" * 40
    zipped.write_bytes(bytes(damaged))
    with pytest.raises(ReturnFault, match=r"census\.xml"):
        read("cin", zipped, year=YEAR)


def test_a_file_that_may_not_be_read_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = census(tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ReturnFault, match="PermissionError"):
        read("cin", path, year=YEAR)


def test_two_files_of_one_table_are_both_read(tmp_path: Path) -> None:
    folder_of(tmp_path, {"reviews1.csv": FILES["return of mine.csv"]})
    folder_of(tmp_path, {"reviews2.csv": FILES["return of mine.csv"]})
    tables = read("ssda903", tmp_path, year=YEAR)
    assert tables["Reviews"].height == 2
    assert tables[FINDINGS].height == 1


def test_a_census_may_come_as_one_csv_for_each_module(tmp_path: Path) -> None:
    whole = read("cin", census(tmp_path), year=YEAR)
    folder = tmp_path / "modules"
    folder.mkdir()
    for name, frame in whole.items():
        plain = frame.drop("_line", FINDINGS, strict=False)
        if name == "Assessments":
            plain = plain.with_columns(pl.col("AssessmentFactors").list.join(";"))
        text = io.StringIO()
        plain.write_csv(text)
        (folder / f"{name}.csv").write_text(text.getvalue())
    modules = read("cin", folder, year=YEAR)
    for name, frame in whole.items():
        wanted = frame.drop("_line", FINDINGS, strict=False)
        assert modules[name].drop("_line").equals(wanted), name
