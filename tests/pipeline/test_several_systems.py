"""One child and one event from several systems: whose id, whose row, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.connectors.report import load_codes, run_models
from pipelines.connectors.ssd import read
from pipelines.contract import Contract, load_contract
from pipelines.contract_sql import crosswalk_sql, loaded_sql, render
from pipelines.landing import Origin, land
from pipelines.warehouse import load_raw

TABLES = (
    "person",
    "linked_identifiers",
    "cin_episodes",
    "cin_assessments",
    "professionals",
    "involvements",
)
DAY = date(2026, 7, 31)
Systems = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def small() -> Contract:
    """Six tables, and the systems that give them."""
    whole = load_contract()
    tables = {name: whole.tables[name].model_dump() for name in TABLES}
    for table in tables.values():
        for column in table["columns"].values():
            if (column["references"] or "").partition(".")[0] not in TABLES:
                column["references"] = None
    systems = {s.name: s.model_dump() for s in whole.systems.values() if s.has_contract_shape}
    lists = {name: each.model_dump() for name, each in whole.code_lists.items()}
    return Contract.model_validate({"systems": systems, "code_lists": lists, "tables": tables})


@pytest.fixture
def ask(small: Contract, tmp_path: Path) -> Iterator[Callable[[Systems, str], list[tuple]]]:
    """Rows of a query over the models of some systems' drops, given as text of CSV by table."""
    con = duckdb.connect()

    def asked(systems: Systems, sql: str, tells_to: dict[str, date] | None = None) -> list[tuple]:
        drops = []
        for system, tables in systems.items():
            folder = tmp_path / system
            folder.mkdir()
            for name, text in tables.items():
                (folder / f"ssd_{name}.csv").write_text(text, encoding="utf-8")
            found = read(folder, small, 10)
            until = (tells_to or {}).get(system)
            origin = Origin("999", system, DAY, "drop", found.manifests, {}, tells_to=until)
            drops.append(land(found.tables, origin, tmp_path / "landing")[0])
        load_raw(con, small, drops)
        load_codes(con, small)
        run_models(con, small)
        for name in TABLES:
            loaded = loaded_sql(
                small.tables[name],
                f"int_contract_typed__{name}",
                "int_person_crosswalk",
                "int_superseded_id",
                small.systems,
            )
            text = render(loaded, tuple(systems))
            con.execute(f"create view {name} as {text}")
        return con.execute(sql).fetchall()

    yield asked
    con.close()


CROSSWALK = "select person_id, surviving_person_id from int_person_crosswalk order by 1"
LINKS = "link_table_id,link_person_id,link_identifier_type,link_identifier_value\n"


def test_an_id_is_followed_from_the_old_system_through_a_merge_to_the_id_after_adoption(ask):
    found = ask(
        {
            "ssd": {
                "person": "pers_person_id,pers_merged_into_id\n1,2\n2,\n3,\n",
                "linked_identifiers": LINKS + "a,1,northgate ID,77\nb,3,Id before adoption,2\n",
            },
            "northgate": {
                "person": "pers_person_id\n77\n1\n",
                "cin_episodes": "cine_person_id,cine_referral_id,cine_referral_date\n"
                "77,5,2020-01-01\n1,6,2020-01-01\n",
            },
        },
        f"select * from ({CROSSWALK}) union all "
        "select cine_referral_id, cine_person_id from cin_episodes order by 1",
    )
    assert found == [("1", "3"), ("2", "3"), ("NG5", "3"), ("NG6", "NG1"), ("NG77", "3")]


def test_a_legacy_id_is_the_id_of_the_one_system_that_holds_it(ask):
    given = {
        "ssd": {"person": "pers_person_id,pers_legacy_id\n1,77\n2,88\n3,99\n"},
        "northgate": {"person": "pers_person_id\n77\n88\n"},
        "frameworki": {"person": "pers_person_id\n88\n"},
    }
    assert ask(given, CROSSWALK) == [("NG77", "1")]


