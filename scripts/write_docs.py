"""Writes docs/measures.md, docs/rules.md and docs/contract.md from what they describe.

Run by `make docs`; `--check` changes nothing and says which pages are old. The pages have no
sentence of their own about a measure, a rule or a column: those stand where the thing is declared.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from pipelines.contract import load_contract
from returns import KNOWN_YEARS, RETURNS, rules_of

PROJECT_ROOT = Path(__file__).resolve().parent.parent
NOTE = "<!-- Written by `make docs`; do not edit. -->\n"
POLARITIES = {
    "high_is_good": "high is good",
    "low_is_good": "low is good",
    "neutral": "neutral, never rated",
}


def cell(text: object) -> str:
    """A text as the cell of a Markdown table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def declared_measures() -> Iterator[tuple[str, dict[str, Any]]]:
    """Measure id and its declaration, by id."""
    folder = PROJECT_ROOT / "dbt_project" / "models" / "marts" / "measures"
    for path in sorted(folder.glob("*/msr_*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            yield model["name"].removeprefix("msr_"), model["config"]["meta"]["measure"]


def measures_page() -> str:
    """Every measure with its definition."""
    parts = [f"# Measures\n{NOTE}"]
    for measure_id, meta in declared_measures():
        source = meta["source"]
        rows = [
            ("Id", f"`{measure_id}`"),
            ("Question", meta["question"]),
            ("Kind and basis", f"{meta['kind'].replace('_', ' ')}, {meta['basis']}"),
            ("Polarity", POLARITIES[meta["polarity"]]),
            ("Numerator", meta["numerator"]),
            ("Denominator", meta["denominator"]),
            ("Left out", meta.get("exclusions", "nothing")),
            ("Source", f"{source['document']}: {source['table']}"),
            ("Why it matters", meta["why_it_matters"]),
            ("Owner", meta["owner"]),
            ("Reviewed, next review", f"{meta['reviewed_on']}, {meta['next_review_on']}"),
        ]
        lines = [f"## {meta['title']}\n", "| | |", "|---|---|"]
        lines += [f"| {name} | {cell(value)} |" for name, value in rows]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def rules_page() -> str:
    """Every rule of each return for the newest year that has it, with the year in which it came."""
    parts = [f"# Rules of the returns\n{NOTE}"]
    names = {"cin": "CIN census", "ssda903": "SSDA903"}
    for return_name in RETURNS:
        found = {
            rule.code: (rule, year.label)
            for year in KNOWN_YEARS
            for rule in rules_of(return_name, year.label)
        }
        newest = KNOWN_YEARS[-1].label
        lines = [
            f"## {names[return_name]}\n",
            "| code | severity | kind | since | says | looks at |",
            "|---|---|---|---|---|---|",
        ]
        for rule, last in sorted(found.values(), key=lambda pair: pair[0].sort_key):
            years = rule.since if last == newest else f"{rule.since} to {last}"
            fields = "; ".join(
                f"{table}: {', '.join(columns)}" if columns else table
                for table, columns in rule.tables.items()
            )
            lines.append(
                f"| {rule.code} | {rule.severity} | {rule.kind.replace('_', ' ')} | {years} "
                f"| {cell(rule.message)} | {cell(fields)} |"
            )
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def contract_page() -> str:
    """Every table and column of the contract."""
    parts = [f"# Tables and columns that Sightline understands\n{NOTE}"]
    for table in load_contract().tables.values():
        said = [
            f"Key: {', '.join(table.key)}.",
            f"Without it: {table.without_it}",
            "In the warehouse." if table.staged else "Landed and counted; no model reads it yet.",
        ]
        if table.aliases:
            said.append(f"Also found as: {', '.join(table.aliases)}.")
        lines = [
            f"## {table.name}\n",
            f"{table.title}. {' '.join(said)}\n",
            "| column | type | required | points to | returns | means |",
            "|---|---|---|---|---|---|",
        ]
        for column in table.columns.values():
            kind = f"{column.type} of {column.code_list}" if column.code_list else column.type
            lines.append(
                f"| {column.name} | {kind} | {'yes' if column.required else ''} "
                f"| {column.references or ''} | {', '.join(column.returns)} "
                f"| {cell(column.means or '')} |"
            )
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


PAGES = {"measures.md": measures_page, "rules.md": rules_page, "contract.md": contract_page}


def main() -> None:
    """Write the pages, or with --check compare them."""
    old = []
    for name, page in PAGES.items():
        path = PROJECT_ROOT / "docs" / name
        text = page()
        if "--check" not in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            old.append(f"docs/{name}")
    if old:
        sys.exit(f"Written before the last change: {', '.join(old)}. Run `make docs`.")


if __name__ == "__main__":
    main()
