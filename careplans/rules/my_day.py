"""In which order a day's work stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Place(IntEnum):
    """
    The order of My day, the most urgent first; within a place what is due first, then who waited longer.

    Ours, after the picture of the screen: whether somebody is safe goes before everything, what is over
    before what is due, what is due today before what comes.
    """

    SAFE_AND_WELL = 1
    OVER = 2
    TODAY = 3
    LATER = 4


PLACES = {
    Place.SAFE_AND_WELL: "Safe-and-well checks, the one that is due first",
    Place.OVER: "What is over, the longest first",
    Place.TODAY: "What is due today, by its time",
    Place.LATER: "What is due later, by its day",
}


@dataclass(frozen=True, kw_only=True)
class Work:
    is_check: bool
    due_at: datetime


def place_of(work: Work, now: datetime) -> Place:
    """:param now: in London, as `due_at`"""
    if work.is_check:
        return Place.SAFE_AND_WELL
    if work.due_at <= now:
        return Place.OVER
    return Place.TODAY if work.due_at.date() == now.date() else Place.LATER


def rank(work: Work, now: datetime) -> tuple[int, datetime]:
    return (place_of(work, now), work.due_at)
