"""The one way in which a return tells a person that it cannot go on.

A `ReturnFault` is an expected end: a file that is no return, an unknown year. What is wrong
*inside* a return is never a fault but a finding (`returns.results`).
"""

from __future__ import annotations


class ReturnFault(Exception):  # noqa: N818 - same word and shape as the fault of the pipelines
    """What happened, where, and what to do about it, in words for the person at the keyboard."""

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """The fault as one or two sentences."""
        place = f"{self.where}: " if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{remedy}"
