"""Figures of life in care: health, reviews, visits, times missing; and of care leavers."""

from __future__ import annotations

import polars as pl

from pipelines.sample.calibration.figures import Counted, Counts, Seen, figure, percent
from pipelines.sample.calibration.looked_after import (
    CEASED,
    STARTED,
    episodes,
    periods,
    stock,
    whole_year,
)

LEAVER_AGES = (19, 21)


def _in_year(day: str) -> pl.Expr:
    return pl.col(day).is_between(pl.col("began"), pl.col("on"))


def _had(name: str, table: str, person: str, day: str, where: pl.Expr, of: pl.Expr) -> Counts:
    """Register the share of the children looked after for a year with such a row in the year."""

    def counts(seen: Seen) -> Counted:
        rows = whole_year(seen).filter(of)
        found = seen[table].filter(where).rename({person: "clae_person_id"})
        met = rows.join(found, on="clae_person_id").filter(_in_year(day))
        return percent(met.unique(["clae_person_id", "on"]).height, rows.height)

    return figure(name)(counts)


EVERYBODY = pl.lit(value=True)
HEALTH = ("cla_health", "clah_person_id", "clah_health_check_date")
DONE = pl.col("clah_health_check_status") == "Completed"


def _check(kind: str) -> pl.Expr:
    return DONE & (pl.col("clah_health_check_type") == kind)


_had("health_assessed", *HEALTH, _check("Health Assessment"), EVERYBODY)
_had("teeth_checked", *HEALTH, _check("Dental Check"), EVERYBODY)
ASKED = pl.col("age").is_between(5, 16)
_had(
    "questionnaire_done",
    "sdq_scores",
    "csdq_person_id",
    "csdq_sdq_completed_date",
    pl.col("csdq_sdq_score").is_not_null(),
    ASKED,
)
_had(
    "misuse",
    "cla_substance_misuse",
    "clas_person_id",
    "clas_substance_misuse_date",
    EVERYBODY,
    EVERYBODY,
)
_had(
    "convicted",
    "cla_convictions",
    "clac_person_id",
    "clac_cla_conviction_date",
    EVERYBODY,
    pl.col("age") >= 10,
)


@figure("immunised")
def _immunised(seen: Seen) -> Counted:
    rows = whole_year(seen)
    up_to_date = seen["cla_immunisations"].filter(pl.col("clai_immunisations_status") == "Y")
    met = rows.filter(pl.col("clae_person_id").is_in(up_to_date["clai_person_id"].implode()))
    return percent(met.height, rows.height)


@figure("questionnaire_score")
def _score(seen: Seen) -> Counted:
    asked = whole_year(seen).filter(ASKED)
    scores = seen["sdq_scores"].rename({"csdq_person_id": "clae_person_id"})
    rows = asked.join(scores, on="clae_person_id").filter(
        _in_year("csdq_sdq_completed_date") & pl.col("csdq_sdq_score").is_not_null()
    )
    last = rows.sort("csdq_sdq_completed_date").unique(["clae_person_id", "on"], keep="last")
    values = last["csdq_sdq_score"].cast(pl.Float64)
    return Counted(float(values.sum()) / max(values.len(), 1), float(values.sum()), values.len())


def _ever_in_year(seen: Seen) -> pl.DataFrame:
    """Children looked after at any time of each year: person, began, on."""
    rows = periods(seen)
    years = [
        rows.filter(
            (pl.col("entered") <= day)
            & (pl.col("left").is_null() | (pl.col("left") > day.replace(year=day.year - 1)))
        ).select("person", on=pl.lit(day), began=pl.lit(day).dt.offset_by("-1y").dt.offset_by("1d"))
        for day in seen.year_ends
    ]
    return pl.concat(years).unique()


def _ran(name: str, kind: str) -> Counts:
    def counts(seen: Seen) -> Counted:
        rows = _ever_in_year(seen)
        gone = seen["missing"].filter(pl.col("miss_missing_episode_type") == kind)
        met = rows.join(gone, left_on="person", right_on="miss_person_id").filter(
            _in_year("miss_missing_episode_start_date")
        )
        return percent(met.unique(["person", "on"]).height, rows.height)

    return figure(name)(counts)


_ran("went_missing", "M")
_ran("were_absent", "A")


@figure("return_interview_in_72_hours")
def _interviews(seen: Seen) -> Counted:
    """The day of return is all that is known of it: the third day after it is the last in time."""
    held = seen["missing"].filter(seen.during("miss_missing_rhi_held_at"))
    days = pl.col("miss_missing_rhi_held_at").cast(pl.Date) - pl.col(
        "miss_missing_episode_end_date"
    )
    return percent(held.filter(days.dt.total_days() <= 3).height, held.height)


