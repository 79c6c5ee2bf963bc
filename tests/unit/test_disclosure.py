"""Disclosure control: what is hidden, what is shown, and that nothing hidden can be worked out."""

from __future__ import annotations

from datetime import date
from itertools import product

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.publish.disclosure import is_small, protect

QUARTERS = [date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1)]
ENDS = [date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 31), date(2026, 3, 31)]


def row(numerator, denominator=None, *, team=None, quarter=0, year=False, **more):
    """One row of fct_measure_value."""
    share = None if not denominator else 100 * numerator / denominator
    return {
        "authority": "999",
        "measure_id": "assessment__within_45_working_days",
        "period_type": "year" if year else "quarter",
        "period_start": QUARTERS[0] if year else QUARTERS[quarter],
        "period_end": ENDS[3] if year else ENDS[quarter],
        "slice": "all" if team is None else "team",
        "slice_value": "all" if team is None else team,
        "numerator": None if numerator is None else float(numerator),
        "denominator": None if denominator is None else float(denominator),
        "value": share,
        "ci_low": share,
        "ci_high": share,
        "target": 90.0,
        "rating": None if share is None else "met",
        **more,
    }


def published(rows):
    return protect(pl.DataFrame(rows, infer_schema_length=None))


def only(frame, **wanted):
    found = frame.filter(pl.all_horizontal([pl.col(k) == v for k, v in wanted.items()]))
    assert found.height == 1
    return found.to_dicts()[0]


def test_counts_of_1_to_5_are_hidden_and_0_and_6_are_shown():
    for count, status in [(0, "ok"), (1, "c"), (5, "c"), (6, "ok")]:
        shown = published([row(count)]).to_dicts()[0]
        assert shown["status"] == status
        assert shown["numerator"] == (None if status == "c" else count)


def test_a_small_numerator_hides_percentage_interval_and_rating_and_leaves_the_denominator():
    shown = published([row(3, 40)]).to_dicts()[0]
    assert (shown["numerator"], shown["value"], shown["ci_low"], shown["ci_high"]) == (None,) * 4
    assert shown["rating"] is None
    assert shown["denominator"] == 40
    assert shown["target"] == 90


def test_a_small_complement_hides_the_numerator_and_the_percentage():
    shown = published([row(38, 40)]).to_dicts()[0]
    assert (shown["numerator"], shown["value"], shown["status"]) == (None, None, "c")


def test_a_small_denominator_hides_everything_of_the_row():
    shown = published([row(0, 4)]).to_dicts()[0]
    assert (shown["numerator"], shown["denominator"], shown["value"]) == (None, None, None)


def test_one_hidden_team_takes_the_next_smallest_with_it():
    shown = published(
        [row(63), row(3, team="A"), row(10, team="B"), row(50, team="C"), row(0, team="D")]
    )
    hidden = set(shown.filter(pl.col("status") == "c")["slice_value"])
    assert hidden == {"A", "B"}
    assert only(shown, slice="all")["numerator"] == 63


def test_two_hidden_ones_that_add_to_two_take_a_third():
    shown = published([row(52), row(1, team="A"), row(1, team="B"), row(50, team="C")])
    assert shown.filter((pl.col("slice") == "team") & (pl.col("status") == "ok")).is_empty()


def test_a_quarter_cannot_be_worked_out_from_the_year():
    rows = [row(n, quarter=q) for q, n in enumerate([3, 20, 30, 40])] + [row(93, year=True)]
    shown = published(rows)
    hidden = shown.filter((pl.col("status") == "c") & (pl.col("period_type") == "quarter"))
    assert hidden["period_start"].to_list() == QUARTERS[:2]


