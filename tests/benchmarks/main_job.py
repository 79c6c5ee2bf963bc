"""The main job and the returns from the warehouse, at the size that `make run` builds."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.measure import BIN, Cost, cost, show

CHILDREN, YEARS = 8_840, 4
SNAPSHOTS = ("2026-04-30", "2026-07-31")
YEAR, AUTHORITY = "2025-26", "999"


def run(root: Path) -> None:
    """Sample, ingest, the run first and again, the returns; prints what each cost."""
    data, sources = root / "data", root / "sources"

    def sightline(label: str, *arguments: str | Path, accept: tuple[int, ...] = (0,)) -> Cost:
        return cost(label, BIN / "sightline", *arguments, data_dir=data, accept=accept)

    size = ("--children", str(CHILDREN), "--years", str(YEARS), "--seed", "2026")
    label = f"sample of {CHILDREN:,} children, two snapshots"
    costs = [sightline(label, "sample", *size, "--authorities", "1", "--out", sources)]
    for day in SNAPSHOTS:
        drop = (sources / AUTHORITY / day, "--as-at", day, "--authority", AUTHORITY)
        costs.append(sightline(f"ingest of {day}", "ingest", "ssd", *drop))
    costs.append(sightline("run, first", "run"))
    costs.append(sightline("run, again", "run"))
    for name in ("cin", "ssda903"):
        written = root / f"written-{name}"
        arguments = (name, "--year", YEAR, "--out", written)
        costs.append(sightline(f"returns {name}", "returns", *arguments))
        path = next(iter(sorted(written.rglob("*.xml"))), written) if name == "cin" else written
        checked = (name, path, "--year", YEAR, "--authority", AUTHORITY)
        costs.append(sightline(f"validate {name}", "validate", *checked, accept=(0, 1)))
    show("The main job and the returns", costs)
