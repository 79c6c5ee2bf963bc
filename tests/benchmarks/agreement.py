"""Where the public validators and we flag different rows of the same return, rule by rule.

Each rule of theirs runs alone on a copy of the tables, so that one that breaks or changes a table
harms no other. Rows are matched by what stands in them, because their reader drops some. What the
page docs/disagreements.md explains is marked so; anything else ends the command with 1.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from lxml import etree
from rich.console import Console
from rich.table import Table

from returns import read, rules_of, validate
from tests.benchmarks.measure import PROJECT
from tests.benchmarks.peers import SCRIPTS, PeerUnavailable, peer_python
from tests.synthetic.census import write_census

PAGE = PROJECT / "docs" / "disagreements.md"
SECTIONS = {"cin": "CIN census", "ssda903": "SSDA903"}
YEAR = "2025-26"
# Enough rows wrong, in enough ways, that nearly every rule speaks.
ALTERED = 0.35
WHOLE_AUTHORITY = "(authority)"
RAN, SKIPPED = "ran", "skipped"
# A rule that broke may run after all on tables that are as it expects them.
REPAIRS = {
    "cin": "ran, given the factors as they expect them",
    "ssda903": "ran, without the episodes that have no start",
}

Row = tuple[str, int]


@dataclass(frozen=True)
class Compared:
    """One rule on one return: rows that both flag, that only we flag, that only they flag."""

    code: str
    both: frozenset[Row]
    ours: frozenset[Row]
    theirs: frozenset[Row]
    state: str

    @property
    def verdict(self) -> str:
        """In the words of the report."""
        if self.state == SKIPPED:
            return "they skip it" if self.ours else "both silent"
        if self.state not in (RAN, *REPAIRS.values()):
            return "they break" if self.ours else "they break, we are silent"
        if self.ours and self.theirs:
            return "we flag other rows"
        if self.ours:
            return "we flag more"
        if self.theirs:
            return "we flag fewer"
        return "agree" if self.both else "both silent"


def run(return_name: str, root: Path, paths: Sequence[Path], *, children: int, seed: int) -> int:
    """Compares on generated returns and on those given; 1 where a difference is unexplained."""
    from tests.benchmarks import agreement_903

    console = Console(width=120)
    try:
        python = peer_python(return_name)
    except PeerUnavailable as fault:
        console.print(str(fault), highlight=False)
        return 0
    compared = _census if return_name == "cin" else agreement_903.compared
    explained = explained_codes(return_name)
    unexplained: set[str] = set()
    for title, rules in compared(python, root, paths, children, seed):
        unexplained |= {one.code for one in rules if one.ours or one.theirs} - explained
        _print(console, title, rules, explained)
    if unexplained:
        console.print(f"Not on {PAGE.name}: {' '.join(sorted(unexplained))}", highlight=False)
    return 1 if unexplained else 0


def _census(
    python: Path, root: Path, paths: Sequence[Path], children: int, seed: int
) -> Iterator[tuple[str, list[Compared]]]:
    made = root / f"census of {children} children, seed {seed}.xml"
    write_census(made, children, seed, altered=ALTERED, malformed=False)
    # Rules on the whole authority speak of what a large census always has.
    small = write_census(root / "census of a dozen children.xml", 12, seed, altered=0)
    for path in (made, small, *paths):
        yield path.name, compare(python, path, root)


def explained_codes(return_name: str) -> set[str]:
    """The rules of the return that the page of disagreements has an entry for."""
    if not PAGE.is_file():
        return set()
    text = PAGE.read_text(encoding="utf-8")
    section = text.partition(f"\n## {SECTIONS[return_name]}\n")[2].partition("\n## ")[0]
    headings = re.findall(r"^### (.+)$", section, re.MULTILINE)
    return {code for heading in headings for code in heading.split(", ")}


def of_the_year(path: Path, root: Path) -> Path:
    """A copy that both can judge alike: their year is the header's, ours the one asked for.

    Without a Header, Children or ChildCharacteristics their reader stops.
    """
    ends = int(YEAR[:4]) + 1
    document = etree.parse(path, etree.XMLParser(resolve_entities=False, remove_comments=True))
    top = document.getroot()
    if top.find("Children") is None:
        top.append(_group("Children", *top.findall("Child")))
    if top.find("Header") is None:
        top.insert(0, _group("Header", _group("CollectionDetails"), _group("Source")))
    details = top.find("Header/CollectionDetails")
    for tag, text in (("Year", str(ends)), ("ReferenceDate", f"{ends}-03-31")):
        for given in details.findall(tag):
            details.remove(given)
        etree.SubElement(details, tag).text = text
    for child in top.iterfind("Children/Child"):
        if child.find("ChildCharacteristics") is None:
            child.insert(1, _group("ChildCharacteristics"))
    copy = root / f"{path.stem}, of the year.xml"
    document.write(copy, encoding="UTF-8", xml_declaration=True)
    return copy


def _group(tag: str, *parts: etree._Element) -> etree._Element:
    group = etree.Element(tag)
    group.extend(parts)
    return group


def compare(python: Path, path: Path, root: Path) -> list[Compared]:
    """Every rule of the year that both have."""
    path = of_the_year(path, root)
    answer_path = root / "answer.json"
    subprocess.run(
        [python, SCRIPTS / "cin_oracle.py", path, str(int(YEAR[:4]) + 1), answer_path], check=True
    )
    answer = json.loads(answer_path.read_text(encoding="utf-8"))
    tables = read("cin", path, year=YEAR)
    result = validate("cin", tables, year=YEAR)
    places = {
        name: _places(answer["columns"][name], answer["tables"][name], tables[name])
        for name in answer["tables"]
        if name in tables
    }
    shared = _rows_of_shared_ids(tables)
    ours = our_rows(result.issues)
    known = {rule.code for rule in rules_of("cin", YEAR)}
    compared = []
    for code, said in answer["rules"].items():
        if code not in known:
            continue
        # The page says that rules on factors are lost; whether they would agree is worth more here.
        repaired = said.get("repaired", {"state": ""})["state"] == "ran"
        if repaired:
            said = {**said["repaired"], "state": REPAIRS["cin"]}
        theirs = _their_rows(said["rows"], places)
        mine = ours.get(code, set())
        compared.append(
            Compared(
                code,
                frozenset(mine & theirs),
                frozenset(mine - theirs - shared),
                frozenset(theirs - mine - shared),
                said["state"],
            )
        )
    return sorted(compared, key=lambda one: one.code)


def _rows_of_shared_ids(tables: dict[str, pl.DataFrame]) -> set[Row]:
    """Rows of children whose id is blank or another's too; the page says why they differ.

    Their episodes count from 1 for each child, so that two children of one id are one to them.
    """
    children = tables["ChildIdentifiers"].get_column("LAchildID")
    once = set(children.filter(children.is_unique()).drop_nulls())
    return {
        (name, number)
        for name, frame in tables.items()
        if "LAchildID" in frame.columns
        for number, child in enumerate(frame.get_column("LAchildID"))
        if child not in once
    }


def our_rows(issues: pl.DataFrame) -> dict[str, set[Row]]:
    rows: dict[str, set[Row]] = {}
    for code, table, number in issues.select("rule_code", "table", "row_number").iter_rows():
        place = (WHOLE_AUTHORITY, 0) if number is None else (table, number)
        rows.setdefault(code, set()).add(place)
    return rows


def _their_rows(flagged: dict[str, list[int]], places: dict[str, list[int]]) -> set[Row]:
    return {
        (table, places[table][number] if table in places else number)
        for table, numbers in flagged.items()
        for number in numbers
    }


def _places(columns: list[str], rows: list[list[Any]], ours: pl.DataFrame) -> list[int]:
    """For each of their rows the number of ours: theirs are ours, in order, with some left out."""
    shared = [name for name in columns if name in ours.columns and not name.endswith("ID")]
    shared = ["LAchildID", *shared] if "LAchildID" in columns else shared
    at = [columns.index(name) for name in shared]
    mine = [_alike(row) for row in ours.select(shared).iter_rows()]
    found: list[int] = []
    number = 0
    for row in rows:
        wanted = _alike(row[position] for position in at)
        while number < len(mine) and mine[number] != wanted:
            number += 1
        if number == len(mine):
            raise ValueError(f"No row of ours is like theirs: {wanted}")
        found.append(number)
        number += 1
    return found


def _alike(cells: Iterable[Any]) -> tuple[str, ...]:
    """A row as text that is the same whichever reader it comes from."""
    return tuple(" ".join(cell) if isinstance(cell, list) else cell or "" for cell in cells)


def _print(console: Console, title: str, compared: Sequence[Compared], explained: set[str]) -> None:
    table = Table(title=title)
    for heading in ("rule", "verdict", "both", "only we", "only they", "on the page", "first rows"):
        table.add_column(heading, justify="right" if heading in ("both", "only we") else "left")
    for one in compared:
        if one.ours or one.theirs or one.state not in (RAN, SKIPPED):
            rows = sorted([*one.ours, *one.theirs])[:3]
            table.add_row(
                one.code,
                one.verdict if one.state == RAN else f"{one.verdict} ({one.state})",
                str(len(one.both)),
                str(len(one.ours)),
                str(len(one.theirs)),
                "yes" if one.code in explained else "no",
                ", ".join(f"{name} {number}" for name, number in rows),
            )
    counts = Counter(one.verdict for one in compared)
    console.print(table)
    said = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    console.print(f"{len(compared)} rules that both have: {said}.", highlight=False)
    silent = [one.code for one in compared if one.verdict == "both silent"]
    console.print(f"Both silent: {' '.join(silent) or 'none'}", highlight=False)
