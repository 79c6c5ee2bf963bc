"""A 903 set of two years: lives in care whose episodes chain to the day, then rows altered.

python -m tests.synthetic.looked_after 2000 folder
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.synthetic.draws import after, day_between, upn

YEAR = "2025-26"
AUTHORITY = "301"

Row = list[str]
Files = dict[str, list[Row]]

HEADERS = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,"
    "HOME_POST,PL_POST,URN",
    "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE",
    "uasc": "CHILD,SEX,DOB,DUC",
    "oc2": "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,"
    "HEALTH_ASSESSMENT,SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED",
    "oc3": "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM",
    "ad1": "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR",
    "placed_for_adoption": "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED",
    "previous_permanence": "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM",
    "missing": "CHILD,DOB,MISSING,MIS_START,MIS_END",
    "social_worker": "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON",
    "dolo": "CHILD,DOB,DOLO_START,DOLO_END",
}
COLUMNS = {name: header.split(",") for name, header in HEADERS.items()}
# Files that came after 2022-23, by the first year.
_FIRST_YEAR = {"social_worker": "2023-24", "dolo": "2026-27"}
_CODES = {
    "SEX": "M F U 1 2",
    "ETHNIC": "WBRI WOTH MWBC AIND BAFR CHNE OOTH REFU",
    "RNE": "S L P T B U",
    "LS": "C1 C2 D1 E1 V2 V3 V4 L1 L2 L3 J1 J2 J3",
    "CIN": "N1 N2 N3 N4 N5 N6 N7 N8",
    "PLACE": "A3 A4 A5 A6 K1 K2 P1 P3 R1 R2 R3 R5 S1 T0 T1 T2 T3 T4 U1 U2 U3 U4 U5 U6 Z1 H5 P2 K3",
    "PLACE_PROVIDER": "PR0 PR1 PR2 PR3 PR4 PR5",
    "REC": "X1 E11 E12 E2 E3 E4A E4B E13 E41 E45 E46 E47 E48 E5 E6 E7 E9 E14 E15 E16 E17 E8",
    "REASON_PLACE_CHANGE": "CARPL CLOSE ALLEG STAND APPRR CREQB CREQO CHILD LAREQ PLACE CUSTOD "
    "OTHER",
    "REVIEW_CODE": "PN0 PN1 PN2 PN3 PN4 PN5 PN6 PN7",
    "SDQ_REASON": "SDQ1 SDQ2 SDQ3 SDQ4 SDQ5",
    "IN_TOUCH": "YES NO DIED REFU NREQ RHOM",
    "ACTIV": "F1 P1 F2 P2 F4 P4 F5 P5 G4 G5 G6 0",
    "ACCOM": "B1 B2 C1 C2 D1 D2 E1 E2 G1 G2 H1 K1 R1 S2 T1 U1 V1 W1 X2 Y1 Z1 0",
    "NB_ADOPTR": "1 2",
    "SEX_ADOPTR": "M1 F1 MM FF MF",
    "LS_ADOPTR": "L0 L11 L12 L2 L3 L4",
    "REASON_PLACED_CEASED": "RD1 RD2 RD3 RD4",
    "PREV_PERM": "P1 P2 P3 P4 Z1",
    "MISSING": "M A",
    "SW_REASON": "MANAGE FCONTA LEFTRL ORGRST TSPROC ABSENC CHCHAN PCCHAN SWDIED OTHERS",
}
CHOICES = {name: tuple(codes.split()) for name, codes in _CODES.items()}
DATES = {
    "DOB", "MC_DOB", "DECOM", "DEC", "REVIEW", "DUC", "DATE_INT", "DATE_MATCH", "DATE_PLACED",
    "DATE_PLACED_CEASED", "DATE_PERM", "MIS_START", "MIS_END", "SW_DECOM", "SW_DEC", "DOLO_START",
    "DOLO_END",
}  # fmt: skip
_POSTCODES = ("B1 1BB", "LS1 1UR", "M2 5DB", "S1 2HH", "NE1 8QH", "BS1 5TR", "NG1 5FS", "L2 2DH")
_PLACES = (("U3", "PR1"), ("U4", "PR1"), ("U6", "PR4"), ("K2", "PR4"), ("U1", "PR1"), ("P1", "PR0"))
_ENDS = ("E4A", "E4A", "E13", "E15", "E45", "E8")
_SHIFTS = (-800, -365, -31, -7, -1, 1, 7, 31, 365, 800)
MALFORMED = ("31/02/2025", "2025-04-05", "5/4/2025", "05/04/25", "45752", "not known")


def text(day: date | None) -> str:
    """A day as a 903 file writes it."""
    return day.strftime("%d/%m/%Y") if day else ""


class Lives:
    """Lives in care, each cut to what a year's return holds of it."""

    def __init__(self, seed: int, year: str = YEAR) -> None:
        self.draw = random.Random(seed)
        self.start = date(int(year[:4]), 4, 1)
        self.end = date(int(year[:4]) + 1, 3, 31)
        self.year = year

    def add(self, number: int, this: Files, last: Files) -> None:
        """One child's rows, to the files of both years."""
        draw = self.draw
        child = f"{100_000 + number}"
        born = day_between(draw, after(self.start, -16 * 365), after(self.start, -400))
        began = day_between(draw, max(born, after(self.start, -1200)), after(self.end, -20))
        ended = after(began, draw.randint(30, 2500))
        if ended < self.start:
            ended = after(self.end, 500)
        episodes = self._episodes(child, began, ended)
        for files, start, end in (
            (this, self.start, self.end),
            (last, date(self.start.year - 1, 4, 1), after(self.start, -1)),
        ):
            if began <= end:
                self._year(files, child, born, episodes, number, start, end)

    def _episodes(self, child: str, began: date, ended: date) -> list[tuple[date, date, Row]]:
        draw = self.draw
        chain: list[tuple[date, date, Row]] = []
        need = f"N{draw.randint(1, 8)}"
        legal = draw.choice(("V2", "C2", "C1", "D1"))
        home = draw.choice(_POSTCODES)
        since, reason = began, "S"
        while True:
            until = min(after(since, draw.randint(40, 700)), ended)
            place, provider = draw.choice(_PLACES)
            urn = f"{draw.randint(1000000, 1999999)}" if place[0] in "UK" else ""
            is_last = until == ended
            change = "" if is_last else draw.choice(("CARPL", "CHILD", "LAREQ"))
            leaving = draw.choice(_ENDS) if is_last else "X1"
            row = [child, "", reason, legal, need, place, provider, "", leaving, change, home,
                   draw.choice(_POSTCODES), urn]  # fmt: skip
            chain.append((since, until, row))
            if is_last:
                return chain
            since, reason = until, "P"

    def _year(
        self, files: Files, child: str, born: date, episodes: list[tuple[date, date, Row]],
        number: int, start: date, end: date,
    ) -> None:  # fmt: skip
        draw = random.Random(number * 7919 + end.year)
        seen = [
            (since, until, row) for since, until, row in episodes if since <= end and until >= start
        ]
        if not seen:
            return
        dob = text(born)
        sex = "MF"[number % 2] if self.year >= "2024-25" else "12"[number % 2]
        files["header"].append(
            [child, sex, dob, "WBRI", upn(number), "0" if sex in "F2" else "", ""]
        )
        for since, until, row in seen:
            cells = list(row)
            cells[1] = text(since)
            is_over = until <= end
            cells[7], cells[8], cells[9] = (
                (text(until), row[8], row[9]) if is_over else ("", "", "")
            )
            files["episodes"].append(cells)
        began, until = episodes[0][0], min(seen[-1][1], end)
        self._events(files, draw, child, dob, max(began, start), until)
        if (until - began).days > 365 and until == end:
            checks = [draw.choice("011") for _ in range(6)]
            files["oc2"].append([child, dob, str(draw.randint(0, 30)), "", *checks, "", ""])
        if began >= start:
            files["previous_permanence"].append([child, dob, "Z1", "", ""])

    def _events(
        self, files: Files, draw: random.Random, child: str, dob: str, first: date, until: date
    ) -> None:
        reviewed = after(first, 20)
        while reviewed < until:
            files["reviews"].append(
                [child, dob, text(reviewed), draw.choice(("PN1", "PN3", "PN5"))]
            )
            reviewed = after(reviewed, 170)
        if "social_worker" in files:
            worker = f"SW{draw.randint(1, 400):05d}"
            files["social_worker"].append([child, dob, worker, text(first), "", "MANAGE"])
        if draw.random() < 0.08 and (until - first).days > 10:
            gone = day_between(draw, first, after(until, -5))
            files["missing"].append(
                [child, dob, draw.choice("MA"), text(gone), text(after(gone, 2))]
            )
        if draw.random() < 0.03:
            files["uasc"].append([child, "M", dob, text(after(until, 900))])
        if draw.random() < 0.04:
            files["oc3"].append([child, dob, "YES", "F2", "B1"])
        if draw.random() < 0.03:
            files["placed_for_adoption"].append([child, dob, text(first), "", ""])
        if draw.random() < 0.02:
            days = [text(first), text(first)]
            files["ad1"].append([child, dob, *days, "0", "2", "MF", "L11"])
        if "dolo" in files and draw.random() < 0.02:
            files["dolo"].append([child, dob, text(first), text(after(first, 28))])