def test_an_id_that_leads_to_two_persons_is_kept_and_reported(ask):
    found = ask(
        {
            "ssd": {
                "person": "pers_person_id\n1\n2\n",
                "linked_identifiers": LINKS + "a,1,Case Number,77\nb,2,Case Number,77\n",
            },
            "northgate": {"person": "pers_person_id\n77\n"},
        },
        "select finding, person_id, "
        "(select list(pers_person_id order by pers_person_id) from person) from ingestion_finding",
    )
    assert found == [("merged_into_two", "NG77", ["1", "2", "NG77"])]


FOUND = """
    select finding, table_name, source_row, person_id, column_name, raw_text, reason
    from ingestion_finding
    where finding not in ('orphan', 'superseded')
    order by all
"""


def test_a_merge_into_nobody_or_a_circle_is_not_followed_and_reported(ask):
    found = ask(
        {
            "ssd": {
                "person": "pers_person_id,pers_merged_into_id\n1,99\n2,2\n3,4\n4,5\n5,4\n",
                "cin_episodes": "cine_person_id,cine_referral_id,cine_referral_date\n"
                "1,5,2020-01-01\n",
            },
            "northgate": {"person": "pers_person_id,pers_merged_into_id\n7,8\n8,\n"},
        },
        FOUND.replace("reason", "(select cine_person_id from cin_episodes)"),
    )
    column = "pers_merged_into_id"
    assert found == [
        # 3 is in no circle and leads into one.
        ("merged_in_circle", "person", 4, "3", column, "4", "1"),
        ("merged_in_circle", "person", 5, "4", column, "5", "1"),
        ("merged_in_circle", "person", 6, "5", column, "4", "1"),
        ("merged_into_nobody", "person", 2, "1", column, "99", "1"),
    ]


def test_an_id_that_the_older_system_does_not_hold_or_that_two_hold_is_reported(ask):
    found = ask(
        {
            "ssd": {
                "person": "pers_person_id,pers_legacy_id\n1,77\n2,88\n3,99\n4,\n",
                "linked_identifiers": LINKS
                # Frameworki did not land; a former id is of records that were given up.
                + "a,1,Northgate id,76\nb,2,Frameworki id,5\nc,3,Former id,5\n"
                "d,4,Case Number,88\ne,4,UPN,76\n",
            },
            "northgate": {"person": "pers_person_id\n77\n88\n"},
        },
        FOUND,
    )
    assert found == [
        (
            "linked_to_nobody",
            "linked_identifiers",
            2,
            "1",
            "link_identifier_value",
            "76",
            "no record of northgate has this id",
        ),
        (
            "linked_to_nobody",
            "person",
            4,
            "3",
            "pers_legacy_id",
            "99",
            "no record of northgate has this id",
        ),
        (
            "merged_into_two",
            "person",
            3,
            "NG88",
            "pers_merged_into_id",
            None,
            "its id leads to two persons, so it is kept",
        ),
    ]


def test_an_id_that_two_older_systems_hold_is_reported_and_not_followed(ask):
    found = ask(
        {
            "ssd": {"person": "pers_person_id,pers_legacy_id\n1,77\n"},
            "northgate": {"person": "pers_person_id\n77\n"},
            "frameworki": {"person": "pers_person_id\n77\n"},
        },
        FOUND,
    )
    assert found == [
        (
            "linked_to_two",
            "person",
            2,
            "1",
            "pers_legacy_id",
            "77",
            "records of several systems have this id, so it is not followed",
        )
    ]


