"""The words that a reader of a page or a pack meets, each with one plain sentence."""

from __future__ import annotations

from typing import Final

TERMS: Final = {
    "As-at date": (
        "The last day that the data speak for. Anything recorded later is not in these figures."
    ),
    "Assessment": (
        "A social worker's look at what a child and family need, due within 45 working days "
        "of the referral."
    ),
    "Child protection plan": (
        "A plan made when a conference decides that a child is likely to suffer significant harm."
    ),
    "Contact": (
        "Any approach to the council about a child, before it is decided whether it is a referral."
    ),
    "Denominator": (
        "The number of cases that could have met the measure: the second number in “412 of 480”."
    ),
    "Initial conference": (
        "The meeting that decides whether a child needs a protection plan, due within 15 "
        "working days of the strategy discussion that began the enquiry."
    ),
    "Interval": (
        "The range within which the figure could plausibly lie by chance alone; small numbers "
        "have wide ones."
    ),
    "Looked after": (
        "In the care of the council, by agreement with the parents or by order of a court."
    ),
    "Numerator": ("The number of cases that met the measure: the first number in “412 of 480”."),
    "Provisional": (
        "From the council's live records; late entries and corrections can still change it."
    ),
    "Rate per 10,000": (
        "The number of children for every 10,000 aged 0 to 17 who live in the area."
    ),
    "Referral": (
        "A request for services that the council accepts as needing a decision by a social worker."
    ),
    "Section 47 enquiry": (
        "An enquiry into whether a child is suffering or is likely to suffer significant harm."
    ),
    "Statistical neighbours": (
        "Ten councils whose circumstances are most like ours; the median is the middle of them."
    ),
    "Working day": (
        "Monday to Friday without the bank holidays of England; the starting day is day 0."
    ),
}
