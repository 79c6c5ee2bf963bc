"""The parts of the Returns page, one module for each tab; dashboards/views/returns.py is the page.

Every part is given a `Chosen` and shows one thing. Whatever names a child is shown on demand and
leaves an audit row first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboards import access
from dashboards.registry import Visit

RETURNS = {"cin": "CIN census", "ssda903": "SSDA903"}
ROWS_ON_SCREEN = 100
STATES = {"open": "○ Open", "noted": "◐ Noted", "mended": "● Mended"}
NO_TEAM = "No team known"
WHOLE_RETURN = "The whole return"


@dataclass(frozen=True)
class Chosen:
    """The return that the page shows, and who looks."""

    visit: Visit
    name: str
    year: str

    @property
    def title(self) -> str:
        """The return and its year in words."""
        return f"{RETURNS.get(self.name, self.name)} {self.year}"

    @property
    def file_stem(self) -> str:
        """The same for the name of a file."""
        return self.title.lower().replace(" ", "-")


def opened_on_demand(chosen: Chosen, label: str, what: str, rows: int) -> bool:
    """A button that opens a list of children; the audit row is written before it is shown."""
    visit = chosen.visit
    key = f"returns:opened:{label}"
    opened = (visit.published.run_id, visit.viewer, what)
    if st.button(label, key=f"returns:button:{label}"):
        access.note_access(visit.viewer, page="returns", what=what, rows=rows, reason="Validation")
        st.session_state[key] = opened
    return bool(st.session_state.get(key) == opened)


def download(
    chosen: Chosen, label: str, content: bytes | Callable[[], bytes], name: str, **about: Any
) -> None:
    """A download that leaves an audit row: `what`, `rows` and `reason`."""
    kind = {
        "csv": "text/csv",
        "html": "text/html",
        "xml": "application/xml",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }.get(name.rpartition(".")[2], "application/octet-stream")
    st.download_button(
        label,
        content,
        name,
        kind,
        key=f"returns:download:{label}",
        on_click=access.note_access,
        kwargs={"viewer": chosen.visit.viewer, "page": "returns", **about},
    )


def team_of(row: dict[str, Any]) -> str:
    """The team of a finding in words; a finding on no child is one on the whole return."""
    if row.get("team"):
        return str(row["team"])
    return NO_TEAM if row.get("child_id") else WHOLE_RETURN
