"""not_null tests put together find what dbt would find one by one."""

from __future__ import annotations

import duckdb

from pipelines.null_tests import count_nulls, null_tests


def manifest_with(*tests: dict) -> dict:
    model = {"resource_type": "model", "name": "fct", "relation_name": '"memory"."main"."fct"'}
    source = {"resource_type": "source", "name": "s", "relation_name": '"memory"."main"."src"'}
    nodes = {"model.x.fct": model}
    for number, test in enumerate(tests):
        about = test.get("about", "model.x.fct")
        nodes[f"test.x.{number}"] = {
            "resource_type": "test",
            "name": f"test_{number}",
            "attached_node": about if about.startswith("model") else None,
            "depends_on": {"nodes": [about]},
            "test_metadata": {"name": test.get("kind", "not_null")},
            "column_name": test["column"],
            "config": {"severity": test.get("severity", "ERROR"), "where": test.get("where")},
        }
    return {"nodes": nodes, "sources": {"source.x.s": source}}


def test_failing_rows_are_counted_for_each_test_with_its_condition():
    manifest = manifest_with(
        {"column": "a"},
        {"column": "b"},
        {"column": "b", "where": "a = 1"},
        {"column": '"table"', "about": "source.x.s", "severity": "warn"},
        {"column": "a", "kind": "unique"},
    )
    tests = null_tests(manifest)
    assert [test.name for test in tests] == ["test_0", "test_1", "test_2", "test_3"]
    assert [test.is_error for test in tests] == [True, True, True, False]
    con = duckdb.connect()
    con.execute("create table fct as select * from (values (1, null), (2, null), (3, 4)) t(a, b)")
    con.execute('create table src as select null::integer as "table"')
    assert count_nulls(con, tests) == {"test_0": 0, "test_1": 2, "test_2": 1, "test_3": 1}


def test_an_empty_relation_fails_nothing():
    con = duckdb.connect()
    con.execute("create table fct (a integer)")
    assert count_nulls(con, null_tests(manifest_with({"column": "a"}))) == {"test_0": 0}
