"""Words and figures: boundaries of every judgement that a reader sees."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from dashboards import exports, svg, wording


def row(value: float | None, margin: float = 3.0, **more: object) -> dict[str, object]:
    base = {"value": value, "numerator": 80, "denominator": 100, "status": "ok"}
    if value is not None:
        base |= {"ci_low": value - margin, "ci_high": value + margin}
    return base | more


def word(now: dict[str, object], then: dict[str, object] | None, polarity: str) -> str:
    return wording.direction(now, then, kind="proportion", polarity=polarity).word


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.25, "0.3"), (12.35, "12.4"), (99.95, "100.0"), (1234.5, "1,234.5"), (-0.25, "-0.3")],
)
def test_halves_are_rounded_up_as_the_department_does(value: float, written: str) -> None:
    assert wording.rounded(value) == written


def test_a_change_is_real_only_beyond_the_interval_of_the_difference() -> None:
    edge = (3.0**2 + 3.0**2) ** 0.5
    assert word(row(80), row(80 - edge + 0.01), "high_is_good") == "No real change"
    assert word(row(80), row(80 - edge - 0.01), "high_is_good") == "Better"


@pytest.mark.parametrize(
    ("polarity", "up", "down"),
    [
        ("high_is_good", "Better", "Worse"),
        ("low_is_good", "Worse", "Better"),
        ("neutral", "Higher", "Lower"),
    ],
)
def test_direction_follows_polarity(polarity: str, up: str, down: str) -> None:
    assert word(row(90), row(70), polarity) == up
    assert word(row(70), row(90), polarity) == down


def test_under_ten_cases_is_too_few_to_say_and_ten_is_enough() -> None:
    assert word(row(90, denominator=9), row(70), "high_is_good") == wording.TOO_FEW
    assert word(row(90, denominator=10), row(70), "high_is_good") == "Better"
    assert word(row(90), row(70, denominator=9), "high_is_good") == wording.TOO_FEW


def test_under_six_children_in_a_rate_is_too_few_to_say() -> None:
    assert wording.is_too_few(row(6.7, numerator=5, denominator=7500), wording.RATE)
    assert not wording.is_too_few(row(8.0, numerator=6, denominator=7500), wording.RATE)


def test_hidden_figures_are_neither_compared_nor_rated() -> None:
    hidden = row(None, status="c", target=90.0, rating="met", numerator=None)
    assert word(hidden, row(70), "high_is_good") == "Hidden"
    assert word(row(70), hidden, "high_is_good") == "Not compared"
    rated = wording.rating(hidden, kind="proportion", polarity="high_is_good")
    assert rated is not None
    assert rated.word == "Hidden"
    assert wording.shown(hidden, "proportion") == "[c]"
    assert wording.parts(hidden, "proportion") == "[c] of 100"


def test_a_period_of_which_no_source_tells_says_so_and_is_neither_compared_nor_rated() -> None:
    untold = row(None, numerator=None, denominator=None, target=90.0)
    assert wording.shown(untold, "proportion") == "No figure"
    assert wording.parts(untold, "proportion") == "No source tells of all of this period"
    assert word(untold, row(70), "high_is_good") == "Not told"
    assert word(row(70), untold, "high_is_good") == "No earlier figure"
    rated = wording.rating(untold, kind="proportion", polarity="high_is_good")
    assert rated is not None
    assert rated.word == "Not told"
    nothing = row(None, numerator=0, denominator=0)
    assert wording.parts(nothing, "proportion") == "0 of 0: nothing to count"


def test_without_an_interval_or_an_earlier_figure_nothing_is_judged() -> None:
    assert word(row(80, ci_low=None), row(70), "high_is_good") == "Not judged"
    assert word(row(80), None, "high_is_good") == "No earlier figure"
    assert word(row(80), row(None), "high_is_good") == "No earlier figure"


def test_a_neutral_measure_is_never_rated_even_with_a_target() -> None:
    assert (
        wording.rating(row(50, target=40.0, rating="met"), kind=wording.RATE, polarity="neutral")
        is None
    )


@pytest.mark.parametrize(
    ("rating", "said"), [("met", "Met"), ("near", "Near"), ("not_met", "Not met")]
)
def test_a_rating_is_a_word_and_a_shape(rating: str, said: str) -> None:
    found = wording.rating(
        row(80, target=90.0, rating=rating), kind="proportion", polarity="high_is_good"
    )
    assert found is not None
    assert found.word == said
    assert found.shape
    assert "target 90.0%" in found.sentence


@pytest.mark.parametrize(
    ("quarter", "start", "end"),
    [
        ("2026-27-Q1", dt.date(2026, 4, 1), dt.date(2026, 6, 30)),
        ("2026-27-Q2", dt.date(2026, 7, 1), dt.date(2026, 9, 30)),
        ("2026-27-Q3", dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
        ("2026-27-Q4", dt.date(2027, 1, 1), dt.date(2027, 3, 31)),
    ],
)
def test_quarters_are_financial(quarter: str, start: dt.date, end: dt.date) -> None:
    assert wording.quarter_days(quarter) == (start, end)
    assert wording.quarter_of(start) == wording.quarter_of(end) == quarter


@pytest.mark.parametrize("text", ["2026-27", "2026-28-Q1", "2026-27-Q5", "Q1 2026", ""])
def test_what_is_no_quarter_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="2026-27-Q1"):
        wording.quarter_days(text)


@pytest.mark.parametrize(
    ("as_at", "quarter"),
    [
        (dt.date(2026, 6, 29), "2025-26-Q4"),
        (dt.date(2026, 6, 30), "2026-27-Q1"),
        (dt.date(2026, 7, 31), "2026-27-Q1"),
        (dt.date(2027, 1, 1), "2026-27-Q3"),
    ],
)
def test_the_newest_closed_quarter_closes_on_its_last_day(as_at: dt.date, quarter: str) -> None:
    assert wording.newest_closed_quarter(as_at) == quarter


def test_a_year_before_the_end_of_february_is_the_end_of_february() -> None:
    assert wording.year_before(dt.date(2025, 2, 28)) == dt.date(2024, 2, 29)
    assert wording.year_before(dt.date(2024, 2, 29)) == dt.date(2023, 2, 28)
    assert wording.year_before(dt.date(2026, 6, 30)) == dt.date(2025, 6, 30)


def test_a_stock_says_the_day_and_a_flow_the_span() -> None:
    quarter = {
        "period_type": "quarter",
        "period_start": dt.date(2026, 4, 1),
        "period_end": dt.date(2026, 6, 30),
    }
    assert wording.period_of(quarter, "stock") == "On 30 June 2026 (Q1 2026-27)"
    assert wording.period_of(quarter, "flow") == "April to June 2026 (Q1 2026-27)"
    assert wording.period_of(quarter | {"period_type": "month"}, "stock") == "On 30 June 2026"


def test_a_line_is_never_drawn_across_a_gap() -> None:
    assert svg.runs([1.0, 2.0, None, 3.0, None]) == [[0, 1], [3]]
    assert svg.sparkline([1.0, 2.0, None, 3.0, 4.0], top=5).count("<polyline") == 2


def test_an_axis_starts_at_zero_and_ends_at_a_round_number() -> None:
    assert svg.ceiling([86.0], True) == 100
    assert svg.ceiling([8.9, 10.0], True) == 10
    assert svg.ceiling([93.3], False) == 100
    assert svg.ceiling([97.0], False) == 150
    assert svg.ceiling([], False) == 10


def test_labels_keep_their_places_unless_they_would_overlap() -> None:
    assert svg.spread([10, 50, 90], gap=5) == [10, 50, 90]
    assert svg.spread([20, 20], gap=4) == [18, 22]
    placed = svg.spread([20.0, 20.4, 21.4, 22.6, 80.0], gap=3)
    assert all(after - before >= 3 - 1e-9 for before, after in pairwise(placed))
    assert sum(placed[:4]) == pytest.approx(20.0 + 20.4 + 21.4 + 22.6)
    assert placed[4] == 80
    assert svg.spread([], gap=3) == []


def test_text_in_a_chart_is_escaped() -> None:
    drawn = svg.line_chart(
        "c",
        title="<b>",
        description='"&',
        labels=["<i>"],
        values=[1.0],
        shown=["<u>"],
        unit="<s>",
        is_percentage=True,
    )
    assert not any(tag in drawn for tag in ("<b>", "<i>", "<u>", "<s>"))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+44", "-cmd", "@sum", "\t=1", "\r=1", " =1", "|calc", "\u00a0=1", "\ufeff=1"]
)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert exports.safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Team A", "2026-04-01", -3.5, 0, None, "a=b"])
def test_other_cells_are_left_alone(cell: object) -> None:
    assert exports.safe_cell(cell) == cell


def test_a_csv_file_is_read_back_as_it_was_meant() -> None:
    written = exports.safe_csv(["Team", "Figure"], [["=A, B", -1.5], ['say "x"', None]])
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig") == 'Team,Figure\r\n"\'=A, B",-1.5\r\n"say ""x""",\r\n'


