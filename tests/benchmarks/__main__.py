"""The command of the timings: `python -m tests.benchmarks [run|ingestion|cin|agreement …]`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import cin, ingestion, main_job, sample, ssda903

TIMED = ("cin", "ssda903", "sample", "ingestion", "run")
COMPARED_CHILDREN = 1_500


def main(arguments: list[str]) -> int:
    """Runs what was asked for, or everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "what", nargs="?", choices=(*TIMED, "agreement"), help="default: all of them"
    )
    parser.add_argument("return_name", nargs="?", choices=("cin", "ssda903"), help="for agreement")
    parser.add_argument("paths", nargs="*", type=Path, help="for agreement: returns besides ours")
    parser.add_argument("--children", type=int, help="for agreement and run")
    parser.add_argument("--authorities", nargs="+", type=int, help="for run: sizes of a region")
    parser.add_argument("--seed", type=int, default=1, help="for agreement")
    said = parser.parse_args(arguments)
    root = Path(tempfile.mkdtemp(prefix="sightline-bench-"))
    try:
        for name in TIMED:
            if said.what in (None, name):
                _timed(name, root, said)
        if said.what in (None, "agreement"):
            # Only now: a process starts with the memory of its parent, and what is timed is over.
            from tests.benchmarks import agreement

            children = said.children or COMPARED_CHILDREN
            names = [said.return_name] if said.return_name else ["cin", "ssda903"]
            return max(
                agreement.run(name, root, said.paths, children=children, seed=said.seed)
                for name in names
            )
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return 0


def _timed(name: str, root: Path, said: argparse.Namespace) -> None:
    if name == "run":
        main_job.run(
            root,
            children=said.children or main_job.CHILDREN,
            regions=said.authorities or main_job.REGIONS,
        )
    else:
        timed = {"cin": cin, "ssda903": ssda903, "sample": sample, "ingestion": ingestion}
        timed[name].run(root)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
