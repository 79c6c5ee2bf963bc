"""The files of a reconciliation: figures, the rows behind them, and a page to read and print.

The same reconciliation gives the same bytes. The page names no child; the list of rows does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from returns.reconciliation.counting import FELL, PER_CENT, ROSE, Reconciliation
from returns.results import replaced, safe_cells, write_bytes

FIGURES_FILE = "reconciliation.csv"
ROWS_FILE = "reconciliation_rows.csv"
PAGE_FILE = "reconciliation.html"

# Heading, sentence and caption of the table of changes.
_CHANGES_IN_WORDS = {
    "cin": (
        "What the DfE checks",
        "The DfE asks about these figures where they rise or fall by the limit or more from one "
        "year to the next.",
        "Figures whose change is checked",
    ),
    "ssda903": (
        "Differences over the threshold",
        "These counts changed by the threshold or more from one year to the next. The threshold is "
        "ours: no public source names a check of the DfE. The children behind each figure, of both "
        "years, are in its list.",
        "Counts that changed by the threshold or more",
    ),
}
_RETURN_IN_WORDS = {
    "cin": "children in need census",
    "ssda903": "return of children looked after (SSDA903)",
}
_NUMBERS = ("value", "previous", "change", "change_percent")


def write_reconciliation(reconciliation: Reconciliation, out: Path) -> list[Path]:
    """Writes `reconciliation.csv`, `reconciliation_rows.csv` and `reconciliation.html` into `out`.

    A return that has no reports yet gets none of them.
    """
    if reconciliation.figures.is_empty():
        return []
    out.mkdir(parents=True, exist_ok=True)
    figures = _plain_numbers(safe_cells(reconciliation.figures)).write_csv()
    write_bytes(out / FIGURES_FILE, figures.encode())
    with replaced(out / ROWS_FILE) as temporary:
        safe_cells(reconciliation.rows).write_csv(temporary)
    write_bytes(out / PAGE_FILE, page(reconciliation).encode())
    return [out / name for name in (FIGURES_FILE, ROWS_FILE, PAGE_FILE)]


def _plain_numbers(figures: pl.DataFrame) -> pl.DataFrame:
    """Numbers as a person would write them: whole, or with one decimal; not as 12.0."""
    return figures.with_columns(
        pl.Series(name, [_plain(number) for number in figures.get_column(name)], dtype=pl.String)
        for name in _NUMBERS
    )


def _plain(number: float | None) -> str | None:
    if number is None:
        return None
    return f"{number:.0f}" if number == int(number) else f"{number:.1f}"


# ---- the page ----


def page(reconciliation: Reconciliation) -> str:
    """The page: one table for the checks of the change and one for each report; no script."""
    # Jinja takes a tenth of a second to import, and only who writes a page needs it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    reports = list(_reports(reconciliation))
    authority = reconciliation.authority
    checked = [line for report in reports for line in report["lines"] if line["check"]]
    if reconciliation.return_name != "cin":
        checked = [line for line in checked if line["shape"]]
    heading, sentence, caption = _CHANGES_IN_WORDS[reconciliation.return_name]
    return environment.get_template("page.html.j2").render(
        return_words=_RETURN_IN_WORDS[reconciliation.return_name],
        authority=f"Authority {authority}" if authority else "Authority not named",
        year=reconciliation.year.label,
        previous_year=reconciliation.year.previous.label,
        has_previous=reconciliation.has_previous,
        reports=reports,
        checked=checked,
        changes_heading=heading,
        changes_sentence=sentence,
        changes_caption=caption,
        rows_file=ROWS_FILE,
        figures_file=FIGURES_FILE,
    )


def _reports(reconciliation: Reconciliation) -> Iterator[dict[str, Any]]:
    by_report = reconciliation.figures.partition_by("report", maintain_order=True)
    for figures in by_report:
        shared = _shared_definition(figures)
        lines = [_line(figure, shared) for figure in figures.iter_rows(named=True)]
        first = figures.row(0, named=True)
        notes: dict[str, list[str]] = {}
        for line in lines:
            if line["note"]:
                notes.setdefault(line["note"], []).append(line["label"])
        yield {
            "name": first["report"],
            "title": first["title"],
            "source": first["source"],
            "definition": shared,
            "lines": lines,
            "is_compared": any(line["is_compared"] for line in lines),
            "has_checks": any(line["check"] for line in lines),
            "has_values": any(line["is_counted"] for line in lines),
            "notes": [
                (note, "" if len(labels) == len(lines) else "; ".join(labels))
                for note, labels in notes.items()
            ],
        }


def _shared_definition(figures: pl.DataFrame) -> str:
    """The definition that most lines share is that of the report; the others have their own."""
    return str(figures.get_column("definition").mode(maintain_order=True)[0])


def _line(figure: dict[str, Any], shared: str) -> dict[str, Any]:
    share = figure["unit"] == PER_CENT
    check = figure["check"] or ""
    counted = figure["value"] is not None or share
    return {
        "report": figure["report"],
        "report_title": figure["title"],
        "line": figure["line"],
        "label": figure["label"],
        "own": "" if figure["definition"] == shared else figure["definition"],
        "note": figure["note"],
        "is_counted": counted,
        "value": _words(figure["value"], share),
        "previous": _words(figure["previous"], share),
        "change": _signed(figure["change"], " points" if share else "", share),
        "change_percent": "" if share else _change_percent(figure),
        "check": check,
        "shape": {ROSE: "▲", FELL: "▼"}.get(check.partition(" ")[0], ""),
        "is_compared": figure["previous"] is not None,
    }


def _change_percent(figure: dict[str, Any]) -> str:
    if figure["previous"] == 0:
        return "From none" if figure["value"] else "0.0%"
    return _signed(figure["change_percent"], "%", True)


def _words(number: float | None, share: bool) -> str:
    if number is None:
        return "Not known"
    return f"{number:,.1f}%" if share else f"{number:,.0f}"


def _signed(number: float | None, unit: str, decimal: bool) -> str:
    if number is None:
        return "Not known"
    text = f"{abs(number):,.1f}" if decimal else f"{abs(number):,.0f}"
    sign = "" if float(text.replace(",", "")) == 0 else "+" if number > 0 else "−"
    return f"{sign}{text}{unit}"
