"""What happens to families: one story for each referral, from its date to its closure.

A referral concerns a group of siblings who go the same way; they share dates and, where the
family is recorded the Mosaic way, step ids. A child's stories never overlap, because the next one
starts only after the last is closed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.sample.care_tracks import arrivals, care_of, into_care
from pipelines.sample.draws import (
    NEVER,
    YEAR,
    Bools,
    Days,
    Draws,
    Texts,
    add_working_days,
    birthday,
    chance,
    curve,
    day,
    pick,
    working_day_after,
    working_day_before,
)

ROUNDS = 14  # referrals of one family that are followed
# Share of families that are referred again, and days from the closure for the first of its children
# to the next referral.
REFERRED_AGAIN = 0.85
GAPS = [(0, 1), (0.13, 60), (0.31, 250), (0.47, 600), (1, 1600)]
# Share of in-need plans, of disabled children and of others, in which the child dies.
DIES = (0.03, 0.003)
# Families known before are referred before a birth, in this share, so many days before it.
NOTICED_BEFORE_BIRTH, BEFORE_BIRTH = 0.75, (50, 174)
# Age in days of the eldest child at the first referral of a family.
FIRST_AGES = [(0, -170), (0.20, 0), (0.36, 365), (0.57, 1600), (0.81, 3900), (1, 6420)]

# Shares of referrals by what becomes of them, after England 2024-25 (children in need statistics).
PATHS = {
    "nfa": 0.063,
    "closed": 0.358,
    "in_need": 0.160,
    "section_47": 0.243,
    "conference": 0.015,
    "protection": 0.087,
    "protection_care": 0.012,
    "care": 0.021,
    "disabled": 0.009,
    "short_breaks": 0.003,
}
# Working days from referral to the authorisation of the assessment (table C2: quartiles 17, 33
# and 43, 85% within 45).
ASSESSMENT_DAYS = [(0, 3), (0.25, 17), (0.5, 33), (0.75, 43), (0.845, 46), (0.97, 66), (1, 96)]
CONFERENCE_DAYS = [(0, 4), (0.15, 10), (0.825, 16), (0.94, 23), (1, 36)]


# Schools are shut in August and over Christmas: this share of what would be referred then comes
# some weeks later. What would come at a weekend is left for Monday, but for emergencies.
QUIET, QUIET_SHARE, PUT_OFF_DAYS = ((801, 831), (1221, 1231), (101, 103)), 0.40, (28, 75)
LEFT_FOR_MONDAY = 0.75
# Assessment South lost a third of its workers: the share of its assessments that are late because
# of that, by the days of the referral.
TROUBLE, TROUBLED_SHARE = (day("2025-09-15"), day("2026-02-28")), 0.38
TROUBLED_DAYS = [(0, 47), (0.6, 60), (1, 85)]


@dataclass(frozen=True)
class Showcase:
    """A family with a prescribed first referral, so that sixty children show every kind."""

    path: str
    track: str
    ages: tuple[float, ...]
    days_ago: int


SHOWCASE = (
    Showcase("care", "adoption", (0.2,), 1000),
    Showcase("care", "adoption", (0.6, 2.1), 330),
    Showcase("care", "special_guardianship", (3.5, 6.0), 760),
    Showcase("care", "until_18", (8.2,), 1500),
    Showcase("care", "until_18", (14.9,), 1700),
    Showcase("care", "until_18", (13.1, 15.2), 1250),
    Showcase("uasc", "uasc", (16.3,), 520),
    Showcase("uasc", "uasc", (15.4,), 950),
    Showcase("short_breaks", "short_breaks", (9.4,), 900),
    Showcase("short_breaks", "short_breaks", (12.0,), 700),
    Showcase("protection", "none", (-0.2, 2.3), 150),
    Showcase("protection", "none", (-0.3,), 70),
    Showcase("protection", "none", (5.2, 7.5, 9.0), 420),
    Showcase("protection_care", "home", (4.4, 1.3), 800),
    Showcase("care", "remand", (15.6,), 400),
    Showcase("disabled", "none", (7.7,), 1100),
    Showcase("care", "home", (11.0,), 540),
    Showcase("care", "until_18", (12.5,), 104),
    Showcase("in_need", "none", (6.0, 3.1), 150),
    Showcase("closed", "none", (10.4,), 160),
)


def first_referrals(
    draws: Draws, families: int, start: int, end: int
) -> tuple[pl.DataFrame, Days, Texts]:
    """Children with their births, each family's first referral and what is prescribed for it."""
    rng = draws.stream("families")
    referred = rng.integers(start, end + 1, families)
    size = pick(rng, {"1": 0.47, "2": 0.29, "3": 0.15, "4": 0.09}, families).astype(int)
    age = curve(rng, FIRST_AGES, families)
    tracks = np.full(families, "", dtype=object)
    arrived, their_age = arrivals(rng, referred)
    size[arrived] = 1
    age[arrived] = their_age[arrived]
    tracks[arrived] = "uasc"
    for index, story in enumerate(SHOWCASE[:families]):
        referred[index] = end - story.days_ago
        size[index] = len(story.ages)
        tracks[index] = story.track
    family = np.repeat(np.arange(families), size)
    order = np.arange(len(family)) - np.repeat(np.cumsum(size) - size, size)
    gaps = curve(rng, [(0, 400), (0.5, 950), (1, 2400)], len(family))
    younger = np.where(order == 0, 0, gaps)
    total = np.cumsum(younger)
    since_first = total - total[np.repeat(np.cumsum(size) - size, size)]
    born = referred[family] - age[family] + since_first
    at = 0
    for story in SHOWCASE[:families]:
        for years in story.ages:
            born[at] = end - story.days_ago - int(years * YEAR)
            at += 1
    children = pl.DataFrame(
        {"child": np.arange(len(family)), "family": family, "order": order, "born": born}
    )
    return children, referred, tracks


