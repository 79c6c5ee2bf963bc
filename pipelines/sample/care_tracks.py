"""How a story goes on in care: who comes into care, on what track, and until when."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.draws import (
    NEVER,
    YEAR,
    Bools,
    Days,
    Floats,
    Texts,
    birthday,
    chance,
    collection_year_of,
    curve,
    day,
    pick,
    working_day_after,
)

# Unaccompanied children arrive all the year round, and in one summer many more
# (`known_stories.yml`).
ARRIVALS, WAVE = 0.036, 0.190
WAVE_BEGAN, WAVE_ENDED = day("2024-06-01"), day("2024-09-30")
# Shares of the children of some ages whose referral ends in care though their path was another,
# and of those whose path was care and who stay at home: England's starts are of babies and of
# teenagers.
NEWBORN, BABIES, TEENAGERS, STAY_AT_HOME = 0.16, 0.06, 0.09, 0.40
DIES = 0.010  # share of the longer periods of care that end so


def arrivals(rng: np.random.Generator, referred: Days) -> tuple[Bools, Days]:
    """Which families are one unaccompanied child, and the age of each in days at arrival."""
    wave = (referred >= WAVE_BEGAN) & (referred <= WAVE_ENDED)
    arrived = chance(rng, np.where(wave, WAVE, ARRIVALS), len(referred))
    usual = curve(rng, [(0, 5000), (0.12, 5600), (0.45, 6080), (1, 6480)], len(referred))
    of_wave = curve(rng, [(0, 5600), (0.3, 5850), (1, 6400)], len(referred))
    return arrived, np.where(wave, of_wave, usual)


def into_care(rng: np.random.Generator, path: Texts, age: Floats, free: Bools) -> Texts:
    """Paths after babies and teenagers came into care more often and others less often.

    `free` are the referrals of which nothing is prescribed.
    """
    drawn = rng.random(len(path))
    newborn = (age < 0.1) & np.isin(path, ["section_47", "in_need"]) & (drawn < NEWBORN)
    baby = (age < 0.6) & (path == "section_47") & (drawn < BABIES)
    path = np.where(free & (newborn | baby), "care", path)
    path = np.where((path == "in_need") & (age > 10) & (drawn < TEENAGERS), "care", path)
    middle = free & (age > 0.8) & (age < 9) & (path == "care")
    return np.asarray(np.where(middle & (drawn < STAY_AT_HOME), "section_47", path))


CARE_TRACKS = {
    "home": 0.475,
    "special_guardianship": 0.22,
    "until_18": 0.155,
    "adoption": 0.10,
    "other": 0.05,
}


def _care_track(rng: np.random.Generator, story: pl.DataFrame, entered: Days) -> Texts:
    """How a period of care goes, by age.

    Babies may be adopted, nobody over ten is; remand is for 12 and over.
    """
    n = len(entered)
    age = (entered - story["born"].to_numpy()) / YEAR
    track = pick(rng, CARE_TRACKS, n)
    track = np.where((track == "adoption") & (age > 5), "until_18", track)
    track = np.where((age < 1.5) & chance(rng, 0.26, n), "adoption", track)
    track = np.where((track == "special_guardianship") & (age > 13), "home", track)
    track = np.where((age > 15) & (track == "home") & chance(rng, 0.5, n), "until_18", track)
    track = np.where((age > 12) & chance(rng, 0.03, n), "remand", track)
    given = story["track"].to_numpy()
    return np.asarray(np.where(np.isin(given, ["", "none"]), track, given))


def _care_days(rng: np.random.Generator, track: Texts) -> Days:
    n = len(track)
    short = chance(rng, 0.42, n)
    home = np.where(short, rng.gamma(1.2, 45, n) + 4, rng.gamma(1.8, 340, n) + 40)
    days = np.select(
        [track == "special_guardianship", track == "adoption", track == "remand", track == "other"],
        [
            rng.gamma(4, 135, n) + 120,
            rng.gamma(9, 42, n) + 400,
            rng.gamma(2, 25, n) + 6,
            rng.gamma(2, 260, n) + 20,
        ],
        home,
    )
    return days.astype(np.int64)


def care_of(rng: np.random.Generator, story: pl.DataFrame) -> tuple[Texts, Days, Days]:
    """Track, first and last day of each child's care; NEVER for those who do not come into care."""
    n = story.height
    col = {name: story[name].to_numpy() for name in story.columns}
    path = col["path"].astype(object)
    entered = np.where(np.isin(path, ["care", "uasc"]), col["referred"] + col["care_after"], NEVER)
    # A child who was referred before birth comes into care after it.
    born = col["born"]
    entered = np.where(entered < NEVER, np.maximum(entered, born + 1 + born % 4), NEVER)
    entered = np.minimum(entered, col["care_from_plan"])
    adult = birthday(col["born"], 18)
    in_care = entered < adult - 8
    entered = np.where(in_care, entered, NEVER)
    track = np.where(in_care, _care_track(rng, story, np.minimum(entered, adult)), "none")
    left = np.where(
        np.isin(track, ["until_18", "uasc"]), adult, entered + _care_days(rng, track.astype(object))
    )
    # Whoever would leave within half a year of eighteen stays until then: few leave so late.
    track = np.where(
        in_care & (left > adult - 120) & ~np.isin(track, ["uasc", "remand", "adoption"]),
        "until_18",
        track,
    )
    # So does whoever would leave as a care leaver more than a year before the return that asks at
    # nineteen: rule 1002 of the SSDA903 looks for the care in that return and the one before.
    leaver = (left > birthday(born, 16)) & (left - np.maximum(entered, birthday(born, 14)) >= 91)
    asked = collection_year_of(birthday(born, 19))
    long_gone = asked - collection_year_of(np.minimum(left, adult)) > 1
    track = np.where(in_care & leaver & long_gone & (left < adult), "until_18", track)
    left = np.where(in_care, np.where(track == "until_18", adult, np.minimum(left, adult)), NEVER)
    track, left = _deaths(rng, track, entered, left)
    breaks = path == "short_breaks"
    track = np.where(breaks, "short_breaks", track)
    series = working_day_after(col["authorised"] + 14)
    series_end = np.minimum(series + curve(rng, [(0, 250), (0.5, 800), (1, 2200)], n), adult - 30)
    entered = np.where(breaks, series, entered)
    left = np.where(breaks, np.maximum(series_end, series + 120), left)
    return track.astype(object), entered, left


def _deaths(
    rng: np.random.Generator, track: Texts, entered: Days, left: Days
) -> tuple[Texts, Days]:
    """A very few children die in care, on some day of what would have been their stay."""
    stay = np.where(left < NEVER, left - entered, 0)
    on = entered + 30 + (rng.random(len(stay)) * np.maximum(stay - 60, 1)).astype(np.int64)
    dies = np.isin(track, ["home", "until_18"]) & (stay > 200) & chance(rng, DIES, len(stay))
    return np.where(dies, "died", track), np.where(dies, on, left)