def altered(files: Files, seed: int, share: float, *, malformed: bool = True) -> Files:
    """The files with about `share` of their rows wrong, in the ways that real ones are."""
    draw = random.Random(seed)
    for name, rows in files.items():
        for position in range(len(rows) - 1, -1, -1):
            if draw.random() >= share:
                continue
            way = draw.random()
            if way < 0.06:
                rows.insert(position, list(rows[position]))
            elif way < 0.1:
                del rows[position]
            else:
                column = draw.randrange(1, len(COLUMNS[name]))
                rows[position][column] = _other(
                    draw, COLUMNS[name][column], rows[position][column], malformed
                )
    return files


def _other(draw: random.Random, column: str, given: str, malformed: bool) -> str:
    if draw.random() < 0.3 and given:
        return ""
    if column in DATES:
        if malformed and draw.random() < 0.15:
            return draw.choice(MALFORMED)
        day, month, year = (given or "01/06/2025").split("/")
        return text(after(date(int(year), int(month), int(day)), draw.choice(_SHIFTS)))
    if column in CHOICES:
        return draw.choice((*CHOICES[column], "XX"))
    if column == "UPN":
        return draw.choice(("UN1", "UN5", given[:-1], "Z" + given[1:]))
    return draw.choice(("0", "1", "2", "X", "99999", "ZZ9 9ZZ"))


