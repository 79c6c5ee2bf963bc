"""What a person is told when a pack cannot be made."""

from __future__ import annotations


class PackFault(Exception):  # noqa: N818 - the same shape as the faults of the pipelines, which may not be imported here
    """What happened, where, and what to do about it."""

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
