"""The connector for a council's own returns: SSDA903 files and the CIN census, of one year or more.

For councils that have nothing else. What is given is one return, or the returns of several years
side by side: a folder whose parts (folders, zips or XML files) have their collection year in their
name. A drop holds every year that is known: those that are given, and of the drop before it those
that are not. So years may come one after another, and a return that is given again takes the place
of that year's alone.

Rows land as they are, each with its year and with the first day of the next year that the drop has
a return of. What went on to that day or later the later return tells, and the staging models leave
the older row of it aside: so an entry that was taken back in the later return stays out, and what
had ended before is still known.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl

from pipelines.connectors.containers import CHUNK, MEGABYTE
from pipelines.connectors.report import IngestResult, report_of
from pipelines.contract import Contract, load_contract
from pipelines.contract_sql import DBT_DIR
from pipelines.faults import Fault
from pipelines.landing import (
    SOURCE_FILE,
    SOURCE_ROW,
    Drop,
    LandedTable,
    Origin,
    SourceFile,
    drops,
    land,
    last_good,
)
from pipelines.shrinkage import Guard
from returns import KNOWN_YEARS, CollectionYear, ReturnFault, collection_year, read, specification
from returns.findings import FINDINGS, LINE, ReadTables, unpack
from returns.source_files import source_files

SYSTEMS = ("ssda903", "cin")
MEASURES_DIR = DBT_DIR / "models" / "marts" / "measures"
# Columns of ours beside those of the return, in every landed table.
YEAR_COLUMNS = ("collection_year", "year_start", "year_end", "next_year_start")

# 2025-26, 2025_26, 2025-2026.
_YEAR = re.compile(r"(?<!\d)(20\d\d)[-_ ](?:20)?(\d\d)(?!\d)")
_PART_SUFFIXES = (".zip", ".xml")


def ingest(
    system: str,
    path: Path,
    *,
    as_at: date,
    authority: str,
    landing_dir: Path,
    max_mb: int,
    year: str | None = None,
    contract: Contract | None = None,
    guard: Guard | None = None,
) -> IngestResult:
    """One drop of a council's own returns into landing, and its report.

    Args:
        system: `ssda903` or `cin`.
        path: one return (folder, zip or file), or a folder of the returns of several years.
        as_at: the day whose state the drop shows.
        authority: three-digit number of the authority.
        landing_dir: the landing root.
        max_mb: the most that all files together may have, unpacked, in millions of bytes.
        year: the collection year, `2025-26`; by default what the header or the name says.
        contract: default is the one of contract.yml.
        guard: what a table may lose against the last drop; default are the usual limits.

    Raises:
        Fault: what was given is no such return, is of an unknown year, or of another authority than
            its header says; then nothing is landed.
    """
    if not re.fullmatch(r"\d{3}", authority):
        raise Fault(
            f"{authority!r} is no authority: its number has three digits.",
            remedy="Give for example --authority 999.",
        )
    contract = contract or load_contract()
    try:
        found = read_years(system, path, year=year, as_at=as_at, max_mb=max_mb)
    except ReturnFault as fault:
        raise Fault(fault.what, where=fault.where, remedy=fault.remedy) from fault
    _refuse_other_authority(system, path, found, authority)
    place = landing_dir / authority / system
    last = last_good(place, as_at)
    kept = _not_given_again(last, found)
    tables, manifests = _tables(system, found, kept)
    run = _newest_run(_years(found, kept))
    origin = Origin(
        authority=authority,
        system=system,
        as_at=as_at,
        source=path.resolve().name,
        tables=manifests,
        absent_tables=_absent(contract, system),
        unrecognised_files=[
            *_beside_parts(path),
            *(name for given in found for name in given.not_read),
        ],
        notes=[
            *_notes(found, kept, run),
            *_of_later_drops(drops(landing_dir, authority), system, as_at),
            *measures_in_words(contract, system),
        ],
        tells_from=run[0].starts_on,
        tells_to=run[-1].ends_on,
        takes_over=last.snapshot_id if last else "",
    )
    drop, was_already_there = land(tables, origin, landing_dir, guard)
    if was_already_there:
        return IngestResult(drop, was_already_there=True, report=[], findings=[])
    return report_of(contract, drop)


def measures_in_words(contract: Contract, system: str) -> list[str]:
    """What a source gives and what it does not, for the report; contract.yml says which."""
    gives = contract.systems[system].gives
    every = sorted(path.stem.removeprefix("msr_") for path in MEASURES_DIR.rglob("msr_*.sql"))
    with_reserve = [f"{name} ({t.words})" if t.words else name for name, t in gives.items()]
    return [
        f"Measures from this source: {', '.join(with_reserve)}",
        f"Measures that this source does not give: "
        f"{', '.join(name for name in every if name not in gives)}",
    ]


def span_in_words(first: date, last: date) -> str:
    """The days of which a source tells, for the report."""
    return (
        f"It tells of {first.isoformat()} to {last.isoformat()}: no figure outside of that is made "
        "from it"
    )


def raw_columns(system: str) -> dict[str, list[str]]:
    """Every table of a return with its columns in any known year, and ours before them."""
    columns: dict[str, dict[str, None]] = {}
    for year in KNOWN_YEARS:
        for table in specification(system, year).tables.values():
            known = columns.setdefault(table.name, dict.fromkeys(YEAR_COLUMNS))
            known.update(dict.fromkeys(table.column_names))
    return {name: list(known) for name, known in columns.items()}


@dataclass(frozen=True)
class YearOfReturn:
    """The return of one year: its tables as text, where they came from, and what was noticed."""

    year: CollectionYear
    year_from: str
    part: str
    tables: Mapping[str, pl.DataFrame]
    files: Mapping[str, SourceFile]
    not_read: Sequence[str]


@dataclass(frozen=True)
class RowsOfYear:
    """A table's rows of one year as they land, and the files that they came from."""

    year: CollectionYear
    rows: pl.DataFrame
    sources: Sequence[SourceFile]


