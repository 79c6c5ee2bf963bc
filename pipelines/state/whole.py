"""The check of everything that was kept for good; each run begins with it, and each backup."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pipelines.state import chain, seals
from pipelines.state.database import open_state, state_path


def check_state(state_dir: Path) -> list[chain.Link]:
    """The links of the chain, after them and the rows that people entered have been checked.

    Raises:
        ChainFault: something was altered, is missing or was put in.
        StateFault: the state file cannot be used.
    """
    links = chain.links(state_dir)
    if not state_path(state_dir).exists():
        return links
    with open_state(state_dir) as con:
        words = _damaged(con) or seals.broken(con)
    if words is not None:
        raise chain.ChainFault(words, where=str(state_path(state_dir)), remedy=chain.REMEDY)
    return links


def _damaged(con: sqlite3.Connection) -> str | None:
    """What SQLite itself finds wrong with the file: with findings too, which have no seal."""
    found = [str(row[0]) for row in con.execute("pragma quick_check").fetchall()]
    if found == ["ok"]:
        return None
    # The last line names the place; those before it may only name the database.
    words = "; ".join(found).splitlines()[-1].strip("* ")
    return f"The file that keeps what people entered is damaged ({words})."
