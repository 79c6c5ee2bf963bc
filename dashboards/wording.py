"""Words and figures for people, shared by the pages and the pack.

Units, periods, direction and ratings.

Pure functions: no Streamlit, no files, no clock. Everything a reader sees as a judgement is decided
here, so that a page and the pack cannot disagree.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

HIDDEN = "[c]"
HIDDEN_WORDS = (
    "[c] hidden to protect confidentiality: between 1 and 5, or would give such a number away"
)
TOO_FEW = "Too few to say"
UNTOLD = "No source tells of all of this period"

# Below these a single child moves the figure by more than any change worth a judgement (domain
# notes, section 3).
MIN_DENOMINATOR = 10
MIN_RATE_EVENTS = 6

PERIOD_TYPES = {
    "rolling_12_months": "Rolling 12 months",
    "quarter": "Quarter",
    "year": "Year to 31 March",
    "month": "Month",
}
LEVELS = {
    "england": "England",
    "neighbour_median": "Statistical neighbours, median",
    "neighbour_mean": "Statistical neighbours, mean",
    "region": "Region",
    "local_authority": "This council, as published",
}
TOPICS = {
    "contact": "Front door",
    "referral": "Front door",
    "assessment": "Assessment",
    "section_47": "Child protection",
    "child_protection": "Child protection",
    "child_in_need": "Children in need",
    "looked_after": "Looked after",
    "placement": "Placements",
    "missing": "Missing",
    "care_leaver": "Care leavers",
    "workforce": "Workforce",
}
# The ways in which a figure is broken down, by the word for one group of each.
SLICES = {
    "team": "Team",
    "ward": "Ward",
    "age_band": "Age",
    "sex": "Sex",
    "ethnic_group": "Ethnic group",
    "disability": "Disability",
    "placement_type": "Placement",
    "provider_type": "Provider",
}
UNKNOWN = "Unknown"
PROPORTION = "proportion"
RATE = "rate_per_10k"
POUNDS = "pounds a week"

_QUARTER = re.compile(r"^(\d{4})-(\d{2})-Q([1-4])$")


@dataclass(frozen=True)
class Judgement:
    """A judgement: a word, a shape that says it without colour, a sentence, a tone of style."""

    word: str
    shape: str
    sentence: str
    tone: str


def rounded(value: float, places: int = 1) -> str:
    """A number rounded half up, as the DfE does (14 of 14 exact halves), thousands separated."""
    step = Decimal(1).scaleb(-places)
    return f"{Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP):,}"


def whole(value: float | None) -> str:
    """A count with thousands separators; a part that is not whole keeps one decimal place."""
    if value is None:
        return ""
    return rounded(value, 0 if float(value).is_integer() else 1)


def figure(value: float | None, kind: str, unit: str | None = None) -> str:
    """A measure's value with its unit, or an empty text when there is none."""
    if value is None or math.isnan(value):
        return ""
    if kind == PROPORTION:
        return f"{rounded(value)}%"
    if kind == RATE:
        return f"{rounded(value)} per 10,000"
    if kind == "count":
        return whole(value)
    if unit == POUNDS:
        return f"£{rounded(value, 0)} a week"
    return f"{rounded(value)} {unit}".strip() if unit else rounded(value)


def bare(figure_text: str) -> str:
    """A rate or an average without its unit, for a column whose rows name it."""
    number, _, unit = figure_text.partition(" ")
    return number if unit and number[-1:].isdigit() else figure_text


def shown(row: Mapping[str, Any], kind: str, unit: str | None = None) -> str:
    """The figure of a value row: hidden, absent, or with its unit."""
    if row.get("status") == "c":
        return HIDDEN
    return figure(row.get("value"), kind, unit) or "No figure"


