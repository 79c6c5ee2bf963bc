"""The stories that Barsetshire tells can be seen in its published figures.

What each says is stated in pipelines/sample/known_stories.yml; the numbers are here.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import yaml
from sample_warehouse import Warehouse

from pipelines.settings import PROJECT_ROOT

STORIES: dict[str, dict[str, Any]] = yaml.safe_load(
    (PROJECT_ROOT / "pipelines/sample/known_stories.yml").read_text(encoding="utf-8")
)
# Fewer placements than these say nothing of a provider.
ENOUGH_PLACEMENTS = 6


@dataclass(frozen=True)
class Figure:
    """A published figure."""

    numerator: float
    denominator: float | None
    value: float | None


def figure(warehouse: Warehouse, seen: dict[str, Any], **other: Any) -> Figure:
    """The figure in which a story is seen, or another that differs from it in some columns."""
    wanted = {**seen, **other}
    wanted["measure_id"] = wanted.pop("measure")
    rows = warehouse.query(
        "select numerator, denominator, value from fct_measure_value where authority = '999' and "
        + " and ".join(f"{column} = ?" for column in wanted),
        list(wanted.values()),
    )
    assert len(rows) == 1, wanted
    return Figure(*rows[0])


def values(warehouse: Warehouse, seen: dict[str, Any], *days: date) -> list[float]:
    """Values of the same figure at the ends of several periods."""
    found = [figure(warehouse, seen, period_end=day).value for day in days]
    assert None not in found
    return [value for value in found if value is not None]


@dataclass(frozen=True)
class Provider:
    """What a provider of children's homes took and how it ended, over all years of the figures."""

    name: str
    begun: int
    placements_before: float
    ended: int
    unplanned: float


def providers_of_homes(warehouse: Warehouse) -> list[Provider]:
    """Each that took enough placements to say something, and all of them together."""
    rows = warehouse.query(
        """
        with
            homes as (
                select distinct authority, provider_id
                from fct_placement_cost
                where placement_type_code = 'K2'
            )
        select
            coalesce(provider_name, 'all'),
            sum(placements_started),
            sum(placements_before) / sum(placements_started),
            sum(placements_ended - ended_not_known),
            sum(ended_unplanned) / sum(placements_ended - ended_not_known),
        from fct_provider_year
        inner join homes using (authority, provider_id)
        where provider_name is not null
        group by grouping sets ((provider_name), ())
        having sum(placements_started) >= ? and sum(placements_ended - ended_not_known) > 0
        """,
        [ENOUGH_PLACEMENTS],
    )
    return [Provider(*row) for row in rows]


def test_every_story_has_its_test() -> None:
    tests = {name.removeprefix("test_story_") for name in dir(sys.modules[__name__])}
    assert not STORIES.keys() - tests


@pytest.mark.parametrize("story", STORIES)
def test_a_story_says_where_it_is_seen_and_what_is_seen_there(
    barsetshire: Warehouse, story: str
) -> None:
    told = STORIES[story]
    assert told["title"] and told["what"] and told["expect"]
    for seen in told["seen_in"]:
        if "table" in seen:
            assert barsetshire.query(f"select count(*) from {seen['table']}")[0][0] > 0
        else:
            assert (figure(barsetshire, seen).denominator or 1) > 0


def test_story_team_in_trouble(barsetshire: Warehouse) -> None:
    [seen] = STORIES["team_in_trouble"]["seen_in"]
    there, before = values(barsetshire, seen, seen["period_end"], date(2025, 9, 30))
    [neighbour] = values(
        barsetshire, {**seen, "slice_value": "Assessment North"}, seen["period_end"]
    )
    assert there < 65 < before
    assert neighbour > 78


def test_story_change_of_case_system(barsetshire: Warehouse) -> None:
    told = STORIES["change_of_case_system"]["seen_in"]
    assert len(told) == 2
    for seen in told:
        then, a_year_later = values(
            barsetshire, seen, seen["period_end"], seen["period_end"].replace(year=2024)
        )
        assert then <= a_year_later - 10, seen


def test_story_unaccompanied_wave(barsetshire: Warehouse) -> None:
    [seen] = STORIES["unaccompanied_wave"]["seen_in"]
    after = figure(barsetshire, seen)
    before = figure(barsetshire, seen, period_end=date(2024, 5, 31))
    # Twelve in all of Barsetshire, and this is less than half of it.
    assert after.numerator >= before.numerator + 6


def test_story_hard_cases_good_work(barsetshire: Warehouse) -> None:
    providers = {provider.name: provider for provider in providers_of_homes(barsetshire)}
    ours = providers[STORIES["hard_cases_good_work"]["subject"]["provider"]]
    assert ours.placements_before == max(each.placements_before for each in providers.values())
    assert ours.unplanned < providers["all"].unplanned


def test_story_easy_cases_poor_work(barsetshire: Warehouse) -> None:
    providers = {provider.name: provider for provider in providers_of_homes(barsetshire)}
    ours = providers[STORIES["easy_cases_poor_work"]["subject"]["provider"]]
    assert ours.placements_before < 0.5 < providers["all"].placements_before
    assert ours.unplanned > 1.2 * providers["all"].unplanned


def test_story_seasons(barsetshire: Warehouse) -> None:
    [seen] = STORIES["seasons"]["seen_in"]
    for year in (2023, 2024, 2025):
        august = figure(barsetshire, seen, period_end=date(year, 8, 31)).denominator
        of_year = figure(
            barsetshire, seen, period_type="year", period_end=date(year + 1, 3, 31)
        ).denominator
        assert august and of_year
        assert august <= 0.8 * of_year / 12, year


def test_story_rising_cost(barsetshire: Warehouse) -> None:
    [seen] = STORIES["rising_cost"]["seen_in"]
    before, then, now = values(
        barsetshire, seen, date(2024, 3, 31), date(2025, 3, 31), seen["period_end"]
    )
    assert before < then < now
