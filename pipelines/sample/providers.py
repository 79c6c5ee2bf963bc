"""Who runs the placements: homes, agencies, hostels, units and secure homes, all invented.

A provider is one registered setting with one Ofsted number, because that is what a placement
names. Own services bear the name of the council.
"""

from __future__ import annotations

from dataclasses import dataclass

# Providers whose stories are told (`known_stories.yml`).
HARD_CASES, EASY_CASES = "Hollin Vale Homes", "Brightmere Care"
OUTSTANDING, GOOD, IMPROVE, INADEQUATE = (
    "Outstanding",
    "Good",
    "Requires improvement to be good",
    "Inadequate",
)
# Supported accommodation has judgements of its own since September 2024.
STRONG, INCONSISTENT, WEAK = (
    "Consistently strong delivery",
    "Inconsistent quality of practice",
    "Serious or widespread weaknesses",
)
# What the code of the kind of provider means for who owns the setting.
SECTORS = {
    "PR1": "Own provision",
    "PR2": "Other local authority",
    "PR3": "Other public",
    "PR4": "Private",
    "PR5": "Voluntary",
}


@dataclass(frozen=True)
class Provider:
    """One setting.

    Attributes:
        name: its name; `{council}` stands for that of the authority.
        code: kind of provider, as the SSDA903 has it.
        urn: Ofsted number; empty for the one that Ofsted does not register.
        district: where it lies (see geography); 0 for agencies, whose carers live anywhere.
        grade: last judgement of Ofsted.
        inspected: days since the last inspection, at the first snapshot.
        weight: share of the placements of its kind that it takes, beside the others' weights; 0 for
            the two that choose their children.
    """

    name: str
    code: str
    urn: str
    district: int
    grade: str
    inspected: int
    weight: float = 1.0


AGENCIES = (
    Provider("{council} Fostering", "PR1", "9900001", 0, GOOD, 610, 7.4),
    Provider("Larkrise Fostering", "PR4", "9900011", 0, OUTSTANDING, 380, 2.4),
    Provider("Orchard Gate Foster Care", "PR4", "9900012", 0, GOOD, 720, 2.0),
    Provider("Kestrel Family Placement", "PR4", "9900013", 0, GOOD, 455, 1.7),
    Provider("Silverbridge Fostering", "PR4", "9900014", 0, GOOD, 890, 1.4),
    Provider("Pebble Lane Fostering", "PR4", "9900015", 0, IMPROVE, 210, 0.9),
    Provider("St Ewold's Fostering Trust", "PR5", "9900021", 0, OUTSTANDING, 540, 0.7),
)
# Judgements as in England at 31 March 2025: four in five homes are good or outstanding.
HOMES = (
    Provider("{council}: Larch House", "PR1", "SC990031", 8, GOOD, 130, 1.4),
    Provider("{council}: Mill Bank House", "PR1", "SC990032", 9, OUTSTANDING, 240, 1.4),
    Provider("{council}: Ropewalk House", "PR1", "SC990033", 10, GOOD, 75, 1.4),
    Provider("Ullathorne House", "PR4", "9900111", 24, GOOD, 190),
    Provider("Fennimore Homes", "PR4", "9900112", 1, GOOD, 260, 1.2),
    Provider("Copper Lane Residential", "PR4", "9900113", 22, IMPROVE, 95),
    Provider("Tallow Hill House", "PR4", "9900114", 23, GOOD, 310),
    Provider(HARD_CASES, "PR4", "9900115", 4, GOOD, 160, 0),
    Provider("Thornfield Care", "PR4", "9900116", 25, GOOD, 220),
    Provider("Westering House", "PR4", "9900117", 26, OUTSTANDING, 340),
    Provider("Nine Elms Children's Homes", "PR4", "9900118", 7, GOOD, 85, 1.2),
    Provider("Gatehouse Residential", "PR4", "9900119", 28, INADEQUATE, 60, 0.6),
    Provider("Saltmarsh Lodge", "PR4", "9900120", 29, GOOD, 145),
    Provider(EASY_CASES, "PR4", "9900121", 10, GOOD, 400, 0),
    Provider("Ashlar Care", "PR4", "9900122", 31, GOOD, 275),
    Provider("Quarry Bank Homes", "PR4", "9900123", 20, IMPROVE, 110),
    Provider("Firth Residential", "PR4", "9900124", 1, GOOD, 205, 1.2),
    Provider("Whitebeam Children's Homes", "PR4", "9900125", 22, OUTSTANDING, 290),
    Provider("Long Acre House", "PR4", "9900126", 23, GOOD, 330),
    Provider("Hawthorn Bridge Care", "PR4", "9900127", 3, GOOD, 50, 1.2),
    Provider("St Cuthbert's Homes", "PR5", "9900211", 12, GOOD, 180, 0.9),
    Provider("Grantly Trust", "PR5", "9900212", 1, OUTSTANDING, 365, 0.9),
)
HOSTELS = (
    Provider("Stepping Stone Living", "PR4", "9900311", 12, STRONG, 330, 1.4),
    Provider("Bridgefoot Supported Living", "PR4", "9900312", 1, STRONG, 150, 1.4),
    Provider("Anchor Row", "PR4", "9900313", 2, INCONSISTENT, 210),
    Provider("Pathway House", "PR4", "9900314", 3, STRONG, 420),
    Provider("Kiln Hill Living", "PR4", "9900315", 4, INCONSISTENT, 95),
    Provider("Threshold Support", "PR4", "9900316", 5, STRONG, 265),
    Provider("Latchkey Homes", "PR4", "9900317", 6, WEAK, 70, 0.6),
    Provider("Dovecote Living", "PR4", "9900318", 7, STRONG, 385),
    Provider("{council}: North Parade", "PR1", "9900340", 3, STRONG, 300, 1.8),
)
UNITS = (
    Provider("Meadowsweet Family Centre", "PR4", "9900411", 24, GOOD, 440),
    Provider("{council}: Canal Row Family Centre", "PR1", "9900412", 5, GOOD, 515),
    Provider("Harding Family Trust", "PR5", "9900413", 23, OUTSTANDING, 350),
)
SECURE = (
    Provider("Fellside Secure Home", "PR2", "SC990051", 26, GOOD, 120),
    Provider("Public secure unit", "PR3", "", 29, GOOD, 120),
    Provider("Ravensmoor Secure Home", "PR4", "9900513", 28, IMPROVE, 230),
)
SECURE_ELSEWHERE = Provider("Coldharbour Secure Home", "PR2", "SC990052", 29, GOOD, 170)
KINDS = {
    "agency": AGENCIES,
    "home": HOMES,
    "hostel": HOSTELS,
    "unit": UNITS,
    "secure": SECURE,
}
# Placement types that each kind may be registered for.
REGISTERED_FOR = {
    "U1,U2,U3,U4,U5,U6,A3,A4,A5,A6": AGENCIES,
    "K2,S1": HOMES,
    "H5,K3": HOSTELS,
    "R3": UNITS,
    "K1": (*SECURE, SECURE_ELSEWHERE),
}
