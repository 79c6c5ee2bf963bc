"""Which rows each rule of the public validator flags, every rule alone on a copy of the tables.

Runs with the Python of its environment:
ssda903_oracle.py FOLDER 2026 E09000002 ANSWER.json

FOLDER holds `this/` and, if there is one, `last/` with the files of a return, and `providers.csv`
with the columns of its own table of providers.

The answer: {"rules": {code: {"state": "ran", "skipped" or "broke: …", "rows": {table: [row, …]}}},
"postcodes": [[postcode, authority, easting, northing], …]}. Rows are counted from 0, as in the
file; the postcodes are those of the episodes and providers, so that ours can judge by the same.

A rule that breaks is asked again without the episodes that have no start that it can read, which is
what breaks most; that answer stands under "repaired".
"""

import contextlib
import io
import json
import logging
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

import pandas as pd  # noqa: E402
from lac_validator.datastore import create_datastore, merge_postcodes, postcodes  # noqa: E402
from lac_validator.ingress import read_from_text  # noqa: E402
from lac_validator.rules.ruleset_utils import get_year_ruleset  # noqa: E402


def files_of(folder):
    """The files of both years as its reader wants them."""
    return [
        {"name": path.name, "description": description, "file_content": path.read_bytes()}
        for label, description in (("this", "This year"), ("last", "Prev year"))
        for path in sorted((folder / label).glob("*.csv"))
    ]


def providers_of(folder):
    """Its table of providers, or none."""
    path = folder / "providers.csv"
    if not path.is_file():
        return {}
    frame = pd.read_csv(path, dtype=str)
    frame["REG_END"] = pd.to_datetime(frame["REG_END"], format="%Y-%m-%d", errors="coerce")
    merge_postcodes(frame[["POSTCODE"]].copy(), "POSTCODE")
    return {"provider_info": frame}


def asked(rule, tables):
    """One rule on a copy of the tables."""
    copy = {
        name: dict(table) if name == "metadata" else table.copy(deep=True)
        for name, table in tables.items()
    }
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            found = rule.func(copy)
    except Exception as error:
        return {"state": f"broke: {type(error).__name__}", "rows": {}}
    rows = {
        table: sorted({int(number) for number in numbers if number == number})
        for table, numbers in found.items()
    }
    return {"state": "ran" if found else "skipped", "rows": rows}


def with_starts(tables):
    """The tables without the episodes of either year whose start cannot be read."""
    kept = dict(tables)
    for name in ("Episodes", "Episodes_last"):
        if name in kept:
            starts = pd.to_datetime(kept[name]["DECOM"], format="%d/%m/%Y", errors="coerce")
            kept[name] = kept[name][starts.notna()]
    return kept


def main(folder, year, authority, answer_path):
    folder = Path(folder)
    with contextlib.redirect_stdout(io.StringIO()):
        frames, extra = read_from_text(raw_files=files_of(folder))
        providers = providers_of(folder)
        metadata = {"collectionYear": year, "localAuthority": authority, **extra, **providers}
        tables = create_datastore(frames, metadata)
    rules = {code: asked(rule, tables) for code, rule in get_year_ruleset(year).items()}
    for code, rule in get_year_ruleset(year).items():
        if rules[code]["state"].startswith("broke"):
            rules[code]["repaired"] = asked(rule, with_starts(tables))
    named = [
        tables[name][column].dropna().str.upper().str.replace(" ", "")
        for name in ("Episodes", "Episodes_last")
        for column in ("HOME_POST", "PL_POST")
        if name in tables
    ]
    named += [frame["POSTCODE"].dropna().str.replace(" ", "") for frame in providers.values()]
    known = postcodes.dataframe
    known = known[known["pcd_abbr"].isin(set().union(*named))]
    known = known[["pcd", "laua", "oseast1m", "osnrth1m"]].astype(object)
    answer = {
        "rules": rules,
        "postcodes": known.where(known.notna(), None).to_numpy().tolist(),
    }
    Path(answer_path).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
