"""The models from what was recorded of care to the episodes of the 903, without dbt.

The SQL is that of the models; their references are names of tables, and the macros are ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from jinja2 import Environment

from pipelines.contract import load_contract
from pipelines.contract_sql import sql_type

MODELS = (
    "intermediate/care/int_care__recorded_episode",
    "intermediate/care/int_care__legal_status",
    "intermediate/care/int_care__placement",
    "intermediate/care/int_care__episode",
    "marts/core/fct_care_episode",
    "marts/core/fct_care_period",
    "intermediate/returns/int_return_year",
    "intermediate/returns/int_ssda903__episode",
    "marts/returns/ssda903/rtn_ssda903__episodes",
)
MACROS = ("time", "held_on", "sql_string")
CONTRACT_TABLES = ("cla_episodes", "cla_placement", "legal_status", "cin_episodes", "address")


class CareChain:
    """Builds the episodes of care of a few invented children."""

    def __init__(self, project_root: Path, *, as_at: date, years: list[str]) -> None:
        self.con = duckdb.connect()
        contract = load_contract()
        for name in CONTRACT_TABLES:
            columns = contract.tables[name].columns.values()
            typed = ", ".join(f"{column.name} {sql_type(column)}" for column in columns)
            self.con.execute(
                f"create table int_contract__{name} (authority varchar, {typed},"
                " source_system varchar, source_table varchar, source_file varchar,"
                " source_row bigint)"
            )
        self.con.execute(
            "create table int_child_team (authority varchar, child_id varchar, team varchar,"
            " valid_from date, valid_to date)"
        )
        # No review is asked about here, so no working day is known.
        self.con.execute(
            "create table dim_date (date_day date, is_working_day boolean,"
            " working_day_number integer)"
        )
        # Nobody here is unaccompanied: that decides on a postcode alone.
        self.con.execute(
            "create table int_ssda903__unaccompanied (authority varchar, collection_year varchar,"
            " child_id varchar)"
        )
        dbt = project_root / "dbt_project"
        given = {"as_at": as_at.isoformat(), "return_years": years}
        macros = "\n".join((dbt / f"macros/{name}.sql").read_text("utf-8") for name in MACROS)
        environment = Environment(autoescape=False)
        environment.globals |= {
            "var": given.__getitem__,
            "ref": lambda name: name,
            "return": lambda value: value,
        }
        module = environment.from_string(macros).module
        environment.globals |= {
            name: value for name, value in vars(module).items() if not name.startswith("_")
        }
        self.sql = {
            Path(model).name: environment.from_string(
                (dbt / f"models/{model}.sql").read_text("utf-8")
            ).render()
            for model in MODELS
        }

    def build(self, **tables: Iterable[dict[str, Any]]) -> None:
        """The models over these rows of contract tables and no others."""
        for name in CONTRACT_TABLES:
            self.con.execute(f"delete from int_contract__{name}")
            for row_number, row in enumerate(tables.get(name, []), start=1):
                full = {"authority": "999", "source_table": name, "source_row": row_number, **row}
                names, marks = ", ".join(full), ", ".join("?" * len(full))
                self.con.execute(
                    f"insert into int_contract__{name} ({names}) values ({marks})",
                    list(full.values()),
                )
        for name, sql in self.sql.items():
            self.con.execute(f"create or replace table {name} as {sql}")

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Rows of a query over the models, by column."""
        return self.con.execute(sql).pl().to_dicts()

    def episodes_of(self, year: str) -> pl.DataFrame:
        """The Episodes of the return of a year."""
        return self.con.execute(
            "select * from rtn_ssda903__episodes where collection_year = ?", [year]
        ).pl()
