"""The reconciliation: what is counted, beside what, and that each figure is its list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from lxml import html
from polars.testing import assert_frame_equal

from returns import ReturnFault, read
from returns.reconciliation import Reconciliation, reconcile, write_reconciliation
from returns.reconciliation.counting import (
    FIGURE_SCHEMA,
    ROW_SCHEMA,
    check_in_words,
    threshold_in_words,
)
from returns.reconciliation.reports import Line, ReportFault, read_report, reports_of
from returns.years import KNOWN_YEARS

YEAR = "2025-26"
GOLDEN = Path(__file__).resolve().parents[1] / "golden/returns/cin/CIN_999_2025-26.xml"

Rows = list[dict[str, Any]]


def table(rows: Rows) -> pl.DataFrame:
    return pl.DataFrame(rows, infer_schema_length=None)


def counted(
    previous: dict[str, pl.DataFrame] | None = None, year: str = YEAR, **tables: Rows
) -> Reconciliation:
    given = {name: table(rows) for name, rows in tables.items()}
    return reconcile("cin", given, year=year, previous=previous)


def values(reconciliation: Reconciliation, report: str) -> dict[str, float | None]:
    """The figures of a report that are not zero, by line."""
    figures = reconciliation.figures.filter(pl.col("report") == report)
    return {line: value for line, value in figures.select("line", "value").rows() if value != 0}


def figure(reconciliation: Reconciliation, report: str, line: str) -> dict[str, Any]:
    return reconciliation.figures.row(
        by_predicate=(pl.col("report") == report) & (pl.col("line") == line), named=True
    )


def children(reconciliation: Reconciliation, report: str, line: str) -> list[str]:
    """The children behind this year's figure."""
    listed = reconciliation.rows.filter(
        pl.col("report") == report, pl.col("line") == line, pl.col("figure") == "value"
    )
    return sorted(listed["child_id"])


def episode(child: str, referred: str, **more: str) -> dict[str, Any]:
    columns = {"ReferralNFA": "0", "ReferralSource": "6", "PrimaryNeedCode": "N1"}
    return {
        "LAchildID": child,
        "CINdetailsID": child,
        "CINreferralDate": referred,
        **columns,
        **more,
    }


def plan(child: str, started: str, ended: str | None = None, **more: str) -> dict[str, Any]:
    return {
        "LAchildID": child,
        "CINdetailsID": child,
        "CPPID": child,
        "CPPstartDate": started,
        "CPPendDate": ended,
        **more,
    }


@pytest.fixture(scope="module")
def sample() -> dict[str, pl.DataFrame]:
    return read("cin", GOLDEN, year=YEAR)