@dataclass(frozen=True)
class KeptYears:
    """The drop before, and the years of it that are not given again."""

    drop: Drop
    years: Sequence[CollectionYear]

    def parts(self, table: str) -> list[RowsOfYear]:
        """The rows of those years in a table, as they landed."""
        landed = self.drop.manifest.tables.get(table)
        if landed is None:
            return []
        rows = _landed_rows(self.drop, table)
        parts = []
        for year in self.years:
            here = rows.filter(pl.col("collection_year") == year.label)
            names = set(here[SOURCE_FILE])
            sources = [source for source in landed.source_files if source.name in names]
            if not here.is_empty():
                parts.append(RowsOfYear(year, here, sources))
        return parts


def read_years(
    system: str, path: Path, *, year: str | None, as_at: date, max_mb: int
) -> list[YearOfReturn]:
    """The returns in a place, oldest first.

    Raises:
        ReturnFault: nothing there, or a file that is no return of that name.
        Fault: nobody says of which year it is, two parts are of one year, or it is too long.
    """
    parts = _parts(path)
    if not parts:
        return [_read_year(system, path, "", year, as_at, max_mb)]
    if year is not None:
        raise Fault(
            "The folder holds returns by year, and --year names one.",
            where=str(path),
            remedy="Leave --year out, or give the path of that year's return.",
        )
    found = [_read_year(system, part, part.name, None, as_at, max_mb) for part in parts]
    found.sort(key=lambda given: given.year)
    for one, other in pairwise(found):
        if one.year == other.year:
            raise Fault(
                f"{one.part} and {other.part} are both of {one.year}.",
                where=str(path),
                remedy="Leave one of them out.",
            )
    return found


def _parts(path: Path) -> list[Path]:
    """What of a folder has a year in its name and can be a return by itself."""
    return [inner for inner in _shown(path) if _is_part(inner)]


def _beside_parts(path: Path) -> list[str]:
    """What else is in a folder of returns: nobody says of which year it is, and it is not read."""
    inside = _shown(path)
    others = [inner.name for inner in inside if not _is_part(inner)]
    return others if len(others) < len(inside) else []


