"""The Returns page: findings, fix lists with notes, sign-off, submissions, and a dropped file."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest
from conftest import words
from published_folder import AS_AT, EVIL, TEAMS
from streamlit.testing.v1 import AppTest

from dashboards.access import Viewer
from dashboards.installation import Published, Unreadable, upload_mb
from dashboards.registry import Visit
from dashboards.return_page import Chosen, check_file
from pipelines.state import ReturnOf, Sighting, audit_rows, ledger, sign_offs, submissions
from pipelines.state.findings import observe
from returns import ReturnFault

OpenPage = Callable[..., AppTest]
CIN = ReturnOf("999", "cin", "2025-26")
BEFORE = dt.date(2026, 4, 30)
EARLIER = dt.date(2026, 1, 31)
SMALL_CENSUS = b"""<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2026</Year>
<ReferenceDate>2026-03-31</ReferenceDate></CollectionDetails><Source><SourceLevel>L</SourceLevel>
<LEA>999</LEA></Source></Header><Children><Child><ChildIdentifiers>
<LAchildID>DROPPED1</LAchildID><PersonBirthDate>2015-02-30</PersonBirthDate>
</ChildIdentifiers></Child></Children></Message>"""


def sighting(number: int, rule: str = "100") -> Sighting:
    return Sighting(
        finding_id=f"cin-{number}",
        rule_code=rule,
        severity="error",
        table="Assessments",
        child_id=f"C10{number}",
        record=f"cin_assessments A{number}",
        keys=None,
        field="AssessmentActualStartDate",
        team=TEAMS[0],
        worker_id="W0",
    )


@pytest.fixture
def checked_thrice(data_root: Path) -> Path:
    """The state after three checks: finding 0 stands since the first, 7 has been mended since."""
    state = data_root / "state"
    observe(state, CIN, EARLIER, "a", [sighting(0), sighting(7)])
    observe(state, CIN, BEFORE, "b", [sighting(0), sighting(7)])
    observe(state, CIN, AS_AT, "c", [sighting(0), sighting(1), sighting(2, "102Q")])
    return state


def press(app: AppTest, label: str) -> AppTest:
    [button] = [one for one in app.button if one.label == label]
    return button.click().run()


def downloads(app: AppTest) -> list[str]:
    return [button.label for button in app.get("download_button")]


def test_the_page_has_a_tab_for_each_thing_to_do(open_page: OpenPage) -> None:
    app = open_page("analyst", "returns")
    assert [tab.label for tab in app.tabs] == [
        "Rules",
        "Findings",
        "Fix list",
        "Files and sign-off",
        "Check a file",
    ]


def test_findings_are_shown_on_demand_escaped_and_audited(
    open_page: OpenPage, data_root: Path
) -> None:
    app = open_page("analyst", "returns")
    assert "AssessmentActualStartDate" not in words(app)
    press(app, "Show the findings")
    said = words(app)
    assert EVIL not in said
    assert "&lt;script&gt;" in said
    assert "ssd_cin_assessments.csv row 2" in said
    assert '<td class="num">40</td>' in said
    (row,) = audit_rows(data_root / "state")
    assert (row.page, row.rows) == ("returns", 3)
    assert "Download CIN_999_2025-26.xml (10 bytes)" in downloads(app)


def test_the_fix_list_is_by_team_with_age_and_leaves_an_audit_row(
    open_page: OpenPage, checked_thrice: Path
) -> None:
    app = open_page("officer", "returns")
    assert "cin_assessments A0" not in words(app)
    press(app, "Show the fix list")
    said = words(app)
    assert "<td>cin_assessments A0, AssessmentActualStartDate 2026-01-01</td>" in said
    assert '<td class="num">181</td>' in said
    assert "● Mended" in said
    assert EVIL not in said
    (row,) = audit_rows(checked_thrice)
    assert row.what.startswith("Fix list of CIN census 2025-26, all teams")
    assert row.rows == 4
    app.selectbox(key="returns:fix_team").set_value(TEAMS[1]).run()
    assert "cin_assessments A1" not in words(app)
    press(app, "Show the fix list")
    said = words(app)
    assert "<td>cin_assessments A1, " in said
    assert "<td>cin_assessments A0, AssessmentActualStartDate 2026-01-01</td>" not in said


def test_progress_counts_what_is_new_what_stands_and_what_was_mended(
    open_page: OpenPage, checked_thrice: Path
) -> None:
    said = words(open_page("officer", "returns"))
    assert (
        "Since the check as at 30 April 2026: 2 new, 1 still there (0 of all with a note), "
        "1 mended." in said
    )
    assert "by team and rule" in said


def test_a_first_check_has_nothing_to_compare_with(open_page: OpenPage) -> None:
    assert "first check of this return" in words(open_page("officer", "returns"))


def test_a_note_is_kept_and_shown_with_the_finding(
    open_page: OpenPage, checked_thrice: Path
) -> None:
    app = press(open_page("officer", "returns"), "Show the fix list")
    [finding] = [box for box in app.selectbox if box.label == "Finding"]
    finding.set_value("cin-0")
    app.text_area[0].set_value("=Born abroad")
    press(app, "Keep the note")
    assert not app.exception
    assert "◐ Noted" in words(app)
    assert "<td>=Born abroad</td>" in words(app)
    row = next(r for r in ledger(checked_thrice, CIN, AS_AT) if r.sighting.child_id == "C100")
    assert (row.state, row.note) == ("noted", "=Born abroad")


def test_the_officer_reads_sign_offs_and_the_analyst_gives_them(
    open_page: OpenPage, data_root: Path
) -> None:
    officer = open_page("officer", "returns")
    assert "not signed off" in words(officer)
    assert "Sign off these files" not in [button.label for button in officer.button]
    app = open_page("analyst", "returns")
    press(app, "Sign off these files")
    assert "needs the name" in app.error[0].value
    names = [field for field in app.text_input if field.label.startswith("Name of the person")]
    names[0].set_value("A. Director")
    press(app, "Sign off these files")
    said = words(app)
    assert "The files of this run are signed off." in said
    assert "● Yes" in said
    [kept] = sign_offs(data_root / "state", CIN)
    assert (kept.signed_by, kept.errors, kept.queries) == ("A. Director", 2, 1)
    assert "A. Director" in words(open_page("officer", "returns"))


def test_a_sign_off_of_other_files_no_longer_holds(open_page: OpenPage, data_root: Path) -> None:
    from pipelines.state import sign_off

    sign_off(
        data_root / "state",
        CIN,
        return_hash="of yesterday",
        run_id="r",
        as_at=BEFORE,
        errors=0,
        queries=0,
        signed_by="A. Director",
        role="analyst",
    )
    said = words(open_page("officer", "returns"))
    assert "not signed off" in said
    assert "✕ No, the files have changed since" in said


def keep(state: Path, digest: str = "00") -> None:
    submissions.keep(
        state,
        return_name="cin",
        year="2024-25",
        authority="999",
        tables={"ChildIdentifiers": pl.DataFrame({"LAchildID": ["a"]})},
        source={"cin.xml": digest},
        by="analyst",
    )


def test_submitted_returns_are_listed_and_an_altered_one_is_named(
    open_page: OpenPage, data_root: Path
) -> None:
    state = data_root / "state"
    assert "None is kept" in words(open_page("officer", "returns"))
    keep(state)
    keep(state, "11")
    said = words(open_page("officer", "returns"))
    assert said.count("<td>cin.xml</td>") == 2
    assert said.count("No, a newer one was kept") == 1
    [path] = (state / "chain" / "000001").glob("*.parquet")
    path.chmod(0o644)
    path.write_bytes(b"other")
    app = open_page("officer", "returns")
    assert "000001/ChildIdentifiers.parquet" in app.error[0].value


def test_the_reconciliation_shows_what_the_dfe_checks(open_page: OpenPage) -> None:
    said = words(open_page("analyst", "returns"))
    assert "Rose by more than 15%" in said
    assert "Not yet born" not in said
    assert "Rose by more than 15%" not in words(open_page("officer", "returns"))


class Dropped:
    """A file as the uploader hands it over."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name, self.content, self.size = name, content, len(content)

    def getvalue(self) -> bytes:
        return self.content


