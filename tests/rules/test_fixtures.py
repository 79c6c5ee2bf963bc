"""Every rule of every return speaks on the rows of its fixture where it must, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
import pytest
import yaml

from returns import KNOWN_YEARS, RETURNS, rules_of
from returns.engine import check
from returns.rules import KINDS, Rule


def all_rules() -> Iterator[tuple[str, str, Rule]]:
    """Each rule file or row once, with the first year in which it is in force."""
    for return_name in RETURNS:
        seen: set[tuple[str, str]] = set()
        for year in KNOWN_YEARS:
            for rule in rules_of(return_name, year.label):
                if (rule.code, rule.since) not in seen:
                    seen.add((rule.code, rule.since))
                    yield return_name, year.label, rule


RULES = list(all_rules())
IDS = [f"{return_name}-{rule.code}-{rule.since}" for return_name, _, rule in RULES]


def cases(rule: Rule) -> list[dict[str, Any]]:
    said = yaml.safe_load(rule.fixture.read_text(encoding="utf-8"))
    return said if isinstance(said, list) else [said]


def text(value: Any, return_name: str) -> Any:
    """YAML reads some dates as dates; a fixture means the text."""
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    return str(value) if isinstance(value, int) else value


def frames(tables: dict[str, list[dict[str, Any]]], return_name: str) -> dict[str, pl.DataFrame]:
    built = {}
    for name, rows in tables.items():
        cells = [{key: text(value, return_name) for key, value in row.items()} for row in rows]
        built[name] = pl.DataFrame(cells, infer_schema_length=None)
    return built


def year_of(case: dict[str, Any], first_year: str) -> str:
    """The year of a case: as said, else 2025-26, or the rule's first year where that is later."""
    return str(case.get("year") or max(first_year, "2025-26"))


def rule_in_force(return_name: str, year: str, rule: Rule) -> Rule:
    """The rule as it stands in the year of the case, which may be later than its first."""
    found = {other.code: other for other in rules_of(return_name, year)}[rule.code]
    assert found.since == rule.since, "the case is of a year in which another version is in force"
    return found


@pytest.mark.parametrize(("return_name", "first_year", "rule"), RULES, ids=IDS)
def test_the_rule_flags_the_rows_that_it_must_and_no_other(
    return_name: str, first_year: str, rule: Rule
) -> None:
    for case in cases(rule):
        result = check(
            return_name,
            frames(case["given"], return_name),
            [rule_in_force(return_name, year_of(case, first_year), rule)],
            year=year_of(case, first_year),
            authority=case.get("authority", "999"),
            previous=frames(case["previous"], return_name) if "previous" in case else None,
            reference=frames(case["reference"], return_name) if "reference" in case else None,
        )
        issues = result.issues.filter(pl.col("rule_code") == rule.code)
        found: dict[str, list[Any]] = {}
        for row in issues.iter_rows(named=True):
            if row["row_number"] is None:
                found.setdefault("authority", []).append(row["value"])
            else:
                found.setdefault(row["table"], []).append(row["row_number"])
            assert row["message"] == rule.message
            assert row["severity"] == rule.severity
        assert found == case["expect"]
        run = result.runs.filter(pl.col("rule_code") == rule.code).row(0, named=True)
        assert run["status"] == ("failed" if found else "passed")
        assert run["issue_count"] == issues.height


@pytest.mark.parametrize(("return_name", "first_year", "rule"), RULES, ids=IDS)
def test_the_fixture_has_rows_that_must_fail_and_rows_that_must_pass(
    return_name: str, first_year: str, rule: Rule
) -> None:
    fails = passes = False
    for case in cases(rule):
        expected = case["expect"]
        fails = fails or bool(expected)
        if rule.kind == "authority":
            passes = passes or not expected
            continue
        given = case.get("previous", {}) if "authority" in expected else case["given"]
        for table in rule.tables:
            flagged = expected.get("authority", expected.get(table, []))
            passes = passes or len(flagged) < len(given[table])
    assert fails
    assert passes


@pytest.mark.parametrize(("return_name", "first_year", "rule"), RULES, ids=IDS)
def test_a_sequence_rule_is_tried_on_a_chain_of_three(
    return_name: str, first_year: str, rule: Rule
) -> None:
    if rule.kind != "sequence":
        return
    child = "LAchildID" if return_name == "cin" else "CHILD"
    chains = [
        sum(row.get(child) == first.get(child) for row in rows)
        for case in cases(rule)
        for rows in case["given"].values()
        for first in rows
    ]
    assert max(chains) >= 3


@pytest.mark.parametrize("return_name", RETURNS)
def test_each_return_has_at_least_two_rules_of_each_kind(return_name: str) -> None:
    kinds = [rule.kind for rule in rules_of(return_name, "2025-26")]
    assert {kind: kinds.count(kind) >= 2 for kind in KINDS} == dict.fromkeys(KINDS, True)


@pytest.mark.parametrize(("return_name", "first_year", "rule"), RULES, ids=IDS)
def test_the_rule_names_tables_and_fields_of_its_year(
    return_name: str, first_year: str, rule: Rule
) -> None:
    from returns import specification

    tables = specification(return_name, first_year).tables
    for table, fields in rule.tables.items():
        assert fields
        assert set(fields) <= set(tables[table].column_names)
    for name in (*rule.reads, *rule.optional):
        assert name.removesuffix("_previous") in tables
