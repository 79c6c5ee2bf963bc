"""The pack of invented figures, byte for byte.

`make golden` writes it anew; read the difference before keeping it.
"""

from __future__ import annotations

import os
import runpy
from pathlib import Path

from dashboards.pack import build

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "pack-2026-27-Q1.html"
FIXTURE = HERE.parent / "dashboards" / "published_folder.py"


def test_the_pack_of_the_invented_figures_is_the_golden_one(tmp_path: Path) -> None:
    fixture = runpy.run_path(str(FIXTURE))
    folder = fixture["write_published"](tmp_path / "published")
    public = folder / f"public-{fixture['RUN_ID']}.duckdb"
    written = build(public, tmp_path / "pack.html", "999", "2026-27-Q1").read_bytes()
    if os.environ.get("SIGHTLINE_WRITE_GOLDEN"):
        GOLDEN.write_bytes(written)
    assert written == GOLDEN.read_bytes()
