"""The census that the main job writes is valid by the outside schema of its year."""

from __future__ import annotations

import csv
from pathlib import Path

from lxml import etree

AS_AT = "2026-07-31"


def sources_that_are_no_codes(project_root: Path) -> dict[str, str]:
    """Children whose source of referral is planted in words, and the code that was true."""
    ledger = project_root / "data" / "sample" / "999" / "ledger.csv"
    with ledger.open(encoding="utf-8", newline="") as file:
        return {
            row["child"]: row["before"]
            for row in csv.DictReader(file)
            if row["snapshot"] == AS_AT and row["kind"] == "referral source in words"
        }


def test_the_golden_census_is_valid_by_the_schema_of_2026_but_for_what_is_planted(
    project_root: Path,
) -> None:
    """A source that is no code is left out of the census, which the schema does not allow.

    With what the ledger says was true put back, nothing else is wrong.
    """
    schemas = project_root.parent / "shared" / "reference" / "cin"
    schema = etree.XMLSchema(etree.parse(schemas / "CIN_schema_2026.xsd"))
    golden = project_root / "tests" / "golden" / "returns" / "cin" / "CIN_999_2025-26.xml"
    census = etree.parse(golden)
    mended = set()
    planted = sources_that_are_no_codes(project_root)
    for child in census.iter("Child"):
        (child_id,) = child.iterfind("ChildIdentifiers/LAchildID")
        for details in child.iterfind("CINdetails"):
            if details.find("ReferralSource") is None:
                source = etree.Element("ReferralSource")
                source.text = planted[child_id.text]
                details.find("CINreferralDate").addnext(source)
                mended.add(child_id.text)
    assert mended == set(planted) and mended
    assert schema.validate(census), schema.error_log
