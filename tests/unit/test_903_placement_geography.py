"""PL_LA, PL_LOCATION and PL_DISTANCE out of postcodes, and the lists that they come from."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from returns import ReturnFault, specification, validate
from returns.ssda903.derived import authority_of, postcodes_in, with_derived
from returns.ssda903.lists import (
    PACKAGE,
    PROVIDERS,
    read_postcodes,
    read_providers,
    with_authorities,
)

YEAR = "2025-26"
SPEC = specification("ssda903", YEAR)
# Invented postcodes of real authorities, on a grid of even kilometres.
POSTCODES = pl.DataFrame(
    [
        ("ZB1 1AA", "E08000025", "400000", "300000"),
        ("ZB1 1AB", "330", "401609.3", "300000"),
        ("ZB2 2AA", "E07000008", "403000", "304000"),
        ("ZB3 3AA", "S12000033", "400000", "900000"),
        ("ZB4 4AA", "N09000003", "334316", "374675"),
        ("ZB5 5AA", "M99999999", None, None),
        ("ZB6 6AA", "E07000163", "400000", "500000"),
    ],
    schema=["POSTCODE", "LA_CODE", "EASTING", "NORTHING"],
    orient="row",
)  # fmt: skip


def episodes(*postcodes: tuple[str | None, str | None]) -> dict[str, pl.DataFrame]:
    schema = {"HOME_POST": pl.String, "PL_POST": pl.String}
    return {"Episodes": pl.DataFrame(postcodes, schema=schema, orient="row")}


def derived(tables: dict[str, pl.DataFrame], authority: str | None = "330") -> list[tuple]:
    frame = with_derived(tables, POSTCODES, authority, SPEC)["Episodes"]
    return frame.select("PL_LA", "PL_LOCATION", "PL_DISTANCE").rows()


@pytest.mark.parametrize("authority", ["330", "E08000025"])
def test_authority_location_and_miles_come_from_the_postcodes(authority: str) -> None:
    tables = episodes(
        ("ZB1 1AA", "ZB1 1AA"),
        ("zb11aa", "ZB1  1AB"),
        ("ZB1 1AA", "ZB2 2AA"),
        ("ZB9 9ZZ", "ZB1 1AA"),
    )
    assert derived(tables, authority) == [
        ("330", "IN", "0.0"),
        ("330", "IN", "1.0"),
        ("873", "OUT", "3.1"),
        ("330", "IN", None),
    ]


def test_a_postcode_that_is_not_known_gives_nothing() -> None:
    tables = episodes(("ZB1 1AA", "ZB9 9ZZ"), ("ZB1 1AA", None), (None, "ZB1 1AA"))
    assert derived(tables) == [(None, None, None), (None, None, None), ("330", "IN", None)]


def test_other_countries_are_outside_and_no_distance_crosses_from_grid_to_grid() -> None:
    tables = episodes(
        ("ZB1 1AA", "ZB3 3AA"),
        ("ZB1 1AA", "ZB4 4AA"),
        ("ZB4 4AA", "ZB4 4AA"),
        ("ZB1 1AA", "ZB5 5AA"),
    )
    assert derived(tables) == [
        ("SCO", "OUT", "372.8"),
        ("NIR", "OUT", "999.9"),
        ("NIR", "OUT", "0.0"),
        ("NUK", "OUT", "999.9"),
    ]


def test_what_the_return_has_of_its_own_stays() -> None:
    tables = episodes(("ZB1 1AA", "ZB1 1AA"))
    tables["Episodes"] = tables["Episodes"].with_columns(
        pl_la=pl.lit("301"), PL_DISTANCE=pl.lit("")
    )
    frame = with_derived(tables, POSTCODES, "330", SPEC)["Episodes"]
    assert frame.row(0, named=True) == {
        "HOME_POST": "ZB1 1AA", "PL_POST": "ZB1 1AA", "pl_la": "301", "PL_DISTANCE": "",
        "PL_LOCATION": "IN",
    }  # fmt: skip


def test_the_tables_given_are_not_changed_and_need_no_postcode_columns() -> None:
    tables = {"Episodes": pl.DataFrame({"CHILD": ["A"]})}
    assert with_derived(tables, POSTCODES, "330", SPEC)["Episodes"].width == 4
    assert tables["Episodes"].columns == ["CHILD"]
    assert with_derived({}, POSTCODES, "330", SPEC) == {}


def test_inside_or_outside_needs_the_authority_and_its_rules_say_so() -> None:
    tables = episodes(("ZB1 1AA", "ZB1 1AA"))
    assert "PL_LOCATION" not in with_derived(tables, POSTCODES, None, SPEC)["Episodes"].columns
    runs = validate("ssda903", tables, year=YEAR, reference={"postcodes": POSTCODES}).runs
    reasons = dict(runs.select("rule_code", "reason").rows())
    assert reasons["179"] == "Neither PL_LOCATION nor the authority was given"
    assert reasons["169"] is None


def test_rules_on_placement_run_on_what_was_derived_in_both_years() -> None:
    row = {"CHILD": "A", "DECOM": "01/02/2025", "RNE": "S", "LS": "C2", "HOME_POST": "ZB1 1AA"}
    this = {"Episodes": pl.DataFrame([row | {"PL_POST": "ZB1 1AB"}, row | {"PL_POST": "ZB9 9ZZ"}])}
    last = {"Episodes": pl.DataFrame([row | {"PL_POST": "ZB2 2AA"}])}
    result = validate(
        "ssda903", this, year=YEAR, authority="330", previous=last,
        reference={"postcodes": POSTCODES},
    )  # fmt: skip
    found = {
        code: result.issues.filter(rule_code=code)["row_number"].to_list()
        for code in ("169", "392a", "503H")
    }
    assert found == {"169": [1], "392a": [1], "503H": [0]}


def test_every_code_of_an_authority_or_district_is_that_of_the_authority_of_today() -> None:
    """The districts of the counties that became unitary in 2023, and those recoded in 2025."""
    codes = {
        "E06000065": "815", "E07000163": "815", "E07000169": "815", "E10000023": "815",
        "E06000066": "933", "E07000246": "933", "E07000187": "933",
        "E06000063": "942", "E07000028": "942", "E06000064": "943", "E07000031": "943",
        "E08000038": "370", "E08000016": "370", "E08000039": "373", "E08000019": "373",
        "e07000008 ": "873", "301": "301", "W06000015": "WAL", "S12000033": "SCO",
        "N09000003": "NIR", "L99999999": "NUK", "E99999999": None, "Leeds": None, "": None,
    }  # fmt: skip
    found = pl.DataFrame({"code": list(codes)}).select(authority_of(pl.col("code"))).to_series()
    assert dict(zip(codes, found, strict=True)) == codes


def test_every_english_postcode_of_the_package_lies_in_an_authority_of_today() -> None:
    everywhere = read_postcodes(PACKAGE)
    codes = everywhere.group_by("LA_CODE").len().drop_nulls()
    codes = codes.with_columns(authority=authority_of(pl.col("LA_CODE")))
    assert codes["authority"].null_count() == 0
    england = codes.filter(pl.col("LA_CODE").str.starts_with("E"))
    assert england["authority"].n_unique() == 153
    # What the lookup of April 2021 loses, in postcodes.
    lost = england.filter(pl.col("authority").is_in(["815", "933", "942", "943", "373", "370"]))
    assert 0.04 < lost["len"].sum() / england["len"].sum() < 0.06


def test_only_the_postcodes_that_the_episodes_name_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "pcd.csv"
    path.write_text(
        "pcds,oa21cd,lad25cd,east1m,north1m\nZB1 1AA,x,E08000025,1,2\nZB1 1AB,x,E08000025,1,2\n"
    )
    wanted = postcodes_in(episodes(("zb11aa", None)), SPEC)
    assert wanted == {"ZB11AA"}
    assert read_postcodes(path, wanted).rows() == [("ZB1 1AA", "E08000025", "1", "2")]
    POSTCODES.write_parquet(tmp_path / "pcd.parquet")
    assert read_postcodes(tmp_path / "pcd.parquet").equals(POSTCODES)
    assert read_postcodes(PACKAGE, {"S12HH"})["LA_CODE"].to_list() == ["E08000039"]


@pytest.mark.parametrize("name", ["absent.csv", "wrong.csv", "wrong.parquet"])
def test_a_file_that_is_no_list_of_postcodes_ends_in_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "wrong.csv").write_text("pcds,laua\nZB1 1AA,x\n")
    (tmp_path / "wrong.parquet").write_bytes(b"no parquet")
    with pytest.raises(ReturnFault, match=name):
        read_postcodes(tmp_path / name)


# ---- providers ----

HEADERS_2021 = ["URN", "Local Authority", "Provider Code", "Provider Placement Code", "Closed Date"]
HEADERS_2023 = ["URN", "Local authority", "Placement code", "Placement provider code",
                "Deregistration date", "Setting postcode"]  # fmt: skip
CLOSED = datetime(2025, 6, 30)


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = xlsxwriter.Workbook(path)
    form = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, form)
                else:
                    sheet.write(number, column, cell)
    book.close()
    return path


def test_a_list_with_its_addresses_on_another_sheet_is_one_list(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "homes.xlsx",
        {
            "Notes": [["Published by Ofsted"]],
            "Settings and Inspection Info": [
                ["Children's homes"],
                [],
                HEADERS_2021,
                ["SC123456", "Leeds", "K2", "PR4/PR5", CLOSED],
                [1234567, "Somerset", "U4,U6", "PR1", None],
            ],
            "Address Details": [["URN", "Setting Address Postcode"], ["SC123456", "ZB1 1AA"]],
        },
    )
    assert read_providers([path]).rows() == [
        ("SC123456", "2025-06-30", "K2", "ZB1 1AA", "PR4,PR5", "383"),
        ("1234567", None, "U4,U6", None, "PR1", "933"),
    ]


def test_closed_and_open_providers_of_two_sheets_are_one_list(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "providers.xlsx",
        {
            "Current": [
                [name for name in HEADERS_2023 if name != "Deregistration date"],
                ["SC1", "Leeds", "U4", "PR1", "ZB1 1AA"],
            ],
            "Closed": [HEADERS_2023, ["SC2", "Leeds", "K2", "PR4", CLOSED, "ZB1 1AB"]],
        },
    )
    found = read_providers([path])
    assert found.select("URN", "REG_END", "POSTCODE").rows() == [
        ("SC1", None, "ZB1 1AA"),
        ("SC2", "2025-06-30", "ZB1 1AB"),
    ]


def test_supported_accommodation_is_placement_k3(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "combined.xlsx",
        {
            "Providers": [HEADERS_2023, ["SC1", "Leeds", "U4", "PR1", None, "ZB1 1AA"]],
            "SA providers": [
                ["Urn", "Provider Local Authority", "Closed date", "Setting address postcode"],
                [2700001, "Leeds", None, "ZB1 1AB"],
            ],
        },
    )
    assert read_providers([path]).select("URN", "PLACE_CODES", "PROVIDER_CODES").rows() == [
        ("SC1", "U4", "PR1"),
        ("2700001", "K3", None),
    ]


def test_the_authority_of_a_provider_is_that_of_its_postcode_where_that_is_known() -> None:
    rows = [("SC1", "ZB1 1AA", "383"), ("SC2", "ZB9 9ZZ", "383")]
    providers = pl.DataFrame(rows, schema=["URN", "POSTCODE", "LA_CODE_INFERRED"], orient="row")
    missing = [name for name in PROVIDERS if name not in providers.columns]
    providers = providers.with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in missing
    )
    found = with_authorities(providers, POSTCODES)
    assert found.columns == list(PROVIDERS)
    assert found["LA_CODE_INFERRED"].to_list() == ["330", "383"]


def test_a_list_may_be_text_in_our_own_columns_and_several_lists_are_one(tmp_path: Path) -> None:
    for name, urn in (("a.csv", "SC1"), ("b.csv", "SC2")):
        with (tmp_path / name).open("w", newline="") as out:
            csv.writer(out).writerows([PROVIDERS, [urn, "", "K2", "ZB1 1AA", "PR4", "301"]])
    found = read_providers([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert found.select("URN", "PLACE_CODES", "PROVIDER_CODES", "LA_CODE_INFERRED").rows() == [
        ("SC1", "K2", "PR4", "301"),
        ("SC2", "K2", "PR4", "301"),
    ]


def test_what_is_no_list_of_providers_ends_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(b"PK no workbook")
    workbook(tmp_path / "other.xlsx", {"One": [["Name", "Value"], ["a", 1]]})
    (tmp_path / "empty.csv").write_text("")
    for name in ("broken.xlsx", "other.xlsx", "empty.csv", "absent.xlsx"):
        with pytest.raises(ReturnFault, match=name):
            read_providers([tmp_path / name])


def test_rules_on_providers_run_on_a_list_as_it_was_downloaded(tmp_path: Path) -> None:
    rows = [HEADERS_2023, ["SC123456", "Leeds", "U4", "PR1", CLOSED, "ZB1 1AA"]]
    providers = read_providers([workbook(tmp_path / "p.xlsx", {"All": rows})])
    row = {"CHILD": "A", "DECOM": "01/07/2025", "RNE": "S", "LS": "C2", "PLACE": "K2"}
    tables = {"Episodes": pl.DataFrame([row | {"URN": "SC123456"}, row | {"URN": "SC999999"}])}
    result = validate("ssda903", tables, year=YEAR, reference={"providers": providers})
    found = {
        code: result.issues.filter(rule_code=code)["row_number"].to_list()
        for code in ("219", "1008", "227")
    }
    assert found == {"219": [0, 1], "1008": [1], "227": [0]}


def test_without_last_year_no_rule_asks_for_what_last_year_would_have() -> None:
    runs = validate("ssda903", episodes(("ZB1 1AA", "ZB1 1AA")), year=YEAR, authority="330").runs
    reasons = dict(runs.select("rule_code", "reason").rows())
    assert reasons["503H"] == (
        "The return of the year before was not given; neither PL_LA nor the list of postcodes was "
        "given"
    )
