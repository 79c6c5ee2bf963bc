"""Codes of the SSDA903 for placements and their providers, in words."""

from __future__ import annotations

from datetime import date

UNKNOWN = "Unknown"
TYPES = {
    "A3": "Placed for adoption",
    "A4": "Placed for adoption",
    "A5": "Placed for adoption",
    "A6": "Placed for adoption",
    "K1": "Secure children's home",
    "K2": "Children's home",
    "K3": "Supported accommodation",
    "P1": "With parents",
    "P2": "Independent living",
    "P3": "Residential employment",
    "R1": "Residential care home",
    "R2": "Hospital or nursing care",
    "R3": "Family centre or mother and baby unit",
    "R5": "Young offender institution",
    "S1": "Residential school",
    "T0": "Temporary",
    "T1": "Temporary",
    "T2": "Temporary",
    "T3": "Temporary",
    "T4": "Temporary",
    "U1": "Foster care with family or friends",
    "U2": "Foster care with family or friends",
    "U3": "Foster care with family or friends",
    "U4": "Foster care with others",
    "U5": "Foster care with others",
    "U6": "Foster care with others",
    "Z1": "Other",
    "Z11": "Other",
    "Z12": "Other",
    "Z13": "Other",
    "Z14": "Other",
}
PROVIDERS = {
    "PR0": "Parents",
    "PR1": "Own council",
    "PR2": "Another council",
    "PR3": "Other public body",
    "PR4": "Private",
    "PR5": "Voluntary",
}
# H5 was for homes without a licence; from that day on they have to be registered.
REGISTERED_FROM = date(2024, 4, 1)


def placement_type(code: str | None, day: date) -> str:
    """Kind of home."""
    if code == "H5":
        return "Semi-independent living" if day < REGISTERED_FROM else "Supported accommodation"
    return TYPES.get(code or "", UNKNOWN)


def provider_type(code: str | None, day: date) -> str:
    """Who runs it."""
    return PROVIDERS.get(code or "", UNKNOWN)


PLACEMENT_SLICES = {"placement_type": placement_type, "provider_type": provider_type}
