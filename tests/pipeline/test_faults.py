"""What a person does wrong ends in a sentence, exit code 2, no traceback, nothing published."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.settings import Settings
from tests.pipeline.conftest import ingest, sightline


def is_told(result, *words: str) -> None:
    assert result.returncode == 2, (result.returncode, result.stdout, result.stderr)
    assert "Traceback" not in result.stderr + result.stdout
    said = " ".join(result.stderr.split())
    for word in words:
        assert word in said, said


def nothing_published(data_dir: Path) -> None:
    assert not list(data_dir.glob("published/**/*.duckdb"))
    assert not (data_dir / "published" / "current.json").exists()


def test_a_run_before_anything_has_landed(tmp_path: Path):
    is_told(sightline(tmp_path, "run"), "No drop has landed", "sightline ingest")
    nothing_published(tmp_path)


@pytest.mark.parametrize(
    "kind", ["empty folder", "no such path", "missing table", "wrong file type"]
)
def test_a_drop_that_cannot_be_used(kind: str, tmp_path: Path, sample_drops: dict[str, Path]):
    source = tmp_path / "source"
    words = {
        "empty folder": "source",
        "no such path": "source",
        "missing table": "person",
        "wrong file type": "source.pdf",
    }[kind]
    if kind == "empty folder":
        source.mkdir()
    elif kind == "missing table":
        shutil.copytree(sample_drops["2026-04-30"], source)
        (source / "ssd_person.csv").unlink()
    elif kind == "wrong file type":
        source = tmp_path / "source.pdf"
        source.write_bytes(b"%PDF-1.7 no table")
    result = sightline(tmp_path / "data", "ingest", "ssd", source, "--as-at", "2026-04-30")
    is_told(result, words)
    assert not list((tmp_path / "data").glob("landing/*/*/*/manifest.json"))
    nothing_published(tmp_path / "data")


def test_a_required_table_without_rows_stops_the_run(tmp_path: Path, sample_drops: dict[str, Path]):
    """The file is there with its header, so it lands.

    The blocking check then ends the run before anything is built.
    """
    source = tmp_path / "source"
    shutil.copytree(sample_drops["2026-04-30"], source)
    person = source / "ssd_person.csv"
    person.write_text(
        person.read_text(encoding="utf-8-sig").splitlines()[0] + "\n", encoding="utf-8"
    )
    settings = Settings(data_dir=tmp_path / "data")
    try:
        ingest(settings, {"2026-04-30": source})
    except Exception as fault:
        # Landing may refuse it already; then nothing can be built at all.
        assert "person" in str(fault)
        return
    is_told(sightline(settings.root, "run"), "has no rows of person")
    nothing_published(settings.root)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "--as-at", "31.07.2026"), "--as-at"),
        (("run", "--authority", "301"), "301"),
        (("ingest", "mosaic", ".", "--as-at", "2026-07-31"), "Known: ssd"),
        (("validate", "cin", "missing.xml", "--year", "2025-26"), "missing.xml"),
        (
            ("validate", "cin", ".", "--year", "2031-32"),
            "2022-23, 2023-24, 2024-25, 2025-26, 2026-27",
        ),
        (("validate", "census", ".", "--year", "2025-26"), "cin, ssda903"),
        (("returns", "cin", "--year", "2025-26", "--out", "out"), "sightline run"),
        (("returns", "cin", "--year", "1999-00", "--out", "out"), "2026-27"),
        (("pack", "2025-26-Q5", "--out", "out"), "2025-26-Q4"),
        (("pack", "2025-26-Q4", "--out", "out"), "sightline run"),
        (("sample", "--authorities", "many", "--out", "out"), "--authorities"),
        (("run", "--nonsense"), "--nonsense"),
        (("validate",), "RETURN"),
    ],
)
def test_a_mistake_on_the_command_line(arguments: tuple[str, ...], words: str, tmp_path: Path):
    is_told(sightline(tmp_path, *arguments), words)
    nothing_published(tmp_path)


def test_a_return_year_in_the_settings_that_nobody_knows(installation: Settings):
    result = sightline(
        installation.root, "run", environment={"SIGHTLINE_RETURN_YEARS": '["2031-32"]'}
    )
    is_told(result, "2031-32", "SIGHTLINE_RETURN_YEARS", "2026-27")


def test_settings_that_cannot_be_read_are_a_sentence(tmp_path: Path):
    result = sightline(tmp_path, "run", environment={"SIGHTLINE_AUTHORITY": "Barsetshire"})
    is_told(result, "SIGHTLINE_AUTHORITY")


def test_something_unexpected_is_a_sentence_with_a_log_and_exit_code_3(tmp_path: Path):
    # A folder where a file is wanted, below the data root: our code does not expect it.
    (tmp_path / "published" / "current.json").mkdir(parents=True)
    result = sightline(tmp_path, "pack", "2025-26-Q4", "--out", "out")
    assert result.returncode == 3
    assert "Traceback" not in result.stderr
    [log] = (tmp_path / "logs").glob("defect-*.log")
    assert str(log) in result.stderr.replace("\n", "")
    assert "Traceback" in log.read_text()