def test_small_teams_in_every_quarter_cost_the_council_none_of_its_own_figures():
    teams = {"A": [93, 90, 76, 85], "B": [75, 78, 77, 70], "C": [3, 4, 6, 2], "D": [5, 9, 19, 7]}
    rows = [row(n, team=t, quarter=q) for t, counts in teams.items() for q, n in enumerate(counts)]
    rows += [row(sum(c[q] for c in teams.values()), quarter=q) for q in range(4)]
    rows += [row(sum(counts), team=team, year=True) for team, counts in teams.items()]
    rows += [row(sum(map(sum, teams.values())), year=True)]
    shown = published(rows)
    assert shown.filter((pl.col("slice") == "all") | (pl.col("period_type") == "year"))[
        "status"
    ].unique().to_list() == ["ok"]
    hidden = shown.filter(pl.col("status") == "c").select("slice_value", "period_start").rows()
    assert sorted(hidden) == [(team, QUARTERS[q]) for team in "CD" for q in (0, 1, 3)]


def test_a_count_on_a_day_is_hidden_in_the_year_as_in_its_last_quarter():
    rows = [row(n, quarter=q) for q, n in enumerate([20, 30, 40, 4])] + [row(4, year=True)]
    shown = published(rows)
    assert only(shown, period_type="year")["status"] == "c"
    assert only(shown, period_type="quarter", period_start=QUARTERS[3])["status"] == "c"
    assert shown.filter(pl.col("status") == "ok").height == 3


def test_months_and_rolling_periods_are_not_in_the_public_table():
    rows = [
        row(50),
        {**row(20), "period_type": "month"},
        {**row(20), "period_type": "rolling_12_months"},
    ]
    assert published(rows)["period_type"].to_list() == ["quarter"]


def test_measures_and_authorities_are_protected_apart():
    rows = [{**row(3), "authority": "998"}, row(30), {**row(30), "measure_id": "other"}]
    assert sorted(published(rows)["status"].to_list()) == ["c", "ok", "ok"]


def test_a_hidden_count_is_not_shown_as_the_denominator_of_another_measure():
    rows = [row(38, 40, measure_id="seen"), row(20, 38, measure_id="seen_alone")]
    shown = published(rows)
    assert only(shown, measure_id="seen")["numerator"] is None
    assert only(shown, measure_id="seen_alone")["denominator"] is None
    assert only(shown, measure_id="seen_alone")["numerator"] == 20


def test_counts_that_are_alike_in_a_slice_and_not_in_the_total_are_other_children():
    rows = [
        row(3, team="A", measure_id="a"),
        row(9, team="B", measure_id="a"),
        row(90, measure_id="a"),
    ]
    rows += [row(9, team="B", measure_id="b"), row(80, measure_id="b")]
    assert only(published(rows), measure_id="b", slice="team")["numerator"] == 9


def test_pounds_and_weeks_of_few_children_are_hidden_and_cannot_be_subtracted():
    rows = [row(90_000, 90, people=40)]
    rows += [
        row(pounds, weeks, team=team, people=people)
        for team, pounds, weeks, people in [
            ("A", 26_000, 26, 2),
            ("B", 14_000, 14, 12),
            ("C", 50_000, 50, 26),
            ("D", 0, 0, 0),
        ]
    ]
    shown = published(rows)
    assert "people" not in shown.columns
    hidden = shown.filter(pl.col("status") == "c")
    assert hidden.select("slice_value", "numerator", "denominator", "value").rows() == [
        ("A", None, None, None),
        ("B", None, None, None),
    ]


def test_slices_of_one_total_are_each_protected():
    rows = [row(63)]
    for name, counts in {"team": (3, 20, 40), "ward": (13, 20, 30), "sex": (61, 2, 0)}.items():
        rows += [{**row(n, team=f"{name} {n}"), "slice": name} for n in counts]
    shown = published(rows)
    hidden = shown.filter(pl.col("status") == "c").sort("slice_value")["slice_value"].to_list()
    assert hidden == ["sex 2", "sex 61", "team 20", "team 3"]


counts = st.integers(0, 8)


