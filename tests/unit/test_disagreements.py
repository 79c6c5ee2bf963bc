"""The page of disagreements speaks of rules that exist."""

from __future__ import annotations

import re
from pathlib import Path

from returns import KNOWN_YEARS, rules_of


def test_every_rule_on_the_page_of_disagreements_exists(project_root: Path) -> None:
    page = (project_root / "docs" / "disagreements.md").read_text(encoding="utf-8")
    named = re.findall(r"^### (\S+)$", page, re.MULTILINE)
    known = {rule.code for year in KNOWN_YEARS for rule in rules_of("cin", year.label)}
    assert len(named) > 20
    assert set(named) <= known
    assert len(named) == len(set(named))
    # What stands in a sentence must exist too; a year or a number of days is no code.
    mentioned = set(re.findall(r"\b[1489]\d{3}Q?\b", page)) - set(re.findall(r"20\d\d", page))
    assert mentioned <= known
