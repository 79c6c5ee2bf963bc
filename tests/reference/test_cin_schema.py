"""The structure that our specification gives a census, against the XML schema of each year."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from lxml import etree

from returns import KNOWN_YEARS, ReturnFault, specification
from returns.cells import FLAGS, FORMS
from returns.specification import Specification

SCHEMAS = {
    "2022-23": "CIN_schema_2023.xsd",
    "2023-24": "CIN_schema_2024.xsd",
    "2024-25": "CIN_schema_2025.xsd",
    "2025-26": "CIN_schema_2026.xsd",
    "2026-27": "CIN_schema_2027_DRAFT.xsd",
}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "cin_schema_differences.md"
XS = "{http://www.w3.org/2001/XMLSchema}"
# What an element of the schema is called in our specification.
TYPES = {
    "xs:string": "text",
    "xs:date": "date",
    "xs:gYear": "year",
    "xs:dateTime": "datetime",
    "xs:integer": "integer",
}
# The forms of ours, as a schema writes them.
FORM_PATTERNS = {
    "three digits": r"\d{3}",
    "three digits or more": r"\d{3}\d*",
    "a whole number from 0": "from 0",
}
Difference = tuple[str, str, str, str, str]  # path, year, aspect, the schema's, ours


@dataclass
class Element:
    """One element of a document, a group or an item."""

    path: str
    occurrence: str
    type: str = "group"
    codes: frozenset[str] = frozenset()
    form: str = "any"
    inner: list[str] = field(default_factory=list)


# ---- the schema ----


def of_schema(path: Path) -> dict[str, Element]:
    root = etree.parse(path).getroot()
    types = {
        node.get("name"): node
        for node in root
        if node.tag in (f"{XS}complexType", f"{XS}simpleType")
    }
    found: dict[str, Element] = {}
    message = types["messagetype"]
    children = types["childrentype"]
    top = walk(message, "", types, found)
    walk(children, "", types, found)
    del found["Children"], found["Child"]
    found[""] = Element("", "", inner=[*(name for name in top if name != "Children")])
    found["Child"] = Element("Child", "", inner=walk(types["childtype"], "", types, found))
    return found


def walk(
    group: etree._Element, path: str, types: dict[str, etree._Element], found: dict[str, Element]
) -> list[str]:
    names = []
    for node in group.find(f"{XS}sequence"):
        name = node.get("name")
        names.append(name)
        below = f"{path}/{name}".removeprefix("/")
        most = {"unbounded": "n", None: "1"}.get(node.get("maxOccurs"), node.get("maxOccurs"))
        occurrence = f"{node.get('minOccurs', '1')}..{most}".replace("1..1", "1")
        element = found[below] = Element(below, occurrence)
        declared = types.get(node.get("type"), node.find(f"{XS}complexType"))
        if declared is None:
            declared = node.find(f"{XS}simpleType")
        if declared is not None and declared.tag == f"{XS}complexType":
            if name not in ("Children", "Child"):
                element.inner = walk(declared, below, types, found)
        else:
            fill(element, node.get("type"), declared, types)
    return names


def fill(
    element: Element,
    name: str | None,
    declared: etree._Element | None,
    types: dict[str, etree._Element],
) -> None:
    """Type, codes and form of an item, through the types that its type restricts."""
    codes: set[str] = set()
    while declared is not None:
        restriction = declared.find(f"{XS}restriction")
        codes |= {node.get("value") for node in restriction.iter(f"{XS}enumeration")}
        for node in restriction.iter(f"{XS}pattern"):
            element.form = node.get("value")
        for node in restriction.iter(f"{XS}minInclusive"):
            element.form = f"from {node.get('value')}"
        name = restriction.get("base")
        declared = types.get(name)
    element.codes = frozenset(codes)
    element.type = TYPES[str(name)]
    if codes:
        element.type = "flag" if {"0", "1"} <= codes <= set(FLAGS) else "code"


# ---- our specification ----


def of_specification(spec: Specification) -> dict[str, Element]:
    found = {"": Element("", ""), "Child": Element("Child", "")}
    places: dict[str, list[tuple[int, str]]] = {"": [], "Child": []}

    def place(path: str, order: int) -> None:
        above, _, name = path.rpartition("/")
        places.setdefault(above or ("" if path == "Header" else "Child"), []).append((order, name))

    for group in spec.groups:
        found[group.path] = Element(group.path, group.occurrence)
        place(group.path, group.order)
    for table in spec.tables.values():
        for column in table.columns:
            path = f"{column.path}/{column.name}"
            element = found[path] = Element(path, column.occurrence, column.type)
            place(path, column.order)
            assert column.required == (column.occurrence.startswith("1")) or (
                column.type == "code_list"  # an assessment need have no factor yet
            )
            if column.code_list:
                element.type = "code"
                element.codes = frozenset(spec.codes[column.code_list])
            elif column.type == "flag":
                element.codes = frozenset(FLAGS)
            if column.form in FORMS:
                element.form = FORM_PATTERNS[column.form]
            elif column.max_length:
                element.form = f"at most {column.max_length} characters"
    for path, inner in places.items():
        assert len({order for order, _ in inner}) == len(inner), f"two parts in one place: {path}"
        found[path].inner = [name for _, name in sorted(inner)]
    return found


def differences(year: str, theirs: dict[str, Element], ours: dict[str, Element]) -> set[Difference]:
    found: set[Difference] = set()
    for path in theirs.keys() | ours.keys():
        one, other = theirs.get(path), ours.get(path)
        if one is None or other is None:
            found.add((path, year, "presence", str(one is not None), str(other is not None)))
            continue
        aspects = {
            "order": (" ".join(one.inner), " ".join(other.inner)),
            "occurrence": (one.occurrence, other.occurrence),
            "type": (one.type, other.type),
            "codes": (" ".join(sorted(one.codes)), " ".join(sorted(other.codes))),
            "form": (one.form, other.form),
        }
        found |= {(path, year, name, *pair) for name, pair in aspects.items() if len(set(pair)) > 1}
    return found


def of_page() -> set[Difference]:
    """The differences that the page lists, one for each year; each with a reason."""
    listed = set()
    labels = [year.label for year in KNOWN_YEARS]
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("| `"):
            continue
        cells = [cell.strip() for cell in line.replace(r"\|", "\0").strip("|").split("|")]
        path, years, aspect, theirs, ours, reason = (
            cell.replace("\0", "|").replace("`", "") for cell in cells
        )
        assert reason, path
        first, _, last = years.partition(" to ")
        for label in labels[labels.index(first) : labels.index(last or first) + 1]:
            listed.add((path, label, aspect, theirs, ours))
    return listed


@pytest.mark.parametrize("year", SCHEMAS)
def test_the_census_of_the_year_is_its_schema_but_for_what_the_page_lists(
    reference: Path, year: str
) -> None:
    theirs = of_schema(reference / "cin" / SCHEMAS[year])
    ours = of_specification(specification("cin", year))
    listed = {difference for difference in of_page() if difference[1] == year}
    assert differences(year, theirs, ours) == listed


def test_every_known_year_is_compared_and_another_year_lists_the_known() -> None:
    assert list(SCHEMAS) == [year.label for year in KNOWN_YEARS]
    assert set(FORM_PATTERNS) == set(FORMS)
    for year in ("2021-22", "2027-28", "2025", ""):
        with pytest.raises(ReturnFault, match="2022-23, 2023-24, 2024-25, 2025-26, 2026-27"):
            specification("cin", year)


def rows_of(path: Path, **wanted: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return [
            row
            for row in csv.DictReader(lines)
            if all(row[name] == value for name, value in wanted.items())
        ]


@pytest.mark.parametrize("year", list(SCHEMAS)[:4])
def test_elements_stand_in_the_order_of_the_list_by_year(reference: Path, year: str) -> None:
    ending = str(int(year[:4]) + 1)
    rows = rows_of(reference / "cin" / "cin_elements_by_year.csv", year=ending)
    paths = [
        row["xpath"].removeprefix("Message/").removeprefix("Children/").removeprefix("Child/")
        for row in rows
    ]
    theirs = [path for path in paths if path not in ("Message", "Children", "Child")]
    assert in_document_order(of_specification(specification("cin", year))) == theirs


def in_document_order(elements: dict[str, Element], path: str = "") -> list[str]:
    """Paths of all elements as a complete document has them."""
    found = []
    for name in elements[path].inner:
        below = name if path in ("", "Child") else f"{path}/{name}"
        found += [below, *in_document_order(elements, below)]
    return [*found, *in_document_order(elements, "Child")] if path == "" else found


@pytest.mark.parametrize("year", list(SCHEMAS)[:4])
def test_codes_of_the_year_are_those_of_the_list_by_year(reference: Path, year: str) -> None:
    names = {
        "unknownupntype": "UPNunknown",
        "gendertype": "GenderCurrent",
        "sextype": "Sex",
        "ethnicitytype": "Ethnicity",
        "disabilitytype": "Disability",
        "referralsourcetype": "ReferralSource",
        "categoryofabusetype": "CategoryOfAbuse",
        "primaryneedcodetype": "PrimaryNeedCode",
        "reasonforclosuretype": "ReasonForClosure",
        "assessmentfactorstype": "AssessmentFactors",
    }
    ending = str(int(year[:4]) + 1)
    theirs: dict[str, set[str]] = {}
    for row in rows_of(reference / "cin" / "cin_codesets_by_year.csv", year=ending):
        if row["codeset"] != "yesnotype":
            theirs.setdefault(names[row["codeset"]], set()).add(row["code"])
    spec = specification("cin", year)
    used = {
        column.code_list
        for table in spec.tables.values()
        for column in table.columns
        if column.code_list and table.name != "Header"
    }
    assert {name: set(spec.codes[name]) for name in used} == theirs


def test_items_of_the_latest_year_carry_the_numbers_of_the_data_standard(reference: Path) -> None:
    rows = rows_of(reference / "cin" / "cin_data_items.csv")
    theirs = {(row["xml_path"], row["element"]): row["cbds_no"] for row in rows}
    tables = specification("cin", "2026-27").tables
    ours = {
        (column.path.removeprefix("Header/"), column.name): column.cbds_number
        for table in tables.values()
        for column in table.columns
    }
    assert ours == theirs
    numbers = [column.cbds_number for column in tables["PreProceedings"].columns]
    assert numbers == [f"N00{number}" for number in range(826, 836)]
