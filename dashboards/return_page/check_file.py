"""A file that an analyst drops to have it checked: read, checked, forgotten.

It is written to a temporary folder of this process alone, which is gone before the answer is shown.
What stays until the page is left is the answer.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl
import streamlit as st

from dashboards import access, exports, markup, queries, wording
from dashboards.installation import Unreadable, upload_mb
from dashboards.return_page import RETURNS, ROWS_ON_SCREEN, Chosen, download, findings
from pipelines.state import ChainFault
from returns import (
    KNOWN_YEARS,
    ReturnFault,
    collection_year,
    doubts,
    read,
    validate,
    with_lines,
)

ANSWER = "returns:answer"
TYPES = ["xml", "csv", "zip"]
MB = 1024**2


class Upload(Protocol):
    """What the uploader hands over."""

    name: str
    size: int

    def getvalue(self) -> bytes:
        """All bytes."""


@dataclass(frozen=True)
class Answer:
    """What the rules say of a file.

    `compared` tells whether last year's return was at hand; `doubts` say in words what the header
    says otherwise than the person.
    """

    title: str
    runs: pl.DataFrame
    issues: pl.DataFrame
    compared: bool
    doubts: tuple[str, ...] = ()


def show(chosen: Chosen) -> None:
    """The part: a form, and the answer for as long as the page is open."""
    st.header("Check a file", anchor=False)
    viewer = chosen.visit.viewer
    if not access.may_open(viewer, access.RETURN_FILES):
        st.info("The returns analyst may drop a file here to have it checked.")
        return
    try:
        limit = upload_mb()
    except Unreadable as problem:
        st.error(str(problem))
        return
    st.markdown(
        f"Drop the XML of a return, its CSV files, or a zip of either, of at most {limit} "
        "MB. It is checked in a temporary folder that is removed at once; nothing "
        "of it is kept, and that a file was checked is recorded."
    )
    with st.form("returns:check", clear_on_submit=True):
        left, right = st.columns(2)
        name = left.selectbox("Return", list(RETURNS), format_func=RETURNS.__getitem__)
        years = [year.label for year in reversed(KNOWN_YEARS)]
        year = right.selectbox("Collection year", years, index=years.index(chosen.year))
        files = st.file_uploader(
            "Files to check", type=TYPES, accept_multiple_files=True, max_upload_size=limit
        )
        is_sent = st.form_submit_button("Check")
    if is_sent:
        st.session_state.pop(ANSWER, None)
        try:
            with st.spinner("Checking"):
                answer = check(chosen, str(name), str(year), files, limit)
            st.session_state[ANSWER] = (viewer, answer)
        except ReturnFault as fault:
            st.error(fault.sentence())
        except ChainFault as fault:
            st.error(fault.sentence())
    asked_by, answer = st.session_state.get(ANSWER, (None, None))
    if answer is not None and asked_by == viewer:
        show_answer(chosen, answer)


def check(chosen: Chosen, name: str, year: str, files: Sequence[Upload], limit: int) -> Answer:
    """Check files against every rule of the year, and write the audit row.

    Raises:
        ReturnFault: no file, files that are too long, or nothing that is such a return.
        ChainFault: the submitted return of the year before has been altered.
    """
    if not files:
        raise ReturnFault("There is no file.", remedy="Drop one, then press Check.")
    if sum(file.size for file in files) > limit * MB:
        raise ReturnFault(f"The files are longer than {limit} MB.", remedy="Zip them.")
    viewer = chosen.visit.viewer
    with tempfile.TemporaryDirectory(prefix="sightline-check-") as folder:
        try:
            tables = read(name, placed(files, Path(folder)), year=year)
        except ReturnFault as fault:
            raise without_folder(fault, folder) from fault
    authority = stated_authority(tables) if name == "cin" else viewer.authority
    before = None
    if authority == viewer.authority:
        last_year = collection_year(year).previous.label
        before = queries.submitted_tables(viewer, name, authority, last_year)
    result = validate(name, tables, year=year, authority=authority, previous=before)
    title = f"{RETURNS[name]} {year}"
    access.note_access(
        viewer,
        page="returns",
        what=f"A file that was dropped to be checked as {title}",
        rows=result.issues.height,
        reason="Validation",
    )
    said = tuple(doubts(name, tables, year=year))
    return Answer(title, result.runs, with_lines(result.issues, tables), before is not None, said)


def stated_authority(tables: Mapping[str, pl.DataFrame]) -> str | None:
    """The authority that the header of a census names."""
    header = tables.get("Header", pl.DataFrame())
    if header.is_empty() or "LEA" not in header.columns:
        return None
    return header.get_column("LEA")[0]


def placed(files: Sequence[Upload], folder: Path) -> Path:
    """The files in a folder of their own, by the last part of their names; a single one as itself.

    Raises:
        ReturnFault: two bear the same name.
    """
    for file in files:
        path = folder / (Path(file.name.replace("\\", "/")).name.lstrip(".") or "file")
        if path.exists():
            raise ReturnFault(f"Two files are named {path.name}.", remedy="Drop each once.")
        path.write_bytes(file.getvalue())
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 else folder


def without_folder(fault: ReturnFault, folder: str) -> ReturnFault:
    """The fault with the file's own name: a temporary folder tells a person nothing."""
    where = (fault.where or "").replace(f"{folder}/", "").replace(folder, "The files")
    return ReturnFault(fault.what, where=where or None, remedy=fault.remedy)


def show_answer(chosen: Chosen, answer: Answer) -> None:
    """Counts, the findings with the line of the file, and their download."""
    failed = answer.runs.filter(pl.col("issue_count") > 0)
    counts = {
        status: answer.runs.filter(pl.col("status") == status).height
        for status in ("passed", "not_applicable", "error")
    }
    compared = (
        "compared with last year's submitted return"
        if answer.compared
        else "without last year's return, so the rules that compare did not apply"
    )
    st.subheader(
        f"{answer.title}: {wording.counted(answer.issues.height, 'finding')}", anchor=False
    )
    for doubt in answer.doubts:
        st.warning(doubt)
    st.markdown(
        f"{answer.runs.height} rules, {compared}: {counts['passed']} passed, {failed.height} with "
        f"findings, {counts['not_applicable']} not applicable, {counts['error']} could not run."
    )
    rows = [findings.cells(issue)[:-1] for issue in answer.issues.iter_rows(named=True)]
    headings = findings.HEADINGS[:-1]
    if rows:
        cut = f": the first {ROWS_ON_SCREEN}" if len(rows) > ROWS_ON_SCREEN else ""
        st.html(
            markup.table(
                f"{wording.counted(len(rows), 'finding')} in the file{cut}",
                headings,
                rows[:ROWS_ON_SCREEN],
                numeric=findings.NUMERIC,
                keep=(0,),
                words=findings.WORDS,
            )
        )
    download(
        chosen,
        "Download issues.csv of the checked file",
        exports.safe_csv(answer.issues.columns, answer.issues.rows()),
        "issues.csv",
        what=f"Download: findings of a file checked as {answer.title}",
        rows=len(rows),
        reason="Validation",
    )
    if st.button("Forget this answer"):
        st.session_state.pop(ANSWER, None)
        st.rerun()
