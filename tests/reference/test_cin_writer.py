"""Every census that we write is valid against the schema of its year."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from lxml import etree

from returns import CollectionYear, collection_year, read, rules_of, specification, write
from returns.cells import LISTED
from returns.engine import check
from returns.findings import FINDINGS
from returns.specification import Column, Table

SCHEMAS = {
    "2022-23": "CIN_schema_2023.xsd",
    "2023-24": "CIN_schema_2024.xsd",
    "2024-25": "CIN_schema_2025.xsd",
    "2025-26": "CIN_schema_2026.xsd",
    "2026-27": "CIN_schema_2027_DRAFT.xsd",
}
TEXTS = {
    "LEA": ("301", "999"),
    "SerialNo": ("001", "0027"),
    "UPN": ("A123456789012", "Z99999999999B"),
    "FormerUPN": ("b123456789012",),
    "SoftwareCode": ("Sightline", "Tom & Søn <1>"),
    "Release": ("1.0",),
}
# Groups below a referral, how many of each there are at most, and the key that counts them.
BELOW = {
    "Assessments": "AssessmentID",
    "CINplanDates": None,
    "Section47": None,
    "ChildProtectionPlans": "CPPID",
    "PreProceedings": None,
}


class Census:
    """Tables of random valid cells: each optional one filled with the chance `filled`."""

    def __init__(self, year: str, seed: int, filled: float) -> None:
        self.spec = specification("cin", year)
        self.year: CollectionYear = collection_year(year)
        self.draw = random.Random(seed)
        self.filled = filled
        self.rows: dict[str, list[dict[str, object]]] = {name: [] for name in self.spec.tables}
        self.counts = {"CINdetailsID": 0, "AssessmentID": 0, "CPPID": 0}

    def many(self, least: int = 0) -> range:
        return range(least if self.filled == 0 else self.draw.randint(max(least, 1), 3))

    def cell(self, column: Column) -> object:
        draw = self.draw
        if column.type == "code_list":
            codes = list(self.spec.codes[column.code_list or ""])
            return codes if self.filled == 1 else draw.sample(codes, draw.randint(0, 3))
        if not column.required and draw.random() >= self.filled:
            return None
        if column.type == "code":
            return draw.choice(list(self.spec.codes[column.code_list or ""]))
        if column.type == "flag":
            return draw.choice(["true", "false", "0", "1"])
        if column.type == "integer":
            return str(draw.randint(0, 12))
        if column.type == "year":
            return str(self.year.ends_on.year)
        day = date(2000, 1, 1) + timedelta(draw.randint(0, 10_000))
        if column.type == "date":
            return day.isoformat()
        if column.type == "datetime":
            return f"{day}T09:{draw.randint(10, 59)}:00"
        return draw.choice(TEXTS[column.name])

    def add(self, table: str, keys: dict[str, str]) -> None:
        cells = {
            column.name: self.cell(column)
            for column in self.spec.tables[table].columns
            if column.name not in keys
        }
        self.rows[table].append(cells | keys)

    def counted(self, keys: dict[str, str], key: str) -> dict[str, str]:
        self.counts[key] += 1
        return keys | {key: str(self.counts[key])}

    def child(self, number: int) -> None:
        keys = {"LAchildID": f"C{number}"}
        self.add("ChildIdentifiers", keys)
        self.add("ChildCharacteristics", keys)
        for _ in self.many():
            self.add("Disabilities", keys)
        for _ in self.many(least=1):
            self.referral(self.counted(keys, "CINdetailsID"))

    def referral(self, keys: dict[str, str]) -> None:
        self.add("CINdetails", keys)
        for table, key in BELOW.items():
            for _ in self.many() if table in self.spec.tables else ():
                mine = self.counted(keys, key) if key else keys
                self.add(table, mine)
                for _ in self.many() if table == "ChildProtectionPlans" else ():
                    self.add("Reviews", mine)

    def tables(self, children: int = 8) -> dict[str, pl.DataFrame]:
        self.add("Header", {})
        for number in range(1, children + 1):
            self.child(number)
        return {name: self.frame(table) for name, table in self.spec.tables.items()}

    def frame(self, table: Table) -> pl.DataFrame:
        lists = {column.name for column in table.columns if column.type == "code_list"}
        schema = {
            name: pl.List(pl.String) if name in lists else pl.String for name in table.column_names
        }
        return pl.DataFrame(self.rows[table.name], schema=schema, orient="row")


@pytest.mark.parametrize("filled", [0, 0.5, 1], ids=["least", "some", "every element"])
@pytest.mark.parametrize("year", SCHEMAS)
def test_every_census_that_is_written_is_valid_in_its_year(
    reference: Path, tmp_path: Path, year: str, filled: float
) -> None:
    schema = etree.XMLSchema(etree.parse(reference / "cin" / SCHEMAS[year]))
    for seed in range(4):
        tables = Census(year, seed, filled).tables()
        path = write("cin", tables, tmp_path / f"{seed}.xml", year=year)
        written = etree.parse(path)
        schema.assertValid(written)
        again = read("cin", path, year=year)
        assert not is_found(again, year)
        assert write("cin", again, tmp_path / "again.xml", year=year).read_bytes() == (
            path.read_bytes()
        )
        if filled == 1:
            names = {etree.QName(element).localname for element in written.iter()}
            spec = specification("cin", year)
            wanted = {column.name for table in spec.tables.values() for column in table.columns}
            assert wanted | {group.tag for group in spec.groups} <= names


@pytest.mark.parametrize("year", SCHEMAS)
def test_what_the_schema_refuses_is_found_when_it_is_read(
    reference: Path, tmp_path: Path, year: str
) -> None:
    """Each element taken out, doubled, renamed or given a wrong text.

    Wrong codes and pupil numbers are left to the rules of the year that test them.
    """
    schema = etree.XMLSchema(etree.parse(reference / "cin" / SCHEMAS[year]))
    path = write("cin", Census(year, 1, 1).tables(1), tmp_path / "c.xml", year=year)
    whole = etree.parse(path)
    first_of: dict[str, str] = {}
    for element in whole.iter():
        if element.getparent() is not None:
            first_of.setdefault(element.tag, whole.getpath(element))
    missed, refused = set(), 0
    for tag, place in first_of.items():
        for how in ("out", "twice", "renamed", "text"):
            broken = etree.parse(path)
            break_element(broken.xpath(place)[0], how)
            if schema.validate(broken):
                continue
            refused += 1
            broken.write(tmp_path / "broken.xml")
            tables = read("cin", tmp_path / "broken.xml", year=year)
            if not is_found(tables, year):
                missed.add((tag, how))
    assert refused > 100
    items = [
        column for table in specification("cin", year).tables.values() for column in table.columns
    ]
    left = {item.name for item in items if item.code_list and item.form != LISTED}
    left |= {"UPN", "FormerUPN"}
    assert missed == {(tag, "text") for tag in left}
    tested = {
        name for rule in rules_of("cin", year) for names in rule.tables.values() for name in names
    }
    assert left <= tested


def break_element(element: etree._Element, how: str) -> None:
    parent = element.getparent()
    if how == "out":
        parent.remove(element)
    elif how == "twice":
        parent.insert(parent.index(element), etree.fromstring(etree.tostring(element)))
    elif how == "renamed":
        element.tag = f"{element.tag}X"
    else:
        element.text = "wrong"


def is_found(tables: dict[str, pl.DataFrame], year: str) -> bool:
    """A finding on the form, of the reader or of the engine."""
    if any(FINDINGS in (name, *frame.columns) for name, frame in tables.items()):
        return True
    return not check("cin", tables, [], year=year).issues.is_empty()
