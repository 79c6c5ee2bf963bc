"""The rules of a return for a year.

A rule is either one SQL file with a YAML header in `<return>/rules/<year>/`, or a row of
`<return>/spec/template_rules.csv` that one of the templates below turns into SQL. A year's folder
holds only what changed: a file replaces the rule of the same code, `changes.yml` lists under
`deleted` the codes that went. Every rule, of either sort, has a fixture `rule_<code>.yml`.

The header of an SQL rule:
  code, message, severity (error, query or check) and kind (row, code_list, sequence, join,
  authority, previous_year);
  tables:    the tables that it flags, each with its fields; the first field is the one that an
             issue names;
  reads:     other tables without which it cannot run (`Episodes_previous` is last year's);
  optional:  tables that count as empty where they are absent;
  needs:     of `authority`, `previous`, the reference tables `providers` and `postcodes`, and the
             derived columns: `PL_LA` is there where the file has it or the postcodes are given,
             `PL_LA_previous` the same of last year, `UASC` (of Header) where the file has it.

The SQL sees each table twice typed: `DEC` as text, `DEC_on` as a date, flags as `_is`, numbers as
`_n`. It may call the macros of `macros.sql`, read the relations of `<return>/shared/`, and use the
parameters $collection_start, $collection_end and $authority. It selects the rows to flag:
`row_number` where one table is flagged, or one column of row numbers for each flagged table, named
after it. Where it selects neither, each row is a finding without a row: on the whole authority, or
on the child in `child_id`. It may also select `field` and `value` where those of the header and of
the row would not do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from returns.specification import (
    HERE,
    Column,
    Specification,
    known_return,
    spec_rows,
    specification,
)
from returns.years import KNOWN_YEARS, CollectionYear, collection_year

SEVERITIES = ("error", "query", "check")
KINDS = ("row", "code_list", "sequence", "join", "authority", "previous_year")
DERIVED = ("PL_LA", "PL_LOCATION", "PL_DISTANCE")
NEEDS = (
    "authority",
    "previous",
    "providers",
    "postcodes",
    "UASC",
    *DERIVED,
    *(f"{name}_previous" for name in DERIVED),
)
FORMAT = "FORMAT"

_HEADER = re.compile(r"\A\s*/\*---\n(.*?)\n---\*/", re.DOTALL)
_PARAMETER = re.compile(r"\$(collection_start|collection_end|authority)\b")
_HEADER_KEYS = {"code", "message", "severity", "kind", "tables", "reads", "optional", "needs"}


class RuleFault(ValueError):  # noqa: N818 - the house word
    """A rule file that is not well formed: a defect of ours, never of a return."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in force. `since` is the collection year in which it came or last changed."""

    code: str
    message: str
    severity: str
    kind: str
    tables: Mapping[str, tuple[str, ...]]
    sql: str
    since: str
    path: Path
    reads: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def fixture(self) -> Path:
        """The rows on which the rule must speak, and those on which it must not."""
        return self.path.parent / f"rule_{self.code}.yml"

    @property
    def sort_key(self) -> tuple[int, str]:
        """Number first, then letters: 9 before 10, numbers before names."""
        number = re.match(r"\d+", self.code)
        return (int(number.group()) if number else 10**9, self.code)


def rules_of(return_name: str, year: str) -> list[Rule]:
    """The rules of a return for a year, by code.

    Raises:
        ReturnFault: unknown return or year.
    """
    return list(_rules(known_return(return_name), collection_year(year).label))


@lru_cache(maxsize=32)
def _rules(return_name: str, label: str) -> tuple[Rule, ...]:
    year = collection_year(label)
    spec = specification(return_name, label)
    found = {rule.code: rule for rule in _template_rules(spec)}
    for past in KNOWN_YEARS:
        if past <= year:
            _overlay(found, return_name, past)
    return tuple(sorted(found.values(), key=lambda rule: rule.sort_key))


def _overlay(found: dict[str, Rule], return_name: str, year: CollectionYear) -> None:
    folder = HERE / return_name / "rules" / year.label
    changes = folder / "changes.yml"
    if changes.exists():
        for code in _yaml(changes.read_text(encoding="utf-8"))["deleted"]:
            del found[str(code)]
    for path in sorted(folder.glob("*.sql")):
        rule = read_rule(path, year.label)
        found[rule.code] = rule


def with_variables(sql: str) -> str:
    """SQL whose parameters are variables of the connection: values never stand in it as text."""
    return _PARAMETER.sub(r"getvariable('\1')", sql)


def _yaml(text: str) -> Any:
    # The loader in C takes a tenth of the time: a quarter of a second for the rules of a year.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader either way


