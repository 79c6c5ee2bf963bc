"""What published extracts of the dataset get wrong, and what becomes of each.

The defects are those that Data to Insight's scripts for Mosaic, Liquidlogic and Eclipse leave, or
that spreadsheets add.
"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from pipelines.connectors.ssd import plain_name, read
from pipelines.contract import load_contract
from tests.synthetic.landed import Warehouse, small_contract, written

PERSON = "pers_person_id\n1\n2\n"


@pytest.fixture
def build(tmp_path):
    opened: list[Warehouse] = []

    def make(**tables: str) -> Warehouse:
        given = {"person": PERSON} | tables
        folder = written(tmp_path / f"drop-{len(opened)}", given)
        contract = small_contract(tuple(given))
        opened.append(Warehouse(contract, {"999": folder}, tmp_path / "landing"))
        return opened[-1]

    yield make
    for warehouse in opened:
        warehouse.con.close()


def typed(built: Warehouse, table: str, *columns: str) -> list[tuple]:
    return built.rows(
        f"select {', '.join(columns)} from int_contract_typed__{table} order by source_row"
    )


def findings(built: Warehouse) -> list[tuple]:
    return built.rows(
        "select table_name, column_name, finding, raw_text from ingestion_finding order by all"
    )


def test_a_step_about_siblings_gives_each_child_a_row_of_its_own(build):
    built = build(
        contacts="cont_contact_id,cont_person_id,cont_contact_date\n"
        "7,1,2025-01-02\n7,2,2025-01-02\n",
        cin_episodes="cine_referral_id,cine_person_id,cine_referral_date\n"
        "8,1,2025-01-02\n8,2,2025-01-02\n",
        s47_enquiry="s47e_s47_enquiry_id,s47e_person_id,s47e_s47_start_date\n"
        "9,1,2025-01-02\n9,2,2025-01-02\n",
    )
    for table in ("contacts", "cin_episodes", "s47_enquiry"):
        assert built.report(table)["rows_loaded"] == 2, table
    assert findings(built) == []


def test_a_json_column_may_hold_labels_with_commas(build):
    given = [
        '"Child Protection Conference, Strategy discussion"',
        '"[""NFA""]"',
        '"{""NFA_FLAG"": ""N"", ""CP_CONFERENCE_FLAG"": ""Y""}"',
        "NFA; Signpost",
    ]
    built = build(
        s47_enquiry="s47e_s47_enquiry_id,s47e_person_id,s47e_s47_start_date,s47e_s47_outcome_json\n"
        + "".join(f"{number},1,2025-01-0{number},{text}\n" for number, text in enumerate(given, 1))
    )
    assert typed(built, "s47_enquiry", "s47e_s47_outcome_json") == [
        (["Child Protection Conference", "Strategy discussion"],),
        (["NFA"],),
        (["CP_CONFERENCE_FLAG"],),
        (["NFA", "Signpost"],),
    ]
    assert findings(built) == []


def test_factors_as_a_list_or_as_flags_are_codes_and_others_are_reported(build):
    built = build(
        cin_assessments="cina_assessment_id,cina_person_id,cina_assessment_start_date\n"
        "5,1,2025-01-02\n6,2,2025-01-02\n",
        assessment_factors="cinf_assessment_id,cinf_assessment_factors_json\n"
        '5,"1A, 4b, 99Z"\n6,"{""2A"": ""Y"", ""3A"": ""N""}"\n',
    )
    assert typed(built, "assessment_factors", "cinf_assessment_factors_json") == [
        (["1A", "4B"],),
        (["2A"],),
    ]
    assert findings(built) == [
        ("assessment_factors", "cinf_assessment_factors_json", "unmapped_code", "99Z")
    ]


@pytest.mark.parametrize(
    ("table", "header", "column"),
    [
        ("person", "pers_common_child_id", "pers_single_unique_id"),
        ("cin_plans", "cin_plan_id", "cinp_cin_plan_id"),
        ("cla_reviews", "clar_cla_person_id", "clar_person_id"),
        ("cp_reviews", "person_id", "cppr_person_id"),
    ],
)
def test_columns_that_scripts_renamed_are_known(tmp_path, table, header, column):
    files = {"person": PERSON, table: f"{header},pers_person_id\n1,1\n"}
    found = read(written(tmp_path / "drop", files), load_contract(), 10)
    assert found.manifests[table].headers[column] == header


@pytest.mark.parametrize(
    ("stem", "table"),
    [
        ("##ssd_person", "person"),
        ("ssd_development.ssd_cin_plans", "cin_plans"),
        ("[HDM_Local].[ssd_development].[ssd_cla_placement]", "cla_placement"),
        ("dbo.SSD_S47_Enquiry", "s47_enquiry"),
    ],
)
def test_tables_named_with_schema_and_number_sign_are_known(stem, table):
    assert plain_name(stem) == table


def test_placeholders_are_nothing_and_no_fault(build):
    built = build(
        person="pers_person_id,pers_sex,pers_dob,pers_upn,pers_send_flag\n"
        "1,SSD_PH,PLACEHOLDER_DATA,ssd_ph,SSD_PH\n2,NULL,N/A,,null\n"
    )
    columns = ("pers_sex", "pers_dob", "pers_upn", "pers_send_flag")
    assert typed(built, "person", *columns) == [(None,) * 4] * 2
    assert findings(built) == []


def test_the_keys_that_a_data_mart_has_for_unknown_point_nowhere_and_are_no_orphans(build):
    built = build(
        cin_plans="cinp_cin_plan_id,cinp_person_id,cinp_referral_id,cinp_cin_plan_start_date\n"
        "1,1,-1,2025-01-01\n2,2,0,2025-01-01\n3,-1,7,2025-01-01\n"
    )
    assert typed(built, "cin_plans", "row_status", "quarantine_reason") == [
        ("loaded", None),
        ("loaded", None),
        ("quarantined", "cinp_person_id is empty"),
    ]
    assert built.report("cin_plans")["orphans"] == 0


def test_dates_for_an_open_end_are_an_open_end_and_no_fault(build):
    ends = ["1900-01-01", "9999-12-31 00:00:00", "01/01/2300", "31-Dec-9999", "2958465"]
    built = build(
        cin_plans="cinp_cin_plan_id,cinp_person_id,cinp_cin_plan_start_date,cinp_cin_plan_end_date\n"
        + "".join(f"{number},1,2025-01-0{number + 1},{end}\n" for number, end in enumerate(ends, 1))
    )
    assert typed(built, "cin_plans", "cinp_cin_plan_end_date") == [(None,)] * len(ends)
    assert built.report("cin_plans")["failed_casts"] == 0


def test_a_child_with_an_estimated_birth_date_alone_is_loaded_with_it(build):
    built = build(
        person="pers_person_id,pers_dob,pers_expected_dob\n1,,2015-02-01\n2,1900-01-01,01/03/2016\n"
    )
    assert typed(built, "person", "pers_dob", "pers_expected_dob", "row_status") == [
        (None, date(2015, 2, 1), "loaded"),
        (None, date(2016, 3, 1), "loaded"),
    ]


def test_a_description_instead_of_a_code_is_the_code_or_reported_in_its_own_words(build):
    built = build(person="pers_person_id,pers_sex\n1,Female\n2,Not recorded\n")
    assert typed(built, "person", "pers_sex") == [("F",), (None,)]
    assert findings(built) == [("person", "pers_sex", "unmapped_code", "Not recorded")]


def test_ids_that_a_spreadsheet_made_numbers_of_still_meet(build):
    built = build(
        person="pers_person_id\n1.0\n2.0\n",
        contacts="cont_contact_id,cont_person_id,cont_contact_date\n7.0,1,2025-01-02\n",
    )
    assert typed(built, "person", "pers_person_id") == [("1",), ("2",)]
    assert built.report("contacts")["orphans"] == 0


def test_an_id_that_lost_its_leading_zeros_is_reported_as_an_orphan_and_its_row_kept(build):
    built = build(
        person="pers_person_id\n0042\n",
        contacts="cont_contact_id,cont_person_id,cont_contact_date\n7,42,2025-01-02\n",
    )
    assert typed(built, "person", "pers_person_id") == [("0042",)]
    assert findings(built) == [("contacts", "cont_person_id", "orphan", "42")]
    assert built.report("contacts")["rows_loaded"] == 1


def test_a_day_after_the_month_is_never_read_the_american_way(build):
    built = build(
        contacts="cont_contact_id,cont_person_id,cont_contact_date,cont_recorded_at\n"
        "7,1,04/03/2025 09:05,13/25/2025\n"
    )
    assert typed(built, "contacts", "cont_contact_date", "cont_recorded_at") == [
        (datetime(2025, 3, 4, 9, 5), None)
    ]
    assert findings(built) == [("contacts", "cont_recorded_at", "failed_cast", "13/25/2025")]


def test_columns_that_a_script_leaves_out_are_null_and_named(build):
    built = build(cp_reviews="cppr_cp_review_id,cppr_cp_review_date\n1,2025-01-01\n")
    assert typed(built, "cp_reviews", "row_status", "quarantine_reason") == [
        ("quarantined", "cppr_person_id is empty")
    ]
    assert "cppr_person_id" in built.report("cp_reviews")["missing_columns"]


def test_a_column_that_a_join_gave_twice_counts_once(build):
    built = build(
        contacts="cont_contact_id,cont_person_id,cont_contact_date,CONT_PERSON_ID\n"
        "7,1,2025-01-02,1\n8,2,2025-01-02,2\n"
    )
    assert built.report("contacts")["rows_loaded"] == 2
    assert built.report("contacts")["extra_columns"] == ["cont_person_id_2"]