def _shown(path: Path) -> list[Path]:
    if not path.is_dir():
        return []
    return [inner for inner in sorted(path.iterdir()) if not inner.name.startswith(".")]


def _is_part(path: Path) -> bool:
    return _label_in_name(path) is not None and (
        path.is_dir() or path.suffix.lower() in _PART_SUFFIXES
    )


def _read_year(
    system: str, path: Path, part: str, year: str | None, as_at: date, max_mb: int
) -> YearOfReturn:
    files = _hashed(path, max_mb)
    named = _year_in_name(path)
    likely = collection_year(year) if year else named or _last_ended(as_at)
    tables = read(system, path, year=likely.label)
    stated = _year_of_header(tables)
    if stated is not None and not stated.is_known:
        collection_year(stated)
    said = collection_year(year) if year else named
    if stated is not None and said is not None and stated != said:
        raise Fault(
            f"The header says that it is of {stated}, and it was given as {said}.",
            where=str(path),
            remedy="Check the file, or the year that it was given as.",
        )
    known = stated or said
    if known is None:
        raise Fault(
            "Nothing in these files says of which year they are.",
            where=str(path),
            remedy="Give --year, such as --year 2025-26.",
        )
    if known != likely:
        tables = read(system, path, year=known.label)
    year_from = "--year" if year else "its header" if stated else f"the name {path.name}"
    file_findings = tables.get(FINDINGS)
    not_read = (
        []
        if file_findings is None
        else file_findings.filter(pl.col("severity") == "check")["value"].drop_nulls().to_list()
    )
    return YearOfReturn(known, year_from, part, tables, files, not_read)


def _hashed(path: Path, max_mb: int) -> dict[str, SourceFile]:
    """Every file of the source with its hash; counted as it is read, whatever a zip says of it."""
    found: dict[str, SourceFile] = {}
    left = max_mb * MEGABYTE
    for file in source_files(path):
        digest = hashlib.sha256()
        with file.open() as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                left -= len(chunk)
                if left < 0:
                    raise Fault(
                        f"The files have more than {max_mb} MB, the most that is read.",
                        where=str(path),
                        remedy="If it is right, raise SIGHTLINE_MAX_UPLOAD_MB.",
                    )
        found[file.name] = SourceFile(name=file.name, sha256=digest.hexdigest(), rows=0)
    return found


def _year_in_name(path: Path) -> CollectionYear | None:
    """The known year in a name such as `ssda903_2025-26`."""
    label = _label_in_name(path)
    return collection_year(label) if label else None


def _label_in_name(path: Path) -> str | None:
    """The year in a name, known or not; 2025-03 is a month and no year."""
    given = _YEAR.search(path.name)
    if given is None or (int(given[1]) + 1) % 100 != int(given[2]):
        return None
    return f"{given[1]}-{given[2]}"


def _last_ended(as_at: date) -> CollectionYear:
    """The last known year that had ended on a day: the likely one, which is read first."""
    ended = [year for year in KNOWN_YEARS if year.ends_on <= as_at]
    return ended[-1] if ended else KNOWN_YEARS[0]


