"""The fix list: what each team has to mend, with age, state and notes, and how it gets on."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import streamlit as st

from dashboards import access, exports, markup, queries, selection, wording
from dashboards.return_page import (
    ROWS_ON_SCREEN,
    STATES,
    Chosen,
    download,
    opened_on_demand,
    team_of,
)
from returns import rules_of

HEADINGS = (
    "Child id",
    "Team",
    "Worker",
    "Record",
    "Its dates",
    "Rule",
    "What is wrong",
    "Field",
    "Line",
    "First seen",
    "Days",
    "State",
    "Note",
)
# On the screen what belongs together stands together, so that the note is seen; the file has all.
SCREEN_HEADINGS = (
    "Child id",
    "Rule",
    "State",
    "Days",
    "What is wrong",
    "Record",
    "Team and worker",
    "Note",
)
PROGRESS_HEADINGS = ("Team", "Rule", "New", "Still there", "With a note", "Mended")
NOTE_LETTERS = 2000
STANDING = ("open", "noted")


def show(chosen: Chosen) -> None:
    """The part: progress, then the list of one team or all, on demand, and a note."""
    visit = chosen.visit
    st.header("Fix list", anchor=False)
    rows = queries.fix_rows(visit.viewer, visit.published, chosen.name, chosen.year)
    if rows is None:
        st.info("This run was published by an earlier version. `sightline run` makes fix lists.")
        return
    if not rows:
        st.info("There is nothing to mend, and nothing was mended since the check before.")
        return
    before = queries.check_before(visit.viewer, visit.published, chosen.name, chosen.year)
    show_progress(chosen, rows, before)
    st.subheader("By team", anchor=False)
    st.markdown(
        "The team and worker are those who hold the child on the as-at date, or who held it last. "
        "Children are named by their case-system id. Opening or downloading the list is recorded."
    )
    kept, what = choose_rows(chosen, rows)
    if not opened_on_demand(chosen, "Show the fix list", what, len(kept)):
        return
    show_rows(chosen, kept, what)
    show_note(chosen, [row for row in kept if row["state"] in STANDING])


def choose_rows(chosen: Chosen, rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], str]:
    """The rows of the team and state that are chosen, in a team's order, and what they are."""
    teams = sorted({team_of(row) for row in rows})
    left, right = st.columns(2)
    with left:
        team = selection.choose(
            "Team",
            ["all", *teams],
            name="fix_team",
            page="returns",
            words=lambda key: "All teams" if key == "all" else key,
        )
    with right:
        state = selection.choose(
            "State",
            ["all", *STATES],
            name="state",
            page="returns",
            words=lambda key: "Every state" if key == "all" else STATES[key],
        )
    kept = [row for row in rows if team in ("all", team_of(row)) and state in ("all", row["state"])]
    kept.sort(key=lambda row: tuple(str(row[key] or "~") for key in ("team", "worker_id")))
    said = f"{'all teams' if team == 'all' else team}, {'every state' if state == 'all' else state}"
    return kept, f"Fix list of {chosen.title}, {said}"


def show_rows(chosen: Chosen, rows: list[dict[str, Any]], what: str) -> None:
    """The list as a table and as a file."""
    # What was mended is no longer found, so no rule says of it what is wrong.
    messages = {rule.code: rule.message for rule in rules_of(chosen.name, chosen.year)}
    cells = [
        (
            row["child_id"],
            team_of(row),
            row["worker_id"],
            row["record"],
            row["keys"],
            row["rule_code"],
            row["message"] or messages.get(row["rule_code"]),
            row["field"],
            row.get("line"),
            wording.day(row["first_seen"]),
            row["age_days"],
            STATES[row["state"]],
            row["note"],
        )
        for row in rows
    ]
    cut = f": the first {ROWS_ON_SCREEN}" if len(cells) > ROWS_ON_SCREEN else ""
    caption = f"{wording.counted(len(cells), 'finding')}. {what}{cut}"
    on_screen = [
        (child, rule, state, days, wrong, together(record, keys), together(team, worker), note)
        for child, team, worker, record, keys, rule, wrong, _, _, _, days, state, note in cells
    ]
    st.html(
        markup.table(
            caption,
            SCREEN_HEADINGS,
            on_screen[:ROWS_ON_SCREEN],
            numeric=(3,),
            keep=(0, 1, 2),
            words=(4,),
        )
    )
    download(
        chosen,
        f"Download the list, {wording.counted(len(cells), 'finding')} (CSV)",
        exports.safe_csv(HEADINGS, cells),
        f"fix-list-{chosen.file_stem}.csv",
        what=f"Download: {what}",
        rows=len(cells),
        reason="Fix list",
    )


def together(first: str | None, second: str | None) -> str:
    """Two cells as one."""
    return ", ".join(part for part in (first, second) if part)


def show_note(chosen: Chosen, rows: list[dict[str, Any]]) -> None:
    """A form for a note, which is carried to the next run for as long as the finding stands."""
    if not rows:
        return
    st.subheader("Write a note", anchor=False)
    st.markdown(
        "Say why a query is right as it stands, or who is mending it. The note stays with the "
        "finding from run to run; if the finding is mended and comes back, it is open again. An "
        "empty note takes the one before back."
    )
    by_id = {row["finding_id"]: row for row in rows}
    with st.form("returns:note", clear_on_submit=True):
        finding = st.selectbox("Finding", list(by_id), format_func=lambda one: in_words(by_id[one]))
        note = st.text_area("Note", max_chars=NOTE_LETTERS)
        is_sent = st.form_submit_button("Keep the note")
    if is_sent:
        try:
            access.keep_note(chosen.visit.viewer, chosen.visit.published, finding, note)
        except ValueError as problem:
            st.error(f"The note was not kept. {problem}")
            return
        st.toast("The note is kept.")
        st.rerun()


def in_words(row: dict[str, Any]) -> str:
    """One finding in a line."""
    parts = (f"Rule {row['rule_code']}", row["child_id"], row["record"], row["field"])
    return ", ".join(str(part) for part in parts if part)


def show_progress(chosen: Chosen, rows: list[dict[str, Any]], before: dt.date | None) -> None:
    """What is new, what stands and what was mended since the check before, by team and rule."""
    st.subheader("Progress", anchor=False)
    if before is None:
        st.markdown(
            f"{wording.counted(len(rows), 'finding')}. This is the first check of this return, so "
            "there is nothing to compare with."
        )
        return
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        counted = counts.setdefault((team_of(row), str(row["rule_code"])), Counter())
        counted.update(kinds(row))
    total = sum(counts.values(), Counter())
    st.markdown(
        f"Since the check as at {wording.day(before)}: {total['new']} new, "
        f"{total['still']} still there ({total['noted']} of all with a note), "
        f"{total['mended']} mended."
    )
    cells = [
        (team, rule, *(counted[kind] for kind in ("new", "still", "noted", "mended")))
        for (team, rule), counted in sorted(counts.items())
    ]
    st.html(
        markup.table(
            f"{chosen.title} since {wording.day(before)}, by team and rule",
            PROGRESS_HEADINGS,
            cells,
            numeric=(2, 3, 4, 5),
            keep=(0, 1),
        )
    )
    st.download_button(
        "Download the progress (CSV)",
        exports.safe_csv(PROGRESS_HEADINGS, cells),
        f"progress-{chosen.file_stem}.csv",
        "text/csv",
    )


def kinds(row: dict[str, Any]) -> list[str]:
    """What a finding counts as."""
    if row["state"] == "mended":
        return ["mended"]
    return ["new" if row["is_new"] else "still", *(["noted"] if row["state"] == "noted" else [])]
