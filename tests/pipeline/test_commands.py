"""Commands on what a run has published: a return, a pack, and the check of a return in a folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

import polars as pl
import pytest

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
        assert "rules: " in result.stdout


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


@pytest.fixture
def own_root(installation: Settings, first_run: RunSummary, tmp_path: Path) -> Path:
    """A data root with the published run and a state of its own."""
    root = tmp_path / "data"
    root.mkdir()
    (root / "published").symlink_to(installation.published_dir)
    return root


def submit(root: Path, census: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return sightline(root, "submitted", "cin", census, "--year", "2024-25", *more)


def waiting_for_last_year(folder: Path) -> list[str]:
    runs = pl.read_csv(folder / "runs.csv", infer_schema_length=None)
    return runs.filter(pl.col("reason").str.contains("(?i)last year|previous|year before"))[
        "rule_code"
    ].to_list()


def test_a_submitted_return_is_what_rules_compare_with_from_then_on(
    own_root: Path, first_run: RunSummary, tmp_path: Path
):
    census = first_run.returns["999"] / "cin" / "CIN_999_2025-26.xml"

    def check(out: Path) -> str:
        done = sightline(own_root, "validate", "cin", census, "--year", "2025-26", "--out", out)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    assert "Compared with" not in check(tmp_path / "without")
    assert waiting_for_last_year(tmp_path / "without")

    kept = submit(own_root, census)
    assert kept.returncode == 0, kept.stderr
    assert "cin 2024-25 of authority 999 is kept as number 1" in kept.stdout
    again = submit(own_root, census)
    assert (again.returncode, "kept already" in again.stdout) == (0, True)

    assert "Compared with 2024-25 as submitted" in check(tmp_path / "with")
    assert waiting_for_last_year(tmp_path / "with") == []
    made = sightline(own_root, "returns", "cin", "--year", "2025-26", "--out", tmp_path / "made")
    assert "Compared with 2024-25 as submitted" in made.stdout, made.stderr
    assert waiting_for_last_year(tmp_path / "made") == []


def test_a_submitted_return_that_was_altered_stops_whatever_would_use_it(
    own_root: Path, first_run: RunSummary, tmp_path: Path
):
    census = first_run.returns["999"] / "cin" / "CIN_999_2025-26.xml"
    assert submit(own_root, census).returncode == 0
    altered = own_root / "state" / "chain" / "000001" / "CINdetails.parquet"
    altered.chmod(0o644)
    altered.write_bytes(altered.read_bytes()[:-1] + b"?")
    for command in (
        ("validate", "cin", str(census), "--year", "2025-26", "--out", str(tmp_path / "v")),
        ("returns", "cin", "--year", "2025-26", "--out", str(tmp_path / "r")),
        ("submitted", "cin", str(census), "--year", "2023-24"),
    ):
        done = sightline(own_root, *command)
        assert done.returncode == 2, command
        assert "000001/CINdetails.parquet: The file is not what was kept" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_return_of_another_authority_or_of_no_child_is_not_kept(
    own_root: Path, first_run: RunSummary, tmp_path: Path
):
    census = first_run.returns["999"] / "cin" / "CIN_999_2025-26.xml"
    other = submit(own_root, census, "--authority", "301")
    assert (other.returncode, "of authority 999, not of 301" in other.stderr) == (2, True)
    empty = tmp_path / "empty.xml"
    empty.write_text("<Message><Header/><Children/></Message>")
    none = submit(own_root, empty)
    assert (none.returncode, "no child" in none.stderr) == (2, True)
    assert not (own_root / "state" / "chain").exists()


def test_validate_says_in_words_which_rule_where_and_what_to_do(
    own_root: Path, first_run: RunSummary, tmp_path: Path
):
    census = first_run.returns["999"] / "cin" / "CIN_999_2025-26.xml"
    lines = census.read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, start=1) if "<ReferralSource>" in line)
    lines[number - 1] = "<ReferralSource>ZZ</ReferralSource>"
    dirty = tmp_path / "dirty.xml"
    dirty.write_text("\n".join(lines), encoding="utf-8")
    done = sightline(own_root, "validate", "cin", dirty, "--year", "2025-26", "--out", tmp_path)
    assert done.returncode == 1, done.stderr
    assert "The header says" not in done.stdout
    assert "error 8866: " in done.stdout
    assert "CINdetails row" in done.stdout
    assert "Errors: mend the record" in done.stdout
    found = pl.read_csv(tmp_path / "issues.csv", infer_schema=False)
    # The line of the element or of its group, beside those that the ledger of the sample plants.
    found_on = found.filter(pl.col("rule_code") == "8866")["line"].cast(pl.Int64)
    assert found_on.is_between(number - 3, number).sum() == 1
