"""The same return has the same findings, in whatever order and wherever it is checked."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from returns import read, validate
from tests.synthetic import census, looked_after
from tests.synthetic.same_findings import YEAR, Tables, findings, statuses

CHILDREN, SEED, ALTERED = 150, 7, 0.3
# Samoa skipped a day and has been a day ahead since; Newfoundland is off by half an hour. Turkish
# has other capitals for i. Where a locale is not installed C is used, which is one of them anyway.
PLACES = (
    {"TZ": "UTC", "LC_ALL": "C.UTF-8"},
    {"TZ": "Pacific/Apia", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("returns")
    census.write_census(path / "census.xml", CHILDREN, SEED, altered=ALTERED)
    return looked_after.write_sets(path, CHILDREN, SEED, share=ALTERED)


def census_of(children: list[census.Node], path: Path) -> Tables:
    with path.open("w", encoding="utf-8") as out:
        census.write(out, iter(children))
    return read("cin", path, year=YEAR)


def shuffled(tables: Tables) -> Tables:
    """Every row of every table elsewhere, and the columns too."""
    return {
        name: frame.sample(fraction=1.0, shuffle=True, seed=number).select(
            random.Random(number).sample(frame.columns, frame.width)
        )
        for number, (name, frame) in enumerate(tables.items())
    }


def test_children_in_another_order_have_the_same_findings(tmp_path: Path) -> None:
    children = list(census.children(CHILDREN, SEED, altered=ALTERED))
    before = census_of(children, tmp_path / "before.xml")
    random.Random(1).shuffle(children)
    after = census_of(children, tmp_path / "after.xml")
    first = validate("cin", before, year=YEAR, previous=before)
    second = validate("cin", after, year=YEAR, previous=after)
    assert len(first.issues) > CHILDREN
    assert findings(before, first) == findings(after, second)
    assert statuses(first) == statuses(second)


def test_groups_of_a_child_in_another_order_have_the_same_findings(tmp_path: Path) -> None:
    """Episodes, and the assessments, plans and enquiries in them, turned round."""
    children = list(census.children(CHILDREN, SEED, altered=ALTERED))
    before = census_of(children, tmp_path / "before.xml")
    for child in children:
        turn_round(child, "CINdetails")
        for group in child[1]:
            for tag in ("Assessments", "CINPlanDates", "Section47", "ChildProtectionPlans"):
                turn_round(group, tag)
    after = census_of(children, tmp_path / "after.xml")
    first = validate("cin", before, year=YEAR, previous=before)
    second = validate("cin", after, year=YEAR, previous=after)
    assert findings(before, first) == findings(after, second)


def turn_round(node: census.Node, tag: str) -> None:
    """The groups of one name in `node`, each in the place of another."""
    if isinstance(node[1], str):
        return
    places = [number for number, part in enumerate(node[1]) if part[0] == tag]
    parts = [node[1][number] for number in reversed(places)]
    for number, part in zip(places, parts, strict=True):
        node[1][number] = part


@pytest.mark.parametrize("return_name", ["cin", "ssda903"])
def test_rows_and_columns_in_another_order_have_the_same_findings(
    folder: Path, return_name: str
) -> None:
    paths = {"cin": ("census.xml", "census.xml"), "ssda903": ("this", "last")}[return_name]
    this, last = (read(return_name, folder / name, year=YEAR) for name in paths)
    moved = shuffled(this)
    first = validate(return_name, this, year=YEAR, authority="301", previous=last)
    second = validate(return_name, moved, year=YEAR, authority="301", previous=shuffled(last))
    in_order = {
        name: frame.select(this[name].columns) if name in this else frame
        for name, frame in moved.items()
    }
    assert findings(this, first) == findings(in_order, second)
    assert statuses(first) == statuses(second)


def test_locale_and_time_zone_change_nothing(folder: Path) -> None:
    said = []
    for place in PLACES:
        environment = {
            name: text for name, text in os.environ.items() if name not in ("LANG", "TZ")
        }
        command = [sys.executable, "-m", "tests.synthetic.same_findings", str(folder)]
        done = subprocess.run(
            command,
            env={**environment, **place, "PYTHONHASHSEED": str(len(said) + 1)},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        said.append(done.stdout)
    assert said[0].count(b"\n") > CHILDREN
    assert all(one == said[0] for one in said)


def test_a_shuffle_moves_rows() -> None:
    frame = pl.DataFrame({"a": [str(number) for number in range(50)], "b": ["x"] * 50})
    moved = shuffled({"t": frame})["t"]
    assert moved["a"].to_list() != frame["a"].to_list()
    assert sorted(moved["a"]) == sorted(frame["a"])
