"""What the rules say of a return, in words for a terminal: counts by rule, where, what to do."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from rich.console import Console

from returns import ValidationResult

RULES_IN_WORDS = 40
STATUSES = {
    "passed": "passed",
    "failed": "with findings",
    "not_applicable": "not applicable",
    "error": "could not run",
}
REMEDIES = {
    "error": "Errors: mend the record in the case system and make the return again.",
    "query": "Queries: mend the record, or write a note on the Returns page if it is right.",
    "check": "Checks are ours and not the DfE's: see whether the file is what it should be.",
}


def print_result(console: Console, result: ValidationResult, issues: pl.DataFrame) -> None:
    """Print the counts of rules, each rule with findings, and what to do about them.

    `issues` are the findings with `line`.
    """
    for line in _lines(result, issues):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _lines(result: ValidationResult, issues: pl.DataFrame) -> Iterator[str]:
    runs = result.runs
    counts = {words: runs.filter(pl.col("status") == s).height for s, words in STATUSES.items()}
    yield f"{runs.height} rules: {', '.join(f'{n} {words}' for words, n in counts.items())}."
    for run in runs.filter(pl.col("status") == "error").iter_rows(named=True):
        yield f"  {run['rule_code']} could not run: {run['reason']}."
    failed = runs.filter(pl.col("issue_count") > 0).to_dicts()
    failed.sort(key=lambda run: (list(REMEDIES).index(run["severity"]), -run["issue_count"]))
    for run in failed[:RULES_IN_WORDS]:
        yield from _of_rule(run, issues.filter(pl.col("rule_code") == run["rule_code"]))
    if len(failed) > RULES_IN_WORDS:
        yield f"  and {len(failed) - RULES_IN_WORDS} more rules"
    found = set(issues["severity"])
    for severity, remedy in REMEDIES.items():
        if severity in found:
            yield remedy


def _of_rule(run: dict[str, object], issues: pl.DataFrame) -> Iterator[str]:
    first = issues.row(0, named=True)
    findings = f"{issues.height} finding{'' if issues.height == 1 else 's'}"
    yield f"  {run['severity']} {run['rule_code']}: {findings}. {first['message']}"
    yield f"      {'at' if issues.height == 1 else 'first at'} {_place(first)}"


def _place(issue: dict[str, object]) -> str:
    if issue["row_number"] is None:
        return " ".join(str(part) for part in (issue["table"], issue["field"]) if part) or (
            "the whole return"
        )
    line = "" if issue["line"] is None else f"line {issue['line']}, "
    field = f", {issue['field']}" if issue["field"] else ""
    child = f", child {issue['child_id']}" if issue["child_id"] else ""
    return f"{line}{issue['table']} row {issue['row_number']}{field}{child}"
