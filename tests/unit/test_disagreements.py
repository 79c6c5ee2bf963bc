"""The page of disagreements speaks of rules that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from returns import KNOWN_YEARS, rules_of

# Where the part of each return begins, and how many rules it lists at least.
PARTS = {
    "cin": ("## What touches many rules of the census", 20),
    "ssda903": ("## What touches many rules of the SSDA903", 90),
}


@pytest.mark.parametrize("return_name", PARTS)
def test_every_rule_on_the_page_of_disagreements_exists(
    project_root: Path, return_name: str
) -> None:
    page = (project_root / "docs" / "disagreements.md").read_text(encoding="utf-8")
    begins, least = PARTS[return_name]
    ends = [page.index(start) for start, _ in PARTS.values() if start != begins]
    begin = page.index(begins)
    part = page[begin : min((end for end in ends if end > begin), default=len(page))]
    headings = re.findall(r"^### (.+)$", part, re.MULTILINE)
    named = [code for heading in headings for code in heading.split(", ")]
    known = {rule.code for year in KNOWN_YEARS for rule in rules_of(return_name, year.label)}
    assert len(named) > least
    assert set(named) <= known
    assert len(named) == len(set(named))
    # What stands in a sentence must exist too; a year or a number of days is no code.
    mentioned = set(re.findall(r"\b[1489]\d{3}Q?\b", part)) - set(re.findall(r"\b19\d\d\b", part))
    assert mentioned <= known