def parts(row: Mapping[str, Any], kind: str, unit: str | None = None) -> str:
    """Numerator and denominator in words.

    `412 of 480`, or `330 children for 75,012 aged 0 to 17`.
    """
    if row.get("status") == "c":
        if row.get("denominator") is None:
            return "numerator and denominator hidden"
        return f"{HIDDEN} of {whole(row['denominator'])}"
    numerator, denominator = row.get("numerator"), row.get("denominator")
    if is_untold(row):
        return UNTOLD
    if numerator is None and denominator is None:
        return ""
    if kind == RATE:
        if not denominator:
            return f"{whole(numerator or 0)}, no population known"
        return f"{whole(numerator or 0)} for {whole(denominator)} children aged 0 to 17"
    if kind == "count" or denominator is None:
        return whole(numerator)
    if not denominator:
        return "0 of 0: nothing to count"
    if unit == POUNDS:
        return f"£{rounded(numerator or 0, 0)} over {whole(denominator)} weeks"
    between = "of" if kind == PROPORTION else "over"
    return f"{whole(numerator or 0)} {between} {whole(denominator)}"


def day(on: dt.date) -> str:
    """A date in words without a leading zero: 30 June 2026."""
    return f"{on.day} {on:%B %Y}"


def financial_year(on: dt.date) -> str:
    """The financial year of a day, as 2025-26."""
    start = on.year if on.month >= 4 else on.year - 1
    return f"{start}-{(start + 1) % 100:02d}"


def quarter_of(on: dt.date) -> str:
    """The financial quarter of a day, as 2026-27-Q1 (April to June 2026)."""
    return f"{financial_year(on)}-Q{(on.month - 4) % 12 // 3 + 1}"


def quarter_days(quarter: str) -> tuple[dt.date, dt.date]:
    """First and last day of a quarter such as 2026-27-Q1.

    Raises:
        ValueError: the text is no quarter; the message says how one is written.
    """
    match = _QUARTER.match(quarter)
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise ValueError(
            f"{quarter!r} is not a quarter. Write the financial year and the quarter, such as "
            "2026-27-Q1 for April to June 2026."
        )
    number = int(match[3])
    year = int(match[1]) + (1 if number == 4 else 0)
    first_month = (number * 3) % 12 + 1
    start = dt.date(year, first_month, 1)
    after = dt.date(year + 1, 1, 1) if first_month == 10 else dt.date(year, first_month + 3, 1)
    return start, after - dt.timedelta(days=1)


def newest_closed_quarter(as_at: dt.date) -> str:
    """The last quarter whose final day is on or before the as-at date."""
    start, end = quarter_days(quarter_of(as_at))
    return quarter_of(end) if as_at >= end else quarter_of(start - dt.timedelta(days=1))


def period(period_type: str, start: dt.date, end: dt.date) -> str:
    """A period in words: `12 months to 30 June 2026`, `April to June 2026 (Q1 2026-27)`."""
    if period_type == "rolling_12_months":
        return f"12 months to {day(end)}"
    if period_type == "year":
        return f"Year to {day(end)}"
    if period_type == "quarter":
        return f"{start:%B} to {end:%B %Y} (Q{quarter_of(end)[-1]} {financial_year(end)})"
    return f"{end:%B %Y}"


def period_of(row: Mapping[str, Any], basis: str) -> str:
    """The period of a value row in words; a stock counts on its last day and says so."""
    if basis == "stock":
        quarter = f" ({short_period('quarter', row['period_end'])})"
        return f"On {day(row['period_end'])}{quarter if row['period_type'] == 'quarter' else ''}"
    return period(row["period_type"], row["period_start"], row["period_end"])


def short_period(period_type: str, end: dt.date) -> str:
    """A period short enough for an axis: `Jun 2026`, `Q1 2026-27`, `2025-26`."""
    if period_type == "quarter":
        return f"Q{quarter_of(end)[-1]} {financial_year(end)}"
    if period_type == "year":
        return financial_year(end)
    return f"{end:%b %Y}"


def year_before(end: dt.date) -> dt.date:
    """The same period's end a year before; the end of February stays the end of February."""
    if (end + dt.timedelta(days=1)).day == 1:
        following = end + dt.timedelta(days=1)
        return dt.date(following.year - 1, following.month, 1) - dt.timedelta(days=1)
    return end.replace(year=end.year - 1)


