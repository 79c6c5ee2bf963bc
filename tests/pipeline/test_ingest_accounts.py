"""Rows in = loaded + quarantined + exact duplicates, and the right row is the one loaded."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from pipelines.contract import Contract, load_contract
from pipelines.contract_sql import loaded_sql, render
from tests.synthetic.landed import TABLES, Warehouse, small_contract, written


@pytest.fixture(scope="module")
def small() -> Contract:
    return small_contract()


@pytest.fixture
def build(small, tmp_path):
    opened: list[Warehouse] = []

    def make(**tables: str) -> Warehouse:
        folder = written(tmp_path / f"drop-{len(opened)}", tables)
        opened.append(Warehouse(small, {"999": folder}, tmp_path / "landing"))
        return opened[-1]

    yield make
    for warehouse in opened:
        warehouse.con.close()


def statuses(warehouse: Warehouse, table: str) -> list[tuple]:
    return warehouse.rows(
        f"select source_row, row_status, quarantine_reason from int_contract_typed__{table} "
        "order by source_row"
    )


def test_an_impossible_required_value_sets_a_row_aside_with_the_reason(build):
    built = build(
        person="pers_person_id,pers_dob\n1,31/02/2015\n-1,2015-01-01\n",
        contacts="cont_contact_id,cont_person_id,cont_contact_date\n1,1,31/02/2025\n2,1,\n3,1,1/2/25\n",
    )
    assert statuses(built, "person") == [
        (2, "loaded", None),
        (3, "quarantined", "pers_person_id is empty"),
    ]
    assert statuses(built, "contacts") == [
        (2, "quarantined", "cont_contact_date is no date and time: 31/02/2025"),
        (3, "quarantined", "cont_contact_date is empty"),
        (4, "loaded", None),
    ]
    assert built.report("person")["failed_casts"] == 1


def test_an_unknown_code_becomes_null_and_keeps_its_text_in_the_findings(build):
    built = build(person="pers_person_id,pers_sex\n1,male\n2,f\n3,Z9\n4,NULL\n")
    assert built.rows("select pers_sex from int_contract_typed__person order by source_row") == [
        ("M",),
        ("F",),
        (None,),
        (None,),
    ]
    assert built.rows(
        "select source_row, column_name, finding, raw_text from ingestion_finding"
    ) == [(4, "pers_sex", "unmapped_code", "Z9")]
    assert built.report("person")["unmapped_codes"] == 1


def test_exact_duplicates_collapse_and_of_rows_that_differ_the_last_is_used(build):
    built = build(
        person="pers_person_id,pers_sex,pers_dob\n"
        "1,M,2015-02-01\n1,male,01/02/2015\n2,M,2015-02-01\n2,F,2015-02-01\n2,M,2015-02-01\n"
    )
    assert [row[:2] for row in statuses(built, "person")] == [
        (2, "duplicate"),
        (3, "loaded"),
        (4, "duplicate"),
        (5, "quarantined"),
        (6, "loaded"),
    ]
    report = built.report("person")
    assert (report["duplicates_collapsed"], report["conflicts"]) == (2, 1)
    assert statuses(built, "person")[3][2] == "another row with the same key was given later"


def test_rows_with_different_unreadable_text_are_no_duplicates(build):
    built = build(person="pers_person_id,pers_dob\n1,soon\n1,later\n")
    assert [row[1] for row in statuses(built, "person")] == ["quarantined", "loaded"]


def test_merges_are_followed_to_the_record_that_survives(build):
    built = build(
        person="pers_person_id,pers_merged_into_id\n1,2\n2,3\n3,\n4,9\n5,5\n",
        disability="disa_person_id,disa_table_id,disa_disability_code\n1,a,MOB\n2,b,LD\n4,c,LD\n5,d,LD\n",
    )
    assert built.rows(
        "select person_id, surviving_person_id, steps from int_person_crosswalk order by 1"
    ) == [("1", "3", 2), ("2", "3", 1)]
    assert built.rows(
        "select disa_table_id, disa_person_id from int_contract_typed__disability order by 1"
    ) == [("a", "3"), ("b", "3"), ("c", "4"), ("d", "5")]
    assert built.report("person")["rows_loaded"] == 5
    sql = render(
        loaded_sql(
            load_contract().tables["person"],
            "int_contract_typed__person",
            "int_person_crosswalk",
            "int_superseded_id",
            load_contract().systems,
        )
    )
    assert sorted(row[0] for row in built.rows(f"select pers_person_id from ({sql})")) == [
        "3",
        "4",
        "5",
    ]


def test_records_merged_in_a_circle_are_each_kept_and_reported(build):
    built = build(
        person="pers_person_id,pers_merged_into_id\n1,2\n2,1\n3,1\n",
        disability="disa_person_id,disa_table_id,disa_disability_code\n1,a,MOB\n3,b,LD\n",
    )
    assert {
        row[0] for row in built.rows("select disa_person_id from int_contract_typed__disability")
    } == {"1", "3"}
    assert built.rows(
        "select person_id from ingestion_finding where finding = 'merged_in_circle' order by 1"
    ) == [("1",), ("2",), ("3",)]


def test_after_a_merge_equal_rows_collapse_and_of_others_that_of_the_survivor_is_used(build):
    built = build(
        person="pers_person_id,pers_merged_into_id\n1,2\n2,\n3,4\n4,\n",
        disability="disa_person_id,disa_table_id,disa_disability_code\n2,a,MOB\n1,a,MOB\n",
        cla_immunisations="clai_person_id,clai_immunisations_status\n4,Y\n3,N\n",
    )
    assert [row[1] for row in statuses(built, "disability")] == ["loaded", "duplicate"]
    assert [row[1] for row in statuses(built, "cla_immunisations")] == ["loaded", "quarantined"]
    assert "survives a merge" in statuses(built, "cla_immunisations")[1][2]


def test_a_reference_that_no_row_holds_is_reported_and_its_row_kept(build):
    given = "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_team\n"
    given += "1,1,2025-01-01,T1\n2,9,2025-01-01,T2\n"
    built = build(person="pers_person_id\n1\n", contacts=given)
    assert built.report("contacts")["orphans"] == 1
    assert built.report("contacts")["rows_loaded"] == 2
    with_teams = build(
        person="pers_person_id\n1\n", contacts=given, department="dept_team_id\nT1\n"
    )
    assert with_teams.rows(
        "select column_name, raw_text from ingestion_finding where finding = 'orphan' order by 1"
    ) == [("cont_contact_team", "T2"), ("cont_person_id", "9")]


def test_every_staged_table_has_a_row_of_the_report_absent_or_not(build):
    built = build(person="pers_person_id\n1\n", department="dept_team_id\n")
    assert built.rows(
        "select table_name, is_absent, rows_in from ingestion_report order by table_name"
    ) == [
        ("cla_immunisations", True, 0),
        ("contacts", True, 0),
        ("department", False, 0),
        ("disability", True, 0),
        ("person", False, 1),
    ]


# --- Random drops ---

CELLS = {
    "id": ["1", "2", "3", " 2", "-1", "", "NULL", "x,y"],
    "date": ["2025-01-01", "01/02/25", "31/02/2025", "45000", "", "9999-12-31", "soon"],
    "code": ["M", "male", "LD", "1A", "?", ""],
    "flag": ["Y", "0", "maybe", ""],
    "list": ['["a"]', "a;b", '["a"', '{"a": "Y"}', ""],
    "text": ["a", "é", 'say "a"', "two\nlines", " ", "NULL"],
    "integer": ["1", "1.5", ""],
}
CELLS["timestamp"] = CELLS["date"]
CELLS["decimal"] = CELLS["integer"]


def random_table(draw: random.Random, contract: Contract, name: str) -> tuple[str, int]:
    """A table as CSV and how many rows say something: few ids, so that keys collide; bad cells."""
    table = contract.tables[name]
    columns = [c for c in table.columns.values() if c.required or draw.random() < 0.6]
    draw.shuffle(columns)
    rows = []
    for _ in range(draw.randrange(1, 25)):
        if rows and draw.random() < 0.25:
            rows.append(draw.choice(rows))
        else:
            rows.append([draw.choice(CELLS[c.type]) for c in columns])
    if name == "person":
        rows[0] = ["1" if c.name == "pers_person_id" else "" for c in columns]
    lines = [",".join(c.name for c in columns)]
    said = 0
    for row in rows:
        odd = draw.random()
        short = odd < 0.05 and row is not rows[0]
        given = row[: draw.randrange(1, len(row) + 1)] if short else row
        given = [*given, "over"] if odd > 0.95 else given
        said += any(cell.strip() for cell in given)
        lines.append(",".join('"' + cell.replace('"', '""') + '"' for cell in given))
    return draw.choice(["\n", "\r\n"]).join(lines), said


def test_random_drops_are_accounted_for_and_each_key_is_loaded_once(small, tmp_path):
    """Fifty drops, each of its own authority in one warehouse: none may touch another."""
    given: dict[str, dict[str, tuple[str, int]]] = {}
    folders = {}
    for seed in range(50):
        draw = random.Random(seed)
        authority = str(200 + seed)
        given[authority] = {
            name: random_table(draw, small, name)
            for name in TABLES
            if name == "person" or draw.random() < 0.8
        }
        texts = {name: text for name, (text, _) in given[authority].items()}
        folders[authority] = written(tmp_path / authority, texts)
    built = Warehouse(small, folders, tmp_path / "landing")
    for authority, tables in given.items():
        for name in TABLES:
            report = built.report(name, authority)
            rows_given = tables[name][1] if name in tables else 0
            became = ("rows_loaded", "rows_quarantined", "duplicates_collapsed")
            assert report["rows_in"] == rows_given, (authority, name)
            assert sum(report[count] for count in became) == rows_given, (authority, name)
            assert report["is_absent"] == (name not in tables)
    for name in TABLES:
        check_keys(built, small, name)
    built.con.close()


def check_keys(built: Warehouse, contract: Contract, name: str) -> None:
    """Independently of the SQL: each key with a usable row is loaded once, by its last row.

    A row of a merged record gives way to one of the record that survives.
    """
    key = ", ".join(["authority", *contract.tables[name].key])
    rows = built.rows(
        f"select [{key}]::varchar, row_status, source_row, is_from_merged_record, "
        f"quarantine_reason, is_conflict from int_contract_typed__{name}"
    )
    assert all(reason for _, status, _, _, reason, _ in rows if status == "quarantined")
    usable: dict[str, list[tuple[bool, int]]] = {}
    for row in rows:
        if row[1] != "quarantined" or row[5]:
            usable.setdefault(row[0], []).append((row[3], -row[2]))
    loaded = Counter(row[0] for row in rows if row[1] == "loaded")
    assert set(loaded) == set(usable)
    assert set(loaded.values()) <= {1}
    for row in rows:
        if row[1] == "loaded":
            assert (row[3], -row[2]) == min(usable[row[0]])