@pytest.fixture
def drop(published: Published) -> Callable[..., check_file.Answer]:
    """Checks dropped files as the analyst of the sample council."""

    def check(*files: Dropped, name: str = "cin", limit: int = 50) -> check_file.Answer:
        viewer = Viewer("analyst", "999")
        chosen = Chosen(Visit(viewer, published, "Barsetshire"), name, "2025-26")
        return check_file.check(chosen, name, "2025-26", list(files), limit)

    return check


def temporary_folders() -> set[str]:
    return {path.name for path in Path(tempfile.gettempdir()).glob("sightline-check-*")}


def test_a_dropped_census_is_checked_and_nothing_of_it_is_kept(
    drop: Callable[..., check_file.Answer], data_root: Path
) -> None:
    before = temporary_folders()
    answer = drop(Dropped("../../cin.xml", SMALL_CENSUS))
    wrong = answer.issues.filter(pl.col("field") == "PersonBirthDate")
    assert "2015-02-30" in wrong["value"].to_list()
    assert wrong["line"].drop_nulls().to_list()
    assert answer.runs.height > 50
    assert not answer.compared
    assert temporary_folders() == before
    assert not list(data_root.rglob("cin.xml"))
    (row,) = audit_rows(data_root / "state")
    assert (row.role, row.rows) == ("analyst", answer.issues.height)
    assert "cin.xml" not in row.what


