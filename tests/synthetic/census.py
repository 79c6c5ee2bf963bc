"""A CIN census of any number of children: lives that keep the rules, then rows altered at random.

python -m tests.synthetic.census 10000 census.xml --altered 0.03
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import escape

from tests.synthetic.draws import after, day_between, upn, weekday

# A group of the document: its tag and what stands in it, items as (tag, text) and groups likewise.
Node = list
YEAR = "2025-26"
AUTHORITY = "301"

ORDER = {
    "ChildIdentifiers": (
        "LAchildID UPN FormerUPN UPNunknown PersonBirthDate ExpectedPersonBirthDate GenderCurrent "
        "Sex PersonDeathDate"
    ),
    "ChildCharacteristics": "Ethnicity Disabilities",
    "CINdetails": (
        "CINreferralDate ReferralSource PrimaryNeedCode CINclosureDate ReasonForClosure "
        "DateOfInitialCPC Assessments CINPlanDates Section47 ReferralNFA ChildProtectionPlans "
        "PreProceedingsandFGDM"
    ),
    "Assessments": (
        "AssessmentActualStartDate AssessmentInternalReviewDate AssessmentAuthorisationDate "
        "FactorsIdentifiedAtAssessment"
    ),
    "CINPlanDates": "CINPlanStartDate CINPlanEndDate",
    "Section47": "S47ActualStartDate InitialCPCtarget DateOfInitialCPC ICPCnotRequired",
    "ChildProtectionPlans": (
        "CPPstartDate CPPendDate InitialCategoryOfAbuse LatestCategoryOfAbuse NumberOfPreviousCPP "
        "Reviews"
    ),
    "Reviews": "CPPreviewDate",
    "PreProceedingsandFGDM": (
        "PPStartDate LBPSentDate FGDMMeetingOffer FGDMMeetingFac InitialPPMeetingDate "
        "ReviewMeetingsCount StepDecisionDate PPOutcome CourtAppDate LetterInitCPDate"
    ),
}
PLACES = {group: tuple(tags.split()) for group, tags in ORDER.items()}
CODES = {
    "Sex": "M F U",
    "GenderCurrent": "0 1 2 9",
    "UPNunknown": "UN1 UN2 UN3 UN4 UN5 UN6 UN7",
    "Ethnicity": "WBRI WIRI WIRT WOTH WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH "
    "CHNE OOTH REFU NOBT",
    "Disability": "NONE MOB HAND PC INC COMM LD HEAR VIS BEH CON AUT DDA",
    "ReferralSource": "1A 1B 1C 1D 2A 2B 3A 3B 3C 3D 3E 3F 4 5A 5B 5C 5D 6 7 8 9 10",
    "PrimaryNeedCode": "N1 N2 N3 N4 N5 N6 N7 N8 N9 N0",
    "ReasonForClosure": "RC1 RC2 RC3 RC4 RC5 RC6 RC7 RC8 RC9",
    "AssessmentFactors": "1A 1B 1C 2A 2B 2C 3A 3B 3C 4A 4B 4C 5A 5B 5C 6A 6B 6C 7A 8B 8C 8D 8E 8F "
    "9A 10A 11A 12A 13A 14A 15A 16A 17A 18A 18B 18C 19A 19B 19C 20 21 22A 23A 24A",
    "InitialCategoryOfAbuse": "NEG PHY SAB EMO MUL",
    "LatestCategoryOfAbuse": "NEG PHY SAB EMO MUL",
    "NumberOfPreviousCPP": "0 1 2 3",
    "ReferralNFA": "0 1 true false",
    "ICPCnotRequired": "0 1 true false",
    "PPOutcome": "A B C",
    "FGDMMeetingOffer": "0 1",
    "FGDMMeetingFac": "0 1",
    "ReviewMeetingsCount": "0 1 2",
}
CHOICES = {tag: tuple(codes.split()) for tag, codes in CODES.items()}
_NEEDS = ("N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8")
_FACTORS = ("1A", "2B", "3B", "4B", "5A", "8B", "13A", "16A", "18B", "19C", "20", "22A")
_SHIFTS = (-9500, -800, -365, -60, -7, -1, 0, 0, 1, 7, 60, 365, 800)
# Groups that an alteration may add to an episode, each with what it must have.
_GRAFTS = {
    "Assessments": ("AssessmentActualStartDate", "AssessmentAuthorisationDate"),
    "CINPlanDates": ("CINPlanStartDate", "CINPlanEndDate"),
    "Section47": ("S47ActualStartDate", "DateOfInitialCPC", "ICPCnotRequired"),
    "ChildProtectionPlans": (
        "CPPstartDate",
        "CPPendDate",
        "InitialCategoryOfAbuse",
        "LatestCategoryOfAbuse",
        "NumberOfPreviousCPP",
    ),
}
_FACTOR = "AssessmentFactors"
MALFORMED = ("31/02/2025", "2025-02-30", "03/04/2025", "2025-6-1", "not known", "45123")


class Lives:
    """Children one after the other, the same for the same seed and year."""

    def __init__(self, seed: int, year: str = YEAR) -> None:
        self.draw = random.Random(seed)
        self.start = date(int(year[:4]), 4, 1)
        self.end = date(int(year[:4]) + 1, 3, 31)
        self.sex = "Sex" if year >= "2024-25" else "GenderCurrent"
        self.module_5 = year >= "2026-27"

    def child(self, number: int) -> Node:
        """One child with all below it."""
        draw = self.draw
        referred = self._referred()
        unborn = draw.random() < 0.01 and referred >= after(self.end, -150)
        first = self._episode(referred)
        episodes = [first]
        closed = _text(first, "CINclosureDate")
        if draw.random() < 0.08 and (closed or _text(first, "ReferralNFA") == "1"):
            again = after(date.fromisoformat(closed) if closed else referred, draw.randint(5, 60))
            if self.start <= again <= self.end:
                episodes.append(self._episode(again))
        identifiers = self._identifiers(number, unborn)
        ethnicity = "NOBT" if unborn else draw.choice(CHOICES["Ethnicity"][:-2])
        characteristics: Node = ["ChildCharacteristics", [["Ethnicity", ethnicity]]]
        if not unborn:
            characteristics[1].append(["Disabilities", self._disabilities()])
        return ["Child", [identifiers, characteristics, *episodes]]

    def _referred(self) -> date:
        if self.draw.random() < 0.75:
            return day_between(self.draw, self.start, after(self.end, -3))
        return day_between(self.draw, after(self.start, -500), after(self.start, -1))

    def _identifiers(self, number: int, unborn: bool) -> Node:
        draw = self.draw
        items: list[Node] = [["LAchildID", f"CH{number:07d}"]]
        if unborn:
            expected = day_between(draw, after(self.end, 20), after(self.end, 90))
            items += [["UPNunknown", "UN1"], ["ExpectedPersonBirthDate", expected.isoformat()]]
            unknown = "U" if self.sex == "Sex" else "0"
            return ["ChildIdentifiers", [*items, [self.sex, unknown]]]
        born = day_between(draw, after(self.start, -17 * 365), after(self.start, -510))
        at_school = born <= after(self.start, -4 * 365)
        items.append(["UPN", upn(number)] if at_school else ["UPNunknown", "UN1"])
        items.append(["PersonBirthDate", born.isoformat()])
        sex = draw.choice("MF") if self.sex == "Sex" else draw.choice("12")
        return ["ChildIdentifiers", [*items, [self.sex, sex]]]

    def _disabilities(self) -> list[Node]:
        if self.draw.random() < 0.85:
            return [["Disability", "NONE"]]
        codes = self.draw.sample(CHOICES["Disability"][1:], self.draw.randint(1, 3))
        return [["Disability", code] for code in codes]

    def _episode(self, referred: date) -> Node:
        draw = self.draw
        source = draw.choice(CHOICES["ReferralSource"])
        head: list[Node] = [["CINreferralDate", referred.isoformat()], ["ReferralSource", source]]
        if referred >= self.start and draw.random() < 0.15:
            return ["CINdetails", [*head, ["ReferralNFA", "1"]]]
        head.append(["PrimaryNeedCode", draw.choice(_NEEDS)])
        assessments, latest = self._assessments(referred)
        plans: list[Node] = []
        enquiries: list[Node] = []
        protection: list[Node] = []
        is_open = False
        if assessments and draw.random() < 0.25:
            enquiries, protection, latest, is_open = self._protection(referred, latest)
        elif assessments and latest <= self.end and draw.random() < 0.45:
            plans, latest, is_open = self._plan(latest)
        closing: list[Node] = []
        closes = after(max(latest, self.start), draw.randint(1, 120))
        if not is_open and closes <= self.end and assessments:
            busy = plans or enquiries or protection
            reason = draw.choice(("RC1", "RC3", "RC4", "RC5", "RC6", "RC7") if busy else ("RC8",))
            closing = [["CINclosureDate", closes.isoformat()], ["ReasonForClosure", reason]]
        below = [*assessments, *plans, *enquiries, ["ReferralNFA", "0"], *protection]
        if self.module_5 and protection and draw.random() < 0.2:
            below.append(self._proceedings(latest))
        return ["CINdetails", [*head, *closing, *below]]

    def _assessments(self, referred: date) -> tuple[list[Node], date]:
        """Assessments, and the last day that something ended on."""
        draw = self.draw
        started = after(max(referred, after(self.start, -40)), draw.randint(0, 3))
        ended = after(started, draw.randint(10, 62))
        if ended < self.start:
            return [], max(referred, self.start)
        if ended > self.end:
            if started < self.start or started > self.end:
                return [], max(referred, self.start)
            return [["Assessments", [["AssessmentActualStartDate", started.isoformat()]]]], ended
        factors = [
            ["AssessmentFactors", code] for code in draw.sample(_FACTORS, draw.randint(1, 4))
        ]
        items: list[Node] = [["AssessmentActualStartDate", started.isoformat()]]
        if draw.random() < 0.3:
            items.append(["AssessmentInternalReviewDate", after(started, 8).isoformat()])
        items.append(["AssessmentAuthorisationDate", ended.isoformat()])
        return [["Assessments", [*items, ["FactorsIdentifiedAtAssessment", factors]]]], ended

    def _plan(self, begins: date) -> tuple[list[Node], date, bool]:
        """A child in need plan: groups, last day, whether it is open."""
        items: list[Node] = [["CINPlanStartDate", begins.isoformat()]]
        ends = after(begins, self.draw.randint(20, 200))
        if not self.start <= ends <= self.end:
            return [["CINPlanDates", items]], begins, True
        return [["CINPlanDates", [*items, ["CINPlanEndDate", ends.isoformat()]]]], ends, False

    def _protection(self, referred: date, latest: date) -> tuple[list, list, date, bool]:
        """A section 47 enquiry and what came of it."""
        draw = self.draw
        begun = after(max(referred, self.start), draw.randint(0, 5))
        if begun > self.end:
            return [], [], latest, False
        held = weekday(after(begun, draw.randint(8, 14)))
        target = weekday(after(begun, 21)).isoformat()
        items: list[Node] = [["S47ActualStartDate", begun.isoformat()]]
        if draw.random() < 0.5 or held > self.end:
            items.append(["ICPCnotRequired", "1"])
            return [["Section47", items]], [], max(latest, begun), False
        items += [["InitialCPCtarget", target], ["DateOfInitialCPC", held.isoformat()]]
        enquiry = ["Section47", [*items, ["ICPCnotRequired", "0"]]]
        if draw.random() < 0.2:
            return [enquiry], [], max(latest, held), False
        plan, ends = self._protection_plan(held)
        return [enquiry], [plan], max(latest, ends or held), ends is None

    def _protection_plan(self, held: date) -> tuple[Node, date | None]:
        draw = self.draw
        ends: date | None = after(held, draw.randint(30, 400))
        if ends and ends > self.end:
            ends = None
        items: list[Node] = [["CPPstartDate", held.isoformat()]]
        items += [["CPPendDate", ends.isoformat()]] if ends else []
        items.append(["InitialCategoryOfAbuse", draw.choice(CHOICES["InitialCategoryOfAbuse"][:4])])
        items.append(["LatestCategoryOfAbuse", draw.choice(CHOICES["LatestCategoryOfAbuse"][:4])])
        items.append(["NumberOfPreviousCPP", draw.choice("0001")])
        reviewed = [
            after(held, days) for days in (85, 260) if after(held, days) < (ends or self.end)
        ]
        if reviewed:
            items.append(["Reviews", [["CPPreviewDate", day.isoformat()] for day in reviewed]])
        return ["ChildProtectionPlans", items], ends

    def _proceedings(self, begins: date) -> Node:
        started = max(begins, self.start).isoformat()
        items: list[Node] = [["PPStartDate", started], ["LBPSentDate", started]]
        items += [["FGDMMeetingOffer", "1"], ["FGDMMeetingFac", self.draw.choice("01")]]
        return ["PreProceedingsandFGDM", items]


# ---- altering ----


class Alterations:
    """Puts rows wrong, each in one of the ways in which real returns are wrong."""

    def __init__(self, seed: int, share: float, *, malformed: bool = True) -> None:
        self.draw = random.Random(seed)
        self.share = share
        self.malformed = malformed
        self.seen = ["A999999999999"]
        self.known = ["CH0000000"]

    def alter(self, child: Node) -> Node:
        """The child with about `share` of its rows altered."""
        for group, around in list(_groups(child)):
            gone = around is not None and group not in around[1]  # with a group taken out before
            if not gone and self.draw.random() < self.share:
                self._alter_row(child, group, around)
        identifiers = child[1][0]
        self.seen.append(_text(identifiers, "UPN") or self.seen[-1])
        self.known.append(_text(identifiers, "LAchildID") or self.known[-1])
        return child

    def _alter_row(self, child: Node, group: Node, around: Node | None) -> None:
        ways: list[Callable[[], None]] = [
            *3 * [lambda: self._change(child, group)],
            lambda: self._take_out(group),
            *2 * [lambda: self._put_in(child, group)],
        ]
        repeatable = ("CINdetails", "Assessments", "CINPlanDates", "Section47")
        if around is not None and group[0] in (*repeatable, "ChildProtectionPlans"):
            ways += [
                lambda: around[1].insert(around[1].index(group), _copy(group)),
                lambda: around[1].remove(group),
                lambda: self._double_moved(child, group, around),
            ]
        if group[0] == "CINdetails":
            ways += 3 * [lambda: self._graft(child, group)]
            ways += 4 * [lambda: self._trap(child, group)]
        if group[0] == "ChildProtectionPlans":
            ways.append(lambda: self._graft_reviews(child, group))
        self.draw.choice(ways)()

    def _trap(self, child: Node, episode: Node) -> None:
        """Several things at once that chance alone would hardly ever bring together."""
        day = self.other(child, "CINreferralDate", "")
        begins = ["S47ActualStartDate", day]
        traps: list[Callable[[], None]] = [
            lambda: self._set(episode, "ReasonForClosure", "RC2"),
            lambda: self._set(child[1][0], "PersonBirthDate", "1998-05-01"),
            lambda: self._place(episode, ["Section47", [begins, ["ICPCnotRequired", "0"]]]),
            lambda: self._place(episode, ["Section47", [begins]]),
        ]
        for group in [*episode[1]]:
            if group[0] == "Section47":
                held = _text(group, "DateOfInitialCPC")
                traps.append(lambda held=held: self._set(episode, "DateOfInitialCPC", held or day))
                traps.append(lambda group=group: self._place(episode, _without_end(group)))
            if group[0] == "ChildProtectionPlans":
                traps += 2 * [lambda group=group: self._beside(episode, group)]
                traps.append(lambda group=group: self._graft_reviews(child, group))
            if group[0] == "Assessments":
                only = ["FactorsIdentifiedAtAssessment", [[_FACTOR, "21"]]]
                traps.append(lambda group=group, only=only: self._set(group, only[0], only[1]))
        if _text(child[1][0], "ExpectedPersonBirthDate"):
            traps = [lambda: self._set(child[1][0], "Sex", "M")]
        self.draw.choice(traps)()

    def _beside(self, episode: Node, plan: Node) -> None:
        """A plan of a child in need beside one of child protection."""
        begins = _text(plan, "CPPstartDate") or "2025-05-01"
        if not _is_day(begins):
            return
        day = date.fromisoformat(begins)
        starts = after(day, self.draw.choice((-20, 0, 10))).isoformat()
        items: list[Node] = [["CINPlanStartDate", starts]]
        if self.draw.random() < 0.6:
            ends = after(day, self.draw.choice((-20, 0, 100, 200))).isoformat()
            items.append(["CINPlanEndDate", ends])
        self._place(episode, ["CINPlanDates", items])

    def _set(self, group: Node, tag: str, content: str | list[Node]) -> None:
        group[1] = [part for part in group[1] if part[0] != tag]
        self._place(group, [tag, content])

    def _graft(self, child: Node, episode: Node) -> None:
        """A group that the episode should perhaps not have, on days of the child's own."""
        tag = self.draw.choice(list(_GRAFTS))
        items: list[Node] = [[item, self.other(child, item, "")] for item in _GRAFTS[tag]]
        if self.draw.random() < 0.4:
            items.pop(1)
        if tag == "Assessments" and self.draw.random() < 0.7:
            codes = [[_FACTOR, self.other(child, _FACTOR, "")] for _ in range(2)]
            items.append(["FactorsIdentifiedAtAssessment", codes])
        self._place(episode, [tag, items])

    def _graft_reviews(self, child: Node, plan: Node) -> None:
        if _text(plan, "Reviews") is None:
            days = [self.other(child, "CPPreviewDate", ""), self.draw.choice(("", "2025-12-24"))]
            self._place(plan, ["Reviews", [["CPPreviewDate", day] for day in days]])

    def _place(self, group: Node, part: Node) -> None:
        """Puts a part where the schema has it."""
        places = PLACES[group[0]]
        later = [
            number
            for number, other in enumerate(group[1])
            if places.index(other[0]) > places.index(part[0])
        ]
        group[1].insert(min(later, default=len(group[1])), part)

    def _double_moved(self, child: Node, group: Node, around: Node) -> None:
        """The group once more, with other dates: overlaps, seconds, open ones."""
        second = _copy(group)
        around[1].insert(around[1].index(group) + 1, second)
        self._change(child, second)
        self._take_out(second)

    def _change(self, child: Node, group: Node) -> None:
        items = list(_items(group))
        if items:
            item = self.draw.choice(items)
            item[1] = self.other(child, item[0], item[1])

    def _take_out(self, group: Node) -> None:
        # The ids and the two groups that every child has stay: without them nothing can be
        # compared row by row.
        parts = [part for part in group[1] if part[0] not in ("LAchildID", "ReferralNFA")]
        if parts:
            group[1].remove(self.draw.choice(parts))

    def _put_in(self, child: Node, group: Node) -> None:
        places = PLACES.get(group[0], ())
        present = {part[0] for part in group[1]}
        absent = [tag for tag in places if tag not in present and tag not in PLACES]
        absent = [tag for tag in absent if tag in CHOICES or "Date" in tag or "UPN" in tag]
        absent = [tag for tag in absent if tag not in ("Sex", "GenderCurrent")]
        if not absent:
            return
        tag = self.draw.choice(absent)
        self._place(group, [tag, self.other(child, tag, "")])

    def other(self, child: Node, tag: str, text: str) -> str:
        """Another value for an item, sometimes one that no list holds."""
        draw = self.draw
        if tag == "LAchildID":
            return draw.choice((text + "X" * 20, text[:4] + "/" + text[4:], self.known[-1]))
        if tag in ("UPN", "FormerUPN"):
            whole = text or upn(draw.randrange(10**6))
            return draw.choice(
                (
                    "Q" + whole[1:],
                    whole[0] + "009" + whole[4:],
                    whole[:12],
                    whole[:6] + "X" + whole[7:],
                    whole[:-1] + "I",
                    self.seen[-1],
                    whole.lower(),
                )
            )
        if tag == _FACTOR and draw.random() < 0.5:
            return draw.choice(("21", "18A", "19A", text or "1A"))
        if tag in CHOICES:
            return draw.choice((*CHOICES[tag], *CHOICES[tag][-2:], "ZZ", "n9", "99"))
        if draw.random() < 0.15 and self.malformed:
            return draw.choice(MALFORMED)
        days = [node[1] for node in _all_items(child) if _is_day(node[1])]
        base = (
            text if _is_day(text) and draw.random() < 0.5 else draw.choice(days or ["2025-06-01"])
        )
        return after(date.fromisoformat(base), draw.choice((0, *_SHIFTS))).isoformat()


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _text(group: Node, tag: str) -> str | None:
    return next((part[1] for part in group[1] if part[0] == tag), None)


