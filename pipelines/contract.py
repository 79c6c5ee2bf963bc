"""The contract: what Sightline understands, read from contract.yml and checked.

Connector, staging models, ingestion report and documentation are made from this and from nothing
else. What belongs here is the shape of the data; how text becomes a typed value is in
contract_models.py.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipelines.faults import Fault

# Raw relations and staging models of every system that gives the tables of the contract.
CONTRACT_SHAPE = "ssd"
CONTRACT_PATH = Path(__file__).resolve().parent / "contract.yml"

ColumnType = Literal[
    "id", "text", "date", "timestamp", "flag", "code", "integer", "decimal", "list"
]


class Told(BaseModel):
    """When a source tells of a measure; the words are explained at the head of contract.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_month: int = Field(default=1, ge=1)
    in_month: int | None = Field(default=None, ge=1, le=12)
    on_last_day: bool = False
    words: str | None = None


class System(BaseModel):
    """A source of rows; the words are explained at the head of contract.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    tables: dict[str, list[str]] | None = None
    feeds: list[str] = Field(default_factory=list)
    gives: dict[str, Told] = Field(default_factory=dict)
    id_prefix: str | None = None
    identifier_types: list[str] = Field(default_factory=list)

    @property
    def has_contract_shape(self) -> bool:
        """True if its files hold the tables of the contract and none of its own."""
        return self.tables is None

    @property
    def raw_name(self) -> str:
        """What its raw relations begin with: systems of the contract's shape share theirs."""
        return CONTRACT_SHAPE if self.has_contract_shape else self.name


class CodeList(BaseModel):
    """The codes of one list, and other spellings (lower case) that mean one of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    codes: list[str]
    also: dict[str, str] = Field(default_factory=dict)

    def spellings(self) -> dict[str, str]:
        """Every accepted spelling in lower case, with the code that it means."""
        return {code.lower(): code for code in self.codes} | {
            spelling.lower(): code for spelling, code in self.also.items()
        }


class Column(BaseModel):
    """One column of a contract table; the words are explained at the head of contract.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    type: ColumnType
    code_list: str | None = None
    required: bool = False
    references: str | None = None
    follows: str | None = None
    everywhere: bool = False
    aliases: list[str] = Field(default_factory=list)
    extension: bool = False
    means: str | None = None
    returns: list[str] = Field(default_factory=list)

    @property
    def reference(self) -> tuple[str, str] | None:
        """Table and column that must hold the value, or None."""
        if self.references is None:
            return None
        table, _, column = self.references.partition(".")
        return table, column

    @property
    def holds_person(self) -> bool:
        """True if the value is a person's id; the dataset ends the names of such columns alike."""
        return self.type == "id" and self.name.endswith("_person_id")

    @property
    def event(self) -> str | None:
        """Table.column of the event, worker or team whose id the value is, or None."""
        other = self.references or self.follows
        return None if self.holds_person else other


