"""A seeded five per cent of the fuzzing of `make fuzz`: broken returns break nothing of ours."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from returns import RETURNS, read, validate
from tests.synthetic.campaign import SAMPLE, campaign


@pytest.mark.parametrize("return_name", RETURNS)
def test_a_broken_return_is_refused_in_words_or_checked_by_every_rule(return_name: str) -> None:
    failures, ended = campaign(return_name, SAMPLE)
    assert not failures, "\n".join(failures)
    assert ended["checked"] > len(SAMPLE) / 3  # most mutations must get as far as the rules


def test_a_column_of_a_name_that_readers_use_is_reported_and_not_read(tmp_path: Path) -> None:
    """Found by fuzzing: such a column was taken for the reader's own findings."""
    (tmp_path / "header.csv").write_text(
        "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB,_findings,_line\n1,F,01/04/2015,WBRI,UN1,,,8,x\n"
    )
    tables = read("ssda903", tmp_path, year="2025-26")
    assert tables["Header"]["_line"].to_list() == [2]
    issues = validate("ssda903", tables, year="2025-26").issues
    assert {"_findings", "_line"} <= set(issues.filter(pl.col("rule_code") == "FORMAT")["field"])
