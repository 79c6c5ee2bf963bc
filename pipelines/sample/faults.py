"""Recording faults, and who must find them.

A kind of fault is data: the rows that can have it, what is written in them, how often, and what
must speak: a rule of a return (`cin:8866`), the list of what the return leaves out or mends
(`cin:left_out`), or the ingestion report (`ingestion:orphan`). Only rows whose fault has a known
effect are taken: children with one referral, one fault for each child, entered soon enough that
both snapshots hold the row alike, and in reach of the last collection year that both snapshots
cover. The ledger names each; there are none elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from pipelines.contract import Contract
from pipelines.sample.people import CHECK_LETTERS
from pipelines.sample.snapshots import Drop, Ledger, key_of
from pipelines.sample.world import SNAPSHOTS, World

YEAR_ENDED = date(SNAPSHOTS[0].year, 3, 31)
YEAR_BEGAN = date(SNAPSHOTS[0].year - 1, 4, 1)
YEAR = f"{YEAR_BEGAN.year}-{YEAR_ENDED.year % 100}"
# A child whose worker writes things down sooner than this has the whole year in both snapshots.
LONGEST_LAG = 18
# Where at least so many rows can have a fault, one has it, however low its rate.
ENOUGH = 4


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of recording fault.

    Attributes:
        name: as the ledger has it.
        table: contract table of the row.
        where: which rows can have it, by the row's own columns and those of the child's case.
        change: columns and what they say instead, as dates or texts; null for nothing.
        expected: what must find it, for the child, in the last collection year.
        rate: share of the rows that can have it.
        adds: the row stays as it is, and a changed copy stands beside it.
        partner: the fault also concerns the child in the column `other`.
    """

    name: str
    table: str
    where: pl.Expr
    change: Mapping[str, pl.Expr]
    expected: tuple[str, ...]
    rate: float = 0.01
    adds: bool = False
    partner: bool = field(default=False)


def _in_year(column: str, *, after: int = 0, before: int = 0) -> pl.Expr:
    """A date of the year, not in its first `after` nor its last `before` days."""
    begin = pl.lit(YEAR_BEGAN).dt.offset_by(f"{after}d")
    return pl.col(column).is_between(begin, pl.lit(YEAR_ENDED).dt.offset_by(f"-{before}d"))


def _later(column: str, days: int) -> pl.Expr:
    return pl.col(column).dt.offset_by(f"{days}d")


def _days(start: str, end: str) -> pl.Expr:
    return (pl.col(end) - pl.col(start)).dt.total_days()


def _new_id(column: str) -> pl.Expr:
    """An id that no row has: copies are counted from eighty million."""
    return (pl.col(column).cast(pl.Int64) + 80_000_000).cast(pl.String)


def _letter(number: pl.Expr, moved: int = 0) -> pl.Expr:
    """The check letter of a pupil number, or another."""
    total = pl.sum_horizontal(
        number.str.slice(place, 1).cast(pl.Int64) * (place + 1) for place in range(1, 13)
    )
    letters = dict(enumerate(CHECK_LETTERS.tolist()))
    return ((total + moved) % 23).replace_strict(letters, return_dtype=pl.String)


NOTHING = pl.lit(None, dtype=pl.String)
OPEN_IN_YEAR = (pl.col("referred") <= YEAR_ENDED) & pl.col("closed").ge(YEAR_BEGAN).fill_null(True)
CLOSED = _in_year("closed")
NO_PROTECTION = pl.col("protection_plans") == 0
ONE_PROTECTION = pl.col("protection_plans") == 1
NO_HELP = pl.col("in_need_plans") == 0
ONE_HELP = pl.col("in_need_plans") == 1
PROTECTED = ONE_PROTECTION & (
    (pl.col("protected") <= YEAR_ENDED) & pl.col("protection_ended").ge(YEAR_BEGAN).fill_null(True)
)
AT_SCHOOL = OPEN_IN_YEAR & pl.col("pers_upn").is_not_null()
ANOTHER_AUTHORITY = pl.lit("600") + pl.col("pers_upn").str.slice(4)