@pytest.fixture(scope="module")
def last_year(sample: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The sample a year earlier, with fewer children and dates that cannot be read."""
    earlier = {
        name: frame.with_columns(
            (pl.col(column).str.slice(0, 4).cast(pl.Int64) - 1).cast(pl.String)
            + pl.col(column).str.slice(4)
            for column in frame.columns
            if column.lower().endswith("date") and column != "PersonBirthDate"
        )
        for name, frame in sample.items()
    }
    earlier["ChildIdentifiers"] = earlier["ChildIdentifiers"].head(30)
    earlier["CINdetails"] = earlier["CINdetails"].with_columns(
        pl.when(pl.int_range(pl.len()) < 3)
        .then(pl.lit("31/03/2025"))
        .otherwise("CINclosureDate")
        .alias("CINclosureDate")
    )
    return earlier


@pytest.fixture(scope="module")
def compared(sample: dict[str, pl.DataFrame], last_year: dict[str, pl.DataFrame]) -> Reconciliation:
    return reconcile("cin", sample, year=YEAR, previous=last_year)


# ---- whatever comes ----


@pytest.mark.parametrize("year", [str(year) for year in KNOWN_YEARS])
def test_an_empty_return_gives_zeros_in_every_year(year: str) -> None:
    empty = reconcile("cin", {}, year=year, previous={} if year == YEAR else None)
    assert empty.figures.schema == FIGURE_SCHEMA
    assert empty.rows.schema == ROW_SCHEMA
    assert empty.rows.is_empty()
    counts = empty.figures.filter(pl.col("unit") == "count")
    assert set(counts["value"].drop_nulls()) == {0.0}
    assert set(empty.figures.filter(pl.col("unit") == "per cent")["value"]) == {None}


def test_pre_proceedings_are_counted_from_2026_27() -> None:
    names = {str(year): {report.name for report in reports_of("cin", year)} for year in KNOWN_YEARS}
    assert {year for year, found in names.items() if "pre_proceedings" in found} == {"2026-27"}
    now = counted(
        year="2026-27",
        PreProceedings=[
            {
                "LAchildID": "1",
                "PPStartDate": "2026-05-01",
                "FGDMMeetingOffer": "true",
                "StepDecisionDate": "2026-09-01",
                "PPOutcome": "A",
            },
            {"LAchildID": "2", "PPStartDate": "2026-03-31", "FGDMMeetingOffer": "1"},
        ],
    )
    assert values(now, "pre_proceedings") == {
        "all": 2,
        "started": 1,
        "offered": 1,
        "offered_percent": 100,
        "decided": 1,
        "A": 1,
    }


def test_each_figure_is_the_length_of_its_list(compared: Reconciliation) -> None:
    lines = {
        (report.name, line.name): line.counts
        for report in reports_of("cin", compared.year)
        for line in report.lines
    }
    for of in ("value", "previous"):
        for row in compared.figures.filter(pl.col("unit") == "count").iter_rows(named=True):
            listed = compared.rows.filter(
                pl.col("report") == row["report"],
                pl.col("line") == row["line"],
                pl.col("figure") == of,
            )
            by_child = lines.get((row["report"], row["line"])) == "children"
            assert (row[of] or 0) == (
                listed["child_id"].n_unique() if by_child else listed.height
            ), (row["report"], row["line"])


def test_every_row_leads_to_its_place_in_the_return(
    compared: Reconciliation,
    sample: dict[str, pl.DataFrame],
    last_year: dict[str, pl.DataFrame],
) -> None:
    returned = {YEAR: sample, "2024-25": last_year}
    for year, name, row_number, child in compared.rows.select(
        "collection_year", "table", "row_number", "child_id"
    ).rows():
        assert returned[year][name]["LAchildID"][row_number] == child
    places = compared.rows.filter(pl.col("collection_year") == YEAR)
    line = places.filter(pl.col("table") == "CINdetails").row(0, named=True)
    written = GOLDEN.read_text(encoding="utf-8").splitlines()[line["file_line"] - 1]
    assert "<CINdetails>" in written


def test_the_same_figures_come_whatever_the_order_of_the_rows(
    compared: Reconciliation,
    sample: dict[str, pl.DataFrame],
    last_year: dict[str, pl.DataFrame],
) -> None:
    def shuffled(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        return {name: frame.reverse() for name, frame in reversed(tables.items())}

    again = reconcile("cin", shuffled(sample), year=YEAR, previous=shuffled(last_year))
    assert again.figures.equals(compared.figures)


def test_the_lines_of_a_distribution_add_up(compared: Reconciliation) -> None:
    whole = {
        "referral_sources": ("referrals", "all"),
        "primary_need": ("in_need", "at_end"),
        "assessment_days": ("assessments", "completed"),
        "protection_plan_categories": ("protection_plans", "at_end"),
        "protection_plan_first_categories": ("protection_plans", "started"),
        "protection_plan_durations": ("protection_plans", "at_end"),
        "protection_plan_durations_ended": ("protection_plans", "ended"),
        "closures_by_duration": ("in_need", "ended"),
        "ages": ("in_need", "children_at_end"),
        "sexes": ("in_need", "children_at_end"),
        "ethnicity": ("in_need", "children_at_end"),
    }
    for report, of in whole.items():
        lines = compared.figures.filter(pl.col("report") == report)
        assert lines["value"].sum() == figure(compared, *of)["value"], report


def test_a_value_of_the_file_never_becomes_a_line_of_its_own() -> None:
    now = counted(
        CINdetails=[
            episode("1", "2025-06-01", ReferralSource="unborn"),
            episode("2", "2025-06-01", ReferralSource="1a"),
            episode("3", "2025-06-01", CINclosureDate="2025-07-01", ReasonForClosure="all"),
        ]
    )
    assert values(now, "referral_sources") == {"6": 1, "unknown": 2}
    assert values(now, "closures") == {"all": 1, "unknown": 1}


def test_what_cannot_be_read_is_counted_as_not_known_and_said() -> None:
    now = counted(
        CINdetails=[
            episode("1", "01/06/2025"),
            episode("2", "2025-06-01", CINclosureDate="soon"),
            episode("3", "2025-06-01", CINclosureDate="31-3-26"),
        ],
        Assessments=[
            {
                "LAchildID": "1",
                "CINdetailsID": "1",
                "AssessmentActualStartDate": "2025-06-02",
                "AssessmentAuthorisationDate": "2025-07-01",
            }
        ],
    )
    assert figure(now, "in_need", "at_end")["value"] == 0
    assert figure(now, "referrals", "all")["value"] == 2
    assert values(now, "assessment_days") == {"unknown": 1}
    assert figure(now, "in_need", "at_end")["note"] == (
        "1 cell of CINreferralDate in CINdetails cannot be read (this year); counted as not known."
        " 2 cells of CINclosureDate in CINdetails cannot be read (this year); counted as not known."
    )


def test_a_table_that_is_no_frame_is_a_sentence() -> None:
    with pytest.raises(ReturnFault, match="The table CINdetails is a list"):
        reconcile("cin", {"CINdetails": []}, year=YEAR)  # type: ignore[dict-item]


# ---- definitions ----


def test_a_referral_with_no_further_action_is_a_referral_and_no_child_in_need() -> None:
    now = counted(
        CINdetails=[
            episode("1", "2025-04-01", ReferralNFA="1"),
            episode("2", "2026-03-31"),
            episode("3", "2025-03-31"),
            episode("4", "2026-04-01"),
        ]
    )
    assert values(now, "referrals") == {"all": 2, "children": 2, "nfa": 1, "nfa_percent": 50}
    assert values(now, "in_need") == {
        "at_any_point": 2,
        "children_at_any_point": 2,
        "started": 1,
        "at_end": 2,
        "children_at_end": 2,
    }


def test_what_ends_on_31_march_is_not_open_at_its_close() -> None:
    now = counted(
        CINdetails=[
            episode("1", "2025-06-01", CINclosureDate="2026-03-31", ReasonForClosure="RC7"),
            episode("2", "2025-06-01", CINclosureDate="2026-04-01", ReasonForClosure="RC7"),
        ],
        ChildProtectionPlans=[
            plan("1", "2025-06-01", "2026-03-31"),
            plan("2", "2025-06-01", "2026-04-01"),
        ],
    )
    assert figure(now, "in_need", "at_end")["value"] == 1
    assert figure(now, "in_need", "ended")["value"] == 1
    assert values(now, "protection_plans") == {
        "at_end": 1,
        "children_at_end": 1,
        "started": 2,
        "ended": 1,
    }


def test_a_child_closed_after_assessment_was_not_in_need_unless_more_was_done() -> None:
    closed = {"CINclosureDate": "2025-08-01", "ReasonForClosure": "RC9"}
    assessed = [
        {"LAchildID": child, "CINdetailsID": child, "AssessmentActualStartDate": "2025-06-02"}
        for child in "123"
    ]
    now = counted(
        CINdetails=[
            episode("1", "2025-06-01", **closed),
            episode("2", "2025-06-01", **closed),
            episode("3", "2025-06-01", **(closed | {"ReasonForClosure": "RC7"})),
            episode("4", "2025-06-01", **closed),
        ],
        Assessments=assessed,
        CINplanDates=[
            {"LAchildID": "2", "CINdetailsID": "2", "CINPlanStartDate": "2025-07-01"},
        ],
    )
    assert children(now, "referrals", "not_in_need") == ["1"]
    assert figure(now, "in_need", "started")["value"] == 3


def test_a_re_referral_is_within_twelve_months_of_an_earlier_day() -> None:
    before = {"1": "2024-06-01", "2": "2024-05-31", "3": "2025-05-31", "4": "2025-06-01"}
    closed = {"CINclosureDate": "2025-05-31", "ReasonForClosure": "RC7"}
    previous = {
        "CINdetails": table([episode(child, day, **closed) for child, day in before.items()])
    }
    now = counted(previous, CINdetails=[episode(child, "2025-06-01") for child in before])
    assert children(now, "referrals", "repeat") == ["1", "3"]
    row = figure(now, "referrals", "repeat")
    assert row["previous"] is None
    assert "would need the return of the year before" in row["note"]


def test_re_referrals_without_last_years_return_are_at_least_so_many() -> None:
    assert figure(counted(), "referrals", "repeat")["note"].startswith("At least")


def test_working_day_45_after_the_referral_is_in_time_and_46_is_late() -> None:
    referred = "2025-12-24"  # 3 bank holidays and 45 working days before 2 March 2026
    authorised = {"1": "2026-03-02", "2": "2026-03-03", "3": "2025-12-23"}
    now = counted(
        CINdetails=[episode(child, referred) for child in authorised],
        Assessments=[
            {
                "LAchildID": child,
                "CINdetailsID": child,
                "AssessmentActualStartDate": "2025-12-29",
                "AssessmentAuthorisationDate": day,
            }
            for child, day in authorised.items()
        ],
    )
    assert values(now, "assessment_days") == {"up_to_45": 1, "up_to_50": 1, "unknown": 1}
    assert children(now, "assessments", "within_45") == ["1"]
    assert children(now, "assessments", "within_45_of_start") == ["1", "2"]


def test_enquiries_of_one_child_and_day_are_one_enquiry() -> None:
    enquiry = {"LAchildID": "1", "CINdetailsID": "1", "S47ActualStartDate": "2025-06-02"}
    now = counted(
        Section47=[
            {**enquiry, "ICPCnotRequired": "1"},
            {**enquiry, "ICPCnotRequired": "0", "DateOfInitialCPC": "2025-06-23"},
            {**enquiry, "S47ActualStartDate": "2025-09-01", "ICPCnotRequired": "0"},
        ]
    )
    assert values(now, "section_47") == {
        "all": 2,
        "children": 1,
        "conference": 1,
        "conference_percent": 50,
        "waiting": 1,
        "same_day_repeat": 1,
    }


def test_working_day_15_after_the_enquiry_is_in_time_and_16_is_late() -> None:
    held = {"1": "2025-06-23", "2": "2025-06-24", "3": "2025-06-01", "4": "2026-04-01"}
    enquiries = [
        {
            "LAchildID": child,
            "CINdetailsID": child,
            "S47ActualStartDate": "2025-06-02",
            "DateOfInitialCPC": day,
            "ICPCnotRequired": "0",
        }
        for child, day in held.items()
    ]
    earlier = {**enquiries[0], "S47ActualStartDate": "2025-04-02"}
    now = counted(
        Section47=[*enquiries, earlier],
        CINdetails=[episode("5", "2025-06-01", DateOfInitialCPC="2025-06-10")],
    )
    assert values(now, "conferences") == {
        "all": 4,
        "transfer_in": 1,
        "after_enquiry": 3,
        "timed": 2,
        "within_15": 1,
        "within_15_percent": 50,
        "up_to_15": 1,
        "up_to_20": 1,
        "unknown": 1,
    }


def test_plans_are_counted_by_days_months_and_plans_before() -> None:
    now = counted(
        ChildProtectionPlans=[
            plan("1", "2024-03-31", NumberOfPreviousCPP="1"),  # 730 days on 31 March 2026
            plan("2", "2024-04-01"),  # 729 days
            plan("3", "2025-12-31", NumberOfPreviousCPP="1"),  # three months
            plan("4", "2025-12-30", NumberOfPreviousCPP="0"),  # a day more
            plan("5", "2023-05-01", "2025-04-30"),  # ended after 730 days
            plan("6", "2025-10-01", "2025-09-01"),  # ended before it started
        ]
    )
    assert values(now, "protection_plan_durations") == {
        "two_years": 1,
        "under_2_years": 1,
        "up_to_3_months": 1,
        "up_to_6_months": 1,
    }
    assert values(now, "protection_plan_durations_ended") == {"two_years": 1, "unknown": 1}
    plans = values(now, "protection_plans")
    assert plans["two_years_at_end"] == plans["two_years_ended"] == 1
    assert (plans["subsequent"], plans["started"]) == (1, 3)


def test_reviews_are_in_time_within_three_and_then_six_months() -> None:
    held = {
        "in time": ["2025-08-01", "2026-02-01"],
        "first a day late": ["2025-08-02", "2026-02-01"],
        "second a day late": ["2025-08-01", "2026-02-02"],
        "next overdue": ["2025-08-01"],
        "conference before": ["2025-08-01", "2025-12-01"],
        "first is the conference": ["2025-05-01", "2025-08-01", "2026-02-01"],
        "none": [],
    }
    now = counted(
        ChildProtectionPlans=[plan(child, "2025-05-01") for child in held],
        Reviews=[
            {"LAchildID": child, "CINdetailsID": child, "CPPID": child, "CPPreviewDate": day}
            for child, days in held.items()
            for day in days
        ],
        Section47=[
            {
                "LAchildID": "conference before",
                "CINdetailsID": "conference before",
                "DateOfInitialCPC": "2025-04-28",
            }
        ],
    )
    assert figure(now, "reviews", "three_months")["value"] == len(held)
    assert children(now, "reviews", "in_time") == ["first is the conference", "in time"]
    assert children(now, "reviews", "never") == ["none"]


def test_a_plan_open_before_the_year_is_judged_by_the_reviews_in_the_return() -> None:
    days = ("2025-02-10", "2025-08-10", "2026-02-10")
    held = {"with the last of last year": days, "without": days[1:]}
    now = counted(
        ChildProtectionPlans=[plan(child, "2024-06-01") for child in held],
        Reviews=[
            {"LAchildID": child, "CINdetailsID": child, "CPPID": child, "CPPreviewDate": day}
            for child, reviews in held.items()
            for day in reviews
        ],
    )
    assert children(now, "reviews", "in_time") == ["with the last of last year"]


def test_a_factor_counts_once_for_an_assessment_and_a_list_is_read_as_a_list() -> None:
    done = {"LAchildID": "1", "CINdetailsID": "1", "AssessmentAuthorisationDate": "2025-07-01"}
    rows: Rows = [
        {**done, "AssessmentFactors": ["3B", "4B", "3B"]},
        {**done, "AssessmentFactors": ["1", "99", "3B"]},
        {**done, "AssessmentFactors": []},
        {**done, "AssessmentAuthorisationDate": "2026-04-01", "AssessmentFactors": ["3B"]},
    ]
    assert values(counted(Assessments=rows), "factors") == {
        "with_factors": 2,
        "without_factors": 1,
        "3B": 2,
        "4B": 1,
        "unknown": 1,
    }


def test_children_in_need_are_counted_by_age_sex_and_disability() -> None:
    born = {"1": "2025-04-01", "2": "2025-03-31", "3": "2008-04-01", "4": None, "5": "2015-02-30"}
    now = counted(
        CINdetails=[episode(child, "2025-06-01") for child in born],
        ChildIdentifiers=[
            {
                "LAchildID": child,
                "PersonBirthDate": day,
                "ExpectedPersonBirthDate": "2026-05-01" if day is None else None,
                "Sex": "M" if day else "U",
            }
            for child, day in born.items()
        ],
        Disabilities=[
            {"LAchildID": "1", "Disability": "AUT"},
            {"LAchildID": "1", "Disability": "LD"},
            {"LAchildID": "2", "Disability": "NONE"},
            {"LAchildID": "6", "Disability": "LD"},
        ],
    )
    assert values(now, "ages") == {
        "under_1": 1,
        "1_to_4": 1,
        "16_to_17": 1,
        "unborn": 1,
        "unknown": 1,
    }
    assert values(now, "sexes") == {"male": 4, "unknown": 1}
    assert values(now, "disability") == {
        "disabled": 1,
        "not_recorded": 3,
        "NONE": 1,
        "LD": 1,
        "AUT": 1,
    }


def test_the_gender_of_older_years_stands_beside_the_sex_of_newer_ones() -> None:
    before = {
        "CINdetails": table([episode("1", "2023-06-01")]),
        "ChildIdentifiers": table([{"LAchildID": "1", "GenderCurrent": "2"}]),
    }
    now = counted(
        before,
        "2024-25",
        CINdetails=[episode("1", "2023-06-01")],
        ChildIdentifiers=[{"LAchildID": "1", "Sex": "F"}],
    )
    row = figure(now, "sexes", "female")
    assert (row["value"], row["previous"]) == (1, 1)


# ---- last year ----


def test_continuity_names_what_is_missing_and_what_is_new() -> None:
    closed = {"CINclosureDate": "2025-06-30", "ReasonForClosure": "RC7"}
    previous = {
        "CINdetails": table(
            [
                episode("1", "2024-06-01", CINclosureDate="2025-01-31"),
                episode("2", "2024-06-01", ReferralNFA="1"),
                episode("3", "2024-06-01"),
                episode("4", "2024-06-01"),
            ]
        ),
        "ChildProtectionPlans": table([plan("3", "2024-07-01"), plan("4", "2024-07-01")]),
    }
    now = counted(
        previous,
        CINdetails=[
            episode("3", "2024-06-01", **closed),
            episode("5", "2025-03-31"),
            episode("6", "2025-04-01"),
        ],
        ChildProtectionPlans=[plan("3", "2024-07-02")],
    )
    assert values(now, "continuity") == {
        "episodes_before": 2,
        "episodes_now": 2,
        "episodes_missing": 1,
        "episodes_new": 1,
        "plans_before": 2,
        "plans_now": 1,
        "plans_missing": 2,
        "plans_new": 1,
    }
    missing = now.rows.filter(pl.col("line") == "episodes_missing").row(0, named=True)
    assert (missing["collection_year"], missing["table"], missing["row_number"]) == (
        "2024-25",
        "CINdetails",
        3,
    )


@pytest.mark.parametrize(
    ("now", "before", "says"),
    [
        (115, 100, "Rose by 15% or more: the DfE will ask why"),
        (114, 100, "Within limits: rose by less than 15%"),
        (85, 100, "Fell by 15% or more: the DfE will ask why"),
        (86, 100, "Within limits: fell by less than 15%"),
        (100, 100, "Within limits: no change"),
        (1, 0, "Rose from none last year: the DfE may ask why"),
        (0, 0, "Within limits: no change"),
    ],
)
def test_the_check_of_the_change_speaks_at_the_limit_in_words(
    now: int, before: int, says: str
) -> None:
    assert check_in_words(Line("all", "All", check=15), now, before) == says


@pytest.mark.parametrize(
    ("now", "before", "says"),
    [
        (115, 100, "Rose by 15% or more: look at the children in its list"),
        (85, 100, "Fell by 15% or more: look at the children in its list"),
        (114, 100, "Within limits: less than 15%, or fewer than 5"),
        (6, 2, "Within limits: less than 15%, or fewer than 5"),
        (7, 2, "Rose by 15% or more: look at the children in its list"),
        (5, 0, "Rose by 15% or more: look at the children in its list"),
        (5, None, None),
    ],
)
def test_a_count_of_the_903_that_changes_by_the_threshold_is_pointed_out(
    now: int, before: int | None, says: str | None
) -> None:
    [placements] = [
        report for report in reports_of("ssda903", KNOWN_YEARS[-1]) if report.name == "placements"
    ]
    assert threshold_in_words(placements, Line("K2", "K2"), now, before) == says


def test_the_seven_checks_of_the_dfe_have_its_limits() -> None:
    limits = {
        (report.name, line.name): line.check
        for report in reports_of("cin", KNOWN_YEARS[-1])
        for line in report.lines
        if line.check
    }
    assert limits == {
        ("children", "all"): 15,
        ("referrals", "all"): 25,
        ("assessments", "completed"): 25,
        ("section_47", "all"): 25,
        ("protection_plans", "at_end"): 25,
        ("protection_plans", "started"): 25,
        ("protection_plans", "ended"): 25,
    }


# ---- files ----


def test_the_same_input_gives_the_same_bytes(compared: Reconciliation, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in write_reconciliation(compared, tmp_path / "a")]
    second = [path.read_bytes() for path in write_reconciliation(compared, tmp_path / "b")]
    assert first == second


def test_the_list_of_rows_runs_no_formula_of_the_file(tmp_path: Path) -> None:
    now = counted(ChildIdentifiers=[{"LAchildID": "=1+1", "PersonBirthDate": "2015-01-01"}])
    write_reconciliation(now, tmp_path)
    assert ",'=1+1\n" in (tmp_path / "reconciliation_rows.csv").read_text(encoding="utf-8")


def test_numbers_in_the_file_are_numbers(compared: Reconciliation, tmp_path: Path) -> None:
    write_reconciliation(compared, tmp_path)
    figures = pl.read_csv(tmp_path / "reconciliation.csv", infer_schema_length=None)
    counts = ["value", "previous", "change", "change_percent"]
    assert all(figures[name].dtype.is_numeric() for name in counts)
    written = figures.select(pl.col(counts).cast(pl.Float64))
    exact = compared.figures.select(pl.col(counts).cast(pl.Float64))
    assert_frame_equal(written, exact, rel_tol=0, abs_tol=0.0501)  # one decimal in the file


def page_of(reconciliation: Reconciliation, folder: Path) -> html.HtmlElement:
    write_reconciliation(reconciliation, folder)
    return html.parse(folder / "reconciliation.html").getroot()


def test_the_page_has_one_title_captions_scopes_and_fetches_nothing(
    compared: Reconciliation, tmp_path: Path
) -> None:
    page = page_of(compared, tmp_path)
    assert page.get("lang") == "en-GB"
    assert page.findtext(".//title") == (
        "Reconciliation of the children in need census 2025-26: Authority 999"
    )
    assert len(page.findall(".//h1")) == 1
    captions = [found.findtext("caption") for found in page.findall(".//table")]
    assert all(captions)
    assert len(set(captions)) == len(captions)
    assert all(cell.get("scope") in ("col", "row") for cell in page.findall(".//th"))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//a/@href")} <= set(ids)
    assert not page.xpath("//script | //link | //img | //iframe | //@src")
    assert "Rose by 15% or more" in page.text_content()


def test_the_page_names_no_child(
    compared: Reconciliation, sample: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    text = page_of(compared, tmp_path).text_content()
    assert not [child for child in sample["ChildIdentifiers"]["LAchildID"] if child in text]


def test_the_page_says_that_no_return_of_last_year_was_given(
    sample: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    page = page_of(reconcile("cin", sample, year=YEAR), tmp_path)
    text = page.text_content()
    assert "No return of last year was given" in text
    assert "Needs last year's return, which was not given." in text
    assert "2024-25" not in text


def test_what_the_file_says_is_text_on_the_page(tmp_path: Path) -> None:
    now = counted(Header=[{"LEA": "<b>9"}])
    page = page_of(now, tmp_path)
    assert "Authority <b>9" in page.text_content()
    assert not page.findall(".//b")


# ---- reports as files ----


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("report: other\nlines: [{line: all, label: All}]", "file name"),
        ("report: x\nlines: [{line: all, label: All, cheque: 15}]", "cheque"),
        ("report: x\nlines: [{line: all, label: All}, {line: all, label: All}]", "twice"),
        ("report: x\nlines: [{line: all, label: All, percent: [a, all]}]", "a$"),
        ("report: x\nlines: [{line: all, label: All}]\ncolour: red", "colour"),
    ],
)
def test_a_report_that_is_not_well_formed_is_a_fault(
    header: str, says: str, tmp_path: Path
) -> None:
    common = "title: X\norder: 1\ndefinition: X\nsource: X\ntable: CINdetails\n"
    path = tmp_path / "report_x.sql"
    path.write_text(f"/*---\n{common}{header}\n---*/\nselect 1", encoding="utf-8")
    with pytest.raises(ReportFault, match=says):
        read_report(path)
    path.write_text("select 1", encoding="utf-8")
    with pytest.raises(ReportFault, match="no header"):
        read_report(path)