def test_an_id_that_the_case_system_gave_up_is_followed_where_a_return_of_then_has_it():
    persons = "authority, source_system, snapshot_id, source_file, source_row, pers_person_id"
    with duckdb.connect() as con:
        con.execute(
            f"""
            create table of_ssd ({persons}, pers_merged_into_id, pers_legacy_id) as
            from (values ('999', 'ssd', 's', 'f', 2, '2', null::varchar, null::varchar));
            create table of_cin ({persons}) as
            from (values ('999', 'cin', 'c', 'f', 2, '1'), ('999', 'cin', 'c', 'f', 3, '2'));
            create table linked (authority, link_person_id, link_identifier_type,
            link_identifier_value) as from (values ('999', '2', 'Id before adoption', '1'))
            """
        )
        sql = crosswalk_sql(load_contract(), {"ssd": "of_ssd", "cin": "of_cin"}, {"ssd": "linked"})
        con.execute(f"create view int_person_crosswalk as {render(sql, ('ssd', 'cin'))}")
        assert con.execute(CROSSWALK).fetchall() == [("1", "2")]


REFERRALS = "cine_person_id,cine_referral_id,cine_referral_date,cine_close_date,cine_referral_nfa"
BOTH = {
    "ssd": {
        "person": "pers_person_id,pers_sex,pers_forename\n1,F,Ann\n",
        "linked_identifiers": LINKS + "a,1,Northgate id,9\n",
        "cin_episodes": f"{REFERRALS}\n1,5,2020-01-01,,Y\n1,6,2020-01-01,2020-01-02,N\n",
    },
    "northgate": {
        "person": "pers_person_id,pers_sex,pers_forename,pers_ethnicity\n9,M,Anne,WBRI\n",
        "cin_episodes": f"{REFERRALS},cine_cin_primary_need_code\n"
        "9,5,01/01/2020,2020-02-01,N,N4\n9,6,01/01/2020,2020-01-02,N,N1\n"
        "9,7,01/01/2020,2020-03-01,N,N1\n9,8,2019-01-01,2019-03-01,N,N1\n",
        "cin_assessments": "cina_person_id,cina_assessment_id,cina_referral_id,"
        "cina_assessment_start_date\n9,1,5,2020-01-05\n9,2,8,2019-01-05\n",
    },
}


def test_an_event_of_two_systems_counts_once_from_the_first_and_the_second_of_a_day_is_the_second(
    ask,
):
    found = ask(
        BOTH,
        "select cine_referral_id, row_status, quarantine_reason from "
        "int_contract_typed__cin_episodes order by 1",
    )
    assert found == [
        ("5", "loaded", None),
        ("6", "loaded", None),
        ("NG5", "superseded", "the same event counts from ssd, ssd_cin_episodes.csv row 2"),
        ("NG6", "superseded", "the same event counts from ssd, ssd_cin_episodes.csv row 3"),
        ("NG7", "loaded", None),
        ("NG8", "loaded", None),
    ]


def test_of_two_events_on_one_day_the_newer_system_may_hold_the_second_alone(ask):
    header = "cine_person_id,cine_referral_id,cine_referral_date,cine_referral_nfa\n"
    found = ask(
        {
            "ssd": {
                "person": "pers_person_id\n1\n",
                "linked_identifiers": LINKS + "a,1,Northgate id,77\n",
                "cin_episodes": header + "1,5,2020-01-01,Y\n",
            },
            "northgate": {
                "person": "pers_person_id\n77\n",
                "cin_episodes": header + "77,8,2020-01-01,N\n77,9,2020-01-01,Y\n",
            },
        },
        "select cine_referral_id, row_status from int_contract_typed__cin_episodes order by 1",
    )
    assert found == [("5", "loaded"), ("NG8", "loaded"), ("NG9", "superseded")]


