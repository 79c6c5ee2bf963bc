"""What both returns draw: UPNs, days and people's identifiers."""

from __future__ import annotations

import random
from datetime import date, timedelta

# A UPN starts with a letter that checks the rest: weights 2 to 13, remainder by 23.
_CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
UPN_AUTHORITY = "301"


def upn(number: int) -> str:
    """The UPN of a pupil by running number, with its check letter."""
    digits = f"{UPN_AUTHORITY}{number // 10_000_000 % 100:02d}{number % 10_000_000:07d}"
    total = sum(int(digit) * weight for weight, digit in enumerate(digits, start=2))
    return _CHECK_LETTERS[total % 23] + digits


def day_between(draw: random.Random, first: date, last: date) -> date:
    """A day from `first` to `last`, or `first` where that is the later."""
    return first + timedelta(days=draw.randint(0, max(0, (last - first).days)))


def weekday(day: date) -> date:
    """The day, or the Monday after where it falls on a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= 5 else day


def after(day: date, days: int) -> date:
    """`days` days later; earlier where negative."""
    return day + timedelta(days=days)
