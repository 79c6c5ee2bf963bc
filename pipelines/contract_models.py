"""The files of the dbt project that follow from the contract.

`python -m pipelines.contract_models` writes the models, their descriptions and the code list seed;
`--check` changes nothing and ends with 1 and the names of the files that differ.

Systems and how they come together:

* Systems that give files in the shape of the contract (ssd, northgate, frameworki) share the raw
  relations `raw.ssd__<table>` and the generated staging models `stg_ssd__<table>`; source_system
  says whose a row is. One without a drop costs no model.
* Any other system names in contract.yml its own `tables` (each raw relation `raw.<system>__<own
  table>` has these columns as text, landed or not) and the contract tables that it `feeds`. For
  each of those models/staging/<system>/stg_<system>__<table>.sql is written by hand: the columns
  of `pipelines.contract_sql.RAW_COLUMNS`, then all columns of the contract table as text, null
  where the system has none. `int_contract_typed__<table>` unions every staging model of its table.
  The report of `sightline ingest` renders the same files, with the macros in macros/contract_*.sql;
  they may read `source("raw", ...)`, other models of their folder and ref_contract_code.
* Ids of persons in such a system are those of the case system; ids of events that it lacks are made
  by its staging model, and begin with the name of the system.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import yaml

from pipelines.contract import Column, Contract, load_contract
from pipelines.contract_sql import (
    DBT_DIR,
    TYPE_WORDS,
    generated_models,
    loaded_sql,
    measures_sql,
    own_staging,
)

STAGING_DIR = "models/staging/ssd"
LANDING_DIR = "models/staging/landing"
CONTRACT_DIR = "models/intermediate/contract"
QUALITY_DIR = "models/marts/quality"
SEED_PATH = "seeds/reference/ref_contract_code.csv"
GENERATED = "Made from pipelines/contract.yml by `python -m pipelines.contract_models`."


def generated_files(contract: Contract) -> dict[str, str]:
    """Every generated file of the dbt project: path below dbt_project to text."""
    folders = {"stg_ssd": STAGING_DIR, "stg_landing": LANDING_DIR, "ingestion": QUALITY_DIR}
    sql = {}
    by_hand = {name for name, _ in own_staging(contract)}
    for name, text in generated_models(contract):
        if name in by_hand:
            continue
        folder = next((f for start, f in folders.items() if name.startswith(start)), CONTRACT_DIR)
        sql[f"{folder}/{name}.sql"] = text
    for table in contract.staged:
        typed = f'{{{{ ref("int_contract_typed__{table.name}") }}}}'
        crosswalk, superseded = (
            '{{ ref("int_person_crosswalk") }}',
            '{{ ref("int_superseded_id") }}',
        )
        loaded = loaded_sql(table, typed, crosswalk, superseded, contract.systems)
        sql[f"{CONTRACT_DIR}/int_contract__{table.name}.sql"] = loaded
    sql[f"{CONTRACT_DIR}/int_contract_measure.sql"] = measures_sql(contract)
    files = {path: _formatted(text) for path, text in sql.items()}
    files[f"{STAGING_DIR}/_ssd__sources.yml"] = _yaml(_sources(contract))
    files[f"{STAGING_DIR}/_ssd__models.yml"] = _yaml(_staging_models(contract))
    files[f"{LANDING_DIR}/stg_landing__table.yml"] = _yaml(_landed_model("stg_landing__table"))
    files[f"{CONTRACT_DIR}/int_contract_landed.yml"] = _yaml(_landed_model("int_contract_landed"))
    files[f"{CONTRACT_DIR}/_contract__models.yml"] = _yaml(_contract_models(contract))
    files[SEED_PATH] = code_csv(contract)
    files[SEED_PATH.replace(".csv", ".yml")] = _yaml(_code_seed())
    return files


def code_csv(contract: Contract) -> str:
    """The code lists as a seed: code_list, given in lower case, code."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["code_list", "given", "code"])
    for name, code_list in contract.code_lists.items():
        for given, code in code_list.spellings().items():
            writer.writerow([name, given, code])
    return text.getvalue()


def _formatted(sql: str) -> str:
    # A development tool: only the generator needs it, so that files stand as sqlfmt leaves them.
    from sqlfmt.api import format_string
    from sqlfmt.mode import Mode

    return format_string(sql, Mode(line_length=100))


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as the other files of the project do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _yaml(content: dict[str, object]) -> str:
    body = yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return f"# {GENERATED}\n{body}"


def _sources(contract: Contract) -> dict[str, object]:
    landed = {
        "name": "landed_table",
        "description": "One row per drop and contract table: what the manifest says was landed.",
    }
    tables = [
        {
            "name": f"ssd__{table.name}",
            "description": f"One row per row given of {_lower_first(table.title)}, as text.",
        }
        for table in contract.staged
    ]
    tables += [
        {
            "name": f"{system.name}__{table}",
            "description": f"{table} of {_lower_first(system.title)}, as text.",
        }
        for system in contract.systems.values()
        for table in system.tables or {}
    ]
    return {
        "version": 2,
        "sources": [
            {
                "name": "raw",
                "schema": "raw",
                "description": "Landed drops as given: every column text, nothing left out.",
                "tables": [landed, *tables],
            }
        ],
    }


