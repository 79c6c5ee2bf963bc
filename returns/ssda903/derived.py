"""Where a child is placed: the columns of episodes that the department works out from postcodes.

`PL_LA` is the authority of the placement, `PL_LOCATION` says whether it lies inside (`IN`) or
outside (`OUT`) the authority of the return, `PL_DISTANCE` is the distance from home in miles with
one decimal. The distance is the straight line on the national grid, metres divided by 1,609.3, as
the guide to the return has it.

The postcodes are a table POSTCODE, LA_CODE, EASTING, NORTHING: LA_CODE is the department's three
digits, or the code that the Office for National Statistics gives to the authority or to a district
of it, of today or from before a reorganisation.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from returns.cells import as_text
from returns.rules import DERIVED
from returns.specification import Specification, spec_rows
from returns.years import KNOWN_YEARS

EPISODES = "Episodes"
METRES_IN_A_MILE = 1609.3
# What the department writes where a distance cannot be known.
UNKNOWN_DISTANCE = 999.9
# By the first letter of a code of the statisticians: Scotland, Wales, Northern Ireland, and the
# Channel Islands and the Isle of Man, which are not in the United Kingdom.
ELSEWHERE = {"S": "SCO", "W": "WAL", "N": "NIR", "L": "NUK", "M": "NUK"}


def postcode_key(postcode: pl.Expr) -> pl.Expr:
    """What two writings of one postcode have in common, as the macro of the same name has it."""
    return postcode.str.to_uppercase().str.replace_all(r"\s", "")


def postcodes_in(tables: Mapping[str, pl.DataFrame], specification: Specification) -> set[str]:
    """The keys of the postcodes that the episodes name."""
    episodes = _episodes(tables)
    if episodes is None:
        return set()
    text = as_text(episodes, specification.tables[EPISODES], specification)
    keys = [
        text.select(postcode_key(pl.col(name))).to_series() for name in ("HOME_POST", "PL_POST")
    ]
    return set(pl.concat(keys).drop_nulls())


def authority_of(code: pl.Expr) -> pl.Expr:
    """The authority of today for a code of any kind: three digits, SCO, WAL, NIR or NUK.

    Null where the code is not known.
    """
    known = _authorities()
    code = code.str.to_uppercase().str.strip_chars()
    elsewhere = code.str.slice(0, 1).replace_strict(ELSEWHERE, default=None, return_dtype=pl.String)
    return (
        pl.when(code.str.contains(r"^([0-9]{3}|SCO|WAL|NIR|NUK|CON)$"))
        .then(code)
        .when(code.str.contains(r"^[A-Z][0-9]{8}$"))
        .then(pl.coalesce(code.replace_strict(known, default=None), elsewhere))
    )


def _authorities() -> dict[str, str]:
    """Codes of authorities and districts of all years, with the three digits of the authority."""
    found: dict[str, str] = {}
    for year in KNOWN_YEARS:
        for row in spec_rows("ssda903", "authorities", year):
            found[row["ons_code"]] = row["la_code"]
        for row in spec_rows("ssda903", "districts", year):
            found[row["district_code"]] = row["la_code"]
    return found


def with_derived(
    tables: Mapping[str, pl.DataFrame],
    postcodes: pl.DataFrame,
    authority: str | None,
    specification: Specification,
) -> dict[str, pl.DataFrame]:
    """The tables of a 903, with the derived columns in Episodes where it has none of its own.

    A column that is given stays as it is, whatever it holds. PL_LOCATION needs the authority.

    Args:
        tables: as `validate` takes them; they are not changed.
        postcodes: text columns POSTCODE, LA_CODE, EASTING and NORTHING.
        authority: of the return: three digits or a code of the statisticians.
        specification: of the year.
    """
    episodes = _episodes(tables)
    if episodes is None:
        return dict(tables)
    given = {name.upper() for name in episodes.columns}
    wanted = [name for name in DERIVED if name not in given]
    if authority is None and "PL_LOCATION" in wanted:
        wanted.remove("PL_LOCATION")
    text = as_text(episodes, specification.tables[EPISODES], specification)
    derived = _derived(text, postcodes, authority).select(wanted)
    added = pl.concat([episodes, derived], how="horizontal")
    return {name: added if frame is episodes else frame for name, frame in tables.items()}


def _episodes(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame | None:
    for name, frame in tables.items():
        if name.lower() == EPISODES.lower() and isinstance(frame, pl.DataFrame):
            return frame
    return None


def _derived(text: pl.DataFrame, postcodes: pl.DataFrame, authority: str | None) -> pl.DataFrame:
    """The three columns for each row of the text of Episodes, in its order."""
    placed = _places(text, "PL_POST", postcodes)
    home = _places(text, "HOME_POST", postcodes)
    # One expression for both, so that they are the same kind of code.
    own = pl.select(authority_of(pl.lit(authority or "", dtype=pl.String))).item() or ""
    away = placed.select(
        la="la",
        east=pl.col("east") - home.get_column("east"),
        north=pl.col("north") - home.get_column("north"),
        grid=_grid(pl.col("la")),
        home_grid=home.select(_grid(pl.col("la"))).to_series(),
    )
    miles = (pl.col("east").pow(2) + pl.col("north").pow(2)).sqrt() / METRES_IN_A_MILE
    unknown = pl.col("grid") != pl.col("home_grid")
    distance = pl.when(unknown).then(pl.lit(UNKNOWN_DISTANCE)).otherwise(miles)
    return away.select(
        PL_LA="la",
        PL_LOCATION=pl.when(pl.col("la").is_not_null()).then(
            pl.when(pl.col("la") == own).then(pl.lit("IN")).otherwise(pl.lit("OUT"))
        ),
        PL_DISTANCE=distance.round(1).cast(pl.String),
    )


def _grid(la: pl.Expr) -> pl.Expr:
    """Northern Ireland and the islands have grids of their own: no distance leads to another's."""
    return pl.when(la.is_not_null()).then(
        pl.when(la.is_in(["NIR", "NUK"])).then(la).otherwise(pl.lit("GB"))
    )


def _places(text: pl.DataFrame, column: str, postcodes: pl.DataFrame) -> pl.DataFrame:
    """Authority and grid reference of the postcodes of a column, null where they are not known."""
    known = postcodes.select(
        key=postcode_key(pl.col("POSTCODE")),
        la=authority_of(pl.col("LA_CODE")),
        east=pl.col("EASTING").cast(pl.Float64, strict=False).fill_nan(None),
        north=pl.col("NORTHING").cast(pl.Float64, strict=False).fill_nan(None),
    ).unique("key", keep="first", maintain_order=True)
    asked = text.select(key=postcode_key(pl.col(column)))
    return asked.join(known, on="key", how="left", maintain_order="left")
