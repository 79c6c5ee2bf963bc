"""A census of another year or authority is told in a sentence, before its hundreds of findings."""

from __future__ import annotations

import polars as pl
import pytest

from returns import doubts


def header(year: str | None, authority: str | None = "301") -> dict[str, pl.DataFrame]:
    return {"Header": pl.DataFrame({"Year": [year], "lea": [authority]})}


def test_a_census_of_another_year_is_told() -> None:
    assert doubts("cin", header("2025"), year="2025-26", authority="301") == [
        "The header says that it is of 2024-25; it was checked as 2025-26."
    ]


def test_a_census_of_another_authority_is_told() -> None:
    assert doubts("cin", header("2026"), year="2025-26", authority="999") == [
        "The header says authority 301; it was checked for 999."
    ]


@pytest.mark.parametrize("tables", [header("2026"), header("26"), header(None, None), {}])
def test_nothing_is_said_where_the_header_agrees_or_does_not_say(
    tables: dict[str, pl.DataFrame],
) -> None:
    assert doubts("cin", tables, year="2025-26", authority="301") == []


def test_the_header_of_a_903_says_neither() -> None:
    assert doubts("ssda903", header("2025"), year="2025-26", authority="999") == []
