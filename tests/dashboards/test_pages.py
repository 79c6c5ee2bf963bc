"""Each page in each role.

What it says, what it leaves behind, and what it does when there is nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import APP, ask, words
from published_folder import MEASURES, TEAMS
from streamlit.testing.v1 import AppTest

from dashboards import registry, views
from dashboards.access import ROLES
from dashboards.installation import Published
from pipelines.state import audit_rows

OpenPage = Callable[..., AppTest]
PAGES_OF = {
    "overview": ("scrutiny", "commissioner", "manager", "officer", "analyst"),
    "measure": ("scrutiny", "commissioner", "manager", "officer", "analyst"),
    "returns": ("officer", "analyst"),
    "ingestion": ("commissioner", "officer", "analyst"),
    "records": ("officer", "analyst"),
    "audit": ("auditor",),
    "about": tuple(ROLES),
}
MEASURE = "contact__decided_within_1_working_day"


@pytest.mark.parametrize(
    ("page", "role"), [(page, role) for page, roles in PAGES_OF.items() for role in roles]
)
def test_a_page_opens_for_its_roles_with_one_title_and_says_what_it_shows(
    page: str, role: str, open_page: OpenPage
) -> None:
    app = open_page(role, page)
    assert not app.exception
    assert len(app.title) == 1
    assert "<strong>Showing:</strong>" in words(app)


def test_the_pages_are_those_that_the_folder_holds() -> None:
    assert {spec.name: spec.roles for spec in registry.discover()} == PAGES_OF


def test_a_newcomer_adds_a_page_with_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "funnel.py").write_text(
        'TITLE, ORDER, ROLES = "Funnel", 15, ("officer",)\n\n\ndef render(visit):\n    pass\n'
    )
    monkeypatch.setattr(views, "__path__", [*views.__path__, str(tmp_path)])
    try:
        assert [spec.title for spec in registry.discover()][:3] == ["Overview", "Funnel", "Measure"]
    finally:
        sys.modules.pop("dashboards.views.funnel", None)


def test_a_page_without_its_header_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "half.py").write_text('TITLE = "Half"\n')
    monkeypatch.setattr(views, "__path__", [str(tmp_path)])
    try:
        with pytest.raises(TypeError, match=r"half\.py lacks ORDER, ROLES, render"):
            registry.discover()
    finally:
        sys.modules.pop("dashboards.views.half", None)


def test_the_overview_shows_every_measure_with_the_two_numbers_it_is_made_of(
    open_page: OpenPage, published: Published
) -> None:
    said = words(open_page("officer", "overview"))
    for measure in MEASURES:
        assert said.count(f"<h3>{measure[1]}</h3>") == 1
    ((numerator, denominator),) = ask(
        published.aggregate,
        f"""
        select numerator::int, denominator::int from fct_measure_value
        where measure_id = '{MEASURE}' and slice = 'all' and period_type = 'rolling_12_months'
        order by period_end desc limit 1
        """,
    )
    assert f"{numerator} of {denominator}" in said
    assert "12 months to 31 July 2026, provisional" in said
    assert "England 2024-25" in said


def test_the_overview_gives_every_small_chart_words(open_page: OpenPage) -> None:
    pictures = re.findall(r"<img[^>]*>", words(open_page("officer", "overview")))
    assert len(pictures) == len(MEASURES)
    for picture in pictures:
        assert re.search(
            r'alt="Small line chart\. From [\d.]+% in|alt="Small line chart\. From [\d.]+ per',
            picture,
        )


def test_neutral_measures_are_never_rated(open_page: OpenPage) -> None:
    said = words(open_page("officer", "overview"))
    card = said[said.index("<h3>Children looked after</h3>") :].split("<h3>")[1]
    assert "Target" not in card.split("<table")[0]
    assert "Neutral: not rated" in said


def test_scrutiny_sees_hidden_figures_as_c_and_nothing_made_from_them(open_page: OpenPage) -> None:
    said = words(open_page("scrutiny", "overview"))
    assert "[c]" in said
    assert "A hidden figure is not compared." in said


def test_a_team_is_kept_in_the_address_and_carried_to_the_next_page(open_page: OpenPage) -> None:
    app = open_page("officer", "overview", team=TEAMS[1], period="quarter")
    assert app.query_params["team"] == TEAMS[1]
    assert app.query_params["period"] == "quarter"
    assert f"Barsetshire, {TEAMS[1]}; April to June 2026 (Q1 2026-27)" in words(app)
    assert "role" not in app.query_params


def test_a_team_of_the_overview_is_the_group_of_the_measure(open_page: OpenPage) -> None:
    app = open_page("officer", "measure", measure=MEASURE, team=TEAMS[1], period="quarter")
    assert app.selectbox(key="measure:group").value == "team"
    assert f"Barsetshire, {TEAMS[1]}; April to June 2026 (Q1 2026-27)" in words(app)


def test_a_group_of_children_is_kept_in_the_address_with_its_rows(open_page: OpenPage) -> None:
    app = open_page(
        "officer",
        "measure",
        measure=MEASURE,
        group="age_band",
        age_band="10 to 15",
        period="quarter",
    )
    assert not app.exception
    assert "Barsetshire, age: 10 to 15; April to June 2026" in words(app)
    app.button[0].click().run()
    assert "The rows add up to it." in words(app)


def test_groups_keep_their_order_add_up_and_are_no_ranking(open_page: OpenPage) -> None:
    said = words(open_page("officer", "measure", measure=MEASURE, by="age_band"))
    table = said[said.index("within 1 working day by age") :].split("</table>")[0]
    found = re.findall(r"<th scope=\"row\"[^>]*>([^<]+)<", table)
    assert found == [
        "Under 1",
        "1 to 4",
        "5 to 9",
        "10 to 15",
        "16 to 17",
        "Unknown",
        "Whole council (Barsetshire)",
    ]
    assert "The groups add up to the whole." in said
    assert "no ranking" in said


def test_an_unknown_measure_in_the_address_is_told(open_page: OpenPage) -> None:
    app = open_page("officer", "measure", measure="no_such_measure")
    assert not app.exception
    assert "names a measure that is not known" in app.info[0].value


@pytest.mark.parametrize("measure", [measure[0] for measure in MEASURES])
def test_the_measure_page_holds_trend_definition_and_rows_that_add_up(
    measure: str, open_page: OpenPage
) -> None:
    app = open_page("officer", "measure", measure=measure)
    assert not app.exception
    assert [header.value for header in app.header] == [
        "Trend",
        "By group",
        "Published figures to compare with",
        "Definition",
        "The rows behind a figure",
    ]
    trend, *by_group = app.get("plotly_chart")
    assert "The table below holds every point." in trend.proto.alt
    # A rate has no population by group, so there is nothing to draw.
    assert len(by_group) == (0 if measure.endswith("rate_per_10k") else 1)
    assert all("The table below holds every group." in chart.proto.alt for chart in by_group)
    assert "<caption>" in words(app)
    assert "Definition hash" in words(app)
    assert [button.label for button in app.get("download_button")] == [
        "Download the table (CSV)",
        "Download the breakdown (CSV)",
    ]
    # A stock counts on its last day and a flow over the whole span: each must find its own rows.
    app.button[0].click().run()
    assert "The rows add up to it." in words(app)


def test_where_nothing_is_published_the_reason_is_told(open_page: OpenPage) -> None:
    assert "None published" in words(open_page("officer", "overview"))
    assert (
        open_page("officer", "measure", measure=MEASURE).info[0].value
        == "Nobody publishes contacts."
    )


def test_the_walk_leads_from_the_figure_to_rows_that_add_up_to_it_and_is_audited(
    open_page: OpenPage, data_root: Path
) -> None:
    app = open_page("officer", "measure", measure=MEASURE, period="quarter")
    assert audit_rows(data_root / "state") == []
    app.button[0].click().run()
    assert not app.exception
    said = words(app)
    assert "The rows add up to it." in said
    assert "Source row" in said
    assert "2026-07-31-0123456789ab" in said
    (row,) = audit_rows(data_root / "state")
    assert (row.role, row.page, row.reason) == ("officer", "measure", "Checking the figure")
    assert MEASURE in row.what
    app.radio[0].set_value("Excluded").run()
    assert len(audit_rows(data_root / "state")) == 1


def test_a_manager_walks_to_the_rows_of_an_own_team(open_page: OpenPage, data_root: Path) -> None:
    app = open_page("manager", "measure", measure=MEASURE)
    assert "Choose one of your teams" in words(app)
    app.selectbox(key="measure:group").set_value("team").run()
    app.selectbox(key="measure:team").set_value(TEAMS[0]).run()
    app.button[0].click().run()
    said = words(app)
    assert f"<td>{TEAMS[0]}</td>" in said
    assert not any(f"<td>{team}</td>" in said for team in TEAMS[1:])
    (row,) = audit_rows(data_root / "state")
    assert TEAMS[0] in row.what


def test_a_view_that_cannot_be_audited_is_not_shown(open_page: OpenPage, data_root: Path) -> None:
    app = open_page("officer", "measure", measure=MEASURE)
    (data_root / "state").mkdir(exist_ok=True)
    (data_root / "state" / "state.sqlite3").write_bytes(
        b"this is no database, whatever its name says" * 50
    )
    app.button[0].click().run()
    assert "has to leave an audit row and could not" in app.error[0].value
    assert "Source row" not in words(app)


def test_the_returns_page_names_every_rule_and_those_that_could_not_run_first(
    open_page: OpenPage,
) -> None:
    said = words(open_page("officer", "returns"))
    assert (
        "5 rules: 1 passed, 2 with findings, 1 not applicable, 1 could not run. 3 findings." in said
    )
    order = [said.index(f">{code}</th>") for code in ("104", "100", "102Q", "103", "101")]
    assert order == sorted(order)
    assert "the returns analyst may download them" in said


def test_nothing_published_is_told_with_the_command_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGHTLINE_DATA_DIR", str(tmp_path))
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    assert "Type `make run`" in app.info[0].value


def test_an_unreadable_pointer_is_told_with_the_command_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGHTLINE_DATA_DIR", str(tmp_path))
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "current.json").write_text("{")
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.exception
    assert "make run" in app.error[0].value


def test_a_new_run_is_shown_without_a_restart(open_page: OpenPage, data_root: Path) -> None:
    pointer = data_root / "published" / "current.json"
    app = open_page("officer", "about")
    text = pointer.read_text()
    pointer.unlink()
    pointer.write_text(text.replace('"run_id": "20260731-fixture"', '"run_id": "20260801-next"'))
    assert "20260801-next" in words(app.run())
