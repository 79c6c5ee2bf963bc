"""Twenty rules of the 903 once more, in plain Python from the text of each, on altered sets.

Nothing here reads the SQL of the rules or what it shares: only the cells of the files. A blank end
is an open episode, one that cannot be read is neither open nor a day, and the order of episodes is
that of their days.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from returns import collection_year, read, specification, validate
from tests.synthetic.looked_after import write_sets

Row = dict[str, str | None]
Found = Iterator[tuple[str, int]]

CHILDREN, SHARE, AUTHORITY = 500, 0.6, "301"
SETS = (("2022-23", 11), ("2024-25", 12), ("2025-26", 13), ("2026-27", 14))
GOES_ON = {"P", "L", "T", "U", "B"}
ADOPTED = {"E11", "E12"}
PLACED_FOR_ADOPTION = {"A3", "A4", "A5", "A6"}
ADOPTION_ITEMS = ("DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR")
HEALTH_ITEMS = (
    "CONVICTED",
    "HEALTH_CHECK",
    "IMMUNISATIONS",
    "TEETH_CHECK",
    "HEALTH_ASSESSMENT",
    "SUBSTANCE_MISUSE",
    "INTERVENTION_RECEIVED",
    "INTERVENTION_OFFERED",
)


def day(text: str | None) -> date | None:
    """A day as dd/mm/yyyy, else None."""
    if text is None or len(text) != 10:
        return None
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        return None


def age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@dataclass
class Episode:
    """A row of Episodes with its place in the file."""

    row: int
    cells: Row

    def __getitem__(self, name: str) -> str | None:
        return self.cells[name]

    @property
    def start(self) -> date | None:
        return day(self.cells["DECOM"])

    @property
    def end(self) -> date | None:
        return day(self.cells["DEC"])

    @property
    def is_open(self) -> bool:
        return self.cells["DEC"] is None

    def order(self) -> tuple[object, ...]:
        """By its days; where they are the same by what stands in it, a blank last."""
        names = ("DEC", "RNE", "REC", "LS", "CIN", "PLACE")
        texts = [(self.cells[name] is None, self.cells[name] or "") for name in names]
        return (self.start, self.end or date.max, *texts, self.row)


def chains(rows: list[Row]) -> dict[str, list[Episode]]:
    """The episodes of each child that have a start, in the order of time."""
    found = defaultdict(list)
    for number, row in enumerate(rows):
        episode = Episode(number, row)
        if row["CHILD"] is not None and episode.start is not None:
            found[row["CHILD"]].append(episode)
    return {child: sorted(episodes, key=Episode.order) for child, episodes in found.items()}


@dataclass
class Return:
    """Both years' tables as rows of text."""

    year: str
    this: dict[str, list[Row]]
    last: dict[str, list[Row]]
    providers: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.first_day = collection_year(self.year).starts_on
        self.last_day = collection_year(self.year).ends_on
        self.chains = chains(self.this["Episodes"])
        self.chains_before = chains(self.last["Episodes"])

    def neighbours(self) -> Iterator[tuple[Episode, Episode]]:
        for chain in self.chains.values():
            yield from pairwise(chain)

    def codes(self, code_list: str) -> set[str]:
        return set(specification("ssda903", self.year).codes[code_list])

    def has_day_in_year(self, one: Episode) -> bool:
        started = one.start is not None and one.start <= self.last_day
        return started and (one.end is None or one.end >= self.first_day)

    def twelve_months_in_care(self, child: str | None) -> bool:
        """In care in the year, neither begun nor ended within it, and not for short breaks."""
        episodes = [
            Episode(0, row) for row in self.this["Episodes"] if row["CHILD"] == child and child
        ]
        for one in episodes:
            if one["RNE"] == "S" and one.start and self.first_day < one.start <= self.last_day:
                return False
            if one["REC"] != "X1" and one.end and self.first_day <= one.end < self.last_day:
                return False
            if one["LS"] in ("V3", "V4") and self.has_day_in_year(one):
                return False
        return any(self.has_day_in_year(one) for one in episodes)


def rule_142(given: Return) -> Found:
    """A new episode has started, and the one before has not ended."""
    for before, _ in given.neighbours():
        if before["DEC"] is None or before["REC"] is None:
            yield "Episodes", before.row


def rule_148(given: Return) -> Found:
    """End and reason of the end are both given, or neither."""
    for number, row in enumerate(given.this["Episodes"]):
        if (row["DEC"] is None) != (row["REC"] is None):
            yield "Episodes", number


