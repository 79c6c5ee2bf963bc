"""The returns of the committed sample, byte for byte as in tests/golden/returns.

`make golden` writes them anew; read the difference before keeping it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import polars as pl
import pytest

from pipelines.rule_lists import Lists
from pipelines.run import RunSummary
from returns import read, validate
from returns.rules import FORMAT

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "returns"
SAMPLE = ROOT / "data" / "sample" / "999"
LEDGER = SAMPLE / "ledger.csv"
LISTS = Lists(str(SAMPLE / "postcodes.csv"), (SAMPLE / "providers.csv",))
YEAR = "2025-26"
NEWEST = "2026-07-31"


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
def test_the_written_return_read_again_has_the_errors_that_the_ledger_plants(
    return_name: str,
) -> None:
    folder = GOLDEN / return_name
    path = folder / "CIN_999_2025-26.xml" if return_name == "cin" else folder
    tables = read(return_name, path, year=YEAR)
    result = validate(
        return_name,
        tables,
        year=YEAR,
        authority="999",
        reference=LISTS.reference(return_name, YEAR, [tables]),
    )
    errors = result.issues.filter(pl.col("severity") == "error")
    of_form = pl.col("rule_code") == FORMAT
    ledger = pl.read_csv(LEDGER, infer_schema=False)
    planted = (
        ledger.filter((pl.col("snapshot") == NEWEST) & pl.col("expected").is_not_null())
        .select("child", expected=pl.col("expected").str.split(" "))
        .explode("expected")
        .filter(pl.col("expected").str.starts_with(f"{return_name}:"))
        .select("child", rule=pl.col("expected").str.split(":").list.last())
        .filter(pl.col("rule") != "left_out")
    )
    found = errors.filter(~of_form).select("child_id", "rule_code")
    assert set(found.rows()) == set(planted.rows())
    # An element that a fault leaves blank is a fault of form as well, and nothing else is.
    assert set(errors.filter(of_form)["child_id"]) <= set(planted["child"])
