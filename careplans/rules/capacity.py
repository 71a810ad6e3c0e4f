"""Whether the staff of a practice or a hub can hold the planning sessions that are owed.

CARE.md: sessions owed x minutes and travel against staff hours -> which practices cannot meet the minimum,
and when the backlog clears.  Minutes are fractions, so that nothing is rounded before it is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from careplans.rules.entitlement import JointAttendance, Kind
from wsic.dates import MONTHS, months_after, short_date

DAYS_A_WEEK = 7
MINUTES_AN_HOUR = 60
MONTHS_BACK, MONTHS_AHEAD = 12, 6
LONGEST_BACKLOG = 120  # months; ours: what takes longer than ten years is not said to clear at all


class StaffRole(StrEnum):
    """Who holds planning sessions; the names are those of `wsic.accounts.roles.Role`."""

    GP = "GP"
    CASE_MANAGER = "CASE_MANAGER"
    HSCA = "HSCA"


HELD_BY: Mapping[Kind, tuple[StaffRole, ...]] = {
    Kind.JOINT: (StaffRole.GP, StaffRole.CASE_MANAGER),
    Kind.HSCA: (StaffRole.HSCA,),
}


@dataclass(frozen=True, kw_only=True)
class CapacitySettings:
    """
    One version of what a session costs, in minutes of each who is there.

    CARE.md has 40 minutes for a session.  Ours, until the programme has measured it: 20 more for writing up,
    40 on the way to a home and back, a quarter of the sessions at home where fewer than `least_held` were
    held in twelve months, so that the practice's own share says nothing yet.
    """

    version: str = "1"
    joint_minutes: int = 60
    hsca_minutes: int = 60
    travel_minutes: int = 40
    home_percent: int = 25
    least_held: int = 20

    def __post_init__(self) -> None:
        minutes = (self.joint_minutes, self.hsca_minutes, self.travel_minutes)
        if not (all(0 <= each <= 480 for each in minutes) and 0 <= self.home_percent <= 100):
            raise ValueError(
                "Minutes of a session and of travel lie from 0 to 480, the percentage at home from 0 to 100."
            )

    def minutes(self, kind: Kind) -> int:
        return self.joint_minutes if kind is Kind.JOINT else self.hsca_minutes


@dataclass(frozen=True)
class Period:
    """From `from_on` to before `until_on`, within one month of the calendar."""

    from_on: date
    until_on: date

    def __str__(self) -> str:
        """As an address has it."""
        return f"{self.from_on.isoformat()}.{self.until_on.isoformat()}"

    @property
    def name(self) -> str:
        return f"{self.from_on:%Y-%m}"

    @property
    def month_words(self) -> str:
        return f"{MONTHS[self.from_on.month - 1]} {self.from_on.year}"

    @property
    def words(self) -> str:
        """The month, or the days of it."""
        if self == _month(self.from_on.replace(day=1)):
            return self.month_words
        last_on = self.until_on - timedelta(days=1)
        if last_on == self.from_on:
            return short_date(self.from_on)
        return f"{short_date(self.from_on)} to {short_date(last_on)}"

    @property
    def short(self) -> str:
        return MONTHS[self.from_on.month - 1][:3]

    @property
    def days(self) -> int:
        return (self.until_on - self.from_on).days


def months_back(on: date) -> list[Period]:
    """The twelve months before the one of the day, the earliest first, and that month up to the day."""
    this = on.replace(day=1)
    months = [_month(months_after(this, -number)) for number in range(MONTHS_BACK, 0, -1)]
    return [*months, Period(this, on + timedelta(days=1))]


def months_ahead(on: date) -> list[Period]:
    """What is left of the month from the day on, and the six months after it."""
    this = on.replace(day=1)
    after = [_month(months_after(this, number)) for number in range(1, MONTHS_AHEAD + 1)]
    return [Period(on, after[0].from_on), *after]


def _month(first: date) -> Period:
    return Period(first, months_after(first, 1))


@dataclass(frozen=True)
class Hours:
    """So many a week, from `from_on` to before `to_on`; None: still."""

    a_week: Decimal
    from_on: date
    to_on: date | None = None


def minutes_there(hours: Sequence[Hours], period: Period) -> Fraction | None:
    """
    Of rows that do not overlap: a seventh of the weekly hours for each day, so that a month has its weeks.

    None where any day of the period has no entry: nobody said, and nothing is not no hours.  A day counts as
    one, also when a clock changes in it; public holidays and leave are in the weekly hours or in nothing.
    """
    covered, minutes = 0, Fraction(0)
    for each in hours:
        until_on = period.until_on if each.to_on is None else min(each.to_on, period.until_on)
        days = max(0, (until_on - max(each.from_on, period.from_on)).days)
        covered += days
        minutes += Fraction(each.a_week) * MINUTES_AN_HOUR * days / DAYS_A_WEEK
    return minutes if covered == period.days else None


def minutes_of_one(
    role: StaffRole, kind: Kind, *, at_home: Fraction, attendance: JointAttendance, settings: CapacitySettings
) -> Fraction:
    """
    What one session takes of a role, travel included.

    Joint sessions take both, of each their own; where each has to be there only once a year, half of them.

    :param at_home: the share of sessions that are held where the person lives
    """
    if role not in HELD_BY[kind]:
        return Fraction(0)
    minutes = settings.minutes(kind) + at_home * settings.travel_minutes
    halved = kind is Kind.JOINT and attendance is JointAttendance.EACH_ONCE
    return minutes / 2 if halved else minutes


def share_at_home(home: int, held: int, settings: CapacitySettings) -> Fraction:
    """As measured, where enough sessions were held to measure it; else as the settings have it."""
    return Fraction(home, held) if held >= settings.least_held else Fraction(settings.home_percent, 100)


class State(StrEnum):
    ENOUGH = "ENOUGH"
    SHORT = "SHORT"
    UNKNOWN = "UNKNOWN"  # nobody entered hours for the whole of the time
    SHARED = "SHARED"  # the hours are the hub's, for all its practices
    WITHHELD = "WITHHELD"  # small numbers are withheld, and with them it could be either


@dataclass(frozen=True)
class Needed:
    """Minutes, as far as the numbers tell: both ends are the same where nothing is withheld."""

    least: Fraction
    most: Fraction

    def __add__(self, other: "Needed") -> "Needed":
        return Needed(self.least + other.least, self.most + other.most)

    def times(self, by: Fraction | int) -> "Needed":
        return Needed(self.least * by, self.most * by)


NOTHING = Needed(Fraction(0), Fraction(0))


@dataclass(frozen=True)
class Reckoned:
    """`short_by` minutes at least, where `state` is SHORT."""

    state: State
    short_by: Fraction = Fraction(0)


def reckon(needed: Needed, there: Fraction | None) -> Reckoned:
    """Minutes needed against minutes there; who has just enough has enough."""
    if there is None:
        return Reckoned(State.UNKNOWN)
    if needed.most <= there:
        return Reckoned(State.ENOUGH)
    if needed.least > there:
        return Reckoned(State.SHORT, needed.least - there)
    return Reckoned(State.WITHHELD)


class Clearing(StrEnum):
    NOTHING_OVERDUE = "NOTHING_OVERDUE"
    CLEARS = "CLEARS"
    NEVER = "NEVER"  # not within LONGEST_BACKLOG
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Cleared:
    """`on` is the first day of the month in which it clears."""

    state: Clearing
    on: date | None = None


def clears(
    backlog: Fraction, needed: Sequence[Fraction], there: Sequence[Fraction | None], periods: Sequence[Period]
) -> Cleared:
    """
    When what is overdue has been held as well, if time that is left over goes to it and to nothing else.

    Month by month: what stays over is carried on.  Beyond the months that are known each is as their mean,
    without the rest of the first.  Where less is there than is newly owed, nothing is caught up for long, and
    it never clears.

    :param needed: minutes for what is newly owed in each period
    """
    if not backlog:
        return Cleared(Clearing.NOTHING_OVERDUE)
    known = [each for each in there if each is not None]
    if len(known) < len(periods):
        return Cleared(Clearing.UNKNOWN)
    spare = [minutes - owed for owed, minutes in zip(needed, known, strict=True)]
    pace = sum(spare[1:], Fraction(0)) / len(spare[1:])
    if pace < 0:
        return Cleared(Clearing.NEVER)
    for minutes, period in zip(spare, periods, strict=True):
        backlog -= minutes
        if backlog <= 0:
            return Cleared(Clearing.CLEARS, period.from_on.replace(day=1))
    return _beyond(backlog, pace, periods[-1])


def _beyond(backlog: Fraction, pace: Fraction, last: Period) -> Cleared:
    if not pace or backlog > pace * LONGEST_BACKLOG:
        return Cleared(Clearing.NEVER)
    months = -(-backlog // pace)  # rounded up
    return Cleared(Clearing.CLEARS, months_after(last.from_on.replace(day=1), int(months)))


def hub_share(hub: Fraction | None, *, need: Needed, of_all: Needed) -> Fraction | None:
    """The hub's minutes that fall to one practice: as its need is to that of all its practices."""
    if hub is None:
        return None
    whole = of_all.least + of_all.most
    return hub * (need.least + need.most) / whole if whole else hub