def _landed_model(name: str) -> dict[str, object]:
    return {
        "version": 2,
        "models": [
            {
                "name": name,
                "description": "One row per drop and contract table: what the manifest says of it.",
                "config": {"materialized": "view"},
            }
        ],
    }


def _code_seed() -> dict[str, object]:
    columns = {
        "code_list": "Which list the code is of.",
        "given": "A spelling that means the code, in lower case.",
        "code": "The code.",
    }
    described = [_column(name, text) for name, text in columns.items()]
    return {
        "version": 2,
        "seeds": [
            {
                "name": "ref_contract_code",
                "description": "One row per code list and spelling: the code that it means.",
                "config": {"column_types": dict.fromkeys(columns, "varchar")},
                "columns": described,
                "data_tests": [_unique(["code_list", "given"])],
            }
        ],
    }


def _staging_models(contract: Contract) -> dict[str, object]:
    return {
        "version": 2,
        "models": [
            {
                "name": f"stg_ssd__{table.name}",
                "description": f"One row per row given of {_lower_first(table.title)}: "
                "blanks trimmed, texts for nothing made null.",
            }
            for table in contract.staged
        ],
    }


def _contract_models(contract: Contract) -> dict[str, object]:
    models: list[dict[str, object]] = [
        {
            "name": "int_person_crosswalk",
            "description": "One row per person's id that goes to another by a merge, a linked "
            "identifier or a legacy id: the id that survives, with chains followed. An id that "
            "leads in a circle or to two persons keeps itself.",
            "columns": [_column("person_id", "The id that was given up.")],
            "data_tests": [_unique(["authority", "person_id"])],
        },
        {
            "name": "int_superseded_id",
            "description": "One row per id of an event, worker or team (and person, where siblings "
            "may share it) whose row counts under another id, in another system.",
            "data_tests": [_unique(["authority", "id_of", "given_id", "person_id"])],
        },
        {
            "name": "int_contract_measure",
            "description": "One row per authority, measure and month of which one of its sources "
            "tells; where there is a case system, one without a measure and a month, which stands "
            "for all of them.",
            "config": {"materialized": "ephemeral"},
        },
    ]
    for table in contract.staged:
        models.append(
            {
                "name": f"int_contract_typed__{table.name}",
                "description": f"One row per row given of {_lower_first(table.title)}: columns "
                "typed, bad cells listed in cell_faults, and in row_status whether the row is "
                "loaded, quarantined, a duplicate or superseded by a row of another system.",
            }
        )
        models.append(
            {
                "name": f"int_contract__{table.name}",
                "description": f"One row per {', '.join(table.key)} and authority of "
                f"{_lower_first(table.title)}: the loaded rows, typed, under the ids that survive "
                "merges.",
                "config": {"materialized": "view"},
                "columns": [_described(c) for c in table.columns.values()],
                "data_tests": [_unique(["authority", *table.key])],
            }
        )
    return {"version": 2, "models": models}


def _described(column: Column) -> dict[str, object]:
    about = [f"{TYPE_WORDS.get(column.type, column.type)}"]
    if column.code_list:
        about.append(f"of {column.code_list}")
    words = " ".join(about)
    text = f"{column.means} ({words})." if column.means else f"{words[0].upper()}{words[1:]}."
    return _column(column.name, text)


def _column(name: str, description: str) -> dict[str, object]:
    return {"name": name, "description": description}


def _unique(columns: list[str]) -> dict[str, object]:
    return {"unique_combination": {"arguments": {"columns": columns}}}


def _lower_first(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text if first.isupper() or first == "Section" else text[0].lower() + text[1:]


def differing(contract: Contract) -> list[str]:
    """Generated files that are absent, differ, or are left from an earlier contract."""
    wanted = generated_files(contract)
    differ = [path for path, text in wanted.items() if _text(DBT_DIR / path) != text]
    return sorted([*differ, *_left_over(wanted)])


def write(contract: Contract) -> None:
    """Writes the generated files and removes those that an earlier contract left."""
    wanted = generated_files(contract)
    for path, text in wanted.items():
        (DBT_DIR / path).parent.mkdir(parents=True, exist_ok=True)
        (DBT_DIR / path).write_text(text, encoding="utf-8")
    for path in _left_over(wanted):
        (DBT_DIR / path).unlink()


def _left_over(wanted: dict[str, str]) -> list[str]:
    there = [
        *(DBT_DIR / STAGING_DIR).glob("stg_ssd__*.sql"),
        *(DBT_DIR / CONTRACT_DIR).glob("int_*.sql"),
    ]
    paths = {path.relative_to(DBT_DIR).as_posix() for path in there}
    return sorted(paths - wanted.keys())


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def main(arguments: list[str]) -> int:
    """Writes the files, or with --check names those that differ and gives 1."""
    contract = load_contract()
    if "--check" not in arguments:
        write(contract)
        return 0
    differ = differing(contract)
    for path in differ:
        print(
            f"dbt_project/{path} differs from the contract; run python -m pipelines.contract_models"
        )
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