SPREAD = {
    "level": "england",
    "year": "2024-25",
    "dp": 0,
    "council_count": 151,
    "council_lowest": 4.0,
    "council_q1": 8.0,
    "council_median": 10.0,
    "council_q3": 12.0,
    "council_highest": 21.0,
}


@pytest.mark.parametrize(
    ("value", "polarity", "letter"),
    [
        (8.0, "low_is_good", "A"),
        (8.1, "low_is_good", "B"),
        (12.0, "low_is_good", "C"),
        (12.1, "low_is_good", "D"),
        (12.0, "high_is_good", "A"),
        (11.9, "high_is_good", "B"),
        (8.0, "high_is_good", "C"),
        (7.9, "high_is_good", "D"),
        (8.0, "neutral", None),
    ],
)
def test_the_limit_of_a_band_belongs_to_the_better_one_and_neutral_measures_have_none(
    value: float, polarity: str, letter: str | None
) -> None:
    assert wording.band(value, SPREAD, polarity) == letter


def test_without_figures_of_councils_there_is_neither_band_nor_spread() -> None:
    nothing = {"level": "england", "year": "2024-25", "council_count": None}
    assert wording.band(8.0, nothing, "low_is_good") is None
    assert wording.standing(8.0, [nothing], kind="proportion", polarity="low_is_good") == []


