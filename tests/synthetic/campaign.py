"""Fuzzing: broken returns through the whole of `validate`, and what must hold of each.

No exception but a fault in words, no file that takes over ten seconds, exactly one run for each
rule of the year, and no rule that broke.
"""

from __future__ import annotations

import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from returns import ReturnFault, ValidationResult, rules_of, validate_path
from returns.rules import FORMAT
from tests.synthetic.mutation import Case, census_case, set_case

LONGEST_S = 10.0
CASES: dict[str, Callable[[Path, int], Case]] = {"cin": census_case, "ssda903": set_case}
# The campaign of `make fuzz`, and the seeds of it that `make test` runs.
CAMPAIGN = range(2_000)
SAMPLE = range(0, 2_000, 20)


def campaign(return_name: str, seeds: Iterable[int]) -> tuple[list[str], Counter[str]]:
    """The failures, each with its seed and what was done, and how the inputs ended."""
    failures: list[str] = []
    ended: Counter[str] = Counter()
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="sightline-fuzz-") as folder:
            case = CASES[return_name](Path(folder), seed)
            started = time.monotonic()
            how, wrong = outcome(return_name, case, Path(folder) / "out")
            took = time.monotonic() - started
        ended[how] += 1
        if took > LONGEST_S:
            wrong.append(f"it took {took:.0f} seconds")
        failures += [f"{return_name}, {case}\n  {one}" for one in wrong]
    return failures, ended


def outcome(return_name: str, case: Case, out: Path) -> tuple[str, list[str]]:
    """How a case ended, `refused` or `checked`, and what was wrong with that."""
    try:
        result = validate_path(
            return_name, case.path, year=case.year, authority="301", previous=case.previous, out=out
        )
    except ReturnFault as fault:
        return "refused", [] if fault.sentence().strip() else ["a fault without words"]
    except Exception:
        return "broke", [traceback.format_exc()]
    return "checked", _wrong_with(return_name, case, result)


def _wrong_with(return_name: str, case: Case, result: ValidationResult) -> list[str]:
    wrong = []
    expected = sorted([FORMAT, *(rule.code for rule in rules_of(return_name, case.year))])
    if sorted(result.runs["rule_code"]) != expected:
        wrong.append("not one run for each rule of the year")
    for code, reason in (
        result.runs.filter(result.runs["status"] == "error")
        .select("rule_code", "reason")
        .iter_rows()
    ):
        wrong.append(f"rule {code} broke: {reason}")
    return wrong
