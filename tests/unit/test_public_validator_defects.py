"""Defects measured in the public validator of the census: none of them is here.

Each is tried on XML that our own reader reads, since the defects hide from tests on made-up tables.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from returns import ValidationResult, validate_path
from returns.rules import FORMAT

YEAR = "2025-26"
BORN = "<PersonBirthDate>2015-06-10</PersonBirthDate>"
DISABILITY = "<Disabilities><Disability>NONE</Disability></Disabilities>"
REFERRED = "<CINreferralDate>2025-04-10</CINreferralDate><ReferralSource>6</ReferralSource>"


def child(
    name: str,
    *episodes: str,
    identifiers: str = BORN,
    disabilities: str = DISABILITY,
) -> str:
    """One child of the census, with an episode of need for each text in `episodes`."""
    return f"""
      <Child>
        <ChildIdentifiers>
          <LAchildID>{name}</LAchildID>{identifiers}<Sex>F</Sex>
        </ChildIdentifiers>
        <ChildCharacteristics><Ethnicity>WBRI</Ethnicity>{disabilities}</ChildCharacteristics>
        {"".join(f"<CINdetails>{episode}</CINdetails>" for episode in episodes)}
      </Child>"""


def episode(before: str = "", *, plans: str = "", nfa: str = "0") -> str:
    """An episode of need: what the schema puts before the flag, and child protection plans."""
    return f"{REFERRED}{before}<ReferralNFA>{nfa}</ReferralNFA>{plans}"


def assessment(*factors: str, ended: str | None = "2025-06-10") -> str:
    """An assessment that ended on a day, or has not ended, with its factors."""
    end = f"<AssessmentAuthorisationDate>{ended}</AssessmentAuthorisationDate>" if ended else ""
    listed = "".join(f"<AssessmentFactors>{factor}</AssessmentFactors>" for factor in factors)
    return f"""<Assessments>
      <AssessmentActualStartDate>2025-05-10</AssessmentActualStartDate>{end}
      <FactorsIdentifiedAtAssessment>{listed}</FactorsIdentifiedAtAssessment>
    </Assessments>"""


def protection_plan(start: str, end: str = "", reviews: str = "") -> str:
    """A child protection plan, open where it has no end."""
    ended = f"<CPPendDate>{end}</CPPendDate>" if end else ""
    return f"""<ChildProtectionPlans>
      <CPPstartDate>{start}</CPPstartDate>{ended}
      <InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
      <LatestCategoryOfAbuse>NEG</LatestCategoryOfAbuse>
      <NumberOfPreviousCPP>0</NumberOfPreviousCPP>{reviews}
    </ChildProtectionPlans>"""


def checked(folder: Path, *children: str) -> ValidationResult:
    """The census of these children, written, read and checked."""
    path = folder / "census.xml"
    path.write_text(
        f"""<?xml version="1.0" encoding="UTF-8"?>
<Message>
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection><Year>2026</Year><ReferenceDate>2026-03-31</ReferenceDate>
    </CollectionDetails>
    <Source>
      <SourceLevel>L</SourceLevel><LEA>999</LEA><SerialNo>001</SerialNo>
      <DateTime>2026-05-01T10:00:00</DateTime>
    </Source>
  </Header>
  <Children>{"".join(children)}
  </Children>