def test_a_worker_whom_two_systems_know_for_overlapping_times_holds_the_child_once(ask):
    held = "invo_person_id,invo_involvements_id,invo_professional_id,"
    held += "invo_involvement_start_date,invo_involvement_end_date\n"
    workers = "prof_professional_id,prof_social_worker_registration_no\n"
    found = ask(
        {
            "ssd": {
                "person": "pers_person_id,pers_legacy_id\n1,9\n",
                "professionals": workers + "7,SW1\n8,SW2\n",
                "involvements": held
                + "1,1,7,2020-01-01,2020-06-01\n1,2,7,2021-01-01,\n1,3,8,2019-01-01,2019-02-01\n",
            },
            "northgate": {
                "person": "pers_person_id\n9\n",
                "professionals": workers + "70,SW1\n80,SW2\n",
                # Within the first; from its last day; within the second; another worker's time.
                "involvements": held
                + "9,1,70,2020-03-01,2020-06-01\n9,2,70,2020-06-01,2020-12-01\n"
                "9,3,70,2021-02-01,2022-01-01\n9,4,80,2020-03-01,2020-05-01\n",
            },
        },
        "select invo_involvements_id, row_status "
        "from int_contract_typed__involvements where source_system = 'northgate' order by 1",
    )
    assert found == [
        ("NG1", "superseded"),
        ("NG2", "loaded"),
        ("NG3", "superseded"),
        ("NG4", "loaded"),
    ]


def test_an_empty_cell_stays_empty_and_a_column_that_the_first_never_fills_is_filled(ask):
    found = ask(
        BOTH,
        "select cine_close_date, cine_cin_primary_need_code from cin_episodes "
        "where cine_referral_id = '5' union all select pers_dob, pers_ethnicity from person",
    )
    assert found == [(None, "N4"), (None, "WBRI")]


@pytest.mark.parametrize(
    ("tells_to", "closed_on"),
    [
        ({"ssd": date(2026, 3, 31), "northgate": DAY}, date(2022, 9, 9)),
        ({"ssd": DAY, "northgate": DAY}, None),
        ({"northgate": DAY}, None),
    ],
)
def test_what_was_still_open_is_ended_by_a_return_that_tells_of_a_later_day(
    ask, tells_to, closed_on
):
    episodes = "cine_person_id,cine_referral_id,cine_referral_date,cine_close_date\n"
    found = ask(
        {
            "ssd": {
                "person": "pers_person_id,pers_legacy_id\n1,9\n",
                "cin_episodes": episodes + "1,5,2022-01-01,\n1,6,2021-01-01,2021-02-01\n",
            },
            "northgate": {
                "person": "pers_person_id\n9\n",
                "cin_episodes": episodes + "9,7,2022-01-01,2022-09-09\n9,8,2021-01-01,2021-03-03\n",
            },
        },
        "select cine_referral_id, cine_close_date from cin_episodes order by 1",
        tells_to,
    )
    assert found == [("5", closed_on), ("6", date(2021, 2, 1))]


def test_cells_that_differ_are_listed_with_both_values_and_names_are_not(ask):
    found = ask(
        BOTH,
        "select table_name, row_key, person_id, column_name, counting_system, counting_row, "
        "counting_text, other_system, other_row, other_text from ingestion_conflict",
    )
    assert found == [
        (
            "cin_episodes",
            "5|1",
            "1",
            "cine_referral_nfa",
            "ssd",
            2,
            "true",
            "northgate",
            2,
            "false",
        ),
        ("person", "1", "NG9", "pers_sex", "ssd", 2, "F", "northgate", 2, "M"),
    ]


def test_what_pointed_to_a_superseded_row_points_to_the_one_that_counts(ask):
    found = ask(
        BOTH,
        "select cina_assessment_id, cina_referral_id, cina_person_id "
        "from cin_assessments order by 1",
    )
    assert found == [("NG1", "5", "1"), ("NG2", "NG8", "1")]


def test_every_row_of_each_system_is_accounted_for(ask):
    found = ask(
        BOTH,
        "select source_system, table_name, rows_in, rows_loaded, rows_superseded, orphans "
        "from ingestion_report where rows_in > 0 order by all",
    )
    assert found == [
        ("northgate", "cin_assessments", 2, 2, 0, 0),
        ("northgate", "cin_episodes", 4, 2, 2, 0),
        ("northgate", "person", 1, 0, 1, 0),
        ("ssd", "cin_episodes", 2, 2, 0, 0),
        ("ssd", "linked_identifiers", 1, 1, 0, 0),
        ("ssd", "person", 1, 1, 0, 0),
    ]
