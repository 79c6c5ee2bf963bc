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

CONTRACT = load_contract()
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


# --- Ids ---

SHARED = {
    "contacts": "cont_contact_id,cont_person_id,cont_contact_date",
    "cin_episodes": "cine_referral_id,cine_person_id,cine_referral_date",
    "cin_assessments": "cina_assessment_id,cina_person_id,cina_assessment_start_date",
    "s47_enquiry": "s47e_s47_enquiry_id,s47e_person_id,s47e_s47_start_date",
    "initial_cp_conference": "icpc_icpc_id,icpc_person_id,icpc_icpc_date",
    "cp_reviews": "cppr_cp_review_id,cppr_person_id,cppr_cp_review_date",
}


def test_a_step_about_siblings_gives_each_child_a_row_of_its_own(build):
    built = build(
        **{name: f"{head}\n7,1,2025-01-02\n7,2,2025-01-02\n" for name, head in SHARED.items()}
    )
    for table in SHARED:
        assert built.report(table)["rows_loaded"] == 2, table
    assert findings(built) == []


def test_a_period_of_care_repeats_over_its_episodes_and_is_still_what_others_point_to(build):
    built = build(
        cla_episodes="clae_cla_episode_id,clae_person_id,clae_cla_id,clae_cla_episode_start_date\n"
        "1,1,5,2025-01-02\n2,1,5,2025-02-02\n",
        cla_placement="clap_cla_placement_id,clap_person_id,clap_cla_id,"
        "clap_cla_placement_start_date\n1,1,5,2025-01-02\n",
        cla_reviews="clar_cla_review_id,clar_cla_person_id,clar_cla_id,clar_cla_review_date\n"
        "1,1,5,2025-01-20\n",
    )
    assert built.report("cla_episodes")["rows_loaded"] == 2
    assert built.report("cla_reviews")["rows_loaded"] == 1
    assert findings(built) == []


def test_a_child_with_several_episodes_and_plans_is_no_double_where_a_key_names_one_of_them(build):
    built = build(
        cp_plans="cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date\n"
        "1,1,2024-01-02\n2,1,2025-01-02\n",
        cp_visits="cppv_cp_visit_id,cppv_person_id,cppv_cp_plan_id,cppv_cp_visit_date\n"
        "1,1,2,2025-01-20\n",
    )
    assert typed(built, "cp_visits", "cppv_cp_plan_id", "row_status") == [("2", "loaded")]
    assert findings(built) == []


def test_an_enquiry_may_point_to_a_step_that_is_no_referral_and_keeps_its_row(build):
    built = build(
        cin_episodes="cine_referral_id,cine_person_id,cine_referral_date\n8,1,2025-01-02\n",
        s47_enquiry="s47e_s47_enquiry_id,s47e_person_id,s47e_s47_start_date,s47e_referral_id\n"
        "9,1,2025-01-02,7777\n",
    )
    assert built.report("s47_enquiry")["rows_loaded"] == 1
    assert findings(built) == [("s47_enquiry", "s47e_referral_id", "orphan", "7777")]


def test_ids_of_forms_that_were_issued_anew_overnight_still_meet(build):
    def given(number: int) -> Warehouse:
        return build(
            cin_assessments="cina_assessment_id,cina_person_id,cina_assessment_start_date\n"
            f"{number},1,2025-01-02\n",
            assessment_factors=f"cinf_assessment_id,cinf_assessment_factors_json\n{number},1A\n",
        )

    for built in (given(5), given(900_005)):
        assert findings(built) == []
        assert typed(built, "cin_assessments", "cina_person_id", "cina_assessment_start_date") == [
            ("1", date(2025, 1, 2))
        ]


def test_the_number_that_staff_and_returns_use_stands_beside_that_of_the_data_mart(build):
    built = build(person="pers_person_id,pers_legacy_id\n10001,0042\n10002,-1\n")
    assert typed(built, "person", "pers_person_id", "pers_legacy_id") == [
        ("10001", "0042"),
        ("10002", None),
    ]


# --- Lists ---


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


# --- Names of tables and columns ---


@pytest.mark.parametrize(
    ("table", "header", "column"),
    [
        ("person", "pers_common_child_id", "pers_single_unique_id"),
        ("cin_plans", "cin_plan_id", "cinp_cin_plan_id"),
        ("cla_reviews", "clar_cla_person_id", "clar_person_id"),
        ("cp_reviews", "person_id", "cppr_person_id"),
        ("cla_placement", "clap_placement_id", "clap_cla_placement_id"),
        ("cin_visits", "cinv_cin_plan_id", "cinv_cin_plan_id"),
        ("cla_care_plan", "lacp_cla_care_plan_id", "lacp_cla_care_plan_id"),
    ],
)
def test_columns_that_scripts_renamed_are_known(tmp_path, table, header, column):
    files = {"person": PERSON, table: f"{header},pers_person_id\n1,1\n"}
    found = read(written(tmp_path / "drop", files), CONTRACT, 10)
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


@pytest.mark.parametrize(
    ("file", "table"),
    [
        ("cla_placements", "cla_placement"),
        ("s47_enquiries", "s47_enquiry"),
        ("initial_cp_conferences", "initial_cp_conference"),
    ],
)
def test_tables_that_the_published_relationships_call_otherwise_are_known(tmp_path, file, table):
    key = ",".join(CONTRACT.tables[table].key)
    found = read(
        written(tmp_path / "drop", {"person": PERSON, file: f"{key}\n1,1\n"}), CONTRACT, 10
    )
    assert found.tables[table].height == 1