def children(
    count: int, seed: int = 1, *, year: str = YEAR, share: float = 0.03, malformed: bool = True
) -> tuple[Files, Files]:
    """The files of this year and of the last, each file's rows by its name."""
    before = f"{int(year[:4]) - 1}-{year[2:4]}"
    this: Files = {name: [] for name in HEADERS if _FIRST_YEAR.get(name, year) <= year}
    last: Files = {name: [] for name in HEADERS if _FIRST_YEAR.get(name, before) <= before}
    lives = Lives(seed, year)
    for number in range(1, count + 1):
        lives.add(number, this, last)
    return (
        altered(this, seed + 1, share, malformed=malformed),
        altered(last, seed + 2, share, malformed=malformed),
    )


def lines(name: str, rows: list[Row]) -> Iterator[Row]:
    """The header and the rows of a file."""
    yield COLUMNS[name]
    yield from rows


def write_sets(
    folder: Path,
    count: int,
    seed: int = 1,
    *,
    year: str = YEAR,
    share: float = 0.03,
    malformed: bool = True,
) -> Path:
    """Writes `this/` and `last/` below a folder."""
    both = children(count, seed, year=year, share=share, malformed=malformed)
    for label, files in zip(("this", "last"), both, strict=True):
        (folder / label).mkdir(parents=True, exist_ok=True)
        for name, rows in files.items():
            with (folder / label / f"{name}.csv").open("w", newline="", encoding="utf-8") as out:
                csv.writer(out, lineterminator="\r\n").writerows(lines(name, rows))
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Writes a 903 set of invented children.")
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--year", default=YEAR)
    parser.add_argument("--altered", type=float, default=0.03)
    parser.add_argument("--well-formed", action="store_true", help="no malformed dates")
    said = parser.parse_args()
    write_sets(
        said.folder,
        said.count,
        said.seed,
        year=said.year,
        share=said.altered,
        malformed=not said.well_formed,
    )
