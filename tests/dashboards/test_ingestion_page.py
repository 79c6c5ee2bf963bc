"""The page "Data in": counts to those who see figures, single findings to officer and analyst."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from conftest import words
from published_folder import DROP_IN_USE, EVIL, OLD_DROP, TEAMS
from streamlit.testing.v1 import AppTest

from dashboards import queries
from dashboards.access import Refused, Viewer
from dashboards.installation import Published
from pipelines.state import audit_rows

OpenPage = Callable[..., AppTest]
PAGE = "ingestion"
CHILD = "C1001"


def test_the_drop_in_use_is_shown_with_every_count_and_what_became_of_each_row(
    open_page: OpenPage,
) -> None:
    said = words(open_page("commissioner", PAGE))
    assert f"Barsetshire, Case system (SSD) as at 31 July 2026 ({DROP_IN_USE})." in said
    assert (
        "3,200 rows in 2 tables: 3,197 loaded, 2 set aside, 1 given again. Found: "
        "1 row set aside for another, 1 unknown code, 1 row that points nowhere."
    ) in said
    assert "2,400" in said
    assert "2,397" in said
    assert "Not in this drop: missing." in said
    assert "rows in = loaded + set aside + repeats + counts" in said


def test_kinds_are_counted_with_their_remedy_and_without_a_child_or_what_was_typed(
    open_page: OpenPage,
) -> None:
    app = open_page("commissioner", PAGE)
    said = unescape(words(app))
    assert "Fill or correct the column in the case system" in said
    assert "Point" in said
    assert "cont_contact_date is empty" in said
    assert CHILD not in said
    assert EVIL not in said
    assert "Single findings" not in said
    assert not app.button


def test_refusals_accepted_losses_and_what_cannot_be_produced_are_said_in_words(
    open_page: OpenPage,
) -> None:
    app = open_page("commissioner", PAGE)
    said = words(app)
    assert "missing is absent and had 40 rows. Accepted by A. Person: Moved out" in said
    assert "SSDA903 Missing" in said
    assert "no rows of missing" in said
    assert "Drops that were refused" in said


def test_what_the_figures_are_made_from_is_said_and_that_a_newer_drop_was_refused(
    open_page: OpenPage,
) -> None:
    app = open_page("commissioner", PAGE)
    assert "What the figures as at 31 July 2026 are made from" in words(app)
    assert [warning.value for warning in app.warning][:1] == [
        "The drop of Case system (SSD) as at 1 August 2026 was refused on 1 August 2026, 21:00 "
        "(UTC): contacts has 12 rows and had 2,400. The figures are made from the drop as at "
        "31 July 2026."
    ]


def test_a_count_that_is_nought_everywhere_has_no_column_and_tables_with_a_fault_come_first(
    open_page: OpenPage,
) -> None:
    (rows,) = re.findall(
        r"Rows of each table, those with a fault first.*?</table>",
        words(open_page("officer", PAGE)),
    )
    assert "Counts from another system" not in rows
    assert rows.index("contacts") < rows.index("person")
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', rows)[-3:] == [
        "Point nowhere",
        "From",
        "To",
    ]


def test_rows_recorded_late_are_told_by_table_and_team_and_not_for_the_first_drop(
    open_page: OpenPage,
) -> None:
    said = words(open_page("commissioner", PAGE))
    assert "12 of 300 new rows tell of something up to 30 April 2026" in said
    assert re.search(r"contacts</th><td[^>]*>200</td><td[^>]*>12</td><td[^>]*>6.0</td>", said)
    by_team = said[said.index("Recorded late by team") :]
    assert re.search(rf"{TEAMS[0]}</th><td[^>]*>280</td><td[^>]*>9</td>", by_team)
    assert "No team known" in by_team
    assert "Nothing can be said of this drop" in words(
        open_page("commissioner", PAGE, drop=OLD_DROP)
    )


def test_the_change_of_each_table_is_told_from_the_drop_before_to_the_newest(
    open_page: OpenPage,
) -> None:
    said = words(open_page("commissioner", PAGE))
    across = said[said.index("Rows in by drop, newest first") :]
    assert re.search(r"contacts</th><td[^>]*>\+4.3%</td><td[^>]*>2,400</td>", across)
    assert re.search(r"missing</th><td[^>]*>absent</td>", across)


def test_an_earlier_drop_is_chosen_by_its_address_and_says_that_no_figure_uses_it(
    open_page: OpenPage,
) -> None:
    app = open_page("officer", PAGE, drop=OLD_DROP)
    said = words(app)
    assert f"({OLD_DROP}), which no figure of this run is made from" in said
    assert "Nothing was found in this drop." in said
    assert "Single findings are kept of the drops that this run is made from." in said
    assert not app.button


@pytest.mark.parametrize("role", ["officer", "analyst"])
def test_single_findings_are_opened_on_demand_with_file_row_and_column_and_audited(
    role: str, open_page: OpenPage, data_root: Path
) -> None:
    app = open_page(role, PAGE)
    assert CHILD not in words(app)
    assert audit_rows(data_root / "state") == []
    app.button(key="ingestion:button").click().run()
    said = unescape(words(app))
    assert f'<th scope="row" class="keep">{CHILD}</th>' in words(app)
    assert "ssd_contacts.csv row 12" in said
    assert EVIL in said
    assert EVIL not in words(app)
    (row,) = audit_rows(data_root / "state")
    assert (row.role, row.page, row.rows) == (role, PAGE, 5)
    assert CHILD not in row.what


def test_one_kind_of_finding_is_opened_by_itself(open_page: OpenPage, data_root: Path) -> None:
    app = open_page("officer", PAGE, kind="orphan")
    app.button(key="ingestion:button").click().run()
    assert "C1004" in words(app)
    assert CHILD not in words(app)
    assert audit_rows(data_root / "state")[0].rows == 1


def test_single_findings_are_refused_to_those_who_see_no_children_or_own_teams_only(
    viewer: Callable[[str], Viewer], published: Published
) -> None:
    for role in ("scrutiny", "commissioner", "manager", "auditor"):
        with pytest.raises(Refused):
            queries.ingestion_findings(viewer(role), published, "ssd", DROP_IN_USE)
    for role in ("scrutiny", "manager", "auditor"):
        with pytest.raises(Refused):
            queries.drops_of_tables(viewer(role), published)