def _without_end(enquiry: Node) -> Node:
    """The enquiry again, open."""
    ends = ("DateOfInitialCPC", "ICPCnotRequired")
    return ["Section47", [_copy(part) for part in enquiry[1] if part[0] not in ends]]


def _copy(node: Node) -> Node:
    content = node[1]
    return [node[0], content if isinstance(content, str) else [_copy(part) for part in content]]


def _items(group: Node) -> Iterator[Node]:
    """The items of a row, those of the lists inside it too."""
    for part in group[1]:
        if isinstance(part[1], str):
            yield part
        elif part[0] in ("Disabilities", "FactorsIdentifiedAtAssessment", "Reviews"):
            yield from part[1]


def _all_items(child: Node) -> Iterator[Node]:
    for group, _ in _groups(child):
        yield from _items(group)


def _groups(child: Node) -> Iterator[tuple[Node, Node | None]]:
    """Each row of a child with the group around it."""
    for group in child[1]:
        yield group, child if group[0] == "CINdetails" else None
        for part in group[1]:
            if part[0] in PLACES and part[0] != "Reviews":
                yield part, group


# ---- writing ----


def children(
    count: int, seed: int, *, year: str = YEAR, altered: float = 0.03, malformed: bool = True
) -> Iterator[Node]:
    """`count` children, about `altered` of their rows wrong."""
    lives = Lives(seed, year)
    alterations = Alterations(seed + 1, altered, malformed=malformed)
    for number in range(1, count + 1):
        yield alterations.alter(lives.child(number))