def is_untold(row: Mapping[str, Any]) -> bool:
    """Whether the council's sources say nothing of the period: not even that there was nothing."""
    return row.get("status") == "ok" and row.get("numerator") is None


def is_too_few(row: Mapping[str, Any], kind: str) -> bool:
    """Whether a figure rests on too few children for any judgement, or is hidden or absent."""
    if row.get("status") == "c" or row.get("value") is None:
        return True
    if kind == RATE:
        return (row.get("numerator") or 0) < MIN_RATE_EVENTS
    denominator = row.get("denominator")
    return denominator is not None and denominator < MIN_DENOMINATOR


def is_real_change(now: Mapping[str, Any], then: Mapping[str, Any]) -> bool | None:
    """Whether two periods differ by more than their intervals allow.

    None when an interval is missing.

    The interval of the difference comes from the two intervals (Newcombe 1998, method 10, for
    Wilson limits; Zou and Donner 2008 show that the same square-and-add step serves rates).
    """
    ends = [now.get("ci_low"), now.get("ci_high"), then.get("ci_low"), then.get("ci_high")]
    if any(end is None for end in ends):
        return None
    difference = now["value"] - then["value"]
    if difference >= 0:
        margin = math.hypot(now["value"] - now["ci_low"], then["ci_high"] - then["value"])
    else:
        margin = math.hypot(now["ci_high"] - now["value"], then["value"] - then["ci_low"])
    return bool(abs(difference) > margin)


def direction(
    now: Mapping[str, Any],
    then: Mapping[str, Any] | None,
    *,
    kind: str,
    polarity: str,
    unit: str | None = None,
) -> Judgement:
    """Direction of travel against the same period a year before, in words.

    A change is called better or worse only when it exceeds the interval; measures whose polarity is
    neutral are only ever higher or lower.
    """
    if now.get("status") == "c":
        return Judgement("Hidden", "○", "A hidden figure is not compared.", "quiet")
    if then is not None and then.get("status") == "c":
        return Judgement("Not compared", "○", "The figure a year before is hidden.", "quiet")
    if is_untold(now):
        return Judgement("Not told", "○", f"{UNTOLD}.", "quiet")
    if is_too_few(now, kind):
        return Judgement(TOO_FEW, "○", f"{TOO_FEW} whether it has changed.", "quiet")
    if then is None or then.get("value") is None:
        return Judgement(
            "No earlier figure", "○", "No figure a year before to compare with.", "quiet"
        )
    if is_too_few(then, kind):
        return Judgement(TOO_FEW, "○", f"{TOO_FEW} in the year before to compare with.", "quiet")
    before = figure(then["value"], kind, unit)
    real = is_real_change(now, then)
    if real is None:
        return Judgement(
            "Not judged", "○", f"{before} a year before; no interval to judge by.", "quiet"
        )
    if not real:
        return Judgement("No real change", "→", f"No real change: {before} a year before.", "quiet")
    rose = now["value"] > then["value"]
    arrow, moved = ("▲", "up") if rose else ("▼", "down")
    if polarity == "neutral":
        word = "Higher" if rose else "Lower"
        return Judgement(word, arrow, f"{word}: {before} a year before.", "plain")
    better = rose == (polarity == "high_is_good")
    word = "Better" if better else "Worse"
    return Judgement(
        word, arrow, f"{word}: {moved} from {before} a year before.", "good" if better else "bad"
    )


RATINGS = {
    "met": Judgement("Met", "●", "Target met", "good"),
    "near": Judgement("Near", "◐", "Near the target, within tolerance", "near"),
    "not_met": Judgement("Not met", "◆", "Target not met", "bad"),
}