def test_a_council_stands_where_it_was_published_and_where_ours_would_be() -> None:
    own = {**SPREAD, "level": "local_authority", "rank": 12, "quartile": "A"}
    said = wording.standing(12.5, [SPREAD, own], kind="proportion", polarity="low_is_good")
    assert said == [
        "In 2024-25 the figures of 151 councils lay between 4% and 21%, and half of them between "
        "8% and 12%.",
        "This council's published figure is number 12 of 151, band A (best quarter).",
        "Our newest figure would lie in band D (last quarter) of theirs. Theirs are final and of "
        "a whole year, ours is provisional.",
    ]


def test_a_neutral_measure_has_its_spread_and_no_band() -> None:
    said = wording.standing(12.5, [SPREAD], kind="proportion", polarity="neutral")
    assert len(said) == 1 and said[0].startswith("In 2024-25 the figures of 151 councils")


def test_groups_stand_in_their_own_order_with_the_unknown_last() -> None:
    ages = ["16 to 17", "Unknown", "1 to 4", "Unborn", "5 to 9", "Under 1", "10 to 15"]
    assert sorted(ages, key=wording.slice_order) == [
        "Unborn",
        "Under 1",
        "1 to 4",
        "5 to 9",
        "10 to 15",
        "16 to 17",
        "Unknown",
    ]


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (51.0, 70.0, "Higher"),
        (30.0, 49.0, "Lower"),
        (50.0, 70.0, "No evidence of a difference"),
        (30.0, 50.0, "No evidence of a difference"),
        (None, None, "Not judged"),
    ],
)
def test_a_group_differs_only_when_its_interval_leaves_out_the_whole(
    low: float | None, high: float | None, word: str
) -> None:
    group = {"value": 60.0, "ci_low": low, "ci_high": high, "denominator": 40}
    assert wording.beside_the_whole(group, {"value": 50.0}, "proportion") == word


def test_a_small_group_is_too_few_to_say_and_a_hidden_one_hidden() -> None:
    few = {"value": 60.0, "ci_low": 55.0, "ci_high": 65.0, "denominator": 9}
    assert wording.beside_the_whole(few, {"value": 50.0}, "proportion") == wording.TOO_FEW
    assert wording.beside_the_whole({"status": "c"}, {"value": 50.0}, "proportion") == "Hidden"


def test_money_and_averages_are_written_as_people_write_them() -> None:
    assert wording.figure(2100.4, "ratio", wording.POUNDS) == "£2,100 a week"
    assert wording.figure(15.24, "ratio", "cases per worker") == "15.2 cases per worker"
    assert wording.bare("£2,100 a week") == "£2,100"
    assert wording.bare("15.2 cases per worker") == "15.2"
    assert wording.bare("40.6 per 10,000") == "40.6"
    assert wording.bare("No figure") == "No figure"
    assert wording.bare("86%") == "86%"
    assert wording.parts({"numerator": 1510, "denominator": 98.6}, "ratio") == "1,510 over 98.6"
    paid = {"numerator": 11960181.2, "denominator": 5722.4}
    assert wording.parts(paid, "ratio", wording.POUNDS) == "£11,960,181 over 5,722.4 weeks"
