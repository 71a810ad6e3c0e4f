"""In which order a day's work stands."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum

from careplans.rules.clocks import Clock, clock, is_over, stopped
from wsic.dates import london_date


class Place(IntEnum):
    """
    The order of My day, the most urgent first; within a place what is due first, then who waited longer.

    Ours, after the picture of the screen: whether somebody is safe goes before everything, what is over
    before what is due, what is due today before what comes.  Of somebody who has died nothing is due.
    """

    SAFE_AND_WELL = 1
    OVER = 2
    TODAY = 3
    DIED = 4
    LATER = 5


PLACES = {
    Place.SAFE_AND_WELL: "Safe-and-well checks, the one that is due first",
    Place.OVER: "What is over, the longest first",
    Place.TODAY: "What is due today, by its time",
    Place.DIED: "What was to be done for people who have died, to be closed",
    Place.LATER: "What is due later, by its day",
}


@dataclass(frozen=True, kw_only=True)
class Work:
    """:param due_at: in London"""

    is_check: bool
    due_at: datetime
    died_on: date | None = None

    def clock(self, now: datetime) -> Clock:
        return stopped(self.died_on) if self.died_on else clock(self.due_at, now, of_care=self.is_check)

    def is_over(self, now: datetime) -> bool:
        return self.died_on is None and is_over(self.due_at, now, of_care=self.is_check)


@dataclass(frozen=True)
class Standing:
    """Where work stands on a day, judged once for its order and for every count."""

    place: Place
    is_over: bool
    is_due_today: bool


def standing_of(work: Work, now: datetime) -> Standing:
    """:param now: in London"""
    if work.died_on:
        return Standing(Place.DIED, is_over=False, is_due_today=False)
    over = work.is_over(now)
    today = not over and london_date(work.due_at) == london_date(now)
    if work.is_check:
        return Standing(Place.SAFE_AND_WELL, over, today)
    return Standing(Place.OVER if over else Place.TODAY if today else Place.LATER, over, today)


def rank(work: Work, standing: Standing) -> tuple[int, datetime]:
    return (standing.place, work.due_at.astimezone(UTC))