REFERRALS = (
    Kind(
        "referral without source",
        "cin_episodes",
        _in_year("referred"),
        {"cine_referral_source_code": NOTHING},
        ("cin:8866",),
    ),
    Kind(
        "referral source in words",
        "cin_episodes",
        _in_year("referred"),
        {"cine_referral_source_code": pl.lit("Health visitor")},
        ("cin:8866", "ingestion:unmapped_code"),
        rate=0.005,
    ),
    Kind(
        "case without primary need",
        "cin_episodes",
        OPEN_IN_YEAR & ~pl.col("reason").is_in(["RC8", "RC9"]).fill_null(False),
        {"cine_cin_primary_need_code": NOTHING},
        ("cin:8610",),
        rate=0.015,
    ),
    Kind(
        "case closed without reason",
        "cin_episodes",
        CLOSED,
        {"cine_close_reason": NOTHING},
        ("cin:8805",),
        rate=0.012,
    ),
    Kind(
        "case closed before referral",
        "cin_episodes",
        CLOSED & _in_year("referred", after=30),
        {"cine_close_date": _later("referred", -10)},
        ("cin:8565", "cin:8630"),
        rate=0.003,
    ),
    Kind(
        "case with a plan closed as assessed only",
        "cin_episodes",
        CLOSED
        & (pl.col("reason") == "RC7")
        & ONE_HELP
        & (pl.col("enquiries") == 0)
        & (pl.col("helped_until") >= YEAR_BEGAN),
        {"cine_close_reason": pl.lit("RC8")},
        ("cin:2990",),
    ),
    Kind(
        "second case beside an open one",
        "cin_episodes",
        pl.col("closed").is_null() & _later("referred", 40).is_between(YEAR_BEGAN, YEAR_ENDED),
        {
            "cine_referral_id": _new_id("cine_referral_id"),
            "cine_referral_date": _later("referred", 40),
        },
        ("cin:left_out",),
        rate=0.006,
        adds=True,
    ),
    Kind(
        "referral during a case",
        "cin_episodes",
        CLOSED & _in_year("referred") & (_days("referred", "closed") > 40),
        {
            "cine_referral_id": _new_id("cine_referral_id"),
            "cine_referral_date": _later("referred", 20),
            "cine_close_reason": pl.lit("RC7"),
        },
        ("cin:left_out",),
        rate=0.006,
        adds=True,
    ),
)

ASSESSMENTS = (
    Kind(
        "assessment before referral",
        "cin_assessments",
        _in_year("authorised") & _in_year("referred", after=30),
        {"cina_assessment_start_date": _later("referred", -20)},
        ("cin:1103",),
        rate=0.008,
    ),
    Kind(
        "assessment ends before it starts",
        "cin_assessments",
        _in_year("authorised") & _in_year("assessed", after=20),
        {"cina_assessment_auth_date": _later("assessed", -5)},
        ("cin:8608",),
        rate=0.005,
    ),
    Kind(
        "case closed with an open assessment",
        "cin_assessments",
        CLOSED & _in_year("assessed"),
        {"cina_assessment_auth_date": NOTHING},
        ("cin:8867",),
        rate=0.012,
    ),
    Kind(
        "assessment ended on the date that means nothing",
        "cin_assessments",
        CLOSED & _in_year("assessed"),
        {"cina_assessment_auth_date": pl.lit("1900-01-01")},
        ("cin:8867",),
        rate=0.008,
    ),
    Kind(
        "factor 21 beside others",
        "assessment_factors",
        (pl.col("enquiries") == 0)
        & _in_year("authorised")
        & ~pl.col("cinf_assessment_factors_json").str.contains('"21"'),
        {
            "cinf_assessment_factors_json": pl.lit('["21", ')
            + pl.col("cinf_assessment_factors_json").str.slice(1)
        },
        ("cin:8869",),
        rate=0.012,
    ),
    Kind(
        "assessment of an unknown team",
        "cin_assessments",
        _in_year("authorised"),
        {"cina_assessment_team": pl.lit("T99")},
        ("ingestion:orphan",),
        rate=0.003,
    ),
)