def test_a_dropped_census_of_another_year_is_told(
    drop: Callable[..., check_file.Answer],
) -> None:
    assert drop(Dropped("cin.xml", SMALL_CENSUS)).doubts == ()
    other = SMALL_CENSUS.replace(b"<Year>2026<", b"<Year>2025<")
    assert drop(Dropped("cin.xml", other)).doubts == (
        "The header says that it is of 2024-25; it was checked as 2025-26.",
    )


def test_a_dropped_census_is_compared_with_what_was_submitted(
    drop: Callable[..., check_file.Answer], data_root: Path
) -> None:
    keep(data_root / "state")
    assert drop(Dropped("cin.xml", SMALL_CENSUS)).compared
    other = SMALL_CENSUS.replace(b"<LEA>999<", b"<LEA>301<")
    assert not drop(Dropped("cin.xml", other)).compared


def test_the_files_of_an_ssda903_are_dropped_together(
    drop: Callable[..., check_file.Answer],
) -> None:
    answer = drop(
        Dropped("header.csv", b"CHILD,SEX,DOB\nA,M,01/02/2015\n"),
        Dropped("uasc.csv", b"CHILD,SEX,DOB,DUC\nA,M,01/02/2015,\n"),
        name="ssda903",
    )
    assert answer.runs.height > 1


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cin.xml", content)
    return out.getvalue()


def test_a_zip_is_read_and_one_that_would_blow_up_is_not_opened(
    drop: Callable[..., check_file.Answer],
) -> None:
    assert drop(Dropped("cin.zip", zipped(SMALL_CENSUS))).issues.height
    with pytest.raises(ReturnFault, match=r"cin\.zip: The zip would unpack to"):
        drop(Dropped("cin.zip", zipped(b" " * 8_000_000)))


def test_a_run_of_an_earlier_version_is_told(open_page: OpenPage, data_root: Path) -> None:
    [casework] = (data_root / "published" / "999").glob("casework-*")
    content = casework.read_bytes()
    casework.unlink()
    casework.write_bytes(content)
    with duckdb.connect(str(casework)) as con:
        con.execute("drop table return_file")
        con.execute("alter table rule_issue drop column finding_id")
    app = open_page("analyst", "returns")
    assert not app.exception
    assert "published by an earlier version" in words(app)
    assert "Sign off these files" not in [button.label for button in app.button]


@pytest.mark.parametrize(
    ("files", "limit", "sentence"),
    [
        ([], 50, "There is no file"),
        ([Dropped("a.xml", b"x" * 1_100_000)], 1, "longer than 1 MB"),
        ([Dropped("a.xml", b"no census")], 50, "a.xml"),
        ([Dropped("a.zip", b"PK no zip")], 50, "a.zip"),
        ([Dropped("a.csv", b"1"), Dropped("x/a.csv", b"2")], 50, "Two files are named a.csv"),
    ],
)
def test_what_cannot_be_checked_is_a_sentence_without_our_folder(
    files: list[Dropped], limit: int, sentence: str, drop: Callable[..., check_file.Answer]
) -> None:
    before = temporary_folders()
    with pytest.raises(ReturnFault) as fault:
        drop(*files, limit=limit)
    assert sentence in fault.value.sentence()
    assert "sightline-check" not in fault.value.sentence()
    assert temporary_folders() == before


def test_an_officer_is_not_offered_the_check_of_a_file(open_page: OpenPage) -> None:
    assert not open_page("officer", "returns").get("file_uploader")
    assert open_page("analyst", "returns").get("file_uploader")


def test_a_wrong_setting_is_told_on_the_page(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGHTLINE_UPLOAD_MB", "much")
    app = open_page("analyst", "returns")
    assert not app.exception
    assert "SIGHTLINE_UPLOAD_MB" in app.error[0].value


def test_the_size_of_an_upload_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert upload_mb() == 50
    monkeypatch.setenv("SIGHTLINE_UPLOAD_MB", "7")
    assert upload_mb() == 7
    for wrong in ("0", "much", "-1"):
        monkeypatch.setenv("SIGHTLINE_UPLOAD_MB", wrong)
        with pytest.raises(Unreadable, match="SIGHTLINE_UPLOAD_MB"):
            upload_mb()
