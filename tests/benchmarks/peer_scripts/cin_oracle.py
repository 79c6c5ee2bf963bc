"""Which rows each rule of the public validator flags, every rule alone on a copy of the tables.

Runs with the Python of its environment: cin_oracle.py FILE.xml 2026 ANSWER.json

The answer: {"rules": {code: {"state": "ran" or "broke: …", "rows": {table: [row, …]}}}, "tables":
{table: [[cell, …], …]}, "columns": {table: [column, …]}}. Rows are counted from 0 in the tables as
that validator reads them, which the answer holds as text so that ours can be found beside them.

Its reader gives the factors of an assessment as a list, which its rules on factors do not expect.
They are asked again with what they do expect; that answer stands under "repaired".
"""

import contextlib
import io
import json
import sys
import warnings
import xml.etree.ElementTree as ET
from pathlib import Path

warnings.filterwarnings("ignore")

import pandas as pd  # noqa: E402
from cin_validator.cin_validator import convert_data, enum_keys, process_data  # noqa: E402
from cin_validator.rule_engine import RuleContext  # noqa: E402
from cin_validator.rules.ruleset_utils import get_year_ruleset  # noqa: E402

WHOLE_AUTHORITY = "(authority)"
ASSESSMENTS, FACTORS = "Assessments", "AssessmentFactors"


def hashable(assessments):
    """The factors as one value, for rules that group by them."""
    factors = assessments[FACTORS].map(lambda cell: tuple(cell) if isinstance(cell, list) else cell)
    return assessments.assign(**{FACTORS: factors})


def one_a_row(assessments):
    """One row for each factor, under the number of the assessment, for rules that compare one."""
    return assessments.explode(FACTORS)


REPAIRED = {
    "8614": hashable,
    "8897Q": hashable,
    "8869": one_a_row,
    "8898": hashable,
    "8945Q": one_a_row,
    "8950Q": one_a_row,
}


def text(cell):
    """A cell as text, None where it is empty."""
    if isinstance(cell, list):
        return [str(part) for part in cell]
    return None if pd.isna(cell) else str(cell)


def flagged(context):
    """Table to row numbers of all that a rule said, whichever of its five ways it chose."""
    rows = {}
    for issue in context.issues:
        rows.setdefault(issue.table.name, set()).add(int(issue.row))
    groups = [*context.type2_issues, *context.type3_issues]
    if context.type1_issues:
        groups.append(context.type1_issues)
    for group in groups:
        for cell in group.row_df["ROW_ID"]:
            several = cell if isinstance(cell, (list, tuple, set)) else [cell]
            rows.setdefault(group.table.name, set()).update(int(number) for number in several)
    if context.la_issues:
        rows[WHOLE_AUTHORITY] = {0}
    return {table: sorted(numbers) for table, numbers in rows.items()}


def asked(rule, tables):
    """One rule on a copy of the tables."""
    context = RuleContext(rule)
    copy = enum_keys({name: frame.copy(deep=True) for name, frame in tables.items()})
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            rule.func(copy, context)
        return {"state": "ran", "rows": flagged(context)}
    except Exception as error:
        return {"state": f"broke: {type(error).__name__}", "rows": {}}


def main(path, year, answer_path):
    tables = convert_data(ET.parse(path).getroot())
    plain = {name: frame.copy(deep=True) for name, frame in tables.items()}
    tables = process_data(tables)
    rules = {}
    for code, rule in get_year_ruleset(year).items():
        rules[code] = asked(rule, tables)
        if code in REPAIRED:
            changed = {**tables, ASSESSMENTS: REPAIRED[code](tables[ASSESSMENTS])}
            rules[code]["repaired"] = asked(rule, changed)
    answer = {
        "rules": rules,
        "columns": {name: list(frame.columns) for name, frame in plain.items()},
        "tables": {
            name: [[text(cell) for cell in row] for row in frame.itertuples(index=False)]
            for name, frame in plain.items()
        },
    }
    Path(answer_path).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
