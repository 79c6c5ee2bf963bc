"""Reads a census and runs all rules with the public validator, as its own command does.

Runs with the Python of its environment: cin_time.py FILE.xml 2026
"""

import contextlib
import io
import sys
import warnings
import xml.etree.ElementTree as ET

warnings.filterwarnings("ignore")

from cin_validator.cin_validator import CinValidator, convert_data, process_data  # noqa: E402
from cin_validator.rules.ruleset_utils import get_year_ruleset  # noqa: E402

path, year = sys.argv[1:]
# A rule that breaks is only printed there, with what it broke on.
with contextlib.redirect_stdout(io.StringIO()):
    tables = process_data(convert_data(ET.parse(path).getroot()))
    validator = CinValidator(tables, get_year_ruleset(year), None)
print(len(validator.full_issue_df), "findings")
