"""What a person living with severe frailty is owed once a year.

Source: NHS England, Supporting routine frailty identification and frailty through the GP contract 2017/2018:
an annual medication review, where clinically appropriate the question whether they fell in the last twelve
months, and promoting the enriched Summary Care Record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wsic.dates import months_after

SEVERE = 3  # tier
DUE_MONTHS = 12  # of the Summary Care Record the contract names no time: ours, to be asked with the others


class Care(StrEnum):
    MEDICATION_REVIEW = "MEDICATION_REVIEW"
    FALLS = "FALLS"
    SUMMARY_CARE_RECORD = "SUMMARY_CARE_RECORD"


@dataclass(frozen=True)
class Due:
    """`due_on` is the day from which on it is late; None where it was never recorded, which is late."""

    care: Care
    done_on: date | None
    due_on: date | None
    late: bool


def due(done: Mapping[Care, date], *, on: date) -> tuple[Due, ...]:
    """
    :param done: when each was last recorded, of those that were
    """
    return tuple(_due(care, done.get(care), on) for care in Care)


def _due(care: Care, done_on: date | None, on: date) -> Due:
    if done_on is None:
        return Due(care, None, None, late=True)
    due_on = months_after(done_on, DUE_MONTHS)
    return Due(care, done_on, due_on, late=due_on <= on)
