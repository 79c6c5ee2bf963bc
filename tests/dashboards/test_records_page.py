"""The page "One child or two": pairs and disagreements on demand, decisions that are remembered."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

import duckdb
import pytest
from conftest import words
from published_folder import EVIL
from streamlit.testing.v1 import AppTest

from dashboards import access, queries
from dashboards.access import Refused, Viewer
from dashboards.installation import Published
from pipelines.state import audit_rows, decide_pair
from pipelines.state.pairs import TWO_CHILDREN

OpenPage = Callable[..., AppTest]
PAGE = "records"
PAIR = ("C1003", "NG7")
SHOW_PAIRS, SHOW_VALUES = (f"{PAGE}:button:Show the {what}" for what in ("pairs", "values"))


@pytest.mark.parametrize("role", ["officer", "analyst"])
def test_pairs_are_opened_on_demand_with_what_speaks_for_them_and_audited(
    role: str, open_page: OpenPage, data_root: Path
) -> None:
    app = open_page(role, PAGE)
    assert "2 pairs of records to look at, 0 said to be two children" in words(app)
    assert "C1003" not in words(app)
    assert audit_rows(data_root / "state") == []
    app.button(key=SHOW_PAIRS).click().run()
    said = words(app)
    assert all(f">{child}<" in said for child in PAIR)
    assert "differs by one figure" in said
    assert "Northgate history" in said
    assert said.index("C1003") < said.index("C1001"), "the likeliest stands first"
    (row,) = audit_rows(data_root / "state")
    assert (row.role, row.page, row.rows) == (role, PAGE, 2)
    assert "C1003" not in row.what


def test_two_children_are_said_by_name_and_not_listed_again_until_it_is_taken_back(
    open_page: OpenPage,
) -> None:
    app = open_page("officer", PAGE)
    app.button(key=SHOW_PAIRS).click().run()
    press(app, "They are two children")
    assert "needs the name of the person" in app.error[0].value
    app.text_input[0].set_value("A. Officer")
    app.text_area[0].set_value("Cousins")
    press(app, "They are two children")
    assert "1 pair of records to look at, 1 said to be two children" in words(app)

    again = open_page("officer", PAGE)
    again.button(key=SHOW_PAIRS).click().run()
    assert "NG7" not in words(again)
    decided = open_page("officer", PAGE, pairs="decided")
    decided.button(key=SHOW_PAIRS).click().run()
    assert "Two children, A. Officer, " in words(decided)
    assert ": Cousins" in words(decided)
    decided.text_input[0].set_value("B. Officer")
    press(decided, "List the pair again")
    assert "2 pairs of records to look at" in words(open_page("officer", PAGE))


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


def test_a_pair_comes_back_when_more_speaks_for_one_child_than_did_then(
    open_page: OpenPage, data_root: Path
) -> None:
    decide_pair(
        data_root / "state",
        "999",
        PAIR,
        verdict=TWO_CHILDREN,
        score=26,
        said_by="A. Officer",
        role="officer",
    )
    app = open_page("officer", PAGE)
    assert "2 pairs of records to look at" in words(app)
    app.button(key=SHOW_PAIRS).click().run()
    assert "Score then 26" in words(app)


def test_disagreements_are_counted_by_column_and_opened_on_demand(
    open_page: OpenPage, data_root: Path
) -> None:
    app = open_page("officer", PAGE)
    assert "cine_referral_nfa" in words(app)
    assert "C1004" not in words(app)
    app.button(key=SHOW_VALUES).click().run()
    assert ">C1004<" in words(app)
    assert EVIL in unescape(words(app))
    assert EVIL not in words(app)
    assert [row.rows for row in audit_rows(data_root / "state")] == [2]


def test_pairs_and_disagreements_are_in_the_casework_file_alone_and_refused_to_all_others(
    viewer: Callable[[str], Viewer], published: Published
) -> None:
    for role in ("scrutiny", "commissioner", "manager", "auditor"):
        with pytest.raises(Refused):
            queries.suspected_pairs(viewer(role), published)
        with pytest.raises(Refused):
            queries.conflicts(viewer(role), published)
        with pytest.raises(Refused):
            access.decide(viewer(role), PAIR, verdict=TWO_CHILDREN, score=1, said_by="A")


def test_a_run_that_an_earlier_version_published_has_no_pairs_and_says_so(
    open_page: OpenPage, published: Published
) -> None:
    casework = published.authorities["999"].casework
    assert casework is not None
    held = casework.read_bytes()
    casework.unlink()  # the file is a link to one that other tests read
    casework.write_bytes(held)
    with duckdb.connect(str(casework)) as con:
        con.execute("drop table suspected_duplicate; drop table ingestion_conflict")
    app = open_page("officer", PAGE)
    assert not app.exception
    assert "No two records are so alike" in words(app)
