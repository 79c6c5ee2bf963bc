"""The page "Data in": counts to those who see figures, single findings to officer and analyst."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from conftest import words
from published_folder import DROP_IN_USE, EVIL, OLD_DROP
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
    assert f"Rows of each table, Case system (SSD files), {DROP_IN_USE}" in said
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
    assert "2,300" in said


def test_an_earlier_drop_is_chosen_by_its_address_and_says_that_no_figure_uses_it(
    open_page: OpenPage,
) -> None:
    app = open_page("officer", PAGE, drop=OLD_DROP)
    said = words(app)
    assert f"{OLD_DROP}, which no figure of this run is made from" in said
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
    assert f"<td>{CHILD}</td>" in words(app)
    assert "ssd_contacts.csv" in said
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
