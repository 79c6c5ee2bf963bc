"""What outputs cannot do without, held against the models that they are made from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import pytest
from sample_warehouse import Warehouse

from pipelines.contract import load_contract
from pipelines.needs import MEASURE, Output, not_produced, outputs
from returns import KNOWN_YEARS, specification

# Emptying these costs little, for few models read them; the statement of the others was made in the
# same way.
EMPTIED = (
    "placement_cost",
    "missing",
    "cp_reviews",
    "cp_plans",
    "permanence",
    "cla_previous_permanence",
    "immigration_status",
    "cla_health",
    "care_leavers",
    "professionals",
    "address",
)


def letters_of(kind: str, models: dict[str, object]) -> dict[str, str]:
    """Models of a return by the letters of their table."""
    prefix = f"rtn_{kind}__"
    named = [name for name in models if name.startswith(prefix)]
    return {name.removeprefix(prefix).replace("_", ""): name for name in named}


def model_of(output: Output, models: dict[str, object]) -> str:
    """The model of an output."""
    if output.kind == MEASURE:
        return f"msr_{output.name}"
    return letters_of(output.kind, models)[output.name.lower()]


@pytest.fixture(scope="module")
def models(warehouse: Warehouse) -> dict[str, object]:
    """Models of the manifest by name."""
    nodes = warehouse.manifest.nodes.values()
    return {node.name: node for node in nodes if node.resource_type == "model"}


def parents(models: dict[str, object], name: str) -> set[str]:
    named = (unique_id.rpartition(".")[2] for unique_id in models[name].depends_on.nodes)
    return {parent for parent in named if parent in models}


def above(models: dict[str, object], name: str) -> set[str]:
    """Every model that one is made from."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = parents(models, waiting.pop()) - found
        found |= new
        waiting += new
    return found


def test_every_measure_and_every_part_of_a_return_is_stated_once(models):
    stated = [(output.kind, output.name) for output in outputs()]
    measures = {(MEASURE, name.removeprefix("msr_")) for name in models if name[:4] == "msr_"}
    parts = {
        (kind, table)
        for kind in ("cin", "ssda903")
        for year in KNOWN_YEARS
        for table in specification(kind, year).tables
        if table.lower() in letters_of(kind, models)
    }
    assert len(stated) == len(set(stated))
    assert set(stated) == measures | parts


def test_an_output_is_made_from_every_table_that_it_is_said_to_need(models):
    wrong = [
        f"{output.title} is not made from {table}"
        for output in outputs()
        for table in output.needs
        if f"int_contract__{table}" not in above(models, model_of(output, models))
    ]
    assert wrong == []


@contextmanager
def emptied(con: duckdb.DuckDBPyConnection, models, compiled, table: str) -> Iterator[list[str]]:
    """Within, the models are those of a drop without the table; gives the outputs made anew."""
    root = f"int_contract__{table}"
    wanted = {model_of(output, models) for output in outputs()}
    below = {name for name in wanted if root in above(models, name)}
    between = {
        name
        for output in below
        for name in {output, *above(models, output)}
        if root in above(models, name) and models[name].config.materialized != "ephemeral"
    }
    order = TopologicalSorter({name: above(models, name) & between for name in between})
    con.execute("begin")
    for name in [root, *order.static_order()]:
        node = models[name]
        kind = "view" if node.config.materialized == "view" else "table"
        sql = compiled[name] if name != root else f"select * from ({compiled[name]}) where false"
        con.execute(f'create or replace {kind} build."{node.schema}"."{name}" as {sql}')
    yield sorted(below)
    con.execute("rollback")


def counted(con: duckdb.DuckDBPyConnection, models, name: str) -> tuple[int, ...]:
    """Rows of a part of a return; of a measure, how many are in its two numbers."""
    relation = f'build."{models[name].schema}"."{name}"'
    if name.startswith("rtn_"):
        return con.execute(f"select count(*) from {relation}").fetchone()
    return con.execute(
        f"select count_if(is_denominator), count_if(is_numerator) from {relation}"
    ).fetchone()


def test_without_a_table_just_those_outputs_are_empty_that_are_said_to_need_it(
    warehouse: Warehouse, models, tmp_path: Path
):
    copy = tmp_path / "build.duckdb"
    copy.write_bytes(Path(warehouse.path).read_bytes())
    needed_by = {
        table: {model_of(output, models) for output in outputs() if table in output.needs}
        for table in EMPTIED
    }
    with duckdb.connect() as con:
        con.execute(f"attach '{copy}' as build")
        con.execute("use build")
        for table in EMPTIED:
            before = {
                model_of(o, models): counted(con, models, model_of(o, models)) for o in outputs()
            }
            with emptied(con, models, warehouse.compiled, table) as made:
                after = {name: counted(con, models, name) for name in made}
            emptied_now = {
                name
                for name, numbers in after.items()
                if any(was and not now for was, now in zip(before[name], numbers, strict=True))
            }
            # In a small sample an output may be empty from the start.
            told = {name for name in needed_by[table] if all(before[name])}
            assert emptied_now >= told, table
            assert emptied_now <= needed_by[table], table


def test_a_source_that_is_a_return_gives_the_measures_that_the_contract_says_and_no_other():
    contract = load_contract()
    every = set(contract.tables)
    assert not_produced(contract, {"ssd": every}) == []
    lacking = {
        each.output.name: each.why
        for each in not_produced(contract, {"ssda903": every})
        if each.output.kind == MEASURE
    }
    given = set(contract.systems["ssda903"].gives)
    assert set(lacking) == {o.name for o in outputs() if o.kind == MEASURE} - given
    assert "does not hold" in lacking["contact__decided_within_1_working_day"]


def test_what_lacks_a_table_says_which():
    contract = load_contract()
    held = set(contract.tables) - {"placement_cost"}
    (cost,) = not_produced(contract, {"ssd": held})
    assert cost.output.name == "placement__weekly_cost"
    assert cost.why == "no rows of placement_cost"
