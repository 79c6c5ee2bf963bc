"""The XML form of the 903: each row has what its own element has, and nothing else."""

from __future__ import annotations

import random
import time
from pathlib import Path

import polars as pl
import pytest

from returns import ReturnFault, read, specification, validate
from returns.findings import FINDINGS

YEAR = "2026-27"
# Of each child a header, then what stands within it and beside it.
DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<EXPSSDA903>
  <CHILD>
    <HEADER>
      <CHILDID>A1</CHILDID>
      <UPN>UN1</UPN>
      <SEX>F</SEX>
      <DOB>01/02/2010</DOB>
      <UASC>1</UASC>
      <IN_TOUCH>YES</IN_TOUCH>
      <AMISSING><MISSING>M</MISSING><MIS_START>01/06/2025</MIS_START></AMISSING>
      <AREVIEW>
        <REVIEW>01/05/2025</REVIEW>
        <REVIEW_CODE>PN1</REVIEW_CODE>
      </AREVIEW>
      <AREVIEW><REVIEW>01/10/2025</REVIEW></AREVIEW>
      <PERMANENCE><PREV_PERM>Z1</PREV_PERM></PERMANENCE>
      <OC2><SDQ_SCORE>3</SDQ_SCORE></OC2>
      <AD_PLACED><DATE_PLACED>02/02/2025</DATE_PLACED></AD_PLACED>
    </HEADER>
    <EPISODE>
      <DECOM>01/04/2024</DECOM><RNE>S</RNE><PL>U4</PL><URN>SC1</URN>
      <DEC>01/05/2025</DEC><REC>X1</REC>
    </EPISODE>
    <EPISODE><DECOM>01/05/2025</DECOM><RNE>L</RNE></EPISODE>{more}
  </CHILD>
  <CHILD>
    <HEADER>
      <CHILDID>B2</CHILDID><UASC>0</UASC><DATE_INT>02/02/2025</DATE_INT>
    </HEADER>
  </CHILD>
