"""Invented postcodes on an invented map, in miles.

Every district has a centre; every unit lies near the centre of its district.
"""

from __future__ import annotations

import numpy as np

from pipelines.sample.draws import Days, Floats, Texts

# Postcode areas that do not exist in the United Kingdom, in order of authority: 999, 998, 997 …
AREAS = ("ZB", "ZC", "ZD", "ZF", "ZG", "ZH", "ZJ", "ZK", "ZL", "ZM", "ZN", "ZP")
DISTRICTS = 12
ELSEWHERE = 20  # districts from this number on lie outside the authority
# Seeds below this are homes of families, those from it to SPOTS are placements, so that no carer
# lives at a family's home.
HOME_SPOTS, SPOTS = 3240, 3600
_LETTERS = np.array(list("ABDEFGHJLNPQRSTUWXYZ"), dtype=object)


def area(authority: str) -> str:
    """The postcode area of an invented authority."""
    return AREAS[(999 - int(authority)) % len(AREAS)]


def postcodes(authority: str, districts: Days, seeds: Days) -> Texts:
    """Postcodes such as ZB4 2CD: the district as given, sector and unit from the seed."""
    parts = (
        districts.astype(str).astype(object),
        (seeds % 9 + 1).astype(str).astype(object),
        _LETTERS[seeds // 9 % len(_LETTERS)],
        _LETTERS[seeds // 180 % len(_LETTERS)],
    )
    return np.asarray(area(authority) + parts[0] + " " + parts[1] + parts[2] + parts[3])


def positions(districts: Days, seeds: Days) -> tuple[Floats, Floats]:
    """East and north in miles.

    Districts of the authority form a town and its county, the others lie 15 to 120 miles off.
    """
    outside = districts >= ELSEWHERE
    ring = np.where(outside, 15.0 + (districts - ELSEWHERE) * 9.0, 1.5 + districts * 0.9)
    angle = districts * 2.4
    return (
        ring * np.cos(angle) + seeds % 9 * 0.21,
        ring * np.sin(angle) + seeds // 9 % 20 * 0.09,
    )


def miles(from_districts: Days, from_seeds: Days, to_districts: Days, to_seeds: Days) -> Floats:
    """Straight-line distance in miles, to one decimal as the SSDA903 wants it."""
    ax, ay = positions(from_districts, from_seeds)
    bx, by = positions(to_districts, to_seeds)
    return np.asarray(np.hypot(ax - bx, ay - by).round(1), dtype=np.float64)


def read(postcodes: Texts) -> tuple[Days, Days]:
    """District and seed of each postcode, as far as `positions` looks at the seed."""
    outward, inward = np.char.partition(postcodes.astype(str), " ")[:, [0, 2]].T
    districts = np.array([int(code[2:]) for code in outward], dtype=np.int64)
    letters = {letter: place for place, letter in enumerate(_LETTERS)}
    seeds = [int(code[0]) - 1 + 9 * letters[code[1]] + 180 * letters[code[2]] for code in inward]
    return districts, np.array(seeds, dtype=np.int64)


def authorities(authority: str, districts: Days) -> list[str]:
    """The authority of each district: its own, or another invented one."""
    number = 999 - int(authority)
    away = 1 + (districts - ELSEWHERE) % (len(AREAS) - 1)
    codes = 999 - (number + np.where(districts >= ELSEWHERE, away, 0)) % len(AREAS)
    return [str(code) for code in codes]
