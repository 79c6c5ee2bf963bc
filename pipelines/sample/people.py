"""Who the children are.

Names, births, families' homes, disabilities, immigration status, pupil numbers.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample import front_door, geography, names
from pipelines.sample.draws import NEVER, Days, Texts, birthday, chance, curve, pick
from pipelines.sample.tables import Table
from pipelines.sample.world import SYSTEM_CHANGED, World

ETHNICITIES = {
    "WBRI": 0.69, "WIRI": 0.003, "WIRT": 0.004, "WOTH": 0.045, "WROM": 0.006, "MWBC": 0.035,
    "MWBA": 0.015, "MWAS": 0.018, "MOTH": 0.025, "AIND": 0.01, "APKN": 0.03, "ABAN": 0.01,
    "AOTH": 0.012, "BCRB": 0.015, "BAFR": 0.03, "BOTH": 0.012, "CHNE": 0.002, "OOTH": 0.02,
    "REFU": 0.004, "NOBT": 0.014,
}  # fmt: skip
ARRIVED_ETHNICITIES = {"OOTH": 0.45, "BAFR": 0.3, "AOTH": 0.25}
DISABILITIES = {
    "AUT": 0.34, "LD": 0.30, "BEH": 0.18, "COMM": 0.17, "MOB": 0.13, "PC": 0.09, "CON": 0.07,
    "INC": 0.06, "HEAR": 0.05, "VIS": 0.05, "HAND": 0.04, "DDA": 0.10,
}  # fmt: skip
# Letters of the pupil number; I, O and S are left out because they look like figures.
CHECK_LETTERS = np.array(list("ABCDEFGHJKLMNPQRTUVWXYZ"), dtype=object)
# Figures 2 to 4 of a pupil number are those of an authority that ever was, or a pseudo code (rule
# 1530 of the CIN census): an invented authority has one of the latter, so that no school of a real
# one ever gave these numbers.
PSEUDO_AUTHORITY = "701"


# Share of families who lived in another authority before, and in how many districts there.
CAME_FROM_ELSEWHERE, ELSEWHERE_DISTRICTS = 0.05, 10


def people_tables(world: World, women: pl.DataFrame) -> list[Table]:
    """Person, family, disability, immigration status and linked identifiers.

    `women` are the young mothers.
    """
    people = _described(world)
    people = people.join(
        women.select("person_id", "mother_on"), on="person_id", how="left", maintain_order="left"
    ).with_columns(pl.col("mother_on").fill_null(NEVER))
    died = world.stories.filter(pl.col("died") < NEVER).select("person_id", died_on="died")
    people = people.join(died, on="person_id", how="left", maintain_order="left").with_columns(
        pl.col("died_on").fill_null(NEVER)
    )
    # Whoever is drawn as a mother is a girl.
    mother = pl.col("mother_on") < NEVER
    people = people.with_columns(
        sex=pl.when(mother).then(pl.lit("F")).otherwise("sex"),
        forename=pl.when(mother).then("her_forename").otherwise("forename"),
    )
    return [
        _person(people),
        _family(people),
        _disability(world, people),
        _immigration(people),
        _identifiers(people),
    ]


def pupil_numbers(authority: str, serials: Days) -> Texts:
    """Unique pupil numbers of 13 characters: check letter, authority, year, serial.

    Each of the twelve invented authorities has serials of its own.
    """
    own = serials + int(authority) % 12 * 800_000
    digits = np.char.add(PSEUDO_AUTHORITY, np.char.zfill(own.astype(str), 9))
    return with_check_letters(digits.astype(object))


def with_check_letters(digits: Texts) -> Texts:
    """Put before twelve figures the letter of the remainder by 23 of their sum weighted 2 to 13.

    Rule 1510 of the CIN census says so.
    """
    values = np.array([digits.astype("U12")]).view("U1").reshape(len(digits), 12).astype(int)
    return np.asarray(CHECK_LETTERS[values @ np.arange(2, 14) % 23] + digits)


def _described(world: World) -> pl.DataFrame:
    rng = world.stream("people")
    kids = world.children
    n = kids.height
    arrived = kids["child"].is_in(world.stories.filter(pl.col("path") == "uasc")["child"].implode())
    is_arrived = arrived.to_numpy()
    families = int(kids["family"].max()) + 1  # type: ignore[arg-type]
    surnames = rng.choice(np.array(names.SURNAMES, dtype=object), families)[
        kids["family"].to_numpy()
    ]
    surnames = np.where(
        is_arrived, rng.choice(np.array(names.ARRIVED_SURNAMES, dtype=object), n), surnames
    )
    boy = chance(rng, np.where(is_arrived, 0.94, 0.54), n)
    forenames = np.where(
        boy,
        rng.choice(np.array(names.BOYS, dtype=object), n),
        rng.choice(np.array(names.GIRLS, dtype=object), n),
    )
    forenames = np.where(
        is_arrived, rng.choice(np.array(names.ARRIVED, dtype=object), n), forenames
    )
    family_ethnicity = pick(rng, ETHNICITIES, families)[kids["family"].to_numpy()]
    ethnicity = np.where(is_arrived, pick(rng, ARRIVED_ETHNICITIES, n), family_ethnicity)
    nationality = np.where(is_arrived, pick(rng, names.NATIONALITIES, n), "British")
    born = kids["born"].to_numpy()
    numbered = pupil_numbers(world.authority, _serials(born, rng.permutation(n)))
    # A pupil number comes with the first school: in the September after the fourth birthday.
    fourth = birthday(born, 4).astype("datetime64[D]")
    september = fourth.astype("datetime64[Y]").astype("datetime64[M]") + 8
    september = np.where(fourth > september.astype("datetime64[D]"), september + 12, september)
    has_number = chance(rng, np.where(is_arrived, 0.5, 0.975), n)
    cared_for = kids["child"].is_in(
        world.stories.filter(pl.col("entered") < NEVER)["child"].implode()
    )
    without = np.where(cared_for.to_numpy(), "UN2", "UN6")
    people = kids.with_columns(
        arrived=arrived,
        sex=pl.Series(np.where(boy, "M", "F").astype(str)),
        forename=pl.Series(forenames.astype(str)),
        her_forename=pl.Series(rng.choice(np.array(names.GIRLS), n)),
        surname=pl.Series(surnames.astype(str)),
        ethnicity=pl.Series(ethnicity.astype(str)),
        nationality=pl.Series(nationality.astype(str)),
        number=pl.Series(np.where(has_number, numbered, "").astype(str)).replace("", None),
        no_number=pl.Series(without.astype(str)),
        school_on=pl.Series(september.astype("datetime64[D]").astype(np.int64)),
        expected=pl.Series(born + rng.integers(-9, 10, n)),
        merged_on=pl.Series(np.full(n, NEVER)),
    )
    return _second_records(people)


def _serials(born: Days, order: Days) -> Days:
    """Nine figures: two of the year of entry and a number that nobody else has."""
    year = born.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970 + 5
    return (year % 100) * 10_000_000 + 1000 + order


def _second_records(people: pl.DataFrame) -> pl.DataFrame:
    """Second records: name, sex and birth of the first, a shorter forename, no pupil number."""
    shared = ("surname", "sex", "ethnicity", "nationality")
    first = people.select(
        pl.col("child").alias("second_of"),
        pl.col("person_id").alias("merged_into"),
        pl.col("forename").alias("their_forename"),
        *[pl.col(name).alias(f"their_{name}") for name in shared],
    )
    joined = people.join(first, on="second_of", how="left", maintain_order="left")
    is_second = pl.col("second_of").is_not_null()
    spelt = pl.col("their_forename").str.slice(0, 3)
    return joined.with_columns(
        *[pl.when(is_second).then(f"their_{name}").otherwise(name).alias(name) for name in shared],
        forename=pl.when(is_second).then(spelt).otherwise("forename"),
        number=pl.when(is_second).then(None).otherwise("number"),
        no_number=pl.when(is_second).then(pl.lit("UN6")).otherwise("no_number"),
    )


def _person(people: pl.DataFrame) -> Table:
    frame = people.select(
        "lag",
        "known_on",
        "expected",
        "school_on",
        "no_number",
        "mother_on",
        pers_person_id="person_id",
        pers_forename="forename",
        pers_surname="surname",
        pers_sex="sex",
        pers_gender=pl.col("sex").replace_strict({"M": "01", "F": "02"}),
        pers_ethnicity="ethnicity",
        pers_dob="born",
        pers_death_date="died_on",
        pers_expected_dob="expected",
        pers_nationality="nationality",
        pers_upn="number",
        pers_upn_unknown="no_number",
        pers_is_mother=pl.when(pl.col("mother_on") < NEVER)
        .then(pl.lit("Y"))
        .otherwise(pl.lit("N")),
        pers_merged_into_id="merged_into",
    )
    return Table(
        "person",
        frame,
        start="known_on",
        hides={
            "pers_dob": (
                "pers_sex",
                "pers_gender",
                "pers_ethnicity",
                "pers_forename",
                "pers_expected_dob",
            ),
            "mother_on": ("pers_is_mother",),
            "pers_death_date": (),
        },
        seen=_person_seen,
    )


def _family(people: pl.DataFrame) -> Table:
    """The family of each child; a second record is not put to one before it is merged."""
    rows = people.filter(pl.col("second_of").is_null())
    frame = rows.select(
        "lag",
        "known_on",
        fami_person_id="person_id",
        fami_table_id=(pl.col("rank").cast(pl.Int64) + 70_000).cast(pl.String),
        fami_family_id="F" + pl.col("family").cast(pl.String),
    )
    return Table("family", frame, start="known_on")


def _person_seen(rows: pl.DataFrame) -> pl.DataFrame:
    """Before birth there is an expected date, afterwards a date of birth, never both.

    Before school no pupil number.
    """
    unborn = pl.col("pers_dob").is_null()
    at_school = pl.col("school_on") <= pl.col("cut")
    number = pl.when(at_school).then("pers_upn").otherwise(None)
    return rows.with_columns(
        pers_sex=pl.when(unborn).then(pl.lit("U")).otherwise("pers_sex"),
        pers_gender=pl.when(unborn).then(pl.lit("00")).otherwise("pers_gender"),
        pers_ethnicity=pl.when(unborn).then(pl.lit("NOBT")).otherwise("pers_ethnicity"),
        pers_forename=pl.when(unborn).then(pl.lit("Unborn")).otherwise("pers_forename"),
        pers_is_mother=pl.col("pers_is_mother").fill_null("N"),
        pers_expected_dob=pl.when(unborn).then("expected").otherwise(None),
        pers_upn=number,
        pers_upn_unknown=pl.when(number.is_not_null())
        .then(None)
        .when(at_school)
        .then("no_number")
        .otherwise(pl.lit("UN1")),
    )


def _disability(world: World, people: pl.DataFrame) -> Table:
    """NONE for most; one to three codes for the others. Nothing for the unborn."""
    rng = world.stream("disability")
    supported = world.stories.filter(pl.col("path").is_in(["disabled", "short_breaks"]))[
        "child"
    ].unique()
    certain = people["child"].is_in(supported.implode()).to_numpy()
    disabled = certain | (
        chance(rng, 0.035, people.height) & people["second_of"].is_null().to_numpy()
    )
    wanted = np.where(disabled, curve(rng, [(0, 1), (0.55, 2), (0.9, 3), (1, 4)], people.height), 1)
    row = np.repeat(np.arange(people.height), wanted)
    codes = np.where(disabled[row], pick(rng, DISABILITIES, len(row)), "NONE")
    rows = people[row.tolist()].with_columns(code=pl.Series(codes.astype(str)))
    rows = rows.unique(["person_id", "code"], keep="first", maintain_order=True)
    frame = rows.with_row_index("row").select(
        "lag",
        disa_person_id="person_id",
        disa_table_id=(pl.col("row").cast(pl.Int64) + 1).cast(pl.String),
        disa_disability_code="code",
        on=pl.max_horizontal("born", "known_on"),
    )
    return Table("disability", frame, start="on")


def _immigration(people: pl.DataFrame) -> Table:
    """Unaccompanied children are so from arrival to their eighteenth birthday."""
    rows = people.filter(pl.col("arrived"))
    adult = pl.Series("adult", birthday(rows["born"].to_numpy(), 18))
    frame = (
        rows.with_row_index("row")
        .with_columns(adult)
        .select(
            "lag",
            immi_person_id="person_id",
            immi_immigration_status_id=(pl.col("row").cast(pl.Int64) + 501).cast(pl.String),
            immi_immigration_status=pl.lit("Unaccompanied Asylum Seeking Child"),
            immi_immigration_status_start_date="known_on",
            immi_immigration_status_end_date="adult",
        )
    )
    return Table(
        "immigration_status",
        frame,
        start="immi_immigration_status_start_date",
        hides={"immi_immigration_status_end_date": ()},
    )


def _identifiers(people: pl.DataFrame) -> Table:
    """Case numbers of the system that was in use before the present one."""
    rows = people.filter((pl.col("known_on") < SYSTEM_CHANGED) & pl.col("second_of").is_null())
    frame = rows.select(
        "lag",
        "known_on",
        link_table_id=(pl.col("rank").cast(pl.Int64) + 40_000).cast(pl.String),
        link_person_id="person_id",
        link_identifier_type=pl.lit("Case Number"),
        link_identifier_value="N" + (pl.col("rank").cast(pl.Int64) * 7 + 10_000).cast(pl.String),
        link_valid_from_date="known_on",
        link_valid_to_date=pl.lit(SYSTEM_CHANGED, dtype=pl.Int64),
    )
    return Table("linked_identifiers", frame, start="known_on")


def homes(world: World) -> pl.DataFrame:
    """Homes of each family: family, moved_in, moved_out, number, district, spot (see geography)."""
    rng = world.stream("homes")
    family = world.children["family"].unique().sort().to_numpy()
    first = world.children.group_by("family").agg(
        pl.min_horizontal(pl.col("known_on").min(), pl.col("born").min()).alias("since")
    )
    since = first.sort("family")["since"].to_numpy()
    moves = rng.poisson(0.6, len(family))
    row = np.repeat(np.arange(len(family)), moves + 1)
    order = np.arange(len(row)) - np.repeat(np.cumsum(moves + 1) - moves - 1, moves + 1)
    span = np.maximum(world.window + 2400 - since, 400)
    moved = since[row] + (rng.random(len(row)) * span[row]).astype(np.int64)
    moved = np.where(order == 0, since[row], moved)
    frame = pl.DataFrame(
        {
            "family": family[row],
            "moved_in": moved,
            "district": rng.integers(0, geography.DISTRICTS, len(row)) + 1,
            "spot": rng.integers(0, geography.HOME_SPOTS, len(row)),
            "number": rng.integers(1, 120, len(row)),
        }
    )
    frame = _from_and_to_elsewhere(world, rng, frame)
    frame = frame.unique(["family", "moved_in"], keep="last", maintain_order=True)
    frame = frame.sort("family", "moved_in")
    return frame.with_columns(
        moved_out=pl.col("moved_in").shift(-1).over("family").fill_null(NEVER)
    )


def _from_and_to_elsewhere(
    world: World, rng: np.random.Generator, homes: pl.DataFrame
) -> pl.DataFrame:
    """Let some families live in another authority before they were known, or after the last case.

    A family whose child came with a protection plan had lived there; one whose case was closed
    because it moved away (RC5) lives there from that day.
    """
    first = pl.col("referred") == pl.col("referred").min()
    families = world.stories.group_by("family").agg(
        known=pl.col("received").min(),
        referred=pl.col("referred").min(),
        transfer=(pl.col("is_transfer") & first).any(),
        alone=(pl.col("path") == "uasc").any(),
    )
    families = families.sort("family").join(
        front_door.moved_away(world), on="family", how="left", maintain_order="left"
    )
    some = pl.Series(chance(rng, CAME_FROM_ELSEWHERE, families.height))
    earlier = pl.col("known") - pl.Series(rng.integers(20, 900, families.height))
    families = families.select(
        "family",
        came=pl.when("transfer")
        .then("referred")
        .when(some & ~pl.col("alone"))
        .then(earlier)
        .otherwise(-NEVER),
        gone=pl.col("gone").fill_null(NEVER),
        away=pl.Series(rng.integers(0, ELSEWHERE_DISTRICTS, families.height)) + geography.ELSEWHERE,
    )
    homes = homes.join(families, on="family", maintain_order="left")
    homes = homes.filter(pl.col("moved_in") < pl.col("gone"))
    before = pl.col("moved_in") < pl.col("came")
    arrival = homes.filter(before).unique("family", keep="last", maintain_order=True)
    arrival = arrival.with_columns(moved_in="came")
    departure = homes.unique("family", keep="last", maintain_order=True)
    departure = departure.filter(pl.col("gone") < NEVER)
    departure = departure.with_columns(moved_in="gone", district="away")
    homes = homes.with_columns(district=pl.when(before).then("away").otherwise("district"))
    return pl.concat([homes, arrival, departure]).drop("came", "gone", "away")


def address_table(world: World, family_homes: pl.DataFrame) -> Table:
    """Home addresses of each person, from when the person became known."""
    rows = world.children.select("person_id", "family", "born", "known_on", "lag").join(
        family_homes, on="family", maintain_order="left"
    )
    rows = rows.with_columns(
        start=pl.max_horizontal("moved_in", pl.min_horizontal("born", "known_on"))
    )
    rows = rows.filter(pl.col("start") < pl.col("moved_out"))
    codes = geography.postcodes(
        world.authority, rows["district"].to_numpy(), rows["spot"].to_numpy()
    )
    streets = np.array(names.STREETS, dtype=object)[rows["spot"].to_numpy() % len(names.STREETS)]
    towns = np.array(names.TOWNS, dtype=object)[rows["district"].to_numpy() % len(names.TOWNS)]
    rows = rows.with_columns(
        postcode=pl.Series(codes.astype(str)),
        street=pl.Series(streets.astype(str)),
        town=pl.Series(towns.astype(str)),
    )
    house = pl.struct(HOUSE=pl.col("number").cast(pl.String), STREET="street", TOWN="town")
    frame = rows.with_row_index("row").select(
        "lag",
        addr_table_id=(pl.col("row").cast(pl.Int64) + 600_001).cast(pl.String),
        addr_person_id="person_id",
        addr_address_json=house.struct.json_encode(),
        addr_address_type=pl.lit("Home"),
        addr_address_start_date="start",
        addr_address_end_date="moved_out",
        addr_address_postcode="postcode",
        on=pl.max_horizontal("start", "known_on"),
    )
    return Table("address", frame, start="on", hides={"addr_address_end_date": ()})
