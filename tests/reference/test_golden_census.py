"""The census that the main job writes is valid by the outside schema of its year."""

from __future__ import annotations

from pathlib import Path

from lxml import etree


def test_the_golden_census_is_valid_by_the_schema_of_2026(project_root: Path) -> None:
    schemas = project_root.parent / "shared" / "reference" / "cin"
    schema = etree.XMLSchema(etree.parse(schemas / "CIN_schema_2026.xsd"))
    census = project_root / "tests" / "golden" / "returns" / "cin" / "CIN_999_2025-26.xml"
    assert schema.validate(etree.parse(census)), schema.error_log
