"""Defects measured in the public validator of the 903: none of them is here.

Each is tried on files as a council hands them in, since the defects hide from tests on tables that
were made to have the columns that a rule looks for.
"""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from returns import ValidationResult, read, rules_of, validate
from returns.engine import check
from tests.synthetic.looked_after import COLUMNS, Files, children

YEAR = "2026-27"
POSTCODES = pl.DataFrame(
    {
        "POSTCODE": ["ZB1 1AA", "ZB1 1AB", "ZB1 1AC", "ZB1 1AD", "ZB1 1AE", "ZB1 1AF"],
        # North Yorkshire, Somerset, Cumberland, Westmorland and Furness, Sheffield, Barnsley.
        "LA_CODE": [
            "E06000065", "E06000066", "E06000063", "E06000064", "E08000039", "E08000038",
        ],
        "EASTING": ["400000"] * 6,
        "NORTHING": ["400000"] * 6,
    }
)  # fmt: skip
# One child that is in every file with a date that the public validator breaks on.
BAD = {
    "header": ["BAD", "F", "01/06/2009", "WBRI", "UN1", "0", ""],
    "episodes": ["BAD", "01/06/2025", "S", "C2", "N1", "U4", "PR1", "", "", "", "", "", ""],
    "oc3": ["BAD", "01/06/2009", "YES", "F2", "B1"],
    "social_worker": ["BAD", "01/06/2009", "SW1", "01/06/2025", "", "MANAGE"],
}
CELLS = {
    "start of an episode": ("this", "episodes", "DECOM"),
    "start of an episode last year": ("last", "episodes", "DECOM"),
    "birth of a care leaver": ("this", "oc3", "DOB"),
    "start of a social worker": ("this", "social_worker", "SW_DECOM"),
}


def written(folder: Path, files: Files) -> dict[str, pl.DataFrame]:
    """The files, written and read again."""
    folder.mkdir(parents=True)
    for name, rows in files.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([COLUMNS[name], *rows])
    return read("ssda903", folder, year=YEAR)


def both_years(folder: Path, *, cell: tuple[str, str, str] | None = None, text: str = "") -> tuple:
    """A dirty set of two years with the child BAD, one cell of whom may hold `text`."""
    years = dict(zip(("this", "last"), children(60, 3, year=YEAR, share=0.1), strict=True))
    for label, files in years.items():
        for name, row in BAD.items():
            cells = list(row)
            if cell and cell[:2] == (label, name):
                cells[COLUMNS[name].index(cell[2])] = text
            files.setdefault(name, []).append(cells)
    return tuple(written(folder / label, files) for label, files in years.items())


def checked(tables: dict[str, pl.DataFrame], last: dict[str, pl.DataFrame]) -> ValidationResult:
    return validate("ssda903", tables, year=YEAR, authority="301", previous=last)


def flagged(result: ValidationResult, code: str) -> dict[str, list[int]]:
    """Rows that a rule flags, by table."""
    found = result.issues.filter(rule_code=code)
    return {
        str(table): sorted(rows["row_number"].to_list())
        for (table,), rows in found.partition_by("table", as_dict=True).items()
    }