# Tables, the required column that a script for Mosaic does not give, and one that it gives.
LEFT_OUT = {
    "cla_placement": ("clap_person_id", "clap_cla_placement_id"),
    "cp_visits": ("cppv_person_id", "cppv_cp_visit_id"),
    "cp_reviews": ("cppr_person_id", "cppr_cp_review_id"),
    "involvements": ("invo_person_id", "invo_involvements_id"),
}


def test_rows_of_a_table_that_leaves_the_child_out_are_set_aside_with_the_reason(build):
    built = build(**{name: f"{given}\n1\n2\n" for name, (_, given) in LEFT_OUT.items()})
    for name, (column, _) in LEFT_OUT.items():
        report = built.report(name)
        assert (report["rows_in"], report["rows_quarantined"]) == (2, 2), name
        assert column in report["missing_columns"]
        assert f"{column} is empty" in typed(built, name, "quarantine_reason")[0][0]


def test_other_columns_that_a_script_leaves_out_are_null_and_named_and_cost_no_row(build):
    built = build(
        person="pers_person_id,pers_sex\n1,M\n",
        cla_immunisations="clai_person_id,clai_immunisations_status\n1,Y\n",
        cla_convictions="clac_cla_conviction_id,clac_person_id,clac_cla_conviction_date\n"
        "1,1,2025-01-02\n",
        professionals="prof_professional_id\n1\n",
    )
    for table, column in (
        ("person", "pers_forename"),
        ("cla_immunisations", "clai_immunisations_status_date"),
        ("cla_convictions", "clac_cla_conviction_offence"),
        ("professionals", "prof_professional_name"),
    ):
        assert built.report(table)["rows_loaded"] == 1, table
        assert column in built.report(table)["missing_columns"]
    assert findings(built) == []


def test_a_table_that_a_script_never_builds_is_absent_with_what_that_costs(tmp_path):
    contract = small_contract(("person", "family"))
    built = Warehouse(
        contract, {"999": written(tmp_path / "drop", {"person": PERSON})}, tmp_path / "landing"
    )
    landed = built.rows("select is_absent, without_it from raw.landed_table where not is_staged")
    built.con.close()
    assert landed == [(True, contract.tables["family"].without_it)]


def test_a_birth_date_in_three_columns_is_kept_and_said_to_be_missing(build):
    built = build(person="pers_person_id,dob_day,dob_month,dob_year\n1,1,2,2015\n")
    report = built.report("person")
    assert report["extra_columns"] == ["dob_day", "dob_month", "dob_year"]
    assert "pers_dob" in report["missing_columns"]


# --- Values ---


def test_columns_that_a_script_always_leaves_empty_are_null_and_no_fault(build):
    built = build(
        person="pers_person_id,pers_legacy_id,pers_upn_unknown,pers_send_flag,"
        "pers_single_unique_id\n1,NULL,NULL,NULL,NULL\n",
        professionals="prof_professional_id,prof_social_worker_registration_no,"
        "prof_full_time_equivalency,prof_agency_worker_flag\n1,,,\n",
        cla_placement="clap_cla_placement_id,clap_person_id,clap_cla_placement_start_date,"
        "clap_cla_placement_distance\n1,1,2025-01-02,NULL\n",
    )
    assert findings(built) == []
    for table in ("person", "professionals", "cla_placement"):
        assert built.report(table)["failed_casts"] == 0


def test_unknown_as_minus_one_in_a_code_is_reported_and_in_text_left(build):
    built = build(person="pers_person_id,pers_sex,pers_gender\n1,-1,-1\n")
    assert typed(built, "person", "pers_sex", "pers_gender") == [(None, "-1")]
    assert findings(built) == [("person", "pers_sex", "unmapped_code", "-1")]


def test_a_time_counts_at_a_contact_and_nowhere_else(build):
    built = build(
        contacts="cont_contact_id,cont_person_id,cont_contact_date\n7,1,2025-01-02 09:30:00\n",
        cin_episodes="cine_referral_id,cine_person_id,cine_referral_date\n8,1,2025-01-02T09:30:00\n",
    )
    assert typed(built, "contacts", "cont_contact_date") == [(datetime(2025, 1, 2, 9, 30),)]
    assert typed(built, "cin_episodes", "cine_referral_date") == [(date(2025, 1, 2),)]


def test_a_date_in_each_way_that_specification_scripts_and_returns_write_it_is_one_day(build):
    texts = ["02/01/25", "2025-01-02 00:00:00.000", "2025-01-02", "02/01/2025", "02-Jan-2025"]
    texts.append("45659")
    lines = "".join(f"{number},{text}\n" for number, text in enumerate(texts, 1))
    built = build(person=f"pers_person_id,pers_dob\n{lines}")
    assert typed(built, "person", "pers_dob") == [(date(2025, 1, 2),)] * len(texts)


def test_sex_in_the_numbers_of_the_old_list_is_the_code(build):
    built = build(person="pers_person_id,pers_sex\n1,0\n2,1\n3,2\n4,9\n")
    assert typed(built, "person", "pers_sex") == [("U",), ("M",), ("F",), ("U",)]
    assert findings(built) == []


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


def test_a_column_that_a_join_gave_twice_counts_once(build):
    built = build(
        contacts="cont_contact_id,cont_person_id,cont_contact_date,CONT_PERSON_ID\n"
        "7,1,2025-01-02,1\n8,2,2025-01-02,2\n"
    )
    assert built.report("contacts")["rows_loaded"] == 2
    assert built.report("contacts")["extra_columns"] == ["cont_person_id_2"]