class Table(BaseModel):
    """One contract table; the words are explained at the head of contract.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    ssd_name: str | None = None
    aliases: list[str] = Field(default_factory=list)
    key: list[str]
    natural_key: list[str] = Field(default_factory=list)
    lasts_until: str | None = None
    person: str | None = None
    dated_by: str | None = None
    required: bool = False
    staged: bool
    extension: bool = False
    without_it: str
    columns: dict[str, Column]

    @property
    def date_column(self) -> str | None:
        """What dates a row: `dated_by`, else the first required date, else the first date."""
        if self.dated_by:
            return self.dated_by
        dates = [c for c in self.columns.values() if c.type in ("date", "timestamp")]
        dates.sort(key=lambda column: not column.required)
        return dates[0].name if dates else None


class Contract(BaseModel):
    """All systems, in order of precedence, tables and code lists.

    Raises:
        ValidationError: a key, reference, code list or spelling names something that is not there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    systems: dict[str, System]
    code_lists: dict[str, CodeList]
    tables: dict[str, Table]

    @property
    def staged(self) -> list[Table]:
        """Tables that the warehouse has models for, in the order of the file."""
        return [table for table in self.tables.values() if table.staged]

    def staging_models(self, table: str) -> dict[str, str]:
        """Names of the staging models that feed a contract table, by system.

        The first holds the systems of the contract's shape.
        """
        fed = [s.name for s in self.systems.values() if table in s.feeds]
        return {system: f"stg_{system}__{table}" for system in (CONTRACT_SHAPE, *fed)}

    @model_validator(mode="before")
    @classmethod
    def _name_tables_and_columns(cls, given: dict[str, dict[str, dict[str, object]]]) -> object:
        tables = {}
        for table_name, table in given.get("tables", {}).items():
            columns = table.get("columns")
            if not isinstance(columns, dict):
                raise ValueError(f"{table_name} has no columns")
            named = {name: {"name": name, **column} for name, column in columns.items()}
            tables[table_name] = {"name": table_name, **table, "columns": named}
        systems = given.get("systems") or {CONTRACT_SHAPE: {"title": "The case system"}}
        named_systems = {name: {"name": name, **system} for name, system in systems.items()}
        return {**given, "tables": tables, "systems": named_systems}

    @model_validator(mode="after")
    def _everything_named_exists(self) -> Contract:
        wrong = [*self._wrong_code_lists(), *self._wrong_keys(), *self._wrong_columns()]
        wrong += [*self._ambiguous_names(), *self._wrong_systems()]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def _wrong_systems(self) -> list[str]:
        staged = {table.name for table in self.staged}
        return [
            f"system {system.name}: {table} is no table with models"
            for system in self.systems.values()
            for table in system.feeds
            if table not in staged
        ] + [
            f"system {system.name} gives the tables of the contract and feeds none by itself"
            for system in self.systems.values()
            if system.feeds and system.has_contract_shape
        ]

    def _wrong_code_lists(self) -> list[str]:
        return [
            f"code list {name}: {spelling!r} means {code!r}, which is not in the list"
            for name, code_list in self.code_lists.items()
            for spelling, code in code_list.also.items()
            if code not in code_list.codes
        ]

    def _wrong_keys(self) -> list[str]:
        wrong = []
        for table in self.tables.values():
            for key in table.key:
                if key not in table.columns or not table.columns[key].required:
                    wrong.append(f"{table.name}: key column {key} is no required column")
            for name in (table.person, table.dated_by, table.lasts_until, *table.natural_key):
                if name is not None and name not in table.columns:
                    wrong.append(f"{table.name}: there is no column {name}")
        return wrong

    def _wrong_columns(self) -> list[str]:
        wrong = []
        for table in self.tables.values():
            for column in table.columns.values():
                place = f"{table.name}.{column.name}"
                if column.code_list is not None and column.code_list not in self.code_lists:
                    wrong.append(f"{place}: there is no code list {column.code_list}")
                if column.type == "code" and column.code_list is None:
                    wrong.append(f"{place}: a code needs a code list")
                wrong += self._wrong_reference(table, column)
        return wrong

    def _wrong_reference(self, table: Table, column: Column) -> list[str]:
        wrong = []
        for other in (column.references, column.follows):
            if other is not None:
                wrong += self._wrong_target(table, column, other)
        return wrong

    def _wrong_target(self, table: Table, column: Column, other: str) -> list[str]:
        to_table, _, to_column = other.partition(".")
        target = self.tables.get(to_table)
        if target is None or to_column not in target.columns:
            return [f"{table.name}.{column.name}: there is no {other}"]
        if table.staged and not target.staged:
            return [f"{table.name}.{column.name}: {to_table} has no models to look in"]
        return []

    def _ambiguous_names(self) -> list[str]:
        """A name or alias that means two tables, or two columns of one table."""
        wrong = []
        seen: dict[str, str] = {}
        for table in self.tables.values():
            for name in table_names(table):
                if seen.setdefault(name, table.name) != table.name:
                    wrong.append(f"{name} means both {seen[name]} and {table.name}")
            headers: dict[str, str] = {}
            for column in table.columns.values():
                for header in (column.name, *column.aliases):
                    if headers.setdefault(header.lower(), column.name) != column.name:
                        wrong.append(f"{table.name}: header {header} means two columns")
        return wrong


def table_names(table: Table) -> set[str]:
    """The names, in lower case and without `ssd_`, under which a source may give the table."""
    given = {table.name, *table.aliases, *([table.ssd_name] if table.ssd_name else [])}
    return {name.lower().removeprefix("ssd_") for name in given}


@cache
def load_contract(path: Path = CONTRACT_PATH) -> Contract:
    """The contract, read once.

    Raises:
        Fault: the file is absent, is no YAML, or names something that does not exist.
    """
    try:
        return Contract.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise Fault("The contract cannot be read.", where=str(path)) from error
    except (yaml.YAMLError, ValidationError) as error:
        raise Fault(f"The contract is not valid: {error}", where=str(path)) from error
