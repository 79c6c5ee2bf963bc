"""The tests that dbt holds, run once as a whole; each names itself in the failure."""

from __future__ import annotations

from sample_warehouse import Warehouse

from pipelines.warehouse import LEFT_OUT_OF_RUNS


def test_every_unit_test_of_the_models_passes(warehouse: Warehouse) -> None:
    run = warehouse.dbt("test", "--select", "test_type:unit")
    assert len(run.results) == len(warehouse.manifest.unit_tests) > 0
    failed = [
        f"{result.node.name}: {result.message}" for result in run.results if result.status != "pass"
    ]
    assert not failed, "\n".join(failed)


def test_every_data_test_passes_on_the_sample(warehouse: Warehouse) -> None:
    # The sample has recording faults, orphans among them.
    run = warehouse.dbt("test", "--select", "test_type:data", "--exclude", LEFT_OUT_OF_RUNS)
    assert run.results
    failed = [
        f"{result.node.name}: {result.message}"
        for result in run.results
        if result.status not in ("pass", "warn")
    ]
    assert not failed, "\n".join(failed)


def test_every_measure_has_a_unit_test(warehouse: Warehouse) -> None:
    tested = {test.model for test in warehouse.manifest.unit_tests.values()}
    measures = {
        node.name for node in warehouse.manifest.nodes.values() if node.name.startswith("msr_")
    }
    assert measures
    assert measures <= tested
