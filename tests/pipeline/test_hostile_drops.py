"""Five per cent of the campaign of `make fuzz`, and landings killed at each of their steps."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.connectors.kept_report import REPORT_NAME, kept_report
from pipelines.connectors.ssd import ingest
from pipelines.landing import MANIFEST_NAME, UNFINISHED, content_hash, drops
from tests.pipeline.conftest import PROJECT_ROOT
from tests.synthetic.ingestion import SAMPLE, campaign
from tests.synthetic.landed import small_contract, written

TABLES = {
    "person": "pers_person_id,pers_sex\n1,M\n2,F\n",
    "contacts": "cont_contact_id,cont_person_id,cont_contact_date\n7,1,2025-01-02\n",
}
# What a landing does to the disk, in its order, as Python tells it of itself: event and path.
STEPS = {
    "its folder is made": ("os.mkdir", UNFINISHED),
    "the first table is written": ("open", "person.parquet"),
    "the last table is written": ("open", "contacts.parquet"),
    "the manifest is written": ("open", MANIFEST_NAME),
    "it is moved into its place": ("os.rename", UNFINISHED),
    "its report is moved into its place": ("os.rename", REPORT_NAME),
}
LANDED_BEFORE = "its report is moved into its place"
KILLED_AT = """
import os, signal, sys
from datetime import date
from pathlib import Path
from pipelines.connectors.ssd import ingest
from tests.synthetic.landed import small_contract

folder, landing, event, part = sys.argv[1:]

def kill(name, arguments):
    if name == event and any(part in str(one) for one in arguments if isinstance(one, (str, Path))):
        os.kill(os.getpid(), signal.SIGKILL)

contract = small_contract()
sys.addaudithook(kill)
ingest(
    Path(folder), as_at=date(2026, 7, 31), authority="999", landing_dir=Path(landing), max_mb=10,
    contract=contract,
)
"""


def test_a_hostile_drop_is_refused_in_words_or_every_row_of_it_is_found_and_accounted_for() -> None:
    failures, ended = campaign(SAMPLE)
    assert not failures, f"{len(failures)} failures\n" + "\n".join(failures)
    assert ended["landed"] > len(SAMPLE) / 2  # most drops must get as far as the models


def test_a_landing_killed_at_any_step_is_whole_or_not_there_and_the_next_ends_the_same(
    tmp_path: Path,
) -> None:
    folder = written(tmp_path / "drop", TABLES)
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}
    running = {
        step: subprocess.Popen(
            [sys.executable, "-c", KILLED_AT, str(folder), str(tmp_path / step), *moment],
            env=environment,
        )
        for step, moment in STEPS.items()
    }
    expected = None
    for step, process in running.items():
        assert process.wait(timeout=120) == -signal.SIGKILL, step
        landing = tmp_path / step
        left = drops(landing)
        assert bool(left) == (step == LANDED_BEFORE), step
        again = ingest(
            folder,
            as_at=date(2026, 7, 31),
            authority="999",
            landing_dir=landing,
            max_mb=10,
            contract=small_contract(),
        )
        assert again.was_already_there == bool(left), step
        assert (kept_report(again.drop) is None) == bool(left), step
        assert [drop.path for drop in drops(landing)] == [again.drop.path], step
        assert not list(again.drop.path.parent.glob(f"{UNFINISHED}*")), step
        there = {
            name: pl.read_parquet(again.drop.path / f"{name}.parquet")
            for name in again.drop.manifest.tables
        }
        assert content_hash(there) == again.drop.content_hash, step
        expected = expected or again.drop.snapshot_id
        assert again.drop.snapshot_id == expected, step