@figure("return_interviews_offered")
def _offered(seen: Seen) -> Counted:
    ended = seen["missing"].filter(seen.during("miss_missing_episode_end_date"))
    return percent(ended.filter(pl.col("miss_missing_rhi_offered") == "Y").height, ended.height)


@figure("care_reviews_in_time")
def _reviews(seen: Seen) -> Counted:
    held = seen["cla_reviews"].filter(seen.during("clar_cla_review_date"))
    in_time = pl.col("clar_cla_review_date") <= pl.col("clar_cla_review_due_date")
    return percent(held.filter(in_time).height, held.height)


@figure("took_part_in_review")
def _took_part(seen: Seen) -> Counted:
    held = seen["cla_reviews"].filter(
        seen.during("clar_cla_review_date") & (pl.col("clar_cla_review_participation") != "PN0")
    )
    part = held.filter(pl.col("clar_cla_review_participation") != "PN7")
    return percent(part.height, held.height)


@figure("care_visits_in_time")
def _visits(seen: Seen) -> Counted:
    """Of the stock those visited in the six weeks before; who came a week ago is not yet due."""
    rows = stock(seen).filter(pl.col("clae_entered_care_date") <= pl.col("on").dt.offset_by("-7d"))
    visits = seen["cla_visits"].select(
        clae_person_id="clav_person_id", visited="clav_cla_visit_date"
    )
    met = rows.join(visits, on="clae_person_id").filter(
        pl.col("visited").is_between(pl.col("on").dt.offset_by("-42d"), pl.col("on"))
    )
    return percent(met.unique(["clae_person_id", "on"]).height, rows.height)


@figure("seen_alone_at_visit")
def _seen_alone(seen: Seen) -> Counted:
    rows = seen["cla_visits"].filter(seen.during("clav_cla_visit_date"))
    return percent(rows.filter(pl.col("clav_cla_visit_seen_alone") == "Y").height, rows.height)


def leavers(seen: Seen, first: int, last: int) -> pl.DataFrame:
    """Care leavers whose birthday of these ages was in the years, with what was known around it."""
    person = seen["person"].select(clea_person_id="pers_person_id", born="pers_dob")
    rows = seen["care_leavers"].join(person, on="clea_person_id")
    parts = []
    for years in range(first, last + 1):
        reached = rows.with_columns(
            age=pl.lit(years), birthday=pl.col("born").dt.offset_by(f"{years}y")
        )
        near = pl.col("clea_care_leaver_latest_contact").is_between(
            pl.col("birthday").dt.offset_by("-3mo"), pl.col("birthday").dt.offset_by("1mo")
        )
        parts.append(reached.filter(seen.during("birthday") & near))
    return pl.concat(parts).unique(["clea_person_id", "age"], keep="last", maintain_order=True)


def _leaver(name: str, where: pl.Expr) -> Counts:
    def counts(seen: Seen) -> Counted:
        rows = leavers(seen, *LEAVER_AGES)
        return percent(rows.filter(where).height, rows.height)

    return figure(name)(counts)


ACTIVITY = pl.col("clea_care_leaver_activity")
_leaver(
    "leaver_in_education_or_work",
    ACTIVITY.str.slice(1).is_in(["1", "2", "4", "5"]) & ~ACTIVITY.str.starts_with("G"),
)
_leaver("leaver_in_neither", ACTIVITY.str.starts_with("G"))
_leaver("leaver_in_higher_education", ACTIVITY.is_in(["F1", "P1"]))
_leaver("leaver_suitably_housed", pl.col("clea_care_leaver_accom_suitable") == "1")
_leaver("leaver_not_in_touch", pl.col("clea_care_leaver_in_touch") == "NO")


@figure("staying_put")
def _staying_put(seen: Seen) -> Counted:
    """Of those who were in foster care until eighteen those who stayed on with their carers."""
    rows = periods(seen).filter(seen.during("left"))
    last = (
        episodes(seen)
        .sort(STARTED)
        .group_by("clae_cla_id")
        .agg(pl.col("clae_cla_placement_id").last(), pl.col(CEASED).last())
    )
    placed = seen["cla_placement"].select(
        clae_cla_placement_id="clap_cla_placement_id", type="clap_cla_placement_type"
    )
    rows = rows.join(last, on="clae_cla_id").join(placed, on="clae_cla_placement_id")
    rows = rows.filter(
        pl.col("type").str.starts_with("U")
        & (pl.col("left") >= pl.col("born").dt.offset_by("18y").dt.offset_by("-1d"))
    )
    return percent(rows.filter(pl.col("reason") == "E17").height, rows.height)
