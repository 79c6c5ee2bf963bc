"""The check of everything that was kept for good; each run begins with it, and each backup."""

from __future__ import annotations

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
        words = seals.broken(con)
    if words is not None:
        raise chain.ChainFault(words, where=str(state_path(state_dir)), remedy=chain.REMEDY)
    return links