@st.composite
def one_quarter(draw):
    """Teams of one quarter: (numerator, denominator) each, numerator not above the denominator."""
    teams = draw(st.integers(2, 3))
    found = []
    for _ in range(teams):
        denominator = draw(counts)
        found.append((draw(st.integers(0, denominator)), denominator))
    return found


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(one_quarter())
def test_no_small_count_of_a_quarter_has_only_one_value_that_fits_what_is_published(teams):
    rows = [row(n, d, team=f"T{i}") for i, (n, d) in enumerate(teams)]
    rows.append(row(sum(n for n, _ in teams), sum(d for _, d in teams)))
    shown = published(rows)
    total = only(shown, slice="all")
    by_team = [only(shown, slice_value=f"T{i}") for i in range(len(teams))]

    denominators = possible([r["denominator"] for r in by_team], total["denominator"])
    numerators = possible([r["numerator"] for r in by_team], total["numerator"])
    # What a reader can hold true: every team's numerator is at most its denominator.
    fits = [
        (ns, ds)
        for ds, ns in product(denominators, numerators)
        if all(n <= d for n, d in zip(ns, ds, strict=True))
    ]
    assert fits
    for i, (n, d) in enumerate(teams):
        for truth, seen in [
            (n, {ns[i] for ns, _ in fits}),
            (d, {ds[i] for _, ds in fits}),
            (d - n, {ds[i] - ns[i] for ns, ds in fits}),
        ]:
            assert not is_small(truth) or len(seen) > 1, (teams, shown.to_dicts())


def possible(shown, total):
    """Every way to fill what is hidden with 0 to 9 so that it adds up to a total that is shown."""
    choices = [range(10) if value is None else [int(value)] for value in shown]
    found = list(product(*choices))
    return [f for f in found if total is None or sum(f) == total]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=2, max_size=3))
def test_no_small_count_can_be_solved_from_totals_of_teams_and_years(table):
    rows = []
    for t, by_quarter in enumerate(table):
        rows += [row(n, team=f"T{t}", quarter=q) for q, n in enumerate(by_quarter)]
        rows.append(row(sum(by_quarter), team=f"T{t}", year=True))
    sums = [sum(column) for column in zip(*table, strict=True)]
    rows += [row(n, quarter=q) for q, n in enumerate(sums)] + [row(sum(sums), year=True)]
    shown = published(rows)

    # An independent solver: fill in whatever one sum determines, and whatever pairs of sums
    # determine, as exact fractions.
    from fractions import Fraction

    cell = {}
    for r in shown.to_dicts():
        period = "Y" if r["period_type"] == "year" else QUARTERS.index(r["period_start"])
        cell[r["slice_value"], period] = r["numerator"]
    names = [f"T{t}" for t in range(len(table))]
    unknown = sorted((k for k, v in cell.items() if v is None), key=str)
    equations = []
    for period in [0, 1, 2, 3, "Y"]:
        equations.append([(1, (name, period)) for name in names] + [(-1, ("all", period))])
    for name in [*names, "all"]:
        equations.append([(1, (name, q)) for q in range(4)] + [(-1, (name, "Y"))])
    matrix = []
    for equation in equations:
        coefficients = [Fraction(0)] * (len(unknown) + 1)
        for sign, key in equation:
            if cell[key] is None:
                coefficients[unknown.index(key)] += sign
            else:
                coefficients[-1] -= sign * Fraction(cell[key])
        matrix.append(coefficients)
    solved = {unknown[i]: value for i, value in determined(matrix, len(unknown)).items()}
    assert not [v for v in solved.values() if is_small(float(v))], (table, solved)


def determined(matrix, width):
    """Unknowns with one solution, by Gauss and Jordan on fractions."""
    rows_left, pivots, done = [list(r) for r in matrix], {}, 0
    for column in range(width):
        pivot = next((i for i in range(done, len(rows_left)) if rows_left[i][column] != 0), None)
        if pivot is None:
            continue
        rows_left[done], rows_left[pivot] = rows_left[pivot], rows_left[done]
        first = rows_left[done][column]
        rows_left[done] = [value / first for value in rows_left[done]]
        for i, other in enumerate(rows_left):
            if i != done and other[column] != 0:
                factor = other[column]
                rows_left[i] = [a - factor * b for a, b in zip(other, rows_left[done], strict=True)]
        pivots[column] = done
        done += 1
    return {
        column: rows_left[i][-1]
        for column, i in pivots.items()
        if all(v == 0 for c, v in enumerate(rows_left[i][:-1]) if c != column)
    }
