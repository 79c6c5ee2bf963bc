"""The spellings that councils really type in Annex A, with the category that each means.

Our rules know words, letters and codes, not the list itself. What they do not read is mostly a
council's own team as the source of a contact, of which the list says one thing here and another
there. Columns of which the contract holds
nothing are not read, and are named here with how many spellings they have.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.connectors.annex_a import annex_lists, read
from pipelines.contract_sql import render

KINDS = {
    "Activity Status": "activity",
    "Child's Category of Need": "need",
    "Child's Legal Status": "legal_status",
    "Contact Source": "source",
    "Disability": "disability",
    "Does the Child have a Disability": "disability",
    "Ethnicity": "ethnicity",
    "Gender": "sex",
    "Initial Category of Abuse": "abuse",
    "LA in Touch": "in_touch",
    "Latest Category of Abuse": "abuse",
    "Placement Provider": "placement_provider",
    "Placement Type": "placement",
    "Primary Need Code": "need",
    "Reason Ceased to be Looked After": "ceased",
    "Reason Why Child No Longer Placed for Adoption": "reversed",
    "Reason for Closure": "closure",
    "Referral NFA?": "no_further_action",
    "Referral Source": "source",
    "Suitability of Accommodation": "suitability",
    "Type of Accommodation": "accommodation",
}
NOT_READ = {
    "Case Status": 33,
    "Eligibility Category": 33,
    "LA of Placement": 893,
    "Placement Location": 16,
    "Reason for leaving adoption process": 13,
    "What is the permanence plan for this child?": 61,
}
AT_LEAST = 0.979


@pytest.fixture(scope="module")
def spellings(reference: Path) -> pl.DataFrame:
    path = reference / "annex_a" / "annex_a_value_synonyms.csv"
    return pl.read_csv(path, infer_schema=False)


def test_more_than_97_of_100_spellings_are_read_as_the_category_that_they_mean(
    spellings: pl.DataFrame,
) -> None:
    right = total = 0
    not_read = {}
    for (column,), rows in spellings.group_by("column"):
        kind = KINDS.get(str(column)) or _yes_or_no(rows)
        if kind is None:
            not_read[column] = rows.height
            continue
        wanted = [_wanted(kind, code) for code in rows["canonical_code"]]
        found = _read(kind, rows["observed_value"].to_list())
        right += sum(category in means for category, means in zip(found, wanted, strict=True))
        total += rows.height
    assert not_read == NOT_READ
    assert right / total > AT_LEAST


def _yes_or_no(rows: pl.DataFrame) -> str | None:
    return "yes_no" if set(rows["canonical_code"]) <= {"True", "False", "Unknown"} else None


def _wanted(kind: str, canonical: str) -> set[str]:
    """Our categories that are the canonical one; the list splits some that have one letter."""
    flags = {"True": "yes", "False": "no", "Unknown": "unknown"}
    if canonical in flags:
        return {flags[canonical]}
    if kind == "activity":
        # F3 and P3 were split into F4 and F5, P4 and P5; their words are the same.
        return {canonical[:2], canonical[:2].replace("3", "5")}
    if kind == "legal_status" and canonical[:2] in ("J1", "J2"):
        return {"g"}
    if kind == "legal_status" and canonical == "zzCodeError":
        return {"v"}
    if kind == "ethnicity" and canonical == "c) Unknown":
        return {"f", "c unknown"}
    return {canonical.split(")")[0] if canonical[1:2] == ")" else canonical.lower()}


def _read(kind: str, texts: list[str]) -> list[str | None]:
    reading = render(f'{{{{ annex_a_category("given", "{kind}") }}}}')
    with duckdb.connect() as con:
        rows = con.execute(f"select {reading} from (select unnest(?) as given)", [texts]).fetchall()
    return [category for (category,) in rows]


def test_every_column_of_a_workbook_as_the_template_has_it_is_known(reference: Path) -> None:
    found = read(reference / "annex_a" / "Annex_A_2024_Jan.xlsx", max_mb=100)
    assert set(found.tables) == set(annex_lists())
    assert {name: landed.missing_columns for name, landed in found.manifests.items()} == {
        name: [] for name in annex_lists()
    }
    assert not any(landed.extra_columns for landed in found.manifests.values())
    assert found.not_read == []


def test_every_header_of_the_specification_means_one_column(reference: Path) -> None:
    columns = pl.read_csv(reference / "annex_a" / "annex_a_columns.csv", infer_schema=False)
    for one in annex_lists().values():
        headers = columns.filter(pl.col("list") == f"list_{one.number}")["column"].to_list()
        meaning = one.meaning(headers)
        assert set(meaning) == set(headers), one.name
        assert set(meaning.values()) == set(one.columns), one.name
