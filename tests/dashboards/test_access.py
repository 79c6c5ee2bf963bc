"""Who may open what, tried at every door: the page, the query, the address, the file on disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import words
from published_folder import TEAMS
from streamlit.testing.v1 import AppTest

from dashboards import access, queries
from dashboards.access import Refused, Viewer
from dashboards.installation import Published, Unreadable, current
from pipelines.state import ReturnOf, audit_rows, sign_offs

MakeViewer = Callable[[str], Viewer]
QUARTER = {"period_start": dt.date(2026, 4, 1), "period_end": dt.date(2026, 6, 30)}
MEASURE = "contact__decided_within_1_working_day"

# As the architecture's table of roles says; written out again so that a slip in the code is seen.
MAY_OPEN = {
    "scrutiny": {"public"},
    "commissioner": {"aggregate"},
    "manager": {"aggregate", "casework"},
    "officer": {"aggregate", "casework"},
    "analyst": {"aggregate", "casework", "identity", "return files"},
    "auditor": {"audit rows"},
}
KINDS = ("public", "aggregate", "casework", "identity", "return files")


@pytest.mark.parametrize("role", MAY_OPEN)
@pytest.mark.parametrize("kind", KINDS)
def test_a_role_opens_the_files_of_its_row_in_the_table_and_no_other(
    role: str, kind: str, viewer: MakeViewer, published: Published
) -> None:
    if kind in MAY_OPEN[role]:
        assert access.file_for(viewer(role), published, kind).is_relative_to(
            published.public.parent
        )
    else:
        with pytest.raises(Refused):
            access.file_for(viewer(role), published, kind)


def cut_of(team: str | None) -> tuple[str, str]:
    """The slice and its value that stand for a team, or for the whole council."""
    return ("all", "all") if team is None else ("team", team)


def child_queries(
    viewer: Viewer, published: Published, team: str | None
) -> list[Callable[[], object]]:
    return [
        lambda: queries.measure_rows(
            viewer, published, measure_id=MEASURE, cut=cut_of(team), **QUARTER
        ),
        lambda: queries.returns_checked(viewer, published),
        lambda: queries.rule_runs(viewer, published, "cin", "2025-26"),
        lambda: queries.rule_issues(viewer, published, "cin", "2025-26"),
        lambda: queries.return_files(viewer, published, "cin", "2025-26"),
        lambda: queries.fix_rows(viewer, published, "cin", "2025-26"),
        lambda: queries.ledger_of(viewer, published, "cin", "2025-26"),
        lambda: queries.check_before(viewer, published, "cin", "2025-26"),
        lambda: queries.return_hash(viewer, published, "cin", "2025-26"),
        lambda: queries.signed(viewer, "cin", "2025-26"),
        lambda: queries.submitted(viewer, "cin"),
        lambda: queries.submitted_tables(viewer, "cin", "999", "2024-25"),
        lambda: access.keep_note(viewer, published, "cin-0", "note"),
        lambda: access.sign(
            viewer,
            published,
            ReturnOf("999", "cin", "2025-26"),
            return_hash="00",
            errors=0,
            queries=0,
            signed_by="A",
            remark="",
        ),
    ]


@pytest.mark.parametrize("role", ["scrutiny", "commissioner", "auditor"])
@pytest.mark.parametrize("team", [None, TEAMS[0]])
def test_roles_that_never_see_children_are_refused_by_every_query_of_children(
    role: str, team: str | None, viewer: MakeViewer, published: Published
) -> None:
    for query in child_queries(viewer(role), published, team):
        with pytest.raises(Refused):
            query()


def test_scrutiny_is_refused_true_counts_by_team_and_the_ingestion_report(
    viewer: MakeViewer, published: Published
) -> None:
    scrutiny = viewer("scrutiny")
    assert queries.teams(scrutiny, published) == []
    with pytest.raises(Refused):
        queries.values(scrutiny, published, period_type="quarter", cut=("team", TEAMS[0]))
    with pytest.raises(Refused):
        queries.drops_of_tables(scrutiny, published)


def test_scrutiny_sees_the_protected_figures_and_officers_the_true_ones(
    viewer: MakeViewer, published: Published
) -> None:
    public = queries.values(viewer("scrutiny"), published, period_type="quarter")
    true = queries.values(viewer("officer"), published, period_type="quarter")
    hidden = [row for row in public if row["status"] == "c"]
    assert hidden
    assert all(row["value"] is None and row["numerator"] is None for row in hidden)
    assert all(row["status"] == "ok" and row["numerator"] is not None for row in true)
    assert queries.period_types(viewer("scrutiny"), published).sort() == ["quarter", "year"].sort()


def test_a_manager_gets_rows_of_an_own_team_only(viewer: MakeViewer, published: Published) -> None:
    manager = viewer("manager")
    rows = queries.measure_rows(
        manager, published, measure_id=MEASURE, cut=("team", TEAMS[0]), **QUARTER
    )
    assert rows.height > 0
    assert set(rows["team"]) == {TEAMS[0]}
    for cut in (("team", TEAMS[1]), ("team", "Unknown"), ("all", "all"), ("age_band", "5 to 9")):
        with pytest.raises(Refused):
            queries.measure_rows(manager, published, measure_id=MEASURE, cut=cut, **QUARTER)


def test_a_manager_sees_breakdowns_of_own_teams_and_no_other(
    viewer: MakeViewer, published: Published
) -> None:
    manager, measure = viewer("manager"), {"measure_id": MEASURE, "slices": ["team", "age_band"]}
    end = QUARTER["period_end"]
    assert queries.slices(manager, published, measure) == ["team"]
    by_team = queries.breakdown(
        manager, published, measure_id=MEASURE, period_type="quarter", period_end=end, name="team"
    )
    assert [row["slice_value"] for row in by_team] == [TEAMS[0]]
    with pytest.raises(Refused):
        queries.breakdown(
            manager,
            published,
            measure_id=MEASURE,
            period_type="quarter",
            period_end=end,
            name="age_band",
        )


def test_scrutiny_is_given_ages_that_passed_disclosure_control_and_no_teams(
    viewer: MakeViewer, published: Published
) -> None:
    scrutiny, measure = viewer("scrutiny"), {"measure_id": MEASURE, "slices": ["team", "age_band"]}
    end = QUARTER["period_end"]
    assert queries.slices(scrutiny, published, measure) == ["age_band"]
    rows = queries.breakdown(
        scrutiny,
        published,
        measure_id=MEASURE,
        period_type="quarter",
        period_end=end,
        name="age_band",
    )
    assert "c" in {row["status"] for row in rows}
    assert all(row["value"] is None for row in rows if row["status"] == "c")
    with pytest.raises(Refused):
        queries.breakdown(
            scrutiny,
            published,
            measure_id=MEASURE,
            period_type="quarter",
            period_end=end,
            name="team",
        )


def test_a_manager_chooses_among_own_teams_and_sees_no_findings_of_the_authority(
    viewer: MakeViewer, published: Published
) -> None:
    manager = viewer("manager")
    assert queries.teams(manager, published) == [TEAMS[0]]
    with pytest.raises(Refused):
        queries.values(manager, published, period_type="quarter", cut=("team", TEAMS[1]))
    for query in child_queries(manager, published, TEAMS[0])[1:]:
        with pytest.raises(Refused):
            query()


def test_an_officer_gets_no_return_files_and_an_analyst_does(
    viewer: MakeViewer, published: Published
) -> None:
    with pytest.raises(Refused):
        queries.return_files(viewer("officer"), published, "cin", "2025-26")
    files = queries.return_files(viewer("analyst"), published, "cin", "2025-26")
    assert [path.name for path in files] == ["CIN_999_2025-26.xml", "reconciliation.csv"]


def test_only_the_analyst_signs_off_and_only_for_the_own_council(
    viewer: MakeViewer, published: Published, data_root: Path
) -> None:
    given = {"return_hash": "00", "errors": 0, "queries": 0, "signed_by": "A", "remark": ""}
    own, other = (ReturnOf(number, "cin", "2025-26") for number in ("999", "998"))
    for role, of in (("officer", own), ("analyst", other)):
        with pytest.raises(Refused):
            access.sign(viewer(role), published, of, **given)
    access.sign(viewer("analyst"), published, own, **given)
    assert len(sign_offs(data_root / "state", own)) == 1
    with pytest.raises(Refused):
        queries.submitted_tables(viewer("officer"), "cin", "999", "2024-25")


def test_only_the_auditor_reads_audit_rows(viewer: MakeViewer, published: Published) -> None:
    access.note_access(viewer("officer"), page="measure", what="a list", rows=3, reason="test")
    assert queries.audit(viewer("auditor"))["what"].to_list() == ["a list"]
    for role in set(MAY_OPEN) - {"auditor"}:
        with pytest.raises(Refused):
            queries.audit(viewer(role))


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("scrutiny", "returns"),
        ("commissioner", "returns"),
        ("manager", "returns"),
        ("scrutiny", "audit"),
        ("officer", "audit"),
        ("auditor", "measure"),
        ("auditor", "returns"),
        ("scrutiny", "ingestion"),
        ("manager", "ingestion"),
        ("auditor", "ingestion"),
        ("commissioner", "records"),
        ("manager", "records"),
    ],
)
def test_a_page_that_is_reached_by_its_address_is_refused_in_words(
    role: str, page: str, open_page: Callable[..., AppTest]
) -> None:
    app = open_page(role, page)
    assert not app.exception
    assert "not open to the role" in app.warning[0].value
    assert not app.get("download_button")
    assert "<table" not in words(app)


@pytest.mark.parametrize("role", ["scrutiny", "commissioner"])
def test_the_measure_page_never_offers_rows_to_those_who_see_no_children(
    role: str, open_page: Callable[..., AppTest], data_root: Path
) -> None:
    app = open_page(role, "measure")
    assert not app.exception
    assert not app.button
    assert "rows behind" not in words(app)
    assert audit_rows(data_root / "state") == []


def test_a_manager_who_asks_for_another_team_by_address_is_shown_what_they_may_see(
    open_page: Callable[..., AppTest],
) -> None:
    app = open_page("manager", "measure", team=TEAMS[1])
    assert not app.exception
    assert app.selectbox(key="measure:group").value == "all"
    assert "not available here" in app.info[0].value
    assert f"Barsetshire, {TEAMS[1]}" not in words(app)


def test_a_process_for_scrutiny_needs_the_public_file_and_no_other(
    open_page: Callable[..., AppTest], data_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGHTLINE_ROLES", "scrutiny")
    folder = data_root / "published"
    for path in folder.rglob("*.duckdb"):
        if not path.name.startswith("public-"):
            path.unlink()
    for page in ("overview", "measure", "about"):
        app = open_page("scrutiny", page)
        assert not app.exception
        assert app.title


def test_real_data_offer_no_role_picker_unless_the_process_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert access.roles_offered(is_sample=True) == list(access.ROLES)
    assert access.roles_offered(is_sample=False) == ["scrutiny"]
    monkeypatch.setenv("SIGHTLINE_ROLES", "analyst, officer")
    assert access.roles_offered(is_sample=False) == ["officer", "analyst"]
    monkeypatch.setenv("SIGHTLINE_ROLES", "director")
    with pytest.raises(Refused, match="director"):
        access.roles_offered(is_sample=False)


def test_a_session_starts_with_the_role_that_sees_least(open_page: Callable[..., AppTest]) -> None:
    assert open_page("scrutiny", "overview").selectbox(key="role").value == "scrutiny"


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "[]",
        '{"run_id": "x"}',
        '{"run_id": "x", "as_at": "2026-07-31", "public": "../../secret", "aggregate": "a"}',
    ],
)
def test_a_pointer_that_cannot_be_used_is_told_in_words(text: str, tmp_path: Path) -> None:
    (tmp_path / "current.json").write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match="make run"):
        current(tmp_path)


def test_published_files_are_opened_read_only_and_shut_in(published: Published) -> None:
    for sql in ("create table x (y int)", "select * from read_csv('/etc/passwd')"):
        with pytest.raises(Exception, match=r"(?i)read-only|disabled|permission"):
            queries._read(published.public, sql)
