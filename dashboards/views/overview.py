"""The overview.

Each measure's newest figure beside published ones, what moved, and the way to its page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from dashboards import access, exports, markup, queries, svg, wording
from dashboards.figures import Reading, read_measure, team_and_period
from dashboards.registry import Visit

TITLE = "Overview"
ORDER = 10
ROLES = access.SEES_FIGURES

HEADINGS = (
    "Measure",
    "Figure",
    "Numerator and denominator",
    "Period",
    "Direction",
    "Target",
    "England",
    "Neighbours’ median",
)


def render(visit: Visit) -> None:
    """The page."""
    st.title("Overview", anchor=False)
    choice = team_and_period(visit, "overview")
    values = queries.values(
        visit.viewer,
        visit.published,
        period_type=choice.period_type,
        cut=(choice.slice, choice.slice_value),
    )
    against = queries.benchmarks(visit.viewer, visit.published)
    readings = [
        read_measure(measure, values, against)
        for measure in queries.measures(visit.viewer, visit.published)
    ]
    found = [reading for reading in readings if reading.now is not None]
    st.html(markup.showing(choice.line(visit, [reading.now for reading in found if reading.now])))
    if not found:
        st.info("There are no figures for this choice. Choose another period type or team.")
        return
    st.html(f"<p>{escape(moved(found))}</p>")
    of_measure = {reading.measure_id: reading for reading in readings}
    for topic, measures in wording.in_groups(reading.measure for reading in readings).items():
        st.header(topic, anchor=False)
        cards = [of_measure[str(measure["measure_id"])] for measure in measures]
        for left, right in zip(cards[::2], [*cards[1::2], None], strict=False):
            for column, reading in zip(st.columns(2), (left, right), strict=True):
                if reading is not None:
                    with column:
                        show_card(visit, reading)
    show_table(found, choice.file_name("overview", visit))


def moved(readings: Sequence[Reading]) -> str:
    """What moved, in a sentence or two, measures named."""
    sentences = []
    for word in ("Worse", "Better", "Higher", "Lower"):
        named = [reading.title for reading in readings if reading.direction.word == word]
        if named:
            sentences.append(f"{word} than a year before: {'; '.join(named)}.")
    still = sum(reading.direction.word == "No real change" for reading in readings)
    unsaid = (
        len(readings)
        - still
        - sum(
            reading.direction.word in ("Worse", "Better", "Higher", "Lower") for reading in readings
        )
    )
    if still:
        sentences.append(f"No real change: {still} of {len(readings)} measures.")
    if unsaid:
        sentences.append(f"Not judged, because there is too little to compare: {unsaid}.")
    return " ".join(sentences)


def show_card(visit: Visit, reading: Reading) -> None:
    """One measure as a card, and the link to its page."""
    with st.container(border=True, height="stretch"):
        st.html(card(reading))
        st.page_link(
            visit.links["measure"],
            label=f"Trend and definition: {reading.title}",
            query_params={"measure": reading.measure_id},
        )


def card(reading: Reading) -> str:
    """The words and figures of a card."""
    head = (
        f'<div class="sl-card"><h3>{escape(reading.title)}</h3>'
        f'<p class="sl-question">{escape(reading.measure.get("question") or "")}</p>'
    )
    if reading.now is None:
        return f"{head}<p>No figure for this period type yet.</p></div>"
    number, _, unit = reading.shown.partition(" per ")
    unit_words = f" <small>per {escape(unit)}</small>" if unit else ""
    points = reading.series[-reading.points :]
    heights = [None if row.get("status") == "c" else row.get("value") for row in points]
    words = [wording.shown(row, reading.kind, reading.unit) for row in points]
    labels = [wording.short_period(row["period_type"], row["period_end"]) for row in points]
    spark = markup.picture(
        svg.sparkline(heights, top=max([*(h for h in heights if h is not None), 0.1]) * 1.15),
        f"Small line chart. {svg.trend_words(labels, words, heights)}",
    )
    tags = markup.tag(reading.direction) + (markup.tag(reading.rating) if reading.rating else "")
    against = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in reading.comparators
    )
    return (
        f'{head}<div class="sl-row">'
        f'<p class="sl-value">{escape(number)}{unit_words}</p>{spark}</div>'
        f'<p class="sl-parts">{escape(reading.parts)}</p>'
        f'<p class="sl-period">{escape(reading.period)}, provisional</p>'
        f'<div class="sl-tags">{tags}</div>'
        f'<dl class="sl-against">{against}</dl></div>'
    )


def show_table(readings: Sequence[Reading], file_name: str) -> None:
    """The same figures as one table and as a file."""
    st.header("All figures in one table", anchor=False)
    rows = [row_of(reading) for reading in readings]
    st.html(
        markup.table(
            "Newest figure of each measure", HEADINGS, rows, numeric=(1, 6, 7), keep=(3, 6, 7)
        )
    )
    st.download_button(
        "Download the table (CSV)", exports.safe_csv(HEADINGS, rows), file_name, "text/csv"
    )


def row_of(reading: Reading) -> list[str]:
    """A measure as a row of the table; a rate says its unit once, beside the title."""
    published: Mapping[str, str] = {
        str(
            found["level"]
        ): f"{wording.bare(wording.benchmark_figure(found, reading.kind, reading.unit))} "
        f"({found['year']})"
        for found in reading.benchmarks
    }
    return [
        wording.titled(reading.measure),
        wording.bare(reading.shown),
        reading.parts,
        reading.short_period,
        reading.direction.word,
        rating_words(reading),
        published.get("england", "None"),
        published.get("neighbour_median", "None"),
    ]


def rating_words(reading: Reading) -> str:
    """The rating with its target for a column, or why there is none."""
    if reading.rating is None:
        return "Neutral: not rated" if reading.measure["polarity"] == "neutral" else "No target set"
    goal = wording.figure((reading.now or {})["target"], reading.kind, reading.unit)
    return f"{reading.rating.shape} {reading.rating.word} ({goal})"
