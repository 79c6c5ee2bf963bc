"""The asset graph: keys, groups, dependencies and checks; its snapshot shows changes in review."""

from __future__ import annotations

from collections import Counter

import pytest
from dagster import AssetKey, Definitions
from syrupy.assertion import SnapshotAssertion

from pipelines.assets.landing import FRESH
from pipelines.definitions import build_defs
from pipelines.settings import Settings

GROUPS = {
    "landing",
    "staging",
    "contract",
    "intermediate",
    "core",
    "measures",
    "benchmarks",
    "commissioning",
    "quality",
    "reference",
    "returns",
    "publish",
}


@pytest.fixture(scope="module")
def code_location(installation: Settings) -> Definitions:
    return build_defs(installation)


def test_dagster_can_load_all_of_it(code_location: Definitions):
    """Two things of one name are found only here, and by whoever opens Dagster."""
    Definitions.validate_loadable(code_location)


def test_the_asset_graph_is_the_one_in_the_snapshot(
    code_location: Definitions, snapshot: SnapshotAssertion
):
    graph = code_location.resolve_asset_graph()
    checks = Counter(key.asset_key for key in graph.asset_check_keys)
    found = {}
    for node in graph.asset_nodes:
        found.setdefault(node.group_name, {})[node.key.to_user_string()] = {
            "after": sorted(parent.to_user_string() for parent in node.parent_keys),
            "checks": checks[node.key],
        }
    assert {group: dict(sorted(found[group].items())) for group in sorted(found)} == snapshot


def test_the_names_of_all_checks_are_those_in_the_snapshot(
    code_location: Definitions, snapshot: SnapshotAssertion
):
    graph = code_location.resolve_asset_graph()
    names = sorted(
        f"{key.asset_key.to_user_string()}: {key.name}" for key in graph.asset_check_keys
    )
    assert names == snapshot


def test_every_asset_has_one_of_the_known_groups(code_location: Definitions):
    assert {node.group_name for node in code_location.resolve_asset_graph().asset_nodes} == GROUPS


def test_every_asset_has_a_description(code_location: Definitions):
    without = [
        node.key.to_user_string()
        for node in code_location.resolve_asset_graph().asset_nodes
        if not (node.description or "").strip()
    ]
    assert without == []


def test_nothing_of_the_graph_hangs_in_the_air(code_location: Definitions):
    """Every asset that something depends on is made by the main job.

    A missing one would be an external asset.
    """
    graph = code_location.resolve_asset_graph()
    assert [node.key for node in graph.asset_nodes if not node.is_materializable] == []
    job = code_location.resolve_job_def("main")
    assert set(job.asset_layer.executable_asset_keys) == {node.key for node in graph.asset_nodes}


def test_the_pointer_is_published_last(code_location: Definitions):
    graph = code_location.resolve_asset_graph()
    current = AssetKey(["published", "current"])
    assert graph.get(current).child_keys == set()
    before = (
        graph.get_ancestor_asset_keys(current)
        if hasattr(graph, "get_ancestor_asset_keys")
        else ancestors(graph, current)
    )
    assert {
        AssetKey(["returns", "cin"]),
        AssetKey(["returns", "ssda903"]),
        AssetKey(["published", "packs"]),
    } <= before


def ancestors(graph, key) -> set[AssetKey]:
    found: set[AssetKey] = set()
    left = [key]
    while left:
        for parent in graph.get(left.pop()).parent_keys - found:
            found.add(parent)
            left.append(parent)
    return found


def test_landing_checks_stop_what_is_downstream(code_location: Definitions):
    graph = code_location.resolve_asset_graph()
    landing = [key for key in graph.asset_check_keys if key.asset_key.path[0] == "raw"]
    assert AssetKey(["raw", "ssd__person"]) in {key.asset_key for key in landing}
    # An old drop is said and stops nothing: a history that was handed over once grows old.
    told_only = {key.name for key in landing if not graph.get(key).blocking}
    assert told_only == {FRESH}


def test_schedules_and_sensor_are_stopped_until_somebody_starts_them(code_location: Definitions):
    repository = code_location.get_repository_def()
    assert {s.name: s.default_status.value for s in repository.schedule_defs} == {
        "nightly": "STOPPED",
        "quarterly": "STOPPED",
        "weekly_pruning": "STOPPED",
    }
    assert {s.name: s.default_status.value for s in repository.sensor_defs} == {
        "landing": "STOPPED"
    }


def test_the_job_runs_in_one_process(code_location: Definitions):
    assert code_location.resolve_job_def("main").executor_def.name == "in_process"
