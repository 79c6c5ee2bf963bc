"""Statutory returns: the status of every rule, the findings, and the files to send."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import streamlit as st

from dashboards import access, exports, markup, queries, selection, wording
from dashboards.registry import Visit

TITLE = "Returns"
ORDER = 30
ROLES = ("officer", "analyst")

RETURNS = {"cin": "CIN census", "ssda903": "SSDA903"}
STATUSES = {
    "error": "✕ Could not run",
    "failed": "◆ Findings",
    "not_applicable": "○ Not applicable",
    "passed": "● Passed",
}
FINDINGS_ON_SCREEN = 100
RULE_HEADINGS = ("Rule", "Status", "Severity", "Findings", "Rows checked", "Reason")
FINDING_HEADINGS = (
    "Rule",
    "Severity",
    "Table",
    "Row (first is 0)",
    "Child id",
    "Field",
    "Value",
    "Message",
    "Source",
)


def render(visit: Visit) -> None:
    """The page."""
    st.title("Returns", anchor=False)
    checked = queries.returns_checked(visit.viewer, visit.published)
    if not checked:
        st.info("No return was validated in this run. `make run` writes and validates them.")
        return
    names = {f"{name} {year}": (name, year) for name, year in checked}
    chosen = selection.choose(
        "Return and year",
        list(names),
        name="return",
        page="returns",
        words=lambda key: f"{RETURNS.get(names[key][0], names[key][0])} {names[key][1]}",
    )
    name, year = names[chosen]
    title = f"{RETURNS.get(name, name)} {year}"
    st.html(
        markup.showing(
            f"{visit.council}, {title}. Data as at {wording.day(visit.published.as_at)}."
        )
    )
    runs = queries.rule_runs(visit.viewer, visit.published, name, year)
    issues = queries.rule_issues(visit.viewer, visit.published, name, year)
    show_rules(runs, title)
    show_findings(visit, runs, issues, title)
    show_files(visit, name, year)


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


def show_rules(runs: pl.DataFrame, title: str) -> None:
    """Every rule of the year with what became of it."""
    st.header("Rules", anchor=False)
    st.markdown(summary(runs))
    rows = [
        (
            rule["rule_code"],
            STATUSES.get(rule["status"], rule["status"]),
            rule["severity"],
            wording.whole(rule["issue_count"]),
            wording.whole(rule["rows_checked"]),
            rule["reason"],
        )
        for rule in runs.iter_rows(named=True)
    ]
    st.html(
        markup.table(f"Every rule of {title}", RULE_HEADINGS, rows, numeric=(3, 4), keep=(0, 1))
    )
    st.download_button(
        "Download the rule status (CSV)",
        exports.safe_csv(RULE_HEADINGS, rows),
        f"rules-{title.lower().replace(' ', '-')}.csv",
        "text/csv",
    )


def show_findings(visit: Visit, runs: pl.DataFrame, issues: pl.DataFrame, title: str) -> None:
    """Findings with table, row, field and value.

    Child-level, so opening them leaves an audit row.
    """
    st.header("Findings", anchor=False)
    if issues.is_empty():
        st.info("No rule found anything. Look at the rules above for those that could not run.")
        return
    st.markdown(
        "Findings name children by their case-system id. Opening or downloading them is recorded."
    )
    codes = [
        rule["rule_code"]
        for rule in runs.sort("issue_count", descending=True).iter_rows(named=True)
        if rule["issue_count"]
    ]
    code = selection.choose(
        "Rule",
        ["all", *codes],
        name="rule",
        page="returns",
        words=lambda key: "All rules with findings" if key == "all" else f"Rule {key}",
    )
    kept = issues if code == "all" else issues.filter(pl.col("rule_code") == code)
    what = f"{title}, {'all rules' if code == 'all' else f'rule {code}'}"
    opened = (visit.published.run_id, visit.viewer, what)
    if st.button("Show the findings"):
        access.note_access(
            visit.viewer, page="returns", what=what, rows=kept.height, reason="Validation"
        )
        st.session_state["findings_opened"] = opened
    if st.session_state.get("findings_opened") != opened:
        return
    rows = [
        (
            issue["rule_code"],
            issue["severity"],
            issue["table"],
            issue["row_number"],
            issue["child_id"],
            issue["field"],
            issue["value"],
            issue["message"],
            " row ".join(
                str(part) for part in (issue["source_table"], issue["source_row"]) if part
            ),
        )
        for issue in kept.iter_rows(named=True)
    ]
    cut = f": the first {FINDINGS_ON_SCREEN}" if len(rows) > FINDINGS_ON_SCREEN else ""
    st.html(
        markup.table(
            f"{wording.counted(len(rows), 'finding')}, {what}{cut}",
            FINDING_HEADINGS,
            rows[:FINDINGS_ON_SCREEN],
            numeric=(3,),
            keep=(0,),
        )
    )
    st.download_button(
        f"Download {wording.counted(len(rows), 'finding')} (CSV)",
        exports.safe_csv(FINDING_HEADINGS, rows),
        f"findings-{title.lower().replace(' ', '-')}.csv",
        "text/csv",
        on_click=access.note_access,
        kwargs={
            "viewer": visit.viewer,
            "page": "returns",
            "what": f"Download: {what}",
            "rows": len(rows),
            "reason": "Validation",
        },
    )


def show_files(visit: Visit, name: str, year: str) -> None:
    """The files of the return for the analyst, who alone may take them."""
    st.header("Files", anchor=False)
    if not access.may_open(visit.viewer, access.RETURN_FILES):
        st.info(
            "Return files hold dates of birth and pupil numbers; the returns analyst may download "
            "them."
        )
        return
    files = queries.return_files(visit.viewer, visit.published, name, year)
    if not files:
        st.info("This run wrote no file for this return.")
        return
    for path in files:
        show_file(visit, path)


def show_file(visit: Visit, path: Path) -> None:
    """One file with its size; its download leaves an audit row."""
    size = path.stat().st_size
    st.download_button(
        f"Download {path.name} ({wording.size(size)})",
        path.read_bytes,
        path.name,
        "application/xml" if path.suffix == ".xml" else "text/csv",
        key=f"file-{path.name}",
        on_click=access.note_access,
        kwargs={
            "viewer": visit.viewer,
            "page": "returns",
            "what": f"Return file {path.name}",
            "rows": 0,
            "reason": "Return file",
        },
    )
