"""The rules of the 903 beside the outside list: the same codes and tables, words of our own."""

from __future__ import annotations

import csv
import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from returns import KNOWN_YEARS, rules_of
from returns.rules import Rule

YEARS = [year.label for year in KNOWN_YEARS]
# 205D flags the list of unaccompanied children only in a return without Header, which we do not
# check; 576 names the child's first episode where the child has no absence at all this year.
OTHER_TABLES = {"205D": {"Header"}, "576": {"Missing", "Episodes"}}
# Ours, for the whole authority.
OWN = {"CHK_NONE_STARTED", "CHK_NONE_AT_YEAR_END"}
# Of the pairs that say nearly the same this is what the facts alone bring about.
MOST_ALIKE, LONGEST_RUN = 0.66, 6


@pytest.fixture(scope="module")
def listed(reference: Path) -> dict[str, dict[str, str]]:
    return by_rule(reference / "ssda903" / "rules_ssda903.csv")


def by_rule(path: Path) -> dict[str, dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        return {row["rule"]: row for row in csv.DictReader(lines)}


def versions() -> list[Rule]:
    """Every rule of every year, each version once."""
    found = {(rule.code, rule.since): rule for year in YEARS for rule in rules_of("ssda903", year)}
    return list(found.values())


def newest() -> dict[str, Rule]:
    return {rule.code: rule for rule in rules_of("ssda903", YEARS[-1])}


def test_every_rule_of_the_list_is_there_and_no_other(listed: dict[str, dict[str, str]]) -> None:
    assert set(newest()) == set(listed) | OWN


def test_a_rule_flags_the_tables_of_the_list(listed: dict[str, dict[str, str]]) -> None:
    for code, rule in newest().items():
        if code not in OWN:
            expected = OTHER_TABLES.get(code, set(listed[code]["tables_flagged"].split()))
            assert set(rule.tables) == expected, code


def test_internal_checks_are_checks_and_the_rest_are_errors_or_queries() -> None:
    for rule in versions():
        is_internal = re.match(r"INT\d|EPI$|NoE$|CHK_", rule.code) is not None
        assert (rule.severity == "check") == is_internal, rule.code


def test_messages_are_in_words_of_our_own(
    reference: Path, listed: dict[str, dict[str, str]]
) -> None:
    wording = by_rule(reference / "ssda903" / "rules_ssda903_wording.csv")
    for rule in versions():
        said = words(rule.message)
        for text in (
            wording.get(rule.code, {}).get("message", ""),
            listed.get(rule.code, {}).get("description", ""),
        ):
            compared = SequenceMatcher(None, said, words(text), autojunk=False)
            assert compared.ratio() < MOST_ALIKE, (rule.code, rule.message, text)
            run = compared.find_longest_match().size
            assert run <= LONGEST_RUN, (rule.code, rule.message, text)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


@pytest.mark.parametrize("year", YEARS)
def test_no_two_rules_of_a_year_have_one_message(year: str) -> None:
    messages = [rule.message for rule in rules_of("ssda903", year)]
    assert sorted(messages) == sorted(set(messages))
