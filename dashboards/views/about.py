"""About these figures.

As-at date, snapshots, how to read them, definitions, accessibility, glossary.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboards import access, glossary, markup, queries, wording
from dashboards.registry import Visit
from dashboards.views import ingestion
from dashboards.views.measure import definition

TITLE = "About"
ORDER = 90
ROLES = access.EVERYONE

READING = """
* Every figure stands beside the two numbers it is made of: “412 of 480”.
* Figures are **provisional**: they come from live records, and late entries and corrections can
  still change them.
* A change is called **better** or **worse** only where it exceeds what chance alone would make of
  it (95% intervals of both periods). Otherwise the words are **no real change**. Measures that
  are neither good nor bad are only ever **higher** or **lower**.
* Under 10 cases, or under 6 children in a rate, we write **too few to say**: one child would move
  the figure too far.
* Published figures are of whole years, final, and months older than ours. Their year is always
  shown. The neighbours' figure is the median of ten councils most like this one, and says how
  many of them had a figure.
"""
ACCESSIBILITY = """
We want everyone to be able to use these pages. They are made to meet the Web Content
Accessibility Guidelines 2.2 at level AA: every chart has a text alternative and a table under it,
no meaning is carried by colour alone, all pages work by keyboard and at 320 pixels wide.

**What does not work yet.** The pages need JavaScript. After moving to another page the focus
stays on the navigation; the line that begins with “Showing” is announced instead. Points of the
charts are read by mouse only: the table below each chart holds the same figures. The quarterly
pack is plain HTML and needs none of this: use it where the pages do not work for you.

**How it is tested.** Each page is opened in Chromium with axe-core whenever the software is
tested. No test with disabled users has been done yet, so this statement does not claim full
compliance.

**Feedback and enforcement.** Tell your council's performance team what does not work. If you are
not content with the answer, the Equality Advisory and Support Service (EASS) advises; the
Equality and Human Rights Commission enforces the accessibility regulations of 2018.
"""


def render(visit: Visit) -> None:
    """The page."""
    st.title("About these figures", anchor=False)
    st.html(
        markup.showing(
            f"Data as at {wording.day(visit.published.as_at)}, run {visit.published.run_id}."
        )
    )
    st.header("How to read them", anchor=False)
    st.markdown(READING)
    if visit.viewer.role in access.SEES_FIGURES:
        manifest = queries.manifest(visit.viewer, visit.published)
        st.header("Where they come from", anchor=False)
        st.html(markup.definitions(provenance(visit, manifest)))
        if visit.viewer.role in ingestion.ROLES:
            st.markdown(
                f"What came in, and what became of each row, is on the page **{ingestion.TITLE}**."
            )
        st.header("Definitions", anchor=False)
        for measure in queries.measures(visit.viewer, visit.published):
            with st.expander(str(measure["title"])):
                st.html(markup.definitions(definition(measure)))
    st.header("Glossary", anchor=False)
    st.html(markup.definitions(glossary.TERMS))
    st.header("Accessibility statement", anchor=False)
    st.markdown(ACCESSIBILITY)


def provenance(visit: Visit, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The run's as-at date, snapshots and versions."""
    return {
        "Council": visit.council,
        "As-at date": wording.day(visit.published.as_at),
        "Run": visit.published.run_id,
        "Snapshots": ", ".join(sorted(manifest.get("snapshots") or {})) or "not recorded",
        "Code version": manifest.get("code_version"),
        "Published figures": attributions(visit),
    }


def attributions(visit: Visit) -> str:
    """Whom published figures are owed to, as their licence asks."""
    rows = queries.benchmarks(visit.viewer, visit.published)
    return " ".join(sorted({str(row["attribution"]) for row in rows if row.get("attribution")}))
