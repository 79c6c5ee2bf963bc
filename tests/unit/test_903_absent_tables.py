"""A rule says that it needs every table it looks at, so that it never passes what it cannot see."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import polars as pl
import pytest

from returns import KNOWN_YEARS, ValidationResult, read, rules_of, specification, validate
from returns.rules import DERIVED, HERE
from tests.synthetic.looked_after import write_sets

YEAR = "2026-27"
SHARED = {
    path.stem: path.read_text(encoding="utf-8")
    for path in (HERE / "ssda903" / "shared").glob("*.sql")
}
REFERENCE = {
    "providers": pl.DataFrame({"URN": ["1234567"], "PLACE_CODES": ["U4"]}),
    "postcodes": pl.DataFrame({"POSTCODE": ["B11BB"], "LA_CODE": ["E08000025"]}),
}


def names_in(sql: str) -> set[str]:
    """The words of the SQL and of the shared relations that it reads, without comments."""
    found = set(re.findall(r"\w+", re.sub(r"--[^\n]*", "", sql)))
    for name in found & set(SHARED):
        found |= names_in(SHARED[name])
    return found


def test_a_rule_declares_the_tables_and_lists_that_its_sql_reads() -> None:
    tables = set(specification("ssda903", YEAR).tables)
    tables |= {f"{name}_previous" for name in tables}
    for rule in (rule for year in KNOWN_YEARS for rule in rules_of("ssda903", year.label)):
        read_by_it = names_in(rule.sql)
        # A column of Header has the name of the table of unaccompanied children.
        known = read_by_it & tables - ({"UASC"} if "UASC" in rule.needs else set())
        assert known <= {*rule.tables, *rule.reads, *rule.optional}, rule.code
        of_last_year = {name for name in known if name.endswith("_previous")}
        assert of_last_year <= set(rule.optional) or "previous" in rule.needs
        assert "providers" not in read_by_it or "providers" in rule.needs
        direct = set(re.findall(r"\w+", rule.sql))
        for name in DERIVED:
            may_be_unknown = rule.code in ("218", "230")  # then the placement counts as in England
            assert name not in direct or name in rule.needs or may_be_unknown


@pytest.fixture(scope="module")
def checked(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str | None], ValidationResult]:
    """Checks one altered set, whole or without a table."""
    folder = write_sets(tmp_path_factory.mktemp("set"), 120, 5, year=YEAR, share=0.4)
    this = read("ssda903", folder / "this", year=YEAR)
    last = read("ssda903", folder / "last", year="2025-26")

    @cache
    def check_without(absent: str | None) -> ValidationResult:
        tables = {name: frame for name, frame in this.items() if name != absent}
        return validate(
            "ssda903", tables, year=YEAR, authority="301", previous=last, reference=REFERENCE
        )

    return check_without


@pytest.mark.parametrize("absent", specification("ssda903", YEAR).tables)
def test_without_a_table_a_rule_finds_the_same_in_the_others_or_says_that_it_did_not_run(
    checked: Callable[[str | None], ValidationResult], absent: str
) -> None:
    whole, without = checked(None), checked(absent)
    said = dict(without.runs.select("rule_code", "status").iter_rows())
    in_others = found(whole.issues.filter(pl.col("table") != absent))
    in_these = found(without.issues)
    for rule in rules_of("ssda903", YEAR):
        if absent in {*rule.tables, *rule.reads} - set(rule.optional):
            assert said[rule.code] == "not_applicable", rule.code
        elif absent not in rule.optional:
            assert in_these.get(rule.code) == in_others.get(rule.code), rule.code
    assert "error" not in said.values()


def found(issues: pl.DataFrame) -> dict[str, list[tuple[object, ...]]]:
    rows: dict[str, list[tuple[object, ...]]] = {}
    for code, *row in issues.select("rule_code", "table", "row_number", "field").iter_rows():
        rows.setdefault(code, []).append(tuple(row))
    return rows


@pytest.mark.parametrize("code", ["187", "1012"])
def test_a_rule_on_several_tables_needs_one_of_them_at_least(code: str) -> None:
    episodes = pl.DataFrame({"CHILD": ["1"], "DECOM": ["01/05/2025"]})
    runs = validate("ssda903", {"Episodes": episodes}, year="2025-26").runs
    run = runs.filter(rule_code=code).row(0, named=True)
    assert run["status"] == "not_applicable"
    assert run["reason"].startswith("None of the tables ")
    assert run["reason"].endswith(" was given")