PROTECTION = (
    Kind(
        "section 47 after its conference",
        "s47_enquiry",
        (pl.col("enquiries") == 1) & _in_year("conference", before=5),
        {"s47e_s47_start_date": _later("conference", 3)},
        ("cin:8615",),
        rate=0.02,
    ),
    Kind(
        "section 47 before referral",
        "s47_enquiry",
        (pl.col("enquiries") == 1) & _in_year("enquired") & _in_year("referred", after=20),
        {"s47e_s47_start_date": _later("referred", -8)},
        ("cin:2889",),
        rate=0.012,
    ),
    Kind(
        "section 47 closed undecided",
        "s47_enquiry",
        CLOSED & _in_year("enquired") & (pl.col("s47e_s47_nfa") == "Y"),
        {
            "s47e_s47_nfa": pl.lit("N"),
            "s47e_s47_outcome_json": pl.lit('["CP_CONFERENCE"]'),
        },
        ("cin:8868",),
        rate=0.02,
    ),
    Kind(
        "conference at a weekend",
        "initial_cp_conference",
        ONE_PROTECTION
        & _in_year("conference", before=7)
        & (pl.col("icpc_icpc_transfer_in") == "N"),
        {
            "icpc_icpc_date": pl.col("conference")
            + pl.duration(days=6 - pl.col("conference").dt.weekday().cast(pl.Int64))
        },
        ("cin:2885", "cin:8875"),
        rate=0.02,
    ),
    Kind(
        "protection plan starts after its conference",
        "cp_plans",
        ONE_PROTECTION & _in_year("protected", before=7),
        {"cppl_cp_plan_start_date": _later("protected", 2)},
        ("cin:2885",),
        rate=0.02,
    ),
    Kind(
        "protection plan before referral",
        "cp_plans",
        ONE_PROTECTION
        & _in_year("referred", after=10)
        & (pl.col("protected") <= YEAR_ENDED)
        & (pl.col("helped_from") > pl.col("protected")).fill_null(True),
        {"cppl_cp_plan_start_date": _later("referred", -3)},
        ("cin:1105", "cin:2885"),
        rate=0.01,
    ),
    Kind(
        "protection plan ends before it starts",
        "cp_plans",
        ONE_PROTECTION & _in_year("protected", after=20),
        {"cppl_cp_plan_end_date": _later("protected", -14)},
        ("cin:8925",),
        rate=0.01,
    ),
    Kind(
        "protection plan without first category",
        "cp_plans",
        PROTECTED,
        {"cppl_cp_plan_initial_category": NOTHING},
        ("cin:8905",),
        rate=0.01,
    ),
    Kind(
        "protection plan without category",
        "cp_plans",
        PROTECTED,
        {"cppl_cp_plan_initial_category": NOTHING, "cppl_cp_plan_latest_category": NOTHING},
        ("cin:8905", "cin:8910"),
        rate=0.01,
    ),
    Kind(
        "category of abuse that is none",
        "cp_plans",
        PROTECTED,
        {"cppl_cp_plan_initial_category": pl.lit("Not recorded")},
        ("cin:8905", "ingestion:unmapped_code"),
        rate=0.008,
    ),
    Kind(
        "second open protection plan",
        "cp_plans",
        ONE_PROTECTION
        & (pl.col("protection_ended") > YEAR_ENDED).fill_null(True)
        & (pl.col("protected") < YEAR_BEGAN),
        # On the same day, for that of the conference is the only one that may begin a plan.
        {"cppl_cp_plan_id": _new_id("cppl_cp_plan_id")},
        ("cin:8935", "cin:8940"),
        rate=0.03,
        adds=True,
    ),
)