</EXPSSDA903>
"""


def document(folder: Path, more: str = "", text: str = DOCUMENT) -> Path:
    path = folder / "return.xml"
    path.write_text(text.replace("{more}", more))
    return path


def test_an_open_episode_takes_nothing_from_the_one_before(tmp_path: Path) -> None:
    episodes = read("ssda903", document(tmp_path), year=YEAR)["Episodes"]
    assert episodes.select("CHILD", "DECOM", "RNE", "PLACE", "DEC", "REC", "URN").rows() == [
        ("A1", "01/04/2024", "S", "U4", "01/05/2025", "X1", "SC1"),
        ("A1", "01/05/2025", "L", None, None, None, None),
    ]


def test_a_row_has_the_id_and_birth_of_its_own_child(tmp_path: Path) -> None:
    tables = read("ssda903", document(tmp_path), year=YEAR)
    assert tables["Header"].select("CHILD", "SEX", "DOB", "UASC").rows() == [
        ("A1", "F", "01/02/2010", "1"),
        ("B2", None, None, "0"),
    ]
    born = {name: tables[name].select("CHILD", "DOB").rows() for name in ("Reviews", "AD1", "OC3")}
    assert born == {
        "Reviews": [("A1", "01/02/2010")] * 2,
        "AD1": [("B2", None)],
        "OC3": [("A1", "01/02/2010")],
    }
    assert tables["Reviews"]["REVIEW_CODE"].to_list() == ["PN1", None]


def test_a_child_has_a_row_only_in_the_tables_of_which_its_header_speaks(tmp_path: Path) -> None:
    tables = read("ssda903", document(tmp_path), year=YEAR)
    rows = {name: frame.height for name, frame in tables.items()}
    assert rows == {
        "Header": 2, "Episodes": 2, "Reviews": 2, "UASC": 1, "OC2": 1, "OC3": 1, "AD1": 1,
        "PlacedAdoption": 1, "PrevPerm": 1, "Missing": 1,
    }  # fmt: skip
    ended = document(tmp_path, text=DOCUMENT.replace("<UASC>0</UASC>", "<DUC>01/06/2025</DUC>"))
    assert read("ssda903", ended, year=YEAR)["UASC"]["CHILD"].to_list() == ["A1", "B2"]


def test_derived_columns_are_there_only_where_the_file_has_them(tmp_path: Path) -> None:
    plain = read("ssda903", document(tmp_path), year=YEAR)["Episodes"]
    assert "PL_LA" not in plain.columns
    more = "<EPISODE><DECOM>01/06/2025</DECOM><PL_LA>301</PL_LA></EPISODE>"
    given = read("ssda903", document(tmp_path, more), year=YEAR)["Episodes"]
    assert given["PL_LA"].to_list() == [None, None, "301"]
    assert "PL_DISTANCE" not in given.columns


@pytest.mark.parametrize("tag", ["SWEPISODE", "SOCIAL_WORKER", "X"])
def test_social_workers_and_orders_are_known_by_their_columns(tmp_path: Path, tag: str) -> None:
    more = (
        f"<{tag}><SW_ID>7</SW_ID><SW_DECOM>01/05/2025</SW_DECOM></{tag}>"
        "<ORDER><DOLO_START>01/06/2025</DOLO_START></ORDER>"
    )
    tables = read("ssda903", document(tmp_path, more), year=YEAR)
    assert tables["SWEpisodes"].select("CHILD", "DOB", "SW_ID").rows() == [
        ("A1", "01/02/2010", "7")
    ]
    assert tables["DoLo"]["DOLO_START"].to_list() == ["01/06/2025"]
    assert FINDINGS not in tables


def test_without_social_workers_their_rules_do_not_apply(tmp_path: Path) -> None:
    tables = read("ssda903", document(tmp_path), year=YEAR)
    runs = validate("ssda903", tables, year=YEAR, authority="301").runs
    of_workers = runs.filter(pl.col("reason") == "The table SWEpisodes was not given")
    assert of_workers.height > 5
    assert set(of_workers["status"]) == {"not_applicable"}


def test_each_row_and_each_cell_keeps_its_line(tmp_path: Path) -> None:
    path = document(tmp_path)
    lines = path.read_text().splitlines()
    tables = read("ssda903", path, year=YEAR)
    where = [number for number, line in enumerate(lines, 1) if "<EPISODE>" in line]
    assert tables["Episodes"]["_line"].to_list() == where
    cells = tables.cell_lines("Reviews")
    assert [lines[line - 1].strip()[:8] for line in cells["REVIEW"]] == ["<REVIEW>", "<AREVIEW"]


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ("<EPISODE><DECOM>1</DECOM><WHAT>9</WHAT></EPISODE>", "WHAT", "Unknown element EPISODE/W"),
        ("<EPISODE><LS>C2</LS><LS>C1</LS></EPISODE>", "LS", "Element given again: EPISODE/LS"),
        ("<EPISODE>stray<LS>C2</LS></EPISODE>", None, "Text outside any item in EPISODE"),
        ("<ODD><A>1</A></ODD>", "ODD", "Unknown element ODD"),
        ("<LOOSE>1</LOOSE>", "LOOSE", "Unknown element CHILD/LOOSE"),
        ("<HEADER><CHILDID>C3</CHILDID></HEADER>", "HEADER", "Element given again: HEADER"),
        ("stray", None, "Text outside any item in CHILD"),
    ],
)
def test_what_does_not_belong_is_a_finding_and_the_rest_is_read(
    tmp_path: Path, more: str, field: str | None, message: str
) -> None:
    tables = read("ssda903", document(tmp_path, more), year=YEAR)
    assert tables["Header"]["CHILD"].to_list() == ["A1", "B2"]
    assert tables["Reviews"].height == 2
    found = validate("ssda903", tables, year=YEAR).issues.filter(
        pl.col("rule_code") == "FORMAT", pl.col("message").str.starts_with(message)
    )
    assert found["field"].to_list() == [field]


def test_an_episode_outside_any_child_goes_to_no_child(tmp_path: Path) -> None:
    text = DOCUMENT.replace(
        "<EXPSSDA903>", "<EXPSSDA903><EPISODE><LS>C2</LS></EPISODE>", 1
    ).replace("{more}", "")
    tables = read("ssda903", document(tmp_path, text=text), year=YEAR)
    assert tables["Episodes"].height == 2
    assert tables[FINDINGS].height == 2


def test_rows_of_a_child_without_a_header_are_read_without_an_id(tmp_path: Path) -> None:
    text = "<EXPSSDA903><CHILD><EPISODE><LS>C2</LS></EPISODE></CHILD></EXPSSDA903>"
    tables = read("ssda903", document(tmp_path, text=text), year=YEAR)
    assert tables["Episodes"].select("CHILD", "LS").rows() == [(None, "C2")]
    assert "Element missing: CHILD/HEADER" in tables[FINDINGS]["message"][0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<Message/>", "outermost element is MESSAGE"),
        (DOCUMENT[:700], "ends in the middle"),
        ("", "empty"),
        ("CHILD,DOB", "no XML"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><EXPSSDA903>&b;</EXPSSDA903>', "document type"),
        ("<EXPSSDA903>" + "<CHILD>" * 200, "nest more than"),
        ("<EXPSSDA903><CHILD>" + "<A/>" * 20_001, "more than 20000 elements"),
    ],
)
def test_what_is_no_xml_of_the_return_ends_in_a_sentence_at_once(
    tmp_path: Path, text: str, said: str
) -> None:
    started = time.perf_counter()
    with pytest.raises(ReturnFault, match=said):
        read("ssda903", document(tmp_path, text=text), year=YEAR)
    assert time.perf_counter() - started < 2


def test_a_namespace_and_the_case_of_the_tags_make_no_difference(tmp_path: Path) -> None:
    plain = read("ssda903", document(tmp_path), year=YEAR)
    named = DOCUMENT.replace("<EXPSSDA903>", '<EXPSSDA903 xmlns="urn:x">').replace(
        "EPISODE", "Episode"
    )
    again = read("ssda903", document(tmp_path, text=named), year=YEAR)
    assert all(frame.equals(again[name]) for name, frame in plain.items())


def test_beside_csv_files_the_xml_is_reported_and_not_read(tmp_path: Path) -> None:
    document(tmp_path)
    (tmp_path / "reviews.csv").write_text("CHILD,DOB,REVIEW,REVIEW_CODE\n9,,,\n")
    tables = read("ssda903", tmp_path, year=YEAR)
    assert tables["Reviews"]["CHILD"].to_list() == ["9"]
    assert tables[FINDINGS]["value"].to_list() == ["return.xml"]


def test_two_xml_files_end_in_a_sentence(tmp_path: Path) -> None:
    document(tmp_path).rename(tmp_path / "a.xml")
    document(tmp_path)
    with pytest.raises(ReturnFault, match="More than one XML file"):
        read("ssda903", tmp_path, year=YEAR)


def test_every_column_of_the_return_has_its_place_in_the_xml(tmp_path: Path) -> None:
    spec = specification("ssda903", YEAR)
    within = {"Reviews": "AREVIEW", "Missing": "AMISSING", "PrevPerm": "PERMANENCE", "OC2": "OC2",
              "PlacedAdoption": "AD_PLACED", "SWEpisodes": "SW", "DoLo": "DOLO"}  # fmt: skip
    item = "<{0}>{1}.{0}</{0}>".format
    header = item("CHILDID", "Header")
    groups = ""
    for name, table in spec.tables.items():
        own = [
            column.name for column in table.columns if column.name not in ("CHILD", "DOB", "SEX")
        ]
        items = "".join(item({"PLACE": "PL"}.get(column, column), name) for column in own)
        if name in within:
            groups += f"<{within[name]}>{items}</{within[name]}>"
        elif name != "Episodes":
            header += items
    header += item("SEX", "Header") + item("DOB", "Header")
    episode = "".join(
        item({"PLACE": "PL"}.get(column.name, column.name), "Episodes")
        for column in spec.tables["Episodes"].columns
        if column.name != "CHILD"
    )
    text = (
        f"<EXPSSDA903><CHILD><HEADER>{header}{groups}</HEADER>"
        f"<EPISODE>{episode}</EPISODE></CHILD></EXPSSDA903>"
    )
    tables = read("ssda903", document(tmp_path, text=text), year=YEAR)
    assert FINDINGS not in tables
    for name, table in spec.tables.items():
        row = tables[name].row(0, named=True)
        for column in table.columns:
            whose = "Header" if column.name in ("CHILD", "DOB", "SEX") else name
            tag = {"CHILD": "CHILDID", "PLACE": "PL"}.get(column.name, column.name)
            assert row[column.name] == f"{whose}.{tag}", (name, column.name)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_the_bytes_the_xml_is_read_or_refused_in_words(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    whole = DOCUMENT.replace("{more}", "<SW><SW_ID>1</SW_ID></SW>").encode()
    path = tmp_path / "return.xml"
    for _ in range(40):
        content = bytearray(whole)
        for _ in range(draw.randint(1, 6)):
            at = draw.randrange(len(content))
            piece = content[at : at + draw.randint(1, 60)]
            way = draw.randrange(4)
            if way == 0:
                content[at] = draw.randrange(256)
            elif way == 1:
                del content[at : at + len(piece)]
            else:
                there = draw.randrange(len(content))
                content[there:there] = piece * draw.choice((1, 1, 50))
        path.write_bytes(content)
        try:
            tables = read("ssda903", path, year=YEAR)
        except ReturnFault as fault:
            assert fault.sentence()
            continue
        result = validate("ssda903", {"Episodes": tables["Episodes"]}, year="2022-23")
        assert "error" not in set(result.runs["status"])