def rule_184(given: Return) -> Found:
    """The decision to place for adoption is not before the birth, which must be given."""
    for number, row in enumerate(given.this["PlacedAdoption"]):
        placed, born = day(row["DATE_PLACED"]), day(row["DOB"])
        if placed and (row["DOB"] is None or (born and placed < born)):
            yield "PlacedAdoption", number


def rule_190(given: Return) -> Found:
    """Health items are for those who were looked after for the twelve months."""
    for number, row in enumerate(given.this["OC2"]):
        if any(row[name] for name in HEALTH_ITEMS) and not given.twelve_months_in_care(
            row["CHILD"]
        ):
            yield "OC2", number


def rule_224(given: Return) -> Found:
    """The kind of provider is one that the list has for the URN."""
    for number, row in enumerate(given.this["Episodes"]):
        urn = row["URN"]
        if urn and urn.upper() != "XXXXXXX":
            kinds = given.providers.get(urn.upper(), set())
            if row["PLACE_PROVIDER"] not in kinds:
                yield "Episodes", number


def rule_355(given: Return) -> Found:
    """No episode ends on the day on which it starts."""
    for number, row in enumerate(given.this["Episodes"]):
        if day(row["DECOM"]) is not None and day(row["DECOM"]) == day(row["DEC"]):
            yield "Episodes", number


def rule_361(given: Return) -> Found:
    """Police protection (L1) lasts for three days at the most, over episodes that join."""
    for chain in given.chains.values():
        spells: list[list[Episode]] = []
        for one in chain:
            until = ends(spells[-1][-1], given.last_day) if spells else None
            joins = until is not None and one.start is not None and one.start <= until
            if spells and joins and spells[-1][-1]["LS"] == one["LS"]:
                spells[-1].append(one)
            else:
                spells.append([one])
        for spell in spells:
            known = [until for one in spell if (until := ends(one, given.last_day))]
            start = spell[0].start
            if spell[0]["LS"] == "L1" and start and known and (max(known) - start).days > 3:
                yield from (("Episodes", one.row) for one in spell)


def ends(one: Episode, last_day: date) -> date | None:
    return last_day if one.is_open else one.end


def rule_388(given: Return) -> Found:
    """X1 has a next episode on its day, any other reason has none."""
    starts: dict[str, list[tuple[int, date | None]]] = defaultdict(list)
    for number, row in enumerate(given.this["Episodes"]):
        if row["CHILD"] is not None:
            starts[row["CHILD"]].append((number, day(row["DECOM"])))
    for number, row in enumerate(given.this["Episodes"]):
        end = day(row["DEC"])
        if row["CHILD"] is None or end is None or row["REC"] is None:
            continue
        of_child = starts[row["CHILD"]]
        goes_on = any(other != number and start == end for other, start in of_child)
        may_go_on = any(start is None for _, start in of_child)
        if goes_on if row["REC"] != "X1" else not goes_on and not may_go_on:
            yield "Episodes", number


def rule_389(given: Return) -> Found:
    """Nobody passes to adult social care (E7) before turning 16."""
    born = defaultdict(list)
    for row in given.this["Header"]:
        if row["CHILD"] is not None and (birth := day(row["DOB"])):
            born[row["CHILD"]].append(birth)
    for number, row in enumerate(given.this["Episodes"]):
        end = day(row["DEC"])
        births = born.get(row["CHILD"] or "", [])
        if row["REC"] == "E7" and end and any(age(birth, end) < 16 for birth in births):
            yield "Episodes", number


def rule_431(given: Return) -> Found:
    """A period of care does not start on the day on which the episode before ended."""
    for before, this in given.neighbours():
        if this["RNE"] == "S" and before.end and this.start and this.start <= before.end:
            yield "Episodes", this.row


def rule_432(given: Return) -> Found:
    """What follows the end of care starts with S."""
    ended = given.codes("REC") - {"X1"}
    for before, this in given.neighbours():
        if before["REC"] in ended and this["RNE"] != "S":
            yield "Episodes", this.row


