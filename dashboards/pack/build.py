"""Reads the public file and writes the pack.

What is hidden there stays hidden here: there is no other source.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboards import glossary, svg, wording
from dashboards.pack.faults import PackFault

QUARTERS_SHOWN = 9
LINES = (("england", "England", "6 4"), ("neighbour_median", "Neighbours' median", "2 3"))


def build(public_path: Path, out: Path, authority: str, quarter: str) -> Path:
    """Write the pack of a quarter as the HTML file `out` and give its path.

    Args:
        public_path: the public file of a run.
        out: the file to write; its folder is made if it is not there.
        authority: three-digit number of the council.
        quarter: such as 2026-27-Q1 for April to June 2026.

    Raises:
        PackFault: the quarter is none, is not closed at the as-at date, or the file has no figures
            for it.
    """
    try:
        start, end = wording.quarter_days(quarter)
    except ValueError as problem:
        raise PackFault(str(problem)) from problem
    source = _read(public_path, authority, start, end)
    page = _environment().get_template("pack.html.j2").render(_content(source, authority, quarter))
    out.parent.mkdir(parents=True, exist_ok=True)
    # A half-written pack must never carry the name of a whole one.
    aside = out.with_name(f".{out.name}.{os.getpid()}")
    aside.write_text(page, encoding="utf-8", newline="\n")
    aside.replace(out)
    return out


def newest_quarter(public_path: Path) -> str:
    """The newest quarter that was closed at the run's as-at date."""
    with _open(public_path) as connection:
        (as_at,) = connection.execute("select cast(as_at as date) from run_manifest").fetchall()[0]
    return wording.newest_closed_quarter(as_at)


@dataclass(frozen=True)
class Source:
    """What the public file says about one council and quarter."""

    manifest: Mapping[str, Any]
    council: str
    measures: Sequence[Mapping[str, Any]]
    quarters: Sequence[Mapping[str, Any]]
    years: Sequence[Mapping[str, Any]]
    benchmarks: Sequence[Mapping[str, Any]]
    end: dt.date


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    if not path.is_file():
        raise PackFault(
            "There is no public file to make a pack from.",
            where=str(path),
            remedy="Type `make run` first.",
        )
    return duckdb.connect(str(path), read_only=True, config={"enable_external_access": "false"})


def _rows(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[Any] = ()
) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, list(parameters))
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


VALUES_SQL = """
    select *
    from measure_value
    where authority = ? and period_type = ? and slice = 'all' and period_end <= ?
    order by measure_id, period_end
"""


def _read(path: Path, authority: str, start: dt.date, end: dt.date) -> Source:
    with _open(path) as connection:
        manifest = _rows(connection, "select * from run_manifest")[0]
        names = _rows(
            connection, "select authority_name from dim_authority where authority = ?", [authority]
        )
        source = Source(
            manifest=manifest,
            council=names[0]["authority_name"] if names else f"Authority {authority}",
            measures=wording.in_order(
                _rows(connection, "select * from dim_measure order by measure_id")
            ),
            quarters=_rows(connection, VALUES_SQL, (authority, "quarter", end)),
            years=_rows(connection, VALUES_SQL, (authority, "year", end)),
            benchmarks=_rows(
                connection,
                """
                select * from measure_benchmark where authority = ?
                order by measure_id, level, year
                """,
                [authority],
            ),
            end=end,
        )
        if not any(row["period_end"] == end for row in source.quarters):
            raise PackFault(
                f"The published file has no figures of authority {authority} for "
                f"{wording.quarter_of(start)}. {_held(connection, authority)}",
                where=str(path),
            )
    return source


def _held(connection: duckdb.DuckDBPyConnection, authority: str) -> str:
    """The quarters that the file holds of a council, in words."""
    sql = """
        select min(period_end), max(period_end) from measure_value
        where authority = ? and period_type = 'quarter'
    """
    first, last = connection.execute(sql, [authority]).fetchall()[0]
    if first is None:
        return "It holds no quarter of this council."
    return f"It holds {wording.quarter_of(first)} to {wording.quarter_of(last)}."


def _content(source: Source, authority: str, quarter: str) -> dict[str, Any]:
    as_at = _date(source.manifest["as_at"])
    entries = [
        _entry(number, measure, source) for number, measure in enumerate(source.measures, start=1)
    ]
    attributions = sorted(
        {str(row["attribution"]) for row in source.benchmarks if row.get("attribution")}
    )
    return {
        "title": f"Children’s social care in {source.council}: performance pack, "
        f"quarter {quarter[-1]} of {quarter[:7]}",
        "council": source.council,
        "authority": authority,
        "quarter": quarter,
        "quarter_words": wording.period("quarter", *wording.quarter_days(quarter)),
        "as_at": wording.day(as_at),
        "lag_days": (as_at - source.end).days,
        "entries": entries,
        "moved": _moved(entries),
        "hidden": any(entry["is_hidden"] for entry in entries),
        "hidden_mark": wording.HIDDEN,
        "hidden_words": wording.HIDDEN_WORDS,
        "attributions": attributions,
        "glossary": glossary.TERMS,
        "build": _fingerprint(source.manifest),
        "code_version": source.manifest.get("code_version"),
        "snapshots": _snapshots(source.manifest.get("snapshots")),
    }


