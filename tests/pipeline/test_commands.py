"""Commands on what a run has published: a return, a pack, and the check of a return in a folder."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.run import RunSummary
from pipelines.settings import Settings
from tests.pipeline.conftest import sightline, written


def test_returns_writes_the_same_files_as_the_run(
    installation: Settings, first_run: RunSummary, tmp_path: Path
):
    for name in ("cin", "ssda903"):
        result = sightline(
            installation.root, "returns", name, "--year", "2025-26", "--out", tmp_path / name
        )
        assert result.returncode == 0, result.stderr
        assert written(tmp_path / name) == written(first_run.returns["999"] / name)


def test_a_year_that_was_not_built_is_a_fault_that_names_those_that_were(
    installation: Settings, first_run: RunSummary, tmp_path: Path
):
    result = sightline(
        installation.root, "returns", "cin", "--year", "2024-25", "--out", tmp_path / "out"
    )
    assert result.returncode == 2
    assert "2025-26" in result.stderr
    assert not (tmp_path / "out").exists()


def test_pack_writes_the_quarter_that_was_asked_for(
    installation: Settings, first_run: RunSummary, tmp_path: Path
):
    result = sightline(installation.root, "pack", "2025-26-Q4", "--out", tmp_path)
    assert result.returncode == 0, result.stderr
    [page] = tmp_path.iterdir()
    assert page.name == "pack-2025-26-Q4.html"
    assert "<html" in page.read_text()


def test_pack_of_a_quarter_that_has_not_ended_is_a_fault(
    installation: Settings, first_run: RunSummary, tmp_path: Path
):
    result = sightline(installation.root, "pack", "2026-27-Q2", "--out", tmp_path)
    assert result.returncode == 2
    assert "2026-09-30" in result.stderr


def test_validate_ends_with_1_when_there_is_something_to_answer_and_with_0_when_not(
    installation: Settings, first_run: RunSummary, tmp_path: Path
):
    for name in ("cin", "ssda903"):
        folder = first_run.returns["999"] / name
        path = folder / "CIN_999_2025-26.xml" if name == "cin" else folder
        out = tmp_path / name
        result = sightline(
            installation.root, "validate", name, path, "--year", "2025-26", "--out", out
        )
        issues = pl.read_csv(out / "issues.csv", infer_schema_length=None)
        to_answer = issues.filter(pl.col("severity").is_in(["error", "query"])).height
        assert result.returncode == (1 if to_answer else 0), result.stderr
        assert pl.read_csv(out / "runs.csv").height > 1
        assert f"{issues.height} findings" in result.stdout


def test_validate_of_a_return_with_a_wrong_code_names_table_row_and_field(
    installation: Settings, first_run: RunSummary, tmp_path: Path
):
    source = first_run.returns["999"] / "ssda903"
    dirty = tmp_path / "dirty"
    dirty.mkdir()
    for path in source.glob("*.csv"):
        if path.stem not in {"issues", "runs"}:
            (dirty / path.name).write_bytes(path.read_bytes())
    episodes = dirty / "episodes.csv"
    lines = episodes.read_text().splitlines()
    place = lines[0].split(",").index("LS")
    cells = lines[1].split(",")
    cells[place] = "ZZ"
    episodes.write_text("\r\n".join([lines[0], ",".join(cells), *lines[2:], ""]), newline="")
    result = sightline(
        installation.root,
        "validate",
        "ssda903",
        dirty,
        "--year",
        "2025-26",
        "--out",
        tmp_path / "o",
    )
    assert result.returncode == 1, result.stderr
    found = pl.read_csv(tmp_path / "o" / "issues.csv", infer_schema_length=None)
    wrong = found.filter((pl.col("field") == "LS") & (pl.col("value") == "ZZ"))
    assert wrong["table"].to_list() == ["Episodes"]
    assert wrong["row_number"].to_list() == [0]