def rule_433(given: Return) -> Found:
    """An episode that goes on starts on the day on which the one before ended."""
    for before, this in given.neighbours():
        ended_on_another_day = before.end is not None and before.end != this.start
        if this["RNE"] in GOES_ON and (before.is_open or ended_on_another_day):
            yield "Episodes", this.row
    of_child = Counter(row["CHILD"] for row in given.this["Episodes"])
    for number, row in enumerate(given.this["Episodes"]):
        has_others = row["CHILD"] is not None and of_child[row["CHILD"]] > 1
        if row["RNE"] in GOES_ON and row["DECOM"] is None and has_others:
            yield "Episodes", number


def rule_501(given: Return) -> Found:
    """No episode starts before the one before it ended."""
    for before, this in given.neighbours():
        if before.end and this.start and this.start < before.end:
            yield "Episodes", this.row


def rule_502(given: Return) -> Found:
    """The first episode starts on the day of the one that was open at the end of last year."""
    for child, chain in given.chains.items():
        left_open = [one.start for one in given.chains_before.get(child, []) if one.is_open]
        if left_open and chain[0].start != max(start for start in left_open if start):
            yield "Episodes", chain[0].row


def rule_503a(given: Return) -> Found:
    """The first episode has the reason of the one with which last year's return ended, open."""
    for child, chain in given.chains.items():
        before = given.chains_before.get(child)
        if before and before[-1].is_open and before[-1]["RNE"] != chain[0]["RNE"]:
            yield "Episodes", chain[0].row


def rule_504(given: Return) -> Found:
    """The need stays the same as long as one episode goes on from another."""
    for before, this in given.neighbours():
        goes_on = before["REC"] == "X1" and before.end == this.start
        if goes_on and before["CIN"] != this["CIN"]:
            yield "Episodes", this.row


def rule_551(given: Return) -> Found:
    """A placement for adoption has a decision with a date."""
    decided = {row["CHILD"] for row in given.this["PlacedAdoption"] if row["DATE_PLACED"]}
    for number, row in enumerate(given.this["Episodes"]):
        if row["PLACE"] in PLACED_FOR_ADOPTION and row["CHILD"] not in decided - {None}:
            yield "Episodes", number


def rule_576(given: Return) -> Found:
    """An absence that was open at the end of last year is this year's first."""
    open_before = {
        (row["CHILD"], start)
        for row in given.last["Missing"]
        if row["CHILD"] and row["MIS_END"] is None and (start := day(row["MIS_START"]))
    }
    absences = defaultdict(list)
    for number, row in enumerate(given.this["Missing"]):
        # Those with a day, then those with one that cannot be read, then the blank ones.
        start, end = day(row["MIS_START"]), day(row["MIS_END"])
        texts = [row[name] for name in ("MIS_START", "MIS_END", "MISSING", "DOB")]
        order = [start or date.max, *(part for text in texts[:1] for part in blank_last(text))]
        order += [end or date.max, *(part for text in texts[1:] for part in blank_last(text))]
        absences[row["CHILD"]].append((order, number, row))
    for child, start in open_before:
        if child in absences:
            _, number, row = min(absences[child])
            if row["MIS_START"] is None or day(row["MIS_START"]) not in (None, start):
                yield "Missing", number
        elif child in given.chains:
            yield "Episodes", given.chains[child][0].row


def blank_last(text: str | None) -> tuple[bool, str]:
    return (text is None, text or "")


def rule_601(given: Return) -> Found:
    """Whoever was adopted in the year has all six items on the adoption."""
    for number, row in enumerate(given.this["Episodes"]):
        end = day(row["DEC"])
        if row["REC"] not in ADOPTED or end is None:
            continue
        if not given.first_day <= end <= given.last_day:
            continue
        items = {
            place: adoption
            for place, adoption in enumerate(given.this["AD1"])
            if adoption["CHILD"] == row["CHILD"] and row["CHILD"]
        }
        lacking = [
            place
            for place, adoption in items.items()
            if not all(adoption[name] for name in ADOPTION_ITEMS)
        ]
        if lacking or not items:
            yield "Episodes", number
        yield from (("AD1", place) for place in lacking)


def rule_631(given: Return) -> Found:
    """A previous permanence is one of the codes."""
    codes = given.codes("PREV_PERM")
    for number, row in enumerate(given.this["PrevPerm"]):
        if row["PREV_PERM"] is not None and row["PREV_PERM"] not in codes:
            yield "PrevPerm", number


