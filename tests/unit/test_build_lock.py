"""One run builds at a time, and a lock never outlives its process."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.build_lock import BuildLocked, build_lock

HOLDER = """
import sys, time
from pathlib import Path
from pipelines.build_lock import build_lock
with build_lock(Path(sys.argv[1]), purpose="a run that is killed"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_holder_is_told_who_holds_it(tmp_path: Path):
    path = tmp_path / "w" / "build.lock"
    with (
        build_lock(path, purpose="run 1234"),
        pytest.raises(BuildLocked, match="run 1234, process") as met,
        build_lock(path, purpose="another"),
    ):
        raise AssertionError("two hold it")
    assert "nothing needs to be repaired" in met.value.sentence()


def test_it_can_be_taken_again_when_it_was_let_go(tmp_path: Path):
    for purpose in ("first, with a long purpose", "second"):
        with build_lock(tmp_path / "build.lock", purpose=purpose):
            assert purpose in (tmp_path / "build.lock").read_text()


def test_a_holder_that_is_killed_holds_it_no_longer(tmp_path: Path):
    path = tmp_path / "build.lock"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with (
        pytest.raises(BuildLocked, match="a run that is killed"),
        build_lock(path, purpose="early"),
    ):
        raise AssertionError("two hold it")
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    with build_lock(path, purpose="after"):
        pass
