"""Recording faults of children with one period of care: those that the SSDA903 must find."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.sample.fault_kinds import (
    NOTHING,
    YEAR_BEGAN,
    YEAR_ENDED,
    Kind,
    days_between,
    in_year,
    later,
    new_id,
)

STARTS, CEASES = "clae_cla_episode_start_date", "clae_cla_episode_ceased_date"
MOVES_IN, MOVES_OUT = "clap_cla_placement_start_date", "clap_cla_placement_end_date"
PLACED, PROVIDER = pl.col("clap_cla_placement_type"), pl.col("clap_cla_placement_provider")
MISSING_FROM, MISSING_UNTIL = "miss_missing_episode_start_date", "miss_missing_episode_end_date"


def _touches_year(start: str, end: str) -> pl.Expr:
    return (pl.col(start) <= YEAR_ENDED) & (pl.col(end) > YEAR_BEGAN).fill_null(True)


def _age(years: int) -> pl.Expr:
    """The birthday."""
    return pl.col("born").dt.offset_by(f"{years}y")


IN_CARE = _touches_year("entered", "left")
WHOLE_YEAR = (pl.col("entered") <= YEAR_BEGAN) & (pl.col("left") > YEAR_ENDED).fill_null(True)
LEFT = in_year("left")
STILL = (pl.col("entered") <= YEAR_ENDED) & (pl.col("left") > YEAR_ENDED).fill_null(True)
ONE_EPISODE = IN_CARE & (pl.col("episodes") == 1)
# A return of the year knows no later end.
DAYS_IN_RETURN = (
    pl.min_horizontal(pl.col(CEASES), pl.lit(YEAR_ENDED)) - pl.col("entered")
).dt.total_days()
EPISODE = _touches_year(STARTS, CEASES)
PLACEMENT = _touches_year(MOVES_IN, MOVES_OUT)
FOSTERED = PLACED.is_in(["U1", "U2", "U3", "U4", "U5", "U6"])
# In a place of Ofsted's list, so that the list speaks too.
REGISTERED = (pl.col("clap_cla_placement_urn") != "XXXXXXX").fill_null(False)
ONE_ABSENCE = IN_CARE & (pl.col("absences") == 1)
NOT_ADOPTED = ~pl.col("exit").is_in(["E11", "E12"]).fill_null(False)
# Of an age at which a score is due all through the year, with one answer in it.
SCORED = (
    WHOLE_YEAR
    & (pl.col("questionnaires") == 1)
    & in_year("csdq_sdq_completed_date")
    & (_age(4) < YEAR_BEGAN)
    & (_age(16) > YEAR_ENDED)
)


def _care(
    name: str,
    table: str,
    where: pl.Expr,
    change: Mapping[str, pl.Expr],
    *expected: str,
    rate: float = 0.008,
    adds: bool = False,
) -> Kind:
    return Kind(name, table, where, change, expected, rate, adds, story="care")


CHAINS = (
    _care(
        "need changes in care",
        "cla_episodes",
        in_year(STARTS) & (pl.col(STARTS) > pl.col("entered")),
        {
            "clae_cla_primary_need_code": pl.when(pl.col("clae_cla_primary_need_code") == "N5")
            .then(pl.lit("N1"))
            .otherwise(pl.lit("N5"))
        },
        "ssda903:left_out",
        rate=0.01,
    ),
    _care(
        "reason for an episode that is not what changed",
        "cla_episodes",
        in_year(STARTS) & (pl.col("clae_cla_episode_start_reason") == "L"),
        {"clae_cla_episode_start_reason": pl.lit("P")},
        "ssda903:left_out",
        rate=0.01,
    ),
    _care(
        "police protection for months",
        "cla_episodes",
        ONE_EPISODE & (DAYS_IN_RETURN > 30),
        {"clae_legal_status": pl.lit("L1")},
        "ssda903:361",
    ),
    _care(
        "emergency order for months",
        "cla_episodes",
        ONE_EPISODE & (DAYS_IN_RETURN > 60),
        {"clae_legal_status": pl.lit("L2")},
        "ssda903:362",
    ),
    _care(
        "status of an offender for a small child",
        "cla_episodes",
        ONE_EPISODE & (_age(10) > pl.col("entered")),
        {"clae_legal_status": pl.lit("J1")},
        "ssda903:358",
    ),
    _care(
        "episode left open beside the next",
        "cla_episodes",
        in_year(STARTS) & in_year(CEASES) & (pl.col("clae_cla_episode_ceased_reason") == "X1"),
        {CEASES: NOTHING, "clae_cla_episode_ceased_reason": NOTHING},
        "ssda903:left_out",
    ),
    _care(
        "episode ends after the next began",
        "cla_episodes",
        in_year(CEASES, before=20) & (pl.col("clae_cla_episode_ceased_reason") == "X1"),
        {CEASES: later(CEASES, 3)},
        "ssda903:left_out",
    ),
    _care(
        "episode ends before it starts",
        "cla_episodes",
        in_year(STARTS, after=20),
        {
            "clae_cla_episode_id": new_id("clae_cla_episode_id"),
            CEASES: later(STARTS, -10),
            "clae_cla_episode_ceased_reason": pl.lit("X1"),
        },
        "ssda903:left_out",
        adds=True,
    ),
    _care(
        "days missing between episodes",
        "cla_episodes",
        in_year(CEASES, after=40)
        & (days_between(STARTS, CEASES) > 20)
        & (pl.col("clae_cla_episode_ceased_reason") == "X1"),
        {CEASES: later(CEASES, -5)},
        "ssda903:388",
    ),
    _care(
        "care ended without reason",
        "cla_episodes",
        LEFT & NOT_ADOPTED & (pl.col(CEASES) == pl.col("left")),
        {"clae_cla_episode_ceased_reason": NOTHING},
        "ssda903:148",
    ),
    _care(
        "stays with carers before eighteen",
        "cla_episodes",
        LEFT & NOT_ADOPTED & (pl.col(CEASES) == pl.col("left")) & (_age(17) > pl.col("left")),
        {"clae_cla_episode_ceased_reason": pl.lit("E17")},
        "ssda903:460",
    ),
    _care(
        "guardian was foster carer of a child in a home",
        "cla_episodes",
        LEFT & (pl.col(CEASES) == pl.col("left")) & pl.col("last_type").is_in(["K2", "P1"]),
        {"clae_cla_episode_ceased_reason": pl.lit("E46")},
        "ssda903:516",
        rate=0.03,
    ),
    _care(
        "adopted without an adoption",
        "cla_episodes",
        LEFT & NOT_ADOPTED & (pl.col(CEASES) == pl.col("left")) & (pl.col("last_type") == "U6"),
        {"clae_cla_episode_ceased_reason": pl.lit("E12")},
        "ssda903:390",
        "ssda903:601",
        rate=0.01,
    ),
)

PLACEMENTS = (
    _care(
        "move without reason",
        "cla_placement",
        IN_CARE
        & in_year(MOVES_OUT)
        & (pl.col(MOVES_OUT) != pl.col("left")).fill_null(True)
        & pl.col("clap_cla_placement_change_reason").is_not_null(),
        {"clap_cla_placement_change_reason": NOTHING},
        "ssda903:225",
        rate=0.015,
    ),
    _care(
        "placement without provider",
        "cla_placement",
        IN_CARE & PLACEMENT & REGISTERED & (PROVIDER != "PR0"),
        {"clap_cla_placement_provider": NOTHING},
        "ssda903:526",
        "ssda903:224",
    ),
    _care(
        "placement without Ofsted number",
        "cla_placement",
        IN_CARE & PLACEMENT & pl.col("clap_cla_placement_urn").is_not_null(),
        {"clap_cla_placement_urn": NOTHING},
        "ssda903:218",
    ),
    _care(
        "parents as provider of foster care",
        "cla_placement",
        IN_CARE & PLACEMENT & FOSTERED & REGISTERED,
        {"clap_cla_placement_provider": pl.lit("PR0")},
        "ssda903:550",
        "ssda903:224",
        rate=0.005,
    ),
    _care(
        "health service as provider of foster care",
        "cla_placement",
        IN_CARE & PLACEMENT & FOSTERED & REGISTERED,
        {"clap_cla_placement_provider": pl.lit("PR3")},
        "ssda903:529",
        "ssda903:224",
        rate=0.005,
    ),
    _care(
        "with parents under an agreement",
        "cla_placement",
        ONE_EPISODE & PLACEMENT & (PLACED == "U6") & (pl.col("last_status") == "V2"),
        {
            "clap_cla_placement_type": pl.lit("P1"),
            "clap_cla_placement_provider": pl.lit("PR0"),
            "clap_cla_placement_urn": NOTHING,
        },
        "ssda903:378",
    ),
    _care(
        "placement without type",
        "cla_placement",
        IN_CARE & PLACEMENT & FOSTERED & REGISTERED,
        {"clap_cla_placement_type": NOTHING},
        "ssda903:146",
        "ssda903:219",
        rate=0.005,
    ),
    _care(
        "placement without postcode",
        "cla_placement",
        # No distance is asked of unaccompanied children, so that its lack would say nothing.
        IN_CARE & PLACEMENT & FOSTERED & pl.col("arrivals").is_null(),
        {"clap_cla_placement_postcode": NOTHING},
        "ssda903:392b",
        "ssda903:169",
        "ssda903:179",
        "ssda903:392a",
        rate=0.005,
    ),
)

LIFE = (
    _care(
        "review without participation",
        "cla_reviews",
        IN_CARE & in_year("clar_cla_review_date") & (pl.col("clar_cla_review_date") > _age(4)),
        {"clar_cla_review_participation": NOTHING},
        "ssda903:167",
    ),
    _care(
        "review of a child of five or over as of a small one",
        "cla_reviews",
        IN_CARE & in_year("clar_cla_review_date") & (pl.col("clar_cla_review_date") > _age(5)),
        {"clar_cla_review_participation": pl.lit("PN0")},
        "ssda903:440",
    ),
    _care(
        "review of a small child as of a bigger one",
        "cla_reviews",
        IN_CARE & in_year("clar_cla_review_date") & (pl.col("clar_cla_review_date") < _age(3)),
        {"clar_cla_review_participation": pl.lit("PN2")},
        "ssda903:441",
    ),
    _care(
        "review after care",
        "cla_reviews",
        LEFT & in_year("left", before=30) & in_year("clar_cla_review_date"),
        {"clar_cla_review_date": later("left", 12)},
        "ssda903:left_out",
        rate=0.012,
    ),
    _care(
        "absence ends before it starts",
        "missing",
        ONE_ABSENCE & in_year(MISSING_FROM, after=10) & pl.col(MISSING_UNTIL).is_not_null(),
        {MISSING_UNTIL: later(MISSING_FROM, -3)},
        "ssda903:567",
        rate=0.03,
    ),
    _care(
        "absence of no kind",
        "missing",
        ONE_ABSENCE & in_year(MISSING_FROM),
        {"miss_missing_episode_type": NOTHING},
        "ssda903:565",
        rate=0.03,
    ),
    _care(
        "absence entered twice",
        "missing",
        ONE_ABSENCE & in_year(MISSING_FROM) & (pl.col(MISSING_UNTIL) > pl.col(MISSING_FROM)),
        {"miss_table_id": new_id("miss_table_id")},
        "ssda903:574",
        rate=0.03,
        adds=True,
    ),
    _care(
        "absence goes on after care",
        "missing",
        LEFT & in_year(MISSING_FROM) & (pl.col("absences") == 1),
        {MISSING_UNTIL: NOTHING},
        "ssda903:577",
        rate=0.03,
    ),
    _care(
        "previous permanence by no authority",
        "cla_previous_permanence",
        in_year("entered") & pl.col("lapp_previous_permanence_option").is_in(["P1", "P2", "P3"]),
        {"lapp_previous_permanence_la": pl.lit("000")},
        "ssda903:633",
        rate=0.05,
    ),
    _care(
        "previous permanence after care began",
        "cla_previous_permanence",
        in_year("entered") & pl.col("lapp_previous_permanence_option").is_in(["P1", "P2", "P3"]),
        {"lapp_previous_permanence_order_date": later("entered", 20).dt.strftime("%d/%m/%Y")},
        "ssda903:632",
        rate=0.05,
    ),
    _care(
        "worker changes without reason",
        "involvements",
        STILL
        & in_year("invo_involvement_start_date")
        & (pl.col("invo_professional_team") != "T08"),
        {"invo_worker_change_reason": NOTHING},
        "ssda903:SW13STG1",
    ),
)

HEALTH = (
    _care(
        "questionnaire without score",
        "sdq_scores",
        SCORED,
        {"csdq_sdq_score": NOTHING, "csdq_sdq_reason": NOTHING},
        "ssda903:186",
        rate=0.015,
    ),
    _care(
        "questionnaire with an impossible score",
        "sdq_scores",
        SCORED & pl.col("csdq_sdq_score").is_not_null(),
        {"csdq_sdq_score": pl.lit("45")},
        "ssda903:180",
        rate=0.015,
    ),
    _care(
        "no questionnaire because of an age at which one is due",
        "sdq_scores",
        SCORED & (_age(15) > YEAR_ENDED),
        {"csdq_sdq_score": NOTHING, "csdq_sdq_reason": pl.lit("SDQ1")},
        "ssda903:157",
        rate=0.015,
    ),
    _care(
        "misuse with neither help nor offer",
        "cla_substance_misuse",
        WHOLE_YEAR
        & in_year("clas_substance_misuse_date")
        & pl.col("clas_intervention_offered").is_not_null(),
        {"clas_intervention_offered": NOTHING},
        "ssda903:159",
        rate=0.1,
    ),
)

ENDS = (
    _care(
        "adopted without date of the match",
        "permanence",
        LEFT & (pl.col("perm_permanence_order_type") == "Adoption"),
        {"perm_matched_date": NOTHING},
        "ssda903:151",
        "ssda903:601",
        rate=0.06,
    ),
    _care(
        "two adopters with the sex of one",
        "permanence",
        LEFT & (pl.col("perm_adopter_legal_status") == "L11"),
        {"perm_adopter_sex": pl.lit("F1")},
        "ssda903:511",
        "ssda903:520",
        rate=0.06,
    ),
    _care(
        "placed for adoption without decision",
        "permanence",
        STILL & in_year("perm_placed_for_adoption_date"),
        {"perm_adm_decision_date": NOTHING},
        "ssda903:551",
        "ssda903:553",
        rate=0.06,
    ),
    _care(
        "adoption decision reversed for no reason",
        "permanence",
        IN_CARE & in_year("perm_decision_reversed_date"),
        {"perm_decision_reversed_reason": NOTHING},
        "ssda903:119",
        rate=0.1,
    ),
    _care(
        "care leaver in touch and living nowhere",
        "care_leavers",
        in_year("clea_care_leaver_latest_contact", after=30, before=60)
        & (pl.col("clea_care_leaver_in_touch") == "YES"),
        {"clea_care_leaver_accommodation": pl.lit("0")},
        "ssda903:345",
        rate=0.02,
    ),
    _care(
        "care leaver with no answer about touch",
        "care_leavers",
        in_year("clea_care_leaver_latest_contact", after=30, before=60),
        {"clea_care_leaver_in_touch": NOTHING},
        "ssda903:131",
        "ssda903:153",
        rate=0.02,
    ),
    _care(
        "child of a mother born before her",
        "mother",
        IN_CARE & (pl.col("moth_childs_dob") < YEAR_BEGAN),
        {"moth_childs_dob": pl.col("born").dt.offset_by("-30d")},
        "ssda903:621",
        rate=0.08,
    ),
    _care(
        "pupil number of a child in care with a letter that none has",
        "person",
        IN_CARE & pl.col("pers_upn").is_not_null(),
        {"pers_upn": pl.lit("I") + pl.col("pers_upn").str.slice(1)},
        "cin:1510",
        "ssda903:168",
        rate=0.005,
    ),
)

CARE_KINDS = (*CHAINS, *PLACEMENTS, *LIFE, *HEALTH, *ENDS)