def rating(
    row: Mapping[str, Any], *, kind: str, polarity: str, unit: str | None = None
) -> Judgement | None:
    """The rating against the target, in a word and a shape.

    None on neutral measures and where no target is set.

    The word is the warehouse's own; here it is only withheld when the figure rests on too few.
    """
    if polarity == "neutral" or row.get("target") is None:
        return None
    goal = f"target {figure(row['target'], kind, unit)}"
    if row.get("status") == "c":
        return Judgement("Hidden", "○", f"Hidden, so not rated ({goal})", "quiet")
    if is_untold(row):
        return Judgement("Not told", "○", f"Not told, so not rated ({goal})", "quiet")
    if is_too_few(row, kind):
        return Judgement(TOO_FEW, "○", f"{TOO_FEW} ({goal})", "quiet")
    found = RATINGS.get(str(row.get("rating") or ""))
    if found is None:
        return Judgement("Not rated", "○", f"Not rated ({goal})", "quiet")
    return Judgement(found.word, found.shape, f"{found.sentence} ({goal})", found.tone)


def topic(measure_id: str) -> str:
    """The topic that a measure belongs to, from the first part of its id."""
    first = measure_id.split("__", 1)[0]
    return TOPICS.get(first, first.replace("_", " ").capitalize())


def in_order(measures: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Measures in the order of a child's way through the service, then by id."""
    places = {first: place for place, first in enumerate(TOPICS)}

    def place(measure: Mapping[str, Any]) -> tuple[int, str]:
        measure_id = str(measure["measure_id"])
        return places.get(measure_id.split("__", 1)[0], len(places)), measure_id

    return sorted(measures, key=place)


def titled(measure: Mapping[str, Any]) -> str:
    """A measure's title that names the unit of a rate, for a column that does not."""
    title = str(measure["title"])
    return (
        f"{title}, per 10,000" if measure["kind"] == RATE and "per 10,000" not in title else title
    )


def published_only(
    benchmarks: Iterable[Mapping[str, Any]],
) -> tuple[list[Mapping[str, Any]], list[str]]:
    """The comparators that somebody publishes, and for the others the reason why nobody does."""
    given = list(benchmarks)
    found = [row for row in given if row.get("year") is not None]
    reasons = {str(row["definition_difference"]) for row in given if row.get("year") is None}
    return found, sorted(reasons)


def level(benchmark: Mapping[str, Any]) -> str:
    """A comparator's name with its area where the level alone does not say it."""
    name = LEVELS.get(
        str(benchmark["level"]), str(benchmark["level"]).replace("_", " ").capitalize()
    )
    if benchmark["level"] == "region" and benchmark.get("area_name"):
        return f"Region: {benchmark['area_name']}"
    if str(benchmark["level"]).startswith("neighbour") and benchmark.get("n"):
        return f"{name} of {benchmark['n']}"
    return name


def benchmark_figure(benchmark: Mapping[str, Any], kind: str, unit: str | None = None) -> str:
    """A published figure with its publisher's decimals, or the status code in its place."""
    value = benchmark.get("value")
    if value is None:
        return f"[{benchmark.get('status_code') or 'x'}]"
    places = benchmark.get("dp")
    if places is None or kind not in (PROPORTION, RATE):
        return figure(value, kind, unit)
    return rounded(value, int(places)) + ("%" if kind == PROPORTION else " per 10,000")


def in_groups(measures: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Measures in order, under the topic that each belongs to."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for measure in in_order(measures):
        groups.setdefault(topic(str(measure["measure_id"])), []).append(measure)
    return groups


def slice_name(name: str) -> str:
    """The word for a way of breaking down."""
    return SLICES.get(name, name.replace("_", " ").capitalize())


def slice_order(value: str) -> tuple[int, int, str]:
    """Where a group stands among others: by its first number, then by name; unknown is last.

    Never by its figure: a table that is sorted by results is a league table.
    """
    number = re.search(r"\d+", value)
    start = int(number[0]) if number else 0
    if value.lower().startswith(("unborn", "not yet born")):
        start = -2
    elif value.lower().startswith("under"):
        start = -1
    return (1 if value == UNKNOWN else 0, start, value)


def interval(row: Mapping[str, Any]) -> str:
    """The 95% interval of a figure in words; empty where it has none."""
    if row.get("ci_low") is None or row.get("ci_high") is None:
        return ""
    return f"{rounded(row['ci_low'])} to {rounded(row['ci_high'])}"


def beside_the_whole(row: Mapping[str, Any], whole_row: Mapping[str, Any], kind: str) -> str:
    """Whether a group differs from the whole by more than its interval allows, in words.

    No word is better or worse than another: which groups a team or ward serves is not in the
    figure.
    """
    if row.get("status") == "c" or whole_row.get("status") == "c":
        return "Hidden"
    if row.get("value") is None:
        return ""
    if is_too_few(row, kind):
        return TOO_FEW
    if row.get("ci_low") is None or whole_row.get("value") is None:
        return "Not judged"
    if row["ci_low"] > whole_row["value"]:
        return "Higher"
    if row["ci_high"] < whole_row["value"]:
        return "Lower"
    return "No evidence of a difference"


BANDS = {"A": "best quarter", "B": "second quarter", "C": "third quarter", "D": "last quarter"}


def band(value: float, benchmark: Mapping[str, Any], polarity: str) -> str | None:
    """The quarter of England's councils in which a value lies: A is the best.

    As the DfE's interactive tool bands its figures: a limit belongs to the better band. None where
    neither high nor low is good, or nothing is known of other councils.
    """
    limits = [benchmark.get(name) for name in ("council_q1", "council_median", "council_q3")]
    if polarity == "neutral" or any(limit is None for limit in limits):
        return None
    if polarity == "high_is_good":
        return "ABCD"[sum(value < limit for limit in limits if limit is not None)]
    return "ABCD"[sum(value > limit for limit in limits if limit is not None)]


def spread(benchmark: Mapping[str, Any], kind: str, unit: str | None = None) -> str:
    """How far councils' published figures lie apart, in a sentence; empty where none is known."""
    if not benchmark.get("council_count"):
        return ""
    low, q1, q3, high = (
        benchmark_figure({**benchmark, "value": benchmark[f"council_{name}"]}, kind, unit)
        for name in ("lowest", "q1", "q3", "highest")
    )
    return (
        f"In {benchmark['year']} the figures of {benchmark['council_count']} councils lay between "
        f"{low} and {high}, and half of them between {q1} and {q3}."
    )


def standing(
    reading_value: float | None,
    benchmarks: Iterable[Mapping[str, Any]],
    *,
    kind: str,
    polarity: str,
    unit: str | None = None,
) -> list[str]:
    """Where the council stands among England's councils: published rank, and where ours would be.

    Args:
        reading_value: our own figure; None where there is none, or it may not be compared.
        benchmarks: the comparators of the measure.
        kind: kind of the measure.
        polarity: of the measure; a neutral one is never ranked.
        unit: of the measure.
    """
    given = list(benchmarks)
    sentences = [text for text in {spread(found, kind, unit) for found in given} if text]
    own = next((found for found in given if found["level"] == "local_authority"), None)
    if own is not None and own.get("rank") is not None:
        sentences.append(
            f"This council's published figure is number {own['rank']} of {own['council_count']}, "
            f"band {own['quartile']} ({BANDS[str(own['quartile'])]})."
        )
    if reading_value is not None and given:
        letter = band(reading_value, given[0], polarity)
        if letter:
            sentences.append(
                f"Our newest figure would lie in band {letter} ({BANDS[letter]}) of theirs. Theirs "
                "are final and of a whole year, ours is provisional."
            )
    return sentences


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural unless it is one: 1 finding, 1,200 findings."""
    return f"{whole(number)} {noun}" + ("" if number == 1 else "s")


def size(number_of_bytes: int) -> str:
    """A file size for people: 12 KB, 3.4 MB."""
    if number_of_bytes < 1024:
        return f"{number_of_bytes} bytes"
    if number_of_bytes < 1024 * 1024:
        return f"{rounded(number_of_bytes / 1024, 0)} KB"
    return f"{rounded(number_of_bytes / 1024 / 1024, 1)} MB"
