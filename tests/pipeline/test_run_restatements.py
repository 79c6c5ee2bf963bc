"""What was frozen in April and is told differently in July, explained by Barsetshire's ledger."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.contract import load_contract
from pipelines.publish.files import write_aggregate, write_casework
from pipelines.restatements import UNEXPLAINED
from pipelines.restatements.landed import CORRECTED, DELETED, LATE, LATER, MERGED, UNDATED
from pipelines.run import RunSummary
from pipelines.settings import Settings
from pipelines.state import audit_rows, frozen
from tests.pipeline.conftest import PROJECT_ROOT, sightline

APRIL, JULY = date(2026, 4, 30), date(2026, 7, 31)
QUARTER = "2025-26-Q4"
KINDS = [LATE, CORRECTED, MERGED, DELETED]


def publish(root: Path, run: RunSummary) -> None:
    """Point a data root of its own at the files of a run."""

    def relative(path: Path) -> str:
        return str(path.relative_to(run.pointer.parent))

    authorities = {
        number: {kind: relative(path) for kind, path in files.items()}
        for number, files in run.authorities.items()
    }
    pointer = {
        "run_id": run.run_id,
        "as_at": run.as_at.isoformat(),
        "public": relative(run.public),
        "aggregate": relative(run.aggregate),
        "authorities": authorities,
    }
    (root / "published" / "current.json").write_text(json.dumps(pointer))


@pytest.fixture(scope="session")
def own_root(
    installation: Settings,
    first_run: RunSummary,
    earlier_run: RunSummary,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """Landing and published files of both runs, with a pointer and a state of its own."""
    root = tmp_path_factory.mktemp("frozen")
    (root / "landing").symlink_to(installation.landing_dir)
    (root / "warehouse").symlink_to(installation.warehouse_path.parent)
    (root / "published").mkdir()
    for path in installation.published_dir.iterdir():
        if path.name != "current.json":
            (root / "published" / path.name).symlink_to(path)
    publish(root, earlier_run)
    frozen_now = sightline(root, "freeze", QUARTER, "--signed-off-by", "A. Director")
    assert frozen_now.returncode == 0, frozen_now.stderr
    return root


@pytest.fixture(scope="session")
def restated(own_root: Path, first_run: RunSummary) -> pl.DataFrame:
    """Every line of the restatement of April's figures in July."""
    publish(own_root, first_run)
    done = sightline(own_root, "restatements", QUARTER, "--out", own_root / "found.csv")
    assert done.returncode == 1, done.stderr + done.stdout
    assert "nothing was found" not in done.stdout
    return pl.read_csv(own_root / "found.csv", infer_schema=False)


@pytest.fixture(scope="session")
def ledger() -> pl.DataFrame:
    """What changed between April and July."""
    lines = pl.read_csv(PROJECT_ROOT / "data/sample/999/ledger.csv", infer_schema=False)
    return lines.filter(pl.col("snapshot") == JULY.isoformat())


def test_every_difference_is_explained_by_the_ledger_to_the_row(
    restated: pl.DataFrame, ledger: pl.DataFrame
):
    assert restated.height > 0
    assert UNEXPLAINED not in restated["why"].to_list()
    told = restated.select(
        kind="why", table="table", key="key", column=pl.col("column").fill_null("")
    ).unique()
    lines = ledger.select("kind", "table", "key", pl.col("column").fill_null(""))
    # What a later day brought is no restatement of the past: the next tests.
    found = told.filter(pl.col("kind").is_in(KINDS))
    assert not found.is_empty()
    missing = found.join(lines, on=["kind", "table", "key", "column"], how="anti")
    assert missing.is_empty(), missing
    assert set(told["kind"]) <= {*KINDS, LATER, UNDATED}


def test_what_no_date_places_is_a_row_of_a_table_without_one(
    restated: pl.DataFrame, sample_drops: dict[str, Path]
):
    undated = restated.filter(pl.col("why") == UNDATED).select("table", "key").unique()
    for table, key in undated.rows():
        spec = load_contract().tables[table]
        assert spec.date_column is None
        then, now = (
            pl.read_csv(sample_drops[day.isoformat()] / f"ssd_{table}.csv", infer_schema=False)
            .select(pl.concat_str(spec.key, separator="|"))
            .to_series()
            for day in (APRIL, JULY)
        )
        assert (key in then, key in now) == (False, True)


