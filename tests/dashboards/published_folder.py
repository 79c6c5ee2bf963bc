# ruff: noqa: E501 - tables of invented data, one row a line
"""A small published folder with the tables that the pages and the pack read.

Invented rows, and figures counted from them.

Figures are counted here by plain SQL and not by the warehouse's models: these tests are of pages,
not of measures.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path

import duckdb
import polars as pl

from pipelines.finding_kinds import KINDS

AS_AT = dt.date(2026, 7, 31)
RUN_ID = "20260731-fixture"
AGES = ("1 to 4", "10 to 15", "16 to 17", "5 to 9", "Under 1")
TEAMS = ("Assessment North", "Assessment South", "Court and Care")
# id, title, question, kind, basis, polarity, unit, numerator, denominator, share, events a month,
# target
MEASURES = (
    (
        "contact__decided_within_1_working_day",
        "Contacts decided within 1 working day",
        "When somebody contacts us about a child, do we decide what happens within a working day?",
        "proportion",
        "flow",
        "high_is_good",
        "%",
        "Contacts decided on the day or the next working day",
        "Contacts received",
        0.86,
        60,
        90.0,
    ),
    (
        "referral__repeat_within_12_months",
        "Repeat referrals within 12 months",
        "How often does a child come back to us within a year?",
        "proportion",
        "flow",
        "low_is_good",
        "%",
        "Referrals within 12 months of an earlier one",
        "Referrals received",
        0.21,
        40,
        20.0,
    ),
    (
        "assessment__within_45_working_days",
        "Assessments finished within 45 working days",
        "Do families get their assessment in time?",
        "proportion",
        "flow",
        "high_is_good",
        "%",
        "Assessments authorised within 45 working days",
        "Assessments authorised",
        0.82,
        36,
        90.0,
    ),
    (
        "section_47__conference_within_15_working_days",
        "Conferences within 15 working days",
        "After an enquiry begins, is the conference held in time?",
        "proportion",
        "flow",
        "high_is_good",
        "%",
        "Conferences held within 15 working days",
        "Conferences held",
        0.8,
        6,
        85.0,
    ),
    (
        "child_protection__reviews_in_time",
        "Child protection reviews in time",
        "Are plans reviewed when they should be?",
        "proportion",
        "flow",
        "high_is_good",
        "%",
        "Reviews held by their due date",
        "Reviews due",
        0.93,
        12,
        95.0,
    ),
    (
        "child_protection__rate_per_10k",
        "Children on protection plans",
        "How many children are on a protection plan?",
        "rate_per_10k",
        "stock",
        "neutral",
        "per 10,000",
        "Children on a plan at the period's end",
        "Children aged 0 to 17",
        1.0,
        34,
        None,
    ),
    (
        "looked_after__rate_per_10k",
        "Children looked after",
        "How many children are in our care?",
        "rate_per_10k",
        "stock",
        "neutral",
        "per 10,000",
        "Children looked after at the period's end",
        "Children aged 0 to 17",
        1.0,
        52,
        None,
    ),
    (
        "placement__three_or_more_in_year",
        "Three or more placements in a year",
        "How many children move too often?",
        "proportion",
        "stock",
        "low_is_good",
        "%",
        "Children with three or more placements in 12 months",
        "Children looked after",
        0.1,
        52,
        10.0,
    ),
)
POPULATION = 7500.0
BENCHMARKS = {
    "referral__repeat_within_12_months": (22.4, 21.1),
    "assessment__within_45_working_days": (82.4, 84.6),
    "section_47__conference_within_15_working_days": (78.3, 81.2),
    "child_protection__reviews_in_time": (91.2, 93.4),
    "child_protection__rate_per_10k": (41.6, 44.9),
    "looked_after__rate_per_10k": (70.1, 66.3),
    "placement__three_or_more_in_year": (10.0, 10.4),
}
RULES = (
    ("100", "error", "failed", 2, 60, None),
    ("101", "error", "passed", 0, 60, None),
    ("102Q", "query", "failed", 1, 60, None),
    ("103", "check", "not_applicable", None, None, "No table of last year was given"),
    ("104", "error", "error", None, None, "Column X is not there"),
)
EVIL = '<script>alert("x")</script>=1+1'


def month_ends() -> list[dt.date]:
    """The ends of the months from April 2023 to the as-at date."""
    starts = [dt.date(year, month, 1) for year in range(2023, 2027) for month in range(1, 13)]
    ends = [after - dt.timedelta(days=1) for after in starts]
    return [end for end in ends if dt.date(2023, 4, 1) <= end <= AS_AT]


def invented_rows() -> list[tuple[object, ...]]:
    """Events by month, measure and team.

    Every seventh event excluded from one measure, some without a team.
    """
    draw = random.Random(47)
    rows: list[tuple[object, ...]] = []
    for measure_id, _, _, _, basis, _, _, _, _, share, monthly, _ in MEASURES:
        for end in month_ends():
            drift = 0.06 if end > dt.date(2025, 6, 30) and "45" in measure_id else 0.0
            for number in range(monthly + draw.randrange(-3, 4)):
                on = end if basis == "stock" else end - dt.timedelta(days=draw.randrange(0, 27))
                team = draw.choice((*TEAMS, *TEAMS, *TEAMS, None))
                excluded = measure_id.startswith("section") and number % 7 == 6
                hit = draw.random() < share + drift
                child = f"C{draw.randrange(1000, 1400)}"
                rows.append(
                    (
                        "999",
                        measure_id,
                        on,
                        child,
                        f"E{len(rows)}",
                        team,
                        AGES[number % 5] if number % 11 else None,
                        excluded,
                        not excluded,
                        hit and not excluded,
                        None,
                        None,
                        "ssd",
                        "contacts",
                        "ssd_contacts.csv",
                        len(rows) + 2,
                    )
                )
    return rows


ROW_COLUMNS = {
    "authority": pl.String, "measure_id": pl.String, "event_on": pl.Date, "child_id": pl.String,
    "entity_id": pl.String, "team": pl.String, "age_band": pl.String, "is_excluded": pl.Boolean, "is_denominator": pl.Boolean,
    "is_numerator": pl.Boolean, "numerator_amount": pl.Float64, "denominator_amount": pl.Float64,
    "source_system": pl.String, "source_table": pl.String, "source_file": pl.String, "source_row": pl.Int64,
}  # fmt: skip

VALUES_SQL = """
create table fct_measure_value as
with months as (
    select distinct last_day(event_on) as period_end from fct_measure_row
),
periods as (
    select 'month' as period_type, date_trunc('month', period_end)::date as period_start, period_end from months
    union all
    select 'quarter', (date_trunc('month', period_end) - interval 2 month)::date, period_end
    from months where month(period_end) % 3 = 0
    union all
    select 'rolling_12_months', (date_trunc('month', period_end) - interval 11 month)::date, period_end
    from months where period_end >= date '2024-03-31'
    union all
    select 'year', (date_trunc('month', period_end) - interval 11 month)::date, period_end
    from months where month(period_end) = 3 and period_end >= date '2024-03-31'
),
slices as (
    select 'all' as slice, 'all' as slice_value
    union all select distinct 'team', coalesce(team, 'Unknown') from fct_measure_row
    union all select distinct 'age_band', coalesce(age_band, 'Unknown') from fct_measure_row
),
counted as (
    select
        '999' as authority, m.measure_id, p.period_type, p.period_start, p.period_end, s.slice, s.slice_value,
        m.kind, m.polarity,
        count(r.entity_id) filter (r.is_numerator)::double as numerator,
        count(r.entity_id) filter (r.is_denominator)::double as events
    from dim_measure as m
    cross join periods as p
    cross join slices as s
    left join fct_measure_row as r
        on r.measure_id = m.measure_id
        and (
            s.slice = 'all'
            or s.slice_value = coalesce(case s.slice when 'team' then r.team else r.age_band end, 'Unknown')
        )
        and r.event_on between case when m.basis = 'stock' then p.period_end else p.period_start end and p.period_end
    group by all
),
framed as (
    select * exclude (events), case when kind = 'proportion' then events when slice = 'all' then {population} end as denominator
    from counted
),
valued as (
    select *, case when kind = 'proportion' then 100 else 10000 end * numerator / nullif(denominator, 0) as value,
        1.96 * case when kind = 'proportion'
            then 100 * sqrt(numerator / nullif(denominator, 0) * (1 - numerator / nullif(denominator, 0)) / nullif(denominator, 0))
            else 10000 * sqrt(numerator) / denominator end as margin
    from framed
)
select
    v.authority, v.measure_id, v.period_type, v.period_start, v.period_end, v.slice, v.slice_value,
    v.numerator, v.denominator, v.value,
    greatest(v.value - margin, 0) as ci_low, v.value + margin as ci_high,
    t.target, 5.0 as tolerance,
    case when t.target is null or v.denominator < 10 then null
         when v.polarity = 'high_is_good' and v.value >= t.target then 'met'
         when v.polarity = 'low_is_good' and v.value <= t.target then 'met'
         when abs(v.value - t.target) <= 5 then 'near' else 'not_met' end as rating,
    null::varchar as signal
