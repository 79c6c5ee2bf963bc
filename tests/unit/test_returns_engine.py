"""The rule engine: one row for each rule whatever comes, and the same findings however it comes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from returns import ReturnFault, collection_year, engine, rules, rules_of, specification, validate
from returns.results import ISSUE_SCHEMA, RUN_SCHEMA, STATUSES
from returns.rules import Rule, RuleFault, read_rule

YEAR = "2025-26"
EPISODES = [
    # CHILD, DECOM, RNE, LS, CIN, PLACE, DEC, REC
    ("7", "01/04/2025", "S", "V2", "N1", "U4", "01/06/2025", "X1"),
    ("7", "01/06/2025", "P", "V2", "N1", "U6", "01/09/2025", "E4A"),
    ("8", "05/05/2025", "S", "C9", "N1", "A5", "04/05/2025", "X1"),
    ("8", "03/05/2025", "S", "C2", "N1", "A5", None, None),
    ("9", "31/02/2025", "S", "C2", "N1", "K2", "1/6/2025", None),
    ("10", None, "S", "C2", "N1", "K2", "45000", "E4A"),
]


def ssda903() -> dict[str, pl.DataFrame]:
    columns = ["CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "DEC", "REC"]
    return {
        "Header": pl.DataFrame(
            {
                "CHILD": ["7", "8", "9", "10"],
                "SEX": ["M", "F", "1", "U"],
                "DOB": ["01/02/2015", "06/05/2025", "01/02/15", "01/02/2015"],
                "ETHNIC": ["WBRI", "WBRI", "WXXX", None],
            }
        ),
        "Episodes": pl.DataFrame(EPISODES, schema=columns, orient="row"),
        "PlacedAdoption": pl.DataFrame({"CHILD": ["8"], "DATE_PLACED": [None]}),
    }


def findings(result_issues: pl.DataFrame) -> list[tuple[object, ...]]:
    return (
        result_issues.select("rule_code", "table", "child_id", "field", "value")
        .sort(pl.all())
        .rows()
    )


@pytest.mark.parametrize("return_name", ["cin", "ssda903"])
@pytest.mark.parametrize("year", ["2022-23", "2023-24", "2024-25", "2025-26", "2026-27"])
def test_every_rule_of_the_year_has_one_run_even_with_no_table_at_all(
    return_name: str, year: str
) -> None:
    runs = validate(return_name, {}, year=year).runs
    expected = sorted(["FORMAT", *(rule.code for rule in rules_of(return_name, year))])
    assert sorted(runs["rule_code"]) == expected
    assert runs.schema == RUN_SCHEMA
    without = runs.filter(pl.col("rule_code") != "FORMAT")
    assert set(without["status"]) == {"not_applicable"}
    assert without["reason"].null_count() == 0


@pytest.mark.parametrize("return_name", ["cin", "ssda903"])
def test_no_rule_is_in_error_on_empty_tables(return_name: str) -> None:
    tables = {name: pl.DataFrame() for name in specification(return_name, "2026-27").tables}
    tables["Header"] = pl.DataFrame(schema={"UASC": pl.String})
    lists = {"providers": pl.DataFrame(), "postcodes": pl.DataFrame()}
    result = validate(
        return_name, tables, year="2026-27", authority="999", previous=tables, reference=lists
    )
    assert set(result.runs["status"]) <= {"passed", "failed"}


def test_results_have_exactly_the_promised_columns() -> None:
    result = validate("ssda903", ssda903(), year=YEAR)
    assert result.issues.schema == ISSUE_SCHEMA
    assert result.runs.schema == RUN_SCHEMA
    assert set(result.runs["status"]) <= set(STATUSES)
    counted = result.issues["rule_code"].value_counts()
    said = result.runs.filter(pl.col("issue_count") > 0).select(
        "rule_code", pl.col("issue_count").alias("count").cast(counted.schema["count"])
    )
    assert sorted(counted.rows()) == sorted(said.rows())


def test_findings_do_not_depend_on_the_order_of_rows_columns_or_the_case_of_headers() -> None:
    tables = ssda903()
    expected = findings(validate("ssda903", tables, year=YEAR).issues)
    assert expected
    for seed in range(3):
        shuffled = {
            name.upper(): frame.sample(fraction=1, shuffle=True, seed=seed)
            .select(reversed(frame.columns))
            .rename(str.lower)
            for name, frame in tables.items()
        }
        assert findings(validate("ssda903", shuffled, year=YEAR).issues) == expected


def test_a_finding_names_the_row_the_child_the_field_and_the_value_as_in_the_file() -> None:
    tables = {"Episodes": pl.DataFrame({"CHILD": ["1", " 2"], "RNE": ["S", " Q "]})}
    issues = validate("ssda903", tables, year=YEAR).issues
    row = issues.row(by_predicate=pl.col("rule_code") == "143", named=True)
    assert (row["row_number"], row["child_id"], row["field"], row["value"]) == (
        1,
        " 2",
        "RNE",
        " Q ",
    )


def test_the_frames_given_are_never_changed() -> None:
    tables = ssda903()
    before = {name: frame.clone() for name, frame in tables.items()}
    validate("ssda903", tables, year=YEAR, previous=tables)
    assert all(frame.equals(before[name]) for name, frame in tables.items())


def test_a_malformed_date_is_a_format_finding_that_says_what_it_looks_like() -> None:
    issues = validate("ssda903", ssda903(), year=YEAR).issues.filter(rule_code="FORMAT")
    said = {
        (row["table"], row["row_number"], row["field"]): row["message"]
        for row in issues.iter_rows(named=True)
        if row["row_number"] is not None
    }
    assert "a day that does not exist" in said["Episodes", 4, "DECOM"]
    assert "single digits" in said["Episodes", 4, "DEC"]
    assert "a serial number from a spreadsheet" in said["Episodes", 5, "DEC"]
    assert "a year of two digits" in said["Header", 2, "DOB"]


def test_one_bad_cell_stops_no_rule() -> None:
    """A peer's rules fall silent for the whole return when one DECOM is empty or impossible."""
    good = validate("ssda903", ssda903(), year=YEAR)
    tables = ssda903()
    bad = pl.DataFrame(
        [("11", text) for text in (None, "31/02/2025", "2025-05-01")],
        schema=["CHILD", "DECOM"],
        orient="row",
    )
    tables["Episodes"] = pl.concat([tables["Episodes"], bad], how="diagonal")
    worse = validate("ssda903", tables, year=YEAR, previous=tables)
    assert "error" not in set(worse.runs["status"])
    before = {row for row in findings(good.issues) if row[2] in ("7", "8")}
    after = {row for row in findings(worse.issues) if row[2] in ("7", "8")}
    assert before <= after


