"""Audit rows: who opened which child-level view or export.

The auditor sees these and no figure and no child.
"""

from __future__ import annotations

import streamlit as st

from dashboards import exports, markup, queries
from dashboards.registry import Visit

TITLE = "Audit"
ORDER = 80
ROLES = ("auditor",)

HEADINGS = ("When (UTC)", "Role", "Page", "What was opened", "Rows", "Reason")


def render(visit: Visit) -> None:
    """The page."""
    st.title("Audit", anchor=False)
    rows = [
        (row["at"], row["role"], row["page"], row["what"], row["rows"], row["reason"])
        for row in queries.audit(visit.viewer).iter_rows(named=True)
    ]
    st.html(markup.showing(f"The newest {len(rows)} child-level views and exports."))
    if not rows:
        st.info("Nobody has opened a child-level view or export yet.")
        return
    st.html(
        markup.table(
            "Child-level views and exports, newest first", HEADINGS, rows, numeric=(4,), keep=(0,)
        )
    )
    st.download_button(
        "Download the audit rows (CSV)", exports.safe_csv(HEADINGS, rows), "audit.csv", "text/csv"
    )