</Message>
""",
        encoding="utf-8",
    )
    return validate_path("cin", path, year=YEAR)


def flagged(result: ValidationResult, code: str) -> dict[str, list[int]]:
    """The rows that a rule flags, by table."""
    issues = result.issues.filter(pl.col("rule_code") == code)
    found: dict[str, list[int]] = {}
    for table, row in issues.select("table", "row_number").iter_rows():
        found.setdefault(table, []).append(row)
    return found


@pytest.mark.parametrize(
    ("code", "speaks", "is_silent"),
    [
        ("8614", assessment("1A", "2B", ended=None), assessment("1A", "2B")),
        ("8898", assessment("1A", "2B", "1A"), assessment("1A", "2B")),
        ("8869", assessment("1A", "21"), assessment("21")),
        ("8945Q", assessment("1A", "18A"), assessment("18B")),
        ("8950Q", assessment("19A", "1A"), assessment("19B")),
    ],
)
def test_rules_on_factors_speak_though_a_census_gives_them_as_a_list(
    tmp_path: Path, code: str, speaks: str, is_silent: str
) -> None:
    result = checked(tmp_path, child("A", episode(is_silent)), child("B", episode(speaks)))
    assert flagged(result, code) == {"Assessments": [1]}


def test_one_factor_that_is_no_code_hides_no_other_finding_of_its_rule(tmp_path: Path) -> None:
    result = checked(
        tmp_path,
        child("A", episode(assessment("99Z"))),
        child("B", episode(assessment("1A"))),
        child("C", episode(assessment())),
    )
    assert flagged(result, "8897Q") == {"Assessments": [0, 2]}


def test_a_missing_disability_is_found_in_a_census(tmp_path: Path) -> None:
    result = checked(
        tmp_path,
        child("A", episode()),
        child("B", episode(), disabilities=""),
        child("C", episode(), disabilities=DISABILITY.replace("NONE", "XX")),
        child("D", episode(nfa="1"), disabilities=""),
    )
    assert flagged(result, "8540") == {
        "ChildIdentifiers": [1, 2],
        "CINdetails": [1, 2],
        "Disabilities": [1],
    }


@pytest.mark.parametrize("reviews", ["<Reviews/>", "<Reviews><CPPreviewDate/></Reviews>"])
def test_a_review_without_its_date_is_found_though_there_is_no_element(
    tmp_path: Path, reviews: str
) -> None:
    dated = "<Reviews><CPPreviewDate>2025-08-01</CPPreviewDate></Reviews>"
    result = checked(
        tmp_path,
        child("A", episode(plans=protection_plan("2025-06-10", reviews=dated))),
        child("B", episode(plans=protection_plan("2025-06-10", reviews=reviews))),
    )
    assert flagged(result, "8842Q") == {"Reviews": [1]}


def test_every_review_of_a_group_is_read_not_the_first_alone(tmp_path: Path) -> None:
    reviews = """<Reviews>
      <CPPreviewDate>2025-08-01</CPPreviewDate><CPPreviewDate>2025-06-01</CPPreviewDate>
    </Reviews>"""
    result = checked(
        tmp_path, child("A", episode(plans=protection_plan("2025-06-10", reviews=reviews)))
    )
    assert flagged(result, "8841") == {"ChildProtectionPlans": [0], "Reviews": [1]}


def test_two_open_plans_within_one_episode_of_need_are_found(tmp_path: Path) -> None:
    result = checked(
        tmp_path,
        child("A", episode(plans=protection_plan("2025-06-10") + protection_plan("2025-09-10"))),
        child("B", episode(plans=protection_plan("2025-06-10", end="2025-09-10"))),
        child("C", episode(plans=protection_plan("2025-06-10"))),
    )
    assert flagged(result, "8935") == {"ChildProtectionPlans": [0, 1]}


def test_a_review_belongs_to_the_plan_of_its_own_episode(tmp_path: Path) -> None:
    dated = "<Reviews><CPPreviewDate>2025-06-01</CPPreviewDate></Reviews>"
    result = checked(
        tmp_path,
        child(
            "A",
            episode(plans=protection_plan("2025-05-10", end="2025-07-10", reviews=dated)),
            episode(plans=protection_plan("2025-08-10", end="2025-09-10")),
        ),
    )
    assert flagged(result, "8841") == {}


def test_a_column_of_two_tables_keeps_the_rows_of_both(tmp_path: Path) -> None:
    conference = "<DateOfInitialCPC>2025-06-10</DateOfInitialCPC>"
    enquiry = f"""<Section47>
      <S47ActualStartDate>2025-05-20</S47ActualStartDate>
      {conference}<ICPCnotRequired>0</ICPCnotRequired>
    </Section47>"""
    result = checked(tmp_path, child("A", episode(conference + enquiry)))
    assert flagged(result, "2884") == {"CINdetails": [0], "Section47": [0]}


def test_what_was_done_after_the_closure_is_found_in_a_real_census(tmp_path: Path) -> None:
    closed = "<CINclosureDate>2025-09-10</CINclosureDate><ReasonForClosure>RC7</ReasonForClosure>"
    planned = "<CINPlanDates><CINPlanStartDate>2025-09-11</CINPlanStartDate></CINPlanDates>"
    result = checked(
        tmp_path,
        child("A", episode(closed + planned)),
        child("B", episode(closed, plans=protection_plan("2025-06-10", end="2025-09-11"))),
        child("C", episode(closed + assessment("21"))),
    )
    assert flagged(result, "8565") == {
        "CINdetails": [0, 1],
        "CINplanDates": [0],
        "ChildProtectionPlans": [0],
    }


@pytest.mark.parametrize("written", ["03/04/2025", "2025-13-04", "2025-02-30"])
def test_day_and_month_are_never_guessed(tmp_path: Path, written: str) -> None:
    # Read as 4 March it would be before the referral; read as blank, 4010 would ask for it.
    plan = f"<CINPlanDates><CINPlanStartDate>{written}</CINPlanStartDate></CINPlanDates>"
    result = checked(tmp_path, child("A", episode(plan)))
    found = result.issues.filter(pl.col("table") == "CINplanDates")
    assert found.select("rule_code", "value").rows() == [(FORMAT, written)]


def test_a_date_of_birth_that_cannot_be_read_is_not_a_missing_one(tmp_path: Path) -> None:
    result = checked(
        tmp_path,
        child("A", episode(), identifiers="<PersonBirthDate>31/02/2015</PersonBirthDate>"),
        child("B", episode(), identifiers=""),
    )
    assert flagged(result, "8525Q") == {"ChildIdentifiers": [1]}
    assert flagged(result, FORMAT) == {"ChildIdentifiers": [0]}


def test_the_second_file_of_a_process_is_checked_like_the_first(tmp_path: Path) -> None:
    # No rule changes what another sees: the same census twice gives the same findings.
    children = (child("A", episode(assessment("1A", "21"))), child("B", episode(), disabilities=""))
    first, second = checked(tmp_path, *children), checked(tmp_path, *children)
    assert first.issues.equals(second.issues)
    assert first.runs.drop("elapsed_ms").equals(second.runs.drop("elapsed_ms"))
