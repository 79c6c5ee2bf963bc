"""Reads a 903 set of two years, runs all rules and makes the reports with the public validator.

Runs with the Python of its environment: ssda903_time.py THIS_DIR LAST_DIR 2026 AUTHORITY
"""

import contextlib
import io
import logging
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

from lac_validator.lac_validator import LacValidator, create_issue_df  # noqa: E402
from lac_validator.report import Report  # noqa: E402
from lac_validator.rules.ruleset_utils import get_year_ruleset  # noqa: E402

this_year, last_year, year, authority = sys.argv[1:]
files = [
    {"name": path.name, "description": description, "file_content": path.read_bytes()}
    for folder, description in ((this_year, "This year"), (last_year, "Prev year"))
    for path in sorted(Path(folder).glob("*.csv"))
]
rules = get_year_ruleset(year)
with contextlib.redirect_stdout(io.StringIO()):
    metadata = {"collectionYear": year, "localAuthority": authority}
    validator = LacValidator(metadata=metadata, files=files, registry=rules)
    report = Report(validator.ds_results, rules)
    issues = create_issue_df(report.report, report.error_report)
    summary = report.child_summary
print(len(issues), "findings;", len(summary), "rows;", len(validator.fails), "rules broke")
