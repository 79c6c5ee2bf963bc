"""One child or two: records that may be one child, and events of which two systems disagree.

All of it is about children, by case-system id: it is opened on demand by officer and analyst, and
leaves an audit row first. Nobody is merged here: a person decides, and merges in the case system.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboards import access, exports, markup, queries, selection, wording
from dashboards.drop_page import system_name
from dashboards.registry import Visit
from pipelines.state.pairs import LETTERS, TAKEN_BACK, TWO_CHILDREN

TITLE = "One child or two"
ORDER = 45
ROLES = ("officer", "analyst")

PAGE = "records"
REASON = "Data quality"
ROWS_ON_SCREEN = 100
OPEN, DECIDED = "open", "decided"
WHICH = {OPEN: "To look at", DECIDED: "Said to be two children"}
COMPARED = {
    "forename": "Forename",
    "surname": "Surname",
    "birth_date": "Birth date",
    "sex": "Sex",
    "postcode": "Postcode",
    "upn": "UPN",
}
PAIR_HEADINGS = (
    "Child id",
    "Other child id",
    *COMPARED.values(),
    "Score",
    "From",
    "Other from",
    "What was said",
)
CONFLICT_HEADINGS = (
    "Table",
    "Column",
    "Child id",
    "Row that counts",
    "Counts from",
    "Value that counts",
    "Other source",
    "Other value",
    "Other file",
    "Other row",
)
ABOUT_PAIRS = """
Each pair may be one child with two records: names that sound alike, a birth date, a postcode or a
UPN in common. Each point of the score makes one child twice as likely as two. **Nobody is merged by
it**: look both up in the case system. If they are one child, merge them there, and the next drop
follows the merge. If they are two, say so here, and the pair is not listed again unless more speaks
for one child than does today.
"""
ABOUT_CONFLICTS = """
Two sources hold the same event and differ in a value. It counts once, from the source that goes
first. Which is right is for a person to find out, and to mend in the source that is wrong.
"""


def render(visit: Visit) -> None:
    """The page."""
    st.title(TITLE, anchor=False)
    pairs = queries.suspected_pairs(visit.viewer, visit.published)
    waiting = sum(pair["is_open"] for pair in pairs)
    st.html(
        markup.showing(
            f"{visit.council}, as at {wording.day(visit.published.as_at)}: "
            f"{wording.counted(waiting, 'pair')} of records to look at, "
            f"{len(pairs) - waiting} said to be two children."
        )
    )
    st.header("Records that may be one child", anchor=False)
    if pairs:
        show_pairs(visit, pairs)
    else:
        st.markdown("No two records are so alike that they may be one child.")
    st.header("Where two sources disagree", anchor=False)
    found = queries.conflicts(visit.viewer, visit.published)
    if found.is_empty():
        st.markdown("No two sources disagree about an event.")
    else:
        show_conflicts(visit, found)


# ---- pairs ----


def show_pairs(visit: Visit, pairs: list[dict[str, Any]]) -> None:
    """The pairs of one kind on demand, and a form to decide about one."""
    st.markdown(ABOUT_PAIRS)
    which = selection.choose(
        "Pairs", list(WHICH), name="pairs", page=PAGE, words=lambda name: WHICH[name]
    )
    kept = [pair for pair in pairs if pair["is_open"] == (which == OPEN)]
    if not kept:
        st.markdown("There are none.")
        return
    what = f"Pairs of records, {WHICH[which].lower()}"
    if not _opened(visit, "Show the pairs", what, len(kept)):
        return
    rows = [pair_cells(pair) for pair in kept]
    _show(visit, what, "pair", PAIR_HEADINGS, rows, numeric=(8,), keep=(0, 1), words=(11,))
    if which == OPEN:
        decide(visit, kept)
    else:
        take_back(visit, kept)


def pair_cells(pair: dict[str, Any]) -> tuple[Any, ...]:
    """One pair as cells of the table."""
    verdict = pair["verdict"]
    said = None
    if verdict is not None:
        said = f"{verdict.verdict.capitalize()}, {verdict.said_by}, {verdict.at[:10]}"
        said += f": {verdict.remark}" if verdict.remark else ""
        if pair["is_open"] and verdict.verdict == TWO_CHILDREN:
            said += f". Score then {verdict.score}"
    return (
        pair["child_id"],
        pair["other_child_id"],
        *(pair[name] for name in COMPARED),
        pair["score"],
        system_name(pair["source_system"]),
        system_name(pair["other_source_system"]),
        said,
    )


def decide(visit: Visit, pairs: list[dict[str, Any]]) -> None:
    """A form to say that two records are two children."""
    st.subheader("Say that two records are two children", anchor=False)
    with st.form(f"{PAGE}:decide", clear_on_submit=True):
        pair = st.selectbox("Pair", pairs, format_func=in_words)
        said_by = st.text_input("Your name")
        remark = st.text_area("How it is known", max_chars=LETTERS)
        is_sent = st.form_submit_button("They are two children")
    if is_sent:
        _keep(visit, pair, TWO_CHILDREN, said_by, remark)


def take_back(visit: Visit, pairs: list[dict[str, Any]]) -> None:
    """A form to have a pair listed again."""
    st.subheader("Take it back", anchor=False)
    with st.form(f"{PAGE}:take-back", clear_on_submit=True):
        pair = st.selectbox("Pair", pairs, format_func=in_words)
        said_by = st.text_input("Your name")
        is_sent = st.form_submit_button("List the pair again")
    if is_sent:
        _keep(visit, pair, TAKEN_BACK, said_by, "")


def in_words(pair: dict[str, Any]) -> str:
    """One pair in a line."""
    return f"{pair['child_id']} and {pair['other_child_id']}"


def _keep(visit: Visit, pair: dict[str, Any], verdict: str, said_by: str, remark: str) -> None:
    ids = pair["child_id"], pair["other_child_id"]
    try:
        access.decide(
            visit.viewer,
            ids,
            verdict=verdict,
            score=pair["score"],
            said_by=said_by,
            remark=remark,
        )
    except ValueError as problem:
        st.error(f"It was not kept. {problem}")
        return
    st.toast("It is kept.")
    st.rerun()


# ---- conflicts ----


def show_conflicts(visit: Visit, found: pl.DataFrame) -> None:
    """How often sources disagree, by column; single cells on demand."""
    st.markdown(ABOUT_CONFLICTS)
    by = ["table_name", "column_name", "counting_system", "other_system"]
    counts = found.group_by(by).len("times").sort("times", *by, descending=[True, *[False] * 4])
    st.html(
        markup.table(
            "Values that differ, by column",
            ("Table", "Column", "Counts from", "Other source", "Times"),
            [
                (
                    row["table_name"],
                    row["column_name"],
                    system_name(row["counting_system"]),
                    system_name(row["other_system"]),
                    wording.whole(row["times"]),
                )
                for row in counts.iter_rows(named=True)
            ],
            numeric=(4,),
            keep=(0,),
        )
    )
    what = "Values in which two sources disagree"
    if not _opened(visit, "Show the values", what, found.height):
        return
    rows = [
        (
            row["table_name"],
            row["column_name"],
            row["person_id"],
            f"{row['counting_file']} row {row['counting_row']}",
            system_name(row["counting_system"]),
            row["counting_text"],
            system_name(row["other_system"]),
            row["other_text"],
            row["other_file"],
            row["other_row"],
        )
        for row in found.iter_rows(named=True)
    ]
    _show(visit, what, "value", CONFLICT_HEADINGS, rows, numeric=(9,), keep=(0, 2))


# ---- both ----


def _opened(visit: Visit, label: str, what: str, rows: int) -> bool:
    """A button that opens a list; the audit row is written before it is shown."""
    key = f"{PAGE}:opened:{label}"
    opened = (visit.published.run_id, visit.viewer, what)
    if st.button(label, key=f"{PAGE}:button:{label}"):
        access.note_access(visit.viewer, page=PAGE, what=what, rows=rows, reason=REASON)
        st.session_state[key] = opened
    return bool(st.session_state.get(key) == opened)


def _show(
    visit: Visit,
    what: str,
    noun: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Any]],
    **kinds: Sequence[int],
) -> None:
    """The first rows as a table, and all of them as a file whose download is recorded."""
    cut = f": the first {ROWS_ON_SCREEN}" if len(rows) > ROWS_ON_SCREEN else ""
    caption = f"{what}, {wording.counted(len(rows), noun)}{cut}"
    st.html(markup.table(caption, headings, rows[:ROWS_ON_SCREEN], **kinds))
    st.download_button(
        f"Download {wording.counted(len(rows), noun)} (CSV)",
        exports.safe_csv(headings, rows),
        f"{what.lower().replace(',', '').replace(' ', '-')}.csv",
        "text/csv",
        key=f"{PAGE}:csv:{noun}",
        on_click=access.note_access,
        kwargs={
            "viewer": visit.viewer,
            "page": PAGE,
            "what": f"Download: {what}",
            "rows": len(rows),
            "reason": REASON,
        },
    )
