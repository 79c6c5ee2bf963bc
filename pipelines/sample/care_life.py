"""What happens during care: reviews, visits, times missing; and what was before it."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.care import Care
from pipelines.sample.draws import (
    NEVER,
    YEAR,
    Days,
    add_working_days,
    birthday,
    chance,
    curve,
    day,
    pick,
    working_day_after,
    working_day_before,
)
from pipelines.sample.in_need import regular
from pipelines.sample.tables import Table
from pipelines.sample.world import LAST, World

ANSWERS = ("miss_missing_rhi_offered", "miss_missing_rhi_accepted")
TAKING_PART = {
    "PN1": 0.52,
    "PN2": 0.09,
    "PN3": 0.02,
    "PN4": 0.03,
    "PN5": 0.12,
    "PN6": 0.15,
    "PN7": 0.07,
}


# The quarter after the move to another case system (`known_stories.yml`), and the shares of the
# visits that are not recorded in it and at any other time.
SYSTEM_CHANGED, UNRECORDED_DAYS = day("2023-07-01"), 91
UNRECORDED, USUALLY_UNRECORDED = 0.34, 0.07


# Permanence plans by what care comes to (codes of the SSD).
PLANS = {
    "home": {"RETURN6M": 0.5, "RETURNEV": 0.35, "LTFOST18": 0.15},
    "remand": {"RETURN1M": 1.0},
    "special_guardianship": {"LTRELFR": 0.9, "RETURNEV": 0.1},
    "adoption": {"ADOPTION": 1.0},
    "uasc": {"SUPPLIV": 0.75, "LTFOST18": 0.25},
    "other": {"OTHERPLN": 1.0},
}
PLANS_TO_STAY = {"LTFOST18": 0.68, "LTRELFR": 0.14, "RESPLMT": 0.1, "SUPPLIV": 0.08}


def usual_periods(care: Care) -> pl.DataFrame:
    """Periods of care that are no series of short breaks."""
    return care.periods.filter(~pl.col("short_break"))


def care_life_tables(world: World, care: Care) -> list[Table]:
    """Reviews, visits, times missing, previous permanence and young mothers."""
    periods = usual_periods(care)
    return [
        _reviews(world, periods),
        _visits(world, care, periods),
        _care_plans(world, periods),
        _missing(world, care, periods),
        _previous_permanence(world, periods),
    ]


def _reviews(world: World, periods: pl.DataFrame) -> Table:
    """First within 20 working days, second within three months of it, then within six.

    One in twenty is late.
    """
    rng = world.stream("care reviews")
    entered, left = periods["entered"].to_numpy(), periods["left"].to_numpy()
    row, order, on = regular(rng, entered, left, (14, 25), (70, 87), (140, 179))
    rows = periods[row.tolist()].with_columns(
        order=pl.Series(order),
        on=pl.Series(on),
        part=pl.Series(pick(rng, TAKING_PART, len(row)).astype(str)),
    )
    held = working_day_before(on)
    # A late review is moved by some weeks; the next ones were spaced from its first date and so
    # stay after it.
    moved = np.where(order == 0, rng.integers(18, 30, len(row)), rng.integers(20, 45, len(row)))
    late = chance(rng, 0.055, len(row)) & (on + moved < np.minimum(left[row], 50_000))
    held = np.where(
        late, working_day_after(on + np.where(order == 0, moved, np.maximum(moved, 45))), held
    )
    rows = rows.with_columns(held=pl.Series(held)).filter(pl.col("held") < pl.col("left"))
    before = pl.col("held").shift(1).over("period")
    rows = rows.with_columns(
        first_due=pl.Series(add_working_days(rows["entered"].to_numpy(), 20)), before=before
    )
    due = (
        pl.when(pl.col("before").is_null())
        .then("first_due")
        .when(pl.col("order") == 1)
        .then(_later("before", "3mo"))
        .otherwise(_later("before", "6mo"))
    )
    fourth = pl.Series(birthday(rows["born"].to_numpy(), 4))
    frame = (
        rows.with_columns(fourth=fourth)
        .with_row_index("row")
        .select(
            "lag",
            clar_cla_review_id=(pl.col("row").cast(pl.Int64) + 15_000_001).cast(pl.String),
            clar_person_id="person_id",
            clar_cla_id="cla_id",
            clar_cla_review_due_date=due,
            clar_cla_review_date="held",
            clar_cla_review_cancelled=pl.lit("N"),
            clar_cla_review_participation=pl.when(pl.col("held") < pl.col("fourth"))
            .then(pl.lit("PN0"))
            .otherwise("part"),
        )
    )
    return Table("cla_reviews", frame, start="clar_cla_review_date", recorded="clar_recorded_at")


def _later(name: str, by: str) -> pl.Expr:
    moved = pl.col(name).cast(pl.Int32).cast(pl.Date).dt.offset_by(by)
    return moved.cast(pl.Int32).cast(pl.Int64)


def _care_plans(world: World, periods: pl.DataFrame) -> Table:
    """A first plan within days, whose permanence is open, and the one agreed at the second review.

    The second names what the child's care will come to, as far as the authority can plan it.
    """
    rng = world.stream("care plans")
    n = periods.height
    entered, left = periods["entered"].to_numpy(), periods["left"].to_numpy()
    first = working_day_after(entered + rng.integers(1, 9, n))
    agreed = working_day_after(entered + rng.integers(95, 130, n))
    track = periods["track"].to_numpy().astype(object)
    plan = pick(rng, PLANS_TO_STAY, n)
    for name, shares in PLANS.items():
        plan = np.where(track == name, pick(rng, shares, n), plan)
    second = pl.Series(agreed < left)
    parts = [
        periods.with_columns(
            start=pl.Series(first),
            end=pl.Series(np.minimum(agreed, left)),
            plan=pl.lit(None, dtype=pl.String),
        ).filter(pl.Series(first < left)),
        periods.with_columns(
            start=pl.Series(agreed), end=pl.col("left"), plan=pl.Series(plan.astype(str))
        ).filter(second),
    ]
    rows = pl.concat(parts).sort("period", "start").with_row_index("row")
    number = pl.col("row").cast(pl.Int64)
    frame = rows.select(
        "lag",
        lacp_table_id=(number + 29_000_001).cast(pl.String),
        lacp_person_id="person_id",
        lacp_cla_care_plan_start_date="start",
        lacp_cla_care_plan_end_date="end",
        lacp_cla_care_plan_json=pl.format('["{}"]', "plan"),
        lacp_cla_care_plan_id=(number + 29_500_001).cast(pl.String),
    )
    return Table(
        "cla_care_plan",
        frame,
        start="lacp_cla_care_plan_start_date",
        hides={"lacp_cla_care_plan_end_date": ()},
    )


def _on_a_working_day(rows: pl.DataFrame) -> Days:
    """The next working day for a first visit while the week lasts, else the one before."""
    on = rows["on"].to_numpy()
    later, earlier = working_day_after(on), working_day_before(on)
    within = rows["first"].to_numpy() & (later - on <= 1)
    return np.where(within | (earlier < rows["entered"].to_numpy()), later, earlier)


def _visits(world: World, care: Care, periods: pl.DataFrame) -> Table:
    """Within a week of the start of care and of each placement, and at least every six weeks.

    Some are never recorded, and in the quarter of the new case system many are not.
    """
    rng = world.stream("care visits")
    row, order, on = regular(
        rng, periods["entered"].to_numpy(), periods["left"].to_numpy(), (1, 6), (26, 41)
    )
    usual = periods[row.tolist()].with_columns(on=pl.Series(on), first=pl.Series(order == 0))
    moves = care.placements.filter(~pl.col("type").str.starts_with("T")).select(
        "period", moved="start"
    )
    settling = periods.join(moves, on="period", maintain_order="left").filter(
        pl.col("moved") > pl.col("entered")
    )
    after = settling["moved"].to_numpy() + rng.integers(1, 7, settling.height)
    settling = settling.with_columns(on=pl.Series(after), first=pl.lit(value=True)).drop("moved")
    rows = pl.concat([usual, settling]).sort("period", "on", "first")
    rows = rows.with_columns(on=pl.Series(_on_a_working_day(rows)))
    rows = rows.filter((pl.col("on") < pl.col("left")) & (pl.col("on") <= LAST))
    rows = rows.unique(["period", "on"], keep="first", maintain_order=True)
    lost = pl.col("on").is_between(SYSTEM_CHANGED, SYSTEM_CHANGED + UNRECORDED_DAYS)
    drawn = pl.Series(rng.random(rows.height))
    rows = rows.filter(drawn > pl.when(lost).then(UNRECORDED).otherwise(USUALLY_UNRECORDED))
    seen = chance(rng, 0.96, rows.height)
    alone = seen & chance(rng, 0.7, rows.height)
    rows = rows.with_columns(
        seen=pl.Series(np.where(seen, "Y", "N").astype(str)),
        alone=pl.Series(np.where(alone, "Y", "N").astype(str)),
    )
    frame = rows.with_row_index("row").select(
        "lag",
        clav_person_id="person_id",
        clav_cla_visit_id=(pl.col("row").cast(pl.Int64) + 16_000_001).cast(pl.String),
        clav_cla_id="cla_id",
        clav_cla_visit_date="on",
        clav_cla_visit_seen="seen",
        clav_cla_visit_seen_alone="alone",
    )
    return Table("cla_visits", frame, start="clav_cla_visit_date", recorded="clav_recorded_at")


def _missing(world: World, care: Care, periods: pl.DataFrame) -> Table:
    """Some teenagers go missing again and again, for hours to days.

    None across a move or the end of care.
    """
    rng = world.stream("missing")
    n = periods.height
    twelfth = birthday(periods["born"].to_numpy(), 12)
    start = np.maximum(periods["entered"].to_numpy() + 10, twelfth)
    runs = chance(rng, np.where(periods["track"].to_numpy() == "uasc", 0.12, 0.28), n)
    left = np.where(runs, periods["left"].to_numpy(), start)
    row, order, on = regular(rng, start, left, (5, 160), (14, 190))
    stay = curve(rng, [(0, 0), (0.4, 1), (0.8, 2), (0.95, 5), (1, 12)], len(row))
    rows = periods[row.tolist()].with_columns(
        on=pl.Series(on), back=pl.Series(on + stay), order=pl.Series(order)
    )
    spans = care.placements.select(
        "period", pl.col("start").alias("on"), pl.col("end").alias("moved")
    )
    rows = rows.sort("on").join_asof(spans.sort("on"), on="on", by="period", check_sortedness=False)
    rows = rows.filter(pl.col("back") < pl.min_horizontal("moved", "left") - 1).sort("on", "period")
    n = rows.height
    offered = chance(rng, 0.93, n)
    accepted = offered & chance(rng, 0.72, n)
    # Return interviews: due within 72 hours of return; about two thirds are.
    back = rows["back"].to_numpy() * 1440 + rng.integers(300, 1300, n)
    offer = back + rng.integers(120, 1500, n)
    hours = curve(rng, [(0, 20), (0.60, 72), (1, 260)], n)
    held = np.maximum(back + hours * 60, offer + 60)
    frame = rows.with_columns(
        offered=pl.Series(np.where(offered, "Y", "N").astype(str)),
        accepted=pl.Series(np.where(accepted, "Y", "N").astype(str)),
        offered_at=pl.Series(np.where(offered, offer, NEVER * 1440)),
        held_at=pl.Series(np.where(accepted, held, NEVER * 1440)),
        kind=pl.Series(pick(rng, {"M": 0.89, "A": 0.11}, n).astype(str)),
    ).with_row_index("row")
    frame = frame.select(
        "lag",
        "offered",
        "accepted",
        miss_person_id="person_id",
        miss_table_id=(pl.col("row").cast(pl.Int64) + 17_000_001).cast(pl.String),
        miss_missing_episode_start_date="on",
        miss_missing_episode_type="kind",
        miss_missing_episode_end_date="back",
        miss_missing_rhi_offered="offered",
        miss_missing_rhi_accepted="accepted",
        miss_missing_rhi_offered_at="offered_at",
        miss_missing_rhi_held_at="held_at",
    )
    return Table(
        "missing",
        frame,
        start="miss_missing_episode_start_date",
        hides={
            "miss_missing_episode_end_date": ANSWERS,
            "miss_missing_rhi_offered_at": ANSWERS,
            "miss_missing_rhi_held_at": ANSWERS,
        },
        recorded="miss_recorded_at",
        seen=_interviews_seen,
    )


def _interviews_seen(rows: pl.DataFrame) -> pl.DataFrame:
    """A return interview counts as offered or accepted once that has happened."""
    ended = pl.col("miss_missing_episode_end_date").is_not_null()
    offer_known = pl.col("miss_missing_rhi_offered_at").is_not_null()
    held_known = pl.col("miss_missing_rhi_held_at").is_not_null()
    told = ended & (offer_known | (pl.col("offered") == "N"))
    return rows.with_columns(
        miss_missing_rhi_offered=pl.when(told).then("offered"),
        miss_missing_rhi_accepted=pl.when(told & (held_known | (pl.col("accepted") == "N"))).then(
            "accepted"
        ),
    )


def _previous_permanence(world: World, periods: pl.DataFrame) -> Table:
    """One row for each start of care: most children had no permanent home arranged before."""
    rng = world.stream("previous permanence")
    rows = periods
    n = rows.height
    entered, born = rows["entered"].to_numpy(), rows["born"].to_numpy()
    able = (entered - born > 3 * YEAR) & (rows["track"].to_numpy() != "uasc")
    option = np.where(
        able & chance(rng, 0.11, n),
        pick(rng, {"P1": 0.25, "P2": 0.45, "P3": 0.25, "P4": 0.05}, n),
        "Z1",
    )
    ordered = born + ((entered - born) * 0.6).astype(np.int64)
    # Of what nobody knows (P4) the authority is still asked.
    given, known = option != "Z1", np.isin(option, ["P1", "P2", "P3"])
    date_text = pl.Series(ordered).cast(pl.Int32).cast(pl.Date).dt.strftime("%d/%m/%Y")
    frame = rows.with_row_index("row").with_columns(
        option=pl.Series(option.astype(str)),
        ordered=date_text,
        known=pl.Series(known),
        given=pl.Series(given),
    )
    frame = frame.select(
        "lag",
        "entered",
        lapp_table_id=(pl.col("row").cast(pl.Int64) + 18_000_001).cast(pl.String),
        lapp_person_id="person_id",
        lapp_previous_permanence_order_date=pl.when("known").then("ordered"),
        lapp_previous_permanence_option="option",
        lapp_previous_permanence_la=pl.when("given").then(pl.lit(world.authority)),
    )
    return Table("cla_previous_permanence", frame, start="entered")


def mothers(world: World, care: Care) -> pl.DataFrame:
    """Young women who had a first child while looked after: person_id, lag, mother_on."""
    rng = world.stream("mothers")
    women = world.children.filter(pl.col("second_of").is_null()).select("person_id", "child")
    rows = usual_periods(care).join(women, on="person_id", maintain_order="left")
    fifteenth = birthday(rows["born"].to_numpy(), 15)
    start = np.maximum(rows["entered"].to_numpy() + 30, fifteenth)
    left = rows["left"].to_numpy()
    on = start + (rng.random(rows.height) * np.maximum(left - start - 5, 1)).astype(np.int64)
    able = (left - start > 60) & (rows["track"].to_numpy() != "uasc")
    drawn = able & chance(rng, 0.07, rows.height)
    if able.any():
        # Even a small authority has one.
        drawn[np.where(able, on, NEVER).argmin()] = True
    return (
        rows.with_columns(mother_on=pl.Series(on))
        .filter(pl.Series(drawn))
        .unique("person_id", keep="first", maintain_order=True)
        .select("person_id", "lag", "mother_on")
    )


def mother_table(women: pl.DataFrame) -> Table:
    """The first child of each young mother; the child itself is not known to the service."""
    frame = women.with_row_index("row").select(
        "lag",
        moth_table_id=(pl.col("row").cast(pl.Int64) + 801).cast(pl.String),
        moth_person_id="person_id",
        moth_childs_dob="mother_on",
    )
    return Table("mother", frame, start="moth_childs_dob")