def test_day_and_month_are_never_guessed() -> None:
    tables = {
        "CINdetails": pl.DataFrame(
            {
                "LAchildID": ["A"],
                "CINreferralDate": ["03/04/2015"],
                "CINclosureDate": ["2015-03-30"],
            }
        )
    }
    issues = validate("cin", tables, year=YEAR).issues
    assert issues.filter(rule_code="8630").is_empty()
    found = issues.filter(pl.col("rule_code") == "FORMAT", pl.col("field") == "CINreferralDate")
    assert found["value"].to_list() == ["03/04/2015"]


def test_a_missing_column_is_reported_once_and_counts_as_null() -> None:
    tables = {"Episodes": ssda903()["Episodes"].drop("LS")}
    result = validate("ssda903", tables, year=YEAR)
    told = result.issues.filter(rule_code="FORMAT", field="LS")
    assert told.select("table", "row_number", "message").rows() == [
        ("Episodes", None, "Column missing, taken as empty")
    ]
    assert result.issues.filter(rule_code="144").height == len(EPISODES)


def test_a_missing_key_is_reported_since_nothing_ties_the_rows_together_without_it() -> None:
    tables = {
        "CINdetails": pl.DataFrame({"LAchildID": ["A"], "ReferralNFA": ["0"]}),
        "Assessments": pl.DataFrame({"LAchildID": ["A"], "CINdetailsID": ["1"]}),
    }
    told = validate("cin", tables, year=YEAR).issues.filter(rule_code="FORMAT")
    keys = told.filter(pl.col("field").str.ends_with("ID"))
    assert keys.select("table", "field", "severity", "message").rows() == [
        (
            "CINdetails",
            "CINdetailsID",
            "error",
            "Key missing, so that the rows cannot be tied to those of other tables",
        )
    ]


