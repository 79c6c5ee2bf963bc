"""Findings by rule: table, row, line of the file, field and value, and where the row came from."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboards import exports, markup, queries, selection, wording
from dashboards.return_page import ROWS_ON_SCREEN, Chosen, download, opened_on_demand

HEADINGS = (
    "Rule",
    "Severity",
    "What is wrong",
    "Child id",
    "Field",
    "Value",
    "Line in the file",
    "Table",
    "Row (first is 0)",
    "Source",
)
# Positions among them of the numbers, and of the sentence.
NUMERIC = (6, 8)
WORDS = (2,)


def show(chosen: Chosen, runs: pl.DataFrame) -> None:
    """The part: one rule or all, on demand."""
    st.header("Findings", anchor=False)
    visit = chosen.visit
    issues = queries.rule_issues(visit.viewer, visit.published, chosen.name, chosen.year)
    if issues.is_empty():
        st.info("No rule found anything. Look at the rules for those that could not run.")
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
    what = f"{chosen.title}, {'all rules' if code == 'all' else f'rule {code}'}"
    if not opened_on_demand(chosen, "Show the findings", what, kept.height):
        return
    rows = [cells(issue) for issue in kept.iter_rows(named=True)]
    cut = f": the first {ROWS_ON_SCREEN}" if len(rows) > ROWS_ON_SCREEN else ""
    st.html(
        markup.table(
            f"{wording.counted(len(rows), 'finding')}, {what}{cut}",
            HEADINGS,
            rows[:ROWS_ON_SCREEN],
            numeric=NUMERIC,
            keep=(0,),
            words=WORDS,
        )
    )
    download(
        chosen,
        f"Download {wording.counted(len(rows), 'finding')} (CSV)",
        exports.safe_csv(HEADINGS, rows),
        f"findings-{chosen.file_stem}.csv",
        what=f"Download: {what}",
        rows=len(rows),
        reason="Validation",
    )


def cells(issue: dict[str, Any]) -> tuple[Any, ...]:
    """One finding as cells of the table."""
    source = (issue.get("source_file") or issue.get("source_table"), issue.get("source_row"))
    return (
        issue["rule_code"],
        issue["severity"],
        issue["message"],
        issue["child_id"],
        issue["field"],
        issue["value"],
        issue.get("line"),
        issue["table"],
        issue["row_number"],
        " row ".join(str(part) for part in source if part),
    )
