"""The one way in which Sightline tells a person that it cannot go on.

A `Fault` is an expected end: bad input, an unknown year, a missing file. It carries what happened,
where and what to do, and the command prints it as a sentence and exits with 2. Anything else that
escapes is a defect of ours.
"""

from __future__ import annotations


class Fault(Exception):  # noqa: N818 - the field's word: a fault names file, row, column and remedy
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