def test_unknown_and_doubled_columns_are_reported_and_the_rest_is_checked() -> None:
    frame = ssda903()["Episodes"].with_columns(pl.lit("x").alias("NOTE"), pl.lit("S").alias("rne"))
    result = validate("ssda903", {"Episodes": frame}, year=YEAR)
    told = result.issues.filter(pl.col("rule_code") == "FORMAT", pl.col("row_number").is_null())
    assert {"NOTE", "rne"} <= set(told["field"])
    assert "143" in set(result.runs.filter(status="passed")["rule_code"])


def test_a_table_of_another_year_is_reported_and_not_checked() -> None:
    tables = {"DoLo": pl.DataFrame({"CHILD": ["1"]})}
    issues = validate("ssda903", tables, year=YEAR).issues
    assert issues["message"].to_list() == ["There is no table DoLo in 2025-26"]


def test_typed_columns_are_checked_as_their_text() -> None:
    frame = pl.DataFrame(
        {"CHILD": [1, 2], "DECOM": [date(2025, 5, 2)] * 2, "DEC": [date(2025, 5, 1), None]}
    )
    issues = validate("ssda903", {"Episodes": frame}, year=YEAR).issues
    row = issues.row(by_predicate=pl.col("rule_code") == "356", named=True)
    assert (row["child_id"], row["value"]) == ("1", "02/05/2025")


def test_factors_may_be_a_list_or_a_single_code() -> None:
    single = pl.DataFrame({"LAchildID": ["A"], "AssessmentFactors": ["21"]})
    several = pl.DataFrame({"LAchildID": ["A"], "AssessmentFactors": [["21", "2A"]]})
    said = [
        validate("cin", {"Assessments": frame}, year=YEAR).issues.filter(rule_code="8869")
        for frame in (single, several)
    ]
    assert [frame["value"].to_list() for frame in said] == [[], ["21 2A"]]


def test_the_collection_may_have_another_window() -> None:
    tables = {"Episodes": pl.DataFrame({"CHILD": ["1"], "RNE": ["S"], "DECOM": ["01/05/2024"]})}
    window = (date(2024, 4, 1), date(2025, 3, 31))
    runs = [
        validate("ssda903", tables, year=YEAR, window=given).runs.filter(
            rule_code="CHK_NONE_STARTED"
        )["status"][0]
        for given in (None, window)
    ]
    assert runs == ["failed", "passed"]


def test_rules_that_look_back_say_that_last_year_is_absent() -> None:
    run = validate("ssda903", ssda903(), year=YEAR).runs.row(
        by_predicate=pl.col("rule_code") == "203", named=True
    )
    assert run["status"] == "not_applicable"
    assert run["reason"] == "The return of the year before was not given"


def test_a_rule_that_looks_back_names_the_table_of_last_year_that_is_absent() -> None:
    runs = validate("ssda903", ssda903(), year=YEAR, previous={}).runs
    [reason] = runs.filter(rule_code="203")["reason"]
    assert reason == "The table Header of last year was not given"


def test_an_unknown_year_lists_the_known() -> None:
    with pytest.raises(ReturnFault, match="2022-23, 2023-24, 2024-25, 2025-26, 2026-27"):
        validate("cin", {}, year="2021-22")
    with pytest.raises(ReturnFault, match="cin, ssda903"):
        validate("annex_a", {}, year=YEAR)


def test_a_table_that_is_no_frame_is_a_fault() -> None:
    with pytest.raises(ReturnFault, match="Polars"):
        validate("cin", {"Header": [1]}, year=YEAR)  # type: ignore[dict-item]