def write(out: TextIO, given: Iterator[Node], *, year: str = YEAR) -> None:
    """The document, one element a line."""
    ends = int(year[:4]) + 1
    out.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<Message>\n<Header>\n<CollectionDetails>\n'
        f"<Collection>CIN</Collection>\n<Year>{ends}</Year>\n"
        f"<ReferenceDate>{ends}-03-31</ReferenceDate>\n</CollectionDetails>\n<Source>\n"
        f"<SourceLevel>L</SourceLevel>\n<LEA>{AUTHORITY}</LEA>\n<SoftwareCode>Synthetic"
        "</SoftwareCode>\n<Release>1</Release>\n<SerialNo>001</SerialNo>\n"
        f"<DateTime>{ends}-05-01T12:00:00</DateTime>\n</Source>\n</Header>\n<Children>\n"
    )
    for child in given:
        parts: list[str] = []
        _put(child, parts)
        out.write("".join(parts))
    out.write("</Children>\n</Message>\n")


def _put(node: Node, parts: list[str]) -> None:
    tag, content = node
    if isinstance(content, str):
        parts.append(f"<{tag}>{escape(content)}</{tag}>\n")
        return
    parts.append(f"<{tag}>\n")
    for part in content:
        _put(part, parts)
    parts.append(f"</{tag}>\n")


def write_census(
    path: Path,
    count: int,
    seed: int = 1,
    *,
    year: str = YEAR,
    altered: float = 0.03,
    malformed: bool = True,
) -> Path:
    """A census as a file."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        given = children(count, seed, year=year, altered=altered, malformed=malformed)
        write(out, given, year=year)
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Writes a census of invented children.")
    parser.add_argument("count", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--year", default=YEAR)
    parser.add_argument("--altered", type=float, default=0.03)
    parser.add_argument("--well-formed", action="store_true", help="no malformed dates")
    said = parser.parse_args()
    write_census(
        said.path,
        said.count,
        said.seed,
        year=said.year,
        altered=said.altered,
        malformed=not said.well_formed,
    )
