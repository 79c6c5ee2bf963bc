"""The specification of the 903 against every public source; what differs is in docs/, with why.

A difference is found by comparing and named by a key, `source: where: what`. The page
docs/903_specification_choices.md must have exactly the keys that are found.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from returns import KNOWN_YEARS, specification
from returns.specification import Column, Specification

SCHEMA_TABLES = {
    "header": "Header",
    "episodes": "Episodes",
    "reviews": "Reviews",
    "uasc": "UASC",
    "oc2": "OC2",
    "oc3": "OC3",
    "ad1": "AD1",
    "placed_adoption": "PlacedAdoption",
    "placed_for_adoption": "PlacedAdoption",
    "prev_perm": "PrevPerm",
    "previous_permanence": "PrevPerm",
    "missing": "Missing",
    "social_worker": "SWEpisodes",
    "dolo": "DoLo",
}
XML_NAMES = {"CHILDID": "CHILD", "PL": "PLACE"}
XML_TABLES = {
    "EPISODE": "Episodes",
    "AREVIEW": "Reviews",
    "AMISSING": "Missing",
    "PERMANENCE": "PrevPerm",
    "OC2": "OC2",
    "AD_PLACED": "PlacedAdoption",
}
Schema = dict[str, dict[str, dict]]


def schema_of(folder: Path, year_ending: int) -> Schema:
    """The schema of a year: the base file with the differences up to that year put in."""
    base = yaml.safe_load((folder / "SSDA903_schema_2017.yml").read_text(encoding="utf-8"))
    schema: Schema = base["column_map"]
    for path in sorted(folder.glob("SSDA903_schema_*.diff.yml")):
        if int(path.name[15:19]) > year_ending:
            break
        for place, change in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            at: dict = {"column_map": schema}
            *around, last = place.split(".")
            for step in around:
                at = at[step]
            at[last] = change["value"]
    return schema


def columns_of(spec: Specification) -> dict[tuple[str, str], Column]:
    return {
        (name, column.name): column
        for name, table in spec.tables.items()
        for column in table.written
    }


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def differences(folder: Path) -> Iterator[str]:
    for year in KNOWN_YEARS:
        spec = specification("ssda903", year)
        yield from against_schema(schema_of(folder, year.start_year + 1), spec)
        yield from against_codes(rows_of(folder / "ssda903_codesets.csv"), spec)
        yield from against_files(rows_of(folder / "ssda903_files.csv"), spec)
        yield from against_names(folder, spec)
    yield from against_xml(rows_of(folder / "exp903_xml_elements_2021.csv"))


def against_schema(schema: Schema, spec: Specification) -> Iterator[str]:
    """Tables, columns, their order, types, blanks and codes of the schema by year."""
    ours = columns_of(spec)
    theirs = {
        (SCHEMA_TABLES[table], name): column
        for table, columns in schema.items()
        for name, column in columns.items()
    }
    for table in {table for table, _ in ours} - {table for table, _ in theirs}:
        yield f"schema: {table}: no such table"
    for table, name in theirs.keys() - ours.keys():
        yield f"schema: {table}.{name}: not in ours"
    for table, columns in schema.items():
        mine = [name for its_table, name in ours if its_table == SCHEMA_TABLES[table]]
        if mine != list(columns):
            yield f"schema: {SCHEMA_TABLES[table]}: order of columns"
    for (table, name), column in ours.items():
        if (table, name) in theirs:
            said = theirs[table, name]
            yield from (f"schema: {table}.{name}: {what}" for what in _column(column, said, spec))


def _column(column: Column, said: dict, spec: Specification) -> Iterator[str]:
    kind = next(iter(said.keys() - {"canbeblank"}))
    fits = {
        "date": column.type == "date",
        "category": column.type == "code",
        "numeric": column.type == "integer",
        "string": column.type == "text",
    }
    if not fits[kind]:
        yield f"{kind}, ours {column.type.replace('_', ' ')}"
    if said["canbeblank"] == column.required:
        yield "blank allowed" if column.required else "blank not allowed"
    if kind == "category":
        yield from _codes(set(spec.codes[str(column.code_list)]), {c["code"] for c in said[kind]})


def _codes(ours: set[str], theirs: set[str]) -> Iterator[str]:
    yield from (f"has {code}" for code in sorted(theirs - ours))
    yield from (f"lacks {code}" for code in sorted(ours - theirs))


def against_codes(rows: list[dict[str, str]], spec: Specification) -> Iterator[str]:
    """The list of codes with the first and last year of each."""
    year = spec.year.label
    theirs: dict[str, set[str]] = {}
    for row in rows:
        theirs.setdefault(row["codeset"], set())
        first, last = (_year(row[name]) for name in ("valid_from", "valid_to"))
        if (first or year) <= year <= (last or year):
            theirs[row["codeset"]].add(row["code"])
    for name, codes in spec.codes.items():
        if name not in theirs:
            yield f"codes: {name}: no such list"
            continue
        yield from (f"codes: {name}: {what}" for what in _codes(set(codes), theirs[name]))
    for name in theirs.keys() - spec.codes.keys() - {"SW_REASON"}:
        yield f"codes: {name}: not in ours"


def _year(text: str) -> str | None:
    found = re.search(r"(20\d\d)/(\d\d)", text)
    return f"{found[1]}-{found[2]}" if found else None


def against_files(rows: list[dict[str, str]], spec: Specification) -> Iterator[str]:
    """The description of the files: order of columns, what must be filled, formats."""
    ours = columns_of(spec)
    theirs: dict[str, list[str]] = {}
    for row in rows:
        first = _year(row["file"])
        table = SCHEMA_TABLES[row["file"].split(" ")[0]]
        if first and first > spec.year.label:
            continue
        theirs.setdefault(table, []).append(row["column"])
        column = ours[table, row["column"]]
        if (row["mandatory"] == "Y") != column.required:
            yield f"files: {table}.{column.name}: mandatory {row['mandatory']}"
        if (row["codeset"] or None) != column.code_list:
            yield f"files: {table}.{column.name}: codes {row['codeset'] or 'none'}"
    for table, names in theirs.items():
        if names != [column.name for column in spec.tables[table].written]:
            yield f"files: {table}: order of columns"
    yield from (f"files: {table}: no such file" for table in spec.tables.keys() - theirs.keys())


def against_names(folder: Path, spec: Specification) -> Iterator[str]:
    """The names of tables and columns in the public validator, and the file of 2026-27."""
    names = json.loads((folder / "d2i_column_names.json").read_text(encoding="utf-8"))
    for table, columns in names["column_names"].items():
        if table in spec.tables:
            ours = [column.name for column in spec.tables[table].written]
            if ours != columns:
                yield f"names: {table}: columns"
    if spec.tables.keys() != names["column_names"].keys() and spec.year == KNOWN_YEARS[-1]:
        yield "names: tables"
    order = json.loads((folder / "ssda903_2026_27_dolo.json").read_text(encoding="utf-8"))
    if "DoLo" in spec.tables:
        ours = [column.name for column in spec.tables["DoLo"].written]
        if ours != order["columns"]:
            yield "dolo: columns"


def against_xml(rows: list[dict[str, str]]) -> Iterator[str]:
    """The elements of the XML schema of 2021: our columns, what must be there, lengths."""
    spec = specification("ssda903", KNOWN_YEARS[0])
    ours = columns_of(spec)
    found: set[tuple[str, str]] = set()
    for row in rows:
        if row["kind"] != "item":
            continue
        around = row["xpath"].split("/")[-2]
        name = XML_NAMES.get(row["element"], row["element"])
        if name != row["element"]:
            yield f"xml: {around}/{row['element']}: called {name} in CSV"
        tables = [XML_TABLES[around]] if around in XML_TABLES else ["Header", "UASC", "OC3", "AD1"]
        matches = [(table, name) for table in tables if (table, name) in ours]
        if not matches:
            yield f"xml: {around}/{row['element']}: no column in CSV"
        found.update(matches)
        for table, column in matches[:1]:
            # What is an item of the child in XML is required in the file that it has in CSV.
            if around in XML_TABLES and (row["minOccurs"] == "1") != ours[table, column].required:
                yield f"xml: {around}/{row['element']}: minOccurs {row['minOccurs']}"
    of_the_child = {"CHILD", "DOB", "SEX"}
    missing = {key for key in ours.keys() - found if key[1] not in of_the_child}
    yield from (f"xml: {table}.{name}: no element" for table, name in missing)


def test_every_difference_between_public_sources_and_us_is_on_the_page_with_a_reason(
    reference: Path, project_root: Path
) -> None:
    page = (project_root / "docs" / "903_specification_choices.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+: [^`]+)` \|", page, re.MULTILINE)
    assert sorted(listed) == sorted(set(differences(reference / "ssda903")))


def test_each_reason_is_given(project_root: Path) -> None:
    page = (project_root / "docs" / "903_specification_choices.md").read_text(encoding="utf-8")
    for row in re.findall(r"^\| `\w+: .+$", page, re.MULTILINE):
        cells = [cell.strip() for cell in row.strip("| ").split(" | ")]
        assert len(cells) == 3, row
        assert all(cells), row


@pytest.mark.parametrize(
    ("code_list", "code", "first", "last"),
    [
        ("PLACE", "H5", "2022-23", "2023-24"),
        ("PLACE", "P2", "2022-23", "2023-24"),
        ("PLACE", "K3", "2024-25", "2026-27"),
        ("PLACE", "Z1", "2022-23", "2024-25"),
        ("PLACE", "Z14", "2025-26", "2026-27"),
        ("SEX", "1", "2022-23", "2023-24"),
        ("SEX", "U", "2024-25", "2026-27"),
        ("SW_REASON", "MANAGE", "2023-24", "2026-27"),
    ],
)
def test_a_code_is_known_in_its_years(code_list: str, code: str, first: str, last: str) -> None:
    years = [
        year.label
        for year in KNOWN_YEARS
        if code in specification("ssda903", year).codes.get(code_list, {})
    ]
    assert (years[0], years[-1]) == (first, last)


def test_a_file_is_known_from_its_first_year() -> None:
    first = {
        name: min(y.label for y in KNOWN_YEARS if name in specification("ssda903", y).tables)
        for name in specification("ssda903", KNOWN_YEARS[-1]).tables
    }
    later = {name: year for name, year in first.items() if year != "2022-23"}
    assert later == {"SWEpisodes": "2023-24", "DoLo": "2026-27"}
