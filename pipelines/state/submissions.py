"""Returns as they were submitted, in the chain. The newest of a year is the one that counts.

They are `previous` for the rules and the reconciliation of the year after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.state import chain

if TYPE_CHECKING:
    import polars as pl

WHAT = "submission"


@dataclass(frozen=True)
class Submission:
    """One submitted return; `source` names its files, each with its SHA-256."""

    link: chain.Link

    @property
    def return_name(self) -> str:
        """The return: cin, ssda903."""
        return self.link.about

    @property
    def year(self) -> str:
        """Its collection year."""
        return self.link.year

    @property
    def authority(self) -> str:
        """The authority that submitted it."""
        return self.link.authority

    @property
    def key(self) -> str:
        """Authority, return and year: what it is a submission of."""
        return f"{self.authority}/{self.return_name}/{self.year}"

    @property
    def kept_on(self) -> str:
        """The day on which it was kept."""
        return self.link.at[:10]

    @property
    def words(self) -> str:
        """What it is, in words."""
        files = ", ".join(self.link.source)
        return f"{self.year} as submitted ({files}, kept on {self.kept_on})"


def keep(
    state_dir: Path,
    *,
    return_name: str,
    year: str,
    authority: str,
    tables: Mapping[str, pl.DataFrame],
    source: Mapping[str, str],
    by: str,
) -> tuple[Submission, bool]:
    """Keep a submitted return.

    Returns:
        The submission, and whether the same files were the newest of the year already; then nothing
        is written.

    Raises:
        ChainFault: what was kept before has been altered.
        Fault: the folder cannot be written to.
    """
    before = newest(state_dir, return_name, authority, year)
    if before is not None and before.link.source == dict(source):
        return before, True
    entry = chain.Entry(WHAT, return_name, year, authority, by, source)
    return Submission(chain.append(state_dir, entry, tables)), False


def kept(
    state_dir: Path, *, return_name: str | None = None, authority: str | None = None
) -> list[Submission]:
    """All submissions, the newest first, of one return or authority if given.

    Raises:
        ChainFault: the chain has been altered.
    """
    return [
        Submission(link)
        for link in reversed(chain.links(state_dir))
        if link.what == WHAT
        and return_name in (None, link.about)
        and authority in (None, link.authority)
    ]


def newest(state_dir: Path, return_name: str, authority: str, year: str) -> Submission | None:
    """The newest submission of a year, or None.

    Raises:
        ChainFault: the chain has been altered.
    """
    found = kept(state_dir, return_name=return_name, authority=authority)
    return next((one for one in found if one.year == year), None)


def tables_of(state_dir: Path, submission: Submission) -> dict[str, pl.DataFrame]:
    """The tables of a submission, as `returns.read` gave them."""
    return chain.tables(state_dir, submission.link)
