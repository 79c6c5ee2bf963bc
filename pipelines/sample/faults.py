"""Recording faults, and who must find them.

A kind of fault is data: the rows that can have it, what is written in them, how often, and what
must speak: a rule of a return (`cin:8866`, `ssda903:225`), the list of what the return leaves out
or mends (`cin:left_out`), or the ingestion report (`ingestion:orphan`); where none does, how the
row must stand in the contract's table (`contract:kept`). Only rows whose fault has a known effect
are taken: children with one referral and no care, or with one period of care, one fault for each
child, entered soon enough that every snapshot that covers the last collection year holds the row
alike. An earlier snapshot has the fault where it holds the row as it is later. The ledger names
each; there are none elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from pipelines.contract import Contract
from pipelines.contract import Table as Spec
from pipelines.sample.care_faults import CARE_KINDS
from pipelines.sample.case_faults import AT_SCHOOL, CASE_KINDS
from pipelines.sample.fault_kinds import YEAR, YEAR_BEGAN, YEAR_ENDED, Kind
from pipelines.sample.quiet_faults import QUIET_KINDS
from pipelines.sample.snapshots import Drop, Ledger, key_of
from pipelines.sample.world import SNAPSHOTS, World

# A child whose worker writes things down sooner than this has the whole year in each snapshot taken
# after it.
LONGEST_LAG = 18
# Where at least so many rows can have a fault, one has it, however low its rate.
ENOUGH = 6
# Who stands for the child in a table that is about no child.
WORKERS = {"worker_hours": "wkhr_professional_id"}
KINDS = (*CASE_KINDS, *CARE_KINDS, *QUIET_KINDS)


def planted(
    world: World, ledger: Ledger, contract: Contract, drops: Sequence[Drop], times: float
) -> list[Drop]:
    """Plant faults of each kind in the snapshots and write them down.

    Args:
        world: for its random numbers.
        ledger: names the rows that differ between snapshots, which are left alone; receives a row
            for each snapshot and cell.
        contract: keys and types.
        drops: the snapshots, as text.
        times: multiple of the usual rates; with 0 the drops stay as they are.
    """
    drops = [dict(drop) for drop in drops]
    if times == 0:
        return drops
    known = _known(world, contract, drops[-1])
    stories = {
        "case": _cases(known, contract, drops[-1]),
        "care": _periods(known, contract, drops[-1]),
        "any": known,
    }
    steady = _steady(ledger, contract, drops)
    able = {
        kind: rows
        for kind in KINDS
        if (rows := _able(kind, stories, contract, steady, drops[-1])).height
    }
    faulty = set[str]()
    touched = set[str]()
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
        _write(kind, chosen, ledger, contract.tables[kind.table], drops)
        touched.add(kind.table)
    for name in touched:
        for drop in drops:
            drop[name] = drop[name].sort(contract.tables[name].key, maintain_order=True)
    return drops


def _steady(ledger: Ledger, contract: Contract, drops: Sequence[Drop]) -> Drop:
    """Rows that every snapshot after the year holds alike and the ledger does not name yet."""
    named = ledger.frame().select("table", "key").unique()
    after_year = [drop for as_at, drop in zip(SNAPSHOTS, drops, strict=True) if as_at > YEAR_ENDED]
    steady = {}
    for name in {kind.table for kind in KINDS} & set(drops[-1]):
        rows = after_year[-1][name]
        for drop in after_year[:-1]:
            rows = rows.join(drop[name], on=rows.columns, how="semi", nulls_equal=True)
        keys = named.filter(pl.col("table") == name)["key"].implode()
        steady[name] = rows.filter(~key_of(contract.tables[name]).is_in(keys))
    return steady


def _able(
    kind: Kind,
    stories: Mapping[str, pl.DataFrame],
    contract: Contract,
    steady: Drop,
    last: Drop,
) -> pl.DataFrame:
    """The rows that can have the fault, one for each child: dates as dates, `child`, the story."""
    spec = contract.tables[kind.table]
    rows = _dated(steady[kind.table], contract, kind.table)
    if kind.story == "worker":
        rows = rows.with_columns(child=pl.col(WORKERS[kind.table]))
    elif spec.person is not None:
        rows = rows.with_columns(child=pl.col(spec.person))
    else:
        rows = rows.join(
            _own_assessments(last), left_on=spec.key, right_on="assessment", how="inner"
        )
    if kind.story != "worker":
        rows = rows.join(stories[kind.story], on="child", maintain_order="left")
    if kind.partner:
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


def _of(table: str, contract: Contract, drop: Drop) -> pl.DataFrame:
    """A table with its dates as dates and its person as `child`."""
    rows = _dated(drop[table], contract, table)
    return rows.rename({str(contract.tables[table].person): "child"})


def _known(world: World, contract: Contract, drop: Drop) -> pl.DataFrame:
    """Children with one record whose events are entered soon: child, birth and pupil number."""
    seconds = world.children["second_of"].drop_nulls().implode()
    prompt = world.children.filter(
        (pl.col("lag") <= LONGEST_LAG)
        & pl.col("second_of").is_null()
        & ~pl.col("child").is_in(seconds)
    )
    born = _of("person", contract, drop).select("child", born="pers_dob")
    return born.filter(pl.col("born").is_not_null()).join(
        prompt, left_on="child", right_on="person_id", how="semi", maintain_order="left"
    )


def _cases(known: pl.DataFrame, contract: Contract, drop: Drop) -> pl.DataFrame:
    """Children whose whole story is one case: when it began and ended, and what was in it."""
    cases = (
        _of("cin_episodes", contract, drop)
        .filter(~pl.col("child").is_duplicated() & (pl.col("cine_referral_nfa") == "N"))
        .select(
            "child",
            referred="cine_referral_date",
            closed="cine_close_date",
            reason="cine_close_reason",
        )
    )
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
        found = _of(table, contract, drop).group_by("child").agg(**columns)
        cases = cases.join(found, on="child", how="left", maintain_order="left")
    in_care = _of("cla_episodes", contract, drop)
    return (
        cases.join(known, on="child", how="semi", maintain_order="left")
        .join(in_care, on="child", how="anti", maintain_order="left")
        .with_columns(
            pl.col("in_need_plans", "enquiries", "protection_plans").fill_null(0).cast(pl.Int64)
        )
    )


def _periods(known: pl.DataFrame, contract: Contract, drop: Drop) -> pl.DataFrame:
    """Children with one period of care and no short breaks: its dates, and what was in it."""
    rows = _of("cla_episodes", contract, drop).sort("child", "clae_cla_episode_start_date")
    periods = rows.group_by("child", maintain_order=True).agg(
        periods=pl.col("clae_cla_id").n_unique(),
        short_breaks=pl.col("clae_legal_status").is_in(["V3", "V4"]).any(),
        entered=pl.col("clae_cla_episode_start_date").min(),
        left=_last_end("clae_cla_episode_ceased_date"),
        exit=pl.col("clae_cla_episode_ceased_reason").last(),
        episodes=pl.len(),
        last_status=pl.col("clae_legal_status").last(),
        last_placement=pl.col("clae_cla_placement_id").last(),
    )
    placed = _of("cla_placement", contract, drop)
    placed = placed.select(
        last_placement="clap_cla_placement_id", last_type="clap_cla_placement_type"
    )
    periods = periods.join(placed, on="last_placement", how="left", maintain_order="left")
    for table, columns in {
        "missing": {"absences": pl.len()},
        "immigration_status": {"arrivals": pl.len()},
        "sdq_scores": {
            "questionnaires": pl.col("csdq_sdq_completed_date")
            .is_between(YEAR_BEGAN, YEAR_ENDED)
            .sum()
        },
    }.items():
        found = _of(table, contract, drop).group_by("child").agg(**columns)
        periods = periods.join(found, on="child", how="left", maintain_order="left")
    return (
        periods.filter((pl.col("periods") == 1) & ~pl.col("short_breaks"))
        .join(known, on="child", how="inner", maintain_order="left")
        .drop("periods", "short_breaks")
    )


def _last_end(column: str) -> pl.Expr:
    """The last end; none while one of the plans is open."""
    return pl.when(pl.col(column).null_count() == 0).then(pl.col(column).max())


def _write(
    kind: Kind, chosen: pl.DataFrame, ledger: Ledger, spec: Spec, drops: Sequence[Drop]
) -> None:
    """Write the fault into the chosen rows, wherever a snapshot holds them as the last one does."""
    child = pl.concat_str("child", "other", separator=" ") if kind.partner else pl.col("child")
    says = chosen.select(
        *spec.key,
        child=pl.lit("") if kind.story == "worker" else child,
        **{f"{name}_new": _text(value) for name, value in kind.change.items()},
    )
    columns = list(spec.columns)
    truth = drops[-1][spec.name].join(says, on=spec.key, maintain_order="left")
    for as_at, drop in zip(SNAPSHOTS, drops, strict=True):
        rows = drop[spec.name]
        near = rows.join(says, on=spec.key, how="semi")
        hit = truth.join(near, on=columns, how="semi", nulls_equal=True, maintain_order="left")
        new = hit.with_columns(pl.col(f"{name}_new").alias(name) for name in kind.change)
        ledger.add(as_at, spec.name, _notes(kind, hit, new, spec))
        rest = rows if kind.adds else rows.join(hit, on=spec.key, how="anti", maintain_order="left")
        drop[spec.name] = pl.concat([rest, new.select(columns)])


def _text(value: pl.Expr) -> pl.Expr:
    """Dates in ISO form, texts as they are."""
    return value.cast(pl.String)


def _notes(kind: Kind, hit: pl.DataFrame, new: pl.DataFrame, spec: Spec) -> pl.DataFrame:
    """What the ledger says: a row for each cell that differs, or one for a row too many."""
    shared = {
        "kind": pl.lit(kind.name),
        "year": pl.lit(YEAR),
        "expected": pl.lit(" ".join(kind.expected)),
    }
    if kind.adds:
        of_nobody = spec.person in kind.change
        child = pl.col(str(spec.person)) if of_nobody else pl.col("child")
        return new.select(key_of(spec), child=child, **shared)
    cells = []
    for column in kind.change:
        said = pl.col(f"{column}_new")
        cells.append(
            hit.filter(pl.col(column).ne_missing(said)).select(
                key_of(spec),
                column=pl.lit(column),
                before=pl.col(column),
                after=said,
                child="child",
                **shared,
            )
        )
    return pl.concat(cells)