def test_what_happened_later_says_so_in_a_date_of_its_row(
    restated: pl.DataFrame, sample_drops: dict[str, Path]
):
    for table, key in (
        restated.filter(pl.col("why") == LATER).select("table", "key").unique().rows()
    ):
        path = sample_drops[JULY.isoformat()] / f"ssd_{table}.csv"
        [row] = (
            pl.read_csv(path, infer_schema=False)
            .filter(pl.any_horizontal(pl.all() == key.split("|")[0]))
            .rows()
        )
        assert any(APRIL.isoformat() < (cell or "") <= JULY.isoformat() for cell in row)


def test_a_line_leads_to_the_row_of_the_file_that_was_landed(
    restated: pl.DataFrame, sample_drops: dict[str, Path]
):
    [line] = restated.filter(pl.col("why") == CORRECTED).head(1).to_dicts()
    for end, day, cell in (("then", APRIL, "before"), ("now", JULY, "after")):
        held = pl.read_csv(sample_drops[day.isoformat()] / line[f"file_{end}"], infer_schema=False)
        row = held.row(int(line[f"row_{end}"]) - 2, named=True)
        assert row[line["column"]] == line[cell]


def test_what_the_lines_say_adds_up_to_what_both_runs_published(
    restated: pl.DataFrame, earlier_run: RunSummary, first_run: RunSummary
):
    """Figures are compared here by SQL alone: neither more nor fewer differ.

    Rounded, for pounds are summed in any order.
    """
    sql = """
        select measure_id, period_type, period_end, slice, slice_value,
            round(coalesce(numerator, 0), 6) as n, round(coalesce(denominator, 0), 6) as d
        from db{}.fct_measure_value
        where period_end between date '2026-01-01' and date '2026-03-31'
            and (coalesce(numerator, 0) <> 0 or coalesce(denominator, 0) <> 0)
    """
    with duckdb.connect() as con:
        for number, run in enumerate((earlier_run, first_run)):
            con.execute(f"attach '{run.aggregate}' as db{number} (read_only)")
        one_way, other_way = (
            con.execute(f"{sql.format(a)} except {sql.format(b)}").pl() for a, b in ((0, 1), (1, 0))
        )
    key = [
        "measure_id",
        "period_type",
        "slice",
        "slice_value",
        pl.col("period_end").cast(pl.String),
    ]
    expected = pl.concat([one_way, other_way]).select(key).unique()
    assert set(expected.rows()) == set(restated.select(key).rows())


def test_nothing_differs_from_the_run_that_was_frozen(
    own_root: Path, restated: pl.DataFrame, earlier_run: RunSummary, first_run: RunSummary
):
    publish(own_root, earlier_run)
    done = sightline(own_root, "restatements", QUARTER, "--out", own_root / "same.csv")
    publish(own_root, first_run)
    assert done.returncode == 0, done.stderr
    assert "Every figure is as it was frozen" in done.stdout
    assert pl.read_csv(own_root / "same.csv").is_empty()
    assert audit_rows(own_root / "state")[0].page == "restatements"


def test_the_same_figures_are_recognised_and_newer_ones_are_another_freeze(
    own_root: Path, restated: pl.DataFrame, tmp_path: Path
):
    root = copied(own_root, tmp_path)
    newer = sightline(root, "freeze", QUARTER, "--signed-off-by", "B. Head", "--remark", "Late")
    assert "is frozen as number 2" in newer.stdout, newer.stderr
    again = sightline(root, "freeze", QUARTER, "--signed-off-by", "C. Other")
    assert (again.returncode, "frozen already as number 2" in again.stdout) == (0, True)
    assert "B. Head" in again.stdout
    now = sightline(root, "restatements", QUARTER)
    assert (now.returncode, "frozen as number 2" in now.stdout) == (0, True)
    assert len(frozen.kept(root / "state")) == 2


