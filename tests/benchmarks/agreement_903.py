"""The comparison of `agreement` for the SSDA903: every year, two years at a time.

The generated sets have no malformed dates: on those the public validator takes what it cannot read
for blank, which would drown the rest (the page says so). Both judge by the same postcodes and the
same invented list of providers.
"""

from __future__ import annotations

import csv
import json
import random
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from returns import collection_year, read, rules_of, validate
from tests.benchmarks.agreement import RAN, REPAIRS, Compared, Row, our_rows
from tests.benchmarks.peers import SCRIPTS
from tests.synthetic.looked_after import write_sets

AUTHORITY, PEER_AUTHORITY = "301", "E09000002"
# All years, since a rule of one year may be another in the next.
YEARS = ("2022-23", "2023-24", "2024-25", "2025-26", "2026-27")
SHARE = 0.2
PROVIDERS = ("URN", "REG_END", "PLACE_CODES", "POSTCODE", "PROVIDER_CODES", "LA_CODE_INFERRED")
POSTCODES = ("POSTCODE", "LA_CODE", "EASTING", "NORTHING")


def compared(
    python: Path, root: Path, paths: Sequence[Path], children: int, seed: int
) -> Iterator[tuple[str, list[Compared]]]:
    """The rules compared on a generated set for each year, then on the sets given.

    A set that is given is a folder of files, or one with the folders `this` and `last`.
    """
    for year in YEARS:
        folder = root / f"set-{year}"
        write_sets(folder, children, seed, year=year, share=SHARE, malformed=False)
        _write_providers(folder, seed)
        title = f"{year}, {children} children and the year before, seed {seed}"
        yield title, compare(python, folder, year)
    for number, path in enumerate(paths):
        folder = root / f"given-{number}"
        parts = ("this", "last") if (path / "this").is_dir() else ("",)
        for part in parts:
            shutil.copytree(path / part, folder / (part or "this"))
        yield path.name, compare(python, folder, "2025-26")


def _write_providers(folder: Path, seed: int) -> None:
    """Providers for most of the URNs of this year, right for most of their placements."""
    draw = random.Random(seed)
    with (folder / "this" / "episodes.csv").open(newline="", encoding="utf-8") as lines:
        episodes = {row["URN"]: row for row in csv.DictReader(lines) if row["URN"]}
    with (folder / "providers.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(PROVIDERS)
        for urn, row in sorted(episodes.items()):
            if draw.random() < 0.1:
                continue
            end = draw.choice(("", "", "", "2024-06-30", "2025-09-30"))
            place = draw.choice((row["PLACE"], row["PLACE"], "K2", "U4,U6"))
            provider = draw.choice((row["PLACE_PROVIDER"], row["PLACE_PROVIDER"], "PR1,PR4"))
            postcode = draw.choice((row["PL_POST"], row["PL_POST"], "B1 1BB")).replace(" ", "")
            authority = draw.choice((PEER_AUTHORITY, "E08000025", ""))
            writer.writerow([urn, end, place, postcode, provider, authority])


def compare(python: Path, folder: Path, year: str) -> list[Compared]:
    """Every rule of the year that both have, on the set of a folder."""
    ends = str(int(year[:4]) + 1)
    answer_path = folder / "answer.json"
    subprocess.run(
        [python, SCRIPTS / "ssda903_oracle.py", folder, ends, PEER_AUTHORITY, answer_path],
        check=True,
    )
    answer = json.loads(answer_path.read_text(encoding="utf-8"))
    tables = read("ssda903", folder / "this", year=year)
    before = collection_year(year).previous
    last = folder / "last"
    previous = (
        read("ssda903", last, year=before.label if before.is_known else year)
        if last.is_dir()
        else None
    )
    result = validate(
        "ssda903",
        tables,
        year=year,
        authority=AUTHORITY,
        previous=previous,
        reference=_reference(folder, answer["postcodes"]),
    )
    ours = our_rows(result.issues)
    known = {rule.code for rule in rules_of("ssda903", year)}
    without_start = _without_start(tables)
    found = []
    for code, said in answer["rules"].items():
        if code not in known:
            continue
        mine = ours.get(code, set())
        if said.get("repaired", {"state": ""})["state"] == RAN:
            said = {**said["repaired"], "state": REPAIRS["ssda903"]}
            mine = mine - without_start
        theirs = {
            (table, number)
            for table, numbers in said["rows"].items()
            if table in tables
            for number in numbers
        }
        found.append(
            Compared(
                code,
                frozenset(mine & theirs),
                frozenset(mine - theirs),
                frozenset(theirs - mine),
                said["state"],
            )
        )
    return sorted(found, key=lambda one: one.code)


def _reference(folder: Path, postcodes: list[list[object]]) -> dict[str, pl.DataFrame]:
    rows = [[None if cell is None else str(cell) for cell in row] for row in postcodes]
    schema = dict.fromkeys(POSTCODES, pl.String)
    reference = {"postcodes": pl.DataFrame(rows, schema=schema, orient="row")}
    path = folder / "providers.csv"
    if path.is_file():
        reference["providers"] = pl.read_csv(path, infer_schema=False)
    return reference


def _without_start(tables: dict[str, pl.DataFrame]) -> set[Row]:
    starts = tables["Episodes"].get_column("DECOM").str.to_date("%d/%m/%Y", strict=False)
    return {("Episodes", number) for number, day in enumerate(starts) if day is None}
