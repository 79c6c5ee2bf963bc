"""The files of a return, its reconciliation with last year, what was submitted, and sign-off."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import polars as pl
import streamlit as st

from dashboards import access, markup, queries, wording
from dashboards.return_page import Chosen, download
from pipelines.state import ChainFault, ReturnOf

SIGN_HEADINGS = (
    "When (UTC)",
    "Signed by",
    "Role",
    "As at",
    "Errors",
    "Queries",
    "Holds?",
    "Remark",
)
SUBMITTED_HEADINGS = ("Collection year", "Kept on", "By", "Files", "Counts?")
# How a check begins that found a change.
CHANGED = ("Rose", "Fell")
RECONCILED_HEADINGS = ("Line", "This year", "Last year", "Change", "Check of the change")
RECONCILIATION = "reconciliation.csv"


def show(chosen: Chosen, runs: pl.DataFrame) -> None:
    """The part."""
    show_files(chosen)
    show_sign_off(chosen, runs)
    show_submitted(chosen)


def show_files(chosen: Chosen) -> None:
    """The files for the analyst, who alone may take them."""
    st.header("Files", anchor=False)
    visit = chosen.visit
    if not access.may_open(visit.viewer, access.RETURN_FILES):
        st.info(
            "Return files hold dates of birth and pupil numbers; the returns analyst may download "
            "them."
        )
        return
    files = queries.return_files(visit.viewer, visit.published, chosen.name, chosen.year)
    if not files:
        st.info("This run wrote no file for this return.")
        return
    for path in files:
        download(
            chosen,
            f"Download {path.name} ({wording.size(path.stat().st_size)})",
            path.read_bytes,
            path.name,
            what=f"Return file {path.name}",
            rows=0,
            reason="Return file",
        )
    for path in files:
        if path.name == RECONCILIATION:
            show_reconciliation(chosen, path)


def show_reconciliation(chosen: Chosen, path: Path) -> None:
    """What changed since last year and is checked or over the threshold; the files hold all."""
    with path.open(newline="", encoding="utf-8") as lines:
        checked = [row for row in csv.DictReader(lines) if row["check"]]
    caption = f"{chosen.title}: the figures whose change the DfE checks"
    if chosen.name != "cin":
        caption = f"{chosen.title}: counts that changed by our threshold or more"
        checked = [row for row in checked if row["check"].startswith(CHANGED)]
    rows = [
        (
            f"{row['title']}: {row['label']}",
            *(in_thousands(row[name]) for name in ("value", "previous", "change")),
            row["check"],
        )
        for row in checked
    ]
    st.header("Reconciliation with last year", anchor=False)
    if rows:
        st.html(markup.table(caption, RECONCILED_HEADINGS, rows, numeric=(1, 2, 3)))
    else:
        st.markdown("No count is known to have changed by our threshold or more.")
    st.markdown("All figures, each with its list, are in the reconciliation files above.")


def in_thousands(number: str) -> str:
    """A number as the file has it, with commas between thousands."""
    return f"{float(number):,.{len(number.partition('.')[2])}f}" if number else ""


def show_sign_off(chosen: Chosen, runs: pl.DataFrame) -> None:
    """Who signed these files off, and a form for the analyst."""
    st.header("Sign-off", anchor=False)
    visit = chosen.visit
    digest = queries.return_hash(visit.viewer, visit.published, chosen.name, chosen.year)
    signed = queries.signed(visit.viewer, chosen.name, chosen.year)
    if any(one.holds_for(digest) for one in signed):
        st.markdown("The files of this run are signed off.")
    else:
        st.markdown("The files of this run are **not signed off**.")
    if signed:
        rows = [
            (
                one.at[:16].replace("T", " "),
                one.signed_by,
                access.ROLES.get(one.role, one.role),
                wording.day(one.as_at),
                one.errors,
                one.queries,
                "● Yes" if one.holds_for(digest) else "✕ No, the files have changed since",
                one.remark,
            )
            for one in signed
        ]
        st.html(
            markup.table(
                f"Sign-offs of {chosen.title}, newest first",
                SIGN_HEADINGS,
                rows,
                numeric=(4, 5),
                keep=(0, 3),
            )
        )
    if digest and access.may_open(visit.viewer, access.RETURN_FILES):
        sign_form(chosen, runs, digest)


def sign_form(chosen: Chosen, runs: pl.DataFrame, digest: str) -> None:
    """The form of a sign-off; it is of these very files."""
    errors, to_answer = found(runs, "error"), found(runs, "query")
    with st.form("returns:sign", clear_on_submit=True):
        st.markdown(
            f"You sign for these files, in which the rules found "
            f"{wording.counted(errors, 'error')} and {to_answer} "
            f"{'query' if to_answer == 1 else 'queries'}. If the files change, the sign-off no "
            "longer holds."
        )
        name = st.text_input("Name of the person who signs", max_chars=120)
        remark = st.text_input("Remark (may be empty)", max_chars=400)
        is_sent = st.form_submit_button("Sign off these files")
    if is_sent:
        visit = chosen.visit
        try:
            access.sign(
                visit.viewer,
                visit.published,
                ReturnOf(visit.viewer.authority, chosen.name, chosen.year),
                return_hash=digest,
                errors=errors,
                queries=to_answer,
                signed_by=name,
                remark=remark,
            )
        except ValueError as problem:
            st.error(f"Nothing was signed. {problem}")
            return
        st.rerun()


def found(runs: pl.DataFrame, severity: str) -> int:
    """Findings of a severity."""
    return int(runs.filter(pl.col("severity") == severity)["issue_count"].fill_null(0).sum())


def show_submitted(chosen: Chosen) -> None:
    """The returns that were kept as submitted, which rules of the year after compare with."""
    st.header("Submitted returns", anchor=False)
    try:
        kept = queries.submitted(chosen.visit.viewer, chosen.name)
    except ChainFault as fault:
        st.error(fault.sentence())
        return
    if not kept:
        st.info(
            "None is kept. `sightline submitted` keeps a return as it was submitted; the rules "
            "that compare with last year need it."
        )
        return
    counting: set[str] = set()
    rows = []
    for one in kept:
        is_newest = one.year not in counting
        counting.add(one.year)
        rows.append(
            (
                one.year,
                wording.day(dt.date.fromisoformat(one.kept_on)),
                one.link.by,
                ", ".join(one.link.source),
                "● Yes" if is_newest else "○ No, a newer one was kept",
            )
        )
    st.html(markup.table("Submitted returns, newest first", SUBMITTED_HEADINGS, rows, keep=(0, 1)))