def _header(tables: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    header = tables.get("Header")
    if header is None or header.is_empty():
        return {}
    return {name: str(cell or "").strip() for name, cell in header.row(0, named=True).items()}


def _year_of_header(tables: Mapping[str, pl.DataFrame]) -> CollectionYear | None:
    """The year that the header of a census says; the 903 has one row for each child there."""
    ending = _header(tables).get("Year", "")
    return CollectionYear(int(ending) - 1) if re.fullmatch(r"\d{4}", ending) else None


def _refuse_other_authority(
    system: str, path: Path, found: Sequence[YearOfReturn], authority: str
) -> None:
    for given in found:
        stated = _header(given.tables).get("LEA", "") if system == "cin" else ""
        if stated and stated != authority:
            raise Fault(
                f"The header says authority {stated}, and it was given for {authority}.",
                where=str(path / given.part) if given.part else str(path),
                remedy=f"If it is right, give --authority {stated}.",
            )


def _not_given_again(last: Drop | None, found: Sequence[YearOfReturn]) -> KeptYears | None:
    """What the drop before holds of other years than those that are given now."""
    if last is None:
        return None
    held = {
        label
        for name in last.manifest.tables
        for label in _landed_rows(last, name)["collection_year"].unique()
    }
    given = {one.year for one in found}
    return KeptYears(last, sorted({collection_year(label) for label in held} - given))


def _landed_rows(drop: Drop, table: str) -> pl.DataFrame:
    return pl.read_parquet(drop.path / f"{table}.parquet")


def _tables(
    system: str, found: Sequence[YearOfReturn], kept: KeptYears | None
) -> tuple[dict[str, pl.DataFrame], dict[str, LandedTable]]:
    """The rows of all years in one table each, oldest first, and what the manifest says of it."""
    tables: dict[str, pl.DataFrame] = {}
    manifests: dict[str, LandedTable] = {}
    next_starts = _next_starts(found, kept)
    for name, columns in raw_columns(system).items():
        parts = [part for given in found for part in _given_rows(given, name)]
        parts += kept.parts(name) if kept else []
        if not parts:
            continue
        parts.sort(key=lambda part: part.year)
        rows = pl.concat([part.rows for part in parts], how="diagonal").with_columns(
            pl.col("collection_year")
            .replace_strict(next_starts, return_dtype=pl.String)
            .alias("next_year_start")
        )
        tables[name] = rows
        here = [column for column in rows.columns if not column.startswith("_")]
        manifests[name] = LandedTable(
            rows_in=rows.height,
            source_files=[source for part in parts for source in part.sources],
            headers={column: column for column in columns if column in here},
            extra_columns=[column for column in here if column not in columns],
            missing_columns=[column for column in columns if column not in here],
        )
    return tables, manifests


def _years(found: Sequence[YearOfReturn], kept: KeptYears | None) -> list[CollectionYear]:
    """Every year that the drop has a return of, oldest first."""
    return sorted([*(given.year for given in found), *(kept.years if kept else ())])


def _newest_run(years: Sequence[CollectionYear]) -> list[CollectionYear]:
    """The years of which nothing is missing up to the newest; others end in the dark.

    What went on from a year into one that is not there ended nobody knows when.
    """
    run = [years[-1]]
    for year in reversed(years[:-1]):
        if year.ends_on + timedelta(days=1) != run[0].starts_on:
            break
        run.insert(0, year)
    return run


def _next_starts(found: Sequence[YearOfReturn], kept: KeptYears | None) -> dict[str, str | None]:
    """Collection year to the first day of the next year of which the drop has a return."""
    years = _years(found, kept)
    following = [*(year.starts_on.isoformat() for year in years[1:]), None]
    return {year.label: start for year, start in zip(years, following, strict=True)}


def _given_rows(given: YearOfReturn, name: str) -> list[RowsOfYear]:
    """A table's rows of a return that is given now; none where it has no such table."""
    frame = given.tables.get(name)
    if frame is None:
        return []
    files = _files_of(given, name, frame.height)
    sources = [
        given.files[file].model_copy(update={"name": _source_name(given, file), "rows": rows})
        for file, rows in files
    ]
    return [RowsOfYear(given.year, _landed(frame, given, files), sources)]


def _files_of(given: YearOfReturn, table: str, rows: int) -> Sequence[tuple[str, int]]:
    """The files that a table's rows came from, in the order of the rows; XML has one for all."""
    files = given.tables.files if isinstance(given.tables, ReadTables) else {}
    if table in files:
        return files[table]
    document = next(
        (name for name in given.files if name.lower().endswith(".xml")), next(iter(given.files))
    )
    return [(document, rows)]


def _source_name(given: YearOfReturn, file: str) -> str:
    """The file with its part of the folder before it; with its year where it came by itself.

    Files of another year have the same names, and a drop has all years.
    """
    if given.part == file:
        return file
    return f"{given.part or given.year.label}/{file}"


def _landed(
    frame: pl.DataFrame,
    given: YearOfReturn,
    files: Sequence[tuple[str, int]],
) -> pl.DataFrame:
    """The rows as text with their year and place: the line of a CSV file, the row of an XML.

    Which year comes next is said when the years of the drop are together.
    """
    is_document = files[0][0].lower().endswith(".xml") if files else False
    names = pl.concat(
        [
            pl.repeat(_source_name(given, file), rows, dtype=pl.String, eager=True)
            for file, rows in files
        ]
    )
    place = (
        pl.int_range(1, frame.height + 1, eager=True, dtype=pl.Int64)
        if is_document or LINE not in frame.columns
        else frame[LINE].cast(pl.Int64)
    )
    taken = {name: f"{name}_given" for name in frame.columns if name.lower() in YEAR_COLUMNS}
    cells = frame.drop(LINE, strict=False).rename(taken)
    days = {
        "collection_year": given.year.label,
        "year_start": given.year.starts_on.isoformat(),
        "year_end": given.year.ends_on.isoformat(),
        "next_year_start": None,
    }
    return cells.select(
        *(pl.lit(text, dtype=pl.String).alias(name) for name, text in days.items()),
        *(_as_text(name, kind) for name, kind in cells.schema.items()),
    ).with_columns(names.alias(SOURCE_FILE), place.alias(SOURCE_ROW))


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    """A column as text; several codes of one cell with commas, none as an empty cell."""
    if isinstance(kind, pl.List):
        joined = pl.col(name).list.join(",")
        return pl.when(joined != "").then(joined).alias(name)
    return pl.col(name).cast(pl.String)


def _absent(contract: Contract, system: str) -> dict[str, str]:
    feeds = contract.systems[system].feeds
    return {name: table.without_it for name, table in contract.tables.items() if name not in feeds}


def _notes(
    found: Sequence[YearOfReturn], kept: KeptYears | None, run: Sequence[CollectionYear]
) -> list[str]:
    notes = [
        f"{given.part or 'The return'} is of {given.year}, by {given.year_from}" for given in found
    ]
    if kept and kept.years:
        names = ", ".join(year.label for year in kept.years)
        notes.append(f"Kept from drop {kept.drop.snapshot_id}, as not given again: {names}")
    years = _years(found, kept)
    if len(years) > 1:
        notes.append("Of what went on from one year into the next, the later return is believed")
    notes.append(span_in_words(run[0].starts_on, run[-1].ends_on))
    before = [year.label for year in years if year not in run]
    if before:
        notes.append(
            f"Between {before[-1]} and {run[0]} a return is missing: until it is given, "
            f"{', '.join(before)} gives no figures"
        )
    for given in found:
        notes += _findings(given)
    return notes


def _of_later_drops(landed: Sequence[Drop], system: str, as_at: date) -> list[str]:
    """That a drop of a later day is in use from that day on, and does not know of this one."""
    days = [drop.as_at for drop in landed if drop.system == system and drop.as_at > as_at]
    if not days:
        return []
    return [
        f"A drop as at {max(days).isoformat()} is used from that day on, and does not have what "
        f"is given here: give it with --as-at {max(days).isoformat()} or later as well"
    ]


def _findings(given: YearOfReturn) -> list[str]:
    """What was wrong with the form of the files, each kind once with how often it was met."""
    said: Counter[str] = Counter()
    about = given.tables.get(FINDINGS)
    if about is not None:
        for finding in about.filter(pl.col("severity") != "check").iter_rows(named=True):
            said[f"{given.year} {finding['message']}"] += 1
    for name, frame in given.tables.items():
        if name == FINDINGS or FINDINGS not in frame.columns:
            continue
        for packed in frame[FINDINGS].drop_nulls():
            for field, _, message in unpack(packed):
                where = f"{name}.{field}" if field else name
                said[f"{given.year} {where}: {message}"] += 1
    return [text if times == 1 else f"{text} ({times:,} times)" for text, times in said.items()]