def simulate(
    draws: Draws, families: int, start: int, end: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All children (child, family, order, born) and stories, a row for each child and referral."""
    children, referred, tracks = first_referrals(draws, families, start, end)
    rng = draws.stream("stories")
    family, born = children["family"].to_numpy(), children["born"].to_numpy()
    free_from = np.full(len(family), -NEVER)
    shown = np.arange(families) < len(SHOWCASE)
    referred = np.where(shown | (tracks == "uasc"), referred, in_season(rng, referred))
    rounds = []
    for number in range(ROUNDS):
        joins = _who_joins(rng, number, family, born, free_from, referred)
        if not joins.any():
            break
        prescribed = (
            tracks if number == 0 else np.where(tracks == "uasc", "none", "").astype(object)
        )
        story = _tell(rng, number, np.flatnonzero(joins), family, born, referred, prescribed)
        rounds.append(story)
        who = story["child"].to_numpy()
        # An adopted child is another person from then on, whom nobody here knows.
        gone = (story["track"] == "adoption").to_numpy() & (story["left"] < NEVER).to_numpy()
        gone |= (story["died"] < NEVER).to_numpy()
        free_from[who] = np.where(gone, NEVER, story["free_from"].to_numpy())
        referred = in_season(rng, _next_referral(rng, story, families, end, (family, born)))
    return children, pl.concat(rounds)


def in_season(rng: np.random.Generator, days: Days) -> Days:
    """Put off what falls into the holidays, and leave for Monday what falls on a weekend."""
    n = len(days)
    dates = np.minimum(days, NEVER).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    number = (months.astype(np.int64) % 12 + 1) * 100 + (dates - months).astype(np.int64) + 1
    quiet = np.logical_or.reduce([(number >= first) & (number <= last) for first, last in QUIET])
    quiet &= chance(rng, QUIET_SHARE, n)
    days = np.where(quiet, days + rng.integers(*PUT_OFF_DAYS, n), days)
    days = np.where(chance(rng, LEFT_FOR_MONDAY, n), working_day_after(days), days)
    return np.minimum(days, NEVER)


def _who_joins(
    rng: np.random.Generator, number: int, family: Days, born: Days, free_from: Days, referred: Days
) -> Bools:
    on = referred[family]
    age = on - born
    possible = (age > -175) & (on < birthday(born, 18) - 45) & (free_from < on) & (on < NEVER)
    shown = (family < len(SHOWCASE)) & (number == 0)
    unborn = (age < 0) & ~shown
    wanted = chance(rng, np.where(unborn, 0.8, 0.85), len(family)) | shown
    eldest = np.zeros(len(family), dtype=bool)
    at = np.flatnonzero(possible & ~unborn)
    eldest[at[np.unique(family[at], return_index=True)[1]]] = True
    return possible & (wanted | eldest)


def _next_referral(
    rng: np.random.Generator,
    story: pl.DataFrame,
    families: int,
    end: int,
    births: tuple[Days, Days],
) -> Days:
    """The next referral of each family: before a birth, or whenever there is reason for one.

    `births` has family and day of birth of every child, born or to be born.
    """
    earliest = np.full(families, NEVER)
    np.minimum.at(earliest, story["family"].to_numpy(), story["free_from"].to_numpy())
    again = chance(rng, REFERRED_AGAIN, families)
    referred = np.where(again, earliest + curve(rng, GAPS, families), NEVER)
    family, born = births
    expected = np.full(families, NEVER)
    to_come = born > earliest[family] + BEFORE_BIRTH[1]
    np.minimum.at(expected, family[to_come], born[to_come])
    before_birth = expected - rng.integers(*BEFORE_BIRTH, families)
    noticed = (expected < NEVER) & chance(rng, NOTICED_BEFORE_BIRTH, families)
    referred = np.where(noticed & (before_birth < referred), before_birth, referred)
    return np.where(earliest < end, referred, NEVER)


def _paths(rng: np.random.Generator, family: Days, track: Texts, number: int) -> Texts:
    """The path of each child: that of the family, but one in eight goes a way of its own."""
    families = int(family.max()) + 1
    of_family = pick(rng, PATHS, families)
    own = pick(rng, PATHS, len(family))
    path = np.where(chance(rng, 0.12, len(family)), own, of_family[family])
    path = np.where(track == "uasc", "uasc", path)
    if number == 0:
        for index, story in enumerate(SHOWCASE):
            path[family == index] = story.path
    return np.asarray(path)


def _tell(
    rng: np.random.Generator,
    number: int,
    who: Days,
    family: Days,
    born: Days,
    referred: Days,
    tracks: Texts,
) -> pl.DataFrame:
    """One referral of every family that has one now: dates by group, ends of care by child."""
    fam, birth = family[who], born[who]
    path = _paths(rng, fam, tracks[fam], number)
    # A path that ends in care of its own kind needs a suitable age; the others go on as children
    # in need.
    age = (referred[fam] - birth) / YEAR
    no_breaks = (age < 4) | (age > 17.2)
    path = np.where((path == "short_breaks") & no_breaks, "in_need", path)
    # Who is to be born soon is not done with after an assessment.
    path = np.where((path == "closed") & (age < 0) & chance(rng, 0.4, len(who)), "section_47", path)
    path = into_care(rng, path, age, tracks[fam] == "")
    keys = pl.DataFrame({"family": fam, "path": path.astype(str)})
    ranks = keys.select(pl.struct("family", "path").rank("dense").cast(pl.Int64) - 1).to_series()
    group = ranks.to_numpy()
    count = int(group.max()) + 1
    first = np.unique(group, return_index=True)[1]
    latest_birth = np.full(count, -NEVER)
    np.maximum.at(latest_birth, group, birth)
    timeline = group_timeline(
        rng, path[first], referred[fam[first]], latest_birth, is_south=fam[first] % 2 == 1
    )
    story = pl.DataFrame(
        {
            "child": who,
            "family": fam,
            "born": birth,
            "number": np.full(len(who), number),
            "group": group,
            "path": path.astype(str),
            "track": tracks[fam].astype(str),
        }
    ).join(timeline, on="group", how="left", maintain_order="left")
    story = story.with_columns((pl.col("group") + number * 10_000_000).alias("group"))
    return close_stories(rng, story)


def _days_to_assess(rng: np.random.Generator, path: Texts, referred: Days, is_south: Bools) -> Days:
    """Working days from referral to the end of the assessment; longer for a team in trouble."""
    n = len(path)
    usual = curve(rng, ASSESSMENT_DAYS, n)
    troubled = is_south & (referred >= TROUBLE[0]) & (referred <= TROUBLE[1])
    troubled &= ~np.isin(path, ["disabled", "short_breaks"]) & chance(rng, TROUBLED_SHARE, n)
    return np.where(troubled, np.maximum(curve(rng, TROUBLED_DAYS, n), usual), usual)


def group_timeline(
    rng: np.random.Generator, path: Texts, referred: Days, born: Days, *, is_south: Bools
) -> pl.DataFrame:
    """Dates that siblings on the same path share; NEVER where the step is not part of the path."""
    n = len(path)
    referred = referred.copy()
    assessed = add_working_days(referred, curve(rng, [(0, 0), (0.6, 1), (1, 3)], n))
    authorised = np.maximum(
        add_working_days(referred, _days_to_assess(rng, path, referred, is_south)),
        add_working_days(assessed, 1),
    )
    enquiry = np.isin(path, ["section_47", "conference", "protection", "protection_care"])
    enquiry |= (path == "care") & chance(rng, 0.5, n)
    later = enquiry & np.isin(path, ["protection", "protection_care", "conference"])
    later &= chance(rng, 0.25, n)
    plan_first = add_working_days(authorised, curve(rng, [(0, 1), (1, 8)], n))
    section_47 = np.where(
        later,
        working_day_after(plan_first + curve(rng, [(0, 30), (1, 220)], n)),
        add_working_days(referred, curve(rng, [(0, 0), (0.4, 1), (0.8, 5), (1, 15)], n)),
    )
    conference = add_working_days(section_47, curve(rng, CONFERENCE_DAYS, n))
    section_47_ended = add_working_days(section_47, curve(rng, [(0, 3), (0.6, 10), (1, 15)], n))
    has_conference = np.isin(path, ["conference", "protection", "protection_care"])
    transfer = (path == "protection") & ~later & chance(rng, 0.04, n)
    enquiry &= ~transfer
    conference = np.where(transfer, add_working_days(referred, 9), conference)
    section_47_ended = np.where(
        has_conference,
        np.minimum(section_47_ended, working_day_before(conference - 1)),
        section_47_ended,
    )
    section_47_ended = np.maximum(section_47_ended, section_47)
    return pl.DataFrame(
        {
            "group": np.arange(n),
            "referred": referred,
            "is_transfer": transfer,
            "assessed": np.where(path == "nfa", NEVER, assessed),
            "authorised": np.where(path == "nfa", NEVER, authorised),
            "section_47": np.where(enquiry, section_47, NEVER),
            "section_47_ended": np.where(enquiry, section_47_ended, NEVER),
            "conference": np.where(has_conference, conference, NEVER),
            "plan_first": np.where(later, plan_first, NEVER),
            "seed": rng.integers(0, 2**31, n),
            **_protection(rng, path, conference, born),
            **_later_plans(rng, path, authorised, conference),
            "shares_steps": chance(rng, 0.6, n),
        }
    )


REVIEWS = 20
LATE_REVIEWS = 0.06


def _protection(
    rng: np.random.Generator, path: Texts, conference: Days, born: Days
) -> dict[str, Days]:
    """Protection plan with its reviews.

    The plan ends at a review, or when the child comes into care.
    """
    n = len(path)
    on_plan = np.isin(path, ["protection", "protection_care"])
    usual = (rng.gamma(1.35, 145, n) + 20).astype(np.int64)
    wanted = conference + np.where(chance(rng, 0.032, n), rng.integers(600, 1000, n), usual)
    # A child whose plan began before birth cannot come into care before birth.
    into_care = np.maximum(conference + rng.integers(20, 420, n), born + 2)
    leads_to_care = path == "protection_care"
    wanted = np.where(leads_to_care, np.maximum(wanted, into_care), wanted)
    reviews = np.full((n, REVIEWS), NEVER)
    previous = conference
    ended = np.full(n, NEVER)
    for at in range(REVIEWS):
        late = chance(rng, LATE_REVIEWS, n)
        usual = rng.integers(62, 89, n) if at == 0 else rng.integers(75, 181, n)
        overdue = rng.integers(95, 130, n) if at == 0 else rng.integers(187, 230, n)
        held = working_day_before(previous + np.where(late, overdue, usual))
        going = ended == NEVER
        reviews[:, at] = np.where(going & on_plan, held, NEVER)
        ended = np.where(going & (held >= wanted), held, ended)
        previous = held
    into_care = np.where(leads_to_care, np.minimum(into_care, ended - 1), NEVER)
    ended = np.minimum(ended, into_care)
    reviews = np.where(reviews > ended[:, None], NEVER, reviews)
    reviews = np.where((reviews == into_care[:, None]), NEVER, reviews)
    found = {f"review_{at}": reviews[:, at] for at in range(REVIEWS)}
    return {
        "protected": np.where(on_plan, conference, NEVER),
        "protection_ended": np.where(on_plan, ended, NEVER),
        "care_from_plan": np.where(on_plan, into_care, NEVER),
        **found,
    }


def _later_plans(
    rng: np.random.Generator, path: Texts, authorised: Days, conference: Days
) -> dict[str, Days]:
    """How long help lasts: in-need plan, pause before it, help after a protection plan or care."""
    n = len(path)
    usual = (rng.gamma(1.2, 125, n) + 20).astype(np.int64)
    usual = np.where(chance(rng, 0.11, n), rng.gamma(2.0, 800, n) + 450, usual).astype(np.int64)
    long = (rng.gamma(2.2, 850, n) + 500).astype(np.int64)
    planned = np.select([path == "section_47", path == "in_need"], [0.23, 0.53], 1.0)
    return {
        "plan_days": np.where(path == "disabled", long, usual),
        "plan_pause": rng.integers(1, 12, n),
        "step_down_days": np.where(chance(rng, 0.68, n), rng.integers(30, 170, n), 0),
        "closes_after": rng.integers(0, 9, n),
        "has_plan": chance(rng, planned, n).astype(np.int64),
        "care_after": np.where(
            path == "uasc", 0, curve(rng, [(0, 0), (0.4, 3), (0.8, 30), (1, 90)], n)
        ),
    }


def close_stories(rng: np.random.Generator, story: pl.DataFrame) -> pl.DataFrame:
    """Add each child's care, in-need plans, closure and the day from which all may start anew."""
    track, entered, left = care_of(rng, story)
    return _plans_and_closure(rng, story, track, entered, left)


def _plans_and_closure(
    rng: np.random.Generator, story: pl.DataFrame, track: Texts, entered: Days, left: Days
) -> pl.DataFrame:
    n = story.height
    col = {name: story[name].to_numpy() for name in story.columns}
    path = col["path"].astype(object)
    adult = birthday(col["born"], 18)
    in_care = np.isin(path, ["care", "uasc", "protection_care", "short_breaks"]) & (entered < NEVER)
    protected, protection_ended = col["protected"], col["protection_ended"]
    # In-need plan 1: before conference, or all there is. Plan 2: after a protection plan or after
    # care.
    start_1 = np.where(
        col["plan_first"] < NEVER, col["plan_first"], col["authorised"] + col["plan_pause"]
    )
    wants_1 = np.isin(path, ["in_need", "section_47", "disabled"]) & (col["has_plan"] == 1)
    wants_1 |= col["plan_first"] < NEVER
    end_1 = np.where(
        path == "conference", col["conference"] + col["plan_days"], start_1 + col["plan_days"]
    )
    end_1 = np.where(protected < NEVER, protected - 1, end_1)
    wants_1 |= path == "conference"
    end_1 = np.minimum(end_1, adult - 20)
    wants_1 &= start_1 < end_1
    base_2 = np.where(in_care, left, protection_ended)
    home = np.isin(track, ["home", "other"]) & in_care
    # One in three of the children who are adopted is still in need after the order.
    helped_on = (track == "adoption") & in_care & (col["born"] % 3 == 0)
    wants_2 = ((path == "protection") | home | helped_on) & (col["step_down_days"] > 0)
    start_2, end_2 = base_2 + 1, base_2 + 1 + col["step_down_days"]
    end_2 = np.minimum(end_2, adult - 10)
    wants_2 &= (start_2 < end_2) & (base_2 < NEVER)
    start_1, end_1 = np.where(wants_1, start_1, NEVER), np.where(wants_1, end_1, NEVER)
    start_2, end_2 = np.where(wants_2, start_2, NEVER), np.where(wants_2, end_2, NEVER)
    last = np.maximum.reduce(
        [
            np.where(x < NEVER, x, -NEVER)
            for x in (
                col["authorised"],
                col["section_47_ended"],
                col["conference"],
                protection_ended,
                end_1,
                end_2,
                left,
            )
        ]
    )
    sealed = np.isin(track, ["adoption", "special_guardianship"]) & in_care & (start_2 == NEVER)
    closed = np.where(sealed, last, working_day_after(last + col["closes_after"]))
    leaver = in_care & (left >= adult) & (left - entered >= 91)
    closed = np.where(
        leaver, np.maximum(closed, birthday(col["born"], 21) + rng.integers(-200, 20, n)), closed
    )
    # Past 21 those who ask for help, some until 25.
    asks = leaver & chance(rng, 0.45, n)
    closed = np.where(
        asks, np.maximum(closed, birthday(col["born"], 22) + rng.integers(0, 1000, n)), closed
    )
    closed = np.where(path == "nfa", NEVER, closed)
    at_home = (start_1 < NEVER) & (start_2 == NEVER) & (protected == NEVER) & ~in_care
    died = _deaths(rng, story, np.where(at_home, start_1, NEVER), end_1)
    end_1, closed = np.minimum(end_1, died), np.where(died < NEVER, died, closed)
    died = np.where(track == "died", left, died)
    free_from = np.where(path == "nfa", col["referred"] + 3, closed + 1)
    return story.with_columns(
        track=pl.Series(track.astype(str)),
        entered=pl.Series(np.where(in_care, entered, NEVER)),
        left=pl.Series(np.where(in_care, left, NEVER)),
        plan_1=pl.Series(start_1),
        plan_1_ended=pl.Series(end_1),
        plan_2=pl.Series(start_2),
        plan_2_ended=pl.Series(end_2),
        closed=pl.Series(closed),
        is_leaver=pl.Series(leaver),
        died=pl.Series(died),
        free_from=pl.Series(free_from),
    )


def _deaths(rng: np.random.Generator, story: pl.DataFrame, start: Days, end: Days) -> Days:
    """Days on which a few children die during their in-need plan; NEVER for the others.

    Who dies in care is told by the track.
    """
    n = story.height
    on = start + 1 + (rng.random(n) * (end - start - 1)).astype(np.int64)
    share = np.where((story["path"] == "disabled").to_numpy(), *DIES)
    dies = (start < NEVER) & chance(rng, share, n) & (on > story["born"].to_numpy())
    for step in ("section_47_ended", "conference"):
        happened = story[step].to_numpy()
        dies &= (happened == NEVER) | (on > happened)
    return np.where(dies, on, NEVER)
