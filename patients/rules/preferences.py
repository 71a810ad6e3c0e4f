"""Which days a preference may have."""

from datetime import date


def refuse_days(*, from_on: date, to_on: date | None, birth_date: date, today: date) -> str | None:
    """Why a preference cannot hold on these days; None when it can."""
    if from_on > today:
        return "This day is still to come. Enter what the person says from the day it holds."
    if from_on < birth_date:
        return "This day lies before the person's birth."
    if to_on is not None and to_on < from_on:
        return "It cannot end before it begins."
    return None
