"""Write the seed of exact 95% limits for counts of 0 to 9 events.

The lower limit of an observed count is the mean at which so many events or more have a chance of
2.5%, the upper limit the mean at which so many or fewer have it. DuckDB has no inverse of the
Poisson distribution, so both are found by halving an interval. From ten events on Byar's
approximation is used, and no row is needed: `python scripts/write_poisson_limits.py`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from math import exp, factorial
from pathlib import Path

SEED = Path(__file__).resolve().parent.parent / "dbt_project/seeds/reference/ref_poisson_limit.csv"
TAIL = 0.025
FIRST_APPROXIMATED = 10
FAR_ABOVE = 100.0


def chance_of_at_most(events: int, mean: float) -> float:
    """Chance that a Poisson count of this mean is `events` or fewer; 0 for a negative count."""
    return exp(-mean) * sum(mean**k / factorial(k) for k in range(events + 1))


def mean_where(falls_to: float, chance: Callable[[float], float]) -> float:
    """The mean at which a chance that falls as the mean grows comes down to `falls_to`."""
    low, high = 0.0, FAR_ABOVE
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if chance(middle) > falls_to else (low, middle)
    return high


def limits(events: int) -> tuple[float, float]:
    """Lower and upper exact 95% limit of an observed count; the lower limit of 0 is 0."""
    lower = 0.0
    if events > 0:
        lower = mean_where(1 - TAIL, lambda mean: chance_of_at_most(events - 1, mean))
    return lower, mean_where(TAIL, lambda mean: chance_of_at_most(events, mean))


def main() -> None:
    """Replace the seed."""
    with SEED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["events", "lower_95", "upper_95"])
        for events in range(FIRST_APPROXIMATED):
            writer.writerow([events, *(f"{limit:.6f}" for limit in limits(events))])


if __name__ == "__main__":
    main()