HELP = (
    Kind(
        "in-need plan ends before it starts",
        "cin_plans",
        ONE_HELP & NO_PROTECTION & _in_year("helped_from", after=20),
        {"cinp_cin_plan_end_date": _later("helped_from", -7)},
        ("cin:4011",),
    ),
    Kind(
        "in-need plan before referral",
        "cin_plans",
        ONE_HELP
        & NO_PROTECTION
        & _in_year("referred", after=10)
        & (pl.col("helped_from") <= YEAR_ENDED),
        {"cinp_cin_plan_start_date": _later("referred", -6)},
        ("cin:4015",),
    ),
    Kind(
        "in-need plan after closure",
        "cin_plans",
        ONE_HELP & NO_PROTECTION & _in_year("closed", before=25),
        {"cinp_cin_plan_end_date": _later("closed", 20)},
        ("cin:8565",),
        rate=0.015,
    ),
    Kind(
        "second open in-need plan",
        "cin_plans",
        ONE_HELP
        & NO_PROTECTION
        & (pl.col("helped_until") > YEAR_ENDED).fill_null(True)
        & _later("helped_from", 40).is_between(YEAR_BEGAN, YEAR_ENDED),
        {
            "cinp_cin_plan_id": _new_id("cinp_cin_plan_id"),
            "cinp_cin_plan_start_date": _later("helped_from", 40),
        },
        ("cin:left_out",),
        rate=0.02,
        adds=True,
    ),
    Kind(
        "in-need plans overlap",
        "cin_plans",
        ONE_HELP
        & NO_PROTECTION
        & _in_year("helped_until", after=10)
        & (_later("helped_from", 20) >= YEAR_BEGAN)
        & (_days("helped_from", "helped_until") > 60),
        {
            "cinp_cin_plan_id": _new_id("cinp_cin_plan_id"),
            "cinp_cin_plan_start_date": _later("helped_from", 20),
            "cinp_cin_plan_end_date": _later("helped_until", -10),
        },
        ("cin:4014",),
        rate=0.012,
        adds=True,
    ),
    Kind(
        "in-need plan during protection plan",
        "cin_plans",
        ONE_HELP
        & ONE_PROTECTION
        & _in_year("protection_ended", after=40)
        & (_days("protected", "protection_ended") > 40)
        & (pl.col("helped_from") > pl.col("protection_ended")),
        {"cinp_cin_plan_start_date": _later("protection_ended", -30)},
        ("cin:4016",),
        rate=0.03,
    ),
)

PEOPLE = (
    Kind(
        "pupil number with a wrong letter",
        "person",
        AT_SCHOOL,
        {"pers_upn": _letter(pl.col("pers_upn"), 1) + pl.col("pers_upn").str.slice(1)},
        ("cin:1510",),
        rate=0.006,
    ),
    Kind(
        "pupil number of no authority",
        "person",
        AT_SCHOOL,
        {"pers_upn": _letter(pl.lit("A") + ANOTHER_AUTHORITY) + ANOTHER_AUTHORITY},
        ("cin:1530",),
        rate=0.004,
    ),
    Kind(
        "pupil number of another child",
        "person",
        AT_SCHOOL & pl.col("other_upn").is_not_null(),
        {"pers_upn": pl.col("other_upn")},
        ("cin:1520",),
        rate=0.003,
        partner=True,
    ),
    Kind(
        "protection plan after death",
        "person",
        ONE_PROTECTION
        & NO_HELP
        & _in_year("protected", after=30)
        & (pl.col("protection_ended") > YEAR_ENDED).fill_null(True),
        {"pers_death_date": _later("protected", -10)},
        ("cin:8915",),
    ),
    Kind(
        "protection plan ends after death",
        "person",
        ONE_PROTECTION
        & NO_HELP
        & _in_year("protection_ended", after=30)
        & (_days("protected", "protection_ended") > 30),
        {"pers_death_date": _later("protection_ended", -5)},
        ("cin:8920",),
    ),
    Kind(
        "ethnicity in words",
        "person",
        OPEN_IN_YEAR,
        {"pers_ethnicity": pl.lit("Any other white")},
        ("ingestion:unmapped_code",),
        rate=0.003,
    ),
)

VISITS = (
    Kind(
        "visit with no answer that can be read",
        "cin_visits",
        _in_year("cinv_cin_visit_date"),
        {"cinv_cin_visit_seen": pl.lit("perhaps")},
        ("ingestion:failed_cast",),
        rate=0.0004,
    ),
    Kind(
        "visit to nobody",
        "cin_visits",
        _in_year("cinv_cin_visit_date"),
        {
            "cinv_cin_visit_id": _new_id("cinv_cin_visit_id"),
            "cinv_person_id": _new_id("cinv_person_id"),
        },
        ("ingestion:orphan",),
        rate=0.0003,
        adds=True,
    ),
    Kind(
        "visit without date",
        "cp_visits",
        _in_year("cppv_cp_visit_date"),
        {"cppv_cp_visit_date": NOTHING},
        ("ingestion:quarantined",),
        rate=0.0004,
    ),
    Kind(
        "visit with month before day",
        "cp_visits",
        _in_year("cppv_cp_visit_date") & (pl.col("cppv_cp_visit_date").dt.day() > 12),
        {"cppv_cp_visit_date": pl.col("cppv_cp_visit_date").dt.strftime("%m/%d/%Y")},
        ("ingestion:failed_cast", "ingestion:quarantined"),
        rate=0.0004,
    ),
    Kind(
        "visit given twice",
        "cp_visits",
        _in_year("cppv_cp_visit_date"),
        {},
        ("ingestion:duplicate",),
        rate=0.0004,
        adds=True,
    ),
    Kind(
        "visit given twice with another answer",
        "cin_visits",
        _in_year("cinv_cin_visit_date") & (pl.col("cinv_cin_visit_seen") == "Y"),
        {"cinv_cin_visit_seen": pl.lit("N")},
        ("ingestion:conflict",),
        rate=0.0003,
        adds=True,
    ),
)

