"""What differs between the snapshots beyond new events, and the ledger that names it.

The last snapshot tells the truth. The one before it lacks what was entered late, has a few values
that were put right afterwards, a second record of a person not yet merged, and a row or two that
were deleted since.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from pipelines.contract import Contract
from pipelines.sample.front_door import SOURCES
from pipelines.sample.tables import Table, day_of
from pipelines.sample.world import FIRST, SNAPSHOTS, World

Drop = dict[str, pl.DataFrame]
COLUMNS = (
    "snapshot",
    "table",
    "key",
    "kind",
    "column",
    "before",
    "after",
    "child",
    "year",
    "expected",
)


@dataclass
class Ledger:
    """The changes, one row for each, in the columns of `COLUMNS`.

    Between the snapshots the kinds are late, corrected, merged and deleted. A late row has no
    column; key columns are joined by a bar. The other kinds are recording faults (see
    `faults.py`): what was true is in `before`, what the snapshot says in `after`, an empty column
    stands for a row too many, and the last three columns say who must be found with it.
    """

    snapshot: date
    parts: list[pl.DataFrame] = field(default_factory=list)

    def add(self, table: str, kind: str, column: str, rows: pl.DataFrame) -> None:
        """Write changes of one column down; `rows` has key, before and after."""
        self.parts.append(
            rows.select(
                snapshot=pl.lit(self.snapshot.isoformat()),
                table=pl.lit(table),
                key="key",
                kind=pl.lit(kind),
                column=pl.lit(column),
                before=pl.col("before").fill_null(""),
                after=pl.col("after").fill_null(""),
                **{name: pl.lit("") for name in COLUMNS[7:]},
            )
        )

    def plant(self, snapshot: date, kind: str, expected: str, rows: pl.DataFrame) -> None:
        """Write recording faults down; `rows` has the other columns of the ledger."""
        rows = rows.with_columns(
            snapshot=pl.lit(snapshot.isoformat()), kind=pl.lit(kind), expected=pl.lit(expected)
        )
        self.parts.append(rows.select(pl.col(COLUMNS).cast(pl.String).fill_null("")))

    def frame(self) -> pl.DataFrame:
        """The ledger in the order of snapshot, table, kind, key and column."""
        empty = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
        return (
            pl.concat([empty, *self.parts])
            .unique()
            .sort("snapshot", "table", "kind", "key", "column")
        )


def key_of(contract: Contract, table: str) -> pl.Expr:
    """The key of a row as one text."""
    return pl.concat_str(contract.tables[table].key, separator="|").alias("key")


def write_late(
    ledger: Ledger,
    contract: Contract,
    table: Table,
    views: tuple[pl.DataFrame, pl.DataFrame],
    texts: tuple[pl.DataFrame, pl.DataFrame],
) -> None:
    """Write down what happened before the first snapshot and was entered after it."""
    if table.start is None:
        return
    key = contract.tables[table.name].key
    first, second = views
    rows = second.join(first, on=key, how="anti").filter(pl.col(table.start) <= FIRST)
    nothing = pl.lit(None, dtype=pl.String)
    ledger.add(
        table.name,
        "late",
        "",
        rows.select(key_of(contract, table.name), before=nothing, after=nothing),
    )
    for when, dependents in table.hides.items():
        known = first.filter(pl.col(when).is_not_null())
        late = second.filter(pl.col(when).is_not_null() & (day_of(table, when) <= FIRST))
        late = late.join(known, on=key, how="anti").join(first, on=key, how="semi")
        for column in (when, *dependents):
            if column in contract.tables[table.name].columns:
                _write_column(ledger, contract, table.name, "late", column, late.select(key), texts)


def _write_column(
    ledger: Ledger,
    contract: Contract,
    table: str,
    kind: str,
    column: str,
    keys: pl.DataFrame,
    texts: tuple[pl.DataFrame, pl.DataFrame],
) -> None:
    """Write down one column of the rows with these keys where it differs."""
    on = contract.tables[table].key
    old = texts[0].select(*on, before=pl.col(column))
    new = texts[1].select(*on, after=pl.col(column))
    rows = keys.cast(pl.String).join(old, on=on).join(new, on=on)
    rows = rows.filter(pl.col("before").ne_missing(pl.col("after")))
    ledger.add(table, kind, column, rows.select(key_of(contract, table), "before", "after"))


def altered(world: World, ledger: Ledger, contract: Contract, first: Drop, last: Drop) -> Drop:
    """The first snapshot: values not yet put right, records not merged, rows not deleted."""
    rng = world.stream("snapshots")
    some = max(2, world.children.height // 400)
    seen = dict(first)

    def put_right(table: str, column: str, rows: pl.DataFrame, before: pl.Expr) -> None:
        """Give `column` its earlier value in some rows that are alike in both snapshots."""
        on = contract.tables[table].key
        alike = rows.join(last[table], on=rows.columns, how="semi", nulls_equal=True)
        count = min(some, alike.height)
        chosen = alike[np.sort(rng.choice(alike.height, count, replace=False)).tolist()]
        keys = chosen.select(*on, chosen_=pl.lit(True))
        marked = seen[table].join(keys, on=on, how="left", maintain_order="left")
        wrong = pl.when(pl.col("chosen_").fill_null(False)).then(before).otherwise(pl.col(column))
        seen[table] = marked.with_columns(wrong.alias(column)).drop("chosen_")
        _write_column(
            ledger,
            contract,
            table,
            "corrected",
            column,
            keys.select(on),
            (seen[table], last[table]),
        )

    put_right(
        "contacts",
        "cont_contact_source_code",
        first["contacts"].filter(pl.col("cont_contact_date").str.slice(0, 10) > "2026-02-15"),
        pl.col("cont_contact_source_code").replace(
            dict(zip(SOURCES, [*list(SOURCES)[1:], "1A"], strict=True))
        ),
    )
    put_right(
        "cin_assessments",
        "cina_assessment_auth_date",
        _authorised_lately(first),
        _days_later("cina_assessment_auth_date", 7),
    )
    put_right(
        "cin_episodes",
        "cine_cin_primary_need_code",
        first["cin_episodes"].filter(
            (pl.col("cine_referral_date") > "2025-10-01")
            & pl.col("cine_cin_primary_need_code").is_in(["N4", "N5"])
        ),
        pl.col("cine_cin_primary_need_code").replace({"N4": "N5", "N5": "N4"}),
    )
    put_right(
        "cp_visits",
        "cppv_cp_visit_seen_alone",
        first["cp_visits"].filter(
            (pl.col("cppv_cp_visit_date") > "2026-01-15") & (pl.col("cppv_cp_visit_seen") == "Y")
        ),
        pl.col("cppv_cp_visit_seen_alone").replace({"Y": "N", "N": "Y"}),
    )
    put_right(
        "person",
        "pers_ethnicity",
        first["person"].filter(
            pl.col("pers_dob").is_not_null() & pl.col("pers_ethnicity").is_in(["WBRI", "WOTH"])
        ),
        pl.lit("NOBT"),
    )
    seen["person"] = _not_yet_merged(ledger, contract, seen["person"], last["person"])
    for table, date_column, id_column in (
        ("contacts", "cont_contact_date", "cont_contact_id"),
        ("cin_visits", "cinv_cin_visit_date", "cinv_cin_visit_id"),
    ):
        seen[table] = _not_yet_deleted(ledger, contract, table, seen[table], date_column, id_column)
    return seen


def _authorised_lately(first: Drop) -> pl.DataFrame:
    """Assessments authorised in the months before the first snapshot, of cases still open."""
    still_open = first["cin_episodes"].filter(pl.col("cine_close_date").is_null())
    on = pl.col("cina_assessment_auth_date")
    rows = first["cin_assessments"].filter(
        on.is_between(pl.lit("2025-09-01"), pl.lit("2026-04-20"))
    )
    return rows.join(
        still_open,
        left_on=["cina_person_id", "cina_referral_id"],
        right_on=["cine_person_id", "cine_referral_id"],
        how="semi",
    )


def _days_later(column: str, days: int) -> pl.Expr:
    return pl.col(column).str.to_date().dt.offset_by(f"{days}d").dt.strftime("%Y-%m-%d")


def _not_yet_merged(
    ledger: Ledger, contract: Contract, first: pl.DataFrame, last: pl.DataFrame
) -> pl.DataFrame:
    unmerged = first.with_columns(pers_merged_into_id=pl.lit(None, dtype=pl.String))
    keys = last.filter(pl.col("pers_merged_into_id").is_not_null()).select("pers_person_id")
    _write_column(
        ledger, contract, "person", "merged", "pers_merged_into_id", keys, (unmerged, last)
    )
    return unmerged


def _not_yet_deleted(
    ledger: Ledger,
    contract: Contract,
    table: str,
    rows: pl.DataFrame,
    date_column: str,
    id_column: str,
) -> pl.DataFrame:
    """One more row in the first snapshot: its newest entered twice, under another id."""
    last_day = SNAPSHOTS[0].isoformat()
    twice = (
        rows.filter(pl.col(date_column).str.slice(0, 10) < last_day)
        .sort(date_column, id_column)
        .tail(1)
    )
    twice = twice.with_columns(
        (pl.col(id_column).cast(pl.Int64) + 400_000).cast(pl.String).alias(id_column)
    )
    empty = pl.lit(None, dtype=pl.String)
    ledger.add(
        table, "deleted", "", twice.select(key_of(contract, table), before=empty, after=empty)
    )
    return pl.concat([rows, twice]).sort(contract.tables[table].key, maintain_order=True)
