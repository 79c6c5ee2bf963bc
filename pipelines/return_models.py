"""The dbt contracts of the `rtn_` models, made from the specifications of the returns.

`python -m pipelines.return_models` writes `models/marts/returns/<return>/_<return>__contracts.yml`;
`--check` changes nothing and ends with 1 and the names of the files that differ. A model has the
columns that its table has in any collection year: what a year does not know is null in its rows,
and the writer leaves it out. Descriptions of the rows are kept here, because the specifications say
what a file holds and not how we count.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.faults import Fault
from pipelines.settings import PROJECT_ROOT
from returns.specification import RETURNS, Column, Table, specification
from returns.years import KNOWN_YEARS

MODELS_DIR = PROJECT_ROOT / "dbt_project" / "models" / "marts" / "returns"
GENERATED = "Made from returns/{name}/spec by `python -m pipelines.return_models`."

BEFORE = (("authority", "varchar"), ("collection_year", "varchar"))
AFTER = (("source_table", "varchar"), ("source_row", "bigint"))
LEFT_OUT_COLUMNS = (
    ("what", "varchar"),
    ("record_id", "varchar"),
    ("child_id", "varchar"),
    ("reason", "varchar"),
    ("is_left_out", "boolean"),
)
LEFT_OUT_ROW = (*BEFORE, *LEFT_OUT_COLUMNS, *AFTER)

# Per table: the end of its model's name, and what a row is. The first words are the grain.
ROWS: dict[str, dict[str, tuple[str, str]]] = {
    "cin": {
        "Header": ("header", "One row per authority and collection year."),
        "ChildIdentifiers": (
            "child_identifiers",
            "One row per child in the CIN census, as known at the year end.",
        ),
        "ChildCharacteristics": ("child_characteristics", "One row per child in the CIN census."),
        "Disabilities": (
            "disabilities",
            "One row per born child and disability; NONE where none is recorded.",
        ),
        "CINdetails": (
            "cin_details",
            "One row per episode of need, and per referral without further action, of the year.",
        ),
        "Assessments": (
            "assessments",
            "One row per assessment wholly or partly in the year, with its factors as a list.",
        ),
        "CINplanDates": (
            "cin_plan_dates",
            "One row per in-need plan that was open on a day of the year.",
        ),
        "Section47": (
            "section_47",
            "One row per section 47 enquiry that started, or had its conference, in the year.",
        ),
        "ChildProtectionPlans": (
            "child_protection_plans",
            "One row per child protection plan that was open on a day of the year.",
        ),
        "Reviews": (
            "reviews",
            "One row per plan and day of review: those of the year, and the last of the year "
            "before for plans open on 1 April.",
        ),
        "PreProceedings": (
            "pre_proceedings",
            "One row per child and pre-proceedings that began in the year, from 2026-27.",
        ),
    },
    "ssda903": {
        "Header": (
            "header",
            "One row per child looked after in the year, or care leaver with a birthday in it.",
        ),
        "Episodes": (
            "episodes",
            "One row per episode of care open on a day of the year, short breaks included.",
        ),
        "Reviews": (
            "reviews",
            "One row per review held in the year while the child was looked after.",
        ),
        "UASC": (
            "uasc",
            "One row per looked-after child who was an unaccompanied asylum seeker in the year.",
        ),
        "OC2": (
            "oc2",
            "One row per child looked after for the twelve months to 31 March without a break.",
        ),
        "OC3": (
            "oc3",
            "One row per care leaver with a 17th to 21st birthday in the year, or with a 22nd to "
            "25th and a contact in it.",
        ),
        "AD1": ("ad1", "One row per child adopted in the year."),
        "PlacedAdoption": (
            "placed_adoption",
            "One row per decision that a looked-after child should be placed for adoption, "
            "standing on a day of the year.",
        ),
        "PrevPerm": ("prev_perm", "One row per child who started to be looked after in the year."),
        "Missing": (
            "missing",
            "One row per time that a looked-after child was missing or away on a day of the year.",
        ),
        "SWEpisodes": (
            "sw_episodes",
            "One row per looked-after child and social worker of the year.",
        ),
        "DoLo": (
            "do_lo",
            "One row per deprivation of liberty order of a looked-after child in force on a day "
            "of the year, from 2026-27.",
        ),
    },
}
LEFT_OUT = {
    "cin": (
        "One row per record of the year that the CIN census does not carry as it was entered, "
        "with the reason."
    ),
    "ssda903": (
        "One row per record of the year that the SSDA903 does not carry as it was entered, "
        "with the reason."
    ),
}


@dataclass(frozen=True, slots=True)
class ReturnModel:
    """One rtn_ model: its dbt name, the table of the return that it is, its columns and types."""

    name: str
    table: str
    description: str
    columns: tuple[tuple[str, str], ...]


@cache
def return_models(return_name: str) -> tuple[ReturnModel, ...]:
    """The models of a return, in the order of its tables, over all collection years.

    Raises:
        Fault: the specification has a table that is not in ROWS.
    """
    rows = ROWS[return_name]
    tables: dict[str, dict[str, str]] = {}
    for year in KNOWN_YEARS:
        for name, table in specification(return_name, year).tables.items():
            tables.setdefault(name, {}).update(_columns(table))
    unknown = tables.keys() - rows.keys()
    if unknown:
        raise Fault(
            f"Tables of {return_name} without a model: {', '.join(sorted(unknown))}.",
            where="pipelines/return_models.py",
            remedy="Say in ROWS what a row is.",
        )
    return tuple(
        ReturnModel(
            f"rtn_{return_name}__{suffix}",
            name,
            description,
            (*BEFORE, *tables[name].items(), *AFTER),
        )
        for name, (suffix, description) in rows.items()
        if name in tables
    )


def _columns(table: Table) -> dict[str, str]:
    by_name: dict[str, Column] = {column.name: column for column in table.columns}
    return {
        name: "varchar[]" if name in by_name and by_name[name].type == "code_list" else "varchar"
        for name in table.column_names
        if name not in by_name or not by_name[name].derived
    }


def contracts_yaml(return_name: str) -> str:
    """Text of the properties file with the contracts of all models of a return."""
    models = [
        _model_entry(model.name, model.description, model.columns)
        for model in return_models(return_name)
    ]
    models.append(_model_entry(f"rtn_{return_name}__left_out", LEFT_OUT[return_name], LEFT_OUT_ROW))
    body = yaml.safe_dump({"models": models}, sort_keys=False, width=150, allow_unicode=True)
    return f"# {GENERATED.format(name=return_name)}\n{body}"


def _model_entry(
    name: str, description: str, columns: tuple[tuple[str, str], ...]
) -> dict[str, Any]:
    filled = {"authority", "collection_year", "LAchildID", "CINdetailsID", "CHILD", "reason"}
    entries: list[dict[str, Any]] = []
    for column, data_type in columns:
        entry: dict[str, Any] = {"name": column, "data_type": data_type}
        if column[0].isupper():
            entry["quote"] = True
        if column in filled:
            entry["constraints"] = [{"type": "not_null"}]
        entries.append(entry)
    return {
        "name": name,
        "description": description,
        "config": {"contract": {"enforced": True}},
        "columns": entries,
    }


def contract_path(return_name: str) -> Path:
    """Where the contracts of a return are kept."""
    return MODELS_DIR / return_name / f"_{return_name}__contracts.yml"


def main(arguments: list[str]) -> int:
    """Writes the files; with `--check` only says which differ, and ends with 1 if any does."""
    texts = {contract_path(name): contracts_yaml(name) for name in RETURNS}
    differing = [
        path
        for path, text in texts.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in arguments:
        for path in differing:
            print(
                f"{path.relative_to(PROJECT_ROOT)} differs; run python -m pipelines.return_models"
            )
        return 1 if differing else 0
    for path in differing:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[path], encoding="utf-8")
        print(f"wrote {path.relative_to(PROJECT_ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