KINDS = (*REFERRALS, *ASSESSMENTS, *PROTECTION, *HELP, *PEOPLE, *VISITS)


def planted(
    world: World, ledger: Ledger, contract: Contract, drops: tuple[Drop, Drop], times: float
) -> tuple[Drop, Drop]:
    """Plant faults of each kind in both snapshots and write them down.

    Args:
        world: for its random numbers.
        ledger: receives a row for each snapshot and cell.
        contract: keys and types.
        drops: both snapshots, as text.
        times: multiple of the usual rates; with 0 the drops stay as they are.
    """
    if times == 0:
        return drops
    able = {kind: rows for kind in KINDS if (rows := _able(kind, world, contract, drops)).height}
    faulty = set[str]()
    # Kinds that few rows can have choose first.
    for kind in sorted(able, key=lambda each: (able[each].height, each.name)):
        rows = able[kind].filter(~pl.col("child").is_in(faulty))
        if kind.partner:
            rows = rows.filter(~pl.col("other").is_in(faulty))
        least = 1 if rows.height >= ENOUGH else 0
        count = min(max(round(rows.height * kind.rate * times), least), rows.height)
        rng = world.stream(f"fault: {kind.name}")
        chosen = rows[np.sort(rng.choice(rows.height, count, replace=False)).tolist()]
        if kind.partner:
            chosen = chosen.filter(~pl.col("other").is_in(chosen["child"].implode()))
            faulty |= set(chosen["other"])
        faulty |= set(chosen["child"])
        drops = _written(kind, chosen, ledger, contract, drops)
    return drops


def _able(kind: Kind, world: World, contract: Contract, drops: tuple[Drop, Drop]) -> pl.DataFrame:
    """The rows that can have the fault, one for each child: dates as dates, `child`, the case."""
    spec = contract.tables[kind.table]
    texts = drops[1][kind.table]
    alike = texts.join(drops[0][kind.table], on=texts.columns, how="semi", nulls_equal=True)
    rows = _dated(alike, contract, kind.table)
    if spec.person is not None:
        rows = rows.with_columns(child=pl.col(spec.person))
    else:
        rows = rows.join(
            _own_assessments(drops[1]), left_on=spec.key, right_on="assessment", how="inner"
        )
    rows = rows.join(_cases(world, contract, drops[1]), on="child", maintain_order="left")
    if kind.table == "person":
        numbered = rows.filter(AT_SCHOOL).select("child", "pers_upn")
        others = numbered.with_columns(
            other=pl.col("child").shift(-1), other_upn=pl.col("pers_upn").shift(-1)
        ).drop("pers_upn")
        rows = rows.join(others, on="child", how="left", maintain_order="left")
    return rows.filter(kind.where).unique("child", keep="first", maintain_order=True)


def _dated(rows: pl.DataFrame, contract: Contract, table: str) -> pl.DataFrame:
    columns = contract.tables[table].columns.values()
    return rows.with_columns(
        pl.col(column.name).str.to_date("%Y-%m-%d") for column in columns if column.type == "date"
    )


def _own_assessments(drop: Drop) -> pl.DataFrame:
    """Assessments that no two children share: assessment, child."""
    ids = drop["cin_assessments"].select(assessment="cina_assessment_id", child="cina_person_id")
    return ids.filter(~pl.col("assessment").is_duplicated())


