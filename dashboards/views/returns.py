"""Statutory returns: rules, findings, fix lists, files with sign-off, and the check of a file.

The parts are in dashboards/return_page, one module for each tab.
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import exports, markup, queries, selection, wording
from dashboards.registry import Visit
from dashboards.return_page import RETURNS, Chosen, check_file, files, findings, fix_list
from returns import rules_of
from returns.rules import FORMAT

TITLE = "Returns"
ORDER = 30
ROLES = ("officer", "analyst")

STATUSES = {
    "error": "✕ Could not run",
    "failed": "◆ Findings",
    "not_applicable": "○ Not applicable",
    "passed": "● Passed",
}
RULE_HEADINGS = (
    "Rule",
    "What it finds",
    "Status",
    "Severity",
    "Findings",
    "Rows checked",
    "Reason",
)
FORMAT_FINDS = "An element, column or cell that is not as the specification says"
TABS = ("Rules", "Findings", "Fix list", "Files and sign-off", "Check a file")


def render(visit: Visit) -> None:
    """The page."""
    st.title("Returns", anchor=False)
    checked = queries.returns_checked(visit.viewer, visit.published)
    if not checked:
        st.info("No return was validated in this run. `make run` writes and validates them.")
        return
    names = {f"{name} {year}": (name, year) for name, year in checked}
    key = selection.choose(
        "Return and year",
        list(names),
        name="return",
        page="returns",
        words=lambda key: f"{RETURNS.get(names[key][0], names[key][0])} {names[key][1]}",
    )
    chosen = Chosen(visit, *names[key])
    st.html(
        markup.showing(
            f"{visit.council}, {chosen.title}. Data as at {wording.day(visit.published.as_at)}."
        )
    )
    runs = queries.rule_runs(visit.viewer, visit.published, chosen.name, chosen.year)
    rules_tab, findings_tab, fix_tab, files_tab, check_tab = st.tabs(TABS)
    with rules_tab:
        show_rules(runs, chosen)
    with findings_tab:
        findings.show(chosen, runs)
    with fix_tab:
        fix_list.show(chosen)
    with files_tab:
        files.show(chosen, runs)
    with check_tab:
        check_file.show(chosen)


def summary(runs: pl.DataFrame) -> str:
    """Counts of rules by status, in words."""
    counts = {status: runs.filter(pl.col("status") == status).height for status in STATUSES}
    found = int(runs["issue_count"].fill_null(0).sum())
    sentence = (
        f"{runs.height} rules: {counts['passed']} passed, {counts['failed']} with findings, "
        f"{counts['not_applicable']} not applicable, {counts['error']} could not run. "
        f"{wording.counted(found, 'finding')}."
    )
    if counts["error"]:
        sentence += " A rule that could not run says nothing about the return: read its reason."
    return sentence


def show_rules(runs: pl.DataFrame, chosen: Chosen) -> None:
    """Every rule of the year with what became of it."""
    st.header("Rules", anchor=False)
    st.markdown(summary(runs))
    finds = {rule.code: rule.message for rule in rules_of(chosen.name, chosen.year)}
    finds[FORMAT] = FORMAT_FINDS
    rows = [
        (
            rule["rule_code"],
            # A run of an earlier version may know a rule that this one does not.
            finds.get(rule["rule_code"], ""),
            STATUSES.get(rule["status"], rule["status"]),
            rule["severity"],
            wording.whole(rule["issue_count"]),
            wording.whole(rule["rows_checked"]),
            rule["reason"],
        )
        for rule in runs.iter_rows(named=True)
    ]
    st.html(
        markup.table(
            f"Every rule of {chosen.title}",
            RULE_HEADINGS,
            rows,
            numeric=(4, 5),
            keep=(0, 2),
            words=(1,),
        )
    )
    st.download_button(
        "Download the rule status (CSV)",
        exports.safe_csv(RULE_HEADINGS, rows),
        f"rules-{chosen.file_stem}.csv",
        "text/csv",
    )