def read_rule(path: Path, since: str) -> Rule:
    """The rule in an SQL file.

    Raises:
        RuleFault: header absent, unknown keys or values, or a file name that does not fit the code.
    """
    text = path.read_text(encoding="utf-8")
    header = _HEADER.match(text)
    if header is None:
        raise RuleFault(f"{path}: no header between /*--- and ---*/")
    said: dict[str, Any] = _yaml(header.group(1))
    sql = with_variables(text[header.end() :].strip())
    rule = Rule(
        code=str(said["code"]),
        message=said["message"],
        severity=said["severity"],
        kind=said["kind"],
        tables={table: tuple(fields) for table, fields in said["tables"].items()},
        sql=sql,
        since=since,
        path=path,
        reads=tuple(said.get("reads", ())),
        optional=tuple(said.get("optional", ())),
        needs=tuple(said.get("needs", ())),
    )
    wrong = [
        *sorted(set(said) - _HEADER_KEYS),
        *([] if path.name == f"rule_{rule.code}.sql" else ["file name"]),
        *([] if rule.severity in SEVERITIES else ["severity"]),
        *([] if rule.kind in KINDS else ["kind"]),
        *([] if set(rule.needs) <= set(NEEDS) else ["needs"]),
    ]
    if wrong:
        raise RuleFault(f"{path}: wrong in the header: {', '.join(wrong)}")
    return rule


# What is wrong with a cell. The names that come in are those of our own specification, never
# anything out of a return.
_LISTED = "\"{name}\" in (select code from collection_code where code_list = '{code_list}')"
_TEMPLATES = {
    "required": '"{name}" is null',
    "code": f'"{{name}}" is null or not {_LISTED}',
    "code_if_given": f'"{{name}}" is not null and not {_LISTED}',
    "date": '"{companion}" is null',
    "date_if_given": '"{name}" is not null and "{companion}" is null',
    "outside_year": '"{companion}" not between $collection_start and $collection_end',
    "after_year": '"{companion}" > $collection_end',
    "missing_or_later": '"{name}" is null or "{companion}" > $collection_end',
    "flag": '"{companion}" is null',
    "too_long": 'length("{name}") > {max_length}',
    "not_alphanumeric": "not regexp_full_match(\"{name}\", '[\\p{{L}}\\p{{N}}]+')",
    "twice": '"{name}" in (select "{name}" from "{table}" group by all having count(*) > 1)',
    "not_in_header": '"{name}" not in (select "{name}" from Header where "{name}" is not null)',
    "differs_from_header": (
        'exists (select 1 from Header as header where header."{child}" = "{table}"."{child}"'
        ' and header."{own}" <> "{table}"."{own}")'
    ),
    "differs_from_last_year": (
        "row_number in (select row_number from carried_over_episode"
        ' where "{name}" is distinct from "{name}_before")'
    ),
}
_LAST_YEAR = "differs_from_last_year"
# What a template reads besides its own table.
_TEMPLATE_READS = {
    "not_in_header": ("Header",),
    "differs_from_header": ("Header",),
    _LAST_YEAR: ("Episodes_previous",),
}


def _condition(template: str, column: Column, child: str) -> str:
    """What is wrong with a cell, as SQL; `child` is the column that names the child."""
    condition = _TEMPLATES[template].format(
        name=column.name,
        companion=column.companion,
        own=column.companion or column.name,
        code_list=column.code_list,
        max_length=column.max_length,
        table=column.table,
        child=child,
    )
    return with_variables(condition)


def _kind_of_template(template: str) -> str:
    if template == _LAST_YEAR:
        return "previous_year"
    if template in _TEMPLATE_READS:
        return "join"
    return "code_list" if template.startswith("code") else "row"


def _needs_of_template(template: str, columns: Sequence[Column]) -> tuple[str, ...]:
    if template != _LAST_YEAR:
        return ()
    derived = [column.name for column in columns if column.derived]
    return ("previous", *derived, *(f"{name}_previous" for name in derived))


def _template_rules(spec: Specification) -> Iterator[Rule]:
    for row in spec_rows(spec.return_name, "template_rules", spec.year):
        table = spec.tables[row["table"]]
        columns = {column.name: column for column in table.columns}
        fields = tuple(row["fields"].split())
        selects = [
            # Names out of our own specification; never anything out of a return.
            f"select row_number, '{name}' as field from \"{table.name}\" where "  # noqa: S608
            + _condition(row["template"], columns[name], spec.child_column)
            for name in fields
        ]
        yield Rule(
            code=row["code"],
            message=row["message"],
            severity=row["severity"],
            kind=_kind_of_template(row["template"]),
            tables={table.name: fields},
            sql="\nunion all\n".join(selects),
            since=row["first_year"],
            path=HERE / spec.return_name / "rules" / row["first_year"] / "template_rules.csv",
            reads=_TEMPLATE_READS.get(row["template"], ()),
            needs=_needs_of_template(row["template"], [columns[name] for name in fields]),
        )