def _entry(number: int, measure: Mapping[str, Any], source: Source) -> dict[str, Any]:
    kind, unit, polarity = str(measure["kind"]), measure.get("unit"), str(measure["polarity"])
    basis = str(measure.get("basis"))
    series = [row for row in source.quarters if row["measure_id"] == measure["measure_id"]]
    shown_rows = series[-QUARTERS_SHOWN:]
    by_end = {row["period_end"]: row for row in series}
    now: Mapping[str, Any] = by_end.get(source.end, {})
    before = by_end.get(wording.year_before(source.end))
    years = [row for row in source.years if row["measure_id"] == measure["measure_id"]]
    published, why_none = wording.published_only(
        row for row in source.benchmarks if row["measure_id"] == measure["measure_id"]
    )
    against = {str(row["level"]): row for row in published}
    labels = [wording.short_period("quarter", row["period_end"]) for row in shown_rows]
    shown = [wording.shown(row, kind, unit) for row in shown_rows]
    values = [None if row["status"] == "c" else row["value"] for row in shown_rows]
    rating = wording.rating(now, kind=kind, polarity=polarity, unit=unit)
    goal = now.get("target") if polarity != "neutral" else None
    lines = [
        svg.ReferenceLine(
            f"{name} {against[level]['year']}: "
            f"{wording.bare(wording.benchmark_figure(against[level], kind, unit))}",
            float(against[level]["value"]),
            dash,
        )
        for level, name, dash in LINES
        if level in against and against[level].get("value") is not None
    ]
    if goal is not None:
        goal_words = wording.bare(wording.figure(goal, kind, unit))
        lines.append(svg.ReferenceLine(f"Target: {goal_words}", float(goal), "10 3 2 3"))
    words = svg.trend_words(labels, shown, values)
    comparators = {
        level: {
            "level": wording.level(against[level]),
            "year": against[level]["year"],
            "figure": wording.benchmark_figure(against[level], kind, unit),
            "release": against[level].get("release") or "",
        }
        for level in ("england", "neighbour_median", "region", "local_authority")
        if level in against
    }
    direction = wording.direction(now, before, kind=kind, polarity=polarity, unit=unit)
    return {
        "number": number,
        "id": measure["measure_id"],
        "topic": wording.topic(str(measure["measure_id"])),
        "measure": measure,
        "period": wording.period_of(now, basis) if now else "",
        "figure": wording.shown(now, kind, unit),
        "parts": wording.parts(now, kind, unit),
        "before": wording.shown(before, kind, unit) if before else "No figure",
        "before_parts": wording.parts(before, kind, unit) if before else "",
        "year": wording.shown(years[-1], kind, unit) if years else "",
        "year_parts": wording.parts(years[-1], kind, unit) if years else "",
        "year_words": wording.period_of(years[-1], basis) if years else "",
        "direction": direction,
        "rating": rating,
        "rating_words": rating.sentence
        if rating
        else ("Neutral: not rated" if polarity == "neutral" else "No target set"),
        "tolerance": wording.rounded(now["tolerance"])
        if rating and now.get("tolerance") is not None
        else None,
        "titled": wording.titled(measure),
        "why_none": why_none,
        "target": wording.figure(goal, kind, unit),
        "is_annualised": bool(now.get("is_annualised")),
        "is_hidden": any(row["status"] == "c" for row in shown_rows),
        "england": comparators.get("england"),
        "neighbours": comparators.get("neighbour_median"),
        "comparators": list(comparators.values()),
        "differences": sorted(
            {
                str(row["definition_difference"])
                for row in against.values()
                if row.get("definition_difference")
            }
        ),
        "rows": [
            {
                "period": wording.period_of(row, basis),
                "figure": text,
                "numerator": _part(row, "numerator"),
                "denominator": _part(row, "denominator"),
            }
            for row, text in zip(reversed(shown_rows), reversed(shown), strict=True)
        ],
        "words": words,
        "chart": Markup(  # noqa: S704 - svg.line_chart escapes every text that it is given
            svg.line_chart(
                f"chart-{number}",
                title=f"{measure['title']}, by quarter",
                description=f"{words} "
                + " ".join(f"{line.label}." for line in lines)
                + " The table below holds every point.",
                labels=labels,
                values=values,
                shown=shown,
                unit="Per cent" if kind == wording.PROPORTION else str(unit or "").capitalize(),
                is_percentage=kind == wording.PROPORTION,
                references=lines,
            )
        ),
    }


def _part(row: Mapping[str, Any], name: str) -> str:
    """A numerator or denominator.

    Where one of a hidden figure is still shown, it passed disclosure control.
    """
    if row.get(name) is None:
        return wording.HIDDEN if row["status"] == "c" else ""
    return wording.whole(row[name])


def _moved(entries: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    """Measures by the word for their direction, those that ask for attention first."""
    words = (
        "Worse",
        "Better",
        "Higher",
        "Lower",
        "No real change",
        "Hidden",
        "Not compared",
        wording.TOO_FEW,
        "No earlier figure",
        "Not judged",
    )
    found = [
        (
            word,
            [
                str(entry["measure"]["title"])
                for entry in entries
                if entry["direction"].word == word
            ],
        )
        for word in words
    ]
    return [(word, titles) for word, titles in found if titles]


def _snapshots(given: Any) -> list[str]:
    return sorted(json.loads(given)) if given else []


def _fingerprint(manifest: Mapping[str, Any]) -> str:
    """Short hash of snapshots, code and seeds, which make the bytes.

    The run's id holds the clock and does not.
    """
    parts = [str(manifest.get(name)) for name in ("snapshots", "code_version", "seed_hashes")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _date(value: Any) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)[:10])


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["bare"] = wording.bare
    return environment
