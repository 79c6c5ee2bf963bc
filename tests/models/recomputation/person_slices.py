"""What is true of the person on the day of an event."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import polars as pl

from recomputation.drop import Drop, age, read_day

UNKNOWN = "Unknown"
BANDS = [(0, "Under 1"), (4, "1 to 4"), (9, "5 to 9"), (15, "10 to 15"), (17, "16 to 17")]
GROUPS = {
    "White": ["WBRI", "WIRI", "WIRT", "WOTH", "WROM"],
    "Mixed": ["MWBC", "MWBA", "MWAS", "MOTH"],
    "Asian": ["AIND", "APKN", "ABAN", "AOTH", "CHNE"],
    "Black": ["BCRB", "BAFR", "BOTH"],
    "Other": ["OOTH"],
}
SEXES = {"M": "Male", "F": "Female"}


def age_band(drop: Drop, child: str, day: date) -> str:
    """Age by whole years on the day; a child not yet born has a band of its own."""
    person = drop.people.get(child, {})
    born = drop.born(child)
    if born is None or born > day:
        return "Unborn" if born or person.get("expected") else UNKNOWN
    years = age(born, day)
    return next((name for last, name in BANDS if years <= last), "18 and over")


def sex(drop: Drop, child: str, day: date) -> str:
    """Sex as recorded."""
    return SEXES.get(str(drop.people.get(child, {}).get("sex")), UNKNOWN)


def ethnic_group(drop: Drop, child: str, day: date) -> str:
    """The five groups of the census; refused and not yet obtained are not known."""
    said = drop.people.get(child, {}).get("ethnicity")
    return next((group for group, codes in GROUPS.items() if said in codes), UNKNOWN)


@lru_cache(maxsize=4)
def _disabilities(drop: Drop) -> dict[str, bool]:
    rows = drop.table("disability").select(
        "disa_person_id", pl.col("disa_disability_code").str.to_uppercase() != "NONE"
    )
    found: dict[str, bool] = {}
    for child, is_disabled in rows.drop_nulls().iter_rows():
        found[child] = found.get(child, False) or is_disabled
    return found


def disability(drop: Drop, child: str, day: date) -> str:
    """Whether any disability is recorded; no record at all says nothing."""
    found = _disabilities(drop).get(child)
    return UNKNOWN if found is None else "Disabled" if found else "Not disabled"


@lru_cache(maxsize=4)
def _addresses(drop: Drop) -> dict[str, list[tuple[date, str, date, str]]]:
    rows = drop.table("address").select(
        "addr_person_id",
        start=read_day("addr_address_start_date").fill_null(date.min),
        id="addr_table_id",
        end=read_day("addr_address_end_date").fill_null(date.max),
        postcode=pl.col("addr_address_postcode").str.replace_all(" ", "").str.to_uppercase(),
        kind=pl.col("addr_address_type").str.to_lowercase().fill_null(""),
    )
    found: dict[str, list[tuple[date, str, date, str]]] = {}
    for child, start, address, end, postcode, kind in rows.drop_nulls("postcode").iter_rows():
        if "placement" not in kind:
            found.setdefault(child, []).append((start, address, end, postcode))
    return found


@lru_cache(maxsize=4)
def _wards(drop: Drop) -> dict[str, str]:
    if not drop.has("ward_lookup"):
        return {}
    postcode = pl.col("ward_postcode").str.replace_all(" ", "").str.to_uppercase()
    rows = drop.table("ward_lookup").select(postcode, "ward_name")
    return dict(rows.drop_nulls().iter_rows())


def ward(drop: Drop, child: str, day: date) -> str:
    """Ward of the address at which the family lived on the day."""
    there = [
        address for address in _addresses(drop).get(child, []) if address[0] <= day <= address[2]
    ]
    if not there:
        return UNKNOWN
    return _wards(drop).get(max(there)[3], UNKNOWN)


PERSON_SLICES = {
    "age_band": age_band,
    "sex": sex,
    "ethnic_group": ethnic_group,
    "disability": disability,
    "ward": ward,
}
