"""A sample authority without recording faults hangs together.

Every chain, reference and date, in each snapshot.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import holidays
import polars as pl
import pytest

from pipelines.contract import Table, load_contract
from pipelines.sample import write_sample

SNAPSHOTS = ("2026-01-15", "2026-04-30", "2026-07-31")
CONTRACT = load_contract()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("authority")
    write_sample(out, children=700, years=5, seed=7, authorities=["998"], fault_rate=0)
    return out / "998"


@pytest.fixture(scope="module", params=SNAPSHOTS)
def drop(request: pytest.FixtureRequest, folder: Path) -> tuple[str, dict[str, pl.DataFrame]]:
    place = folder / request.param
    return request.param, {
        path.stem.removeprefix("ssd_"): pl.read_csv(path, infer_schema=False)
        for path in sorted(place.iterdir())
    }


Drop = tuple[str, dict[str, pl.DataFrame]]


def had(drop: Drop) -> list[Table]:
    """The tables that the authority has, in the order of the contract."""
    return [table for table in CONTRACT.tables.values() if table.name in drop[1]]


def dated(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    return frame.with_columns(pl.col(c).str.slice(0, 10).str.to_date() for c in columns)


def until(column: str) -> pl.Expr:
    return pl.col(column).fill_null(date(2999, 1, 1))


def born(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    rows = dated(tables["person"], "pers_dob", "pers_expected_dob")
    return rows.select(person="pers_person_id", dob="pers_dob", expected="pers_expected_dob")


def overlapping(frame: pl.DataFrame, person: str, start: str, end: str) -> pl.DataFrame:
    """Rows that begin before the one before them, of the same person, has ended."""
    rows = frame.sort(person, start)
    return rows.filter(until(end).shift(1).over(person) > pl.col(start))


def test_every_staged_table_is_there(drop: Drop) -> None:
    assert {table.name for table in CONTRACT.staged} <= set(drop[1])


def test_every_table_has_the_headers_of_the_contract_and_rows(drop: Drop) -> None:
    for table in had(drop):
        frame = drop[1][table.name]
        assert frame.columns == list(table.columns), table.name
        assert frame.height > 0, table.name


def test_keys_are_unique_and_required_cells_filled(drop: Drop) -> None:
    for table in had(drop):
        frame = drop[1][table.name]
        assert not frame.select(table.key).is_duplicated().any(), table.name
        for name, column in table.columns.items():
            if column.required:
                assert frame[name].null_count() == 0, name


def test_every_code_is_in_its_list(drop: Drop) -> None:
    for table in had(drop):
        for name, column in table.columns.items():
            if column.type == "code" and column.code_list:
                given = set(drop[1][table.name][name].drop_nulls())
                assert given <= set(CONTRACT.code_lists[column.code_list].codes), name


def test_no_reference_points_nowhere(drop: Drop) -> None:
    for table in had(drop):
        for name, column in table.columns.items():
            if column.references:
                target, target_column = column.references.split(".")
                known = set(drop[1][target][target_column])
                assert set(drop[1][table.name][name].drop_nulls()) <= known, name


def test_nothing_is_dated_after_the_snapshot_but_what_is_due_or_expected(drop: Drop) -> None:
    as_at, tables = drop
    for table in had(drop):
        for name, column in table.columns.items():
            if column.type not in ("date", "timestamp") or "due" in name or "expected" in name:
                continue
            if name == "icpc_icpc_target_date":
                continue
            latest = tables[table.name][name].drop_nulls().str.slice(0, 10).max()
            assert latest is None or str(latest) <= as_at, name


def test_no_event_is_before_the_birth_of_the_child_except_for_the_unborn(drop: Drop) -> None:
    births = born(drop[1])
    dates = {
        "cla_episodes": "clae_cla_episode_start_date",
        "cla_placement": "clap_cla_placement_start_date",
        "cla_reviews": "clar_cla_review_date",
        "missing": "miss_missing_episode_start_date",
        "sdq_scores": "csdq_sdq_completed_date",
        "care_leavers": "clea_care_leaver_latest_contact",
        "permanence": "perm_adm_decision_date",
    }
    for name, column in dates.items():
        person = str(CONTRACT.tables[name].person)
        rows = dated(drop[1][name], column).join(births, left_on=person, right_on="person")
        assert rows.filter(pl.col(column) < pl.col("dob")).is_empty(), name
        assert rows.filter(pl.col("dob").is_null()).is_empty(), name
    rows = dated(drop[1]["cin_episodes"], "cine_referral_date")
    rows = rows.join(births, left_on="cine_person_id", right_on="person")
    early = (pl.coalesce("dob", "expected") - pl.col("cine_referral_date")).dt.total_days()
    assert rows.filter(early > 280).is_empty()


def test_the_unborn_have_an_expected_date_no_sex_no_ethnicity_and_no_disability(drop: Drop) -> None:
    person = drop[1]["person"]
    assert person.filter(
        pl.col("pers_dob").is_null() == pl.col("pers_expected_dob").is_null()
    ).is_empty()
    unborn = person.filter(pl.col("pers_dob").is_null())
    # So small an authority may have none in winter.
    assert unborn.height > 0 or drop[0] != SNAPSHOTS[-1]
    assert set(unborn["pers_sex"]) <= {"U"}
    assert set(unborn["pers_ethnicity"]) <= {"NOBT"}
    disabled = drop[1]["disability"]["disa_person_id"]
    assert not set(unborn["pers_person_id"]) & set(disabled)
    alive = person.filter(pl.col("pers_dob").is_not_null())
    assert set(alive["pers_person_id"]) == set(disabled)
    assert "U" not in set(alive["pers_sex"])


def test_disability_is_none_or_something_else_but_not_both(drop: Drop) -> None:
    counted = (
        drop[1]["disability"]
        .group_by("disa_person_id")
        .agg(none=(pl.col("disa_disability_code") == "NONE").any(), n=pl.len())
    )
    assert counted.filter(pl.col("none") & (pl.col("n") > 1)).is_empty()


def test_pupil_numbers_have_the_right_check_letter_and_are_nobody_elses(drop: Drop) -> None:
    person = drop[1]["person"]
    numbers = person["pers_upn"].drop_nulls().to_list()
    assert len(numbers) == len(set(numbers)) > 100
    for number in numbers:
        weighted = sum(weight * int(digit) for weight, digit in enumerate(number[1:], start=2))
        assert number[0] == "ABCDEFGHJKLMNPQRTUVWXYZ"[weighted % 23]
        assert len(number) == 13
    either = pl.col("pers_upn").is_null() == pl.col("pers_upn_unknown").is_null()
    assert person.filter(either).is_empty()


def test_a_referral_without_further_action_carries_nothing_else(drop: Drop) -> None:
    tables = drop[1]
    nfa = tables["cin_episodes"].filter(pl.col("cine_referral_nfa") == "Y")
    assert nfa.height > 0
    empty = ["cine_cin_primary_need_code", "cine_close_reason", "cine_close_date"]
    assert nfa.select(pl.col(empty).null_count()).row(0) == (nfa.height,) * 3
    for table, person, referral in (
        ("cin_assessments", "cina_person_id", "cina_referral_id"),
        ("cin_plans", "cinp_person_id", "cinp_referral_id"),
        ("s47_enquiry", "s47e_person_id", "s47e_referral_id"),
        ("cp_plans", "cppl_person_id", "cppl_referral_id"),
        ("cla_episodes", "clae_person_id", "clae_referral_id"),
    ):
        joined = tables[table].join(
            nfa, left_on=[person, referral], right_on=["cine_person_id", "cine_referral_id"]
        )
        assert joined.is_empty(), table


def test_cases_of_a_child_do_not_overlap_and_only_the_last_is_open(drop: Drop) -> None:
    cases = drop[1]["cin_episodes"].filter(pl.col("cine_referral_nfa") == "N")
    cases = dated(cases, "cine_referral_date", "cine_close_date")
    assert overlapping(cases, "cine_person_id", "cine_referral_date", "cine_close_date").is_empty()
    assert cases.filter(pl.col("cine_close_date") < pl.col("cine_referral_date")).is_empty()
    reason = pl.col("cine_close_date").is_null() == pl.col("cine_close_reason").is_null()
    assert cases.filter(~reason).is_empty()


def test_assessments_start_on_or_after_the_referral_and_end_before_the_case(drop: Drop) -> None:
    tables = drop[1]
    cases = dated(tables["cin_episodes"], "cine_referral_date", "cine_close_date")
    rows = dated(
        tables["cin_assessments"], "cina_assessment_start_date", "cina_assessment_auth_date"
    ).join(
        cases,
        left_on=["cina_person_id", "cina_referral_id"],
        right_on=["cine_person_id", "cine_referral_id"],
    )
    assert rows.height == tables["cin_assessments"].height
    start, end = pl.col("cina_assessment_start_date"), pl.col("cina_assessment_auth_date")
    assert rows.filter((start < pl.col("cine_referral_date")) | (end < start)).is_empty()
    closed = rows.filter(pl.col("cine_close_date").is_not_null())
    assert closed.filter(end.is_null() | (end > pl.col("cine_close_date"))).is_empty()


def test_factors_are_there_for_finished_assessments_only_and_21_stands_alone(drop: Drop) -> None:
    tables = drop[1]
    finished = tables["cin_assessments"].filter(pl.col("cina_assessment_auth_date").is_not_null())
    factors = tables["assessment_factors"]
    assert set(factors["cinf_assessment_id"]) == set(finished["cina_assessment_id"])
    nothing = factors.filter(pl.col("cinf_assessment_factors_json").str.contains('"21"'))
    assert nothing["cinf_assessment_factors_json"].unique().to_list() == ['["21"]']
    cases = nothing.join(
        finished, left_on="cinf_assessment_id", right_on="cina_assessment_id"
    ).join(
        tables["cin_episodes"],
        left_on=["cina_person_id", "cina_referral_id"],
        right_on=["cine_person_id", "cine_referral_id"],
    )
    assert set(cases["cine_close_reason"].drop_nulls()) <= {"RC8", "RC9"}
    given = factors["cinf_assessment_factors_json"].str.json_decode(pl.List(pl.String))
    codes = set(CONTRACT.code_lists["assessment_factor"].codes) - {"18A", "19A"}
    assert set(given.explode()) <= codes
    assert given.list.n_unique().eq(given.list.len()).all()


def test_cases_closed_after_assessment_have_nothing_but_an_assessment(drop: Drop) -> None:
    tables = drop[1]
    after = tables["cin_episodes"].filter(pl.col("cine_close_reason").is_in(["RC8", "RC9"]))
    for table, person, referral in (
        ("cin_plans", "cinp_person_id", "cinp_referral_id"),
        ("s47_enquiry", "s47e_person_id", "s47e_referral_id"),
        ("cp_plans", "cppl_person_id", "cppl_referral_id"),
    ):
        joined = tables[table].join(
            after, left_on=[person, referral], right_on=["cine_person_id", "cine_referral_id"]
        )
        assert joined.is_empty(), table


def test_enquiries_come_before_conferences_which_are_on_working_days(drop: Drop) -> None:
    tables = drop[1]
    enquiries = dated(tables["s47_enquiry"], "s47e_s47_start_date", "s47e_s47_end_date")
    conferences = dated(tables["initial_cp_conference"], "icpc_icpc_date", "icpc_icpc_target_date")
    joined = conferences.join(
        enquiries,
        left_on=["icpc_person_id", "icpc_s47_enquiry_id"],
        right_on=["s47e_person_id", "s47e_s47_enquiry_id"],
    )
    assert joined.height == conferences.filter(pl.col("icpc_icpc_transfer_in") == "N").height
    assert joined.filter(pl.col("s47e_s47_start_date") > pl.col("icpc_icpc_date")).is_empty()
    assert joined.filter(pl.col("s47e_s47_end_date") > pl.col("icpc_icpc_date")).is_empty()
    free = set(holidays.country_holidays("GB", subdiv="ENG", years=range(2000, 2030)))
    for held in (conferences["icpc_icpc_date"], conferences["icpc_icpc_target_date"].drop_nulls()):
        assert held.dt.weekday().max() <= 5  # type: ignore[operator]
        assert not set(held) & free


def test_protection_plans_start_with_their_conference_and_do_not_overlap(drop: Drop) -> None:
    tables = drop[1]
    plans = dated(tables["cp_plans"], "cppl_cp_plan_start_date", "cppl_cp_plan_end_date")
    conferences = dated(tables["initial_cp_conference"], "icpc_icpc_date")
    joined = plans.join(
        conferences,
        left_on=["cppl_person_id", "cppl_cp_plan_id"],
        right_on=["icpc_person_id", "icpc_cp_plan_id"],
    )
    assert joined.height == plans.height
    assert joined.filter(pl.col("icpc_icpc_date") != pl.col("cppl_cp_plan_start_date")).is_empty()
    end, start = "cppl_cp_plan_end_date", "cppl_cp_plan_start_date"
    assert plans.filter(pl.col(end) <= pl.col(start)).is_empty()
    assert overlapping(plans, "cppl_person_id", start, end).is_empty()
    counted = plans.sort("cppl_person_id", start).with_columns(
        nth=pl.int_range(pl.len()).over("cppl_person_id")
    )
    previous = pl.col("cppl_number_of_previous_plans").cast(pl.Int64)
    assert counted.filter(previous < pl.col("nth")).is_empty()


def test_protection_reviews_are_inside_the_plan_on_working_days(drop: Drop) -> None:
    tables = drop[1]
    plans = dated(tables["cp_plans"], "cppl_cp_plan_start_date", "cppl_cp_plan_end_date")
    reviews = dated(tables["cp_reviews"], "cppr_cp_review_date", "cppr_cp_review_due")
    joined = reviews.join(
        plans,
        left_on=["cppr_person_id", "cppr_cp_plan_id"],
        right_on=["cppl_person_id", "cppl_cp_plan_id"],
    )
    assert joined.height == reviews.height
    held = pl.col("cppr_cp_review_date")
    outside = (held <= pl.col("cppl_cp_plan_start_date")) | (held > until("cppl_cp_plan_end_date"))
    assert joined.filter(outside).is_empty()
    assert joined["cppr_cp_review_date"].dt.weekday().max() <= 5  # type: ignore[operator]


def test_an_in_need_plan_never_runs_beside_another_a_protection_plan_or_care(drop: Drop) -> None:
    tables = drop[1]
    plans = dated(tables["cin_plans"], "cinp_cin_plan_start_date", "cinp_cin_plan_end_date")
    start, end = "cinp_cin_plan_start_date", "cinp_cin_plan_end_date"
    assert plans.height > 50
    assert overlapping(plans, "cinp_person_id", start, end).is_empty()
    others = pl.concat(
        [
            dated(tables["cp_plans"], "cppl_cp_plan_start_date", "cppl_cp_plan_end_date").select(
                cinp_person_id="cppl_person_id",
                from_day="cppl_cp_plan_start_date",
                to_day="cppl_cp_plan_end_date",
            ),
            dated(
                tables["cla_episodes"],
                "clae_cla_episode_start_date",
                "clae_cla_episode_ceased_date",
            ).select(
                cinp_person_id="clae_person_id",
                from_day="clae_cla_episode_start_date",
                to_day="clae_cla_episode_ceased_date",
            ),
        ]
    )
    both = plans.join(others, on="cinp_person_id").filter(
        (pl.col(start) < until("to_day")) & (pl.col("from_day") < until(end))
    )
    assert both.is_empty()


def test_everything_happens_inside_its_case(drop: Drop) -> None:
    tables = drop[1]
    cases = dated(tables["cin_episodes"], "cine_referral_date", "cine_close_date")
    for table, prefix, start, end in (
        ("cin_plans", "cinp", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date"),
        ("s47_enquiry", "s47e", "s47e_s47_start_date", "s47e_s47_end_date"),
        ("cp_plans", "cppl", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date"),
        ("cla_episodes", "clae", "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"),
        ("involvements", "invo", "invo_involvement_start_date", "invo_involvement_end_date"),
    ):
        person, referral = f"{prefix}_person_id", f"{prefix}_referral_id"
        rows = dated(tables[table], start, end).join(
            cases, left_on=[person, referral], right_on=["cine_person_id", "cine_referral_id"]
        )
        assert rows.height == tables[table].height, table
        assert rows.filter(pl.col(start) < pl.col("cine_referral_date")).is_empty(), table
        late = pl.max_horizontal(pl.col(start), pl.col(end)) > until("cine_close_date")
        assert rows.filter(late).is_empty(), table
        open_in_closed = pl.col(end).is_null() & pl.col("cine_close_date").is_not_null()
        assert rows.filter(open_in_closed).is_empty(), table


def episodes(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    start, end = "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"
    placements = tables["cla_placement"].rename({"clap_cla_placement_id": "clae_cla_placement_id"})
    rows = dated(tables["cla_episodes"], start, end).join(
        placements, on="clae_cla_placement_id", how="left"
    )
    period = "clae_cla_id"
    rows = rows.sort("clae_person_id", period, start)
    return rows.with_columns(
        start=pl.col(start),
        end=pl.col(end),
        before_end=pl.col(end).shift(1).over(period),
        before_legal=pl.col("clae_legal_status").shift(1).over(period),
        before_place=pl.col("clae_cla_placement_id").shift(1).over(period),
        before_carer=pl.col("clap_cla_placement_carer_id").shift(1).over(period),
        is_last=pl.col(start) == pl.col(start).max().over(period),
    )


def test_care_episodes_are_chained_to_the_day(drop: Drop) -> None:
    rows = episodes(drop[1])
    reason = pl.col("clae_cla_episode_start_reason")
    first = pl.col("before_legal").is_null()
    assert rows.filter(first != (reason == "S")).is_empty()
    assert rows.filter(~first & (pl.col("before_end") != pl.col("start"))).is_empty()
    assert rows.filter(~first & pl.col("before_end").is_null()).is_empty()
    assert rows.filter(pl.col("end") <= pl.col("start")).is_empty()
    ceased = pl.col("clae_cla_episode_ceased_reason")
    assert rows.filter(~pl.col("is_last") & (ceased != "X1")).is_empty()
    assert rows.filter(pl.col("is_last") & (ceased == "X1")).is_empty()
    assert rows.filter(ceased.is_null() != pl.col("end").is_null()).is_empty()


def test_the_reason_for_a_new_episode_says_what_changed(drop: Drop) -> None:
    rows = episodes(drop[1]).filter(pl.col("before_legal").is_not_null())
    legal = pl.col("clae_legal_status") != pl.col("before_legal")
    place = pl.col("clae_cla_placement_id") != pl.col("before_place")
    carer = pl.col("clap_cla_placement_carer_id") != pl.col("before_carer")
    expected = (
        pl.when(legal & place & carer)
        .then(pl.lit("B"))
        .when(legal & place)
        .then(pl.lit("U"))
        .when(legal)
        .then(pl.lit("L"))
        .when(carer)
        .then(pl.lit("P"))
        .otherwise(pl.lit("T"))
    )
    assert rows.filter(pl.col("clae_cla_episode_start_reason") != expected).is_empty()
    assert rows.filter(~legal & ~place).is_empty()


def test_a_move_can_be_seen_in_type_address_provider_or_ofsted_number(drop: Drop) -> None:
    seen = ["type", "postcode", "provider", "urn"]
    columns = [f"clap_cla_placement_{name}" for name in seen]
    rows = drop[1]["cla_placement"].sort("clap_cla_id", "clap_cla_placement_start_date")
    alike = pl.all_horizontal(
        pl.col(c).eq_missing(pl.col(c).shift(1).over("clap_cla_id")) for c in columns
    )
    first = pl.col("clap_cla_placement_start_date") == pl.col(
        "clap_cla_placement_start_date"
    ).min().over("clap_cla_id")
    assert rows.filter(alike & ~first).is_empty()


def test_no_home_is_a_placement_but_that_of_the_parents(drop: Drop) -> None:
    homes = set(drop[1]["address"]["addr_address_postcode"])
    away = drop[1]["cla_placement"].filter(pl.col("clap_cla_placement_type") != "P1")
    assert not homes & set(away["clap_cla_placement_postcode"].drop_nulls())


def test_a_period_of_care_keeps_one_need_and_starts_once(drop: Drop) -> None:
    rows = (
        drop[1]["cla_episodes"]
        .group_by("clae_cla_id")
        .agg(
            needs=pl.col("clae_cla_primary_need_code").n_unique(),
            starts=(pl.col("clae_cla_episode_start_reason") == "S").sum(),
            entered=pl.col("clae_entered_care_date").n_unique(),
        )
    )
    assert rows.filter(
        (pl.col("needs") > 1) | (pl.col("starts") != 1) | (pl.col("entered") > 1)
    ).is_empty()
    assert set(drop[1]["cla_episodes"]["clae_cla_primary_need_code"]) <= {
        f"N{n}" for n in range(1, 9)
    }


def test_legal_statuses_agree_with_the_episodes(drop: Drop) -> None:
    legal = dated(
        drop[1]["legal_status"], "lega_legal_status_start_date", "lega_legal_status_end_date"
    )
    rows = episodes(drop[1]).join(legal, left_on="clae_person_id", right_on="lega_person_id")
    inside = (pl.col("lega_legal_status_start_date") <= pl.col("start")) & (
        pl.col("start") < until("lega_legal_status_end_date")
    )
    rows = rows.filter(inside)
    assert rows.height == drop[1]["cla_episodes"].height
    assert rows.filter(pl.col("lega_legal_status") != pl.col("clae_legal_status")).is_empty()
    start, end = "lega_legal_status_start_date", "lega_legal_status_end_date"
    assert overlapping(legal, "lega_person_id", start, end).is_empty()


def test_emergency_statuses_and_short_breaks_keep_to_their_limits(drop: Drop) -> None:
    legal = dated(
        drop[1]["legal_status"], "lega_legal_status_start_date", "lega_legal_status_end_date"
    )
    as_at = date.fromisoformat(drop[0])
    days = (
        pl.col("lega_legal_status_end_date").fill_null(as_at)
        - pl.col("lega_legal_status_start_date")
    ).dt.total_days()
    limits = {"L1": 3, "L2": 8, "V3": 17}
    for code, most in limits.items():
        rows = legal.filter(pl.col("lega_legal_status") == code)
        assert rows.height > 0, code
        assert rows.filter(days > most).is_empty(), code


def test_placements_of_a_period_follow_each_other_and_keep_to_the_codes_of_their_time(
    drop: Drop,
) -> None:
    rows = dated(
        drop[1]["cla_placement"], "clap_cla_placement_start_date", "clap_cla_placement_end_date"
    )
    start, end = pl.col("clap_cla_placement_start_date"), pl.col("clap_cla_placement_end_date")
    kind = pl.col("clap_cla_placement_type")
    ordered = rows.sort("clap_cla_id", "clap_cla_placement_start_date")
    before = end.shift(1).over("clap_cla_id")
    assert ordered.filter(before.is_not_null() & (before != start)).is_empty()
    assert rows.filter(end <= start).is_empty()
    registered = date(2023, 10, 28)
    assert rows.filter((kind == "K3") & (start < registered)).is_empty()
    assert rows.filter(
        (kind == "H5") & (until("clap_cla_placement_end_date") > registered)
    ).is_empty()
    assert not set(rows["clap_cla_placement_type"]) & {"P2", "Z1"}


def test_provider_and_ofsted_number_are_as_the_placement_wants_them(drop: Drop) -> None:
    rows = drop[1]["cla_placement"]
    kind, provider = pl.col("clap_cla_placement_type"), pl.col("clap_cla_placement_provider")
    urn = pl.col("clap_cla_placement_urn")
    away = kind.str.starts_with("T")
    assert rows.filter(away != provider.is_null()).is_empty()
    assert rows.filter((kind == "P1") != (provider == "PR0").fill_null(False)).is_empty()
    needless = away | kind.is_in(["H5", "P1", "P3", "R1", "R2", "R5"])
    assert rows.filter(needless != urn.is_null()).is_empty()
    assert rows.filter(~urn.str.contains(r"^(\d{7}|SC\d{6})$").fill_null(True)).is_empty()
    family = kind.is_in(["A3", "A4", "A5", "A6", "K1", "K2", "U1", "U2", "U3", "U4", "U5", "U6"])
    assert rows.filter(family & (provider == "PR3")).is_empty()


def test_with_parents_only_under_a_care_order(drop: Drop) -> None:
    rows = episodes(drop[1]).filter(pl.col("clap_cla_placement_type") == "P1")
    assert rows.height > 0
    assert set(rows["clae_legal_status"]) <= {"C1", "C2"}


def test_a_temporary_placement_is_neither_first_nor_last_and_leads_back(drop: Drop) -> None:
    period = "clap_cla_id"
    rows = (
        drop[1]["cla_placement"]
        .sort(period, "clap_cla_placement_start_date")
        .with_columns(
            before=pl.col("clap_cla_placement_postcode").shift(1).over(period),
            after=pl.col("clap_cla_placement_postcode").shift(-1).over(period),
        )
    )
    away = rows.filter(pl.col("clap_cla_placement_type").str.starts_with("T"))
    ended = away.filter(pl.col("clap_cla_placement_end_date").is_not_null())
    assert ended.height > 0
    assert ended.filter(pl.col("before").ne_missing(pl.col("after"))).is_empty()
    assert away["before"].null_count() == 0


def test_a_reason_for_change_is_given_when_a_placement_ends_in_a_move(drop: Drop) -> None:
    period = "clap_cla_id"
    rows = (
        drop[1]["cla_placement"]
        .sort(period, "clap_cla_placement_start_date")
        .with_columns(after=pl.col("clap_cla_placement_type").shift(-1).over(period))
    )
    away = pl.col("clap_cla_placement_type").str.starts_with("T") | pl.col("after").str.starts_with(
        "T"
    )
    moved = pl.col("after").is_not_null() & ~away.fill_null(False)
    given = pl.col("clap_cla_placement_change_reason").is_not_null()
    assert rows.filter(moved != given).is_empty()


def test_adoption_goes_from_decision_to_order_in_that_order(drop: Drop) -> None:
    columns = [
        "perm_adm_decision_date",
        "perm_placement_order_date",
        "perm_matched_date",
        "perm_placed_for_adoption_date",
        "perm_permanence_order_date",
    ]
    rows = dated(drop[1]["permanence"], *columns, "perm_decision_reversed_date")
    rows = rows.filter(
        pl.col("perm_adm_decision_date").is_not_null()
        & pl.col("perm_decision_reversed_date").is_null()
    )
    rows = rows.filter(pl.col("perm_permanence_order_type").fill_null("Adoption") == "Adoption")
    for earlier, later in pairwise(columns):
        assert rows.filter(pl.col(earlier) > pl.col(later)).is_empty(), later
        assert rows.filter(pl.col(earlier).is_null() & pl.col(later).is_not_null()).is_empty(), (
            later
        )
    ceased = episodes(drop[1]).filter(
        pl.col("clae_cla_episode_ceased_reason").is_in(["E11", "E12"])
    )
    assert set(ceased["clap_cla_placement_type"]) <= {"A5", "A6"}
    assert set(ceased["clae_legal_status"]) == {"E1"}
    assert set(ceased["clae_cla_id"]) <= set(rows["perm_cla_id"])
    placed = episodes(drop[1]).filter(pl.col("clap_cla_placement_type").is_in(["A5", "A6"]))
    assert set(placed["clae_cla_id"]) <= set(rows["perm_cla_id"])


def test_nobody_is_looked_after_past_the_eighteenth_birthday_or_leaves_too_old_for_the_reason(
    drop: Drop,
) -> None:
    rows = episodes(drop[1]).join(born(drop[1]), left_on="clae_person_id", right_on="person")
    adult = pl.col("dob").dt.offset_by("18y")
    last_day = pl.col("end").fill_null(date.fromisoformat(drop[0]))
    assert rows.filter(last_day > adult.dt.offset_by("31d")).is_empty()
    assert rows.filter(pl.col("end") > adult).is_empty()
    reason = pl.col("clae_cla_episode_ceased_reason")
    assert rows.filter((reason == "E17") & (pl.col("end") < adult)).is_empty()
    young = reason.is_in(["E11", "E12", "E45", "E46", "E47", "E48", "E41"])
    assert rows.filter(young & (pl.col("end") >= adult)).is_empty()
    guardian = rows.filter(reason == "E45")["clap_cla_placement_type"]
    assert set(guardian) <= {"U1", "U2", "U3"}


def test_reviews_of_care_have_the_code_of_the_age(drop: Drop) -> None:
    rows = dated(drop[1]["cla_reviews"], "clar_cla_review_date")
    rows = rows.join(born(drop[1]), left_on="clar_person_id", right_on="person")
    young = pl.col("clar_cla_review_date") < pl.col("dob").dt.offset_by("4y")
    none = pl.col("clar_cla_review_participation") == "PN0"
    assert rows.filter(young != none).is_empty()
    assert rows["clar_cla_review_date"].dt.weekday().max() <= 5  # type: ignore[operator]


def test_times_missing_are_inside_a_placement_and_do_not_overlap(drop: Drop) -> None:
    start, end = "miss_missing_episode_start_date", "miss_missing_episode_end_date"
    rows = dated(drop[1]["missing"], start, end)
    assert rows.filter(pl.col(end) < pl.col(start)).is_empty()
    assert overlapping(rows, "miss_person_id", start, end).is_empty()
    spans = dated(
        drop[1]["cla_placement"], "clap_cla_placement_start_date", "clap_cla_placement_end_date"
    )
    joined = rows.join(spans, left_on="miss_person_id", right_on="clap_person_id").filter(
        (pl.col("clap_cla_placement_start_date") <= pl.col(start))
        & (pl.coalesce(end, start) < until("clap_cla_placement_end_date"))
    )
    assert joined["miss_table_id"].n_unique() == rows.height


def test_one_worker_holds_a_child_at_a_time_from_referral_to_closure(drop: Drop) -> None:
    start, end = "invo_involvement_start_date", "invo_involvement_end_date"
    rows = dated(drop[1]["involvements"], start, end).sort("invo_person_id", start)
    assert rows.filter(pl.col(end) <= pl.col(start)).is_empty()
    assert overlapping(rows, "invo_person_id", start, end).is_empty()
    case = ["invo_person_id", "invo_referral_id"]
    gap = pl.col(end).shift(1).over(case) != pl.col(start)
    assert rows.filter(gap.fill_null(False)).is_empty()
    again = pl.col("invo_professional_id").shift(1).over(case) == pl.col("invo_professional_id")
    assert rows.filter(again.fill_null(False)).is_empty()


def test_contacts_are_decided_after_they_came_and_entered_after_that(drop: Drop) -> None:
    rows = drop[1]["contacts"]
    received, decided = pl.col("cont_contact_date"), pl.col("cont_contact_decision_at")
    assert rows.filter(decided < received).is_empty()
    assert rows.filter(pl.col("cont_recorded_at") < received).is_empty()


def test_siblings_share_surname_and_home_and_often_the_referral(drop: Drop) -> None:
    cases = drop[1]["cin_episodes"]
    shared = cases.filter(pl.col("cine_referral_id").is_duplicated())
    assert shared.height > 0.2 * cases.height
    people = drop[1]["person"].select("pers_person_id", "pers_surname")
    names = shared.join(people, left_on="cine_person_id", right_on="pers_person_id")
    counted = names.group_by("cine_referral_id").agg(pl.col("pers_surname").n_unique(), pl.len())
    assert counted["pers_surname"].max() == 1


def test_no_postcode_could_be_real(drop: Drop) -> None:
    pattern = r"^Z[BCDFGHJKLMNP]\d{1,2} \d[A-Z]{2}$"
    for table, column in (
        ("address", "addr_address_postcode"),
        ("cla_placement", "clap_cla_placement_postcode"),
    ):
        codes = drop[1][table][column].drop_nulls()
        assert codes.len() > 0
        assert codes.str.contains(pattern).all()


def test_care_leavers_are_seen_around_birthdays_after_they_left(drop: Drop) -> None:
    rows = dated(drop[1]["care_leavers"], "clea_care_leaver_latest_contact")
    rows = rows.join(born(drop[1]), left_on="clea_person_id", right_on="person")
    years = (
        (pl.col("clea_care_leaver_latest_contact") - pl.col("dob")).dt.total_days() + 75
    ) / 365.25
    from_birthday = (years - years.floor()) * 365.25
    assert rows.filter((years < 17) | (years > 26) | (from_birthday > 110)).is_empty()
    unknown = pl.col("clea_care_leaver_in_touch") != "YES"
    silent = pl.col("clea_care_leaver_activity") == "0"
    assert rows.filter(unknown != silent).is_empty()
    # Past 21 of those alone who asked for help.
    grown_up = rows.filter(years > 22)
    assert grown_up.height > 0
    assert grown_up.filter(unknown).is_empty()


def test_every_child_is_of_one_family_and_siblings_of_a_referral_are_of_the_same(
    drop: Drop,
) -> None:
    family, person = drop[1]["family"], drop[1]["person"]
    assert family["fami_person_id"].is_unique().all()
    alone = set(person["pers_person_id"]) - set(family["fami_person_id"])
    merged = set(person.filter(pl.col("pers_merged_into_id").is_not_null())["pers_person_id"])
    assert merged <= alone
    assert len(alone) <= 5
    cases = drop[1]["cin_episodes"].join(
        family, left_on="cine_person_id", right_on="fami_person_id"
    )
    families = cases.group_by("cine_referral_id").agg(pl.col("fami_family_id").n_unique())
    assert families["fami_family_id"].max() == 1


def test_some_families_come_from_another_authority_and_some_move_to_one_when_their_case_closes(
    drop: Drop,
) -> None:
    start = "addr_address_start_date"
    homes = dated(drop[1]["address"], start, "addr_address_end_date").with_columns(
        away=pl.col("addr_address_postcode").str.extract(r"^Z[A-Z](\d+) ").cast(pl.Int64) >= 20
    )
    elsewhere = homes.filter(pl.col("away"))
    came = elsewhere.filter(pl.col("addr_address_end_date").is_not_null())
    assert came.height > 0
    cases = dated(drop[1]["cin_episodes"], "cine_close_date")
    left = elsewhere.filter(pl.col("addr_address_end_date").is_null()).join(
        cases.filter(pl.col("cine_close_reason") == "RC5"),
        left_on=["addr_person_id", start],
        right_on=["cine_person_id", "cine_close_date"],
    )
    assert left.height > 0


@pytest.mark.parametrize(
    ("table", "prefix"), [("cin_visits", "cinv_cin_visit"), ("cp_visits", "cppv_cp_visit")]
)
def test_small_children_are_seldom_seen_alone_and_nobody_who_was_not_seen(
    drop: Drop, table: str, prefix: str
) -> None:
    day, seen, alone = f"{prefix}_date", f"{prefix}_seen", f"{prefix}_seen_alone"
    person = str(CONTRACT.tables[table].person)
    rows = dated(drop[1][table], day).join(born(drop[1]), left_on=person, right_on="person")
    assert rows.filter((pl.col(seen) == "N") & (pl.col(alone) == "Y")).is_empty()
    rows = rows.filter(pl.col(seen) == "Y")
    small = pl.col(day) < pl.col("dob").dt.offset_by("4y")
    share = [(rows.filter(which)[alone] == "Y").mean() for which in (small, ~small)]
    assert float(str(share[0])) < 0.4 < 0.6 < float(str(share[1]))