from valued as v left join targets as t using (measure_id)
"""

# Simple primary suppression: what hides here is enough to show how pages treat it.
PUBLIC_SQL = """
create table measure_value as
select * replace (
    case when hidden then null else numerator end as numerator,
    case when hidden then null else value end as value,
    case when hidden then null else ci_low end as ci_low,
    case when hidden then null else ci_high end as ci_high,
    case when hidden then null else rating end as rating
), case when hidden then 'c' else 'ok' end as status
from (
    select *, coalesce(numerator between 1 and 5 or denominator between 1 and 5
        or (denominator - numerator between 1 and 5), false) as hidden
    from fct_measure_value where period_type in ('quarter', 'year')
)
"""


def write_published(folder: Path) -> Path:
    """Write current.json and its files below a folder; gives the folder."""
    casework = folder / "999" / f"casework-{RUN_ID}.duckdb"
    casework.parent.mkdir(parents=True)
    returns = folder / "999" / f"returns-{RUN_ID}"
    build = duckdb.connect()
    fill(build)
    keep(
        build,
        folder / f"public-{RUN_ID}.duckdb",
        "dim_authority",
        "dim_measure",
        "measure_value",
        "measure_benchmark",
        "run_manifest",
    )
    keep(
        build, folder / f"aggregate-{RUN_ID}.duckdb", "dim_authority", "dim_measure", "fct_measure_value", "measure_benchmark",
        "ingestion_history", "ingestion_finding_count", "ingestion_finding_kind", "ingestion_refusal", "ingestion_not_produced", "recorded_late",
        "rule_run", "run_manifest",
    )  # fmt: skip
    keep(
        build,
        casework,
        "fct_measure_row",
        "rule_run",
        "rule_issue",
        "return_file",
        "ingestion_finding",
        "ingestion_conflict",
        "suspected_duplicate",
        "dim_measure",
        "run_manifest",
    )
    build.close()
    (returns / "cin").mkdir(parents=True)
    (returns / "cin" / "CIN_999_2025-26.xml").write_text("<Message/>", encoding="utf-8")
    (returns / "cin" / "reconciliation.csv").write_text(
        "title,label,value,previous,change,check\n"
        "Children,Children in the return,60,40,20,Rose by more than 15%\n"
        "Children,Not yet born,2,2,0,\n",
        encoding="utf-8",
    )
    (returns / "ssda903").mkdir()
    (returns / "ssda903" / "episodes.csv").write_text("CHILD\n", encoding="utf-8")
    pointer = {
        "run_id": RUN_ID,
        "as_at": AS_AT.isoformat(),
        "public": f"public-{RUN_ID}.duckdb",
        "aggregate": f"aggregate-{RUN_ID}.duckdb",
        "authorities": {
            "999": {
                "casework": f"999/casework-{RUN_ID}.duckdb",
                "identity": f"999/identity-{RUN_ID}.duckdb",
            }
        },
        "returns": {"999": f"999/returns-{RUN_ID}"},
    }
    (folder / "current.json").write_text(json.dumps(pointer), encoding="utf-8")
    return folder


def fill(con: duckdb.DuckDBPyConnection) -> None:
    """All tables of the run in one database."""
    measures = pl.DataFrame(
        [
            {
                "measure_id": m[0], "topic": m[0].split("__")[0], "title": m[1], "question": m[2], "kind": m[3],
                "basis": m[4], "polarity": m[5], "unit": m[6], "numerator": m[7], "denominator": m[8],
                "slices": ["team", "age_band"], "exclusions": "Transfers in" if m[0].startswith("section") else None, "source": "DfE, children in need census",
                "owner": "Performance team", "why_it_matters": "Delay leaves a child waiting.", "definition": "One row per event.",
                "definition_hash": f"{abs(sum(map(ord, m[0]))):08x}",
            }
            for m in MEASURES
        ]
    )  # fmt: skip
    targets = pl.DataFrame(
        [(m[0], m[11]) for m in MEASURES if m[11]], schema=["measure_id", "target"], orient="row"
    )
    rows = pl.DataFrame(invented_rows(), schema=ROW_COLUMNS, orient="row")
    against = pl.DataFrame(
        [
            {
                "authority": "999", "measure_id": measure_id, "level": level, "year": "2024-25", "value": value,
                "n": 10 if level == "neighbour_median" else None, "area_name": "England" if level == "england" else None,
                "status_code": "ok", "release": "Children in need, 2025",
                "definition_difference": "The published figure is of a whole year.", "dp": 1,
                "attribution": "Contains public sector information licensed under the Open Government Licence v3.0.",
            }
            for measure_id, pair in BENCHMARKS.items()
            for level, value in zip(("england", "neighbour_median"), pair, strict=True)
        ]
        + [
            {
                "authority": "999", "measure_id": "contact__decided_within_1_working_day", "level": "england",
                "year": None, "value": None, "n": None, "area_name": "England", "status_code": "z", "release": None,
                "definition_difference": "Nobody publishes contacts.", "dp": 1, "attribution": None,
            }
        ]
    )  # fmt: skip
    runs = pl.DataFrame(
        [(name, "2025-26", *rule) for name in ("cin", "ssda903") for rule in RULES],
        schema=[
            "return_name",
            "collection_year",
            "rule_code",
            "severity",
            "status",
            "issue_count",
            "rows_checked",
            "reason",
        ],
        orient="row",
    )
    issues = pl.DataFrame(
        [
            (
                name,
                "2025-26",
                code,
                "error",
                "Assessments",
                number,
                f"C10{number}",
                "AssessmentActualStartDate",
                value,
                "The date is missing",
                "cin_assessments",
                number + 2,
                f"{name}-{number}",
                40 + number,
                TEAMS[number] if number < 2 else None,
                f"W{number}",
                f"cin_assessments A{number}",
                f"AssessmentActualStartDate 2026-01-0{number + 1}",
                "ssd_cin_assessments.csv",
            )
            for name in ("cin", "ssda903")
            for number, (code, value) in enumerate(
                (("100", EVIL), ("100", "=cmd()"), ("102Q", "2026-01-01"))
            )
        ],
        schema=[
            "return_name",
            "collection_year",
            "rule_code",
            "severity",
            "table",
            "row_number",
            "child_id",
            "field",
            "value",
            "message",
            "source_table",
            "source_row",
            "finding_id",
            "line",
            "team",
            "worker_id",
            "record",
            "keys",
            "source_file",
        ],
        orient="row",
    )
    files = pl.DataFrame(
        {
            "authority": ["999", "999"],
            "return_name": ["cin", "ssda903"],
            "collection_year": ["2025-26", "2025-26"],
            "file_name": ["CIN_999_2025-26.xml", "episodes.csv"],
            "sha256": ["00", "11"],
        }
    )
    manifest = pl.DataFrame(
        {
            "run_id": [RUN_ID],
            "as_at": [AS_AT],
            "code_version": ["0.1.0"],
            "seed_hashes": [json.dumps({"targets/measure_target.csv": "00"})],
            "snapshots": [json.dumps({"999/ssd/2026-07-31-0123456789ab": "0123456789ab"})],
        }
    )
    frames = {
        "dim_measure": measures, "targets": targets, "fct_measure_row": rows, "measure_benchmark": against,
        "dim_authority": pl.DataFrame({"authority": ["999"], "authority_name": ["Barsetshire"]}), "rule_run": runs, "rule_issue": issues, "return_file": files, "run_manifest": manifest, **drops_and_findings(), **records(),
    }  # fmt: skip
    for name, frame in frames.items():
        con.register("given", frame)
        con.execute(f"create table {name} as select * from given")
        con.unregister("given")
    con.execute(VALUES_SQL.format(population=POPULATION))
    con.execute(PUBLIC_SQL)


def records() -> dict[str, pl.DataFrame]:
    """Pairs of records that may be one child, and values in which two systems disagree."""
    pairs = [
        ("999", "C1001", "C1002", "ssd", "ssd", "sounds alike", "same", "same", "same", "unknown", "unknown", 23),
        ("999", "C1003", "NG7", "ssd", "northgate", "begins alike", "same", "differs by one figure", "same", "same", "unknown", 27),
    ]  # fmt: skip
    conflicts = [
        ("999", "cin_episodes", "R5|C1003", "C1003", "cine_referral_nfa", "ssd", "ssd_cin_episodes.csv", 8, "true", "northgate", "ng.csv", 9, EVIL),
        ("999", "cin_episodes", "R6|C1004", "C1004", "cine_referral_nfa", "ssd", "ssd_cin_episodes.csv", 9, "true", "northgate", "ng.csv", 10, "false"),
    ]  # fmt: skip
    alike = ["forename", "surname", "birth_date", "sex", "postcode", "upn"]
    names = ["authority", "table_name", "row_key", "person_id", "column_name"]
    sides = [f"{side}_{what}" for side in ("counting", "other") for what in ("system", "file", "row", "text")]  # fmt: skip
    return {
        "suspected_duplicate": pl.DataFrame(
            pairs,
            schema=[
                "authority",
                "child_id",
                "other_child_id",
                "source_system",
                "other_source_system",
                *alike,
                "score",
            ],
            orient="row",
        ),
        "ingestion_conflict": pl.DataFrame(conflicts, schema=[*names, *sides], orient="row"),
    }


OLD_DROP, DROP_IN_USE, REFUSED_DROP = (
    "2026-04-30-aaaaaaaaaaaa",
    "2026-07-31-0123456789ab",
    "2026-08-01-bbbbbbbbbbbb",
)


def drops_and_findings() -> dict[str, pl.DataFrame]:
    """Two drops of the case system, one of them in use, one that was refused, and their findings."""
    counts = [
        "rows_in",
        "rows_loaded",
        "rows_quarantined",
        "duplicates_collapsed",
        "rows_superseded",
        "unmapped_codes",
        "failed_casts",
        "orphans",
        "conflicts",
    ]
    history = [
        {
            "authority": "999", "source_system": "ssd", "snapshot_id": snapshot, "as_at": dt.date.fromisoformat(snapshot[:10]),
            "landed_at": dt.datetime.fromisoformat(f"{snapshot[:10]}T21:00:00+00:00"), "is_in_use": snapshot == DROP_IN_USE, "is_counted": True,
            "accepted_by": "A. Person" if snapshot == DROP_IN_USE else None,
            "accepted_because": "Moved out" if snapshot == DROP_IN_USE else None,
            "accepted_tables": "missing is absent and had 40 rows" if snapshot == DROP_IN_USE else None,
            "table_name": table, "is_absent": numbers[0] == 0, **dict(zip(counts, numbers, strict=True)),
            "earliest_on": dt.date(2023, 4, 1) if numbers[0] else None, "latest_on": dt.date(2026, 7, 31) if numbers[0] else None,
        }
        for snapshot, tables in {
            DROP_IN_USE: {"contacts": (2400, 2397, 2, 1, 0, 0, 0, 1, 1), "person": (800, 800, 0, 0, 0, 1, 0, 0, 0), "missing": (0,) * 9},
            OLD_DROP: {"contacts": (2300, 2300, 0, 0, 0, 0, 0, 0, 0), "person": (790, 790, 0, 0, 0, 0, 0, 0, 0), "missing": (40, 40, 0, 0, 0, 0, 0, 0, 0)},
        }.items()
        for table, numbers in tables.items()
    ]  # fmt: skip
    findings = [
        ("contacts", "ssd_contacts.csv", 12, "C1001", "cont_contact_date", "quarantined", None, "cont_contact_date is empty"),
        ("contacts", "ssd_contacts.csv", 19, "C1002", None, "conflict", None, "another row with the same key was given later"),
        ("contacts", "ssd_contacts.csv", 30, "C1003", None, "duplicate", None, "the same row was given again"),
        ("contacts", "ssd_contacts.csv", 31, "C1004", "cont_contact_team", "orphan", "T9", "no row of department has this dept_team_id"),
        ("person", "ssd_person.csv", 4, "C1005", "pers_ethnicity", "unmapped_code", EVIL, None),
    ]  # fmt: skip
    found = pl.DataFrame(
        findings,
        schema=["table_name", "source_file", "source_row", "person_id", "column_name", "finding", "raw_text", "reason"],
        orient="row",
    ).with_columns(
        pl.lit("999").alias("authority"),
        pl.lit("ssd").alias("source_system"),
        pl.lit(DROP_IN_USE).alias("snapshot_id"),
        pl.col("finding").replace_strict({name: kind.remedy for name, kind in KINDS.items()}).alias("remedy"),
    )  # fmt: skip
    drop = ["authority", "source_system", "snapshot_id"]
    return {
        "ingestion_history": pl.DataFrame(history, infer_schema_length=None),
        "ingestion_finding": found,
        "ingestion_finding_count": found.group_by(*drop, "table_name", "column_name", "finding", "reason", maintain_order=True).agg(
            pl.len().cast(pl.Int64).alias("times")
        ),
        "ingestion_finding_kind": pl.DataFrame(
            [(name, kind.title, kind.means, kind.remedy) for name, kind in KINDS.items()],
            schema=["finding", "title", "means", "remedy"],
            orient="row",
        ),
        "ingestion_refusal": pl.DataFrame(
            {
                "authority": ["999"], "source_system": ["ssd"], "snapshot_id": [REFUSED_DROP], "as_at": [dt.date(2026, 8, 1)],
                "refused_at": [dt.datetime.fromisoformat("2026-08-01T21:00:00+00:00")], "compared_with": [DROP_IN_USE],
                "has_landed_since": [False], "table_name": ["contacts"], "rows_before": [2400], "rows_now": [12],
            }
        ),
        "recorded_late": pl.DataFrame(
            {
                "authority": "999", "source_system": "ssd", "snapshot_id": DROP_IN_USE, "as_at": dt.date(2026, 7, 31),
                "previous_as_at": dt.date(2026, 4, 30), "slice": ["all", "table", "table", "team", "team"],
                "slice_value": ["all", "contacts", "cp_visits", TEAMS[0], None], "new_rows": [300, 200, 100, 280, 20],
                "late_rows": [12, 12, 0, 9, 3], "median_days_late": [3.5, 3.5, None, 4.0, 2.0],
            }
        ),
        "ingestion_not_produced": pl.DataFrame(
            {
                "authority": ["999", "999"], "kind": ["measure", "ssda903"],
                "output": ["missing__return_interview_within_72_hours", "Missing"],
                "title": ["missing__return_interview_within_72_hours", "SSDA903 Missing"], "why": ["no rows of missing"] * 2,
            }
        ),
    }  # fmt: skip


def keep(build: duckdb.DuckDBPyConnection, path: Path, *tables: str) -> None:
    """Write some tables into a file of their own."""
    build.execute(f"attach '{path}' as target")
    for table in tables:
        build.execute(f"create table target.{table} as select * from {table}")
    build.execute("detach target")
    path.chmod(0o444)
