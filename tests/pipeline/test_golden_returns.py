"""The returns of the committed sample, byte for byte as in tests/golden/returns.

`make golden` writes them anew; read the difference before keeping it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from pipelines.run import RunSummary
from returns import read, validate

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "returns"
YEAR = "2025-26"


@pytest.mark.parametrize("return_name", ["cin", "ssda903"])
def test_the_return_of_the_sample_is_the_golden_one(
    return_name: str, first_run: RunSummary
) -> None:
    made = Path(first_run.returns["999"]) / return_name
    golden = GOLDEN / return_name
    if os.environ.get("SIGHTLINE_WRITE_GOLDEN"):
        shutil.rmtree(golden, ignore_errors=True)
        shutil.copytree(made, golden, ignore=shutil.ignore_patterns("*.xlsx"))
    assert compared(golden) == compared(made)


def compared(folder: Path) -> dict[str, bytes]:
    """Bytes by name, without the workbook: how it is packed depends on the machine's zlib."""
    return {
        path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix != ".xlsx"
    }


@pytest.mark.parametrize("return_name", ["cin", "ssda903"])
def test_the_return_of_the_clean_sample_has_no_finding_when_it_is_read_again(
    return_name: str,
) -> None:
    folder = GOLDEN / return_name
    path = folder / "CIN_999_2025-26.xml" if return_name == "cin" else folder
    result = validate(return_name, read(return_name, path, year=YEAR), year=YEAR, authority="999")
    assert result.issues.filter(result.issues["severity"] == "error").to_dicts() == []