def test_a_rule_that_breaks_is_one_error_and_quotes_no_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = Rule(
        code="1",
        message="",
        severity="error",
        kind="row",
        tables={"Episodes": ("DEC",)},
        sql="select cast(DEC as bigint) as row_number from Episodes",
        since=YEAR,
        path=Path(),
    )
    rest = rules_of("ssda903", YEAR)
    monkeypatch.setattr(engine, "rules_of", lambda *_: [broken, *rest])
    runs = validate("ssda903", ssda903(), year=YEAR).runs
    assert runs["rule_code"].to_list()[1] == "1"
    assert runs.row(1, named=True)["status"] == "error"
    assert runs.row(1, named=True)["reason"] == "The rule could not run (ConversionException)"
    assert runs.height == len(rest) + 2


def test_a_rule_can_reach_neither_files_nor_python(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = pl.DataFrame({"row_number": [0]})
    assert secret.height == 1
    for sql in ("select 0 as row_number from '/etc/passwd'", "select row_number from secret"):
        rule = Rule("1", "", "error", "row", {"Episodes": ("DEC",)}, sql, YEAR, Path())
        monkeypatch.setattr(engine, "rules_of", lambda *_, rule=rule: [rule])
        assert validate("ssda903", ssda903(), year=YEAR).runs["status"][1] == "error"


def test_a_later_year_holds_only_what_changed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    header = "/*---\ncode: '{code}'\nmessage: {message}\nseverity: error\nkind: row\n"
    body = header + "tables: {{Episodes: [DEC]}}\n---*/\nselect row_number from Episodes\n"
    for year, code, message in (
        ("2022-23", "1", "first"),
        ("2022-23", "2", "first"),
        ("2024-25", "1", "second"),
    ):
        folder = tmp_path / "ssda903" / "rules" / year
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"rule_{code}.sql").write_text(body.format(code=code, message=message))
    changes = tmp_path / "ssda903" / "rules" / "2025-26"
    changes.mkdir()
    (changes / "changes.yml").write_text("deleted: ['2']\n")
    monkeypatch.setattr(rules, "HERE", tmp_path)
    monkeypatch.setattr(rules, "_template_rules", lambda _: [])
    in_force = {
        year: [
            (rule.code, rule.message, rule.since)
            for rule in rules._rules.__wrapped__("ssda903", year)
        ]
        for year in ("2023-24", "2024-25", "2026-27")
    }
    assert in_force == {
        "2023-24": [("1", "first", "2022-23"), ("2", "first", "2022-23")],
        "2024-25": [("1", "second", "2024-25"), ("2", "first", "2022-23")],
        "2026-27": [("1", "second", "2024-25")],
    }


def test_a_header_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rule_1.sql"
    path.write_text(
        "/*---\ncode: '1'\nmessage: m\nseverity: fatal\nkind: row\ntable: x\ntables: {}\n---*/\n"
    )
    with pytest.raises(RuleFault, match="table, severity"):
        read_rule(path, YEAR)


def test_rules_of_a_year_are_listed_by_code_with_their_facts() -> None:
    listed = {rule.code: rule for rule in rules_of("cin", YEAR)}
    assert listed["2887Q"].severity == "query"
    assert listed["4180"].since == "2024-25"
    assert "9005" not in listed
    assert "9005" in {rule.code for rule in rules_of("cin", "2026-27")}
    numbers = [int(code.rstrip("Q")) for code in listed if code.rstrip("Q").isdigit()]
    assert numbers == sorted(numbers)


def test_a_year_runs_from_1_april_to_31_march() -> None:
    year = collection_year("2025-26")
    assert (year.starts_on, year.ends_on) == (date(2025, 4, 1), date(2026, 3, 31))
    assert year.previous.label == "2024-25"


@pytest.mark.parametrize(
    "window", [(date(2026, 3, 31), date(2025, 4, 1)), ("2025-04-01", "2026-03-31")]
)
def test_a_window_that_is_no_period_is_a_fault(window: Any) -> None:
    with pytest.raises(ReturnFault, match="no period"):
        validate("cin", {}, year="2025-26", window=window)