def one(table: str, *rows: dict[str, str | None], **more: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {table: pl.DataFrame(list(rows), infer_schema_length=None), **more}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> ValidationResult:
    """The result of the set without a bad cell."""
    return checked(*both_years(tmp_path_factory.mktemp("good") / "set"))


@pytest.mark.parametrize("text", ["", "31/02/2025", "45752"])
@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_one_bad_cell_stops_no_rule_and_changes_no_finding_on_another_child(
    tmp_path: Path, good: ValidationResult, cell: tuple[str, str, str], text: str
) -> None:
    bad = checked(*both_years(tmp_path / "bad", cell=cell, text=text))
    assert "error" not in set(bad.runs["status"])
    assert bad.runs["rule_code"].equals(good.runs["rule_code"])
    left_out = pl.col("status") == "not_applicable"
    assert bad.runs.filter(left_out)["rule_code"].equals(good.runs.filter(left_out)["rule_code"])
    of_others = pl.col("child_id") != "BAD"
    assert bad.issues.filter(of_others).equals(good.issues.filter(of_others))
    if text and cell[0] == "this":
        said = bad.issues.filter(rule_code="FORMAT", child_id="BAD", field=cell[2])
        assert said["value"].to_list() == [text]


def test_neither_the_order_of_rules_nor_of_files_changes_a_finding(tmp_path: Path) -> None:
    tables, last = both_years(tmp_path)
    result = checked(tables, last)
    rules = rules_of("ssda903", YEAR)
    backwards = check(
        "ssda903", dict(reversed(tables.items())), rules[::-1], year=YEAR, authority="301",
        previous=dict(reversed(last.items())),
    )  # fmt: skip
    by = ["rule_code", "table", "row_number", "field", "value", "child_id", "message"]
    # Of the whole return the reader's own findings come in the order of the files.
    assert result.issues.sort(by).equals(backwards.issues.sort(by))
    states = ["rule_code", "status", "issue_count"]
    assert result.runs.select(states).sort(by[0]).equals(backwards.runs.select(states).sort(by[0]))


def test_365_leaves_open_episodes_open_for_the_rules_after_it() -> None:
    episode = {"CHILD": "A", "DECOM": "01/05/2026", "LS": "V3", "DEC": None, "REC": None}
    tables = one("Episodes", episode)
    rules = sorted(rules_of("ssda903", YEAR), key=lambda rule: rule.code != "365")
    result = check("ssda903", tables, rules, year=YEAR)
    assert flagged(result, "365") == {"Episodes": [0]}
    assert flagged(result, "148") == {}
    assert tables["Episodes"]["DEC"].to_list() == [None]
    assert not result.issues.filter(field="DEC")["value"].is_not_null().any()


def test_rules_on_columns_that_no_file_has_run_on_those_that_it_has(tmp_path: Path) -> None:
    files = {
        "header": [["A", "F", "01/01/2010", "WBRI", "UN1", "", ""]],
        "episodes": [
            ["A", "01/05/2026", "S", "C2", "N1", "K1", "PR1", "", "", "", "", "", "SC123456"]
        ],
        "dolo": [["A", "01/01/2010", "01/06/2026", "01/07/2026"]],
        "uasc": [["A", "F", "01/01/2010", ""]],
    }
    result = checked(written(tmp_path / "this", files), written(tmp_path / "last", files))
    states = dict(result.runs.select("rule_code", "status").rows())
    assert {states[code] for code in ("231", "233", "709", "710")} <= {"passed", "failed"}
    assert flagged(result, "709") == {"DoLo": [0], "Episodes": [0]}


def test_706_names_the_child_and_no_row_of_the_other_year() -> None:
    order = {"CHILD": "A", "DOB": "01/01/2010", "DOLO_START": "01/02/2026", "DOLO_END": None}
    others = [order | {"CHILD": f"B{number}", "DOLO_END": "01/03/2026"} for number in range(5)]
    tables, last = one("DoLo", order | {"CHILD": "C"}), one("DoLo", *others, order)
    found = checked(tables, last).issues.filter(rule_code="706")
    assert found.select("child_id", "row_number", "value").rows() == [("A", None, "01/02/2026")]


@pytest.mark.parametrize(("year", "sex"), [("2023-24", "2"), ("2024-25", "F"), ("2026-27", "F")])
def test_165_asks_about_girls_by_the_code_of_the_year(year: str, sex: str) -> None:
    start = f"01/05/{year[:4]}"
    header = {"CHILD": "A", "SEX": sex, "DOB": "01/01/2010", "MOTHER": None}
    episode = {"CHILD": "A", "DECOM": start, "RNE": "S", "LS": "C2"}
    tables = {"Header": pl.DataFrame([header]), "Episodes": pl.DataFrame([episode])}
    result = validate("ssda903", tables, year=year, authority="301")
    assert flagged(result, "165") == {"Header": [0]}
    boy = {**tables, "Header": pl.DataFrame([header | {"SEX": {"2": "1", "F": "M"}[sex]}])}
    assert flagged(validate("ssda903", boy, year=year, authority="301"), "165") == {}


def test_an_open_episode_in_xml_is_not_flagged_for_what_another_holds(tmp_path: Path) -> None:
    path = tmp_path / "return.xml"
    path.write_text(
        "<EXPSSDA903><CHILD><HEADER><CHILDID>A</CHILDID><UASC>0</UASC></HEADER>"
        "<EPISODE><DECOM>01/05/2026</DECOM><RNE>L</RNE><LS>C2</LS><PL>U4</PL></EPISODE>"
        "<EPISODE><DECOM>01/04/2026</DECOM><RNE>S</RNE><LS>V2</LS><PL>U4</PL>"
        "<DEC>01/05/2026</DEC><REC>E4A</REC></EPISODE>"
        "</CHILD></EXPSSDA903>"
    )
    tables = read("ssda903", path, year=YEAR)
    assert tables["Episodes"]["DEC"].to_list() == [None, "01/05/2026"]
    assert tables["UASC"].is_empty()
    # The end that the open episode would have taken lies on its own first day.
    assert flagged(validate("ssda903", tables, year=YEAR), "355") == {}


def test_no_postcode_of_england_is_without_an_authority() -> None:
    episodes = [
        {"CHILD": "A", "LS": "C2", "HOME_POST": "ZB1 1AA", "PL_POST": postcode}
        for postcode in POSTCODES["POSTCODE"]
    ]
    result = validate(
        "ssda903", one("Episodes", *episodes), year=YEAR, authority="815",
        reference={"postcodes": POSTCODES},
    )  # fmt: skip
    assert flagged(result, "169") == {}
    assert flagged(result, "392a") == {}


def test_a_finding_is_told_once(tmp_path: Path) -> None:
    issues = checked(*both_years(tmp_path)).issues.filter(pl.col("rule_code") != "FORMAT")
    placed = issues.filter(pl.col("row_number").is_not_null())
    place = ["rule_code", "table", "row_number", "field"]
    assert placed.select(place).is_unique().all()


def test_nothing_of_a_child_is_printed_or_logged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    assert checked(*both_years(tmp_path)).has_findings
    assert capfd.readouterr() == ("", "")
    assert caplog.text == ""
