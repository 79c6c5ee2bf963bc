"""Where a child is placed: codes of authorities, the provider list, and derived columns."""

from __future__ import annotations

import polars as pl
import pytest

from returns import rules_of, validate
from returns.specification import spec_rows
from returns.years import KNOWN_YEARS, collection_year

YEAR = "2025-26"
EPISODE = {
    "CHILD": "A", "DECOM": "01/02/2025", "RNE": "S", "LS": "C2", "CIN": "N1", "PLACE": "K2",
    "PLACE_PROVIDER": "PR1", "HOME_POST": "AB1 2CD", "PL_POST": "AB1 2CE", "URN": "SC123456",
}  # fmt: skip
OF_THE_AUTHORITY = ["169", "411", "420", "1015"]
OF_THE_DISTANCE = ["164", "392a", "406", "454"]


def statuses(runs: pl.DataFrame, codes: list[str]) -> set[str]:
    return set(runs.filter(pl.col("rule_code").is_in(codes))["status"])


def test_without_postcodes_no_rule_judges_what_could_not_be_derived() -> None:
    tables = {"Episodes": pl.DataFrame([EPISODE])}
    runs = validate("ssda903", tables, year=YEAR, authority="301").runs
    assert statuses(runs, OF_THE_AUTHORITY + OF_THE_DISTANCE) == {"not_applicable"}
    reasons = dict(runs.select("rule_code", "reason").rows())
    assert reasons["169"] == "Neither PL_LA nor the list of postcodes was given"
    assert statuses(runs, ["218", "392b", "392c", "392d"]) == {"passed"}


def test_a_derived_column_in_the_file_whatever_the_case_of_its_header_is_judged() -> None:
    tables = {"Episodes": pl.DataFrame([EPISODE | {"pl_la": None}])}
    runs = validate("ssda903", tables, year=YEAR, authority="301").runs
    assert statuses(runs, ["169", "1015"]) == {"failed"}
    assert statuses(runs, OF_THE_DISTANCE) == {"not_applicable"}


def test_what_is_carried_over_is_compared_where_both_years_have_it() -> None:
    with_authority = {"Episodes": pl.DataFrame([EPISODE | {"PL_LA": "301"}])}
    without = {"Episodes": pl.DataFrame([EPISODE])}
    found = [
        statuses(
            validate("ssda903", this, year=YEAR, authority="301", previous=last).runs,
            ["452", "503H"],
        )
        for this, last in (
            (with_authority, without),
            (without, with_authority),
            (with_authority, with_authority),
        )
    ]
    assert found == [{"not_applicable"}, {"not_applicable"}, {"passed"}]


def test_without_the_list_of_providers_its_rules_say_so() -> None:
    tables = {"Episodes": pl.DataFrame([EPISODE | {"PL_LA": "301"}])}
    codes = ["219", "221", "224", "227", "228", "229", "241", "1008"]
    runs = validate("ssda903", tables, year=YEAR, authority="301").runs
    found = runs.filter(pl.col("rule_code").is_in(codes)).select("status", "reason").unique()
    assert found.rows() == [("not_applicable", "The list of providers was not given")]


@pytest.mark.parametrize(
    "end", ["30/06/2025", "2025-06-30", "2025-06-30 00:00:00", "2025-06-30 00:00:00.000000"]
)
def test_the_end_of_a_registration_may_be_written_in_the_ways_of_a_list(end: str) -> None:
    late = EPISODE | {"DECOM": "30/06/2025"}
    tables = {"Episodes": pl.DataFrame([late])}
    providers = pl.DataFrame({"urn": ["SC123456"], "reg_end": [end]})
    result = validate("ssda903", tables, year=YEAR, reference={"providers": providers})
    assert statuses(result.runs, ["227", "228"]) == {"failed"}


def test_every_authority_of_england_has_its_two_codes() -> None:
    rows = list(spec_rows("ssda903", "authorities", collection_year(YEAR)))
    pairs = [(row["la_code"], row["ons_code"]) for row in rows]
    assert len(set(pairs)) == len(pairs)
    ons_codes = [ons_code for _, ons_code in pairs]
    assert len(set(ons_codes)) == len(ons_codes)
    # 153 authorities, and Cumbria, which ended in 2023.
    assert len({la_code for la_code, _ in pairs}) == 154
    several = {la_code for la_code, _ in pairs if [one for one, _ in pairs].count(la_code) > 1}
    # Barnsley and Sheffield were recoded; North Yorkshire and Somerset became unitary.
    assert several == {"370", "373", "815", "933"}


def test_a_code_is_renamed_to_a_code_of_its_year() -> None:
    for year in KNOWN_YEARS:
        codes = {(row["code_list"], row["code"]) for row in spec_rows("ssda903", "codes", year)}
        for row in spec_rows("ssda903", "renamed_codes", year):
            assert (row["code_list"], row["code"]) in codes, year.label


def test_a_rule_of_one_year_is_not_in_force_in_the_next() -> None:
    in_force = [
        year.label
        for year in KNOWN_YEARS
        if any(rule.code == "230" for rule in rules_of("ssda903", year.label))
    ]
    assert in_force == ["2023-24"]