def _cases(world: World, contract: Contract, drop: Drop) -> pl.DataFrame:
    """Children whose whole story is one case: when it began and ended, and what was in it."""

    def of(table: str) -> pl.DataFrame:
        rows = _dated(drop[table], contract, table)
        return rows.rename({str(contract.tables[table].person): "child"})

    seconds = world.children["second_of"].drop_nulls().implode()
    known = world.children.filter(
        (pl.col("lag") <= LONGEST_LAG)
        & pl.col("second_of").is_null()
        & ~pl.col("child").is_in(seconds)
    )
    cases = (
        of("cin_episodes")
        .filter(~pl.col("child").is_duplicated() & (pl.col("cine_referral_nfa") == "N"))
        .select(
            "child",
            referred="cine_referral_date",
            closed="cine_close_date",
            reason="cine_close_reason",
        )
    )
    born = of("person").filter(pl.col("pers_dob").is_not_null())
    for table, columns in {
        "cin_assessments": {
            "assessed": pl.col("cina_assessment_start_date").min(),
            "authorised": pl.col("cina_assessment_auth_date").max(),
        },
        "cin_plans": {
            "in_need_plans": pl.len(),
            "helped_from": pl.col("cinp_cin_plan_start_date").min(),
            "helped_until": _last_end("cinp_cin_plan_end_date"),
        },
        "s47_enquiry": {
            "enquiries": pl.len(),
            "enquired": pl.col("s47e_s47_start_date").min(),
        },
        "initial_cp_conference": {"conference": pl.col("icpc_icpc_date").max()},
        "cp_plans": {
            "protection_plans": pl.len(),
            "protected": pl.col("cppl_cp_plan_start_date").min(),
            "protection_ended": _last_end("cppl_cp_plan_end_date"),
        },
    }.items():
        found = of(table).group_by("child").agg(**columns)
        cases = cases.join(found, on="child", how="left", maintain_order="left")
    return (
        cases.join(known, left_on="child", right_on="person_id", how="semi", maintain_order="left")
        .join(born, on="child", how="semi", maintain_order="left")
        .join(of("cla_episodes"), on="child", how="anti", maintain_order="left")
        .with_columns(
            pl.col("in_need_plans", "enquiries", "protection_plans").fill_null(0).cast(pl.Int64)
        )
    )


def _last_end(column: str) -> pl.Expr:
    """The last end; none while one of the plans is open."""
    return pl.when(pl.col(column).null_count() == 0).then(pl.col(column).max())


def _written(
    kind: Kind, chosen: pl.DataFrame, ledger: Ledger, contract: Contract, drops: tuple[Drop, Drop]
) -> tuple[Drop, Drop]:
    """Both snapshots with the fault in the chosen rows."""
    key = contract.tables[kind.table].key
    says = chosen.select(
        *key,
        child="child" if not kind.partner else pl.concat_str("child", "other", separator=" "),
        **{f"{name}_new": _text(value) for name, value in kind.change.items()},
    )
    changed = []
    for as_at, drop in zip(SNAPSHOTS, drops, strict=True):
        rows = drop[kind.table].join(says, on=key, how="left", maintain_order="left")
        hit = rows.filter(pl.col("child").is_not_null())
        new = hit.with_columns(pl.col(f"{name}_new").alias(name) for name in kind.change)
        _note(kind, hit, new, ledger, contract, as_at)
        rest = rows if kind.adds else rows.filter(pl.col("child").is_null())
        columns = drop[kind.table].columns
        whole = pl.concat([rest.select(columns), new.select(columns)])
        changed.append({**drop, kind.table: whole.sort(key, maintain_order=True)})
    return changed[0], changed[1]


def _text(value: pl.Expr) -> pl.Expr:
    """Dates in ISO form, texts as they are."""
    return value.cast(pl.String)


def _note(
    kind: Kind,
    hit: pl.DataFrame,
    new: pl.DataFrame,
    ledger: Ledger,
    contract: Contract,
    as_at: date,
) -> None:
    """Write the fault down: a row for each cell, or one for a row too many."""
    shared = {"table": pl.lit(kind.table), "year": pl.lit(YEAR)}
    expected = " ".join(kind.expected)
    if kind.adds:
        of_nobody = contract.tables[kind.table].person in kind.change
        child = pl.col(str(contract.tables[kind.table].person)) if of_nobody else pl.col("child")
        rows = new.select(
            key_of(contract, kind.table),
            **shared,
            column=pl.lit(""),
            before=pl.lit(""),
            after=pl.lit(""),
            child=child,
        )
        ledger.plant(as_at, kind.name, expected, rows)
        return
    for column in kind.change:
        rows = hit.select(
            key_of(contract, kind.table),
            **shared,
            column=pl.lit(column),
            before=pl.col(column),
            after=pl.col(f"{column}_new"),
            child="child",
        )
        ledger.plant(as_at, kind.name, expected, rows)
