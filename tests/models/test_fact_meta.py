"""Every fact keeps what is asked of facts: contract, grain, key, references, provenance."""

from __future__ import annotations

import pytest
from dbt.contracts.graph.nodes import GenericTestNode, ModelNode
from sample_warehouse import Warehouse

from pipelines.warehouse import LEFT_OUT_OF_RUNS

PROVENANCE = ["source_system", "source_table", "source_file", "source_row"]
# What is made of many rows of the source: its figures lead back to their rows in another way.
SUMS = {"fct_provider_year", "fct_measure_value", "fct_measure_benchmark"}
# Facts of the figures: all that they point to is the list of measures.
OF_MEASURES = {"fct_measure_row", "fct_measure_value", "fct_measure_benchmark"}
TAG = LEFT_OUT_OF_RUNS.removeprefix("tag:")


@pytest.fixture(scope="module")
def facts(warehouse: Warehouse) -> dict[str, ModelNode]:
    """By name."""
    found = {
        node.name: node
        for node in warehouse.manifest.nodes.values()
        if isinstance(node, ModelNode) and node.name.startswith("fct_")
    }
    assert found
    return found


@pytest.fixture(scope="module")
def held_by(facts: dict[str, ModelNode], warehouse: Warehouse) -> dict[str, list[GenericTestNode]]:
    """The data tests of each fact."""
    names = {fact.unique_id: name for name, fact in facts.items()}
    found: dict[str, list[GenericTestNode]] = {name: [] for name in facts}
    for node in warehouse.manifest.nodes.values():
        if isinstance(node, GenericTestNode) and node.attached_node in names:
            found[names[node.attached_node]].append(node)
    return found


def test_the_contract_of_every_fact_is_enforced(facts: dict[str, ModelNode]) -> None:
    assert [name for name, fact in facts.items() if not fact.config.contract.enforced] == []


def test_the_description_of_every_fact_begins_with_its_grain(facts: dict[str, ModelNode]) -> None:
    assert [
        name for name, fact in facts.items() if not fact.description.startswith("One row per ")
    ] == []


def test_every_fact_has_a_key_with_the_authority_in_it(
    held_by: dict[str, list[GenericTestNode]],
) -> None:
    for name, tests in held_by.items():
        keys = [
            test.test_metadata.kwargs["columns"]
            for test in tests
            if test.test_metadata.name == "unique_combination"
        ]
        assert len(keys) == 1, name
        assert keys[0][0] == "authority", name


def test_every_fact_says_what_its_keys_point_to(
    facts: dict[str, ModelNode], held_by: dict[str, list[GenericTestNode]]
) -> None:
    for name in facts.keys() - OF_MEASURES:
        [given] = [test for test in held_by[name] if test.test_metadata.name == "references"]
        assert TAG in given.tags, name
        pointing = {column for key in given.test_metadata.kwargs["to"] for column in key["columns"]}
        if "child_id" in facts[name].columns and name != "fct_caseload_at_period_end":
            assert "child_id" in pointing, name


def test_every_row_of_a_fact_says_where_it_came_from(facts: dict[str, ModelNode]) -> None:
    for name in facts.keys() - SUMS:
        assert [column for column in facts[name].columns if column in PROVENANCE] == PROVENANCE, (
            name
        )
