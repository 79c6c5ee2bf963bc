"""Who may import whom: data flows one way, and so do imports (docs/architecture.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

# Package -> prefixes that it must not import, and exceptions to them.
FORBIDDEN = {
    "returns": (("dagster", "dagster_dbt", "dbt", "streamlit", "pipelines", "dashboards"), ()),
    "dashboards": (("dagster", "dagster_dbt", "dbt", "pipelines", "pandas"), ("pipelines.state",)),
    "dashboards/pack": (("streamlit", "pipelines", "dashboards.views"), ()),
    "pipelines": (("streamlit", "dashboards", "pandas"), ("dashboards.pack",)),
    "pipelines/connectors": (("dagster", "dagster_dbt", "dbt"), ()),
    "pipelines/sample": (("dagster", "dagster_dbt", "dbt", "returns"), ()),
    "pipelines/state": (("dagster", "dagster_dbt", "dbt"), ()),
}


def imported_modules(path: Path) -> Iterator[str]:
    """Dotted names that a file imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_below(module: str, prefix: str) -> bool:
    return module == prefix or module.startswith(prefix + ".")


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_package_imports_only_what_the_architecture_lets_it(
    package: str, project_root: Path
) -> None:
    forbidden, allowed = FORBIDDEN[package]
    files = sorted((project_root / package).rglob("*.py"))
    assert files, f"{package} holds no Python"
    wrong = [
        f"{path.relative_to(project_root)} imports {module}"
        for path in files
        for module in imported_modules(path)
        if any(is_below(module, prefix) for prefix in forbidden)
        and not any(is_below(module, prefix) for prefix in allowed)
    ]
    assert wrong == []


def test_nothing_that_ships_reads_outside_the_clone(project_root: Path) -> None:
    shipped = [
        path
        for folder in ("pipelines", "returns", "dashboards", "dbt_project")
        for suffix in ("*.py", "*.sql", "*.yml")
        for path in (project_root / folder).rglob(suffix)
    ]
    assert shipped
    assert [str(path) for path in shipped if "../shared" in path.read_text(encoding="utf-8")] == []