def test_frozen_figures_are_published_and_their_rows_are_restricted(
    own_root: Path, installation: Settings, earlier_run: RunSummary, tmp_path: Path
):
    figures = frozen.published_figures(own_root / "state", ["999"])
    rows = frozen.published_rows(own_root / "state", "999")
    write_aggregate(installation.warehouse_path, tmp_path / "aggregate.duckdb", figures, {})
    write_casework(installation.warehouse_path, tmp_path / "casework.duckdb", "999", rows)
    with duckdb.connect(str(tmp_path / "aggregate.duckdb"), read_only=True) as con:
        told = con.execute(
            "select distinct quarter, run_id, signed_off_by, is_newest from published_measure_value"
        ).fetchall()
        columns = {row[0] for row in con.execute("describe published_measure_value").fetchall()}
    assert told == [(QUARTER, earlier_run.run_id, "A. Director", True)]
    assert {"definition_hash", "snapshots", "numerator"} <= columns
    assert "child_id" not in columns
    with duckdb.connect(str(tmp_path / "casework.duckdb"), read_only=True) as con:
        [(count,)] = con.execute(
            "select count(*) from published_measure_row where source_row is not null"
        ).fetchall()
    assert count > 0


def copied(own_root: Path, tmp_path: Path) -> Path:
    root = tmp_path / "data"
    shutil.copytree(own_root, root, symlinks=True)
    return root


def alter_the_chain(root: Path) -> str:
    path = root / "state" / "chain" / "000001" / "figure.parquet"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    return "000001/figure.parquet: The file is not what was kept"


def publish_nothing(root: Path) -> str:
    (root / "published" / "current.json").unlink()
    return "Nothing has been published yet"


@pytest.mark.parametrize("harm", [alter_the_chain, publish_nothing])
def test_what_was_altered_or_is_missing_is_a_sentence(
    harm: Callable[[Path], str], own_root: Path, tmp_path: Path
):
    root = copied(own_root, tmp_path)
    named = harm(root)
    for command in (("freeze", QUARTER, "--signed-off-by", "B"), ("restatements", QUARTER)):
        done = sightline(root, *command)
        assert (done.returncode, named in done.stderr) == (2, True), done.stderr
        assert "Traceback" not in done.stderr


def test_a_run_with_an_altered_chain_ends_before_it_publishes(own_root: Path, tmp_path: Path):
    root = tmp_path / "data"
    root.mkdir()
    (root / "landing").symlink_to(own_root / "landing")
    shutil.copytree(own_root / "state", root / "state")
    named = alter_the_chain(root)
    done = sightline(root, "run")
    assert (done.returncode, named in done.stderr) == (2, True), done.stderr
    assert not (root / "warehouse" / "build.duckdb").exists()
    assert not (root / "published").exists()


def test_a_state_without_what_is_published_as_frozen_is_named_before_anything_is_built(
    own_root: Path, installation: Settings, earlier_run: RunSummary, tmp_path: Path
):
    """The whole folder is gone: no hash is left that would tell."""
    root = tmp_path / "data"
    (root / "published").mkdir(parents=True)
    (root / "landing").symlink_to(own_root / "landing")
    figures = frozen.published_figures(own_root / "state", ["999"])
    write_aggregate(
        installation.warehouse_path, root / "published" / "aggregate-r.duckdb", figures, {}
    )
    pointer = {"run_id": "r", "aggregate": "aggregate-r.duckdb"}
    (root / "published" / "current.json").write_text(json.dumps(pointer))
    done = sightline(root, "run")
    assert (done.returncode, f"freeze 1, {QUARTER} of authority 999" in done.stderr) == (2, True)
    assert not (root / "warehouse" / "build.duckdb").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("freeze", "2026-27-Q4", "--signed-off-by", "B"), "ends on 2027-03-31"),
        (("freeze", "2010-11-Q4", "--signed-off-by", "B"), "holds no figures of 2010-11-Q4"),
        (("freeze", "2025-26", "--signed-off-by", "B"), "no financial quarter"),
        (("freeze", QUARTER, "--signed-off-by", " "), "needs the name"),
        (("freeze", QUARTER, "--signed-off-by", "B", "--authority", "301"), "of authority 301"),
        (("restatements", "2025-26-Q3"), "has not been frozen"),
    ],
)
def test_what_cannot_be_frozen_or_compared_is_a_sentence(
    own_root: Path, restated: pl.DataFrame, arguments: tuple[str, ...], words: str
):
    done = sightline(own_root, *arguments)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