RULES: dict[str, Callable[[Return], Found]] = {
    "142": rule_142,
    "148": rule_148,
    "184": rule_184,
    "190": rule_190,
    "224": rule_224,
    "355": rule_355,
    "361": rule_361,
    "388": rule_388,
    "389": rule_389,
    "431": rule_431,
    "432": rule_432,
    "433": rule_433,
    "501": rule_501,
    "502": rule_502,
    "503A": rule_503a,
    "504": rule_504,
    "551": rule_551,
    "576": rule_576,
    "601": rule_601,
    "631": rule_631,
}


def rows_of(tables: dict[str, pl.DataFrame]) -> dict[str, list[Row]]:
    return {
        name: [
            {key: (value or "").strip() or None for key, value in row.items()}
            for row in frame.select(pl.col(pl.String)).iter_rows(named=True)
        ]
        for name, frame in tables.items()
    }


def with_edges(tables: dict[str, pl.DataFrame], year: str) -> dict[str, pl.DataFrame]:
    """The tables with rows at the edges: of the year, of February, of a day, and of no child."""
    first, last = collection_year(year).starts_on, collection_year(year).ends_on
    edges = {
        "Episodes": (
            (20, "DEC", pl.col("DECOM")),
            (21, "DEC", pl.lit(f"{last:%d/%m/%Y}")),
            (22, "DEC", pl.lit(f"{first:%d/%m/%Y}")),
            (23, "DECOM", pl.lit(f"{first:%d/%m/%Y}")),
            (29, "CHILD", pl.lit("  ")),
            (31, "REC", pl.lit("E7")),
            (37, "LS", pl.lit("L1")),
        ),
        "Header": ((20, "DOB", pl.lit("29/02/2012")), (23, "CHILD", pl.lit(None))),
        "OC2": ((20, "CHILD", pl.lit(None)),),
        "Missing": ((20, "CHILD", pl.lit("")),),
        "PlacedAdoption": (
            (4, "DATE_PLACED", pl.lit("29/02/2000")),
            (6, "DOB", pl.col("DATE_PLACED")),
            (7, "CHILD", pl.lit(None)),
        ),
    }
    changed = dict(tables)
    for name, changes in edges.items():
        for step, column, value in changes:
            at = pl.int_range(pl.len()) % step == 3
            cell = pl.when(at).then(value).otherwise(pl.col(column)).alias(column)
            changed[name] = changed[name].with_columns(cell)
    return changed


def providers_of(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """For two URNs of three what the list says of them; some stand in it twice."""
    urns = tables["Episodes"].get_column("URN").drop_nulls().unique().sort()
    rows = [
        {"URN": urn, "PROVIDER_CODES": "PR1" if number % 2 else "PR1,PR4"}
        for number, urn in enumerate(urns)
        if number % 3
    ]
    rows += [{"URN": rows[0]["URN"].lower(), "PROVIDER_CODES": "PR5/PR2"}]
    return pl.DataFrame(rows)


@cache
def compared(folder: Path) -> dict[str, list[tuple[str, set[object], set[object]]]]:
    """For each rule and set the rows that we flag and those that its text asks for."""
    found = defaultdict(list)
    for year, seed in SETS:
        write_sets(folder / year, CHILDREN, seed, year=year, share=SHARE)
        before = collection_year(year).previous
        this = read("ssda903", folder / year / "this", year=year)
        last = read(
            "ssda903", folder / year / "last", year=before.label if before.is_known else year
        )
        this = with_edges(this, year)
        listed = providers_of(this)
        result = validate(
            "ssda903",
            this,
            year=year,
            authority=AUTHORITY,
            previous=last,
            reference={"providers": listed},
        )
        kinds = defaultdict(set)
        for row in listed.iter_rows(named=True):
            kinds[row["URN"].upper()] |= set(row["PROVIDER_CODES"].replace("/", ",").split(","))
        given = Return(year, rows_of(this), rows_of(last), dict(kinds))
        issues = result.issues.select("rule_code", "table", "row_number").rows()
        for code, rule in RULES.items():
            ours = {(table, number) for said, table, number in issues if said == code}
            found[code].append((year, ours, set(rule(given))))
    return dict(found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sets")


@pytest.mark.parametrize("code", RULES)
def test_a_rule_flags_the_rows_that_its_text_asks_for(folder: Path, code: str) -> None:
    for year, ours, theirs in compared(folder)[code]:
        assert ours == theirs, year


@pytest.mark.parametrize("code", RULES)
def test_the_sets_hold_rows_at_which_the_rule_speaks(folder: Path, code: str) -> None:
    assert sum(len(theirs) for _, _, theirs in compared(folder)[code]) >= 3
